// Working days with the holidays and exchanged days that the State Council announces for a year (packs/roles/working-days.csv).
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "core/kernel/civil_date.hpp"
#include "core/kernel/expected.hpp"

namespace jiwei::working_days {

class Calendar {
public:
    Calendar() = default;
    /// Columns date, kind (off, work), reason. On error: "line N: what is wrong".
    [[nodiscard]] static tl::expected<Calendar, std::string> read(std::string_view csv);
    /// Years that were not announced know weekends only.
    [[nodiscard]] bool is_working(CivilDate day) const;
    /// The `count`th working day after `day`.
    [[nodiscard]] CivilDate after(CivilDate day, int count) const;

private:
    std::map<CivilDate, bool> exceptions_;  // true: worked
};

}  // namespace jiwei::working_days
