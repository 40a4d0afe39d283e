// Routes of account administration: accounts, roles by date, links for a new password, tokens (docs/adr/0066).
#include <algorithm>
#include <set>

#include "modules/access/sql.hpp"
#include "modules/access/token_scopes.hpp"
#include "modules/access/wire.hpp"
#include "platform/audit/chain.hpp"
#include "platform/crypto/digest.hpp"

namespace jiwei::access {

namespace {

using http::Request;
using http::Response;

constexpr int accounts_a_look = 200;
constexpr int accounts_a_page = 50;
constexpr std::size_t shown_name_bytes_max = 120;

struct Held {
    std::string institution_id, role, from, to;
};

std::vector<Held> held_by(db::Connection& connection, std::string_view county_id, std::string_view user_id) {
    std::vector<Held> all;
    for (const db::Row row : connection.run(sql::user_assignments, {county_id, user_id})) {
        all.push_back({row.string(0), row.string(1), row.string(2), row.string(3)});
    }
    return all;
}

/// An account is in reach when one of its places of work is. Whole counties reach all of theirs.
bool is_in_reach(const Reach& reach, const std::vector<Held>& held) {
    return std::ranges::any_of(held, [&](const Held& one) { return reach.holds(one.institution_id, {}); });
}

/// Every place of work lies in reach: what an institution may change.
bool is_all_in_reach(const Reach& reach, const std::vector<Held>& held, std::string_view today) {
    return std::ranges::all_of(held, [&](const Held& one) { return one.to < today || reach.holds(one.institution_id, {}); });
}

/// True for accounts that work in another county, too: one county alone does not administer them.
bool works_elsewhere(db::Connection& connection, const Request& request, std::string_view user_id) {
    return connection.run(sql::works_elsewhere, {user_id, request.principal.county_id, request.today})[0].integer(0) > 0;
}

struct AccountRow {
    store::User user;
    bool has_factor = false;
    std::int64_t sessions = 0;
};

void write_account(json::Writer& out, Access::Impl& impl, db::Connection& connection, std::string_view county_id, const AccountRow& row,
                   const std::vector<Held>& held) {
    const store::User& user = row.user;
    out.begin_object().member("id", user.id).member("name", user.name).member("display_name", user.display_name);
    out.member("disabled", user.disabled).member("demo", user.demo).member("must_change_password", user.must_change);
    out.member("ends_on", user.ends_on == organization::open_end ? std::string{} : user.ends_on)
        .member("used_at", instant_text(user.used_ms));
    out.member("home_division", user.home_division).member("home_address", user.home_address).member("version", user.version);
    out.member("second_factor", row.has_factor).member("sessions", row.sessions).key("assignments").begin_array();
    for (const Held& one : held) {
        const auto institution = impl.organization.find_institution(connection, county_id, one.institution_id);
        out.begin_object().member("institution_id", one.institution_id).member("institution_name", institution ? institution->name : "");
        out.member("role", one.role).member("from", one.from);
        out.member("to", one.to == organization::open_end ? std::string{} : one.to);
        out.member("approved_by_two", impl.matrix.needs_second_factor(one.role)).end_object();
    }
    out.end_array().key("duties").begin_array();
    for (const db::Row duty : connection.run(sql::duties_of, {county_id, user.id})) {
        out.begin_object().member("programme", duty.text(0)).member("from", duty.text(1)).member("to", duty.text(2)).end_object();
    }
    out.end_array().end_object();
}

AccountRow account_of(const db::Row& row) {
    AccountRow one;
    one.user.id = row.string(0);
    one.user.name = row.string(1);
    one.user.display_name = row.string(2);
    one.user.disabled = row.boolean(3);
    one.user.demo = row.boolean(4);
    one.user.ends_on = row.string(5);
    one.user.used_ms = row.integer(6);
    one.user.must_change = row.boolean(7);
    one.user.version = row.integer(8);
    one.user.home_division = row.string(9);
    one.user.home_address = row.string(10);
    one.has_factor = row.integer(11) > 0;
    one.sessions = row.integer(12);
    return one;
}

struct AccountFilter {
    std::string text, role, institution_id, state;
};

bool fits(const AccountFilter& filter, const AccountRow& row, const std::vector<Held>& held, std::string_view today) {
    const store::User& user = row.user;
    const bool named =
        filter.text.empty() || user.name.find(filter.text) != std::string::npos || user.display_name.find(filter.text) != std::string::npos;
    const bool placed = std::ranges::any_of(held, [&](const Held& one) {
        return (filter.role.empty() || (one.role == filter.role && one.to >= today)) &&
               (filter.institution_id.empty() || one.institution_id == filter.institution_id);
    });
    const bool works = !user.disabled && user.ends_on >= today;
    return named && placed && (filter.state.empty() || (filter.state == "active") == works);
}

Result<Response> list_accounts(Access::Impl& impl, const Request& request) {
    const Reach reach = impl.reach(request.principal, request.grant, request.today);
    const auto of = [&](const char* name) { return std::string{request.query_value(name).value_or("")}; };
    const AccountFilter filter{of("q"), of("role"), of("institution"), of("state")};
    const std::string today = request.today.text();
    const std::string& county_id = request.principal.county_id;
    std::string after = of("cursor");
    json::Writer out;
    out.begin_object().key("items").begin_array();
    int written = 0;
    bool more = true;
    impl.services.database.read([&](db::Connection& connection) {
        while (more && written < accounts_a_page) {
            const db::Rows rows = connection.run(sql::list_users, {county_id, after, impl.services.clock.now().utc_ms, accounts_a_look});
            more = rows.size() == accounts_a_look;
            for (const db::Row row : rows) {
                if (written == accounts_a_page) {
                    more = true;
                    break;
                }
                after = row.string(0);
                const AccountRow one = account_of(row);
                const auto held = held_by(connection, county_id, one.user.id);
                if (!is_in_reach(reach, held) || !fits(filter, one, held, today)) continue;
                write_account(out, impl, connection, county_id, one, held);
                ++written;
            }
        }
    });
    out.end_array().key("next");
    more ? out.string(after) : out.null();
    return private_json(out.end_object().take());
}

}  // namespace

Result<store::User> account_in_reach(Access::Impl& impl, db::Connection& connection, const Request& request, const Reach& reach,
                                     bool writes) {
    const auto user = store::find_user(connection, request.param("account"));
    const auto held = user ? held_by(connection, request.principal.county_id, user->id) : std::vector<Held>{};
    if (!user || !is_in_reach(reach, held)) return refuse(Refusal::not_found, "not-found");
    if (!writes) return *user;
    if (user->id == request.principal.user_id) return refuse(Refusal::forbidden, "segregation", "nobody administers the own account");
    const bool administers_all = std::ranges::find(request.principal.roles, "sysadmin") != request.principal.roles.end();
    const bool weighty = std::ranges::any_of(held, [&](const Held& one) { return impl.matrix.needs_second_factor(one.role); });
    const bool of_others = weighty || works_elsewhere(connection, request, user->id);
    if (!is_all_in_reach(reach, held, request.today.text()) || (of_others && !administers_all)) {
        return refuse(Refusal::forbidden, "forbidden", "this account is administered elsewhere");
    }
    return *user;
}

namespace {

Result<Response> get_account(Access::Impl& impl, const Request& request) {
    const Reach reach = impl.reach(request.principal, request.grant, request.today);
    return impl.services.database.read([&](db::Connection& connection) -> Result<Response> {
        JIWEI_TRY(user, account_in_reach(impl, connection, request, reach, false));
        json::Writer out;
        AccountRow row{user, impl.has_factor(connection, user.id), 0};
        row.sessions = static_cast<std::int64_t>(connection.run(sql::list_sessions, {user.id, impl.services.clock.now().utc_ms}).size());
        write_account(out, impl, connection, request.principal.county_id, row, held_by(connection, request.principal.county_id, user.id));
        return private_json(out.take());
    });
}

/// A new one-time link; earlier ones stop working. Inside an act.
std::string write_reset_link(Access::Impl& impl, db::Connection& connection, std::string_view user_id, std::string_view actor) {
    std::string token = crypto::random_token();
    const std::string hash = crypto::sha256(token);
    const std::int64_t until = impl.services.clock.now().utc_ms + impl.options.reset_link_hours * hour_ms;
    connection.run(sql::forget_resets_of, {user_id});
    connection.run(sql::insert_reset, {db::Bytes{hash}, user_id, actor, until});
    return token;
}

Response link_answer(Access::Impl& impl, std::string_view id, const std::string& token, bool waits, int status) {
    json::Writer out;
    out.begin_object().member("id", id).member("link_token", token);
    out.member("expires_at", instant_text(impl.services.clock.now().utc_ms + impl.options.reset_link_hours * hour_ms));
    out.member("waits_for_approval", waits).end_object();
    return private_json(out.take(), status);
}

struct WantedRole {
    std::string institution_id, role, from, to;
    bool end = false;
};

Result<WantedRole> read_role(const Request& request, const json::Value& body) {
    WantedRole wanted;
    JIWEI_TRY(institution_id, text_member(body, "institution_id", true));
    JIWEI_TRY(role, text_member(body, "role", true));
    JIWEI_TRY(from, date_member(body, "from", request.today.text()));
    JIWEI_TRY(to, date_member(body, "to", organization::open_end));
    wanted = {institution_id, role, from, to, body["end"].as_boolean().value_or(false)};
    if (wanted.end && to == organization::open_end) wanted.to = request.today.text();
    if (!wanted.end && to < from) return refuse_field(Refusal::unprocessable, "/to", "date-order", "not before " + from);
    return wanted;
}

Result<std::monostate> check_role(Access::Impl& impl, const Reach& reach, const WantedRole& wanted) {
    const bool assignable = impl.matrix.knows_role(wanted.role) && wanted.role != "service" && wanted.role != "resident";
    if (!assignable) return refuse_field(Refusal::unprocessable, "/role", "role-unknown", "a role of the matrix");
    if (!reach.holds(wanted.institution_id, {})) {
        return refuse_field(Refusal::unprocessable, "/institution_id", "institution-unknown", "an institution in reach");
    }
    return std::monostate{};
}

std::string role_body(std::string_view user_id, const WantedRole& wanted) {
    json::Writer out;
    out.begin_object().member("account", user_id).member("end", wanted.end).member("from", wanted.from);
    out.member("institution_id", wanted.institution_id).member("role", wanted.role).member("to", wanted.to).end_object();
    return out.take();
}

/// Writes the role, or proposes it when it needs a second person (the role can export or administers); true: it waits.
Result<bool> give_role(Access::Impl& impl, db::Connection& connection, const Request& request, std::string_view user_id,
                       const WantedRole& wanted, std::string_view reason) {
    const std::string body = role_body(user_id, wanted);
    if (impl.matrix.needs_second_factor(wanted.role)) {
        const std::int64_t now_ms = impl.services.clock.now().utc_ms;
        connection.run(sql::insert_approval, {request.principal.county_id, impl.services.ids.next(), "role", user_id, body, reason,
                                              request.principal.user_id, now_ms, now_ms + approval_ms});
        impl.audit_role(connection, request, "role-propose", user_id, wanted.role);
        return true;
    }
    const auto parsed = json::parse(body);
    JIWEI_CHECK(impl.write_assignment(connection, request.principal.county_id, *parsed));
    impl.audit_role(connection, request, wanted.end ? "role-end" : "role-give", user_id, wanted.role + " " + wanted.institution_id);
    return false;
}

Result<Response> post_account(Access::Impl& impl, const Request& request) {
    JIWEI_TRY(body, request.json_body(wire_body_limits));
    NewUser user;
    JIWEI_TRY(name, text_member(body, "name", true));
    JIWEI_TRY(display_name, text_member(body, "display_name", true));
    JIWEI_TRY(ends_on, date_member(body, "ends_on", organization::open_end));
    JIWEI_TRY(home_division, text_member(body, "home_division", false));
    JIWEI_TRY(home_address, text_member(body, "home_address", false));
    JIWEI_TRY(wanted, read_role(request, body));
    user.name = name;
    user.display_name = display_name;
    user.ends_on = ends_on;
    user.home_division = home_division;
    user.home_address = home_address;
    user.must_change_password = false;  // the link lets the owner choose the first one
    user.password = auth::random_password();
    user.actor = request.principal.user_id;
    user.assignments = {{request.principal.county_id, wanted.institution_id, {wanted.role}}};
    const Reach reach = impl.reach(request.principal, request.grant, request.today);
    JIWEI_CHECK(impl.check_user(user, ""));
    JIWEI_CHECK(check_role(impl, reach, wanted));
    user.assignments.clear();
    const std::string hash = auth::hash_password(user.password, impl.keys.pepper(), impl.options.hash_cost);
    return impl.services.database.write([&](db::Connection& connection) -> Result<Response> {
        JIWEI_TRY(id, impl.insert_user(connection, user, hash));
        JIWEI_TRY(waits, give_role(impl, connection, request, id, wanted, "new account"));
        const std::string token = write_reset_link(impl, connection, id, request.principal.user_id);
        return link_answer(impl, id, token, waits, 201);
    });
}

Result<Response> patch_account(Access::Impl& impl, const Request& request) {
    JIWEI_TRY(body, request.json_body(wire_body_limits));
    const auto version = body["version"].as_integer();
    if (!version) return refuse_field(Refusal::malformed, "/version", "version", "the version that was read");
    const Reach reach = impl.reach(request.principal, request.grant, request.today);
    JIWEI_TRY(display_name, text_member(body, "display_name", false));
    JIWEI_TRY(ends_on, date_member(body, "ends_on", ""));
    if (display_name.size() > shown_name_bytes_max || !utf8::is_valid(display_name)) {
        return refuse_field(Refusal::unprocessable, "/display_name", "user-display-name", "1-40 characters");
    }
    return impl.services.database.write([&](db::Connection& connection) -> Result<Response> {
        JIWEI_TRY(user, account_in_reach(impl, connection, request, reach, true));
        const bool disabled = body["disabled"].as_boolean().value_or(user.disabled);
        const auto text_or = [&](const char* key, const std::string& now) { return body[key].is_string() ? body[key].text() : now; };
        const std::string ends = !body["ends_on"].is_string() ? user.ends_on
                                 : ends_on.empty()            ? std::string{organization::open_end}
                                                              : ends_on;
        const bool changed =
            connection
                .run(sql::update_user, {user.id, *version, display_name.empty() ? user.display_name : display_name, disabled, ends,
                                        text_or("home_division", user.home_division), text_or("home_address", user.home_address)})
                .affected() == 1;
        if (!changed) return refuse(Refusal::conflict, "version-conflict", "someone else changed it");
        if (disabled || ends < request.today.text()) impl.end_sessions(connection, user.id);
        // Opening an account again ends its suspension.
        if (user.disabled && !disabled) connection.run(sql::used_user, {user.id, impl.services.clock.now().utc_ms});
        impl.holders.erase_user(user.id);
        impl.audit_account(connection, request, disabled == user.disabled ? "update" : disabled ? "disable" : "enable", user.id, {});
        return private_json(R"({"done":true})");
    });
}

Result<Response> post_role(Access::Impl& impl, const Request& request) {
    JIWEI_TRY(body, request.json_body(wire_body_limits));
    JIWEI_TRY(wanted, read_role(request, body));
    JIWEI_TRY(reason, text_member(body, "reason", false));
    const Reach reach = impl.reach(request.principal, request.grant, request.today);
    JIWEI_CHECK(check_role(impl, reach, wanted));
    return impl.services.database.write([&](db::Connection& connection) -> Result<Response> {
        const auto user = store::find_user(connection, request.param("account"));
        const auto held = user ? held_by(connection, request.principal.county_id, user->id) : std::vector<Held>{};
        // An account without any place waits for its first role; one that has its place in another county is not there.
        const bool administers_all = std::ranges::find(request.principal.roles, "sysadmin") != request.principal.roles.end();
        const bool is_new = user && held.empty() && (administers_all || !works_elsewhere(connection, request, user->id));
        if (!user || (!is_new && !is_in_reach(reach, held))) return refuse(Refusal::not_found, "not-found");
        if (user->id == request.principal.user_id) return refuse(Refusal::forbidden, "segregation", "nobody changes the own roles");
        JIWEI_TRY(waits, give_role(impl, connection, request, user->id, wanted, reason));
        json::Writer out;
        out.begin_object().member("waits_for_approval", waits).end_object();
        return private_json(out.take(), waits ? 202 : 200);
    });
}

Result<Response> post_duty(Access::Impl& impl, const Request& request) {
    JIWEI_TRY(body, request.json_body(wire_body_limits));
    JIWEI_TRY(programme, text_member(body, "programme", true));
    JIWEI_TRY(from, date_member(body, "from", request.today.text()));
    JIWEI_TRY(to, date_member(body, "to", organization::open_end));
    if (programme != "mental-health" && programme != "hiv") {
        return refuse_field(Refusal::unprocessable, "/programme", "programme-unknown", "mental-health, hiv");
    }
    if (to < from) return refuse_field(Refusal::unprocessable, "/to", "date-order", "not before " + from);
    const Reach reach = impl.reach(request.principal, request.grant, request.today);
    return impl.services.database.write([&](db::Connection& connection) -> Result<Response> {
        JIWEI_TRY(user, account_in_reach(impl, connection, request, reach, true));
        connection.run(sql::upsert_duty, {request.principal.county_id, user.id, programme, from, to});
        impl.generation.fetch_add(1, std::memory_order_acq_rel);
        impl.audit_role(connection, request, "duty-give", user.id, programme);
        return private_json(R"({"done":true})");
    });
}

Result<Response> post_account_reset(Access::Impl& impl, const Request& request) {
    const Reach reach = impl.reach(request.principal, request.grant, request.today);
    return impl.services.database.write([&](db::Connection& connection) -> Result<Response> {
        JIWEI_TRY(user, account_in_reach(impl, connection, request, reach, true));
        const std::string token = write_reset_link(impl, connection, user.id, request.principal.user_id);
        impl.end_sessions(connection, user.id);
        impl.audit_account(connection, request, "password-link", user.id, {});
        return link_answer(impl, user.id, token, false, 201);
    });
}

Result<Response> post_account_unlock(Access::Impl& impl, const Request& request) {
    const Reach reach = impl.reach(request.principal, request.grant, request.today);
    const auto user =
        impl.services.database.read([&](db::Connection& connection) { return account_in_reach(impl, connection, request, reach, true); });
    if (!user) return tl::unexpected(user.error());
    JIWEI_CHECK(impl.unlock(user->name, request.principal.user_id));
    return private_json(R"({"done":true})");
}

Result<Response> delete_account_sessions(Access::Impl& impl, const Request& request) {
    const Reach reach = impl.reach(request.principal, request.grant, request.today);
    return impl.services.database.write([&](db::Connection& connection) -> Result<Response> {
        JIWEI_TRY(user, account_in_reach(impl, connection, request, reach, true));
        impl.end_sessions(connection, user.id);
        impl.audit_account(connection, request, "session-end", user.id, {});
        return Response::no_content();
    });
}

/// A lost telephone: the second factor goes, at once for plain accounts, after a second person agreed for those that need one.
Result<Response> delete_account_factor(Access::Impl& impl, const Request& request) {
    const Reach reach = impl.reach(request.principal, request.grant, request.today);
    const std::int64_t now_ms = impl.services.clock.now().utc_ms;
    return impl.services.database.write([&](db::Connection& connection) -> Result<Response> {
        JIWEI_TRY(user, account_in_reach(impl, connection, request, reach, true));
        const auto held = held_by(connection, request.principal.county_id, user.id);
        const bool weighty = std::ranges::any_of(held, [&](const Held& one) { return impl.matrix.needs_second_factor(one.role); });
        if (weighty) {
            json::Writer body;
            body.begin_object().member("account", user.id).end_object();
            connection.run(sql::insert_approval, {request.principal.county_id, impl.services.ids.next(), "factor", user.id, body.take(), "",
                                                  request.principal.user_id, now_ms, now_ms + approval_ms});
        } else {
            connection.run(sql::forget_totp, {user.id});
            connection.run(sql::forget_recovery_codes, {user.id});
            impl.end_sessions(connection, user.id);
        }
        impl.audit_account(connection, request, weighty ? "second-factor-end-propose" : "second-factor-end", user.id, {});
        return private_json(weighty ? R"({"waits_for_approval":true})" : R"({"waits_for_approval":false})", weighty ? 202 : 200);
    });
}

// --- tokens -----------------------------------------------------------------------------------------------------------------------

std::string token_body(const NewToken& token, const std::string& secret_hash) {
    json::Writer out;
    out.begin_object().member("days", token.days).member("institution_code", token.institution_code).member("name", token.name);
    out.key("scopes").begin_array();
    for (const std::string& scope : token.scopes) out.string(scope);
    out.end_array().member("secret", crypto::base64url(secret_hash)).end_object();
    return out.take();
}

Result<Response> list_tokens(Access::Impl& impl, const Request& request) {
    json::Writer out;
    out.begin_object().key("items").begin_array();
    impl.services.database.read([&](db::Connection& connection) {
        for (const db::Row row : connection.run(sql::list_tokens, {request.principal.county_id})) {
            const auto institution = impl.organization.find_institution(connection, request.principal.county_id, row.text(2));
            out.begin_object().member("id", row.text(0)).member("name", row.text(1));
            out.member("institution_name", institution ? institution->name : "").member("scopes", row.text(3));
            out.member("created_at", instant_text(row.integer(4))).member("created_by", display_name_of(connection, row.text(5)));
            out.member("expires_at", instant_text(row.integer(6))).end_object();
        }
    });
    return private_json(out.end_array().end_object().take());
}

Result<Response> post_token(Access::Impl& impl, const Request& request) {
    JIWEI_TRY(body, request.json_body(wire_body_limits));
    NewToken token;
    JIWEI_TRY(name, text_member(body, "name", true));
    JIWEI_TRY(institution, text_member(body, "institution_code", false));
    token.name = name;
    token.county_id = request.principal.county_id;
    token.institution_code = institution;
    token.days = static_cast<int>(std::clamp<std::int64_t>(body["days"].as_integer().value_or(90), 0, 100'000));
    token.actor = request.principal.user_id;
    for (const json::Value& scope : body["scopes"].items()) token.scopes.push_back(scope.text());
    JIWEI_CHECK(impl.check_token(token));
    const std::string secret = crypto::random_token();
    const std::int64_t now_ms = impl.services.clock.now().utc_ms;
    // A token reads more than any administrator may: it works when a second person agreed (docs/adr/0122).
    return impl.services.database.write([&](db::Connection& connection) -> Result<Response> {
        JIWEI_CHECK(impl.institution_of_token(connection, token));
        connection.run(sql::insert_approval, {token.county_id, impl.services.ids.next(), "token", token.name,
                                              token_body(token, crypto::sha256(secret)), "", token.actor, now_ms, now_ms + approval_ms});
        impl.audit_account(connection, request, "token-propose", token.actor, token.name);
        json::Writer out;
        out.begin_object().member("token", secret).member("waits_for_approval", true).end_object();
        return private_json(out.take(), 202);
    });
}

Result<Response> delete_token(Access::Impl& impl, const Request& request) {
    const auto ended = impl.services.database.write([&](db::Connection& connection) -> Result<std::string> {
        const db::Rows rows = connection.run(sql::token_secret, {request.principal.county_id, request.param("token")});
        if (rows.empty()) return refuse(Refusal::not_found, "not-found");
        std::string hash = rows[0].string(0);
        connection.run(sql::end_token, {request.principal.county_id, request.param("token")});
        impl.audit_account(connection, request, "token-end", request.param("token"), {});
        return hash;
    });
    if (!ended) return tl::unexpected(ended.error());
    impl.holders.erase(*ended);
    return Response::no_content();
}

}  // namespace

void add_account_routes(http::RouteSet& set, Access::Impl& impl) {
    using http::Op;
    using http::Verb;
    const auto to = [](Op op, const char* resource = "user_account") { return http::Access::to(op, resource); };
    const std::string one = "/api/accounts/{account}";
    add_route(
        set, impl, Verb::get, "/api/accounts", to(Op::read), list_accounts, "Accounts in reach",
        {{"q", "Part of a name"}, {"role", "A role held today"}, {"institution", "Id"}, {"state", "active or ended"}, {"cursor", ""}});
    add_route(set, impl, Verb::post, "/api/accounts", to(Op::create), post_account, "Make an account and its first link");
    add_route(set, impl, Verb::get, one, to(Op::read), get_account, "One account");
    add_route(set, impl, Verb::patch, one, to(Op::update), patch_account, "Change, disable or enable an account");
    add_route(set, impl, Verb::post, one + "/roles", to(Op::update, "role_assignment"), post_role, "Give or end a role by date");
    add_route(set, impl, Verb::post, one + "/duties", to(Op::update, "role_assignment"), post_duty, "Assign a programme by name");
    add_route(set, impl, Verb::post, one + "/reset", to(Op::update), post_account_reset, "A one-time link for a new password");
    add_route(set, impl, Verb::post, one + "/unlock", to(Op::update), post_account_unlock, "End a lock early");
    add_route(set, impl, Verb::del, one + "/sessions", to(Op::update), delete_account_sessions, "End all sessions of an account");
    add_route(set, impl, Verb::del, one + "/second-factor", to(Op::update, "role_assignment"), delete_account_factor,
              "Take away a lost second factor");
    add_route(set, impl, Verb::get, "/api/tokens", to(Op::read, "service_token"), list_tokens, "Bearer tokens of services");
    add_route(set, impl, Verb::post, "/api/tokens", to(Op::create, "service_token"), post_token, "Make a token, shown once");
    add_route(set, impl, Verb::del, "/api/tokens/{token}", to(Op::update, "service_token"), delete_token, "End a token");
}

}  // namespace jiwei::access
