// Rows of one sheet, one at a time: the sheet is never in memory as a whole.
#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "platform/text/normalise.hpp"
#include "platform/xlsx/archive.hpp"
#include "platform/xlsx/merges.hpp"
#include "platform/xlsx/workbook.hpp"
#include "platform/xlsx/xlsx.hpp"
#include "platform/xlsx/xml_scanner.hpp"

namespace jiwei::xlsx {

namespace {

template <class Number>
bool parse_number(std::string_view text, Number& out) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    return error == std::errc{} && end == text.data() + text.size();
}

enum class CellType : unsigned char { number, shared, text, boolean, date };

CellType type_of(std::string_view t) {
    if (t == "s") return CellType::shared;
    if (t == "b") return CellType::boolean;
    if (t == "d") return CellType::date;
    return t == "str" || t == "inlineStr" || t == "e" ? CellType::text : CellType::number;
}

constexpr int days_before_1904 = 1'462;

class Sheet final : public tabular::RowSource {
public:
    Sheet(std::shared_ptr<Archive> archive, Workbook workbook, SharedStrings strings, const ReadOptions& options)
        : archive_{std::move(archive)}, workbook_{std::move(workbook)}, strings_{std::move(strings)}, options_{options} {}

    /// The rows of that sheet from the first on.
    Result<void> open(std::size_t index) {
        const SheetPlace& place = workbook_.sheets.at(index);
        JIWEI_TRY(beforehand, archive_->part(place.part));
        merges_ = read_merges(*beforehand);
        next_merge_ = 0;
        merged_.clear();
        JIWEI_TRY(part, archive_->part(place.part));
        part_ = std::move(part);
        xml_.emplace([this](char* buffer, std::size_t size) { return part_->read(buffer, size); }, options_.cell_bytes_max * 2);
        index_ = index;
        name_ = place.name;
        number_ = 0;
        column_ = 0;
        return {};
    }

    Result<bool> next_sheet() override {
        if (!options_.sheet.empty()) return false;
        for (std::size_t i = index_ + 1; i < workbook_.sheets.size(); ++i) {
            if (workbook_.sheets[i].is_hidden) continue;
            JIWEI_CHECK(open(i));
            return true;
        }
        return false;
    }
    std::string sheet() const override { return name_; }
    int serial_shift() const override { return workbook_.counts_from_1904 ? days_before_1904 : 0; }

    std::vector<std::string> other_sheets() const override {
        std::vector<std::string> names;
        for (const SheetPlace& one : workbook_.sheets) {
            if (!one.is_hidden && one.name != name_) names.push_back(one.name);
        }
        return names;
    }

    Result<bool> next(tabular::Row& row) override {
        for (;;) {
            const XmlScanner::Kind kind = xml_->next();
            if (kind == XmlScanner::Kind::done) return false;
            if (kind == XmlScanner::Kind::bad) return damaged();
            if (kind == XmlScanner::Kind::text) continue;
            const bool start = kind == XmlScanner::Kind::start;
            if (xml_->name() == "row" && start) {
                row.cells.clear();
                JIWEI_CHECK(begin_row());
            } else if (xml_->name() == "c" && start) {
                JIWEI_CHECK(read_cell(row));
            } else if (xml_->name() == "row") {
                row.number = number_;
                while (!row.cells.empty() && row.cells.back().empty()) row.cells.pop_back();
                if (row.cells.empty()) continue;
                fill_merged(row.cells);
                return true;
            } else if (xml_->name() == "sheetData" && !start) {
                return false;
            }
        }
    }

    [[nodiscard]] int permille_read() const override { return part_->permille(); }

private:
    [[nodiscard]] tl::unexpected<Problem> damaged() const {
        return refuse(Refusal::malformed, "xlsx-damaged", "after row " + std::to_string(number_));
    }
    [[nodiscard]] tl::unexpected<Problem> too_large(std::string_view what) const {
        return refuse(Refusal::too_large, "xlsx-too-large", std::string{what} + " in row " + std::to_string(number_));
    }

    Result<void> begin_row() {
        std::int64_t stated = number_ + 1;
        const std::string_view reference = xml_->attribute("r");
        if (!reference.empty() && (!parse_number(reference, stated) || stated <= number_)) return damaged();
        number_ = stated;
        column_ = 0;
        if (number_ > options_.rows_max) return too_large("rows");
        return {};
    }

    // From <c …> to </c>: the value is in <v>, or in <is><t>.
    Result<void> read_cell(tabular::Row& row) {
        const std::string_view reference = xml_->attribute("r");
        std::size_t column = column_;
        if (!reference.empty() && !column_of(reference, column)) return damaged();
        if (column >= options_.columns_max) return too_large("columns");
        column_ = column + 1;
        const CellType type = type_of(xml_->attribute("t"));
        std::size_t style = 0;
        parse_number(xml_->attribute("s"), style);
        value_.clear();
        bool wanted = false;
        bool phonetic = false;
        for (;;) {
            const XmlScanner::Kind kind = xml_->next();
            if (kind == XmlScanner::Kind::done || kind == XmlScanner::Kind::bad) return damaged();
            if (kind == XmlScanner::Kind::text) {
                if (wanted && !phonetic) value_.append(xml_->text());
                if (value_.size() > options_.cell_bytes_max) return too_large("cell");
                continue;
            }
            const bool start = kind == XmlScanner::Kind::start;
            if (xml_->name() == "v" || xml_->name() == "t") wanted = start;
            if (xml_->name() == "rPh") phonetic = start;
            if (xml_->name() == "c" && !start) break;
        }
        if (value_.empty()) return {};
        if (row.cells.size() <= column) row.cells.resize(column + 1);
        return put(type, style, row.cells[column]);
    }

    /// A cell that reaches over rows says the same in each that says anything itself.
    void fill_merged(std::vector<std::string>& cells) {
        std::erase_if(merged_, [this](const Merged& one) { return one.last_row < number_; });
        for (; next_merge_ < merges_.size() && merges_[next_merge_].first_row <= number_; ++next_merge_) {
            const RowMerge& one = merges_[next_merge_];
            const bool begins_here = one.first_row == number_ && one.column < cells.size();
            if (begins_here && !cells[one.column].empty()) merged_.push_back({one.column, one.last_row, cells[one.column]});
        }
        for (const Merged& one : merged_) {
            if (cells.size() <= one.column) cells.resize(one.column + 1);
            if (cells[one.column].empty()) cells[one.column] = one.text;
        }
    }

    Result<void> put(CellType type, std::size_t style, std::string& cell) const {
        std::size_t index = 0;
        switch (type) {
        case CellType::shared:
            if (!parse_number(value_, index) || index >= strings_.size()) return damaged();
            cell = text::nfc(strings_.at(index));
            break;
        case CellType::text: cell = text::nfc(decode_escapes(value_)); break;
        case CellType::boolean: cell = value_ == "1" || value_ == "true" ? "TRUE" : "FALSE"; break;
        case CellType::date:
            cell = value_.ends_with("T00:00:00") || value_.ends_with("T00:00:00.000") ? value_.substr(0, 10) : value_;
            break;
        case CellType::number: cell = workbook_.is_date(style) ? date_text(value_, workbook_.counts_from_1904) : number_text(value_); break;
        }
        return {};
    }

    struct Merged {
        std::size_t column = 0;
        std::int64_t last_row = 0;
        std::string text;
    };

    std::shared_ptr<Archive> archive_;
    Workbook workbook_;
    SharedStrings strings_;
    ReadOptions options_;
    std::string name_;
    std::size_t index_ = 0;
    std::unique_ptr<Part> part_;
    std::optional<XmlScanner> xml_;
    std::vector<RowMerge> merges_;
    std::size_t next_merge_ = 0;
    std::vector<Merged> merged_;
    std::int64_t number_ = 0;
    std::size_t column_ = 0;
    std::string value_;
};

Result<std::size_t> choose(const Workbook& workbook, std::string_view wanted) {
    const auto& sheets = workbook.sheets;
    const auto found = std::find_if(sheets.begin(), sheets.end(),
                                    [wanted](const SheetPlace& one) { return wanted.empty() ? !one.is_hidden : one.name == wanted; });
    if (found == sheets.end()) return refuse(Refusal::malformed, "xlsx-no-such-sheet", "no visible sheet of that name");
    return static_cast<std::size_t>(found - sheets.begin());
}

Result<std::unique_ptr<tabular::RowSource>> rows_of(std::shared_ptr<Archive> archive, const ReadOptions& options) {
    JIWEI_TRY(workbook, Workbook::read(*archive));
    JIWEI_TRY(index, choose(workbook, options.sheet));
    JIWEI_TRY(strings, SharedStrings::read(*archive, workbook.strings_part, options));
    auto sheet = std::make_unique<Sheet>(std::move(archive), std::move(workbook), std::move(strings), options);
    JIWEI_CHECK(sheet->open(index));
    return std::unique_ptr<tabular::RowSource>{std::move(sheet)};
}

}  // namespace

Result<std::unique_ptr<tabular::RowSource>> open_file(const std::filesystem::path& path, const ReadOptions& options) {
    JIWEI_TRY(archive, Archive::open(path, options));
    return rows_of(std::move(archive), options);
}

Result<std::unique_ptr<tabular::RowSource>> open_bytes(std::string bytes, const ReadOptions& options) {
    JIWEI_TRY(archive, Archive::open(std::move(bytes), options));
    return rows_of(std::move(archive), options);
}

}  // namespace jiwei::xlsx
