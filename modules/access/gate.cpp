// The decision procedure of security specification 4.3, steps 1-4, and the reach that step 6 compares rows with.
#include <algorithm>
#include <array>

#include "modules/access/impl.hpp"
#include "modules/access/token_scopes.hpp"
#include "platform/crypto/digest.hpp"

namespace jiwei::access {

namespace {

constexpr std::int64_t reach_ms_max = 5'000;
constexpr std::size_t reaches_max = 4'096;

std::string_view verb_word(http::Verb verb) {
    switch (verb) {
    case http::Verb::get: return "read";
    case http::Verb::post: return "create";
    case http::Verb::put:
    case http::Verb::patch: return "update";
    case http::Verb::del: return "delete";
    }
    return "read";
}

void keep_unique(std::vector<std::string>& ids) {
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
}

std::string reach_key(const auth::Principal& principal, const auth::Grant& grant, CivilDate today) {
    std::string key = principal.user_id + '|' + principal.county_id + '|' + principal.institution_id + '|';
    key += std::to_string(today.days_since_1970());
    for (const std::string& scope : grant.scopes) key += '|' + scope;
    return key;
}

}  // namespace

Result<auth::Grant> Access::Impl::authorise(const http::Request& request, const http::Access& access) {
    const auth::Principal& principal = request.principal;
    if (access.kind() == http::Access::Kind::open) return auth::Grant{};
    if (principal.kind == auth::PrincipalKind::nobody) return refuse(Refusal::unauthenticated, "unauthenticated", "sign in first");
    const auto denied = [&](Problem problem) -> Result<auth::Grant> {
        deny(request, access.resource(), {}, problem.code);
        return tl::unexpected(std::move(problem));
    };
    const bool by_cookie = principal.kind == auth::PrincipalKind::user;
    if (by_cookie && request.verb != http::Verb::get &&
        !crypto::equal_constant_time(request.header("x-jiwei-csrf"), principal.csrf_token)) {
        return denied({Refusal::forbidden, "csrf", "the header X-Jiwei-Csrf is missing or not this session's", {}});
    }
    if (principal.must_change_password && request.path != "/api/session" && request.path != "/api/session/password") {
        return refuse(Refusal::forbidden, "password-change-needed", "change the password first");
    }
    if (access.kind() == http::Access::Kind::signed_in) return auth::Grant{};
    auto grant = matrix.grant(principal.roles, access.op(), access.resource());
    if (!grant) return denied(std::move(grant).error());
    if (principal.kind == auth::PrincipalKind::service && !token_allows(principal.token_scopes, access.op(), access.resource())) {
        return denied({Refusal::forbidden, "insufficient_scope", "the token's scopes do not cover this", {}});
    }
    return grant;
}

void Access::Impl::deny(const http::Request& request, std::string_view resource, std::string_view resource_id, std::string_view code) {
    audit::Entry entry = audit::entry_of(request.principal, request.trail);
    if (entry.at.utc_ms == 0) entry.at = services.clock.now();
    entry.action = verb_word(request.verb);
    entry.resource = resource.empty() ? "session" : resource;
    entry.resource_id = resource_id;
    entry.outcome = "denied";
    entry.reason = code;
    services.access_log.record(request.principal.county_id, entry);
}

Reach Access::Impl::reach(const auth::Principal& principal, const auth::Grant& grant, CivilDate today) {
    const std::string key = reach_key(principal, grant, today);
    const std::uint64_t generation = organization.generation();
    const std::int64_t now_ms = services.clock.now().utc_ms;
    {
        const std::lock_guard lock{reach_mutex_};
        const auto known = reaches_.find(key);
        const bool fresh = known != reaches_.end() && known->second.generation == generation &&
                           now_ms - known->second.at_ms < reach_ms_max && now_ms >= known->second.at_ms;
        if (fresh) return *known->second.reach;
    }
    const auto made = std::make_shared<const Reach>(compute_reach(principal, grant, today));
    const std::lock_guard lock{reach_mutex_};
    if (reaches_.size() >= reaches_max) reaches_.clear();
    reaches_[key] = {generation, now_ms, made};
    return *made;
}

/// Scopes of security specification 4.2. Those that need a business object or an assignment by name that does not exist yet open nothing.
Reach Access::Impl::compute_reach(const auth::Principal& principal, const auth::Grant& grant, CivilDate today) {
    Reach reach;
    reach.user_id = principal.user_id;
    bool subtree = false;
    bool grids = false;
    for (const std::string& scope : grant.scopes) {
        if (scope == "county" || scope == "all" || (scope == "scope" && principal.institution_id.empty())) reach.whole_county = true;
        if (scope == "inst" || scope == "scope") subtree = true;
        if (scope == "grid") grids = true;
        if (scope == "own_site") reach.institution_ids.push_back(principal.institution_id);
        if (scope == "own" || scope == "self") reach.own = true;
        if (scope == "treat") reach.treated = true;
    }
    services.database.read([&](db::Connection& connection) {
        if (grids) reach.grid_ids = organization.grid_ids_of_user(connection, principal.county_id, principal.user_id, today);
        if (!subtree || principal.institution_id.empty()) return;
        const auto home = organization.find_institution(connection, principal.county_id, principal.institution_id);
        // Everything hangs below the county's own authority: no list of every institution is carried about.
        if (home && home->kind == "H1" && home->parent_id.empty()) reach.whole_county = true;
        for (std::string& id : organization.subtree_ids(connection, principal.county_id, principal.institution_id)) {
            reach.institution_ids.push_back(std::move(id));
        }
    });
    if (reach.whole_county) {
        reach.institution_ids.clear();
        reach.grid_ids.clear();
    }
    keep_unique(reach.institution_ids);
    keep_unique(reach.grid_ids);
    return reach;
}

}  // namespace jiwei::access
