// The routes by which administrators see and load editions of packs.
#pragma once

#include "modules/programmes/api.hpp"

namespace jiwei::programmes {

void add_pack_routes(http::RouteSet& set, Programmes& programmes, const Programmes::Impl& impl);

}  // namespace jiwei::programmes
