#include "core/access/masking.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "core/identity/mask.hpp"

namespace jiwei::masking {

namespace {

constexpr std::array<std::string_view, 7> edge_words{"list", "page", "print", "export", "fhir", "worklist", "reveal"};
constexpr std::array<std::string_view, 5> field_words{"name", "id_no", "phone", "address", "card"};
constexpr std::array<std::string_view, 3> show_words{"full", "masked", "none"};
constexpr std::size_t columns = 6;

template <std::size_t N>
bool is_one_of(std::string_view word, const std::array<std::string_view, N>& words) {
    return word == "*" || std::find(words.begin(), words.end(), word) != words.end();
}

std::vector<std::string_view> cells_of(std::string_view line) {
    std::vector<std::string_view> cells;
    while (true) {
        const std::size_t end = line.find(',');
        cells.push_back(line.substr(0, end));
        if (end == std::string_view::npos) return cells;
        line.remove_prefix(end + 1);
    }
}

std::string_view without_return(std::string_view line) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

/// To the township: the address up to the word that ends one. An address without such a word shows nothing.
std::string mask_address(std::string_view address) {
    std::size_t best = std::string_view::npos;
    for (const std::string_view ending : {std::string_view{"街道"}, std::string_view{"镇"}, std::string_view{"乡"}}) {
        const std::size_t at = address.find(ending);
        if (at != std::string_view::npos && (best == std::string_view::npos || at + ending.size() < best)) best = at + ending.size();
    }
    if (best == std::string_view::npos) return address.empty() ? std::string{} : std::string{"***"};
    return std::string{address.substr(0, best)} + "***";
}

}  // namespace

tl::expected<Table, std::string> Table::read(std::string_view csv) {
    Table table;
    std::size_t number = 0;
    while (!csv.empty()) {
        const std::size_t end = csv.find('\n');
        const std::string_view line = without_return(csv.substr(0, end));
        csv.remove_prefix(end == std::string_view::npos ? csv.size() : end + 1);
        ++number;
        if (line.empty() || line.front() == '#' || number == 1) continue;
        const std::string where = "line " + std::to_string(number) + ": ";
        const auto cells = cells_of(line);
        if (cells.size() != columns) return tl::unexpected(where + "not six columns");
        if (!is_one_of(cells[1], edge_words)) return tl::unexpected(where + "no such edge");
        if (!is_one_of(cells[2], field_words)) return tl::unexpected(where + "no such field");
        if (cells[3] != "near" && cells[3] != "any") return tl::unexpected(where + "the relation is near or any");
        // Lists and exports are written without asking for each row how near the reader is.
        if (cells[3] == "near" && (cells[1] == "list" || cells[1] == "export"))
            return tl::unexpected(where + "lists and exports know any only");
        const auto show = std::find(show_words.begin(), show_words.end(), cells[4]);
        if (show == show_words.end()) return tl::unexpected(where + "show is full, masked or none");
        table.rules_.push_back({std::string{cells[0]}, std::string{cells[1]}, std::string{cells[2]}, cells[3] == "near",
                                static_cast<Show>(show - show_words.begin())});
    }
    return table;
}

Show Table::show_one(std::string_view role, Edge edge, Field field, bool close) const {
    const std::string_view edge_word = edge_words[static_cast<std::size_t>(edge)];
    const std::string_view field_word = field_words[static_cast<std::size_t>(field)];
    for (const Rule& rule : rules_) {
        const bool fits = (rule.role == "*" || rule.role == role) && (rule.edge == "*" || rule.edge == edge_word) &&
                          (rule.field == "*" || rule.field == field_word) && (close || !rule.close_only);
        if (fits) return rule.show;
    }
    return Show::masked;
}

Show Table::show(const std::vector<std::string>& roles, Edge edge, Field field, bool close) const {
    Show best = roles.empty() ? Show::masked : Show::none;
    for (const std::string& role : roles) best = std::min(best, show_one(role, edge, field, close));
    return best;
}

std::string shown(Field field, Show show, std::string_view text) {
    if (show == Show::none) return {};
    if (show == Show::full) return std::string{text};
    switch (field) {
    case Field::name: return identity::mask_name(text);
    case Field::id_no: return identity::mask_id_number(text);
    case Field::phone: return identity::mask_phone(text);
    case Field::address: return mask_address(text);
    case Field::card: return identity::mask_card(text);
    }
    return {};
}

}  // namespace jiwei::masking
