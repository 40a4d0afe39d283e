// Small CSV files inside packs (RFC 4180, UTF-8, a header line), with the place of every cell, so that errors can point at it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/rules/source.hpp"

namespace jiwei::packs {

struct Cell {
    std::string text;
    int line = 1;
    int column = 1;  // of the first character of the text
    bool quoted = false;
};

class Sheet {
public:
    /// Nothing when the text is not CSV, a header is unknown, missing or doubled, or a row has another number of cells.
    /// `optional` headers may be missing: their cells are empty.
    static std::optional<Sheet> read(std::string_view file, std::string_view text, const std::vector<std::string_view>& required,
                                     const std::vector<std::string_view>& optional, rules::Diagnostics& out);

    [[nodiscard]] std::size_t size() const { return rows_.size(); }
    [[nodiscard]] const Cell& at(std::size_t row, std::string_view header) const;
    [[nodiscard]] const std::string& text(std::size_t row, std::string_view header) const { return at(row, header).text; }
    /// The cell as a piece of rule text.
    [[nodiscard]] rules::Source source(std::size_t row, std::string_view header) const;
    [[nodiscard]] const std::string& file() const { return file_; }

private:
    bool accept_header(const std::vector<std::string_view>& required, const std::vector<std::string_view>& optional,
                       rules::Diagnostics& out);

    std::string file_;
    std::vector<Cell> header_;
    std::vector<std::vector<Cell>> rows_;
};

}  // namespace jiwei::packs
