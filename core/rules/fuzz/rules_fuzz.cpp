// Fuzzes the rule language: any text is either refused with a place, or compiles to programs that can be evaluated to the end.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "core/rules/compile.hpp"
#include "core/rules/frame.hpp"

namespace {

using namespace jiwei;

constexpr std::size_t text_bytes_max = 20'000;

void demand(bool promise) {
    if (!promise) std::abort();
}

rules::Library some_library() {
    rules::Library library;
    library.kinds = {"visit"};
    library.facts = {{"sbp", "t.sbp", 0, 0, rules::Type::integer}, {"ok", "t.ok", 0, 1, rules::Type::boolean}};
    return library;
}

rules::Scope some_scope() {
    rules::Scope scope;
    (void)scope.add_slot("b", rules::Type::boolean);
    (void)scope.add_slot("n", rules::Type::integer);
    (void)scope.add_slot("d", rules::Type::date);
    (void)scope.add_slot("c", rules::Type::code);
    (void)scope.add_slot("s", rules::Type::set);
    (void)scope.declare("today", rules::Symbol{rules::Symbol::Kind::report_date, 0, rules::Type::date, true, 0});
    return scope;
}

void evaluate_all(const std::vector<rules::CompiledLet>& lets, const rules::Scope& scope, const rules::Library& library) {
    const CivilDate day = *CivilDate::of(2025, 1, 31);
    const std::vector<rules::Fact> facts{{"t.sbp", day, "A", "150"}, {"t.ok", day, "A", "true"}, {"t.ok", add_days(day, 40), "B", "false"}};
    const rules::Records records{library, facts};
    rules::Frame frame;
    frame.library = &library;
    frame.records = &records;
    frame.slots.resize(scope.slot_count());
    frame.set(rules::Slot{1}, rules::Value::integer(7));
    frame.set(rules::Slot{2}, rules::Value::date(day));
    frame.set(rules::Slot{3}, rules::Value::code("1"));
    frame.report_date = day;
    frame.horizon = add_days(day, 365);
    for (const rules::CompiledLet& let : lets) {
        const rules::Value value = evaluate(let.value, frame);
        frame.set(let.slot, value);
        demand(value.is_absent() || (value.as_truth() != nullptr) == (let.value.type == rules::Type::boolean));
        demand(frame.horizon > frame.report_date);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size > text_bytes_max) return 0;
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    rules::Library library = some_library();
    rules::Scope scope = some_scope();
    rules::Diagnostics out;
    const auto lets = rules::compile_statements(rules::Source{"fuzz", text, 1, 1, false}, scope, library, out);
    for (const rules::Diagnostic& one : out) demand(one.line > 0 && one.column > 0 && !one.code.empty());
    evaluate_all(lets, scope, library);
    return 0;
}
