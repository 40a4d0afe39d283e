// Registers through their routes: columns, rules, reports (organisation specification 4-8).
#include "modules/organization/packs.hpp"
#include "modules/organization/tests/desk.hpp"

namespace jiwei::organization::testing {
namespace {

using http::Verb;

class RegisterDesk : public Desk {
protected:
    std::string post(const std::string& name, const std::string& body) { return refusal(ask(Verb::post, "/api/registers/" + name, body)); }
    std::string equipment(const char* item, int quantity, const char* state) {
        return of_place(hospital_, std::string{R"({"item":")"} + item + R"(","name":"x","quantity":)" + std::to_string(quantity) +
                                       R"(,"state":")" + state + "\"}");
    }
    static std::string project(const char* state, int total_fen, int central_fen) {
        return std::string{R"({"code":"P1","name":"卫生院改造","batch":"CP01","kind":"new","state":")"} + state +
               R"(","planned_start":"2026-01-01","planned_finish":"2026-12-31","area_m2":900,"investment_fen":)" +
               std::to_string(total_fen) + R"(,"central_fen":)" + std::to_string(central_fen) + "}";
    }
};

TEST_P(RegisterDesk, PackSaysWhatTheProgrammeOfTheCitySays) {
    const auto& packs = organization_->packs();
    EXPECT_GE(packs.registers.all.size(), 25U);
    std::int64_t sites = 0;
    std::int64_t investment_fen = 0;
    for (std::size_t i = 0; i < 4; ++i) {
        sites += packs.batches[i].sites.value_or(0);
        investment_fen += packs.batches[i].investment_fen.value_or(0);
    }
    EXPECT_EQ(sites, 61);
    EXPECT_EQ(investment_fen, 7'058'000'000) << "70.58 million yuan";
}

TEST_P(RegisterDesk, ShortageCountsOnlyWhatIsInUse) {
    act([&](db::Connection& connection) {
        connection.run(sql::update_institution, {county, hospital_, "B", "甲类卫生院", "H3", "", "350881001000", "A", "1", "1"});
    });
    made("/api/registers/equipment", equipment("printer", 11, "in_use"));
    made("/api/registers/equipment", equipment("printer", 2, "scrapped"));
    made("/api/registers/equipment", equipment("card_reader", 46, "in_use"));
    const auto missing = [&](std::string_view item) -> std::int64_t {
        const json::Value list = read("/api/reports/shortages?institution=" + hospital_);
        for (const json::Value& line : list["items"].items()) {
            if (line["item"].text() == item) return line["missing"].as_integer().value_or(-1);
        }
        return -1;
    };
    EXPECT_EQ(missing("printer"), 2);
    EXPECT_EQ(missing("card_reader"), 0);
    EXPECT_EQ(missing("switch"), 1);
    EXPECT_EQ(missing("computer"), -1) << "nobody declared a post";
    made("/api/registers/post_declaration", of_place(hospital_, R"({"post":"挂号","count":3,"reason":"新窗口","state":"declared"})"));
    EXPECT_EQ(missing("computer"), 3);
    made("/api/registers/equipment_standard",
         of_place(root_, R"({"class":"A","item":"printer","quantity":11,"from":"2026-01-01","document":"县卫健〔2026〕1号"})"));
    EXPECT_EQ(missing("printer"), 0) << "the county's own line goes before the pack's";
}

TEST_P(RegisterDesk, ColumnsAreCheckedAtTheirField) {
    EXPECT_EQ(post("equipment", of_place(hospital_, R"({"item":"spoon","name":"x","quantity":0,"state":"in_use","x":1})")),
              "FIELD_UNKNOWN /body/x=FIELD_UNKNOWN /body/item=CODE_UNKNOWN /body/quantity=RANGE_HARD");
    EXPECT_EQ(post("equipment", of_place(hospital_, "{}")),
              "REQUIRED /body/item=REQUIRED /body/name=REQUIRED /body/quantity=REQUIRED /body/state=REQUIRED");
    EXPECT_EQ(post("equipment", of_place("nowhere", R"({"item":"printer","name":"x","quantity":1,"state":"in_use"})")),
              "INSTITUTION_UNKNOWN /institution_id=INSTITUTION_UNKNOWN");
    reach_.whole_county = false;
    reach_.institution_ids = {other_};
    EXPECT_EQ(post("equipment", of_place(hospital_, R"({"item":"printer","name":"x","quantity":1,"state":"in_use"})")),
              "INSTITUTION_UNKNOWN /institution_id=INSTITUTION_UNKNOWN");
    EXPECT_EQ(post("equipment_standard", of_place(other_, "{}")), "county-only");
}

TEST_P(RegisterDesk, ProjectsKeepTheirMoneyAndTheirPhases) {
    EXPECT_EQ(post("project", of_place(hospital_, project("started", 100, 90))), "SOURCES_SUM /body/investment_fen=SOURCES_SUM");
    const std::string id = made("/api/registers/project", of_place(hospital_, project("started", 100, 100)));
    const std::string problem =
        made("/api/registers/project_problem", of_parent(id, R"({"problem":"渗水","severity":"major","found_on":"2026-05-01"})"));
    const auto accept = [&](int version) {
        return refusal(ask(Verb::put, "/api/registers/project/" + id, R"({"body":)" + project("accepted", 100, 100) + "}", version));
    };
    EXPECT_EQ(accept(1), "PROJECT_OPEN_PROBLEMS /body/state=PROJECT_OPEN_PROBLEMS");
    EXPECT_EQ(refusal(ask(Verb::put, "/api/registers/project_problem/" + problem,
                          R"({"body":{"problem":"渗水","severity":"major","found_on":"2026-05-01","solved_on":"2026-06-01"}})", 1)),
              "done");
    EXPECT_EQ(accept(1), "done");
    const auto pay = [&](int fen) {
        return post("project_payment", of_parent(id, R"({"on":"2026-06-01","payee":"建筑公司","amount_fen":)" + std::to_string(fen) + "}"));
    };
    EXPECT_EQ(pay(70), "done");
    EXPECT_EQ(pay(31), "OVER_BUDGET /body/amount_fen=OVER_BUDGET");
    EXPECT_EQ(pay(30), "done");
    EXPECT_EQ(post("milestone", of_parent(id, R"({"phase":"started","planned_on":"2026-10-22"})")), "done");
    EXPECT_EQ(post("milestone", of_parent(id, R"({"phase":"started","planned_on":"2026-11-22"})")), "PHASE_TWICE /body/phase=PHASE_TWICE");
    const json::Value report = read("/api/reports/projects");
    const json::Value& batch = report["items"].items()[0];
    EXPECT_EQ(batch["batch"].text(), "CP01");
    EXPECT_EQ(batch["planned_sites"].as_integer(), 17);
    EXPECT_EQ(batch["finished"].as_integer(), 1);
    EXPECT_EQ(batch["paid_fen"].as_integer(), 100);
    EXPECT_EQ(batch["late_red"].as_integer(), 1) << "thirty days late today";
    EXPECT_EQ(refusal(ask(Verb::post, "/api/registers/project/" + id + "/remove", R"({"reason":"重复"})", 2)), "ROW_HAS_PARTS");
}

TEST_P(RegisterDesk, CreditsNeedAttendanceExamAndCountASessionOnce) {
    const std::string lin = person("001", "林医生", clinic_, "lin");
    const std::string plan = made("/api/registers/training_plan",
                                  of_place(hospital_, R"({"year":2026,"topic":"高血压","kind":"cme","level":"county","hours":8})"));
    const std::string session =
        made("/api/registers/training_session",
             of_parent(plan, R"({"on":"2026-03-01","topic":"x","hours":8,"class":"2","credits_tenths":50,"pass_mark":70})"));
    const auto credit = [&](int attendance, int score) {
        return post("credit", of_person(lin, R"({"session":")" + session + R"(","on":"2026-03-01","attendance_percent":)" +
                                                 std::to_string(attendance) + R"(,"score":)" + std::to_string(score) +
                                                 R"(,"class":"2","credits_tenths":50})"));
    };
    EXPECT_EQ(credit(79, 90), "CREDIT_ATTENDANCE /body/attendance_percent=CREDIT_ATTENDANCE");
    EXPECT_EQ(credit(80, 69), "CREDIT_EXAM /body/score=CREDIT_EXAM") << "the session's own pass mark";
    EXPECT_EQ(credit(80, 70), "done");
    EXPECT_EQ(credit(90, 90), "CREDIT_TWICE /body/session=CREDIT_TWICE");
    const json::Value report = read("/api/reports/credits?year=2026");
    ASSERT_EQ(report["items"].items().size(), 1U);
    EXPECT_EQ(report["items"].items()[0]["class_two_tenths"].as_integer(), 50);
    EXPECT_EQ(report["items"].items()[0]["complies"].as_boolean(), false);
}

TEST_P(RegisterDesk, SupportDaysMakeTheQuotaOfTheQuarter) {
    const std::string lin = person("001", "林医生", clinic_, "lin");
    const auto sign_in = [&](const char* on, const std::string& place, const char* confirmed = "") {
        return post("support_day", R"({"person_id":")" + lin + R"(","confirmed":[)" + confirmed + R"(],"body":{"on":")" + on +
                                       R"(","institution":")" + place + R"(","hours_tenths":40,"activities":["outpatient"]}})");
    };
    for (const char* const on : {"2026-07-03", "2026-07-20", "2026-08-09", "2026-08-10", "2026-09-29"})
        EXPECT_EQ(sign_in(on, hospital_), "done");
    EXPECT_EQ(sign_in("2026-07-03", other_), "confirm-needed /body/on=SUPPORT_SAME_DAY");
    EXPECT_EQ(sign_in("2026-07-03", other_, "\"/body/on\""), "done");
    EXPECT_EQ(sign_in("2026-10-02", hospital_), "done");
    const auto state = [&](int quarter) {
        const json::Value report = read("/api/reports/support-days?year=2026&quarter=" + std::to_string(quarter));
        const json::Value& line = report["items"].items()[0];
        return line["days"].text() + " " + line["state"].text();
    };
    EXPECT_EQ(state(3), "5 missed");
    EXPECT_EQ(sign_in("2026-09-30", hospital_), "done");
    EXPECT_EQ(state(3), "6 met");
    EXPECT_EQ(state(4).substr(0, 2), "1 ");
}

// "May appeal within 10 working days" (organisation specification 6), by the calendar that was announced: of 2026-09-25, a Friday, the
// tenth is 15 October, because 1-7 October are free and Saturday the 10th is worked.
TEST_P(RegisterDesk, AppealsComeWithinTenWorkingDays) {
    const std::string lin = person("001", "林医生", clinic_, "lin");
    constexpr const char* late = "APPEAL_LATE /body/appealed_on=APPEAL_LATE";
    const auto appeal = [&](const char* published, const char* appealed) {
        return post("ethics_file", of_person(lin, std::string{R"({"year":2026,"grade":"2","published_on":")"} + published +
                                                      R"(","appealed_on":")" + appealed + R"("})"));
    };
    EXPECT_EQ(appeal("2026-09-25", "2026-10-16"), late);
    EXPECT_EQ(appeal("2026-09-25", "2026-09-24"), "DATE_RANGE /body/appealed_on=DATE_RANGE") << "before it was published";
    EXPECT_EQ(appeal("2026-11-06", "2026-11-21"), late) << "a Saturday after the tenth day, a Friday";
    EXPECT_EQ(post("ethics_file", of_person(lin, R"({"year":2026,"grade":"2","appealed_on":"2026-10-15"})")),
              "REQUIRED /body/published_on=REQUIRED");
    EXPECT_EQ(appeal("2026-09-25", "2026-10-15"), "done") << "the last day";
}

TEST_P(RegisterDesk, EthicsFilesKeepTheVetoTheShareAndTheirOwner) {
    const std::string lin = person("001", "林医生", clinic_, "lin");
    const std::string wang = person("002", "王医生", clinic_, "wang");
    EXPECT_EQ(post("ethics_file", of_person(lin, R"({"year":2026,"bad_records":["red_envelope"],"grade":"2"})")),
              "ETHICS_VETO /body/grade=ETHICS_VETO");
    EXPECT_EQ(post("ethics_file", of_person(lin, R"({"year":2026,"grade":"1"})")), "ETHICS_SHARE /body/grade=ETHICS_SHARE")
        << "one of two is more than 40 %";
    person("003", "赵医生", clinic_);
    EXPECT_EQ(post("ethics_file", of_person(lin, R"({"year":2026,"grade":"1","published_on":"2026-11-20","appealed_on":"2026-12-05"})")),
              "APPEAL_LATE /body/appealed_on=APPEAL_LATE");
    EXPECT_EQ(post("ethics_file", of_person(lin, R"({"year":2026,"grade":"1"})")), "done");
    EXPECT_EQ(post("ethics_file", of_person(lin, R"({"year":2026,"grade":"2"})")), "ETHICS_YEAR_TWICE /body/year=ETHICS_YEAR_TWICE");
    EXPECT_EQ(post("ethics_file", of_person(wang, R"({"year":2026,"grade":"2"})")), "done");
    reach_ = {};
    reach_.own = true;
    reach_.user_id = "lin";
    const json::Value own = read("/api/registers/ethics_file");
    ASSERT_EQ(own["items"].items().size(), 1U) << "a person sees the own file only";
    EXPECT_EQ(own["items"].items()[0]["person"]["name"].text(), "林医生");
}

TEST_P(RegisterDesk, ListsAreSearchedFilteredPagedAndGivenAsAFile) {
    for (int i = 0; i < 60; ++i) made("/api/registers/equipment", equipment(i % 2 == 0 ? "printer" : "computer", 1, "in_use"));
    const json::Value first = read("/api/registers/equipment?code=printer&q=dyj");
    EXPECT_EQ(first["items"].items().size(), 30U);
    const json::Value page = read("/api/registers/equipment");
    ASSERT_EQ(page["items"].items().size(), 50U);
    EXPECT_EQ(read("/api/registers/equipment?cursor=" + page["next"].text())["items"].items().size(), 10U);
    EXPECT_EQ(refusal(ask(Verb::get, "/api/registers/team?cursor=" + page["next"].text())), "cursor cursor=cursor");
    const auto file = ask(Verb::get, "/api/registers/equipment/file?code=printer");
    ASSERT_TRUE(file);
    EXPECT_EQ(file->body.substr(0, 2), "PK");
    const std::string id = page["items"].items()[0]["id"].text();
    EXPECT_EQ(refusal(ask(Verb::post, "/api/registers/equipment/" + id + "/remove", R"({"reason":"录错"})", 1)), "done");
    EXPECT_EQ(refusal(ask(Verb::get, "/api/registers/equipment/" + id)), "row-unknown");
    database().read([&](db::Connection& connection) {
        EXPECT_EQ(connection.run(sql::register_history, {county, id}).size(), 2U) << "nothing is deleted";
    });
}

JIWEI_ON_EACH_ENGINE(RegisterDesk);

}  // namespace
}  // namespace jiwei::organization::testing
