// What a new civil year asks of a county: the tasks that begin with it (annual examinations) and what everybody contributes to the
// numbers of the year after, which pages may already ask for. A job for each county and year, done in small acts, continued where it
// stopped.
#pragma once

#include <string>
#include <string_view>

#include "app/composition.hpp"

namespace jiwei::app {

inline constexpr std::string_view year_job = "year.open";

/// Tells the runner how the work is done; before it starts.
void register_year_turn(Composition& composition);

/// Puts into the queue what is missing on `today`: every year since the last one that was opened, for every county. Gives the number of
/// jobs. Harmless to repeat.
int enqueue_year_turn(Composition& composition, CivilDate today);

}  // namespace jiwei::app
