// The staff register, hand-overs and the practice guard (organisation specification 3 and 4).
#include "modules/organization/tests/desk.hpp"

namespace jiwei::organization::testing {
namespace {

using http::Verb;

class StaffDesk : public Desk {
protected:
    std::vector<std::string> found(const std::string& query) {
        std::vector<std::string> names;
        const json::Value page = read("/api/staff?" + query);
        for (const json::Value& item : page["items"].items()) names.push_back(item["name"].text());
        return names;
    }
    std::string grid(const char* code, const std::string& institution, const char* village) {
        return made("/api/grids", std::string{R"({"code":")"} + code +
                                      R"(","name":"网格","township_code":"350881001000","institution_id":")" + institution +
                                      R"(","division_codes":[")" + village + R"("],"from":"2026-01-01"})");
    }
    std::string duty(const std::string& grid, const char* body) { return refusal(ask(Verb::post, "/api/grids/" + grid + "/duties", body)); }
    using Names = std::vector<std::string>;
};

TEST_P(StaffDesk, IsSearchedByNamePinyinNumberAndPhone) {
    person("001", "林建国", clinic_, "", "13812345678");
    person("002", "单小芳", hospital_);
    person("003", "王五", other_, "", "05971234567");
    EXPECT_EQ(found("q=林"), Names{"林建国"});
    EXPECT_EQ(found("q=ljg"), Names{"林建国"});
    EXPECT_EQ(found("q=shanxiao"), Names{"单小芳"}) << "a surname's own reading";
    EXPECT_EQ(found("q=003"), Names{"王五"});
    EXPECT_EQ(found("q=13812345678"), Names{"林建国"});
    EXPECT_EQ(found("q=5678"), Names{"林建国"});
    EXPECT_EQ(found("q=13812345679"), Names{});
    EXPECT_EQ(found("institution=" + hospital_), (Names{"单小芳", "林建国"})) << "with what it manages";
    reach_.whole_county = false;
    reach_.institution_ids = {other_};
    EXPECT_EQ(found(""), Names{"王五"}) << "others are out of reach";
}

TEST_P(StaffDesk, KeepsPhonesSealedAndGivesTheListAsAWorkbook) {
    const std::string id = person("001", "林建国", clinic_, "", "13812345678");
    database().read([&](db::Connection& connection) {
        const db::Rows rows = connection.run(sql::find_staff, {county, id});
        EXPECT_EQ(rows[0].text(6).find("13812345678"), std::string_view::npos);
    });
    EXPECT_EQ(read("/api/staff/" + id)["phone_masked"].text(), "*******5678");
    const auto file = ask(Verb::get, "/api/staff/file?q=林");
    ASSERT_TRUE(file);
    EXPECT_EQ(file->body.substr(0, 2), "PK");
    EXPECT_EQ(refusal(ask(Verb::put, "/api/staff/" + id, R"({"staff_no":"001","name":"林建国","post":"院长"})", 1)), "done");
    EXPECT_EQ(found("q=5678"), Names{"林建国"}) << "a phone that is not typed again stays";
    EXPECT_EQ(refusal(ask(Verb::put, "/api/staff/" + id, R"({"staff_no":"001","name":""})", 2)), "NAME_REQUIRED /name=NAME_REQUIRED");
    EXPECT_EQ(refusal(ask(Verb::put, "/api/staff/" + id, R"({"staff_no":"001","name":"林"})", 1)), "version-conflict");
}

TEST_P(StaffDesk, LeavesNothingWithoutSomebodyWhenAPersonGoes) {
    const std::string lin = person("001", "林医生", clinic_, "lin");
    person("002", "王医生", clinic_, "wang");
    const std::string first = grid("3508810010001", clinic_, "350881001001");
    EXPECT_EQ(duty(first, R"({"user_id":"lin","duty":"village_doctor","from":"2026-01-01"})"), "done");
    EXPECT_EQ(duty(first, R"({"user_id":"lin","duty":"village_doctor","last_day":"2026-12-31"})"),
              "GRID_LAST_DOCTOR /last_day=GRID_LAST_DOCTOR");
    const auto leave = [&](const char* successor) {
        return refusal(ask(Verb::post, "/api/staff/" + lin + "/leave",
                           std::string{R"({"last_day":"2026-12-31","reason":"退休","successor_user_id":")"} + successor + "\"}", 1));
    };
    EXPECT_EQ(leave(""), "STAFF_RESPONSIBLE /successor_user_id=STAFF_RESPONSIBLE");
    EXPECT_EQ(leave("lin"), "hand-over-self /to_user_id=hand-over-self");
    EXPECT_EQ(leave("wang"), "done");
    database().read([&](db::Connection& connection) {
        const std::vector<std::string> one{first};
        EXPECT_EQ(organization_->grid_ids_of_user(connection, county, "lin", day("2026-12-31")), one);
        EXPECT_TRUE(organization_->grid_ids_of_user(connection, county, "lin", day("2027-01-01")).empty());
        EXPECT_TRUE(organization_->grid_ids_of_user(connection, county, "wang", day("2026-12-31")).empty());
        EXPECT_EQ(organization_->grid_ids_of_user(connection, county, "wang", day("2027-01-01")), one);
        const auto responsible = organization_->responsible(connection, county, first, day("2027-01-01"));
        ASSERT_EQ(responsible.size(), 1U);
        EXPECT_EQ(responsible[0].name, "王医生");
    });
    EXPECT_EQ(read("/api/hand-overs")["items"].items().size(), 1U);
}

TEST_P(StaffDesk, TransfersKeepThePostsOfThePast) {
    const std::string lin = person("001", "林医生", clinic_);
    const auto transfer = R"({"institution_id":")" + hospital_ + R"(","post":"护士","from":"2026-12-01","reason":"调动"})";
    EXPECT_EQ(refusal(ask(Verb::post, "/api/staff/" + lin + "/transfer", transfer, 1)), "done");
    const json::Value posts = read("/api/staff/" + lin)["posts"];
    ASSERT_EQ(posts.items().size(), 2U);
    EXPECT_EQ(posts.items()[0]["institution_id"].text(), hospital_);
    EXPECT_EQ(posts.items()[1]["to"].text(), "2026-11-30");
}

TEST_P(StaffDesk, GridsDoNotOverlapAndCoverageIsCounted) {
    act([&](db::Connection& connection) {
        for (const auto& [code, persons] : {std::pair{"350881001001", 900}, {"350881001002", 100}})
            organization_->set_figure(connection, county, 2026, code, "usual_residents", persons, {"u", {}, 1});
    });
    grid("3508810010001", clinic_, "350881001001");
    EXPECT_EQ(refusal(ask(Verb::post, "/api/grids",
                          R"({"code":"3508810010002","name":"x","township_code":"350881001000","institution_id":")" + clinic_ +
                              R"(","division_codes":["350881001001"]})")),
              "GRID_OVERLAP /division_codes=GRID_OVERLAP");
    const json::Value coverage = read("/api/grids/coverage");
    EXPECT_EQ(coverage["coverage_basis_points"].as_integer(), 9'000);
    EXPECT_EQ(coverage["uncovered"].items().size(), 2U);
    grid("3508810010003", clinic_, "350881001002");
    EXPECT_EQ(read("/api/grids/coverage")["coverage_basis_points"].as_integer(), 10'000);
}

// "Each grid has one responsible doctor" (organisation specification 3): on every day, also on days to come.
TEST_P(StaffDesk, AGridHasOneResponsibleDoctor) {
    person("001", "林医生", clinic_, "lin");
    person("002", "王医生", clinic_, "wang");
    person("003", "赵医生", clinic_, "zhao");
    const std::string id = grid("3508810010001", clinic_, "350881001001");
    constexpr const char* has_doctor = "GRID_HAS_DOCTOR /duty=GRID_HAS_DOCTOR";
    EXPECT_EQ(duty(id, R"({"user_id":"wang","duty":"doctor","from":"2027-01-01"})"), "done");
    EXPECT_EQ(duty(id, R"({"user_id":"lin","duty":"doctor","from":"2026-12-01"})"), has_doctor) << "both from January on";
    EXPECT_EQ(duty(id, R"({"user_id":"lin","duty":"doctor","from":"2027-01-01"})"), has_doctor);
    EXPECT_EQ(duty(id, R"({"user_id":"lin","duty":"village_doctor","from":"2026-12-01"})"), "done")
        << "the village doctor is optional, beside";
    EXPECT_EQ(duty(id, R"({"user_id":"zhao","duty":"doctor","from":"2027-06-01"})"), has_doctor);
    EXPECT_EQ(duty(id, R"({"user_id":"wang","duty":"doctor","last_day":"2027-05-31"})"), "done");
    EXPECT_EQ(duty(id, R"({"user_id":"zhao","duty":"doctor","from":"2027-05-31"})"), has_doctor) << "that day is still another's";
    EXPECT_EQ(duty(id, R"({"user_id":"zhao","duty":"doctor","from":"2027-06-01"})"), "done");
    EXPECT_EQ(duty(id, R"({"user_id":"zhao","duty":"doctor","from":"2027-06-01"})"), "done") << "the same again";
}

TEST_P(StaffDesk, ADoctorHasAtMostThreeThousandPeople) {
    act([&](db::Connection& connection) {
        organization_->set_figure(connection, county, 2026, "350881001001", "usual_residents", 2'500, {"u", {}, 1});
        organization_->set_figure(connection, county, 2026, "350881001002", "usual_residents", 600, {"u", {}, 1});
    });
    person("001", "林医生", clinic_, "lin");
    const std::string first = grid("3508810010001", clinic_, "350881001001");
    const std::string second = grid("3508810010002", clinic_, "350881001002");
    EXPECT_EQ(duty(first, R"({"user_id":"lin","duty":"doctor","from":"2026-01-01"})"), "confirm-needed /user_id=GRID_LOAD");
    EXPECT_EQ(duty(first, R"({"user_id":"lin","duty":"doctor","from":"2026-01-01","confirmed":true})"), "done");
    EXPECT_EQ(duty(second, R"({"user_id":"lin","duty":"doctor","from":"2026-01-01","confirmed":true})"), "GRID_LOAD /user_id=GRID_LOAD");
}

TEST_P(StaffDesk, PracticeNeedsALicenceOfKindScopeAndPlaceOnTheDay) {
    const std::string lin = person("001", "林医生", clinic_, "lin");
    const auto ask_for = [&](std::string_view kind, const std::string& place, const char* on) {
        const std::string_view kinds[]{kind};
        return database().read([&](db::Connection& connection) -> std::string {
            const auto may = organization_->may_practise(connection, county, {"lin", kinds, "", place, day(on)});
            return may ? "allowed" : may.error().code;
        });
    };
    EXPECT_EQ(ask_for("nurse", clinic_, "2026-06-01"), "LICENCE_MISSING");
    const std::string licence =
        made("/api/registers/licence",
             R"({"person_id":")" + lin + R"(","body":{"kind":"nurse","number":"201535001234","from":"2022-01-01","until":"2026-12-31"}})");
    EXPECT_EQ(ask_for("nurse", clinic_, "2026-12-31"), "allowed");
    EXPECT_EQ(ask_for("nurse", clinic_, "2027-01-01"), "LICENCE_MISSING");
    EXPECT_EQ(ask_for("nurse", hospital_, "2026-06-01"), "LICENCE_PLACE");
    made("/api/registers/practice_site", R"({"person_id":")" + lin + R"(","body":{"institution":")" + hospital_ +
                                             R"(","ground":"additional","from":"2026-05-01","approved":true}})");
    EXPECT_EQ(ask_for("nurse", hospital_, "2026-06-01"), "allowed");
    EXPECT_EQ(ask_for("nurse", hospital_, "2026-04-30"), "LICENCE_PLACE");

    const json::Value warnings = read("/api/staff/warnings");
    ASSERT_EQ(warnings["items"].items().size(), 1U);
    EXPECT_EQ(warnings["items"].items()[0]["state"].text(), "in_90_days");

    const json::Value row = read("/api/registers/licence/" + licence);
    EXPECT_EQ(row["body"]["number"].text(), "********1234") << "the number is stored sealed";
    const auto revealed = ask(Verb::post, "/api/registers/licence/" + licence + "/reveal", R"({"column":"number","reason":"核对"})");
    ASSERT_TRUE(revealed);
    EXPECT_NE(revealed->body.find("201535001234"), std::string::npos);
    EXPECT_EQ(refusal(ask(Verb::put, "/api/registers/licence/" + licence,
                          R"({"body":{"kind":"nurse","number":"********1234","from":"2022-01-01","until":"2026-12-30"}})", 1)),
              "done");
    const auto kept = ask(Verb::post, "/api/registers/licence/" + licence + "/reveal", R"({"column":"number","reason":"核对"})");
    ASSERT_TRUE(kept);
    EXPECT_NE(kept->body.find("201535001234"), std::string::npos) << "a mask that comes back changes nothing";
}

// Nobody is stopped whose papers the register does not know; a licence that is over stops the signature on the day after
// (packs/organization).
TEST_P(StaffDesk, ASignatureAsksForALicenceThatHasNotEnded) {
    const std::string lin = person("001", "林医生", clinic_, "lin");
    const auto sign = [&](const char* user, const char* on) {
        return database().read([&](db::Connection& connection) -> std::string {
            const auto may = organization_->may_sign(connection, county, "hypertension/follow-up", {user, {}, {}, hospital_, day(on)});
            return may ? "allowed" : may.error().code;
        });
    };
    EXPECT_EQ(sign("lin", "2026-06-01"), "allowed") << "not in the register of licences";
    EXPECT_EQ(sign("nobody", "2026-06-01"), "allowed") << "not in the staff register";
    made("/api/registers/licence",
         R"({"person_id":")" + lin + R"(","body":{"kind":"village_doctor","number":"1","from":"2021-07-01","until":"2026-06-30"}})");
    EXPECT_EQ(sign("lin", "2026-06-30"), "allowed") << "whatever the place: the guard of the place is for who asks strictly";
    EXPECT_EQ(sign("lin", "2026-07-01"), "LICENCE_MISSING");
    made("/api/registers/licence",
         R"({"person_id":")" + lin + R"(","body":{"kind":"assistant_physician","number":"2","from":"2026-07-01"}})");
    EXPECT_EQ(sign("lin", "2026-07-01"), "allowed");
    made("/api/registers/licence", R"({"person_id":")" + lin + R"(","body":{"kind":"enforcement","number":"3","from":"2020-01-01"}})");
    EXPECT_EQ(sign("lin", "2026-07-01"), "allowed");
}

TEST_P(StaffDesk, WorkThatEndsOrMovesTellsTheAccounts) {
    std::vector<std::string> told;
    organization_->on_work_changed([&](db::Connection&, const http::Request&, const WorkChange& change) -> Result<std::monostate> {
        if (change.user_id == "refused") return refuse(Refusal::conflict, "account-refuses");
        told.push_back(change.user_id + " " + change.last_day.text() + " " + (change.to_institution_id == hospital_ ? "moves" : "leaves"));
        return std::monostate{};
    });
    const std::string lin = person("001", "林医生", clinic_, "lin");
    const std::string chen = person("002", "陈医生", clinic_, "refused");
    person("003", "无账号", clinic_);
    EXPECT_EQ(refusal(ask(Verb::post, "/api/staff/" + lin + "/transfer",
                          R"({"institution_id":")" + hospital_ + R"(","from":"2026-12-01","reason":"调动"})", 1)),
              "done");
    EXPECT_EQ(refusal(ask(Verb::post, "/api/staff/" + lin + "/leave", R"({"last_day":"2026-12-31","reason":"退休"})", 2)), "done");
    EXPECT_EQ(told, (std::vector<std::string>{"lin 2026-11-30 moves", "lin 2026-12-31 leaves"}));
    EXPECT_EQ(refusal(ask(Verb::post, "/api/staff/" + chen + "/leave", R"({"last_day":"2026-12-31","reason":"退休"})", 1)),
              "account-refuses");
    EXPECT_EQ(read("/api/staff/" + chen)["version"].as_integer(), 1) << "one act: nothing of it stays";
}

TEST_P(StaffDesk, AFigureIsTakenBackToNotGiven) {
    const auto put = [&](const char* persons) {
        return refusal(ask(
            Verb::put, "/api/figures",
            std::string{R"({"year":2026,"kind":"usual_residents","items":[{"division_code":"350881000000","persons":)"} + persons + "}]}"));
    };
    EXPECT_EQ(put("240000"), "done");
    EXPECT_EQ(read("/api/figures")["county_persons"].as_integer(), 240'000);
    EXPECT_EQ(put("null"), "done");
    EXPECT_TRUE(read("/api/figures")["county_persons"].is_null());
    EXPECT_EQ(put("\"x\""), "RANGE_HARD /items/0/persons=RANGE_HARD");
    const auto known = database().read(
        [&](db::Connection& connection) { return organization_->figures_by_institution(connection, county, 2026, "usual_residents"); });
    EXPECT_TRUE(known.empty()) << "not a figure of nought";
    EXPECT_EQ(put("0"), "done");
    EXPECT_EQ(read("/api/figures")["county_persons"].as_integer(), 0);
}

JIWEI_ON_EACH_ENGINE(StaffDesk);

}  // namespace
}  // namespace jiwei::organization::testing
