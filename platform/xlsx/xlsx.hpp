// Excel workbooks (ECMA-376): a bounded reader of one sheet, and a writer.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "platform/csv/row_source.hpp"

namespace jiwei::xlsx {

struct ReadOptions {
    std::string sheet = {};  // empty: the first visible one
    std::int64_t rows_max = 1'048'576;
    std::size_t columns_max = 1'000;
    std::size_t cell_bytes_max = 64U << 10U;
    std::size_t file_bytes_max = 256U << 20U;     // of the packed file
    std::size_t unpacked_bytes_max = 2U << 30U;   // of all parts together
    std::size_t strings_bytes_max = 512U << 20U;  // of the shared strings
    int ratio_max = 200;                          // unpacked : packed of one part beyond 1 MiB
};

/// Dates come as YYYY-MM-DD (with a time of day: "YYYY-MM-DD hh:mm:ss"), whole numbers without exponent or point, booleans as TRUE/FALSE,
/// formulas as their last value. Refused: file-missing, xlsx-not-a-workbook, xlsx-encrypted, xlsx-old-format (.xls), xlsx-damaged,
/// xlsx-too-large, xlsx-no-such-sheet.
[[nodiscard]] Result<std::unique_ptr<tabular::RowSource>> open_file(const std::filesystem::path& path, const ReadOptions& options = {});
[[nodiscard]] Result<std::unique_ptr<tabular::RowSource>> open_bytes(std::string bytes, const ReadOptions& options = {});

/// Writes one sheet of text cells (numbers that carry meaning in their zeros, such as ID numbers, stay text). Memory does not grow with the
/// rows.
class Writer {
public:
    /// Throws std::runtime_error when the file cannot be created.
    Writer(const std::filesystem::path& path, std::string_view sheet_name, const std::vector<std::string>& header);
    ~Writer();
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

    void row(const std::vector<std::string>& cells);
    /// Throws std::runtime_error when the disk refuses. Without it the file is incomplete.
    void finish();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// A small workbook in memory, made through a file of its own in the temporary folder. Throws as Writer does.
[[nodiscard]] std::string workbook(std::string_view sheet_name, const std::vector<std::string>& header,
                                   const std::vector<std::vector<std::string>>& rows);

}  // namespace jiwei::xlsx
