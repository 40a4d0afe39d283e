// A number that belongs to somebody of another name and another birth date: refused, and a task for whoever has to look (residents
// specification 6, step 1; exchange specification 3).
#include <gtest/gtest.h>

#include "modules/residents/tests/rig.hpp"

namespace jiwei::residents::testing {
namespace {

class IdentityConflicts : public CountyTest {
protected:
    Asker staff() { return as(rig().township(), "staff", "ph_staff"); }
    static std::string traveller(const char* name, const char* birth, const std::string& more = {}) {
        return R"({"village_code":"350881001001","address":"木城村12号","sex":"1","id_type":"03","id_no":"E12345678","nationality":"CHN","name":")" +
               std::string{name} + R"(","birth_date":")" + birth + '"' + more + "}";
    }
    std::string opened(const std::string& body) {
        const auto response = rig().post(rig().township(), body);
        EXPECT_TRUE(response) << code(response);
        return response ? (*json::parse(response->body))["id"].text() : "";
    }
    static std::string codes(const Result<http::Response>& response) {
        if (response) return "ok";
        std::string all;
        for (const Finding& one : response.error().errors) all += one.code + " ";
        return all;
    }
    json::Value tasks(const Asker& who, const char* state = "open") {
        http::Request request = rig().request(http::Verb::get, who);
        request.query = {{"state", state}};
        const auto response = rig().call(std::move(request), "/api/identity-conflicts", {});
        EXPECT_TRUE(response) << code(response);
        return response ? (*json::parse(response->body))["items"] : json::Value{};
    }
    std::string resolve(const Asker& who, const std::string& task, const std::string& body) {
        return code(rig().call(rig().request(http::Verb::post, who, body), "/api/identity-conflicts/{conflict}/resolution", {task}));
    }
};
JIWEI_ON_EACH_ENGINE(IdentityConflicts);

TEST_P(IdentityConflicts, ARefusedNumberPutsATaskIntoTheListOfBothPlaces) {
    const std::string owner = opened(traveller("甲一", "1980-01-01"));
    EXPECT_EQ(codes(rig().post(rig().township(), traveller("乙二", "1980-01-01"))), "DUP_EXACT ") << "the birth date is the same";
    EXPECT_EQ(codes(rig().post(rig().township(), traveller("甲一", "1990-02-02"))), "DUP_EXACT ") << "the name is the same";
    EXPECT_TRUE(tasks(staff()).items().empty());
    EXPECT_EQ(codes(rig().post(rig().township(), traveller("乙二", "1990-02-02"))), "DUP_EXACT DUP_CONFLICT ");
    EXPECT_EQ(codes(rig().post(rig().township(), traveller("乙二", "1990-02-02"))), "DUP_EXACT DUP_CONFLICT ");
    const json::Value open = tasks(staff());
    ASSERT_EQ(open.items().size(), 1U) << "the same statement again is no second task";
    const json::Value& task = open.items()[0];
    EXPECT_EQ(task["existing"]["id"].text(), owner);
    EXPECT_EQ(task["stated"]["birth_date"].text(), "1990-02-02");
    EXPECT_TRUE(task["stated"]["resident_id"].is_null()) << "nothing was linked, and there is no archive";
    EXPECT_EQ(json::write(task).find("E12345678"), std::string::npos) << "the number is masked in a list";
    EXPECT_EQ(rig().count("SELECT COUNT(*) FROM resident"), 1);
    EXPECT_TRUE(tasks(as(rig().elsewhere(), "other", "ph_staff")).items().empty()) << "neither side is theirs";
    EXPECT_EQ(codes(rig().post(rig().elsewhere(), R"({"village_code":")" + rig().village_2 +
                                                      R"(","sex":"1","id_type":"03","id_no":"E12345678",)" +
                                                      R"("nationality":"CHN","name":"丙三","birth_date":"1970-03-03"})")),
              "DUP_EXACT DUP_CONFLICT ");
    EXPECT_EQ(tasks(as(rig().elsewhere(), "other", "ph_staff")).items().size(), 1U) << "the one that they stated";
    EXPECT_EQ(tasks(staff()).items().size(), 2U) << "the owner of both is theirs";
}

TEST_P(IdentityConflicts, SomebodyWhoSeesASideClosesItWithAReason) {
    opened(traveller("甲一", "1980-01-01"));
    static_cast<void>(rig().post(rig().township(), traveller("乙二", "1990-02-02")));
    const std::string task = tasks(staff()).items()[0]["id"].text();
    constexpr const char* found = R"({"resolution":"stated-wrong","reason":"护照号码录错一位"})";
    EXPECT_EQ(resolve(as(rig().elsewhere(), "other", "ph_staff"), task, found), "not-found");
    EXPECT_EQ(resolve(as(rig().township(), "nurse", "nurse"), task, found), "forbidden");
    EXPECT_EQ(resolve(staff(), task, R"({"resolution":"maybe","reason":"护照号码录错"})"), "CODE_UNKNOWN");
    EXPECT_EQ(resolve(staff(), task, R"({"resolution":"stated-wrong","reason":"错"})"), "REASON_REQUIRED");
    EXPECT_EQ(resolve(staff(), task, found), "ok");
    EXPECT_EQ(resolve(staff(), task, found), "conflict-resolved");
    EXPECT_TRUE(tasks(staff()).items().empty());
    EXPECT_EQ(tasks(staff(), "resolved").items()[0]["resolution"].text(), "stated-wrong");
    static_cast<void>(rig().post(rig().township(), traveller("乙二", "1990-02-02")));
    EXPECT_EQ(tasks(staff()).items().size(), 1U) << "stated again: it is open again";
}

TEST_P(IdentityConflicts, AChangeOfAnArchiveIsLinkedAndItsMendingClosesTheTask) {
    const std::string owner = opened(traveller("甲一", "1980-01-01"));
    const std::string other =
        opened(R"({"village_code":"350881001001","address":"木城村13号","sex":"1","name":"乙二","birth_date":"1990-02-02"})");
    EXPECT_EQ(codes(rig().patch(rig().township(), other, 1, R"({"id_type":"03","id_no":"E12345678","nationality":"CHN"})")),
              "DUP_EXACT DUP_CONFLICT ");
    const json::Value open = tasks(staff());
    ASSERT_EQ(open.items().size(), 1U);
    EXPECT_EQ(open.items()[0]["stated"]["resident_id"].text(), other);
    // The owner's archive was the wrong one: its birth date was another person's.
    ASSERT_EQ(codes(rig().patch(rig().township(), owner, 1, R"({"birth_date":"1990-02-02"})")), "ok");
    EXPECT_TRUE(tasks(staff()).items().empty()) << "no longer another birth date";
    EXPECT_EQ(tasks(staff(), "resolved").items()[0]["resolution"].text(), "mended");
}

}  // namespace
}  // namespace jiwei::residents::testing
