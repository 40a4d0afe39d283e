// How typed numbers become comparable: the folding that stands before every identity check.
#pragma once

#include <string>
#include <string_view>

namespace jiwei::identity {

/// Full-width forms (U+FF01-FF5E) become ASCII, blanks of every kind (also U+3000, no-break and zero-width) disappear, ASCII letters become
/// upper case. For ID, document, card and archive numbers and for phones. Bytes that are not UTF-8 stay as they are: the check behind
/// refuses them.
[[nodiscard]] std::string fold_number(std::string_view typed);

/// For names: blanks at the ends go, inner runs of blanks become one blank, or nothing between two Han characters ("张 三" is "张三");
/// full-width letters and digits become ASCII, and the middle dots "•" "・" "．" "‧" become "·". Case is kept.
[[nodiscard]] std::string fold_name(std::string_view typed);

/// Somebody whom nobody knows (无名氏): the archive bears this word with the time of its opening, and counts in no indicator until it is
/// merged into that of the person it turns out to be.
inline constexpr std::string_view unknown_patient = "无名氏";
[[nodiscard]] bool is_unknown_patient(std::string_view name);

}  // namespace jiwei::identity
