// The step function of a person against a plain evaluation of the norm's words on every single day, for random histories.
#include <gtest/gtest.h>
// gtest first
#include <rapidcheck/gtest.h>

#include "core/indicators/contributions.hpp"
#include "core/packs/tests/pack_files.hpp"

namespace jiwei::core::indicators {
namespace {

CivilDate day(const char* text) { return parse_civil_date(text).value(); }

const packs::Pack& hypertension() {
    static const auto pack = packs::testing::load_or_throw(packs::testing::read_pack_files("hypertension"));
    return *pack;
}

struct Visit {
    CivilDate on;
    bool norm = true;
    bool controlled = false;
};

/// What the generator made, in words of the norm; the facts of PersonHistory say the same.
struct Life {
    PersonHistory person;
    std::vector<Visit> visits;
    std::vector<CivilDate> exams;
};

template <class Dated>
const Dated* in_force(const std::vector<Dated>& steps, CivilDate on) {
    const Dated* found = nullptr;
    for (const Dated& step : steps) {
        if (step.from <= on) found = &step;
    }
    return found;
}

/// Service specification 2017, ch. 7, part 5, and the platform's rule for people enrolled in the year; no cleverness.
struct Plain {
    const Life& life;
    Period period;

    bool managed(CivilDate on) const {
        const EnrolmentStep* const step = in_force(life.person.enrolment, on);
        return step != nullptr && (step->state == "1" || step->state == "2");
    }
    bool standard(CivilDate on) const {
        if (!managed(on)) return false;
        const CivilDate enrolled_on = in_force(life.person.enrolment, on)->enrolled_on;
        const int months = months_between(std::max(enrolled_on, period.first), add_days(on, 1));
        const int required = std::min(4, std::max(1, months >= 0 ? months / 3 : -1));
        std::vector<CivilDate> days;
        for (const Visit& visit : life.visits) {
            if (visit.norm && visit.on >= period.first && visit.on <= on) days.push_back(visit.on);
        }
        std::sort(days.begin(), days.end());
        days.erase(std::unique(days.begin(), days.end()), days.end());
        const bool examined =
            std::any_of(life.exams.begin(), life.exams.end(), [&](CivilDate exam) { return exam >= period.first && exam <= on; });
        const bool exam_required = enrolled_on <= CivilDate::of(period.first.year(), 9, 30).value();
        return static_cast<int>(days.size()) >= required && (!exam_required || examined);
    }
    bool controlled(CivilDate on) const {
        if (!managed(on) || in_force(life.person.enrolment, on)->state != "1") return false;
        const Visit* last = nullptr;
        for (const Visit& visit : life.visits) {  // visits stand in the order of their records
            if (visit.norm && visit.on >= period.first && visit.on <= on && (last == nullptr || visit.on >= last->on)) last = &visit;
        }
        return last != nullptr && last->controlled;
    }
};

Life any_life(int year) {
    Life life;
    const CivilDate begin = CivilDate::of(year - 1, 1, 1).value();
    const auto any_day = [&] { return add_days(begin, *rc::gen::inRange(0, 1100)); };
    life.person.birth_date = day("1960-02-29");
    life.person.sex = "1";
    CivilDate at = any_day();
    CivilDate enrolled_on = at;
    const int enrolments = *rc::gen::inRange(0, 5);
    for (int i = 0; i < enrolments; ++i, at = add_days(at, *rc::gen::inRange(0, 200))) {
        const std::string state = i == 0 ? "1" : std::to_string(*rc::gen::inRange(1, 7));
        if (i > 0 && *rc::gen::inRange(0, 4) == 0) enrolled_on = at;
        life.person.enrolment.push_back({at, state, enrolled_on});
    }
    at = add_days(begin, *rc::gen::inRange(-400, 500));
    for (int i = *rc::gen::inRange(0, 4); i > 0; --i, at = add_days(at, *rc::gen::inRange(0, 200))) {
        life.person.institutions.push_back({at, "V" + std::to_string(*rc::gen::inRange(1, 3))});
    }
    const int visits = *rc::gen::inRange(0, 12);
    for (int i = 0; i < visits; ++i) {
        const Visit visit{any_day(), *rc::gen::inRange(0, 4) != 0, *rc::gen::inRange(0, 2) == 0};
        const std::string record = "R" + std::to_string(100 + i);
        life.visits.push_back(visit);
        life.person.facts.push_back({"htn.controlled", visit.on, record, visit.controlled ? "true" : "false"});
        life.person.facts.push_back({"htn.norm", visit.on, record, visit.norm ? "true" : "false"});
    }
    for (int i = *rc::gen::inRange(0, 3); i > 0; --i) {
        life.exams.push_back(any_day());
        life.person.facts.push_back({"htn.exam", life.exams.back(), "E" + std::to_string(i), "true"});
    }
    return life;
}

Step step_on(const std::vector<Step>& steps, CivilDate on) {
    const Step* const found = in_force(steps, on);
    return found == nullptr ? Step{} : *found;
}

RC_GTEST_PROP(Contributions, EqualThePlainWordsOnEveryDayOfTheYear, ()) {
    const int year = *rc::gen::element(2023, 2024, 2025);
    const Life life = any_life(year);
    const Period period = Period::year(year);
    const Plain plain{life, period};
    const auto made = contributions(hypertension(), life.person, period);
    RC_ASSERT(made.size() == std::size_t{3});
    for (CivilDate on = period.first; on <= period.last; on = add_days(on, 1)) {
        const InstitutionStep* const institution = in_force(life.person.institutions, on);
        const bool managed = institution != nullptr && plain.managed(on);
        const Step standard = step_on(made[0].steps, on);
        const Step controlled = step_on(made[1].steps, on);
        const Step coverage = step_on(made[2].steps, on);
        RC_ASSERT(standard.denominator == (managed ? 1 : 0));
        RC_ASSERT(controlled.denominator == (managed ? 1 : 0));
        RC_ASSERT(coverage.denominator == 0);
        RC_ASSERT(coverage.numerator == (managed ? 1 : 0));
        RC_ASSERT(standard.numerator == (managed && plain.standard(on) ? 1 : 0));
        RC_ASSERT(controlled.numerator == (managed && plain.controlled(on) ? 1 : 0));
        if (managed) RC_ASSERT(standard.institution_id == institution->institution_id);
    }
}

RC_GTEST_PROP(Contributions, AreOrderedAndEachStepChangesSomething, ()) {
    const Life life = any_life(2024);
    for (const IndicatorSteps& one : contributions(hypertension(), life.person, Period::year(2024))) {
        for (std::size_t i = 0; i < one.steps.size(); ++i) {
            RC_ASSERT(one.steps[i].from >= day("2024-01-01") && one.steps[i].from <= day("2024-12-31"));
            if (i == 0) continue;
            RC_ASSERT(one.steps[i - 1].from < one.steps[i].from);
            Step moved = one.steps[i];
            moved.from = one.steps[i - 1].from;
            RC_ASSERT(!(moved == one.steps[i - 1]));
        }
    }
}

struct RequiredCase {
    const char* name;
    const char* enrolled_on;
    const char* on;
    int visits;
    int want;
};

class Required : public testing::TestWithParam<RequiredCase> {};

/// Platform rule: required = min(4, max(1, floor(M / 3))); enrolled after September, so that no examination is asked.
TEST_P(Required, VisitsUntilTheReportDate) {
    const RequiredCase& tested = GetParam();
    PersonHistory person{day("1960-01-01"),          "1", {}, {{day(tested.enrolled_on), "1", day(tested.enrolled_on)}},
                         {{day("2000-01-01"), "V"}}, {}};
    person.facts.push_back({"htn.exam", day("2025-01-01"), "E", "true"});
    for (int i = 0; i < tested.visits; ++i) {
        person.facts.push_back({"htn.norm", add_days(day("2025-01-01"), i), "R" + std::to_string(i), "true"});
    }
    const auto made = contributions(hypertension(), *hypertension().indicator("H1"), person, Period::year(2025));
    EXPECT_EQ(step_on(made, day(tested.on)).numerator, tested.want);
}

INSTANTIATE_TEST_SUITE_P(Norm, Required,
                         testing::Values(RequiredCase{"whole_year_four", "2020-01-01", "2025-12-31", 4, 1},
                                         RequiredCase{"whole_year_three", "2020-01-01", "2025-12-31", 3, 0},
                                         RequiredCase{"one_day_before_the_year_ends", "2020-01-01", "2025-12-30", 3, 1},
                                         RequiredCase{"half_year_needs_two", "2020-01-01", "2025-06-30", 2, 1},
                                         RequiredCase{"half_year_not_one", "2020-01-01", "2025-06-30", 1, 0},
                                         RequiredCase{"a_day_earlier_one_is_enough", "2020-01-01", "2025-06-29", 1, 1},
                                         RequiredCase{"january_needs_one", "2020-01-01", "2025-01-15", 0, 0}),
                         [](const auto& tested) { return std::string{tested.param.name}; });

TEST(Percent, RoundsHalfUpAndKnowsNothingOfNothing) {
    EXPECT_EQ(percent(3, 5), "60.00");
    EXPECT_EQ(percent(1, 3), "33.33");
    EXPECT_EQ(percent(2, 3), "66.67");
    EXPECT_EQ(percent(1, 800), "0.13");
    EXPECT_EQ(percent(0, 7), "0.00");
    EXPECT_EQ(percent(11, 10), "110.00");
    EXPECT_EQ(percent(1, 0), std::nullopt);
}

TEST(FigureDenominator, IsFigureTimesPrevalenceInWholePersons) {
    const packs::Indicator& coverage = *hypertension().indicator("H3");
    EXPECT_EQ(figure_denominator(coverage, 1000), 252);
    EXPECT_EQ(figure_denominator(coverage, 2), 1);  // 0.504
    EXPECT_EQ(figure_denominator(*hypertension().indicator("H1"), 1000), std::nullopt);
}

}  // namespace
}  // namespace jiwei::core::indicators
