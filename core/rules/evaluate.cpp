#include <algorithm>
#include <limits>

#include "core/rules/frame.hpp"

namespace jiwei::rules {

namespace {

constexpr int months_moved_max = 12'000;
constexpr int days_moved_max = 400'000;

std::optional<std::int64_t> whole(const Value& value) {
    const Decimal* const number = value.as_number();
    return number == nullptr ? std::nullopt : number->units_at(0);
}

std::optional<int> whole_within(const Value& value, int limit) {
    const auto number = whole(value);
    if (!number || *number > limit || *number < -limit) return std::nullopt;
    return static_cast<int>(*number);
}

Value of(std::optional<Decimal> number) { return number ? Value::number(*number) : Value{}; }
Value of(std::optional<CivilDate> day) { return day ? Value::date(*day) : Value{}; }

std::optional<CivilDate> moved_by_months(CivilDate day, int months) {
    const int index = day.year() * 12 + day.month() - 1 + months;
    if (!CivilDate::of(index / 12, 1, 1)) return std::nullopt;
    return add_months(day, months);
}

std::optional<CivilDate> moved_by_days(CivilDate day, int days) {
    const CivilDate moved = add_days(day, days);
    return CivilDate::of(moved.year(), moved.month(), moved.day());
}

std::optional<std::strong_ordering> order(const Value& left, const Value& right) {
    if (const Decimal* const number = left.as_number()) {
        const Decimal* const other = right.as_number();
        if (other == nullptr) return std::nullopt;
        return number->scale() == other->scale() ? number->units() <=> other->units() : compare(*number, *other);
    }
    if (const CivilDate* const day = left.as_date()) {
        if (right.as_date() == nullptr) return std::nullopt;
        return *day <=> *right.as_date();
    }
    if (const std::string_view* const code = left.as_code()) {
        if (right.as_code() == nullptr) return std::nullopt;
        return *code == *right.as_code() ? std::strong_ordering::equal : std::strong_ordering::less;
    }
    if (left.as_truth() == nullptr || right.as_truth() == nullptr) return std::nullopt;
    return *left.as_truth() == *right.as_truth() ? std::strong_ordering::equal : std::strong_ordering::less;
}

bool holds(Op op, const Value& left, const Value& right) {
    const auto found = order(left, right);
    if (!found) return false;
    switch (op) {
    case Op::equal: return *found == 0;
    case Op::not_equal: return *found != 0;
    case Op::less: return *found < 0;
    case Op::less_equal: return *found <= 0;
    case Op::greater: return *found > 0;
    default: return *found >= 0;
    }
}

/// The rows of a window and the bounds that made it.
struct Selection {
    std::span<const Row> rows;
    std::uint16_t kind;
    const Program* where;
};

class Evaluation {
public:
    explicit Evaluation(Frame& frame) : frame_{frame} {}

    Value run(const Program& program) {
        if (program.code.empty()) return Value{};
        const std::size_t base = top_;
        if (frame_.stack.size() < base + program.depth) frame_.stack.resize(base + program.depth);
        for (std::size_t at = 0; at < program.code.size(); ++at) {
            const Instruction& step = program.code[at];
            if (--frame_.steps_left < 0) {
                top_ = base;
                return Value{};
            }
            if (step.op == Op::jump) {
                at = step.a - std::size_t{1};
            } else if (step.op == Op::jump_unless) {
                if (!pop().is_true()) at = step.a - std::size_t{1};
            } else {
                act(step);
            }
        }
        Value result = pop();
        top_ = base;
        return result;
    }

private:
    Value pop() { return frame_.stack[--top_]; }
    void push(Value value) { frame_.stack[top_++] = value; }

    void act(const Instruction& step) {
        switch (step.op) {
        case Op::push: return push(frame_.library->constants[step.a]);
        case Op::load: return push(frame_.slots[step.a]);
        case Op::load_fact: return push(frame_.row == nullptr ? Value{} : frame_.records->value(*frame_.row, step.a));
        case Op::row_date: return push(frame_.row == nullptr ? Value{} : Value::date(frame_.row->on));
        case Op::report_date: return push(Value::date(frame_.report_date));
        case Op::count:
        case Op::count_days:
        case Op::any:
        case Op::all:
        case Op::sum:
        case Op::first:
        case Op::last: return push(aggregate(step));
        case Op::make_date: return make_date();
        case Op::negate:
        case Op::invert:
        case Op::has:
        case Op::round:
        case Op::size:
        case Op::year:
        case Op::month:
        case Op::look_up: return push(of_one(step, pop()));
        default: break;
        }
        const Value second = pop();
        const Value first = pop();
        push(step.op >= Op::equal && step.op <= Op::greater_equal ? compared(step, first, second) : of_two(step, first, second));
    }

    void make_date() {
        const auto day = whole_within(pop(), 31);
        const auto month = whole_within(pop(), 12);
        const auto year = whole_within(pop(), 9999);
        push(day && month && year ? of(CivilDate::of(*year, *month, *day)) : Value{});
    }

    Value of_one(const Instruction& step, const Value& value) {
        switch (step.op) {
        case Op::invert: return Value::truth(!value.is_true());
        case Op::has: return Value::truth(!value.is_absent());
        case Op::negate: return value.as_number() == nullptr ? Value{} : of(subtract(Decimal{}, *value.as_number()));
        case Op::round: return value.as_number() == nullptr ? Value{} : Value::number(round_half_up(*value.as_number(), step.a));
        case Op::size: return Value::integer(value.as_set() == nullptr ? 0 : static_cast<std::int64_t>(value.as_set()->size()));
        case Op::look_up: return looked_up(frame_.library->tables[step.a], value);
        default: return calendar_part(step, value);
        }
    }

    static Value looked_up(const Table& table, const Value& key) {
        if (key.as_code() == nullptr) return Value{};
        const auto found =
            std::find_if(table.rows.begin(), table.rows.end(), [&key](const auto& row) { return row.first == *key.as_code(); });
        return found == table.rows.end() ? Value{} : found->second;
    }

    Value calendar_part(const Instruction& step, const Value& value) {
        const CivilDate* const day = value.as_date();
        if (day == nullptr) return Value{};
        const bool is_year = step.op == Op::year;
        if (step.moving != 0) {
            const auto first = CivilDate::of(day->year(), is_year ? 1 : day->month(), 1);
            const auto next = moved_by_months(*first, is_year ? 12 : 1);
            if (next) note(days_between(*day, *next), step.slack);
        }
        return Value::integer(is_year ? day->year() : day->month());
    }

    Value of_two(const Instruction& step, const Value& first, const Value& second) {
        switch (step.op) {
        case Op::or_else: return first.is_absent() ? second : first;
        case Op::in_set: return Value::truth(contains(second.as_set(), first.as_code()));
        case Op::intersects: return Value::truth(meet(first.as_set(), second.as_set()));
        case Op::minimum: return holds(Op::less_equal, first, second) ? first : holds(Op::greater, first, second) ? second : Value{};
        case Op::maximum: return holds(Op::greater_equal, first, second) ? first : holds(Op::less, first, second) ? second : Value{};
        case Op::add:
        case Op::subtract:
        case Op::multiply:
        case Op::ratio: return arithmetic(step, first, second);
        case Op::floor_divide: return floor_divide(first, second);
        case Op::add_days:
        case Op::add_months: return moved(step.op, first, second);
        default: return elapsed(step, first, second);
        }
    }

    static bool contains(const Codes* set, const std::string_view* code) {
        return set != nullptr && code != nullptr && std::find(set->begin(), set->end(), *code) != set->end();
    }
    static bool meet(const Codes* one, const Codes* other) {
        return one != nullptr && std::any_of(one->begin(), one->end(), [other](std::string_view code) { return contains(other, &code); });
    }

    static Value arithmetic(const Instruction& step, const Value& first, const Value& second) {
        const Decimal* const left = first.as_number();
        const Decimal* const right = second.as_number();
        if (left == nullptr || right == nullptr) return Value{};
        switch (step.op) {
        case Op::add: return of(add(*left, *right));
        case Op::subtract: return of(subtract(*left, *right));
        case Op::multiply: return of(multiply(*left, *right));
        default: return of(divide_half_up(*left, *right, step.a));
        }
    }

    static Value floor_divide(const Value& first, const Value& second) {
        const auto left = whole(first);
        const auto right = whole(second);
        if (!left || !right || *right == 0) return Value{};
        const std::int64_t quotient = *left / *right;
        const bool below = *left % *right != 0 && (*left < 0) != (*right < 0);
        return Value::integer(below ? quotient - 1 : quotient);
    }

    static Value moved(Op op, const Value& day, const Value& by) {
        const auto count = whole_within(by, op == Op::add_days ? days_moved_max : months_moved_max);
        if (day.as_date() == nullptr || !count) return Value{};
        return of(op == Op::add_days ? moved_by_days(*day.as_date(), *count) : moved_by_months(*day.as_date(), *count));
    }

    Value elapsed(const Instruction& step, const Value& first, const Value& second) {
        const CivilDate* const from = first.as_date();
        const CivilDate* const to = second.as_date();
        if (from == nullptr || to == nullptr) return Value{};
        if (step.op == Op::days) {
            if (step.moving != 0) note(1, 0);
            return Value::integer(days_between(*from, *to));
        }
        const int unit = step.op == Op::age ? 12 : 1;
        const int count = step.op == Op::age ? age_years(*from, *to) : months_between(*from, *to);
        if (step.moving != 0) {
            const auto next = moved_by_months(*from, (count + 1) * unit);
            note(next && step.moving == 2 ? days_between(*to, *next) : 1, step.slack);
        }
        return Value::integer(count);
    }

    Value compared(const Instruction& step, const Value& first, const Value& second) {
        if (step.moving != 0) note_comparison(step, first.as_date(), second.as_date());
        return Value::truth(holds(step.op, first, second));
    }

    /// A moving day that lies before the other can meet it after as many days as lie between; one that lies behind never comes back.
    void note_comparison(const Instruction& step, const CivilDate* first, const CivilDate* second) {
        if (first == nullptr || second == nullptr) return;
        if (step.moving == 3) return note(1, 0);
        const int ahead = step.moving == 1 ? days_between(*first, *second) : days_between(*second, *first);
        if (ahead >= 0) note(ahead, step.slack);
    }

    /// The answer may change once the report date has moved on by `days` less `slack`, at the earliest tomorrow.
    void note(int days, int slack) {
        const int ahead = std::max(1, days - slack);
        if (ahead >= days_between(frame_.report_date, frame_.horizon)) return;
        frame_.horizon = add_days(frame_.report_date, ahead);
    }

    Value aggregate(const Instruction& step) {
        const auto selected = select(frame_.library->windows[step.a]);
        const Row* const outer = frame_.row;
        Value result;
        switch (step.op) {
        case Op::count: result = count(selected); break;
        case Op::count_days: result = count_days(selected); break;
        case Op::sum: result = sum(selected, program(step)); break;
        case Op::first:
        case Op::last: result = at_end(selected, program(step), step.op == Op::last); break;
        default: result = search(selected, program(step), step.op == Op::any); break;
        }
        frame_.row = outer;
        return result;
    }

    const Program& program(const Instruction& step) const { return frame_.library->programs[step.b]; }

    /// Rows of other kinds may still be among them; matches() leaves them out.
    Selection select(const Window& window) {
        Selection selected{{}, window.kind, window.where ? &*window.where : nullptr};
        if (frame_.records == nullptr) return selected;
        auto rows = frame_.records->rows();
        const auto earlier = [](const Row& row, CivilDate day) { return row.on < day; };
        const auto later = [](CivilDate day, const Row& row) { return day < row.on; };
        Value from;
        if (window.from) {
            from = run(*window.from);
            if (from.as_date() == nullptr) return selected;
            rows =
                rows.subspan(static_cast<std::size_t>(std::lower_bound(rows.begin(), rows.end(), *from.as_date(), earlier) - rows.begin()));
        }
        const auto behind_start = rows;
        for (const bool inclusive : {false, true}) {
            const auto& bound = inclusive ? window.to : window.before;
            if (!bound) continue;
            const Value end = run(*bound);
            if (end.as_date() == nullptr) return selected;
            const auto stop = inclusive ? std::upper_bound(rows.begin(), rows.end(), *end.as_date(), later)
                                        : std::lower_bound(rows.begin(), rows.end(), *end.as_date(), earlier);
            if (window.moving_end) note_row(rows.subspan(static_cast<std::size_t>(stop - rows.begin())), window, *bound, *end.as_date(), 0);
            rows = rows.first(static_cast<std::size_t>(stop - rows.begin()));
        }
        // The oldest row in the window leaves it when the bound passes it; rows after it cannot leave sooner.
        if (window.moving_from) note_row(behind_start, window, *window.from, *from.as_date(), 1);
        selected.rows = rows;
        return selected;
    }

    /// The bound that stands on `place` meets the first of `rows` that the window is about; `behind` days later it has passed it.
    void note_row(std::span<const Row> rows, const Window& window, const Program& bound, CivilDate place, int behind) {
        const auto met = std::ranges::find(rows, window.kind, &Row::kind);
        if (met == rows.end()) return;
        int days = days_between(place, met->on) + behind;
        int slack = window.slack;
        const int first = std::max(1, days - slack);
        if (first >= days_between(frame_.report_date, frame_.horizon)) return;
        if (slack > 0 && !window.moves_with_let) {
            days = days_until(bound, add_days(met->on, behind), first, days);
            slack = 0;
        }
        note(days, slack);
    }

    /// Months are not of one length: tries the days from `first` to `last` ahead, and gives the one on which the bound reaches `target`.
    int days_until(const Program& bound, CivilDate target, int first, int last) {
        const CivilDate day = frame_.report_date;
        const CivilDate horizon = frame_.horizon;
        int ahead = first;
        for (; ahead < last; ++ahead) {
            if (ahead >= days_between(day, horizon)) break;
            frame_.report_date = add_days(day, ahead);
            const Value there = run(bound);
            if (there.as_date() == nullptr || *there.as_date() >= target) break;
        }
        frame_.report_date = day;
        frame_.horizon = horizon;
        return ahead;
    }

    bool matches(const Selection& selected, const Row& row) {
        if (row.kind != selected.kind || --frame_.steps_left < 0) return false;
        frame_.row = &row;
        return selected.where == nullptr || run(*selected.where).is_true();
    }

    Value count(const Selection& selected) {
        std::int64_t found = 0;
        for (const Row& row : selected.rows) found += matches(selected, row) ? 1 : 0;
        return Value::integer(found);
    }

    Value count_days(const Selection& selected) {
        std::int64_t found = 0;
        const Row* before = nullptr;
        for (const Row& row : selected.rows) {
            if (!matches(selected, row)) continue;
            if (before == nullptr || before->on != row.on) ++found;
            before = &row;
        }
        return Value::integer(found);
    }

    Value sum(const Selection& selected, const Program& term) {
        std::optional<Decimal> total = Decimal{};
        for (const Row& row : selected.rows) {
            if (!total || !matches(selected, row)) continue;
            const Value one = run(term);
            if (one.as_number() != nullptr) total = add(*total, *one.as_number());
        }
        return of(total);
    }

    /// any: is one true; all: is none not true.
    Value search(const Selection& selected, const Program& condition, bool wanted) {
        for (const Row& row : selected.rows) {
            if (matches(selected, row) && run(condition).is_true() == wanted) return Value::truth(wanted);
        }
        return Value::truth(!wanted);
    }

    Value at_end(const Selection& selected, const Program& term, bool is_last) {
        for (std::size_t i = 0; i < selected.rows.size(); ++i) {
            const Row& row = selected.rows[is_last ? selected.rows.size() - 1 - i : i];
            if (matches(selected, row)) return run(term);
        }
        return Value{};
    }

    Frame& frame_;
    std::size_t top_ = 0;
};

}  // namespace

Value evaluate(const Program& program, Frame& frame) { return Evaluation{frame}.run(program); }

}  // namespace jiwei::rules
