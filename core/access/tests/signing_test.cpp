// The tables of packs/roles that say how fresh a password is and which days are worked.
#include "core/access/signing.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "core/access/working_days.hpp"

namespace jiwei {
namespace {

std::string roles_table(const char* name) {
    std::ifstream file{std::string{JIWEI_SOURCE_DIR} + "/packs/roles/" + name};
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

TEST(Signing, ThePackAsksOnceInHalfADayAndNoToken) {
    const auto table = signing::Table::read(roles_table("signing.csv"));
    ASSERT_TRUE(table) << table.error();
    EXPECT_EQ(table->minutes_for({"village_doctor"}, "hypertension/follow-up"), 240);
    EXPECT_EQ(table->minutes_for({"service"}, "hypertension/follow-up"), std::nullopt);
    EXPECT_EQ(table->minutes_for({}, "hypertension/follow-up"), 0) << "nobody signs unasked";
}

TEST(Signing, TheFirstLineDecidesAndTheStrictestRole) {
    const auto table =
        signing::Table::read("role,form,minutes,reason\n*,mental-health/*,0,x\nnurse,*,30,x\nservice,*,never,x\n*,elderly/exam,60,x\n");
    ASSERT_TRUE(table) << table.error();
    EXPECT_EQ(table->minutes_for({"nurse"}, "mental-health/follow-up"), 0);
    EXPECT_EQ(table->minutes_for({"nurse"}, "elderly/exam"), 30);
    EXPECT_EQ(table->minutes_for({"township_doctor", "nurse"}, "elderly/exam"), 30);
    EXPECT_EQ(table->minutes_for({"township_doctor"}, "elderly/other"), 0) << "what no line names is asked every time";
    EXPECT_EQ(signing::Table::read("h\n*,*,721,x\n").error(), "line 2: minutes are 0-720 or never");
    EXPECT_EQ(signing::Table::read("h\n*,*,x\n").error(), "line 2: not four columns");
}

TEST(WorkingDays, HolidaysAndExchangedDaysOf2026) {
    const auto calendar = working_days::Calendar::read(roles_table("working-days.csv"));
    ASSERT_TRUE(calendar) << calendar.error();
    const auto day = [](const char* text) { return *parse_civil_date(text); };
    EXPECT_EQ(calendar->after(day("2026-09-30"), 1), day("2026-10-08"));
    EXPECT_EQ(calendar->after(day("2026-09-30"), 3), day("2026-10-10")) << "a Saturday that is worked";
    EXPECT_EQ(calendar->after(day("2026-02-13"), 3), day("2026-02-25")) << "Saturday the 14th, then the Spring Festival";
    EXPECT_EQ(calendar->after(day("2026-11-20"), 3), day("2026-11-25"));
    EXPECT_EQ(calendar->after(day("2031-10-01"), 1), day("2031-10-02")) << "not announced: weekends only";
    EXPECT_EQ(working_days::Calendar::read("h\n2026-13-01,off,x\n").error(), "line 2: no date");
    EXPECT_EQ(working_days::Calendar::read("h\n2026-01-01,off,x\n2026-01-01,work,x\n").error(), "line 3: the day stands twice");
}

}  // namespace
}  // namespace jiwei
