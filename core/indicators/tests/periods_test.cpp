#include "core/indicators/periods.hpp"

#include <gtest/gtest.h>

namespace jiwei::core::indicators {
namespace {

CivilDate civil(std::string_view text) { return *parse_civil_date(text); }

struct PeriodCase {
    PeriodKind kind;
    const char* day;
    const char* name;
    const char* first;
    const char* last;
};

class ReportPeriods : public testing::TestWithParam<PeriodCase> {};
TEST_P(ReportPeriods, HoldTheirDays) {
    const PeriodCase& c = GetParam();
    const ReportPeriod period = period_with(c.kind, civil(c.day));
    EXPECT_EQ(period.name(), c.name);
    EXPECT_EQ(period.first.text(), c.first);
    EXPECT_EQ(period.last.text(), c.last);
    EXPECT_EQ(parse_period(c.name), period);
    EXPECT_EQ(period_after(period).first, add_days(period.last, 1));
    EXPECT_EQ(period_after(period).kind, c.kind);
}
INSTANTIATE_TEST_SUITE_P(Kinds, ReportPeriods,
                         testing::Values(PeriodCase{PeriodKind::month, "2024-02-29", "2024-02", "2024-02-01", "2024-02-29"},
                                         PeriodCase{PeriodKind::month, "2025-12-31", "2025-12", "2025-12-01", "2025-12-31"},
                                         PeriodCase{PeriodKind::quarter, "2025-07-01", "2025-Q3", "2025-07-01", "2025-09-30"},
                                         PeriodCase{PeriodKind::quarter, "2025-12-31", "2025-Q4", "2025-10-01", "2025-12-31"},
                                         PeriodCase{PeriodKind::half_year, "2025-06-30", "2025-H1", "2025-01-01", "2025-06-30"},
                                         PeriodCase{PeriodKind::half_year, "2025-07-01", "2025-H2", "2025-07-01", "2025-12-31"},
                                         PeriodCase{PeriodKind::year, "2025-03-01", "2025", "2025-01-01", "2025-12-31"}));

TEST(ReportPeriodNames, AreRefusedUnlessOneBearsThem) {
    for (const char* const name : {"", "2025-13", "2025-Q5", "2025-H0", "25", "2025-1", "2025-Q", "0000", "2025-01-01", "year"}) {
        EXPECT_EQ(parse_period(name), std::nullopt) << name;
    }
    for (const PeriodKind kind : period_kinds) EXPECT_EQ(period_kind(word(kind)), kind);
    EXPECT_EQ(period_kind("week"), std::nullopt);
}

}  // namespace
}  // namespace jiwei::core::indicators
