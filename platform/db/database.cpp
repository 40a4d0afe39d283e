#include "platform/db/database.hpp"

#include "platform/db/postgres_database.hpp"
#include "platform/db/sqlite_database.hpp"

namespace jiwei::db {

std::unique_ptr<Database> Database::open(const OpenOptions& options) {
    if (options.url.starts_with("sqlite:") && options.url.size() > 7) return std::make_unique<SqliteDatabase>(options);
    if (options.url.starts_with("postgresql://") || options.url.starts_with("postgres://"))
        return std::make_unique<PostgresDatabase>(options);
    throw Error{Trouble::other, "a database is sqlite:PATH or postgresql://…"};
}

}  // namespace jiwei::db
