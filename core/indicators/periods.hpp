// Reporting periods of assessments: month "2026-10", quarter "2026-Q3", half-year "2026-H1", year "2026" (performance specification 1).
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "core/kernel/civil_date.hpp"

namespace jiwei::core::indicators {

enum class PeriodKind : unsigned char { month, quarter, half_year, year };
inline constexpr std::array period_kinds{PeriodKind::month, PeriodKind::quarter, PeriodKind::half_year, PeriodKind::year};

[[nodiscard]] std::string_view word(PeriodKind kind);
[[nodiscard]] std::optional<PeriodKind> period_kind(std::string_view word);

/// Both days belong to it.
struct ReportPeriod {
    PeriodKind kind = PeriodKind::month;
    CivilDate first;
    CivilDate last;
    [[nodiscard]] std::string name() const;
    bool operator==(const ReportPeriod&) const = default;
};

[[nodiscard]] ReportPeriod period_with(PeriodKind kind, CivilDate day);
[[nodiscard]] ReportPeriod period_after(const ReportPeriod& period);
/// Nothing for a text that names none.
[[nodiscard]] std::optional<ReportPeriod> parse_period(std::string_view name);

}  // namespace jiwei::core::indicators
