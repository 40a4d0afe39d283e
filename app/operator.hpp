// The person at the command line as the modules see one: audited as "operator", with the whole county in reach.
#pragma once

#include <string>

#include "app/composition.hpp"
#include "modules/residents/events.hpp"

namespace jiwei::app {

/// The county named, or the only one there is; throws UsageError otherwise.
[[nodiscard]] std::string operator_county(Composition& composition, const std::string& named);
[[nodiscard]] residents::ActContext operator_context(Installation& installation, const std::string& county_id);

}  // namespace jiwei::app
