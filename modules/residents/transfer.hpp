// Handing a resident over to another institution of the county: offered, accepted or refused within fifteen days (docs/adr/0072); and the
// corrections of a status that the county approves.
#pragma once

#include "modules/residents/inside.hpp"

namespace jiwei::residents {

void add_transfer_routes(Inside& in, http::RouteSet& set);
void add_correction_routes(Inside& in, http::RouteSet& set);

}  // namespace jiwei::residents
