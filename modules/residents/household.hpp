// Routes of households (service specification 2017, ch. 1): one head, members by date, one environment block.
#pragma once

#include "modules/residents/inside.hpp"

namespace jiwei::residents {

[[nodiscard]] Result<http::Response> open_household(const Inside& in, const http::Request& request);
[[nodiscard]] Result<http::Response> join_household(const Inside& in, const http::Request& request);
[[nodiscard]] Result<http::Response> leave_household(const Inside& in, const http::Request& request);
[[nodiscard]] Result<http::Response> name_head(const Inside& in, const http::Request& request);
[[nodiscard]] Result<http::Response> change_household(const Inside& in, const http::Request& request);
[[nodiscard]] Result<http::Response> read_household(const Inside& in, const http::Request& request);

/// The loser's place in a household becomes the survivor's; who has one already keeps it, and the loser's ends. Gives what
/// separate_households needs; null when the loser lives in none.
[[nodiscard]] json::Value unite_households(db::Connection& connection, const ActContext& act, std::string_view survivor_id,
                                           std::string_view loser_id, std::int64_t change_seq);
/// 409 MERGE_TOUCHED when the household was changed since.
[[nodiscard]] Result<void> separate_households(db::Connection& connection, const ActContext& act, const json::Value& kept,
                                               std::int64_t change_seq);

}  // namespace jiwei::residents
