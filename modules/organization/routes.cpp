#include "modules/organization/route_parts.hpp"
#include "modules/organization/shapes.hpp"

namespace jiwei::organization {

namespace {

void describe_all(const Organization& organization, http::RouteSet& set) {
    http::describe(set, wire_shapes, described);
    for (const Register& of : organization.packs().registers.all) {
        const std::string path = " /api/registers/" + of.name;
        for (const RegisterRoute& one : register_routes_described) {
            const std::string route = std::string{one.verb} + path + std::string{one.tail};
            const http::Described line{route, one.takes, one.gives};
            http::describe(set, {}, {&line, 1});
        }
    }
}

}  // namespace

http::RouteSet Organization::routes(ReachOf reach_of) {
    const RouteParts parts{*this, std::move(reach_of)};
    http::RouteSet set;
    add_institution_routes(parts, set);
    add_staff_routes(parts, set);
    add_grid_routes(parts, set);
    add_reshape_routes(parts, set);
    add_division_change_routes(parts, set);
    add_figure_routes(parts, set);
    add_register_routes(parts, set);
    describe_all(*this, set);
    return set;
}

}  // namespace jiwei::organization
