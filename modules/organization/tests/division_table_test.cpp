// The committed table of divisions: complete, readable place by place, and the same archive part 3 every time.
#include "modules/organization/division_table.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

namespace jiwei::organization {
namespace {

std::filesystem::path committed() { return std::filesystem::path{JIWEI_SOURCE_DIR} / "packs/divisions/divisions.bin"; }

const DivisionTable& table() {
    static const DivisionTable opened = std::move(DivisionTable::open(committed()).value());
    return opened;
}

TEST(DivisionTable, KnowsEveryLevel) {
    EXPECT_EQ(table().edition(), "2023");
    EXPECT_EQ(table().children("").size(), 31U);
    EXPECT_EQ(table().find("35")->name, "福建省");
    EXPECT_EQ(table().find("350000000000")->level, DivisionLevel::province);
    EXPECT_EQ(table().find("3508")->name, "龙岩市");
    EXPECT_EQ(table().find("350881")->name, "漳平市");
    EXPECT_EQ(table().find("350881000000")->code, "350881000000");
    EXPECT_EQ(table().find("350881")->parent, "350800000000");
    EXPECT_EQ(table().find("350881001")->name, "菁城街道");
    EXPECT_EQ(table().find("350881001000")->level, DivisionLevel::township);
    EXPECT_EQ(table().find("350881001001")->name, "菁东社区居委会");
    EXPECT_EQ(table().find("350881001001")->parent, "350881001000");
    EXPECT_EQ(table().find("350881002204")->name, "石坂坑村委会");
    for (const char* none : {"99", "3508819", "350881999", "350881001999", "abc", "3508810010012", "000000000000"}) {
        EXPECT_FALSE(table().find(none).has_value()) << none;
    }
}

TEST(DivisionTable, GivesACountyParentsFirst) {
    const auto rows = table().county("350881");
    ASSERT_EQ(rows.size(), 3U + 16U + 192U);
    EXPECT_EQ(rows[0].name, "福建省");
    EXPECT_EQ(rows[1].name, "龙岩市");
    EXPECT_EQ(rows[2].name, "漳平市");
    std::set<std::string> seen;
    std::set<std::string> archive_places;
    for (const Division& row : rows) {
        EXPECT_EQ(row.code.size(), 12U);
        EXPECT_TRUE(row.parent.empty() ? row.level == DivisionLevel::province : seen.contains(row.parent)) << row.code;
        EXPECT_TRUE(seen.insert(row.code).second) << row.code;
        if (row.level != DivisionLevel::village) continue;
        EXPECT_TRUE(archive_places.insert(row.code.substr(0, 9) + row.archive_part3).second) << row.code;
    }
    EXPECT_TRUE(table().county("350899").empty());
    EXPECT_TRUE(table().county("3508").empty());
}

TEST(DivisionTable, NumbersCommitteesByKindInOrderOfCode) {
    std::map<std::string, std::string> parts;
    for (const Division& row : table().county("350881")) parts[row.code] = row.archive_part3;
    EXPECT_EQ(parts["350881001001"], "001");
    EXPECT_EQ(parts["350881001007"], "007");
    EXPECT_EQ(parts["350881002201"], "101");
    EXPECT_EQ(parts["350881002204"], "104");
    EXPECT_EQ(parts["350881001000"], "");
    EXPECT_EQ(table().find("350881002204")->archive_part3, "104");
}

TEST(DivisionTable, CityWithoutDistrictsIsItsOwnCounty) {
    const auto rows = table().county("441900");
    ASSERT_GT(rows.size(), 30U);
    EXPECT_EQ(rows[0].name, "广东省");
    EXPECT_EQ(rows[1].code, "441900000000");
    EXPECT_EQ(rows[1].parent, rows[0].code);
}

// A county is read with its whole city, so the counties of the country cost their cities many times over: two provinces have all the odd
// cases (Shandong has the township with 168 village committees), JIWEI_DEEP=1 walks the rest.
TEST(DivisionTable, GivesDistinctArchivePartsEverywhere) {
    const bool deep = std::getenv("JIWEI_DEEP") != nullptr;
    std::size_t villages = 0;
    std::size_t townships = 0;
    std::size_t without_part = 0;
    for (const Division& province : table().children("")) {
        if (!deep && !province.code.starts_with("37") && !province.code.starts_with("35")) continue;
        for (const Division& city : table().children(province.code.substr(0, 2))) {
            std::set<std::string> parts;
            for (const Division& county : table().children(city.code.substr(0, 4))) {
                for (const Division& row : table().county(county.code.substr(0, 6))) {
                    townships += row.level == DivisionLevel::township ? 1 : 0;
                    if (row.level != DivisionLevel::village) continue;
                    ++villages;
                    ASSERT_FALSE(row.name.empty());
                    if (row.archive_part3.empty()) {
                        ++without_part;
                    } else {
                        ASSERT_TRUE(parts.insert(row.code.substr(0, 9) + row.archive_part3).second) << row.code;
                    }
                }
            }
        }
    }
    EXPECT_EQ(townships, deep ? 41'352U : 3'023U);
    EXPECT_EQ(villages, deep ? 620'573U : 79'572U);
    EXPECT_EQ(without_part, 0U);
}

TEST(DivisionTable, RefusesWhatIsDamaged) {
    const auto code_of = [](const std::string& bytes) {
        const auto path = std::filesystem::temp_directory_path() / "jiwei-division-table-test.bin";
        std::ofstream{path, std::ios::binary} << bytes;
        const auto opened = DivisionTable::open(path);
        const std::string code = opened ? "" : opened.error().code;
        std::filesystem::remove(path);
        return code;
    };
    std::ifstream in{committed(), std::ios::binary};
    std::ostringstream whole;
    whole << in.rdbuf();
    std::string bytes = whole.str();
    EXPECT_EQ(code_of(""), "divisions-damaged");
    EXPECT_EQ(code_of("jiwei-divisions 2 2023 1 1 0\n"), "divisions-damaged");
    EXPECT_EQ(code_of(bytes.substr(0, 5'000)), "divisions-damaged");
    bytes[2'000] = static_cast<char>(bytes[2'000] ^ 0x40);
    EXPECT_EQ(code_of(bytes), "divisions-damaged");
    EXPECT_EQ(DivisionTable::open("no/such/file").error().code, "file-missing");
}

}  // namespace
}  // namespace jiwei::organization
