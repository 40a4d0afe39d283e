#include "modules/organization/route_parts.hpp"

namespace jiwei::organization {

http::RouteSet Organization::routes(ReachOf reach_of) {
    const RouteParts parts{*this, std::move(reach_of)};
    http::RouteSet set;
    add_institution_routes(parts, set);
    add_staff_routes(parts, set);
    add_grid_routes(parts, set);
    add_figure_routes(parts, set);
    add_register_routes(parts, set);
    return set;
}

}  // namespace jiwei::organization
