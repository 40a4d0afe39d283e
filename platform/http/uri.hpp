// Strict reading of request targets: percent-decoding, query strings, and their limits.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/http/problem.hpp"

namespace jiwei::http {

inline constexpr std::size_t query_params_max = 200;

using Params = std::vector<std::pair<std::string, std::string>>;

/// Nothing for a broken escape, bytes that are not UTF-8, or a control character. '+' is a space only in queries and forms.
[[nodiscard]] std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space = false);
/// Keeps [A-Za-z0-9-._~], escapes the rest.
[[nodiscard]] std::string percent_encode(std::string_view text);
/// "a=1&b=2", also for application/x-www-form-urlencoded bodies. 400 "query-malformed" or "query-too-long".
[[nodiscard]] Result<Params> parse_query(std::string_view text);

}  // namespace jiwei::http
