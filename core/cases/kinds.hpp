// One function a kind of case: normalised JSON in, differences out.
#pragma once

#include <string>
#include <vector>

#include "core/cases/cases.hpp"
#include "core/cases/schema.hpp"
#include "core/kernel/json.hpp"

namespace jiwei::cases {

/// What a kind accepts, and what it can be asked for.
struct Kind {
    std::string_view name;
    std::span<const Key> given;
    std::span<const Key> want;
    bool has_pack = false;
};

[[nodiscard]] const Kind* find_kind(std::string_view name);

/// The answer of the core to a case, member by member; `faults` says why there is none.
struct Answer {
    json::Value got = json::Value::object();
    std::vector<std::string> faults;
};

[[nodiscard]] Answer answer_identity(const json::Value& one, const Environment& environment);
[[nodiscard]] Answer answer_archive_number(const json::Value& one, const Environment& environment);
[[nodiscard]] Answer answer_duplicate(const json::Value& one, const Environment& environment);
[[nodiscard]] Answer answer_search(const json::Value& one, const Environment& environment);

/// Compares the members of `want` with those of `got`: lists in any order, numbers by value.
[[nodiscard]] std::vector<std::string> compare(const json::Value& want, const json::Value& got);

}  // namespace jiwei::cases
