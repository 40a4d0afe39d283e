#include <algorithm>

#include "core/rules/fact_value.hpp"
#include "core/rules/frame.hpp"

namespace jiwei::rules {

namespace {

struct Known {
    const Fact* fact;
    const FactColumn* column;
};

bool of_one_record(const Fact& a, const Fact& b) { return a.on == b.on && a.record_id == b.record_id; }

}  // namespace

Value read_fact(Type type, std::string_view text) {
    switch (type) {
    case Type::boolean: return text == "true" ? Value::truth(true) : text == "false" ? Value::truth(false) : Value{};
    case Type::integer:
    case Type::decimal: {
        const auto number = parse_decimal(text);
        return number ? Value::number(*number) : Value{};
    }
    case Type::date: {
        const auto day = parse_civil_date(text);
        return day ? Value::date(*day) : Value{};
    }
    case Type::code: return Value::code(text);
    case Type::set: break;
    }
    return Value{};
}

std::optional<std::string> write_fact(const Value& value) {
    if (value.as_truth() != nullptr) return *value.as_truth() ? "true" : "false";
    if (value.as_number() != nullptr) return value.as_number()->text();
    if (value.as_date() != nullptr) return value.as_date()->text();
    if (value.as_code() != nullptr) return std::string{*value.as_code()};
    return std::nullopt;
}

Records::Records(const Library& library, std::span<const Fact> facts, std::string_view except_record) {
    std::vector<Known> known;
    known.reserve(facts.size());
    for (const Fact& fact : facts) {
        if (!except_record.empty() && fact.record_id == except_record) continue;
        if (const FactColumn* const column = library.fact(fact.code)) known.push_back(Known{&fact, column});
    }
    std::stable_sort(known.begin(), known.end(), [](const Known& a, const Known& b) {
        if (a.fact->on != b.fact->on) return a.fact->on < b.fact->on;
        if (const int order = a.fact->record_id.compare(b.fact->record_id); order != 0) return order < 0;
        return a.column->kind < b.column->kind;
    });
    const Known* before = nullptr;
    for (const Known& one : known) {
        if (before == nullptr || !of_one_record(*before->fact, *one.fact) || before->column->kind != one.column->kind) {
            rows_.push_back(Row{one.fact->on, one.fact->record_id, one.column->kind, static_cast<std::uint32_t>(values_.size())});
            values_.resize(values_.size() + library.width(one.column->kind));
        }
        values_[rows_.back().first + one.column->column] = read_fact(one.column->type, one.fact->value);
        before = &one;
    }
}

}  // namespace jiwei::rules
