// What a form's answers mean: findings, class, next date, referral, tasks and facts. The same call answers in the server and, through
// wasm, in the browser. Pure: everything it needs is in the input, nothing of it is read elsewhere.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/forms/validate.hpp"
#include "core/kernel/civil_date.hpp"
#include "core/kernel/finding.hpp"
#include "core/kernel/json.hpp"
#include "core/packs/pack.hpp"
#include "core/rules/frame.hpp"
#include "core/schedule/task.hpp"

namespace jiwei::core::programmes {

struct Resident {
    CivilDate birth_date;
    std::string sex;  // SEX_GBT2261_1
    std::optional<CivilDate> death_date;
    std::vector<std::string> programmes = {};  // packs in which the person is managed or lost
    std::string residence_state = {};          // RESIDENCE_STATE, for tasks of the archive
    std::optional<CivilDate> arrived_on = {};  // nothing for registered locals
};

/// The enrolment as it stands on the day of the record. `state` is an enrolment state, "1" to "6".
struct Enrolment {
    CivilDate enrolled_on;
    std::string state;
};

/// `created_by`: the record whose decision made the task; empty for tasks of an enrolment or a year. When a record is amended, the tasks
/// that it made are given here, and those that it had completed are given as open again: decide() settles both anew.
struct OpenTask {
    std::string id;
    schedule::Task task;
    std::string created_by;
};

struct DecideInput {
    const packs::Pack& pack;
    std::string_view form;
    const json::Value& answers;
    const Resident& resident;
    std::optional<Enrolment> enrolment;
    /// Facts of all the resident's records in this programme, in any order; those of `record_id` (an amended record) are left out.
    std::span<const rules::Fact> facts;
    std::string_view record_id;
    /// Tasks that are neither done nor cancelled.
    std::span<const OpenTask> open_tasks;
    CivilDate today;
    forms::Completeness completeness = forms::Completeness::final_form;
};

enum class Referral : unsigned char { none, routine, urgent };
[[nodiscard]] std::string_view referral_name(Referral referral);

/// `state` is done or done_late by the task's grace.
struct TaskClose {
    std::string id;
    std::string code;
    CivilDate done_on;
    schedule::TaskState state = schedule::TaskState::done;

    bool operator==(const TaskClose&) const = default;
};

/// A fact to store with the record; see rules::Fact for the form of `value`.
struct FactValue {
    std::string code;
    std::string value;

    bool operator==(const FactValue&) const = default;
};

struct Decision {
    /// When has_hard(): nothing below `form_state` is filled in, and the record is refused as final.
    std::vector<Finding> findings;
    /// The answers in the order of the form with computed values, the decided class and next date: what is stored.
    json::Value answers;
    std::vector<std::string> shown;     // keys of the fields to show now
    std::vector<std::string> required;  // keys that must be answered now
    std::vector<forms::GroupState> groups;

    std::optional<CivilDate> service_date;
    std::string row;                        // id of the row of the decision table that decided
    std::optional<std::string> class_code;  // as stored: the doctor's where he gave a reason, else the rule's
    std::optional<std::string> rule_class;  // what the rule says
    std::optional<CivilDate> next_due;      // as stored: the doctor's where he booked one, else the rule's
    std::optional<CivilDate> rule_next_due;
    Referral referral = Referral::none;
    std::vector<std::pair<std::string, bool>> flags;  // "unc", "adr", "danger": lets named "flag.…"
    std::vector<std::string> messages;                // keys of the sentences for the decision card, in order
    std::vector<TaskClose> closes;
    std::vector<std::string> cancels;  // ids of open tasks that a new single task replaces
    std::vector<schedule::Task> creates;
    std::vector<FactValue> facts;
    std::optional<std::string> enrolment_state;  // the enrolment changes to this state on the day of the record

    [[nodiscard]] bool has_hard() const;
};

/// `form` must be a form of the pack: otherwise one hard finding FORM_UNKNOWN at /form.
[[nodiscard]] Decision decide(const DecideInput& input);

/// Tasks that come to be when a person is enrolled (service specification 2017: first follow-up, this year's examination).
[[nodiscard]] std::vector<schedule::Task> tasks_on_enrolment(const packs::Pack& pack, const Resident& resident, CivilDate enrolled_on);
/// Tasks of one calendar year for a person enrolled since `enrolled_on`; for the year's turn.
[[nodiscard]] std::vector<schedule::Task> tasks_of_year(const packs::Pack& pack, const Resident& resident, CivilDate enrolled_on, int year);

/// Tasks that an archive asks for in this year, without enrolment: from its opening on (the personal basic form at the 7th birthday), and
/// those of the year (the examination of the elderly).
[[nodiscard]] std::vector<schedule::Task> tasks_of_archive(const packs::Pack& pack, const Resident& resident, CivilDate opened_on,
                                                           int year);

/// Open tasks of a programme that a record of another pack's form ("examination/exam") completes, by the facts of that record.
[[nodiscard]] std::vector<TaskClose> closed_by_other(const packs::Pack& pack, std::string_view form, CivilDate on,
                                                     std::span<const FactValue> facts, std::span<const OpenTask> open_tasks);

/// The decision as JSON for screen, cases and wasm; members as in docs/reference/cases.md.
[[nodiscard]] json::Value to_json(const Decision& decision);

}  // namespace jiwei::core::programmes
