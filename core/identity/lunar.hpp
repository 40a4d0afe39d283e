// The traditional calendar, only as far as birthdays need it: older people know theirs by the lunar date, and desks enter it as if it were
// solar.
#pragma once

#include <optional>

#include "core/kernel/civil_date.hpp"

namespace jiwei::identity {

/// The solar day of a lunar date of 1900-2050 (leap month: the ordinary one of the two); nothing outside or for a day that did not exist.
[[nodiscard]] std::optional<CivilDate> solar_of_lunar(int year, int month, int day, bool leap_month = false);
/// True when one date, read as a lunar date (ordinary or leap month), is the other.
[[nodiscard]] bool is_lunar_reading(CivilDate a, CivilDate b);

}  // namespace jiwei::identity
