#include "core/access/working_days.hpp"

#include "core/access/table_lines.hpp"

namespace jiwei::working_days {

namespace {

constexpr std::size_t day_columns = 3;

bool is_weekend(CivilDate day) {
    constexpr int thursday = 4;  // 1970-01-01
    const int weekday = (day.days_since_1970() + thursday) % 7;
    return weekday == 0 || weekday == 6;
}

}  // namespace

tl::expected<Calendar, std::string> Calendar::read(std::string_view csv) {
    Calendar calendar;
    for (const access_tables::Line& line : access_tables::lines_of(csv)) {
        const std::string where = "line " + std::to_string(line.number) + ": ";
        if (line.cells.size() != day_columns) return tl::unexpected(where + "not three columns");
        const auto day = parse_civil_date(line.cells[0]);
        if (!day) return tl::unexpected(where + "no date");
        if (line.cells[1] != "off" && line.cells[1] != "work") return tl::unexpected(where + "the kind is off or work");
        if (!calendar.exceptions_.emplace(*day, line.cells[1] == "work").second) return tl::unexpected(where + "the day stands twice");
    }
    return calendar;
}

bool Calendar::is_working(CivilDate day) const {
    const auto known = exceptions_.find(day);
    return known == exceptions_.end() ? !is_weekend(day) : known->second;
}

CivilDate Calendar::after(CivilDate day, int count) const {
    while (count > 0) {
        day = add_days(day, 1);
        if (is_working(day)) --count;
    }
    return day;
}

}  // namespace jiwei::working_days
