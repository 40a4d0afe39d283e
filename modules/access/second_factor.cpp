// The second factor (RFC 6238): enrolment, recovery codes, and the code a session shows again before an act of weight (docs/adr/0066).
#include <algorithm>
#include <array>

#include "modules/access/impl.hpp"
#include "modules/access/sql.hpp"
#include "platform/auth/totp.hpp"
#include "platform/crypto/digest.hpp"

namespace jiwei::access {

namespace {

constexpr std::string_view totp_sealed_as = "user_totp.secret";
constexpr std::size_t secret_bytes = 20;  // RFC 4226 4, R6
constexpr int recovery_codes_count = 10;
constexpr std::size_t recovery_bytes = 5;

std::string recovery_hash(std::string_view code) {
    std::string plain;
    for (const char c : code) {
        if (c != '-' && c != ' ') plain.push_back(c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c);
    }
    return crypto::sha256("recovery:" + plain);
}

Problem wrong_factor() { return {Refusal::unauthenticated, "second-factor-wrong", "the code is wrong or was used", {}}; }

struct Totp {
    std::string secret;
    bool confirmed = false;
    std::int64_t last_step = 0;
    std::string pending;  // shown and not yet proven; until then the one before it holds
};

std::optional<Totp> totp_of(db::Connection& connection, const crypto::FieldCipher& cipher, std::string_view user_id) {
    const db::Rows rows = connection.run(sql::find_totp, {user_id});
    if (rows.empty()) return std::nullopt;
    auto secret = cipher.open(rows[0].text(0), totp_sealed_as);
    if (!secret) return std::nullopt;
    std::string pending = rows[0].is_null(3) ? std::string{} : cipher.open(rows[0].text(3), totp_sealed_as).value_or(std::string{});
    return Totp{std::move(*secret), rows[0].integer(1) > 0, rows[0].integer(2), std::move(pending)};
}

/// New recovery codes in place of all earlier ones; inside an act.
std::vector<std::string> write_recovery_codes(db::Connection& connection, std::string_view user_id) {
    connection.run(sql::forget_recovery_codes, {user_id});
    std::vector<std::string> codes;
    for (int i = 0; i < recovery_codes_count; ++i) {
        std::string code = auth::base32(crypto::random_bytes(recovery_bytes));
        code.insert(code.size() / 2, "-");
        const std::string hash = recovery_hash(code);
        connection.run(sql::insert_recovery_code, {user_id, db::Bytes{hash}});
        codes.push_back(std::move(code));
    }
    return codes;
}

}  // namespace

bool Access::Impl::needs_factor(const std::vector<std::string>& roles) const {
    return options.second_factor && std::ranges::any_of(roles, [&](const std::string& role) { return matrix.needs_second_factor(role); });
}

bool Access::Impl::has_factor(db::Connection& connection, std::string_view user_id) const {
    const db::Rows rows = connection.run(sql::find_totp, {user_id});
    return !rows.empty() && rows[0].integer(1) > 0;
}

void Access::Impl::enrol_at_once(db::Connection& connection, std::string_view user_id, const std::string& secret) {
    const std::string sealed = services.cipher.seal(secret, totp_sealed_as);
    connection.run(sql::put_totp, {user_id, db::Bytes{sealed}, services.clock.now().utc_ms});
}

Result<std::monostate> Access::Impl::check_factor(const store::User& user, std::string_view code) {
    const std::int64_t now_seconds = services.clock.now().utc_ms / 1000;
    const auto known = services.database.read([&](db::Connection& connection) { return totp_of(connection, services.cipher, user.id); });
    if (!known || !known->confirmed) return std::monostate{};
    if (code.empty()) {
        // A demo account's secret lies beside its password; the page of the demo may fill the code in.
        std::string detail = user.demo ? "demo:" + auth::totp(known->secret, now_seconds) : std::string{};
        return refuse(Refusal::unauthenticated, "second-factor-needed", std::move(detail));
    }
    // Demo accounts sign in many times a minute in tests: the one place where a code works twice.
    const auto step = auth::verify_totp(known->secret, code, now_seconds, user.demo ? 0 : known->last_step);
    const std::string hash = recovery_hash(code);
    const auto used = services.database.write([&](db::Connection& connection) -> tl::expected<bool, bool> {
        if (step) return user.demo || connection.run(sql::use_totp_step, {user.id, *step}).affected() == 1;
        return connection.run(sql::use_recovery_code, {user.id, db::Bytes{hash}}).affected() == 1;
    });
    if (!used || !*used) return tl::unexpected(wrong_factor());
    return std::monostate{};
}

Result<Enrolment> Access::Impl::begin_enrolment(const http::Request& request, std::string_view password) {
    const auth::Principal& principal = request.principal;
    std::optional<store::User> user;
    bool enrolled = false;
    bool locked = false;
    services.database.read([&](db::Connection& connection) {
        user = store::find_user(connection, principal.user_id);
        enrolled = has_factor(connection, principal.user_id);
        locked = user && store::find_lock(connection, account_key(user->name), services.clock.now()).has_value();
    });
    // A locked account learns nothing of a password, a session that somebody took along least of all.
    if (!user || locked || !auth::verify_password(password, keys.pepper(), user->password_hash)) {
        return tl::unexpected(fail_sign_in(user, {}, request.trail, account_key(user ? user->name : "")));
    }
    const std::int64_t age_ms = services.clock.now().utc_ms - principal.factor_at_ms;
    if (enrolled && age_ms > options.factor_fresh_minutes * 60'000LL) {
        return refuse(Refusal::forbidden, "step-up-needed", "show the second factor you have first");
    }
    const std::string secret = crypto::random_bytes(secret_bytes);
    const std::string sealed = services.cipher.seal(secret, totp_sealed_as);
    (void)services.database.write([&](db::Connection& connection) -> tl::expected<bool, bool> {
        connection.run(sql::begin_totp, {user->id, db::Bytes{sealed}});
        audit_account(connection, request, "second-factor-begin", user->id, {});
        return true;
    });
    const std::string shown = auth::base32(secret);
    return Enrolment{shown, "otpauth://totp/jiwei:" + user->name + "?secret=" + shown + "&issuer=jiwei&algorithm=SHA1&digits=6&period=30"};
}

Result<std::vector<std::string>> Access::Impl::confirm_enrolment(const http::Request& request, std::string_view code) {
    const auth::Principal& principal = request.principal;
    const time::Instant now = services.clock.now();
    const std::string secret_hash = crypto::sha256(session_cookie(request));
    auto codes = services.database.write([&](db::Connection& connection) -> Result<std::vector<std::string>> {
        const auto known = totp_of(connection, services.cipher, principal.user_id);
        if (!known || known->pending.empty()) return refuse(Refusal::conflict, "second-factor-not-begun", "begin the enrolment first");
        const auto step = auth::verify_totp(known->pending, code, now.utc_ms / 1000, 0);
        if (!step) return refuse_field(Refusal::unprocessable, "/code", "second-factor-wrong", "the six digits of the moment");
        connection.run(sql::confirm_totp, {principal.user_id, now.utc_ms, *step});
        connection.run(sql::show_factor, {db::Bytes{secret_hash}, now.utc_ms});
        audit_account(connection, request, "second-factor-enrol", principal.user_id, {});
        return write_recovery_codes(connection, principal.user_id);
    });
    holders.erase_user(principal.user_id);
    return codes;
}

Result<std::vector<std::string>> Access::Impl::renew_recovery_codes(const http::Request& request) {
    const std::int64_t age_ms = services.clock.now().utc_ms - request.principal.factor_at_ms;
    if (age_ms > options.factor_fresh_minutes * 60'000LL)
        return refuse(Refusal::forbidden, "step-up-needed", "show the second factor again");
    return services.database.write([&](db::Connection& connection) -> Result<std::vector<std::string>> {
        audit_account(connection, request, "recovery-codes", request.principal.user_id, {});
        return write_recovery_codes(connection, request.principal.user_id);
    });
}

Result<std::monostate> Access::Impl::show_factor(const http::Request& request, std::string_view code) {
    const auth::Principal& principal = request.principal;
    std::optional<store::User> user;
    bool enrolled = false;
    bool locked = false;
    services.database.read([&](db::Connection& connection) {
        user = store::find_user(connection, principal.user_id);
        enrolled = has_factor(connection, principal.user_id);
        locked = user && store::find_lock(connection, account_key(user->name), services.clock.now()).has_value();
    });
    if (!user || !enrolled) return refuse(Refusal::conflict, "second-factor-enrolment-needed", "enrol a second factor first");
    auto checked = locked ? Result<std::monostate>{tl::unexpected(wrong_factor())} : check_factor(*user, code);
    if (!checked) {
        if (checked.error().code == "second-factor-needed") return checked;
        return tl::unexpected(fail_sign_in(user, {}, request.trail, account_key(user->name)));
    }
    const std::string secret_hash = crypto::sha256(session_cookie(request));
    (void)services.database.write([&](db::Connection& connection) -> tl::expected<bool, bool> {
        connection.run(sql::show_factor, {db::Bytes{secret_hash}, services.clock.now().utc_ms});
        audit_sign_in(connection, user, principal.county_id, request.trail, "step-up", "ok", {});
        return true;
    });
    holders.erase(secret_hash);
    return std::monostate{};
}

}  // namespace jiwei::access
