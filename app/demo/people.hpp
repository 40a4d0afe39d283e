// The people of the demo county, and what the history will need to know of each.
#pragma once

#include <string>
#include <vector>

#include "app/demo/county.hpp"
#include "app/demo/names.hpp"

namespace jiwei::app::demo {

struct Person {
    std::string id;
    std::size_t village = 0;
    int household = 0;  // within the village
    std::string name;
    std::string phone;
    std::string address;
    CivilDate birth_date;
    bool is_female = false;
    bool is_alive = true;
    bool is_here = true;
};

/// Opens the archives of the first `count` people, five hundred in an act; `clock` stands at the first day.
[[nodiscard]] Result<std::vector<Person>> open_archives(Composition& composition, const DemoOptions& options, const Place& place,
                                                        CivilDate first_day, int count, const Progress& progress);

/// A child of `mother`, born on `birth`, whose archive the village doctor opens on `opened_on`. The id is made here; `child` is filled in.
[[nodiscard]] residents::NewResident newborn(Random& random, IdNumbers& id_numbers, Composition& composition, const Place& place,
                                             const Person& mother, CivilDate birth, CivilDate opened_on, Person& child);

/// The personal basic information form (service specification 2017, ch. 1, annex 3), as a village doctor fills it for most people.
[[nodiscard]] json::Value basic_form(Random& random, int age, bool is_female);

/// Who writes for a village.
[[nodiscard]] auth::Principal doctor_of(const DemoOptions& options, const Village& village);

}  // namespace jiwei::app::demo
