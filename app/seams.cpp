#include "app/seams.hpp"

#include "app/year_turn.hpp"

namespace jiwei::app {

void Composition::wire() {
    seams_ = std::make_unique<Seams>(*residents);
    access->plug(seams_->people);
    residents->listen(*programmes);
    residents->merge_with(*programmes);
    residents->learn_use_from(*programmes);
    residents->register_jobs(*runner);
    indicators->register_jobs(*runner);
    register_year_turn(*this);
    programmes->register_jobs(*runner);
    indicators->plug(static_cast<indicators::ContributionSource*>(programmes.get()));
    indicators->plug(&residents->contribution_source());
    indicators->plug(&residents->counted_source());
    indicators->plug(static_cast<indicators::PeopleSource*>(programmes.get()));
    indicators->plug([this](std::string_view programme, CivilDate day) {
        const programmes::PackBundle* const bundle = packs->valid_on(programme, day);
        return bundle == nullptr ? std::string{} : bundle->edition + " " + bundle->version;
    });
    programmes->keep_packs();
    organization->on_people_move(
        [this](db::Connection& connection, const http::Request& request, const organization::PeopleMove& move, bool only_count) {
            const residents::ActContext act{request.principal.county_id, request.principal, request.trail, request.today};
            return residents->reassign(connection, act, move, only_count);
        });
    organization->on_work_changed([this](db::Connection& connection, const http::Request& request, const organization::WorkChange& change) {
        return access->follow_work(connection, request, change);
    });
    organization->on_account_asked([this](db::Connection& connection, std::string_view county_id, std::string_view name_or_id,
                                          CivilDate on) { return access->find_account(connection, county_id, name_or_id, on); });
    // Totals are kept for an institution and all above it, so a branch that moves takes its sums along.
    organization->on_tree_moved([this](db::Connection& connection, std::string_view county_id, CivilDate today) {
        constexpr int first_year = 2009;  // the programme of basic public health services began
        indicators->rebuild(connection, county_id, first_year, indicators::Indicators::last_open_year(today));
    });
}

namespace {

/// The page asks it to learn that server and session are still there; the benchmarks take it as the least that any answer costs.
http::RouteSet ping_routes() {
    http::RouteSet set;
    set.routes.push_back(
        {http::Verb::get,
         "/api/ping",
         http::Access::signed_in(),
         [](const http::Request&) -> Result<http::Response> { return http::Response::json(R"({"pong":true})"); },
         {"Is the session alive", {}, R"({"type":"object","required":["pong"],"properties":{"pong":{"type":"boolean"}}})", {}}});
    return set;
}

}  // namespace

std::vector<http::RouteSet> Composition::routes() {
    std::vector<http::RouteSet> sets;
    sets.push_back(ping_routes());
    sets.push_back(access->routes());
    sets.push_back(organization->routes(access->reach_of()));
    sets.push_back(residents->routes());
    sets.push_back(programmes->routes());
    const auto grant_of = [gate = access.get()](const auth::Principal& principal, http::Op op, std::string_view resource) {
        return gate->grant_for(principal, op, resource);
    };
    indicators::Anonymity anonymity;
    anonymity.grant = [gate = access.get()](const auth::Principal& principal, std::string_view resource) {
        return gate->statistical_grant(principal, resource);
    };
    anonymity.pseudonym = [gate = access.get()](std::string_view county_id, std::string_view resident_id) {
        return gate->pseudonym(county_id, resident_id);
    };
    anonymity.handle = [gate = access.get()](std::string_view resident_id) { return gate->person_handle(resident_id); };
    sets.push_back(indicators->routes(access->reach_of(), grant_of, std::move(anonymity)));
    return sets;
}

}  // namespace jiwei::app
