#include "core/organization/registers.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <utility>

#include "core/kernel/utf8.hpp"

namespace jiwei::organization_rules {

namespace {

constexpr std::int64_t text_characters_max = 200;
constexpr std::int64_t long_text_characters_max = 4'000;

constexpr std::pair<std::string_view, ColumnType> type_names[]{
    {"text", ColumnType::text},
    {"long_text", ColumnType::long_text},
    {"integer", ColumnType::integer},
    {"fen", ColumnType::fen},
    {"date", ColumnType::date},
    {"code", ColumnType::code},
    {"codes", ColumnType::codes},
    {"boolean", ColumnType::boolean},
    {"institution", ColumnType::institution},
    {"person", ColumnType::person},
    {"row", ColumnType::row},
};

std::optional<ColumnType> type_named(std::string_view name) {
    for (const auto& [known, type] : type_names) {
        if (known == name) return type;
    }
    return std::nullopt;
}

tl::unexpected<Finding> misdeclared(std::string pointer, std::string allowed) {
    return tl::unexpected(Finding{std::move(pointer), "register.declaration", std::move(allowed), Severity::hard});
}

void read_choices(const json::Value& lists, const json::Value& from, std::vector<Choice>& choices) {
    const json::Value& given = from.is_string() ? lists[from.text()] : from;
    for (const json::Value& item : given.items()) choices.push_back({item["code"].text(), item["zh"].text(), item["en"].text()});
}

std::int64_t usual_most(ColumnType type) {
    switch (type) {
    case ColumnType::text: return text_characters_max;
    case ColumnType::long_text: return long_text_characters_max;
    case ColumnType::fen: return 10'000'000'000'000;
    default: return 1'000'000'000;
    }
}

tl::expected<Column, Finding> read_column(const json::Value& lists, const json::Value& given, const std::string& at) {
    Column column;
    column.key = given["key"].text();
    const auto type = type_named(given["type"].text());
    if (column.key.empty()) return misdeclared(at + "/key", "a name");
    if (!type) return misdeclared(at + "/type", "text, long_text, integer, fen, date, code, codes, boolean, institution, person, row");
    column.type = *type;
    column.zh = given["zh"].text();
    column.en = given["en"].text();
    column.unit_zh = given["unit_zh"].text();
    column.unit_en = given["unit_en"].text();
    column.required = given["required"].as_boolean().value_or(false);
    column.in_list = given["in_list"].as_boolean().value_or(false);
    column.is_sealed = given["sealed"].as_boolean().value_or(false);
    column.least = given["least"].as_integer().value_or(0);
    column.most = given["most"].as_integer().value_or(usual_most(*type));
    column.register_name = given["register"].text();
    read_choices(lists, given["choices"], column.choices);
    const bool is_list = *type == ColumnType::code || *type == ColumnType::codes;
    if (is_list && column.choices.empty()) return misdeclared(at + "/choices", "a list of the pack");
    if (column.zh.empty() || column.en.empty()) return misdeclared(at + "/zh", "names in both languages");
    return column;
}

tl::expected<Register, Finding> read_register(const json::Value& lists, const json::Value& given, const std::string& at) {
    Register one;
    const std::pair<std::string_view, std::string*> texts[]{
        {"name", &one.name},     {"group", &one.group},   {"permission", &one.permission}, {"zh", &one.zh},
        {"en", &one.en},         {"source", &one.source}, {"parent", &one.parent},         {"title", &one.title_key},
        {"code", &one.code_key}, {"from", &one.from_key}, {"until", &one.until_key},       {"state", &one.state_key}};
    for (const auto& [key, member] : texts) *member = given[key].text();
    for (const std::string* const needed : {&one.name, &one.group, &one.permission, &one.zh, &one.en, &one.title_key}) {
        if (needed->empty()) return misdeclared(at, "name, group, permission, zh, en, title");
    }
    // Whoever cites a norm cites it to readers of both languages.
    if (one.source.empty() != given["source_zh"].text().empty()) return misdeclared(at + "/source_zh", "the source in both languages");
    one.of_person = given["of_person"].as_boolean().value_or(false);
    one.county_only = given["county_only"].as_boolean().value_or(false);
    const auto& columns = given["columns"].items();
    for (std::size_t i = 0; i < columns.size(); ++i) {
        auto column = read_column(lists, columns[i], at + "/columns/" + std::to_string(i));
        if (!column) return tl::unexpected(column.error());
        if (one.find(column->key) != nullptr) return misdeclared(at + "/columns/" + std::to_string(i), "a key of its own");
        one.columns.push_back(std::move(*column));
    }
    for (const std::string* const key : {&one.title_key, &one.code_key, &one.from_key, &one.until_key, &one.state_key}) {
        if (!key->empty() && one.find(*key) == nullptr) return misdeclared(at + "/" + *key, "a column of the register");
    }
    return one;
}

Finding finding_at(const Column& column, const char* code, std::string allowed = {}) {
    return {"/" + column.key, code, std::move(allowed), Severity::hard};
}

bool is_choice(const Column& column, const json::Value& value) {
    return value.is_string() && std::ranges::find(column.choices, value.text(), &Choice::code) != column.choices.end();
}

std::string range_words(const Column& column) { return std::to_string(column.least) + "-" + std::to_string(column.most); }

std::optional<Finding> check_text(const Column& column, const json::Value& value) {
    if (!value.is_string()) return finding_at(column, "TYPE", "text");
    const auto length = static_cast<std::int64_t>(utf8::length(value.text()));
    if (length > column.most) return finding_at(column, "TEXT_LENGTH", std::to_string(column.most));
    return std::nullopt;
}

std::optional<Finding> check_number(const Column& column, const json::Value& value) {
    const auto number = value.as_integer();
    if (!number) return finding_at(column, "TYPE", "integer");
    if (*number < column.least || *number > column.most) return finding_at(column, "RANGE_HARD", range_words(column));
    return std::nullopt;
}

std::optional<Finding> check_choices(const Column& column, const json::Value& value) {
    if (!value.is_array()) return finding_at(column, "TYPE", "list");
    std::set<std::string_view> seen;
    for (const json::Value& item : value.items()) {
        if (!is_choice(column, item)) return finding_at(column, "CODE_UNKNOWN");
        if (!seen.insert(item.text()).second) return finding_at(column, "CODE_TWICE");
    }
    return std::nullopt;
}

std::optional<Finding> check_value(const Column& column, const json::Value& value) {
    switch (column.type) {
    case ColumnType::text:
    case ColumnType::long_text:
    case ColumnType::institution:
    case ColumnType::person:
    case ColumnType::row: return check_text(column, value);
    case ColumnType::integer:
    case ColumnType::fen: return check_number(column, value);
    case ColumnType::date:
        if (!value.as_date()) return finding_at(column, "DATE_FORMAT", "YYYY-MM-DD");
        return std::nullopt;
    case ColumnType::code:
        if (!is_choice(column, value)) return finding_at(column, "CODE_UNKNOWN");
        return std::nullopt;
    case ColumnType::codes: return check_choices(column, value);
    case ColumnType::boolean:
        if (!value.as_boolean()) return finding_at(column, "TYPE", "true or false");
        return std::nullopt;
    }
    return std::nullopt;
}

bool is_blank(const json::Value& value) {
    return value.is_null() || (value.is_string() && value.text().empty()) || (value.is_array() && value.items().empty());
}

}  // namespace

const Column* Register::find(std::string_view key) const {
    const auto found = std::ranges::find(columns, key, &Column::key);
    return found == columns.end() ? nullptr : &*found;
}

const Register* Registers::find(std::string_view name) const {
    const auto found = std::ranges::find(all, name, &Register::name);
    return found == all.end() ? nullptr : &*found;
}

tl::expected<Registers, Finding> read_registers(const json::Value& document) {
    Registers registers;
    const auto& given = document["registers"].items();
    for (std::size_t i = 0; i < given.size(); ++i) {
        const std::string at = "/registers/" + std::to_string(i);
        auto one = read_register(document["lists"], given[i], at);
        if (!one) return tl::unexpected(one.error());
        if (registers.find(one->name) != nullptr) return misdeclared(at + "/name", "a name of its own");
        registers.all.push_back(std::move(*one));
    }
    for (const Register& one : registers.all) {
        if (!one.parent.empty() && registers.find(one.parent) == nullptr) return misdeclared("/registers", "parent " + one.parent);
    }
    return registers;
}

std::vector<Finding> check_columns(const Register& of, const json::Value& body) {
    std::vector<Finding> findings;
    for (const auto& [key, value] : body.members()) {
        if (of.find(key) == nullptr) findings.push_back({"/" + key, "FIELD_UNKNOWN", {}, Severity::hard});
    }
    for (const Column& column : of.columns) {
        const json::Value& value = body[column.key];
        if (is_blank(value)) {
            if (column.required) findings.push_back(finding_at(column, "REQUIRED"));
            continue;
        }
        if (auto finding = check_value(column, value)) findings.push_back(std::move(*finding));
    }
    if (!of.from_key.empty() && !of.until_key.empty()) {
        const auto from = body[of.from_key].as_date();
        const auto until = body[of.until_key].as_date();
        if (from && until && *until < *from) findings.push_back({"/" + of.until_key, "DATE_ORDER", from->text(), Severity::hard});
    }
    return findings;
}

}  // namespace jiwei::organization_rules
