// Routes that stand in files of their own, for the module's route set.
#pragma once

#include "modules/residents/inside.hpp"

namespace jiwei::residents {

void add_merge_routes(Inside& in, http::RouteSet& set);
void add_conflict_routes(Inside& in, http::RouteSet& set);
void add_emergency_routes(Inside& in, http::RouteSet& set);
void add_list_file_routes(Inside& in, http::RouteSet& set);
void add_whole_export_routes(Inside& in, http::RouteSet& set);
void add_transfer_place_routes(Inside& in, http::RouteSet& set);

}  // namespace jiwei::residents
