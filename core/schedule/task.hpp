// Tasks: what is to be done for a person, from when, until when (programmes, engine rules, task life).
#pragma once

#include <optional>
#include <string>

#include "core/kernel/civil_date.hpp"

namespace jiwei::schedule {

/// The moment is not stored: what depends on the day is derived by state_on().
struct Task {
    std::string code;  // "HT-FU"
    CivilDate anchor;
    CivilDate opens;
    CivilDate due;
    CivilDate grace_until;
    std::string completed_by;  // form that completes it

    bool operator==(const Task&) const = default;
};

/// TASK_STATE of the value sets.
enum class TaskState : unsigned char { not_open = 0, open = 1, late = 2, missed = 3, done = 4, cancelled = 5, done_late = 6 };

/// Of a task that is neither done nor cancelled.
[[nodiscard]] TaskState state_on(const Task& task, CivilDate day);
/// Of a task completed by a service on `done_on`.
[[nodiscard]] TaskState state_when_done(const Task& task, CivilDate done_on);

}  // namespace jiwei::schedule
