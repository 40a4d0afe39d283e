// Text that a table keeps small: deflated against words that texts of its kind share (docs/adr/0051).
#pragma once

#include <string>
#include <string_view>

namespace jiwei::text {

/// Words that both sides know. What was packed with a vocabulary can only be read with it: a number is stored, so never change the
/// text of one, add another.
struct Vocabulary {
    char number = 0;         // 1-127
    std::string_view words;  // the likeliest last
};

/// The same text gives the same bytes.
[[nodiscard]] std::string pack(std::string_view text, const Vocabulary& vocabulary);
/// Throws std::runtime_error when the bytes are damaged or of another vocabulary.
[[nodiscard]] std::string unpack(std::string_view bytes, const Vocabulary& vocabulary);

}  // namespace jiwei::text
