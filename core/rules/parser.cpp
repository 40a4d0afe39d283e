#include <algorithm>
#include <array>
#include <string>

#include "core/rules/lexer.hpp"
#include "core/rules/syntax.hpp"

namespace jiwei::rules {

namespace {

constexpr int nesting_max = 64;
constexpr std::size_t arguments_max = 64;
constexpr int expression_nodes_max = 1000;  // bounds the depth of the tree, whatever its shape

/// Recursive descent. A failed step leaves its reason in `out` and gives nothing, all the way up.
class Parser {
public:
    Parser(const Source& source, std::vector<Token> tokens, Diagnostics& out) : source_{source}, tokens_{std::move(tokens)}, out_{out} {}

    NodePtr only_expression() {
        NodePtr made = expression();
        if (made && peek().kind != TokenKind::end) return fail("the expression should end here");
        return made;
    }

    std::optional<std::vector<Statement>> statements() {
        std::vector<Statement> made;
        while (peek().kind != TokenKind::end) {
            auto one = statement();
            if (!one) return std::nullopt;
            made.push_back(std::move(*one));
        }
        return made;
    }

private:
    const Token& peek() const { return tokens_[next_]; }
    bool sees(std::string_view word) const {
        return (peek().kind == TokenKind::symbol || peek().kind == TokenKind::keyword) && peek().text == word;
    }
    bool take(std::string_view word) {
        if (!sees(word)) return false;
        ++next_;
        return true;
    }
    std::nullptr_t fail(std::string message) {
        out_.push_back(diagnose(source_, peek().at, "rule.syntax", std::move(message)));
        return nullptr;
    }
    bool expect(std::string_view word) {
        if (take(word)) return true;
        fail("expected '" + std::string{word} + "'");
        return false;
    }
    NodePtr node(NodeKind kind, const Token& token) {
        ++nodes_;
        auto made = std::make_unique<Node>();
        made->kind = kind;
        made->at = token.at;
        made->text = token.text;
        return made;
    }

    std::optional<Statement> statement() {
        const bool is_let = take("let");
        if (!is_let && !take("window")) {
            fail("a rule begins with 'let' or 'window'");
            return std::nullopt;
        }
        Statement made{peek().text, peek().at, nullptr, std::nullopt};
        if (peek().kind != TokenKind::name) {
            fail("expected a name");
            return std::nullopt;
        }
        ++next_;
        if (!expect("=")) return std::nullopt;
        if (!is_let) {
            made.window = window();
            if (!made.window) return std::nullopt;
            return made;
        }
        made.value = expression();
        if (!made.value) return std::nullopt;
        return made;
    }

    std::optional<WindowSyntax> window() {
        WindowSyntax made;
        if (peek().kind != TokenKind::code) {
            fail("expected the kind of record in quotes, such as 'follow-up'");
            return std::nullopt;
        }
        made.kind = peek().text;
        made.kind_at = peek().at;
        ++next_;
        const std::array<std::pair<std::string_view, NodePtr WindowSyntax::*>, 4> parts{
            {{"from", &WindowSyntax::from}, {"before", &WindowSyntax::before}, {"to", &WindowSyntax::to}, {"where", &WindowSyntax::where}}};
        for (const auto& [word, part] : parts) {
            if (!take(word)) continue;
            made.*part = expression();
            if (!(made.*part)) return std::nullopt;
        }
        return made;
    }

    NodePtr expression() {
        if (nesting_ == 0) nodes_ = 0;
        if (++nesting_ > nesting_max) return fail("this is nested too deeply");
        NodePtr made = sees("if") ? conditional() : disjunction();
        --nesting_;
        return made;
    }

    NodePtr conditional() {
        NodePtr made = node(NodeKind::conditional, peek());
        for (const std::string_view word : {"if", "then", "else"}) {
            if (!expect(word)) return nullptr;
            NodePtr part = expression();
            if (!part) return nullptr;
            made->children.push_back(std::move(part));
        }
        return made;
    }

    /// One level of operators that group to the left.
    template <class Operand>
    NodePtr chain(Operand operand, std::initializer_list<std::string_view> operators) {
        NodePtr left = (this->*operand)();
        while (left) {
            const auto* const found =
                std::find_if(operators.begin(), operators.end(), [this](std::string_view candidate) { return sees(candidate); });
            if (found == operators.end()) return left;
            if (nodes_ > expression_nodes_max) return fail("this expression is too long: name its parts with 'let'");
            NodePtr made = node(NodeKind::binary, peek());
            ++next_;
            made->children.push_back(std::move(left));
            made->children.push_back((this->*operand)());
            if (!made->children.back()) return nullptr;
            left = std::move(made);
        }
        return nullptr;
    }

    NodePtr disjunction() { return chain(&Parser::conjunction, {"or"}); }
    NodePtr conjunction() { return chain(&Parser::negation, {"and"}); }

    NodePtr negation() {
        if (!sees("not")) return comparison();
        return unary(&Parser::negation);
    }

    template <class Operand>
    NodePtr unary(Operand operand) {
        if (++nesting_ > nesting_max) return fail("this is nested too deeply");
        NodePtr made = node(NodeKind::unary, peek());
        ++next_;
        made->children.push_back((this->*operand)());
        --nesting_;
        if (!made->children.back()) return nullptr;
        return made;
    }

    /// Comparisons do not chain: "1 < x < 3" is refused by the caller that finds the second "<".
    NodePtr comparison() {
        NodePtr left = sum();
        if (!left) return nullptr;
        for (const std::string_view word : {"=", "!=", "<=", ">=", "<", ">", "in"}) {
            if (!sees(word)) continue;
            NodePtr made = node(NodeKind::binary, peek());
            ++next_;
            made->children.push_back(std::move(left));
            made->children.push_back(sum());
            if (!made->children.back()) return nullptr;
            return made;
        }
        return left;
    }

    NodePtr sum() { return chain(&Parser::product, {"+", "-"}); }
    NodePtr product() { return chain(&Parser::factor, {"*"}); }

    NodePtr factor() {
        if (sees("-")) return unary(&Parser::factor);
        return primary();
    }

    NodePtr primary() {
        const Token& token = peek();
        switch (token.kind) {
        case TokenKind::number: ++next_; return literal(NodeKind::number, token);
        case TokenKind::date: ++next_; return literal(NodeKind::date, token);
        case TokenKind::code: ++next_; return literal(NodeKind::code, token);
        case TokenKind::name: ++next_; return named(token);
        default: break;
        }
        if (sees("true") || sees("false")) {
            ++next_;
            NodePtr made = literal(NodeKind::truth, token);
            made->truth = token.text == "true";
            return made;
        }
        if (sees("if")) return expression();
        if (sees("{")) return set();
        if (!take("(")) return fail("expected a value");
        NodePtr inner = expression();
        if (!inner || !expect(")")) return nullptr;
        return inner;
    }

    NodePtr literal(NodeKind kind, const Token& token) {
        NodePtr made = node(kind, token);
        made->number = token.number;
        made->date = token.date;
        return made;
    }

    NodePtr named(const Token& token) {
        if (take("(")) return list(node(NodeKind::call, token), ")");
        if (!take("[")) return node(NodeKind::name, token);
        NodePtr made = list(node(NodeKind::index, token), "]");
        if (made && made->children.size() != 1) return fail("a table is looked up with one key");
        return made;
    }

    NodePtr set() {
        NodePtr made = node(NodeKind::set, peek());
        ++next_;
        made = list(std::move(made), "}");
        if (!made) return nullptr;
        for (const NodePtr& child : made->children) {
            if (child->kind == NodeKind::code) continue;
            out_.push_back(diagnose(source_, child->at, "rule.syntax", "a set holds codes in quotes"));
            return nullptr;
        }
        return made;
    }

    NodePtr list(NodePtr made, std::string_view closing) {
        if (take(closing)) return made;
        while (true) {
            if (made->children.size() >= arguments_max) return fail("too many values");
            NodePtr one = expression();
            if (!one) return nullptr;
            made->children.push_back(std::move(one));
            if (take(closing)) return made;
            if (!expect(",")) return nullptr;
        }
    }

    const Source& source_;
    std::vector<Token> tokens_;
    Diagnostics& out_;
    std::size_t next_ = 0;
    int nesting_ = 0;
    int nodes_ = 0;
};

}  // namespace

NodePtr parse_expression(const Source& source, Diagnostics& out) {
    auto tokens = tokenize(source, out);
    if (!tokens) return nullptr;
    return Parser{source, std::move(*tokens), out}.only_expression();
}

std::optional<std::vector<Statement>> parse_statements(const Source& source, Diagnostics& out) {
    auto tokens = tokenize(source, out);
    if (!tokens) return std::nullopt;
    return Parser{source, std::move(*tokens), out}.statements();
}

}  // namespace jiwei::rules
