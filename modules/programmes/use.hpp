// Services and memberships as the archive's indicators count them.
#pragma once

#include <vector>

#include "modules/programmes/packs.hpp"
#include "modules/programmes/store.hpp"

namespace jiwei::programmes {

/// From the person's enrolments in all programmes and the facts of all records in force.
[[nodiscard]] residents::Use use_of(const PackStore::Impl& packs, const std::vector<Enrolment>& enrolments, std::vector<rules::Fact> facts);

}  // namespace jiwei::programmes
