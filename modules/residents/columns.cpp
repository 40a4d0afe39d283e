#include "modules/residents/columns.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <stdexcept>
#include <utility>

#include "core/kernel/csv.hpp"
#include "core/kernel/utf8.hpp"
#include "platform/text/normalise.hpp"

namespace jiwei::residents {
namespace {

constexpr std::array<std::pair<std::string_view, ColumnKind>, 14> kinds{{{"text", ColumnKind::text},
                                                                         {"date", ColumnKind::date},
                                                                         {"sex", ColumnKind::sex},
                                                                         {"code", ColumnKind::code},
                                                                         {"codes", ColumnKind::codes},
                                                                         {"village", ColumnKind::village},
                                                                         {"institution", ColumnKind::institution},
                                                                         {"json", ColumnKind::json},
                                                                         {"past_disease", ColumnKind::past_disease},
                                                                         {"household", ColumnKind::household},
                                                                         {"relation", ColumnKind::relation},
                                                                         {"age", ColumnKind::age},
                                                                         {"part", ColumnKind::part},
                                                                         {"ignore", ColumnKind::ignore}}};

ColumnKind kind_of(std::string_view text) {
    const auto* found = std::ranges::find(kinds, text, &std::pair<std::string_view, ColumnKind>::first);
    if (found == kinds.end()) throw std::runtime_error{"import-headers.csv: unknown kind " + std::string{text}};
    return found->second;
}

std::vector<csv::Row> rows_of(std::string_view text, std::size_t cells, const char* file) {
    auto rows = csv::parse(text);
    if (!rows || rows->empty()) throw std::runtime_error{std::string{file} + " is damaged"};
    rows->erase(rows->begin());
    for (csv::Row& row : *rows) {
        if (row.cells.size() != cells)
            throw std::runtime_error{std::string{file} + ":" + std::to_string(row.line) + " has another number of cells"};
    }
    return std::move(*rows);
}

}  // namespace

std::string fold_heading(std::string_view heading) {
    std::string folded = text::search_form(heading);
    const std::size_t bracket = folded.find('(');
    std::string bare = bracket == std::string::npos || bracket == 0 ? folded : folded.substr(0, bracket);
    std::erase_if(bare,
                  [](char c) { return c == '*' || c == ':' || c == '/' || c == '_' || c == '\n' || c == '\r' || c == ')' || c == '('; });
    return bare;
}

namespace {

/// Calls with every part of "a|b|c".
template <class Take>
void each_part(std::string_view list, Take take) {
    while (!list.empty()) {
        const std::size_t bar = std::min(list.find('|'), list.size());
        take(list.substr(0, bar));
        list.remove_prefix(std::min(bar + 1, list.size()));
    }
}

std::string word_key(std::string_view set, std::string_view word) { return std::string{set} + ":" + text::search_form(word); }

}  // namespace

Columns::Columns(const Files& files) {
    for (const csv::Row& row : rows_of(files.headings, 6, "import-headers.csv")) {
        fields_.push_back({row.cells[0], kind_of(row.cells[1]), row.cells[2], row.cells[3], row.cells[4]});
        const std::size_t index = fields_.size() - 1;
        by_heading_.emplace(fold_heading(row.cells[3]), index);
        by_heading_.emplace(fold_heading(row.cells[0]), index);
        each_part(row.cells[5], [&](std::string_view heading) { by_heading_.emplace(fold_heading(heading), index); });
    }
    for (const csv::Row& row : rows_of(files.heading_parts, 3, "heading-parts.csv")) {
        const ColumnField* meant = field(row.cells[0]);
        if (meant == nullptr) throw std::runtime_error{"heading-parts.csv: unknown field " + row.cells[0]};
        Parts parts{static_cast<std::size_t>(meant - fields_.data()), {}, {}};
        each_part(row.cells[1], [&](std::string_view one) { parts.holds.emplace_back(one); });
        each_part(row.cells[2], [&](std::string_view one) { parts.without.emplace_back(one); });
        parts_.push_back(std::move(parts));
    }
    for (const csv::Row& row : rows_of(files.words, 3, "words.csv"))
        each_part(row.cells[2], [&](std::string_view one) { words_.emplace(word_key(row.cells[0], one), row.cells[1]); });
    for (const csv::Row& row : rows_of(files.reasons, 3, "reasons.csv")) reasons_[row.cells[0]] = row.cells[1];
}

const ColumnField* Columns::find(std::string_view heading) const {
    const auto found = by_heading_.find(fold_heading(heading));
    return found == by_heading_.end() ? nullptr : &fields_[found->second];
}

const ColumnField* Columns::guess(std::string_view heading) const {
    constexpr std::size_t heading_characters_max = 12;  // longer ones are sentences, or somebody's data
    const std::string folded = fold_heading(heading);
    if (folded.empty() || utf8::length(folded) > heading_characters_max) return nullptr;
    const auto holds = [&](const std::string& part) { return folded.find(part) != std::string::npos; };
    for (const Parts& one : parts_) {
        if (std::ranges::any_of(one.holds, holds) && std::ranges::none_of(one.without, holds)) return &fields_[one.field];
    }
    return nullptr;
}

std::string Columns::word(std::string_view set, std::string_view typed) const {
    const auto found = words_.find(word_key(set, typed));
    return found == words_.end() ? std::string{} : found->second;
}

const ColumnField* Columns::field(std::string_view name) const {
    const auto found = std::ranges::find(fields_, name, &ColumnField::field);
    return found == fields_.end() ? nullptr : &*found;
}

std::string Columns::reason(std::string_view code) const {
    const auto found = reasons_.find(code);
    return found == reasons_.end() ? std::string{code} : found->second + " (" + std::string{code} + ")";
}

bool Mapping::has(std::string_view field) const {
    return std::ranges::any_of(columns, [field](const ColumnField* column) { return column != nullptr && column->field == field; });
}

bool is_header(const Columns& columns, const std::vector<std::string>& cells) {
    std::set<std::string> found;
    for (const std::string& cell : cells) {
        const ColumnField* field = columns.find(cell);
        if (field == nullptr) field = columns.guess(cell);
        if (field != nullptr && field->kind != ColumnKind::ignore) found.insert(field->field);
    }
    return found.size() >= 2 && (found.contains("name") || found.contains("id_no"));
}

Mapping map_columns(const Columns& columns, std::vector<std::string> header, const json::Value& overrides) {
    Mapping mapping;
    std::set<std::string> taken;
    const auto free = [&](const ColumnField* field) {
        return field != nullptr && (field->kind == ColumnKind::ignore || taken.insert(field->field).second) ? field : nullptr;
    };
    for (std::size_t i = 0; i < header.size(); ++i) {
        const json::Value* stated = overrides.find(std::to_string(i));
        mapping.columns.push_back(free(stated != nullptr ? columns.field(stated->text()) : columns.find(header[i])));
    }
    // What no heading says outright may be guessed from the words of another one.
    for (std::size_t i = 0; i < header.size(); ++i) {
        if (mapping.columns[i] == nullptr && overrides.find(std::to_string(i)) == nullptr && columns.find(header[i]) == nullptr)
            mapping.columns[i] = free(columns.guess(header[i]));
    }
    // 联系电话 beside 联系人 is the contact's where the person's own stands elsewhere.
    for (std::size_t i = 1; i < header.size(); ++i) {
        const ColumnField* const before = mapping.columns[i - 1];
        const ColumnField* const meant = columns.find(header[i]);
        if (mapping.columns[i] != nullptr || overrides.find(std::to_string(i)) != nullptr || before == nullptr || meant == nullptr)
            continue;
        if (before->field == "contact_name" && meant->field == "phone") mapping.columns[i] = free(columns.field("contact_phone"));
    }
    mapping.header = std::move(header);
    return mapping;
}

}  // namespace jiwei::residents
