// The official forms of an archive on paper: cover and personal basic information form, by the layouts of the pack (docs/adr/0073).
#pragma once

#include "modules/residents/inside.hpp"

namespace jiwei::residents {

void add_print_routes(Inside& in, http::RouteSet& set);

}  // namespace jiwei::residents
