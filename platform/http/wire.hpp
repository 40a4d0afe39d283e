// A response as bytes: status line, our fixed headers, the handler's, the body.
#pragma once

#include <string>
#include <string_view>

#include "platform/http/compression.hpp"
#include "platform/http/route.hpp"

namespace jiwei::http {

struct HeadOptions {
    time::Instant at;
    std::string_view request_id;
    std::size_t content_length = 0;
    Encoding encoding = Encoding::identity;
    bool secure = false;
    bool close = false;
    bool page = false;  // a file of the page: scripts and workers live under the policy of their own answer
};

/// Everything up to and including the empty line. A header of the handler that could break out of its line is left out.
[[nodiscard]] std::string write_head(const Response& response, const HeadOptions& options);
/// "Sat, 21 Nov 2026 12:30:00 GMT"
[[nodiscard]] std::string http_date(time::Instant at);
[[nodiscard]] std::string_view response_header(const Response& response, std::string_view name);

}  // namespace jiwei::http
