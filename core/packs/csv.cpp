#include "core/packs/csv.hpp"

#include <algorithm>

namespace jiwei::packs {

namespace {

const Cell empty_cell;

/// Splits text into rows of cells, counting lines and characters.
class Splitter {
public:
    Splitter(std::string_view file, std::string_view text, rules::Diagnostics& out)
        : whole_{file, text, 1, 1, false}, text_{text}, out_{out} {}

    std::optional<std::vector<std::vector<Cell>>> all() {
        std::vector<std::vector<Cell>> rows;
        while (at_ < text_.size()) {
            auto row = one_row();
            if (!row) return std::nullopt;
            const bool blank = row->size() == 1 && row->front().text.empty();
            if (!blank) rows.push_back(std::move(*row));
        }
        return rows;
    }

private:
    std::optional<std::vector<Cell>> one_row() {
        std::vector<Cell> cells;
        while (true) {
            auto cell = one_cell();
            if (!cell) return std::nullopt;
            cells.push_back(std::move(*cell));
            if (at_ >= text_.size()) return cells;
            const char end = text_[at_];
            step();
            if (end == '\r' && at_ < text_.size() && text_[at_] == '\n') step();
            if (end != ',') return cells;
        }
    }

    std::optional<Cell> one_cell() {
        if (at_ < text_.size() && text_[at_] == '"') return quoted();
        Cell cell{{}, line_, column_, false};
        while (at_ < text_.size() && text_[at_] != ',' && text_[at_] != '\n' && text_[at_] != '\r') cell.text.push_back(step());
        return cell;
    }

    std::optional<Cell> quoted() {
        const std::size_t opened = at_;
        step();
        Cell cell{{}, line_, column_, true};
        while (at_ < text_.size()) {
            const char c = step();
            if (c != '"') {
                cell.text.push_back(c);
            } else if (at_ < text_.size() && text_[at_] == '"') {
                cell.text.push_back(step());
            } else {
                return cell;
            }
        }
        out_.push_back(diagnose(whole_, opened, "csv.quote", "the quoted cell does not end"));
        return std::nullopt;
    }

    char step() {
        const char c = text_[at_++];
        if (c == '\n') {
            ++line_;
            column_ = 1;
        } else if ((static_cast<unsigned char>(c) & 0xC0U) != 0x80U) {
            ++column_;
        }
        return c;
    }

    rules::Source whole_;
    std::string_view text_;
    rules::Diagnostics& out_;
    std::size_t at_ = 0;
    int line_ = 1;
    int column_ = 1;
};

bool has(const std::vector<std::string_view>& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

std::optional<Sheet> Sheet::read(std::string_view file, std::string_view text, const std::vector<std::string_view>& required,
                                 const std::vector<std::string_view>& optional, rules::Diagnostics& out) {
    auto rows = Splitter{file, text, out}.all();
    if (!rows) return std::nullopt;
    if (rows->empty()) {
        out.push_back(rules::Diagnostic{std::string{file}, 1, 1, "csv.header", "the file has no header line"});
        return std::nullopt;
    }
    Sheet sheet;
    sheet.file_ = file;
    sheet.header_ = std::move(rows->front());
    rows->erase(rows->begin());
    sheet.rows_ = std::move(*rows);
    if (!sheet.accept_header(required, optional, out)) return std::nullopt;
    for (const auto& row : sheet.rows_) {
        if (row.size() == sheet.header_.size()) continue;
        out.push_back(
            rules::Diagnostic{sheet.file_, row.front().line, row.front().column, "csv.cells",
                              "this row has " + std::to_string(row.size()) + " cells, the header " + std::to_string(sheet.header_.size())});
        return std::nullopt;
    }
    return sheet;
}

bool Sheet::accept_header(const std::vector<std::string_view>& required, const std::vector<std::string_view>& optional,
                          rules::Diagnostics& out) {
    std::vector<std::string_view> seen;
    for (const Cell& cell : header_) {
        if ((has(required, cell.text) || has(optional, cell.text)) && !has(seen, cell.text)) {
            seen.emplace_back(cell.text);
            continue;
        }
        out.push_back(
            rules::Diagnostic{file_, cell.line, cell.column, "csv.header", "this column is unknown or stands twice: " + cell.text});
        return false;
    }
    for (const std::string_view name : required) {
        if (has(seen, name)) continue;
        out.push_back(rules::Diagnostic{file_, 1, 1, "csv.header", "the column '" + std::string{name} + "' is missing"});
        return false;
    }
    return true;
}

const Cell& Sheet::at(std::size_t row, std::string_view header) const {
    const auto found = std::find_if(header_.begin(), header_.end(), [header](const Cell& cell) { return cell.text == header; });
    return found == header_.end() ? empty_cell : rows_[row][static_cast<std::size_t>(found - header_.begin())];
}

rules::Source Sheet::source(std::size_t row, std::string_view header) const {
    const Cell& cell = at(row, header);
    return rules::Source{file_, cell.text, cell.line, cell.column, cell.quoted};
}

}  // namespace jiwei::packs
