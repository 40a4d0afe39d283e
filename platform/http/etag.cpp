// Versions on the wire.
#include "platform/http/etag.hpp"

#include <algorithm>
#include <charconv>

namespace jiwei::http {
namespace {

/// The opaque part: W/"7" and "7" both give 7.
std::string_view opaque(std::string_view tag) {
    while (!tag.empty() && (tag.front() == ' ' || tag.front() == '\t')) tag.remove_prefix(1);
    while (!tag.empty() && (tag.back() == ' ' || tag.back() == '\t')) tag.remove_suffix(1);
    if (tag.starts_with("W/")) tag.remove_prefix(2);
    if (tag.size() < 2 || tag.front() != '"' || tag.back() != '"') return {};
    return tag.substr(1, tag.size() - 2);
}

}  // namespace

std::string version_etag(std::int64_t version) { return "W/\"" + std::to_string(version) + "\""; }

bool none_match_hit(const Request& request, std::string_view etag) {
    std::string_view list = request.header("if-none-match");
    if (list.empty() || etag.empty()) return false;
    if (list == "*") return true;
    const std::string_view wanted = opaque(etag);
    while (!list.empty()) {
        const std::size_t comma = std::min(list.find(','), list.size());
        const std::string_view tag = opaque(list.substr(0, comma));
        if (!tag.empty() && tag == wanted) return true;
        list.remove_prefix(std::min(comma + 1, list.size()));
    }
    return false;
}

Result<std::optional<std::int64_t>> if_match_version(const Request& request) {
    const std::string_view header = request.header("if-match");
    if (header.empty()) return std::optional<std::int64_t>{};
    const std::string_view digits = opaque(header);
    std::int64_t version = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), version);
    if (digits.empty() || error != std::errc{} || end != digits.data() + digits.size() || version < 1) {
        return refuse(Refusal::malformed, "etag-malformed", "If-Match must be one version, as W/\"7\"");
    }
    return std::optional<std::int64_t>{version};
}

Response not_modified(std::string_view etag) { return Response{304, {}, {}, {{"ETag", std::string{etag}}}}; }

}  // namespace jiwei::http
