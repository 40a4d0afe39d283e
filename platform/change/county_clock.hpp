// change_seq: the commit order of a county. Taken once an act, after the guarded updates and the decision, before the inserts.
#pragma once

#include <cstdint>
#include <string_view>

#include "platform/db/connection.hpp"

namespace jiwei::change {

/// Advances the county's clock inside the act and returns the act's change_seq (1, 2, 3 …); creates the clock row when missing.
[[nodiscard]] std::int64_t next_seq(db::Connection& connection, std::string_view county_id);
/// The last committed change_seq, 0 when nothing was ever written.
[[nodiscard]] std::int64_t current_seq(db::Connection& connection, std::string_view county_id);

}  // namespace jiwei::change
