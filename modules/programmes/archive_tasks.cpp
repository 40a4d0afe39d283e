#include "modules/programmes/archive_tasks.hpp"

#include <algorithm>
#include <set>

#include "platform/change/county_clock.hpp"
#include "platform/crypto/digest.hpp"

namespace jiwei::programmes {

namespace {

constexpr std::string_view replaced = "replaced";

std::vector<schedule::Task> wanted_of(const Edition& edition, const residents::Event& event, CivilDate today) {
    if (event.status != residents::Status::active) return {};
    const core::programmes::Resident person{event.birth_date, {}, {}, {}, event.residence_state, event.arrived_on};
    return core::programmes::tasks_of_archive(*edition.pack, person, event.opened_on, today.year());
}

bool is_same(const Task& task, const schedule::Task& plan) { return task.plan.code == plan.code && task.plan.anchor == plan.anchor; }

bool is_of_year(const Edition& edition, const schedule::Task& plan) {
    const packs::TaskRule* const rule = edition.pack->task(plan.code);
    return rule != nullptr && rule->trigger == packs::Trigger::year;
}

/// By what, and when, a task is done.
struct Completion {
    CivilDate on;
    std::string record_id;
};

/// The first record whose facts complete the task.
std::optional<Completion> completed_by_record(const Edition& edition, const schedule::Task& plan, const std::vector<rules::Fact>& facts) {
    const packs::TaskRule* const rule = edition.pack->task(plan.code);
    if (rule == nullptr) return std::nullopt;
    std::optional<Completion> first;
    std::set<std::string, std::less<>> seen;
    for (const rules::Fact& fact : facts) {
        if (fact.on < plan.opens || (first && first->on <= fact.on) || !seen.insert(fact.record_id).second) continue;
        std::vector<core::programmes::FactValue> values;
        for (const rules::Fact& one : facts) {
            if (one.record_id == fact.record_id) values.push_back({one.code, one.value});
        }
        const core::programmes::OpenTask open{"", plan, ""};
        if (!core::programmes::closed_by_other(*edition.pack, rule->completed_by, fact.on, values, {&open, 1}).empty())
            first = Completion{fact.on, fact.record_id};
    }
    return first;
}

class Settling {
public:
    Settling(const Programmes::Impl& impl, db::Connection& connection, const residents::ActContext& act, const residents::Event& event,
             const Edition& edition, std::int64_t change_seq)
        : impl_{impl}, act_{act}, event_{event}, edition_{edition}, change_seq_{change_seq}, store_{connection, act.county_id} {}

    void run() {
        wanted_ = wanted_of(edition_, event_, act_.today);
        const bool is_new = event_.kind == residents::EventKind::created;
        if (!is_new) known_ = store_.tasks_of_programme(event_.resident_id, edition_.bundle.name);
        const auto needs_facts = [&](const schedule::Task& plan) { return is_of_year(edition_, plan); };
        if (!is_new && std::ranges::any_of(wanted_, needs_facts)) facts_ = store_.facts_of_resident(event_.resident_id);
        for (Task& task : known_) cancel_unless_wanted(task);
        for (const schedule::Task& plan : wanted_) settle(plan);
    }

private:
    void cancel_unless_wanted(Task& task) {
        if (task.state != TaskState::pending) return;
        if (std::ranges::any_of(wanted_, [&](const schedule::Task& plan) { return is_same(task, plan); })) return;
        const auto end = end_state(event_.status);
        // What an earlier year asked for stays to be done late.
        if (!end && is_of_year(edition_, task.plan) && task.plan.due.year() < act_.today.year()) return;
        static_cast<void>(
            store_.close_task(task.id, TaskState::cancelled, event_.on.text(), "", end ? cancel_reason(*end) : replaced, change_seq_));
        task.state = TaskState::cancelled;
    }

    [[nodiscard]] std::optional<Completion> completion_of(const schedule::Task& plan) const {
        if (is_of_year(edition_, plan)) return completed_by_record(edition_, plan, facts_);
        return event_.has_basic_form ? std::optional{Completion{act_.today, {}}} : std::nullopt;
    }

    void settle(const schedule::Task& plan) {
        const auto same = std::ranges::find_if(known_, [&](const Task& task) { return is_same(task, plan); });
        const bool is_known = same != known_.end();
        if (const auto done = completion_of(plan)) {
            if (is_known ? same->state != TaskState::pending : !is_of_year(edition_, plan)) return;
            const std::string id = is_known ? same->id : open(plan);
            const auto state = static_cast<TaskState>(schedule::state_when_done(plan, done->on));
            static_cast<void>(store_.close_task(id, state, done->on.text(), done->record_id, "", change_seq_));
            return;
        }
        if (!is_known) {
            open(plan);
        } else if (same->state != TaskState::pending) {
            store_.reopen_task(same->id);
            store_.move_tasks(event_.resident_id, event_.institution_id, event_.grid_id);
        }
    }

    std::string open(const schedule::Task& plan) {
        Enrolment none;
        none.resident_id = event_.resident_id;
        none.programme = edition_.bundle.name;
        residents::Brief where;
        where.institution_id = event_.institution_id;
        where.grid_id = event_.grid_id;
        const Task task = impl_.task_of(edition_, where, none, plan);
        store_.insert_task(task, change_seq_);
        return task.id;
    }

    const Programmes::Impl& impl_;
    const residents::ActContext& act_;
    const residents::Event& event_;
    const Edition& edition_;
    std::int64_t change_seq_;
    Store store_;
    std::vector<schedule::Task> wanted_;
    std::vector<Task> known_;
    std::vector<rules::Fact> facts_;
};

}  // namespace

std::vector<const Edition*> Programmes::Impl::asking_of_archives(CivilDate today) const {
    std::vector<const Edition*> all;
    const std::string* last = nullptr;
    for (const Edition& edition : packs.impl().editions) {
        if (edition.pack->has_enrolment || (last != nullptr && *last == edition.bundle.name)) continue;
        last = &edition.bundle.name;
        const Edition* const valid = packs.impl().on(edition.bundle.name, today);
        const auto is_asked = [](const packs::TaskRule& rule) {
            return rule.trigger == packs::Trigger::opening || rule.trigger == packs::Trigger::year;
        };
        if (valid != nullptr && std::ranges::any_of(valid->pack->tasks, is_asked)) all.push_back(valid);
    }
    return all;
}

void settle_archive_tasks(const Programmes::Impl& impl, db::Connection& connection, const residents::ActContext& act,
                          const residents::Event& event, std::int64_t change_seq) {
    for (const Edition* edition : impl.asking_of_archives(act.today)) {
        Settling{impl, connection, act, event, *edition, change_seq}.run();
    }
}

namespace {

// A chunk must be short: on SQLite everybody else waits for it.
constexpr int archives_per_act = 500;
constexpr int jobs_listed_max = 100;
constexpr const char* archive_tasks_lost = "job-lost";

bool asks_anew(Store& store, const Edition& edition, const residents::Event& event, CivilDate today) {
    const std::vector<schedule::Task> wanted = wanted_of(edition, event, today);
    if (wanted.empty()) return false;
    const std::vector<Task> known = store.tasks_of_programme(event.resident_id, edition.bundle.name);
    return std::ranges::any_of(wanted, [&](const schedule::Task& plan) {
        if (!is_of_year(edition, plan)) return !event.has_basic_form && known.empty();
        return std::ranges::none_of(known, [&](const Task& task) { return is_same(task, plan); });
    });
}

/// The people of a page whose archive asks for a task that nobody has opened yet.
std::vector<residents::Event> without_task(db::Connection& connection, std::string_view county_id,
                                           const std::vector<const Edition*>& asking, std::vector<residents::Event> page, CivilDate today) {
    Store store{connection, county_id};
    std::erase_if(page, [&](const residents::Event& event) {
        return std::ranges::none_of(asking, [&](const Edition* edition) { return asks_anew(store, *edition, event, today); });
    });
    return page;
}

/// What a walk is for: the year, and the editions that ask.
std::string walk_of(const std::vector<const Edition*>& asking, CivilDate today) {
    std::string versions;
    for (const Edition* edition : asking) versions += edition->bundle.version;
    json::Writer out;
    out.begin_object().member("year", today.year()).member("packs", crypto::sha256_hex(versions));
    return out.end_object().take();
}

}  // namespace

std::string run_archive_tasks(const Programmes::Impl& impl, jobs::Run& run) {
    const std::string& county = run.job().county_id;
    const time::Instant now = impl.services.clock.now();
    residents::ActContext act{county, {}, audit::Trail{now, run.job().id, {}, "job"}, time::civil_date(now)};
    act.principal.user_id = act.principal.display_name = "system";
    act.principal.county_id = county;
    const std::vector<const Edition*> asking = impl.asking_of_archives(act.today);
    std::string after = run.job().cursor;
    std::int64_t done = run.job().done;
    for (bool more = !asking.empty(); more;) {
        if (run.stopping()) return {};
        const auto reached = impl.services.database.write([&](db::Connection& connection) -> tl::expected<std::string, int> {
            std::vector<residents::Event> page = impl.residents.standing(connection, county, after, archives_per_act, act.today);
            std::string last = page.empty() ? std::string{} : page.back().resident_id;
            more = page.size() == static_cast<std::size_t>(archives_per_act);
            if (!without_task(connection, county, asking, std::move(page), act.today).empty()) {
                // Whoever examines one of them now, or changes the archive, comes before this act or after it: the people first, in the
                // order of their ids, then the clock, as in every act.
                page = impl.residents.standing(connection, county, after, archives_per_act, act.today);
                for (const residents::Event& event : without_task(connection, county, asking, std::move(page), act.today))
                    impl.hold_counted(connection, county, event.resident_id);
                const std::int64_t seq = change::next_seq(connection, county);
                page = impl.residents.standing(connection, county, after, archives_per_act, act.today);
                for (const residents::Event& event : without_task(connection, county, asking, std::move(page), act.today))
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
    const CivilDate today = time::civil_date(impl_->services.clock.now());
    const std::string walk = walk_of(impl_->asking_of_archives(today), today);
    const auto is_settled = [&](const jobs::Job& job) {
        return job.input == walk && job.state != jobs::State::failed && job.state != jobs::State::cancelled;
    };
    if (std::ranges::any_of(known, is_settled) || known.size() == jobs_listed_max) return false;
    jobs::Job job;
    job.county_id = county_id;
    job.id = "archive-tasks-" + std::to_string(known.size() + 1);
    job.kind = archive_tasks_job;
    job.input = walk;
    job.created_by = "system";
    job.created_at = job.updated_at = impl_->services.clock.now();
    jobs::enqueue(connection, job);
    return true;
}

}  // namespace jiwei::programmes
