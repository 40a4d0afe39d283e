// UTF-8 checking and counting; everything beyond that (pinyin, folding) lives in platform/text.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace jiwei::utf8 {

/// Decodes one code point at `at` and moves `at` past it; nothing when the bytes are not shortest-form UTF-8.
[[nodiscard]] std::optional<char32_t> next(std::string_view text, std::size_t& at);
[[nodiscard]] bool is_valid(std::string_view text);
/// Code points in valid text.
[[nodiscard]] std::size_t length(std::string_view text);
void append(std::string& out, char32_t code_point);

}  // namespace jiwei::utf8
