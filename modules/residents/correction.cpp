// A status that only the county gives back: requested by the institution, approved by the county (residents specification 9).
#include "core/kernel/id.hpp"
#include "core/kernel/utf8.hpp"
#include "modules/residents/sql.hpp"
#include "modules/residents/transfer.hpp"
#include "platform/change/county_clock.hpp"

namespace jiwei::residents {
namespace {

using http::Op;
using http::Request;
using http::Response;

constexpr std::string_view correction_resource = "record_status_correction";

struct Correction {
    std::string id, state, resident_id, to_status, reason, requested_by, requested_by_name, requested_on, decided_by_name, decided_on,
        decision_reason;
};

Correction correction_of(const db::Row& r) {
    return {r.string(0), r.string(1), r.string(2), r.string(3), r.string(4), r.string(5),
            r.string(6), r.string(7), r.string(8), r.string(9), r.string(10)};
}

std::optional<Correction> find_correction_row(db::Connection& connection, std::string_view county, std::string_view id) {
    const db::Rows rows = connection.run(sql::find_correction, {county, id});
    if (rows.empty()) return std::nullopt;
    return correction_of(rows[0]);
}

/// Dead and closed come back, and an archive is closed by order: what an institution may not do alone.
bool may_be_corrected(Status from, std::string_view to) {
    if (to == "1") return from == Status::dead || from == Status::closed;
    return to == "5" && (from == Status::active || from == Status::lost);
}

void write_correction(json::Writer& out, const Correction& c, std::string_view name) {
    out.begin_object().member("id", c.id).member("state", c.state);
    out.key("resident").begin_object().member("id", c.resident_id).member("name", name).end_object();
    out.member("to", c.to_status)
        .member("reason", c.reason)
        .member("requested_by", c.requested_by_name)
        .member("requested_on", c.requested_on);
    out.member("decided_by", c.decided_by_name)
        .member("decided_on", c.decided_on)
        .member("decision_reason", c.decision_reason)
        .end_object();
}

Response correction_answer(const Correction& c, std::string_view name, int status) {
    json::Writer out;
    write_correction(out, c, name);
    return Response::json(out.take(), status);
}

void audit_correction(db::Connection& connection, const ActContext& act, std::string_view action, const Correction& c) {
    audit::Entry entry = audit::entry_of(act.principal, act.trail);
    entry.action = action;
    entry.resource = "resident_correction";
    entry.resource_id = c.id;
    entry.person_id = c.resident_id;
    entry.reason = c.to_status + ": " + c.reason;
    audit::append_act(connection, act.county_id, entry);
}

Result<Response> request_correction(const Inside& in, const Request& request) {
    JIWEI_TRY(body, request.json_body());
    const ActContext act = act_of(request);
    const access::Reach reach = in.access.reach(act.principal, request.grant, act.today);
    Correction c;
    c.id = body["id"].text().empty() ? in.services.ids.next() : body["id"].text();
    c.resident_id = request.param("resident");
    c.to_status = body["to"].text();
    c.reason = body["reason"].text();
    if (!is_id(c.id)) return refuse_field(Refusal::malformed, "/id", "id.malformed", "1-64 of [A-Za-z0-9.-]");
    if (c.to_status != "1" && c.to_status != "5") return refuse_field(Refusal::unprocessable, "/to", "CODE_UNKNOWN", "1, 5");
    if (utf8::length(c.reason) < 4 || utf8::length(c.reason) > 200)
        return refuse_field(Refusal::unprocessable, "/reason", "REASON_REQUIRED", "4-200 characters");
    return in.services.database.write([&](db::Connection& connection) -> Result<Response> {
        connection.run(sql::touch_resident, {act.county_id, c.resident_id});
        const auto row = store::find(connection, act.county_id, c.resident_id);
        if (!row || !reach.holds(row->cover.institution_id, row->cover.grid_id)) return refuse(Refusal::not_found, "not-found");
        if (const auto known = find_correction_row(connection, act.county_id, c.id)) {
            const bool same = known->resident_id == c.resident_id && known->to_status == c.to_status && known->reason == c.reason;
            if (!same) return refuse(Refusal::conflict, "id-taken");
            return correction_answer(*known, row->cover.name, 200);
        }
        if (!may_be_corrected(row->status.status, c.to_status)) return refuse(Refusal::conflict, "status-forbids");
        if (!connection.run(sql::open_correction_of, {act.county_id, c.resident_id}).empty())
            return refuse(Refusal::conflict, "correction-open");
        static_cast<void>(change::next_seq(connection, act.county_id));
        connection.run(sql::insert_correction, {act.county_id, c.id, c.resident_id, c.to_status, c.reason, act.principal.user_id,
                                                act.principal.display_name, act.today});
        const auto made = find_correction_row(connection, act.county_id, c.id);
        audit_correction(connection, act, "request", *made);
        return correction_answer(*made, row->cover.name, 201);
    });
}

/// The archive as if the death or the closing had not been entered; closing by order holds from today.
Change corrected(const ActContext& act, const Correction& c, Change change) {
    const StatusFields before = change.before.status;
    const Status to = static_cast<Status>(c.to_status.front());
    json::Writer note;
    note.begin_object().member("correction", c.id).member("reason", c.reason).end_object();
    change.after.status = StatusFields{to, act.today.text(), note.take(), {}};
    const std::string from = to == Status::active && !before.on.empty() ? before.on : act.today.text();
    change_from(change.steps_after, from, {.status = c.to_status});
    change.act = "status";
    change.audit_reason = c.to_status;
    Event event;
    event.kind = EventKind::status_changed;
    event.resident_id = change.after.id;
    event.status = to;
    event.status_before = before.status;
    event.on = act.today;
    event.institution_id = event.institution_before = change.after.cover.institution_id;
    event.grid_id = change.after.cover.grid_id;
    change.events = {event};
    return change;
}

Result<Response> decide_correction(const Inside& in, const Request& request, bool approve) {
    JIWEI_TRY(body, request.json_body());
    const ActContext act = act_of(request);
    const access::Reach reach = in.access.reach(act.principal, request.grant, act.today);
    const std::string reason = body["reason"].text();
    if (utf8::length(reason) > 200 || (!approve && utf8::length(reason) < 2))
        return refuse_field(Refusal::unprocessable, "/reason", "REASON_REQUIRED", "2-200 characters");
    return in.services.database.write([&](db::Connection& connection) -> Result<Response> {
        const std::string id{request.param("correction")};
        const bool guarded = connection.run(sql::guard_correction, {act.county_id, id}).affected() > 0;
        auto c = find_correction_row(connection, act.county_id, id);
        auto row = c ? store::find(connection, act.county_id, c->resident_id) : std::nullopt;
        if (!row || !reach.holds(row->cover.institution_id, row->cover.grid_id)) return refuse(Refusal::not_found, "not-found");
        if (!guarded) return refuse(Refusal::conflict, "correction-state", c->state);
        if (c->requested_by == act.principal.user_id) return refuse(Refusal::forbidden, "proposer-approves", "another person approves");
        const std::string name = row->cover.name;
        if (approve) {
            if (!may_be_corrected(row->status.status, c->to_status)) return refuse(Refusal::conflict, "status-forbids");
            Change change = corrected(act, *c, in.begin_change(connection, act.county_id, std::move(*row)));
            JIWEI_CHECK(in.write_change(connection, act, std::move(change)));
        } else {
            static_cast<void>(change::next_seq(connection, act.county_id));
        }
        connection.run(sql::decide_correction, {act.county_id, id, approve ? "approved" : "refused", act.principal.user_id,
                                                act.principal.display_name, act.today, reason});
        c = find_correction_row(connection, act.county_id, id);
        audit_correction(connection, act, approve ? "approve" : "refuse", *c);
        return correction_answer(*c, name, 200);
    });
}

Result<Response> list_corrections(const Inside& in, const Request& request) {
    auto grant = in.access.grant_for(request.principal, Op::create, correction_resource);
    if (!grant) grant = in.access.grant_for(request.principal, Op::approve, correction_resource);
    if (!grant) return tl::unexpected(grant.error());
    const ActContext act = act_of(request);
    const access::Reach reach = in.access.reach(act.principal, *grant, act.today);
    const std::string state{request.query_value("state").value_or("requested")};
    std::string before{request.query_value("cursor").value_or("")};
    if (before.empty()) before = "~";  // above every id
    json::Writer out;
    out.begin_object().key("items").begin_array();
    bool more = false;
    in.services.database.read([&](db::Connection& connection) {
        const db::Rows rows = connection.run(sql::page_corrections, {act.county_id, state, before, 200});
        more = rows.size() == 200;
        for (const db::Row found : rows) {
            const Correction c = correction_of(found);
            before = c.id;
            const auto brief = store::find_brief(connection, act.county_id, c.resident_id);
            if (brief && reach.holds(brief->institution_id, brief->grid_id)) write_correction(out, c, brief->name);
        }
        return 0;
    });
    out.end_array().key("next");
    more ? out.string(before) : out.null();
    in.record_read(act, "list-corrections", {});
    return Response::json(out.end_object().take());
}

}  // namespace

void add_correction_routes(Inside& in, http::RouteSet& set) {
    const auto add = [&set](http::Verb verb, std::string path, http::Access access, http::Handler handler, std::string summary) {
        set.routes.push_back({verb, std::move(path), std::move(access), std::move(handler), {std::move(summary), {}, {}, {}}});
    };
    using http::Verb;
    const std::string resource{correction_resource};
    const std::string one = "/api/status-corrections/{correction}";
    add(
        Verb::post, "/api/residents/{resident}/status-corrections", http::Access::to(Op::create, resource),
        [&in](const Request& r) { return request_correction(in, r); }, "Ask the county to correct a status");
    add(
        Verb::get, "/api/status-corrections", http::Access::signed_in(), [&in](const Request& r) { return list_corrections(in, r); },
        "Requests to correct a status");
    add(
        Verb::post, one + "/approval", http::Access::to(Op::approve, resource),
        [&in](const Request& r) { return decide_correction(in, r, true); }, "Approve a correction");
    add(
        Verb::post, one + "/refusal", http::Access::to(Op::approve, resource),
        [&in](const Request& r) { return decide_correction(in, r, false); }, "Refuse a correction");
}

}  // namespace jiwei::residents
