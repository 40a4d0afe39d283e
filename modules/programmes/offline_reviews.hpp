// Acts of days without a connection that the server did not take: filed by the device, compared by a person, and kept with the losing
// value.
#pragma once

#include "modules/programmes/impl.hpp"

namespace jiwei::programmes {

void add_offline_review_routes(http::RouteSet& set, const Programmes::Impl& impl);
void export_offline_reviews(db::Connection& connection, std::string_view county_id, const std::function<void(std::string_view)>& line);

}  // namespace jiwei::programmes
