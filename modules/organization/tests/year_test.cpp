// What the registers add up to through their routes: planning, training, support, licences, coverage; and what somebody may not see or move
// (organisation specification 1, 3, 4, 5; security specification 4 and 5).
#include "modules/organization/tests/desk.hpp"
#include "platform/audit/search.hpp"

namespace jiwei::organization::testing {
namespace {

using http::Verb;

class YearDesk : public Desk {
protected:
    std::string grid(const char* code, const char* village) {
        return made("/api/grids", std::string{R"({"code":")"} + code +
                                      R"(","name":"网格","township_code":"350881001000","institution_id":")" + clinic_ +
                                      R"(","division_codes":[")" + village + R"("],"from":"2026-01-01"})");
    }
    void figure(const char* code, int persons) {
        act([&](db::Connection& connection) {
            organization_->set_figure(connection, county, 2026, code, "usual_residents", persons, {"u", {}, 1});
        });
    }
    json::Value line_of(const json::Value& report, std::string_view key, std::string_view value) {
        for (const json::Value& item : report["items"].items()) {
            if (item[key].text() == value) return item;
        }
        ADD_FAILURE() << "no line of " << value;
        return {};
    }
    void within(std::vector<std::string> institutions) {
        reach_.whole_county = false;
        std::ranges::sort(institutions);
        reach_.institution_ids = std::move(institutions);
    }
};

TEST_P(YearDesk, PlanningJudgesWhatLiesWithinReach) {
    const std::string lin = person("001", "林医生", hospital_);
    person("002", "王医生", other_);
    made("/api/registers/licence",
         of_person(lin, R"({"kind":"physician","number":"1","category":"tcm","scope":"全科医学","from":"2020-01-01"})"));
    made("/api/registers/department", of_place(hospital_, R"({"code":"1","name":"中医科","kind":"tcm","beds":4,"from":"2020-01-01"})"));
    figure("350881001000", 1'000);
    const json::Value county_wide = read("/api/reports/planning?year=2026");
    EXPECT_EQ(county_wide["year"].as_integer(), 2026);
    EXPECT_EQ(county_wide["residents"].as_integer(), 1'000);
    const json::Value tcm = line_of(county_wide, "measure", "tcm_hospitals");
    EXPECT_EQ(tcm["numerator"].as_integer(), 1);
    EXPECT_EQ(tcm["denominator"].as_integer(), 2);
    EXPECT_EQ(tcm["value"].as_integer(), 5'000);
    EXPECT_EQ(tcm["least"].as_integer(), 7'000);
    EXPECT_EQ(tcm["is_met"].as_boolean(), false);
    ASSERT_EQ(tcm["missing"].items().size(), 1U);
    EXPECT_EQ(tcm["missing"].items()[0]["id"].text(), other_);
    EXPECT_EQ(line_of(county_wide, "measure", "beds")["value"].as_integer(), 400) << "four beds for a thousand people, in hundredths";
    EXPECT_EQ(line_of(county_wide, "measure", "streets_with_centre")["denominator"].as_integer(), 2) << "two street offices";
    within({hospital_, clinic_});
    const json::Value own = read("/api/reports/planning?year=2026");
    const json::Value own_tcm = line_of(own, "measure", "tcm_hospitals");
    EXPECT_EQ(own_tcm["denominator"].as_integer(), 1) << "the other hospital is out of reach";
    EXPECT_EQ(own_tcm["is_met"].as_boolean(), true);
    EXPECT_TRUE(own_tcm["missing"].items().empty());
    reach_ = {};
    EXPECT_EQ(line_of(read("/api/reports/planning?year=2026"), "measure", "tcm_hospitals")["numerator"].as_integer(), 0)
        << "who reaches nothing counts nothing";
    reach_.whole_county = true;
    EXPECT_TRUE(read("/api/reports/planning?year=2025")["residents"].is_null()) << "no figure of that year";
}

TEST_P(YearDesk, AnArchiveNumberPointsToTheVillageThenAndNow) {
    const json::Value plain = read("/api/divisions/of-archive?area=350881001001");
    ASSERT_EQ(plain["then"].items().size(), 1U);
    EXPECT_EQ(plain["then"].items()[0]["code"].text(), "350881001001");
    ASSERT_EQ(plain["now"].items().size(), 1U);
    EXPECT_EQ(plain["now"].items()[0]["code"].text(), "350881001001");
    organization_->on_people_move([](db::Connection&, const http::Request&, const PeopleMove&, bool) -> Result<PeopleMoved> {
        return PeopleMoved{0, 0};
    });
    const auto merged = ask(Verb::post, "/api/division-changes",
                            R"({"kind":"merge","on":"2026-06-01","document":"县政〔2026〕3号","moves":[
                                {"old_code":"350881001001","new_code":"350881001003","new_name":"新村"},
                                {"old_code":"350881001002","new_code":"350881001003","new_name":"新村"}]})");
    ASSERT_TRUE(merged) << refusal(merged);
    const json::Value after = read("/api/divisions/of-archive?area=350881001001");
    ASSERT_EQ(after["then"].items().size(), 1U) << "the number stays what it was";
    EXPECT_EQ(after["then"].items()[0]["code"].text(), "350881001001");
    ASSERT_EQ(after["now"].items().size(), 1U);
    EXPECT_EQ(after["now"].items()[0]["code"].text(), "350881001003");
    EXPECT_TRUE(read("/api/divisions/of-archive?area=350881001999")["then"].items().empty()) << "digits that no village has";
    for (const char* const wrong : {"", "35088100100", "35088100100x"})
        EXPECT_EQ(refusal(ask(Verb::get, std::string{"/api/divisions/of-archive?area="} + wrong)), "ARCHIVE_PART area=ARCHIVE_PART")
            << wrong;
}

// "Effective-dated tree queries" (organisation specification 1 and 9): as it was on the day, under the names of the day.
TEST_P(YearDesk, TheTreeOfDivisionsIsThatOfTheDayAsked) {
    organization_->on_people_move([](db::Connection&, const http::Request&, const PeopleMove&, bool) -> Result<PeopleMoved> {
        return PeopleMoved{0, 0};
    });
    const auto tree = [&](const std::string& query) {
        std::string text;
        const json::Value found = read("/api/divisions?parent=350881001000" + query);
        for (const json::Value& one : found["items"].items()) text += one["code"].text().substr(9) + one["name"].text() + " ";
        return text;
    };
    const std::string before = tree("");
    ASSERT_EQ(before, "001name 002name ");
    ASSERT_TRUE(ask(Verb::post, "/api/division-changes", R"({"kind":"rename","on":"2026-03-01","document":"县政〔2026〕1号","moves":[
                        {"old_code":"350881001002","new_code":"350881001002","new_name":"东村"}]})"));
    const auto merged = ask(Verb::post, "/api/division-changes",
                            R"({"kind":"merge","on":"2026-06-01","document":"县政〔2026〕3号","moves":[
                                {"old_code":"350881001001","new_code":"350881001003","new_name":"新村"},
                                {"old_code":"350881001002","new_code":"350881001003","new_name":"新村"}]})");
    ASSERT_TRUE(merged) << refusal(merged);
    ASSERT_TRUE(ask(Verb::post, "/api/division-changes", R"({"kind":"rename","on":"2026-09-01","document":"县政〔2026〕5号","moves":[
                        {"old_code":"350881001003","new_code":"350881001003","new_name":"和平村"}]})"));
    EXPECT_EQ(tree(""), "003和平村 ");
    EXPECT_EQ(tree("&as_of=2026-09-01"), "003和平村 ");
    EXPECT_EQ(tree("&as_of=2026-08-31"), "003新村 ");
    EXPECT_EQ(tree("&as_of=2026-06-01"), "003新村 ");
    EXPECT_EQ(tree("&as_of=2026-05-31"), "001name 002东村 ");
    EXPECT_EQ(tree("&as_of=2026-02-28"), before);
    EXPECT_EQ(refusal(ask(Verb::get, "/api/divisions?as_of=2026-02-29")), "date as_of=date");
}

TEST_P(YearDesk, CoverageTellsNobodyOfVillagesElsewhere) {
    act([&](db::Connection& connection) {
        ASSERT_TRUE(organization_->add_service_area(connection, county, clinic_, "350881001001", day("2020-01-01")));
        ASSERT_TRUE(organization_->add_service_area(connection, county, other_, "350881002000", day("2020-01-01")));
    });
    figure("350881001001", 900);
    figure("350881001002", 100);
    figure("350881002201", 7'000);
    grid("3508810010001", "350881001001");
    EXPECT_EQ(read("/api/grids/coverage")["people"].as_integer(), 8'000);
    within({clinic_});
    const json::Value own = read("/api/grids/coverage");
    EXPECT_EQ(own["people"].as_integer(), 900);
    EXPECT_EQ(own["coverage_basis_points"].as_integer(), 10'000);
    EXPECT_TRUE(own["uncovered"].items().empty());
    within({other_});
    EXPECT_EQ(read("/api/grids/coverage")["people"].as_integer(), 7'000) << "a township is served with its villages";
}

TEST_P(YearDesk, WhoTakesOverMoreThanTwoThousandPeopleConfirmsIt) {
    figure("350881001001", 1'500);
    figure("350881001002", 1'000);
    const std::string lin = person("001", "林医生", clinic_, "lin");
    person("002", "王医生", clinic_, "wang");
    const std::string first = grid("3508810010001", "350881001001");
    const std::string second = grid("3508810010002", "350881001002");
    const auto duty = [&](const std::string& of, const char* user) {
        return refusal(ask(Verb::post, "/api/grids/" + of + "/duties",
                           std::string{R"({"user_id":")"} + user + R"(","duty":"doctor","from":"2026-01-01"})"));
    };
    EXPECT_EQ(duty(first, "nobody"), "STAFF_UNKNOWN /user_id=STAFF_UNKNOWN") << "an account that is nobody of the staff";
    EXPECT_EQ(duty(first, "lin"), "done");
    EXPECT_EQ(duty(second, "wang"), "done");
    const auto hand_over = [&](const char* more) {
        return refusal(
            ask(Verb::post, "/api/hand-overs",
                std::string{R"({"from_user_id":"lin","to_user_id":"wang","last_day":"2026-12-01","reason":"休假")"} + more + "}"));
    };
    EXPECT_EQ(hand_over(""), "confirm-needed /to_user_id=GRID_LOAD");
    const auto leave = [&](const char* successor, const char* more) {
        return refusal(ask(Verb::post, "/api/staff/" + lin + "/leave",
                           std::string{R"({"last_day":"2026-12-31","reason":"退休","successor_user_id":")"} + successor + "\"" + more + "}",
                           1));
    };
    EXPECT_EQ(leave("ghost", ""), "STAFF_UNKNOWN /successor_user_id=STAFF_UNKNOWN");
    EXPECT_EQ(leave("wang", ""), "confirm-needed /successor_user_id=GRID_LOAD");
    figure("350881001002", 2'000);
    EXPECT_EQ(leave("wang", R"(,"confirmed":true)"), "GRID_LOAD /successor_user_id=GRID_LOAD") << "never more than three thousand";
    figure("350881001002", 1'000);
    EXPECT_EQ(leave("wang", R"(,"confirmed":true)"), "done");
    EXPECT_EQ(refusal(ask(Verb::post, "/api/staff/" + lin + "/leave", R"({"last_day":"2027-12-31","reason":"再次"})", 2)), "staff-left");
}

TEST_P(YearDesk, PeopleAreMovedAndLinkedWithinReachOnly) {
    organization_->on_account_asked([&](db::Connection&, std::string_view, std::string_view name, CivilDate) -> std::optional<Account> {
        if (name == "lin" || name == "U1") return Account{"U1", {clinic_}};
        if (name == "boss") return Account{"U9", {root_}};
        return std::nullopt;
    });
    within({hospital_, clinic_});
    const auto enter = [&](const char* number, const char* account) {
        return refusal(ask(Verb::post, "/api/staff",
                           R"({"staff_no":")" + std::string{number} + R"(","name":"林医生","post":"医生","institution_id":")" + clinic_ +
                               R"(","user_id":")" + account + "\"}"));
    };
    EXPECT_EQ(enter("1", "boss"), "ACCOUNT_UNKNOWN /user_id=ACCOUNT_UNKNOWN") << "whose account ends when this person leaves";
    EXPECT_EQ(enter("1", "ghost"), "ACCOUNT_UNKNOWN /user_id=ACCOUNT_UNKNOWN");
    const std::string lin = person("001", "林医生", clinic_, "lin");
    EXPECT_EQ(read("/api/staff/" + lin)["user_id"].text(), "U1") << "found by its name";
    EXPECT_EQ(enter("2", "U1"), "ACCOUNT_TAKEN /user_id=ACCOUNT_TAKEN");
    const auto transfer = [&](const std::string& to) {
        return refusal(ask(Verb::post, "/api/staff/" + lin + "/transfer",
                           R"({"institution_id":")" + to + R"(","from":"2026-12-01","reason":"调动"})", 1));
    };
    EXPECT_EQ(transfer(other_), "institution-unknown /institution_id=institution-unknown") << "the county moves people between hospitals";
    EXPECT_EQ(transfer(hospital_), "done");
}

TEST_P(YearDesk, SupportAgreementsOweVisitsLecturesAndTrainees) {
    const std::string agreement =
        made("/api/registers/support_agreement",
             of_place(hospital_, R"({"partner":"市医院","form":"pairs","goals":"高血压","from":"2026-01-01","until":"2026-12-31"})"));
    const auto activity = [&](const char* on, const char* kind, const char* more = "") {
        made("/api/registers/support_visit",
             of_parent(agreement, std::string{R"({"on":")"} + on + R"(","kind":")" + kind + R"(","result":"x")" + more + "}"));
    };
    const char* const months[]{"01", "02", "03", "04", "05", "06", "07", "08", "09", "10"};
    for (const char* const month : months) activity(("2026-" + std::string{month} + "-10").c_str(), "visit");
    activity("2026-10-20", "visit");
    activity("2026-03-01", "lecture", R"(,"satisfaction_percent":90)");
    activity("2026-04-01", "trainee", R"(,"people":2,"months":2)");
    activity("2025-04-01", "technique");
    json::Value line = read("/api/reports/support-agreements?year=2026")["items"].items()[0];
    EXPECT_EQ(line["partner"].text(), "市医院");
    EXPECT_EQ(line["visits_due"].as_integer(), 11);
    EXPECT_EQ(line["months_visited"].as_integer(), 10) << "two visits in one month do not stand for the next";
    EXPECT_EQ(line["lectures"].as_integer(), 1);
    EXPECT_EQ(line["trainees"].as_integer(), 0) << "two months are no training of three to six";
    EXPECT_EQ(line["techniques"].as_integer(), 0) << "another year";
    EXPECT_EQ(line["satisfaction_percent"].as_integer(), 90);
    EXPECT_EQ(line["state"].text(), "running") << "November is not over";
    today_ = day("2026-12-01");
    line = read("/api/reports/support-agreements?year=2026")["items"].items()[0];
    EXPECT_EQ(line["state"].text(), "missed") << "November passed without a visit";
    within({other_});
    EXPECT_TRUE(read("/api/reports/support-agreements?year=2026")["items"].items().empty());
}

TEST_P(YearDesk, TrainingIsCountedByInstitution) {
    const std::string lin = person("001", "林医生", hospital_);
    person("002", "王医生", hospital_);
    const auto plan = [&](const char* topic) {
        return made("/api/registers/training_plan",
                    of_place(hospital_, std::string{R"({"year":2026,"topic":")"} + topic +
                                            R"(","kind":"cme","level":"county","hours":8,"planned_people":20})"));
    };
    const std::string held = plan("高血压");
    plan("糖尿病");
    const auto session = [&](const char* credit_class, int tenths) {
        return made("/api/registers/training_session",
                    of_parent(held, std::string{R"({"on":"2026-03-01","topic":"x","hours":8,"people":10,"passed":8,"class":")"} +
                                        credit_class + R"(","credits_tenths":)" + std::to_string(tenths) + R"(,"pass_mark":60})"));
    };
    const std::string one = session("1", 100);
    const std::string two = session("2", 150);
    const auto credit = [&](const std::string& of, const char* credit_class, int tenths, const char* on = "2026-03-01") {
        return refusal(
            ask(Verb::post, "/api/registers/credit",
                of_person(lin, R"({"session":")" + of + R"(","on":")" + on + R"(","attendance_percent":90,"score":80,"class":")" +
                                   credit_class + R"(","credits_tenths":)" + std::to_string(tenths) + "}")));
    };
    EXPECT_EQ(credit(one, "1", 101), "CREDIT_MORE /body/credits_tenths=CREDIT_MORE") << "no more than the session gives";
    EXPECT_EQ(credit(one, "2", 100), "CREDIT_CLASS /body/class=CREDIT_CLASS");
    EXPECT_EQ(credit(one, "1", 100, "2027-01-01"), "CREDIT_DAY /body/on=CREDIT_DAY") << "carrying over is off";
    EXPECT_EQ(credit(one, "1", 100), "done");
    EXPECT_EQ(credit(two, "2", 150), "done");
    const json::Value line = line_of(read("/api/reports/trainings?year=2026"), "institution_id", hospital_);
    EXPECT_EQ(line["plans"].as_integer(), 2);
    EXPECT_EQ(line["held_basis_points"].as_integer(), 5'000);
    EXPECT_EQ(line["reached_basis_points"].as_integer(), 5'000) << "twenty of forty";
    EXPECT_EQ(line["passed_basis_points"].as_integer(), 8'000);
    EXPECT_EQ(line["credits_basis_points"].as_integer(), 5'000) << "one of two people has the twenty-five credits";
    reach_ = {};
    reach_.own = true;
    EXPECT_TRUE(read("/api/reports/trainings?year=2026")["items"].items().empty());
}

TEST_P(YearDesk, LicencesAndAssessmentsThatEndAreTold) {
    const std::string lin = person("001", "林医生", clinic_);
    const auto licence = [&](const char* kind, const char* body) {
        made("/api/registers/licence", of_person(lin, std::string{R"({"kind":")"} + kind + R"(","number":"1",)" + body + "}"));
    };
    licence("nurse", R"("from":"2022-01-01","until":"2026-12-31")");
    licence("physician", R"("from":"2015-01-01","assessed_on":"2025-01-10")");
    licence("village_doctor", R"("from":"2024-01-01","until":"2028-12-31","assessed_on":"2024-11-20")");
    licence("pharmacist", R"("from":"2010-01-01","until":"2026-01-01","revoked":true)");
    const json::Value all = read("/api/staff/warnings")["items"];
    ASSERT_EQ(all.items().size(), 2U);
    const json::Value& nurse = all.items()[0]["what"].text() == "licence" ? all.items()[0] : all.items()[1];
    const json::Value& village = all.items()[0]["what"].text() == "licence" ? all.items()[1] : all.items()[0];
    EXPECT_EQ(nurse["renewable_from"].text(), "2026-12-01") << "thirty days before the end";
    EXPECT_EQ(nurse["state"].text(), "in_90_days");
    EXPECT_EQ(village["what"].text(), "assessment");
    EXPECT_EQ(village["until"].text(), "2026-11-20");
    EXPECT_EQ(village["state"].text(), "expired") << "assessed every two years";
}

TEST_P(YearDesk, FilesAreAuditedAndSealedColumnsShownFiftyTimesADay) {
    const std::string lin = person("001", "林医生", clinic_);
    const std::string row =
        made("/api/registers/licence", of_person(lin, R"({"kind":"physician","number":"110350000001234","from":"2020-01-01"})"));
    ASSERT_TRUE(ask(Verb::get, "/api/registers/licence/file"));
    ASSERT_TRUE(ask(Verb::get, "/api/staff/file"));
    const auto exported = [&](const char* resource) {
        audit::Question question;
        question.county_id = county;
        question.action = "export";
        question.resource = resource;
        return database().read([&](db::Connection& connection) { return audit::find_lines(connection, question, "", 10).lines.size(); });
    };
    EXPECT_EQ(exported("licence"), 1U);
    EXPECT_EQ(exported("staff"), 1U);
    const auto reveal = [&] {
        return refusal(ask(Verb::post, "/api/registers/licence/" + row + "/reveal", R"({"column":"number","reason":"核对"})"));
    };
    for (int i = 0; i < 50; ++i) ASSERT_EQ(reveal(), "done") << i;
    EXPECT_EQ(reveal(), "reveal-limit");
    today_ = add_days(today_, 1);
    EXPECT_EQ(reveal(), "done");
}

JIWEI_ON_EACH_ENGINE(YearDesk);

}  // namespace
}  // namespace jiwei::organization::testing
