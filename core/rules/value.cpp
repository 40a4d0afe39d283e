#include "core/rules/value.hpp"

#include <array>

namespace jiwei::rules {

namespace {
constexpr std::array<std::string_view, 6> names{"bool", "int", "dec", "date", "code", "set"};
}

std::string_view type_name(Type type) { return names[static_cast<std::size_t>(type)]; }

std::optional<Type> parse_type(std::string_view word) {
    const auto* const found = std::find(names.begin(), names.end(), word);
    if (found == names.end()) return std::nullopt;
    return static_cast<Type>(found - names.begin());
}

}  // namespace jiwei::rules
