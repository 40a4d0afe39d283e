#include "core/indicators/periods.hpp"

namespace jiwei::core::indicators {

namespace {

constexpr int months_of_year = 12;

int months_of(PeriodKind kind) {
    switch (kind) {
    case PeriodKind::month: return 1;
    case PeriodKind::quarter: return 3;
    case PeriodKind::half_year: return 6;
    case PeriodKind::year: return months_of_year;
    }
    return 1;
}

/// 1 for the first period of its kind in the year.
int number_in_year(const ReportPeriod& period) { return (period.first.month() - 1) / months_of(period.kind) + 1; }

}  // namespace

std::string_view word(PeriodKind kind) {
    switch (kind) {
    case PeriodKind::month: return "month";
    case PeriodKind::quarter: return "quarter";
    case PeriodKind::half_year: return "half-year";
    case PeriodKind::year: return "year";
    }
    return "month";
}

std::optional<PeriodKind> period_kind(std::string_view wanted) {
    for (const PeriodKind kind : period_kinds) {
        if (word(kind) == wanted) return kind;
    }
    return std::nullopt;
}

std::string ReportPeriod::name() const {
    std::string year = first.text().substr(0, 4);
    switch (kind) {
    case PeriodKind::month: return first.text().substr(0, 7);
    case PeriodKind::quarter: return year + "-Q" + std::to_string(number_in_year(*this));
    case PeriodKind::half_year: return year + "-H" + std::to_string(number_in_year(*this));
    case PeriodKind::year: return year;
    }
    return year;
}

ReportPeriod period_with(PeriodKind kind, CivilDate day) {
    const int months = months_of(kind);
    const int month = (day.month() - 1) / months * months + 1;
    const CivilDate first = CivilDate::of(day.year(), month, 1).value_or(day);
    return {kind, first, add_days(add_months(first, months), -1)};
}

ReportPeriod period_after(const ReportPeriod& period) { return period_with(period.kind, add_days(period.last, 1)); }

std::optional<ReportPeriod> parse_period(std::string_view name) {
    constexpr std::size_t year_length = 4;
    const auto january = parse_civil_date(std::string{name.substr(0, year_length)} + "-01-01");
    if (!january) return std::nullopt;
    // Twelve months hold every period of a year: whichever bears the name is meant.
    for (int month = 0; month < months_of_year; ++month) {
        for (const PeriodKind kind : period_kinds) {
            const ReportPeriod period = period_with(kind, add_months(*january, month));
            if (period.name() == name) return period;
        }
    }
    return std::nullopt;
}

}  // namespace jiwei::core::indicators
