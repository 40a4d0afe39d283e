// How the composition puts FHIR into the server: routes of all providers, and refusals as OperationOutcomes.
#pragma once

#include <vector>

#include "fhir/router.hpp"
#include "platform/http/server.hpp"

namespace jiwei::fhir {

/// Providers outlive the site; the router lives in the handlers.
void add_to_site(http::Site& site, const std::vector<Provider*>& providers, RouterOptions options);

}  // namespace jiwei::fhir
