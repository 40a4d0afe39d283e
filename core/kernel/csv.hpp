// A strict reader of comma-separated text (RFC 4180), the same in the server and in the browser; packs are read with it as it is,
// imports through platform/csv, which adds files, encodings and delimiter detection.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/kernel/expected.hpp"

namespace jiwei::csv {

struct Options {
    char delimiter = ',';
    /// A quote inside a field that does not begin with one is text (files typed by hand); otherwise it is a fault.
    bool bare_quotes_allowed = false;
    std::size_t field_bytes_max = 64U << 10U;
    std::size_t row_bytes_max = 1U << 20U;
    std::size_t columns_max = 1'000;
    std::size_t rows_max = 20'000'000;
};

/// `code`: csv.quote, csv.unclosed-quote, csv.field-size, csv.row-size, csv.columns, csv.rows. `line` counts from 1 and is where the row
/// began.
struct Fault {
    std::string_view code;
    std::size_t line = 0;
};

struct Row {
    std::size_t number = 0;  // rows from 1; empty lines are not rows
    std::size_t line = 0;    // the line it begins on, from 1
    std::vector<std::string> cells;
};

/// Pulls rows out of text that arrives in pieces. CRLF, LF and CR end a row; inside quotes all three are text.
class Reader {
public:
    explicit Reader(Options options = {}) : options_{options} {}

    /// Hands over the next piece; `last` says that nothing follows. The piece must live until next() answers `more` or `done`.
    void feed(std::string_view piece, bool last);

    enum class Step : unsigned char { row, more, done };
    /// Fills `row` (its cells are reused), or asks for more, or is done.
    [[nodiscard]] tl::expected<Step, Fault> next(Row& row);

private:
    enum class State : unsigned char { field_start, bare, quoted, quote_in_quoted };
    [[nodiscard]] tl::unexpected<Fault> fault(std::string_view code) const;
    [[nodiscard]] tl::expected<void, Fault> step(char c);
    [[nodiscard]] tl::expected<void, Fault> put(char c);
    [[nodiscard]] tl::expected<void, Fault> end_field();
    [[nodiscard]] tl::expected<bool, Fault> end_row(Row& row);

    Options options_;
    std::string_view piece_;
    bool last_ = false;
    State state_ = State::field_start;
    bool after_cr_ = false;
    bool quoted_in_row_ = false;
    std::size_t line_ = 1;
    std::size_t row_line_ = 1;
    std::size_t rows_ = 0;
    std::size_t row_bytes_ = 0;
    std::size_t columns_ = 0;
    std::vector<std::string> cells_;
    std::string cell_;
};

/// The whole text at once.
[[nodiscard]] tl::expected<std::vector<Row>, Fault> parse(std::string_view text, const Options& options = {});

/// Appends one cell, quoted when it must be.
void append_cell(std::string& out, std::string_view cell, char delimiter = ',');

}  // namespace jiwei::csv
