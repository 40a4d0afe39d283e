// To whom people can be handed over: the institutions of the whole county that serve villages, also outside of the reader's reach.
#include <set>

#include "modules/residents/merge_routes.hpp"

namespace jiwei::residents {
namespace {

Result<http::Response> list_transfer_places(const Inside& in, const http::Request& request) {
    const auto directory = in.directories_of(act_of(request));
    std::set<std::string_view> seen;
    json::Writer out;
    out.begin_object().key("items").begin_array();
    for (const auto& [code, village] : directory->villages()) {  // by code: township after township
        const Place* const place = directory->institution(village.institution_id);
        if (place == nullptr || !seen.insert(place->id).second) continue;
        out.begin_object().member("id", place->id).member("name", place->name).member("township", village.township_name).end_object();
    }
    return http::Response::json(out.end_array().end_object().take());
}

}  // namespace

void add_transfer_place_routes(Inside& in, http::RouteSet& set) {
    set.routes.push_back({http::Verb::get,
                          "/api/transfer-places",
                          http::Access::to(http::Op::update, "person_demographics"),
                          [&in](const http::Request& r) { return list_transfer_places(in, r); },
                          {"Institutions that people can be handed over to", {}, {}, {}}});
}

}  // namespace jiwei::residents
