// The stored form of a fact's value.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/rules/value.hpp"

namespace jiwei::rules {

/// Borrows `text`. Absent when the text is not of the type.
[[nodiscard]] Value read_fact(Type type, std::string_view text);
/// Nothing for what is absent or a set: it is not stored.
[[nodiscard]] std::optional<std::string> write_fact(const Value& value);

}  // namespace jiwei::rules
