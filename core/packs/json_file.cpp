#include "core/packs/json_file.hpp"

#include <algorithm>

namespace jiwei::packs {

std::optional<JsonFile> JsonFile::read(std::string_view file, std::string_view text, rules::Diagnostics& out) {
    auto root = json::parse(text);
    if (root) return JsonFile{std::string{file}, text, std::move(*root), out};
    out.push_back(
        diagnose(rules::Source{file, text, 1, 1, false}, root.error().offset, std::string{root.error().code}, "this is not JSON"));
    return std::nullopt;
}

void JsonFile::report(const json::Value& at, std::string code, std::string message) const {
    out_->push_back(diagnose(rules::Source{file_, text_, 1, 1, false}, at.source_offset(), std::move(code), std::move(message)));
}

void JsonFile::accept(const json::Value& object, std::initializer_list<std::string_view> known) const {
    if (!object.is_object()) return report(object, "pack.type", "expected an object");
    for (const auto& [key, value] : object.members()) {
        if (std::find(known.begin(), known.end(), key) == known.end())
            report(value, "pack.member", "there is no member '" + key + "' here");
    }
}

std::string JsonFile::text(const json::Value& object, std::string_view key) const {
    const json::Value* const found = object.find(key);
    if (found != nullptr && found->is_string() && !found->text().empty()) return found->text();
    report(found == nullptr ? object : *found, "pack.member", "'" + std::string{key} + "' must be a text");
    return {};
}

std::string JsonFile::text_or_empty(const json::Value& object, std::string_view key) const {
    const json::Value* const found = object.find(key);
    return found == nullptr ? std::string{} : text(object, key);
}

bool JsonFile::flag(const json::Value& object, std::string_view key, bool otherwise) const {
    const json::Value* const found = object.find(key);
    if (found == nullptr) return otherwise;
    if (!found->as_boolean()) report(*found, "pack.type", "'" + std::string{key} + "' must be true or false");
    return found->as_boolean().value_or(otherwise);
}

int JsonFile::integer(const json::Value& object, std::string_view key, int otherwise, int low, int high) const {
    const json::Value* const found = object.find(key);
    if (found == nullptr) return otherwise;
    const auto value = found->as_integer();
    if (value && *value >= low && *value <= high) return static_cast<int>(*value);
    report(*found, "pack.type",
           "'" + std::string{key} + "' must be a whole number from " + std::to_string(low) + " to " + std::to_string(high));
    return otherwise;
}

std::optional<Decimal> JsonFile::decimal(const json::Value& object, std::string_view key) const {
    const json::Value* const found = object.find(key);
    if (found == nullptr) return std::nullopt;
    if (!found->as_decimal()) report(*found, "pack.type", "'" + std::string{key} + "' must be a number");
    return found->as_decimal();
}

std::vector<std::string> JsonFile::texts(const json::Value& object, std::string_view key) const {
    std::vector<std::string> made;
    const json::Value* const found = object.find(key);
    if (found == nullptr) return made;
    if (!found->is_array()) report(*found, "pack.type", "'" + std::string{key} + "' must be a list");
    for (const json::Value& item : found->items()) {
        if (!item.is_string()) report(item, "pack.type", "expected a text");
        made.push_back(item.text());
    }
    return made;
}

forms::Label JsonFile::label(const json::Value& object) const { return forms::Label{text(object, "zh"), text(object, "en")}; }

rules::Source JsonFile::source(const json::Value& value) const {
    const rules::Diagnostic at = diagnose(rules::Source{file_, text_, 1, 1, false}, value.source_offset(), {}, {});
    return rules::Source{file_, value.text(), at.line, at.column + 1, false};
}

}  // namespace jiwei::packs
