#include "modules/residents/columns.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <stdexcept>
#include <utility>

#include "core/kernel/csv.hpp"
#include "platform/text/normalise.hpp"

namespace jiwei::residents {
namespace {

constexpr std::array<std::pair<std::string_view, ColumnKind>, 13> kinds{{{"text", ColumnKind::text},
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

Columns::Columns(std::string_view headings_csv, std::string_view reasons_csv) {
    for (const csv::Row& row : rows_of(headings_csv, 6, "import-headers.csv")) {
        fields_.push_back({row.cells[0], kind_of(row.cells[1]), row.cells[2], row.cells[3], row.cells[4]});
        const std::size_t index = fields_.size() - 1;
        by_heading_.emplace(fold_heading(row.cells[3]), index);
        by_heading_.emplace(fold_heading(row.cells[0]), index);
        std::string_view rest = row.cells[5];
        while (!rest.empty()) {
            const std::size_t bar = std::min(rest.find('|'), rest.size());
            by_heading_.emplace(fold_heading(rest.substr(0, bar)), index);
            rest.remove_prefix(std::min(bar + 1, rest.size()));
        }
    }
    for (const csv::Row& row : rows_of(reasons_csv, 3, "reasons.csv")) reasons_[row.cells[0]] = row.cells[1];
}

const ColumnField* Columns::find(std::string_view heading) const {
    const auto found = by_heading_.find(fold_heading(heading));
    return found == by_heading_.end() ? nullptr : &fields_[found->second];
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
        if (const ColumnField* field = columns.find(cell); field != nullptr && field->kind != ColumnKind::ignore)
            found.insert(field->field);
    }
    return found.size() >= 2 && (found.contains("name") || found.contains("id_no"));
}

Mapping map_columns(const Columns& columns, std::vector<std::string> header, const json::Value& overrides) {
    Mapping mapping;
    std::set<std::string> taken;
    for (std::size_t i = 0; i < header.size(); ++i) {
        const json::Value* override_field = overrides.find(std::to_string(i));
        const ColumnField* field = override_field != nullptr ? columns.field(override_field->text()) : columns.find(header[i]);
        if (field != nullptr && field->kind != ColumnKind::ignore && !taken.insert(field->field).second) field = nullptr;
        mapping.columns.push_back(field);
    }
    mapping.header = std::move(header);
    return mapping;
}

}  // namespace jiwei::residents
