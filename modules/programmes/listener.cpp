// What happens to enrolments and tasks when a person dies, moves, is lost or comes back (residents specification, record status).
#include <algorithm>

#include "modules/programmes/archive_tasks.hpp"

namespace jiwei::programmes {

namespace {

bool concerns_us(const residents::Event& event) {
    return event.kind == residents::EventKind::moved || event.kind == residents::EventKind::status_changed;
}

/// A death or closing entered in error leaves no trace in the course; a return starts a new step.
bool undo_end(Enrolment& enrolment, residents::Status before, CivilDate on) {
    const auto ended = end_state(before);
    if (!ended || enrolment.state != *ended) return false;
    const bool was_error = *ended == EnrolmentState::dead || *ended == EnrolmentState::closed;
    if (was_error && enrolment.states.size() > 1) {
        enrolment.states.pop_back();
    } else {
        set_from(enrolment.states, {on, EnrolmentState::managed, enrolment.enrolled_on});
    }
    enrolment.follow_courses();
    return true;
}

}  // namespace

std::optional<EnrolmentState> end_state(residents::Status status) {
    switch (status) {
    case residents::Status::moved_out: return EnrolmentState::moved_out;
    case residents::Status::dead: return EnrolmentState::dead;
    case residents::Status::lost: return EnrolmentState::lost;
    case residents::Status::closed:
    case residents::Status::merged: return EnrolmentState::closed;
    case residents::Status::active: return std::nullopt;
    }
    return std::nullopt;
}

std::string_view cancel_reason(EnrolmentState state) {
    switch (state) {
    case EnrolmentState::dead: return "death";
    case EnrolmentState::moved_out: return "moved-out";
    case EnrolmentState::lost: return "lost";
    default: return "archive-closed";
    }
}

void Programmes::lock(db::Connection& connection, const residents::ActContext& act, std::span<const residents::Event> events) {
    std::vector<std::string_view> ids;
    for (const residents::Event& event : events) {
        if (concerns_us(event)) ids.push_back(event.resident_id);
    }
    std::ranges::sort(ids);
    const auto repeated = std::ranges::unique(ids);
    ids.erase(repeated.begin(), repeated.end());
    Store store{connection, act.county_id};
    for (const std::string_view id : ids) {
        store.guard_person(id);
        static_cast<void>(store.guard_enrolments(id));
    }
}

namespace {

class Following {
public:
    Following(const Programmes::Impl& impl, db::Connection& connection, const residents::ActContext& act, std::int64_t change_seq)
        : impl_{impl}, connection_{connection}, act_{act}, store_{connection, act.county_id}, change_seq_{change_seq} {}

    Result<void> follow(const residents::Event& event) {
        if (event.kind == residents::EventKind::status_changed && event.status == residents::Status::dead) {
            JIWEI_CHECK(check_no_later_service(event));
        }
        if (event.kind == residents::EventKind::moved) store_.move_tasks(event.resident_id, event.institution_id, event.grid_id);
        if (event.kind == residents::EventKind::status_changed) follow_own_tasks(event);
        for (Enrolment& enrolment : store_.enrolments_of_resident(event.resident_id)) {
            const Enrolment before = enrolment;
            if (event.kind == residents::EventKind::moved) {
                move(enrolment, event);
            } else if (const auto state = end_state(event.status)) {
                end(enrolment, event, *state);
            } else {
                come_back(enrolment, event);
            }
            if (before.states != enrolment.states || before.places != enrolment.places || before.grid_id != enrolment.grid_id)
                keep(enrolment, event);
        }
        return {};
    }

private:
    Result<void> check_no_later_service(const residents::Event& event) {
        std::vector<Finding> later;
        for (const auto& [id, date] : store_.records_after_date(event.resident_id, event.on)) {
            later.push_back({"/on", "AFTER_DEATH", date, Severity::hard});
        }
        if (later.empty()) return {};
        return refuse(Refusal::conflict, "AFTER_DEATH", {}, std::move(later));
    }

    /// Tasks of no enrolment (a screening) end with the archive, and come back when that was an error.
    void follow_own_tasks(const residents::Event& event) {
        const auto ended = end_state(event.status_before);
        const auto state = end_state(event.status);
        const bool was_error = ended == EnrolmentState::dead || ended == EnrolmentState::closed;
        for (const std::string& name : impl_.packs_of_own_tasks()) {
            if (state) {
                store_.cancel_own_tasks(event.resident_id, name, event.on, cancel_reason(*state), change_seq_);
            } else if (was_error) {
                store_.reopen_own_tasks(event.resident_id, name, cancel_reason(*ended));
            }
        }
    }

    void move(Enrolment& enrolment, const residents::Event& event) {
        if (enrolment.institution_id != event.institution_id) {
            set_from(enrolment.places, {std::max(event.on, enrolment.places.front().from), event.institution_id});
        }
        enrolment.grid_id = event.grid_id;
        enrolment.follow_courses();
    }

    void end(Enrolment& enrolment, const residents::Event& event, EnrolmentState state) {
        if (!enrolment.is_open() || enrolment.state == state) return;
        const CivilDate on = std::max(event.on, enrolment.states.front().from);
        set_from(enrolment.states, {on, state, enrolment.enrolled_on});
        enrolment.follow_courses();
        store_.cancel_tasks(enrolment, event.on, cancel_reason(state), change_seq_);
    }

    void come_back(Enrolment& enrolment, const residents::Event& event) {
        const EnrolmentState ended = enrolment.state;
        if (!undo_end(enrolment, event.status_before, event.on)) return;
        if (ended == EnrolmentState::dead || ended == EnrolmentState::closed) {
            store_.reopen_cancelled(enrolment, cancel_reason(ended));
            return;
        }
        const auto brief = impl_.residents.brief(connection_, act_.county_id, enrolment.resident_id);
        const Edition* const edition = impl_.packs.impl().on(enrolment.programme, event.on);
        if (!brief || edition == nullptr) return;
        for (const schedule::Task& plan : core::programmes::tasks_on_enrolment(*edition->pack, core_resident(*brief), event.on)) {
            const packs::TaskRule* const rule = edition->pack->task(plan.code);
            if (rule != nullptr && rule->trigger == packs::Trigger::enrolment) {
                store_.insert_task(impl_.task_of(*edition, *brief, enrolment, plan), change_seq_);
            }
        }
    }

    void keep(const Enrolment& enrolment, const residents::Event& event) {
        const std::string what =
            event.kind == residents::EventKind::moved ? "moved" : std::string{"status:"} + static_cast<char>(event.status);
        store_.update_enrolment(enrolment, {what, act_.principal.user_id, act_.trail.at.utc_ms, change_seq_});
        const auto brief = impl_.residents.brief(connection_, act_.county_id, enrolment.resident_id);
        if (brief) impl_.renew_contributions(connection_, act_.county_id, *brief, enrolment, event.on.year(), act_.today);
    }

    const Programmes::Impl& impl_;
    db::Connection& connection_;
    const residents::ActContext& act_;
    Store store_;
    std::int64_t change_seq_;
};

}  // namespace

Result<void> Programmes::apply(db::Connection& connection, const residents::ActContext& act, std::span<const residents::Event> events,
                               std::int64_t change_seq) {
    Following following{*impl_, connection, act, change_seq};
    for (const residents::Event& event : events) {
        if (concerns_us(event)) JIWEI_CHECK(following.follow(event));
        settle_archive_tasks(*impl_, connection, act, event, change_seq);
    }
    return {};
}

std::string Programmes::open_year_tasks(db::Connection& connection, std::string_view county_id, int year, std::string_view after,
                                        int residents_max, std::int64_t change_seq) {
    Store store{connection, county_id};
    std::string last;
    const CivilDate first_day = *CivilDate::of(year, 1, 1);
    std::string_view name;
    for (const Edition& edition : impl_->packs.impl().editions) {
        if (!edition.pack->has_enrolment || edition.bundle.name == name) continue;
        name = edition.bundle.name;
        const Edition& valid = *impl_->packs.impl().on(name, first_day);
        const std::vector<Enrolment> people = store.enrolments_after(name, after, residents_max);
        for (const Enrolment& enrolment : people) {
            if (enrolment.state != EnrolmentState::managed) continue;
            const auto brief = impl_->residents.brief(connection, county_id, enrolment.resident_id);
            if (!brief) continue;
            for (const schedule::Task& plan :
                 core::programmes::tasks_of_year(*valid.pack, core_resident(*brief), enrolment.enrolled_on, year)) {
                if (!store.has_task(enrolment, plan)) store.insert_task(impl_->task_of(valid, *brief, enrolment, plan), change_seq);
            }
        }
        // Programmes have different people: the next step starts after the smallest of their last ids, and repeating is harmless.
        if (static_cast<int>(people.size()) < residents_max) continue;
        last = last.empty() ? people.back().resident_id : std::min(last, people.back().resident_id);
    }
    return last;
}

}  // namespace jiwei::programmes
