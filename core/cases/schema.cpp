#include "core/cases/schema.hpp"

#include <algorithm>

#include "core/cases/file.hpp"
#include "core/kernel/civil_date.hpp"
#include "core/kernel/decimal.hpp"

namespace jiwei::cases {

namespace {

using json::Value;

bool is_truth(std::string_view text, bool truth) {
    return truth ? text == "true" || text == "yes" || text == "是" || text == "1"
                 : text == "false" || text == "no" || text == "否" || text == "0";
}

Value texts_of(const std::vector<std::string>& words) {
    Value out = Value::array();
    for (const std::string& word : words) out.append(Value::string(word));
    return out;
}

const Key* find_key(std::span<const Key> keys, std::string_view name) {
    const auto found = std::find_if(keys.begin(), keys.end(),
                                    [name](const Key& key) { return key.name == name || (!key.alias.empty() && key.alias == name); });
    return found == keys.end() ? nullptr : &*found;
}

// "3/5 60.00" -> numerator 3, denominator 5, value 60.00; each part may be missing. Gives nothing for other texts.
Value rate_in_short(std::string_view text) {
    const std::size_t slash = text.find('/');
    const std::string_view first = text.substr(0, text.find_first_of(" \t="));
    if (slash == std::string_view::npos || slash >= first.size()) return Value{};
    const auto whole = [](std::string_view digits) {
        const bool good = !digits.empty() && digits.size() < 10 && digits.find_first_not_of("0123456789") == std::string_view::npos;
        return good ? Value::number(std::string{digits == "0" || digits[0] != '0' ? digits : "0"}) : Value{};
    };
    Value out = Value::object({{"numerator", whole(first.substr(0, slash))}, {"denominator", whole(first.substr(slash + 1))}});
    std::string_view rest = text.substr(first.size());
    while (!rest.empty() && (rest.front() == ' ' || rest.front() == '=' || rest.front() == '\t')) rest.remove_prefix(1);
    if (!rest.empty()) out.set("value", Value::string(std::string{rest}));
    return out["numerator"].is_number() && out["denominator"].is_number() ? out : Value{};
}

}  // namespace

std::string iso_date(std::string_view text) {
    int parts[3] = {0, 0, 0};
    std::size_t part = 0;
    bool digits_before = false;
    for (std::size_t at = 0; at < text.size();) {
        const char c = text[at];
        if (c >= '0' && c <= '9') {
            if (part > 2 || parts[part] > 9'999) return {};
            parts[part] = parts[part] * 10 + (c - '0');
            digits_before = true;
            ++at;
            continue;
        }
        const std::string_view rest = text.substr(at);
        const bool wide = rest.starts_with("年") || rest.starts_with("月") || rest.starts_with("日");
        if (!digits_before || (!wide && c != '-' && c != '/' && c != '.')) return {};
        if (!wide && part == 2) return {};
        at += wide ? 3 : 1;
        ++part;
        digits_before = false;
    }
    const auto date = part == 2 || (part == 3 && !digits_before) ? CivilDate::of(parts[0], parts[1], parts[2]) : std::nullopt;
    return date ? date->text() : std::string{};
}

void Normaliser::fault(const std::string& path, std::string_view what) { faults_.push_back(path + ": " + std::string{what}); }

Value Normaliser::scalar(const Value& value, Type type, const std::string& path) {
    if (value.is_null()) return value;
    const std::string& text = value.text();
    switch (type) {
    case Type::date: {
        if (text == "none") return Value{};
        const std::string date = value.is_string() ? iso_date(text) : std::string{};
        if (date.empty()) fault(path, "a date is needed, YYYY-MM-DD");
        return Value::string(date);
    }
    case Type::integer: {
        if (value.is_number() && value.as_integer()) return value;
        const auto number = value.is_string() ? parse_decimal(text) : std::nullopt;
        if (number && number->scale() == 0) return Value::integer(number->units());
        fault(path, "a whole number is needed");
        return Value{};
    }
    case Type::boolean:
        if (value.as_boolean()) return value;
        if (is_truth(text, true)) return Value::boolean(true);
        if (is_truth(text, false)) return Value::boolean(false);
        fault(path, "yes or no is needed");
        return Value{};
    default:
        if (value.is_string()) return value;
        if (value.is_number()) return Value::string(text);
        if (value.as_boolean()) return Value::string(*value.as_boolean() ? "true" : "false");
        fault(path, "one text is needed");
        return Value::string({});
    }
}

Value Normaliser::list(const Value& value) {
    if (value.is_null()) return value;
    if (!value.is_array()) return value.is_object() ? Value::array({value}) : texts_of(inline_list(value.text()));
    Value out = Value::array();
    for (const Value& item : value.items()) out.append(item.is_number() ? Value::string(item.text()) : item);
    return out;
}

Value Normaliser::members(const Value& value, Type type, const std::string& path) {
    Value out = Value::object();
    const auto add = [&](const Value& one) {
        // "none": that there is none of them.
        const bool is_none = one.is_string() && inline_list(one.text()).empty();
        const Value object = is_none ? Value::object() : one.is_string() ? inline_object(one.text()) : one;
        for (const auto& [name, member] : object.members()) out.set(name, scalar(member, type, path + "." + name));
    };
    // A list of "HT-FU 2025-05-22" says the same as the object.
    if (!value.is_array()) add(value);
    for (const Value& one : value.items()) add(one);
    return out;
}

Value Normaliser::object(const Value& value, std::span<const Key> keys, const std::string& path) {
    Value given = value.is_string() ? inline_object(value.text()) : value;
    if (!given.is_object()) {
        if (!given.is_null()) fault(path, "an object is needed");
        return Value::object();
    }
    Value out = Value::object();
    for (const auto& [name, member] : given.members()) {
        const std::string at = path.empty() ? name : path + "." + name;
        const Key* key = find_key(keys, name);
        if (key == nullptr) {
            fault(at, "no such key here");
            continue;
        }
        if (out.find(key->name) != nullptr) fault(at, "stands twice");
        out.set(std::string{key->name}, one(member, *key, at));
    }
    return out;
}

Value Normaliser::one(const Value& value, const Key& key, const std::string& path) {
    switch (key.type) {
    case Type::any: return value;
    case Type::texts: return list(value);
    case Type::object: return value.is_null() ? value : object(value, key.members, path);
    case Type::dates: return members(value, Type::date, path);
    case Type::texts_by: return members(value, Type::text, path);
    case Type::integers: return members(value, Type::integer, path);
    case Type::booleans: return members(value, Type::boolean, path);
    case Type::answers: return answers(value, form_, path);
    case Type::rates: {
        Value out = Value::object();
        for (const auto& [name, member] : value.members()) out.set(name, name == "steps" ? member : rate(member, path + "." + name));
        return out;
    }
    case Type::objects:
    case Type::records: {
        Value items = value.is_array() ? value : value.is_null() ? Value::array() : Value::array({value});
        if (value.is_string() && inline_list(value.text()).empty()) items = Value::array();
        Value out = Value::array();
        for (std::size_t i = 0; i < items.items().size(); ++i) {
            const std::string at = path + "[" + std::to_string(i + 1) + "]";
            const Value& item = items.items()[i];
            out.append(key.type == Type::records ? record(item, at) : object(item, key.members, at));
        }
        return out;
    }
    default: return scalar(value, key.type, path);
    }
}

Value Normaliser::record(const Value& value, const std::string& path) {
    static constexpr Key keys[] = {{"form"}, {"answers", Type::any}, {"draft", Type::boolean}};
    Value given = value.is_string() ? inline_object(value.text()) : value;
    if (given.find("answers") == nullptr) {
        // The answers themselves, with the form among them if it is another one.
        Value only = Value::object();
        Value wrapped = Value::object();
        for (const auto& [name, member] : given.members()) (name == "form" ? wrapped : only).set(name, member);
        wrapped.set("answers", std::move(only));
        given = std::move(wrapped);
    }
    Value out = object(given, keys, path);
    out.set("answers", answers(out["answers"], out["form"].is_string() ? out["form"].text() : form_, path + ".answers"));
    return out;
}

Value Normaliser::answers(const Value& value, const std::string& form, const std::string& path) {
    Value given = value.is_string() ? inline_object(value.text()) : value;
    if (form.find('/') != std::string::npos) return given;  // of another pack: its facts by name
    const packs::FormRules* rules = pack_ == nullptr ? nullptr : pack_->form(form);
    if (rules == nullptr) {
        fault(path, "the pack has no form `" + form + "`");
        return given;
    }
    Value out = Value::object();
    for (const auto& [name, member] : given.members()) {
        const forms::Field* field = rules->form.find(name);
        // A key that the form does not have goes on as it is: the engine refuses it as it would on the wire.
        out.set(name, field == nullptr ? member : answer(member, *field, path + "." + name));
    }
    return out;
}

Value Normaliser::answer(const Value& value, const forms::Field& field, const std::string& path) {
    switch (field.type) {
    case forms::FieldType::integer:
    case forms::FieldType::decimal: return value.is_string() && parse_decimal(value.text()) ? Value::number(value.text()) : value;
    case forms::FieldType::boolean: return scalar(value, Type::boolean, path);
    case forms::FieldType::date: {
        const std::string date = iso_date(value.text());
        return date.empty() ? value : Value::string(date);
    }
    case forms::FieldType::codes: return list(value);
    case forms::FieldType::rows: {
        Value items = value.is_object() || value.is_string() ? Value::array({value}) : value;
        Value out = Value::array();
        for (const Value& item : items.items()) {
            const Value row = item.is_string() ? inline_object(item.text()) : item;
            Value kept = Value::object();
            for (const auto& [name, member] : row.members()) {
                const auto column = std::find_if(field.columns.begin(), field.columns.end(),
                                                 [&who = name](const forms::Field& one) { return one.key == who; });
                kept.set(name, column == field.columns.end() ? member : answer(member, *column, path + "." + name));
            }
            out.append(std::move(kept));
        }
        return out;
    }
    default: return value.is_number() ? Value::string(value.text()) : value;
    }
}

Value Normaliser::rate(const Value& value, const std::string& path) {
    static constexpr Key keys[] = {
        {"numerator", Type::any}, {"denominator", Type::any}, {"value", Type::text, {}, "percent"}, {"lacks", Type::any}};
    const Value in_short = value.is_string() ? rate_in_short(value.text()) : Value{};
    Value out = object(in_short.is_object() ? in_short : value, keys, path);
    for (const char* part : {"numerator", "denominator"}) {
        const Value& people = out[part];
        if (out.find(part) == nullptr || people.is_number()) continue;
        const bool count =
            people.is_string() && people.text().find_first_not_of("0123456789") == std::string::npos && !people.text().empty();
        out.set(part, count ? scalar(people, Type::integer, path) : list(people));
    }
    if (out["value"].is_string()) {
        std::string text = out["value"].text();
        while (!text.empty() && (text.back() == '%' || text.back() == ' ')) text.pop_back();
        out.set("value", text == "—" || text == "-" || text == "none" ? Value{} : Value::string(text));
    }
    return out;
}

}  // namespace jiwei::cases
