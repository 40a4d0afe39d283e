// How a pack is read, part by part. Only core/packs includes this.
#pragma once

#include <map>

#include "core/packs/csv.hpp"
#include "core/packs/json_file.hpp"
#include "core/packs/pack.hpp"
#include "core/rules/compile.hpp"

namespace jiwei::packs {

/// Reads the files of one bundle into one pack. Each step reports what it finds wrong and goes on, so that the author sees all errors at
/// once.
class Loader {
public:
    Loader(const Bundle& bundle, const Settings& settings, Pack& pack, rules::Diagnostics& out)
        : bundle_{bundle}, settings_{settings}, pack_{pack}, out_{out} {}
    void all();

private:
    [[nodiscard]] const std::string* find(std::string_view path) const;
    void report(std::string_view file, std::string code, std::string message);
    void report(const Sheet& sheet, const Cell& cell, std::string code, std::string message);

    // pack.json, parameters.json, value-sets.csv, messages.csv                              load.cpp
    void refuse_unknown_files();
    void header();
    void enrolment(const JsonFile& file, const json::Value& root);
    void targets();
    void screening();
    void parameters();
    void parameter(const JsonFile& file, const std::string& name, const json::Value& given);
    void parameter_table(const JsonFile& file, const Parameter& made, const json::Value& at);
    void value_sets();
    void messages();

    // forms/*.json                                                                          load_form.cpp
    void forms();
    void form(std::string_view name, std::string_view path, const std::string& text);
    std::string row_of(const JsonFile& file, const json::Value& root);
    void section(const JsonFile& file, const json::Value& given, forms::Form& form, rules::Scope& scope);
    forms::Field field(const JsonFile& file, const json::Value& given, bool is_column);
    void field_codes(const JsonFile& file, const json::Value& given, forms::Field& field);
    forms::Range range(const JsonFile& file, const json::Value& object, std::string_view key, const std::string& unit);
    void conditions(const JsonFile& file, const json::Value& sections, forms::Form& form, const rules::Scope& scope);
    std::optional<rules::Program> condition(const JsonFile& file, const json::Value& object, std::string_view key,
                                            const rules::Scope& scope, std::optional<rules::Type> want);
    void checks(const JsonFile& file, const json::Value& given, forms::Form& form, const rules::Scope& scope);
    std::optional<forms::Check> check(const JsonFile& file, const json::Value& given, const std::vector<forms::Field>& fields,
                                      const rules::Scope& scope);
    void groups(const JsonFile& file, const json::Value& given, forms::Form& form, rules::Scope& scope);
    void group_needs(const JsonFile& file, const json::Value& given, const forms::Form& form, forms::Group& group);
    void advice(const JsonFile& file, const json::Value& given, FormRules& made, const rules::Scope& scope);
    void rules_of(FormRules& made, rules::Scope& scope);
    void decision(FormRules& made, rules::Scope& scope);
    DecisionRow decision_row(const Sheet& sheet, std::size_t row, const rules::Scope& scope);

    // facts.csv, schedule.csv, indicators.csv                                               load_tables.cpp
    void declare_facts();
    void compile_facts();
    void schedule();
    TaskRule task(const Sheet& sheet, std::size_t row);
    const rules::Scope* task_scope(const Sheet& sheet, std::size_t row, TaskRule& made);
    void completed_when(const Sheet& sheet, std::size_t row, TaskRule& made);
    void indicators();
    Indicator indicator(const Sheet& sheet, std::size_t row, const rules::Scope& scope);

    // lacks.csv                                                                             load_lacks.cpp
    void lacks(const rules::Scope& scope);
    Lack lack(const Sheet& sheet, std::size_t row, const rules::Scope& scope);

    std::optional<rules::Program> compile(const Sheet& sheet, std::size_t row, std::string_view header, const rules::Scope& scope,
                                          rules::Type want);
    rules::Program compile_or_absent(const Sheet& sheet, std::size_t row, std::string_view header, const rules::Scope& scope,
                                     rules::Type want);
    void declare_parameters(rules::Scope& scope);
    [[nodiscard]] bool has_message(std::string_view key) const;

    const Bundle& bundle_;
    const Settings& settings_;
    Pack& pack_;
    rules::Diagnostics& out_;
    std::map<std::string, rules::Symbol, std::less<>> parameter_symbols_;
    std::map<std::string, rules::Scope, std::less<>> form_scopes_;
    std::optional<Sheet> facts_sheet_;
    rules::Scope task_scope_;
};

template <class Inputs>
void declare(rules::Scope& scope, const Inputs& inputs) {
    for (const auto& input : inputs) (void)scope.add_slot(input.name, input.type);
}

}  // namespace jiwei::packs
