#include "core/programmes/task_changes.hpp"

#include <algorithm>
#include <initializer_list>

#include "core/packs/inputs.hpp"
#include "core/rules/fact_value.hpp"

namespace jiwei::core::programmes {

namespace {

using packs::TaskRule;
using packs::Trigger;
using schedule::Task;

constexpr std::string_view managed = "1";

struct TaskSlots {
    rules::Slot anchor;
    rules::Slot due;
};

/// Nothing when the rule does not apply or one of its dates is absent.
std::optional<Task> make_task(const TaskRule& rule, TaskSlots slots, rules::Frame& frame) {
    if (rule.when && !evaluate(*rule.when, frame).is_true()) return std::nullopt;
    const rules::Value anchor = evaluate(rule.anchor, frame);
    frame.set(slots.anchor, anchor);
    const rules::Value due = evaluate(rule.due, frame);
    frame.set(slots.due, due);
    const rules::Value opens = evaluate(rule.opens, frame);
    const rules::Value grace = evaluate(rule.grace_until, frame);
    for (const rules::Value& day : {anchor, due, opens, grace}) {
        if (day.as_date() == nullptr) return std::nullopt;
    }
    return Task{rule.code, *anchor.as_date(), *opens.as_date(), *due.as_date(), *grace.as_date(), rule.completed_by};
}

class TaskChanges {
public:
    TaskChanges(const DecideInput& input, const packs::FormRules& rules, rules::Frame& frame, Decision& made)
        : input_{input}, rules_{rules}, frame_{frame}, made_{made}, left_(input.open_tasks.size(), true) {}

    void all() {
        close();
        const bool ends = made_.enrolment_state && *made_.enrolment_state != managed;
        if (!ends) create();
        for (std::size_t i = 0; i < left_.size(); ++i) {
            // What the amended record had created and does not create again goes; so does everything when the enrolment stops.
            if (left_[i] && (ends || is_own(input_.open_tasks[i]))) cancel(i);
        }
    }

private:
    bool is_own(const OpenTask& open) const { return !input_.record_id.empty() && open.created_by == input_.record_id; }

    void cancel(std::size_t index) {
        made_.cancels.push_back(input_.open_tasks[index].id);
        left_[index] = false;
    }

    void close() {
        for (std::size_t i = 0; i < left_.size(); ++i) {
            const OpenTask& open = input_.open_tasks[i];
            if (!completes(open)) continue;
            const CivilDate day = *made_.service_date;
            made_.closes.push_back(TaskClose{open.id, open.task.code, day, schedule::state_when_done(open.task, day)});
            left_[i] = false;
        }
    }

    /// Engine rules, task life: a final form of the named type with service date >= opens; a follow-up closes the open one even before
    /// that.
    bool completes(const OpenTask& open) {
        const TaskRule* const rule = rule_of(open);
        if (rule == nullptr || is_own(open)) return false;
        const CivilDate day = *made_.service_date;
        // A second follow-up of one day replaces the task that the first one made.
        if (rule->single ? day < open.task.anchor || (day == open.task.anchor && !open.created_by.empty()) : day < open.task.opens)
            return false;
        return !rule->completed_when || evaluate(*rule->completed_when, frame_).is_true();
    }

    const TaskRule* rule_of(const OpenTask& open) const {
        if (open.task.completed_by != rules_.form.name) return nullptr;
        return input_.pack.task(open.task.code);
    }

    void create() {
        constexpr unsigned anchor_offset = 4;  // in packs::decided_inputs
        const auto first = static_cast<unsigned>(rules_.decided_from) + anchor_offset;
        const TaskSlots slots{static_cast<rules::Slot>(first), static_cast<rules::Slot>(first + 1)};
        for (const TaskRule& rule : input_.pack.tasks) {
            if (rule.trigger_form != rules_.form.name) continue;
            if (rule.trigger == Trigger::referral && made_.referral == Referral::none) continue;
            if (auto task = make_task(rule, slots, frame_)) place(rule, std::move(*task));
        }
    }

    void place(const TaskRule& rule, Task task) {
        for (std::size_t i = 0; i < left_.size(); ++i) {
            const OpenTask& open = input_.open_tasks[i];
            if (!left_[i] || open.task.code != rule.code || (!rule.single && !is_own(open))) continue;
            // A record entered late does not touch the task that a later one made; an unchanged task stays.
            const bool keeps = open.task == task || (rule.single && open.task.anchor > task.anchor);
            if (keeps) {
                left_[i] = false;
                return;
            }
            cancel(i);
        }
        made_.creates.push_back(std::move(task));
    }

    const DecideInput& input_;
    const packs::FormRules& rules_;
    rules::Frame& frame_;
    Decision& made_;
    std::vector<bool> left_;  // open tasks that nothing has settled yet
};

rules::Frame frame_of(const packs::Pack& pack, const Resident& resident) {
    rules::Frame frame;
    frame.library = &pack.library;
    frame.slots.resize(static_cast<std::size_t>(packs::TaskInput::size));
    frame.set(packs::slot_of(packs::FormInput::birth_date), rules::Value::date(resident.birth_date));
    frame.set(packs::slot_of(packs::FormInput::sex), rules::Value::code(resident.sex));
    if (resident.death_date) frame.set(packs::slot_of(packs::FormInput::death_date), rules::Value::date(*resident.death_date));
    return frame;
}

/// The tasks of the rules with one of these triggers.
std::vector<Task> triggered(const packs::Pack& pack, std::initializer_list<Trigger> triggers, rules::Frame& frame) {
    const TaskSlots slots{packs::slot_of(packs::TaskInput::task_anchor), packs::slot_of(packs::TaskInput::task_due)};
    std::vector<Task> made;
    for (const TaskRule& rule : pack.tasks) {
        if (std::find(triggers.begin(), triggers.end(), rule.trigger) == triggers.end()) continue;
        if (auto task = make_task(rule, slots, frame)) made.push_back(std::move(*task));
    }
    return made;
}

void set_year(rules::Frame& frame, int year) {
    if (const auto first = CivilDate::of(year, 1, 1)) frame.set(packs::slot_of(packs::TaskInput::year_first), rules::Value::date(*first));
    if (const auto last = CivilDate::of(year, 12, 31)) frame.set(packs::slot_of(packs::TaskInput::year_last), rules::Value::date(*last));
}

std::vector<Task> tasks_without_form(const packs::Pack& pack, const Resident& resident, CivilDate enrolled_on, int year,
                                     bool on_enrolment) {
    rules::Frame frame = frame_of(pack, resident);
    frame.set(packs::slot_of(packs::FormInput::enrolled_on), rules::Value::date(enrolled_on));
    frame.set(packs::slot_of(packs::FormInput::enrolment_state), rules::Value::code(managed));
    set_year(frame, year);
    if (!on_enrolment) return triggered(pack, {Trigger::year}, frame);
    return triggered(pack, {Trigger::year, Trigger::enrolment}, frame);
}

}  // namespace

void settle_tasks(const DecideInput& input, const packs::FormRules& rules, rules::Frame& frame, Decision& made) {
    TaskChanges{input, rules, frame, made}.all();
}

std::vector<TaskClose> closed_by_other(const packs::Pack& pack, std::string_view form, CivilDate on, std::span<const FactValue> facts,
                                       std::span<const OpenTask> open_tasks) {
    rules::Frame frame;
    frame.library = &pack.library;
    std::size_t next = 0;
    for (const packs::FactRule& rule : pack.facts) {
        if (rule.form != form) continue;
        frame.slots.resize(next + 1);
        const auto found = std::find_if(facts.begin(), facts.end(), [&rule](const FactValue& fact) { return fact.code == rule.code; });
        if (found != facts.end()) frame.slots[next] = rules::read_fact(rule.type, found->value);
        ++next;
    }
    std::vector<TaskClose> closes;
    for (const OpenTask& open : open_tasks) {
        const TaskRule* const rule = pack.task(open.task.code);
        if (rule == nullptr || rule->completed_by != form || on < open.task.opens) continue;
        if (rule->completed_when && !evaluate(*rule->completed_when, frame).is_true()) continue;
        closes.push_back(TaskClose{open.id, open.task.code, on, schedule::state_when_done(open.task, on)});
    }
    return closes;
}

std::vector<Task> tasks_on_enrolment(const packs::Pack& pack, const Resident& resident, CivilDate enrolled_on) {
    return tasks_without_form(pack, resident, enrolled_on, enrolled_on.year(), true);
}

std::vector<Task> tasks_of_year(const packs::Pack& pack, const Resident& resident, CivilDate enrolled_on, int year) {
    return tasks_without_form(pack, resident, enrolled_on, year, false);
}

std::vector<Task> tasks_of_archive(const packs::Pack& pack, const Resident& resident, CivilDate opened_on, int year) {
    rules::Frame frame = frame_of(pack, resident);
    frame.set(packs::slot_of(packs::TaskInput::opened_on), rules::Value::date(opened_on));
    frame.set(packs::slot_of(packs::TaskInput::residence_state), rules::Value::code(resident.residence_state));
    if (resident.arrived_on) frame.set(packs::slot_of(packs::TaskInput::arrived_on), rules::Value::date(*resident.arrived_on));
    set_year(frame, year);
    return triggered(pack, {Trigger::opening, Trigger::year}, frame);
}

}  // namespace jiwei::core::programmes
