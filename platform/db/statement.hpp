// A named SQL statement from a module's sql/ folder. tools/sqlgen turns each `-- name:` into one constant of this type.
#pragma once

#include <string_view>

namespace jiwei::db {

enum class Engine : unsigned char { sqlite, postgres };

/// Constants only: a connection caches the prepared form by the address of the statement.
struct Statement {
    std::string_view name;    // "residents.insert_resident"
    std::string_view sqlite;  // text for each engine; the same unless the file has two bodies
    std::string_view postgres;
    int parameters = 0;  // $1 ... $n

    [[nodiscard]] constexpr std::string_view text(Engine engine) const { return engine == Engine::sqlite ? sqlite : postgres; }
};

}  // namespace jiwei::db
