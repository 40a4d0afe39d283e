// Finding a person in an emergency by a full number, and lists as files.
#include <gtest/gtest.h>

#include "modules/residents/tests/rig.hpp"

namespace jiwei::residents::testing {
namespace {

class ListFile : public CountyTest {
protected:
    void open_person() {
        const auto response =
            rig().post(rig().doctor(), R"({"village_code":"350881001001","address":"木城村12号","name":"王建国","phone":"13812345678",)"
                                       R"("id_no":"350802196002290018"})");
        ASSERT_TRUE(response) << code(response);
    }
    Result<http::Response> send(const Asker& who, const std::string& route, const std::string& body) {
        return rig().call(rig().request(http::Verb::post, who, body), route, {});
    }
    Result<http::Response> find(const std::string& number) {
        return send(rig().elsewhere(), "/api/residents/emergency-search", R"({"number":")" + number + R"("})");
    }
    Result<http::Response> file(const std::string& body) { return send(rig().doctor(), "/api/residents/list-file", body); }
};
JIWEI_ON_EACH_ENGINE(ListFile);

TEST_P(ListFile, AnEmergencyFindsAStrangerByAFullNumberAndMasksTheAnswer) {
    open_person();
    for (const char* number : {"350802196002290018", "13812345678", "138 1234 5678", "350802600229001"}) {
        const auto answer = find(number);
        ASSERT_TRUE(answer) << number << code(answer);
        const json::Value items = (*json::parse(answer->body))["items"];
        ASSERT_EQ(items.items().size(), 1U) << number;
        EXPECT_EQ(items.items()[0]["id_masked"].text(), "350***********0018");
        EXPECT_NE(items.items()[0]["name"].text(), "王建国");
        EXPECT_EQ(answer->body.find("13812345678"), std::string::npos);
    }
    const auto nobody = find("350802195203150025");
    ASSERT_TRUE(nobody);
    EXPECT_TRUE((*json::parse(nobody->body))["items"].items().empty());
    EXPECT_GE(rig().count("SELECT COUNT(*) FROM audit_access WHERE action = 'search' AND resource = 'break_glass'"), 5);
}

TEST_P(ListFile, NamesAndPartsOfNumbersFindNobodyInAnEmergency) {
    open_person();
    for (const char* part : {"王建国", "wjg", "0018", "", "?!"}) EXPECT_EQ(code(find(part)), "FULL_NUMBER") << part;
}

TEST_P(ListFile, AListLeavesAsAWorkbookOrACsvWithoutFormulas) {
    const auto book = file(R"({"title":"居民","format":"xlsx","columns":["姓名","电话"],"rows":[["王建国","138****5678"]]})");
    ASSERT_TRUE(book) << code(book);
    EXPECT_EQ(book->body.substr(0, 2), "PK");
    const auto text = file(R"({"title":"居民","format":"csv","columns":["姓名"],"rows":[["=SUM"],["a,b"]]})");
    ASSERT_TRUE(text) << code(text);
    EXPECT_NE(text->body.find("'=SUM"), std::string::npos);
    EXPECT_NE(text->body.find("\"a,b\""), std::string::npos);
    EXPECT_EQ(rig().count("SELECT COUNT(*) FROM audit_access WHERE action = 'export' AND resource = 'resident_list'"), 2);
}

TEST_P(ListFile, WhatIsNoListIsRefusedAtItsField) {
    EXPECT_EQ(code(file(R"({"title":"","format":"csv","columns":["a"],"rows":[]})")), "TEXT_LENGTH");
    EXPECT_EQ(code(file(R"({"title":"x","format":"pdf","columns":["a"],"rows":[]})")), "CODE_UNKNOWN");
    EXPECT_EQ(code(file(R"({"title":"x","format":"csv","columns":["a"],"rows":[["1","2"]]})")), "COUNT");
    EXPECT_EQ(code(file(R"({"title":"x","format":"csv","columns":[],"rows":[]})")), "COUNT");
}

}  // namespace
}  // namespace jiwei::residents::testing
