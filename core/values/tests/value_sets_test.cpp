// Code lists: the ones we ship are complete, and a bad file is refused whole and says where.
#include "core/values/value_sets.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "core/kernel/csv.hpp"

namespace jiwei::values {
namespace {

std::string read_source(const std::string& path) {
    std::ifstream in{std::filesystem::path{JIWEI_SOURCE_DIR} / path, std::ios::binary};
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

TEST(ValueSets, ShipAllSets) {
    ValueSets sets;
    std::size_t rows = 0;
    for (const char* file : {"identity", "history", "exam", "followup", "mch", "services"}) {
        const std::string text = read_source(std::string{"packs/value-sets/"} + file + ".csv");
        const auto added = sets.add_csv(file, text);
        ASSERT_TRUE(added.has_value()) << added.error().where << " " << added.error().code;
        rows += csv::parse(text)->size() - 1;
    }
    EXPECT_EQ(sets.set_names().size(), 188U);
    EXPECT_EQ(rows, 1'002U);
    EXPECT_EQ(sets.codes("NATION_GB3304").size(), 58U);
    EXPECT_EQ(sets.codes("PROVINCE_GBT2260").size(), 35U);
}

constexpr std::string_view small =
    "set,code,label_zh,label_en,valid_to\n"
    "RH,1,阴性,Negative,\n"
    "RH,2,阳性,Positive,\n"
    "PEN,1,单设,Separate,2016-12-31\n"
    "PEN,01,无,None,\n";

TEST(ValueSets, FindCodesAsText) {
    ValueSets sets;
    ASSERT_TRUE(sets.add_csv("small.csv", small).has_value());
    EXPECT_TRUE(sets.has("RH", "1"));
    EXPECT_FALSE(sets.has("RH", "01"));
    EXPECT_FALSE(sets.has("RH", ""));
    EXPECT_FALSE(sets.has("NO_SUCH", "1"));
    EXPECT_EQ(sets.find("PEN", "01")->label_zh, "无");
    EXPECT_EQ(sets.find_label("RH", "阳性")->code, "2");
    EXPECT_EQ(sets.find_label("RH", "Positive")->code, "2");
    EXPECT_EQ(sets.find_label("RH", "弱阳性"), nullptr);
}

TEST(ValueSets, RetiredCodesStayReadable) {
    ValueSets sets;
    ASSERT_TRUE(sets.add_csv("small.csv", small).has_value());
    EXPECT_TRUE(sets.has("PEN", "1"));
    EXPECT_TRUE(sets.selectable("PEN", "1", *parse_civil_date("2016-12-31")));
    EXPECT_FALSE(sets.selectable("PEN", "1", *parse_civil_date("2017-01-01")));
}

TEST(ValueSets, RefuseABadFileWholeAndSayWhere) {
    struct {
        const char* text;
        std::string_view code, where;
    } const bad[] = {{"set,code,label\n", "values.header", "f:1"},
                     {"", "values.header", "f:1"},
                     {"set,code,label_zh,label_en\nA,1,x\n", "values.syntax", "f:2"},
                     {"set,code,label_zh,label_en\nA,,x,y\n", "values.syntax", "f:2"},
                     {"set,code,label_zh,label_en\nA,1,x,y\nA,1,z,z\n", "values.duplicate", "f:3"},
                     {"set,code,label_zh,label_en\nRH,1,x,y\n", "values.duplicate", "f:2"},
                     {"set,code,label_zh,label_en,valid_to\nA,1,x,y,2016-02-30\n", "values.date", "f:2"},
                     {"set,code,label_zh,label_en\nA,\"1,x,y\n", "values.syntax", "f:2"}};
    for (const auto& one : bad) {
        ValueSets sets;
        ASSERT_TRUE(sets.add_csv("small.csv", small).has_value());
        const auto added = sets.add_csv("f", one.text);
        ASSERT_FALSE(added.has_value()) << one.text;
        EXPECT_EQ(added.error().code, one.code);
        EXPECT_EQ(added.error().where, one.where);
        EXPECT_FALSE(sets.has_set("A"));
    }
}

}  // namespace
}  // namespace jiwei::values
