// A table that arrives row by row, whatever kind of file it lies in (CSV, XLSX): what imports read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "platform/http/problem.hpp"

namespace jiwei::tabular {

struct Row {
    std::int64_t number = 0;         // as the person sees it: the line of the text file where the row begins, or the row of the sheet
    std::vector<std::string> cells;  // UTF-8, NFC, as written; trailing empty cells may be missing
};

class RowSource {
public:
    virtual ~RowSource() = default;
    /// True: `row` is filled. False: the end. Refused: the file is damaged or beyond a limit; `detail` names the row. Empty rows are left
    /// out.
    [[nodiscard]] virtual Result<bool> next(Row& row) = 0;
    /// Visible sheets of a workbook that are not read; a text file has none.
    [[nodiscard]] virtual std::vector<std::string> other_sheets() const { return {}; }
    /// Goes on with the next visible sheet, whose rows begin anew; false when there is none, as in a text file. After the rows of this one
    /// or before.
    [[nodiscard]] virtual Result<bool> next_sheet() { return false; }
    /// The name of the sheet that is being read; empty for a text file.
    [[nodiscard]] virtual std::string sheet() const { return {}; }
    /// Days that a number without a date format lacks to count as Excel's 1900 system does: 1,462 in a workbook that counts from 1904.
    [[nodiscard]] virtual int serial_shift() const { return 0; }
    /// How much of the file has been read, 0-1000, for progress.
    [[nodiscard]] virtual int permille_read() const = 0;
};

}  // namespace jiwei::tabular
