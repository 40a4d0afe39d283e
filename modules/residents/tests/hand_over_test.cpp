// Handing people over, corrections by the county, cards at a desk.
#include <gtest/gtest.h>

#include <set>

#include "modules/residents/tests/rig.hpp"

namespace jiwei::residents::testing {
namespace {

class Transfers : public CountyTest {
protected:
    std::string opened(const std::string& number = "350802196002290018", const std::string& name = "王建国") {
        const auto response = rig().post(rig().doctor(), R"({"village_code":"350881001001","address":"木城村12号","name":")" + name +
                                                             R"(","id_no":")" + number + R"("})");
        EXPECT_TRUE(response) << code(response);
        return response ? (*json::parse(response->body))["id"].text() : "";
    }
    Result<http::Response> send(const Asker& who, const std::string& route, const std::vector<std::string>& params,
                                const std::string& body) {
        return rig().call(rig().request(http::Verb::post, who, body), route, params);
    }
    Result<http::Response> get(const Asker& who, const std::string& route, const std::vector<std::string>& params = {}) {
        return rig().call(rig().request(http::Verb::get, who), route, params);
    }
    static json::Value value(const Result<http::Response>& response) {
        EXPECT_TRUE(response) << code(response);
        return response ? *json::parse(response->body) : json::Value{};
    }
    std::string offer(const std::string& resident) {
        return value(send(rig().doctor(), "/api/residents/{resident}/transfers", {resident},
                          R"({"to_institution":")" + rig().clinic_2 + R"(","village_code":")" + rig().village_2 +
                              R"(","address":"新村1号","note":"随子女居住"})"))["id"]
            .text();
    }
    Result<http::Response> decide(const Asker& who, const std::string& transfer, const char* what, const char* body = "{}") {
        return send(who, std::string{"/api/transfers/{transfer}/"} + what, {transfer}, body);
    }
    void after_days(int days) { rig().clock().set(time::Instant{morning_ms + days * 86'400'000LL}); }
    Result<http::Response> status(const std::string& id, std::int64_t version, const std::string& body) {
        http::Request made = rig().request(http::Verb::post, rig().everyone(), body);
        made.headers.emplace_back("if-match", "W/\"" + std::to_string(version) + "\"");
        return rig().call(std::move(made), "/api/residents/{resident}/status", {id});
    }
    Asker as(const char* user, const char* role) {
        Asker who = rig().everyone();
        who.principal.user_id = user;
        who.principal.roles = {role};
        return who;
    }
    std::size_t differences() {
        return rig().database().read(
            [&](db::Connection& connection) { return rig().indicators().verify(connection, county, rig().clock().today()).size(); });
    }
};
JIWEI_ON_EACH_ENGINE(Transfers);

TEST_P(Transfers, TheReceiverAcceptsAndFromThatDayThePersonIsTheirs) {
    const std::string id = opened();
    const std::string transfer = offer(id);
    EXPECT_EQ(code(send(rig().doctor(), "/api/residents/{resident}/transfers", {id},
                        R"({"to_institution":")" + rig().hospital_2 + R"(","village_code":")" + rig().village_2 + R"("})")),
              "transfer-open");
    EXPECT_EQ(value(get(rig().elsewhere(), "/api/transfers"))["items"].items().size(), 1U);
    EXPECT_EQ(value(get(rig().doctor(), "/api/transfers"))["items"].items().size(), 0U);
    EXPECT_EQ(decide(rig().doctor(), transfer, "acceptance").error().status(), 404) << "only the receiver accepts";
    EXPECT_EQ(get(rig().elsewhere(), "/api/residents/{resident}", {id}).error().status(), 404);
    after_days(15);
    ASSERT_EQ(code(decide(rig().elsewhere(), transfer, "acceptance")), "ok");
    EXPECT_EQ(get(rig().doctor(), "/api/residents/{resident}", {id}).error().status(), 404);
    const json::Value head = value(get(rig().elsewhere(), "/api/residents/{resident}", {id}));
    EXPECT_EQ(head["institution_id"].text(), rig().clinic_2);
    EXPECT_EQ(head["address"].text(), "新村1号");
    EXPECT_EQ(code(decide(rig().elsewhere(), transfer, "acceptance")), "transfer-state");
    EXPECT_EQ(
        rig().count("SELECT COUNT(*) FROM resident_step WHERE from_date = '2026-12-06' AND institution_id = '" + rig().clinic_2 + "'"), 1);
    EXPECT_EQ(differences(), 0U);
}

TEST_P(Transfers, EveryInstitutionThatServesVillagesCanBeOffered) {
    const json::Value places = value(get(rig().doctor(), "/api/transfer-places"))["items"];
    bool outside = false;
    for (const json::Value& place : places.items()) outside = outside || place["id"].text() == rig().clinic_2;
    EXPECT_TRUE(outside) << "the clinic of another township";
}

TEST_P(Transfers, NobodyIsLostWithoutThreeAttemptsInThirtyDays) {
    const std::string id = opened();
    after_days(60);
    const auto lost = [&](const std::string& more) { return status(id, 1, R"({"status":"4","on":"2027-01-15")" + more + "}"); };
    EXPECT_EQ(code(lost("")), "REQUIRED");
    EXPECT_EQ(code(lost(R"(,"last_contact":"2026-11-21")")), "LOST_ATTEMPTS");
    const std::string since = R"(,"last_contact":"2026-11-21","attempts":)";
    EXPECT_EQ(code(lost(since + R"([{"on":"2026-12-01"},{"on":"2026-12-20"}])")), "LOST_ATTEMPTS");
    EXPECT_EQ(code(lost(since + R"([{"on":"2026-12-01"},{"on":"2026-12-01"},{"on":"2027-01-01"}])")), "LOST_ATTEMPTS") << "two on one day";
    EXPECT_EQ(code(lost(since + R"([{"on":"2026-12-01"},{"on":"2026-12-02"},{"on":"2026-12-30"}])")), "LOST_ATTEMPTS") << "29 days";
    EXPECT_EQ(code(lost(since + R"([{"on":"2026-11-20"},{"on":"2026-12-02"},{"on":"2026-12-31"}])")), "DATE_RANGE")
        << "before the last contact";
    EXPECT_EQ(code(lost(since + R"([{"on":"2026-12-01","how":"电话"},{"on":"2026-12-15"},{"on":"2026-12-31","how":"上门"}])")), "ok");
    EXPECT_EQ(rig().count("SELECT COUNT(*) FROM resident WHERE status = '4' AND status_note LIKE '%last_contact%'"), 1);
}

TEST_P(Transfers, TheStatusMachineKnowsItsWaysAndNoOthers) {
    // From state to state: what an institution does by itself, and what the county corrects on its request.
    const std::set<std::string> ways{"12", "13", "14", "21", "23", "41", "43"};
    const std::set<std::string> corrections{"31", "51", "15", "45"};
    int serial = 0;
    const auto in_state = [&](char from) {
        const auto made = rig().post(rig().everyone(), R"({"village_code":"350881001001","sex":"1","birth_date":"1960-01-01","name":"人)" +
                                                           std::to_string(++serial) + R"("})");
        const std::string id = value(made)["id"].text();
        rig().write([&](db::Connection& connection) {
            connection.run_text("UPDATE resident SET status = '" + std::string(1, from) + "' WHERE id = '" + id + "'", {});
        });
        return id;
    };
    for (const char from : std::string_view{"123456"}) {
        for (const char to : std::string_view{"1234"}) {
            const std::string way{from, to};
            const std::string body =
                std::string{R"({"status":")"} + to +
                R"(","on":"2026-11-21","destination":"厦门","cause":"I21","source":"家属","last_contact":"2026-09-01",)"
                R"("attempts":[{"on":"2026-09-10"},{"on":"2026-10-01"},{"on":"2026-11-01"}]})";
            EXPECT_EQ(code(status(in_state(from), 1, body)), ways.contains(way) ? "ok" : "status-forbids") << way;
        }
        for (const char to : std::string_view{"15"}) {
            const std::string way{from, to};
            const std::string body = std::string{R"({"to":")"} + to + R"(","reason":"登记有误"})";
            EXPECT_EQ(code(send(as("one", "ph_staff"), "/api/residents/{resident}/status-corrections", {in_state(from)}, body)),
                      corrections.contains(way) ? "ok" : "status-forbids")
                << way;
        }
    }
    EXPECT_EQ(code(status(in_state('1'), 1, R"({"status":"6","on":"2026-11-21"})")), "CODE_UNKNOWN") << "merging is an act of its own";
    // An archive opened from an old list, of somebody who had died before.
    const std::string dead = in_state('1');
    EXPECT_EQ(code(status(dead, 1, R"({"status":"3","on":"1959-12-31","cause":"I21","source":"家属"})")), "DATE_RANGE")
        << "before the birth";
    EXPECT_EQ(code(status(dead, 1, R"({"status":"2","on":"2026-11-20","destination":"厦门"})")), "DATE_RANGE") << "before the archive";
    EXPECT_EQ(code(status(dead, 1, R"({"status":"3","on":"2020-05-01","cause":"I21","source":"家属"})")), "ok");
}

TEST_P(Transfers, AnOfferLapsesAfterFifteenDaysAndMayBeMadeAgain) {
    const std::string id = opened();
    const std::string transfer = offer(id);
    after_days(16);
    EXPECT_EQ(code(decide(rig().elsewhere(), transfer, "acceptance")), "TRANSFER_LAPSED");
    const std::string again = offer(id);
    EXPECT_NE(again, transfer);
    EXPECT_EQ(code(decide(rig().elsewhere(), again, "refusal")), "REASON_REQUIRED");
    ASSERT_EQ(code(decide(rig().elsewhere(), again, "refusal", R"({"reason":"查无此人"})")), "ok");
    EXPECT_EQ(value(get(rig().doctor(), "/api/residents/{resident}", {id}))["institution_id"].text(), rig().clinic);
    const std::string third = offer(id);
    EXPECT_EQ(decide(rig().elsewhere(), third, "withdrawal").error().status(), 404);
    EXPECT_EQ(code(decide(rig().doctor(), third, "withdrawal")), "ok");
}

TEST_P(Transfers, ADeathEnteredInErrorIsGivenBackByTheCountyAlone) {
    const std::string id = opened();
    ASSERT_EQ(code(status(id, 1, R"({"status":"3","on":"2026-11-21","cause":"I21.9","source":"家属"})")), "ok");
    const std::string asked = value(send(as("one", "ph_staff"), "/api/residents/{resident}/status-corrections", {id},
                                         R"({"to":"1","reason":"同名误报死亡"})"))["id"]
                                  .text();
    EXPECT_EQ(code(send(as("one", "county_admin"), "/api/status-corrections/{correction}/approval", {asked}, "{}")), "proposer-approves");
    ASSERT_EQ(code(send(as("two", "county_admin"), "/api/status-corrections/{correction}/approval", {asked}, "{}")), "ok");
    EXPECT_EQ(value(get(rig().everyone(), "/api/residents/{resident}", {id}))["status"].text(), "1");
    EXPECT_EQ(rig().count("SELECT COUNT(*) FROM resident_step WHERE status = '3'"), 0);
    EXPECT_EQ(differences(), 0U);
    EXPECT_EQ(
        code(send(as("one", "ph_staff"), "/api/residents/{resident}/status-corrections", {id}, R"({"to":"1","reason":"同名误报死亡"})")),
        "status-forbids");
}

TEST_P(Transfers, AnArchiveIsClosedByOrderAndOpenedAgain) {
    const std::string id = opened();
    const auto correct = [&](const char* to) {
        const std::string body = std::string{R"({"to":")"} + to + R"(","reason":"误建档案"})";
        const std::string asked =
            value(send(as("one", "ph_staff"), "/api/residents/{resident}/status-corrections", {id}, body))["id"].text();
        return code(send(as("two", "county_admin"), "/api/status-corrections/{correction}/approval", {asked}, "{}"));
    };
    ASSERT_EQ(correct("5"), "ok");
    EXPECT_EQ(value(get(rig().everyone(), "/api/residents/{resident}", {id}))["status"].text(), "5");
    ASSERT_EQ(correct("1"), "ok");
    EXPECT_EQ(value(get(rig().everyone(), "/api/residents/{resident}", {id}))["status"].text(), "1");
    EXPECT_EQ(differences(), 0U);
}

constexpr const char* social = R"({"type":"2","number":"J12345678","area":"350881","issued_on":"2020-01-01")";

TEST_P(Transfers, ACardFindsItsPersonUntilItIsLostAndPaysNothingWhenExpired) {
    const std::string id = opened();
    const std::string card =
        value(send(rig().doctor(), "/api/residents/{resident}/cards", {id}, std::string{social} + R"(,"expires_on":"2027-01-01"})"))["id"]
            .text();
    const auto lookup = [&](const std::string& more = "") {
        return send(rig().doctor(), "/api/cards/lookup", {}, R"({"type":"2","number":"j1234 5678")" + more + "}");
    };
    EXPECT_EQ(value(lookup())["resident_id"].text(), id);
    EXPECT_EQ(code(lookup(R"(,"id_no":"350802195203150025")")), "CARD_PERSON_MISMATCH");
    EXPECT_EQ(code(send(rig().doctor(), "/api/residents/{resident}/cards/{card}/state", {id, card}, R"({"state":"2"})")), "ok");
    EXPECT_EQ(code(lookup()), "CARD_LOST");
    EXPECT_EQ(code(send(rig().doctor(), "/api/residents/{resident}/cards/{card}/state", {id, card}, R"({"state":"1"})")), "ok");
    after_days(60);
    EXPECT_EQ(value(lookup())["blocked"].text(), "CARD_BLOCKED");
    EXPECT_EQ(value(lookup())["pays"].as_boolean(), false);
}

TEST_P(Transfers, ACardBelongsToOnePersonAndIsReplacedWithItsHistoryKept) {
    const std::string a = opened();
    const std::string b = opened("350802195203150025", "李梅");
    const std::string cards = "/api/residents/{resident}/cards";
    ASSERT_EQ(code(send(rig().doctor(), cards, {a}, std::string{social} + "}")), "ok");
    EXPECT_EQ(code(send(rig().doctor(), cards, {b}, std::string{social} + "}")), "CARD_PERSON_MISMATCH");
    EXPECT_EQ(code(send(rig().doctor(), cards, {a}, std::string{social} + "}")), "CARD_BOUND");
    ASSERT_EQ(code(send(rig().doctor(), cards, {a}, R"({"type":"2","number":"J99999999"})")), "ok");
    const json::Value held = value(get(rig().doctor(), cards, {a}));
    ASSERT_EQ(held["items"].items().size(), 2U);
    EXPECT_EQ(held["items"].items()[0]["state"].text(), "1");
    EXPECT_EQ(held["items"].items()[1]["state"].text(), "4");
    EXPECT_EQ(code(send(rig().doctor(), cards, {b}, std::string{social} + "}")), "ok") << "a replaced card is free again";
    EXPECT_EQ(code(send(rig().doctor(), cards, {a}, R"({"type":"1","number":"X1234567"})")), "CODE_UNKNOWN");
    EXPECT_EQ(code(send(rig().doctor(), cards, {a}, R"({"type":"2","number":"!!"})")), "CARD_FORMAT");
}

TEST_P(Transfers, TheFamilyBookletNeedsTheName) {
    const std::string a = opened();
    const std::string b = opened("350802195203150025", "李梅");
    for (const std::string* who : {&a, &b})
        ASSERT_EQ(code(send(rig().doctor(), "/api/residents/{resident}/cards", {*who}, R"({"type":"6","number":"350881-0012"})")), "ok");
    EXPECT_EQ(code(send(rig().doctor(), "/api/cards/lookup", {}, R"({"type":"6","number":"350881-0012"})")), "NAME_REQUIRED");
    EXPECT_EQ(
        value(send(rig().doctor(), "/api/cards/lookup", {}, R"({"type":"6","number":"350881-0012","name":"李梅"})"))["resident_id"].text(),
        b);
}

TEST_P(Transfers, AMismatchIsAcceptedOnlyFromAnAdministratorWithAReason) {
    const std::string body =
        R"({"village_code":"350881001001","address":"一号","name":"王建国","id_no":"350802196002290018","birth_date":"1960-02-28")";
    EXPECT_EQ(code(rig().post(rig().doctor(), body + "}")), "ID_BIRTH_MISMATCH");
    EXPECT_EQ(code(rig().post(rig().doctor(), body + R"(,"mismatch_reason":"公安登记有误"})")), "inst-admin-needed");
    const auto saved = rig().post(as("admin", "inst_admin"), body + R"(,"mismatch_reason":"公安登记有误"})");
    ASSERT_TRUE(saved) << code(saved);
    EXPECT_NE(saved->body.find("ID_BIRTH_MISMATCH"), std::string::npos) << "said as a warning";
    const std::string id = (*json::parse(saved->body))["id"].text();
    EXPECT_EQ(value(get(rig().everyone(), "/api/residents/{resident}", {id}))["birth_date"].text(), "1960-02-28");
    // What was accepted once stays accepted when something else is changed.
    EXPECT_EQ(code(rig().patch(rig().everyone(), id, 1, R"({"address":"二号"})")), "ok");
    EXPECT_EQ(code(rig().patch(rig().everyone(), id, 2, R"({"birth_date":"1960-02-27"})")), "ID_BIRTH_MISMATCH");
}

TEST_P(Transfers, CoverAndBasicFormPrintAsPdf) {
    const std::string id = opened();
    for (const char* form : {"cover", "personal-basic"}) {
        const auto printed = get(rig().doctor(), "/api/residents/{resident}/print/{form}", {id, form});
        ASSERT_TRUE(printed) << form << " " << code(printed);
        EXPECT_EQ(printed->content_type, "application/pdf");
        EXPECT_TRUE(printed->body.starts_with("%PDF-")) << form;
    }
    EXPECT_EQ(get(rig().doctor(), "/api/residents/{resident}/print/{form}", {id, "../secret"}).error().status(), 404);
    EXPECT_EQ(get(rig().elsewhere(), "/api/residents/{resident}/print/{form}", {id, "cover"}).error().status(), 404);
}

}  // namespace
}  // namespace jiwei::residents::testing
