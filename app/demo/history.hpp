// Years of follow-up in the demo county, day by day, through the acts of the modules.
#pragma once

#include "app/demo/people.hpp"

namespace jiwei::app::demo {

/// Enrols, visits, examines, refers, loses and buries until `options.today`; fills in the counts of the report.
[[nodiscard]] Result<bool> live_through(Composition& composition, time::FixedClock& clock, const DemoOptions& options, const Place& place,
                                        std::vector<Person>& people, CivilDate first_day, DemoReport& report, const Progress& progress);

}  // namespace jiwei::app::demo
