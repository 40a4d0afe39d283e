#include <algorithm>

#include "core/rules/fact_value.hpp"
#include "core/rules/frame.hpp"

namespace jiwei::rules {

namespace {

struct Known {
    const Fact* fact;
    const FactColumn* column;
};

/// Finds the columns of facts. The store gives the facts of each record in the same order, so the next one is usually the one that came
/// after the last one before.
class Columns {
public:
    explicit Columns(const Library& library) : facts_{library.facts}, follower_(facts_.size(), 0) {}

    const FactColumn* find(std::string_view code) {
        const std::size_t guess = last_ < follower_.size() ? follower_[last_] : 0;
        std::size_t at = guess;
        if (guess >= facts_.size() || facts_[guess].code != code) {
            at = 0;
            while (at < facts_.size() && facts_[at].code != code) ++at;
            if (at == facts_.size()) return nullptr;
            if (last_ < follower_.size()) follower_[last_] = at;
        }
        last_ = at;
        return &facts_[at];
    }

private:
    const std::vector<FactColumn>& facts_;
    std::vector<std::size_t> follower_;
    std::size_t last_ = static_cast<std::size_t>(-1);
};

bool is_before(const Known& a, const Known& b) {
    if (a.fact->on != b.fact->on) return a.fact->on < b.fact->on;
    if (const int order = a.fact->record_id.compare(b.fact->record_id); order != 0) return order < 0;
    return a.column->kind < b.column->kind;
}

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
    Columns columns{library};
    std::vector<Known> known;
    known.reserve(facts.size());
    for (const Fact& fact : facts) {
        if (!except_record.empty() && fact.record_id == except_record) continue;
        if (const FactColumn* const column = columns.find(fact.code)) known.push_back(Known{&fact, column});
    }
    if (!std::is_sorted(known.begin(), known.end(), is_before)) std::stable_sort(known.begin(), known.end(), is_before);
    std::vector<std::uint16_t> widths;
    widths.reserve(library.kinds.size());
    for (std::size_t kind = 0; kind < library.kinds.size(); ++kind) widths.push_back(library.width(static_cast<std::uint16_t>(kind)));
    values_.reserve(known.size() * 2);
    const Known* before = nullptr;
    for (const Known& one : known) {
        if (before == nullptr || !of_one_record(*before->fact, *one.fact) || before->column->kind != one.column->kind) {
            rows_.push_back(Row{one.fact->on, one.fact->record_id, one.column->kind, static_cast<std::uint32_t>(values_.size())});
            values_.resize(values_.size() + widths[one.column->kind]);
        }
        values_[rows_.back().first + one.column->column] = read_fact(one.column->type, one.fact->value);
        before = &one;
    }
}

}  // namespace jiwei::rules
