// Signing in and out, and changing the password (security specification 3). Known and unknown accounts take one path.
#include <algorithm>
#include <array>

#include "modules/access/durations.hpp"
#include "modules/access/impl.hpp"
#include "modules/access/sql.hpp"
#include "platform/audit/chain.hpp"
#include "platform/crypto/digest.hpp"

namespace jiwei::access {

namespace {

using Done = tl::expected<bool, Problem>;

Problem locked(time::Instant until) { return {Refusal::forbidden, "account-locked", "until " + time::text(until), {}}; }
Problem wrong() { return {Refusal::unauthenticated, "sign-in-failed", "name or password is wrong", {}}; }

/// The assignment asked for, or the first one.
const Assignment* chosen(const std::vector<Assignment>& all, std::string_view county_id, std::string_view institution_id) {
    for (const Assignment& a : all) {
        const bool fits = (county_id.empty() || a.county_id == county_id) && (institution_id.empty() || a.institution_id == institution_id);
        if (fits) return &a;
    }
    return nullptr;
}

std::string county_of(const std::vector<Assignment>& assignments) {
    return assignments.empty() ? std::string{} : assignments.front().county_id;
}

}  // namespace

bool is_administrator(const std::vector<Assignment>& assignments) {
    constexpr std::array<std::string_view, 4> administrators{"sysadmin", "county_admin", "inst_admin", "auditor"};
    return std::any_of(assignments.begin(), assignments.end(), [&](const Assignment& assignment) {
        return std::any_of(assignment.roles.begin(), assignment.roles.end(), [&](const std::string& role) {
            return std::find(administrators.begin(), administrators.end(), role) != administrators.end();
        });
    });
}

tl::unexpected<Problem> refuse_password(const std::vector<std::string>& broken, const std::string& pointer) {
    std::vector<Finding> findings;
    for (const std::string& rule : broken) {
        const char* const allowed = rule == "password-short"      ? "at least 10 characters, 14 for administrators"
                                    : rule == "password-long"     ? "at most 256 bytes"
                                    : rule == "password-classes"  ? "three of: small, capital, digit, other"
                                    : rule == "password-account"  ? "not containing the account name"
                                    : rule == "password-sequence" ? "no four characters in sequence"
                                    : rule == "password-common"   ? "not a commonly used password"
                                                                  : "not one of the last five";
        findings.push_back({pointer, rule, allowed, Severity::hard});
    }
    return refuse(Refusal::unprocessable, "password-refused", {}, std::move(findings));
}

/// A digest, so that a name mistyped as a password is not kept.
std::string Access::Impl::account_key(std::string_view name) const {
    return crypto::hmac(crypto::Hash::sha256, keys.token_key(), "account:" + store::name_key(name));
}

void Access::Impl::audit_sign_in(db::Connection& connection, const std::optional<store::User>& user, std::string_view county_id,
                                 const audit::Trail& trail, std::string_view action, std::string_view outcome, std::string_view reason) {
    audit::Entry entry;
    entry.at = services.clock.now();
    entry.actor = user ? user->id : "unknown";
    entry.action = action;
    entry.resource = "session";
    entry.outcome = outcome;
    entry.reason = reason;
    entry.request_id = trail.request_id;
    entry.source_address = trail.source_address;
    entry.client = trail.client;
    const audit::Entry* const one = &entry;
    const bool installation = county_id.empty();
    audit::append(connection, installation ? audit::Chain::installation : audit::Chain::access, county_id, {&one, 1});
}

Problem Access::Impl::fail_sign_in(const std::optional<store::User>& user, const std::vector<Assignment>& assignments,
                                   const audit::Trail& trail, const std::string& key) {
    const time::Instant now = services.clock.now();
    const time::Instant since{now.utc_ms - lock_policy.window_minutes * minute_ms};
    throttle.failed(trail.source_address, now);
    const auto until = services.database.write([&](db::Connection& connection) -> tl::expected<std::optional<time::Instant>, Problem> {
        if (const auto lock = store::find_lock(connection, key, now)) {
            audit_sign_in(connection, user, county_of(assignments), trail, "login", "denied", "account-locked");
            return lock;
        }
        const auto failures = store::add_failure(connection, key, services.ids.next(), now, since);
        const auto lock = locked_until(failures, lock_policy);
        if (lock) store::lock_until(connection, key, *lock);
        audit_sign_in(connection, user, county_of(assignments), trail, "login", "failed", lock ? "account-locked" : "sign-in-failed");
        return lock;
    });
    if (!until) return until.error();
    return *until ? locked(**until) : wrong();
}

void Access::Impl::end_others_of_cashier(db::Connection& connection, const Assignment& at, std::string_view user_id) {
    if (std::ranges::find(at.roles, "cashier") == at.roles.end()) return;
    connection.run(sql::end_sessions_of_user, {user_id});
    holders.erase_user(user_id);
}

Result<Opened> Access::Impl::finish_sign_in(const store::User& user, const std::vector<Assignment>& assignments, const SignIn& ask,
                                            const audit::Trail& trail, const std::string& key) {
    const auto refuse_audited = [&](std::string code, std::string detail) -> Result<Opened> {
        (void)services.database.write([&](db::Connection& connection) -> Done {
            audit_sign_in(connection, user, county_of(assignments), trail, "login", "denied", code);
            return true;
        });
        return refuse(Refusal::forbidden, std::move(code), std::move(detail));
    };
    if (user.demo && !demo_allowed(trail.source_address)) {
        return refuse_audited("demo-account-refused", "demo accounts work on this machine only");
    }
    const Assignment* const at = chosen(assignments, ask.county_id, ask.institution_id);
    if (at == nullptr) return refuse_audited("account-without-role", "this account has no role there today");
    const time::Instant now = services.clock.now();
    const bool unused = now.utc_ms - user.used_ms > options.unused_days_max * 1'440LL * minute_ms;
    if (unused && !user.demo) return refuse_audited("account-suspended", "unused for 90 days; an administrator opens it again");
    const auto factor = check_factor(user, ask.code);
    if (!factor && factor.error().code == "second-factor-needed") return tl::unexpected(factor.error());
    if (!factor) {
        Problem failed = fail_sign_in(user, assignments, trail, key);
        return tl::unexpected(failed.code == "sign-in-failed" ? factor.error() : failed);
    }
    const bool enrolled = services.database.read([&](db::Connection& connection) { return has_factor(connection, user.id); });
    const std::int64_t factor_ms = enrolled ? now.utc_ms : 0;  // a code of an account that has none proves nothing
    const std::int64_t idle_ms = (ask.workstation ? options.workstation_idle_minutes : options.session_idle_minutes) * minute_ms;
    const auto secret = services.database.write([&](db::Connection& connection) -> Result<std::string> {
        // Someone else may have locked the account while the password was being checked.
        if (const auto lock = store::find_lock(connection, key, now)) return tl::unexpected(locked(*lock));
        store::forget_failures(connection, key);
        audit_sign_in(connection, user, at->county_id, trail, "login", "ok", {});
        connection.run(sql::used_user, {user.id, now.utc_ms});
        end_others_of_cashier(connection, *at, user.id);
        return open_session(connection, user.id, *at, idle_ms, trail, {factor_ms, now.utc_ms});
    });
    if (!secret) return tl::unexpected(secret.error());
    const auto holder = load_session(*secret, crypto::sha256(*secret));
    if (!holder) return tl::unexpected(wrong());
    holders.put(holder);
    return Opened{*secret, holder};
}

Result<Opened> Access::Impl::sign_in(const SignIn& ask, const audit::Trail& trail) {
    const time::Instant now = services.clock.now();
    if (throttle.refuses(trail.source_address, now)) {
        return refuse(Refusal::throttled, "sign-in-throttled", "too many failures from this address; wait ten minutes");
    }
    const std::string key = account_key(ask.name);
    std::optional<store::User> user;
    std::vector<Assignment> assignments;
    bool is_locked = false;
    services.database.read([&](db::Connection& connection) {
        is_locked = store::find_lock(connection, key, now).has_value();
        user = store::find_user_by_name(connection, ask.name);
        assignments = store::assignments_of(connection, user ? user->id : "", time::civil_date(now));
    });
    if (is_locked) return tl::unexpected(fail_sign_in(user, assignments, trail, key));
    // An unknown account is checked against a hash of the same cost: same answer, same time.
    const bool matches = auth::verify_password(ask.password, keys.pepper(), user ? user->password_hash : nobody_hash_);
    const bool ended = user && user->ends_on < time::civil_date(now).text();
    if (!matches || !user || user->disabled || ended) return tl::unexpected(fail_sign_in(user, assignments, trail, key));
    return finish_sign_in(*user, assignments, ask, trail, key);
}

Result<std::monostate> Access::Impl::show_password(const http::Request& request, std::string_view password) {
    const time::Instant now = services.clock.now();
    std::optional<store::User> user;
    bool is_locked = false;
    services.database.read([&](db::Connection& connection) {
        user = store::find_user(connection, request.principal.user_id);
        is_locked = user && store::find_lock(connection, account_key(user->name), now).has_value();
    });
    const std::string key = account_key(user ? user->name : "");
    if (!user || is_locked || !auth::verify_password(password, keys.pepper(), user->password_hash)) {
        Problem failed = fail_sign_in(user, {}, request.trail, key);
        // The session goes on: 401 would end it on the page.
        if (failed.code == "sign-in-failed") failed = {Refusal::unprocessable, "password-wrong", "the password is wrong", {}};
        return tl::unexpected(std::move(failed));
    }
    const std::string secret_hash = crypto::sha256(session_cookie(request));
    (void)services.database.write([&](db::Connection& connection) -> Done {
        store::forget_failures(connection, key);
        connection.run(sql::show_password, {db::Bytes{secret_hash}, now.utc_ms});
        audit_sign_in(connection, user, request.principal.county_id, request.trail, "signature-password", "ok", {});
        return true;
    });
    holders.erase(secret_hash);
    return std::monostate{};
}

void Access::Impl::sign_out(const auth::Principal& principal, const std::string& secret, const audit::Trail& trail) {
    const std::string secret_hash = crypto::sha256(secret);
    (void)services.database.write([&](db::Connection& connection) -> Done {
        connection.run(sql::end_session, {db::Bytes{secret_hash}});
        audit_sign_in(connection, store::find_user(connection, principal.user_id), principal.county_id, trail, "logout", "ok", {});
        return true;
    });
    holders.erase(secret_hash);
}

Result<Opened> Access::Impl::change_password(const auth::Principal& principal, std::string_view current, std::string_view password,
                                             const audit::Trail& trail) {
    const time::Instant now = services.clock.now();
    std::optional<store::User> user;
    std::vector<Assignment> assignments;
    std::vector<std::string> last;
    services.database.read([&](db::Connection& connection) {
        user = store::find_user(connection, principal.user_id);
        if (!user) return;
        assignments = store::assignments_of(connection, user->id, time::civil_date(now));
        last = store::last_password_hashes(connection, user->id);
    });
    if (!user) return tl::unexpected(wrong());
    const std::string key = account_key(user->name);
    const bool is_locked =
        services.database.read([&](db::Connection& connection) { return store::find_lock(connection, key, now).has_value(); });
    if (is_locked || !auth::verify_password(current, keys.pepper(), user->password_hash)) {
        return tl::unexpected(fail_sign_in(user, assignments, trail, key));
    }
    const auto broken = auth::check_password(password, {user->name, is_administrator(assignments), keys.pepper(), last});
    if (!broken.empty()) return refuse_password(broken, "/password");
    const Assignment* const at = chosen(assignments, principal.county_id, principal.institution_id);
    if (at == nullptr) return tl::unexpected(wrong());
    const std::string hash = auth::hash_password(password, keys.pepper(), options.hash_cost);
    const auto secret = services.database.write([&](db::Connection& connection) -> Result<std::string> {
        if (!store::change_password(connection, *user, hash, services.ids.next(), now))
            return refuse(Refusal::conflict, "password-changed-elsewhere");
        connection.run(sql::end_sessions_of_user, {user->id});
        audit_sign_in(connection, user, principal.county_id, trail, "password-change", "ok", {});
        return open_session(connection, user->id, *at, options.session_idle_minutes * minute_ms, trail,
                            {principal.factor_at_ms, now.utc_ms});
    });
    if (!secret) return tl::unexpected(secret.error());
    holders.erase_user(user->id);
    const auto holder = load_session(*secret, crypto::sha256(*secret));
    if (!holder) return tl::unexpected(wrong());
    holders.put(holder);
    return Opened{*secret, holder};
}

Result<Opened> Access::Impl::choose(const auth::Principal& principal, const std::string& secret, std::string_view county_id,
                                    std::string_view institution_id, const audit::Trail& trail) {
    const time::Instant now = services.clock.now();
    const std::string old_hash = crypto::sha256(secret);
    const auto opened = services.database.write([&](db::Connection& connection) -> Result<std::string> {
        const auto assignments = store::assignments_of(connection, principal.user_id, time::civil_date(now));
        const Assignment* const at = chosen(assignments, county_id, institution_id);
        const auto old = store::find_session(connection, old_hash);
        if (at == nullptr || !old) return refuse(Refusal::forbidden, "account-without-role", "this account has no role there today");
        connection.run(sql::end_session, {db::Bytes{old_hash}});
        end_others_of_cashier(connection, *at, principal.user_id);
        audit_sign_in(connection, store::find_user(connection, principal.user_id), at->county_id, trail, "role-choice", "ok", {});
        return open_session(connection, principal.user_id, *at, old->idle_ms, trail, {old->factor_ms, old->password_ms}, old->ends_ms);
    });
    if (!opened) return tl::unexpected(opened.error());
    holders.erase(old_hash);
    const auto holder = load_session(*opened, crypto::sha256(*opened));
    if (!holder) return tl::unexpected(wrong());
    holders.put(holder);
    return Opened{*opened, holder};
}

Result<std::monostate> Access::Impl::unlock(std::string_view name, std::string_view actor) {
    const std::string key = account_key(name);
    const auto done = services.database.write([&](db::Connection& connection) -> Done {
        const auto user = store::find_user_by_name(connection, name);
        if (!user) return refuse(Refusal::not_found, "user-unknown");
        store::forget_failures(connection, key);
        audit::Entry entry;
        entry.at = services.clock.now();
        entry.actor = actor;
        entry.action = "unlock";
        entry.resource = "user_account";
        entry.resource_id = user->id;
        audit::append_installation(connection, entry);
        return true;
    });
    if (!done) return tl::unexpected(done.error());
    return std::monostate{};
}

}  // namespace jiwei::access
