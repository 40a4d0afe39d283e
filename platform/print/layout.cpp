#include "platform/print/layout.hpp"

#include <algorithm>

namespace jiwei::print {
namespace {

std::vector<std::string> texts_of(const json::Value& answer) {
    std::vector<std::string> texts;
    for (const json::Value& one : answer.items()) texts.push_back(one.text());
    if (!answer.is_array() && !answer.text().empty()) texts.push_back(answer.text());
    if (const auto yes = answer.as_boolean()) texts.emplace_back(*yes ? "是" : "否");
    return texts;
}

/// The codes that were chosen, as one text each.
std::vector<std::string> chosen_of(const Filling& filling, std::string_view field) {
    const auto text = filling.texts.find(field);
    if (text == filling.texts.end()) return texts_of(filling.answers[field]);
    return text->second.empty() ? std::vector<std::string>{} : std::vector<std::string>{text->second};
}

std::string put_together(const std::vector<std::string>& texts, std::string_view between) {
    std::string all;
    for (const std::string& text : texts) all += (all.empty() ? "" : std::string{between}) + text;
    return all;
}

std::string label_of(const Filling& filling, std::string_view set, const std::string& code) {
    const std::vector<Option> options = filling.options(set);
    const auto known = std::ranges::find(options, code, &Option::code);
    return known == options.end() ? code : known->label;
}

/// "1 无　2 青霉素　…": as the paper offers it, with what was written beside "other".
std::string options_text(const Filling& filling, std::string_view set, const std::string& other) {
    std::string text;
    for (const Option& one : filling.options(set)) text += (text.empty() ? "" : "　") + one.code + " " + one.label;
    return other.empty() ? text : text + "：" + other;
}

std::string rows_text(const Filling& filling, const json::Value& layout, const json::Value& rows) {
    std::vector<std::string> lines;
    for (const json::Value& row : rows.items()) {
        std::vector<std::string> parts;
        for (const json::Value& column : layout["columns"].items()) {
            std::vector<std::string> texts = texts_of(row[column["key"].text()]);
            const std::string& set = column["set"].text();
            if (!set.empty())
                std::ranges::transform(texts, texts.begin(), [&](const std::string& code) { return label_of(filling, set, code); });
            if (!texts.empty()) parts.push_back(column["before"].text() + put_together(texts, "、") + column["after"].text());
        }
        lines.push_back(put_together(parts, " "));
    }
    return put_together(lines, "；");
}

/// "左侧 {bp_l_s}/{bp_l_d} mmHg"; what was not answered leaves a blank to write on.
std::string written(const Filling& filling, std::string_view pattern) {
    std::string text;
    while (!pattern.empty()) {
        const std::size_t open = std::min(pattern.find('{'), pattern.size());
        text += pattern.substr(0, open);
        pattern.remove_prefix(open);
        const std::size_t close = pattern.find('}');
        if (pattern.empty() || close == std::string_view::npos) break;
        const std::string value = put_together(chosen_of(filling, pattern.substr(1, close - 1)), "、");
        text += value.empty() ? "＿＿" : value;
        pattern.remove_prefix(close + 1);
    }
    return text;
}

Cell cell_of(const json::Value& layout, const Filling& filling) {
    Cell cell;
    cell.weight = static_cast<int>(layout["w"].as_integer().value_or(1));
    if (const json::Value* label = layout.find("zh")) {
        cell.text = label->text();
        cell.is_label = true;
        cell.is_group = layout["group"].as_boolean().value_or(false);
        return cell;
    }
    if (const json::Value* rows = layout.find("rows")) {
        cell.text = rows_text(filling, layout, filling.answers[rows->text()]);
        return cell;
    }
    if (const json::Value* pattern = layout.find("text_of")) {
        cell.text = written(filling, pattern->text());
        return cell;
    }
    const std::vector<std::string> chosen = chosen_of(filling, layout["field"].text());
    cell.is_boxed = layout["boxed"].as_boolean().value_or(false);
    if (const json::Value* set = layout.find("set")) {
        cell.text = layout["before"].text() + options_text(filling, set->text(), filling.answers[layout["text"].text()].text());
        if (const json::Value* after = layout.find("after")) cell.text += written(filling, after->text());
        cell.boxes_right = chosen.empty() ? " " : put_together(chosen, "/");
        return cell;
    }
    const std::string& named = layout["label_of"].text();
    cell.text = put_together(chosen, "、");
    if (!named.empty() && !chosen.empty()) cell.text = label_of(filling, named, chosen.front());
    return cell;
}

}  // namespace

Document document_of(const json::Value& layout, const Filling& filling) {
    Document document;
    document.title = layout["title"].text();
    document.number = filling.number;
    const auto number = [&](std::string_view key, double otherwise) {
        const auto value = layout[key].as_decimal();
        if (!value) return otherwise;
        double scaled = static_cast<double>(value->units());
        for (int i = 0; i < value->scale(); ++i) scaled /= 10;
        return scaled;
    };
    document.title_gap_mm = number("title_gap_mm", 4);
    document.font_size_pt = number("font_pt", 10.5);
    if (const auto subtitle = filling.texts.find(layout["subtitle_field"].text()); subtitle != filling.texts.end())
        document.subtitle = "姓名：" + subtitle->second;
    document.footer = written(filling, layout["footer"].text());
    for (const json::Value& cells : layout["rows"].items()) {
        Row row;
        row.has_border = layout["border"].as_boolean().value_or(true);
        row.height_min_mm = number("row_mm", 9);
        for (const json::Value& cell : cells.items()) row.cells.push_back(cell_of(cell, filling));
        document.rows.push_back(std::move(row));
    }
    return document;
}

}  // namespace jiwei::print
