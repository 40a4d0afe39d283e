// Words of the rule language. Grammar: docs/reference/rule-language.md.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "core/kernel/civil_date.hpp"
#include "core/kernel/decimal.hpp"
#include "core/rules/source.hpp"

namespace jiwei::rules {

enum class TokenKind : std::uint8_t { name, keyword, number, date, code, symbol, end };

/// `text` is a part of the source: the name, the keyword, the code without its quotes, the symbol.
struct Token {
    TokenKind kind = TokenKind::end;
    std::string_view text;
    std::size_t at = 0;
    Decimal number;
    CivilDate date;
};

/// Ends with one `end` token. Nothing when a character or a literal is not of the language; the reason is appended to `out`.
[[nodiscard]] std::optional<std::vector<Token>> tokenize(const Source& source, Diagnostics& out);

/// A word that no field, fact or let may have as its name.
[[nodiscard]] bool is_keyword(std::string_view word);

}  // namespace jiwei::rules
