// The scopes of security specification 4.2: which rows a grant opens (docs/adr/0065).
#include <algorithm>
#include <array>

#include "modules/access/impl.hpp"
#include "modules/access/sql.hpp"

namespace jiwei::access {

namespace {

constexpr std::int64_t reach_ms_max = 5'000;
constexpr std::size_t reaches_max = 4'096;

void keep_unique(std::vector<std::string>& ids) {
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
}

std::string reach_key(const auth::Principal& principal, const auth::Grant& grant, CivilDate today) {
    std::string key = principal.user_id + '|' + principal.county_id + '|' + principal.institution_id + '|';
    key += std::to_string(today.days_since_1970());
    for (const std::string& scope : grant.scopes) key += '|' + scope;
    key += '|' + grant.resource;
    return key;
}

/// What was opened to the reader alone holds for this request only, so it is not remembered with the rest.
Reach with_opened(Reach reach, const auth::Grant& grant) {
    reach.resident_ids = grant.opened;
    return reach;
}

/// The programme whose assignment by name the scopes *_assigned of a resource ask for.
std::string_view programme_of(std::string_view resource) {
    if (resource == "mental_record") return "mental-health";
    if (resource == "hiv_std_record") return "hiv";
    return {};
}

/// Scopes that open a resident by something between the two, not by the place.
constexpr std::array<std::string_view, 8> relation_scopes{"treat", "visit", "rx", "claim", "insured", "cdc_case", "assigned", "self"};

/// What one scope asks for, before anything is looked up.
struct Wanted {
    bool subtree = false;
    bool grids = false;
};

bool is_assigned(const std::vector<std::string>& programmes, const auth::Grant& grant) {
    return std::ranges::find(programmes, programme_of(grant.resource)) != programmes.end();
}

void add_scope_to(Reach& reach, Wanted& wanted, std::string_view scope, const auth::Principal& principal) {
    if (scope == "county" || scope == "all" || scope == "fund" || (scope == "scope" && principal.institution_id.empty())) {
        reach.whole_county = true;
    }
    if (scope == "inst" || scope == "scope" || scope == "inst_patrol") wanted.subtree = true;
    if (scope == "grid" || scope == "grid_patrol") wanted.grids = true;
    if (scope == "own_site") reach.institution_ids.push_back(principal.institution_id);
    if (scope == "own" || scope == "self" || scope == "own_window") reach.own = true;
    if (std::ranges::find(relation_scopes, scope) != relation_scopes.end()) reach.relations.emplace_back(scope);
}

}  // namespace

Reach Access::Impl::reach(const auth::Principal& principal, const auth::Grant& grant, CivilDate today) {
    const std::string key = reach_key(principal, grant, today);
    const std::uint64_t moved = organization.generation() + generation.load(std::memory_order_acquire);
    const std::int64_t now_ms = services.clock.now().utc_ms;
    {
        const std::lock_guard lock{reach_mutex_};
        const auto known = reaches_.find(key);
        const bool fresh = known != reaches_.end() && known->second.generation == moved && now_ms - known->second.at_ms < reach_ms_max &&
                           now_ms >= known->second.at_ms;
        if (fresh) return with_opened(*known->second.reach, grant);
    }
    const auto made = std::make_shared<const Reach>(compute_reach(principal, grant, today));
    const std::lock_guard lock{reach_mutex_};
    if (reaches_.size() >= reaches_max) reaches_.clear();
    reaches_[key] = {moved, now_ms, made};
    return with_opened(*made, grant);
}

Reach Access::Impl::compute_reach(const auth::Principal& principal, const auth::Grant& grant, CivilDate today) {
    Reach reach;
    reach.user_id = principal.user_id;
    Wanted wanted;
    services.database.read([&](db::Connection& connection) {
        std::vector<std::string> programmes;
        for (const db::Row row : connection.run(sql::duties_of, {principal.county_id, principal.user_id})) {
            if (row.text(1) <= today.text() && row.text(2) >= today.text()) programmes.push_back(row.string(0));
        }
        for (const std::string& scope : grant.scopes) {
            constexpr std::string_view suffix = "_assigned";
            if (!scope.ends_with(suffix)) {
                add_scope_to(reach, wanted, scope, principal);
            } else if (is_assigned(programmes, grant)) {
                add_scope_to(reach, wanted, scope.substr(0, scope.size() - suffix.size()), principal);
            }
        }
        reach.treated = !reach.relations.empty();
        if (wanted.grids) {
            reach.grid_ids = organization.grid_ids_of_user(connection, principal.county_id, principal.user_id, today);
            // Who stands in for an absent colleague works in that colleague's grids.
            for (const db::Row row : connection.run(sql::absent_for, {principal.county_id, principal.user_id, today})) {
                for (std::string& id : organization.grid_ids_of_user(connection, principal.county_id, row.text(0), today)) {
                    reach.grid_ids.push_back(std::move(id));
                }
            }
        }
        if (!wanted.subtree || principal.institution_id.empty()) return;
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

bool Access::Impl::relates(db::Connection& connection, const auth::Principal& principal, const Reach& reach, std::string_view resident_id,
                           CivilDate today) const {
    if (reach.opens(resident_id)) return true;
    if (reach.relations.empty()) return false;
    const db::Rows rows =
        connection.run(sql::relations_of, {principal.county_id, resident_id, principal.user_id, principal.institution_id, today});
    for (const db::Row row : rows) {
        if (std::ranges::find(reach.relations, row.text(0)) != reach.relations.end()) return true;
    }
    return std::ranges::any_of(reach.relations, [&](const std::string& scope) {
        const auto source = relations.find(scope);
        return source != relations.end() && source->second->holds(connection, principal, resident_id, today);
    });
}

}  // namespace jiwei::access
