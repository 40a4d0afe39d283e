// Workbooks: what our writer makes, what other programs make, and what an attacker makes.
#include "platform/xlsx/xlsx.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <unistd.h>
#include <zip.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "platform/xlsx/open_table.hpp"
#include "platform/xlsx/workbook.hpp"
#include "platform/xlsx/xml_scanner.hpp"

namespace jiwei::xlsx {
namespace {

using Cells = std::vector<std::vector<std::string>>;
using Parts = std::vector<std::pair<std::string, std::string>>;

std::filesystem::path scratch() {
    return std::filesystem::temp_directory_path() / ("jiwei-xlsx-test-" + std::to_string(getpid()) + ".xlsx");
}

std::string bytes_of(const std::filesystem::path& path) {
    std::ifstream in{path, std::ios::binary};
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

std::string zipped(const Parts& parts) {
    std::filesystem::remove(scratch());
    zip_t* zip = zip_open(scratch().c_str(), ZIP_CREATE, nullptr);
    for (const auto& [name, text] : parts) {
        zip_file_add(zip, name.c_str(), zip_source_buffer(zip, text.data(), text.size(), 0), 0);
    }
    zip_close(zip);
    std::string bytes = bytes_of(scratch());
    std::filesystem::remove(scratch());
    return bytes;
}

const std::string relationships = R"(<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">)";
const std::string type_base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";

Parts workbook_parts(const std::string& sheet, const std::string& strings = "", const std::string& styles = "",
                     const std::string& properties = "") {
    return {
        {"_rels/.rels",
         relationships + R"(<Relationship Id="rId1" Type=")" + type_base + R"(officeDocument" Target="xl/workbook.xml"/></Relationships>)"},
        {"xl/workbook.xml",
         "<?xml version=\"1.0\"?><workbook xmlns:r=\"x\">" + properties +
             R"(<sheets><sheet name="隐藏" sheetId="1" state="hidden" r:id="rId9"/><sheet name="花名册" sheetId="2" r:id="rId1"/></sheets></workbook>)"},
        {"xl/_rels/workbook.xml.rels",
         relationships + R"(<Relationship Id="rId1" Type=")" + type_base + R"(worksheet" Target="worksheets/sheet1.xml"/>)" +
             R"(<Relationship Id="rId9" Type=")" + type_base + R"(worksheet" Target="/xl/worksheets/sheet1.xml"/>)" +
             R"(<Relationship Id="rId2" Type=")" + type_base + R"(sharedStrings" Target="sharedStrings.xml"/>)" +
             R"(<Relationship Id="rId3" Type=")" + type_base + R"(styles" Target="styles.xml"/></Relationships>)"},
        {"xl/sharedStrings.xml", "<sst>" + strings + "</sst>"},
        {"xl/styles.xml", "<styleSheet>" + styles + "</styleSheet>"},
        {"xl/worksheets/sheet1.xml", "<worksheet><sheetData>" + sheet + "</sheetData></worksheet>"}};
}

Cells read(std::string bytes, const ReadOptions& options = {}) {
    auto source = open_bytes(std::move(bytes), options);
    if (!source) return {{source.error().code}};
    Cells out;
    for (tabular::Row row;;) {
        const auto more = (*source)->next(row);
        if (!more) return {{more.error().code, more.error().detail}};
        if (!*more) return out;
        out.push_back(row.cells);
    }
}

TEST(Xlsx, WhatWeWriteComesBack) {
    {
        Writer writer{scratch(), "居民", {"姓名", "身份证号"}};
        writer.row({"王建国", "350802196002290018"});
        writer.row({"", "=1+1"});
        writer.row({"<&>\"'", "001"});
        writer.finish();
    }
    const std::string bytes = bytes_of(scratch());
    std::filesystem::remove(scratch());
    EXPECT_EQ(read(bytes), (Cells{{"姓名", "身份证号"}, {"王建国", "350802196002290018"}, {"", "=1+1"}, {"<&>\"'", "001"}}));
    EXPECT_EQ(read(bytes, ReadOptions{.sheet = "居民"}).size(), 4U);
    EXPECT_EQ(read(bytes, ReadOptions{.sheet = "没有"}), (Cells{{"xlsx-no-such-sheet"}}));
}

TEST(Xlsx, ReadsSharedInlineAndRichStrings) {
    const std::string strings =
        "<si><t>姓名</t></si><si><r><t>王</t></r><r><t xml:space=\"preserve\">建国 </t></r><rPh "
        "sb=\"0\"><t>WANG</t></rPh></si><si><t/></si>"
        "<si><t>a_x000D_b</t></si>";
    const std::string sheet =
        R"(<row r="2"><c r="A2" t="s"><v>0</v></c><c r="C2" t="inlineStr"><is><t>直 &amp; 接</t></is></c></row>)"
        R"(<row r="3"/><row r="7"><c r="A7" t="s"><v>1</v></c><c t="s"><v>3</v></c><c r="D7" t="s"><v>2</v></c></row>)";
    auto source = open_bytes(zipped(workbook_parts(sheet, strings)));
    ASSERT_TRUE(source.has_value());
    tabular::Row row;
    ASSERT_TRUE(*(*source)->next(row));
    EXPECT_EQ(row.number, 2);
    EXPECT_EQ(row.cells, (std::vector<std::string>{"姓名", "", "直 & 接"}));
    ASSERT_TRUE(*(*source)->next(row));
    EXPECT_EQ(row.number, 7);
    EXPECT_EQ(row.cells, (std::vector<std::string>{"王建国 ", "a\rb"}));
    EXPECT_FALSE(*(*source)->next(row));
}

TEST(Xlsx, NamesTheSheetsThatItDoesNotRead) {
    Parts parts = workbook_parts(R"(<row r="1"><c r="A1"><v>1</v></c></row>)");
    for (auto& [name, text] : parts) {
        const std::string end = "</sheets>";
        if (name == "xl/workbook.xml") text.replace(text.find(end), 0, R"(<sheet name="流动人口" sheetId="3" r:id="rId9"/>)");
    }
    auto source = open_bytes(zipped(parts));
    ASSERT_TRUE(source.has_value());
    EXPECT_EQ((*source)->other_sheets(), (std::vector<std::string>{"流动人口"})) << "neither the one that is read nor the hidden one";
    EXPECT_TRUE((*open_bytes(zipped(workbook_parts(""))))->other_sheets().empty());
}

TEST(Xlsx, ACellThatReachesOverRowsSaysTheSameInEach) {
    const std::string rows =
        R"(<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>7</v></c></row><row r="2"><c r="B2"><v>8</v></c></row><row r="3"/>)"
        R"(<row r="4"><c r="B4"><v>9</v></c></row><row r="5"><c r="B5"><v>10</v></c></row>)";
    Parts parts = workbook_parts(rows);
    for (auto& [name, text] : parts) {
        const std::string end = "</worksheet>";
        if (name == "xl/worksheets/sheet1.xml")
            text.replace(text.find(end), 0,
                         R"(<mergeCells><mergeCell ref="C1:D1"/><mergeCell ref="A1:A4"/><mergeCell ref="oops"/></mergeCells>)");
    }
    EXPECT_EQ(read(zipped(parts)), (Cells{{"1", "7"}, {"1", "8"}, {"1", "9"}, {"", "10"}}));
}

TEST(Xlsx, GoesOnWithTheNextVisibleSheet) {
    Parts parts = workbook_parts(R"(<row r="3"><c r="A3"><v>1</v></c></row>)");
    for (auto& [name, text] : parts) {
        const std::string end = "</sheets>";
        if (name == "xl/workbook.xml") text.replace(text.find(end), 0, R"(<sheet name="流动人口" sheetId="3" r:id="rId9"/>)");
    }
    auto source = open_bytes(zipped(parts));
    ASSERT_TRUE(source.has_value());
    EXPECT_EQ((*source)->sheet(), "花名册");
    tabular::Row row;
    for (const bool again : {true, false}) {
        ASSERT_TRUE(*(*source)->next(row));
        EXPECT_EQ(row.number, 3);
        EXPECT_FALSE(*(*source)->next(row));
        EXPECT_EQ(*(*source)->next_sheet(), again);
    }
    EXPECT_EQ((*source)->sheet(), "流动人口");
    auto one = open_bytes(zipped(parts), ReadOptions{.sheet = "花名册"});
    EXPECT_FALSE(*(*one)->next_sheet()) << "one sheet was asked for";
}

TEST(Xlsx, ReadsNumbersDatesAndTheRest) {
    const std::string styles =
        R"(<numFmts><numFmt numFmtId="176" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/></numFmts>)"
        R"(<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="176"/><xf numFmtId="22"/></cellXfs>)";
    const std::string sheet =
        R"(<row><c s="0"><v>13812345678</v></c><c s="1"><v>21975</v></c><c s="2"><v>21975</v></c><c s="3"><v>46347.354166666664</v></c>)"
        R"(<c><v>3.50802196002290E+17</v></c><c t="b"><v>1</v></c><c t="str"><f>A1</f><v>公式</v></c><c t="e"><v>#N/A</v></c>)"
        R"(<c t="d"><v>2026-11-21T00:00:00</v></c><c><v>36.600000000000001</v></c></row>)";
    EXPECT_EQ(read(zipped(workbook_parts(sheet, "", styles))),
              (Cells{{"13812345678", "1960-02-29", "1960-02-29", "2026-11-21 08:30:00", "350802196002290000", "TRUE", "公式", "#N/A",
                      "2026-11-21", "36.6"}}));
    EXPECT_EQ(read(zipped(workbook_parts(R"(<row><c s="1"><v>20513</v></c></row>)", "", styles, R"(<workbookPr date1904="1"/>)"))),
              (Cells{{"1960-02-29"}}));
}

TEST(XlsxNumbers, AreWrittenAsPeopleSeeThem) {
    EXPECT_EQ(number_text("350802196002290018"), "350802196002290018");
    EXPECT_EQ(number_text("1.5E3"), "1500");
    EXPECT_EQ(number_text("0.10000000000000001"), "0.1");
    EXPECT_EQ(number_text("-2.5e-3"), "-0.0025");
    EXPECT_EQ(number_text("1e-05"), "0.00001");
    EXPECT_EQ(number_text("12.0"), "12");
    EXPECT_EQ(number_text("0.0"), "0");
    EXPECT_EQ(number_text("abc"), "abc");
    EXPECT_EQ(number_text("1e999"), "1e999");
    EXPECT_EQ(date_text("1", false), "1900-01-01");
    EXPECT_EQ(date_text("59", false), "1900-02-28");
    EXPECT_EQ(date_text("60", false), "60");
    EXPECT_EQ(date_text("61", false), "1900-03-01");
    EXPECT_EQ(date_text("0.5", false), "12:00:00");
    EXPECT_EQ(date_text("401768", false), "2999-12-31");
    EXPECT_EQ(date_text("401769", false), "401769");
    EXPECT_EQ(date_text("-1", false), "-1");
    EXPECT_EQ(date_text("45000.999999999", false), "2023-03-16");
    EXPECT_EQ(decode_escapes("_x0041__x_00_x005F_"), "A_x_00_");
}

TEST(XlsxNumbers, KnowDateFormats) {
    for (const char* format : {"yyyy/m/d", "m\"月\"d\"日\"", "[h]:mm", "[$-804]aaaa d", "hh:mm", "e\"年\""})
        EXPECT_TRUE(is_date_format(format)) << format;
    for (const char* format : {"General", "0.00", "0.00E+00", "#,##0;[Red]-#,##0", "\"d\"0", "\\d0", "@", ""})
        EXPECT_FALSE(is_date_format(format)) << format;
}

TEST(Xlsx, RefusesWhatIsNoWorkbook) {
    EXPECT_EQ(read("姓名"), (Cells{{"xlsx-not-a-workbook"}}));
    EXPECT_EQ(read(""), (Cells{{"xlsx-not-a-workbook"}}));
    EXPECT_EQ(read(zipped({{"readme.txt", "hello"}})), (Cells{{"xlsx-not-a-workbook"}}));
    EXPECT_EQ(read("PK\x03\x04 broken"), (Cells{{"xlsx-damaged"}}));
    std::string old{"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8};
    old.append(1'000, 'x');
    EXPECT_EQ(read(old), (Cells{{"xlsx-old-format"}}));
    old.append(std::string{"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0", 32});
    EXPECT_EQ(read(old), (Cells{{"xlsx-encrypted"}}));
    std::string cut = zipped(workbook_parts("<row/>"));
    cut.resize(cut.size() / 2);
    EXPECT_EQ(read(cut), (Cells{{"xlsx-damaged"}}));
    EXPECT_EQ(open_file("no/such/file.xlsx").error().code, "file-missing");
}

TEST(Xlsx, RefusesDamagedSheets) {
    for (const char* sheet :
         {R"(<row r="2"><c r="A2"><v>1</v></c></row><row r="1"/>)", R"(<row r="x"/>)", R"(<row><c r="1A"><v>1</v></c></row>)",
          R"(<row><c t="s"><v>5</v></c></row>)", R"(<row><c t="s"><v>-1</v></c></row>)", "<row><c><v>1",
          "<row><c><v>&unknown;</v></c></row>", "<row><c r=ABC></c></row>"}) {
        EXPECT_EQ(read(zipped(workbook_parts(sheet))).front().front(), "xlsx-damaged") << sheet;
    }
}

TEST(Xlsx, ExpandsNoEntities) {
    Parts parts = workbook_parts("<row><c t=\"str\"><v>&a;</v></c></row>");
    parts.back().second.insert(0, "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\">]>");
    EXPECT_EQ(read(zipped(parts)).front().front(), "xlsx-damaged");
}

TEST(Xlsx, KeepsItsLimits) {
    const std::string three = "<row r=\"1\"><c><v>1</v></c></row><row r=\"3\"><c><v>1</v></c></row>";
    EXPECT_EQ(read(zipped(workbook_parts(three)), ReadOptions{.rows_max = 2}).front().front(), "xlsx-too-large");
    EXPECT_EQ(read(zipped(workbook_parts("<row><c r=\"ZZ1\"><v>1</v></c></row>")), ReadOptions{.columns_max = 100}).front().front(),
              "xlsx-too-large");
    const std::string long_cell = "<row><c t=\"str\"><v>" + std::string(2'000, 'a') + "</v></c></row>";
    EXPECT_NE(read(zipped(workbook_parts(long_cell)), ReadOptions{.cell_bytes_max = 1'000}).front().front(), std::string(2'000, 'a'));
    EXPECT_EQ(read(zipped(workbook_parts(three)), ReadOptions{.file_bytes_max = 100}), (Cells{{"xlsx-too-large"}}));
    EXPECT_EQ(read(zipped(workbook_parts(three)), ReadOptions{.unpacked_bytes_max = 100}), (Cells{{"xlsx-too-large"}}));
    EXPECT_EQ(read(zipped(workbook_parts(std::string(8U << 20U, ' ')))), (Cells{{"xlsx-too-large"}}));  // packs a thousand to one
}

TEST(OpenTable, LooksAtTheBytesNotAtTheName) {
    auto workbook = tabular::open_bytes(zipped(workbook_parts("<row><c><v>1</v></c></row>")));
    ASSERT_TRUE(workbook.has_value());
    auto text = tabular::open_bytes("姓名\n");
    ASSERT_TRUE(text.has_value());
    tabular::Row row;
    EXPECT_TRUE(*(*text)->next(row));
    EXPECT_EQ(row.cells.front(), "姓名");
}

TEST(XmlScanner, GivesTheSameTokensHoweverTheBytesArrive) {
    const std::string text = "<?xml version='1.0'?><!-- c --><x:a k=\"1 &lt; 2\" n:m='v'>t&#x738B;<b/><![CDATA[<raw>]]></x:a>";
    const auto tokens = [&text](std::size_t piece) {
        std::size_t at = 0;
        XmlScanner xml{[&](char* buffer, std::size_t size) {
                           const std::size_t count = std::min({piece, size, text.size() - at});
                           text.copy(buffer, count, at);
                           at += count;
                           return static_cast<long long>(count);
                       },
                       1'000};
        std::string out;
        for (;;) {
            switch (xml.next()) {
            case XmlScanner::Kind::start:
                out += "<" + std::string{xml.name()} + "," + std::string{xml.attribute("k")} + std::string{xml.attribute("m")} + ">";
                break;
            case XmlScanner::Kind::end: out += "</" + std::string{xml.name()} + ">"; break;
            case XmlScanner::Kind::text: out += xml.text(); break;
            case XmlScanner::Kind::done: return out;
            case XmlScanner::Kind::bad: return out + "BAD";
            }
        }
    };
    for (const std::size_t piece : {1U, 2U, 7U, 1'000U}) EXPECT_EQ(tokens(piece), "<a,1 < 2v>t王<b,></b><raw></a>") << piece;
}

RC_GTEST_PROP(XlsxProperty, FlippedBytesNeverBreakTheReader, ()) {
    static const std::string whole =
        zipped(workbook_parts("<row><c t=\"s\"><v>0</v></c><c s=\"1\"><v>21975</v></c></row>", "<si><t>姓名</t></si>",
                              "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs>"));
    std::string bytes = whole;
    const int flips = *rc::gen::inRange(1, 6);
    for (int i = 0; i < flips; ++i) bytes[*rc::gen::inRange<std::size_t>(4, bytes.size())] = *rc::gen::arbitrary<char>();
    (void)read(std::move(bytes));
}

}  // namespace
}  // namespace jiwei::xlsx
