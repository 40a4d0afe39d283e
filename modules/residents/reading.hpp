// Answers about one person, as JSON: the head of the file, the whole cover, its versions, the household.
#pragma once

#include <string>
#include <string_view>

#include "modules/residents/inside.hpp"
#include "modules/residents/viewing.hpp"

namespace jiwei::residents {

/// The head of a file from a row of `find_head`; `merged_from`: the archive that was asked for and is merged into this one, or empty.
/// `close`: see Inside::is_close. `complete`: the archive, as complete_today says.
[[nodiscard]] std::string head_json(const Inside& in, const View& view, bool close, const db::Row& row, std::string_view id,
                                    CivilDate today, bool complete, std::string_view merged_from = {});
[[nodiscard]] bool complete_today(const Inside& in, db::Connection& connection, std::string_view county_id, std::string_view id,
                                  const db::Row& row, CivilDate today);
/// One row, one access line: what every click on a person costs.
[[nodiscard]] Result<http::Response> read_head(const Inside& in, const http::Request& request);
[[nodiscard]] Result<http::Response> read_cover(const Inside& in, const http::Request& request);
[[nodiscard]] Result<http::Response> read_versions(const Inside& in, const http::Request& request);
[[nodiscard]] Result<http::Response> search_people(Inside& in, const http::Request& request);

}  // namespace jiwei::residents
