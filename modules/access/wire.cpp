#include "modules/access/wire.hpp"

namespace jiwei::access {

namespace {

constexpr std::size_t small_body_bytes = 8'192;

}  // namespace

Result<std::string> text_member(const json::Value& object, std::string_view key, bool needed, const std::string& pointer) {
    const json::Value& value = object[key];
    if (value.is_null() && !needed) return std::string{};
    if (!value.is_string() || value.text().size() > wire_text_bytes_max || (needed && value.text().empty())) {
        return refuse_field(Refusal::malformed, pointer + "/" + std::string{key}, "text", "1-512 bytes of text");
    }
    return value.text();
}

Result<std::string> date_member(const json::Value& object, std::string_view key, std::string_view otherwise) {
    JIWEI_TRY(text, text_member(object, key, false));
    if (text.empty()) return std::string{otherwise};
    if (!parse_civil_date(text)) return refuse_field(Refusal::malformed, "/" + std::string{key}, "date", "YYYY-MM-DD");
    return text;
}

http::Response private_json(std::string body, int status) {
    http::Response response = http::Response::json(std::move(body), status);
    response.headers.emplace_back("Cache-Control", "no-store");
    return response;
}

std::string display_name_of(db::Connection& connection, std::string_view user_id) {
    const auto user = store::find_user(connection, user_id);
    return user ? user->display_name : std::string{};
}

std::string instant_text(std::int64_t utc_ms) { return utc_ms == 0 ? std::string{} : time::text(time::Instant{utc_ms}); }

void add_route(http::RouteSet& set, Access::Impl& impl, http::Verb verb, std::string path, http::Access access,
               Result<http::Response> (*handler)(Access::Impl&, const http::Request&), std::string summary,
               std::vector<std::pair<std::string, std::string>> query) {
    const bool has_body = verb == http::Verb::post || verb == http::Verb::patch;
    set.routes.push_back({verb,
                          std::move(path),
                          std::move(access),
                          [&impl, handler](const http::Request& request) { return handler(impl, request); },
                          {std::move(summary), has_body ? R"({"type":"object"})" : "", R"({"type":"object"})", std::move(query)},
                          small_body_bytes});
}

}  // namespace jiwei::access
