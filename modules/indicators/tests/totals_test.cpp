// Totals against a naive sum over everybody, after random changes, on days before, between and after them.
#include "modules/indicators/tests/invented_county.hpp"

namespace jiwei::indicators::testing {
namespace {

class Totals : public InventedCounty {};

TEST_P(Totals, AgreeWithEverybodySummedUpOnAnyDay) {
    for (int round = 0; round < 150; ++round) change_somebody();
    for (const char* const text : {"2024-03-01", "2025-01-01", "2025-03-31", "2025-06-15", "2025-12-31", "2026-02-10", "2026-12-31"}) {
        const CivilDate as_of = civil_day(text);
        database().read([&](db::Connection& connection) {
            for (const char* const code : {"H1", "R1"}) {
                const Fraction county_sum = naive(code, root_, as_of, true);
                const Value value = indicators_->value(connection, county, code, root_, as_of);
                EXPECT_EQ(value.numerator, county_sum.numerator) << code << " " << text;
                const bool is_counted = std::string_view{code} == "H1";
                EXPECT_EQ(value.denominator, is_counted ? county_sum.denominator : 0) << text;
                const std::string& clinic = places_[1];
                EXPECT_EQ(indicators_->value(connection, county, code, clinic, as_of).numerator,
                          naive(code, clinic, as_of, false).numerator);
            }
            const auto differences = verify_indicators(*indicators_, connection, county, as_of);
            EXPECT_TRUE(differences.empty()) << differences.size() << " " << text;
        });
    }
}

TEST_P(Totals, RebuiltAreTheSameRows) {
    for (int round = 0; round < 80; ++round) change_somebody();
    const std::vector<std::string> grown = lines();
    act([&](db::Connection& connection) { indicators_->rebuild(connection, county, 2025, 2026); });
    EXPECT_EQ(lines(), grown);
}

TEST_P(Totals, PlannedTogetherAreTheSameAsOneByOne) {
    for (int round = 0; round < 40; ++round) change_somebody();
    const std::vector<std::string> grown = lines();
    act([&](db::Connection& connection) {
        Change change;
        for (const auto& [id, contributions] : truth_.people) {
            std::vector<Contribution> none = contributions;
            for (Contribution& one : none) one.steps.clear();
            indicators_->plan(change, connection, county, id, none);
        }
        indicators_->apply(change, connection, county);
    });
    EXPECT_TRUE(lines().empty());
    act([&](db::Connection& connection) {
        Change change;
        for (const auto& [id, contributions] : truth_.people) indicators_->plan(change, connection, county, id, contributions, true);
        indicators_->apply(change, connection, county);
    });
    EXPECT_EQ(lines(), grown);
}

TEST_P(Totals, VerifyFindsWhatIsWrong) {
    for (int round = 0; round < 30; ++round) change_somebody();
    truth_.people["r10"] = {{"H1", "2025", {{civil_day("2025-01-01"), places_[1], 1, 1}}}};
    const auto differences = database().read(
        [&](db::Connection& connection) { return verify_indicators(*indicators_, connection, county, civil_day("2025-06-30")); });
    ASSERT_FALSE(differences.empty());
    EXPECT_TRUE(std::ranges::any_of(differences, [](const Difference& one) { return one.what == "contribution" && one.subject == "r10"; }));
    EXPECT_TRUE(std::ranges::any_of(differences, [&](const Difference& one) { return one.what == "total"; }));
}

TEST_P(Totals, OpeningAYearAddsOnlyWhatIsMissing) {
    for (int round = 0; round < 30; ++round) change_somebody();
    const std::vector<std::string> grown = lines();
    std::string after;
    int steps = 0;
    do {
        act([&](db::Connection& connection) { after = indicators_->open_year(connection, county, 2026, after, 7); });
        ++steps;
    } while (!after.empty());
    EXPECT_GT(steps, 2);
    EXPECT_EQ(lines(), grown);
}

TEST_P(Totals, APopulationThatIsTooSmallOrOfAnEarlierYearIsFlaggedAndNothingIsCapped) {
    act([&](db::Connection& connection) {
        ASSERT_TRUE(organization_->add_service_area(connection, county, root_, "350881000000", civil_day("2010-01-01")));
        for (int i = 0; i < 4; ++i)
            indicators_->put_contributions(
                connection, county, "r" + std::to_string(i),
                std::vector<Contribution>{{"R1", std::string{ever}, {{civil_day("2024-03-01"), places_[1], 1, 0}}}});
    });
    const auto value_on = [&](const char* as_of, const char* indicator = "R1") {
        return database().read(
            [&](db::Connection& connection) { return indicators_->value(connection, county, indicator, root_, civil_day(as_of)); });
    };
    const auto enter = [&](int year, std::int64_t persons) {
        act([&](db::Connection& connection) {
            organization_->set_figure(connection, county, year, "350881000000", "usual_residents", persons, {"u1", time::Instant{5}, 1});
        });
    };
    const Value without = value_on("2025-06-30");
    EXPECT_EQ(without.denominator, 0);
    EXPECT_FALSE(without.basis_points) << "no figure: shown as a dash";
    EXPECT_FALSE(without.population_stale);
    enter(2025, 3);
    const Value over = value_on("2025-06-30");
    EXPECT_EQ(over.numerator, 4);
    EXPECT_EQ(over.denominator, 3);
    EXPECT_EQ(over.basis_points, 13'333) << "not capped";
    EXPECT_TRUE(over.population_stale);
    enter(2025, 4);
    EXPECT_EQ(value_on("2025-12-31").basis_points, 10'000);
    EXPECT_FALSE(value_on("2025-12-31").population_stale) << "exactly everybody";
    EXPECT_TRUE(value_on("2026-01-01").population_stale) << "the figure of the year before";
    EXPECT_EQ(value_on("2026-01-01").denominator, 4);
    enter(2026, 5);
    EXPECT_FALSE(value_on("2026-01-01").population_stale);
    EXPECT_FALSE(value_on("2025-06-30", "H1").population_stale) << "a share of people asks no figure";
}

JIWEI_ON_EACH_ENGINE(Totals);

}  // namespace
}  // namespace jiwei::indicators::testing
