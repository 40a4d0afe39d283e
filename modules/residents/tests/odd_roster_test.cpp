// Rosters as they lie on the desks of townships: merged cells, headings in two rows, several sheets, numbers that a spreadsheet changed,
// telephones by twos, houses under the name of their head.
#include <gtest/gtest.h>
#include <zip.h>

#include "modules/residents/tests/rig.hpp"

namespace jiwei::residents::testing {
namespace {

using Sheet = std::pair<std::string, std::string>;  // name, XML of its rows and of what stands behind them

const std::string relationships = R"(<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">)";
const std::string type_base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";

/// Cells "A=text" as inline strings; "A#19068" is a number, "A@19068" one with a date format, "A!…" a formula's text.
std::string row_xml(int number, const std::vector<std::string>& cells) {
    std::string xml = "<row r=\"" + std::to_string(number) + "\">";
    for (const std::string& cell : cells) {
        const std::string at = cell.substr(0, 1) + std::to_string(number);
        const std::string value = cell.substr(2);
        if (cell[1] == '=') xml += "<c r=\"" + at + R"(" t="inlineStr"><is><r><t>)" + value + "</t></r></is></c>";
        if (cell[1] == '#') xml += "<c r=\"" + at + R"("><v>)" + value + "</v></c>";
        if (cell[1] == '@') xml += "<c r=\"" + at + R"(" s="1"><v>)" + value + "</v></c>";
        if (cell[1] == '!') xml += "<c r=\"" + at + R"(" t="str"><f>A1&amp;B1</f><v>)" + value + "</v></c>";
        if (cell[1] == '?') xml += "<c r=\"" + at + R"(" t="e"><v>)" + value + "</v></c>";
    }
    return xml + "</row>";
}

std::string workbook(const std::string& path, const std::vector<Sheet>& sheets, const std::string& properties = {}) {
    std::string list;
    std::string links = relationships + R"(<Relationship Id="rIdS" Type=")" + type_base + R"(styles" Target="styles.xml"/>)";
    std::vector<std::pair<std::string, std::string>> parts;
    for (std::size_t i = 0; i < sheets.size(); ++i) {
        const std::string no = std::to_string(i + 1);
        const bool is_hidden = sheets[i].first.starts_with("~");
        list += "<sheet name=\"" + sheets[i].first.substr(is_hidden ? 1 : 0) + "\" sheetId=\"" + no + "\" r:id=\"rId" + no + "\"" +
                (is_hidden ? " state=\"hidden\"" : "") + "/>";
        links += "<Relationship Id=\"rId" + no + "\" Type=\"" + type_base + "worksheet\" Target=\"worksheets/sheet" + no + ".xml\"/>";
        parts.emplace_back("xl/worksheets/sheet" + no + ".xml", "<worksheet>" + sheets[i].second + "</worksheet>");
    }
    parts.emplace_back("_rels/.rels", relationships + R"(<Relationship Id="rId1" Type=")" + type_base +
                                          R"(officeDocument" Target="xl/workbook.xml"/></Relationships>)");
    parts.emplace_back("xl/workbook.xml", "<workbook xmlns:r=\"x\">" + properties + "<sheets>" + list + "</sheets></workbook>");
    parts.emplace_back("xl/_rels/workbook.xml.rels", links + "</Relationships>");
    parts.emplace_back("xl/styles.xml", R"(<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="31"/></cellXfs></styleSheet>)");
    zip_t* const zip = zip_open(path.c_str(), ZIP_CREATE | ZIP_TRUNCATE, nullptr);
    for (const auto& [name, text] : parts) zip_file_add(zip, name.c_str(), zip_source_buffer(zip, text.data(), text.size(), 0), 0);
    zip_close(zip);
    return path;
}

std::string rows_xml(const std::vector<std::vector<std::string>>& rows) {
    std::string xml = "<sheetData>";
    for (std::size_t i = 0; i < rows.size(); ++i) xml += row_xml(static_cast<int>(i + 1), rows[i]);
    return xml + "</sheetData>";
}

class OddRoster : public RosterTest {
protected:
    std::string path(const std::string& name) { return rig().folder().file(name); }
    ImportReport import_sheets(const std::string& path) {
        ImportOptions options;
        options.county_id = county;
        return import_file(path, options);
    }
    ImportReport import(const std::string& bytes) { return import_sheets(file("roster.csv", bytes)); }
    ImportReport import(const std::vector<Sheet>& sheets, const std::string& properties = {}) {
        return import_sheets(workbook(path("roster.xlsx"), sheets, properties));
    }
    json::Value cover_of(const std::string& query) { return cover(person(query)["id"].text()); }
    /// "王大 0, 李二 1": the members of the house in which somebody lives; "" for none.
    std::string house_of(const std::string& query) {
        const auto shown = rig().call(rig().request(http::Verb::get, rig().everyone()), "/api/residents/{resident}/household",
                                      {person(query)["id"].text()});
        EXPECT_TRUE(shown) << code(shown);
        std::vector<std::string> all;
        const json::Value answer = *json::parse(shown->body);
        for (const json::Value& one : answer["household"]["members"].items())
            all.push_back(one["name"].text() + " " + one["relation"].text());
        std::ranges::sort(all);
        std::string text;
        for (const std::string& one : all) text += (text.empty() ? "" : ", ") + one;
        return text;
    }
    /// "id_no ID_CHECK, …" of the refused rows.
    std::string problems() {
        std::string all;
        rig().database().read([&](db::Connection& connection) {
            for (const db::Row row : connection.run_text("SELECT problems FROM resident_import_bad ORDER BY import_id, row_no", {})) {
                const json::Value found = *json::parse(row.text(0));
                for (const json::Value& one : found.items())
                    all += (all.empty() ? "" : ", ") + one["field"].text() + " " + one["code"].text();
            }
        });
        return all;
    }
};
JIWEI_ON_EACH_ENGINE(OddRoster);

TEST_P(OddRoster, MergedCellsSpeakForAllTheirRows) {
    const std::string sheet =
        rows_xml({{"A=木城居民花名册"},
                  {"A=户号", "B=村", "C=姓名", "D=与户主关系", "E=性别", "F=出生日期", "G=住址"},
                  {"A=1", "B=350881001001", "C=王大", "D=户主", "E=男", "F=1950-01-01", "G=1号"},
                  {"C=李二", "D=妻", "E=女", "F=1952-01-01"},
                  {"C=王三", "D=长子", "E=男", "F=1980-01-01"},
                  {"A=2", "C=陈一", "D=户主", "E=男", "F=1960-01-01", "G=2号"},
                  {"C=陈二", "D=女儿", "E=女", "F=1990-01-01"},
                  {},
                  {"A=3"},
                  {"A=合计：5人"}}) +
        R"(<mergeCells count="5"><mergeCell ref="A1:G1"/><mergeCell ref="A3:A5"/><mergeCell ref="B3:B9"/><mergeCell ref="G3:G5"/>)"
        R"(<mergeCell ref="A6:A7"/><mergeCell ref="G6:G7"/></mergeCells>)";
    const ImportReport report = import({{"Sheet1", sheet}});
    EXPECT_EQ(report.rows, 5) << "a serial number alone is nobody, whatever the merged village says";
    EXPECT_EQ(report.created, 5) << bad(report);
    EXPECT_EQ(report.households, 2);
    EXPECT_EQ(house_of("王三"), "李二 1, 王三 2, 王大 0");
    EXPECT_EQ(house_of("陈二"), "陈一 0, 陈二 3");
    EXPECT_EQ(cover_of("王三")["address"].text(), "1号");
    EXPECT_EQ(cover_of("陈二")["address"].text() + cover_of("陈二")["village_code"].text(), "2号350881001001");
}

TEST_P(OddRoster, HeadingsOfTwoRowsWithWordsNobodyKnows) {
    const ImportReport report = import(
        "2026年居民登记表,,,,,,,,\n"
        "序号,姓名,基本身份,,家庭住址,,,联系方式,\n"
        ",,身份证号,性别,镇,村,组,手机1,手机2\n"
        "1,王建国,350802196002290018,男,菁城,350881001001,3,13812345678,\n"
        "2,林一,350821198807041244,女,菁城,350881001001,第五组,,13900001111\n"
        "序号,姓名,基本身份,,家庭住址,,,联系方式,\n"
        ",,身份证号,性别,镇,村,组,手机1,手机2\n"
        "3,曾老,350802520315002,女,菁城,350881001001,,,\n"
        "第1页 共1页,,,,,,,,\n"
        "共 3 人,,,,,,,,\n");
    EXPECT_EQ(report.rows, 3);
    EXPECT_EQ(report.created, 3) << bad(report);
    EXPECT_EQ(cover_of("王建国")["address"].text(), "3组");
    EXPECT_EQ(cover_of("林一")["address"].text(), "第五组");
    EXPECT_EQ(person("王建国")["phone_masked"].text(), "138****5678");
    // The name alone in the upper row.
    EXPECT_EQ(import("姓名,身份信息,,\n,身份证号,性别,村\n吴一,11010519491231002X,女,350881001001\n").created, 1);
    // The first row of people is no heading, though it lacks the name.
    const ImportReport nameless = import("姓名,性别,出生日期,村,电话\n,男,1990-01-01,350881001001,13800000001\n");
    EXPECT_EQ(nameless.rows, 1);
    EXPECT_EQ(nameless.bad, 1);
}

TEST_P(OddRoster, AllSheetsWithTheSameHeadingAreRead) {
    const std::vector<std::string> heading{"A=姓名", "B=性别", "C=出生日期", "D=身份证号"};
    const std::string wrong = rows_xml({heading, {"A=吴一", "B=男", "C=1970-01-01"}, {"A=吴二", "D=350802196002290019"}});
    const std::vector<Sheet> sheets{{"填表说明", rows_xml({{"A=请按要求填写"}, {"A=一人一行"}})},
                                    {"~参数", rows_xml({heading, {"A=隐藏者", "B=男", "C=1970-01-01"}})},
                                    {"甲", rows_xml({{"A=350881001001"}, heading, {"A=王一", "B=男", "C=1960-01-01"}})},
                                    {"乙", wrong},
                                    {"死亡人员", rows_xml({heading, {"A=逝者", "B=男", "C=1930-01-01"}})},
                                    {"汇总", rows_xml({{"A=村", "B=人数"}, {"A=甲", "B#2"}})},
                                    {"丙", rows_xml({{"A=姓名", "B=身份证号"}, {"A=别表", "B=350821198807041244"}})}};
    ImportOptions options;
    options.county_id = county;
    options.village_code = "350881001001";
    const auto report =
        rig().residents().import_file(workbook(path("sheets.xlsx"), sheets), options, rig().act(), [](auto, auto) { return true; });
    ASSERT_TRUE(report) << report.error().code;
    EXPECT_EQ(report->rows, 3);
    EXPECT_EQ(report->created, 2) << bad(*report);
    EXPECT_EQ(report->other_sheets, (std::vector<std::string>{"填表说明", "死亡人员", "汇总", "丙"}));
    EXPECT_EQ(rig().count("SELECT COUNT(*) FROM resident"), 2) << "neither the hidden nor the dead";
    EXPECT_NE(bad(*report).find("乙!3"), std::string::npos) << bad(*report);
}

TEST_P(OddRoster, EachSheetNamesItsVillage) {
    const auto name = [&](const std::string& village) {
        return rig().database().read([&](db::Connection& connection) {
            return connection.run_text("SELECT name FROM division WHERE code = '" + village + "'", {})[0].string(0);
        });
    };
    const std::vector<std::string> heading{"A=姓名", "B=性别", "C=出生日期"};
    const std::string full = "菁城街道" + name("350881001001");
    const ImportReport report = import({{full, rows_xml({heading, {"A=王一", "B=男", "C=1960-01-01"}})},
                                        {"菁城街道" + name("350881001002"), rows_xml({heading, {"A=王二", "B=男", "C=1961-01-01"}})}});
    EXPECT_EQ(report.created, 2) << bad(report) << full;
    EXPECT_EQ(person("王一")["village_code"].text(), "350881001001");
    EXPECT_EQ(person("王二")["village_code"].text(), "350881001002");
}

TEST_P(OddRoster, NumbersThatASpreadsheetChanged) {
    const std::vector<std::string> heading{"A=姓名", "B=身份证号", "C=出生日期", "D=性别", "E=村", "F=电话", "G=年龄"};
    const ImportReport report =
        import({{"Sheet1", rows_xml({heading,
                                     {"A=王一", "B#350802196002290018", "C@21975", "D=男", "E#350881001001", "F#1.3812340001E10"},
                                     {"A=王二", "B#3.50821198807041E+17", "D=女", "E=350881001001"},
                                     {"A!王三", "B=", "C#19068", "D?#N/A", "E=350881001001", "F=无", "G?#VALUE!"},
                                     {"A=王四", "B=无", "C#19068.5", "D=2、女", "E=350881001001", "F=—"},
                                     {"A=王五", "B=350821198807041244", "C?#N/A", "D=", "E=350881001001"}})}});
    EXPECT_EQ(report.created, 3) << bad(report);
    EXPECT_EQ(problems(), "id_no ID_CHECK, id_no ID_DIGITS_LOST, sex REQUIRED");
    EXPECT_EQ(person("王一")["phone_masked"].text(), "138****0001");
    EXPECT_EQ(person("王四")["birth_date"].text(), "1952-03-15");
    EXPECT_EQ(person("王五")["birth_date"].text(), "1988-07-04");
    // Exponents in text files; and the mark that keeps a spreadsheet from making a number of it.
    EXPECT_EQ(import("姓名,身份证号,村\n王六,3.50802E+17,350881001001\n").bad, 1);
    EXPECT_NE(problems().find("id_no ID_FORMAT, id_no ID_DIGITS_LOST"), std::string::npos) << problems();
    EXPECT_EQ(import("姓名,身份证号,村\n曾老,=\"350802195203150025\",350881001001\n").created, 1);
    EXPECT_EQ(import("姓名,身份证号,村\n吴老,\"=\"\"11010519491231002X\"\"\",350881001001\t\n").created, 1);
}

TEST_P(OddRoster, AWorkbookThatCountsFrom1904) {
    const std::vector<std::string> heading{"A=姓名", "B=出生日期", "C=性别", "D=村"};
    const ImportReport report = import(
        {{"Sheet1", rows_xml({heading, {"A=王一", "B@17606", "C=男", "D=350881001001"}, {"A=王二", "B#17606", "C=男", "D=350881001001"}})}},
        R"(<workbookPr date1904="1"/>)");
    EXPECT_EQ(report.created, 2) << bad(report);
    EXPECT_EQ(person("王一")["birth_date"].text(), "1952-03-15");
    EXPECT_EQ(person("王二")["birth_date"].text(), "1952-03-15") << "without a date format";
}

TEST_P(OddRoster, DatesInEveryOrder) {
    const ImportReport report = import(
        "姓名,性别,出生日期,身份证号,村\n"
        "王一,女,3/15/1952,,350881001001\n"
        "王二,女,15.3.1952,,350881001001\n"
        "王三,女,3/5/1952,,350881001001\n"                  // two readings
        "王四,女,1952,,350881001001\n"                      // a year, no day of 1905
        "王五,女,1952年,350802195203150025,350881001001\n"  // the number gives the rest
        "王六,男,60-2-29,350802196002290018,350881001001\n"
        "王七,女,880704,350821198807041244,350881001001\n"
        "王八,女,4/7/1988,350821198807041260,350881001001\n"
        "王九,女,1950,11010519491231002X,350881001001\n");  // and contradicts
    EXPECT_EQ(problems(), "birth_date DATE_FORMAT, birth_date DATE_FORMAT, birth_date ID_BIRTH_MISMATCH");
    EXPECT_EQ(report.created, 6) << bad(report);
    EXPECT_EQ(person("王一")["birth_date"].text() + person("王二")["birth_date"].text(), "1952-03-151952-03-15");
    EXPECT_EQ(person("王七")["birth_date"].text(), "1988-07-04");
}

TEST_P(OddRoster, SeveralTelephonesInACell) {
    const ImportReport report = import(
        "姓名,性别,出生日期,村,联系电话,联系人,联系人电话\n"
        "王一,女,1952-03-15,350881001001,13812340001/13900000001,,\n"
        "王二,女,1952-03-15,350881001001,13812340002、0597-7531234,,13900000002\n"
        "王三,女,1952-03-15,350881001001,\"13812340003\n13900000003\",,\n"
        "王四,女,1952-03-15,350881001001,本人13812340004（儿子：13900000004）,,\n"
        "王五,女,1952-03-15,350881001001,１３８１２３４０００５　１３９０００００００５,,\n"
        "王六,女,1952-03-15,350881001001,12345,,\n");
    EXPECT_EQ(report.created, 6) << bad(report);
    for (const char* const no : {"1", "2", "3", "4", "5"}) {
        EXPECT_EQ(person(std::string{"1381234000"} + no)["phone_masked"].text(), std::string{"138****000"} + no);
        if (*no == '2') continue;
        EXPECT_EQ(person(std::string{"1390000000"} + no)["name"].text(), person(std::string{"1381234000"} + no)["name"].text());
    }
    EXPECT_EQ(person("13900000002")["name"].text(), "王二") << "the contact's own goes before the second of the person";
    EXPECT_EQ(
        import("姓名,性别,出生日期,村,本人电话,联系人,联系电话\n林一,女,1952-03-15,350881001001,13812350001,林二,13900050001\n").created,
        1);
    EXPECT_EQ(person("13900050001")["name"].text(), "林一");
}

TEST_P(OddRoster, HousesUnderTheNameOfTheirHead) {
    const ImportReport report = import(
        "户主姓名,姓名,与户主关系,性别,出生日期,村,门牌号\n"
        "王大,王大,,男,1950-01-01,350881001001,12\n"
        "王大,李二,之妻,女,1952-01-01,350881001001,12\n"
        "王大,王三,大儿子,男,1980-01-01,350881001001,12\n"
        "陈一,陈二,女儿,女,1990-01-01,350881001001,14\n"
        "陈一,陈一,户主,男,1960-01-01,350881001001,14\n"
        "外人,林一,妻,女,1970-01-01,350881001001,15\n");
    EXPECT_EQ(report.created, 6) << bad(report);
    EXPECT_EQ(report.households, 2);
    EXPECT_EQ(house_of("王三"), "李二 1, 王三 2, 王大 0");
    EXPECT_EQ(house_of("陈二"), "陈一 0, 陈二 3");
    EXPECT_EQ(house_of("林一"), "") << "the head is not in the file";
    EXPECT_EQ(cover_of("王三")["address"].text(), "12号");
    const ImportReport marked = import(
        "姓名,性别,出生日期,村,户主身份证号,身份证号\n"
        "吴大（户主）,男,1960-02-29,350881001001,350802196002290018,350802196002290018\n"
        "吴二,女,1988-07-04,350881001001,350802196002290018,350821198807041244\n");
    EXPECT_EQ(marked.created, 2) << bad(marked);
    EXPECT_EQ(house_of("吴二"), "吴二 8, 吴大 0");
    // A number that stands once for the rows of a house, as a text file keeps of merged cells.
    const ImportReport once = import(
        "户号,姓名,是否户主,与户主关系,性别,出生日期,村\n"
        "1,黄大,是,,男,1950-01-01,350881001001\n"
        ",黄二,否,妻,女,1952-01-01,350881001001\n"
        "2,曾一,是,,男,1960-01-01,350881001001\n"
        ",曾二,,女儿,女,1990-01-01,350881001001\n");
    EXPECT_EQ(once.households, 2) << bad(once);
    EXPECT_EQ(house_of("黄二"), "黄二 1, 黄大 0");
    EXPECT_EQ(house_of("曾二"), "曾一 0, 曾二 3");
}

}  // namespace
}  // namespace jiwei::residents::testing
