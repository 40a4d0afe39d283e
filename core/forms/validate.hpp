// Answers against a form. Codes of findings: FIELD_UNKNOWN, TYPE, CODE_UNKNOWN, CODE_EXCLUSIVE, TEXT_REQUIRED, REQUIRED,
// RANGE_HARD, RANGE_SOFT, NOT_ASKED, COMPUTED_DIFFERS, LENGTH, DATE_FUTURE ... and the codes of the form's own checks.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/forms/form.hpp"
#include "core/kernel/json.hpp"
#include "core/rules/frame.hpp"

namespace jiwei::forms {

/// final_form: everything is demanded. draft: what is missing is not reported, what is wrong is.
enum class Completeness : unsigned char { final_form, draft };

/// What a form lacks for one of the groups it serves. `missing`: the first key of each need that is not met.
struct GroupState {
    std::string key;
    bool applies = false;
    std::vector<std::string> missing;
};

struct Assessment {
    std::vector<Finding> findings;                    // hard and soft, in the order of the form; pointers start with /answers/
    std::vector<std::string> shown;                   // keys of the fields to show now
    std::vector<std::string> required;                // keys that must be answered now
    json::Value answers;                              // the given answers in the order of the form, computed values filled in
    std::vector<std::unique_ptr<rules::Codes>> sets;  // what the slots of multiple choices borrow
    std::vector<GroupState> groups;                   // in the order of the form
    bool is_complete = true;                          // nothing that is required is missing
    [[nodiscard]] bool has_hard() const;
};

/// From birth to today: where dates that people remember must lie.
struct Life {
    CivilDate birth_date;
    CivilDate today;
};

/// Reads `answers` into the slots of `frame` (which already holds the other inputs), fills in computed values and reports what is
/// wrong with single fields. Checks over several fields are run by check_answers, once the rules of the form have been evaluated.
/// `frame` borrows from `answers` and `assessment`, which outlive it.
void read_answers(const Form& form, const std::vector<ValueSet>& sets, const json::Value& answers, Completeness completeness,
                  const Life& life, rules::Frame& frame, Assessment& assessment);
/// After read_answers: which groups the answers are complete for. Sets "group.<key>".
void assess_groups(const Form& form, rules::Frame& frame, Assessment& assessment);
void check_answers(const Form& form, rules::Frame& frame, Assessment& assessment);

}  // namespace jiwei::forms
