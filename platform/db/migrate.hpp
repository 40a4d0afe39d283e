// Migrations: forward only, each in its own transaction, in the declared order, their text checked against what was applied before.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "platform/db/database.hpp"
#include "platform/time/clock.hpp"

namespace jiwei::db {

/// One file of a migrations/ folder, embedded by tools/sqlgen. Written in PostgreSQL form, `sqlite` is made from it.
struct Migration {
    std::string_view module;  // "platform/outbox", "modules/residents"
    int number = 0;           // from 1, rising within the module
    std::string_view slug;
    std::string_view postgres;
    std::string_view sqlite;
    std::string_view sha256;  // of the file's bytes

    [[nodiscard]] std::string_view text(Engine engine) const { return engine == Engine::sqlite ? sqlite : postgres; }
};

/// All of them, in the order in which they run.
[[nodiscard]] std::span<const Migration> all_migrations();

/// Every statement of every sql/ folder, so that a test can prepare each on both engines.
[[nodiscard]] std::span<const Statement* const> all_statements();

/// The ones a database still lacks. Throws db::Error (other) when an applied migration is unknown here (the data is newer than the
/// program) or its text has changed.
[[nodiscard]] std::vector<const Migration*> pending_migrations(Database& database, std::span<const Migration> known = all_migrations());

/// Applies what is missing; answers what it applied. An interrupted run continues where it stopped.
std::vector<const Migration*> migrate(Database& database, time::Instant at, std::span<const Migration> known = all_migrations());

/// The table that remembers them; for restore().
void create_migration_table(Connection& connection);

}  // namespace jiwei::db
