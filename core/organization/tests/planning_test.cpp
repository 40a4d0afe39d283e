// Shares against the regional plan: each measure at, below and above its threshold; divisions recast to those of a day.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "core/organization/division_changes.hpp"
#include "core/organization/planning.hpp"

namespace jiwei::organization_rules {
namespace {

CivilDate day_on(std::string_view text) { return *parse_civil_date(text); }

PlanPlace place_of(const char* id, const char* kind) {
    PlanPlace place;
    place.id = id;
    place.kind = kind;
    place.township_code = "350881001000";
    return place;
}

PlanTerm term_of(const char* code, std::optional<std::int64_t> least, std::int64_t each = 0, std::vector<std::string> words = {}) {
    return {code, least, {}, each, std::move(words)};
}

TEST(Plan, PeoplePerCentreHasAnUpperEdgeAndNoValueWithoutAFigure) {
    PlanTerm term{"people_per_centre", {}, 100'000, 0, {}};
    PlanCounty county;
    county.places = {place_of("a", "H4"), place_of("b", "H4"), place_of("h", "H3")};
    EXPECT_FALSE(plan_value(term, county).value);
    EXPECT_FALSE(plan_value(term, county).is_met);
    county.residents = 200'000;
    EXPECT_EQ(plan_value(term, county).value, 100'000);
    EXPECT_EQ(plan_value(term, county).is_met, true);
    county.residents = 200'002;
    EXPECT_EQ(plan_value(term, county).is_met, false);
    county.places = {place_of("h", "H3")};
    EXPECT_FALSE(plan_value(term, county).value) << "no centre to divide by";
}

TEST(Plan, AFifthOfThePhysiciansIsAtTheThreshold) {
    PlanTerm term = term_of("tcm_physician_share", 10'000, 2'000);
    PlanCounty county;
    county.places = {place_of("at", "H3"), place_of("below", "H4"), place_of("nobody", "H3"), place_of("clinic", "H6")};
    county.places[0].physicians = 10;
    county.places[0].tcm_physicians = 2;
    county.places[1].physicians = 11;
    county.places[1].tcm_physicians = 2;
    const PlanValue value = plan_value(term, county);
    EXPECT_EQ(value.numerator, 1);
    EXPECT_EQ(value.denominator, 2) << "an institution without physicians and a village clinic are not counted";
    EXPECT_EQ(value.missing, std::vector<std::string>{"below"});
    EXPECT_EQ(value.value, 5'000);
    EXPECT_EQ(value.is_met, false);
}

TEST(Plan, GeneralPractitionersOfficersAwardsAndRooms) {
    PlanCounty county;
    county.places = {place_of("a", "H4"), place_of("b", "H3")};
    county.places[0].general_practitioners = 3;
    county.places[1].general_practitioners = 2;
    EXPECT_EQ(plan_value(term_of("general_practitioners", 10'000, 3), county).missing, std::vector<std::string>{"b"});
    county.places[0].posts = {"护士", "防疫专干"};
    EXPECT_EQ(plan_value(term_of("prevention_officers", 10'000, 0, {"防疫", "防保"}), county).numerator, 1);
    county.places[0].awards = {"quality_service"};
    EXPECT_EQ(plan_value(term_of("model_centres", 6'000, 0, {"quality_service"}), county).is_met, true);
    county.places[0].premises_m2 = 2'000;
    EXPECT_EQ(plan_value(term_of("centre_premises", 10'000, 3'000), county).is_met, true) << "an old town";
    county.places[0].is_new_town = true;
    EXPECT_EQ(plan_value(term_of("centre_premises", 10'000, 3'000), county).is_met, false);
    county.places[0].has_government_premises = true;
    EXPECT_EQ(plan_value(term_of("standard_centres", 6'000), county).is_met, true);
    county.places[0].lacks_equipment = true;
    EXPECT_EQ(plan_value(term_of("standard_centres", 6'000), county).is_met, false);
}

TEST(Plan, HandsAThousandAreJudgedByTheCountysOwnPlan) {
    PlanCounty county;
    county.residents = 10'000;
    county.places = {place_of("a", "H2"), place_of("office", "H1")};
    county.places[0].physicians = 25;
    county.places[1].physicians = 4;
    PlanValue value = plan_value(term_of("physicians", {}), county);
    EXPECT_EQ(value.unit, PlanUnit::per_thousand_hundredths);
    EXPECT_EQ(value.value, 250) << "2.50; an authority sees no patients";
    EXPECT_FALSE(value.is_met) << "no plan, no verdict";
    county.demands.physicians_hundredths = 250;
    EXPECT_EQ(plan_value(term_of("physicians", {}), county).is_met, true);
    county.demands.physicians_hundredths = 251;
    EXPECT_EQ(plan_value(term_of("physicians", {}), county).is_met, false);
    county.demands.institutions = 1;
    EXPECT_EQ(plan_value(term_of("institutions", {}), county).is_met, true);
}

TEST(Plan, StreetsAndUnqualifiedClinicsAreNamed) {
    PlanCounty county;
    county.streets = {"350881001000", "350881002000"};
    county.places = {place_of("a", "H4"), place_of("c", "H6")};
    EXPECT_EQ(plan_value(term_of("streets_with_centre", 10'000), county).missing, std::vector<std::string>{"350881002000"});
    county.places[1].staff = 2;
    county.places[1].qualified = 1;
    EXPECT_EQ(plan_value(term_of("village_doctors_qualified", 10'000), county).missing, std::vector<std::string>{"c"});
    EXPECT_TRUE(is_plan_measure("beds"));
    EXPECT_FALSE(is_plan_measure("bed"));
}

const std::vector<DivisionChange> history{{"A", "B", day_on("2020-01-01")},  {"B", "B", day_on("2022-01-01")},
                                          {"C", "B", day_on("2022-01-01")},  {"S", "S1", day_on("2023-01-01")},
                                          {"S", "S2", day_on("2023-01-01")}, {"X", "", day_on("2024-01-01")}};

TEST(DivisionsNow, FollowsRenamesMergesSplitsAndStopsAtTheDay) {
    using Codes = std::set<std::string>;
    EXPECT_EQ(divisions_now(history, "A", day_on("2019-12-31")), Codes{"A"});
    EXPECT_EQ(divisions_now(history, "A", day_on("2020-01-01")), Codes{"B"});
    EXPECT_EQ(divisions_now(history, "C", day_on("2026-01-01")), Codes{"B"});
    EXPECT_EQ(divisions_now(history, "S", day_on("2026-01-01")), (Codes{"S1", "S2"}));
    EXPECT_EQ(divisions_now(history, "X", day_on("2026-01-01")), Codes{});
    EXPECT_EQ(divisions_now(history, "Z", day_on("2026-01-01")), Codes{"Z"});
}

TEST(Recast, AddsWhatWasMergedAndNeverDividesWhatWasSplit) {
    const Recast recast = recast_figures(history, {{"A", 100}, {"C", 40}, {"S", 70}, {"Z", 5}}, day_on("2026-01-01"));
    EXPECT_EQ(recast.figures.at("B"), 140);
    EXPECT_FALSE(recast.figures.contains("A"));
    EXPECT_TRUE(recast.recast.contains("B"));
    EXPECT_EQ(recast.figures.at("S"), 70);
    EXPECT_EQ(recast.split.at("S"), (std::set<std::string>{"S1", "S2"}));
    EXPECT_EQ(recast.figures.at("Z"), 5);
    EXPECT_EQ(recast_figures(history, {{"B", 60}, {"C", 40}}, day_on("2026-01-01")).figures.at("B"), 100) << "B goes on and took C in";
    EXPECT_TRUE(recast_figures(history, {{"S", 70}, {"S1", 30}}, day_on("2026-01-01")).split.empty()) << "given anew for a part";
}

RC_GTEST_PROP(Recast, LosesNobodyWhileNothingIsGivenTwice, ()) {
    const auto codes = *rc::gen::unique<std::vector<int>>(rc::gen::inRange(0, 8));
    std::map<std::string, std::int64_t, std::less<>> figures;
    std::vector<DivisionChange> changes;
    std::int64_t all = 0;
    for (const int code : codes) {
        const std::string name = "o" + std::to_string(code);
        figures[name] = code + 1;
        all += code + 1;
        if (code % 3 != 0) changes.push_back({name, "n" + std::to_string(code % 2), day_on("2020-01-01")});
    }
    std::int64_t sum = 0;
    for (const auto& [code, persons] : recast_figures(changes, figures, day_on("2021-01-01")).figures) sum += persons;
    RC_ASSERT(sum == all);
}

TEST(Divisions, AreThereUnderTheNamesOfTheDay) {
    const auto on = [](std::string_view text) { return *parse_civil_date(text); };
    const std::vector<FormerName> names{{"1", "甲", on("2020-01-01")}, {"1", "乙", on("2022-01-01")}, {"2", "别", on("2019-01-01")}};
    const DivisionLife open{"1", "丙", false, std::nullopt, std::nullopt};
    EXPECT_EQ(division_name_on(open, names, on("2019-12-31")), "甲");
    EXPECT_EQ(division_name_on(open, names, on("2020-01-01")), "乙");
    EXPECT_EQ(division_name_on(open, names, on("2022-01-01")), "丙");
    const DivisionLife ended{"3", "丁", true, on("2020-05-01"), on("2021-05-01")};
    EXPECT_EQ(division_name_on(ended, names, on("2020-04-30")), std::nullopt);
    EXPECT_EQ(division_name_on(ended, names, on("2020-05-01")), "丁");
    EXPECT_EQ(division_name_on(ended, names, on("2021-04-30")), "丁");
    EXPECT_EQ(division_name_on(ended, names, on("2021-05-01")), std::nullopt) << "the first day it is no more";
    const DivisionLife unknown{"4", "戊", true, std::nullopt, std::nullopt};
    EXPECT_EQ(division_name_on(unknown, names, on("2000-01-01")), std::nullopt) << "closed nobody knows when: on no day";
}

}  // namespace
}  // namespace jiwei::organization_rules
