// Enrolments: a person enters a programme, is lost, refuses, is found again.
#include <algorithm>

#include "core/identity/normalise.hpp"
#include "core/kernel/id.hpp"
#include "modules/programmes/impl.hpp"
#include "modules/programmes/use.hpp"
#include "platform/change/county_clock.hpp"
#include "platform/crypto/digest.hpp"

namespace jiwei::programmes {

namespace {

std::string enrolment_hash(const EnrolmentInput& input) {
    json::Value body = json::Value::object();
    body.set("diagnosis", json::Value::string(input.diagnosis));
    body.set("enrolled_on", json::Value::string(input.enrolled_on.text()));
    body.set("programme", json::Value::string(input.programme));
    body.set("resident_id", json::Value::string(input.resident_id));
    return crypto::sha256_hex(json::write_canonical(body));
}

Result<void> check_dates(const Actor& actor, const residents::Brief& brief, CivilDate on, std::string pointer) {
    if (on > actor.today) return refuse_field(Refusal::unprocessable, std::move(pointer), "DATE_FUTURE", "<= " + actor.today.text());
    if (on < brief.birth_date)
        return refuse_field(Refusal::unprocessable, std::move(pointer), "BEFORE_BIRTH", ">= " + brief.birth_date.text());
    if (brief.status == residents::Status::dead && brief.status_on && on > *brief.status_on) {
        return refuse_field(Refusal::unprocessable, std::move(pointer), "AFTER_DEATH", "<= " + brief.status_on->text());
    }
    return {};
}

Result<void> check_eligible(const packs::Pack& pack, const residents::Brief& brief, CivilDate on) {
    if (!pack.enrol_age_min || age_years(brief.birth_date, on) >= *pack.enrol_age_min) return {};
    return refuse_field(Refusal::unprocessable, "/enrolled_on", "NOT_ELIGIBLE", "age >= " + std::to_string(*pack.enrol_age_min));
}

/// Which diagnoses the norm counts among the programme's patients; a secondary disease is referred, not enrolled.
Result<void> check_diagnosis(const packs::Pack& pack, const std::string& diagnosis) {
    const auto begins = [&](const std::string& one) { return diagnosis.starts_with(one); };
    if (pack.diagnoses.empty() || diagnosis.empty() || std::ranges::any_of(pack.diagnoses, begins)) return {};
    std::string allowed;
    for (const std::string& one : pack.diagnoses) allowed += (allowed.empty() ? "" : " ") + one;
    return refuse_field(Refusal::unprocessable, "/diagnosis", "DIAGNOSIS_OTHER", allowed);
}

/// Everything that a person's first day in the programme asks for, and the year tasks since.
std::vector<schedule::Task> first_tasks(const packs::Pack& pack, const residents::Brief& brief, CivilDate enrolled_on, CivilDate today) {
    const core::programmes::Resident resident = core_resident(brief);
    std::vector<schedule::Task> plans = core::programmes::tasks_on_enrolment(pack, resident, enrolled_on);
    for (int year = enrolled_on.year() + 1; year <= today.year(); ++year) {
        for (schedule::Task& plan : core::programmes::tasks_of_year(pack, resident, enrolled_on, year)) plans.push_back(std::move(plan));
    }
    return plans;
}

std::string enrolled_json(const Enrolment& enrolment, const std::vector<Task>& tasks, CivilDate today, std::int64_t change_seq) {
    json::Writer out;
    out.begin_object().key("enrolment");
    write_enrolment(out, enrolment);
    out.key("tasks_created").begin_array();
    for (const Task& task : tasks) write_task(out, task, today);
    out.end_array().member("change_seq", change_seq).end_object();
    return out.take();
}

}  // namespace

std::vector<std::string> Programmes::Impl::packs_of_own_tasks() const {
    std::vector<std::string> names;
    for (const Edition& edition : packs.impl().editions) {
        const packs::Pack& pack = *edition.pack;
        const auto is_of_form = [](const packs::TaskRule& rule) {
            return rule.trigger == packs::Trigger::form || rule.trigger == packs::Trigger::referral;
        };
        const bool owns = !pack.has_enrolment && std::ranges::any_of(pack.tasks, is_of_form);
        if (owns && std::ranges::find(names, pack.name) == names.end()) names.push_back(pack.name);
    }
    return names;
}

std::vector<std::string> Programmes::Impl::screening_for(std::string_view programme) const {
    std::vector<std::string> names;
    for (const Edition& edition : packs.impl().editions) {
        const auto& screening = edition.pack->screening;
        if (screening && screening->programme == programme && std::ranges::find(names, edition.bundle.name) == names.end())
            names.push_back(edition.bundle.name);
    }
    return names;
}

Task Programmes::Impl::task_of(const Edition& edition, const residents::Brief& brief, const Enrolment& enrolment,
                               const schedule::Task& plan) const {
    Task task;
    task.id = services.ids.next();
    task.resident_id = enrolment.resident_id;
    task.enrolment_id = enrolment.id;
    task.programme = enrolment.programme;
    task.plan = plan;
    task.institution_id = brief.institution_id;
    task.grid_id = brief.grid_id;
    const packs::TaskRule* const rule = edition.pack->task(plan.code);
    task.is_referral = rule != nullptr && rule->trigger == packs::Trigger::referral;
    return task;
}

void Programmes::Impl::renew_contributions(db::Connection& connection, std::string_view county_id, const residents::Brief& brief,
                                           const Enrolment& enrolment, int first_year, CivilDate today) const {
    Store store{connection, county_id};
    std::vector<rules::Fact> facts = store.facts_of_resident(enrolment.resident_id);
    const int from_year = std::min(first_year, today.year());
    auto all = contributions(brief, enrolment, facts, from_year, indicators::Indicators::last_open_year(today));
    residents::Use use = programmes::use_of(packs.impl(), store.enrolments_of_resident(enrolment.resident_id), std::move(facts));
    std::ranges::move(residents.use_contributions(connection, county_id, enrolment.resident_id, *source, std::move(use),
                                                  {from_year, indicators::Indicators::last_open_year(today)}),
                      std::back_inserter(all));
    indicators.put_contributions(connection, county_id, enrolment.resident_id, all);
}

Result<Saved> Programmes::Impl::enrol(db::Connection& connection, const Actor& actor, const EnrolmentInput& input) const {
    const std::string& county = actor.principal.county_id;
    if (!input.id.empty() && !is_id(input.id)) return refuse_field(Refusal::malformed, "/id", "id.malformed", "1-64 of A-Z a-z 0-9 . -");
    const Edition* const edition = packs.impl().on(input.programme, input.enrolled_on);
    if (edition == nullptr || !edition->pack->has_enrolment) {
        return refuse_field(Refusal::unprocessable, "/programme", "programme-unknown", "a loaded programme");
    }
    const std::string hash = enrolment_hash(input);
    Store store{connection, county};
    hold_counted(connection, county, input.resident_id);
    store.guard_person(input.resident_id);
    std::optional<Enrolment> known = store.guard_enrolment(input.resident_id, input.programme);
    JIWEI_TRY(brief, brief_in_reach(*this, connection, actor, input.resident_id));
    if (brief.status == residents::Status::merged) return refuse(Refusal::conflict, "resident-merged");
    if (identity::is_unknown_patient(brief.name)) return refuse(Refusal::unprocessable, "resident-unknown");
    if (known && known->body_hash == hash) return refuse(Refusal::conflict, "replayed");
    if (known && known->is_open()) return refuse(Refusal::conflict, "already-enrolled");
    if (brief.status != residents::Status::active) return refuse(Refusal::unprocessable, "resident-not-active");
    JIWEI_CHECK(check_dates(actor, brief, input.enrolled_on, "/enrolled_on"));
    JIWEI_CHECK(check_eligible(*edition->pack, brief, input.enrolled_on));
    JIWEI_CHECK(check_diagnosis(*edition->pack, input.diagnosis));

    Enrolment enrolment = known.value_or(Enrolment{});
    enrolment.resident_id = input.resident_id;
    enrolment.programme = input.programme;
    enrolment.grid_id = brief.grid_id;
    enrolment.diagnosis = input.diagnosis;
    enrolment.body_hash = hash;
    if (!known) enrolment.id = input.id.empty() ? services.ids.next() : input.id;
    set_from(enrolment.states, {input.enrolled_on, EnrolmentState::managed, input.enrolled_on});
    set_from(enrolment.places, {input.enrolled_on, brief.institution_id});
    enrolment.follow_courses();
    std::vector<Task> tasks;
    for (const schedule::Task& plan : first_tasks(*edition->pack, brief, input.enrolled_on, actor.today)) {
        tasks.push_back(task_of(*edition, brief, enrolment, plan));
    }
    const std::int64_t change_seq = change::next_seq(connection, county);
    const Because because{"enrol", actor.principal.user_id, actor.trail.at.utc_ms, change_seq};
    if (known) {
        store.update_enrolment(enrolment, because);
    } else {
        store.insert_enrolment(enrolment, because);
    }
    // Who is managed now is not screened any more.
    for (const std::string& name : screening_for(input.programme))
        store.cancel_own_tasks(input.resident_id, name, input.enrolled_on, "enrolled", change_seq);
    for (const Task& task : tasks) store.insert_task(task, change_seq);
    renew_contributions(connection, county, brief, enrolment, input.enrolled_on.year(), actor.today);
    audit_act(connection, actor, "enrol", enrolment.id, enrolment.resident_id, hash);
    json::Writer payload;
    payload.begin_object().member("enrolment_id", enrolment.id).member("resident_id", enrolment.resident_id).end_object();
    send(connection, actor, "enrolment", "enrolment", enrolment.id, enrolment.version, payload.take(), change_seq);
    return Saved{enrolment.id, enrolled_json(enrolment, tasks, actor.today, change_seq), false, change_seq};
}

Result<Saved> Programmes::enrol(db::Connection& connection, const Actor& actor, const EnrolmentInput& input) {
    return impl_->enrol(connection, actor, input);
}

Result<Saved> Programmes::enrol(const Actor& actor, const EnrolmentInput& input) {
    auto saved = impl_->services.database.write([&](db::Connection& connection) { return impl_->enrol(connection, actor, input); });
    if (saved || saved.error().code != "replayed") return saved;
    return impl_->services.database.read([&](db::Connection& connection) -> Result<Saved> {
        const auto known = Store{connection, actor.principal.county_id}.find_enrolment(input.resident_id, input.programme);
        if (!known) return tl::unexpected(saved.error());
        return Saved{known->id, enrolled_json(*known, {}, actor.today, 0), true, 0};
    });
}

// --- state ----------------------------------------------------------------------------------------------------------------------------

Result<std::string> Programmes::Impl::change_state(db::Connection& connection, const Actor& actor, std::string_view enrolment_id,
                                                   EnrolmentState state, CivilDate on, std::string_view reason,
                                                   std::optional<std::int64_t> version) const {
    const std::string& county = actor.principal.county_id;
    Store store{connection, county};
    std::optional<Enrolment> enrolment = store.guard_enrolment_by_id(enrolment_id);
    if (!enrolment) return refuse(Refusal::not_found, "not-found");
    hold_counted(connection, county, enrolment->resident_id);
    JIWEI_TRY(brief, brief_in_reach(*this, connection, actor, enrolment->resident_id));
    if (version && *version != enrolment->version - 1) return refuse(Refusal::conflict, "version-conflict");
    JIWEI_CHECK(check_dates(actor, brief, on, "/on"));
    const bool may = state == EnrolmentState::managed
                         ? enrolment->state == EnrolmentState::lost || enrolment->state == EnrolmentState::refused
                         : enrolment->is_open();
    if (!may || enrolment->state == state) return refuse(Refusal::conflict, "state-forbids");
    if (on < enrolment->state_on) return refuse_field(Refusal::unprocessable, "/on", "DATE_ORDER", ">= " + enrolment->state_on.text());
    set_from(enrolment->states, {on, state, enrolment->enrolled_on});
    enrolment->follow_courses();

    const std::int64_t change_seq = change::next_seq(connection, county);
    const std::string what = "state:" + std::string{reason};
    store.update_enrolment(*enrolment, {what, actor.principal.user_id, actor.trail.at.utc_ms, change_seq});
    if (state == EnrolmentState::managed) {
        const Edition* const edition = packs.impl().on(enrolment->programme, on);
        for (const schedule::Task& plan : core::programmes::tasks_on_enrolment(*edition->pack, core_resident(brief), on)) {
            const packs::TaskRule* const rule = edition->pack->task(plan.code);
            if (rule != nullptr && rule->trigger == packs::Trigger::enrolment) {
                store.insert_task(task_of(*edition, brief, *enrolment, plan), change_seq);
            }
        }
    } else {
        store.cancel_tasks(*enrolment, on, "state", change_seq);
    }
    renew_contributions(connection, county, brief, *enrolment, on.year(), actor.today);
    audit_act(connection, actor, "update", enrolment->id, enrolment->resident_id, {});
    json::Writer payload;
    payload.begin_object().member("enrolment_id", enrolment->id).member("resident_id", enrolment->resident_id).end_object();
    send(connection, actor, "enrolment", "enrolment", enrolment->id, enrolment->version, payload.take(), change_seq);
    json::Writer out;
    write_enrolment(out, *enrolment);
    return out.take();
}

Result<std::string> Programmes::change_state(db::Connection& connection, const Actor& actor, std::string_view enrolment_id,
                                             EnrolmentState state, CivilDate on, std::string_view reason,
                                             std::optional<std::int64_t> version) {
    return impl_->change_state(connection, actor, enrolment_id, state, on, reason, version);
}

Result<std::string> Programmes::change_state(const Actor& actor, std::string_view enrolment_id, EnrolmentState state, CivilDate on,
                                             std::string_view reason, std::optional<std::int64_t> version) {
    return impl_->services.database.write(
        [&](db::Connection& connection) { return impl_->change_state(connection, actor, enrolment_id, state, on, reason, version); });
}

// --- referral results -------------------------------------------------------------------------------------------------------------------

Result<std::string> Programmes::Impl::referral_result(db::Connection& connection, const Actor& actor, std::string_view task_id,
                                                      CivilDate on, std::string_view outcome) const {
    const std::string& county = actor.principal.county_id;
    Store store{connection, county};
    std::optional<Task> task = store.find_task(task_id);
    if (!task || !task->is_referral) return refuse(Refusal::not_found, "not-found");
    if (task->enrolment_id.empty()) {
        store.guard_person(task->resident_id);
    } else {
        static_cast<void>(store.guard_enrolment_by_id(task->enrolment_id));
    }
    JIWEI_TRY(brief, brief_in_reach(*this, connection, actor, task->resident_id));
    JIWEI_CHECK(check_dates(actor, brief, on, "/on"));
    if (on < task->plan.opens) return refuse_field(Refusal::unprocessable, "/on", "DATE_ORDER", ">= " + task->plan.opens.text());
    const TaskState state = static_cast<TaskState>(schedule::state_when_done(task->plan, on));
    const std::int64_t change_seq = change::next_seq(connection, county);
    if (!store.close_task(task->id, state, on.text(), "", outcome, change_seq)) return refuse(Refusal::conflict, "state-forbids");
    audit_act(connection, actor, "update", task->id, task->resident_id, {});
    json::Writer payload;
    payload.begin_object().member("resident_id", task->resident_id).member("task_id", task->id).end_object();
    send(connection, actor, "referral-result", "task", task->id, 2, payload.take(), change_seq);
    task->state = state;
    task->done_on = on.text();
    json::Writer out;
    out.begin_object().key("task");
    write_task(out, *task, actor.today);
    out.member("change_seq", change_seq).end_object();
    return out.take();
}

Result<std::string> Programmes::referral_result(db::Connection& connection, const Actor& actor, std::string_view task_id, CivilDate on,
                                                std::string_view outcome) {
    return impl_->referral_result(connection, actor, task_id, on, outcome);
}

Result<std::string> Programmes::referral_result(const Actor& actor, std::string_view task_id, CivilDate on, std::string_view outcome) {
    return impl_->services.database.write(
        [&](db::Connection& connection) { return impl_->referral_result(connection, actor, task_id, on, outcome); });
}

}  // namespace jiwei::programmes
