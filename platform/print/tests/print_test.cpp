// What is printed is a PDF of A4 pages that hold the text, however much there is of it.
#include "platform/print/print.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string_view>

namespace jiwei::print {
namespace {

std::size_t count(std::string_view text, std::string_view part) {
    std::size_t found = 0;
    for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + part.size())) ++found;
    return found;
}

Document table(std::size_t rows) {
    Document document;
    document.title = "个人基本信息表";
    document.number = "012-00047";
    for (std::size_t i = 0; i < rows; ++i)
        document.rows.push_back({{{.text = "姓名", .weight = 1, .is_label = true}, {.text = "王建国", .weight = 4, .boxes_right = "1/3"}}});
    return document;
}

TEST(Print, IsAPdfOfA4Pages) {
    const std::string bytes = pdf(table(3));
    EXPECT_TRUE(bytes.starts_with("%PDF-"));
    EXPECT_NE(bytes.find("595.2"), std::string::npos) << "210 mm";
    EXPECT_EQ(count(bytes, "/Type /Page\n") + count(bytes, "/Type /Page "), 1U);
}

TEST(Print, GoesOnOnTheNextPage) {
    const std::string bytes = pdf(table(60));
    EXPECT_GE(count(bytes, "/Type /Page\n") + count(bytes, "/Type /Page "), 2U);
}

TEST(Print, EmbedsItsFonts) { EXPECT_NE(pdf(table(1)).find("/FontFile"), std::string::npos); }

TEST(Print, BearsAnyText) {
    Document document = table(1);
    document.rows[0].cells[1].text = std::string(5'000, 'x') + "\xF0\x9F\x98\x80<b>&";
    document.rows[0].cells[0].text.clear();
    document.number = "--王-";
    EXPECT_TRUE(pdf(document).starts_with("%PDF-"));
}

}  // namespace
}  // namespace jiwei::print
