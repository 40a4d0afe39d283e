// What a second person decides: roles, exports, delegation during absence, alerts on reading. Never the one who asked (docs/adr/0066).
#include <algorithm>
#include <array>

#include "modules/access/sql.hpp"
#include "modules/access/wire.hpp"
#include "platform/audit/chain.hpp"
#include "platform/crypto/digest.hpp"

namespace jiwei::access {

namespace {

using http::Request;
using http::Response;

constexpr std::size_t reason_characters_min = 10;

struct Decision {
    bool approve = false;
    std::string note;
};

Result<Decision> read_decision(const Request& request) {
    JIWEI_TRY(body, request.json_body(wire_body_limits));
    const auto approve = body["approve"].as_boolean();
    if (!approve) return refuse_field(Refusal::malformed, "/approve", "boolean", "true or false");
    JIWEI_TRY(note, text_member(body, "note", !*approve));
    return Decision{*approve, note};
}

/// A line of the county's act chain.
void audit_review(db::Connection& connection, Access::Impl& impl, const Request& request, std::string_view action,
                  std::string_view resource, std::string_view id, std::string_view reason) {
    audit::Entry entry = audit::entry_of(request.principal, request.trail);
    if (entry.at.utc_ms == 0) entry.at = impl.services.clock.now();
    entry.action = action;
    entry.resource = resource;
    entry.resource_id = id;
    entry.reason = reason;
    audit::append_act(connection, request.principal.county_id, entry);
}

/// What a token would do, without the digest of its secret.
void write_wanted(json::Writer& out, std::string_view kind, std::string_view body_text) {
    const auto body = kind == "token" ? json::parse(body_text) : tl::unexpected(json::Fault{"json.syntax", 0});
    if (!body) {
        out.raw(body_text);
        return;
    }
    out.begin_object().member("days", (*body)["days"].as_integer().value_or(0));
    out.member("institution_code", (*body)["institution_code"].text()).key("scopes").begin_array();
    for (const json::Value& scope : (*body)["scopes"].items()) out.string(scope.text());
    out.end_array().end_object();
}

/// What a token, a role or a lost second factor waits for.
constexpr std::array<std::string_view, 3> role_kinds{"role", "factor", "token"};
constexpr std::array<std::string_view, 3> export_kinds{"export", "export", "export"};

void write_proposals(json::Writer& out, db::Connection& connection, const Request& request, const std::array<std::string_view, 3>& kinds) {
    out.begin_object().key("items").begin_array();
    for (const db::Row row : connection.run(sql::list_approvals, {request.principal.county_id, kinds[0], kinds[1], kinds[2]})) {
        out.begin_object().member("id", row.text(0)).member("kind", row.text(1)).member("state", row.text(2));
        out.member("subject", row.text(3)).member("subject_name", display_name_of(connection, row.text(3)));
        out.key("wanted");
        write_wanted(out, row.text(1), row.text(4));
        out.member("reason", row.text(5)).member("proposed_by", display_name_of(connection, row.text(6)));
        out.member("mine", row.text(6) == request.principal.user_id).member("proposed_at", instant_text(row.integer(7)));
        out.member("expires_at", instant_text(row.integer(8))).member("decided_by", display_name_of(connection, row.text(9)));
        out.member("decided_at", instant_text(row.integer(10))).member("note", row.text(11));
        const bool opens = row.text(1) == "export" && row.text(2) == "approved";
        out.member("open_until", opens ? instant_text(row.integer(10) + export_open_ms) : std::string{}).end_object();
    }
    out.end_array().end_object();
}

Result<Response> list_role_proposals(Access::Impl& impl, const Request& request) {
    json::Writer out;
    impl.services.database.read([&](db::Connection& connection) { write_proposals(out, connection, request, role_kinds); });
    return private_json(out.take());
}

Result<Response> list_export_proposals(Access::Impl& impl, const Request& request) {
    json::Writer out;
    impl.services.database.read([&](db::Connection& connection) { write_proposals(out, connection, request, export_kinds); });
    return private_json(out.take());
}

/// What is to leave: everybody in the right's reach, or one institution with what is below it. Canonical JSON.
Result<std::string> read_selection(Access::Impl& impl, const Request& request, const auth::Grant& grant,
                                   const std::string& institution_id) {
    if (institution_id.empty()) return std::string{"{}"};
    const Reach reach = impl.reach(request.principal, grant, request.today);
    const auto institution = impl.services.database.read([&](db::Connection& connection) {
        return impl.organization.find_institution(connection, request.principal.county_id, institution_id);
    });
    if (!institution || !reach.holds(institution_id, {}))
        return refuse_field(Refusal::unprocessable, "/institution_id", "institution-unknown", "an institution of the own reach");
    json::Writer out;
    out.begin_object().member("institution_id", institution_id).member("institution_name", institution->name).end_object();
    return out.take();
}

Result<Response> post_export_proposal(Access::Impl& impl, const Request& request) {
    JIWEI_TRY(body, request.json_body(wire_body_limits));
    JIWEI_TRY(subject, text_member(body, "subject", true));
    JIWEI_TRY(reason, text_member(body, "reason", true));
    const auto grant = impl.matrix.grant(request.principal.roles, http::Op::export_rows, subject);
    if (!grant || !grant->two_persons) {
        return refuse_field(Refusal::unprocessable, "/subject", "not-by-two", "a right of the own role that two persons share");
    }
    if (utf8::length(reason) < reason_characters_min) {
        return refuse_field(Refusal::unprocessable, "/reason", "REASON_REQUIRED", "at least 10 characters");
    }
    JIWEI_TRY(institution_id, text_member(body, "institution_id", false));
    JIWEI_TRY(selection, read_selection(impl, request, *grant, institution_id));
    const std::int64_t now_ms = impl.services.clock.now().utc_ms;
    const std::string id = impl.services.ids.next();
    return impl.services.database.write([&](db::Connection& connection) -> Result<Response> {
        connection.run(sql::insert_approval, {request.principal.county_id, id, "export", subject, selection, reason,
                                              request.principal.user_id, now_ms, now_ms + approval_ms});
        audit_review(connection, impl, request, "export-propose", subject, id, reason);
        json::Writer out;
        out.begin_object().member("id", id).end_object();
        return private_json(out.take(), 201);
    });
}

/// The token works from now on; its days begin.
Result<std::monostate> carry_out_token(Access::Impl& impl, db::Connection& connection, const Request& request, const json::Value& body) {
    NewToken token;
    token.name = body["name"].text();
    token.county_id = request.principal.county_id;
    token.institution_code = body["institution_code"].text();
    token.days = static_cast<int>(body["days"].as_integer().value_or(1));
    token.actor = request.principal.user_id;
    for (const json::Value& scope : body["scopes"].items()) token.scopes.push_back(scope.text());
    const auto secret_hash = crypto::unbase64url(body["secret"].text());
    if (!secret_hash) return refuse(Refusal::internal, "proposal-invalid");
    JIWEI_CHECK(impl.insert_token(connection, token, *secret_hash));
    return std::monostate{};
}

/// What an approved proposal does, inside the act that approves it.
Result<std::monostate> carry_out(Access::Impl& impl, db::Connection& connection, const Request& request, std::string_view kind,
                                 std::string_view body_text) {
    const auto body = json::parse(body_text);
    if (!body || kind == "export") return std::monostate{};
    if (kind == "token") return carry_out_token(impl, connection, request, *body);
    const std::string& account = (*body)["account"].text();
    if (account == request.principal.user_id) return refuse(Refusal::forbidden, "segregation", "nobody decides on the own account");
    if (kind == "role") return impl.write_assignment(connection, request.principal.county_id, *body);
    connection.run(sql::forget_totp, {account});
    connection.run(sql::forget_recovery_codes, {account});
    impl.end_sessions(connection, account);
    return std::monostate{};
}

Result<Response> decide(Access::Impl& impl, const Request& request, bool exports) {
    JIWEI_TRY(decision, read_decision(request));
    const std::string id{request.param("proposal")};
    const time::Instant now = impl.services.clock.now();
    return impl.services.database.write([&](db::Connection& connection) -> Result<Response> {
        const db::Rows rows = connection.run(sql::find_approval, {request.principal.county_id, id});
        const bool is_role = !rows.empty() && (std::ranges::find(role_kinds, rows[0].text(0)) != role_kinds.end());
        if (rows.empty() || (exports ? rows[0].text(0) != "export" : !is_role)) return refuse(Refusal::not_found, "not-found");
        const db::Row row = rows[0];
        if (row.text(4) == request.principal.user_id) return refuse(Refusal::forbidden, "segregation", "who proposed does not approve");
        if (row.text(1) != "proposed") return refuse(Refusal::conflict, "decided-already", "it was decided");
        if (row.integer(5) <= now.utc_ms) return refuse(Refusal::conflict, "proposal-expired", "proposals wait seven days");
        const bool first = connection
                               .run(sql::decide_approval, {request.principal.county_id, id, decision.approve ? "approved" : "refused",
                                                           request.principal.user_id, now.utc_ms, decision.note})
                               .affected() == 1;
        if (!first) return refuse(Refusal::conflict, "decided-already", "it was decided");
        if (decision.approve) JIWEI_CHECK(carry_out(impl, connection, request, row.text(0), row.text(3)));
        if (row.text(0) == "role") {
            impl.audit_role(connection, request, decision.approve ? "role-approve" : "role-refuse", row.text(2), decision.note);
        } else {
            impl.audit_account(connection, request, decision.approve ? "approve" : "refuse", row.text(2), row.text(0));
        }
        return private_json(R"({"done":true})");
    });
}

Result<Response> decide_role(Access::Impl& impl, const Request& request) { return decide(impl, request, false); }
Result<Response> decide_export(Access::Impl& impl, const Request& request) { return decide(impl, request, true); }

/// Whoever may ask or approve may stop: closing needs no second person.
Result<Response> revoke_export(Access::Impl& impl, const Request& request) {
    const std::string id{request.param("proposal")};
    return impl.services.database.write([&](db::Connection& connection) -> Result<Response> {
        const db::Rows rows = connection.run(sql::find_export, {request.principal.county_id, id});
        if (rows.empty()) return refuse(Refusal::not_found, "not-found");
        const std::string subject = rows[0].string(1);
        const bool first = connection.run(sql::revoke_export, {request.principal.county_id, id}).affected() == 1;
        if (!first) return refuse(Refusal::conflict, "decided-already", "it has ended");
        audit_review(connection, impl, request, "export-revoke", subject, id, {});
        return private_json(R"({"done":true})");
    });
}

// --- delegation during absence ----------------------------------------------------------------------------------------------------

Result<Response> list_delegations(Access::Impl& impl, const Request& request) {
    const Reach reach = impl.reach(request.principal, request.grant, request.today);
    const std::string& me = request.principal.user_id;
    json::Writer out;
    out.begin_object().key("items").begin_array();
    impl.services.database.read([&](db::Connection& connection) {
        for (const db::Row row : connection.run(sql::list_delegations, {request.principal.county_id})) {
            const bool mine = row.text(1) == me || row.text(2) == me || row.text(8) == me;
            if (!mine && !reach.holds(row.text(3), {})) continue;
            out.begin_object().member("id", row.text(0)).member("from_user", display_name_of(connection, row.text(1)));
            out.member("to_user", display_name_of(connection, row.text(2))).member("from", row.text(4)).member("to", row.text(5));
            out.member("reason", row.text(6)).member("state", row.text(7)).member("proposed_by", display_name_of(connection, row.text(8)));
            out.member("mine", mine).member("proposed_at", instant_text(row.integer(9)));
            out.member("decided_by", display_name_of(connection, row.text(10)))
                .member("decided_at", instant_text(row.integer(11)))
                .end_object();
        }
    });
    return private_json(out.end_array().end_object().take());
}

Result<Response> post_delegation(Access::Impl& impl, const Request& request) {
    JIWEI_TRY(body, request.json_body(wire_body_limits));
    JIWEI_TRY(to_name, text_member(body, "to_user", true));
    JIWEI_TRY(from, date_member(body, "from", request.today.text()));
    JIWEI_TRY(to, date_member(body, "to", ""));
    JIWEI_TRY(reason, text_member(body, "reason", true));
    if (to.empty() || to < from || to < request.today.text() || from < request.today.text()) {
        return refuse_field(Refusal::unprocessable, "/to", "date-order", "from today on, with a last day");
    }
    const std::string id = impl.services.ids.next();
    return impl.services.database.write([&](db::Connection& connection) -> Result<Response> {
        const auto deputy = store::find_user_by_name(connection, to_name);
        const auto places = deputy ? store::assignments_of(connection, deputy->id, request.today) : std::vector<Assignment>{};
        const bool works_here =
            std::ranges::any_of(places, [&](const Assignment& at) { return at.county_id == request.principal.county_id; });
        if (!deputy || deputy->disabled || !works_here)
            return refuse_field(Refusal::unprocessable, "/to_user", "user-unknown", "an account of the county");
        if (deputy->id == request.principal.user_id) return refuse(Refusal::forbidden, "segregation", "nobody stands in for himself");
        connection.run(sql::insert_delegation,
                       {request.principal.county_id, id, request.principal.user_id, deputy->id, request.principal.institution_id, from, to,
                        reason, request.principal.user_id, impl.services.clock.now().utc_ms});
        audit_review(connection, impl, request, "delegation-propose", "delegation", id, deputy->id);
        json::Writer out;
        out.begin_object().member("id", id).end_object();
        return private_json(out.take(), 201);
    });
}

Result<Response> decide_delegation(Access::Impl& impl, const Request& request) {
    JIWEI_TRY(decision, read_decision(request));
    const Reach reach = impl.reach(request.principal, request.grant, request.today);
    const std::string id{request.param("delegation")};
    return impl.services.database.write([&](db::Connection& connection) -> Result<Response> {
        const db::Rows rows = connection.run(sql::find_delegation, {request.principal.county_id, id});
        if (rows.empty() || !reach.holds(rows[0].text(2), {})) return refuse(Refusal::not_found, "not-found");
        const std::string& me = request.principal.user_id;
        if (rows[0].text(4) == me || rows[0].text(1) == me) return refuse(Refusal::forbidden, "segregation", "who asked does not approve");
        const bool first = connection
                               .run(sql::decide_delegation, {request.principal.county_id, id, decision.approve ? "approved" : "refused", me,
                                                             impl.services.clock.now().utc_ms, "proposed"})
                               .affected() == 1;
        if (!first) return refuse(Refusal::conflict, "decided-already", "it was decided");
        impl.generation.fetch_add(1, std::memory_order_acq_rel);
        audit_review(connection, impl, request, decision.approve ? "delegation-approve" : "delegation-refuse", "delegation", id,
                     decision.note);
        return private_json(R"({"done":true})");
    });
}

Result<Response> end_delegation(Access::Impl& impl, const Request& request) {
    const std::string id{request.param("delegation")};
    return impl.services.database.write([&](db::Connection& connection) -> Result<Response> {
        const db::Rows rows = connection.run(sql::find_delegation, {request.principal.county_id, id});
        if (rows.empty() || rows[0].text(0) != request.principal.user_id) return refuse(Refusal::not_found, "not-found");
        const auto change = [&](const char* state) {
            return connection
                       .run(sql::decide_delegation,
                            {request.principal.county_id, id, "ended", request.principal.user_id, impl.services.clock.now().utc_ms, state})
                       .affected() == 1;
        };
        if (!change("approved") && !change("proposed")) return refuse(Refusal::conflict, "decided-already", "it has ended");
        impl.generation.fetch_add(1, std::memory_order_acq_rel);
        audit_review(connection, impl, request, "delegation-end", "delegation", id, {});
        return private_json(R"({"done":true})");
    });
}

// --- alerts -----------------------------------------------------------------------------------------------------------------------

Result<Response> list_alerts(Access::Impl& impl, const Request& request) {
    impl.watch_reading(request.principal.county_id);
    json::Writer out;
    out.begin_object().key("items").begin_array();
    impl.services.database.read([&](db::Connection& connection) {
        for (const db::Row row : connection.run(sql::list_alerts, {request.principal.county_id})) {
            out.begin_object().member("id", row.text(0)).member("rule", row.text(1)).member("user_id", row.text(2));
            out.member("user_name", display_name_of(connection, row.text(2))).member("from", instant_text(row.integer(4)));
            out.member("until", instant_text(row.integer(5))).member("count", row.integer(6)).member("verdict", row.text(7));
            out.member("reviewed_by", display_name_of(connection, row.text(8))).member("reviewed_at", instant_text(row.integer(9)));
            out.member("note", row.text(10)).end_object();
        }
    });
    return private_json(out.end_array().end_object().take());
}

Result<Response> review_alert(Access::Impl& impl, const Request& request) {
    JIWEI_TRY(body, request.json_body(wire_body_limits));
    JIWEI_TRY(verdict, text_member(body, "verdict", true));
    JIWEI_TRY(note, text_member(body, "note", verdict == "unjustified"));
    if (verdict != "justified" && verdict != "unjustified") {
        return refuse_field(Refusal::unprocessable, "/verdict", "CODE_UNKNOWN", "justified, unjustified");
    }
    const std::string id{request.param("alert")};
    return impl.services.database.write([&](db::Connection& connection) -> Result<Response> {
        const bool first = connection
                               .run(sql::review_alert, {request.principal.county_id, id, verdict, request.principal.user_id,
                                                        impl.services.clock.now().utc_ms, note})
                               .affected() == 1;
        if (!first) return refuse(Refusal::conflict, "decided-already", "there is no such open alert");
        audit_review(connection, impl, request, "alert-review", "reading_alert", id, verdict);
        return private_json(R"({"done":true})");
    });
}

}  // namespace

void add_review_routes(http::RouteSet& set, Access::Impl& impl) {
    using http::Op;
    using http::Verb;
    const auto to = [](Op op, const char* resource) { return http::Access::to(op, resource); };
    add_route(set, impl, Verb::get, "/api/role-proposals", to(Op::read, "role_permission_review"), list_role_proposals,
              "Roles and second factors that wait for a second person");
    add_route(set, impl, Verb::post, "/api/role-proposals/{proposal}/decision", to(Op::approve, "role_permission_review"), decide_role,
              "Approve or refuse a role");
    add_route(set, impl, Verb::get, "/api/export-proposals", to(Op::read, "bulk_export_review"), list_export_proposals,
              "Exports of whole identities that wait for a second person");
    add_route(set, impl, Verb::post, "/api/export-proposals", to(Op::create, "bulk_export_review"), post_export_proposal,
              "Ask for an export");
    add_route(set, impl, Verb::post, "/api/export-proposals/{proposal}/decision", to(Op::approve, "bulk_export_review"), decide_export,
              "Approve or refuse an export");
    add_route(set, impl, Verb::post, "/api/export-proposals/{proposal}/revocation", to(Op::create, "bulk_export_review"), revoke_export,
              "Take back an export that was asked for or approved");
    add_route(set, impl, Verb::get, "/api/delegations", to(Op::read, "delegation"), list_delegations, "Who stands in for whom");
    add_route(set, impl, Verb::post, "/api/delegations", to(Op::create, "delegation"), post_delegation, "Ask a colleague to stand in");
    add_route(set, impl, Verb::post, "/api/delegations/{delegation}/decision", to(Op::approve, "delegation"), decide_delegation,
              "Approve or refuse a delegation");
    add_route(set, impl, Verb::post, "/api/delegations/{delegation}/end", to(Op::create, "delegation"), end_delegation,
              "End the own delegation");
    add_route(set, impl, Verb::get, "/api/reading-alerts", to(Op::read, "reading_alert"), list_alerts, "Unusual reading");
    add_route(set, impl, Verb::post, "/api/reading-alerts/{alert}/review", to(Op::approve, "reading_alert"), review_alert,
              "Judge an alert");
}

}  // namespace jiwei::access
