// The places of the demo county: its real townships and villages, an institution for each, a grid for each clinic.
#pragma once

#include <string>
#include <vector>

#include "app/demo/demo.hpp"

namespace jiwei::app::demo {

/// A village and who cares for its people.
struct Village {
    std::string code;
    std::string name;
    std::string township;
    std::string clinic_id;
    std::string hospital_id;
    std::string grid_id;
    std::string doctor_id;  // staff of the clinic; writes the follow-ups
    std::string doctor_name;
    int weight = 100;  // share of the county's people
};

struct Place {
    std::string bureau_id;
    std::string first_hospital_id;
    std::vector<Village> villages;  // the first one is the demo village doctor's
    std::string demo_doctor_user_id;
};

/// Everything valid from `opened_on`.
[[nodiscard]] Result<Place> build_places(Composition& composition, const DemoOptions& options, CivilDate opened_on);
/// Usual residents by village and year, a little more than the register holds.
[[nodiscard]] Result<bool> enter_figures(Composition& composition, const DemoOptions& options, const Place& place,
                                         const std::vector<int>& people_by_village, const std::vector<int>& over_35_by_village,
                                         int first_year);
/// One account of each role, with random passwords; works on loopback only. The doctors of the other villages answer for their grids, too,
/// with accounts that nobody has opened.
[[nodiscard]] Result<std::vector<Account>> add_accounts(Composition& composition, const DemoOptions& options, const Place& place,
                                                        CivilDate from);

}  // namespace jiwei::app::demo
