// A doctor leaves: what was open stands at the successor's first screen the day after, and nothing is orphaned; a county's own targets
// and prevalence count at once and leave what verify recomputes untouched.
#include <algorithm>

#include "modules/programmes/tests/county.hpp"

namespace jiwei::programmes::testing {
namespace {

class HandOver : public County {
protected:
    void SetUp() override {
        County::SetUp();
        act([&](db::Connection& connection) {
            organization::Grid grid{{}, "3508810020001", "一", "350881002000", clinic_a_, {"350881002201"}, {{"lin", "village_doctor"}}};
            grid_ = organization_->add_grid(connection, county, grid, day("2010-01-01"), {"u1", {}, 1}).value();
        });
    }
    std::vector<std::string> tasks_of(const char* user, const char* on) {
        auth::Principal principal = actor(on).principal;
        principal.user_id = user;
        const access::Reach reach = access_->reach(principal, auth::Grant{{"grid"}, false, false}, day(on));
        std::vector<std::string> ids;
        database().read([&](db::Connection& connection) {
            for (const std::string& grid : reach.grid_ids) {
                const db::Param params[]{std::string_view{grid}};
                for (const db::Row row : connection.run_text("SELECT id FROM task WHERE state = 0 AND grid_id = $1 ORDER BY id", params))
                    ids.push_back(row.string(0));
            }
        });
        return ids;
    }
    std::string grid_;
};

TEST_P(HandOver, EverythingOpenStandsAtTheSuccessorTheDayAfter) {
    const std::string person = open_archive("1960-01-01");
    ASSERT_TRUE(enrol(person, "2026-01-10"));
    const auto before = tasks_of("lin", "2026-06-30");
    ASSERT_FALSE(before.empty());
    EXPECT_TRUE(tasks_of("wang", "2026-06-30").empty());
    act([&](db::Connection& connection) {
        organization::HandOver hand_over;
        hand_over.from_user_id = "lin";
        hand_over.to_user_id = "wang";
        hand_over.last_day = day("2026-06-30");
        hand_over.reason = "retired";
        EXPECT_EQ(organization_->hand_over(connection, county, hand_over, {"u1", {}, 2}).value(), 1);
    });
    EXPECT_EQ(tasks_of("lin", "2026-06-30"), before) << "the last day is still the former doctor's";
    EXPECT_TRUE(tasks_of("lin", "2026-07-01").empty());
    EXPECT_EQ(tasks_of("wang", "2026-07-01"), before);
}

TEST_P(HandOver, TargetsAndPrevalenceOfTheCountyCountAtOnceAndVerifyStaysTrue) {
    const std::string person = open_archive("1960-01-01");
    ASSERT_TRUE(enrol(person, "2026-01-10"));
    const auto h3 = [&] {
        return database().read(
            [&](db::Connection& connection) { return indicators_->value(connection, county, "H3", bureau_, day("2026-06-30")); });
    };
    act([&](db::Connection& connection) {
        ASSERT_TRUE(organization_->add_service_area(connection, county, clinic_a_, "350881002201", day("2010-01-01")));
        organization_->set_figure(connection, county, 2026, "350881002201", "usual_residents_35", 1'000, {"u1", {}, 3});
    });
    EXPECT_EQ(h3().denominator, 252) << "the pack's prevalence";
    act([&](db::Connection& connection) {
        organization_->set_parameter(connection, county, "multiplier.H3", day("2026-01-01"), "0.3", {"u1", {}, 4});
        organization_->set_target(connection, county, "H1", 2026, "", 6'500, {"u1", {}, 4});
        organization_->set_target(connection, county, "H1", 2026, hospital_, 8'000, {"u1", {}, 4});
    });
    EXPECT_EQ(h3().denominator, 300);
    database().read([&](db::Connection& connection) {
        const auto h1 = std::ranges::find(indicators_->definitions(), "H1", &indicators::Definition::code);
        ASSERT_NE(h1, indicators_->definitions().end());
        const auto target = [&](const std::string& place, const char* on) {
            return indicators_->judged(connection, county, *h1, place, day(on)).target_basis_points;
        };
        EXPECT_EQ(target(bureau_, "2026-06-30"), 6'500);
        EXPECT_EQ(target(hospital_, "2026-06-30"), 8'000);
        EXPECT_EQ(target(bureau_, "2025-06-30"), 7'000) << "another year keeps the norm's";
        EXPECT_TRUE(indicators_->verify(connection, county, day("2026-06-30")).empty());
    });
}

JIWEI_ON_EACH_ENGINE(HandOver);

}  // namespace
}  // namespace jiwei::programmes::testing
