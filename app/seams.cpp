#include "app/seams.hpp"

namespace jiwei::app {

Result<void> FollowResidents::apply(db::Connection& connection, const residents::ActContext& act, std::span<const residents::Event> events,
                                    std::int64_t change_seq) {
    for (const residents::Event& event : events) {
        JIWEI_CHECK(follow(connection, act, event, change_seq));
    }
    return {};
}

Result<void> FollowResidents::follow(db::Connection& connection, const residents::ActContext& act, const residents::Event& event,
                                     std::int64_t change_seq) {
    using residents::EventKind;
    using residents::Status;
    const programmes::Actor actor{act.principal, act.trail, act.today};
    if (event.kind == EventKind::moved) {
        return programmes_.on(
            connection, actor,
            programmes::ResidentTransferred{act.county_id, event.resident_id, event.institution_id, event.grid_id, event.on, change_seq});
    }
    if (event.kind != EventKind::status_changed) return {};
    switch (event.status) {
    case Status::dead:
        return programmes_.on(connection, actor, programmes::ResidentDied{act.county_id, event.resident_id, event.on, change_seq});
    case Status::moved_out:
    case Status::closed:
        return programmes_.on(connection, actor, programmes::ResidentLeft{act.county_id, event.resident_id, event.on, change_seq});
    case Status::active:
        return programmes_.on(
            connection, actor,
            programmes::ResidentReturned{act.county_id, event.resident_id, event.institution_id, event.grid_id, event.on, change_seq});
    case Status::lost:
    case Status::merged: return {};
    }
    return {};
}

indicators::ScopeOf scope_of(access::Access& access) {
    return [&access](const http::Request& request, const indicators::Definition* people_of) -> Result<indicators::Scope> {
        const auth::Principal& principal = request.principal;
        const access::Reach reach = access.reach(principal, request.grant, request.today);
        indicators::Scope scope;
        scope.whole_county = reach.whole_county;
        scope.institution_ids = reach.institution_ids;
        scope.home_institution_id = principal.institution_id;
        if (scope.institution_ids.empty() && !scope.whole_county) scope.institution_ids.push_back(principal.institution_id);
        if (people_of != nullptr) {
            const auto grant = access.grant_for(principal, http::Op::read, people_of->person_resource);
            if (!grant) return tl::unexpected(grant.error());
            scope.may_open_people = !grant->statistical;
        }
        return scope;
    };
}

void Composition::wire() {
    seams_ = std::make_unique<Seams>(*programmes);
    residents->listen(seams_->follow);
    residents->register_jobs(*runner);
    indicators->define(packs->indicator_definitions());
    indicators->plug(static_cast<indicators::ContributionSource*>(programmes.get()));
    indicators->plug("hypertension", programmes.get());
    indicators->set_scope(scope_of(*access));
}

std::vector<http::RouteSet> Composition::routes() {
    std::vector<http::RouteSet> sets;
    sets.push_back(access->routes());
    sets.push_back(organization->routes(access->reach_of()));
    sets.push_back(residents->routes());
    sets.push_back(programmes->routes());
    sets.push_back(indicators->routes());
    return sets;
}

}  // namespace jiwei::app
