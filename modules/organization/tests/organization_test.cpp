#include <gtest/gtest.h>

#include "modules/organization/api.hpp"
#include "modules/organization/sql.hpp"
#include "platform/crypto/keys.hpp"
#include "platform/db/tests/engines.hpp"

namespace jiwei::organization {
namespace {

constexpr std::string_view county = "350881";

CivilDate day(std::string_view text) { return *parse_civil_date(text); }

struct CodeCase {
    const char* code;
    int level;
    const char* parent;
};
class DivisionCodes : public ::testing::TestWithParam<CodeCase> {};
TEST_P(DivisionCodes, HaveALevelAndAParent) {
    EXPECT_EQ(division_level(GetParam().code), GetParam().level);
    EXPECT_EQ(division_parent(GetParam().code), GetParam().parent);
}
INSTANTIATE_TEST_SUITE_P(Codes, DivisionCodes,
                         ::testing::Values(CodeCase{"350000000000", 1, ""}, CodeCase{"350800000000", 2, "350000000000"},
                                           CodeCase{"350881000000", 3, "350800000000"}, CodeCase{"350881001000", 4, "350881000000"},
                                           CodeCase{"350881001001", 5, "350881001000"}, CodeCase{"350881100201", 5, "350881100000"},
                                           CodeCase{"350881", 0, ""}, CodeCase{"35088100100x", 0, ""}, CodeCase{"000000000000", 0, ""}));

TEST(DivisionTree, LiesUnderItself) {
    EXPECT_TRUE(division_is_under("350881001001", "350881001000"));
    EXPECT_TRUE(division_is_under("350881001001", "350000000000"));
    EXPECT_TRUE(division_is_under("350881001000", "350881001000"));
    EXPECT_FALSE(division_is_under("350881001000", "350881001001"));
    EXPECT_FALSE(division_is_under("350882001001", "350881000000"));
}

class OrganizationStore : public db::testing::EachEngine {
protected:
    void SetUp() override {
        organization_.emplace(Services{database(), keys_->cipher(), *ids_, clock_, *log_, tokens_});
        act([&](db::Connection& connection) {
            for (const char* const code :
                 {"350881000000", "350881001000", "350881001001", "350881001002", "350881002000", "350881002201"}) {
                connection.run(sql::upsert_division,
                               {code, division_parent(code), "name", division_level(code), county, division_level(code) == 5 ? "101" : ""});
            }
            root_ = add(connection, "A", "H1", "", "350881000000");
            hospital_ = add(connection, "B", "H3", root_, "350881001000");
            clinic_ = add(connection, "C", "H6", hospital_, "350881001001");
            other_ = add(connection, "D", "H3", root_, "350881002000");
            serve(connection, hospital_, "350881001000");
            serve(connection, clinic_, "350881001001");
            serve(connection, other_, "350881002000");
        });
    }
    template <class F>
    void act(F&& work) {
        ASSERT_TRUE(database().write([&](db::Connection& connection) -> tl::expected<bool, std::string> {
            work(connection);
            return true;
        }));
    }
    Result<std::string> try_add(db::Connection& connection, const char* code, const char* kind, const std::string& parent,
                                const char* division) {
        Institution institution;
        institution.code = code;
        institution.name = code;
        institution.kind = kind;
        institution.parent_id = parent;
        institution.division_code = division;
        institution.valid_from = day("2010-01-01");
        return organization_->add_institution(connection, county, institution, stamp_);
    }
    std::string add(db::Connection& connection, const char* code, const char* kind, const std::string& parent, const char* division) {
        return try_add(connection, code, kind, parent, division).value();
    }
    void serve(db::Connection& connection, const std::string& id, const char* division) {
        ASSERT_TRUE(organization_->add_service_area(connection, county, id, division, day("2010-01-01")));
    }

    time::FixedClock clock_{time::Instant{1'782'864'000'000}};
    std::unique_ptr<crypto::Keys> keys_ = crypto::Keys::for_tests();
    std::unique_ptr<crypto::IdSource> ids_ = crypto::make_seeded_id_source(clock_, 1);
    std::unique_ptr<audit::AccessLog> log_ = audit::make_access_log(database());
    crypto::PageTokens tokens_{keys_->token_key()};
    Stamp stamp_{"u1", time::Instant{5}, 1};
    std::optional<Organization> organization_;
    std::string root_, hospital_, clinic_, other_;
};

TEST_P(OrganizationStore, KnowsWhoManagesWhom) {
    database().read([&](db::Connection& connection) {
        EXPECT_EQ(organization_->subtree_ids(connection, county, hospital_), (std::vector<std::string>{hospital_, clinic_}));
        EXPECT_EQ(organization_->subtree_ids(connection, county, root_).size(), 4U);
        EXPECT_EQ(organization_->ancestor_ids(connection, county, clinic_), (std::vector<std::string>{clinic_, hospital_, root_}));
        const auto all = organization_->institutions(connection, county, day("2026-01-01"));
        ASSERT_EQ(all.size(), 4U);
        EXPECT_EQ(all[0].id, root_);
        EXPECT_EQ(all[3].id, clinic_);
        EXPECT_TRUE(organization_->institutions(connection, county, day("2009-12-31")).empty());
        EXPECT_TRUE(organization_->institutions(connection, "350882", day("2026-01-01")).empty());
        EXPECT_EQ(organization_->institution_serving(connection, county, "350881001001", day("2026-01-01")), clinic_);
        EXPECT_EQ(organization_->institution_serving(connection, county, "350881001002", day("2026-01-01")), hospital_);
        EXPECT_FALSE(organization_->institution_serving(connection, county, "350881003001", day("2026-01-01")));
    });
}

TEST_P(OrganizationStore, RefusesWhatDoesNotFitTheTree) {
    act([&](db::Connection& connection) {
        EXPECT_EQ(try_add(connection, "A", "H6", root_, "350881001000").error().code, "institution-code-taken");
        EXPECT_EQ(try_add(connection, "E", "H19", root_, "350881001000").error().code, "institution-kind");
        EXPECT_EQ(try_add(connection, "E", "H6", "nobody", "350881001000").error().code, "institution-parent");
        EXPECT_EQ(try_add(connection, "E", "H6", root_, "350999001000").error().code, "institution-division");
        std::string above = clinic_;
        for (const char* const code : {"L4", "L5", "L6", "L7", "L8"}) above = add(connection, code, "H18", above, "350881001000");
        EXPECT_EQ(try_add(connection, "L9", "H18", above, "350881001000").error().code, "institution-depth");
    });
}

TEST_P(OrganizationStore, GivesGridsToWhoIsResponsibleOnTheDay) {
    std::string grid_id;
    act([&](db::Connection& connection) {
        Grid grid{{}, "3508810010001", "first", "350881001000", hospital_, {"350881001001"}, {{"lin", "village_doctor"}}};
        grid_id = organization_->add_grid(connection, county, grid, day("2026-01-01"), stamp_).value();
        EXPECT_EQ(organization_->add_grid(connection, county, grid, day("2026-01-01"), stamp_).error().code, "grid-code-taken");
        grid.code = "3508810020001";
        EXPECT_EQ(organization_->add_grid(connection, county, grid, day("2026-01-01"), stamp_).error().code, "grid-code");
        organization_->end_responsible(connection, county, grid_id, "lin", day("2026-06-30"));
        EXPECT_TRUE(organization_->set_responsible(connection, county, grid_id, {"wang", "village_doctor"}, day("2026-07-01")));
        EXPECT_EQ(organization_->set_responsible(connection, county, grid_id, {"wang", "friend"}, day("2026-07-01")).error().code,
                  "grid-duty");
    });
    database().read([&](db::Connection& connection) {
        const auto of = [&](const char* user, const char* on) {
            return organization_->grid_ids_of_user(connection, county, user, day(on));
        };
        const std::vector<std::string> one{grid_id};
        EXPECT_TRUE(of("lin", "2025-12-31").empty());
        EXPECT_EQ(of("lin", "2026-06-30"), one);
        EXPECT_TRUE(of("lin", "2026-07-01").empty()) << "the former doctor loses the grid the same day";
        EXPECT_EQ(of("wang", "2026-07-01"), one);
        EXPECT_EQ(organization_->grid_covering(connection, county, "350881001001"), grid_id);
        const auto grid = organization_->find_grid(connection, county, grid_id, day("2026-07-01"));
        ASSERT_TRUE(grid);
        ASSERT_EQ(grid->persons.size(), 1U);
        EXPECT_EQ(grid->persons[0].user_id, "wang");
    });
}

// Given figures per year and area, each area once (service specification 2017, ch. 1 part 5).
TEST_P(OrganizationStore, AddsFiguresUpTheTree) {
    act([&](db::Connection& connection) {
        const auto set = [&](const char* code, int persons) {
            organization_->set_figure(connection, county, 2026, code, "usual_residents", persons, stamp_);
        };
        set("350881001001", 900);
        set("350881001002", 600);
        set("350881002000", 5'000);
        set("350881002201", 4'000);  // inside 5,000: never added to it
        organization_->set_parameter(connection, county, "hypertension.prevalence", day("2025-01-01"), "0.25", stamp_);
        organization_->set_parameter(connection, county, "hypertension.prevalence", day("2026-01-01"), "0.279", stamp_);
    });
    database().read([&](db::Connection& connection) {
        const auto all = organization_->figures_by_institution(connection, county, 2026, "usual_residents");
        EXPECT_EQ(all, (std::map<std::string, std::int64_t>{{clinic_, 900}, {hospital_, 1'500}, {other_, 5'000}, {root_, 6'500}}));
        EXPECT_FALSE(organization_->figure_of_institution(connection, county, root_, 2025, "usual_residents"));
        EXPECT_EQ(organization_->parameter(connection, county, "hypertension.prevalence", day("2025-12-31")), "0.25");
        EXPECT_EQ(organization_->parameter(connection, county, "hypertension.prevalence", day("2026-12-31")), "0.279");
        EXPECT_FALSE(organization_->parameter(connection, county, "hypertension.prevalence", day("2024-12-31")));
    });
    act([&](db::Connection& connection) {
        organization_->set_figure(connection, county, 2026, "350881000000", "usual_residents", 7'000, stamp_);
        EXPECT_EQ(organization_->figure_of_institution(connection, county, root_, 2026, "usual_residents"), 7'000);
    });
}

JIWEI_ON_EACH_ENGINE(OrganizationStore);

}  // namespace
}  // namespace jiwei::organization
