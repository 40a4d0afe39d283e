// Which archive stays, whose value is proposed, how long a merge can be taken back.
#include "core/identity/merge.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "core/identity/tests/fixtures.hpp"

namespace jiwei::identity {
namespace {

using testing::day;

MergeSide side(const char* id, const char* id_no, std::string_view opened_on) { return {id, id_no, day(opened_on)}; }

TEST(Merge, TheVerifiedNumberStays) {
    EXPECT_TRUE(survives(side("B", "350802196002290018", "2025-01-01"), side("A", "", "2020-01-01")));
    EXPECT_FALSE(survives(side("A", "", "2020-01-01"), side("B", "350802196002290018", "2025-01-01")));
}

TEST(Merge, ElseTheOlderArchiveThenTheLowerId) {
    EXPECT_TRUE(survives(side("B", "", "2020-01-01"), side("A", "", "2025-01-01")));
    EXPECT_TRUE(survives(side("A", "", "2020-01-01"), side("B", "", "2020-01-01")));
}

TEST(Merge, DifferentValidNumbersConflict) {
    EXPECT_TRUE(numbers_conflict(side("A", "350802196002290018", "2020-01-01"), side("B", "350802195203150025", "2020-01-01")));
    EXPECT_FALSE(numbers_conflict(side("A", "350802196002290018", "2020-01-01"), side("B", "", "2020-01-01")));
    EXPECT_FALSE(numbers_conflict(side("A", "350802196002290018", "2020-01-01"), side("B", "350802196002290018", "2020-01-01")));
}

struct FieldCase {
    const char* name;
    MergeField survivor;
    MergeField loser;
    Side want;
};

TEST(Merge, ProposesTheNewestVerifiedValueElseTheNewest) {
    const FieldCase cases[] = {
        {"verified beats newer", {"1", true, 1}, {"2", false, 9}, Side::survivor},
        {"verified loser beats newer survivor", {"1", false, 9}, {"2", true, 1}, Side::loser},
        {"newest of two verified", {"1", true, 1}, {"2", true, 9}, Side::loser},
        {"newest of two unverified", {"1", false, 9}, {"2", false, 1}, Side::survivor},
        {"stated beats empty", {"", false, 9}, {"2", false, 1}, Side::loser},
        {"empty never wins", {"1", false, 1}, {"", false, 9}, Side::survivor},
        {"tie", {"1", false, 5}, {"2", false, 5}, Side::survivor},
    };
    for (const FieldCase& one : cases) EXPECT_EQ(proposed_side(one.survivor, one.loser), one.want) << one.name;
}

TEST(Merge, CanBeTakenBackForThirtyDays) {
    EXPECT_TRUE(may_undo_merge(day("2026-11-01"), day("2026-12-01")));
    EXPECT_FALSE(may_undo_merge(day("2026-11-01"), day("2026-12-02")));
}

RC_GTEST_PROP(Merge, ExactlyOneOfTwoStays, (bool a_has, bool b_has, unsigned char a_day, unsigned char b_day)) {
    const MergeSide a{"A", a_has ? "350802196002290018" : "", add_days(day("2020-01-01"), a_day)};
    const MergeSide b{"B", b_has ? "350802196002290018" : "", add_days(day("2020-01-01"), b_day)};
    RC_ASSERT(survives(a, b) != survives(b, a));
}

}  // namespace
}  // namespace jiwei::identity
