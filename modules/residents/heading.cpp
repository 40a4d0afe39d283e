// Finds the headings of a roster as officials write them: below a title, over one row or two, repeated on every printed page.
#include <algorithm>
#include <utility>

#include "modules/residents/import.hpp"
#include "platform/text/normalise.hpp"

namespace jiwei::residents {
namespace {

constexpr int header_rows_looked_at = 20;

using Cells = std::vector<std::string>;

bool is_blank(const std::string& cell) { return cell.find_first_not_of(" \t\r\n") == std::string::npos; }

/// A merged cell keeps its text in its first row: where the lower row is empty, the upper one speaks.
Cells joined(const Cells& upper, const Cells& lower) {
    Cells cells = lower;
    cells.resize(std::max(upper.size(), lower.size()));
    for (std::size_t i = 0; i < upper.size(); ++i) {
        if (is_blank(cells[i])) cells[i] = upper[i];
    }
    return cells;
}

/// "合计" below the people.
bool is_sum(const Cells& cells) {
    const auto first = std::ranges::find_if_not(cells, is_blank);
    if (first == cells.end()) return false;
    const std::string word = text::search_form(*first);
    return word == "合计" || word == "总计" || word == "小计" || word == "共计";
}

/// "填表人：…  审核人：…", "注：…" below the people: a word of the form, then a colon.
bool is_form_line(const Cells& cells) {
    const auto first = std::ranges::find_if_not(cells, is_blank);
    if (first == cells.end()) return false;
    const std::string text = text::fold_width(*first);
    const std::size_t begin = text.find_first_not_of(" \t\r\n");
    const std::size_t colon = text.find(':', begin);
    if (colon == std::string::npos) return false;
    const std::string word = text::search_form(text.substr(begin, colon - begin));
    constexpr std::string_view words[] = {"填表人",   "填报人",   "制表人",   "审核人", "复核人",   "负责人",   "经办人",
                                          "填报单位", "填表单位", "制表单位", "单位",   "填表日期", "填报日期", "制表日期",
                                          "日期",     "注",       "备注",     "说明",   "填表说明"};
    return std::ranges::find(words, word) != std::end(words);
}

/// Nothing but headings, and at least one: the second row of a heading.
bool holds_only_headings(const Columns& columns, const Cells& cells) {
    bool any = false;
    for (const std::string& cell : cells) {
        if (is_blank(cell)) continue;
        if (columns.find(cell) == nullptr) return false;
        any = true;
    }
    return any;
}

/// The rows of people: without rows of blanks, without sums and the signatures below, without the heading where a printed page repeats it.
class PeopleRows final : public tabular::RowSource {
public:
    explicit PeopleRows(std::unique_ptr<tabular::RowSource> file) : file_{std::move(file)} {}

    Result<bool> next(tabular::Row& row) override {
        while (true) {
            if (has_kept_) {
                has_kept_ = false;
                row = std::move(kept_);
            } else {
                JIWEI_TRY(more, file_->next(row));
                if (!more) return false;
            }
            if (!std::ranges::all_of(row.cells, is_blank) && row.cells != heading_ && !is_sum(row.cells) && !is_form_line(row.cells))
                return true;
        }
    }
    int permille_read() const override { return file_->permille_read(); }

    void put_back(tabular::Row row) {
        kept_ = std::move(row);
        has_kept_ = true;
    }
    void set_heading(Cells heading) { heading_ = std::move(heading); }

private:
    std::unique_ptr<tabular::RowSource> file_;
    Cells heading_;
    tabular::Row kept_;
    bool has_kept_ = false;
};

}  // namespace

Result<OpenedRoster> open_roster(std::unique_ptr<tabular::RowSource> source, const Columns& columns, const json::Value& overrides) {
    auto rows = std::make_unique<PeopleRows>(std::move(source));
    tabular::Row row;
    Cells above;
    std::string title;
    for (int i = 0; i < header_rows_looked_at; ++i) {
        JIWEI_TRY(more, rows->next(row));
        if (!more) break;
        const bool alone = is_header(columns, row.cells);
        if (!alone && !(holds_only_headings(columns, row.cells) && is_header(columns, joined(above, row.cells)))) {
            for (const std::string& cell : row.cells) title += (title.empty() || cell.empty() ? "" : " ") + cell;
            above = std::move(row.cells);
            continue;
        }
        Cells heading = holds_only_headings(columns, above) ? joined(above, row.cells) : row.cells;
        if (!alone) heading = joined(above, row.cells);
        rows->set_heading(row.cells);
        JIWEI_TRY(has_next, rows->next(row));
        if (has_next && holds_only_headings(columns, row.cells)) {
            heading = joined(heading, row.cells);
        } else if (has_next) {
            rows->put_back(std::move(row));
        }
        Mapping mapping = map_columns(columns, std::move(heading), overrides);
        return OpenedRoster{std::move(rows), std::move(mapping), std::move(title)};
    }
    std::string known;
    for (const ColumnField& field : columns.fields()) known += (known.empty() ? "" : "、") + field.label_zh;
    return refuse_field(Refusal::malformed, "/file", "file-header", known);
}

}  // namespace jiwei::residents
