// The search box on both engines: every kind of key for every reach, and pages without gaps and doubles.
#include <set>

#include "modules/residents/tests/rig.hpp"

namespace jiwei::residents::testing {
namespace {

class Search : public CountyTest {
protected:
    std::string open(const std::string& village, const std::string& members) {
        const auto response = rig().post(rig().everyone(), R"({"village_code":")" + village + R"(",)" + members + "}");
        EXPECT_TRUE(response) << code(response);
        return response ? (*json::parse(response->body))["id"].text() : "";
    }
    std::string archive_no(const std::string& id) {
        std::string found;
        rig().database().read([&](db::Connection& connection) { found = rig().residents().brief(connection, county, id)->archive_no; });
        return found;
    }
    static std::string asked(const std::string& query) { return R"({"q":")" + query + R"(","limit":50})"; }
};
JIWEI_ON_EACH_ENGINE(Search);

TEST_P(Search, EveryKeyFindsThePersonInsideTheReachAndNobodyOutside) {
    struct Person {
        std::string id;
        std::vector<std::string> queries;
        bool by_doctor, by_township, elsewhere;
    };
    std::vector<Person> people;
    people.push_back({open(rig().village, R"("name":"单国强","id_no":"350802196002290018","phone":"138 1234-5678")"),
                      {"单国强", "单国", "shanguoqiang", "SHAN guo", "sgq", "350802196002290018", "３５０８０２１９６００２２９００１８",
                       "350802600229001", "0018", "5678", "13812345678", "+86 138-1234-5678"},
                      true,
                      true,
                      false});
    people.push_back({open(rig().village_b, R"("name":"曾晓茜","id_no":"11010519491231002x","phone":"0597-7531234")"),
                      {"曾晓茜", "zengxiaoqian", "zxq", "11010519491231002X", "11010519491231002x", "002X", "002x", "05977531234", "1234"},
                      false,
                      true,
                      false});
    people.push_back({open(rig().village_2, R"("name":"仇大明","id_no":"350821198807041244","contact_phone":"13900000001")"),
                      {"仇大明", "仇", "qiudaming", "qdm", "350821198807041244", "1244", "13900000001"},
                      false,
                      false,
                      true});
    for (Person& person : people) {
        const std::string number = archive_no(person.id);
        ASSERT_EQ(number.size(), 17U);
        person.queries.push_back(number);
        person.queries.push_back(number.substr(9));
        person.queries.push_back(number.substr(9, 3) + "-" + number.substr(12));
        person.queries.emplace_back("");
    }
    const auto in_reach = [&](const Person& person, int who) {
        return who == 3 || (who == 0 ? person.by_doctor : who == 1 ? person.by_township : person.elsewhere);
    };
    const Asker askers[] = {rig().doctor(), rig().township(), rig().elsewhere(), rig().everyone()};
    for (const Person& person : people) {
        for (const std::string& query : person.queries) {
            for (int who = 0; who < 4; ++who) {
                const json::Value answer = rig().search(askers[who], asked(query));
                std::set<std::string> found;
                for (const json::Value& item : answer["items"].items()) found.insert(item["id"].text());
                EXPECT_EQ(found.contains(person.id), in_reach(person, who)) << query << " by " << who;
                for (const Person& other : people) {
                    if (in_reach(other, who)) continue;
                    EXPECT_FALSE(found.contains(other.id)) << query << " by " << who;
                }
                EXPECT_EQ(answer["total"].as_integer(), static_cast<std::int64_t>(found.size())) << query << " by " << who;
            }
        }
    }
}

TEST_P(Search, WhatIsNotThereIsNotFound) {
    open(rig().village, R"("name":"王建国","id_no":"350802196002290018","phone":"13812345678")");
    for (const char* query :
         {"李", "建国", "wangx", "350802195203150025", "9999", "13812345679", "35088100100100009", "001-00009", "E12345678"}) {
        const json::Value answer = rig().search(rig().everyone(), asked(query));
        EXPECT_EQ(answer["items"].items().size(), 0U) << query;
        EXPECT_EQ(answer["total"].as_integer(), 0) << query;
    }
    const auto too_long =
        rig().call(rig().request(http::Verb::post, rig().everyone(), asked(std::string(65, 'a'))), "/api/residents/search");
    EXPECT_EQ(code(too_long), "search-query");
    EXPECT_EQ(too_long.error().status(), 400);
}

TEST_P(Search, AFilterLooksBehindManyWhoDoNotPassIt) {
    std::string roster = "姓名,性别,出生日期,村,现住址\n";
    for (int i = 0; i < 620; ++i) roster += "丁一,男,1990-01-01," + rig().village + "," + std::to_string(i) + "\n";
    const std::string path = rig().folder().file("many.csv");
    std::ofstream{path, std::ios::binary} << roster;
    ImportOptions options;
    options.county_id = county;
    ASSERT_TRUE(rig().residents().import_file(path, options, rig().act(), [](std::int64_t, std::int64_t) { return true; }));
    const std::string wanted = open(rig().village_b, R"("name":"卓一","sex":"1","birth_date":"1990-01-01")");
    const json::Value answer = rig().search(rig().township(), R"({"q":"","village":")" + rig().village_b + R"("})");
    ASSERT_EQ(answer["items"].items().size(), 1U);
    EXPECT_EQ(answer["items"].items()[0]["id"].text(), wanted);
    EXPECT_EQ(answer["total"].as_integer(), 1);
}

TEST_P(Search, HitsShowMaskedNumbersAndOneAccessLineWithoutTheQuery) {
    open(rig().village, R"("name":"王建国","id_no":"350802196002290018","phone":"13812345678","address":"一号")");
    const json::Value answer = rig().search(rig().township(), asked("王"));
    ASSERT_EQ(answer["items"].items().size(), 1U);
    const json::Value& hit = answer["items"].items()[0];
    EXPECT_EQ(hit["id_masked"].text(), "350***********0018");
    EXPECT_EQ(hit["phone_masked"].text(), "138****5678");
    EXPECT_EQ(hit["age"].as_integer(), 66);
    EXPECT_EQ(rig().count("SELECT COUNT(*) FROM audit_access WHERE action = 'search'"), 1);
    EXPECT_EQ(rig().count("SELECT COUNT(*) FROM audit_access WHERE reason LIKE '%王%'"), 0);
}

TEST_P(Search, PagesHoldEverybodyOnceAndCursorsBelongToTheirQuery) {
    std::set<std::string> here, all;
    const char* const given[] = {"伟", "芳", "娜", "敏", "静", "强", "磊", "军", "洋", "勇"};
    for (int i = 0; i < 40; ++i) {
        const std::string& village = i % 4 == 3 ? rig().village_2 : i % 4 == 2 ? rig().village_b : rig().village;
        const std::string id = open(village, std::string{R"("sex":"1","birth_date":"1990-01-01","name":"王)"} + given[i % 10] + R"(")");
        all.insert(id);
        if (i % 4 != 3) here.insert(id);
    }
    const auto walk = [&](const Asker& who, const std::string& query, const std::string& filter) {
        std::multiset<std::string> seen;
        std::string cursor;
        do {
            const json::Value page = rig().search(who, R"({"q":")" + query + R"(","limit":7,"cursor":")" + cursor + R"(")" + filter + "}");
            for (const json::Value& item : page["items"].items()) seen.insert(item["id"].text());
            cursor = page["next"].text();
        } while (!cursor.empty() && seen.size() < 200);
        return seen;
    };
    for (const char* query : {"", "王", "wang", "w"}) {
        EXPECT_EQ(walk(rig().everyone(), query, ""), std::multiset<std::string>(all.begin(), all.end())) << query;
        EXPECT_EQ(walk(rig().township(), query, ""), std::multiset<std::string>(here.begin(), here.end())) << query;
        EXPECT_EQ(walk(rig().township(), query, R"(,"status":"1")"), std::multiset<std::string>(here.begin(), here.end())) << query;
        EXPECT_EQ(walk(rig().everyone(), query, R"(,"village":")" + rig().village_b + R"(")").size(), 10U) << query;
        EXPECT_EQ(walk(rig().everyone(), query, R"(,"institution":")" + rig().hospital + R"(")").size(), 30U) << query;
        EXPECT_EQ(walk(rig().everyone(), query, R"(,"status":"3")").size(), 0U) << query;
    }
    const std::string cursor = rig().search(rig().township(), R"({"q":"王","limit":7})")["next"].text();
    ASSERT_FALSE(cursor.empty());
    const auto with = [&](const Asker& who, const std::string& query, const std::string& given_cursor) {
        return code(rig().call(rig().request(http::Verb::post, who, R"({"q":")" + query + R"(","cursor":")" + given_cursor + R"("})"),
                               "/api/residents/search"));
    };
    EXPECT_EQ(with(rig().township(), "王", cursor), "ok");
    std::string changed = cursor;
    changed[changed.size() / 2] = changed[changed.size() / 2] == 'A' ? 'B' : 'A';
    EXPECT_EQ(with(rig().township(), "王", changed), "cursor-invalid");
    EXPECT_EQ(with(rig().township(), "李", cursor), "cursor-invalid");
    EXPECT_EQ(with(rig().elsewhere(), "王", cursor), "cursor-invalid");
    EXPECT_EQ(with(rig().township(), "王", "x"), "cursor-invalid");
}

}  // namespace
}  // namespace jiwei::residents::testing
