#include "core/packs/compare.hpp"

#include <algorithm>
#include <map>
#include <optional>

#include "core/kernel/csv.hpp"
#include "core/kernel/json.hpp"

namespace jiwei::packs {

namespace {

/// What two files have under one `where` is compared; people read `shown`.
struct Part {
    std::string where;
    std::string shown;
    std::string text;
};
using Parts = std::vector<Part>;

std::string joined(const std::string& path, const std::string& step) { return path.empty() ? step : path + " / " + step; }

/// How an item of a list is known in both editions.
std::string name_of(const json::Value& item, std::size_t position) {
    if (item["key"].is_string()) return item["key"].text();
    if (item["code"].is_string()) return item["at"].text() + ":" + item["code"].text();
    return std::to_string(position + 1);
}

void add_json(const json::Value& value, const std::string& where, const std::string& shown, Parts& out) {
    if (value.is_object()) {
        for (const auto& [key, member] : value.members()) add_json(member, joined(where, key), joined(shown, key), out);
        return;
    }
    const bool is_list_of_parts = value.is_array() && !value.items().empty() && value.items().front().is_object();
    if (!is_list_of_parts) {
        out.push_back({where, shown, value.is_string() ? value.text() : json::write(value)});
        return;
    }
    for (std::size_t i = 0; i < value.items().size(); ++i) {
        const json::Value& item = value.items()[i];
        const std::string name = name_of(item, i);
        const std::string& label = item["zh"].text();
        add_json(item, joined(where, name), joined(shown, label.empty() ? name : label + " (" + name + ")"), out);
    }
}

Parts json_parts(const std::string& text) {
    Parts out;
    const auto read = json::parse(text);
    if (!read) return {{"", "", text}};
    add_json(*read, "", "", out);
    return out;
}

/// Each cell under the name of its row and column. Rows of one name (a task made by several forms) are numbered.
Parts csv_parts(const std::string& text, bool order_matters) {
    Parts out;
    const auto rows = csv::parse(text);
    if (!rows || rows->empty()) return {{"", "", text}};
    const std::vector<std::string>& header = rows->front().cells;
    const bool by_two = header.size() > 1 && (header[0] == "set" || header[0] == "indicator") && header[1] == "code";
    std::map<std::string, int> seen;
    std::string order;
    for (std::size_t i = 1; i < rows->size(); ++i) {
        const std::vector<std::string>& cells = (*rows)[i].cells;
        std::string name = by_two && cells.size() > 1 ? cells[0] + " " + cells[1] : cells.front();
        if (const int times = ++seen[name]; times > 1) name += " #" + std::to_string(times);
        order += (order.empty() ? "" : " ") + name;
        for (std::size_t c = by_two ? 2 : 1; c < cells.size() && c < header.size(); ++c) {
            if (!cells[c].empty()) out.push_back({joined(name, header[c]), joined(name, header[c]), cells[c]});
        }
    }
    if (order_matters) out.push_back({"row", "row", order});
    return out;
}

std::string_view trimmed(std::string_view line) {
    const std::size_t from = line.find_first_not_of(" \t\r");
    if (from == std::string_view::npos) return {};
    return line.substr(from, line.find_last_not_of(" \t\r") - from + 1);
}

/// Each let and window under its name, on one line.
Parts rule_parts(const std::string& text) {
    Parts out;
    std::size_t at = 0;
    while (at < text.size()) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        const std::string_view line = trimmed(std::string_view{text}.substr(at, end - at));
        at = end + 1;
        if (line.empty() || line.front() == '#') continue;
        if (line.starts_with("let ") || line.starts_with("window ")) {
            const std::size_t equals = std::min(line.find('='), line.size());
            const std::string name{trimmed(line.substr(0, equals))};
            out.push_back({name, name, std::string{trimmed(line.substr(std::min(equals + 1, line.size())))}});
        } else if (!out.empty()) {
            out.back().text.append(" ").append(line);
        }
    }
    return out;
}

Parts parts_of(const std::string& path, const std::string& text) {
    if (path.ends_with(".json")) return json_parts(text);
    if (path.ends_with(".csv")) return csv_parts(text, path.starts_with("rules/") || path == "lacks.csv");
    if (path.ends_with(".rules")) return rule_parts(text);
    return {{"", "", text}};
}

std::map<std::string_view, const Part*> by_place(const Parts& parts) {
    std::map<std::string_view, const Part*> out;
    for (const Part& part : parts) out.emplace(part.where, &part);
    return out;
}

void compare_parts(const std::string& file, const Parts& before, const Parts& after, std::vector<Change>& out) {
    const auto old = by_place(before);
    const auto now = by_place(after);
    for (const Part& part : before) {
        if (!now.contains(part.where)) out.push_back({file, part.shown, part.text, {}});
    }
    for (const Part& part : after) {
        const auto found = old.find(part.where);
        if (found == old.end()) {
            out.push_back({file, part.shown, {}, part.text});
        } else if (found->second->text != part.text) {
            out.push_back({file, part.shown, found->second->text, part.text});
        }
    }
}

}  // namespace

std::vector<Change> compare(const Bundle& before, const Bundle& after) {
    std::map<std::string, std::pair<const std::string*, const std::string*>> files;
    for (const auto& [path, text] : before) files[path].first = &text;
    for (const auto& [path, text] : after) files[path].second = &text;
    std::vector<Change> out;
    for (const auto& [path, texts] : files) {
        const auto [old, now] = texts;
        if (path == "README.md" || (old != nullptr && now != nullptr && *old == *now)) continue;
        if (path.starts_with("cases/")) {
            const auto word = [](const std::string* text) { return std::string{text == nullptr ? "" : "cases"}; };
            out.push_back({path, {}, word(old), old != nullptr && now != nullptr ? "other cases" : word(now)});
            continue;
        }
        compare_parts(path, old == nullptr ? Parts{} : parts_of(path, *old), now == nullptr ? Parts{} : parts_of(path, *now), out);
    }
    return out;
}

}  // namespace jiwei::packs
