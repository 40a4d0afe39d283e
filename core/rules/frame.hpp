// One evaluation: its inputs, the resident's earlier records, and how far ahead its answer holds.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/rules/program.hpp"

namespace jiwei::rules {

/// One earlier record: its facts stand in Records::values from `first`, in the order of Library::facts.
struct Row {
    CivilDate on;
    std::string_view record_id;
    std::uint16_t kind = 0;
    std::uint32_t first = 0;
};

/// A fact as it is stored: value is "146", "36.5", "true", "2" (a code) or "2025-01-31".
struct Fact {
    std::string code;
    CivilDate on;
    std::string record_id;
    std::string value;

    bool operator==(const Fact&) const = default;
};

/// The earlier records of one resident, oldest first; those of one day in the order of their ids.
class Records {
public:
    Records() = default;
    /// Borrows the texts of `facts`. Facts that the library does not declare are left out; so are those of `except_record`.
    Records(const Library& library, std::span<const Fact> facts, std::string_view except_record = {});

    [[nodiscard]] std::span<const Row> rows() const { return rows_; }
    [[nodiscard]] const Value& value(const Row& row, std::size_t column) const { return values_[row.first + column]; }

private:
    std::vector<Row> rows_;
    std::vector<Value> values_;
};

/// A frame is used by one thread, for one evaluation after another.
struct Frame {
    const Library* library = nullptr;
    const Records* records = nullptr;  // may be absent: then every window is empty
    std::vector<Value> slots;
    CivilDate report_date;
    /// Lowered during evaluation: until the day before it, the same inputs give the same answers. Only used for indicators.
    CivilDate horizon;
    const Row* row = nullptr;  // the row an aggregate stands on
    std::vector<Value> stack;
    /// Counts down; at zero every further answer is absent. No pack that compiles comes near it with sane histories.
    int steps_left = 1'000'000;

    void set(Slot slot, Value value) { slots[static_cast<std::size_t>(slot)] = value; }
    [[nodiscard]] const Value& at(Slot slot) const { return slots[static_cast<std::size_t>(slot)]; }
};

/// Never fails: what cannot be answered is absent.
[[nodiscard]] Value evaluate(const Program& program, Frame& frame);

}  // namespace jiwei::rules
