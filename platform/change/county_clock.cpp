#include "platform/change/county_clock.hpp"

#include "platform/change/sql.hpp"

namespace jiwei::change {

std::int64_t next_seq(db::Connection& connection, std::string_view county_id) {
    return connection.run(sql::next_seq, {county_id})[0].integer(0);
}

std::int64_t current_seq(db::Connection& connection, std::string_view county_id) {
    const db::Rows rows = connection.run(sql::current_seq, {county_id});
    return rows.empty() ? 0 : rows[0].integer(0);
}

}  // namespace jiwei::change
