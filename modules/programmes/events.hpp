// What programmes tells other modules, and what it is told: plain values, handed over inside one transaction by the composition.
#pragma once

#include <cstdint>
#include <string>

#include "core/kernel/civil_date.hpp"

namespace jiwei::programmes {

/// A signed form of a programme (a service under "dynamic use" of the record, service specification 2017, ch. 1 part 5).
struct RecordSigned {
    std::string county_id;
    std::string resident_id;
    std::string record_id;
    std::string form;
    CivilDate service_date;
    std::string institution_id;
    std::int64_t change_seq = 0;
};

/// Told by residents. `on` is the civil date from which it holds.
struct ResidentDied {
    std::string county_id;
    std::string resident_id;
    CivilDate on;
    std::int64_t change_seq = 0;
};
/// The managing institution or grid changed (a transfer inside the county, or the family moved to another grid).
struct ResidentTransferred {
    std::string county_id;
    std::string resident_id;
    std::string institution_id;
    std::string grid_id;
    CivilDate on;
    std::int64_t change_seq = 0;
};
/// Moved out of the county.
struct ResidentLeft {
    std::string county_id;
    std::string resident_id;
    CivilDate on;
    std::int64_t change_seq = 0;
};
/// Came back, or a death or removal was entered in error: enrolments ended by it are open again.
struct ResidentReturned {
    std::string county_id;
    std::string resident_id;
    std::string institution_id;
    std::string grid_id;
    CivilDate on;
    std::int64_t change_seq = 0;
};

}  // namespace jiwei::programmes
