// What an expression of the rule language can be: truth, number, date, code, set of codes, or absent.
// Absent is a value, so every evaluation ends with an answer: a comparison with it is false, arithmetic with it stays absent.
#pragma once

#include <algorithm>
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

#include "core/kernel/civil_date.hpp"
#include "core/kernel/decimal.hpp"

namespace jiwei::rules {

/// integer is a decimal without fraction; it is accepted wherever a decimal is, not the other way round.
enum class Type : unsigned char { boolean, integer, decimal, date, code, set };

[[nodiscard]] std::string_view type_name(Type type);
/// Nothing for a word that names no type.
[[nodiscard]] std::optional<Type> parse_type(std::string_view word);

using Codes = std::vector<std::string_view>;

/// Borrows the text of codes and the storage of sets: both outlive the evaluation (they live in the pack or in the answers).
class Value {
public:
    Value() = default;
    static Value truth(bool value) { return Value{Held{value}}; }
    static Value number(Decimal value) { return Value{Held{value}}; }
    static Value integer(std::int64_t value) { return Value{Held{Decimal{value}}}; }
    static Value date(CivilDate value) { return Value{Held{value}}; }
    static Value code(std::string_view value) { return Value{Held{value}}; }
    static Value set(const Codes& value) { return Value{Held{&value}}; }

    /// Sets are equal when they are the same set.
    [[nodiscard]] friend bool operator==(const Value&, const Value&) = default;
    [[nodiscard]] bool is_absent() const { return std::holds_alternative<std::monostate>(held_); }
    /// Absent counts as false.
    [[nodiscard]] bool is_true() const {
        const bool* const held = std::get_if<bool>(&held_);
        return held != nullptr && *held;
    }
    // Each points into this value, so a temporary cannot be asked.
    [[nodiscard]] const bool* as_truth() const& { return std::get_if<bool>(&held_); }
    [[nodiscard]] const Decimal* as_number() const& { return std::get_if<Decimal>(&held_); }
    [[nodiscard]] const CivilDate* as_date() const& { return std::get_if<CivilDate>(&held_); }
    [[nodiscard]] const std::string_view* as_code() const& { return std::get_if<std::string_view>(&held_); }
    const bool* as_truth() const&& = delete;
    const Decimal* as_number() const&& = delete;
    const CivilDate* as_date() const&& = delete;
    const std::string_view* as_code() const&& = delete;

    [[nodiscard]] const Codes* as_set() const {
        const Codes* const* const held = std::get_if<const Codes*>(&held_);
        return held == nullptr ? nullptr : *held;
    }

private:
    using Held = std::variant<std::monostate, bool, Decimal, CivilDate, std::string_view, const Codes*>;
    explicit Value(Held held) : held_{held} {}
    Held held_;
};

}  // namespace jiwei::rules
