#include "core/organization/rules.hpp"

#include <algorithm>
#include <set>

namespace jiwei::organization_rules {

std::vector<Shortage> shortages(std::span<const StandardLine> standard, const std::map<std::string, std::int64_t>& usable) {
    std::vector<Shortage> all;
    for (const StandardLine& line : standard) {
        const auto found = usable.find(line.item);
        const std::int64_t has = found == usable.end() ? 0 : found->second;
        all.push_back({line.item, line.standard, has, std::max<std::int64_t>(0, line.standard - has)});
    }
    return all;
}

bool is_granted(const Credit& credit, const CreditTerms& terms) {
    return credit.attendance_percent >= terms.attendance_percent_min && credit.score >= std::max(credit.pass_mark, 1);
}

CreditYear credits_of(std::span<const Credit> credits, const CreditTerms& terms) {
    CreditYear year;
    std::set<std::string_view> sessions;
    for (const Credit& credit : credits) {
        if (!is_granted(credit, terms) || !sessions.insert(credit.session_id).second) continue;
        (credit.is_class_one ? year.class_one_tenths : year.class_two_tenths) += credit.tenths;
    }
    year.complies = year.class_one_tenths >= terms.class_one_min_tenths && year.class_two_tenths >= terms.class_two_min_tenths &&
                    year.class_one_tenths + year.class_two_tenths >= terms.total_min_tenths;
    return year;
}

int days_late(CivilDate planned, std::optional<CivilDate> actual, CivilDate today) {
    return std::max(0, days_between(planned, actual.value_or(today)));
}

Lateness lateness_of(CivilDate planned, std::optional<CivilDate> actual, CivilDate today) {
    constexpr int red_from_days = 30;
    const int days = days_late(planned, actual, today);
    if (days == 0) return Lateness::none;
    return days >= red_from_days ? Lateness::red : Lateness::amber;
}

std::string_view word_of(Lateness lateness) {
    switch (lateness) {
    case Lateness::none: return "none";
    case Lateness::amber: return "amber";
    case Lateness::red: return "red";
    }
    return "none";
}

CivilDate add_working_days(CivilDate from, int days) {
    constexpr int thursday = 4;  // 1970-01-01
    CivilDate date = from;
    while (days > 0) {
        date = add_days(date, 1);
        const int weekday = (date.days_since_1970() + thursday) % 7;  // 0 = Sunday
        if (weekday != 0 && weekday != 6) --days;
    }
    return date;
}

bool excellent_allowed(std::int64_t excellent, std::int64_t people) { return excellent * 10 <= people * 4; }

std::vector<std::string> overlaps(std::span<const std::string> places_of_all_grids) {
    std::vector<std::string> sorted{places_of_all_grids.begin(), places_of_all_grids.end()};
    std::ranges::sort(sorted);
    std::vector<std::string> twice;
    for (std::size_t i = 1; i < sorted.size(); ++i) {
        if (sorted[i] == sorted[i - 1] && (twice.empty() || twice.back() != sorted[i])) twice.push_back(sorted[i]);
    }
    return twice;
}

std::int64_t coverage_basis_points(std::int64_t covered, std::int64_t all) {
    constexpr std::int64_t whole = 10'000;
    return all <= 0 ? 0 : (covered * whole * 2 + all) / (2 * all);
}

}  // namespace jiwei::organization_rules
