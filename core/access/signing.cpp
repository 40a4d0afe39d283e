#include "core/access/signing.hpp"

#include <algorithm>

#include "core/access/table_lines.hpp"

namespace jiwei::signing {

namespace {

constexpr int minutes_max = 720;  // a session lives no longer
constexpr std::size_t signing_columns = 4;

bool is_of_form(std::string_view pattern, std::string_view form) {
    if (pattern == "*" || pattern == form) return true;
    return pattern.ends_with("/*") && form.starts_with(pattern.substr(0, pattern.size() - 1));
}

/// The number, or nothing when it is none between 0 and 720.
std::optional<int> minutes_of(std::string_view text) {
    int minutes = 0;
    if (text.empty() || text.size() > 3) return std::nullopt;
    for (const char c : text) {
        if (c < '0' || c > '9') return std::nullopt;
        minutes = minutes * 10 + (c - '0');
    }
    return minutes <= minutes_max ? std::optional{minutes} : std::nullopt;
}

}  // namespace

tl::expected<Table, std::string> Table::read(std::string_view csv) {
    Table table;
    for (const access_tables::Line& line : access_tables::lines_of(csv)) {
        const std::string where = "line " + std::to_string(line.number) + ": ";
        if (line.cells.size() != signing_columns) return tl::unexpected(where + "not four columns");
        if (line.cells[0].empty() || line.cells[1].empty()) return tl::unexpected(where + "names no role or no form");
        const auto minutes = minutes_of(line.cells[2]);
        if (!minutes && line.cells[2] != "never") return tl::unexpected(where + "minutes are 0-720 or never");
        table.rules_.push_back({std::string{line.cells[0]}, std::string{line.cells[1]}, minutes});
    }
    return table;
}

std::optional<int> Table::minutes_for(const std::vector<std::string>& roles, std::string_view form) const {
    std::optional<int> strictest;
    for (const std::string& role : roles) {
        const auto rule = std::ranges::find_if(
            rules_, [&](const Rule& one) { return (one.role == "*" || one.role == role) && is_of_form(one.form, form); });
        const std::optional<int> minutes = rule == rules_.end() ? std::optional{0} : rule->minutes;
        if (minutes) strictest = std::min(strictest.value_or(*minutes), *minutes);
    }
    return roles.empty() ? std::optional{0} : strictest;
}

}  // namespace jiwei::signing
