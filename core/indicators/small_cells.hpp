// Which numbers of a table must not be told to somebody who may see totals only: counts of 1 to 4 persons, and what they could be
// subtracted from (security specification 5: cells 1-4 shown as "<5", with complementary suppression).
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace jiwei::core::indicators {

inline constexpr std::int64_t persons_told_min = 5;

/// 1 to 4 persons.
[[nodiscard]] constexpr bool is_small(std::int64_t persons) { return persons > 0 && persons < persons_told_min; }

/// The counts of one cell that must not be known, each >= 0: reached and missing persons, or (all, 0).
using CellCounts = std::array<std::int64_t, 2>;

/// The cells of one group (institutions below one) that stay hidden: every cell with a small count, every cell `forced` (empty: none), and
/// as many others, the smallest first, that no hidden count of 1-4 is the difference between the group's sum and the shown cells.
/// `is_sum_told` false: the group's own sum is hidden; then one hidden cell is enough, and there is at least one.
[[nodiscard]] std::vector<bool> hidden_cells(std::span<const CellCounts> cells, const std::vector<bool>& forced, bool is_sum_told);

}  // namespace jiwei::core::indicators
