// Two editions: every change is named at its place, and what is no change is not.
#include <gtest/gtest.h>

#include "core/packs/compare.hpp"
#include "core/packs/tests/pack_files.hpp"

namespace jiwei::packs {
namespace {

std::vector<Change> changes(const std::string& path, const std::string& from, const std::string& to) {
    return compare(testing::read_pack_files("hypertension"), testing::exchanged("hypertension", path, from, to));
}

TEST(Compare, NamesANumberThatChanged) {
    EXPECT_EQ(changes("parameters.json", "\"value\": 140, \"source\": \"Service specification 2017, ch. 7, part 2 (2)\"}",
                      "\"value\": 130, \"source\": \"Service specification 2017, ch. 7, part 2 (2)\"}"),
              (std::vector<Change>{{"parameters.json", "htn.sbp_limit / value", "140", "130"}}));
}

TEST(Compare, NamesAFieldByItsLabel) {
    EXPECT_EQ(changes("forms/follow-up.json", "\"hard\": {\"low\": 50, \"high\": 300}", "\"hard\": {\"low\": 40, \"high\": 300}"),
              (std::vector<Change>{{"forms/follow-up.json", "sections / 体征 (signs) / fields / 收缩压 (sbp) / hard / low", "50", "40"}}));
}

TEST(Compare, NamesARuleAndARowOfADecision) {
    EXPECT_EQ(changes("rules/follow-up.rules", "let flag.adr = adr = '2'", "let flag.adr = adr in {'2', '3'}"),
              (std::vector<Change>{{"rules/follow-up.rules", "let flag.adr", "adr = '2'", "adr in {'2', '3'}"}}));
    EXPECT_EQ(changes("rules/follow-up.csv", "5,flag.adr,'3',short_date,none", "5,flag.adr,'3',short_date,routine"),
              (std::vector<Change>{{"rules/follow-up.csv", "5 / referral", "none", "routine"}}));
}

TEST(Compare, TellsTasksOfOneNameApart) {
    EXPECT_EQ(
        changes("schedule.csv", "\"addDays(enrolment.enrolled_on, 14)\",\"addDays(task.due, 14)\",follow-up",
                "\"addDays(enrolment.enrolled_on, 7)\",\"addDays(task.due, 14)\",follow-up"),
        (std::vector<Change>{{"schedule.csv", "HT-FU / due", "addDays(enrolment.enrolled_on, 14)", "addDays(enrolment.enrolled_on, 7)"}}));
}

TEST(Compare, NamesWhatIsToldOfSomebodyByItsRateAndCode) {
    EXPECT_EQ(changes("lacks.csv", "H1,exam-missing,exam_required and not exam_done,,,HT-EX,本年度没有体检",
                      "H1,exam-missing,exam_required and not exam_done,,,HT-EX,本年度还没有体检"),
              (std::vector<Change>{{"lacks.csv", "H1 exam-missing / text_zh", "本年度没有体检", "本年度还没有体检"}}));
    const auto first = changes("lacks.csv", "H2,lost,", "H2,gone,enrolment.state = '9',,,,离开,Gone\nH2,lost,");
    ASSERT_EQ(first.size(), 4U) << "what is new, and that it comes before the others";
    EXPECT_EQ(first[0].where, "H2 gone / when");
    EXPECT_EQ(first[3].where, "row");
}

TEST(Compare, LayoutAndCommentsAreNoChange) {
    EXPECT_TRUE(changes("rules/follow-up.rules", "# The limit of the pressure", "# Another comment\n\n#").empty());
    EXPECT_TRUE(changes("pack.json", "\"name\": \"hypertension\",", "\"name\":    \"hypertension\",").empty());
    EXPECT_TRUE(changes("README.md", "#", "##").empty());
}

TEST(Compare, ARowThatMovesInADecisionIsOne) {
    const auto found = changes("rules/follow-up.csv", "row,when", "row,when");
    EXPECT_TRUE(found.empty());
    Bundle moved = testing::read_pack_files("hypertension");
    for (auto& [name, text] : moved) {
        if (name != "rules/follow-up.csv") continue;
        const std::size_t five = text.find("\n5,");
        const std::size_t six = text.find("\n6,");
        const std::size_t after = text.find("\nno-pressure,");
        ASSERT_TRUE(five < six && six < after && after != std::string::npos);
        text = text.substr(0, five) + text.substr(six, after - six) + text.substr(five, six - five) + text.substr(after);
    }
    const auto order = compare(testing::read_pack_files("hypertension"), moved);
    ASSERT_EQ(order.size(), 1U);
    EXPECT_EQ(order.front().where, "row");
}

TEST(Compare, WhatIsNewAndWhatIsGone) {
    const Bundle whole = testing::read_pack_files("hypertension");
    Bundle less = whole;
    std::erase_if(less, [](const auto& file) { return file.first == "messages.csv"; });
    for (const Change& change : compare(whole, less)) {
        EXPECT_EQ(change.file, "messages.csv");
        EXPECT_TRUE(change.after.empty() && !change.before.empty());
    }
    EXPECT_EQ(compare(whole, less).size(), compare(less, whole).size());
    EXPECT_FALSE(compare(whole, less).empty());
}

}  // namespace
}  // namespace jiwei::packs
