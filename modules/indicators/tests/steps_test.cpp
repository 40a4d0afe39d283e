#include "modules/indicators/steps.hpp"

#include <gtest/gtest.h>

namespace jiwei::indicators {
namespace {

CivilDate day(std::string_view text) { return *parse_civil_date(text); }

TEST(BasisPoints, AreRoundedHalfUpAndAbsentWithoutADenominator) {
    EXPECT_EQ(basis_points(3, 5), 6000);
    EXPECT_EQ(basis_points(1, 3), 3333);
    EXPECT_EQ(basis_points(2, 3), 6667);
    EXPECT_EQ(basis_points(1, 20'000), 1);  // 0.5 basis points
    EXPECT_EQ(basis_points(1, 20'001), 0);
    EXPECT_EQ(basis_points(7, 5), 14'000);  // a stale population figure is shown, not capped
    EXPECT_EQ(basis_points(0, 0), std::nullopt);
    EXPECT_EQ(basis_points(5, 0), std::nullopt);
}

TEST(Courses, AreSplitByInstitution) {
    const std::vector<Step> steps{{day("2024-06-01"), "a", 0, 1},
                                  {day("2025-03-10"), "a", 1, 1},
                                  {day("2025-05-01"), "b", 1, 1},
                                  {day("2025-05-02"), "b", 1, 1},
                                  {day("2026-01-05"), "b", 0, 1}};
    const auto courses = by_institution(steps, "2025");
    ASSERT_EQ(courses.size(), 2U);
    EXPECT_EQ(write_course(courses.at("a")), "2025-01-01:0/1;2025-03-10:1/1;2025-05-01:0/0");
    EXPECT_EQ(write_course(courses.at("b")), "2025-05-01:1/1");
}

TEST(Courses, OfAllTimeAreNotCut) {
    const std::vector<Step> steps{{day("2019-06-01"), "a", 1, 0}, {day("2031-03-10"), "a", 0, 0}};
    EXPECT_EQ(write_course(by_institution(steps, ever).at("a")), "2019-06-01:1/0;2031-03-10:0/0");
}

TEST(Courses, StepsOfOneDayLeaveTheLast) {
    const std::vector<Step> steps{{day("2025-02-01"), "a", 0, 1}, {day("2025-02-01"), "b", 0, 1}};
    const auto courses = by_institution(steps, "2025");
    EXPECT_FALSE(courses.contains("a"));
    EXPECT_EQ(write_course(courses.at("b")), "2025-02-01:0/1");
}

TEST(Courses, KeepTheirText) {
    const std::string text = "2025-01-01:0/1;2025-03-10:1/1;2025-05-01:0/0";
    const Course course = read_course(text);
    EXPECT_EQ(write_course(course), text);
    EXPECT_EQ(at(course, day("2024-12-31")), (Fraction{0, 0}));
    EXPECT_EQ(at(course, day("2025-03-09")), (Fraction{0, 1}));
    EXPECT_EQ(at(course, day("2025-03-10")), (Fraction{1, 1}));
    EXPECT_EQ(at(course, day("2025-12-31")), (Fraction{0, 0}));
    EXPECT_TRUE(read_course("").empty());
}

TEST(Courses, DifferOnlyWhereTheyDiffer) {
    std::map<CivilDate, Fraction> days;
    add_difference(read_course("2025-01-01:0/1;2025-03-10:1/1"), read_course("2025-01-01:0/1;2025-04-10:1/1"), days);
    ASSERT_EQ(days.size(), 2U);
    EXPECT_EQ(days.at(day("2025-03-10")), (Fraction{-1, 0}));
    EXPECT_EQ(days.at(day("2025-04-10")), (Fraction{1, 0}));
    days.clear();
    add_difference(read_course("2025-01-01:0/1"), read_course("2025-01-01:0/1"), days);
    EXPECT_TRUE(days.empty());
}

}  // namespace
}  // namespace jiwei::indicators
