// Rosters as offices have them: encodings, headings, bad rows explained, interruptions, and the way back out without loss.
#include <iconv.h>

#include "modules/residents/tests/rig.hpp"
#include "platform/xlsx/xlsx.hpp"

namespace jiwei::residents::testing {
namespace {

std::string gb18030(std::string text) {
    iconv_t to = iconv_open("GB18030", "UTF-8");
    std::string out(text.size() * 2, '\0');
    char* from = text.data();
    char* into = out.data();
    std::size_t left = text.size();
    std::size_t room = out.size();
    iconv(to, &from, &left, &into, &room);
    iconv_close(to);
    out.resize(out.size() - room);
    return out;
}

class Import : public CountyTest {
protected:
    std::string file(const std::string& name, const std::string& bytes) {
        const std::string path = rig().folder().file(name);
        std::ofstream{path, std::ios::binary} << bytes;
        return path;
    }
    Result<ImportReport> import(const std::string& path, int rows_per_act = 1000, int stop_after = 1'000'000) {
        ImportOptions options;
        options.county_id = county;
        options.rows_per_act = rows_per_act;
        int chunks = 0;
        return rig().residents().import_file(path, options, rig().act(), [&](std::int64_t, std::int64_t) { return ++chunks < stop_after; });
    }
    std::string bad(const ImportReport& report) {
        std::string text;
        EXPECT_TRUE(rig().residents().bad_rows(county, report.import_id, [&](std::string_view piece) { text += piece; }));
        return text;
    }
    std::string exported() {
        std::string text;
        ActContext act = rig().act();
        act.principal.roles = {"operator"};
        EXPECT_TRUE(rig().residents().export_csv(act, [&](std::string_view piece) { text += piece; }));
        return text;
    }
    std::string canonical() {
        std::string text;
        rig().database().read([&](db::Connection& connection) {
            rig().residents().export_canonical(connection, county, [&](std::string_view line) { text += std::string{line} + "\n"; });
        });
        return text;
    }
    json::Value person(const std::string& query) {
        const json::Value found = rig().search(rig().everyone(), R"({"q":")" + query + R"("})");
        EXPECT_EQ(found["items"].items().size(), 1U) << query;
        return found["items"].items().empty() ? json::Value{} : found["items"].items()[0];
    }
};
JIWEI_ON_EACH_ENGINE(Import);

const std::string two_people =
    "姓名,性别,身份证号码,联系电话,村居委会,家庭住址\r\n"
    "王建国,男,350802196002290018,13812345678,350881001001,一号\r\n"
    "曾晓茜,女,11010519491231002x,0597-7531234,350881001002,二号\r\n";

TEST_P(Import, ARowWithSomebodyElsesNumberIsBadAndATask) {
    Asker head = rig().township();
    head.principal.roles = {"inst_admin"};
    const auto owner = rig().post(head, R"({"village_code":"350881001001","name":"甲一","birth_date":"1961-03-03","sex":"1",)"
                                        R"("id_no":"350802196002290018","mismatch_reason":"户籍登记有误"})");
    ASSERT_TRUE(owner) << code(owner);
    const std::string path = file("roster.csv", two_people);
    const auto report = import(path);
    ASSERT_TRUE(report);
    EXPECT_EQ(report->created, 1);
    EXPECT_EQ(report->bad, 1);
    EXPECT_EQ(report->existing, 0) << "another name and another birth date: not linked";
    EXPECT_EQ(rig().count("SELECT COUNT(*) FROM identity_conflict WHERE state = 'open' AND origin = 'import:" + report->import_id + "'"),
              1);
    EXPECT_EQ(rig().count("SELECT COUNT(*) FROM identity_conflict"), 1);
}

TEST_P(Import, EveryEncodingGivesTheSamePeople) {
    std::string first;
    for (const std::string& bytes : {two_people, "\xEF\xBB\xBF" + two_people, gb18030(two_people)}) {
        rig().write([](db::Connection&) {});
        const auto report = import(file("roster.csv", bytes));
        ASSERT_TRUE(report) << report.error().code;
        EXPECT_EQ(report->rows, 2);
        EXPECT_EQ(report->created + report->existing, 2);
        EXPECT_EQ(report->bad, 0) << bad(*report);
        EXPECT_TRUE(report->finished);
        if (first.empty()) first = canonical();
        EXPECT_EQ(canonical(), first);  // the second and third time everybody is here already
    }
    EXPECT_EQ(person("曾")["phone_masked"].text(), "0597753****");
    EXPECT_EQ(rig().count("SELECT COUNT(*) FROM resident_import WHERE state = 'finished'"), 3);
}

TEST_P(Import, MessyRowsAreUnderstood) {
    const std::string text =
        "菁城街道居民健康档案花名册,,,,,,,\n"
        ",,,,,,,\n"
        "序号, 姓 名 ,性别*,出生年月日,身份证（号码）,手机号码,所在村,备注\n"
        "1,王建国,1,1960/2/29,３５０８０２１９６００２２９００１８,138 1234 5678,350881001001,\n"
        " ,  ,,,,,,\n"
        "2,林一,女,19880704,350821198807041244,138-1234-5679,350881001001,\n"
        "序号, 姓 名 ,性别*,出生年月日,身份证（号码）,手机号码,所在村,备注\n"
        "3,林二,男性,1949.12.3,,,350881001001,\n"
        "4,林三,女,21915,,,350881001001,\n"
        "5,林四,男,1990年1月5日,,,350881001001,\n"
        "6,曾老,女,,350802520315002,,350881001001,十五位\n"
        "7,林五,男,1988-7,'350821198807041279,’13812345670,350881001001,\n"
        "合 计,7人,,,,,,\n"
        "填表人：某某,,,,审核人：,,,\n"
        "注: 十五位的须换证,,,,,,,\n";
    const auto report = import(file("messy.csv", text));
    ASSERT_TRUE(report) << report.error().code;
    EXPECT_EQ(report->bad, 0) << bad(*report);
    EXPECT_EQ(report->created, 7);
    EXPECT_EQ(person("林五")["birth_date"].text(), "1988-07-04");
    EXPECT_EQ(person("林五")["phone_masked"].text(), "138****5670");
    EXPECT_EQ(person("林二")["birth_date"].text(), "1949-12-03");
    EXPECT_EQ(person("林三")["birth_date"].text(), "1959-12-31");
    EXPECT_EQ(person("林四")["birth_date"].text(), "1990-01-05");
    EXPECT_EQ(person("350802196002290018")["phone_masked"].text(), "138****5678");
    EXPECT_EQ(person("350802520315002")["name"].text(), "曾老");
    EXPECT_EQ(person("350802195203150025")["birth_date"].text(), "1952-03-15");
}

TEST_P(Import, TheVillageStandsBehindItsTownshipsName) {
    // 新桥 is a village of 新桥镇 too: the township's name must not be taken for it.
    const auto report = import(file("address.csv", "姓名,性别,出生日期,现住址\n林六,女,1988-07-04,福建省漳平市新桥镇易坑村2号\n"));
    ASSERT_TRUE(report) << report.error().code;
    EXPECT_EQ(report->created, 1) << bad(*report);
    EXPECT_EQ(person("林六")["village_code"].text(), "350881100202");
}

TEST_P(Import, HeadingsOverTwoRowsOfAWorkbook) {
    const std::string path = rig().folder().file("merged.xlsx");
    xlsx::Writer out{path, "花名册", {"2026年居民花名册"}};
    out.row({"姓名", "身份信息", "", "联系方式", "住址", ""});
    out.row({"", "身份证号", "性别", "", "村委会", "详细地址"});
    out.row({"王建国", "350802196002290018", "男", "13812345678", "350881001001", "一号"});
    out.row({"林一", "350821198807041244", "女", "", "350881001001", "二号"});
    out.finish();
    const auto report = import(path);
    ASSERT_TRUE(report) << report.error().code;
    EXPECT_EQ(report->created, 2) << bad(*report);
    EXPECT_EQ(person("13812345678")["address"].text().empty(), false);
}

TEST_P(Import, EachBadRowSaysRowColumnAndReason) {
    const std::string text =
        "姓名,性别,出生日期,身份证号,村,现住址\n"
        "王建国,男,,350802196002290018,350881001001,a\n"
        "校验错,男,,350802196002290019,350881001001,b\n"
        ",男,1990-01-01,,350881001001,c\n"
        "无村,男,1990-01-01,,无此村,d\n"
        "性别错,雄,1990-01-01,,350881001001,e\n"
        "日期错,男,1990-02-30,,350881001001,f\n"
        "数字,男,,350802196002290000,350881001001,g\n"
        "矛盾,女,,350802196002290018,350881001001,h\n"
        "王建国,男,,350802196002290018,350881001001,a\n"
        "冲突者,男,1960-02-29,350802196002290018,350881001001,a\n"
        "月份错,女,1988-08,350821198807041287,350881001001,b\n"
        "无日,女,1988-07,,350881001001,b\n";
    const auto report = import(file("bad.csv", text));
    ASSERT_TRUE(report) << report.error().code;
    EXPECT_EQ(report->rows, 12);
    EXPECT_EQ(report->created, 1);
    EXPECT_EQ(report->existing, 2);
    EXPECT_EQ(report->bad, 9);
    const std::string rows = bad(*report);
    struct Expected {
        const char* row;
        const char* field;
        const char* code;
    };
    const Expected expected[] = {{"3", "id_no", "ID_CHECK"},          {"4", "name", "NAME_REQUIRED"},
                                 {"5", "village", "VILLAGE_UNKNOWN"}, {"6", "sex", "CODE_UNKNOWN"},
                                 {"7", "birth_date", "DATE_FORMAT"},  {"8", "id_no", "ID_CHECK"},
                                 {"9", "sex", "ID_SEX_MISMATCH"},     {"12", "birth_date", "ID_BIRTH_MISMATCH"},
                                 {"13", "birth_date", "DATE_FORMAT"}};
    rig().database().read([&](db::Connection& connection) {
        const db::Rows stored = connection.run_text("SELECT row_no, problems FROM resident_import_bad ORDER BY row_no", {});
        ASSERT_EQ(stored.size(), std::size(expected));
        for (std::size_t i = 0; i < stored.size(); ++i) {
            EXPECT_EQ(std::to_string(stored[i].integer(0)), expected[i].row);
            const json::Value problems = *json::parse(stored[i].text(1));
            EXPECT_EQ(problems.items()[0]["code"].text(), expected[i].code) << expected[i].row;
            EXPECT_EQ(problems.items()[0]["field"].text(), expected[i].field) << expected[i].row;
            EXPECT_FALSE(problems.items()[0]["column"].text().empty()) << expected[i].row;
        }
    });
    for (const Expected& one : expected) EXPECT_NE(rows.find(one.code), std::string::npos) << one.code;
    EXPECT_NE(rows.find("ID_DIGITS_LOST"), std::string::npos) << "why the check character cannot be right";
    EXPECT_NE(rows.find("校验错"), std::string::npos);
    EXPECT_EQ(rows.find(",王建国"), std::string::npos);
    // Mended rows of the downloaded file are read like any roster.
    std::string mended = rows;
    for (std::size_t at = mended.find("350802196002290019"); at != std::string::npos; at = std::string::npos)
        mended.replace(at, 18, "350821198807041258");
    EXPECT_TRUE(import(file("mended.csv", mended)));
}

TEST_P(Import, FilesWithoutPeopleAreRefusedWithTheReason) {
    const auto refused = [&](const std::string& bytes) {
        const auto report = import(file("none.csv", bytes));
        return report ? std::string{"ok"} : report.error().code;
    };
    EXPECT_EQ(refused(""), "file-empty");
    EXPECT_EQ(refused("姓名,身份证号\n"), "file-empty");
    EXPECT_EQ(refused("a,b\n1,2\n"), "file-header");
    EXPECT_EQ(rig().count("SELECT COUNT(*) FROM resident_import"), 0);
}

TEST_P(Import, AnInterruptedImportGoesOnWhereItStopped) {
    std::string text = "姓名,性别,出生日期,村,现住址\n";
    for (int i = 0; i < 50; ++i)
        text += "居民" + std::string(1, static_cast<char>('A' + i % 26)) + ",男,1990-01-01,350881001001," + std::to_string(i) + "\n";
    const std::string path = file("long.csv", text);
    const auto first = import(path, 10, 2);
    ASSERT_TRUE(first) << first.error().code;
    EXPECT_FALSE(first->finished);
    EXPECT_EQ(first->rows, 20);
    EXPECT_EQ(rig().count("SELECT COUNT(*) FROM resident"), 20);
    const auto second = import(path, 10);
    ASSERT_TRUE(second) << second.error().code;
    EXPECT_EQ(second->import_id, first->import_id);
    EXPECT_TRUE(second->finished);
    EXPECT_EQ(second->created, 50);
    EXPECT_EQ(rig().count("SELECT COUNT(*) FROM resident"), 50);
    const auto third = import(path, 7);
    ASSERT_TRUE(third);
    EXPECT_EQ(third->created, 0);
    EXPECT_EQ(third->existing, 50);
    EXPECT_EQ(rig().count("SELECT COUNT(*) FROM resident"), 50);
}

/// Fifty invented people with everything that may stand in an archive.
std::vector<std::string> invented(const Rig& rig) {
    std::vector<std::string> bodies;
    for (int i = 0; i < 50; ++i) {
        json::Value one = json::Value::object();
        const auto put = [&one](const char* key, const std::string& value) { one.set(key, json::Value::string(value)); };
        put("name", (i % 3 == 0 ? "欧阳" : "单") + std::string{i % 2 == 0 ? "明·" : "’"} + std::to_string(i));
        put("sex", i % 7 == 0 ? "9" : std::to_string(1 + i % 2));
        put("birth_date", "19" + std::to_string(50 + i % 50) + "-0" + std::to_string(1 + i % 9) + "-1" + std::to_string(i % 10));
        if (i % 5 == 1) {
            put("id_type", "03");
            put("id_no", "E" + std::to_string(10'000'000 + i));
            put("nationality", "CHN");
        }
        put("phone", i % 4 == 0 ? "=1+1" : "138" + std::to_string(10'000'000 + i));
        put("contact_name", i % 3 == 1 ? "\"引号\", 逗号" : "");
        put("address", i % 6 == 0 ? "-1号\n二楼" : "　全角 １号");
        if (i % 6 == 0) put("address", "-1号");
        put("registered_address", i % 2 == 0 ? "'撇" : "");
        put("residence_type", std::to_string(1 + i % 2));
        put("residence_state", std::to_string(1 + i % 3));
        if (i % 3 == 1) put("arrived_on", "2026-01-05");
        put("opened_on", "2026-0" + std::to_string(1 + i % 9) + "-05");
        put("doctor", i % 2 == 0 ? "林" : "");
        put("village_code", i % 3 == 0 ? rig.village : i % 3 == 1 ? rig.village_b : rig.village_2);
        if (i % 2 == 0) {
            one.set("basic", *json::parse(R"({"employer":"无","nation":"01","blood_abo":"5","payment":["3","8"],"payment_text":"a|b, c",)"
                                          R"("allergy":["5"],"allergy_text":"头孢","past_disease":[{"code":"2","confirmed":"2019-05"}],)"
                                          R"("family_history":[{"relative":"F","disease":["2","3"]}],"env_fuel":["1","5"]})"));
        }
        bodies.push_back(json::write(one));
    }
    return bodies;
}

TEST_P(Import, WhatWasExportedComesBackEqual) {
    std::vector<std::string> ids;
    for (const std::string& one : invented(rig())) {
        const auto made = rig().post(rig().everyone(), one);
        ASSERT_TRUE(made) << code(made) << " " << made.error().errors.front().pointer << " " << one;
        ids.push_back((*json::parse(made->body))["id"].text());
    }
    ASSERT_TRUE(
        rig().patch(rig().everyone(), ids[0], 1, R"({"id_type":"03","id_no":"E99999999","nationality":"CHN"})"));  // leaves an alias
    http::Request dies =
        rig().request(http::Verb::post, rig().everyone(), R"({"status":"3","on":"2026-11-20","cause":"I21","source":"家属"})");
    dies.headers.emplace_back("if-match", "W/\"1\"");
    ASSERT_EQ(code(rig().call(dies, "/api/residents/{resident}/status", {ids[1]})), "ok");
    // Two households, one of them without its head since; a card in use and one that was cancelled.
    const auto send = [&](const std::string& route, const std::vector<std::string>& params, const std::string& body) {
        const auto done = rig().call(rig().request(http::Verb::post, rig().everyone(), body), route, params);
        ASSERT_TRUE(done) << code(done) << " " << route;
    };
    send("/api/households", {}, R"({"id":"H1","kind":"1","head_id":")" + ids[2] + R"(","environment":{"env_kitchen":"2"}})");
    send("/api/households/{household}/members", {"H1"}, R"({"relation":"1","resident_id":")" + ids[3] + R"("})");
    send("/api/households/{household}/members", {"H1"}, R"({"relation":"2","resident_id":")" + ids[4] + R"("})");
    send("/api/households/{household}/members/{resident}/leaving", {"H1", ids[4]}, "{}");
    send("/api/households", {}, R"({"id":"H2","kind":"2","head_id":")" + ids[5] + R"("})");
    send("/api/households/{household}/members", {"H2"}, R"({"relation":"5","resident_id":")" + ids[6] + R"("})");
    send("/api/households/{household}/members/{resident}/leaving", {"H2", ids[5]}, "{}");
    send("/api/residents/{resident}/cards", {ids[7]}, R"({"id":"C1","type":"2","number":"A1234567","issued_on":"2020-01-01"})");
    send("/api/residents/{resident}/cards/{card}/state", {ids[7], "C1"}, R"({"state":"3"})");
    send("/api/residents/{resident}/cards", {ids[7]}, R"({"id":"C2","type":"2","number":"A7654321","area":"漳平"})");
    const std::string text = exported();
    const std::string before = canonical();
    EXPECT_NE(before.find("\"A7654321\""), std::string::npos);
    Rig other{GetParam()};
    const std::string path = other.folder().file("export.csv");
    std::ofstream{path, std::ios::binary} << text;
    ImportOptions options;
    options.county_id = county;
    const auto report = other.residents().import_file(path, options, other.act(), [](std::int64_t, std::int64_t) { return true; });
    ASSERT_TRUE(report) << report.error().code;
    std::string bad_text;
    ASSERT_TRUE(other.residents().bad_rows(county, report->import_id, [&](std::string_view piece) { bad_text += piece; }));
    EXPECT_EQ(report->bad, 0) << bad_text;
    EXPECT_EQ(report->created, 50);
    std::string after;
    other.database().read([&](db::Connection& connection) {
        other.residents().export_canonical(connection, county, [&](std::string_view line) { after += std::string{line} + "\n"; });
    });
    const auto lines = [](const std::string& all) {  // the versions of a life are not part of a roster
        std::vector<std::string> found;
        for (std::size_t at = 0; at < all.size();) {
            const std::size_t end = all.find('\n', at);
            std::string line = all.substr(at, end - at);
            const std::size_t version = line.find("\"version\":");
            if (version != std::string::npos) line.erase(version, line.find(',', version) + 1 - version);
            found.push_back(std::move(line));
            at = end + 1;
        }
        return found;
    };
    const auto wanted = lines(before);
    const auto came = lines(after);
    ASSERT_EQ(came.size(), wanted.size());
    for (std::size_t i = 0; i < wanted.size(); ++i) EXPECT_EQ(came[i], wanted[i]);
}

}  // namespace
}  // namespace jiwei::residents::testing
