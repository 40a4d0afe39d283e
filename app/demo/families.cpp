#include "app/demo/families.hpp"

#include <algorithm>
#include <map>
#include <tuple>
#include <vector>

#include "core/kernel/json.hpp"

namespace jiwei::app::demo {

namespace {

constexpr int adult_from = 22;
constexpr int generation_years = 18;

/// GB/T 4761, as far as the ages allow a guess.
const char* relation_of(const Person& head, const Person& other, bool has_spouse) {
    const int older_by = days_between(other.birth_date, head.birth_date) / 365;
    if (older_by >= generation_years) return "5";
    if (older_by <= -2 * generation_years - 4) return "4";
    if (older_by <= -generation_years) return other.is_female ? "3" : "2";
    if (!has_spouse && other.is_female != head.is_female) return "1";
    return "7";
}

/// A man or woman in the middle of life before the old and the young.
bool leads_before(const Person& a, const Person& b, CivilDate day) {
    const auto rank = [day](const Person& one) {
        const int age = age_years(one.birth_date, day);
        return age < adult_from ? 2 : age > 70 ? 1 : 0;
    };
    return std::tuple{rank(a), a.is_female, a.birth_date} < std::tuple{rank(b), b.is_female, b.birth_date};
}

}  // namespace

Result<http::Response> call(const http::RouteSet& routes, const auth::Principal& principal, time::Instant at, CivilDate today,
                            const Call& call) {
    const auto route =
        std::ranges::find_if(routes.routes, [&](const http::Route& one) { return one.verb == call.verb && one.path == call.route; });
    if (route == routes.routes.end()) return refuse(Refusal::internal, "demo-route-missing");
    http::Request request;
    request.verb = call.verb;
    request.path = call.route;
    request.path_params = call.path_params;
    request.headers = {{"content-type", "application/json"}};
    if (call.if_match != 0) request.headers.emplace_back("if-match", "\"" + std::to_string(call.if_match) + "\"");
    request.body = call.body;
    request.principal = principal;
    request.grant.scopes = {"county"};
    request.trail.at = at;
    request.today = today;
    return route->handler(request);
}

Result<bool> open_households(Composition& composition, const DemoOptions& options, const Place& place, std::span<const Person> people,
                             CivilDate day) {
    std::map<int, std::vector<const Person*>> households;
    for (const Person& person : people) {
        if (person.village == 0) households[person.household].push_back(&person);
    }
    const http::RouteSet routes = composition.residents->routes();
    const auth::Principal doctor = doctor_of(options, place.villages.front());
    const time::Instant at = composition.services.clock.now();
    for (auto& [number, members] : households) {
        std::ranges::stable_sort(members, [day](const Person* a, const Person* b) { return leads_before(*a, *b, day); });
        const Person& head = *members.front();
        const std::string id = composition.services.ids.next();
        json::Writer opened;
        opened.begin_object().member("id", id).member("head_id", head.id).member("kind", "1").member("address", "").end_object();
        JIWEI_CHECK(call(routes, doctor, at, day, {http::Verb::post, "/api/households", {}, opened.take(), 0}));
        bool has_spouse = false;
        for (std::size_t i = 1; i < members.size(); ++i) {
            const std::string_view relation = relation_of(head, *members[i], has_spouse);
            has_spouse = has_spouse || relation == "1";
            json::Writer joined;
            joined.begin_object().member("resident_id", members[i]->id).member("relation", relation).end_object();
            JIWEI_CHECK(call(routes, doctor, at, day,
                             {http::Verb::post, "/api/households/{household}/members", {{"household", id}}, joined.take(), 0}));
        }
    }
    return true;
}

}  // namespace jiwei::app::demo
