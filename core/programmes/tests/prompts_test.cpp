// Whom to measure and whom to enrol: each limit below and at it.
#include "core/programmes/prompts.hpp"

#include <gtest/gtest.h>

#include "core/packs/tests/pack_files.hpp"

namespace jiwei::core::programmes {
namespace {

CivilDate day(std::string_view text) { return *parse_civil_date(text); }

const packs::Pack& screening() {
    static const auto pack = packs::testing::load_or_throw(packs::testing::read_pack_files("hypertension-screening"));
    return *pack;
}

rules::Fact fact(std::string code, std::string_view on, std::string value) { return {std::move(code), day(on), "R1", std::move(value)}; }

struct Case {
    const char* name;
    const char* birth_date;
    std::vector<Course> courses;
    std::vector<rules::Fact> facts;
    const char* today;
    Prompt want;
};

class Prompts : public testing::TestWithParam<Case> {};

TEST_P(Prompts, AskForWhatIsMissing) {
    const Case& one = GetParam();
    EXPECT_EQ(prompt_of(screening(), day(one.birth_date), one.courses, one.facts, day(one.today)), one.want);
}

const Course managed{"hypertension", true, day("2025-01-01")};
const Course left_before{"hypertension", false, day("2026-02-01")};
const Course left_after{"hypertension", false, day("2026-04-01")};

INSTANTIATE_TEST_SUITE_P(
    Limits, Prompts,
    testing::Values(
        Case{"nobody_measured", "1980-05-10", {}, {}, "2026-03-02", Prompt::measure},
        Case{"on_the_35th_birthday", "1991-03-02", {}, {}, "2026-03-02", Prompt::measure},
        Case{"the_day_before_it", "1991-03-03", {}, {}, "2026-03-02", Prompt::none},
        Case{"measured_on_new_years_day", "1980-05-10", {}, {fact("hts.sbp", "2026-01-01", "120")}, "2026-03-02", Prompt::none},
        Case{"measured_on_the_last_day_of_last_year",
             "1980-05-10",
             {},
             {fact("hts.sbp", "2025-12-31", "120")},
             "2026-03-02",
             Prompt::measure},
        Case{"measured_at_the_examination", "1980-05-10", {}, {fact("exam.sbp", "2026-02-01", "120")}, "2026-03-02", Prompt::none},
        Case{"a_measurement_of_tomorrow_is_none", "1980-05-10", {}, {fact("hts.sbp", "2026-03-03", "120")}, "2026-03-02", Prompt::measure},
        Case{"managed", "1980-05-10", {managed}, {}, "2026-03-02", Prompt::none},
        Case{"managed_in_another_programme", "1980-05-10", {{"diabetes", true, day("2025-01-01")}}, {}, "2026-03-02", Prompt::measure},
        Case{"left_the_programme", "1980-05-10", {left_before}, {}, "2026-03-02", Prompt::measure},
        Case{"confirmed", "1980-05-10", {}, {fact("hts.confirmed", "2026-03-01", "true")}, "2026-03-02", Prompt::enrol},
        Case{"confirmed_under_35", "2000-05-10", {}, {fact("hts.confirmed", "2026-03-01", "true")}, "2026-03-02", Prompt::enrol},
        Case{"confirmed_and_managed", "1980-05-10", {managed}, {fact("hts.confirmed", "2026-03-01", "true")}, "2026-03-02", Prompt::none},
        Case{"excluded_after_it",
             "1980-05-10",
             {},
             {fact("hts.confirmed", "2026-02-01", "true"), fact("hts.confirmed", "2026-03-01", "false"),
              fact("hts.sbp", "2026-02-01", "150")},
             "2026-03-02",
             Prompt::none},
        Case{"confirmed_again_after_leaving",
             "1980-05-10",
             {left_before},
             {fact("hts.confirmed", "2026-03-01", "true")},
             "2026-04-02",
             Prompt::enrol},
        Case{"left_after_it",
             "1980-05-10",
             {left_after},
             {fact("hts.confirmed", "2026-03-01", "true"), fact("hts.sbp", "2026-02-01", "150")},
             "2026-05-02",
             Prompt::none}),
    [](const auto& info) { return std::string{info.param.name}; });

TEST(PromptsOfPacks, ThatScreenForNothingAreSilent) {
    const auto pack = packs::testing::load_or_throw(packs::testing::read_pack_files("hypertension"));
    EXPECT_EQ(prompt_of(*pack, day("1960-01-01"), {}, {}, day("2026-03-02")), Prompt::none);
}

}  // namespace
}  // namespace jiwei::core::programmes
