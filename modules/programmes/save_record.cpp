// The central act: a signed form is decided by the core and everything that follows from it is written in one transaction.
#include <algorithm>
#include <iterator>

#include "core/kernel/id.hpp"
#include "modules/programmes/impl.hpp"
#include "modules/programmes/personal.hpp"
#include "modules/programmes/use.hpp"
#include "platform/change/county_clock.hpp"
#include "platform/crypto/digest.hpp"
#include "platform/outbox/outbox.hpp"

namespace jiwei::programmes {

namespace {

constexpr std::string_view partner_province = "province";
constexpr std::size_t reason_bytes_max = 600;

/// The digest that tells a retry from another body: what the author stated, in canonical form.
std::string hash_of(const RecordInput& input, CivilDate service_date, const json::Value& answers) {
    json::Value body = json::Value::object();
    body.set("answers", answers);
    body.set("form", json::Value::string(input.form));
    body.set("reason", json::Value::string(input.reason));
    body.set("resident_id", json::Value::string(input.resident_id));
    body.set("service_date", json::Value::string(service_date.text()));
    body.set("supersedes", json::Value::string(input.supersedes));
    return crypto::sha256_hex(json::write_canonical(body));
}

/// Open tasks as the core sees them: those that the amended record had closed are open again.
std::vector<core::programmes::OpenTask> core_tasks(const std::vector<Task>& open, const std::vector<Task>& amended,
                                                   std::string_view amended_id) {
    std::vector<core::programmes::OpenTask> tasks;
    tasks.reserve(open.size() + amended.size());
    for (const Task& task : open) tasks.push_back({task.id, task.plan, task.created_record_id});
    for (const Task& task : amended) {
        if (task.done_record_id == amended_id) tasks.push_back({task.id, task.plan, task.created_record_id});
    }
    return tasks;
}

/// Those that belong to no enrolment but to the person: of a pack without enrolment.
std::vector<Task> own_tasks(const std::vector<Task>& tasks, std::string_view programme) {
    std::vector<Task> own;
    std::ranges::copy_if(tasks, std::back_inserter(own),
                         [&](const Task& task) { return task.enrolment_id.empty() && task.programme == programme; });
    return own;
}

/// How many facts of the visit a task repeats: its line has no room for more, and the record holds them all.
constexpr int why_facts_max = 3;

/// What the next task shows as its reason: the class and the facts that the pack lists first, by their names.
std::string why_of(const PreparedRecord& record, const core::programmes::Decision& decision) {
    json::Writer out;
    out.begin_object();
    if (decision.class_code) out.member("class", *decision.class_code);
    out.member("on", record.service_date);
    int shown = 0;
    for (const core::programmes::FactValue& fact : decision.facts) {
        if (shown == why_facts_max) break;
        const auto rule = std::ranges::find(record.edition->pack->facts, fact.code, &packs::FactRule::code);
        const bool is_shown = rule != record.edition->pack->facts.end() && rule->type != rules::Type::boolean && rule->name != "class";
        if (!is_shown) continue;
        out.member(rule->name, fact.value);
        ++shown;
    }
    out.end_object();
    return out.take();
}

std::vector<Finding> unconfirmed(const std::vector<Finding>& findings, const std::vector<std::string>& confirmed) {
    std::vector<Finding> left;
    for (const Finding& finding : findings) {
        if (finding.severity == Severity::soft && std::ranges::find(confirmed, finding.pointer) == confirmed.end()) left.push_back(finding);
    }
    return left;
}

}  // namespace

core::programmes::Resident core_resident(const residents::Brief& brief) {
    core::programmes::Resident resident{brief.birth_date, brief.sex, {}, {}};
    if (brief.status == residents::Status::dead) resident.death_date = brief.status_on;
    return resident;
}

std::vector<rules::Fact> without_record(std::vector<rules::Fact> facts, std::string_view record_id) {
    if (!record_id.empty()) std::erase_if(facts, [record_id](const rules::Fact& fact) { return fact.record_id == record_id; });
    return facts;
}

Result<residents::Brief> brief_in_reach(const Programmes::Impl& impl, db::Connection& connection, const Actor& actor,
                                        std::string_view resident_id) {
    auto found = impl.residents.brief_in_reach(connection, actor.principal.county_id, resident_id, actor.reach);
    // Out of every place of the reader's, but treated by the reader: maternal_child opens to township doctors by nothing else.
    if (found || !impl.access.relates(connection, actor.principal, actor.reach, resident_id, actor.today)) return found;
    if (auto brief = impl.residents.brief(connection, actor.principal.county_id, resident_id)) return std::move(*brief);
    return found;
}

Result<PreparedRecord> Programmes::Impl::prepare(const Actor& actor, const RecordInput& input) const {
    const auto name = split_form(input.form);
    if (!name) return refuse_field(Refusal::malformed, "/form", "form-unknown", "programme/form");
    if (!input.id.empty() && !is_id(input.id)) return refuse_field(Refusal::malformed, "/id", "id.malformed", "1-64 of A-Z a-z 0-9 . -");
    if (input.service_date > actor.today)
        return refuse_field(Refusal::unprocessable, "/service_date", "DATE_FUTURE", "<= " + actor.today.text());
    if (input.reason.size() > reason_bytes_max) return refuse_field(Refusal::malformed, "/reason", "LENGTH", "<= 200 characters");
    PreparedRecord record;
    record.input = &input;
    record.programme = name->pack;
    record.form = name->form;
    record.service_date = input.service_date;
    record.edition = packs.impl().on(name->pack, input.service_date);
    if (record.edition == nullptr) {
        return refuse_field(Refusal::unprocessable, "/form", "form-unknown", "a form of a loaded pack");
    }
    const packs::FormRules* const form = record.edition->pack->form(name->form);
    if (form == nullptr) return refuse_field(Refusal::unprocessable, "/form", "form-unknown", "a form of " + record.programme);
    if (!input.answers.is_object()) return refuse_field(Refusal::malformed, "/answers", "TYPE", "object");
    record.answers = input.answers;
    if (!form->form.date_key.empty()) record.answers.set(form->form.date_key, json::Value::string(input.service_date.text()));
    record.id = input.id.empty() ? services.ids.next() : input.id;
    record.body_hash = hash_of(input, input.service_date, record.answers);
    return record;
}

namespace {

Result<void> check_service_day(const residents::Brief& brief, CivilDate service_date) {
    // Services on the day of death are allowed, later ones are not (residents specification, record status).
    if (brief.status == residents::Status::dead && brief.status_on && service_date > *brief.status_on) {
        return refuse_field(Refusal::unprocessable, "/service_date", "AFTER_DEATH", "<= " + brief.status_on->text());
    }
    if (service_date < brief.birth_date) {
        return refuse_field(Refusal::unprocessable, "/service_date", "BEFORE_BIRTH", ">= " + brief.birth_date.text());
    }
    return {};
}

}  // namespace

/// The whole person is guarded: who enrols at the same moment counts this record, or comes after it (docs/adr/0083).
Result<Situation> Programmes::Impl::load_free(db::Connection& connection, const Actor& actor, const PreparedRecord& record) const {
    const std::string& resident_id = record.input->resident_id;
    Store store{connection, actor.principal.county_id};
    hold_counted(connection, actor.principal.county_id, resident_id);
    store.guard_person(resident_id);
    std::vector<Enrolment> enrolments = store.guard_enrolments(resident_id);
    JIWEI_TRY(brief, brief_in_reach(*this, connection, actor, resident_id));
    if (brief.status == residents::Status::merged) return refuse(Refusal::conflict, "resident-merged");
    JIWEI_CHECK(check_service_day(brief, record.service_date));
    std::ranges::sort(enrolments, {}, &Enrolment::programme);
    Situation situation{std::move(brief), {}, std::move(enrolments), store.facts_of_resident(resident_id), {}, {}};
    situation.enrolment.resident_id = resident_id;
    situation.enrolment.programme = record.programme;  // whose tasks are the person's own: of no enrolment
    situation.open = store.open_tasks_of_resident(resident_id);
    if (!record.input->supersedes.empty()) situation.amended = store.tasks_of_amended_record(resident_id, record.input->supersedes);
    return situation;
}

Result<Situation> Programmes::Impl::load(db::Connection& connection, const Actor& actor, const PreparedRecord& record) const {
    if (!record.edition->pack->has_enrolment) return load_free(connection, actor, record);
    const std::string& resident_id = record.input->resident_id;
    hold_counted(connection, actor.principal.county_id, resident_id);
    Store store{connection, actor.principal.county_id};
    std::optional<Enrolment> enrolment = store.guard_enrolment(resident_id, record.programme);
    JIWEI_TRY(brief, brief_in_reach(*this, connection, actor, resident_id));
    if (brief.status == residents::Status::merged) return refuse(Refusal::conflict, "resident-merged");
    if (!enrolment) return refuse(Refusal::unprocessable, "not-enrolled");
    if (record.input->enrolment_version && *record.input->enrolment_version != enrolment->version - 1) {
        return refuse(Refusal::conflict, "version-conflict");
    }
    JIWEI_CHECK(check_service_day(brief, record.service_date));
    Situation situation{std::move(brief), std::move(*enrolment), {}, store.facts_of_resident(resident_id), {}, {}};
    situation.enrolments = store.enrolments_of_resident(resident_id);
    situation.open = store.open_tasks_of_enrolment(resident_id, situation.enrolment.id);
    if (!record.input->supersedes.empty()) situation.amended = store.tasks_of_amended_record(resident_id, record.input->supersedes);
    return situation;
}

void Programmes::Impl::close_of_programmes(const PreparedRecord& record, const Situation& situation,
                                           core::programmes::Decision& decision) const {
    const std::string& amended_id = record.input->supersedes;
    for (const Enrolment& enrolment : situation.enrolments) {
        const Edition* const edition = packs.impl().on(enrolment.programme, record.service_date);
        if (edition == nullptr) continue;
        std::vector<core::programmes::OpenTask> open = core_tasks(situation.open, situation.amended, amended_id);
        const auto is_ours = [&](const Task& task) { return task.enrolment_id == enrolment.id; };
        std::erase_if(open, [&](const core::programmes::OpenTask& task) {
            const auto of_ours = [&](const Task& one) { return one.id == task.id && is_ours(one); };
            return std::ranges::none_of(situation.open, of_ours) && std::ranges::none_of(situation.amended, of_ours);
        });
        for (core::programmes::TaskClose& close :
             core::programmes::closed_by_other(*edition->pack, record.input->form, record.service_date, decision.facts, open)) {
            decision.closes.push_back(std::move(close));
        }
    }
    for (const Edition* edition : asking_of_archives(record.service_date)) {
        const std::string& name = edition->bundle.name;
        if (name == record.programme) continue;
        const auto open = core_tasks(own_tasks(situation.open, name), own_tasks(situation.amended, name), amended_id);
        for (core::programmes::TaskClose& close :
             core::programmes::closed_by_other(*edition->pack, record.input->form, record.service_date, decision.facts, open)) {
            decision.closes.push_back(std::move(close));
        }
    }
}

Result<Outcome> Programmes::Impl::decide(const Actor& actor, const PreparedRecord& record, const Situation& situation) const {
    const std::string& amended_id = record.input->supersedes;
    core::programmes::Resident resident = core_resident(situation.brief);
    for (const Enrolment& one : situation.enrolments) {
        if (one.is_open()) resident.programmes.push_back(one.programme);
    }
    const bool has_enrolment = record.edition->pack->has_enrolment;
    const Enrolment& enrolment = situation.enrolment;
    std::optional<core::programmes::Enrolment> course;
    std::vector<core::programmes::OpenTask> open;
    if (has_enrolment) {
        course = {enrolment.enrolled_on, std::to_string(static_cast<int>(enrolment.state))};
        open = core_tasks(situation.open, situation.amended, amended_id);
    } else {
        open = core_tasks(own_tasks(situation.open, record.programme), own_tasks(situation.amended, record.programme), amended_id);
    }
    const core::programmes::DecideInput input{*record.edition->pack, record.form, record.answers, resident,   course,
                                              situation.facts,       amended_id,  open,           actor.today};
    Outcome outcome;
    outcome.decision = core::programmes::decide(input);
    core::programmes::Decision& decision = outcome.decision;
    if (decision.has_hard()) return refuse(Refusal::unprocessable, "form-refused", {}, std::move(decision.findings));
    if (!has_enrolment) close_of_programmes(record, situation, decision);
    for (const core::programmes::FactValue& fact : decision.facts) outcome.facts.emplace_back(fact.code, fact.value);
    const std::string why = why_of(record, decision);
    for (const schedule::Task& plan : decision.creates) {
        Task task = task_of(*record.edition, situation.brief, enrolment, plan);
        task.why = why;
        task.created_record_id = record.id;
        outcome.creates.push_back(std::move(task));
    }
    outcome.decision_json = decision_json(decision, outcome.creates, actor.today, {record.input->confirmed, actor.principal.user_id});
    return outcome;
}

namespace {

TaskState stored_state(schedule::TaskState state) { return static_cast<TaskState>(state); }

/// What the amended record had closed is open again until the new decision says otherwise; of a single task only one stays open.
void reopen_tasks(Store& store, const PreparedRecord& record, const Situation& situation, const core::programmes::Decision& decision,
                  std::int64_t change_seq) {
    for (const Task& task : situation.amended) {
        if (task.done_record_id != record.input->supersedes) continue;
        store.reopen_task(task.id);
        if (std::ranges::find(decision.closes, task.id, &core::programmes::TaskClose::id) != decision.closes.end()) continue;
        const packs::TaskRule* const rule = record.edition->pack->task(task.plan.code);
        const bool has_newer = rule != nullptr && rule->single &&
                               std::ranges::any_of(situation.open, [&task](const Task& open) { return open.plan.code == task.plan.code; });
        if (has_newer) static_cast<void>(store.close_task(task.id, TaskState::cancelled, task.done_on, record.id, "amended", change_seq));
    }
}

void close_tasks(Store& store, const PreparedRecord& record, const Situation& situation, const core::programmes::Decision& decision,
                 std::int64_t change_seq) {
    reopen_tasks(store, record, situation, decision, change_seq);
    for (const core::programmes::TaskClose& close : decision.closes) {
        static_cast<void>(store.close_task(close.id, stored_state(close.state), close.done_on.text(), record.id, "", change_seq));
    }
    for (const std::string& id : decision.cancels) {
        static_cast<void>(store.close_task(id, TaskState::cancelled, record.service_date.text(), record.id, "replaced", change_seq));
    }
}

Record record_row(const Actor& actor, const PreparedRecord& record, const Situation& situation, const Outcome& outcome,
                  std::int64_t change_seq) {
    Record row;
    row.id = record.id;
    row.resident_id = situation.enrolment.resident_id;
    row.enrolment_id = situation.enrolment.id;
    row.programme = record.programme;
    row.form = record.input->form;
    row.pack_version = record.edition->bundle.version;
    row.service_date = record.service_date;
    row.answers = json::write(outcome.decision.answers);
    row.decision = outcome.decision_json;
    row.body_hash = record.body_hash;
    row.supersedes = record.input->supersedes;
    row.reason = record.input->reason;
    row.author_id = actor.principal.user_id;
    const bool is_imported = !record.input->source.empty();
    row.source = record.input->source;
    row.author_name = is_imported && !record.input->author_name.empty() ? record.input->author_name : actor.principal.display_name;
    row.institution_id = is_imported ? situation.brief.institution_id : actor.principal.institution_id;
    row.signed_at_ms = actor.trail.at.utc_ms;
    row.change_seq = change_seq;
    return row;
}

/// The enrolment follows the decision ("lost after three failed contacts").
void follow_decision(Situation& situation, const PreparedRecord& record, const core::programmes::Decision& decision) {
    if (!decision.enrolment_state || decision.enrolment_state->empty()) return;
    const auto state = static_cast<EnrolmentState>(decision.enrolment_state->front() - '0');
    set_from(situation.enrolment.states, {record.service_date, state, situation.enrolment.enrolled_on});
    situation.enrolment.follow_courses();
}

}  // namespace

Result<Saved> Programmes::Impl::write(db::Connection& connection, const Actor& actor, const PreparedRecord& record, Situation& situation,
                                      Outcome& outcome) const {
    const std::string& county = actor.principal.county_id;
    Store store{connection, county};
    const Enrolment before = situation.enrolment;
    follow_decision(situation, record, outcome.decision);
    Enrolment& enrolment = situation.enrolment;
    int earliest_year = record.service_date.year();
    for (const rules::Fact& fact : situation.facts) {
        if (fact.record_id == record.input->supersedes) earliest_year = std::min(earliest_year, fact.on.year());
    }
    std::vector<rules::Fact> facts = without_record(std::move(situation.facts), record.input->supersedes);
    for (const auto& [code, value] : outcome.facts) facts.push_back({code, record.service_date, record.id, value});
    const int first_year = std::min(earliest_year, actor.today.year());
    indicators::Change change;
    const int last_year = indicators::Indicators::last_open_year(actor.today);
    // All programmes of the person, this one as it will be.
    std::vector<Enrolment> enrolments =
        situation.enrolments.empty() ? store.enrolments_of_resident(enrolment.resident_id) : situation.enrolments;
    std::ranges::replace_if(
        enrolments, [&](const Enrolment& one) { return one.id == enrolment.id; }, enrolment);
    std::vector<indicators::Contribution> all;
    if (record.edition->pack->has_enrolment) {
        all = contributions(situation.brief, enrolment, facts, first_year, last_year);
    } else {
        for (const Enrolment& one : enrolments) {
            std::ranges::move(contributions(situation.brief, one, facts, first_year, last_year), std::back_inserter(all));
        }
    }
    std::ranges::move(residents.use_contributions(connection, county, enrolment.resident_id, *source,
                                                  programmes::use_of(packs.impl(), enrolments, std::move(facts)), {first_year, last_year}),
                      std::back_inserter(all));
    indicators.plan(change, connection, county, enrolment.resident_id, all);

    const std::int64_t change_seq = change::next_seq(connection, county);
    const Record row = record_row(actor, record, situation, outcome, change_seq);
    if (!store.insert_record(row)) return refuse(Refusal::conflict, "id-conflict");
    if (!record.input->supersedes.empty()) store.remove_facts(enrolment.resident_id, record.input->supersedes);
    store.insert_facts(enrolment.resident_id, record.service_date, record.id, outcome.facts);
    close_tasks(store, record, situation, outcome.decision, change_seq);
    for (const Task& task : outcome.creates) store.insert_task(task, change_seq);
    const std::string what = "record:" + record.id;
    const Because because{what, actor.principal.user_id, actor.trail.at.utc_ms, change_seq};
    if (before.states != enrolment.states) {
        store.update_enrolment(enrolment, because);
        if (!enrolment.is_open()) store.cancel_tasks(enrolment, record.service_date, "state", change_seq);
    } else if (!enrolment.id.empty() && !enrolment.is_open()) {
        // Entered or amended after the end: what it opens, or opens again, ends with the enrolment.
        store.cancel_tasks(enrolment, enrolment.state_on, cancel_reason(enrolment.state), change_seq);
    }
    indicators.apply(change, connection, county);
    audit_act(connection, actor, record.input->supersedes.empty() ? "create" : "amend", record.id, enrolment.resident_id, record.body_hash,
              packs.impl().row_of_form(row.form));
    json::Writer payload;
    payload.begin_object().member("form", row.form).member("record_id", row.id).member("resident_id", row.resident_id).end_object();
    send(connection, actor, record.edition->pack->has_enrolment ? "follow-up" : "health-record", "record", row.id, 1, payload.take(),
         change_seq);
    return Saved{record.id, saved_json(row, enrolment, {}), false, change_seq};
}

Result<Saved> Programmes::Impl::save(db::Connection& connection, const Actor& actor, const PreparedRecord& prepared) const {
    PreparedRecord record = prepared;
    if (!record.input->supersedes.empty()) {
        Store store{connection, actor.principal.county_id};
        const std::optional<Record> old = store.find_record(record.input->supersedes);
        if (!old || old->resident_id != record.input->resident_id) return refuse(Refusal::not_found, "not-found");
        if (old->form != record.input->form) return refuse_field(Refusal::unprocessable, "/form", "form-differs", old->form);
        keep_masked(record, *old, record.answers);
    }
    JIWEI_TRY(situation, load(connection, actor, record));
    JIWEI_CHECK(organization.may_sign(connection, actor.principal.county_id, record.input->form,
                                      {actor.principal.user_id, {}, {}, actor.principal.institution_id, record.service_date}));
    if (!record.input->supersedes.empty()) {
        Store store{connection, actor.principal.county_id};
        if (store.superseding_record(record.input->supersedes)) return refuse(Refusal::conflict, "superseded");
    } else if (!situation.enrolment.is_open()) {
        return refuse(Refusal::unprocessable, "not-enrolled");
    }
    JIWEI_TRY(outcome, decide(actor, record, situation));
    std::vector<Finding> open = unconfirmed(outcome.decision.findings, record.input->confirmed);
    if (!open.empty() && record.input->source.empty()) return refuse(Refusal::unprocessable, "confirm-needed", {}, std::move(open));
    return write(connection, actor, record, situation, outcome);
}

Result<Saved> Programmes::Impl::replay(const Actor& actor, const PreparedRecord& record, Problem refusal) const {
    if (record.input->id.empty()) return tl::unexpected(std::move(refusal));
    return services.database.read([&](db::Connection& connection) -> Result<Saved> {
        Store store{connection, actor.principal.county_id};
        const std::optional<Record> row = store.find_record(record.id);
        if (!row) return tl::unexpected(refusal);
        if (!brief_in_reach(*this, connection, actor, row->resident_id)) return refuse(Refusal::conflict, "id-conflict");
        if (row->body_hash != record.body_hash) return refuse(Refusal::conflict, "id-conflict");
        const std::optional<Enrolment> enrolment = store.find_enrolment_by_id(row->enrolment_id);
        const std::string by = store.superseding_record(row->id).value_or("");
        return Saved{row->id, saved_json(*row, enrolment.value_or(Enrolment{}), by), true, row->change_seq};
    });
}

void Programmes::Impl::audit_act(db::Connection& connection, const Actor& actor, std::string_view action, std::string_view resource_id,
                                 std::string_view resident_id, std::string_view after_hash, std::string_view row) const {
    audit::Entry entry = audit::entry_of(actor.principal, actor.trail);
    entry.action = action;
    entry.resource = row.empty() ? std::string_view{actor.row} : row;
    entry.resource_id = resource_id;
    entry.person_id = resident_id;
    entry.after_hash = after_hash;
    audit::append_act(connection, actor.principal.county_id, entry);
}

void Programmes::Impl::send(db::Connection& connection, const Actor& actor, std::string_view topic, std::string_view type,
                            std::string_view id, std::int64_t version, std::string payload, std::int64_t change_seq) const {
    outbox::Message message;
    message.msg_id = services.ids.next();
    message.topic = topic;
    message.aggregate_type = type;
    message.aggregate_id = id;
    message.aggregate_version = version;
    message.partner = partner_province;
    message.payload = std::move(payload);
    outbox::put(connection, actor.principal.county_id, message, actor.trail.at, change_seq);
}

// --- the public face ----------------------------------------------------------------------------------------------------------------

Result<Saved> Programmes::save_record(const Actor& actor, const RecordInput& input) {
    JIWEI_TRY(record, impl_->prepare(actor, input));
    auto saved = impl_->services.database.write([&](db::Connection& connection) { return impl_->save(connection, actor, record); });
    if (saved) return saved;
    return impl_->replay(actor, record, std::move(saved.error()));
}

Result<Saved> Programmes::save_record(db::Connection& connection, const Actor& actor, const RecordInput& input) {
    JIWEI_TRY(record, impl_->prepare(actor, input));
    return impl_->save(connection, actor, record);
}

Result<Saved> Programmes::amend(const Actor& actor, const RecordInput& input) {
    if (input.supersedes.empty()) return refuse_field(Refusal::malformed, "/supersedes", "REQUIRED", "a record id");
    if (input.reason.empty()) return refuse_field(Refusal::unprocessable, "/reason", "REQUIRED", "why the record is amended");
    return save_record(actor, input);
}

}  // namespace jiwei::programmes
