// Which keys a case may have and of which kind each is: unknown keys are refused, values are brought into one form whatever way they were
// written.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/kernel/json.hpp"
#include "core/packs/pack.hpp"

namespace jiwei::cases {

enum class Type : unsigned char {
    text,  // codes too: 1 and "1" are the same
    date,  // 2025-01-24, also 2025/1/24, 2025.1.24 and 2025年1月24日
    integer,
    boolean,   // true false yes no 是 否
    texts,     // a list; "1 3", "1+3", "1、3" and one text are lists too; "none" is the empty one
    object,    // "key value, key value" on a line too
    objects,   // a list of objects; one object is a list of one
    dates,     // an object whose members are dates
    texts_by,  // an object whose members are texts
    integers,  // an object whose members are integers
    booleans,  // an object whose members are booleans
    answers,   // by the form of the pack
    records,   // a list of {form, answers}; an object with neither is taken as the answers
    rates,     // indicator -> {numerator, denominator, value}
    any,       // JSON as it is
};

struct Key;

/// The keys of an object. Not a std::span, because libc++ 16 asks Key to be complete already where Key itself holds one.
class Keys {
public:
    constexpr Keys() = default;
    // Tables of keys are written in place, one inside the other: both conversions are wanted.
    template <std::size_t count>
    constexpr Keys(const Key (&keys)[count]) : first_{keys}, count_{count} {}  // NOLINT(google-explicit-constructor)
    constexpr operator std::span<const Key>() const;                           // NOLINT(google-explicit-constructor)

private:
    const Key* first_ = nullptr;
    std::size_t count_ = 0;
};

struct Key {
    std::string_view name;
    Type type = Type::text;
    Keys members = {};
    std::string_view alias = {};
};

constexpr Keys::operator std::span<const Key>() const { return {first_, count_}; }

/// Brings the members of `value` into form by `keys`. What is wrong is added to `faults` as "path: what".
class Normaliser {
public:
    /// `pack` may be nothing for kinds without forms; `form` is that of records that name none.
    Normaliser(const packs::Pack* pack, std::string form) : pack_{pack}, form_{std::move(form)} {}

    [[nodiscard]] json::Value object(const json::Value& value, std::span<const Key> keys, const std::string& path);
    [[nodiscard]] const std::vector<std::string>& faults() const { return faults_; }

private:
    [[nodiscard]] json::Value one(const json::Value& value, const Key& key, const std::string& path);
    [[nodiscard]] json::Value scalar(const json::Value& value, Type type, const std::string& path);
    [[nodiscard]] json::Value list(const json::Value& value);
    [[nodiscard]] json::Value members(const json::Value& value, Type type, const std::string& path);
    [[nodiscard]] json::Value answers(const json::Value& value, const std::string& form, const std::string& path);
    [[nodiscard]] json::Value answer(const json::Value& value, const forms::Field& field, const std::string& path);
    [[nodiscard]] json::Value record(const json::Value& value, const std::string& path);
    [[nodiscard]] json::Value rate(const json::Value& value, const std::string& path);
    void fault(const std::string& path, std::string_view what);

    const packs::Pack* pack_;
    std::string form_;
    std::vector<std::string> faults_;
};

/// "2025-01-24" for the ways to write a day; empty when it is none.
[[nodiscard]] std::string iso_date(std::string_view text);

}  // namespace jiwei::cases
