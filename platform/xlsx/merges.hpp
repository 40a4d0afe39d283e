// Merged cells of a sheet: they stand behind the rows, so they are looked up before the rows are read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "platform/xlsx/archive.hpp"

namespace jiwei::xlsx {

/// A cell that reaches over rows: all of them say what stands in the first.
struct RowMerge {
    std::size_t column = 0;  // 0-based, the first of the range
    std::int64_t first_row = 0;
    std::int64_t last_row = 0;
};

/// "BC12" -> 54; 0-based, and false when there are no letters or too many.
[[nodiscard]] bool column_of(std::string_view reference, std::size_t& column);

/// In the order of their first rows. Sheets of more than 64 MiB (where nobody merges cells by hand) and damaged ones have none.
[[nodiscard]] std::vector<RowMerge> read_merges(Part& part);

}  // namespace jiwei::xlsx
