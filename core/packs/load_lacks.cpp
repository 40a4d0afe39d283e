#include <algorithm>
#include <array>

#include "core/packs/loader.hpp"

namespace jiwei::packs {

namespace {

constexpr std::array<std::string_view, 2> value_headers{"value_1", "value_2"};
constexpr std::array<std::string_view, 2> value_places{"{1}", "{2}"};

}  // namespace

/// What is told of a person speaks of the same names as the indicators.
void Loader::lacks(const rules::Scope& scope) {
    const std::string* const text = find("lacks.csv");
    if (text == nullptr) return;
    const auto sheet =
        Sheet::read("lacks.csv", *text, {"indicator", "code", "when", "text_zh", "text_en"}, {"value_1", "value_2", "task", "form"}, out_);
    if (!sheet) return;
    for (std::size_t row = 0; row < sheet->size(); ++row) pack_.lacks.push_back(lack(*sheet, row, scope));
}

Lack Loader::lack(const Sheet& sheet, std::size_t row, const rules::Scope& scope) {
    Lack made;
    made.indicator = sheet.text(row, "indicator");
    made.code = sheet.text(row, "code");
    made.task = sheet.text(row, "task");
    made.form = sheet.text(row, "form");
    made.text = {sheet.text(row, "text_zh"), sheet.text(row, "text_en")};
    if (pack_.indicator(made.indicator) == nullptr)
        report(sheet, sheet.at(row, "indicator"), "pack.indicator", "indicators.csv has no such indicator");
    if (!made.task.empty() && pack_.task(made.task) == nullptr)
        report(sheet, sheet.at(row, "task"), "pack.task", "schedule.csv has no such task");
    made.when = compile_or_absent(sheet, row, "when", scope, rules::Type::boolean);
    for (std::size_t i = 0; i < value_headers.size(); ++i) {
        const std::string_view header = value_headers[i];
        const bool is_asked = made.text.zh.find(value_places[i]) != std::string::npos;
        if (is_asked == sheet.text(row, header).empty()) {
            report(sheet, sheet.at(row, header), "pack.cell", "a value stands here when the text asks for it, and only then");
            continue;
        }
        if (!is_asked) continue;
        auto value = rules::compile(sheet.source(row, header), scope, std::nullopt, pack_.library, out_);
        if (value) made.values.push_back(std::move(value->program));
    }
    return made;
}

}  // namespace jiwei::packs
