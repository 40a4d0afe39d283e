#include "app/operator.hpp"

#include "app/usage_error.hpp"

namespace jiwei::app {

std::string operator_county(Composition& composition, const std::string& named) {
    if (!named.empty()) return named;
    const auto counties =
        composition.services.database.read([&](db::Connection& connection) { return composition.access->counties(connection); });
    if (counties.size() != 1) throw UsageError{"say which county: --county CODE"};
    return counties.front().county_id;
}

residents::ActContext operator_context(Installation& installation, const std::string& county_id) {
    residents::ActContext act;
    act.county_id = county_id;
    act.principal.kind = auth::PrincipalKind::service;
    act.principal.user_id = "operator";
    act.principal.display_name = "operator";
    act.principal.roles = {"operator"};  // whoever may run commands on the server; named in packs/roles/masks.csv
    act.principal.county_id = county_id;
    act.trail.at = installation.clock().now();
    act.trail.request_id = installation.ids().next();
    act.trail.client = "command-line";
    act.today = installation.clock().today();
    return act;
}

}  // namespace jiwei::app
