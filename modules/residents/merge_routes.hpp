// Routes of duplicates and merging, for the module's route set.
#pragma once

#include "modules/residents/inside.hpp"

namespace jiwei::residents {

void add_merge_routes(Inside& in, http::RouteSet& set);

}  // namespace jiwei::residents
