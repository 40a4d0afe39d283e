// Comma-separated files: a streaming reader that finds encoding and delimiter by itself, and a lossless writer.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "core/kernel/csv.hpp"
#include "platform/csv/row_source.hpp"

namespace jiwei::csv {

struct ReadOptions {
    char delimiter = '\0';  // '\0': found in the first lines among , ; and tab
    std::size_t field_bytes_max = 64U << 10U;
    std::size_t row_bytes_max = 1U << 20U;
    std::size_t columns_max = 1'000;
    std::int64_t rows_max = 20'000'000;
};

/// Refused: file-missing, text-encoding; while reading: csv-quote, csv-unclosed-quote, csv-field-size, csv-row-size, csv-columns, csv-rows.
[[nodiscard]] Result<std::unique_ptr<tabular::RowSource>> open_file(const std::filesystem::path& path, const ReadOptions& options = {});
[[nodiscard]] Result<std::unique_ptr<tabular::RowSource>> open_bytes(std::string bytes, const ReadOptions& options = {});

struct WriteOptions {
    char delimiter = ',';
    bool byte_order_mark = false;  // Excel takes UTF-8 only with a mark
    /// Cells that begin with = + - @ tab or CR get a leading ' so that a spreadsheet does not compute them. Not lossless: only for files
    /// meant to be opened in one.
    bool spreadsheet_safe = false;
    std::string_view line_end = "\r\n";
};

/// Collects text; take() what has been written so far and send or store it.
class Writer {
public:
    explicit Writer(WriteOptions options = {});
    Writer& cell(std::string_view text);
    Writer& end_row();
    [[nodiscard]] std::size_t size() const { return out_.size(); }
    [[nodiscard]] std::string take();

private:
    WriteOptions options_;
    std::string out_;
    bool row_open_ = false;
};

}  // namespace jiwei::csv
