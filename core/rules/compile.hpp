// From text to program: every name resolved, every type checked. What compiles can be evaluated, always and in bounded time.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "core/rules/program.hpp"
#include "core/rules/source.hpp"
#include "core/rules/syntax.hpp"

namespace jiwei::rules {

/// `moving`: the value is a date that moves with the report date, at most `slack` days faster than the calendar in a month's end.
struct Symbol {
    enum class Kind : std::uint8_t { slot, constant, table, window, report_date };
    Kind kind = Kind::slot;
    std::uint16_t index = 0;
    Type type = Type::boolean;
    bool moving = false;
    std::uint16_t slack = 0;
};

/// The names that an expression may use. A name is declared once; declaring it again is refused.
class Scope {
public:
    /// False when the name is taken or a word of the language.
    bool declare(std::string_view name, const Symbol& symbol);
    /// Declares a new slot; nothing when the name cannot be declared.
    std::optional<Slot> add_slot(std::string_view name, Type type);
    [[nodiscard]] const Symbol* find(std::string_view name) const;
    [[nodiscard]] std::uint16_t slot_count() const { return slots_; }
    [[nodiscard]] std::optional<Slot> add_let(std::string_view name, Type type, bool moving, std::uint16_t slack);

private:
    std::map<std::string, Symbol, std::less<>> symbols_;
    std::uint16_t slots_ = 0;
};

/// A program together with what only the type checker needs to know about it.
struct Compiled {
    Program program;
    bool moving = false;
    std::uint16_t slack = 0;
};

/// `want` absent: any type. An int is taken where a dec is wanted. Constants, windows and programs go to `library`.
[[nodiscard]] std::optional<Compiled> compile(const Source& source, const Scope& scope, std::optional<Type> want, Library& library,
                                              Diagnostics& out);

struct CompiledLet {
    std::string name;
    Slot slot{};
    Program value;
};

/// A file of rules: windows are declared in `scope`, lets get slots there, in order.
[[nodiscard]] std::vector<CompiledLet> compile_statements(const Source& source, Scope& scope, Library& library, Diagnostics& out);

}  // namespace jiwei::rules
