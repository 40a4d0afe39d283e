// Cells of a roster as officials type them: dates in many hands, labels for codes, villages by name.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/kernel/civil_date.hpp"
#include "modules/residents/columns.hpp"
#include "modules/residents/prepare.hpp"

namespace jiwei::residents {

/// 2024-01-05, 2024/1/5, 2024.1.5, 2024年1月5日, 20240105, with or without a time of day, 1/31/2024 and 31/1/2024 where only one reading is
/// a date, or an Excel serial day.
[[nodiscard]] std::optional<CivilDate> read_roster_date(std::string_view cell, int serial_shift = 0);
/// "1", "2", "0", "9" from 男, 女, 男性, M, 1 … ; empty when not understood.
[[nodiscard]] std::string read_roster_sex(std::string_view cell);
/// A code from a code, a padded code, or a label; empty when not understood.
[[nodiscard]] std::string read_roster_code(const values::ValueSets& values, std::string_view set, std::string_view cell);
/// Split on , ， 、 | ; ； and blanks.
[[nodiscard]] std::vector<std::string> split_roster_list(std::string_view cell);

struct RosterContext {
    const Columns& columns;
    const Mapping& mapping;
    const Directory& directory;
    const Rules& rules;
    std::string edition;         // of the code lists, "2017" or "2011"
    std::string institution_id;  // for rows that name none; may be empty
    std::string village_code;    // the same
    int serial_shift = 0;        // days that a serial day of this file lacks (a workbook that counts from 1904)
};

/// One row as it is stated; cells that are not understood are findings at their field.
[[nodiscard]] Stated read_roster_row(const std::vector<std::string>& cells, const RosterContext& context, std::vector<Finding>& hard);

}  // namespace jiwei::residents
