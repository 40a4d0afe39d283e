#include "modules/programmes/store.hpp"

#include <array>

#include "modules/programmes/fact_text.hpp"
#include "modules/programmes/record_body.hpp"
#include "modules/programmes/sql.hpp"
#include "platform/crypto/digest.hpp"

namespace jiwei::programmes {

namespace {

constexpr std::size_t usual_facts_of_record = 4;

CivilDate day(const db::Row& row, std::size_t column) { return row.date(column).value_or(CivilDate{}); }

Enrolment enrolment_of(const db::Row& row) {
    Enrolment one;
    one.id = row.string(0);
    one.resident_id = row.string(1);
    one.programme = row.string(2);
    one.state = static_cast<EnrolmentState>(row.integer(3));
    one.state_on = day(row, 4);
    one.enrolled_on = day(row, 5);
    one.institution_id = row.string(6);
    one.grid_id = row.string(7);
    one.diagnosis = row.string(8);
    one.states = read_states(row.text(9));
    one.places = read_places(row.text(10));
    one.body_hash = row.string(11);
    one.version = row.integer(12);
    return one;
}

Record record_of(const db::Row& row) {
    Record one;
    one.id = row.string(0);
    one.resident_id = row.string(1);
    one.enrolment_id = row.string(2);
    one.programme = row.string(3);
    one.form = row.string(4);
    one.pack_version = crypto::hex(row.text(5));
    one.service_date = day(row, 6);
    RecordBody body = unpack_body(row.text(7));
    one.answers = std::move(body.answers);
    one.decision = std::move(body.decision);
    one.body_hash = crypto::hex(row.text(8));
    one.supersedes = row.string(9);
    one.reason = row.string(10);
    one.author_id = row.string(11);
    one.author_name = row.string(12);
    one.institution_id = row.string(13);
    one.signed_at_ms = row.integer(14);
    one.change_seq = row.integer(15);
    one.source = row.string(16);
    return one;
}

Task task_of(const db::Row& row) {
    Task one;
    one.id = row.string(0);
    one.resident_id = row.string(1);
    one.enrolment_id = row.string(2);
    one.programme = row.string(3);
    one.plan = {row.string(4), day(row, 5), day(row, 6), day(row, 7), day(row, 8), row.string(9)};
    one.state = static_cast<TaskState>(row.integer(10));
    one.institution_id = row.string(11);
    one.grid_id = row.string(12);
    one.why = row.string(13);
    one.created_record_id = row.string(14);
    one.done_on = row.string(15);
    one.done_record_id = row.string(16);
    one.outcome = row.string(17);
    one.is_referral = row.boolean(18);
    return one;
}

template <class T>
std::vector<T> all(const db::Rows& rows, T (*read)(const db::Row&)) {
    std::vector<T> list;
    list.reserve(rows.size());
    for (const db::Row row : rows) list.push_back(read(row));
    return list;
}

template <class T>
std::optional<T> first(const db::Rows& rows, T (*read)(const db::Row&)) {
    if (rows.empty()) return std::nullopt;
    return read(rows[0]);
}

}  // namespace

void Enrolment::follow_courses() {
    const StateStep& now = states.back();
    state = now.state;
    state_on = now.from;
    enrolled_on = now.enrolled_on;
    institution_id = places.back().institution_id;
}

// --- enrolments -------------------------------------------------------------------------------------------------------------------

void Store::guard_person(std::string_view resident_id) { connection_.run(sql::guard_person, {county_id_, resident_id}); }

std::optional<Enrolment> Store::guard_enrolment(std::string_view resident_id, std::string_view programme) {
    return first(connection_.run(sql::guard_enrolment, {county_id_, resident_id, programme}), enrolment_of);
}

std::optional<Enrolment> Store::guard_enrolment_by_id(std::string_view id) {
    return first(connection_.run(sql::guard_enrolment_by_id, {county_id_, id}), enrolment_of);
}

std::vector<Enrolment> Store::guard_enrolments(std::string_view resident_id) {
    return all(connection_.run(sql::guard_enrolments, {county_id_, resident_id}), enrolment_of);
}

std::optional<Enrolment> Store::find_enrolment(std::string_view resident_id, std::string_view programme) {
    return first(connection_.run(sql::find_enrolment, {county_id_, resident_id, programme}), enrolment_of);
}

std::optional<Enrolment> Store::find_enrolment_by_id(std::string_view id) {
    return first(connection_.run(sql::find_enrolment_by_id, {county_id_, id}), enrolment_of);
}

std::vector<Enrolment> Store::enrolments_of_resident(std::string_view resident_id) {
    return all(connection_.run(sql::enrolments_of_resident, {county_id_, resident_id}), enrolment_of);
}

void Store::lock_enrolments_after(std::string_view programme, std::string_view after, int rows_max) {
    connection_.run(sql::lock_enrolments_after, {county_id_, programme, after, rows_max});
}

std::vector<Enrolment> Store::enrolments_after(std::string_view programme, std::string_view after, int rows_max) {
    return all(connection_.run(sql::enrolments_after, {county_id_, programme, after, rows_max}), enrolment_of);
}

void Store::insert_enrolment(const Enrolment& e, const Because& because) {
    connection_.run(sql::insert_enrolment,
                    {county_id_, e.id, e.resident_id, e.programme, static_cast<int>(e.state), e.state_on, e.enrolled_on, e.institution_id,
                     e.grid_id, e.diagnosis, write_states(e.states), write_places(e.places), e.body_hash, e.version, because.change_seq});
    keep_version(e, because);
}

void Store::update_enrolment(const Enrolment& e, const Because& because) {
    connection_.run(sql::update_enrolment, {county_id_, e.id, static_cast<int>(e.state), e.state_on, e.enrolled_on, e.institution_id,
                                            e.grid_id, e.diagnosis, write_states(e.states), write_places(e.places)});
    keep_version(e, because);
}

void Store::keep_version(const Enrolment& e, const Because& because) {
    connection_.run(sql::insert_enrolment_version, {county_id_, e.id, e.version, write_states(e.states), write_places(e.places), e.grid_id,
                                                    because.what, because.actor, because.at_ms, because.change_seq});
}

// --- records ----------------------------------------------------------------------------------------------------------------------

bool Store::insert_record(const Record& r) {
    const std::string pack_version = crypto::unhex(r.pack_version).value_or("");
    const std::string body = pack_body(r.answers, r.decision);
    const std::string body_hash = crypto::unhex(r.body_hash).value_or("");
    return !connection_
                .run(sql::insert_record, {county_id_, r.id, r.resident_id, r.enrolment_id, r.programme, r.form, db::Bytes{pack_version},
                                          r.service_date, db::Bytes{body}, db::Bytes{body_hash}, r.supersedes, r.reason, r.author_id,
                                          r.author_name, r.institution_id, r.signed_at_ms, r.change_seq, r.source})
                .empty();
}

void Store::each_record(const std::function<void(const Record&)>& on_record) {
    connection_.each(sql::export_records, {county_id_}, [&](const db::Row& row) {
        on_record(record_of(row));
        return true;
    });
}

std::optional<Record> Store::find_record(std::string_view id) {
    return first(connection_.run(sql::find_record, {county_id_, id}), record_of);
}

std::optional<std::string> Store::superseding_record(std::string_view id) {
    const db::Rows rows = connection_.run(sql::superseding_record, {county_id_, id});
    if (rows.empty()) return std::nullopt;
    return rows[0].string(0);
}

std::optional<Record> Store::last_record_of_form(std::string_view resident_id, std::string_view form) {
    return first(connection_.run(sql::last_record_of_form, {county_id_, resident_id, form}), record_of);
}

std::vector<Record> Store::records_of_resident(std::string_view resident_id, std::string_view before_date, std::string_view before_id,
                                               int rows_max) {
    return all(connection_.run(sql::records_of_resident, {county_id_, resident_id, before_date, before_id, rows_max}), record_of);
}

std::int64_t Store::count_records(std::string_view resident_id, std::string_view programme) {
    return connection_.run(sql::count_records, {county_id_, resident_id, programme})[0].integer(0);
}

std::vector<std::pair<std::string, std::string>> Store::records_after_date(std::string_view resident_id, CivilDate after) {
    std::vector<std::pair<std::string, std::string>> found;
    const db::Rows rows = connection_.run(sql::records_after_date, {county_id_, resident_id, after});
    for (const db::Row row : rows) found.emplace_back(row.string(0), row.string(2));
    return found;
}

// --- facts ------------------------------------------------------------------------------------------------------------------------

std::vector<rules::Fact> Store::facts_of_resident(std::string_view resident_id) {
    std::vector<rules::Fact> facts;
    const db::Rows rows = connection_.run(sql::facts_of_resident, {county_id_, resident_id});
    facts.reserve(rows.size() * usual_facts_of_record);
    for (const db::Row row : rows) read_facts(row.text(2), day(row, 0), row.text(1), facts);
    return facts;
}

std::map<std::string, std::vector<rules::Fact>> Store::facts_between(std::string_view after, std::string_view upto) {
    std::map<std::string, std::vector<rules::Fact>> facts;
    const db::Rows rows = connection_.run(sql::facts_between, {county_id_, after, upto});
    for (const db::Row row : rows) read_facts(row.text(3), day(row, 1), row.text(2), facts[row.string(0)]);
    return facts;
}

std::vector<rules::Fact> Store::facts_since(std::string_view resident_id, std::string_view from) {
    std::vector<rules::Fact> facts;
    const db::Rows rows = connection_.run(sql::facts_since, {county_id_, resident_id, from});
    for (const db::Row row : rows) read_facts(row.text(2), day(row, 0), row.text(1), facts);
    return facts;
}

void Store::each_fact(const std::function<void(std::string_view resident_id, const rules::Fact&)>& on_fact) {
    std::vector<rules::Fact> facts;
    connection_.each(sql::export_facts, {county_id_}, [&](const db::Row& row) {
        facts.clear();
        read_facts(row.text(3), day(row, 1), row.text(2), facts);
        for (const rules::Fact& fact : facts) on_fact(row.text(0), fact);
        return true;
    });
}

void Store::insert_facts(std::string_view resident_id, CivilDate on, std::string_view record_id,
                         std::span<const std::pair<std::string, std::string>> facts) {
    if (facts.empty()) return;
    connection_.run(sql::insert_facts, {county_id_, resident_id, on, record_id, write_facts(facts)});
}

void Store::remove_facts(std::string_view resident_id, std::string_view record_id) {
    connection_.run(sql::remove_facts, {county_id_, resident_id, record_id});
}

// --- tasks ------------------------------------------------------------------------------------------------------------------------

std::vector<Task> Store::open_tasks_of_enrolment(std::string_view resident_id, std::string_view enrolment_id) {
    return all(connection_.run(sql::open_tasks_of_enrolment, {county_id_, resident_id, enrolment_id}), task_of);
}

std::vector<Task> Store::open_tasks_of_resident(std::string_view resident_id) {
    return all(connection_.run(sql::tasks_of_resident, {county_id_, resident_id}), task_of);
}

std::vector<Task> Store::tasks_of_programme(std::string_view resident_id, std::string_view programme) {
    return all(connection_.run(sql::tasks_of_programme, {county_id_, resident_id, programme}), task_of);
}

std::vector<Task> Store::tasks_of_amended_record(std::string_view resident_id, std::string_view record_id) {
    return all(connection_.run(sql::tasks_of_amended_record, {county_id_, resident_id, record_id}), task_of);
}

bool Store::has_task(const Enrolment& enrolment, const schedule::Task& plan) {
    return !connection_.run(sql::task_exists, {county_id_, enrolment.resident_id, enrolment.id, plan.code, plan.anchor}).empty();
}

std::optional<Task> Store::find_task(std::string_view id) { return first(connection_.run(sql::find_task, {county_id_, id}), task_of); }

void Store::insert_task(const Task& t, std::int64_t change_seq) {
    connection_.run(sql::insert_task, {county_id_, t.id, t.resident_id, t.enrolment_id, t.programme, t.plan.code, t.plan.anchor,
                                       t.plan.opens, t.plan.due, t.plan.grace_until, t.plan.completed_by, t.is_referral, t.institution_id,
                                       t.grid_id, t.why, t.created_record_id, change_seq});
}

bool Store::close_task(std::string_view id, TaskState state, std::string_view done_on, std::string_view record_id, std::string_view outcome,
                       std::int64_t change_seq) {
    const db::Rows rows =
        connection_.run(sql::close_task, {county_id_, id, static_cast<int>(state), done_on, record_id, outcome, change_seq});
    return rows.affected() > 0;
}

void Store::reopen_task(std::string_view id) { connection_.run(sql::reopen_task, {county_id_, id}); }

void Store::cancel_tasks(const Enrolment& enrolment, CivilDate on, std::string_view reason, std::int64_t change_seq) {
    connection_.run(sql::cancel_tasks_of_enrolment, {county_id_, enrolment.resident_id, enrolment.id, on, reason, change_seq});
}

void Store::cancel_own_tasks(std::string_view resident_id, std::string_view programme, CivilDate on, std::string_view reason,
                             std::int64_t change_seq) {
    connection_.run(sql::cancel_own_tasks, {county_id_, resident_id, programme, on, reason, change_seq});
}

void Store::reopen_own_tasks(std::string_view resident_id, std::string_view programme, std::string_view reason) {
    connection_.run(sql::reopen_own_tasks, {county_id_, resident_id, programme, reason});
}

void Store::reopen_cancelled(const Enrolment& enrolment, std::string_view reason) {
    connection_.run(sql::reopen_cancelled_tasks, {county_id_, enrolment.resident_id, enrolment.id, reason});
}

void Store::move_tasks(std::string_view resident_id, std::string_view institution_id, std::string_view grid_id) {
    connection_.run(sql::move_tasks, {county_id_, resident_id, institution_id, grid_id});
}

}  // namespace jiwei::programmes
