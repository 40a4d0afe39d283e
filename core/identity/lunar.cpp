#include "core/identity/lunar.hpp"

#include <array>
#include <cstdint>

namespace jiwei::identity {

namespace {

constexpr int year_first = 1900;

// One word a year from 1900: bits 0-11 are set for months of 30 days (others have 29), bits 12-15 name the month that is followed by a leap
// month (0: none), bit 16 says that the leap month has 30 days. Astronomical calendar as in GB/T 33661-2017; made once from the MIT library
// lunar-javascript 1.7, whose years agree with the published almanacs where ICU's calendar does not (1917, 1922, 1987).
constexpr std::array<std::uint32_t, 151> years{
    0x08bd2, 0x00752, 0x00ea5, 0x05b2a, 0x0064b, 0x00a9b, 0x14aa6, 0x0056a, 0x00b59, 0x02baa, 0x00752, 0x06da5, 0x00b25, 0x00a4b,
    0x15a4b, 0x002ad, 0x0056b, 0x025b5, 0x00da9, 0x17e92, 0x00e92, 0x00d25, 0x05d2d, 0x00a56, 0x002b6, 0x14ad5, 0x006d4, 0x00ea9,
    0x02f4a, 0x00e92, 0x066a6, 0x0052b, 0x00a57, 0x15956, 0x00b5a, 0x006d4, 0x13761, 0x00749, 0x17b13, 0x00a93, 0x0052b, 0x1651b,
    0x00aad, 0x0056a, 0x14da5, 0x00ba4, 0x00b49, 0x02d4b, 0x00a95, 0x07aad, 0x00536, 0x00aad, 0x15aca, 0x005b2, 0x00da5, 0x13ea2,
    0x00d4a, 0x08595, 0x00a97, 0x00556, 0x06575, 0x00ad5, 0x006d2, 0x04755, 0x00ea5, 0x0064a, 0x0364f, 0x00a9b, 0x07ada, 0x0056a,
    0x00b69, 0x05bb2, 0x00b52, 0x00b25, 0x04b2b, 0x00a4b, 0x08aab, 0x002ad, 0x0056d, 0x165a9, 0x00da9, 0x00d92, 0x04e95, 0x00d25,
    0x0ae4d, 0x00a56, 0x002b6, 0x062f5, 0x006d5, 0x00ea9, 0x05f52, 0x00e92, 0x00d26, 0x0352e, 0x00a57, 0x08ad6, 0x0035a, 0x006d5,
    0x05b69, 0x00749, 0x00693, 0x04a9b, 0x0052b, 0x00a5b, 0x02aae, 0x0056a, 0x07dd5, 0x00ba4, 0x00b49, 0x05d53, 0x00a95, 0x0052d,
    0x0455d, 0x00ab5, 0x09baa, 0x005d2, 0x00da5, 0x16e8a, 0x00d4a, 0x00c95, 0x04a9e, 0x00556, 0x00ab5, 0x02ada, 0x006d2, 0x06765,
    0x00725, 0x0064b, 0x05657, 0x00cab, 0x0055a, 0x0356e, 0x00b69, 0x0bf52, 0x00b52, 0x00b25, 0x16d0b, 0x00a4b, 0x004ab, 0x052bb,
    0x005ad, 0x00b6a, 0x02daa, 0x00d92, 0x07ea5, 0x00d25, 0x00a55, 0x15a4d, 0x004b6, 0x005b5, 0x136d2};

// The first day of lunar 1900.
constexpr std::int32_t first_day = -25537;  // 1900-01-31

int leap_of(std::uint32_t word) { return static_cast<int>((word >> 12U) & 0xFU); }
int length_of(std::uint32_t word, int month) { return ((word >> static_cast<unsigned>(month - 1)) & 1U) != 0 ? 30 : 29; }
int leap_length_of(std::uint32_t word) { return (word & 0x10000U) != 0 ? 30 : 29; }

int days_in_year(std::uint32_t word) {
    int days = leap_of(word) != 0 ? leap_length_of(word) : 0;
    for (int month = 1; month <= 12; ++month) days += length_of(word, month);
    return days;
}

bool reads_as(CivilDate lunar, CivilDate solar) {
    for (const bool leap : {false, true}) {
        const auto day = solar_of_lunar(lunar.year(), lunar.month(), lunar.day(), leap);
        if (day && *day == solar) return true;
    }
    return false;
}

}  // namespace

std::optional<CivilDate> solar_of_lunar(int year, int month, int day, bool leap_month) {
    if (year < year_first || year >= year_first + static_cast<int>(years.size()) || month < 1 || month > 12 || day < 1) return std::nullopt;
    const std::uint32_t word = years.at(static_cast<std::size_t>(year - year_first));
    if (leap_month && leap_of(word) != month) return std::nullopt;
    if (day > (leap_month ? leap_length_of(word) : length_of(word, month))) return std::nullopt;
    std::int32_t days = first_day;
    for (int y = year_first; y < year; ++y) days += days_in_year(years.at(static_cast<std::size_t>(y - year_first)));
    for (int m = 1; m < month; ++m) days += length_of(word, m) + (leap_of(word) == m ? leap_length_of(word) : 0);
    if (leap_month) days += length_of(word, month);
    return CivilDate::from_days(days + day - 1);
}

bool is_lunar_reading(CivilDate a, CivilDate b) {
    const int apart = days_between(a, b);
    // A lunar date lies 2 to 8 weeks before its solar day; the exact search is only worth it there.
    if (apart == 0 || apart > 90 || apart < -90) return false;
    return reads_as(a, b) || reads_as(b, a);
}

}  // namespace jiwei::identity
