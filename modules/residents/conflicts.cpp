#include "modules/residents/conflicts.hpp"

#include <algorithm>
#include <array>

#include "core/kernel/utf8.hpp"
#include "modules/residents/merge_routes.hpp"
#include "modules/residents/sql.hpp"
#include "modules/residents/viewing.hpp"
#include "platform/change/county_clock.hpp"

namespace jiwei::residents {
namespace {

using db::Bytes;
using http::Op;
using http::Request;
using http::Response;

constexpr std::string_view sealed_conflict = "identity_conflict.stated";
constexpr std::string_view conflict_context = "identity.conflict";
constexpr std::string_view conflict_row = "person_merge";
constexpr int conflicts_page_rows = 50;
constexpr std::size_t conflict_reason_characters_min = 4;
constexpr std::size_t conflict_reason_characters_max = 200;
/// What was found: the refused statement was wrong, the existing archive was, or both speak of one person.
constexpr std::array<std::string_view, 3> resolutions{"stated-wrong", "existing-wrong", "same-person"};

std::string stated_text(const RefusedPerson& refused) {
    json::Writer out;
    out.begin_object().member("name", refused.cover.name).member("sex", refused.cover.sex).member("birth_date", refused.cover.birth_date);
    return out.member("id_no", refused.secrets.id_no).end_object().take();
}

void audit_conflict(db::Connection& connection, const ActContext& act, std::string_view action, std::string_view id,
                    std::string_view existing_id, std::string_view reason) {
    audit::Entry entry = audit::entry_of(act.principal, act.trail);
    entry.action = action;
    entry.resource = "identity_conflict";
    entry.resource_id = id;
    entry.person_id = existing_id;
    entry.reason = reason;
    audit::append_act(connection, act.county_id, entry);
}

/// Who may propose a merge or approve one sees both sides as soon as one of them is in reach.
Result<access::Reach> conflict_reach(const Inside& in, const Request& request) {
    auto grant = in.access.grant_for(request.principal, Op::create, conflict_row);
    if (!grant) grant = in.access.grant_for(request.principal, Op::approve, conflict_row);
    if (!grant) return tl::unexpected(grant.error());
    return in.access.reach(request.principal, *grant, request.today);
}

/// Columns as page_conflicts names them.
void write_conflict(json::Writer& out, const Inside& in, const View& view, const Directory& directory, const db::Row& row) {
    using masking::Field;
    const auto plain = in.cipher().open(row.text(3), sealed_conflict);
    const json::Value stated = plain ? json::parse(*plain).value_or(json::Value::object()) : json::Value::object();
    const auto place = [&](std::string_view id) {
        const Place* const found = directory.institution(id);
        return found == nullptr ? std::string{} : found->name;
    };
    const auto moment = [&](std::string_view key, std::int64_t at_ms) {
        out.key(key);
        at_ms == 0 ? out.null() : out.string(time::text(time::Instant{at_ms}));
    };
    out.begin_object().member("id", row.text(0)).member("state", row.text(7)).member("origin", row.text(6)).key("stated").begin_object();
    out.member("name", view.shown(Field::name, false, stated["name"].text())).member("sex", stated["sex"].text());
    out.member("birth_date", stated["birth_date"].text()).member("id_masked", view.masked(Field::id_no, false, stated["id_no"].text()));
    out.member("institution", place(row.text(4))).key("resident_id");
    row.text(2).empty() ? out.null() : out.string(row.text(2));
    out.end_object().key("existing").begin_object().member("id", row.text(1));
    out.member("name", view.shown(Field::name, false, row.text(16))).member("sex", row.text(17)).member("birth_date", row.text(18));
    out.member("archive_no", row.text(19)).member("institution", place(row.text(14))).end_object();
    out.member("opened_by", row.text(8));
    moment("opened_at", row.integer(9));
    out.member("resolution", row.text(10)).member("reason", row.text(11)).member("resolved_by", row.text(12));
    moment("resolved_at", row.integer(13));
    out.end_object();
}

Result<Response> list_conflicts(const Inside& in, const Request& request) {
    JIWEI_TRY(reach, conflict_reach(in, request));
    const ActContext act = act_of(request);
    const std::string state{request.query_value("state").value_or("open")};
    if (state != "open" && state != "resolved") return refuse_field(Refusal::malformed, "/state", "CODE_UNKNOWN", "open, resolved");
    std::string before{request.query_value("cursor").value_or("")};
    if (before.empty()) before = "~";  // above every id
    const auto directory = in.directories_of(act);
    const View view{in, act.principal, masking::Edge::list};
    json::Writer out;
    out.begin_object().key("items").begin_array();
    bool has_more = false;
    in.services.database.read([&](db::Connection& connection) {
        for (int shown = 0; shown < conflicts_page_rows;) {
            const db::Rows rows = connection.run(sql::page_conflicts, {act.county_id, state, before, conflicts_page_rows});
            for (const db::Row row : rows) {
                before = row.string(0);
                if (!reach.holds(row.text(4), row.text(5)) && !reach.holds(row.text(14), row.text(15))) continue;
                write_conflict(out, in, view, *directory, row);
                if (++shown == conflicts_page_rows) break;
            }
            has_more = shown == conflicts_page_rows;
            if (rows.size() < static_cast<std::size_t>(conflicts_page_rows)) break;
        }
        return 0;
    });
    out.end_array().key("next");
    has_more ? out.string(before) : out.null();
    in.record_read(act, "list-conflicts", {});
    return Response::json(out.end_object().take());
}

Result<Response> resolve_conflict(const Inside& in, const Request& request) {
    JIWEI_TRY(reach, conflict_reach(in, request));
    JIWEI_TRY(body, request.json_body());
    const ActContext act = act_of(request);
    const std::string resolution = body["resolution"].text();
    const std::string reason = body["reason"].text();
    const std::string_view id = request.param("conflict");
    return in.services.database.write([&](db::Connection& connection) -> Result<Response> {
        const db::Rows rows = connection.run(sql::find_conflict, {act.county_id, id});
        if (rows.empty()) return refuse(Refusal::not_found, "not-found");
        const db::Row row = rows[0];
        if (!reach.holds(row.text(1), row.text(2)) && !reach.holds(row.text(3), row.text(4)))
            return refuse(Refusal::not_found, "not-found");
        if (row.text(0) != "open") return refuse(Refusal::conflict, "conflict-resolved");
        if (std::ranges::find(resolutions, resolution) == resolutions.end())
            return refuse_field(Refusal::unprocessable, "/resolution", "CODE_UNKNOWN", "stated-wrong, existing-wrong, same-person");
        const std::size_t length = utf8::length(reason);
        if (length < conflict_reason_characters_min || length > conflict_reason_characters_max)
            return refuse_field(Refusal::unprocessable, "/reason", "REASON_REQUIRED", "4-200 characters");
        const std::string existing_id = row.string(5);
        const std::int64_t seq = change::next_seq(connection, act.county_id);
        connection.run(sql::resolve_conflict, {act.county_id, id, resolution, reason, act.principal.user_id, act.principal.display_name,
                                               act.trail.at.utc_ms, seq});
        audit_conflict(connection, act, "resolve", id, existing_id, resolution + ": " + reason);
        return Response::no_content();
    });
}

}  // namespace

bool is_identity_conflict(const Brief& existing, const Cover& stated) {
    return existing.name != stated.name && existing.birth_date.text() != stated.birth_date;
}

void open_conflict(const Inside& in, db::Connection& connection, const ActContext& act, const RefusedPerson& refused) {
    const std::string text = stated_text(refused);
    const std::string id = in.services.ids.next();
    const std::int64_t seq = change::next_seq(connection, act.county_id);
    connection.run(sql::insert_conflict,
                   {act.county_id, id, refused.existing_id, refused.resident_id,
                    Bytes{in.cipher().blind_index(text + refused.resident_id, conflict_context)}, Bytes{refused.exact_bidx},
                    Bytes{in.cipher().seal(text, sealed_conflict)}, refused.cover.institution_id, refused.cover.grid_id, refused.origin,
                    act.principal.user_id, act.principal.display_name, act.trail.at.utc_ms, seq});
    audit_conflict(connection, act, "open", id, refused.existing_id, refused.origin);
}

void settle_conflicts(const Inside& in, db::Connection& connection, const ActContext& act, std::string_view id) {
    for (const db::Row row : connection.run(sql::open_conflicts_of, {act.county_id, id})) {
        const auto plain = in.cipher().open(row.text(3), sealed_conflict);
        const json::Value stated = plain ? json::parse(*plain).value_or(json::Value::object()) : json::Value::object();
        Cover cover;
        cover.name = stated["name"].text();
        cover.birth_date = stated["birth_date"].text();
        const auto owner = store::owner_of(connection, act.county_id, row.text(2));
        const auto existing = store::find_brief(connection, act.county_id, row.text(1));
        const bool stands = owner && *owner == row.text(1) && existing && is_identity_conflict(*existing, cover);
        if (stands) continue;
        const std::string conflict_id = row.string(0);
        const std::string existing_id = row.string(1);
        connection.run(sql::resolve_conflict, {act.county_id, conflict_id, "mended", "", act.principal.user_id, act.principal.display_name,
                                               act.trail.at.utc_ms, change::current_seq(connection, act.county_id)});
        audit_conflict(connection, act, "resolve", conflict_id, existing_id, "mended");
    }
}

void add_conflict_routes(Inside& in, http::RouteSet& set) {
    // Reading and deciding belong to whoever may propose a merge or approve one: two rights, so the handlers ask the gate themselves.
    const auto any = http::Access::signed_in();
    const auto add = [&](http::Verb verb, std::string path, auto handler, std::string summary,
                         std::vector<std::pair<std::string, std::string>> query) {
        set.routes.push_back({verb,
                              std::move(path),
                              any,
                              [&in, handler](const Request& r) { return handler(in, r); },
                              {std::move(summary), {}, {}, std::move(query)}});
    };
    add(http::Verb::get, "/api/identity-conflicts", list_conflicts, "Numbers that were stated for somebody else than their owner",
        {{"state", "open (default), resolved"}, {"cursor", "From the page before"}});
    add(http::Verb::post, "/api/identity-conflicts/{conflict}/resolution", resolve_conflict, "What was found, and the task is closed", {});
}

}  // namespace jiwei::residents
