// Finds the headings of a roster as officials write them: below a title, over one row or two, repeated on every printed page, on every
// sheet of a workbook.
#include <algorithm>
#include <set>
#include <utility>

#include "core/kernel/utf8.hpp"
#include "modules/residents/import.hpp"
#include "platform/text/normalise.hpp"

namespace jiwei::residents {
namespace {

constexpr int header_rows_looked_at = 20;

using Cells = std::vector<std::string>;

bool is_blank(const std::string& cell) { return cell.find_first_not_of(" \t\r\n") == std::string::npos; }

bool are_blank(const Cells& cells) { return std::ranges::all_of(cells, is_blank); }

/// A merged cell keeps its text in its first row: where the lower row is empty, the upper one speaks.
Cells joined(const Cells& upper, const Cells& lower) {
    Cells cells = lower;
    cells.resize(std::max(upper.size(), lower.size()));
    for (std::size_t i = 0; i < upper.size(); ++i) {
        if (is_blank(cells[i])) cells[i] = upper[i];
    }
    return cells;
}

/// The only cell that says anything, in the form in which words are compared; empty when there are several.
std::string only_word(const Cells& cells) {
    std::string word;
    for (const std::string& cell : cells) {
        if (is_blank(cell)) continue;
        if (!word.empty()) return {};
        word = text::search_form(text::fold_width(cell));
    }
    return word;
}

/// "合计", "本页小计：12人", "共 12 户" below the people.
bool is_sum(const Cells& cells) {
    const auto first = std::ranges::find_if_not(cells, is_blank);
    if (first == cells.end()) return false;
    std::string word = text::search_form(text::fold_width(*first));
    std::erase_if(word, [](char c) { return c == ' ' || c == ':' || (c >= '0' && c <= '9'); });
    for (const std::string_view unit : {"人", "名", "户", "条"}) {
        if (word.size() > unit.size() && word.ends_with(unit)) word.resize(word.size() - unit.size());
    }
    constexpr std::string_view sums[] = {"合计",     "总计",     "小计",     "共计",     "本页合计", "本页小计", "全村合计",
                                         "本村合计", "以上合计", "人数合计", "合计人数", "总人数",   "累计"};
    return std::ranges::find(sums, word) != std::end(sums) || (word == "共" && word.size() < text::search_form(*first).size());
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
                                          "日期",     "注",       "备注",     "说明",   "填表说明", "注意事项", "联系人"};
    return std::ranges::find(words, word) != std::end(words);
}

/// "第 2 页 共 5 页" between the people of a printed list.
bool is_page_mark(const Cells& cells) {
    const std::string word = only_word(cells);
    return word.starts_with("第") && word.find("页") != std::string::npos && utf8::length(word) <= 12;
}

/// Nothing but headings, and at least one.
bool holds_only_headings(const Columns& columns, const Cells& cells) {
    bool any = false;
    for (const std::string& cell : cells) {
        if (is_blank(cell)) continue;
        if (columns.find(cell) == nullptr) return false;
        any = true;
    }
    return any;
}

bool holds_long_number(std::string_view cell) {
    constexpr int digits_max = 3;  // "手机号2" is a heading, "1952" somebody's year
    int run = 0;
    for (const char c : cell) {
        run = c >= '0' && c <= '9' ? run + 1 : 0;
        if (run > digits_max) return true;
    }
    return false;
}

/// The second row of a heading: words that divide what the first row says (乡镇, 村, 组 below 家庭住址). Where the first row asks for a
/// name or a number this one is empty, or says the same.
bool is_lower_heading(const Columns& columns, const Cells& upper, const Cells& cells) {
    constexpr std::size_t heading_characters_max = 12;
    bool any = false;
    bool all = true;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        if (is_blank(cells[i])) continue;
        if (holds_long_number(cells[i]) || utf8::length(cells[i]) > heading_characters_max) return false;
        const ColumnField* const own = columns.find(cells[i]);
        const ColumnField* const above = i < upper.size() ? columns.find(upper[i]) : nullptr;
        const bool is_asked_above = above != nullptr && (above->field == "name" || above->field == "id_no");
        if (is_asked_above && own == nullptr) return false;
        any = any || own != nullptr;
        all = all && (own != nullptr || columns.guess(cells[i]) != nullptr);
    }
    return any || (all && !are_blank(cells));
}

/// Headings that stand one row higher alone: below them the row of the others is empty.
void add_known(const Columns& columns, const Cells& upper, Cells& heading) {
    for (std::size_t i = 0; i < upper.size(); ++i) {
        if (columns.find(upper[i]) == nullptr) continue;
        if (heading.size() <= i) heading.resize(i + 1);
        if (is_blank(heading[i])) heading[i] = upper[i];
    }
}

/// Sheets of a workbook of rosters that hold other people, or none.
bool is_set_aside(std::string_view sheet) {
    for (const std::string_view word :
         {"死亡", "迁出", "注销", "作废", "删除", "样表", "样例", "示例", "模板", "说明", "字典", "汇总", "统计", "目录", "代码", "参照"}) {
        if (sheet.find(word) != std::string_view::npos) return true;
    }
    return false;
}

/// What a row of people is told by: not its place, which is often filled in ahead for all rows, and not its serial number.
bool names_person(const ColumnField* field) {
    if (field == nullptr || field->kind == ColumnKind::ignore || field->kind == ColumnKind::age) return false;
    for (const std::string_view place : {"township", "village", "institution", "grid", "household"}) {
        if (field->field == place) return false;
    }
    return true;
}

struct Heading {
    Cells cells;
    std::string title;
};

/// The rows of people of all sheets that have the heading of the first: without rows of blanks, without sums and the signatures below,
/// without the heading where a printed page repeats it.
class PeopleRows final : public RosterRows {
public:
    PeopleRows(std::unique_ptr<tabular::RowSource> file, const Columns& columns) : file_{std::move(file)}, columns_{&columns} {}

    /// The heading of the first sheet that has one; nothing when none has.
    Result<std::optional<Heading>> begin() {
        while (true) {
            JIWEI_TRY(heading, find_heading());
            if (heading) {
                sheets_.push_back(file_->sheet());
                title_ = heading->title;
                first_heading_ = heading->cells;
                return heading;
            }
            unread_.push_back(file_->sheet());
            JIWEI_TRY(more, file_->next_sheet());
            if (!more) return std::optional<Heading>{};
        }
    }
    void set_mapping(const Mapping& mapping) { columns_read_ = mapping.columns; }

    Result<bool> next(tabular::Row& row) override {
        while (true) {
            JIWEI_TRY(more, next_raw(row));
            if (!more) {
                JIWEI_TRY(goes_on, go_to_next_sheet());
                if (!goes_on) return false;
                continue;
            }
            if (!is_person(row.cells)) continue;
            row.number += static_cast<std::int64_t>(sheets_.size() - 1) * rows_of_sheet_max;
            return true;
        }
    }
    int permille_read() const override { return file_->permille_read(); }
    int serial_shift() const override { return file_->serial_shift(); }
    const std::string& title() const override { return title_; }
    const std::vector<std::string>& sheets() const override { return sheets_; }
    std::vector<std::string> other_sheets() const override { return unread_; }

private:
    Result<bool> next_raw(tabular::Row& row) {
        if (has_kept_) {
            has_kept_ = false;
            row = std::move(kept_);
            return true;
        }
        return file_->next(row);
    }

    bool is_person(const Cells& cells) const {
        bool names = false;
        for (std::size_t i = 0; i < cells.size() && i < columns_read_.size() && !names; ++i)
            names = !is_blank(cells[i]) && names_person(columns_read_[i]);
        return names && !above_.contains(cells) && !is_sum(cells) && !is_form_line(cells) && !is_page_mark(cells);
    }

    Result<bool> go_to_next_sheet() {
        while (true) {
            JIWEI_TRY(more, file_->next_sheet());
            if (!more) return false;
            if (!is_set_aside(file_->sheet())) {
                JIWEI_TRY(heading, find_heading());
                if (heading && has_same_columns(heading->cells)) {
                    sheets_.push_back(file_->sheet());
                    title_ = std::move(heading->title);
                    return true;
                }
            }
            unread_.push_back(file_->sheet());
        }
    }

    bool has_same_columns(const Cells& heading) const {
        const auto folded = [](Cells cells) {
            for (std::string& cell : cells) cell = fold_heading(cell);
            while (!cells.empty() && cells.back().empty()) cells.pop_back();
            return cells;
        };
        return folded(heading) == folded(first_heading_);
    }

    /// Reads the sheet up to its people.
    Result<std::optional<Heading>> find_heading() {
        has_kept_ = false;
        above_.clear();
        Cells above;
        Heading found;
        if (!file_->sheet().empty()) found.title = file_->sheet();
        tabular::Row row;
        for (int i = 0; i < header_rows_looked_at;) {
            JIWEI_TRY(more, next_raw(row));
            if (!more) break;
            if (are_blank(row.cells)) continue;
            ++i;
            above_.insert(row.cells);
            const bool alone = is_header(*columns_, row.cells);
            if (!alone && !(holds_only_headings(*columns_, row.cells) && is_header(*columns_, joined(above, row.cells)))) {
                for (const std::string& cell : row.cells) found.title += (found.title.empty() || cell.empty() ? "" : " ") + cell;
                above = std::move(row.cells);
                continue;
            }
            found.cells = alone ? row.cells : joined(above, row.cells);
            add_known(*columns_, above, found.cells);
            JIWEI_CHECK(add_lower_heading(row.cells, found.cells));
            return std::optional<Heading>{std::move(found)};
        }
        return std::optional<Heading>{};
    }

    Result<void> add_lower_heading(const Cells& upper, Cells& heading) {
        tabular::Row row;
        JIWEI_TRY(more, next_raw(row));
        if (!more) return {};
        if (is_lower_heading(*columns_, upper, row.cells)) {
            above_.insert(row.cells);
            heading = joined(heading, row.cells);
        } else {
            kept_ = std::move(row);
            has_kept_ = true;
        }
        return {};
    }

    std::unique_ptr<tabular::RowSource> file_;
    const Columns* columns_;
    std::vector<const ColumnField*> columns_read_;
    Cells first_heading_;
    std::set<Cells> above_;  // title and headings of this sheet
    std::string title_;
    std::vector<std::string> sheets_, unread_;
    tabular::Row kept_;
    bool has_kept_ = false;
};

}  // namespace

Result<OpenedRoster> open_roster(std::unique_ptr<tabular::RowSource> source, const Columns& columns, const json::Value& overrides) {
    auto rows = std::make_unique<PeopleRows>(std::move(source), columns);
    JIWEI_TRY(heading, rows->begin());
    if (heading) {
        Mapping mapping = map_columns(columns, std::move(heading->cells), overrides);
        rows->set_mapping(mapping);
        return OpenedRoster{std::move(rows), std::move(mapping)};
    }
    std::string known;
    for (const ColumnField& field : columns.fields()) known += (known.empty() ? "" : "、") + field.label_zh;
    return refuse_field(Refusal::malformed, "/file", "file-header", known);
}

}  // namespace jiwei::residents
