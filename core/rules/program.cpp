#include "core/rules/program.hpp"

#include <algorithm>

namespace jiwei::rules {

std::optional<std::uint16_t> Library::kind(std::string_view name) const {
    const auto found = std::find(kinds.begin(), kinds.end(), name);
    if (found == kinds.end()) return std::nullopt;
    return static_cast<std::uint16_t>(found - kinds.begin());
}

const FactColumn* Library::fact(std::string_view code) const {
    const auto found = std::find_if(facts.begin(), facts.end(), [code](const FactColumn& column) { return column.code == code; });
    return found == facts.end() ? nullptr : &*found;
}

std::uint16_t Library::width(std::uint16_t kind) const {
    return static_cast<std::uint16_t>(
        std::count_if(facts.begin(), facts.end(), [kind](const FactColumn& column) { return column.kind == kind; }));
}

}  // namespace jiwei::rules
