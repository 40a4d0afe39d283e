// A table for the contract suite: every type we use, a unique key and a reference.
#pragma once

#include "core/kernel/expected.hpp"
#include "platform/db/tests/engines.hpp"

namespace jiwei::db::testing {

inline constexpr std::string_view item_sqlite =
    "CREATE TABLE item (county_id TEXT NOT NULL, id TEXT NOT NULL, number INTEGER, label TEXT, bytes BLOB, PRIMARY KEY (county_id, id)) "
    "STRICT;"
    "CREATE TABLE part (county_id TEXT NOT NULL, id TEXT NOT NULL, item_id TEXT NOT NULL, PRIMARY KEY (county_id, id),"
    " FOREIGN KEY (county_id, item_id) REFERENCES item (county_id, id)) STRICT";
inline constexpr std::string_view item_postgres =
    "CREATE TABLE item (county_id TEXT NOT NULL, id TEXT NOT NULL, number BIGINT, label TEXT, bytes BYTEA, PRIMARY KEY (county_id, id));"
    "CREATE TABLE part (county_id TEXT NOT NULL, id TEXT NOT NULL, item_id TEXT NOT NULL, PRIMARY KEY (county_id, id),"
    " FOREIGN KEY (county_id, item_id) REFERENCES item (county_id, id))";

constexpr Statement both(std::string_view text, int parameters) { return {"test", text, text, parameters}; }

inline constexpr Statement insert_item = both("INSERT INTO item (county_id, id, number, label, bytes) VALUES ('c', $1, $2, $3, $4)", 4);
inline constexpr Statement find_item = both("SELECT number, label, bytes FROM item WHERE county_id = 'c' AND id = $1", 1);
inline constexpr Statement count_items = both("SELECT COUNT(*) FROM item WHERE county_id = 'c'", 0);
inline constexpr Statement list_items = both("SELECT id, number FROM item WHERE county_id = 'c' ORDER BY id", 0);
inline constexpr Statement add_to_item = both("UPDATE item SET number = number + $2 WHERE county_id = 'c' AND id = $1", 2);
inline constexpr Statement insert_part = both("INSERT INTO part (county_id, id, item_id) VALUES ('c', $1, $2)", 2);

using Done = tl::expected<std::int64_t, std::string>;

class Items : public EachEngine {
protected:
    Items() {
        (void)database().write([](Connection& connection) -> Done {
            connection.run_script(connection.engine() == Engine::sqlite ? item_sqlite : item_postgres);
            return 0;
        });
    }
    Done put(const std::string& id, std::int64_t number = 0) {
        return database().write([&](Connection& connection) -> Done {
            return connection.run(insert_item, {id, number, nullptr, nullptr}).affected();
        });
    }
    [[nodiscard]] std::int64_t count() {
        return database().read([](Connection& connection) { return connection.run(count_items)[0].integer(0); });
    }
    [[nodiscard]] std::int64_t number(const std::string& id) {
        return database().read([&](Connection& connection) { return connection.run(find_item, {id})[0].integer(0); });
    }
    /// What a failing act throws.
    template <class F>
    Trouble trouble_of(F&& act) {
        try {
            (void)database().write([&](Connection& connection) -> Done {
                act(connection);
                return 0;
            });
        } catch (const Error& error) {
            return error.trouble();
        }
        ADD_FAILURE() << "the act did not fail";
        return Trouble::other;
    }
};

}  // namespace jiwei::db::testing
