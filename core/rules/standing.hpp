// Answers that stand: where the same programs are asked day after day, most of them need no second evaluation.
#pragma once

#include <cstdint>
#include <vector>

#include "core/rules/frame.hpp"

namespace jiwei::rules {

/// The slots of a frame together with when each was last given another value.
class WatchedSlots {
public:
    /// Gives the frame `count` slots, all absent.
    WatchedSlots(Frame& frame, std::size_t count) : frame_{frame}, changed_(count, 0) { frame_.slots.assign(count, Value{}); }

    void set(Slot slot, const Value& value) {
        if (!(frame_.at(slot) == value)) changed_[static_cast<std::size_t>(slot)] = ++clock_;
        frame_.set(slot, value);
    }
    [[nodiscard]] std::uint64_t clock() const { return clock_; }
    [[nodiscard]] bool is_changed_since(std::uint64_t clock, const Program& program) const;

private:
    Frame& frame_;
    std::uint64_t clock_ = 0;
    std::vector<std::uint64_t> changed_;
};

/// The last answer of one program, kept until its own horizon or until a slot that it reads has changed. The frame's report date must not
/// go back, and its records stay the same.
class Standing {
public:
    /// Lowers the frame's horizon as the evaluation itself would. `end`: no answer is asked from this day on.
    const Value& on(const Program& program, Frame& frame, const WatchedSlots& slots, CivilDate end);

private:
    bool is_there_ = false;
    std::uint64_t seen_ = 0;
    CivilDate until_;
    Value value_;
};

}  // namespace jiwei::rules
