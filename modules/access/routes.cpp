#include "modules/access/shapes.hpp"
#include "modules/access/sql.hpp"
#include "modules/access/wire.hpp"
#include "platform/crypto/digest.hpp"

namespace jiwei::access {

namespace {

std::string cookie_of(const Opened& opened, bool secure) {
    return "jiwei_session=" + opened.secret + "; Path=/; HttpOnly; SameSite=Strict" + (secure ? "; Secure" : "");
}

void write_permissions(json::Writer& out, const Matrix& matrix, const auth::Principal& principal) {
    std::vector<std::string> statistical;
    out.key("permissions").begin_object();
    for (const std::string& resource : matrix.resources()) {
        std::string ops;
        for (const char op : std::string_view{"CRUDAX"}) {
            const auto grant = matrix.grant(principal.roles, static_cast<http::Op>(op), resource);
            if (grant) ops.push_back(op);
            if (!grant && op == 'R' && grant.error().code == "purpose-needed") statistical.push_back(resource);
        }
        if (ops.empty()) continue;
        out.key(resource).begin_array();
        for (const char op : ops) out.string({&op, 1});
        out.end_array();
    }
    out.end_object().key("statistical").begin_array();
    for (const std::string& resource : statistical) out.string(resource);
    out.end_array();
}

std::string county_name(db::Connection& connection, std::string_view county_id) {
    const db::Rows rows = connection.run(sql::county_name, {county_id});
    return rows.empty() ? std::string{} : rows[0].string(0);
}

void write_choice(json::Writer& out, Access::Impl& impl, db::Connection& connection, const Assignment& assignment) {
    const auto institution = impl.organization.find_institution(connection, assignment.county_id, assignment.institution_id);
    out.begin_object().member("county_id", assignment.county_id).member("county_name", county_name(connection, assignment.county_id));
    out.member("institution_id", assignment.institution_id).member("institution_name", institution ? institution->name : std::string{});
    out.key("roles").begin_array();
    for (const std::string& role : assignment.roles) out.string(role);
    out.end_array().end_object();
}

/// The message to the head: emergencies of the own institutions that nobody reviewed, and those that wait for a yes.
std::int64_t emergencies_to_review(Access::Impl& impl, const auth::Principal& principal, CivilDate today) {
    const auto grant = impl.matrix.grant(principal.roles, http::Op::approve, "break_glass_review");
    if (!grant) return 0;
    const Reach reach = impl.reach(principal, *grant, today);
    const std::int64_t now_ms = impl.services.clock.now().utc_ms;
    std::int64_t count = 0;
    impl.services.database.read([&](db::Connection& connection) {
        for (const db::Row row : connection.run(sql::list_openings, {principal.county_id, "break_glass"}))
            count += row.text(9).empty() && reach.holds(row.text(2), {}) ? 1 : 0;
        for (const db::Row row : connection.run(sql::list_approvals, {principal.county_id, "break_glass", "break_glass", "break_glass"})) {
            const auto body = json::parse(row.text(4));
            const bool waits = row.text(2) == "proposed" && row.integer(8) > now_ms;
            count += waits && body && reach.holds((*body)["institution"].text(), {}) ? 1 : 0;
        }
    });
    return count;
}

/// The session as the page knows it. `principal` may act in another county than the session's own (X-Jiwei-County).
std::string session_json(Access::Impl& impl, const Holder& holder, const auth::Principal& principal, CivilDate today) {
    json::Writer out;
    const std::int64_t emergencies = emergencies_to_review(impl, principal, today);
    impl.services.database.read([&](db::Connection& connection) {
        const auto user = store::find_user(connection, principal.user_id);
        const auto institution = impl.organization.find_institution(connection, principal.county_id, principal.institution_id);
        out.begin_object().key("user").begin_object().member("id", principal.user_id).member("name", user ? user->name : std::string{});
        out.member("display_name", principal.display_name).end_object();
        out.key("roles").begin_array();
        for (const std::string& role : principal.roles) out.string(role);
        out.end_array();
        out.key("institution").begin_object().member("id", principal.institution_id);
        out.member("name", institution ? institution->name : std::string{}).member("kind", institution ? institution->kind : std::string{});
        out.end_object().key("county").begin_object().member("id", principal.county_id);
        out.member("name", county_name(connection, principal.county_id)).end_object();
        out.key("choices").begin_array();
        for (const Assignment& assignment : holder.assignments) write_choice(out, impl, connection, assignment);
        out.end_array();
    });
    out.member("csrf", principal.csrf_token);
    write_permissions(out, impl.matrix, principal);
    const bool fresh = holder.principal.factor_at_ms > 0 &&
                       impl.services.clock.now().utc_ms - holder.principal.factor_at_ms <= impl.options.factor_fresh_minutes * 60'000LL;
    out.key("second_factor").begin_object().member("needed", impl.needs_factor(principal.roles));
    out.member("enrolled", holder.principal.has_factor).member("must_enrol", principal.must_enrol_factor).member("fresh", fresh);
    out.end_object();
    out.member("emergencies_to_review", emergencies);
    out.member("today", today).member("must_change_password", principal.must_change_password);
    out.member("idle_minutes", holder.idle_ms / 60'000).member("expires_at", time::text(time::Instant{holder.ends_ms})).end_object();
    return out.take();
}

http::Response opened_response(Access::Impl& impl, const Opened& opened, CivilDate today, int status) {
    http::Response response = http::Response::json(session_json(impl, *opened.holder, opened.holder->principal, today), status);
    response.headers.emplace_back("Set-Cookie", cookie_of(opened, impl.options.secure_cookie));
    response.headers.emplace_back("Cache-Control", "no-store");
    return response;
}

Result<http::Response> post_session(Access::Impl& impl, const http::Request& request) {
    JIWEI_TRY(body, request.json_body({.bytes_max = 8'192, .depth_max = 4, .members_max = 20}));
    SignIn ask;
    JIWEI_TRY(name, text_member(body, "name", true));
    JIWEI_TRY(password, text_member(body, "password", true));
    JIWEI_TRY(county_id, text_member(body, "county_id", false));
    JIWEI_TRY(institution_id, text_member(body, "institution_id", false));
    JIWEI_TRY(code, text_member(body, "code", false));
    ask = {name, password, county_id, institution_id, body["workstation"].as_boolean().value_or(false), code};
    JIWEI_TRY(opened, impl.sign_in(ask, request.trail));
    return opened_response(impl, opened, request.today, 201);
}

Result<http::Response> get_session(Access::Impl& impl, const http::Request& request) { return session_answer(impl, request); }

Result<http::Response> delete_session(Access::Impl& impl, const http::Request& request) {
    impl.sign_out(request.principal, session_cookie(request), request.trail);
    http::Response response = http::Response::no_content();
    response.headers.emplace_back("Set-Cookie", "jiwei_session=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0");
    return response;
}

Result<http::Response> post_password(Access::Impl& impl, const http::Request& request) {
    JIWEI_TRY(body, request.json_body({.bytes_max = 8'192, .depth_max = 4, .members_max = 20}));
    JIWEI_TRY(current, text_member(body, "current", true));
    JIWEI_TRY(password, text_member(body, "password", true));
    if (request.principal.kind != auth::PrincipalKind::user) return refuse(Refusal::forbidden, "forbidden", "a token has no password");
    JIWEI_TRY(opened, impl.change_password(request.principal, current, password, request.trail));
    return opened_response(impl, opened, request.today, 200);
}

Result<http::Response> post_choice(Access::Impl& impl, const http::Request& request) {
    JIWEI_TRY(body, request.json_body({.bytes_max = 8'192, .depth_max = 4, .members_max = 20}));
    JIWEI_TRY(county_id, text_member(body, "county_id", true));
    JIWEI_TRY(institution_id, text_member(body, "institution_id", false));
    if (request.principal.kind != auth::PrincipalKind::user) return refuse(Refusal::forbidden, "forbidden", "a token has one place");
    JIWEI_TRY(opened, impl.choose(request.principal, session_cookie(request), county_id, institution_id, request.trail));
    return opened_response(impl, opened, request.today, 200);
}

Result<http::Response> get_setup(Access::Impl& impl) {
    const bool any = impl.services.database.read([](db::Connection& connection) { return store::any_real_user(connection); });
    json::Writer out;
    out.begin_object().member("needed", !any).end_object();
    return http::Response::json(out.take());
}

Result<FirstAccount> read_account(const json::Value& body, const std::string& role) {
    const std::string pointer = "/" + role;
    const json::Value& object = body[role];
    if (!object.is_object()) return refuse_field(Refusal::malformed, pointer, "object", "name, display_name, password");
    JIWEI_TRY(name, text_member(object, "name", true, pointer));
    JIWEI_TRY(display_name, text_member(object, "display_name", true, pointer));
    JIWEI_TRY(password, text_member(object, "password", true, pointer));
    return FirstAccount{role, pointer, name, display_name, password};
}

Result<http::Response> post_setup(Access::Impl& impl, const http::Request& request) {
    JIWEI_TRY(body, request.json_body({.bytes_max = 8'192, .depth_max = 4, .members_max = 30}));
    Setup setup;
    JIWEI_TRY(token, text_member(body, "token", true));
    JIWEI_TRY(county_id, text_member(body["county"], "id", true, "/county"));
    JIWEI_TRY(institution_name, text_member(body, "institution_name", true));
    JIWEI_TRY(county_admin, read_account(body, "county_admin"));
    JIWEI_TRY(sysadmin, read_account(body, "sysadmin"));
    setup = {token, county_id, institution_name, {county_admin, sysadmin}};
    JIWEI_CHECK(impl.set_up(setup, request.trail));
    return http::Response::json(R"({"done":true})", 201);
}

constexpr const char* session_schema = R"({"type":"object",
"required":["user","roles","institution","county","choices","csrf","permissions","statistical","second_factor","emergencies_to_review","today","must_change_password","idle_minutes","expires_at"],
"properties":{"user":{"type":"object","required":["id","name","display_name"],"properties":{"id":{"type":"string"},"name":{"type":"string"},
"display_name":{"type":"string"}}},"roles":{"type":"array","items":{"type":"string"}},
"institution":{"type":"object","required":["id","name","kind"],"properties":{"id":{"type":"string"},"name":{"type":"string"},"kind":{"type":"string"}}},
"county":{"type":"object","required":["id","name"],"properties":{"id":{"type":"string"},"name":{"type":"string"}}},
"choices":{"type":"array","items":{"type":"object","required":["county_id","county_name","institution_id","institution_name","roles"],
"properties":{"county_id":{"type":"string"},"county_name":{"type":"string"},"institution_id":{"type":"string"},"institution_name":{"type":"string"},
"roles":{"type":"array","items":{"type":"string"}}}}},"csrf":{"type":"string"},
"permissions":{"type":"object","additionalProperties":{"type":"array","items":{"type":"string"}}},
"statistical":{"type":"array","items":{"type":"string"}},
"second_factor":{"type":"object","required":["needed","enrolled","must_enrol","fresh"],"properties":{"needed":{"type":"boolean"},
"enrolled":{"type":"boolean"},"must_enrol":{"type":"boolean"},"fresh":{"type":"boolean"}}},"emergencies_to_review":{"type":"integer"},"today":{"type":"string","format":"date"},"must_change_password":{"type":"boolean"},
"idle_minutes":{"type":"integer"},"expires_at":{"type":"string"}}})";
constexpr const char* sign_in_schema = R"({"type":"object","required":["name","password"],"properties":{"name":{"type":"string"},
"password":{"type":"string"},"workstation":{"type":"boolean"},"county_id":{"type":"string"},"institution_id":{"type":"string"},"code":{"type":"string"}}})";
constexpr const char* password_schema = R"({"type":"object","required":["current","password"],
"properties":{"current":{"type":"string"},"password":{"type":"string"}}})";
constexpr const char* choice_schema = R"({"type":"object","required":["county_id"],
"properties":{"county_id":{"type":"string"},"institution_id":{"type":"string"}}})";
constexpr const char* setup_schema = R"({"type":"object","required":["token","county","institution_name","county_admin","sysadmin"],
"properties":{"token":{"type":"string"},"county":{"type":"object","required":["id"],"properties":{"id":{"type":"string"}}},
"institution_name":{"type":"string"},"county_admin":{"$ref":"#/components/schemas/FirstAccount"},
"sysadmin":{"$ref":"#/components/schemas/FirstAccount"}}})";
constexpr const char* account_schema = R"({"type":"object","required":["name","display_name","password"],
"properties":{"name":{"type":"string"},"display_name":{"type":"string"},"password":{"type":"string"}}})";
constexpr const char* session_ref = R"({"$ref":"#/components/schemas/Session"})";

}  // namespace

Result<http::Response> session_answer(Access::Impl& impl, const http::Request& request) {
    const std::string secret = session_cookie(request);
    if (request.principal.kind != auth::PrincipalKind::user || secret.empty()) {
        return refuse(Refusal::unauthenticated, "unauthenticated", "this is not a session of a person");
    }
    const auto holder = impl.load_session(secret, crypto::sha256(secret));
    if (!holder) return refuse(Refusal::unauthenticated, "session-expired", "sign in again");
    return private_json(session_json(impl, *holder, request.principal, request.today));
}

http::RouteSet Access::routes() {
    using http::Verb;
    Impl& impl = *impl_;
    const auto with = [&impl](auto handler) { return [&impl, handler](const http::Request& request) { return handler(impl, request); }; };
    const auto open = http::Access::open();
    const auto signed_in = http::Access::signed_in();
    constexpr std::size_t small = 8'192;
    http::RouteSet set;
    set.schemas = {{"Session", session_schema}, {"FirstAccount", account_schema}};
    set.routes.push_back({Verb::post, "/api/session", open, with(post_session), {"Sign in", sign_in_schema, session_ref, {}}, small});
    set.routes.push_back(
        {Verb::get, "/api/session", signed_in, with(get_session), {"The session and what it may do", {}, session_ref, {}}, small});
    set.routes.push_back({Verb::del, "/api/session", signed_in, with(delete_session), {"Sign out", {}, "none", {}}, small});
    set.routes.push_back({Verb::post,
                          "/api/session/password",
                          signed_in,
                          with(post_password),
                          {"Change the own password", password_schema, session_ref, {}},
                          small});
    set.routes.push_back({Verb::post,
                          "/api/session/choice",
                          signed_in,
                          with(post_choice),
                          {"Act at another place of work", choice_schema, session_ref, {}},
                          small});
    set.routes.push_back(
        {Verb::get,
         "/api/setup",
         open,
         [&impl](const http::Request&) { return get_setup(impl); },
         {"Whether the first accounts are still to be made", {}, R"({"type":"object","properties":{"needed":{"type":"boolean"}}})", {}},
         small});
    set.routes.push_back({Verb::post,
                          "/api/setup",
                          open,
                          with(post_setup),
                          {"Make the first accounts with the one-time link",
                           setup_schema,
                           R"({"type":"object","properties":{"done":{"type":"boolean"}}})",
                           {}},
                          small});
    add_device_routes(set, impl);
    add_factor_routes(set, impl);
    add_account_routes(set, impl);
    add_review_routes(set, impl);
    add_opening_routes(set, impl);
    add_audit_routes(set, impl);
    http::describe(set, wire_shapes, described);
    return set;
}

}  // namespace jiwei::access
