// Rows as the API shows them.
#include <algorithm>

#include "modules/programmes/impl.hpp"

namespace jiwei::programmes {

namespace {

void write_or_null(json::Writer& out, std::string_view name, std::string_view text) {
    out.key(name);
    if (text.empty()) {
        out.null();
    } else {
        out.string(text);
    }
}

std::string json_or(std::string_view text, std::string_view otherwise) { return std::string{text.empty() ? otherwise : text}; }

}  // namespace

TaskState task_state_on(TaskState stored, CivilDate opens, CivilDate due, CivilDate grace_until, CivilDate day) {
    if (stored != TaskState::pending) return stored;
    if (day < opens) return TaskState::pending;
    if (day <= due) return TaskState::open;
    return day <= grace_until ? TaskState::late : TaskState::missed;
}

void write_task(json::Writer& out, const Task& task, CivilDate today) {
    const TaskState state = task_state_on(task.state, task.plan.opens, task.plan.due, task.plan.grace_until, today);
    const bool is_late = state == TaskState::late || state == TaskState::missed;
    out.begin_object().member("id", task.id).member("resident_id", task.resident_id).member("enrolment_id", task.enrolment_id);
    out.member("programme", task.programme).member("code", task.plan.code);
    // A form of another pack is named whole.
    const bool is_other = task.plan.completed_by.find('/') != std::string::npos;
    out.member("form", is_other ? task.plan.completed_by : task.programme + "/" + task.plan.completed_by);
    out.member("anchor", task.plan.anchor).member("opens", task.plan.opens).member("due", task.plan.due);
    out.member("grace_until", task.plan.grace_until).member("state", static_cast<int>(state));
    out.member("late_days", is_late ? days_between(task.plan.due, today) : 0);
    write_or_null(out, "done_on", task.done_on);
    out.member("referral", task.is_referral);
    out.key("why").raw(json_or(task.why, "{}")).end_object();
}

void write_enrolment(json::Writer& out, const Enrolment& e) {
    out.begin_object().member("id", e.id).member("resident_id", e.resident_id).member("programme", e.programme);
    out.member("state", std::to_string(static_cast<int>(e.state))).member("state_on", e.state_on).member("enrolled_on", e.enrolled_on);
    out.member("institution_id", e.institution_id).member("diagnosis", e.diagnosis).member("version", e.version).end_object();
}

void write_record(json::Writer& out, const Record& r, std::string_view superseded_by) {
    out.begin_object().member("id", r.id).member("resident_id", r.resident_id).member("enrolment_id", r.enrolment_id);
    out.member("form", r.form).member("pack_version", r.pack_version).member("service_date", r.service_date);
    out.key("answers").raw(r.answers).member("signed_at", time::text(time::Instant{r.signed_at_ms}));
    out.member("author_id", r.author_id).member("author_name", r.author_name).member("institution_id", r.institution_id);
    write_or_null(out, "supersedes", r.supersedes);
    write_or_null(out, "superseded_by", superseded_by);
    out.member("reason", r.reason);
    write_or_null(out, "source", r.source);
    out.end_object();
}

namespace {

void write_optional(json::Writer& out, std::string_view name, const std::optional<std::string>& text) {
    write_or_null(out, name, text ? std::string_view{*text} : std::string_view{});
}

void write_date(json::Writer& out, std::string_view name, const std::optional<CivilDate>& date) {
    write_or_null(out, name, date ? date->text() : std::string{});
}

void write_referral(json::Writer& out, const core::programmes::Decision& decision, const std::vector<Task>& creates) {
    out.key("referral");
    if (decision.referral == core::programmes::Referral::none) {
        out.null();
        return;
    }
    out.begin_object().member("urgency", std::string{core::programmes::referral_name(decision.referral)});
    std::string due;
    for (const Task& task : creates) {
        if (task.is_referral) due = task.plan.due.text();
    }
    write_or_null(out, "due", due);
    out.end_object();
}

}  // namespace

namespace {

/// Whom the form serves and what it lacks for them; only forms with groups have the member.
void write_groups(json::Writer& out, const std::vector<forms::GroupState>& groups) {
    if (groups.empty()) return;
    out.key("groups").begin_object();
    for (const forms::GroupState& group : groups) {
        out.key(group.key).begin_object().member("applies", group.applies).member("complete", group.missing.empty());
        out.key("missing").begin_array();
        for (const std::string& key : group.missing) out.string(key);
        out.end_array().end_object();
    }
    out.end_object();
}

}  // namespace

std::string decision_json(const core::programmes::Decision& decision, const std::vector<Task>& creates, CivilDate today,
                          const Confirmed& confirmed) {
    json::Writer out;
    out.begin_object();
    write_optional(out, "class", decision.class_code);
    write_optional(out, "rule_class", decision.rule_class);
    write_date(out, "next_due", decision.next_due);
    write_date(out, "rule_next_due", decision.rule_next_due);
    write_referral(out, decision, creates);
    out.member("row", decision.row).key("flags").begin_object();
    for (const auto& [name, is_set] : decision.flags) out.member(name, is_set);
    out.end_object();
    write_groups(out, decision.groups);
    out.key("messages").begin_array();
    for (const std::string& message : decision.messages) out.string(message);
    out.end_array().key("findings").begin_array();
    for (const Finding& finding : decision.findings) {
        out.begin_object().member("pointer", finding.pointer).member("code", finding.code).member("allowed", finding.allowed);
        out.member("severity", finding.severity == Severity::hard ? "hard" : "soft");
        // Validation classes: a doubtful value is kept with who confirmed it.
        const bool is_confirmed = std::ranges::find(confirmed.pointers, finding.pointer) != confirmed.pointers.end();
        if (finding.severity == Severity::soft && is_confirmed && !confirmed.by.empty()) out.member("confirmed_by", confirmed.by);
        out.end_object();
    }
    out.end_array().key("tasks_closed").begin_array();
    for (const core::programmes::TaskClose& close : decision.closes) out.string(close.id);
    out.end_array().key("tasks_created").begin_array();
    for (const Task& task : creates) write_task(out, task, today);
    out.end_array().end_object();
    return out.take();
}

std::string saved_json(const Record& record, const Enrolment& enrolment, std::string_view superseded_by) {
    json::Writer out;
    out.begin_object().key("record");
    write_record(out, record, superseded_by);
    out.key("decision").raw(record.decision).key("enrolment");
    if (enrolment.id.empty()) {
        out.null();
    } else {
        write_enrolment(out, enrolment);
    }
    out.member("change_seq", record.change_seq).end_object();
    return out.take();
}

}  // namespace jiwei::programmes
