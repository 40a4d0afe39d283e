// The strict reader: quotes, line ends, limits, and the same rows however the text is cut into pieces.
#include "core/kernel/csv.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace jiwei::csv {
namespace {

using Cells = std::vector<std::vector<std::string>>;

Cells cells(std::string_view text, const Options& options = {}) {
    const auto rows = parse(text, options);
    EXPECT_TRUE(rows.has_value()) << text << (rows ? "" : rows.error().code);
    Cells out;
    if (rows) {
        for (const Row& row : *rows) out.push_back(row.cells);
    }
    return out;
}

std::string fault(std::string_view text, const Options& options = {}) {
    const auto rows = parse(text, options);
    return rows ? "" : std::string{rows.error().code} + "@" + std::to_string(rows.error().line);
}

TEST(Csv, ReadsPlainAndQuotedCells) {
    EXPECT_EQ(cells("a,b\r\n1,2\r\n"), (Cells{{"a", "b"}, {"1", "2"}}));
    EXPECT_EQ(cells("a,b\n1,2"), (Cells{{"a", "b"}, {"1", "2"}}));
    EXPECT_EQ(cells("a\r1\r"), (Cells{{"a"}, {"1"}}));
    EXPECT_EQ(cells("\"a,1\",\"say \"\"hi\"\"\",\"two\r\nlines\""), (Cells{{"a,1", "say \"hi\"", "two\r\nlines"}}));
    EXPECT_EQ(cells("a,,\n,\n"), (Cells{{"a", "", ""}, {"", ""}}));
    EXPECT_EQ(cells("\"\"\n"), (Cells{{""}}));
    EXPECT_EQ(cells(""), Cells{});
    EXPECT_EQ(cells("\n\r\n\na\n"), (Cells{{"a"}}));
    EXPECT_EQ(cells("\xEF\xBB\xBF"
                    "a"),
              (Cells{{"a"}}));
    EXPECT_EQ(cells("a;b,c\n", Options{.delimiter = ';'}), (Cells{{"a", "b,c"}}));
}

TEST(Csv, NumbersRowsAndLines) {
    const auto rows = parse("h\n\"x\r\ny\"\n\nlast\n");
    ASSERT_TRUE(rows.has_value());
    ASSERT_EQ(rows->size(), 3U);
    EXPECT_EQ((*rows)[1].line, 2U);
    EXPECT_EQ((*rows)[2].line, 5U);
    EXPECT_EQ((*rows)[2].number, 3U);
}

TEST(Csv, RefusesBrokenQuotesAndSaysWhere) {
    EXPECT_EQ(fault("a\nb,c\"d\n"), "csv.quote@2");
    EXPECT_EQ(fault("a\n\"b\"c\n"), "csv.quote@2");
    EXPECT_EQ(fault("a\n\"open\nand on"), "csv.unclosed-quote@2");
    EXPECT_EQ(cells("b,c\"d\n\"b\"c\n", Options{.bare_quotes_allowed = true}), (Cells{{"b", "c\"d"}, {"bc"}}));
}

TEST(Csv, KeepsItsLimits) {
    EXPECT_EQ(fault("abcd\n", Options{.field_bytes_max = 3}), "csv.field-size@1");
    EXPECT_EQ(fault("abc\n", Options{.field_bytes_max = 3}), "");
    EXPECT_EQ(fault("ab,cd\n", Options{.row_bytes_max = 3}), "csv.row-size@1");
    EXPECT_EQ(fault("a,b\na,b,c\n", Options{.columns_max = 2}), "csv.columns@2");
    EXPECT_EQ(fault("a\nb\nc\n", Options{.rows_max = 2}), "csv.rows@3");
}

TEST(Csv, WritesCellsThatComeBack) {
    std::string out;
    append_cell(out, "plain");
    out.push_back(',');
    append_cell(out, "a,\"b\"");
    EXPECT_EQ(out, "plain,\"a,\"\"b\"\"\"");
}

RC_GTEST_PROP(CsvProperty, WrittenRowsComeBackHoweverTheTextIsCut, ()) {
    const auto cell = rc::gen::container<std::string>(rc::gen::elementOf(std::string{"ab ,;\"\r\n\t"}));
    auto table = *rc::gen::container<Cells>(rc::gen::nonEmpty(rc::gen::container<std::vector<std::string>>(cell)));
    std::string text;
    for (auto& row : table) {
        if (row.size() == 1 && row[0].empty()) row[0] = "x";  // one empty cell alone writes an empty line, which is no row
        for (std::size_t i = 0; i < row.size(); ++i) {
            if (i > 0) text.push_back(',');
            append_cell(text, row[i]);
        }
        text.append("\r\n");
    }
    const std::size_t cut = *rc::gen::inRange<std::size_t>(1, 8);
    Reader reader;
    Cells got;
    Row row;
    for (std::size_t at = 0; at <= text.size(); at += cut) {
        reader.feed(std::string_view{text}.substr(at, cut), at + cut > text.size());
        for (;;) {
            const auto step = reader.next(row);
            RC_ASSERT(step.has_value());
            if (*step != Reader::Step::row) break;
            got.push_back(row.cells);
        }
    }
    RC_ASSERT(got == table);
}

}  // namespace
}  // namespace jiwei::csv
