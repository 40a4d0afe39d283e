// Routes of one's own account: second factor, sessions, the one-time link of a reset.
#include "modules/access/sql.hpp"
#include "modules/access/wire.hpp"
#include "platform/crypto/digest.hpp"

namespace jiwei::access {

namespace {

using http::Request;
using http::Response;

Result<std::monostate> demand_person(const Request& request) {
    if (request.principal.kind == auth::PrincipalKind::user) return std::monostate{};
    return refuse(Refusal::forbidden, "forbidden", "a token has no second factor");
}

Response recovery_answer(const std::vector<std::string>& codes) {
    json::Writer out;
    out.begin_object().key("recovery_codes").begin_array();
    for (const std::string& code : codes) out.string(code);
    return private_json(out.end_array().end_object().take());
}

Result<Response> post_factor(Access::Impl& impl, const Request& request) {
    JIWEI_CHECK(demand_person(request));
    JIWEI_TRY(body, request.json_body(wire_body_limits));
    JIWEI_TRY(code, text_member(body, "code", false));
    JIWEI_CHECK(impl.show_factor(request, code));
    return session_answer(impl, request);
}

Result<Response> post_signature(Access::Impl& impl, const Request& request) {
    JIWEI_CHECK(demand_person(request));
    JIWEI_TRY(body, request.json_body(wire_body_limits));
    JIWEI_TRY(password, text_member(body, "password", true));
    JIWEI_CHECK(impl.show_password(request, password));
    return session_answer(impl, request);
}

Result<Response> post_enrolment(Access::Impl& impl, const Request& request) {
    JIWEI_CHECK(demand_person(request));
    JIWEI_TRY(body, request.json_body(wire_body_limits));
    JIWEI_TRY(password, text_member(body, "password", true));
    JIWEI_TRY(enrolment, impl.begin_enrolment(request, password));
    json::Writer out;
    out.begin_object().member("secret", enrolment.secret).member("uri", enrolment.uri).end_object();
    return private_json(out.take(), 201);
}

Result<Response> post_confirmation(Access::Impl& impl, const Request& request) {
    JIWEI_CHECK(demand_person(request));
    JIWEI_TRY(body, request.json_body(wire_body_limits));
    JIWEI_TRY(code, text_member(body, "code", true));
    JIWEI_TRY(codes, impl.confirm_enrolment(request, code));
    return recovery_answer(codes);
}

Result<Response> post_recovery_codes(Access::Impl& impl, const Request& request) {
    JIWEI_CHECK(demand_person(request));
    JIWEI_TRY(codes, impl.renew_recovery_codes(request));
    return recovery_answer(codes);
}

Result<Response> get_sessions(Access::Impl& impl, const Request& request) {
    JIWEI_CHECK(demand_person(request));
    json::Writer out;
    out.begin_object().key("items").begin_array();
    impl.services.database.read([&](db::Connection& connection) {
        for (const db::Row row : connection.run(sql::list_sessions, {request.principal.user_id, impl.services.clock.now().utc_ms})) {
            const auto institution = impl.organization.find_institution(connection, row.text(1), row.text(2));
            out.begin_object().member("id", row.text(0)).member("institution_name", institution ? institution->name : std::string{});
            out.member("began_at", instant_text(row.integer(3))).member("used_at", instant_text(row.integer(4)));
            out.member("ends_at", instant_text(row.integer(5))).member("address", row.text(6)).member("client", row.text(7));
            out.member("this_one", row.text(0) == request.principal.session_id).end_object();
        }
    });
    return private_json(out.end_array().end_object().take());
}

Result<Response> delete_session_of_mine(Access::Impl& impl, const Request& request) {
    JIWEI_CHECK(demand_person(request));
    const auto ended = impl.services.database.write([&](db::Connection& connection) -> Result<std::string> {
        const db::Rows rows = connection.run(sql::session_secret, {request.principal.user_id, request.param("session")});
        if (rows.empty()) return refuse(Refusal::not_found, "not-found");
        std::string secret_hash = rows[0].string(0);
        connection.run(sql::end_session, {db::Bytes{secret_hash}});
        impl.audit_account(connection, request, "session-end", request.principal.user_id, {});
        return secret_hash;
    });
    if (!ended) return tl::unexpected(ended.error());
    impl.holders.erase(*ended);
    return Response::no_content();
}

Result<Response> post_reset(Access::Impl& impl, const Request& request) {
    JIWEI_TRY(body, request.json_body(wire_body_limits));
    JIWEI_TRY(token, text_member(body, "token", true));
    JIWEI_TRY(password, text_member(body, "password", true));
    JIWEI_TRY(name, impl.reset_password(token, password, request.trail));
    json::Writer out;
    out.begin_object().member("name", name).end_object();
    return private_json(out.take());
}

}  // namespace

void add_factor_routes(http::RouteSet& set, Access::Impl& impl) {
    using http::Verb;
    const auto mine = http::Access::signed_in();
    add_route(set, impl, Verb::post, "/api/session/second-factor", mine, post_factor, "Show the second factor again");
    add_route(set, impl, Verb::post, "/api/session/signature", mine, post_signature, "Show the password again, to sign");
    add_route(set, impl, Verb::post, "/api/session/second-factor/enrolment", mine, post_enrolment, "Begin to use a second factor");
    add_route(set, impl, Verb::post, "/api/session/second-factor/confirmation", mine, post_confirmation, "Prove the second factor");
    add_route(set, impl, Verb::post, "/api/session/second-factor/recovery-codes", mine, post_recovery_codes, "New recovery codes");
    add_route(set, impl, Verb::get, "/api/session/all", mine, get_sessions, "One's own sessions");
    add_route(set, impl, Verb::del, "/api/session/all/{session}", mine, delete_session_of_mine, "End one of one's own sessions");
    add_route(set, impl, Verb::post, "/api/session/reset", http::Access::open(), post_reset, "A new password with a one-time link");
}

}  // namespace jiwei::access
