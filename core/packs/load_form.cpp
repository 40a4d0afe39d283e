#include <algorithm>
#include <array>

#include "core/packs/inputs.hpp"
#include "core/packs/loader.hpp"

namespace jiwei::packs {

namespace {

using forms::Field;
using forms::FieldType;

std::optional<rules::Type> rule_type(FieldType type) {
    switch (type) {
    case FieldType::integer: return rules::Type::integer;
    case FieldType::decimal: return rules::Type::decimal;
    case FieldType::date:
    case FieldType::month: return rules::Type::date;
    case FieldType::boolean: return rules::Type::boolean;
    case FieldType::code:
    case FieldType::text:
    case FieldType::staff: return rules::Type::code;
    case FieldType::codes: return rules::Type::set;
    case FieldType::rows: break;
    }
    return std::nullopt;
}

/// "let flag.unc = ..." is reported with the decision as "unc".
constexpr std::string_view flag_prefix = "flag.";

std::string range_text(const forms::Range& range, const std::string& unit) {
    const std::string tail = unit.empty() ? "" : " " + unit;
    if (range.low && range.high && !range.low_open && !range.high_open) return range.low->text() + "-" + range.high->text() + tail;
    std::string text;
    if (range.low) text += (range.low_open ? "> " : ">= ") + range.low->text();
    if (range.low && range.high) text += ", ";
    if (range.high) text += (range.high_open ? "< " : "<= ") + range.high->text();
    return text + tail;
}

}  // namespace

void Loader::forms() {
    constexpr std::string_view folder = "forms/";
    constexpr std::string_view ending = ".json";
    for (const auto& [path, text] : bundle_) {
        const std::string_view name = path;
        if (name.substr(0, folder.size()) != folder) continue;
        form(name.substr(folder.size(), name.size() - folder.size() - ending.size()), path, text);
    }
}

void Loader::form(std::string_view name, std::string_view path, const std::string& text) {
    const auto file = JsonFile::read(path, text, out_);
    if (!file) return;
    const json::Value& root = file->root();
    file->accept(root, {"title", "source", "row", "date", "class", "next", "sections", "groups", "checks", "advice"});
    FormRules made;
    made.form.name = name;
    made.form.row = row_of(*file, root);
    made.form.title = file->label(root["title"]);
    made.form.source = file->text(root, "source");
    made.form.date_key = file->text_or_empty(root, "date");
    made.class_key = file->text_or_empty(root, "class");
    made.next_key = file->text_or_empty(root, "next");

    rules::Scope scope;
    declare(scope, form_inputs);
    declare_parameters(scope);
    for (const json::Value& given : root["sections"].items()) section(*file, given, made.form, scope);
    conditions(*file, root["sections"], made.form, scope);
    for (const std::string_view key :
         {std::string_view{made.form.date_key}, std::string_view{made.class_key}, std::string_view{made.next_key}}) {
        if (!key.empty() && made.form.find(key) == nullptr)
            file->report(root, "pack.field", "the form has no field '" + std::string{key} + "'");
    }
    groups(*file, root["groups"], made.form, scope);
    rules_of(made, scope);
    advice(*file, root["advice"], made, scope);
    checks(*file, root["checks"], made.form, scope);
    made.slots = scope.slot_count();
    form_scopes_.emplace(std::string{name}, std::move(scope));
    pack_.forms.push_back(std::move(made));
}

std::string Loader::row_of(const JsonFile& file, const json::Value& root) {
    std::string row = file.text_or_empty(root, "row");
    if (row.empty()) return std::string{forms::form_rows.front()};
    if (std::ranges::find(forms::form_rows, row) == forms::form_rows.end()) {
        std::string known;
        for (const std::string_view one : forms::form_rows) known += (known.empty() ? "" : ", ") + std::string{one};
        file.report(root["row"], "pack.row", "a form goes by one of these rows of the permission matrix: " + known);
    }
    return row;
}

void Loader::section(const JsonFile& file, const json::Value& given, forms::Form& form, rules::Scope& scope) {
    file.accept(given, {"key", "zh", "en", "shown", "fields"});
    form.sections.push_back(forms::Section{file.text(given, "key"), file.label(given), std::nullopt});
    for (const json::Value& one : given["fields"].items()) {
        Field made = field(file, one, false);
        made.section_at = form.sections.size() - 1;
        if (form.find(made.key) != nullptr) file.report(one, "pack.field", "the key '" + made.key + "' stands twice");
        if (const auto type = rule_type(made.type)) {
            made.slot = scope.add_slot(made.key, *type);
            if (!made.slot) file.report(one, "pack.field", "the key '" + made.key + "' is a word of the rule language or taken");
        }
        for (Field& column : made.columns) column.slot = scope.add_slot(made.key + "." + column.key, *rule_type(column.type));
        form.fields.push_back(std::move(made));
    }
}

Field Loader::field(const JsonFile& file, const json::Value& given, bool is_column) {
    file.accept(given, {"key",       "type",     "zh",        "en",         "set",      "unit",       "hint",  "decimals", "max",
                        "hard",      "soft",     "exclusive", "text_codes", "text_key", "warn_codes", "fact",  "on_paper", "in_life",
                        "tolerance", "required", "shown",     "computed",   "columns",  "checks",     "typed", "carry",    "personal"});
    Field made;
    made.key = file.text(given, "key");
    made.label = file.label(given);
    made.unit = file.text_or_empty(given, "unit");
    if (given.find("hint") != nullptr) made.hint = file.label(given["hint"]);
    const auto type = forms::parse_field_type(file.text(given, "type"));
    if (!type) file.report(given["type"], "pack.type", "a field is int, dec, date, month, bool, code, codes, text, rows or staff");
    made.type = type.value_or(FieldType::text);
    made.decimals = file.integer(given, "decimals", made.type == FieldType::decimal ? 2 : 0, 0, Decimal::scale_max);
    made.length_max = file.integer(given, "max", made.type == FieldType::rows ? 20 : 200, 1, 4000);
    made.hard = range(file, given, "hard", made.unit);
    made.soft = range(file, given, "soft", made.unit);
    made.fact = file.text_or_empty(given, "fact");
    made.personal = file.text_or_empty(given, "personal");
    constexpr std::array<std::string_view, 5> personal_words{"", "phone", "id_no", "address", "card"};
    const bool is_personal = std::ranges::find(personal_words, made.personal) != personal_words.end();
    if (!is_personal || (!made.personal.empty() && made.type != FieldType::text))
        file.report(given, "pack.field", "a text is 'personal' as phone, id_no, address or card");
    made.on_paper = file.flag(given, "on_paper", true);
    made.carries = file.flag(given, "carry", false);
    made.in_life = file.flag(given, "in_life", false);
    made.is_typed = file.flag(given, "typed", false);
    made.tolerance = file.decimal(given, "tolerance").value_or(Decimal{});
    field_codes(file, given, made);
    const bool is_rows = made.type == FieldType::rows;
    if (is_rows && is_column) file.report(given, "pack.type", "rows cannot stand inside rows");
    if (is_rows == given["columns"].items().empty()) file.report(given, "pack.field", "rows, and only rows, have columns");
    if (is_column) return made;
    for (const json::Value& column : given["columns"].items()) made.columns.push_back(field(file, column, true));
    return made;
}

void Loader::field_codes(const JsonFile& file, const json::Value& given, Field& field) {
    field.value_set = file.text_or_empty(given, "set");
    field.exclusive = file.text_or_empty(given, "exclusive");
    field.text_codes = file.texts(given, "text_codes");
    field.text_key = file.text_or_empty(given, "text_key");
    field.warn_codes = file.texts(given, "warn_codes");
    const bool is_coded = field.type == FieldType::code || field.type == FieldType::codes;
    if (is_coded == field.value_set.empty()) return file.report(given, "pack.field", "a coded field, and no other, names its 'set'");
    if (!is_coded) return;
    const auto set =
        std::find_if(pack_.value_sets.begin(), pack_.value_sets.end(), [&field](const auto& one) { return one.name == field.value_set; });
    if (set == pack_.value_sets.end()) return file.report(given["set"], "pack.set", "value-sets.csv has no set '" + field.value_set + "'");
    field.value_set_at = static_cast<std::size_t>(set - pack_.value_sets.begin());
    std::vector<std::string> named = field.text_codes;
    named.insert(named.end(), field.warn_codes.begin(), field.warn_codes.end());
    if (!field.exclusive.empty()) named.push_back(field.exclusive);
    for (const std::string& code : named) {
        if (set->find(code) == nullptr) file.report(given, "pack.code", "the set has no code '" + code + "'");
    }
    if (field.text_codes.empty() != field.text_key.empty()) file.report(given, "pack.field", "'text_codes' and 'text_key' stand together");
}

forms::Range Loader::range(const JsonFile& file, const json::Value& object, std::string_view key, const std::string& unit) {
    forms::Range made;
    const json::Value* const given = object.find(key);
    if (given == nullptr) return made;
    file.accept(*given, {"low", "high", "above", "below"});
    made.low_open = given->find("above") != nullptr;
    made.high_open = given->find("below") != nullptr;
    made.low = file.decimal(*given, made.low_open ? "above" : "low");
    made.high = file.decimal(*given, made.high_open ? "below" : "high");
    made.text = range_text(made, unit);
    return made;
}

/// Second pass over the fields: now every key can be named.
void Loader::conditions(const JsonFile& file, const json::Value& sections, forms::Form& form, const rules::Scope& scope) {
    std::size_t next = 0;
    for (std::size_t at = 0; at < sections.items().size(); ++at) {
        const json::Value& one = sections.items()[at];
        form.sections[at].shown = condition(file, one, "shown", scope, rules::Type::boolean);
        for (const json::Value& given : one["fields"].items()) {
            Field& field = form.fields[next++];
            field.required = condition(file, given, "required", scope, rules::Type::boolean);
            field.shown = condition(file, given, "shown", scope, rules::Type::boolean);
            field.computed = condition(file, given, "computed", scope, rule_type(field.type));
            for (std::size_t i = 0; i < field.columns.size(); ++i) {
                field.columns[i].required = condition(file, given["columns"].items()[i], "required", scope, rules::Type::boolean);
            }
            if (field.columns.empty() && given.find("checks") != nullptr)
                file.report(given["checks"], "pack.field", "only rows have checks");
            for (const json::Value& of_row : given["checks"].items()) {
                if (auto made = check(file, of_row, field.columns, scope)) field.checks.push_back(std::move(*made));
            }
            if (!field.text_key.empty() && form.find(field.text_key) == nullptr) {
                file.report(given["text_key"], "pack.field", "the form has no field '" + field.text_key + "'");
            }
        }
    }
}

std::optional<rules::Program> Loader::condition(const JsonFile& file, const json::Value& object, std::string_view key,
                                                const rules::Scope& scope, std::optional<rules::Type> want) {
    const json::Value* const given = object.find(key);
    if (given == nullptr) return std::nullopt;
    rules::Source source{"", given->as_boolean().value_or(false) ? "true" : "false", 1, 1, false};
    if (given->is_string()) source = file.source(*given);
    if (!given->is_string() && !given->as_boolean()) file.report(*given, "pack.type", "expected an expression, true or false");
    auto made = rules::compile(source, scope, want, pack_.library, out_);
    if (!made) return std::nullopt;
    return std::move(made->program);
}

std::optional<forms::Check> Loader::check(const JsonFile& file, const json::Value& given, const std::vector<Field>& fields,
                                          const rules::Scope& scope) {
    file.accept(given, {"at", "code", "when", "allowed", "severity"});
    forms::Check made{file.text(given, "at"), file.text(given, "code"), file.text_or_empty(given, "allowed"), Severity::hard, {}};
    const std::string severity = file.text_or_empty(given, "severity");
    if (severity == "soft") made.severity = Severity::soft;
    if (!severity.empty() && severity != "soft" && severity != "hard") file.report(given["severity"], "pack.type", "hard or soft");
    const bool is_known = std::any_of(fields.begin(), fields.end(), [&made](const Field& field) { return field.key == made.at; });
    if (!is_known) file.report(given, "pack.field", "the form has no field '" + made.at + "'");
    if (given.find("when") == nullptr) file.report(given, "pack.member", "'when' is missing");
    auto when = condition(file, given, "when", scope, rules::Type::boolean);
    if (!when) return std::nullopt;
    made.when = std::move(*when);
    return made;
}

void Loader::checks(const JsonFile& file, const json::Value& given, forms::Form& form, const rules::Scope& scope) {
    for (const json::Value& one : given.items()) {
        if (auto made = check(file, one, form.fields, scope)) form.checks.push_back(std::move(*made));
    }
}

void Loader::groups(const JsonFile& file, const json::Value& given, forms::Form& form, rules::Scope& scope) {
    for (const json::Value& one : given.items()) {
        file.accept(one, {"key", "zh", "en", "applies", "includes", "needs"});
        forms::Group made{file.text(one, "key"), file.label(one), condition(file, one, "applies", scope, rules::Type::boolean), {}, {}};
        group_needs(file, one, form, made);
        const auto slot = scope.add_slot("group." + made.key, rules::Type::boolean);
        if (!slot) file.report(one, "pack.field", "the group '" + made.key + "' stands twice");
        made.slot = slot.value_or(rules::Slot{});
        form.groups.push_back(std::move(made));
    }
}

/// "needs": keys; of "a|b" one is enough. "includes": an earlier group whose needs are asked for as well.
void Loader::group_needs(const JsonFile& file, const json::Value& given, const forms::Form& form, forms::Group& group) {
    const std::string includes = file.text_or_empty(given, "includes");
    const auto earlier =
        std::find_if(form.groups.begin(), form.groups.end(), [&includes](const forms::Group& one) { return one.key == includes; });
    if (earlier != form.groups.end()) group.needs = earlier->needs;
    if (!includes.empty() && earlier == form.groups.end()) file.report(given["includes"], "pack.field", "no earlier group has this key");
    for (const std::string& need : file.texts(given, "needs")) {
        group.needs.emplace_back();
        std::string_view rest = need;
        while (!rest.empty()) {
            const std::string_view key = rest.substr(0, rest.find('|'));
            rest.remove_prefix(std::min(rest.size(), key.size() + 1));
            const forms::Field* const field = form.find(key);
            if (field == nullptr) {
                file.report(given["needs"], "pack.field", "the form has no field '" + std::string{key} + "'");
                continue;
            }
            group.needs.back().push_back(static_cast<std::size_t>(field - form.fields.data()));
        }
    }
}

void Loader::advice(const JsonFile& file, const json::Value& given, FormRules& made, const rules::Scope& scope) {
    for (const json::Value& one : given.items()) {
        file.accept(one, {"when", "message"});
        std::string message = file.text(one, "message");
        if (!has_message(message)) file.report(one, "pack.message", "messages.csv has no such key");
        if (one.find("when") == nullptr) file.report(one, "pack.member", "'when' is missing");
        auto when = condition(file, one, "when", scope, rules::Type::boolean);
        if (when) made.advice.push_back(Advice{std::move(*when), std::move(message)});
    }
}

void Loader::rules_of(FormRules& made, rules::Scope& scope) {
    const std::string path = "rules/" + made.form.name + ".rules";
    if (const std::string* const text = find(path)) {
        for (auto& let : rules::compile_statements(rules::Source{path, *text, 1, 1, false}, scope, pack_.library, out_)) {
            const bool is_flag = let.value.type == rules::Type::boolean && let.name.substr(0, flag_prefix.size()) == flag_prefix;
            made.lets.push_back(Let{std::move(let.name), let.slot, std::move(let.value), is_flag});
        }
    }
    decision(made, scope);
    made.decided_from = static_cast<rules::Slot>(scope.slot_count());
    declare(scope, decided_inputs);
}

void Loader::decision(FormRules& made, rules::Scope& scope) {
    const std::string path = "rules/" + made.form.name + ".csv";
    const std::string* const text = find(path);
    if (text == nullptr) return;
    const auto sheet =
        Sheet::read(path, *text, {"row", "when", "class", "next", "referral", "state", "messages"}, {"source", "action"}, out_);
    if (!sheet) return;
    for (std::size_t row = 0; row < sheet->size(); ++row) made.decision.push_back(decision_row(*sheet, row, scope));
    // A table that can end without a hit would leave a visit undecided.
    const bool total = sheet->size() > 0 && sheet->text(sheet->size() - 1, "when") == "true";
    if (!total) report(path, "rule.total", "the last row of a decision table must have 'true' as its condition");
}

DecisionRow Loader::decision_row(const Sheet& sheet, std::size_t row, const rules::Scope& scope) {
    DecisionRow made;
    made.id = sheet.text(row, "row");
    made.when = compile_or_absent(sheet, row, "when", scope, rules::Type::boolean);
    made.result_class = compile(sheet, row, "class", scope, rules::Type::code);
    made.next_due = compile(sheet, row, "next", scope, rules::Type::date);
    made.referral = sheet.text(row, "referral");
    if (made.referral.empty()) made.referral = "none";
    if (made.referral != "none" && made.referral != "routine" && made.referral != "urgent") {
        report(sheet, sheet.at(row, "referral"), "pack.referral", "a referral is none, routine or urgent");
    }
    made.state = compile(sheet, row, "state", scope, rules::Type::code);
    std::string_view keys = sheet.text(row, "messages");
    while (!keys.empty()) {
        const std::size_t end = std::min(keys.find(' '), keys.size());
        made.messages.emplace_back(keys.substr(0, end));
        if (!has_message(made.messages.back())) report(sheet, sheet.at(row, "messages"), "pack.message", "messages.csv has no such key");
        keys.remove_prefix(std::min(end + 1, keys.size()));
    }
    return made;
}

}  // namespace jiwei::packs
