#include "core/access/masking.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace jiwei::masking {
namespace {

Table pack() {
    std::ifstream file{std::string{JIWEI_SOURCE_DIR} + "/packs/roles/masks.csv"};
    std::ostringstream text;
    text << file.rdbuf();
    auto table = Table::read(text.str());
    EXPECT_TRUE(table) << table.error();
    return table.value_or(Table{});
}

TEST(Masking, FollowsTheTableOfTheSpecification) {
    const Table table = pack();
    struct Case {
        std::vector<std::string> roles;
        Edge edge;
        Field field;
        bool close;
        Show show;
    };
    const std::vector<Case> cases{
        {{"village_doctor"}, Edge::page, Field::id_no, true, Show::full},
        {{"village_doctor"}, Edge::page, Field::id_no, false, Show::masked},
        {{"village_doctor"}, Edge::list, Field::id_no, true, Show::masked},
        {{"village_doctor"}, Edge::export_rows, Field::phone, true, Show::masked},
        {{"inst_admin"}, Edge::page, Field::id_no, true, Show::masked},
        {{"cashier"}, Edge::page, Field::id_no, true, Show::masked},
        {{"pharmacist"}, Edge::print, Field::id_no, true, Show::masked},
        {{"cashier", "nurse"}, Edge::page, Field::id_no, true, Show::full},
        {{"service"}, Edge::fhir, Field::id_no, false, Show::full},
        {{"ph_staff"}, Edge::fhir, Field::id_no, false, Show::masked},
        {{"ph_staff"}, Edge::list, Field::address, true, Show::masked},
        {{"nobody_knows"}, Edge::export_rows, Field::name, false, Show::masked},
        {{}, Edge::page, Field::name, true, Show::masked},
    };
    for (const Case& one : cases) {
        EXPECT_EQ(table.show(one.roles, one.edge, one.field, one.close), one.show)
            << (one.roles.empty() ? "nobody" : one.roles.front()) << " edge " << static_cast<int>(one.edge) << " field "
            << static_cast<int>(one.field) << " close " << one.close;
    }
}

// A number is never whole in a list, an export or a log, whoever reads.
TEST(Masking, NeverShowsANumberInListsAndExports) {
    const Table table = pack();
    for (const char* const role : {"village_doctor", "township_doctor", "nurse", "ph_staff", "pharmacist", "cashier", "inst_admin",
                                   "county_admin", "cdc", "supervisor", "insurer", "auditor", "sysadmin"}) {
        for (const Edge edge : {Edge::list, Edge::export_rows}) {
            for (const Field field : {Field::id_no, Field::phone, Field::card}) {
                EXPECT_NE(table.show({role}, edge, field, true), Show::full) << role;
            }
        }
    }
}

TEST(Masking, ShowsTheForms) {
    EXPECT_EQ(shown(Field::id_no, Show::masked, "510104199001010010"), "510***********0010");
    EXPECT_EQ(shown(Field::phone, Show::masked, "13812345678"), "138****5678");
    EXPECT_EQ(shown(Field::name, Show::masked, "王小明"), "王*明");
    EXPECT_EQ(shown(Field::address, Show::masked, "福建省漳平市永福镇龙车村12号"), "福建省漳平市永福镇***");
    EXPECT_EQ(shown(Field::address, Show::masked, "龙车村12号"), "***");
    EXPECT_EQ(shown(Field::card, Show::masked, "6217001234567890"), "************7890");
    EXPECT_EQ(shown(Field::phone, Show::full, "13812345678"), "13812345678");
    EXPECT_EQ(shown(Field::phone, Show::none, "13812345678"), "");
}

TEST(Masking, RefusesADamagedTable) {
    const std::string head = "role,edge,field,relation,show,reason\n";
    EXPECT_TRUE(Table::read(head + "*,*,*,any,masked,all\n"));
    for (const char* const wrong :
         {"*,*,*,any,masked\n", "*,door,*,any,masked,x\n", "*,*,shoe,any,masked,x\n", "*,*,*,far,masked,x\n", "*,*,*,any,half,x\n"}) {
        const auto table = Table::read(head + wrong);
        ASSERT_FALSE(table) << wrong;
        EXPECT_TRUE(table.error().starts_with("line 2: ")) << table.error();
    }
}

}  // namespace
}  // namespace jiwei::masking
