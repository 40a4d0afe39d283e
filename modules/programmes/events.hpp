// What programmes tells other modules, handed over inside one transaction by the composition. What it is told by residents comes
// through residents::Listener.
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

}  // namespace jiwei::programmes
