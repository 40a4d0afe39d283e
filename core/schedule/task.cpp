#include "core/schedule/task.hpp"

namespace jiwei::schedule {

TaskState state_on(const Task& task, CivilDate day) {
    if (day < task.opens) return TaskState::not_open;
    if (day <= task.due) return TaskState::open;
    return day <= task.grace_until ? TaskState::late : TaskState::missed;
}

TaskState state_when_done(const Task& task, CivilDate done_on) {
    return done_on <= task.grace_until ? TaskState::done : TaskState::done_late;
}

}  // namespace jiwei::schedule
