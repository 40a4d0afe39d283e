#include "core/rules/lexer.hpp"

#include <algorithm>
#include <array>

namespace jiwei::rules {

namespace {

constexpr std::array<std::string_view, 15> keywords{"let",  "window", "from", "before", "to", "where", "if",   "then",
                                                    "else", "and",    "or",   "not",    "in", "true",  "false"};
constexpr std::array<std::string_view, 3> long_symbols{"!=", "<=", ">="};
constexpr std::string_view short_symbols = "=<>+-*(){}[],";

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_name_start(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_name_part(char c) { return is_name_start(c) || is_digit(c) || c == '.'; }

class Lexer {
public:
    Lexer(const Source& source, Diagnostics& out) : source_{source}, text_{source.text}, out_{out} {}

    std::optional<std::vector<Token>> all() {
        while (skip_blanks()) {
            if (!one()) return std::nullopt;
        }
        tokens_.push_back(Token{TokenKind::end, {}, text_.size(), {}, {}});
        return std::move(tokens_);
    }

private:
    bool skip_blanks() {
        while (at_ < text_.size()) {
            const char c = text_[at_];
            if (c == '#') {
                at_ = std::min(text_.find('\n', at_), text_.size());
            } else if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
                ++at_;
            } else {
                return true;
            }
        }
        return false;
    }

    bool one() {
        const char c = text_[at_];
        if (is_name_start(c)) return name();
        if (is_digit(c)) return date() || number();
        if (c == '\'') return code();
        return symbol();
    }

    void push(TokenKind kind, std::size_t length) {
        tokens_.push_back(Token{kind, text_.substr(at_, length), at_, {}, {}});
        at_ += length;
    }

    bool name() {
        std::size_t end = at_;
        while (end < text_.size() && is_name_part(text_[end])) ++end;
        const bool keyword = is_keyword(text_.substr(at_, end - at_));
        push(keyword ? TokenKind::keyword : TokenKind::name, end - at_);
        return true;
    }

    bool date() {
        constexpr std::size_t length = 10;
        const auto day = parse_civil_date(text_.substr(at_, length));
        if (!day) return false;
        push(TokenKind::date, length);
        tokens_.back().date = *day;
        return true;
    }

    bool number() {
        std::size_t end = at_;
        while (end < text_.size() && (is_digit(text_[end]) || text_[end] == '.')) ++end;
        const auto value = parse_decimal(text_.substr(at_, end - at_));
        if (!value) return fail("rule.number", "a number has at most 18 digits, six of them after the point, and no leading zero");
        push(TokenKind::number, end - at_);
        tokens_.back().number = *value;
        return true;
    }

    bool code() {
        const std::size_t end = text_.find('\'', at_ + 1);
        if (end == std::string_view::npos || text_.substr(at_, end - at_).find('\n') != std::string_view::npos) {
            return fail("rule.code", "a code ends with ' on the same line");
        }
        tokens_.push_back(Token{TokenKind::code, text_.substr(at_ + 1, end - at_ - 1), at_, {}, {}});
        at_ = end + 1;
        return true;
    }

    bool symbol() {
        for (const std::string_view two : long_symbols) {
            if (text_.substr(at_, 2) == two) {
                push(TokenKind::symbol, 2);
                return true;
            }
        }
        if (short_symbols.find(text_[at_]) == std::string_view::npos) {
            return fail("rule.character", "this character does not belong to the rule language");
        }
        push(TokenKind::symbol, 1);
        return true;
    }

    bool fail(const char* code, const char* message) {
        out_.push_back(diagnose(source_, at_, code, message));
        return false;
    }

    const Source& source_;
    std::string_view text_;
    Diagnostics& out_;
    std::size_t at_ = 0;
    std::vector<Token> tokens_;
};

}  // namespace

std::optional<std::vector<Token>> tokenize(const Source& source, Diagnostics& out) { return Lexer{source, out}.all(); }

bool is_keyword(std::string_view word) { return std::find(keywords.begin(), keywords.end(), word) != keywords.end(); }

}  // namespace jiwei::rules
