// Rows of the programmes module and the SQL that moves them.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/rules/frame.hpp"
#include "core/schedule/task.hpp"
#include "modules/programmes/courses.hpp"
#include "platform/db/connection.hpp"

namespace jiwei::programmes {

struct Enrolment {
    std::string id;
    std::string resident_id;
    std::string programme;
    EnrolmentState state = EnrolmentState::managed;
    CivilDate state_on;
    CivilDate enrolled_on;
    std::string institution_id;
    std::string grid_id;
    std::string diagnosis;
    std::vector<StateStep> states;
    std::vector<PlaceStep> places;
    std::string body_hash;
    std::int64_t version = 1;

    /// Sets the current columns from the courses.
    void follow_courses();
    [[nodiscard]] bool is_open() const { return state == EnrolmentState::managed || state == EnrolmentState::lost; }
};

struct Record {
    std::string id;
    std::string resident_id;
    std::string enrolment_id;
    std::string programme;
    std::string form;
    std::string pack_version;
    CivilDate service_date;
    std::string answers;
    std::string decision;
    std::string body_hash;
    std::string supersedes;
    std::string reason;
    std::string author_id;
    std::string author_name;
    std::string institution_id;
    std::int64_t signed_at_ms = 0;
    std::int64_t change_seq = 0;
    std::string source;  // the earlier system, empty: entered here
};

struct Task {
    std::string id;
    std::string resident_id;
    std::string enrolment_id;
    std::string programme;
    schedule::Task plan;
    TaskState state = TaskState::pending;
    std::string institution_id;
    std::string grid_id;
    std::string why;
    std::string created_record_id;
    std::string done_on;
    std::string done_record_id;
    std::string outcome;
    bool is_referral = false;
};

/// Why an enrolment changed, for its version row.
struct Because {
    std::string_view what;  // "record:<id>", "enrol", "death", …
    std::string_view actor;
    std::int64_t at_ms = 0;
    std::int64_t change_seq = 0;
};

/// One county's rows over one connection; holds nothing.
class Store {
public:
    Store(db::Connection& connection, std::string_view county_id) : connection_{connection}, county_id_{county_id} {}

    /// Everything about the person in this module, for acts that concern no enrolment or make one.
    void guard_person(std::string_view resident_id);
    [[nodiscard]] std::optional<Enrolment> guard_enrolment(std::string_view resident_id, std::string_view programme);
    [[nodiscard]] std::optional<Enrolment> guard_enrolment_by_id(std::string_view id);
    /// All programmes of the person, by programme.
    [[nodiscard]] std::vector<Enrolment> guard_enrolments(std::string_view resident_id);
    [[nodiscard]] std::optional<Enrolment> find_enrolment(std::string_view resident_id, std::string_view programme);
    [[nodiscard]] std::optional<Enrolment> find_enrolment_by_id(std::string_view id);
    [[nodiscard]] std::vector<Enrolment> enrolments_of_resident(std::string_view resident_id);
    /// Acts on the people of that page wait until this one ends.
    void lock_enrolments_after(std::string_view programme, std::string_view after, int rows_max);
    [[nodiscard]] std::vector<Enrolment> enrolments_after(std::string_view programme, std::string_view after, int rows_max);
    void insert_enrolment(const Enrolment& enrolment, const Because& because);
    /// The current columns, and a version row: after a change of a course or the grid. Acts that change neither write no version row.
    void update_enrolment(const Enrolment& enrolment, const Because& because);

    /// False when the id is taken.
    [[nodiscard]] bool insert_record(const Record& record);
    [[nodiscard]] std::optional<Record> find_record(std::string_view id);
    [[nodiscard]] std::optional<std::string> superseding_record(std::string_view id);
    [[nodiscard]] std::optional<Record> last_record_of_form(std::string_view resident_id, std::string_view form);
    /// In force, newest first, before (service_date, id).
    [[nodiscard]] std::vector<Record> records_of_resident(std::string_view resident_id, std::string_view before_date,
                                                          std::string_view before_id, int rows_max);
    [[nodiscard]] std::int64_t count_records(std::string_view resident_id, std::string_view programme);
    /// Id and date of services after the day, at most 20.
    [[nodiscard]] std::vector<std::pair<std::string, std::string>> records_after_date(std::string_view resident_id, CivilDate day);

    /// Of all records in force.
    [[nodiscard]] std::vector<rules::Fact> facts_of_resident(std::string_view resident_id);
    /// The same of all residents with after < id <= upto.
    [[nodiscard]] std::map<std::string, std::vector<rules::Fact>> facts_between(std::string_view after, std::string_view upto);
    /// By day and record, of at most 1,000 records.
    [[nodiscard]] std::vector<rules::Fact> facts_since(std::string_view resident_id, std::string_view from);
    void insert_facts(std::string_view resident_id, CivilDate on, std::string_view record_id,
                      std::span<const std::pair<std::string, std::string>> facts);
    void remove_facts(std::string_view resident_id, std::string_view record_id);

    [[nodiscard]] std::vector<Task> open_tasks_of_enrolment(std::string_view resident_id, std::string_view enrolment_id);
    [[nodiscard]] std::vector<Task> open_tasks_of_resident(std::string_view resident_id);
    /// Of any state, those that belong to no enrolment.
    [[nodiscard]] std::vector<Task> tasks_of_programme(std::string_view resident_id, std::string_view programme);
    [[nodiscard]] std::vector<Task> tasks_of_amended_record(std::string_view resident_id, std::string_view record_id);
    /// Of any state: the code with this anchor.
    [[nodiscard]] bool has_task(const Enrolment& enrolment, const schedule::Task& plan);
    [[nodiscard]] std::optional<Task> find_task(std::string_view id);
    void insert_task(const Task& task, std::int64_t change_seq);
    /// False when it was not pending any more.
    bool close_task(std::string_view id, TaskState state, std::string_view done_on, std::string_view record_id, std::string_view outcome,
                    std::int64_t change_seq);
    void reopen_task(std::string_view id);
    void cancel_tasks(const Enrolment& enrolment, CivilDate on, std::string_view reason, std::int64_t change_seq);
    /// Open tasks of no enrolment, of one pack.
    void cancel_own_tasks(std::string_view resident_id, std::string_view programme, CivilDate on, std::string_view reason,
                          std::int64_t change_seq);
    void reopen_own_tasks(std::string_view resident_id, std::string_view programme, std::string_view reason);
    void reopen_cancelled(const Enrolment& enrolment, std::string_view reason);
    void move_tasks(std::string_view resident_id, std::string_view institution_id, std::string_view grid_id);

    // The whole county, for the export.
    void each_record(const std::function<void(const Record&)>& on_record);
    void each_fact(const std::function<void(std::string_view resident_id, const rules::Fact&)>& on_fact);

private:
    void keep_version(const Enrolment& enrolment, const Because& because);

    db::Connection& connection_;
    std::string_view county_id_;
};

}  // namespace jiwei::programmes
