#include "platform/db/migrate.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace jiwei::db {
namespace {

const Statement table_exists{"db.migration_table_exists",
                             "SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND name = 'schema_migration'",
                             "SELECT COUNT(*) FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'schema_migration'", 0};
const Statement applied_list{"db.applied_migrations", "SELECT module, number, slug, sha256 FROM schema_migration ORDER BY module, number",
                             "SELECT module, number, slug, sha256 FROM schema_migration ORDER BY module, number", 0};
const Statement insert_applied{"db.insert_migration",
                               "INSERT INTO schema_migration (module, number, slug, sha256, applied_at) VALUES ($1, $2, $3, $4, $5)",
                               "INSERT INTO schema_migration (module, number, slug, sha256, applied_at) VALUES ($1, $2, $3, $4, $5)", 5};

constexpr std::string_view create_sqlite =
    "CREATE TABLE schema_migration (module TEXT NOT NULL, number INTEGER NOT NULL, slug TEXT NOT NULL, sha256 TEXT NOT NULL,"
    " applied_at INTEGER NOT NULL, PRIMARY KEY (module, number)) STRICT";
constexpr std::string_view create_postgres =
    "CREATE TABLE schema_migration (module TEXT NOT NULL, number BIGINT NOT NULL, slug TEXT NOT NULL, sha256 TEXT NOT NULL,"
    " applied_at BIGINT NOT NULL, PRIMARY KEY (module, number))";

bool has_table(Connection& connection) { return connection.run(table_exists)[0].integer(0) > 0; }

std::string label(std::string_view module, std::int64_t number, std::string_view slug) {
    return std::string{module} + " " + std::to_string(number) + " " + std::string{slug};
}

std::vector<const Migration*> missing(Connection& connection, std::span<const Migration> known) {
    std::map<std::pair<std::string, std::int64_t>, std::pair<std::string, std::string>> applied;
    if (has_table(connection)) {
        for (const Row row : connection.run(applied_list)) applied[{row.string(0), row.integer(1)}] = {row.string(2), row.string(3)};
    }
    std::vector<const Migration*> pending;
    for (const Migration& migration : known) {
        const auto found = applied.find({std::string{migration.module}, migration.number});
        if (found == applied.end()) {
            pending.push_back(&migration);
        } else if (found->second.second != migration.sha256) {
            throw Error{Trouble::other,
                        "migration " + label(migration.module, migration.number, migration.slug) + " has changed since it was applied"};
        } else {
            applied.erase(found);
        }
    }
    if (!applied.empty()) {
        const auto& [key, value] = *applied.begin();
        throw Error{Trouble::other, "the data is newer than this program: it has migration " + label(key.first, key.second, value.first)};
    }
    return pending;
}

using Done = tl::expected<bool, int>;

}  // namespace

void create_migration_table(Connection& connection) {
    connection.run_script(connection.engine() == Engine::sqlite ? create_sqlite : create_postgres);
}

std::vector<const Migration*> pending_migrations(Database& database, std::span<const Migration> known) {
    return database.read([&](Connection& connection) { return missing(connection, known); });
}

std::vector<const Migration*> migrate(Database& database, time::Instant at, std::span<const Migration> known) {
    std::vector<const Migration*> pending = pending_migrations(database, known);
    if (pending.empty()) return pending;
    const auto alone = database.keep_commands_out();
    (void)database.write([](Connection& connection) -> Done {
        if (!has_table(connection)) create_migration_table(connection);
        return true;
    });
    for (const Migration* const migration : pending) {
        try {
            (void)database.write([&](Connection& connection) -> Done {
                connection.run_script(migration->text(connection.engine()));
                connection.run(insert_applied, {migration->module, migration->number, migration->slug, migration->sha256, at.utc_ms});
                return true;
            });
        } catch (const Error& error) {
            throw Error{error.trouble(), "migration " + label(migration->module, migration->number, migration->slug) + ": " + error.what()};
        }
    }
    return pending;
}

}  // namespace jiwei::db
