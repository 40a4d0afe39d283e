// Versions on the wire: W/"7" in ETag, If-Match and If-None-Match (exchange specification 4).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "platform/http/route.hpp"

namespace jiwei::http {

/// W/"7"
[[nodiscard]] std::string version_etag(std::int64_t version);
/// True when the If-None-Match list names `etag` (compared weakly) or is "*": answer 304.
[[nodiscard]] bool none_match_hit(const Request& request, std::string_view etag);
/// The version If-Match demands; nothing without the header; 400 "etag-malformed" when it is not one of ours.
[[nodiscard]] Result<std::optional<std::int64_t>> if_match_version(const Request& request);
/// 304 with the ETag, no body.
[[nodiscard]] Response not_modified(std::string_view etag);

}  // namespace jiwei::http
