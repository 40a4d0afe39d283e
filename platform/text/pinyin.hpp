// Pinyin of Chinese names for search and for the duplicate score (docs/adr/0016).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace jiwei::text {

inline constexpr std::size_t pinyin_keys_max = 8;

/// One way to read a name: "chanyu xiao" without blanks and tones, and its initials.
struct PinyinKey {
    std::string full;      // "shanyuxiaoming"
    std::string initials;  // "syxm"
    bool operator==(const PinyinKey&) const = default;
};

/// The readings of a name, most likely first, at most eight: the union of ICU Han-Latin, ICU Han-Latin/Names and a table of surname
/// readings; ü also as v and as u. Latin letters and digits of the name stay, lower-cased; other characters are left out. Empty for a name
/// without either. Thread-safe; about a microsecond a name.
[[nodiscard]] std::vector<PinyinKey> pinyin_keys(std::string_view name);

/// What the duplicate search compares and indexes: the distinct `full` readings with ü as v only, sorted.
[[nodiscard]] std::vector<std::string> phonetic_keys(std::string_view name);

}  // namespace jiwei::text
