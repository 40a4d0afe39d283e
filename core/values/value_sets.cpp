#include "core/values/value_sets.hpp"

#include <utility>

#include "core/kernel/csv.hpp"
#include "core/kernel/utf8.hpp"

namespace jiwei::values {

namespace {

constexpr std::size_t columns_without_end = 4;
constexpr std::size_t columns_with_end = 5;

std::string place(std::string_view file, std::size_t line) { return std::string{file}.append(":").append(std::to_string(line)); }

bool is_header(const std::vector<std::string>& cells) {
    static constexpr std::string_view names[] = {"set", "code", "label_zh", "label_en", "valid_to"};
    if (cells.size() != columns_without_end && cells.size() != columns_with_end) return false;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        if (cells[i] != names[i]) return false;
    }
    return true;
}

const Code* find_code(const std::vector<Code>& codes, std::string_view code) {
    for (const Code& one : codes) {
        if (one.code == code) return &one;
    }
    return nullptr;
}

}  // namespace

tl::expected<void, Fault> ValueSets::add_csv(std::string_view file_name, std::string_view text) {
    const auto rows = csv::parse(text);
    if (!rows) return tl::unexpected(Fault{"values.syntax", place(file_name, rows.error().line)});
    if (!utf8::is_valid(text)) return tl::unexpected(Fault{"values.syntax", std::string{file_name}});
    if (rows->empty() || !is_header(rows->front().cells)) return tl::unexpected(Fault{"values.header", place(file_name, 1)});
    const std::size_t columns = rows->front().cells.size();
    auto sets = sets_;
    for (std::size_t i = 1; i < rows->size(); ++i) {
        const csv::Row& row = (*rows)[i];
        if (row.cells.size() != columns || row.cells[0].empty() || row.cells[1].empty()) {
            return tl::unexpected(Fault{"values.syntax", place(file_name, row.line)});
        }
        Code code{row.cells[1], row.cells[2], row.cells[3], std::nullopt};
        if (columns == columns_with_end && !row.cells[4].empty()) {
            code.valid_to = parse_civil_date(row.cells[4]);
            if (!code.valid_to) return tl::unexpected(Fault{"values.date", place(file_name, row.line)});
        }
        auto& codes = sets[row.cells[0]];
        if (find_code(codes, code.code) != nullptr) return tl::unexpected(Fault{"values.duplicate", place(file_name, row.line)});
        codes.push_back(std::move(code));
    }
    sets_ = std::move(sets);
    return {};
}

bool ValueSets::has_set(std::string_view set) const { return sets_.find(set) != sets_.end(); }

bool ValueSets::has(std::string_view set, std::string_view code) const { return find(set, code) != nullptr; }

bool ValueSets::selectable(std::string_view set, std::string_view code, CivilDate on) const {
    const Code* found = find(set, code);
    return found != nullptr && (!found->valid_to || on <= *found->valid_to);
}

const Code* ValueSets::find(std::string_view set, std::string_view code) const { return find_code(codes(set), code); }

const Code* ValueSets::find_label(std::string_view set, std::string_view label) const {
    const Code* found = nullptr;
    for (const Code& one : codes(set)) {
        if (label.empty() || (one.label_zh != label && one.label_en != label)) continue;
        if (found != nullptr) return nullptr;
        found = &one;
    }
    return found;
}

const std::vector<Code>& ValueSets::codes(std::string_view set) const {
    static const std::vector<Code> none;
    const auto found = sets_.find(set);
    return found == sets_.end() ? none : found->second;
}

std::vector<std::string_view> ValueSets::set_names() const {
    std::vector<std::string_view> names;
    names.reserve(sets_.size());
    for (const auto& [name, codes] : sets_) names.emplace_back(name);
    return names;
}

}  // namespace jiwei::values
