#include "core/indicators/small_cells.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

namespace jiwei::core::indicators {
namespace {

std::vector<bool> hidden(const std::vector<CellCounts>& cells, bool is_sum_told = true) { return hidden_cells(cells, {}, is_sum_told); }

TEST(SmallCells, AreOneToFour) {
    EXPECT_FALSE(is_small(0));
    EXPECT_TRUE(is_small(1));
    EXPECT_TRUE(is_small(4));
    EXPECT_FALSE(is_small(5));
}

TEST(SmallCells, OfNobodyHideNothing) {
    EXPECT_EQ(hidden({{50, 20}, {0, 9}, {0, 0}}), (std::vector{false, false, false}));
    EXPECT_TRUE(hidden({}).empty());
}

TEST(SmallCells, TakeASecondOneAlongThatTheyCannotBeSubtracted) {
    // 3 of 50 and the sum of all would give the 3 away: the next smallest goes too.
    EXPECT_EQ(hidden({{3, 50}, {30, 30}, {40, 100}}), (std::vector{true, true, false}));
    // Both columns count: whoever is missing are persons as well.
    EXPECT_EQ(hidden({{50, 2}, {10, 10}, {80, 80}}), (std::vector{true, true, false}));
}

TEST(SmallCells, TogetherAreNotSmallEither) {
    // 1 + 2 would still be told as 3.
    EXPECT_EQ(hidden({{1, 10}, {2, 10}, {60, 60}, {9, 9}}), (std::vector{true, true, false, true}));
    EXPECT_EQ(hidden({{3, 10}, {3, 10}, {60, 60}}), (std::vector{true, true, false}));
}

TEST(SmallCells, PreferCellsWithSomebodyInThem) { EXPECT_EQ(hidden({{3, 9}, {0, 0}, {7, 7}}), (std::vector{true, false, true})); }

TEST(SmallCells, UnderAHiddenSumHideAtLeastOne) {
    EXPECT_EQ(hidden({{20, 20}, {10, 10}}, false), (std::vector{false, true}));
    EXPECT_EQ(hidden({{2, 20}, {10, 10}}, false), (std::vector{true, false}));
}

// Whoever knows the sum and the shown cells never learns of one to four persons.
RC_GTEST_PROP(SmallCells, CannotBeFoundBySubtraction, ()) {
    const auto pairs =
        *rc::gen::container<std::vector<std::pair<int, int>>>(rc::gen::pair(rc::gen::inRange(0, 12), rc::gen::inRange(0, 12)));
    std::vector<CellCounts> cells;
    for (const auto& [reached, missing] : pairs) cells.push_back({reached, missing});
    const std::vector<bool> kept = hidden_cells(cells, {}, true);
    CellCounts sum{};
    for (std::size_t i = 0; i < cells.size(); ++i) {
        RC_ASSERT(kept[i] || (!is_small(cells[i][0]) && !is_small(cells[i][1])));
        if (!kept[i]) continue;
        sum[0] += cells[i][0];
        sum[1] += cells[i][1];
    }
    const bool is_all = std::ranges::count(kept, false) == 0;
    RC_ASSERT(is_all || (!is_small(sum[0]) && !is_small(sum[1])));
}

}  // namespace
}  // namespace jiwei::core::indicators
