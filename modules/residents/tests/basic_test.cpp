// The personal basic information form and what it makes of the archive rate (service specification 2017, ch. 1, annex 3 and part 5).
#include "modules/residents/tests/rig.hpp"

namespace jiwei::residents::testing {
namespace {

constexpr const char* whole_form =
    R"({"employer":"无","nation":"01","blood_abo":"5","blood_rh":"3","education":"8","occupation":"4","marital":"2","payment":["3"],)"
    R"("allergy":["2"],"exposure":["1"],"past_disease":[{"code":"1"}],"past_surgery":[{"code":"1"}],"past_trauma":[{"code":"1"}],)"
    R"("past_transfusion":[{"code":"1"}],"family_history":[{"relative":"F","disease":["1"]},{"relative":"M","disease":["1"]},)"
    R"({"relative":"S","disease":["1"]},{"relative":"C","disease":["1"]}],"hereditary":"1","disability":["1"],"env_kitchen":"2",)"
    R"("env_fuel":["1"],"env_water":["1"],"env_toilet":"1","env_livestock":"1"})";

class Basic : public CountyTest {
protected:
    void SetUp() override {
        rig().indicators().define({definition("R1"), definition("R2")});
        rig().indicators().plug(&rig().residents().contribution_source());
    }
    static indicators::Definition definition(const char* code) {
        indicators::Definition one;
        one.code = code;
        one.programme = "archive";
        one.denominator = indicators::Denominator::population;
        one.figure_kind = "usual_residents";
        return one;
    }
    std::string body(const std::string& basic) const {
        return R"({"village_code":"350881001001","address":"一号","doctor":"林","phone":"13812345678","residence_type":"1","name":"甲",)"
               R"("id_no":"350802196002290018","basic":)" +
               basic + "}";
    }
    std::int64_t counted(const char* code, const char* on = "2026-11-21") {
        return rig().database().read([&](db::Connection& connection) {
            return rig().indicators().value(connection, county, code, rig().root, *parse_civil_date(on)).numerator;
        });
    }
    std::vector<indicators::Difference> differences() {
        return rig().database().read(
            [&](db::Connection& connection) { return rig().indicators().verify(connection, county, *parse_civil_date("2026-11-21")); });
    }
    json::Value cover(const std::string& id) {
        const auto response = rig().call(rig().request(http::Verb::get, rig().township()), "/api/residents/{resident}/cover", {id});
        return response ? *json::parse(response->body) : json::Value{};
    }
};
JIWEI_ON_EACH_ENGINE(Basic);

TEST_P(Basic, AWholeFormMakesTheArchiveCount) {
    const auto made = rig().post(rig().township(), body(whole_form));
    ASSERT_TRUE(made) << code(made) << json::write(json::Value{}) << (made ? "" : made.error().errors.front().pointer);
    const std::string id = (*json::parse(made->body))["id"].text();
    const json::Value shown = cover(id);
    EXPECT_EQ(shown["basic_complete"].as_boolean(), true);
    EXPECT_EQ(json::write_canonical(shown["basic"]), json::write_canonical(*json::parse(whole_form)));
    EXPECT_EQ(counted("R1"), 1);
    EXPECT_EQ(counted("R2"), 1);
    EXPECT_EQ(counted("R1", "2026-11-20"), 0);
    EXPECT_TRUE(differences().empty());
}

TEST_P(Basic, SomebodyWhomNobodyKnowsCountsNowhereUntilNamed) {
    std::string unknown = body(whole_form);
    unknown.replace(unknown.find("甲"), std::string_view{"甲"}.size(), "无名氏");
    const auto made = rig().post(rig().township(), unknown);
    ASSERT_TRUE(made) << code(made);
    const std::string id = (*json::parse(made->body))["id"].text();
    EXPECT_TRUE(cover(id)["name"].text().starts_with("无名氏2026-11-21 ")) << cover(id)["name"].text();
    EXPECT_EQ(counted("R1"), 0);
    EXPECT_TRUE(differences().empty());
    ASSERT_EQ(code(rig().patch(rig().everyone(), id, 1, R"({"name":"王建国"})")), "ok");
    EXPECT_EQ(counted("R1"), 1);
    EXPECT_TRUE(differences().empty());
    ASSERT_EQ(code(rig().patch(rig().everyone(), id, 2, R"({"name":"无名氏"})")), "ok");
    EXPECT_EQ(counted("R1"), 0);
    EXPECT_TRUE(differences().empty());
}

TEST_P(Basic, WhatIsMissingMakesItIncompleteAndIsNamed) {
    const json::Value whole = *json::parse(whole_form);
    int documents = 0;
    for (const auto& [key, value] : whole.members()) {
        if (key == "employer" || key.starts_with("env_")) continue;  // nobody must, and people in towns need not
        json::Value less = json::Value::object();
        for (const auto& [other, kept] : whole.members()) {
            if (other != key) less.set(other, kept);
        }
        const auto made =
            rig().post(rig().township(), R"({"village_code":"350881001001","address":"一号","doctor":"林","name":"甲","sex":"1",)"
                                         R"("birth_date":"1960-02-29","basic":)" +
                                             json::write(less) + "}");
        ASSERT_TRUE(made) << key << " " << code(made);
        ++documents;
        const json::Value answer = *json::parse(made->body);
        EXPECT_EQ(cover(answer["id"].text())["basic_complete"].as_boolean(), false) << key;
        EXPECT_NE(json::write(answer["warnings"]).find("/basic/" + key), std::string::npos) << key;
    }
    EXPECT_EQ(counted("R1"), 0);
    EXPECT_EQ(rig().count("SELECT COUNT(*) FROM resident_basic WHERE complete = 0"), documents);
    EXPECT_TRUE(differences().empty());
}

TEST_P(Basic, WrongAnswersAreRefusedAtTheirFields) {
    struct Wrong {
        const char* key;
        const char* value;
        const char* code;
        const char* pointer;
    };
    const Wrong wrongs[] = {
        {"blood_rh", R"("4")", "CODE_UNKNOWN", "/basic/blood_rh"},
        {"allergy", R"(["1","2"])", "CODE_EXCLUSIVE", "/basic/allergy"},
        {"allergy", R"(["5"])", "TEXT_REQUIRED", "/basic/allergy_text"},
        {"exposure", R"(["2"])", "TEXT_REQUIRED", "/basic/exposure_text"},
        {"payment", R"(["8"])", "TEXT_REQUIRED", "/basic/payment_text"},
        {"disability", R"(["1","5"])", "CODE_EXCLUSIVE", "/basic/disability"},
        {"hereditary", R"("2")", "TEXT_REQUIRED", "/basic/hereditary_text"},
        {"nation", R"("99")", "CODE_UNKNOWN", "/basic/nation"},
        {"past_disease", R"([{"code":"1"},{"code":"2","confirmed":"2019-05"}])", "CODE_EXCLUSIVE", "/basic/past_disease"},
        {"past_disease", R"([{"code":"2","confirmed":"2027-01"}])", "DATE_FUTURE", "/basic/past_disease/0/confirmed"},
        {"past_disease", R"([{"code":"6","confirmed":"2019-05"}])", "TEXT_REQUIRED", "/basic/past_disease/0/text"},
        {"horoscope", R"("1")", "FIELD_UNKNOWN", "/basic/horoscope"}};
    for (const Wrong& wrong : wrongs) {
        json::Value answers = *json::parse(whole_form);
        answers.set(wrong.key, *json::parse(wrong.value));
        const auto made = rig().post(rig().township(), body(json::write(answers)));
        ASSERT_FALSE(made) << wrong.key;
        EXPECT_EQ(made.error().errors.front().code, wrong.code) << wrong.key;
        EXPECT_EQ(made.error().errors.front().pointer, wrong.pointer) << wrong.key;
        EXPECT_EQ(made.error().status(), 422) << wrong.key;
    }
    EXPECT_EQ(rig().count("SELECT COUNT(*) FROM resident"), 0);
}

TEST_P(Basic, HouseholdsInVillagesAnswerTheEnvironment) {
    json::Value less = *json::parse(whole_form);
    less.set("env_fuel", json::Value{});
    for (const std::string& village : {rig().village, rig().village_2}) {
        for (const bool whole : {true, false}) {
            const auto made =
                rig().post(rig().everyone(), R"({"name":"甲","sex":"1","birth_date":"1960-02-29","address":"一号","doctor":"林",)"
                                             R"("village_code":")" +
                                                 village + R"(","basic":)" + (whole ? whole_form : json::write(less)) + "}");
            ASSERT_TRUE(made) << code(made);
            const json::Value answer = *json::parse(made->body);
            const bool is_rural = answer["archive_no"].text()[9] == '1';
            EXPECT_EQ(is_rural, village == rig().village_2);
            const bool complete = rig().count("SELECT basic_complete FROM resident WHERE id = '" + answer["id"].text() + "'") == 1;
            EXPECT_EQ(complete, whole || !is_rural) << village;
        }
    }
}

TEST_P(Basic, AFormThatIsFilledInLaterCountsFromItsDay) {
    const auto made = rig().post(rig().township(), body("null"));
    ASSERT_TRUE(made) << code(made);
    const std::string id = (*json::parse(made->body))["id"].text();
    EXPECT_EQ(counted("R1"), 0);
    ASSERT_EQ(code(rig().patch(rig().township(), id, 1, std::string{R"({"basic":)"} + whole_form + "}")), "ok");
    EXPECT_EQ(counted("R1"), 1);
    EXPECT_EQ(counted("R1", "2026-11-20"), 0);
    ASSERT_EQ(code(rig().patch(rig().township(), id, 2, R"({"doctor":""})")), "ok");  // the cover is no longer whole
    EXPECT_EQ(counted("R1"), 0);
    ASSERT_EQ(code(rig().patch(rig().township(), id, 3, R"({"doctor":"林","residence_state":"3"})")), "ok");
    EXPECT_EQ(counted("R1"), 0);  // registered here, lives elsewhere
    ASSERT_EQ(code(rig().patch(rig().township(), id, 4, R"({"residence_state":"1"})")), "ok");
    EXPECT_EQ(counted("R1"), 1);
    // The telephone is the cover's, the type of residence the form's; the contact's telephone will do.
    ASSERT_EQ(code(rig().patch(rig().township(), id, 5, R"({"phone":""})")), "ok");
    EXPECT_EQ(counted("R1"), 0);
    ASSERT_EQ(code(rig().patch(rig().township(), id, 6, R"({"contact_phone":"0597-7531234"})")), "ok");
    EXPECT_EQ(counted("R1"), 1);
    ASSERT_EQ(code(rig().patch(rig().township(), id, 7, R"({"residence_type":""})")), "ok");
    EXPECT_EQ(counted("R1"), 0);
    EXPECT_TRUE(differences().empty());
}

TEST_P(Basic, ARebuildAndASpoiledTotalAreSeen) {
    ASSERT_TRUE(rig().post(rig().township(), body(whole_form)));
    rig().write([&](db::Connection& connection) { rig().indicators().rebuild(connection, county, 2026, 2027); });
    EXPECT_EQ(counted("R1"), 1);
    EXPECT_TRUE(differences().empty());
    rig().write([](db::Connection& connection) { connection.run_text("UPDATE resident_step SET complete = 0", {}); });
    EXPECT_FALSE(differences().empty());
}

TEST_P(Basic, WhoAnswersTheHouseAnswersItForAll) {
    const auto without_house = [] {
        json::Value form = *json::parse(whole_form);
        json::Value kept = json::Value::object();
        for (const auto& [key, value] : form.members()) {
            if (!key.starts_with("env_")) kept.set(key, value);
        }
        return json::write(kept);
    }();
    const auto person = [&](const char* name, const char* birth, const std::string& basic) {
        const auto made = rig().post(
            rig().everyone(), R"({"village_code":"350881002201","address":"一号","doctor":"林","phone":"13812345678",)"
                              R"("contact_name":"乙","contact_phone":"13812345679","residence_type":"1","sex":"1","institution_id":")" +
                                  rig().hospital + R"(","name":")" + std::string{name} + R"(","birth_date":")" + birth + R"(","basic":)" +
                                  basic + "}");
        EXPECT_TRUE(made) << code(made);
        return (*json::parse(made->body))["id"].text();
    };
    const std::string head = person("王建国", "1960-01-01", without_house);
    const std::string son = person("王一", "1985-01-01", without_house);
    const std::string other = person("王二", "1990-01-01", R"({"education":"9"})");
    const auto send = [&](http::Verb verb, const std::string& route, const std::vector<std::string>& params, const std::string& body) {
        return code(rig().call(rig().request(verb, rig().everyone(), body), route, params));
    };
    const auto complete = [&](const std::string& id) { return cover(id)["basic_complete"].as_boolean().value_or(false); };
    ASSERT_EQ(send(http::Verb::post, "/api/households", {}, R"({"id":"H1","kind":"1","head_id":")" + head + R"("})"), "ok");
    ASSERT_EQ(send(http::Verb::post, "/api/households/{household}/members", {"H1"}, R"({"relation":"2","resident_id":")" + son + R"("})"),
              "ok");
    ASSERT_EQ(send(http::Verb::post, "/api/households/{household}/members", {"H1"}, R"({"relation":"2","resident_id":")" + other + R"("})"),
              "ok");
    EXPECT_EQ(counted("R1"), 0);
    EXPECT_FALSE(complete(son));
    const std::int64_t version = cover(head)["version"].as_integer().value_or(0);
    ASSERT_EQ(code(rig().patch(rig().everyone(), head, version, R"({"basic":)" + std::string{whole_form} + "}")), "ok");
    EXPECT_TRUE(complete(head));
    EXPECT_TRUE(complete(son)) << "his form lacked the house only";
    EXPECT_FALSE(complete(other)) << "his lacks more";
    EXPECT_EQ(counted("R1"), 2);
    EXPECT_TRUE(differences().empty());
    // The other way round: an answer is taken out again at the household itself.
    ASSERT_EQ(send(http::Verb::patch, "/api/households/{household}", {"H1"}, R"({"environment":{"env_kitchen":"2"}})"), "ok");
    EXPECT_FALSE(complete(head));
    EXPECT_FALSE(complete(son));
    EXPECT_EQ(counted("R1"), 0);
    EXPECT_TRUE(differences().empty());
    ASSERT_EQ(send(http::Verb::patch, "/api/households/{household}", {"H1"},
                   R"({"environment":{"env_kitchen":"2","env_fuel":["1"],"env_water":["1"],"env_toilet":"1","env_livestock":"1"}})"),
              "ok");
    EXPECT_EQ(counted("R1"), 2);
    // Who moves into a house that is answered lives in it.
    const std::string guest = person("王三", "1970-01-01", without_house);
    EXPECT_FALSE(complete(guest));
    ASSERT_EQ(send(http::Verb::post, "/api/households/{household}/members", {"H1"}, R"({"relation":"5","resident_id":")" + guest + R"("})"),
              "ok");
    EXPECT_TRUE(complete(guest));
    EXPECT_EQ(counted("R1"), 3);
    EXPECT_TRUE(differences().empty());
}

TEST_P(Basic, WhoLeavesAHouseIsJudgedByTheOwnFormInTheSameAct) {
    json::Value own = json::Value::object();
    const json::Value whole = *json::parse(whole_form);
    for (const auto& [key, value] : whole.members()) {
        if (!key.starts_with("env_")) own.set(key, value);
    }
    int serial = 0;
    const auto person = [&](const std::string& basic) {
        const std::string no = std::to_string(++serial);
        const auto made = rig().post(rig().everyone(), R"({"village_code":")" + rig().village_2 +
                                                           R"(","address":"一号","doctor":"林","residence_type":"1","phone":"1381234567)" +
                                                           no + R"(","sex":"1","name":"王)" + no + R"(","birth_date":"1960-01-0)" + no +
                                                           R"(","basic":)" + basic + "}");
        EXPECT_TRUE(made) << code(made);
        return (*json::parse(made->body))["id"].text();
    };
    const auto send = [&](const std::string& route, const std::vector<std::string>& params, const std::string& body,
                          std::int64_t version = 0) {
        http::Request made = rig().request(http::Verb::post, rig().everyone(), body);
        made.headers.emplace_back("if-match", "W/\"" + std::to_string(version) + "\"");
        return code(rig().call(std::move(made), route, params));
    };
    const auto seen = [&](const std::string& id) {
        const auto shown = rig().call(rig().request(http::Verb::get, rig().everyone()), "/api/residents/{resident}/cover", {id});
        return shown ? *json::parse(shown->body) : json::Value{};
    };
    const auto complete = [&](const std::string& id) { return seen(id)["basic_complete"].as_boolean().value_or(false); };
    const auto version = [&](const std::string& id) { return seen(id)["version"].as_integer().value_or(0); };
    const std::string head = person(whole_form);
    ASSERT_EQ(send("/api/households", {}, R"({"id":"H1","kind":"1","head_id":")" + head + R"("})"), "ok");
    const auto guest = [&] {
        const std::string id = person(json::write(own));
        EXPECT_EQ(send("/api/households/{household}/members", {"H1"}, R"({"relation":"5","resident_id":")" + id + R"("})"), "ok");
        EXPECT_TRUE(complete(id));
        return id;
    };
    const std::string leaves = guest();
    const std::string moves = guest();
    const std::string moves_with_form = guest();
    const std::string goes_away = guest();
    EXPECT_EQ(counted("R1"), 5);
    ASSERT_EQ(send("/api/households/{household}/members/{resident}/leaving", {"H1", leaves}, "{}"), "ok");
    EXPECT_FALSE(complete(leaves));
    EXPECT_EQ(counted("R1"), 4);
    // Handed over to another township: the old house says nothing of where the person lives now, unless the new form does.
    const std::string there = R"("village_code":"350881002201","institution_id":")" + rig().hospital + R"(","grid_id":"")";
    ASSERT_EQ(code(rig().patch(rig().everyone(), moves, version(moves), "{" + there + "}")), "ok");
    EXPECT_FALSE(complete(moves));
    EXPECT_EQ(counted("R1"), 3);
    json::Value other_house = whole;
    other_house.set("env_kitchen", json::Value::string("4"));
    ASSERT_EQ(code(rig().patch(rig().everyone(), moves_with_form, version(moves_with_form),
                               "{" + there + R"(,"basic":)" + json::write(other_house) + "}")),
              "ok");
    EXPECT_TRUE(complete(moves_with_form));
    EXPECT_EQ(seen(moves_with_form)["basic"]["env_kitchen"].text(), "4");
    EXPECT_EQ(seen(head)["basic"]["env_kitchen"].text(), "2") << "another house now";
    // Gone and come back: the house was left.
    ASSERT_EQ(send("/api/residents/{resident}/status", {goes_away}, R"({"status":"2","on":"2026-11-21","destination":"厦门"})",
                   version(goes_away)),
              "ok");
    ASSERT_EQ(send("/api/residents/{resident}/status", {goes_away}, R"({"status":"1","on":"2026-11-21"})", version(goes_away)), "ok");
    EXPECT_FALSE(complete(goes_away));
    EXPECT_EQ(counted("R1"), 2);
    EXPECT_TRUE(differences().empty());
}

}  // namespace
}  // namespace jiwei::residents::testing
