// The rule language: what it answers, what it refuses and where, and that every program that compiles can be evaluated.
#include <gtest/gtest.h>
// gtest first
#include <rapidcheck/gtest.h>

#include "core/rules/compile.hpp"
#include "core/rules/fact_value.hpp"
#include "core/rules/frame.hpp"
#include "core/rules/standing.hpp"

namespace jiwei::rules {
namespace {

CivilDate day(const char* text) { return parse_civil_date(text).value(); }

/// A scope with one name of each type, three facts, windows of every manner of bound, and a let that moves with the report date.
class Bench {
public:
    Bench() {
        library_.kinds = {"visit", "exam"};
        library_.facts = {
            {"sbp", "t.sbp", 0, 0, Type::integer}, {"ok", "t.ok", 0, 1, Type::boolean}, {"done", "t.done", 1, 0, Type::boolean}};
        add("flag", Value::truth(true), Type::boolean);
        add("n", Value::integer(7), Type::integer);
        add("x", Value::number(Decimal{250, 2}), Type::decimal);
        add("d", Value::date(day("2025-01-31")), Type::date);
        add("c", Value::code("2"), Type::code);
        add("s", Value::set(codes_), Type::set);
        add("gone", Value{}, Type::integer);
        add("gone_date", Value{}, Type::date);
        (void)scope_.declare("report_date", Symbol{Symbol::Kind::report_date, 0, Type::date, true, 0});
        library_.tables.push_back(Table{{{"1", Value::integer(3)}, {"2", Value::integer(5)}}, Type::integer});
        (void)scope_.declare("t", Symbol{Symbol::Kind::table, 0, Type::integer, false, 0});
        Diagnostics out;
        lets_ = compile_statements(Source{"bench", R"(
            window visits = 'visit'
            window good = 'visit' from date(2025, 1, 1) to report_date where row.ok
            window recent = 'visit' from addMonths(report_date, -3) before report_date
            window quarter = 'visit' from addDays(addMonths(report_date, -3), 1) to report_date where row.ok
            let start = addMonths(report_date, -2)
            window since = 'visit' from start to report_date
            window late = 'visit' from d to report_date
            window exams = 'exam' from addMonths(report_date, -1) to addMonths(report_date, 1)
        )",
                                          1, 1, false},
                                   scope_, library_, out);
        EXPECT_TRUE(lets_.size() == 1 && out.empty());
    }

    std::optional<Compiled> compile(std::string_view text, Diagnostics& out, std::optional<Type> want = std::nullopt) {
        return rules::compile(Source{"test", text, 1, 1, false}, scope_, want, library_, out);
    }

    Frame frame(const Records& records, CivilDate on = day("2025-06-30")) const {
        Frame made;
        made.library = &library_;
        made.records = &records;
        made.slots = slots_;
        made.report_date = on;
        made.horizon = day("2026-01-01");
        made.slots.resize(scope_.slot_count());
        for (const CompiledLet& let : lets_) made.set(let.slot, evaluate(let.value, made));
        return made;
    }

    /// The slots of a frame, as an evaluation that goes from day to day keeps them.
    void keep(WatchedSlots& slots, Frame& frame) const {
        for (std::size_t i = 0; i < slots_.size(); ++i) slots.set(static_cast<Slot>(i), slots_[i]);
        for (const CompiledLet& let : lets_) slots.set(let.slot, evaluate(let.value, frame));
    }
    [[nodiscard]] std::size_t slot_count() const { return scope_.slot_count(); }
    void change(std::size_t slot, const Value& value) { slots_[slot] = value; }

    const Library& library() const { return library_; }

private:
    void add(std::string_view name, Value value, Type type) {
        (void)scope_.add_slot(name, type);
        slots_.push_back(value);
    }
    Codes codes_{"1", "3"};
    Library library_;
    Scope scope_;
    std::vector<Value> slots_;
    std::vector<CompiledLet> lets_;
};

std::vector<Fact> some_visits() {
    return {
        {"t.sbp", day("2025-01-10"), "A", "150"}, {"t.ok", day("2025-01-10"), "A", "false"}, {"t.sbp", day("2025-03-01"), "B", "130"},
        {"t.ok", day("2025-03-01"), "B", "true"}, {"t.sbp", day("2025-03-01"), "C", "140"},  {"t.ok", day("2025-03-01"), "C", "true"},
        {"t.sbp", day("2025-09-01"), "D", "120"}, {"t.ok", day("2025-09-01"), "D", "true"},  {"t.done", day("2025-02-01"), "E", "true"}};
}

std::string answer(std::string_view text) {
    Bench bench;
    Diagnostics out;
    const auto made = bench.compile(text, out);
    if (!made) return rules::text(out.front());
    const auto facts = some_visits();
    const Records records{bench.library(), facts};
    Frame frame = bench.frame(records);
    const Value value = evaluate(made->program, frame);
    if (value.as_set() != nullptr) return "set";
    return write_fact(value).value_or("absent");
}

struct Row {
    const char* text;
    const char* want;
};
class Answers : public testing::TestWithParam<Row> {};
TEST_P(Answers, Are) { EXPECT_EQ(answer(GetParam().text), GetParam().want) << GetParam().text; }

INSTANTIATE_TEST_SUITE_P(
    Language, Answers,
    testing::Values(Row{"1 + 2 * 3", "7"}, Row{"(1 + 2) * 3", "9"}, Row{"-2 - -3", "1"}, Row{"2 - 1 - 1", "0"}, Row{"1.50 = 1.5", "true"},
                    Row{"0.1 + 0.2 = 0.3", "true"}, Row{"x * 2", "5.00"}, Row{"min(n, 3)", "3"}, Row{"max(n, 7.5)", "7.5"},
                    Row{"max(d, 2024-01-01)", "2025-01-31"}, Row{"div(7, 2)", "3"}, Row{"div(-7, 2)", "-4"}, Row{"div(7, 0)", "absent"},
                    Row{"ratio(1, 3, 2)", "0.33"}, Row{"ratio(605000, 28900, 1)", "20.9"}, Row{"round(2.45, 1)", "2.5"},
                    Row{"true or false and false", "true"}, Row{"not false and false", "false"},
                    Row{"n in_", "test:1:3: rule.syntax: the expression should end here"}, Row{"c in {'1', '2'}", "true"},
                    Row{"c in {}", "false"}, Row{"'3' in s", "true"}, Row{"size(s)", "2"}, Row{"intersects(s, {'3'})", "true"},
                    Row{"c = '2'", "true"}, Row{"c != '2'", "false"}, Row{"t[c]", "5"}, Row{"default(t['9'], 1)", "1"},
                    Row{"if n > 5 then 'a' else 'b'", "a"}, Row{"addMonths(d, 1)", "2025-02-28"}, Row{"addMonths(d, -2)", "2024-11-30"},
                    Row{"addDays(d, 14)", "2025-02-14"}, Row{"months(d, 2025-02-28)", "1"}, Row{"age(2000-02-29, 2025-02-28)", "25"},
                    Row{"days(d, 2025-02-01)", "1"}, Row{"year(d) * 100 + month(d)", "202501"}, Row{"date(2025, 2, 29)", "absent"},
                    Row{"addDays(d, 99999999)", "absent"}, Row{"999999999999999999 * 10", "absent"},
                    // What is absent makes nothing true and computes to nothing.
                    Row{"gone > 1", "false"}, Row{"gone <= 1", "false"}, Row{"gone != 1", "false"}, Row{"gone + 1", "absent"},
                    Row{"has(gone)", "false"}, Row{"default(gone, 3)", "3"}, Row{"not (gone > 1)", "true"}, Row{"min(gone, 1)", "absent"},
                    Row{"addDays(gone_date, 1)", "absent"},
                    // Windows: visits A 10 Jan, B and C 1 Mar, D 1 Sep; the report date is 30 Jun.
                    Row{"count(visits)", "4"}, Row{"countDays(visits)", "3"}, Row{"count(good)", "2"}, Row{"countDays(good)", "1"},
                    Row{"any(visits, row.sbp > 145)", "true"}, Row{"all(visits, row.sbp > 125)", "false"},
                    Row{"all(good, row.sbp >= 130)", "true"}, Row{"sum(good, row.sbp)", "270"}, Row{"first(visits, row.sbp)", "150"},
                    Row{"last(good, row.sbp)", "140"}, Row{"last(visits, row.date)", "2025-09-01"}, Row{"count(recent)", "0"},
                    Row{"last(recent, row.sbp)", "absent"}));

class Refusals : public testing::TestWithParam<Row> {};
TEST_P(Refusals, SayWhatAndWhere) { EXPECT_EQ(answer(GetParam().text), GetParam().want) << GetParam().text; }

INSTANTIATE_TEST_SUITE_P(
    Language, Refusals,
    testing::Values(
        Row{"n + ", "test:1:5: rule.syntax: expected a value"}, Row{"n + flag", "test:1:5: rule.type: expected a number, found bool"},
        Row{"n and flag", "test:1:1: rule.type: expected bool, found int"}, Row{"n = c", "test:1:5: rule.type: expected int, found code"},
        Row{"c < '3'", "test:1:3: rule.type: code cannot be compared with '<'"},
        Row{"s = s", "test:1:3: rule.type: set cannot be compared with '='"}, Row{"not n", "test:1:5: rule.type: expected bool, found int"},
        Row{"if n then 1 else 2", "test:1:4: rule.type: expected bool, found int"},
        Row{"if flag then 1 else 'a'", "test:1:21: rule.type: expected int, found code"},
        Row{"unknown > 1", "test:1:1: rule.name: there is no 'unknown' here"},
        Row{"age(d)", "test:1:1: rule.arguments: age takes 2 values"}, Row{"age(d, 3)", "test:1:8: rule.type: expected date, found int"},
        Row{"sqrt(2)", "test:1:1: rule.function: there is no function 'sqrt'"},
        Row{"addDays(d, 1.5)", "test:1:12: rule.type: expected int, found dec"},
        Row{"ratio(1, 2, n)", "test:1:13: rule.scale: expected a whole number from 0 to 6"},
        Row{"'a", "test:1:1: rule.code: a code ends with ' on the same line"},
        Row{"1 < n < 3", "test:1:7: rule.syntax: the expression should end here"},
        Row{"n ? 1", "test:1:3: rule.character: this character does not belong to the rule language"},
        Row{"01", "test:1:1: rule.number: a number has at most 18 digits, six of them after the point, and no leading zero"},
        Row{"visits", "test:1:1: rule.window: a window stands only inside count, any, all, sum, first or last"},
        Row{"count(n)", "test:1:7: rule.window: expected a window"},
        Row{"any(visits, n)", "test:1:13: rule.type: expected bool, found int"},
        Row{"row.sbp > 1", "test:1:1: rule.row: 'row' stands only inside a window or an aggregate"},
        Row{"any(visits, row.done)", "test:1:13: rule.fact: a record of kind 'visit' has no fact 'done'"},
        Row{"any(visits, count(visits) > 1)", "test:1:13: rule.nested: a window cannot be looked at from inside another"},
        Row{"t", "test:1:1: rule.table: a table needs a key: t[...]"}, Row{"t[n]", "test:1:3: rule.type: expected code, found int"},
        Row{"{1}", "test:1:2: rule.syntax: a set holds codes in quotes"}, Row{"c in '2'", "test:1:6: rule.type: expected set, found code"},
        Row{"# 中文\n  n and flag", "test:2:3: rule.type: expected bool, found int"},
        Row{"flag and '高血压' = c and n", "test:1:24: rule.type: expected bool, found int"}));

TEST(Parser, RefusesWhatIsTooDeepOrTooLong) {
    Bench bench;
    Diagnostics out;
    EXPECT_FALSE(bench.compile(std::string(200, '(') + "1" + std::string(200, ')'), out));
    EXPECT_EQ(out.back().message, "this is nested too deeply");
    std::string sum = "1";
    for (int i = 0; i < 2000; ++i) sum += " + 1";
    EXPECT_FALSE(bench.compile(sum, out));
    EXPECT_EQ(out.back().message, "this expression is too long: name its parts with 'let'");
    EXPECT_FALSE(bench.compile(std::string(5000, '-') + "1", out));
}

TEST(Statements, DeclareANameOnce) {
    Bench bench;
    Library library;
    Scope scope;
    Diagnostics out;
    (void)compile_statements(Source{"r", "let a = 1\nlet b = a + 1\nlet a = 2\nlet if = 3", 1, 1, false}, scope, library, out);
    ASSERT_EQ(out.size(), std::size_t{1});  // the file is read as a whole first: 'if' is no name
    EXPECT_EQ(rules::text(out[0]), "r:4:5: rule.syntax: expected a name");
    out.clear();
    const auto lets = compile_statements(Source{"r", "let a = 1\nlet b = a + 1\nlet a = 2", 1, 1, false}, scope, library, out);
    EXPECT_EQ(lets.size(), std::size_t{2});
    ASSERT_EQ(out.size(), std::size_t{1});
    EXPECT_EQ(rules::text(out[0]), "r:3:5: rule.name: the name 'a' is taken");
}

TEST(Evaluation, StopsWhenItsStepsAreUsedUp) {
    Bench bench;
    Diagnostics out;
    const auto made = bench.compile("count(visits)", out);
    const auto facts = some_visits();
    const Records records{bench.library(), facts};
    Frame frame = bench.frame(records);
    frame.steps_left = 3;
    EXPECT_FALSE(evaluate(made->program, frame).is_true());
    EXPECT_LE(frame.steps_left, 0);
}

/// Random expressions of a wanted type, deep enough to be odd, shallow enough to compile.
class Maker {
public:
    std::string number(int depth) {
        if (depth <= 0) return *rc::gen::element<std::string>("n", "x", "gone", "0", "1", "2.5", "-3");
        switch (*rc::gen::inRange(0, 10)) {
        case 0: return "(" + number(depth - 1) + " + " + number(depth - 1) + ")";
        case 1: return "(" + number(depth - 1) + " * " + number(depth - 1) + ")";
        case 2: return "max(" + number(depth - 1) + ", " + number(depth - 1) + ")";
        case 3: return "months(" + date(depth - 1) + ", " + date(depth - 1) + ")";
        case 4: return "age(" + date(depth - 1) + ", " + date(depth - 1) + ")";
        case 5: return "year(" + date(depth - 1) + ")";
        case 6: return "month(" + date(depth - 1) + ")";
        case 7: return "countDays(" + *rc::gen::element<std::string>("visits", "good", "recent", "quarter", "since", "late", "exams") + ")";
        case 8: return "sum(" + *rc::gen::element<std::string>("visits", "good", "recent", "quarter", "since", "late") + ", row.sbp)";
        default: return "(if " + truth(depth - 1) + " then " + number(depth - 1) + " else " + number(depth - 1) + ")";
        }
    }
    std::string date(int depth) {
        if (depth <= 0)
            return *rc::gen::element<std::string>("d", "report_date", "report_date", "start", "gone_date", "2025-02-28", "2025-08-31");
        switch (*rc::gen::inRange(0, 6)) {
        case 0: return "addMonths(" + date(depth - 1) + ", " + *rc::gen::element<std::string>("1", "-1", "3", "-12", "n") + ")";
        case 1: return "addDays(" + date(depth - 1) + ", " + *rc::gen::element<std::string>("1", "-30", "14", "n") + ")";
        case 2: return "max(" + date(depth - 1) + ", " + date(depth - 1) + ")";
        case 3: return "min(" + date(depth - 1) + ", " + date(depth - 1) + ")";
        case 4: return "default(last(" + *rc::gen::element<std::string>("good", "recent", "late") + ", row.date), " + date(depth - 1) + ")";
        default: return "(if " + truth(depth - 1) + " then " + date(depth - 1) + " else " + date(depth - 1) + ")";
        }
    }
    std::string truth(int depth) {
        const std::string relation = *rc::gen::element<std::string>(" < ", " <= ", " = ", " != ", " > ", " >= ");
        if (depth <= 0) return date(0) + relation + date(0);
        switch (*rc::gen::inRange(0, 6)) {
        case 0: return "(" + truth(depth - 1) + " and " + truth(depth - 1) + ")";
        case 1: return "(" + truth(depth - 1) + " or not " + truth(depth - 1) + ")";
        case 2: return number(depth - 1) + relation + number(depth - 1);
        case 3: return "any(recent, row.date" + relation + "report_date or row.ok)";
        default: return "(" + date(depth - 1) + relation + date(depth - 1) + ")";
        }
    }
};

std::string shown(const Value& value) { return write_fact(value).value_or("absent"); }

std::vector<Fact> any_visits() {
    std::vector<Fact> facts;
    for (int i = *rc::gen::inRange(0, 6); i > 0; --i) {
        const CivilDate on = add_days(day("2024-06-01"), *rc::gen::inRange(0, 600));
        facts.push_back({"t.sbp", on, "R" + std::to_string(i), std::to_string(*rc::gen::inRange(100, 200))});
        facts.push_back({"t.ok", on, "R" + std::to_string(i), *rc::gen::inRange(0, 2) == 0 ? "true" : "false"});
    }
    for (int i = *rc::gen::inRange(0, 4); i > 0; --i)
        facts.push_back({"t.done", add_days(day("2024-06-01"), *rc::gen::inRange(0, 600)), "E" + std::to_string(i), "true"});
    return facts;
}

/// The heart of live indicators: until the horizon that an evaluation gives, every day has the same answer.
RC_GTEST_PROP(Horizon, PromisesOnlyWhatIsTrue, ()) {
    Bench bench;
    Maker maker;
    const std::string text = *rc::gen::inRange(0, 2) == 0 ? maker.truth(3) : maker.number(3);
    Diagnostics out;
    const auto made = bench.compile(text, out);
    RC_ASSERT(made.has_value());
    const auto facts = any_visits();
    const Records records{bench.library(), facts};
    CivilDate horizon = day("2025-01-01");
    std::string promised;
    for (CivilDate on = horizon; on < day("2026-01-01"); on = add_days(on, 1)) {
        Frame frame = bench.frame(records, on);
        const std::string answer = shown(evaluate(made->program, frame));
        if (on >= horizon) {
            promised = answer;
            horizon = frame.horizon;
            RC_ASSERT(horizon > on);
        }
        if (answer != promised) RC_FAIL(text + " on " + on.text() + ": " + answer + ", promised " + promised);
    }
}

/// Kept answers are those that a fresh evaluation gives, on every day and whatever input has changed meanwhile.
RC_GTEST_PROP(StandingAnswer, IsThatOfAFreshEvaluation, ()) {
    Bench bench;
    Maker maker;
    const std::string text = *rc::gen::inRange(0, 2) == 0 ? maker.truth(3) : maker.date(3);
    Diagnostics out;
    const auto made = bench.compile(text, out);
    RC_ASSERT(made.has_value());
    const auto facts = any_visits();
    const Records records{bench.library(), facts};
    Frame kept = bench.frame(records);
    WatchedSlots slots{kept, bench.slot_count()};
    Standing standing;
    const CivilDate end = day("2026-01-01");
    for (CivilDate on = day("2025-01-01"); on < end; on = add_days(on, 1)) {
        if (*rc::gen::inRange(0, 40) == 0) bench.change(1, Value::integer(*rc::gen::inRange(-3, 9)));  // n
        if (*rc::gen::inRange(0, 40) == 0) bench.change(3, Value::date(add_days(on, *rc::gen::inRange(-9, 90))));
        kept.report_date = on;
        kept.horizon = end;
        bench.keep(slots, kept);
        const std::string found = shown(standing.on(made->program, kept, slots, end));
        RC_ASSERT(kept.horizon > on);
        Frame fresh = bench.frame(records, on);
        const std::string wanted = shown(evaluate(made->program, fresh));
        if (found != wanted) RC_FAIL(text + " on " + on.text() + ": " + found + ", fresh " + wanted);
    }
}

/// What the checker says of a type holds of every value.
RC_GTEST_PROP(Checker, KnowsTheTypeOfEveryAnswer, ()) {
    Bench bench;
    Maker maker;
    const int wanted = *rc::gen::inRange(0, 3);
    const std::string text = wanted == 0 ? maker.truth(4) : wanted == 1 ? maker.number(4) : maker.date(4);
    Diagnostics out;
    const auto made = bench.compile(text, out);
    RC_ASSERT(made.has_value());
    const auto facts = any_visits();
    const Records records{bench.library(), facts};
    Frame frame = bench.frame(records);
    const Value value = evaluate(made->program, frame);
    if (value.is_absent()) return;
    RC_ASSERT((value.as_truth() != nullptr) == (made->program.type == Type::boolean));
    RC_ASSERT((value.as_number() != nullptr) == (made->program.type == Type::integer || made->program.type == Type::decimal));
    RC_ASSERT((value.as_date() != nullptr) == (made->program.type == Type::date));
    if (made->program.type == Type::integer) RC_ASSERT(value.as_number()->scale() == 0);
}

}  // namespace
}  // namespace jiwei::rules
