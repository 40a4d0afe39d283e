// Rosters that nobody designed: odd headings, dates, numbers, separators; people who are here already; households; villages that are not
// named.
#include <gtest/gtest.h>

#include "modules/residents/tests/rig.hpp"
#include "platform/xlsx/xlsx.hpp"

namespace jiwei::residents::testing {
namespace {

class Roster : public RosterTest {
protected:
    ImportOptions options() {
        ImportOptions made;
        made.county_id = county;
        return made;
    }
    ImportReport import(const std::string& bytes, const ImportOptions& with) { return import_file(file("roster.csv", bytes), with); }
    ImportReport import(const std::string& bytes) { return import(bytes, options()); }
    std::string address_of(const std::string& query) { return cover(person(query)["id"].text())["address"].text(); }
    json::Value household(const std::string& resident) {
        const auto shown = rig().call(rig().request(http::Verb::get, rig().everyone()), "/api/residents/{resident}/household", {resident});
        EXPECT_TRUE(shown) << code(shown);
        return shown ? (*json::parse(shown->body))["household"] : json::Value{};
    }
};
JIWEI_ON_EACH_ENGINE(Roster);

TEST_P(Roster, EveryHandIsRead) {
    const std::string text =
        "\xEF\xBB\xBF木城村2026年居民健康档案登记表,,,,,,,,,\n"
        "填报单位：第一卫生室,,,,,,填报日期：2026年11月1日,,,\n"
        ",,,,,,,,,\n"
        "序 号,姓名（必填）,性 别,\"出生\n日期\",民 族,公民身份号码*,联系方式1,所在行政村,详细住址,年龄（岁）\n"
        "1,王一,男性,1952/3/15,汉,,+86 138-1234-0001,350881001001,1号,74\n"
        "2,王二,M,1952.3.15,汉族,,0086-13812340002,350881001001,2号,74\n"
        "3,王三,F,19520315,01,,86 13812340003,350881001001,3号,74\n"
        "4,王四,2,19068,1,,(0597)7531234,350881001001,4号,74\n"
        "5,王五,1,1952年03月15日,汉 族,,138 1234 0005,350881001001,5号,74\n"
        "6,王六,女,１９５２－０３－１５,畲族,,１３８１２３４０００６,350881001001,６号,74\n"
        "7,王七,,,,1101 0519 4912 3100 2x,,350881001001,7号,74\n"
        "8,王八,,,,350802 520315 002,,350881001001,8号,74\n"
        "9,\"王\n九\",男,1952-3-15 00:00:00,未识别民族,,,350881001001,\"9号\n二楼\",74,多一列\n"
        "10,王十,女,1952-03-15,,,,350881001001,10号\n"
        "11,Wang·Shi Yi,女,1952年3月,,,,350881001001,11号,74\n"
        ",,,,,,,,,,\n"
        "合计,11,,,,,,,,\n"
        "制表人：林,,,,审核人：,,,,,\n";
    const ImportReport report = import(text);
    EXPECT_EQ(report.rows, 11);
    const std::string rows = bad(report);
    EXPECT_EQ(report.bad, 1) << rows;
    EXPECT_NE(rows.find("DATE_FORMAT"), std::string::npos) << "a month without a number is no date of birth";
    for (const char* const name : {"王一", "王二", "王三", "王四", "王五", "王六", "王十"})
        EXPECT_EQ(person(name)["birth_date"].text(), "1952-03-15") << name;
    EXPECT_EQ(person("王八")["birth_date"].text(), "1952-03-15");
    EXPECT_EQ(person("王三")["sex"].text(), "2");
    for (const char* const phone : {"13812340001", "13812340002", "13812340003", "13812340005", "13812340006", "05977531234"})
        person(phone);
    EXPECT_EQ(person("11010519491231002X")["name"].text(), "王七");
}

TEST_P(Roster, EverydayWordsStandForCodes) {
    const ImportReport report = import(
        "姓名,性别,出生日期,村,文化程度,职业,婚姻,血型,RH,医保类型,药物过敏史,既往史,残疾,常住类型\n"
        "王一,男,1952-03-15,350881001001,文盲,农民,已婚,A,+,新农合,头孢,高血压病(2019-05)、胃病,无,本地户籍\n"
        "王二,女,1980-03-15,350881001001,大专,个体户,离异,AB型,阴性,职工医保、商业保险,青霉素,无,肢体,否\n"
        "王三,男,2015-03-15,350881001001,小学,学生,未婚,O,不详,居民医保,否认,否认,正常,是\n"
        "王四,男,1980-03-15,350881001001,幼仙,仙人,未婚,O,不详,居民医保,无,无,无,户籍\n");
    EXPECT_EQ(report.created, 3) << bad(report);
    EXPECT_NE(bad(report).find("文化程度"), std::string::npos);
    EXPECT_NE(bad(report).find("职业"), std::string::npos) << "every wrong cell of a row is named";
    const json::Value one = cover(person("王一")["id"].text())["basic"];
    EXPECT_EQ(one["education"].text() + one["occupation"].text() + one["blood_abo"].text() + one["blood_rh"].text(), "9412");
    EXPECT_EQ(one["payment"].items()[0].text(), "3");
    EXPECT_EQ(one["allergy"].items()[0].text() + one["allergy_text"].text(), "5头孢");
    EXPECT_EQ(one["past_disease"].items()[1]["code"].text() + one["past_disease"].items()[1]["text"].text(), "13胃病");
    const json::Value two = cover(person("王二")["id"].text())["basic"];
    EXPECT_EQ(two["education"].text() + two["occupation"].text() + two["marital"].text() + two["blood_abo"].text(), "3344");
    EXPECT_EQ(two["payment"].items().size(), 2U);
    EXPECT_EQ(two["disability"].items()[0].text(), "5");
}

TEST_P(Roster, HeadingsThatNobodyListedAreGuessed) {
    const ImportReport report = import(
        "编号（系统）,老人姓名,母亲姓名,户主姓名,老年人性别,居民出生年月日,本人身份证件号码,监护人联系人,家属电话,常用手机号1,"
        "家庭常住地址（门牌）,户籍所在地详址,所属社区名,责任村医\n"
        ",王一,甲,乙,男,1952-03-15,,丙,13900001111,13812345678,1号,城关,350881001001,林医生\n");
    EXPECT_EQ(report.created, 1) << bad(report);
    const json::Value one = cover(person("王一")["id"].text());
    EXPECT_EQ(one["address"].text() + one["registered_address"].text() + one["doctor"].text() + one["contact_name"].text(),
              "1号城关林医生丙");
    EXPECT_EQ(one["phone_masked"].text() + one["contact_phone_masked"].text(), "138****5678139****1111");
}

TEST_P(Roster, SemicolonsTabsAndQuotedNewlines) {
    EXPECT_EQ(import("姓名;性别;出生日期;村;住址;\n王一;男;1952-03-15;350881001001;\"1号; 二楼\n东\";\n").created, 1);
    EXPECT_EQ(import("姓名\t性别\t出生日期\t村\n王二\t女\t1952-03-15\t350881001001\n").created, 1);
    EXPECT_EQ(import("村,出生日期,性别,姓名,未知列一,\n350881001001,1952-03-15,女,王三,x,y\n").created, 1);
    EXPECT_EQ(import("sep=;\r姓名;性别;出生日期;村\r王四;男;1952-03-15;350881001001\r").created, 1);
}

TEST_P(Roster, TheSamePersonTwiceInAFileIsOnePersonAndSaysSo) {
    const ImportReport report = import(
        "姓名,身份证号,村,住址\n"
        "王建国,350802196002290018,350881001001,1号\n"
        "王建国,350802196002290018,350881001001,1号\n"
        "李梅,350802196002290018,350881001001,2号\n");
    EXPECT_EQ(report.created, 1);
    EXPECT_EQ(report.existing, 2);
    EXPECT_EQ(report.differing, 1) << "the third row has another name and another house";
}

TEST_P(Roster, AVillageThatIsNotNamedComesFromTheTitleOrTheOptions) {
    const std::string rows = "姓名,性别,出生日期\n王一,男,1952-03-15\n";
    const ImportReport refused = import(rows);
    EXPECT_EQ(refused.bad, 1);
    const std::string named = rig().database().read([&](db::Connection& connection) {
        return connection.run_text("SELECT name FROM division WHERE code = '350881001001'", {})[0].string(0);
    });
    ImportOptions stated = options();
    stated.village_code = "350881001002";
    EXPECT_EQ(import(rows, stated).created, 1);
    EXPECT_EQ(person("王一")["village_code"].text(), "350881001002");
    const ImportReport titled = import("菁城街道" + named + "居民花名册,,\n姓名,性别,出生日期\n王二,男,1952-03-15\n");
    EXPECT_EQ(titled.created, 1) << named << bad(titled);
    EXPECT_EQ(person("王二")["village_code"].text(), "350881001001");
    // An institution with one village needs no more; one with several says which there are.
    ImportOptions clinic = options();
    clinic.institution_code = "350881H3";
    EXPECT_EQ(import("姓名,性别,出生日期\n王三,男,1952-03-15\n", clinic).created, 1);
    stated.village_code = "999999999999";
    EXPECT_FALSE(rig().residents().import_file(file("r.csv", rows), stated, rig().act(), [](auto, auto) { return true; }));
}

TEST_P(Roster, WhatDiffersIsSaidAndOnDemandChanged) {
    import("姓名,身份证号,村,住址,电话,民族,文化程度\n王建国,350802196002290018,350881001001,1号,13812345678,汉族,初中\n");
    const std::string id = person("王建国")["id"].text();
    const std::string now =
        "姓名,身份证号,村,住址,电话,民族,文化程度,建档日期\n王建国,350802196002290018,350881001001,2号,13900001111,,大学,2020-01-01\n";
    const ImportReport said = import(now);
    EXPECT_EQ(said.existing, 1);
    EXPECT_EQ(said.differing, 1);
    EXPECT_EQ(said.changed, 0);
    EXPECT_EQ(address_of("王建国"), "1号");
    rig().write([&](db::Connection& connection) { connection.run_text("UPDATE resident_import SET created_by = 'all'", {}); });
    const auto page =
        rig().call(rig().request(http::Verb::get, rig().everyone()), "/api/residents/imports/{import}/differences", {said.import_id});
    ASSERT_TRUE(page) << code(page);
    const json::Value items = (*json::parse(page->body))["items"];
    ASSERT_EQ(items.items().size(), 1U);
    std::string fields;
    for (const json::Value& field : items.items()[0]["fields"].items())
        fields += field["field"].text() + ":" + field["before"].text() + ">" + field["after"].text() + " ";
    EXPECT_EQ(fields, "address:1号>2号 phone:138****5678>139****1111 education:7>2 ") << "what the file leaves empty is no difference";

    ImportOptions update = options();
    update.update = true;
    const ImportReport done = import(now, update);
    EXPECT_EQ(done.changed, 1);
    EXPECT_EQ(address_of("王建国"), "2号");
    const json::Value cover_now = cover(id);
    EXPECT_EQ(cover_now["version"].as_integer(), 2);
    EXPECT_EQ(cover_now["basic"]["education"].text(), "2");
    EXPECT_EQ(cover_now["basic"]["nation"].text(), "01") << "kept";
    EXPECT_EQ(import(now, update).differing, 0);
    // Another institution's people are taken over by transfer, never by a file.
    const ImportReport moved = import("姓名,身份证号,村\n王建国,350802196002290018," + rig().village_2 + "\n", update);
    EXPECT_EQ(moved.differing, 1);
    EXPECT_EQ(moved.changed, 0);
    EXPECT_EQ(person("王建国")["village_code"].text(), "350881001001");
}

TEST_P(Roster, AnotherStatusOrArchiveNumberIsSaidAndNotTakenOver) {
    import("姓名,身份证号,村\n王建国,350802196002290018,350881001001\n");
    const std::string id = person("王建国")["id"].text();
    const std::string number = person("王建国")["archive_no"].text();
    ImportOptions update = options();
    update.update = true;
    const std::string heading = "姓名,身份证号,村,健康档案编号,档案状态,死亡日期\n王建国,350802196002290018,350881001001,";
    EXPECT_EQ(import(heading + number + ",1,\n", update).differing, 0);
    const ImportReport said = import(heading + "35088100100200099,3,2026-01-02\n", update);
    EXPECT_EQ(said.existing, 1) << bad(said);
    EXPECT_EQ(said.differing, 1);
    EXPECT_EQ(said.changed, 0) << "neither is changed by a file";
    rig().write([&](db::Connection& connection) { connection.run_text("UPDATE resident_import SET created_by = 'all'", {}); });
    const auto page =
        rig().call(rig().request(http::Verb::get, rig().everyone()), "/api/residents/imports/{import}/differences", {said.import_id});
    ASSERT_TRUE(page) << code(page);
    const json::Value items = (*json::parse(page->body))["items"];
    ASSERT_EQ(items.items().size(), 1U);
    std::string fields;
    for (const json::Value& field : items.items()[0]["fields"].items())
        fields += field["field"].text() + ":" + field["before"].text() + ">" + field["after"].text() +
                  (field["applies"].as_boolean().value_or(true) ? "! " : " ");
    EXPECT_EQ(fields, "status:1>3 archive_no:" + number + ">35088100100200099 ");
    EXPECT_EQ(person("王建国")["archive_no"].text(), number);
    EXPECT_EQ(rig().count("SELECT COUNT(*) FROM resident WHERE status = '1' AND id = '" + id + "'"), 1);
}

TEST_P(Roster, OtherPeoplesResidentsAreNotDescribed) {
    import("姓名,身份证号,村,住址\n王建国,350802196002290018,350881001001,1号\n");
    http::Request upload = rig().request(http::Verb::post, rig().elsewhere(),
                                         "姓名,身份证号,村,住址\n王建国,350802196002290018," + rig().village_2 + ",9号\n");
    const auto uploaded = rig().call(std::move(upload), "/api/residents/imports");
    ASSERT_TRUE(uploaded) << code(uploaded);
    const json::Value preview = *json::parse(uploaded->body);
    EXPECT_FALSE(preview["villages"].is_null());
    const std::string id = preview["id"].text();
    ASSERT_TRUE(rig().call(rig().request(http::Verb::post, rig().elsewhere(), R"({"update":true})"),
                           "/api/residents/imports/{import}/start", {id}));
    while (rig().runner().run_one()) {
    }
    const auto state = rig().call(rig().request(http::Verb::get, rig().elsewhere()), "/api/residents/imports/{import}", {id});
    EXPECT_EQ((*json::parse(state->body))["existing"].text(), "1");
    EXPECT_EQ((*json::parse(state->body))["differing"].text(), "0");
    EXPECT_EQ(address_of("王建国"), "1号");
}

TEST_P(Roster, HouseholdsFollowTheirHeadOrTheirNumber) {
    const ImportReport followed = import(
        "户主及成员姓名,与户主关系,性别,出生日期,村,住址\n"
        "王大,户主,男,1950-01-01,350881001001,1号\n"
        "李二,妻,女,1952-01-01,350881001001,1号\n"
        "王三,长子,男,1980-01-01,350881001001,1号\n"
        "林一,户主,男,1960-01-01,无此村,2号\n"
        "林二,配偶,女,1961-01-01,350881001001,2号\n"
        "陈一,本人,女,1970-01-01,350881001001,3号\n"
        "陈二,外甥,男,1999-01-01,350881001001,3号\n");
    EXPECT_EQ(followed.bad, 1);
    EXPECT_EQ(followed.households, 2);
    EXPECT_EQ(household(person("王三")["id"].text())["members"].items().size(), 3U);
    EXPECT_TRUE(household(person("林二")["id"].text()).is_null()) << "her head was refused: she must not land in the house before";
    EXPECT_EQ(household(person("陈二")["id"].text())["members"].items()[1]["relation"].text(), "8");
    const ImportReport numbered = import(
        "户号,姓名,与户主关系,性别,出生日期,村,住址\n"
        "7,曾一,0,男,1950-01-01,350881001001,5号\n"
        "8,黄一,02,男,1950-01-01,350881001001,6号\n"
        "7,曾二,20 子,男,1985-01-01,350881001001,5号\n"
        "8,黄二,女儿,女,1985-01-01,350881001001,6号\n");
    EXPECT_EQ(numbered.households, 2);
    EXPECT_EQ(household(person("曾二")["id"].text())["head_id"].text(), person("曾一")["id"].text());
    // The same roster again makes nothing twice, and a newborn joins the house that is there.
    const ImportReport again = import(
        "户号,姓名,与户主关系,性别,出生日期,村,住址\n"
        "7,曾一,0,男,1950-01-01,350881001001,5号\n"
        "7,曾三,孙子,男,2026-01-01,350881001001,5号\n");
    EXPECT_EQ(again.households, 0);
    EXPECT_EQ(again.created, 1);
    EXPECT_EQ(household(person("曾三")["id"].text())["members"].items().size(), 3U);
}

TEST_P(Roster, FiveThousandRowsWithOneBadInTwenty) {
    const char* const faults[][3] = {{"id_no", "ID_CHECK", "校验"},
                                     {"id_no", "ID_FORMAT", "格式"},
                                     {"village", "VILLAGE_UNKNOWN", "村"},
                                     {"sex", "CODE_UNKNOWN", "性别"},
                                     {"birth_date", "DATE_FORMAT", "日期"}};
    constexpr int rows = 5'000;
    std::string text = "姓名,性别,出生日期,身份证号,村,住址,电话\n";
    std::map<int, int> wrong;  // line -> fault
    for (int i = 0; i < rows; ++i) {
        const int fault = i % 20 == 7 ? i / 20 % 5 : -1;
        if (fault >= 0) wrong[i + 2] = fault;
        const std::string day = std::to_string(1930 + i % 80) + "-0" + std::to_string(1 + i % 9) + "-1" + std::to_string(i % 10);
        text += "居民" + std::to_string(i) + "," +
                (fault == 3   ? "雄"
                 : i % 2 == 0 ? "男"
                              : "女") +
                "," + (fault == 4 ? "1960-13-45" : day) + ",";
        text += fault == 0 ? "350802196002290019" : fault == 1 ? "35080219600229" : "";
        text += std::string{","} +
                (fault == 2   ? "无此村"
                 : i % 3 == 0 ? "350881001002"
                              : "350881001001") +
                "," + std::to_string(i) + "号,138" + std::to_string(10'000'000 + i) + "\n";
    }
    const ImportReport report = import(text);
    EXPECT_EQ(report.rows, rows);
    EXPECT_EQ(report.bad, rows / 20);
    EXPECT_EQ(report.created, rows - rows / 20);
    EXPECT_TRUE(report.finished);
    std::map<int, std::string> named;
    rig().database().read([&](db::Connection& connection) {
        for (const db::Row row : connection.run_text("SELECT row_no, problems FROM resident_import_bad", {}))
            named[static_cast<int>(row.integer(0))] = row.string(1);
    });
    EXPECT_EQ(named.size(), wrong.size());
    for (const auto& [line, fault] : wrong) {
        const auto problems = json::parse(named[line]);
        ASSERT_TRUE(problems) << line;
        ASSERT_FALSE(problems->items().empty()) << line;
        EXPECT_EQ(problems->items()[0]["field"].text(), faults[fault][0]) << line;
        EXPECT_EQ(problems->items()[0]["code"].text(), faults[fault][1]) << line;
        EXPECT_FALSE(problems->items()[0]["allowed"].text().empty()) << line << " " << faults[fault][1];
    }
    EXPECT_EQ(rig().count("SELECT COUNT(*) FROM resident"), rows - rows / 20);
}

}  // namespace
}  // namespace jiwei::residents::testing
