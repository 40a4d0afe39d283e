// The tree that the parser builds and the compiler reads.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "core/kernel/civil_date.hpp"
#include "core/kernel/decimal.hpp"
#include "core/rules/source.hpp"

namespace jiwei::rules {

enum class NodeKind : std::uint8_t { truth, number, date, code, set, name, unary, binary, conditional, call, index };

/// `text` is the name, the operator, the function or the code; children are operands or arguments in order.
struct Node {
    NodeKind kind = NodeKind::truth;
    std::size_t at = 0;
    std::string_view text;
    bool truth = false;
    Decimal number;
    CivilDate date;
    std::vector<std::unique_ptr<Node>> children;
};

using NodePtr = std::unique_ptr<Node>;

struct WindowSyntax {
    std::string_view kind;
    std::size_t kind_at = 0;
    NodePtr from;
    NodePtr before;
    NodePtr to;
    NodePtr where;
};

/// let NAME = EXPRESSION, or window NAME = KIND ...
struct Statement {
    std::string_view name;
    std::size_t at = 0;
    NodePtr value;  // let
    std::optional<WindowSyntax> window;
};

/// Nothing when the text is not of the grammar; the reason is appended to `out`.
[[nodiscard]] NodePtr parse_expression(const Source& source, Diagnostics& out);
[[nodiscard]] std::optional<std::vector<Statement>> parse_statements(const Source& source, Diagnostics& out);

}  // namespace jiwei::rules
