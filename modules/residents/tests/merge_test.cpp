// Duplicates and merging in the register itself: the queue, two persons for one merge, everything found afterwards, everything given back.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "fhir/provider.hpp"
#include "modules/residents/tests/rig.hpp"

namespace jiwei::residents::testing {
namespace {

class Merging : public CountyTest {
protected:
    Asker proposer() { return as(rig().everyone(), "proposer", "ph_staff"); }
    Asker approver() { return as(rig().everyone(), "approver", "inst_admin"); }

    static std::string members(const std::string& more) {
        return R"({"village_code":"350881001001","address":"木城村12号","doctor":"林",)" + more + "}";
    }
    std::string opened(const std::string& more) {
        const auto response = rig().post(approver(), members(more));
        EXPECT_TRUE(response) << code(response);
        return response ? (*json::parse(response->body))["id"].text() : "";
    }
    Result<http::Response> get(const Asker& who, const std::string& route, const std::vector<std::string>& params = {}) {
        return rig().call(rig().request(http::Verb::get, who), route, params);
    }
    Result<http::Response> send(const Asker& who, const std::string& route, const std::vector<std::string>& params,
                                const std::string& body) {
        return rig().call(rig().request(http::Verb::post, who, body), route, params);
    }
    static json::Value value(const Result<http::Response>& response) {
        EXPECT_TRUE(response) << code(response);
        return response ? *json::parse(response->body) : json::Value{};
    }
    std::string proposed(const std::string& a, const std::string& b, const std::string& choices = "{}") {
        const auto response =
            send(proposer(), "/api/merges", {},
                 R"({"resident_a":")" + a + R"(","resident_b":")" + b + R"(","choices":)" + choices + R"(,"reason":"同一个人"})");
        return value(response)["id"].text();
    }
    std::string merged(const std::string& a, const std::string& b, const std::string& choices = "{}") {
        const std::string id = proposed(a, b, choices);
        EXPECT_EQ(code(decide(id, "approval")), "ok");
        return id;
    }
    Result<http::Response> decide(const std::string& merge, const char* what) {
        return send(approver(), std::string{"/api/merges/{merge}/"} + what, {merge}, R"({"reason":"核对无误"})");
    }
    json::Value head(const std::string& id) { return value(get(rig().everyone(), "/api/residents/{resident}", {id})); }
    std::string found(const std::string& q) {
        const json::Value hits = rig().search(rig().everyone(), R"({"q":")" + q + R"("})")["items"];
        std::string ids;
        for (const json::Value& hit : hits.items()) ids += (ids.empty() ? "" : ",") + hit["id"].text();
        return ids;
    }
    std::vector<std::string> lines() {
        std::vector<std::string> all;
        rig().database().read([&](db::Connection& connection) {
            rig().residents().export_canonical(connection, county, [&](std::string_view line) { all.emplace_back(without_version(line)); });
            rig().indicators().export_canonical(connection, county, [&](std::string_view line) { all.emplace_back(line); });
            return 0;
        });
        return all;
    }
    static std::string without_version(std::string_view line) {
        json::Value value = *json::parse(line);
        value.set("version", json::Value{});
        return json::write(value);
    }
};
JIWEI_ON_EACH_ENGINE(Merging);

constexpr const char* first_person = R"("name":"王建国","id_no":"350802196002290018","phone":"13812345678")";
constexpr const char* same_person =
    R"("name":"王建国","sex":"1","birth_date":"1960-02-29","phone":"13812345678","duplicate_reason":"证件未带")";

TEST_P(Merging, ALikelyPersonNeedsTheReasonOfAnAdministrator) {
    const std::string id = opened(first_person);
    const std::string again = members(R"("name":"王建国","sex":"1","birth_date":"1960-02-29","phone":"13812345678")");
    const auto refused = rig().post(rig().township(), again);
    ASSERT_EQ(code(refused), "LIKELY");
    EXPECT_EQ(refused.error().status(), 409);
    EXPECT_EQ(refused.error().errors.front().allowed, id);
    EXPECT_EQ(code(rig().post(rig().township(), members(same_person))), "inst-admin-needed");
    EXPECT_EQ(code(rig().post(approver(), members(same_person))), "ok");
    const json::Value queue = value(get(proposer(), "/api/duplicates"));
    ASSERT_EQ(queue["items"].items().size(), 1U);
    EXPECT_EQ(queue["items"].items()[0]["verdict"].text(), "LIKELY");
    EXPECT_EQ(queue["items"].items()[0]["points"].text(), "85");
    EXPECT_EQ(queue["items"].items()[0]["lines"].items().size(), 5U);
}

TEST_P(Merging, APossiblePersonIsSavedAndQueued) {
    opened(R"("name":"王建国","id_no":"350802196002290018")");
    const auto response =
        rig().post(rig().township(), R"({"village_code":"350881001002","name":"王建国","sex":"1","birth_date":"1960-02-29"})");
    ASSERT_TRUE(response) << code(response);
    EXPECT_NE(response->body.find("POSSIBLE"), std::string::npos);
    EXPECT_EQ(value(get(proposer(), "/api/duplicates"))["items"].items().size(), 1U);
    EXPECT_EQ(value(get(as(rig().elsewhere(), "far", "ph_staff"), "/api/duplicates"))["items"].items().size(), 0U);
}

TEST_P(Merging, APairThatIsNoLongerAlikeLeavesTheQueueAndAJudgedOneStaysAway) {
    const std::string a = opened(R"("name":"王建国","id_no":"350802196002290018")");
    const std::string b = opened(R"("name":"王建国","sex":"1","birth_date":"1960-02-29")");
    ASSERT_EQ(value(get(proposer(), "/api/duplicates"))["items"].items().size(), 1U);
    ASSERT_EQ(code(rig().patch(rig().everyone(), b, 1, R"({"birth_date":"1961-03-04"})")), "ok");
    EXPECT_EQ(value(get(proposer(), "/api/duplicates"))["items"].items().size(), 0U);
    ASSERT_EQ(code(rig().patch(rig().everyone(), b, 2, R"({"birth_date":"1960-02-29"})")), "ok");
    ASSERT_EQ(value(get(proposer(), "/api/duplicates"))["items"].items().size(), 1U);
    ASSERT_EQ(code(send(proposer(), "/api/duplicates/{a}/{b}/different", {a, b}, R"({"reason":"父子"})")), "ok");
    ASSERT_EQ(code(rig().patch(rig().everyone(), b, 3, R"({"address":"木城村13号"})")), "ok");
    EXPECT_EQ(value(get(proposer(), "/api/duplicates"))["items"].items().size(), 0U);
}

TEST_P(Merging, AScanFindsWhatAnImportBrought) {
    opened(R"("name":"王建国","id_no":"350802196002290018")");
    opened(R"("name":"王建国","sex":"1","birth_date":"1960-02-29")");
    rig().write([](db::Connection& connection) { connection.run_text("DELETE FROM duplicate_pair", {}); });
    rig().write([&](db::Connection& connection) {
        std::string after;
        do after = rig().residents().scan_duplicates(connection, rig().act(), after, 1);
        while (!after.empty());
    });
    EXPECT_EQ(value(get(proposer(), "/api/duplicates"))["items"].items().size(), 1U);
}

TEST_P(Merging, TheNightlyJobComparesWhoeverWasChangedSince) {
    const auto run = [&](const char* day, int days_later) {
        rig().clock().set(time::Instant{morning_ms + days_later * 86'400'000LL});
        bool enqueued = false;
        rig().write([&](db::Connection& connection) {
            enqueued = rig().residents().enqueue_duplicate_scan(connection, county, *parse_civil_date(day));
        });
        EXPECT_TRUE(enqueued);
        EXPECT_TRUE(rig().runner().run_one());
    };
    const auto pairs = [&] { return value(get(proposer(), "/api/duplicates"))["items"].items().size(); };
    opened(first_person);
    opened(R"("name":"王建国","sex":"1","birth_date":"1960-02-29")");
    rig().write([](db::Connection& connection) { connection.run_text("DELETE FROM duplicate_pair", {}); });
    run("2026-11-21", 0);
    EXPECT_EQ(pairs(), 1U);
    EXPECT_EQ(rig().count("SELECT COUNT(*) FROM job WHERE error_code <> ''"), 0);
    // Asked twice on one day it runs once.
    rig().write([&](db::Connection& connection) {
        EXPECT_FALSE(rig().residents().enqueue_duplicate_scan(connection, county, *parse_civil_date("2026-11-21")));
    });
    // Nobody was changed since: nobody is compared.
    rig().write([](db::Connection& connection) { connection.run_text("DELETE FROM duplicate_pair", {}); });
    run("2026-11-22", 1);
    EXPECT_EQ(pairs(), 0U);
    opened(R"("name":"林一","sex":"2","birth_date":"1988-07-04","phone":"13900000000")");
    run("2026-11-23", 2);
    EXPECT_EQ(pairs(), 0U) << "the changed person is alike to nobody";
    // 120 people of one name and day are more than one act takes.
    for (int i = 0; i < 120; ++i) opened(R"("name":"曾同名","sex":"2","birth_date":"1970-01-01","opened_on":"2020-01-01")");
    rig().write([](db::Connection& connection) { connection.run_text("DELETE FROM duplicate_pair", {}); });
    run("2026-11-24", 3);
    EXPECT_EQ(rig().count("SELECT COUNT(*) FROM duplicate_pair"), 120 * 119 / 2);
}

TEST_P(Merging, ACardThatBothHeldIsEvidence) {
    const std::string a = opened(R"("name":"王建国","sex":"1","birth_date":"1960-02-29")");
    const std::string b = opened(R"("name":"林大山","sex":"1","birth_date":"1960-02-29","phone":"13812345678")");
    const auto bind = [&](const std::string& id) {
        return send(rig().everyone(), "/api/residents/{resident}/cards", {id}, R"({"type":"2","number":"A123456789"})");
    };
    const std::string card = value(bind(a))["id"].text();
    EXPECT_EQ(code(bind(b)), "CARD_PERSON_MISMATCH");
    ASSERT_EQ(code(send(rig().everyone(), "/api/residents/{resident}/cards/{card}/state", {a, card}, R"({"state":"3"})")), "ok");
    EXPECT_EQ(value(get(proposer(), "/api/duplicates"))["items"].items().size(), 0U);
    ASSERT_EQ(code(bind(b)), "ok");
    // 40 for the card, 25 for the day of birth, 5 for the sex, 10 for the house.
    EXPECT_EQ(value(get(proposer(), "/api/duplicates"))["items"].items()[0]["points"].text(), "80");
}

TEST_P(Merging, DuplicatesAreCountedOnceAPairAndOnceAPerson) {
    rig().indicators().plug(&rig().residents().contribution_source());
    const auto rate = [&] {
        return rig().database().read([&](db::Connection& connection) {
            const auto differences = rig().indicators().verify(connection, county, rig().clock().today());
            EXPECT_TRUE(differences.empty()) << differences.front().what << differences.front().indicator;
            const auto value = rig().indicators().value(connection, county, "R6", rig().root, rig().clock().today());
            return std::to_string(value.numerator) + "/" + std::to_string(value.denominator);
        });
    };
    const std::string a = opened(first_person);
    EXPECT_EQ(rate(), "0/1");
    const std::string b = opened(same_person);
    EXPECT_EQ(rate(), "1/2") << "one pair is one archive too many";
    const std::string c = opened(same_person);
    EXPECT_EQ(rate(), "2/3") << "three pairs, two archives too many";
    rig().clock().set(time::Instant{morning_ms + 86'400'000LL});
    const std::string merge = merged(a, b);
    EXPECT_EQ(rate(), "1/2");
    ASSERT_EQ(code(decide(merge, "undo")), "ok");
    EXPECT_EQ(rate(), "2/3");
    ASSERT_EQ(code(send(proposer(), "/api/duplicates/{a}/{b}/different", {a, c}, R"({"reason":"父子"})")), "ok");
    EXPECT_EQ(rate(), "2/3") << "c is still alike to b";
    ASSERT_EQ(code(send(proposer(), "/api/duplicates/{a}/{b}/different", {b, c}, R"({"reason":"父子"})")), "ok");
    EXPECT_EQ(rate(), "1/3");
    ASSERT_EQ(code(rig().patch(rig().everyone(), b, rig().count("SELECT version FROM resident WHERE id = '" + b + "'"),
                               R"({"birth_date":"1980-01-01"})")),
              "ok");
    EXPECT_EQ(rate(), "0/3");
    // Yesterday's numbers stay what they were.
    const auto yesterday = rig().database().read([&](db::Connection& connection) {
        return rig().indicators().value(connection, county, "R6", rig().root, *parse_civil_date("2026-11-21")).numerator;
    });
    EXPECT_EQ(yesterday, 2);
}

TEST_P(Merging, AnArchiveOpenedToThePersonStaysSoInTheSurvivor) {
    rig().indicators().plug(&rig().residents().contribution_source());
    const auto opening = [&](const std::string& id, const std::string& body) {
        return rig().call(rig().request(http::Verb::put, rig().everyone(), body), "/api/residents/{resident}/opening", {id});
    };
    const auto opened_people = [&] {
        return rig().database().read([&](db::Connection& connection) {
            EXPECT_TRUE(rig().indicators().verify(connection, county, rig().clock().today()).empty());
            return rig().indicators().value(connection, county, "R5", rig().root, rig().clock().today()).numerator;
        });
    };
    const std::string kept = opened(first_person);
    const std::string lost = opened(same_person);
    EXPECT_EQ(code(opening(lost, R"({"opened":"yes"})")), "TYPE");
    EXPECT_EQ(code(opening(lost, R"({"opened":true,"on":"2026-11-22"})")), "DATE_RANGE");
    ASSERT_EQ(code(opening(lost, R"({"opened":true})")), "ok");
    ASSERT_EQ(code(opening(lost, R"({"opened":true})")), "ok") << "again is no change";
    EXPECT_EQ(opened_people(), 1);
    EXPECT_EQ(rig().count("SELECT version FROM resident WHERE id = '" + lost + "'"), 2);
    const std::string merge = merged(kept, lost);
    EXPECT_EQ(opened_people(), 1);
    EXPECT_EQ(value(get(rig().everyone(), "/api/residents/{resident}/opening", {lost}))["opened"].as_boolean(), true);
    ASSERT_EQ(code(decide(merge, "undo")), "ok");
    EXPECT_EQ(value(get(rig().everyone(), "/api/residents/{resident}/opening", {kept}))["opened"].as_boolean(), false);
    ASSERT_EQ(code(opening(lost, R"({"opened":false})")), "ok");
    EXPECT_EQ(opened_people(), 0);
}

TEST_P(Merging, OneProposesAnotherApprovesAndEveryOldNumberFindsTheSurvivor) {
    const std::string kept = opened(first_person);
    const std::string lost = opened(same_person);
    const std::string old_archive = head(lost)["archive_no"].text();
    const std::string temporary =
        value(get(rig().everyone(), "/api/residents/{resident}/cover", {lost}))["identifiers"].items()[0]["type"].text();
    EXPECT_EQ(temporary, "98");
    const json::Value compared = value(get(proposer(), "/api/duplicates/{a}/{b}", {lost, kept}));
    EXPECT_EQ(compared["survivor"]["id"].text(), kept) << "the verified number stays";
    EXPECT_TRUE(compared["refused"].is_null());

    const std::string merge = proposed(kept, lost);
    Asker same = approver();
    same.principal.user_id = "proposer";
    EXPECT_EQ(code(send(same, "/api/merges/{merge}/approval", {merge}, "{}")), "proposer-approves");
    ASSERT_EQ(code(decide(merge, "approval")), "ok");
    EXPECT_EQ(code(decide(merge, "approval")), "merge-state");

    EXPECT_EQ(found(old_archive), kept);
    EXPECT_EQ(found("T35088119600229001"), kept);
    EXPECT_EQ(found("王建国"), kept);
    EXPECT_EQ(found("350802196002290018"), kept);
    EXPECT_EQ(head(lost)["id"].text(), kept);
    EXPECT_EQ(head(lost)["merged_from"].text(), lost);
    EXPECT_EQ(rig().count("SELECT COUNT(*) FROM resident WHERE status = '1'"), 1);
    EXPECT_EQ(rig().count("SELECT COUNT(*) FROM duplicate_pair WHERE state = 'open'"), 0);
    // The number of the loser belongs to the survivor now: a third archive with it is refused.
    const auto again = rig().post(approver(), members(R"("name":"丙","id_no":"350802196002290018")"));
    ASSERT_EQ(code(again), "DUP_EXACT");
    EXPECT_EQ(again.error().errors.front().allowed, kept);
    EXPECT_EQ(code(rig().patch(rig().everyone(), lost, 2, R"({"address":"x"})")), "status-forbids");
}

TEST_P(Merging, UndoGivesBackEverythingToTheLastByte) {
    const std::string kept = opened(first_person);
    const std::string lost = opened(
        R"("name":"王建囯","sex":"1","birth_date":"1960-02-29","phone":"13900000000","contact_name":"王小明","contact_phone":"13812345678","opened_on":"2019-05-01","duplicate_reason":"证件未带")");
    const auto before = lines();
    const std::string merge = merged(kept, lost, R"({"name":"loser","phone":"loser","contact":"loser"})");
    EXPECT_EQ(head(kept)["name"].text(), "王建囯");
    EXPECT_EQ(found("13900000000"), kept);
    EXPECT_NE(lines(), before);
    ASSERT_EQ(code(decide(merge, "undo")), "ok");
    EXPECT_EQ(lines(), before);
    EXPECT_EQ(head(lost)["id"].text(), lost);
    EXPECT_EQ(found("13900000000"), lost);
    EXPECT_EQ(found(head(lost)["archive_no"].text()), lost);
    EXPECT_EQ(code(decide(merge, "undo")), "merge-state");
}

TEST_P(Merging, WhatWasChangedAfterTheMergeStaysWhenItIsTakenBack) {
    const std::string kept = opened(first_person);
    const std::string lost = opened(same_person);
    const std::string merge = merged(kept, lost);
    ASSERT_EQ(code(rig().patch(rig().everyone(), kept, 2, R"({"address":"新街1号","duplicate_reason":""})")), "ok");
    ASSERT_EQ(code(decide(merge, "undo")), "ok");
    EXPECT_EQ(head(kept)["address"].text(), "新街1号");
}

TEST_P(Merging, AMergeThatWasBuiltUponOrIsOldIsNotTakenBack) {
    const std::string kept = opened(first_person);
    const std::string lost = opened(same_person);
    const std::string merge = merged(kept, lost);
    http::Request moved = rig().request(http::Verb::post, rig().everyone(), R"({"status":"2","on":"2026-11-21","destination":"厦门"})");
    moved.headers.emplace_back("if-match", "W/\"2\"");
    ASSERT_EQ(code(rig().call(std::move(moved), "/api/residents/{resident}/status", {kept})), "ok");
    EXPECT_EQ(code(decide(merge, "undo")), "MERGE_TOUCHED");
    rig().clock().set(time::Instant{morning_ms + 31LL * 86'400'000});
    EXPECT_EQ(code(decide(merge, "undo")), "MERGE_TOO_OLD");
}

TEST_P(Merging, TwoValidNumbersAreTwoPeople) {
    const std::string a = opened(R"("name":"王建国","id_no":"350802196002290018")");
    const std::string b = opened(R"("name":"李梅","id_no":"350821198807041244")");
    const std::string body = R"({"resident_a":")" + a + R"(","resident_b":")" + b + R"(","reason":"同一个人"})";
    EXPECT_EQ(code(send(proposer(), "/api/merges", {}, body)), "MERGE_ID_CONFLICT");
    EXPECT_EQ(value(get(proposer(), "/api/duplicates/{a}/{b}", {a, b}))["refused"].text(), "MERGE_ID_CONFLICT");
}

TEST_P(Merging, ChainsAreFlattenedAndComeApartInOrder) {
    const std::string a = opened(R"("name":"甲","id_no":"350802196002290018")");
    const std::string b = opened(R"("name":"乙","sex":"1","birth_date":"1970-01-01","opened_on":"2020-01-01")");
    const std::string c = opened(R"("name":"丙","sex":"1","birth_date":"1980-01-01","opened_on":"2021-01-01")");
    const auto before = lines();
    const std::string third = head(c)["archive_no"].text();
    const std::string first = merged(b, c);
    const auto between = lines();
    const std::string second = merged(a, b);
    EXPECT_EQ(head(c)["id"].text(), a);
    EXPECT_EQ(found(third), a);
    EXPECT_EQ(code(decide(first, "undo")), "MERGE_TOUCHED");
    ASSERT_EQ(code(decide(second, "undo")), "ok");
    EXPECT_EQ(lines(), between);
    EXPECT_EQ(head(c)["id"].text(), b);
    ASSERT_EQ(code(decide(first, "undo")), "ok");
    EXPECT_EQ(lines(), before);
    EXPECT_EQ(found(third), c);
}

TEST_P(Merging, OneOpenProposalAPersonAndRefusalEndsIt) {
    const std::string a = opened(R"("name":"甲","id_no":"350802196002290018")");
    const std::string b = opened(R"("name":"乙","sex":"1","birth_date":"1970-01-01")");
    const std::string c = opened(R"("name":"丙","sex":"1","birth_date":"1980-01-01")");
    const std::string merge = proposed(a, b);
    const std::string body = R"({"resident_a":")" + b + R"(","resident_b":")" + c + R"(","reason":"同一个人"})";
    EXPECT_EQ(code(send(proposer(), "/api/merges", {}, body)), "merge-open");
    ASSERT_EQ(code(decide(merge, "refusal")), "ok");
    EXPECT_EQ(code(decide(merge, "approval")), "merge-state");
    EXPECT_EQ(code(send(proposer(), "/api/merges", {}, body)), "ok");
}

TEST_P(Merging, WhoMayNeitherProposeNorApproveSeesNothing) {
    const std::string a = opened(R"("name":"甲","id_no":"350802196002290018")");
    const std::string b = opened(R"("name":"乙","sex":"1","birth_date":"1970-01-01")");
    EXPECT_EQ(get(rig().doctor(), "/api/duplicates").error().status(), 403);
    EXPECT_EQ(get(as(rig().elsewhere(), "far", "ph_staff"), "/api/duplicates/{a}/{b}", {a, b}).error().status(), 404);
}

}  // namespace
}  // namespace jiwei::residents::testing
