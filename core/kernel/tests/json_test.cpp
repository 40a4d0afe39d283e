// The JSON reader: strictness, limits, and that what goes in comes out.
#include "core/kernel/json.hpp"

#include <gtest/gtest.h>

namespace jiwei::json {
namespace {

struct Refused {
    const char* name;
    const char* text;
    const char* code;
};

class Parse : public testing::TestWithParam<Refused> {};

TEST_P(Parse, RefusesWithTheCode) {
    const auto parsed = parse(GetParam().text);
    ASSERT_FALSE(parsed.has_value());
    EXPECT_EQ(parsed.error().code, GetParam().code);
}

INSTANTIATE_TEST_SUITE_P(Json, Parse,
                         testing::Values(Refused{"empty", "", "json.syntax"}, Refused{"leading_zero", "01", "json.syntax"},
                                         Refused{"bare_minus", "-", "json.syntax"}, Refused{"no_fraction_digits", "1.", "json.syntax"},
                                         Refused{"trailing_comma", "[1,]", "json.syntax"}, Refused{"two_documents", "{} {}", "json.syntax"},
                                         Refused{"single_quotes", "{'a':1}", "json.syntax"},
                                         Refused{"control_character", "\"\x01\"", "json.syntax"},
                                         Refused{"duplicate_key", R"({"a":1,"a":2})", "json.duplicate-key"},
                                         Refused{"lone_surrogate", R"("\ud800")", "json.utf8"},
                                         Refused{"overlong_utf8", "\"\xC0\xAF\"", "json.utf8"},
                                         Refused{"cut_utf8", "\"\xE4\xBD\"", "json.utf8"}),
                         [](const auto& row) { return std::string{row.param.name}; });

TEST(Json, RefusesDepthBeyondTheLimit) {
    const std::string deep = std::string(40, '[') + std::string(40, ']');
    EXPECT_EQ(parse(deep).error().code, "json.depth");
}

TEST(Json, KeepsTheSourceTextOfNumbers) {
    const auto value = parse(R"({"a":1.00,"b":-0.5e3})");
    ASSERT_TRUE(value.has_value());
    EXPECT_EQ((*value)["a"].text(), "1.00");
    EXPECT_EQ(write(*value), R"({"a":1.00,"b":-0.5e3})");
}

TEST(Json, WritesCanonicalFormWithSortedKeys) {
    const auto value = parse(R"({"b":[true,null],"a":{"d":"\u4e2d\n","c":1}})");
    ASSERT_TRUE(value.has_value());
    EXPECT_EQ(write_canonical(*value), "{\"a\":{\"c\":1,\"d\":\"中\\n\"},\"b\":[true,null]}");
}

TEST(Json, DecodesSurrogatePairs) { EXPECT_EQ(parse(R"("\ud83d\ude00")")->text(), "\xF0\x9F\x98\x80"); }

TEST(Json, WriterPutsCommasWhereTheyBelong) {
    Writer writer;
    writer.begin_object().member("a", 1).key("b").begin_array().integer(1).string("x").end_array().member("c", true).end_object();
    EXPECT_EQ(writer.text(), R"({"a":1,"b":[1,"x"],"c":true})");
}

}  // namespace
}  // namespace jiwei::json
