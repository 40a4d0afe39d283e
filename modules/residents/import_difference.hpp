// Rows whose person is here already: what the file says otherwise, and bringing it in where whoever imports asks for that.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "modules/residents/import.hpp"

namespace jiwei::residents {

/// A row of the file after the checks, and the person who is here.
struct ExistingRow {
    std::int64_t number = 0;
    const std::vector<std::string>& cells;
    const Prepared& said;
    std::string resident_id;
};
/// Keeps what differs, in the act of the chunk. False: nothing does, or the person is not the importing user's to see.
[[nodiscard]] bool record_difference(const Inside& in, db::Connection& connection, const ImportRun& run, const Mapping& mapping,
                                     const ExistingRow& row);
/// Changes the people behind all differences that wait, one act each, with history like every change; gives how many were changed.
/// May be stopped and run again.
[[nodiscard]] std::int64_t apply_differences(const Inside& in, const ImportRun& run);

}  // namespace jiwei::residents
