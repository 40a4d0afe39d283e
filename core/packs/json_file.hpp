// A JSON file inside a pack, with errors that point at line and column, and members that are refused when unknown.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "core/forms/form.hpp"
#include "core/kernel/json.hpp"
#include "core/rules/source.hpp"

namespace jiwei::packs {

class JsonFile {
public:
    /// Nothing when the text is not JSON; reported.
    static std::optional<JsonFile> read(std::string_view file, std::string_view text, rules::Diagnostics& out);

    [[nodiscard]] const json::Value& root() const { return root_; }
    void report(const json::Value& at, std::string code, std::string message) const;

    /// Each member must be among `known`.
    void accept(const json::Value& object, std::initializer_list<std::string_view> known) const;
    /// The string called `key`; reported and empty when it is missing or no string.
    [[nodiscard]] std::string text(const json::Value& object, std::string_view key) const;
    /// Empty when missing; reported when no string.
    [[nodiscard]] std::string text_or_empty(const json::Value& object, std::string_view key) const;
    [[nodiscard]] bool flag(const json::Value& object, std::string_view key, bool otherwise) const;
    [[nodiscard]] int integer(const json::Value& object, std::string_view key, int otherwise, int low, int high) const;
    [[nodiscard]] std::optional<Decimal> decimal(const json::Value& object, std::string_view key) const;
    [[nodiscard]] std::vector<std::string> texts(const json::Value& object, std::string_view key) const;
    /// Members "zh" and "en" of `object`, both needed.
    [[nodiscard]] forms::Label label(const json::Value& object) const;
    /// The string `value` as a piece of rule text.
    [[nodiscard]] rules::Source source(const json::Value& value) const;

private:
    JsonFile(std::string file, std::string_view text, json::Value root, rules::Diagnostics& out)
        : file_{std::move(file)}, text_{text}, root_{std::move(root)}, out_{&out} {}

    std::string file_;
    std::string_view text_;
    json::Value root_;
    rules::Diagnostics* out_;
};

}  // namespace jiwei::packs
