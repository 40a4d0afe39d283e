#include "core/rules/standing.hpp"

#include <algorithm>

namespace jiwei::rules {

bool WatchedSlots::is_changed_since(std::uint64_t clock, const Program& program) const {
    return std::ranges::any_of(program.reads, [&](std::uint16_t slot) { return changed_[slot] > clock; });
}

const Value& Standing::on(const Program& program, Frame& frame, const WatchedSlots& slots, CivilDate end) {
    const bool stands = is_there_ && !program.moving && frame.report_date < until_ && !slots.is_changed_since(seen_, program);
    if (!stands) {
        const CivilDate horizon = frame.horizon;
        frame.horizon = end;
        value_ = evaluate(program, frame);
        until_ = frame.horizon;
        frame.horizon = horizon;
        seen_ = slots.clock();
        is_there_ = true;
    }
    frame.horizon = std::min(frame.horizon, until_);
    return value_;
}

}  // namespace jiwei::rules
