#include "modules/programmes/archive_tasks.hpp"

#include <algorithm>

#include "platform/change/county_clock.hpp"

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

namespace {

// A chunk must be short: on SQLite everybody else waits for it.
constexpr int archives_per_act = 500;
constexpr int jobs_listed_max = 100;
constexpr const char* archive_tasks_lost = "job-lost";

/// The people of a page whose archive asks for a task that nobody has opened yet.
std::vector<residents::Event> without_task(db::Connection& connection, std::string_view county_id, const Edition& edition,
                                           std::vector<residents::Event> page) {
    Store store{connection, county_id};
    std::erase_if(page, [&](const residents::Event& event) {
        if (event.status != residents::Status::active || event.has_basic_form) return true;
        const auto wanted = core::programmes::tasks_on_opening(*edition.pack, {event.birth_date, {}, {}, {}}, event.opened_on);
        return wanted.empty() || !store.tasks_of_programme(event.resident_id, archive_pack).empty();
    });
    return page;
}

}  // namespace

std::string run_archive_tasks(const Programmes::Impl& impl, jobs::Run& run) {
    const std::string& county = run.job().county_id;
    const time::Instant now = impl.services.clock.now();
    residents::ActContext act{county, {}, audit::Trail{now, run.job().id, {}, "job"}, time::civil_date(now)};
    act.principal.user_id = act.principal.display_name = "system";
    act.principal.county_id = county;
    const Edition* const edition = impl.packs.impl().on(archive_pack, act.today);
    if (edition == nullptr) return {};
    std::string after = run.job().cursor;
    std::int64_t done = run.job().done;
    for (bool more = true; more;) {
        if (run.stopping()) return {};
        const auto reached = impl.services.database.write([&](db::Connection& connection) -> tl::expected<std::string, int> {
            const auto asking = [&] { return impl.residents.standing(connection, county, after, archives_per_act, act.today); };
            std::vector<residents::Event> page = asking();
            std::string last = page.empty() ? std::string{} : page.back().resident_id;
            more = page.size() == static_cast<std::size_t>(archives_per_act);
            if (!without_task(connection, county, *edition, std::move(page)).empty()) {
                // Who writes archive tasks does so behind the county clock: what is read now stays so until the end of the act.
                const std::int64_t seq = change::next_seq(connection, county);
                for (const residents::Event& event : without_task(connection, county, *edition, asking()))
                    settle_archive_tasks(impl, connection, act, event, seq);
            }
            if (!run.checkpoint(connection, {last, done + archives_per_act, 0, {}})) return tl::unexpected(0);
            return last;
        });
        if (!reached) return archive_tasks_lost;
        after = *reached;
        done += archives_per_act;
    }
    return {};
}

bool Programmes::enqueue_archive_tasks(db::Connection& connection, std::string_view county_id) const {
    const std::vector<jobs::Job> known = jobs::list(connection, county_id, archive_tasks_job, jobs_listed_max);
    const auto is_settled = [](const jobs::Job& job) { return job.state != jobs::State::failed && job.state != jobs::State::cancelled; };
    if (std::ranges::any_of(known, is_settled) || known.size() == jobs_listed_max) return false;
    jobs::Job job;
    job.county_id = county_id;
    job.id = "archive-tasks-" + std::to_string(known.size() + 1);
    job.kind = archive_tasks_job;
    job.input = "{}";
    job.created_by = "system";
    job.created_at = job.updated_at = impl_->services.clock.now();
    jobs::enqueue(connection, job);
    return true;
}

}  // namespace jiwei::programmes
