#include <fstream>
#include <sstream>
#include <stdexcept>

#include "modules/access/durations.hpp"
#include "modules/access/impl.hpp"
#include "modules/access/sql.hpp"
#include "modules/access/token_scopes.hpp"
#include "platform/crypto/digest.hpp"

namespace jiwei::access {

namespace {

constexpr std::size_t pseudonym_digits = 12;
constexpr std::string_view bearer = "Bearer ";
constexpr std::int64_t failures_kept_ms = 86'400'000;

/// A table of the pack; throws with the file's name when it is damaged.
template <class Table>
Table read_table(const std::filesystem::path& path) {
    auto table = Table::read(read_pack_file(path));
    if (!table) throw std::runtime_error{path.filename().string() + ": " + table.error()};
    return std::move(*table);
}

}  // namespace

std::string read_pack_file(const std::filesystem::path& path) {
    std::ifstream file{path, std::ios::binary};
    std::ostringstream text;
    text << file.rdbuf();
    if (!file) throw std::runtime_error{path.string() + ": cannot be read"};
    return text.str();
}

std::string session_cookie(const http::Request& request) {
    constexpr std::string_view name = "jiwei_session=";
    std::string_view cookies = request.header("cookie");
    while (!cookies.empty()) {
        const std::size_t end = cookies.find(';');
        std::string_view cookie = cookies.substr(0, end);
        cookies.remove_prefix(end == std::string_view::npos ? cookies.size() : end + 1);
        while (cookie.starts_with(' ')) cookie.remove_prefix(1);
        if (cookie.starts_with(name)) return std::string{cookie.substr(name.size())};
    }
    return {};
}

Access::Impl::Impl(Services given, organization::Organization& organization_, const crypto::Keys& keys_, Options options_)
    : services{given},
      organization{organization_},
      keys{keys_},
      options{std::move(options_)},
      matrix{read_pack_file(options.roles_pack / "role-matrix.csv"), read_pack_file(options.roles_pack / "conflicts.csv"),
             read_pack_file(options.roles_pack / "second-factor.csv"), read_pack_file(options.roles_pack / "step-up.csv")},
      masks{read_table<masking::Table>(options.roles_pack / "masks.csv")},
      signing_rules{read_table<signing::Table>(options.roles_pack / "signing.csv")},
      calendar{read_table<working_days::Calendar>(options.roles_pack / "working-days.csv")},
      alert_rules{read_alert_rules(read_pack_file(options.roles_pack / "reading-alerts.csv"))},
      lock_policy{options.lockout_failures_max, options.lockout_window_minutes, options.lockout_minutes},
      throttle{options.address_failures_max, options.address_window_minutes},
      nobody_hash_{auth::unmatchable_hash(options.hash_cost)} {}

Access::Access(Services services, organization::Organization& organization, const crypto::Keys& keys, Options options)
    : impl_{std::make_unique<Impl>(services, organization, keys, std::move(options))} {}

Access::~Access() = default;

Result<auth::Principal> Access::authenticate(const http::Request& request) {
    const std::string_view authorization = request.header("authorization");
    if (authorization.starts_with(bearer)) return impl_->by_token(std::string{authorization.substr(bearer.size())}, request);
    if (!authorization.empty()) return refuse(Refusal::unauthenticated, "token-invalid", "only bearer tokens are taken");
    const std::string secret = session_cookie(request);
    if (secret.empty()) return auth::Principal{};
    return impl_->by_session(secret, request);
}

Result<auth::Grant> Access::authorise(const http::Request& request, const http::Access& access) {
    return impl_->authorise(request, access);
}

Reach Access::reach(const auth::Principal& principal, const auth::Grant& grant, CivilDate today) {
    return impl_->reach(principal, grant, today);
}

organization::ReachOf Access::reach_of() {
    return [this](const auth::Principal& principal, const auth::Grant& grant, CivilDate today) { return reach(principal, grant, today); };
}

Result<auth::Grant> Access::grant_for(const auth::Principal& principal, http::Op op, std::string_view resource) const {
    // A token reaches no further by a route for anybody who is signed in.
    if (principal.kind == auth::PrincipalKind::service && !token_allows(principal.token_scopes, op, resource)) {
        return refuse(Refusal::forbidden, "insufficient_scope", "the token's scopes do not cover this");
    }
    return impl_->matrix.grant(principal.roles, op, resource);
}

Result<auth::Grant> Access::statistical_grant(const auth::Principal& principal, std::string_view resource) const {
    return impl_->matrix.statistical(principal.roles, resource);
}

Show Access::shows(const auth::Principal& principal, masking::Edge edge, masking::Field field, bool close) const {
    return impl_->masks.show(principal.roles, edge, field, close);
}

Result<std::monostate> Access::demand_signature(const auth::Principal& principal, std::string_view form) const {
    if (principal.kind != auth::PrincipalKind::user || principal.session_id.empty()) return std::monostate{};
    const auto minutes = impl_->signing_rules.minutes_for(principal.roles, form);
    if (!minutes) return std::monostate{};
    const std::int64_t age_ms = impl_->services.clock.now().utc_ms - principal.password_at_ms;
    // Asked every time means: between opening the form and sending it.
    const std::int64_t allowed_ms = (*minutes == 0 ? 1 : *minutes) * minute_ms;
    if (age_ms >= 0 && age_ms <= allowed_ms) return std::monostate{};
    return refuse(Refusal::forbidden, "signature-needed", "show the password again");
}

std::string Access::pseudonym(std::string_view county_id, std::string_view resident_id) const {
    const std::string text = "pseudonym:" + std::string{county_id} + ":" + std::string{resident_id};
    return "P" + crypto::hex(crypto::hmac(crypto::Hash::sha256, impl_->keys.token_key(), text)).substr(0, pseudonym_digits);
}

void Access::plug(const People& people) { impl_->people = &people; }
void Access::plug(std::string scope, const Relations& relations) { impl_->relations[std::move(scope)] = &relations; }

bool Access::relates(db::Connection& connection, const auth::Principal& principal, const Reach& reach, std::string_view resident_id,
                     CivilDate today) const {
    return impl_->relates(connection, principal, reach, resident_id, today);
}

bool Access::treats(db::Connection& connection, const auth::Principal& principal, std::string_view resident_id, CivilDate today) const {
    Reach reach;
    reach.relations = {"treat"};
    return impl_->relates(connection, principal, reach, resident_id, today);
}

void Access::open_treatment(db::Connection& connection, std::string_view county_id, std::string_view resident_id,
                            std::string_view holder_id, CivilDate from, CivilDate until, std::string_view because) {
    open_relation(connection, "treat", county_id, resident_id, holder_id, from, until, because);
}

void Access::open_relation(db::Connection& connection, std::string_view scope, std::string_view county_id, std::string_view resident_id,
                           std::string_view holder_id, CivilDate from, CivilDate until, std::string_view because) {
    connection.run(sql::upsert_relation, {county_id, resident_id, holder_id, scope, because, from, until});
}

void Access::assign_programme(db::Connection& connection, std::string_view county_id, std::string_view user_id, std::string_view programme,
                              CivilDate from, CivilDate until) {
    connection.run(sql::upsert_duty, {county_id, user_id, programme, from, until});
    impl_->generation.fetch_add(1, std::memory_order_acq_rel);
}

void Access::close_treatment(db::Connection& connection, std::string_view county_id, std::string_view resident_id, std::string_view because,
                             CivilDate last_day) {
    connection.run(sql::close_relation, {county_id, resident_id, because, last_day});
}

std::int64_t Access::watch_reading(std::string_view county_id) { return impl_->watch_reading(std::string{county_id}); }

void Access::record_denial(const http::Request& request, std::string_view resource, std::string_view resource_id, std::string_view code) {
    impl_->deny(request, resource, resource_id, code);
}

void Access::put_county(db::Connection& connection, const County& county) {
    connection.run(sql::upsert_county, {county.county_id, county.name, impl_->services.clock.now().utc_ms});
}

std::vector<County> Access::counties(db::Connection& connection) const {
    std::vector<County> all;
    for (const db::Row row : connection.run(sql::list_counties)) all.push_back({row.string(0), row.string(1)});
    return all;
}

Result<std::string> Access::add_user(const NewUser& user) { return impl_->add_user(user); }
Result<std::vector<std::string>> Access::add_unopened(const std::vector<NewUser>& users) { return impl_->add_unopened(users); }
Result<std::string> Access::add_token(const NewToken& token) { return impl_->add_token(token); }
std::optional<SetupLink> Access::make_setup_link() { return impl_->make_setup_link(); }
Result<std::monostate> Access::unlock_user(std::string_view name, std::string_view actor) { return impl_->unlock(name, actor); }

bool Access::needs_second_factor(std::string_view role) const { return impl_->matrix.needs_second_factor(role); }

void Access::forget_expired() {
    const std::int64_t now_ms = impl_->services.clock.now().utc_ms;
    (void)impl_->services.database.write([&](db::Connection& connection) -> tl::expected<bool, bool> {
        connection.run(sql::forget_old_failures, {now_ms - failures_kept_ms});
        connection.run(sql::forget_old_locks, {now_ms});
        connection.run(sql::forget_old_sessions, {now_ms});
        connection.run(sql::forget_old_tokens, {now_ms});
        connection.run(sql::forget_old_resets, {now_ms});
        return true;
    });
    const auto all = impl_->services.database.read([&](db::Connection& connection) { return counties(connection); });
    for (const County& county : all) impl_->watch_reading(county.county_id);
}

}  // namespace jiwei::access
