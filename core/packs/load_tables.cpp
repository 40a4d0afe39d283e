#include <algorithm>

#include "core/packs/inputs.hpp"
#include "core/packs/loader.hpp"

namespace jiwei::packs {

namespace {

constexpr std::size_t form_part = 5;      // length of "form:"
constexpr std::size_t referral_part = 9;  // length of "referral:"

}  // namespace

/// Before the forms are read: rules ask for facts of earlier records.
void Loader::declare_facts() {
    const std::string* const text = find("facts.csv");
    if (text == nullptr) return;
    facts_sheet_ = Sheet::read("facts.csv", *text, {"name", "code", "form", "type", "value", "title_zh", "title_en"},
                               {"loinc", "element", "unit"}, out_);
    if (!facts_sheet_) return;
    rules::Library& library = pack_.library;
    for (std::size_t row = 0; row < facts_sheet_->size(); ++row) {
        const auto type = rules::parse_type(facts_sheet_->text(row, "type"));
        if (!type || *type == rules::Type::set)
            report(*facts_sheet_, facts_sheet_->at(row, "type"), "pack.type", "a fact is bool, int, dec, date or code");
        const std::string& kind = facts_sheet_->text(row, "form");
        if (!library.kind(kind)) library.kinds.push_back(kind);
        const std::string& code = facts_sheet_->text(row, "code");
        if (library.fact(code) != nullptr) report(*facts_sheet_, facts_sheet_->at(row, "code"), "pack.fact", "this code stands twice");
        const std::uint16_t kind_index = *library.kind(kind);
        library.facts.push_back(rules::FactColumn{facts_sheet_->text(row, "name"), code, kind_index, library.width(kind_index),
                                                  type.value_or(rules::Type::boolean)});
        FactRule made;
        made.name = facts_sheet_->text(row, "name");
        made.code = code;
        made.form = kind;
        made.loinc = facts_sheet_->text(row, "loinc");
        made.element = facts_sheet_->text(row, "element");
        made.unit = facts_sheet_->text(row, "unit");
        made.title = {facts_sheet_->text(row, "title_zh"), facts_sheet_->text(row, "title_en")};
        made.type = type.value_or(rules::Type::boolean);
        pack_.facts.push_back(std::move(made));
    }
}

/// After the forms are read: a fact is an expression over the names of its form, what is decided among them.
void Loader::compile_facts() {
    if (!facts_sheet_) return;
    for (std::size_t row = 0; row < pack_.facts.size(); ++row) {
        FactRule& fact = pack_.facts[row];
        const auto scope = form_scopes_.find(fact.form);
        const bool is_ours = scope != form_scopes_.end();
        if (facts_sheet_->text(row, "value").empty() == is_ours) {
            report(*facts_sheet_, facts_sheet_->at(row, "value"), "pack.fact", "a fact of a form of this pack, and no other, has a value");
        }
        if (is_ours) fact.value = compile(*facts_sheet_, row, "value", scope->second, fact.type);
    }
}

void Loader::schedule() {
    const std::string* const text = find("schedule.csv");
    if (text == nullptr) return;
    declare(task_scope_, form_inputs);
    declare(task_scope_, task_inputs);
    declare_parameters(task_scope_);
    const auto sheet = Sheet::read("schedule.csv", *text,
                                   {"code", "title_zh", "title_en", "trigger", "when", "anchor", "opens", "due", "grace_until",
                                    "completed_by", "completed_when", "single"},
                                   {"source"}, out_);
    if (!sheet) return;
    for (std::size_t row = 0; row < sheet->size(); ++row) pack_.tasks.push_back(task(*sheet, row));
}

TaskRule Loader::task(const Sheet& sheet, std::size_t row) {
    TaskRule made;
    made.code = sheet.text(row, "code");
    made.title = {sheet.text(row, "title_zh"), sheet.text(row, "title_en")};
    made.single = sheet.text(row, "single") == "yes";
    made.completed_by = sheet.text(row, "completed_by");
    const rules::Scope* const scope = task_scope(sheet, row, made);
    if (scope == nullptr) return made;
    made.when = compile(sheet, row, "when", *scope, rules::Type::boolean);
    made.anchor = compile_or_absent(sheet, row, "anchor", *scope, rules::Type::date);
    made.due = compile_or_absent(sheet, row, "due", *scope, rules::Type::date);
    made.opens = compile_or_absent(sheet, row, "opens", *scope, rules::Type::date);
    made.grace_until = compile_or_absent(sheet, row, "grace_until", *scope, rules::Type::date);
    completed_when(sheet, row, made);
    return made;
}

/// A form of this pack is asked by all its names; one of another pack by the facts of it that facts.csv names.
void Loader::completed_when(const Sheet& sheet, std::size_t row, TaskRule& made) {
    const auto by = form_scopes_.find(made.completed_by);
    if (by != form_scopes_.end()) {
        made.completed_when = compile(sheet, row, "completed_when", by->second, rules::Type::boolean);
        return;
    }
    rules::Scope scope;
    for (const FactRule& fact : pack_.facts) {
        if (fact.form == made.completed_by) (void)scope.add_slot(fact.name, fact.type);
    }
    made.fact_slots = scope.slot_count();
    if (made.fact_slots == 0) {
        report(sheet, sheet.at(row, "completed_by"), "pack.form", "neither a form of this pack nor one whose facts facts.csv names");
        return;
    }
    made.completed_when = compile(sheet, row, "completed_when", scope, rules::Type::boolean);
}

const rules::Scope* Loader::task_scope(const Sheet& sheet, std::size_t row, TaskRule& made) {
    const std::string_view trigger = sheet.text(row, "trigger");
    if (trigger == "enrolment" || trigger == "year" || trigger == "opening") {
        made.trigger = trigger == "year" ? Trigger::year : trigger == "opening" ? Trigger::opening : Trigger::enrolment;
        return &task_scope_;
    }
    const bool is_form = trigger.substr(0, form_part) == "form:";
    if (is_form || trigger.substr(0, referral_part) == "referral:") {
        made.trigger = is_form ? Trigger::form : Trigger::referral;
        made.trigger_form = trigger.substr(is_form ? form_part : referral_part);
        const auto found = form_scopes_.find(made.trigger_form);
        if (found != form_scopes_.end()) return &found->second;
    }
    report(sheet, sheet.at(row, "trigger"), "pack.trigger",
           "a trigger is enrolment, year, opening, form:NAME or referral:NAME of a form of this pack");
    return nullptr;
}

void Loader::indicators() {
    const std::string* const text = find("indicators.csv");
    if (text == nullptr) return;
    rules::Scope scope;
    declare(scope, indicator_inputs);
    declare_parameters(scope);
    (void)scope.declare("report_date", rules::Symbol{rules::Symbol::Kind::report_date, 0, rules::Type::date, true, 0});
    constexpr std::string_view path = "rules/indicators.rules";
    if (const std::string* const lets = find(path)) {
        for (auto& let : rules::compile_statements(rules::Source{path, *lets, 1, 1, false}, scope, pack_.library, out_)) {
            pack_.indicator_lets.push_back(Let{std::move(let.name), let.slot, std::move(let.value), false});
        }
    }
    pack_.indicator_slots = scope.slot_count();
    const auto sheet = Sheet::read("indicators.csv", *text, {"code", "title_zh", "title_en", "numerator", "unit", "direction", "source"},
                                   {"denominator", "figure", "multiplier", "target", "task", "numerator_zh", "numerator_en",
                                    "denominator_zh", "denominator_en", "source_zh"},
                                   out_);
    if (!sheet) return;
    for (std::size_t row = 0; row < sheet->size(); ++row) pack_.indicators.push_back(indicator(*sheet, row, scope));
    lacks(scope);
}

Indicator Loader::indicator(const Sheet& sheet, std::size_t row, const rules::Scope& scope) {
    Indicator made;
    made.code = sheet.text(row, "code");
    made.title = {sheet.text(row, "title_zh"), sheet.text(row, "title_en")};
    made.unit = sheet.text(row, "unit");
    made.direction = sheet.text(row, "direction");
    made.source = sheet.text(row, "source");
    made.source_zh = sheet.text(row, "source_zh");
    if (!sheet.text(row, "target").empty()) made.target = sheet.text(row, "target");
    made.numerator_title = {sheet.text(row, "numerator_zh"), sheet.text(row, "numerator_en")};
    made.denominator_title = {sheet.text(row, "denominator_zh"), sheet.text(row, "denominator_en")};
    made.figure = sheet.text(row, "figure");
    made.task = sheet.text(row, "task");
    made.numerator = compile_or_absent(sheet, row, "numerator", scope, rules::Type::boolean);
    made.denominator = compile(sheet, row, "denominator", scope, rules::Type::boolean);
    if (made.figure.empty() != made.denominator.has_value()) {
        report(sheet, sheet.at(row, "denominator"), "pack.denominator", "an indicator has a denominator or a figure, not both");
    }
    if (!made.task.empty() && pack_.task(made.task) == nullptr)
        report(sheet, sheet.at(row, "task"), "pack.task", "schedule.csv has no such task");
    const std::string& multiplier = sheet.text(row, "multiplier");
    if (multiplier.empty()) return made;
    const auto found =
        std::find_if(pack_.parameters.begin(), pack_.parameters.end(), [&](const Parameter& one) { return one.name == multiplier; });
    if (found != pack_.parameters.end()) made.multiplier = found->value.as_decimal();
    if (!made.multiplier) report(sheet, sheet.at(row, "multiplier"), "pack.parameter", "there is no numeric parameter of this name");
    return made;
}

}  // namespace jiwei::packs
