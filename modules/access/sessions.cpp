#include <algorithm>

#include "modules/access/durations.hpp"
#include "modules/access/impl.hpp"
#include "modules/access/sql.hpp"
#include "platform/crypto/digest.hpp"

namespace jiwei::access {

namespace {

constexpr std::size_t client_bytes_max = 200;
constexpr std::size_t secret_length = 43;  // 32 bytes in base64url

/// The assignment of a county, the session's own first.
const Assignment* assignment_in(const Holder& holder, std::string_view county_id) {
    const Assignment* found = nullptr;
    for (const Assignment& assignment : holder.assignments) {
        if (assignment.county_id != county_id) continue;
        if (found == nullptr || assignment.institution_id == holder.principal.institution_id) found = &assignment;
    }
    return found;
}

std::vector<std::string> words_of(std::string_view text) {
    std::vector<std::string> words;
    while (!text.empty()) {
        const std::size_t end = text.find(' ');
        words.emplace_back(text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return words;
}

/// True for one caller in each period: the others go on with what is known.
bool due(std::atomic<std::int64_t>& last_ms, std::int64_t now_ms, std::int64_t period_ms) {
    std::int64_t last = last_ms.load(std::memory_order_acquire);
    return now_ms - last >= period_ms && last_ms.compare_exchange_strong(last, now_ms, std::memory_order_acq_rel);
}

}  // namespace

/// The roles of another county ask for their own second factor, wherever the session was opened.
Result<auth::Principal> Access::Impl::in_county(const Holder& holder, std::string_view county_id) const {
    auth::Principal principal = holder.principal;
    if (county_id.empty() || county_id == principal.county_id) return principal;
    const Assignment* const other = assignment_in(holder, county_id);
    if (other == nullptr) return refuse(Refusal::forbidden, "county-not-granted", "this account does not work in that county");
    principal.county_id = other->county_id;
    principal.institution_id = other->institution_id;
    principal.roles = other->roles;
    principal.must_enrol_factor = needs_factor(other->roles) && !principal.has_factor;
    return principal;
}

bool Access::Impl::demo_allowed(std::string_view source_address) const {
    const bool loopback = source_address == "::1" || source_address.starts_with("127.") || source_address.starts_with("::ffff:127.");
    return options.demo_accounts && loopback;
}

std::string Access::Impl::open_session(db::Connection& connection, std::string_view user_id, const Assignment& at, std::int64_t idle_ms,
                                       const audit::Trail& trail, const Shown& shown, std::optional<std::int64_t> ends_ms) {
    const time::Instant now = services.clock.now();
    std::string secret = crypto::random_token();
    store::Session session;
    session.id = services.ids.next();
    session.user_id = user_id;
    session.county_id = at.county_id;
    session.institution_id = at.institution_id;
    session.idle_ms = idle_ms;
    session.seen_ms = now.utc_ms;
    session.ends_ms = ends_ms.value_or(now.utc_ms + options.session_absolute_hours * 60 * minute_ms);
    session.factor_ms = shown.factor_ms;
    session.password_ms = shown.password_ms;
    session.source_address = trail.source_address;
    session.client = trail.client.substr(0, client_bytes_max);
    store::insert_session(connection, crypto::sha256(secret), session);
    return secret;
}

std::shared_ptr<Holder> Access::Impl::load_session(const std::string& secret, const std::string& secret_hash) {
    const time::Instant now = services.clock.now();
    auto made = std::make_shared<Holder>();
    const bool there = services.database.read([&](db::Connection& connection) {
        const auto session = store::find_session(connection, secret_hash);
        if (!session) return false;
        const auto user = store::find_user(connection, session->user_id);
        if (!user || user->disabled || user->ends_on < time::civil_date(now).text()) return false;
        made->principal.has_factor = has_factor(connection, user->id);
        made->principal.factor_at_ms = session->factor_ms;
        made->principal.password_at_ms = session->password_ms;
        made->assignments = store::assignments_of(connection, user->id, time::civil_date(now));
        made->principal.user_id = user->id;
        made->principal.display_name = user->display_name;
        made->principal.session_id = session->id;
        made->principal.county_id = session->county_id;
        made->principal.institution_id = session->institution_id;
        const bool old_password = now.utc_ms - user->password_changed_at.utc_ms >= options.password_valid_days * day_ms;
        made->principal.must_change_password = user->must_change || (old_password && !user->demo);
        made->demo = user->demo;
        made->idle_ms = session->idle_ms;
        made->ends_ms = session->ends_ms;
        made->seen_ms = session->seen_ms;
        made->saved_ms = session->seen_ms;
        return true;
    });
    if (!there) return nullptr;
    // The place of work that the session was opened for; when the assignment ended, so does the session.
    const auto at = std::find_if(made->assignments.begin(), made->assignments.end(), [&](const Assignment& a) {
        return a.county_id == made->principal.county_id && a.institution_id == made->principal.institution_id;
    });
    if (at == made->assignments.end()) return nullptr;
    made->principal.kind = auth::PrincipalKind::user;
    made->principal.roles = at->roles;
    made->principal.must_enrol_factor = needs_factor(at->roles) && !made->principal.has_factor;
    made->principal.csrf_token = crypto::base64url(crypto::hmac(crypto::Hash::sha256, keys.token_key(), "csrf:" + secret));
    made->secret_hash = secret_hash;
    made->checked_ms = now.utc_ms;
    return made;
}

Result<auth::Principal> Access::Impl::by_session(const std::string& secret, const http::Request& request) {
    const auto expired = [] { return refuse(Refusal::unauthenticated, "session-expired", "sign in again"); };
    if (secret.size() != secret_length) return expired();
    const std::string secret_hash = crypto::sha256(secret);
    const std::int64_t now_ms = services.clock.now().utc_ms;
    std::shared_ptr<Holder> holder = holders.find(secret_hash);
    if (!holder || due(holder->checked_ms, now_ms, holder_recheck_ms)) {
        const std::shared_ptr<Holder> fresh = load_session(secret, secret_hash);
        if (fresh && holder) fresh->seen_ms = std::max(fresh->seen_ms.load(), holder->seen_ms.load());
        if (fresh) holders.put(fresh);
        if (!fresh && holder) holders.erase(secret_hash);
        holder = fresh;
    }
    if (!holder) return expired();
    if (now_ms - holder->seen_ms.load(std::memory_order_relaxed) >= holder->idle_ms || now_ms >= holder->ends_ms) {
        holders.erase(secret_hash);
        (void)services.database.write([&](db::Connection& connection) -> tl::expected<bool, bool> {
            connection.run(sql::end_session, {db::Bytes{secret_hash}});
            return true;
        });
        return expired();
    }
    if (holder->demo && !demo_allowed(request.trail.source_address)) return expired();
    holder->seen_ms.store(now_ms, std::memory_order_relaxed);
    if (due(holder->saved_ms, now_ms, holder_save_ms)) {
        (void)services.database.write([&](db::Connection& connection) -> tl::expected<bool, bool> {
            connection.run(sql::touch_session, {db::Bytes{secret_hash}, now_ms});
            return true;
        });
    }
    return in_county(*holder, request.header("x-jiwei-county"));
}

std::shared_ptr<Holder> Access::Impl::load_token(const std::string& secret_hash) {
    const auto token = services.database.read([&](db::Connection& connection) { return store::find_token(connection, secret_hash); });
    if (!token) return nullptr;
    auto made = std::make_shared<Holder>();
    made->principal.kind = auth::PrincipalKind::service;
    made->principal.user_id = token->id;
    made->principal.display_name = token->name;
    made->principal.county_id = token->county_id;
    made->principal.institution_id = token->institution_id;
    made->principal.roles = {"service"};
    made->principal.token_scopes = words_of(token->scopes);
    made->secret_hash = secret_hash;
    made->ends_ms = token->expires_ms;
    made->checked_ms = services.clock.now().utc_ms;
    return made;
}

Result<auth::Principal> Access::Impl::by_token(const std::string& secret, const http::Request& request) {
    const auto invalid = [] { return refuse(Refusal::unauthenticated, "token-invalid", "the bearer token is unknown or has expired"); };
    if (secret.size() != secret_length) return invalid();
    const std::string secret_hash = crypto::sha256(secret);
    const std::int64_t now_ms = services.clock.now().utc_ms;
    std::shared_ptr<Holder> holder = holders.find(secret_hash);
    if (!holder || due(holder->checked_ms, now_ms, holder_recheck_ms)) {
        const bool known = holder != nullptr;
        holder = load_token(secret_hash);
        if (holder) {
            holders.put(holder);
        } else if (known) {
            holders.erase(secret_hash);
        }
    }
    if (!holder || now_ms >= holder->ends_ms) return invalid();
    return in_county(*holder, request.header("x-jiwei-county"));
}

}  // namespace jiwei::access
