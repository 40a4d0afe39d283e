// What the CSV fuzzer and the replay of its corpus both do: read any bytes, and find that what was read is written and read back the same.
#pragma once

#include <cstdlib>
#include <string>
#include <vector>

#include "core/kernel/utf8.hpp"
#include "platform/csv/csv.hpp"

namespace jiwei::csv::fuzz {

inline bool read_all(std::string bytes, char delimiter, std::vector<std::vector<std::string>>& rows) {
    auto source =
        open_bytes(std::move(bytes),
                   {.delimiter = delimiter, .field_bytes_max = 4096, .row_bytes_max = 65'536, .columns_max = 100, .rows_max = 10'000});
    if (!source) return false;
    for (tabular::Row row;;) {
        const auto more = (*source)->next(row);
        if (!more) return false;
        if (!*more) return true;
        rows.push_back(row.cells);
    }
}

inline void run(std::string bytes) {
    std::vector<std::vector<std::string>> rows;
    if (!read_all(std::move(bytes), '\0', rows)) return;
    Writer writer;
    for (const auto& row : rows) {
        for (const std::string& cell : row) {
            if (!utf8::is_valid(cell)) std::abort();
            writer.cell(cell);
        }
        writer.end_row();
    }
    std::string written = writer.take();
    // A byte order mark in the first cell, and "sep=" there, mean something at the beginning of a file.
    if (written.starts_with("\xEF\xBB\xBF") || written.starts_with("sep=")) return;
    std::vector<std::vector<std::string>> again;
    const bool read = read_all(std::move(written), ',', again);
    if (read && again != rows) std::abort();
}

}  // namespace jiwei::csv::fuzz
