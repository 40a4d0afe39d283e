// Devices that keep something for days without a connection: what unlocks them, and the order to erase them (docs/adr/0075, 0110). The lock
// of a device has two halves; the one that the server gives is here, the other is the password.
#include <algorithm>

#include "modules/access/sql.hpp"
#include "modules/access/wire.hpp"
#include "platform/audit/chain.hpp"
#include "platform/crypto/digest.hpp"

namespace jiwei::access {

namespace {

using http::Request;
using http::Response;

constexpr std::int64_t devices_max = 20;  // of one user; the one unseen for longest gives way
constexpr std::size_t device_secret_length = 43;
constexpr std::size_t device_client_bytes_max = 200;
constexpr std::int64_t count_max = 1'000'000;
constexpr std::string_view order_send_first = "send-first";
constexpr std::string_view order_lose = "lose";

Result<std::string> device_member(const json::Value& body) {
    JIWEI_TRY(secret, text_member(body, "device", true));
    const bool is_secret = secret.size() == device_secret_length && std::ranges::all_of(secret, [](char c) {
                               return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
                           });
    if (!is_secret) return refuse_field(Refusal::malformed, "/device", "device-secret", "32 random bytes in base64url");
    return secret;
}

Result<std::int64_t> count_member(const json::Value& body, const char* name) {
    if (body.find(name) == nullptr) return 0;
    const auto count = body[name].as_integer();
    if (!count || *count < 0 || *count > count_max) return refuse_field(Refusal::malformed, std::string{"/"} + name, "TYPE", "0-1000000");
    return *count;
}

Result<std::monostate> demand_user(const Request& request) {
    if (request.principal.kind == auth::PrincipalKind::user) return std::monostate{};
    return refuse(Refusal::forbidden, "forbidden", "a token keeps no device");
}

/// The same for a user on every device and for ever, and for nobody else: what was not sent before a password changed stays readable after
/// the next sign-in. Worth nothing without the device's own sealed key.
std::string user_half(const Access::Impl& impl, std::string_view user_id) {
    return crypto::base64url(crypto::hmac(crypto::Hash::sha256, impl.keys.token_key(), "device:" + std::string{user_id}));
}

void audit_device(Access::Impl& impl, db::Connection& connection, const Request& request, std::string_view user_id, std::string_view action,
                  std::string_view reason) {
    audit::Entry entry = audit::entry_of(request.principal, request.trail);
    if (entry.at.utc_ms == 0) entry.at = impl.services.clock.now();
    if (entry.actor.empty()) entry.actor = user_id;  // the device itself, before anybody signed in
    entry.action = action;
    entry.resource = "user_device";
    entry.resource_id = user_id;
    entry.reason = reason;
    audit::append_installation(connection, entry);
}

void end_device_session(Access::Impl& impl, db::Connection& connection, std::string_view user_id, std::string_view session_id) {
    const db::Rows rows = connection.run(sql::session_secret, {user_id, session_id});
    if (rows.empty()) return;
    connection.run(sql::end_session, {db::Bytes{rows[0].text(0)}});
    impl.holders.erase(rows[0].string(0));
}

/// Registers the device, or notes that it was opened; the order that stands for it.
Result<std::string> open_device(Access::Impl& impl, db::Connection& connection, const Request& request, const std::string& hash,
                                std::int64_t people, std::int64_t waiting) {
    const std::string& user_id = request.principal.user_id;
    const std::int64_t now_ms = impl.services.clock.now().utc_ms;
    const std::string client = request.trail.client.substr(0, device_client_bytes_max);
    const db::Rows rows = connection.run(sql::find_device, {db::Bytes{hash}});
    if (!rows.empty()) {
        // Each user of a shared device has a secret of his own there; an erased device comes back with a new one.
        if (rows[0].text(1) != user_id || rows[0].integer(4) > 0)
            return refuse(Refusal::conflict, "device-unknown", "begin with a new secret");
        // The session that hears of the order is not the one to end with it.
        if (rows[0].text(3) == order_lose) return rows[0].string(3);
        connection.run(sql::open_device, {db::Bytes{hash}, request.principal.session_id, client, now_ms, people, waiting});
        return rows[0].string(3);
    }
    if (connection.run(sql::count_devices, {user_id})[0].integer(0) >= devices_max) connection.run(sql::forget_oldest_device, {user_id});
    connection.run(sql::insert_device,
                   {db::Bytes{hash}, impl.services.ids.next(), user_id, request.principal.session_id, client, now_ms, people, waiting});
    audit_device(impl, connection, request, user_id, "device-register", {});
    return std::string{};
}

Result<Response> post_session_device(Access::Impl& impl, const Request& request) {
    JIWEI_CHECK(demand_user(request));
    JIWEI_TRY(body, request.json_body(wire_body_limits));
    JIWEI_TRY(secret, device_member(body));
    JIWEI_TRY(people, count_member(body, "people"));
    JIWEI_TRY(waiting, count_member(body, "waiting"));
    const std::string hash = crypto::sha256(secret);
    JIWEI_TRY(order, impl.services.database.write(
                         [&](db::Connection& connection) { return open_device(impl, connection, request, hash, people, waiting); }));
    json::Writer out;
    // A device that is to lose everything gets nothing to open itself with.
    out.begin_object().member("secret", order == order_lose ? std::string{} : user_half(impl, request.principal.user_id));
    out.member("erase", order).end_object();
    return private_json(out.take());
}

/// Of a device, signed in or not: is it to be erased? With `erased` it says that it has done so. An unknown device hears the same as one
/// without an order.
Result<Response> post_device_contact(Access::Impl& impl, const Request& request) {
    JIWEI_TRY(body, request.json_body(wire_body_limits));
    JIWEI_TRY(secret, device_member(body));
    JIWEI_TRY(waiting, count_member(body, "waiting"));
    JIWEI_TRY(lost, count_member(body, "lost"));
    const bool is_erased = body["erased"].as_boolean().value_or(false);
    const std::string hash = crypto::sha256(secret);
    const std::int64_t now_ms = impl.services.clock.now().utc_ms;
    std::string order;
    std::int64_t contact_ms = now_ms;
    impl.services.database.read([&](db::Connection& connection) {
        const db::Rows rows = connection.run(sql::find_device, {db::Bytes{hash}});
        if (rows.empty() || rows[0].integer(4) > 0) return;
        order = rows[0].string(3);
        contact_ms = rows[0].integer(5);
    });
    // Who knows no device's secret writes nothing; a known one at most once a minute.
    if (is_erased ? !order.empty() : now_ms - contact_ms >= minute_ms) {
        const auto written = impl.services.database.write([&](db::Connection& connection) -> Result<bool> {
            const db::Rows rows = connection.run(sql::find_device, {db::Bytes{hash}});
            if (rows.empty()) return false;
            const std::string user_id = rows[0].string(1);
            if (!is_erased) {
                connection.run(sql::touch_device, {db::Bytes{hash}, now_ms, waiting});
            } else if (connection.run(sql::erased_device, {db::Bytes{hash}, now_ms, lost}).affected() == 1) {
                end_device_session(impl, connection, user_id, rows[0].text(2));
                audit_device(impl, connection, request, user_id, "device-erased", "lost " + std::to_string(lost));
            }
            return true;
        });
        if (!written) return tl::unexpected(written.error());
    }
    json::Writer out;
    out.begin_object().member("erase", is_erased ? std::string{} : order).end_object();
    return private_json(out.take());
}

Response device_list(Access::Impl& impl, const Request& request, std::string_view user_id) {
    json::Writer out;
    out.begin_object().key("items").begin_array();
    impl.services.database.read([&](db::Connection& connection) {
        for (const db::Row row : connection.run(sql::list_devices, {user_id})) {
            out.begin_object()
                .member("id", row.text(0))
                .member("client", row.text(1))
                .member("registered_at", instant_text(row.integer(2)));
            out.member("contact_at", instant_text(row.integer(3))).member("people", row.integer(4)).member("waiting", row.integer(5));
            out.member("erase", row.text(6)).member("ordered_by", row.text(7).empty() ? "" : display_name_of(connection, row.text(7)));
            out.member("ordered_at", instant_text(row.integer(8))).member("erased_at", instant_text(row.integer(9)));
            out.member("lost", row.integer(10)).member("this_one", row.text(11) == request.principal.session_id).end_object();
        }
    });
    return private_json(out.end_array().end_object().take());
}

/// The order, or its end while the device has not obeyed.
Result<Response> order_erasure(Access::Impl& impl, db::Connection& connection, const Request& request, std::string_view user_id) {
    JIWEI_TRY(body, request.json_body(wire_body_limits));
    JIWEI_TRY(order, text_member(body, "order", true));
    const bool is_none = order == "none";
    if (!is_none && order != order_send_first && order != order_lose) {
        return refuse_field(Refusal::malformed, "/order", "CODE_UNKNOWN", "send-first, lose, none");
    }
    const std::string_view device_id = request.param("device");
    const db::Rows rows = connection.run(sql::device_session, {user_id, device_id});
    if (rows.empty()) return refuse(Refusal::not_found, "not-found");
    const std::string session_id = rows[0].string(0);
    connection.run(sql::order_erasure,
                   {user_id, device_id, is_none ? std::string{} : order, is_none ? std::string{} : request.principal.user_id,
                    is_none ? std::int64_t{0} : impl.services.clock.now().utc_ms});
    // Nothing may be read over the lost device any more; the one that is to send first needs its session for that.
    if (order == order_lose && session_id != request.principal.session_id) end_device_session(impl, connection, user_id, session_id);
    audit_device(impl, connection, request, user_id, "device-erase-order", order);
    return private_json(R"({"done":true})");
}

Result<Response> get_own_devices(Access::Impl& impl, const Request& request) {
    JIWEI_CHECK(demand_user(request));
    return device_list(impl, request, request.principal.user_id);
}

Result<Response> post_own_erasure(Access::Impl& impl, const Request& request) {
    JIWEI_CHECK(demand_user(request));
    return impl.services.database.write(
        [&](db::Connection& connection) { return order_erasure(impl, connection, request, request.principal.user_id); });
}

Result<Response> get_account_devices(Access::Impl& impl, const Request& request) {
    const Reach reach = impl.reach(request.principal, request.grant, request.today);
    JIWEI_TRY(user, impl.services.database.read(
                        [&](db::Connection& connection) { return account_in_reach(impl, connection, request, reach, false); }));
    return device_list(impl, request, user.id);
}

Result<Response> post_account_erasure(Access::Impl& impl, const Request& request) {
    const Reach reach = impl.reach(request.principal, request.grant, request.today);
    return impl.services.database.write([&](db::Connection& connection) -> Result<Response> {
        JIWEI_TRY(user, account_in_reach(impl, connection, request, reach, true));
        return order_erasure(impl, connection, request, user.id);
    });
}

}  // namespace

void add_device_routes(http::RouteSet& set, Access::Impl& impl) {
    using http::Op;
    using http::Verb;
    const auto mine = http::Access::signed_in();
    const auto to = [](Op op) { return http::Access::to(op, "user_account"); };
    add_route(set, impl, Verb::post, "/api/session/device", mine, post_session_device,
              "Register this device; what unlocks the user's data on it");
    add_route(set, impl, Verb::post, "/api/device-contacts", http::Access::open(), post_device_contact, "Is this device to be erased");
    add_route(set, impl, Verb::get, "/api/devices", mine, get_own_devices, "One's own devices");
    add_route(set, impl, Verb::post, "/api/devices/{device}/erasure", mine, post_own_erasure,
              "Order one of one's own devices to be erased");
    add_route(set, impl, Verb::get, "/api/accounts/{account}/devices", to(Op::read), get_account_devices, "Devices of an account");
    add_route(set, impl, Verb::post, "/api/accounts/{account}/devices/{device}/erasure", to(Op::update), post_account_erasure,
              "Order a device of an account to be erased");
}

}  // namespace jiwei::access
