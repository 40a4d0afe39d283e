// Civil dates and the one set of date rules that every part uses (Civil Code art. 200-204; service specification 2017).
// A civil date is a day on the wall calendar, never an instant; "today" is always an argument.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace jiwei {

/// A valid day from 1800-01-01 to 2999-12-31. Stored and exchanged as YYYY-MM-DD.
class CivilDate {
public:
    constexpr CivilDate() = default;

    /// Nothing when the three numbers are not a day of the calendar in the supported range.
    [[nodiscard]] static std::optional<CivilDate> of(int year, int month, int day);
    /// Days since 1970-01-01; the caller guarantees the range.
    [[nodiscard]] static CivilDate from_days(std::int32_t days_since_1970);

    [[nodiscard]] int year() const { return year_; }
    [[nodiscard]] int month() const { return month_; }
    [[nodiscard]] int day() const { return day_; }
    [[nodiscard]] std::int32_t days_since_1970() const;
    /// "2026-11-21"
    [[nodiscard]] std::string text() const;

    auto operator<=>(const CivilDate&) const = default;

private:
    constexpr CivilDate(int year, int month, int day)
        : year_{static_cast<std::int16_t>(year)}, month_{static_cast<std::int8_t>(month)}, day_{static_cast<std::int8_t>(day)} {}
    std::int16_t year_ = 1970;
    std::int8_t month_ = 1;
    std::int8_t day_ = 1;
};

/// Exactly YYYY-MM-DD of a real day; nothing else.
[[nodiscard]] std::optional<CivilDate> parse_civil_date(std::string_view text);

[[nodiscard]] int days_in_month(int year, int month);
[[nodiscard]] CivilDate add_days(CivilDate date, int days);
/// The same day number `months` later; when that month has no such day, its last day (Civil Code art. 202).
[[nodiscard]] CivilDate add_months(CivilDate date, int months);
/// Whole months completed: the largest n with add_months(from, n) <= to; negative when `to` lies before `from`.
[[nodiscard]] int months_between(CivilDate from, CivilDate to);
/// Completed years of age. Someone born on 29 February is a year older on 28 February of a common year.
[[nodiscard]] int age_years(CivilDate birth_date, CivilDate on);
/// to - from in days.
[[nodiscard]] int days_between(CivilDate from, CivilDate to);

}  // namespace jiwei
