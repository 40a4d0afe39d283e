// Opening an electronic archive to the person (notices since 2019: residents may see their own record).
#pragma once

#include "modules/residents/inside.hpp"

namespace jiwei::residents {

void add_opening_routes(Inside& in, http::RouteSet& set);

}  // namespace jiwei::residents
