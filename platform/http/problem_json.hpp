// application/problem+json (RFC 9457) for a Problem.
#pragma once

#include <string_view>

#include "platform/http/route.hpp"

namespace jiwei::http {

/// The English name of a status, for titles and status lines.
[[nodiscard]] std::string_view status_title(int status);
[[nodiscard]] Response problem_response(const Problem& problem, std::string_view request_id);

}  // namespace jiwei::http
