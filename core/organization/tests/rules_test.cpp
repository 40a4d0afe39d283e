// Cases of the organisation specification (2-9), and laws that hold for all inputs.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "core/organization/codes.hpp"
#include "core/organization/licences.hpp"
#include "core/organization/registers.hpp"
#include "core/organization/rules.hpp"
#include "core/organization/support.hpp"

namespace jiwei::organization_rules {
namespace {

CivilDate day_of(std::string_view text) { return *parse_civil_date(text); }

TEST(Kinds, AreH1ToH18) {
    for (const char* const kind : {"H1", "H6", "H18"}) EXPECT_TRUE(is_institution_kind(kind)) << kind;
    for (const char* const kind : {"", "H", "H0", "H01", "H19", "h6", "H6 ", "H100"}) EXPECT_FALSE(is_institution_kind(kind)) << kind;
}

TEST(Kinds, HaveUsualParents) {
    EXPECT_TRUE(is_usual_parent("H6", "H3"));
    EXPECT_TRUE(is_usual_parent("H5", "H4"));
    EXPECT_TRUE(is_usual_parent("H1", ""));
    EXPECT_FALSE(is_usual_parent("H3", "H6"));
    EXPECT_FALSE(is_usual_parent("H6", ""));
}

// The page reads the norm in the language of its reader; one language alone is a mistake of the pack.
TEST(RegisterDeclarations, CiteTheirNormInBothLanguages) {
    const auto read = [](const std::string& sources) {
        return read_registers(
            *json::parse(R"({"lists":{},"registers":[{"name":"plan","group":"g","permission":"p","zh":"计划","en":"Plan",)" + sources +
                         R"("title":"name","columns":[{"key":"name","type":"text","zh":"名称","en":"Name"}]}]})"));
    };
    EXPECT_TRUE(read(R"("source":"Plan of the county","source_zh":"县的计划",)"));
    EXPECT_TRUE(read("")) << "a register of the county's own cites nothing";
    const auto half = read(R"("source":"Plan of the county",)");
    ASSERT_FALSE(half);
    EXPECT_EQ(half.error().pointer, "/registers/0/source_zh");
}

struct CodeCase {
    const char* code;
    const char* refused;  // nullptr: accepted
    bool doubtful;
};
class InstitutionCodes : public testing::TestWithParam<CodeCase> {};
TEST_P(InstitutionCodes, AreReadOrRefused) {
    const auto read = read_institution_code(GetParam().code, "510921");
    if (GetParam().refused != nullptr) {
        ASSERT_FALSE(read);
        EXPECT_EQ(read.error().code, GetParam().refused);
        return;
    }
    ASSERT_TRUE(read) << read.error().code;
    EXPECT_EQ(read->doubtful_check, GetParam().doubtful);
}
INSTANTIATE_TEST_SUITE_P(Codes, InstitutionCodes,
                         testing::Values(CodeCase{"45123456X51092111C2221", nullptr, false},
                                         CodeCase{"49123456451092111D6001", nullptr, false},
                                         CodeCase{"MB0X1234X51092111C2229", nullptr, true},  // published code, old check character
                                         CodeCase{"PDY00012351092111D6002", nullptr, false},
                                         CodeCase{"45123456X51092111C222", "INST_CODE_LENGTH", false},
                                         CodeCase{"45123456x51092111C2221", "INST_CODE_FORMAT", false},
                                         CodeCase{"45123456X51092211C2221", "INST_CODE_AREA", false},
                                         CodeCase{"45123456X51092111Z2221", "INST_CODE_CATEGORY", false},
                                         CodeCase{"45123456X51092111C2223", "INST_CODE_CLASS", false}));

// --- licences ---------------------------------------------------------------------------------------------------------------------------

class Practising : public testing::Test {
protected:
    Practice ask(std::string_view kind, std::string_view scope, std::string_view place, const char* on) {
        const std::string_view kinds[]{kind};
        return may_practise(licences_, sites_, {kinds, scope, place, day_of(on)});
    }
    std::vector<Licence> licences_{{"physician", "clinical", day_of("2020-01-01"), {}, false},
                                   {"nurse", "", day_of("2020-03-01"), day_of("2025-02-28"), false},
                                   {"midwifery", "", day_of("2020-01-01"), {}, true}};
    std::vector<Site> sites_{{"main", day_of("2020-01-01"), {}}, {"second", day_of("2026-01-01"), day_of("2026-06-30")}};
};

TEST_F(Practising, NeedsKindScopeAndPlaceOnTheDay) {
    EXPECT_EQ(ask("physician", "clinical", "main", "2020-01-01"), Practice::allowed);
    EXPECT_EQ(ask("physician", "clinical", "main", "2019-12-31"), Practice::no_licence);
    EXPECT_EQ(ask("physician", "tcm", "main", "2026-01-01"), Practice::wrong_scope);
    EXPECT_EQ(ask("physician", "", "second", "2026-06-30"), Practice::allowed);
    EXPECT_EQ(ask("physician", "", "second", "2026-07-01"), Practice::wrong_place);
    EXPECT_EQ(ask("nurse", "", "main", "2025-02-28"), Practice::allowed);
    EXPECT_EQ(ask("nurse", "", "main", "2025-03-01"), Practice::no_licence);
    EXPECT_EQ(ask("midwifery", "", "main", "2026-01-01"), Practice::no_licence) << "a revoked licence is none";
    EXPECT_EQ(code_of(Practice::wrong_place), "LICENCE_PLACE");
}

TEST(Expiries, WarnAt90And30AndAtTheEnd) {
    const CivilDate today = day_of("2026-11-21");
    EXPECT_EQ(expiry_of({}, today), Expiry::none);
    EXPECT_EQ(expiry_of(add_days(today, 91), today), Expiry::none);
    EXPECT_EQ(expiry_of(add_days(today, 90), today), Expiry::in_90_days);
    EXPECT_EQ(expiry_of(add_days(today, 30), today), Expiry::in_30_days);
    EXPECT_EQ(expiry_of(today, today), Expiry::in_30_days) << "the last valid day is still valid";
    EXPECT_EQ(expiry_of(add_days(today, -1), today), Expiry::expired);
}

TEST(Terms, AreFiveYears) {
    EXPECT_EQ(usual_end("nurse", day_of("2020-03-01")), day_of("2025-02-28"));
    EXPECT_EQ(usual_end("village_doctor", day_of("2024-02-29")), day_of("2029-02-27"));
    EXPECT_FALSE(usual_end("physician", day_of("2020-03-01")));
    EXPECT_EQ(renewal_opens("nurse", day_of("2025-02-28")), day_of("2025-01-29"));
    EXPECT_EQ(renewal_opens("village_doctor", day_of("2025-02-28")), day_of("2024-11-28"));
}

// --- quota
// ---------------------------------------------------------------------------------------------------------------------------------

std::vector<SignIn> days_of(std::initializer_list<const char*> dates) {
    std::vector<SignIn> all;
    for (const char* const date : dates) all.push_back({day_of(date), 40});
    return all;
}

TEST(Quota, CountsADateOnceHoweverManyPlaces) {
    auto days = days_of({"2026-07-03", "2026-07-03", "2026-07-20", "2026-08-09", "2026-08-10", "2026-09-29", "2026-09-30"});
    const Quota met = quota_of(days, 2026, 3, day_of("2026-10-05"));
    EXPECT_EQ(met.days, 6);
    EXPECT_EQ(met.state, QuotaState::met);
    days.pop_back();
    const Quota missed = quota_of(days, 2026, 3, day_of("2026-10-05"));
    EXPECT_EQ(missed.days, 5);
    EXPECT_EQ(missed.state, QuotaState::missed);
    EXPECT_EQ(quota_of(days, 2026, 3, day_of("2026-09-30")).state, QuotaState::at_risk) << "the quarter is not over";
}

TEST(Quota, SecondOfOctoberIsOfTheFourthQuarter) {
    const auto days = days_of({"2026-09-30", "2026-10-02"});
    EXPECT_EQ(quota_of(days, 2026, 3, day_of("2026-12-31")).days, 1);
    EXPECT_EQ(quota_of(days, 2026, 4, day_of("2026-12-31")).days, 1);
}

TEST(Quota, NeedsFourHours) {
    const std::vector<SignIn> days{{day_of("2026-07-01"), 39}, {day_of("2026-07-02"), 40}};
    EXPECT_EQ(quota_of(days, 2026, 3, day_of("2026-07-02")).days, 1);
}

TEST(Quota, IsAtRiskFromTheSixtiethDayBelowItsShare) {
    const auto days = days_of({"2026-07-01", "2026-07-02", "2026-07-03"});
    EXPECT_EQ(quota_of(days, 2026, 3, day_of("2026-08-28")).state, QuotaState::running);  // day 59
    EXPECT_EQ(quota_of(days, 2026, 3, day_of("2026-08-29")).state, QuotaState::at_risk);  // day 60: 60/92 of 6 are 3.9
    EXPECT_EQ(quota_of(days_of({"2026-07-01", "2026-07-02", "2026-07-03", "2026-07-06"}), 2026, 3, day_of("2026-08-29")).state,
              QuotaState::running);
}

RC_GTEST_PROP(QuotaLaw, EveryDayIsOfExactlyOneQuarter, ()) {
    const CivilDate date = CivilDate::from_days(*rc::gen::inRange(10'000, 30'000));
    const std::vector<SignIn> one{{date, 80}};
    int counted = 0;
    for (int quarter = 1; quarter <= 4; ++quarter) counted += quota_of(one, date.year(), quarter, date).days;
    RC_ASSERT(counted == 1);
    RC_ASSERT(quarter_first(date.year(), quarter_of(date)) <= date);
    RC_ASSERT(date <= quarter_last(date.year(), quarter_of(date)));
}

TEST(Visits, AreDueOnceAMonth) {
    EXPECT_EQ(visits_due(2026, day_of("2026-03-15"), day_of("2027-03-14"), day_of("2026-06-01")), 4);
    EXPECT_EQ(visits_due(2026, day_of("2020-01-01"), day_of("2030-01-01"), day_of("2026-12-31")), 12);
    EXPECT_EQ(visits_due(2026, day_of("2027-01-01"), day_of("2027-12-31"), day_of("2027-12-31")), 0);
}

// --- equipment, credits, projects, ethics, grids -----------------------------------------------------------------------------------------

TEST(Shortages, AreStandardLessWhatIsInUse) {
    const std::vector<StandardLine> standard{{"printer", 13}, {"switch", 1}, {"card_reader", 46}};
    const auto all = shortages(standard, {{"printer", 11}, {"card_reader", 46}});
    EXPECT_EQ(all, (std::vector<Shortage>{{"printer", 13, 11, 2}, {"switch", 1, 0, 1}, {"card_reader", 46, 46, 0}}));
}

RC_GTEST_PROP(ShortageLaw, MissingIsNeverNegativeAndNeverMoreThanTheStandard, (int standard, int usable)) {
    RC_PRE(standard >= 0 && usable >= 0);
    const std::vector<StandardLine> lines{{"x", standard}};
    const auto all = shortages(lines, {{"x", usable}});
    RC_ASSERT(all.at(0).missing >= 0);
    RC_ASSERT(all.at(0).missing <= standard);
    RC_ASSERT(all.at(0).missing + std::min(standard, usable) == standard);
}

TEST(Credits, NeedAttendanceAndExamAndCountASessionOnce) {
    const std::vector<Credit> credits{{"a", true, 60, 80, 60, 60},
                                      {"a", true, 60, 100, 90, 60},
                                      {"b", false, 190, 100, 60, 60},
                                      {"c", false, 90, 79, 100, 60},
                                      {"d", false, 90, 100, 59, 60}};
    const CreditYear year = credits_of(credits);
    EXPECT_EQ(year.class_one_tenths, 60);
    EXPECT_EQ(year.class_two_tenths, 190);
    EXPECT_TRUE(year.complies);
    EXPECT_FALSE(credits_of(std::span{credits}.first(2)).complies);
}

TEST(Milestones, TurnAmberAtOneDayAndRedAtThirty) {
    const CivilDate planned = day_of("2026-06-01");
    EXPECT_EQ(lateness_of(planned, {}, planned), Lateness::none);
    EXPECT_EQ(lateness_of(planned, {}, day_of("2026-06-02")), Lateness::amber);
    EXPECT_EQ(lateness_of(planned, {}, day_of("2026-06-30")), Lateness::amber);
    EXPECT_EQ(lateness_of(planned, {}, day_of("2026-07-01")), Lateness::red);
    EXPECT_EQ(lateness_of(planned, planned, day_of("2026-12-01")), Lateness::none);
}

TEST(Ethics, AppealsHaveTenWorkingDays) {
    EXPECT_EQ(add_working_days(day_of("2026-11-20"), 1), day_of("2026-11-23"));  // Friday to Monday
    EXPECT_EQ(add_working_days(day_of("2026-11-20"), 10), day_of("2026-12-04"));
    EXPECT_TRUE(excellent_allowed(4, 10));
    EXPECT_FALSE(excellent_allowed(5, 10));
    EXPECT_FALSE(excellent_allowed(1, 2));
}

TEST(Grids, OverlapAndCoverage) {
    EXPECT_TRUE(overlaps(std::vector<std::string>{"b", "a"}).empty());
    EXPECT_EQ(overlaps(std::vector<std::string>{"b", "a", "b", "b"}), std::vector<std::string>{"b"});
    EXPECT_EQ(coverage_basis_points(1'000, 1'000), 10'000);
    EXPECT_EQ(coverage_basis_points(999, 1'000), 9'990);
    EXPECT_EQ(coverage_basis_points(0, 0), 0);
}

}  // namespace
}  // namespace jiwei::organization_rules
