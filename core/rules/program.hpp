// A type-checked expression, compiled: straight code with forward jumps and resolved slots. It cannot loop, so its cost is its length,
// times the rows of the windows it looks at.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/rules/value.hpp"

namespace jiwei::rules {

/// Where an evaluation finds the value of a name.
enum class Slot : std::uint16_t {};

enum class Op : std::uint8_t {
    push,         // constant a
    load,         // slot a
    load_fact,    // column a of the current row
    row_date,     // date of the current row
    report_date,  // the day for which an indicator is asked
    jump,         // to a
    jump_unless,  // pops; to a unless true
    negate,
    invert,
    has,
    or_else,
    add,
    subtract,
    multiply,
    floor_divide,
    ratio,
    round,
    minimum,
    maximum,
    equal,
    not_equal,
    less,
    less_equal,
    greater,
    greater_equal,
    in_set,
    intersects,
    size,
    age,
    months,
    days,
    add_months,
    add_days,
    year,
    month,
    make_date,
    look_up,  // table a
    count,
    count_days,
    any,
    all,
    sum,
    first,
    last,  // window a, program b
};

/// `moving` has bit 0 set when the first operand is a date that moves with the report date, bit 1 for the second; `slack` is how many days
/// such a date may gain on the calendar at a month's end.
struct Instruction {
    Op op;
    std::uint8_t moving = 0;
    std::uint16_t a = 0;
    std::uint16_t b = 0;
    std::uint16_t slack = 0;
};

struct Program {
    std::vector<Instruction> code;
    Type type = Type::boolean;
    std::uint16_t depth = 0;           // values the evaluation needs on its stack
    bool moving = false;               // a date that moves with the report date: another one every day, without a word to the horizon
    std::vector<std::uint16_t> reads;  // the slots on which the answer depends, ascending; those of its windows among them
};

/// A fact that a rule may ask of an earlier record: its code in the store, the kind of record that carries it, its type.
struct FactColumn {
    std::string name;  // in rules: row.<name>
    std::string code;  // in the store: "htn.sbp"
    std::uint16_t kind = 0;
    std::uint16_t column = 0;  // among the facts of its kind
    Type type = Type::boolean;
};

/// Which earlier records an aggregate looks at. All bounds are optional. A bound that moves knows by itself where it will stand on another
/// report date, unless it moves with a let, whose value is only known for the day of the evaluation.
struct Window {
    std::uint16_t kind = 0;
    std::optional<Program> from;    // on this day or later
    std::optional<Program> before;  // earlier than this day
    std::optional<Program> to;      // on this day or earlier
    std::optional<Program> where;
    bool moving_from = false;
    bool moving_end = false;
    bool moves_with_let = false;
    std::uint16_t slack = 0;
    std::vector<std::uint16_t> reads;  // as of a program, for all four
};

struct Table {
    std::vector<std::pair<std::string, Value>> rows;
    Type type = Type::integer;
};

/// What the programs of one pack share. Built once, then only read, so many threads may evaluate at once.
struct Library {
    std::vector<Value> constants;
    std::deque<std::string> texts;  // codes of the constants; addresses stay
    std::deque<Codes> sets;
    std::vector<Table> tables;
    std::vector<Window> windows;
    std::vector<Program> programs;   // conditions and values inside aggregates
    std::vector<std::string> kinds;  // names of the kinds of records
    std::vector<FactColumn> facts;

    [[nodiscard]] std::optional<std::uint16_t> kind(std::string_view name) const;
    [[nodiscard]] const FactColumn* fact(std::string_view code) const;
    /// How many facts a record of this kind has.
    [[nodiscard]] std::uint16_t width(std::uint16_t kind) const;
};

}  // namespace jiwei::rules
