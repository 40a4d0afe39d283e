#include "core/kernel/civil_date.hpp"

#include <array>

namespace jiwei {

namespace {

constexpr int year_min = 1800;
constexpr int year_max = 2999;

constexpr bool is_leap(int year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

// Days from 1970-01-01 to a proleptic Gregorian day, counting years from March so that the leap day comes last.
constexpr std::int32_t days_from_civil(int year, int month, int day) {
    const int y = month <= 2 ? year - 1 : year;
    const int era = y / 400;
    const int year_of_era = y - era * 400;
    const int day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    const int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

}  // namespace

int days_in_month(int year, int month) {
    constexpr std::array<int, 12> lengths{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && is_leap(year) ? 29 : lengths.at(static_cast<std::size_t>(month - 1));
}

std::optional<CivilDate> CivilDate::of(int year, int month, int day) {
    if (year < year_min || year > year_max || month < 1 || month > 12) return std::nullopt;
    if (day < 1 || day > days_in_month(year, month)) return std::nullopt;
    return CivilDate{year, month, day};
}

CivilDate CivilDate::from_days(std::int32_t days_since_1970) {
    const std::int32_t z = days_since_1970 + 719468;
    const std::int32_t era = z / 146097;
    const std::int32_t day_of_era = z - era * 146097;
    const std::int32_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    const std::int32_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const std::int32_t shifted_month = (5 * day_of_year + 2) / 153;
    const int day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    const int month = shifted_month < 10 ? shifted_month + 3 : shifted_month - 9;
    return CivilDate{year_of_era + era * 400 + (month <= 2 ? 1 : 0), month, day};
}

std::int32_t CivilDate::days_since_1970() const { return days_from_civil(year_, month_, day_); }

std::string CivilDate::text() const {
    std::string out = "0000-00-00";
    const auto put = [&out](std::size_t at, int digits, int value) {
        for (int i = digits - 1; i >= 0; --i, value /= 10) out[at + static_cast<std::size_t>(i)] = static_cast<char>('0' + value % 10);
    };
    put(0, 4, year_);
    put(5, 2, month_);
    put(8, 2, day_);
    return out;
}

std::optional<CivilDate> parse_civil_date(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    const auto number = [text](std::size_t from, std::size_t count) -> int {
        int value = 0;
        for (std::size_t i = from; i < from + count; ++i) {
            if (text[i] < '0' || text[i] > '9') return -1;
            value = value * 10 + (text[i] - '0');
        }
        return value;
    };
    return CivilDate::of(number(0, 4), number(5, 2), number(8, 2));
}

CivilDate add_days(CivilDate date, int days) { return CivilDate::from_days(date.days_since_1970() + days); }

CivilDate add_months(CivilDate date, int months) {
    const int index = date.year() * 12 + (date.month() - 1) + months;
    const int year = index / 12;
    const int month = index % 12 + 1;
    const int last = days_in_month(year, month);
    const auto moved = CivilDate::of(year, month, date.day() < last ? date.day() : last);
    return moved ? *moved : date;  // outside 1800-2999 there is nothing to compute with; inputs are bounded before
}

int months_between(CivilDate from, CivilDate to) {
    int months = (to.year() - from.year()) * 12 + (to.month() - from.month());
    if (add_months(from, months) > to) --months;
    return months;
}

int age_years(CivilDate birth_date, CivilDate on) {
    const int months = months_between(birth_date, on);
    return months >= 0 ? months / 12 : -((-months + 11) / 12);
}

int days_between(CivilDate from, CivilDate to) { return to.days_since_1970() - from.days_since_1970(); }

}  // namespace jiwei
