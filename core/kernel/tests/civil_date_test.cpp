// Date rules of the Civil Code and the service specification, with the ends of months and 29 February.
#include "core/kernel/civil_date.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace jiwei {
namespace {

CivilDate date(const char* text) { return *parse_civil_date(text); }

TEST(CivilDate, ParsesOnlyRealDays) {
    EXPECT_TRUE(parse_civil_date("2024-02-29").has_value());
    for (const char* bad :
         {"2023-02-29", "2024-13-01", "2024-00-10", "2024-1-01", "2024/01/01", "20240101", "1799-12-31", "2024-04-31", ""}) {
        EXPECT_FALSE(parse_civil_date(bad).has_value()) << bad;
    }
}

TEST(CivilDate, AddMonthsClampsToTheLastDay) {
    EXPECT_EQ(add_months(date("2025-11-30"), 3).text(), "2026-02-28");
    EXPECT_EQ(add_months(date("2024-01-31"), 1).text(), "2024-02-29");
    EXPECT_EQ(add_months(date("2025-03-31"), -1).text(), "2025-02-28");
    EXPECT_EQ(add_months(date("2025-10-15"), 3).text(), "2026-01-15");
}

TEST(CivilDate, CountsAgeWithTwentyNinthOfFebruary) {
    EXPECT_EQ(age_years(date("1960-02-29"), date("2025-02-27")), 64);
    EXPECT_EQ(age_years(date("1960-02-29"), date("2025-02-28")), 65);
    EXPECT_EQ(age_years(date("1961-03-02"), date("2026-03-01")), 64);
}

RC_GTEST_PROP(CivilDateProperty, DaysRoundTrip, ()) {
    const auto days = *rc::gen::inRange(-62'000, 370'000);
    RC_ASSERT(CivilDate::from_days(days).days_since_1970() == days);
    RC_ASSERT(*parse_civil_date(CivilDate::from_days(days).text()) == CivilDate::from_days(days));
}

RC_GTEST_PROP(CivilDateProperty, MonthsBetweenIsTheLargestThatFits, ()) {
    const auto from = CivilDate::from_days(*rc::gen::inRange(-20'000, 20'000));
    const auto to = CivilDate::from_days(*rc::gen::inRange(-20'000, 20'000));
    const int months = months_between(from, to);
    RC_ASSERT(add_months(from, months) <= to);
    RC_ASSERT(add_months(from, months + 1) > to);
}

}  // namespace
}  // namespace jiwei
