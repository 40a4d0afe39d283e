#include <algorithm>

#include "core/packs/loader.hpp"

namespace jiwei::packs {

namespace {

bool ends_with(std::string_view text, std::string_view end) {
    return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

}  // namespace

void Loader::all() {
    refuse_unknown_files();
    header();
    parameters();
    value_sets();
    messages();
    declare_facts();
    forms();
    compile_facts();
    targets();
    screening();
    schedule();
    indicators();
}

const std::string* Loader::find(std::string_view path) const {
    const auto found = std::find_if(bundle_.begin(), bundle_.end(), [path](const auto& file) { return file.first == path; });
    return found == bundle_.end() ? nullptr : &found->second;
}

void Loader::report(std::string_view file, std::string code, std::string message) {
    out_.push_back(rules::Diagnostic{std::string{file}, 1, 1, std::move(code), std::move(message)});
}

void Loader::report(const Sheet& sheet, const Cell& cell, std::string code, std::string message) {
    out_.push_back(rules::Diagnostic{sheet.file(), cell.line, cell.column, std::move(code), std::move(message)});
}

/// A misspelt file name would silently switch a rule off.
void Loader::refuse_unknown_files() {
    constexpr std::array<std::string_view, 9> single{"pack.json",    "parameters.json", "value-sets.csv", "messages.csv", "facts.csv",
                                                     "schedule.csv", "indicators.csv",  "README.md",      "lacks.csv"};
    for (const auto& [path, text] : bundle_) {
        const std::string_view name = path;
        const bool known = std::find(single.begin(), single.end(), name) != single.end() ||
                           (name.substr(0, 6) == "forms/" && ends_with(name, ".json")) ||
                           (name.substr(0, 6) == "rules/" && (ends_with(name, ".rules") || ends_with(name, ".csv"))) ||
                           name.substr(0, 6) == "cases/" || name.substr(0, 6) == "print/";
        if (!known) report(path, "pack.file", "a pack has no such file");
    }
}

void Loader::header() {
    const std::string* const text = find("pack.json");
    if (text == nullptr) return report("pack.json", "pack.file", "the file is missing");
    const auto file = JsonFile::read("pack.json", *text, out_);
    if (!file) return;
    const json::Value& root = file->root();
    file->accept(root, {"name", "edition", "title", "source", "effective_from", "effective_to", "enrolment", "targets", "screening"});
    pack_.name = file->text(root, "name");
    pack_.edition = file->text(root, "edition");
    pack_.title = file->label(root["title"]);
    pack_.source = file->text(root, "source");
    enrolment(*file, root);
    const auto from = parse_civil_date(file->text(root, "effective_from"));
    if (!from) file->report(root["effective_from"], "pack.type", "'effective_from' must be a date");
    pack_.effective_from = from.value_or(CivilDate{});
    if (root.find("effective_to") == nullptr) return;
    pack_.effective_to = root["effective_to"].as_date();
    if (!pack_.effective_to) file->report(root["effective_to"], "pack.type", "'effective_to' must be a date");
}

/// true, false, or what enrolling asks for: {"age_min": 35, "diagnosis": "I10"}.
void Loader::enrolment(const JsonFile& file, const json::Value& root) {
    const json::Value& given = root["enrolment"];
    if (!given.is_object()) {
        pack_.has_enrolment = file.flag(root, "enrolment", false);
        return;
    }
    constexpr int years_max = 150;
    file.accept(given, {"age_min", "diagnosis", "diagnoses"});
    pack_.has_enrolment = true;
    if (given.find("age_min") != nullptr) pack_.enrol_age_min = file.integer(given, "age_min", 0, 0, years_max);
    pack_.usual_diagnosis = file.text_or_empty(given, "diagnosis");
    pack_.diagnoses = file.texts(given, "diagnoses");
}

/// Whom to measure, by names of this pack: a form, and facts of facts.csv.
void Loader::screening() {
    const std::string* const text = find("pack.json");
    const auto file = text == nullptr ? std::nullopt : JsonFile::read("pack.json", *text, out_);
    const json::Value* const given = file ? file->root().find("screening") : nullptr;
    if (given == nullptr) return;
    constexpr int years_max = 150;
    file->accept(*given, {"programme", "form", "from_age", "measured", "found"});
    Screening made;
    made.programme = file->text(*given, "programme");
    made.form = file->text(*given, "form");
    made.from_age = file->integer(*given, "from_age", 0, 0, years_max);
    const auto code_of = [&](std::string_view name, const json::Value& at) {
        const auto fact = std::find_if(pack_.facts.begin(), pack_.facts.end(), [&](const FactRule& one) { return one.name == name; });
        if (fact != pack_.facts.end()) return fact->code;
        file->report(at, "pack.name", "there is no fact '" + std::string{name} + "'");
        return std::string{};
    };
    for (const std::string& name : file->texts(*given, "measured")) made.measured.push_back(code_of(name, (*given)["measured"]));
    const std::string found = file->text_or_empty(*given, "found");
    if (!found.empty()) made.found = code_of(found, (*given)["found"]);
    if (pack_.form(made.form) == nullptr) file->report((*given)["form"], "pack.form", "there is no form '" + made.form + "'");
    if (made.measured.empty()) file->report(*given, "pack.member", "'measured' names no fact");
    if (pack_.has_enrolment) file->report(*given, "pack.screening", "a pack that enrols does not screen for another");
    pack_.screening = std::move(made);
}

void Loader::targets() {
    const std::string* const text = find("pack.json");
    if (text == nullptr) return;
    const auto file = JsonFile::read("pack.json", *text, out_);
    if (!file) return;
    for (const json::Value& given : file->root()["targets"].items()) {
        file->accept(given, {"fact", "from_age", "below"});
        Target made;
        made.fact = file->text(given, "fact");
        const auto is_fact = [&](const FactRule& fact) { return fact.name == made.fact; };
        if (std::none_of(pack_.facts.begin(), pack_.facts.end(), is_fact))
            file->report(given["fact"], "pack.name", "there is no fact '" + made.fact + "'");
        const Parameter* const below = pack_.parameter(file->text(given, "below"));
        if (below == nullptr || !below->value.is_number()) {
            file->report(given["below"], "pack.name", "'below' must name a parameter that is a number");
        } else {
            made.below = below->value;
        }
        if (given.find("from_age") != nullptr) {
            const Parameter* const age = pack_.parameter(file->text(given, "from_age"));
            const auto years = age == nullptr ? std::nullopt : age->value.as_integer();
            if (!years || *years < 0 || *years > 150) {
                file->report(given["from_age"], "pack.name", "'from_age' must name a parameter that is a number of years");
            } else {
                made.from_age = static_cast<int>(*years);
            }
        }
        pack_.targets.push_back(std::move(made));
    }
}

void Loader::parameters() {
    if (const std::string* const text = find("parameters.json")) {
        const auto file = JsonFile::read("parameters.json", *text, out_);
        if (file) {
            for (const auto& [name, given] : file->root().members()) parameter(*file, name, given);
        }
    }
    for (const auto& [name, value] : settings_) {
        if (parameter_symbols_.find(name) == parameter_symbols_.end())
            report("settings", "settings.name", "there is no parameter '" + name + "'");
    }
}

void Loader::parameter(const JsonFile& file, const std::string& name, const json::Value& given) {
    file.accept(given, {"zh", "en", "value", "source"});
    Parameter made{name, file.label(given), given["value"]};
    for (const auto& [set, value] : settings_) {
        if (set != name) continue;
        if (value.kind() != made.value.kind()) {
            report("settings", "settings.type", "'" + name + "' has a value of another kind");
            continue;
        }
        made.value = value;
    }
    rules::Value value;
    rules::Type type = rules::Type::boolean;
    if (made.value.is_object()) {
        parameter_table(file, made, given["value"]);
    } else if (made.value.as_boolean()) {
        value = rules::Value::truth(*made.value.as_boolean());
    } else if (const auto number = made.value.as_decimal()) {
        value = rules::Value::number(*number);
        type = number->scale() == 0 ? rules::Type::integer : rules::Type::decimal;
    } else if (made.value.is_string()) {
        value = rules::Value::code(pack_.library.texts.emplace_back(made.value.text()));
        type = rules::Type::code;
    } else {
        file.report(given["value"], "pack.type", "a parameter is true, false, a number, a code or a table of numbers");
    }
    if (!made.value.is_object()) {
        pack_.library.constants.push_back(value);
        const auto index = static_cast<std::uint16_t>(pack_.library.constants.size() - 1);
        parameter_symbols_[name] = rules::Symbol{rules::Symbol::Kind::constant, index, type, false, 0};
    }
    pack_.parameters.push_back(std::move(made));
}

void Loader::parameter_table(const JsonFile& file, const Parameter& made, const json::Value& at) {
    rules::Table table;
    for (const auto& [key, cell] : made.value.members()) {
        const auto number = cell.as_decimal();
        if (!number) file.report(at, "pack.type", "a table holds numbers");
        if (number && number->scale() > 0) table.type = rules::Type::decimal;
        table.rows.emplace_back(key, rules::Value::number(number.value_or(Decimal{})));
    }
    const auto index = static_cast<std::uint16_t>(pack_.library.tables.size());
    parameter_symbols_[made.name] = rules::Symbol{rules::Symbol::Kind::table, index, table.type, false, 0};
    pack_.library.tables.push_back(std::move(table));
}

void Loader::declare_parameters(rules::Scope& scope) {
    for (const auto& [name, symbol] : parameter_symbols_) {
        if (!scope.declare(name, symbol)) report("parameters.json", "rule.name", "the name '" + name + "' is taken");
    }
}

void Loader::value_sets() {
    const std::string* const text = find("value-sets.csv");
    if (text == nullptr) return;
    const auto sheet = Sheet::read("value-sets.csv", *text, {"set", "code", "label_zh", "label_en"}, {}, out_);
    if (!sheet) return;
    for (std::size_t row = 0; row < sheet->size(); ++row) {
        const std::string& name = sheet->text(row, "set");
        if (pack_.value_set(name) == nullptr) pack_.value_sets.push_back(forms::ValueSet{name, {}});
        const auto set =
            std::find_if(pack_.value_sets.begin(), pack_.value_sets.end(), [&name](const auto& one) { return one.name == name; });
        const std::string& code = sheet->text(row, "code");
        if (set->find(code) != nullptr) report(*sheet, sheet->at(row, "code"), "pack.code", "this code stands twice in its set");
        set->choices.push_back(forms::Choice{code, {sheet->text(row, "label_zh"), sheet->text(row, "label_en")}});
    }
}

void Loader::messages() {
    const std::string* const text = find("messages.csv");
    if (text == nullptr) return;
    const auto sheet = Sheet::read("messages.csv", *text, {"key", "zh", "en"}, {}, out_);
    if (!sheet) return;
    for (std::size_t row = 0; row < sheet->size(); ++row) {
        if (has_message(sheet->text(row, "key"))) report(*sheet, sheet->at(row, "key"), "pack.message", "this key stands twice");
        pack_.messages.push_back(Message{sheet->text(row, "key"), {sheet->text(row, "zh"), sheet->text(row, "en")}});
    }
}

bool Loader::has_message(std::string_view key) const {
    return std::any_of(pack_.messages.begin(), pack_.messages.end(), [key](const Message& message) { return message.key == key; });
}

std::optional<rules::Program> Loader::compile(const Sheet& sheet, std::size_t row, std::string_view header, const rules::Scope& scope,
                                              rules::Type want) {
    if (sheet.text(row, header).empty()) return std::nullopt;
    auto made = rules::compile(sheet.source(row, header), scope, want, pack_.library, out_);
    if (!made) return std::nullopt;
    return std::move(made->program);
}

rules::Program Loader::compile_or_absent(const Sheet& sheet, std::size_t row, std::string_view header, const rules::Scope& scope,
                                         rules::Type want) {
    if (sheet.text(row, header).empty())
        report(sheet, sheet.at(row, header), "pack.cell", "'" + std::string{header} + "' may not be empty");
    return compile(sheet, row, header, scope, want).value_or(rules::Program{});
}

const FormRules* Pack::form(std::string_view form_name) const {
    const auto found = std::find_if(forms.begin(), forms.end(), [form_name](const FormRules& one) { return one.form.name == form_name; });
    return found == forms.end() ? nullptr : &*found;
}

const Parameter* Pack::parameter(std::string_view wanted) const {
    const auto found = std::find_if(parameters.begin(), parameters.end(), [wanted](const Parameter& one) { return one.name == wanted; });
    return found == parameters.end() ? nullptr : &*found;
}

const Target* Pack::target(std::string_view fact, int age) const {
    const auto fits = [&](const Target& one) { return one.fact == fact && (!one.from_age || age >= *one.from_age); };
    const auto found = std::find_if(targets.begin(), targets.end(), fits);
    return found == targets.end() ? nullptr : &*found;
}

const TaskRule* Pack::task(std::string_view code) const {
    const auto found = std::find_if(tasks.begin(), tasks.end(), [code](const TaskRule& one) { return one.code == code; });
    return found == tasks.end() ? nullptr : &*found;
}

const Indicator* Pack::indicator(std::string_view code) const {
    const auto found = std::find_if(indicators.begin(), indicators.end(), [code](const Indicator& one) { return one.code == code; });
    return found == indicators.end() ? nullptr : &*found;
}

const forms::ValueSet* Pack::value_set(std::string_view set_name) const {
    const auto found = std::find_if(value_sets.begin(), value_sets.end(), [set_name](const auto& one) { return one.name == set_name; });
    return found == value_sets.end() ? nullptr : &*found;
}

bool Pack::is_valid_on(CivilDate day) const { return effective_from <= day && (!effective_to || day <= *effective_to); }

tl::expected<std::shared_ptr<const Pack>, rules::Diagnostics> load(const Bundle& bundle, const Settings& settings) {
    auto pack = std::make_shared<Pack>();
    rules::Diagnostics found;
    Loader{bundle, settings, *pack, found}.all();
    if (!found.empty()) return tl::unexpected(std::move(found));
    return std::shared_ptr<const Pack>{std::move(pack)};
}

std::string write_bundle(const Bundle& bundle) {
    json::Value root = json::Value::object();
    for (const auto& [path, text] : bundle) root.set(path, json::Value::string(text));
    return json::write_canonical(root);
}

tl::expected<Bundle, rules::Diagnostics> read_bundle(std::string_view canonical_json) {
    constexpr json::Limits limits{std::size_t{8} << 20U, 4, 10'000};
    const auto root = json::parse(canonical_json, limits);
    if (!root || !root->is_object()) {
        const std::string code{root ? "pack.type" : root.error().code};
        return tl::unexpected(rules::Diagnostics{{"bundle", 1, 1, code, "a bundle is a JSON object of texts"}});
    }
    Bundle bundle;
    for (const auto& [path, text] : root->members()) {
        if (!text.is_string()) return tl::unexpected(rules::Diagnostics{{path, 1, 1, "pack.type", "a file is a text"}});
        bundle.emplace_back(path, text.text());
    }
    return bundle;
}

}  // namespace jiwei::packs
