#include "core/rules/compile.hpp"
#include "core/rules/lexer.hpp"

namespace jiwei::rules {

bool Scope::declare(std::string_view name, const Symbol& symbol) {
    if (is_keyword(name) || name.substr(0, 4) == "row.") return false;
    return symbols_.emplace(std::string{name}, symbol).second;
}

std::optional<Slot> Scope::add_slot(std::string_view name, Type type) { return add_let(name, type, false, 0); }

std::optional<Slot> Scope::add_let(std::string_view name, Type type, bool moving, std::uint16_t slack) {
    if (!declare(name, Symbol{Symbol::Kind::slot, slots_, type, moving, slack})) return std::nullopt;
    return static_cast<Slot>(slots_++);
}

const Symbol* Scope::find(std::string_view name) const {
    const auto found = symbols_.find(name);
    return found == symbols_.end() ? nullptr : &found->second;
}

}  // namespace jiwei::rules
