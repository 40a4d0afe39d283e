// What a workbook says about itself before its rows are read: sheets, shared strings, and which cell styles are dates.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "platform/xlsx/archive.hpp"

namespace jiwei::xlsx {

struct SheetPlace {
    std::string name;
    std::string part;  // "xl/worksheets/sheet1.xml"
    bool is_hidden = false;
};

/// Strings in one piece of memory.
class SharedStrings {
public:
    [[nodiscard]] static Result<SharedStrings> read(Archive& archive, std::string_view part, const ReadOptions& options);
    [[nodiscard]] std::size_t size() const { return ends_.size(); }
    /// `index` is below size().
    [[nodiscard]] std::string_view at(std::size_t index) const;

private:
    std::string all_;
    std::vector<std::size_t> ends_;
};

struct Workbook {
    std::vector<SheetPlace> sheets;
    std::string strings_part;         // empty: none
    std::vector<bool> style_is_date;  // by index of the cell style
    bool counts_from_1904 = false;

    [[nodiscard]] static Result<Workbook> read(Archive& archive);
    [[nodiscard]] bool is_date(std::size_t style) const { return style < style_is_date.size() && style_is_date[style]; }
};

/// True when a number format shows a date or a time ("yyyy/m/d", `yyyy"年"m"月"d"日"`, "[h]:mm").
[[nodiscard]] bool is_date_format(std::string_view format);

/// The text of a number cell: whole numbers without point and exponent, other numbers with at most 15 digits, as Excel shows them.
[[nodiscard]] std::string number_text(std::string_view stored);
/// The text of a date cell: "2026-11-21", with a time of day "2026-11-21 08:30:00", a time alone "08:30:00"; the number's text when it is
/// no day.
[[nodiscard]] std::string date_text(std::string_view stored, bool counts_from_1904);
/// "_x000D_" in a string stands for the character 0x0D.
[[nodiscard]] std::string decode_escapes(std::string_view text);

}  // namespace jiwei::xlsx
