// Holds an answer against /openapi.json: every member promised is there, none is unknown, each has its type.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "core/kernel/json.hpp"

namespace jiwei::app::testing {

class SchemaCheck {
public:
    explicit SchemaCheck(json::Value document) : document_{std::move(document)} {}

    /// What is wrong with the answer to `verb` (lower case) `path` (as in the document); empty: nothing.
    [[nodiscard]] std::string of_answer(std::string_view verb, std::string_view path, const json::Value& answer) {
        const json::Value& operation = document_["paths"][path][verb];
        if (operation.is_null()) return "no such operation: " + std::string{path};
        const json::Value& content = operation["responses"]["2XX"]["content"]["application/json"]["schema"];
        if (content.is_null()) return "the document promises no JSON";
        return of(content, answer, "");
    }

private:
    using Value = json::Value;

    const Value& resolved(const Value& schema) const {
        const Value* const reference = schema.find("$ref");
        if (reference == nullptr) return schema;
        return document_["components"]["schemas"][reference->text().substr(reference->text().find_last_of('/') + 1)];
    }

    static bool is_of(const std::string& type, const Value& value) {
        if (type == "string") return value.is_string();
        if (type == "integer") return value.as_integer().has_value();
        if (type == "number") return value.is_number();
        if (type == "boolean") return value.as_boolean().has_value();
        if (type == "null") return value.is_null();
        if (type == "array") return value.is_array();
        return value.is_object();
    }

    std::string of(const Value& given, const Value& value, const std::string& where) const {
        const Value& schema = resolved(given);
        if (schema.is_null()) return where + ": the schema is missing";
        if (const Value* const choices = schema.find("anyOf")) {
            std::string why;
            for (const Value& one : choices->items()) {
                std::string fault = of(one, value, where);
                if (fault.empty()) return {};
                why += " / " + fault;
            }
            return why;
        }
        if (const Value* const choices = schema.find("enum")) {
            const bool known = std::ranges::any_of(choices->items(), [&](const Value& one) { return one == value; });
            return known ? "" : where + ": " + json::write(value) + " is not among " + json::write(*choices);
        }
        const Value& type = schema["type"];
        if (type.is_null()) return {};
        const std::vector<Value> types = type.is_array() ? type.items() : std::vector<Value>{type};
        if (std::ranges::none_of(types, [&](const Value& one) { return is_of(one.text(), value); }))
            return where + ": " + json::write(value).substr(0, 60) + " is no " + json::write(type);
        return value.is_object() ? of_object(schema, value, where) : of_items(schema, value, where);
    }

    std::string of_object(const Value& schema, const Value& value, const std::string& where) const {
        for (const Value& name : schema["required"].items()) {
            if (value.find(name.text()) == nullptr) return where + "/" + name.text() + " is missing";
        }
        for (const auto& [name, member] : value.members()) {
            const Value* known = schema["properties"].find(name);
            if (known == nullptr) known = schema.find("additionalProperties");
            if (known == nullptr) return where + "/" + name + " was not promised";
            if (std::string fault = of(*known, member, where + "/" + name); !fault.empty()) return fault;
        }
        return {};
    }

    std::string of_items(const Value& schema, const Value& value, const std::string& where) const {
        for (std::size_t i = 0; i < value.items().size(); ++i) {
            if (std::string fault = of(schema["items"], value.items()[i], where + "/" + std::to_string(i)); !fault.empty()) return fault;
        }
        return {};
    }

    Value document_;
};

}  // namespace jiwei::app::testing
