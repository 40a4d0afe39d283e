// Opening, changing, moving and closing institutions (organisation specification 1 and 2).
#include "modules/organization/tests/desk.hpp"

namespace jiwei::organization::testing {
namespace {

using http::Verb;

class Institutions : public Desk {
protected:
    std::string body(const char* code, const char* kind, const std::string& parent) {
        return std::string{R"({"code":")"} + code + R"(","name":"新机构","kind":")" + kind + R"(","parent_id":")" + parent +
               R"(","division_code":"350881001000","valid_from":"2026-01-01"})";
    }
};

TEST_P(Institutions, AreOpenedByTheCountyAlone) {
    EXPECT_FALSE(made("/api/institutions", body("N1", "H6", hospital_)).empty());
    EXPECT_EQ(refusal(ask(Verb::post, "/api/institutions", body("N1", "H6", hospital_))),
              "institution-code-taken /code=institution-code-taken");
    EXPECT_EQ(refusal(ask(Verb::post, "/api/institutions", body("N2", "H6", ""))), "institution-parent /parent_id=institution-parent");
    EXPECT_EQ(refusal(ask(Verb::post, "/api/institutions", body("45123456X35088211C2221", "H3", root_))),
              "INST_CODE_AREA /code=INST_CODE_AREA");
    reach_.whole_county = false;
    reach_.institution_ids = {hospital_};
    EXPECT_EQ(refusal(ask(Verb::post, "/api/institutions", body("N3", "H6", hospital_))), "county-only");
}

TEST_P(Institutions, MoveWithAllTheyManageAndNeverBelowThemselves) {
    int told = 0;
    organization_->on_tree_moved([&](db::Connection&, std::string_view, CivilDate) { ++told; });
    const auto to = [](const std::string& parent) { return R"({"parent_id":")" + parent + "\"}"; };
    EXPECT_EQ(refusal(ask(Verb::post, "/api/institutions/" + hospital_ + "/move", to(clinic_), 1)),
              "institution-cycle /parent_id=institution-cycle");
    EXPECT_EQ(refusal(ask(Verb::post, "/api/institutions/" + hospital_ + "/move", to(other_), 1)), "done");
    EXPECT_EQ(told, 1) << "whoever sums by the tree is told";
    database().read([&](db::Connection& connection) {
        EXPECT_EQ(organization_->ancestor_ids(connection, county, clinic_), (std::vector<std::string>{clinic_, hospital_, other_, root_}));
        EXPECT_EQ(organization_->subtree_ids(connection, county, other_).size(), 3U);
    });
    EXPECT_EQ(refusal(ask(Verb::post, "/api/institutions/" + hospital_ + "/move", to(root_), 1)), "version-conflict");
    EXPECT_EQ(refusal(ask(Verb::post, "/api/institutions/" + hospital_ + "/move", to(root_), 2)), "done");
    database().read([&](db::Connection& connection) {
        EXPECT_EQ(organization_->ancestor_ids(connection, county, clinic_), (std::vector<std::string>{clinic_, hospital_, root_}));
        EXPECT_EQ(organization_->subtree_ids(connection, county, other_), std::vector<std::string>{other_});
    });
}

TEST_P(Institutions, CloseOnlyWhenNothingIsLeftOpenAndASuccessorKeepsTheRecords) {
    const auto closing = [](const std::string& successor) {
        return R"({"last_day":"2026-12-31","successor_id":")" + successor + R"(","reason":"合并"})";
    };
    EXPECT_EQ(refusal(ask(Verb::post, "/api/institutions/" + hospital_ + "/close", closing(other_), 1)),
              "INST_OPEN_CHILDREN /last_day=INST_OPEN_CHILDREN");
    const std::string staff = person("1", "王医生", clinic_);
    EXPECT_EQ(refusal(ask(Verb::post, "/api/institutions/" + clinic_ + "/close", closing(hospital_), 1)),
              "INST_OPEN_STAFF /last_day=INST_OPEN_STAFF");
    EXPECT_EQ(refusal(ask(Verb::post, "/api/staff/" + staff + "/leave", R"({"last_day":"2026-12-31","reason":"退休"})", 1)), "done");
    EXPECT_EQ(refusal(ask(Verb::post, "/api/institutions/" + clinic_ + "/close", closing(clinic_), 1)),
              "INST_SUCCESSOR /successor_id=INST_SUCCESSOR");
    EXPECT_EQ(refusal(ask(Verb::post, "/api/institutions/" + clinic_ + "/close", closing(hospital_), 1)), "done");
    EXPECT_EQ(read("/api/institutions?as_of=2026-12-31")["items"].items().size(), 4U);
    EXPECT_EQ(read("/api/institutions?as_of=2027-01-01")["items"].items().size(), 3U);
    EXPECT_EQ(refusal(ask(Verb::post, "/api/institutions/" + hospital_ + "/close", closing(other_), 1)), "done");
    const auto history = read("/api/institutions/" + clinic_);
    EXPECT_EQ(history["institution"]["successor_id"].text(), hospital_);
    EXPECT_EQ(history["history"].items().size(), 2U);
}

TEST_P(Institutions, MapVillagesToArchiveDigitsWithoutDoubles) {
    const auto part = [](const char* digits) { return std::string{R"({"archive_part3":")"} + digits + "\"}"; };
    EXPECT_EQ(refusal(ask(Verb::put, "/api/divisions/350881001001/archive-part", part("101"))), "done");
    EXPECT_EQ(refusal(ask(Verb::put, "/api/divisions/350881001002/archive-part", part("101"))),
              "ARCHIVE_PART_TAKEN /archive_part3=ARCHIVE_PART_TAKEN");
    EXPECT_EQ(refusal(ask(Verb::put, "/api/divisions/350881001002/archive-part", part("000"))), "ARCHIVE_PART /archive_part3=ARCHIVE_PART");
    EXPECT_EQ(refusal(ask(Verb::put, "/api/divisions/350881001000/archive-part", part("102"))), "division-unknown");
}

TEST_P(Institutions, GivesFiguresVersionsAndTargetsByPlace) {
    const auto figures = [](int persons) {
        return R"({"year":2026,"kind":"usual_residents","items":[{"division_code":"350881001001","persons":)" + std::to_string(persons) +
               "}]}";
    };
    EXPECT_EQ(refusal(ask(Verb::put, "/api/figures", figures(900))), "done");
    EXPECT_EQ(refusal(ask(Verb::put, "/api/figures", figures(950))), "done");
    EXPECT_EQ(refusal(ask(Verb::put, "/api/figures", figures(-1))), "RANGE_HARD /items/0/persons=RANGE_HARD");
    EXPECT_EQ(read("/api/figures/history?year=2026&kind=usual_residents&division=350881001001")["items"].items().size(), 2U);
    EXPECT_EQ(refusal(ask(Verb::put, "/api/targets", R"({"indicator":"H1","year":2026,"basis_points":6500})")), "done");
    EXPECT_EQ(refusal(ask(Verb::put, "/api/targets",
                          R"({"indicator":"H1","year":2026,"basis_points":8000,"institution_id":")" + hospital_ + "\"}")),
              "done");
    database().read([&](db::Connection& connection) {
        EXPECT_EQ(Organization::target_in(organization_->targets(connection, county, 2026), "H1", hospital_), 8000);
        EXPECT_EQ(Organization::target_in(organization_->targets(connection, county, 2026), "H1", other_), 6500);
        EXPECT_FALSE(Organization::target_in(organization_->targets(connection, county, 2026), "H2", other_));
        EXPECT_FALSE(Organization::target_in(organization_->targets(connection, county, 2025), "H1", other_));
    });
    reach_.whole_county = false;
    reach_.institution_ids = {hospital_};
    EXPECT_EQ(refusal(ask(Verb::put, "/api/figures", figures(1))), "county-only");
}

JIWEI_ON_EACH_ENGINE(Institutions);

}  // namespace
}  // namespace jiwei::organization::testing
