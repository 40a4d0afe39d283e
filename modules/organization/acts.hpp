// What every writing request of this module shares: who asks, the stamp of the act, its audit line, limits of what is typed.
#pragma once

#include <string>
#include <string_view>

#include "core/kernel/json.hpp"
#include "modules/organization/api.hpp"
#include "platform/http/etag.hpp"

namespace jiwei::organization {

/// A request as the use cases see it.
struct Actor {
    const http::Request& request;
    Reach reach;
    [[nodiscard]] const std::string& county_id() const { return request.principal.county_id; }
    [[nodiscard]] CivilDate today() const { return request.today; }
};

/// Takes the act's change_seq.
[[nodiscard]] Stamp stamp_of(db::Connection& connection, const Actor& actor);

struct AuditLine {
    std::string_view action;
    std::string_view resource;
    std::string_view resource_id;
    std::string_view reason = {};
    std::string_view before = {};  // canonical texts; only their hashes are written
    std::string_view after = {};
};
void audit_act(db::Connection& connection, const Actor& actor, const AuditLine& line);

/// 403 unless the whole county is in reach: what the county decides alone.
[[nodiscard]] Result<std::monostate> demand_county(const Actor& actor);
/// 428 without If-Match.
[[nodiscard]] Result<std::int64_t> demand_version(const http::Request& request);

/// A text member: NFC as it came, at most `characters_max`; REQUIRED, TYPE, TEXT_LENGTH at "/key" as 422.
[[nodiscard]] Result<std::string> text_in(const json::Value& body, std::string_view key, std::size_t characters_max, bool required = false);
/// A date member; nothing when it is absent.
[[nodiscard]] Result<std::optional<CivilDate>> date_in(const json::Value& body, std::string_view key, bool required = false);
/// 400 when the body has a member that is not in `known`.
[[nodiscard]] Result<std::monostate> only_members(const json::Value& body, std::initializer_list<std::string_view> known);

/// {"id":…, "version":…} with its ETag.
[[nodiscard]] http::Response version_answer(std::string_view id, std::int64_t version, int status = 200);
void write_text_or_null(json::Writer& out, std::string_view name, std::string_view text);
/// Null for the open end.
void write_end(json::Writer& out, std::string_view name, std::string_view date);

}  // namespace jiwei::organization
