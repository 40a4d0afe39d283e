#include "platform/http/shapes.hpp"

#include <algorithm>
#include <stdexcept>

#include "platform/http/router.hpp"

namespace jiwei::http {

namespace {

using json::Value;

struct ShapeToken {
    std::string_view text;  // empty: the end
    int line = 1;
};

bool is_shape_word(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

std::vector<ShapeToken> shape_tokens_of(std::string_view text) {
    std::vector<ShapeToken> tokens;
    int line = 1;
    for (std::size_t at = 0; at < text.size();) {
        const char c = text[at];
        std::size_t end = at + 1;
        if (c == '\n') ++line;
        if (c == '\'') {
            end = std::min(text.find('\'', at + 1), text.size() - 1) + 1;
        } else if (is_shape_word(c)) {
            while (end < text.size() && is_shape_word(text[end])) ++end;
        }
        if (std::string_view{" \n;,"}.find(c) == std::string_view::npos) tokens.push_back({text.substr(at, end - at), line});
        at = end;
    }
    tokens.push_back({{}, line});
    return tokens;
}

Value shape_member(std::string_view member, Value value) {
    Value out;
    out.set(std::string{member}, std::move(value));
    return out;
}

Value shape_text(std::string_view text) { return Value::string(std::string{text}); }

bool is_plain_type(const Value& schema) { return schema.members().size() == 1 && schema["type"].is_string(); }
bool is_choice_type(const Value& schema) { return schema.members().size() == 1 && schema["enum"].is_array(); }
bool is_null_type(const Value& schema) { return is_plain_type(schema) && schema["type"].text() == "null"; }

/// string | null -> two types; 'a' | 'b' -> one enum; anything else -> anyOf.
Value united_types(const std::vector<Value>& parts) {
    if (parts.size() == 1) return parts.front();
    if (std::ranges::all_of(parts, is_plain_type)) {
        Value types = Value::array();
        for (const Value& part : parts) types.append(part["type"]);
        return shape_member("type", std::move(types));
    }
    if (std::ranges::all_of(parts, [](const Value& part) { return is_choice_type(part) || is_null_type(part); })) {
        Value choices = Value::array();
        for (const Value& part : parts) choices.append(is_choice_type(part) ? part["enum"].items().front() : Value{});
        return shape_member("enum", std::move(choices));
    }
    return shape_member("anyOf", Value::array(parts));
}

class ShapeReader {
public:
    explicit ShapeReader(std::string_view text) : tokens_{shape_tokens_of(text)} {}

    std::vector<std::pair<std::string, std::string>> definitions() {
        std::vector<std::pair<std::string, std::string>> all;
        while (!peek().empty()) {
            const std::string_view kind = take();
            const std::string name{take()};
            if (kind == "interface") {
                all.emplace_back(name, json::write(interface()));
            } else if (kind == "type") {
                expect("=");
                all.emplace_back(name, json::write(type()));
            } else {
                fail("interface or type");
            }
        }
        return all;
    }
    Value whole_type() {
        Value value = type();
        if (!peek().empty()) fail("the end");
        return value;
    }

private:
    [[nodiscard]] std::string_view peek(std::size_t ahead = 0) const { return tokens_[std::min(at_ + ahead, tokens_.size() - 1)].text; }
    std::string_view take() {
        const std::string_view text = peek();
        if (at_ + 1 < tokens_.size()) ++at_;
        return text;
    }
    void expect(std::string_view text) {
        if (take() != text) fail(text);
    }
    [[noreturn]] void fail(std::string_view wanted) const {
        const ShapeToken& token = tokens_[at_ == 0 ? 0 : at_ - 1];
        throw std::invalid_argument{"shapes, line " + std::to_string(token.line) + ": " + std::string{wanted} + " is wanted, not \"" +
                                    std::string{token.text} + "\""};
    }

    Value interface() {
        if (peek() != "extends") return object();
        take();
        Value parts = Value::array();
        parts.append(reference(take()));
        parts.append(object());
        return shape_member("allOf", std::move(parts));
    }

    Value object() {
        expect("{");
        Value required = Value::array();
        Value properties = Value::object();
        while (peek() != "}") {
            const std::string_view name = take();
            if (name.empty() || !is_shape_word(name.front())) fail("a member");
            const bool may_miss = peek() == "?";
            if (may_miss) take();
            expect(":");
            properties.set(std::string{name}, type());
            if (!may_miss) required.append(shape_text(name));
        }
        take();
        Value out = shape_member("type", shape_text("object"));
        out.set("required", std::move(required));
        out.set("properties", std::move(properties));
        return out;
    }

    Value type() {
        std::vector<Value> parts;
        do {
            if (peek() == "|") take();
            Value part = primary();
            while (peek() == "[" && peek(1) == "]") {
                take();
                take();
                Value list = shape_member("type", shape_text("array"));
                list.set("items", std::move(part));
                part = std::move(list);
            }
            parts.push_back(std::move(part));
        } while (peek() == "|");
        return united_types(parts);
    }

    Value primary() {
        if (peek() == "{") return object();
        const std::string_view word = take();
        if (word == "(") {
            Value inner = type();
            expect(")");
            return inner;
        }
        if (word.empty()) fail("a type");
        if (word.front() == '\'') return shape_member("enum", Value::array({shape_text(word.substr(1, word.size() - 2))}));
        if (word.front() >= '0' && word.front() <= '9') return shape_member("enum", Value::array({Value::number(std::string{word})}));
        if (word == "true" || word == "false") return shape_member("enum", Value::array({Value::boolean(word == "true")}));
        if (word == "unknown") return Value::object();
        if (word == "Record") return record();
        for (const std::string_view plain : {"string", "integer", "number", "boolean", "null"}) {
            if (word == plain) return shape_member("type", shape_text(plain));
        }
        return reference(word);
    }

    Value record() {
        expect("<");
        expect("string");
        Value out = shape_member("type", shape_text("object"));
        out.set("additionalProperties", type());
        expect(">");
        return out;
    }

    Value reference(std::string_view name) const {
        if (name.empty() || name.front() < 'A' || name.front() > 'Z') fail("a type");
        return shape_member("$ref", shape_text("#/components/schemas/" + std::string{name}));
    }

    std::vector<ShapeToken> tokens_;
    std::size_t at_ = 0;
};

/// Media types stay as they are (openapi.cpp); everything else becomes JSON Schema.
std::string shape_body_of(std::string_view shape) {
    if (shape == no_body || shape.find('/') != std::string_view::npos) return std::string{shape};
    return json::write(ShapeReader{shape}.whole_type());
}

bool schema_says_nothing(const std::string& schema) { return schema.empty() || schema == R"({"type":"object"})" || schema == "{}"; }

}  // namespace

std::vector<std::pair<std::string, std::string>> schemas_of(std::string_view shapes) { return ShapeReader{shapes}.definitions(); }

void describe(RouteSet& set, std::string_view shapes, std::span<const Described> routes) {
    for (auto& schema : schemas_of(shapes)) set.schemas.push_back(std::move(schema));
    for (const Described& one : routes) {
        const auto route = std::ranges::find_if(
            set.routes, [&](const Route& known) { return std::string{verb_name(known.verb)} + " " + known.path == one.route; });
        if (route == set.routes.end()) throw std::invalid_argument{"described, but not a route: " + std::string{one.route}};
        route->doc.request_schema = shape_body_of(one.takes);
        route->doc.response_schema = shape_body_of(one.gives);
    }
}

std::vector<std::string> undescribed(std::span<const RouteSet> sets) {
    std::vector<std::string> found;
    for (const RouteSet& set : sets) {
        for (const Route& route : set.routes) {
            const bool has_body = route.verb == Verb::post || route.verb == Verb::put || route.verb == Verb::patch;
            if (schema_says_nothing(route.doc.response_schema) || (has_body && schema_says_nothing(route.doc.request_schema)))
                found.push_back(std::string{verb_name(route.verb)} + " " + route.path);
        }
    }
    std::ranges::sort(found);
    return found;
}

}  // namespace jiwei::http
