#include "core/indicators/small_cells.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>

namespace jiwei::core::indicators {

namespace {

std::int64_t size_of(const CellCounts& cell) { return cell[0] + cell[1]; }

/// What somebody learns who subtracts the shown cells from the sum: the hidden ones together.
CellCounts hidden_sum(std::span<const CellCounts> cells, const std::vector<bool>& hidden) {
    CellCounts sum{};
    for (std::size_t i = 0; i < cells.size(); ++i) {
        if (!hidden[i]) continue;
        sum[0] += cells[i][0];
        sum[1] += cells[i][1];
    }
    return sum;
}

bool is_safe(std::span<const CellCounts> cells, const std::vector<bool>& hidden, bool is_sum_told) {
    const auto count = std::ranges::count(hidden, true);
    if (!is_sum_told) return count > 0;
    if (count == 0) return true;
    const CellCounts sum = hidden_sum(cells, hidden);
    return count > 1 && !is_small(sum[0]) && !is_small(sum[1]);
}

}  // namespace

std::vector<bool> hidden_cells(std::span<const CellCounts> cells, const std::vector<bool>& forced, bool is_sum_told) {
    std::vector<bool> hidden(cells.size(), false);
    for (std::size_t i = 0; i < cells.size(); ++i) {
        hidden[i] = is_small(cells[i][0]) || is_small(cells[i][1]) || (i < forced.size() && forced[i]);
    }
    // Empty cells hide nothing, so they come last.
    std::vector<std::size_t> order(cells.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, [&cells](std::size_t a, std::size_t b) {
        const std::int64_t size_a = size_of(cells[a]);
        const std::int64_t size_b = size_of(cells[b]);
        if ((size_a == 0) != (size_b == 0)) return size_b == 0;
        return size_a < size_b;
    });
    for (const std::size_t next : order) {
        if (is_safe(cells, hidden, is_sum_told)) break;
        hidden[next] = true;
    }
    return hidden;
}

}  // namespace jiwei::core::indicators
