// Files as officials have them: encodings, separators, line ends, damage; and what the writer gives comes back unchanged.
#include "platform/csv/csv.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <unistd.h>

#include <fstream>

#include "platform/text/encoding.hpp"
#include "platform/xlsx/open_table.hpp"

namespace jiwei::csv {
namespace {

using Cells = std::vector<std::vector<std::string>>;

// All rows, or the code and detail of the refusal as one cell.
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

const Cells people{{"姓名", "身份证号"}, {"王建国", "350802196002290018"}};

TEST(CsvFile, ReadsEveryEncodingAndSeparator) {
    EXPECT_EQ(read("姓名,身份证号\r\n王建国,350802196002290018\r\n"), people);
    EXPECT_EQ(read("\xEF\xBB\xBF姓名;身份证号\n王建国;350802196002290018"), people);
    EXPECT_EQ(read(text::to_gb18030("姓名\t身份证号\n王建国\t350802196002290018\n")), people);
    EXPECT_EQ(read("sep=;\r\n姓名;身份证号\r\n王建国;350802196002290018\r\n"), people);
    EXPECT_EQ(read("\"姓;;名\",身份证号\n"), (Cells{{"姓;;名", "身份证号"}}));
    EXPECT_EQ(read("a;b,c\n", ReadOptions{.delimiter = ','}), (Cells{{"a;b", "c"}}));
    EXPECT_EQ(read(""), Cells{});
    EXPECT_EQ(read("\n,,\n \n"), (Cells{{" "}}));
}

TEST(CsvFile, FindsTheEncodingBehindManyAsciiLines) {
    std::string bytes = "name,note\n";
    while (bytes.size() < 200'000) bytes += "plain,row\n";
    bytes += text::to_gb18030("王建国,备注\n");
    const Cells rows = read(bytes);
    EXPECT_EQ(rows.back(), (std::vector<std::string>{"王建国", "备注"}));
}

TEST(CsvFile, NumbersRowsByTheLineOfTheFile) {
    auto source = open_bytes("姓名\n\n\"两\n行\"\n李梅\n");
    ASSERT_TRUE(source.has_value());
    tabular::Row row;
    std::vector<std::int64_t> numbers;
    while (*(*source)->next(row)) numbers.push_back(row.number);
    EXPECT_EQ(numbers, (std::vector<std::int64_t>{1, 3, 5}));
    EXPECT_EQ((*source)->permille_read(), 1'000);
}

TEST(CsvFile, ComposesCharacters) { EXPECT_EQ(read("e\xCC\x81\n"), (Cells{{"\xC3\xA9"}})); }

TEST(CsvFile, SaysWhatIsWrongAndWhere) {
    EXPECT_EQ(read("a\n\"open\n"), (Cells{{"csv-unclosed-quote", "line 2"}}));
    EXPECT_EQ(read("a,b\nccccc\n", ReadOptions{.field_bytes_max = 4}), (Cells{{"csv-field-size", "line 2"}}));
    EXPECT_EQ(read("a\nb\nc\n", ReadOptions{.rows_max = 2}), (Cells{{"csv-rows", "line 3"}}));
    EXPECT_EQ(read("a,b,c\n", ReadOptions{.columns_max = 2}), (Cells{{"csv-columns", "line 1"}}));
    EXPECT_EQ(read(std::string{"PK\x03\x04\0\0", 6}), (Cells{{"text-encoding"}}));
    EXPECT_EQ(open_file("no/such/file.csv").error().code, "file-missing");
    std::string late(100'000, 'a');
    late[50'000] = '\n';
    late += "姓\n" + std::string(70'000, 'b') + "\xFF";
    EXPECT_EQ(read(late, ReadOptions{.field_bytes_max = 1'000'000}).front().front(), "text-encoding");
}

TEST(CsvFile, StreamsAFileFromDisk) {
    const auto path = std::filesystem::temp_directory_path() / ("jiwei-csv-file-test-" + std::to_string(getpid()) + ".csv");
    {
        std::ofstream out{path, std::ios::binary};
        out << text::to_gb18030("姓名,序号\n");
        for (int i = 0; i < 50'000; ++i) out << text::to_gb18030("王建国,") << i << "\n";
    }
    auto source = tabular::open_file(path);
    ASSERT_TRUE(source.has_value());
    tabular::Row row;
    int rows = 0;
    int permille = 0;
    while (*(*source)->next(row)) {
        EXPECT_GE((*source)->permille_read(), permille);
        permille = (*source)->permille_read();
        const std::vector<std::string> expected{"王建国", std::to_string(rows - 1)};
        ASSERT_TRUE(rows == 0 || row.cells == expected);
        ++rows;
    }
    EXPECT_EQ(rows, 50'001);
    std::filesystem::remove(path);
}

TEST(CsvWriter, IsLosslessUnlessMadeForASpreadsheet) {
    Writer plain;
    plain.cell("=1+1").cell("-5").cell("a\"b").end_row();
    EXPECT_EQ(plain.take(), "=1+1,-5,\"a\"\"b\"\r\n");
    Writer safe{WriteOptions{.byte_order_mark = true, .spreadsheet_safe = true, .line_end = "\n"}};
    safe.cell("=1+1").cell("+8613812345678").cell("-5").cell("@x").cell("plain").end_row();
    EXPECT_EQ(safe.take(), "\xEF\xBB\xBF'=1+1,'+8613812345678,'-5,'@x,plain\n");
}

RC_GTEST_PROP(CsvFileProperty, WhatIsWrittenComesBack, ()) {
    const auto cell = rc::gen::container<std::string>(rc::gen::elementOf(std::string{"ab1 ,;\"\n\t"}));
    const auto table = *rc::gen::container<Cells>(rc::gen::container<std::vector<std::string>>(3, cell));
    Writer writer;
    Cells expected;
    writer.cell("h1").cell("h2").cell("h3").end_row();
    expected.push_back({"h1", "h2", "h3"});
    for (const auto& row : table) {
        for (const auto& one : row) writer.cell(one);
        writer.end_row();
        if (row != std::vector<std::string>(3)) expected.push_back(row);
    }
    RC_ASSERT(read(writer.take(), ReadOptions{.delimiter = ','}) == expected);
}

RC_GTEST_PROP(CsvFileProperty, NoBytesBreakTheReader, ()) { (void)read(*rc::gen::container<std::string>(rc::gen::arbitrary<char>())); }

}  // namespace
}  // namespace jiwei::csv
