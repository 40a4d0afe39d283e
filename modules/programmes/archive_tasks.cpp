#include "modules/programmes/archive_tasks.hpp"

#include <algorithm>

namespace jiwei::programmes {

namespace {

constexpr std::string_view replaced = "replaced";

class Settling {
public:
    Settling(const Programmes::Impl& impl, db::Connection& connection, const residents::ActContext& act, const residents::Event& event,
             const Edition& edition, std::int64_t change_seq)
        : impl_{impl}, act_{act}, event_{event}, edition_{edition}, change_seq_{change_seq}, store_{connection, act.county_id} {}

    void run() {
        if (event_.status == residents::Status::active) {
            wanted_ = core::programmes::tasks_on_opening(*edition_.pack, {event_.birth_date, {}, {}, {}}, event_.opened_on);
        }
        const bool is_new = event_.kind == residents::EventKind::created;
        if (!is_new) known_ = store_.tasks_of_programme(event_.resident_id, archive_pack);
        for (Task& task : known_) cancel_unless_wanted(task);
        for (const schedule::Task& plan : wanted_) settle(plan);
    }

private:
    static bool is_same(const Task& task, const schedule::Task& plan) {
        return task.plan.code == plan.code && task.plan.anchor == plan.anchor;
    }

    void cancel_unless_wanted(Task& task) {
        if (task.state != TaskState::pending) return;
        if (std::ranges::any_of(wanted_, [&](const schedule::Task& plan) { return is_same(task, plan); })) return;
        const auto end = end_state(event_.status);
        static_cast<void>(
            store_.close_task(task.id, TaskState::cancelled, event_.on.text(), "", end ? cancel_reason(*end) : replaced, change_seq_));
        task.state = TaskState::cancelled;
    }

    void settle(const schedule::Task& plan) {
        const auto same = std::ranges::find_if(known_, [&](const Task& task) { return is_same(task, plan); });
        if (event_.has_basic_form) {
            if (same == known_.end() || same->state != TaskState::pending) return;
            const auto state = static_cast<TaskState>(schedule::state_when_done(plan, act_.today));
            static_cast<void>(store_.close_task(same->id, state, act_.today.text(), "", "", change_seq_));
            return;
        }
        if (same == known_.end()) return open(plan);
        if (same->state != TaskState::pending) {
            store_.reopen_task(same->id);
            store_.move_tasks(event_.resident_id, event_.institution_id, event_.grid_id);
        }
    }

    void open(const schedule::Task& plan) {
        Enrolment none;
        none.resident_id = event_.resident_id;
        none.programme = archive_pack;
        residents::Brief where;
        where.institution_id = event_.institution_id;
        where.grid_id = event_.grid_id;
        store_.insert_task(impl_.task_of(edition_, where, none, plan), change_seq_);
    }

    const Programmes::Impl& impl_;
    const residents::ActContext& act_;
    const residents::Event& event_;
    const Edition& edition_;
    std::int64_t change_seq_;
    Store store_;
    std::vector<schedule::Task> wanted_;
    std::vector<Task> known_;
};

}  // namespace

void settle_archive_tasks(const Programmes::Impl& impl, db::Connection& connection, const residents::ActContext& act,
                          const residents::Event& event, std::int64_t change_seq) {
    const Edition* const edition = impl.packs.impl().on(archive_pack, act.today);
    if (edition != nullptr) Settling{impl, connection, act, event, *edition, change_seq}.run();
}

}  // namespace jiwei::programmes
