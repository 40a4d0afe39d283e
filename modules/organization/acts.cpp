#include "modules/organization/acts.hpp"

#include <algorithm>

#include "core/kernel/utf8.hpp"
#include "platform/change/county_clock.hpp"
#include "platform/crypto/digest.hpp"

namespace jiwei::organization {

Stamp stamp_of(db::Connection& connection, const Actor& actor) {
    return {actor.request.principal.user_id, actor.request.trail.at, change::next_seq(connection, actor.county_id())};
}

void audit_act(db::Connection& connection, const Actor& actor, const AuditLine& line) {
    audit::Entry entry = audit::entry_of(actor.request.principal, actor.request.trail);
    entry.action = line.action;
    entry.resource = line.resource;
    entry.resource_id = line.resource_id;
    entry.reason = line.reason;
    if (!line.before.empty()) entry.before_hash = crypto::sha256_hex(line.before);
    if (!line.after.empty()) entry.after_hash = crypto::sha256_hex(line.after);
    audit::append_act(connection, actor.county_id(), entry);
}

Result<std::monostate> demand_county(const Actor& actor) {
    if (!actor.reach.whole_county) return refuse(Refusal::forbidden, "county-only", "the county decides this");
    return std::monostate{};
}

Result<std::int64_t> demand_version(const http::Request& request) {
    JIWEI_TRY(version, http::if_match_version(request));
    if (!version) return refuse(Refusal::precondition_required, "if-match-missing", "If-Match with the version that was read");
    return *version;
}

Result<std::string> text_in(const json::Value& body, std::string_view key, std::size_t characters_max, bool required) {
    const json::Value& value = body[key];
    const std::string pointer = "/" + std::string{key};
    if (value.is_null() || (value.is_string() && value.text().empty())) {
        if (required) return refuse_field(Refusal::unprocessable, pointer, "REQUIRED", {});
        return std::string{};
    }
    if (!value.is_string()) return refuse_field(Refusal::malformed, pointer, "TYPE", "text");
    if (utf8::length(value.text()) > characters_max)
        return refuse_field(Refusal::unprocessable, pointer, "TEXT_LENGTH", std::to_string(characters_max));
    return value.text();
}

Result<std::optional<CivilDate>> date_in(const json::Value& body, std::string_view key, bool required) {
    JIWEI_TRY(text, text_in(body, key, 10, required));
    if (text.empty()) return std::optional<CivilDate>{};
    const auto date = parse_civil_date(text);
    if (!date) return refuse_field(Refusal::unprocessable, "/" + std::string{key}, "DATE_FORMAT", "YYYY-MM-DD");
    return date;
}

Result<std::monostate> only_members(const json::Value& body, std::initializer_list<std::string_view> known) {
    if (!body.is_object()) return refuse(Refusal::malformed, "json-object", "an object");
    for (const auto& member : body.members()) {
        if (std::ranges::find(known, member.first) == known.end())
            return refuse_field(Refusal::malformed, "/" + member.first, "FIELD_UNKNOWN", "a member of the description");
    }
    return std::monostate{};
}

http::Response version_answer(std::string_view id, std::int64_t version, int status) {
    json::Writer out;
    http::Response response =
        http::Response::json(out.begin_object().member("id", std::string{id}).member("version", version).end_object().take(), status);
    response.headers.emplace_back("ETag", http::version_etag(version));
    return response;
}

void write_text_or_null(json::Writer& out, std::string_view name, std::string_view text) {
    out.key(name);
    text.empty() ? out.null() : out.string(text);
}

void write_end(json::Writer& out, std::string_view name, std::string_view date) {
    write_text_or_null(out, name, date == open_end ? std::string_view{} : date);
}

}  // namespace jiwei::organization
