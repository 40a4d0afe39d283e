// What every archive contributes to the indicators of the archive pack (service specification 2017, ch. 1, part 5), recomputed.
#pragma once

#include <memory>

#include "modules/residents/inside.hpp"

namespace jiwei::residents {

/// Borrows `in`.
[[nodiscard]] std::unique_ptr<indicators::ContributionSource> make_contribution_source(const Inside& in);
/// The same for counting packs.
[[nodiscard]] std::unique_ptr<indicators::ContributionSource> make_counted_source(const Inside& in);

}  // namespace jiwei::residents
