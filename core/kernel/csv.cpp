#include "core/kernel/csv.hpp"

#include <utility>

namespace jiwei::csv {

void Reader::feed(std::string_view piece, bool last) {
    piece_ = piece;
    last_ = last;
}

tl::unexpected<Fault> Reader::fault(std::string_view code) const { return tl::unexpected(Fault{code, row_line_}); }

tl::expected<void, Fault> Reader::end_field() {
    if (columns_ >= options_.columns_max) return fault("csv.columns");
    if (columns_ < cells_.size()) {
        cells_[columns_].swap(cell_);
    } else {
        cells_.push_back(std::move(cell_));
    }
    ++columns_;
    cell_.clear();
    state_ = State::field_start;
    return {};
}

tl::expected<void, Fault> Reader::put(char c) {
    if (cell_.size() >= options_.field_bytes_max) return fault("csv.field-size");
    if (++row_bytes_ > options_.row_bytes_max) return fault("csv.row-size");
    cell_.push_back(c);
    return {};
}

// One character outside the ends of rows; the quotes of RFC 4180 in four states.
tl::expected<void, Fault> Reader::step(char c) {
    if (state_ == State::quoted) {
        if (c != '"') return put(c);
        state_ = State::quote_in_quoted;
        return {};
    }
    if (c == options_.delimiter) return end_field();
    if (c != '"') {
        if (state_ == State::quote_in_quoted && !options_.bare_quotes_allowed) return fault("csv.quote");
        state_ = State::bare;
        return put(c);
    }
    if (state_ == State::field_start) {
        state_ = State::quoted;
        quoted_in_row_ = true;
        return {};
    }
    if (state_ == State::quote_in_quoted) {
        state_ = State::quoted;
        return put(c);
    }
    if (!options_.bare_quotes_allowed) return fault("csv.quote");
    return put(c);
}

// True when the line was a row, false when it was empty.
tl::expected<bool, Fault> Reader::end_row(Row& row) {
    const bool empty = columns_ == 0 && cell_.empty() && !quoted_in_row_;
    if (!empty) {
        if (rows_ >= options_.rows_max) return fault("csv.rows");
        JIWEI_CHECK(end_field());
        ++rows_;
        row.number = rows_;
        row.line = row_line_;
        cells_.resize(columns_);
        row.cells.swap(cells_);
    }
    columns_ = 0;
    row_bytes_ = 0;
    state_ = State::field_start;
    quoted_in_row_ = false;
    row_line_ = line_;
    return !empty;
}

tl::expected<Reader::Step, Fault> Reader::next(Row& row) {
    while (!piece_.empty()) {
        const char c = piece_.front();
        piece_.remove_prefix(1);
        const bool second_of_crlf = after_cr_ && c == '\n';
        after_cr_ = c == '\r';
        if (state_ == State::quoted) {
            if ((c == '\n' && !second_of_crlf) || c == '\r') ++line_;
            JIWEI_CHECK(step(c));
            continue;
        }
        if (second_of_crlf) continue;
        if (c != '\n' && c != '\r') {
            JIWEI_CHECK(step(c));
            continue;
        }
        ++line_;
        JIWEI_TRY(is_row, end_row(row));
        if (is_row) return Step::row;
    }
    if (!last_) return Step::more;
    if (state_ == State::quoted) return fault("csv.unclosed-quote");
    JIWEI_TRY(is_row, end_row(row));
    return is_row ? Step::row : Step::done;
}

tl::expected<std::vector<Row>, Fault> parse(std::string_view text, const Options& options) {
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    Reader reader{options};
    reader.feed(text, true);
    std::vector<Row> rows;
    for (Row row;;) {
        JIWEI_TRY(step, reader.next(row));
        if (step != Reader::Step::row) return rows;
        rows.push_back(std::move(row));
        row = Row{};
    }
}

void append_cell(std::string& out, std::string_view cell, char delimiter) {
    bool quotes_needed = !cell.empty() && (cell.front() == ' ' || cell.back() == ' ');
    for (const char c : cell) quotes_needed = quotes_needed || c == delimiter || c == '"' || c == '\n' || c == '\r';
    if (!quotes_needed) {
        out.append(cell);
        return;
    }
    out.push_back('"');
    for (const char c : cell) {
        if (c == '"') out.push_back('"');
        out.push_back(c);
    }
    out.push_back('"');
}

}  // namespace jiwei::csv
