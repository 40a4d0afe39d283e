#include <algorithm>

#include "core/rules/compile.hpp"
#include "core/rules/functions.hpp"

namespace jiwei::rules {

namespace {

constexpr std::size_t pool_max = 60'000;      // constants, windows and programs are named by 16 bits
constexpr std::uint16_t month_end_slack = 4;  // 28 February + 1 month -> 28 March, 1 March + 1 month -> 1 April

struct Operand {
    Type type = Type::boolean;
    bool moving = false;
    std::uint16_t slack = 0;
};

bool is_number(Type type) { return type == Type::integer || type == Type::decimal; }

std::uint8_t mask(const Operand& first, const Operand& second) {
    return static_cast<std::uint8_t>((first.moving ? 1U : 0U) | (second.moving ? 2U : 0U));
}

/// One expression at a time; every method emits code that leaves one value on the stack, or reports why it cannot.
class Compiler {
public:
    Compiler(const Source& source, const Scope& scope, Library& library, Diagnostics& out, const std::uint16_t* row_kind = nullptr)
        : source_{source}, scope_{scope}, library_{library}, out_{out}, row_kind_{row_kind} {}

    std::optional<Compiled> whole(const Node& node, std::optional<Type> want) {
        const auto result = value(node);
        if (!result) return std::nullopt;
        if (want && !fits(result->type, *want)) return mismatch(node, type_name(*want), result->type), std::nullopt;
        program_.type = result->type;
        program_.moving = result->moving;
        arrange(program_.reads);
        return Compiled{std::move(program_), result->moving, result->slack};
    }

    std::optional<std::uint16_t> window(const WindowSyntax& syntax) {
        const auto kind = library_.kind(syntax.kind);
        if (!kind) {
            report(syntax.kind_at, "rule.kind", "there is no kind of record '" + std::string{syntax.kind} + "'");
            return std::nullopt;
        }
        Window made;
        made.kind = *kind;
        bool good = bound(syntax.from, made.from, made.moving_from, made);
        good = bound(syntax.before, made.before, made.moving_end, made) && good;
        good = bound(syntax.to, made.to, made.moving_end, made) && good;
        if (syntax.where) {
            auto where = Compiler{source_, scope_, library_, out_, &*kind}.whole(*syntax.where, Type::boolean);
            good = where.has_value() && good;
            if (where) made.where = std::move(where->program);
        }
        if (!good) return std::nullopt;
        for (const auto* part : {&made.from, &made.before, &made.to, &made.where}) {
            if (*part) join(made.reads, (*part)->reads);
        }
        library_.windows.push_back(std::move(made));
        return static_cast<std::uint16_t>(library_.windows.size() - 1);
    }

private:
    using Result = std::optional<Operand>;

    static bool fits(Type have, Type want) { return have == want || (have == Type::integer && want == Type::decimal); }

    std::nullopt_t report(std::size_t at, std::string code, std::string message) {
        out_.push_back(diagnose(source_, at, std::move(code), std::move(message)));
        return std::nullopt;
    }
    std::nullopt_t mismatch(const Node& node, std::string_view wanted, Type found) {
        return report(node.at, "rule.type", "expected " + std::string{wanted} + ", found " + std::string{type_name(found)});
    }

    static void arrange(std::vector<std::uint16_t>& slots) {
        std::ranges::sort(slots);
        slots.erase(std::unique(slots.begin(), slots.end()), slots.end());
    }
    static void join(std::vector<std::uint16_t>& slots, const std::vector<std::uint16_t>& more) {
        slots.insert(slots.end(), more.begin(), more.end());
        arrange(slots);
    }

    void emit(Op op, int depth_change, std::size_t a = 0, std::size_t b = 0, std::uint8_t moving = 0, std::uint16_t slack = 0) {
        program_.code.push_back(Instruction{op, moving, static_cast<std::uint16_t>(a), static_cast<std::uint16_t>(b), slack});
        depth_ += depth_change;
        program_.depth = std::max(program_.depth, static_cast<std::uint16_t>(depth_));
    }
    std::size_t emit_jump(Op op) {
        emit(op, op == Op::jump_unless ? -1 : 0);
        return program_.code.size() - 1;
    }
    void land(std::size_t jump) { program_.code[jump].a = static_cast<std::uint16_t>(program_.code.size()); }

    Result constant(const Node& node, Value value, Type type) {
        if (library_.constants.size() >= pool_max) return report(node.at, "rule.size", "the pack holds too many constants");
        library_.constants.push_back(value);
        emit(Op::push, 1, library_.constants.size() - 1);
        return Operand{type};
    }

    std::string_view keep(std::string_view text) { return library_.texts.emplace_back(text); }

    Result value(const Node& node) {
        switch (node.kind) {
        case NodeKind::truth: return constant(node, Value::truth(node.truth), Type::boolean);
        case NodeKind::number: return constant(node, Value::number(node.number), node.number.scale() == 0 ? Type::integer : Type::decimal);
        case NodeKind::date: return constant(node, Value::date(node.date), Type::date);
        case NodeKind::code: return constant(node, Value::code(keep(node.text)), Type::code);
        case NodeKind::set: return set(node);
        case NodeKind::name: return name(node);
        case NodeKind::unary: return unary(node);
        case NodeKind::binary: return binary(node);
        case NodeKind::conditional: return conditional(node);
        case NodeKind::call: return call(node);
        case NodeKind::index: return look_up(node);
        }
        return std::nullopt;
    }

    Result set(const Node& node) {
        Codes codes;
        for (const NodePtr& child : node.children) codes.push_back(keep(child->text));
        library_.sets.push_back(std::move(codes));
        return constant(node, Value::set(library_.sets.back()), Type::set);
    }

    Result name(const Node& node) {
        if (node.text.substr(0, 4) == "row.") return row_name(node);
        const Symbol* const symbol = scope_.find(node.text);
        if (symbol == nullptr) return report(node.at, "rule.name", "there is no '" + std::string{node.text} + "' here");
        const Operand result{symbol->type, symbol->moving, symbol->slack};
        switch (symbol->kind) {
        case Symbol::Kind::slot:
            program_.reads.push_back(symbol->index);
            moves_with_let_ = moves_with_let_ || symbol->moving;
            emit(Op::load, 1, symbol->index);
            return result;
        case Symbol::Kind::constant: emit(Op::push, 1, symbol->index); return result;
        case Symbol::Kind::report_date: emit(Op::report_date, 1); return Operand{Type::date, true, 0};
        case Symbol::Kind::table: return report(node.at, "rule.table", "a table needs a key: " + std::string{node.text} + "[...]");
        case Symbol::Kind::window: break;
        }
        return report(node.at, "rule.window", "a window stands only inside count, any, all, sum, first or last");
    }

    Result row_name(const Node& node) {
        if (row_kind_ == nullptr) return report(node.at, "rule.row", "'row' stands only inside a window or an aggregate");
        const std::string_view fact = node.text.substr(4);
        if (fact == "date") {
            emit(Op::row_date, 1);
            return Operand{Type::date};
        }
        const auto found = std::find_if(library_.facts.begin(), library_.facts.end(),
                                        [&](const FactColumn& column) { return column.kind == *row_kind_ && column.name == fact; });
        if (found == library_.facts.end()) {
            return report(node.at, "rule.fact",
                          "a record of kind '" + library_.kinds[*row_kind_] + "' has no fact '" + std::string{fact} + "'");
        }
        emit(Op::load_fact, 1, found->column);
        return Operand{found->type};
    }

    Result unary(const Node& node) {
        const bool is_not = node.text == "not";
        const auto operand = value(*node.children[0]);
        if (!operand) return std::nullopt;
        if (is_not ? operand->type != Type::boolean : !is_number(operand->type)) {
            return mismatch(*node.children[0], is_not ? "bool" : "a number", operand->type);
        }
        emit(is_not ? Op::invert : Op::negate, 0);
        return Operand{operand->type};
    }

    Result binary(const Node& node) {
        if (node.text == "and" || node.text == "or") return logical(node);
        const auto left = value(*node.children[0]);
        const auto right = value(*node.children[1]);
        if (!left || !right) return std::nullopt;
        if (node.text == "in") return membership(node, *left, *right);
        if (node.text == "+" || node.text == "-" || node.text == "*") return arithmetic(node, *left, *right);
        return comparison(node, *left, *right);
    }

    /// `a and b` is `if a then b else false`; `a or b` is `if a then true else b`.
    Result logical(const Node& node) {
        const bool is_and = node.text == "and";
        if (!condition(*node.children[0])) return std::nullopt;
        const std::size_t unless = emit_jump(Op::jump_unless);
        if (is_and ? !condition(*node.children[1]) : !constant(node, Value::truth(true), Type::boolean)) return std::nullopt;
        const std::size_t end = emit_jump(Op::jump);
        land(unless);
        --depth_;
        if (is_and ? !constant(node, Value::truth(false), Type::boolean) : !condition(*node.children[1])) return std::nullopt;
        land(end);
        return Operand{Type::boolean};
    }

    bool condition(const Node& node) {
        const auto result = value(node);
        if (result && result->type != Type::boolean) mismatch(node, "bool", result->type);
        return result && result->type == Type::boolean;
    }

    Result membership(const Node& node, const Operand& left, const Operand& right) {
        if (left.type != Type::code) return mismatch(*node.children[0], "code", left.type);
        if (right.type != Type::set) return mismatch(*node.children[1], "set", right.type);
        emit(Op::in_set, -1);
        return Operand{Type::boolean};
    }

    Result arithmetic(const Node& node, const Operand& left, const Operand& right) {
        if (!is_number(left.type)) return mismatch(*node.children[0], "a number", left.type);
        if (!is_number(right.type)) return mismatch(*node.children[1], "a number", right.type);
        emit(node.text == "+" ? Op::add : node.text == "-" ? Op::subtract : Op::multiply, -1);
        return Operand{left.type == Type::integer && right.type == Type::integer ? Type::integer : Type::decimal};
    }

    Result comparison(const Node& node, const Operand& left, const Operand& right) {
        const bool comparable = left.type == right.type || (is_number(left.type) && is_number(right.type));
        if (!comparable) return mismatch(*node.children[1], type_name(left.type), right.type);
        const bool only_equality = left.type == Type::code || left.type == Type::boolean;
        const bool is_equality = node.text == "=" || node.text == "!=";
        if (left.type == Type::set || (only_equality && !is_equality)) {
            return report(node.at, "rule.type",
                          std::string{type_name(left.type)} + " cannot be compared with '" + std::string{node.text} + "'");
        }
        const auto slack = static_cast<std::uint16_t>(left.slack + right.slack);
        emit(comparison_op(node.text), -1, 0, 0, mask(left, right), slack);
        return Operand{Type::boolean};
    }

    static Op comparison_op(std::string_view text) {
        if (text == "=") return Op::equal;
        if (text == "!=") return Op::not_equal;
        if (text == "<") return Op::less;
        if (text == "<=") return Op::less_equal;
        return text == ">" ? Op::greater : Op::greater_equal;
    }

    Result conditional(const Node& node) {
        if (!condition(*node.children[0])) return std::nullopt;
        const std::size_t unless = emit_jump(Op::jump_unless);
        const auto first = value(*node.children[1]);
        const std::size_t end = emit_jump(Op::jump);
        land(unless);
        --depth_;
        const auto second = value(*node.children[2]);
        land(end);
        if (!first || !second) return std::nullopt;
        return joined(*node.children[2], *first, *second);
    }

    /// What either of two values may be.
    Result joined(const Node& second_node, const Operand& first, const Operand& second) {
        Operand result{first.type, first.moving || second.moving, std::max(first.slack, second.slack)};
        if (first.type == second.type) return result;
        if (!is_number(first.type) || !is_number(second.type)) return mismatch(second_node, type_name(first.type), second.type);
        result.type = Type::decimal;
        return result;
    }

    Result look_up(const Node& node) {
        const Symbol* const symbol = scope_.find(node.text);
        if (symbol == nullptr || symbol->kind != Symbol::Kind::table) {
            return report(node.at, "rule.table", "there is no table '" + std::string{node.text} + "'");
        }
        const auto key = value(*node.children[0]);
        if (!key) return std::nullopt;
        if (key->type != Type::code) return mismatch(*node.children[0], "code", key->type);
        emit(Op::look_up, 0, symbol->index);
        return Operand{symbol->type};
    }

    Result call(const Node& node) {
        for (const Aggregate& candidate : aggregates) {
            if (candidate.name == node.text) return aggregate(node, candidate);
        }
        for (const Function& candidate : functions) {
            if (candidate.name == node.text) return function(node, candidate);
        }
        return report(node.at, "rule.function", "there is no function '" + std::string{node.text} + "'");
    }

    Result function(const Node& node, const Function& called) {
        const auto wanted = static_cast<std::size_t>(std::count_if(called.parameters.begin(), called.parameters.end(),
                                                                   [](Parameter parameter) { return parameter != Parameter::none; }));
        if (node.children.size() != wanted) {
            return report(node.at, "rule.arguments", std::string{called.name} + " takes " + std::to_string(wanted) + " values");
        }
        std::vector<Operand> given;
        std::size_t scale = 0;
        for (std::size_t i = 0; i < wanted; ++i) {
            const auto one = argument(*node.children[i], called.parameters[i], given, scale);
            if (!one) return std::nullopt;
            if (called.parameters[i] != Parameter::scale) given.push_back(*one);
        }
        Operand result = given[0];
        if (called.parameters[1] == Parameter::same) {
            const auto both = joined(*node.children[1], given[0], given[1]);
            if (!both) return std::nullopt;
            result = *both;
        }
        return finish(called, given, result, scale);
    }

    Result finish(const Function& called, const std::vector<Operand>& given, Operand result, std::size_t scale) {
        std::uint16_t slack = 0;
        for (const Operand& one : given) slack = static_cast<std::uint16_t>(slack + one.slack);
        const Operand nothing{};
        const std::uint8_t moving =
            called.motion == Motion::watches ? mask(given[0], given.size() > 1 ? given[1] : nothing) : std::uint8_t{0};
        emit(called.op, 1 - static_cast<int>(given.size()), scale, 0, moving, slack);
        if (called.result) result.type = *called.result;
        if (called.motion != Motion::moves) return Operand{result.type};
        result.moving = std::any_of(given.begin(), given.end(), [](const Operand& one) { return one.moving; });
        result.slack = static_cast<std::uint16_t>(slack + (called.op == Op::add_months ? month_end_slack : 0));
        return result;
    }

    Result argument(const Node& node, Parameter wanted, const std::vector<Operand>& before, std::size_t& scale) {
        if (wanted == Parameter::scale) {
            const auto whole = node.kind == NodeKind::number ? node.number.units_at(0) : std::nullopt;
            if (!whole || *whole > Decimal::scale_max) return report(node.at, "rule.scale", "expected a whole number from 0 to 6");
            scale = static_cast<std::size_t>(*whole);
            return Operand{Type::integer};
        }
        const auto given = value(node);
        if (!given) return std::nullopt;
        switch (wanted) {
        case Parameter::number:
            if (!is_number(given->type)) return mismatch(node, "a number", given->type);
            return given;
        case Parameter::integer:
            if (given->type != Type::integer) return mismatch(node, "int", given->type);
            return given;
        case Parameter::date:
            if (given->type != Type::date) return mismatch(node, "date", given->type);
            return given;
        case Parameter::set:
            if (given->type != Type::set) return mismatch(node, "set", given->type);
            return given;
        case Parameter::ordered:
            if (!is_number(given->type) && given->type != Type::date) return mismatch(node, "a number or date", given->type);
            return given;
        case Parameter::same:
            if (!joined(node, before.back(), *given)) return std::nullopt;
            return given;
        default: return given;
        }
    }

    Result aggregate(const Node& node, const Aggregate& called) {
        if (row_kind_ != nullptr) return report(node.at, "rule.nested", "a window cannot be looked at from inside another");
        const bool has_argument = called.argument != Aggregate::Argument::none;
        if (node.children.size() != (has_argument ? 2U : 1U)) {
            return report(node.at, "rule.arguments",
                          std::string{called.name} + (has_argument ? " takes a window and an expression" : " takes a window"));
        }
        const Node& window_node = *node.children[0];
        const Symbol* const symbol = window_node.kind == NodeKind::name ? scope_.find(window_node.text) : nullptr;
        if (symbol == nullptr || symbol->kind != Symbol::Kind::window) return report(window_node.at, "rule.window", "expected a window");
        std::size_t program = 0;
        Operand result;
        join(program_.reads, library_.windows[symbol->index].reads);
        if (has_argument) {
            const std::uint16_t kind = library_.windows[symbol->index].kind;
            auto inner = Compiler{source_, scope_, library_, out_, &kind}.whole(*node.children[1], std::nullopt);
            if (!inner || !suits(*node.children[1], called.argument, inner->program.type)) return std::nullopt;
            result = Operand{inner->program.type, inner->moving, inner->slack};
            join(program_.reads, inner->program.reads);
            library_.programs.push_back(std::move(inner->program));
            program = library_.programs.size() - 1;
        }
        if (program >= pool_max) return report(node.at, "rule.size", "the pack holds too many expressions");
        emit(called.op, 1, symbol->index, program);
        if (called.result) return Operand{*called.result};
        return result;
    }

    bool suits(const Node& node, Aggregate::Argument wanted, Type found) {
        if (wanted == Aggregate::Argument::truth && found != Type::boolean) return mismatch(node, "bool", found), false;
        if (wanted == Aggregate::Argument::number && !is_number(found)) return mismatch(node, "a number", found), false;
        return true;
    }

    bool bound(const NodePtr& node, std::optional<Program>& program, bool& moving, Window& window) {
        if (!node) return true;
        Compiler compiler{source_, scope_, library_, out_};
        auto made = compiler.whole(*node, Type::date);
        if (!made) return false;
        moving = moving || made->moving;
        window.moves_with_let = window.moves_with_let || compiler.moves_with_let_;
        window.slack = std::max(window.slack, made->slack);
        program = std::move(made->program);
        return true;
    }

    const Source& source_;
    const Scope& scope_;
    Library& library_;
    Diagnostics& out_;
    const std::uint16_t* row_kind_;
    Program program_;
    bool moves_with_let_ = false;
    int depth_ = 0;
};

void declare_window(const Statement& statement, const Source& source, Scope& scope, Library& library, Diagnostics& out) {
    const auto index = Compiler{source, scope, library, out}.window(*statement.window);
    if (!index) return;
    if (!scope.declare(statement.name, Symbol{Symbol::Kind::window, *index, Type::boolean, false, 0})) {
        out.push_back(diagnose(source, statement.at, "rule.name", "the name '" + std::string{statement.name} + "' is taken"));
    }
}

}  // namespace

std::optional<Compiled> compile(const Source& source, const Scope& scope, std::optional<Type> want, Library& library, Diagnostics& out) {
    const NodePtr tree = parse_expression(source, out);
    if (!tree) return std::nullopt;
    return Compiler{source, scope, library, out}.whole(*tree, want);
}

std::vector<CompiledLet> compile_statements(const Source& source, Scope& scope, Library& library, Diagnostics& out) {
    std::vector<CompiledLet> lets;
    const auto statements = parse_statements(source, out);
    if (!statements) return lets;
    for (const Statement& statement : *statements) {
        if (statement.window) {
            declare_window(statement, source, scope, library, out);
            continue;
        }
        auto made = Compiler{source, scope, library, out}.whole(*statement.value, std::nullopt);
        if (!made) continue;
        const auto slot = scope.add_let(statement.name, made->program.type, made->moving, made->slack);
        if (!slot) {
            out.push_back(diagnose(source, statement.at, "rule.name", "the name '" + std::string{statement.name} + "' is taken"));
            continue;
        }
        lets.push_back(CompiledLet{std::string{statement.name}, *slot, std::move(made->program)});
    }
    return lets;
}

}  // namespace jiwei::rules
