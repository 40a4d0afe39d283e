// The parts of a pack after type-checking.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/forms/form.hpp"
#include "core/kernel/json.hpp"
#include "core/rules/program.hpp"

namespace jiwei::packs {

/// A number that counties may set (spec: "parameter"); `value` is the one in force, after the county's settings.
struct Parameter {
    std::string name;
    forms::Label title;
    json::Value value;
};

/// What is kept of a record for rules, indicators and FHIR. Only declared facts are stored.
struct FactRule {
    std::string name;     // "sbp"
    std::string code;     // "htn.sbp"
    std::string form;     // which form yields it
    std::string loinc;    // may be empty
    std::string element;  // national data element, may be empty
    std::string unit;     // UCUM, for FHIR; may be empty
    forms::Label title;
    rules::Type type = rules::Type::boolean;
    std::optional<rules::Program> value;  // over the form's names; absent when another pack's form yields it
};

/// A named intermediate value of a form's rules, evaluated in order.
struct Let {
    std::string name;
    rules::Slot slot{};
    rules::Program value;
    bool is_flag = false;  // named "flag.x": reported with the decision as "x"
};

/// One row of a decision table; the first whose `when` is true decides.
struct DecisionRow {
    std::string id;
    rules::Program when;
    std::optional<rules::Program> result_class;
    std::optional<rules::Program> next_due;
    std::string referral;                 // none, routine, urgent
    std::optional<rules::Program> state;  // the enrolment changes to this state on the day of the record; absent: it stays
    std::vector<std::string> messages;    // keys of the sentences on the decision card
};

/// A sentence for the decision card whenever its condition holds, whatever row decided.
struct Advice {
    rules::Program when;
    std::string message;
};

struct FormRules {
    forms::Form form;
    std::vector<Let> lets;
    std::vector<DecisionRow> decision;  // empty: the form decides nothing
    std::vector<Advice> advice;
    /// Keys of the answers where the decision and the doctor's own word meet; empty where the form has none.
    std::string class_key;
    std::string next_key;
    rules::Slot decided_from{};  // first slot of decided_inputs (core/packs/inputs.hpp)
    std::uint16_t slots = 0;     // inputs, answers, lets, what is decided, and the task being made
};

/// When a task comes to be. enrolment: on enrolling; year: each calendar year of the enrolment; form: a final form is saved;
/// referral: a decision refers.
enum class Trigger : unsigned char { enrolment, year, opening, form, referral };

struct TaskRule {
    std::string code;  // "HT-FU"
    forms::Label title;
    Trigger trigger = Trigger::form;
    std::string trigger_form;
    std::optional<rules::Program> when;
    rules::Program anchor;
    rules::Program opens;
    rules::Program due;
    rules::Program grace_until;
    std::string completed_by;                      // form name; "pack/form" of another pack
    std::optional<rules::Program> completed_when;  // over that form's names; of another pack's form: over the names of its facts
    std::uint16_t fact_slots = 0;                  // completed by another pack's form: slots that completed_when needs
    bool single = false;                           // one open task of this code per enrolment: a new one replaces it
    bool stays_after_close = false;                // statutory: survives loss to follow-up
};

/// A rate. `denominator` and `numerator` are asked for every person and every day; where the denominator is a figure of the area
/// (population x prevalence), `figure` says which and persons add nothing to it.
struct Indicator {
    std::string code;  // "H1"
    forms::Label title;
    std::string unit;       // "%"
    std::string direction;  // UP or DOWN
    std::string source;
    std::string source_zh;  // the same clause for Chinese readers, may be empty
    std::optional<std::string> target;
    std::optional<rules::Program> denominator;
    rules::Program numerator;
    forms::Label numerator_title;  // in words, for people: "3 or more visits and an examination"; may be empty
    forms::Label denominator_title;
    std::string figure;                 // "population_35", empty when persons are the denominator
    std::optional<Decimal> multiplier;  // value of the parameter that the figure is multiplied with ("prevalence")
    std::string task;                   // the task that mends what is missing, may be empty
};

/// Why somebody who counts in an indicator is not in its numerator, and what mends it: the first row that holds is told.
struct Lack {
    std::string indicator;  // "H1"
    std::string code;       // "follow-ups-missing"
    rules::Program when;
    std::vector<rules::Program> values;  // what stands for {1} and {2} in the text
    std::string task;                    // of schedule.csv, may be empty
    std::string form;                    // "archive/personal-basic", where no task mends it; may be empty
    forms::Label text;                   // "{1} visits of {2}"
};

struct Message {
    std::string key;
    forms::Label text;
};

}  // namespace jiwei::packs
