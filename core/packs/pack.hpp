// A pack: one programme's forms, rules, schedule and indicators as data, type-checked as a whole (docs/adr/0012).
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/forms/form.hpp"
#include "core/kernel/expected.hpp"
#include "core/kernel/json.hpp"
#include "core/packs/parts.hpp"
#include "core/rules/diagnostic.hpp"
#include "core/rules/program.hpp"

namespace jiwei::packs {

/// A line that charts of a fact draw and values should stay below: from an age on, else always. In pack.json, the first that fits.
struct Target {
    std::string fact;  // name, "sbp"
    std::optional<int> from_age;
    json::Value below;  // of the parameter
};

/// Whom a pack without enrolment wants measured before they are managed in another programme (pack.json, "screening").
struct Screening {
    std::string programme;              // who is in its care is not asked
    std::string form;                   // what is filled in
    int from_age = 0;                   // completed years
    std::vector<std::string> measured;  // codes of facts: one of them in the calendar year is enough
    std::string found;                  // code of a fact that proposes enrolment when it is true; may be empty
};

/// Built by load(), then only read: safe to share between threads.
struct Pack {
    std::string name;     // "hypertension"
    std::string edition;  // "2017"
    forms::Label title;
    std::string source;
    CivilDate effective_from;
    std::optional<CivilDate> effective_to;
    bool has_enrolment = false;
    std::optional<int> enrol_age_min;    // younger people are not enrolled
    std::string usual_diagnosis;         // ICD-10, what the page proposes on enrolling; may be empty
    std::vector<std::string> diagnoses;  // ICD-10, how a diagnosis that is enrolled begins; empty: any
    std::optional<Screening> screening;

    std::vector<forms::ValueSet> value_sets;
    std::vector<Parameter> parameters;
    std::vector<FactRule> facts;
    std::vector<Target> targets;
    std::vector<FormRules> forms;
    std::vector<TaskRule> tasks;
    std::vector<Indicator> indicators;
    std::vector<Lack> lacks;
    std::vector<Message> messages;
    rules::Library library;
    std::vector<Let> indicator_lets;  // shared by all indicators
    std::uint16_t indicator_slots = 0;

    [[nodiscard]] const FormRules* form(std::string_view name) const;
    [[nodiscard]] const Parameter* parameter(std::string_view wanted) const;
    /// What values of the fact should stay below at this age; nullptr when the pack names no target.
    [[nodiscard]] const Target* target(std::string_view fact, int age) const;
    [[nodiscard]] const TaskRule* task(std::string_view code) const;
    [[nodiscard]] const Indicator* indicator(std::string_view code) const;
    [[nodiscard]] const forms::ValueSet* value_set(std::string_view name) const;
    /// A service on `day` is decided by this edition.
    [[nodiscard]] bool is_valid_on(CivilDate day) const;
};

/// Path inside the pack ("forms/follow-up.json") and text, UTF-8.
using Bundle = std::vector<std::pair<std::string, std::string>>;

/// A county's own values for parameters of the pack, by their names ("htn.months_by_grade").
using Settings = std::vector<std::pair<std::string, json::Value>>;

/// Reads and type-checks everything; a bad pack is refused whole, with every error found.
[[nodiscard]] tl::expected<std::shared_ptr<const Pack>, rules::Diagnostics> load(const Bundle& bundle, const Settings& settings = {});

/// The canonical form that server and browser share: {"path": "text", ...}, keys sorted. Its SHA-256 is the pack version.
[[nodiscard]] std::string write_bundle(const Bundle& bundle);
[[nodiscard]] tl::expected<Bundle, rules::Diagnostics> read_bundle(std::string_view canonical_json);

}  // namespace jiwei::packs
