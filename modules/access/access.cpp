#include <fstream>
#include <sstream>
#include <stdexcept>

#include "modules/access/impl.hpp"
#include "modules/access/sql.hpp"
#include "modules/access/token_scopes.hpp"

namespace jiwei::access {

namespace {

constexpr std::string_view bearer = "Bearer ";
constexpr std::int64_t failures_kept_ms = 86'400'000;

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
      matrix{read_pack_file(options.roles_pack / "role-matrix.csv"), read_pack_file(options.roles_pack / "conflicts.csv")},
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

bool Access::treats(db::Connection& connection, const auth::Principal& principal, std::string_view resident_id, CivilDate today) const {
    return !connection.run(sql::treats, {principal.county_id, resident_id, principal.user_id, principal.institution_id, today}).empty();
}

void Access::open_treatment(db::Connection& connection, std::string_view county_id, std::string_view resident_id,
                            std::string_view holder_id, CivilDate from, CivilDate until, std::string_view because) {
    connection.run(sql::upsert_treatment, {county_id, resident_id, holder_id, because, from, until});
}

void Access::close_treatment(db::Connection& connection, std::string_view county_id, std::string_view resident_id, std::string_view because,
                             CivilDate last_day) {
    connection.run(sql::close_treatment, {county_id, resident_id, because, last_day});
}

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
Result<std::string> Access::add_token(const NewToken& token) { return impl_->add_token(token); }
std::optional<SetupLink> Access::make_setup_link() { return impl_->make_setup_link(); }
Result<std::monostate> Access::unlock_user(std::string_view name, std::string_view actor) { return impl_->unlock(name, actor); }

void Access::forget_expired() {
    const std::int64_t now_ms = impl_->services.clock.now().utc_ms;
    (void)impl_->services.database.write([&](db::Connection& connection) -> tl::expected<bool, bool> {
        connection.run(sql::forget_old_failures, {now_ms - failures_kept_ms});
        connection.run(sql::forget_old_locks, {now_ms});
        connection.run(sql::forget_old_sessions, {now_ms});
        connection.run(sql::forget_old_tokens, {now_ms});
        return true;
    });
}

}  // namespace jiwei::access
