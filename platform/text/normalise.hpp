// Unicode forms: what is stored is NFC, what is compared is folded.
#pragma once

#include <string>
#include <string_view>

namespace jiwei::text {

/// Canonical composition. Bytes that are not UTF-8 become U+FFFD. ASCII costs a scan.
[[nodiscard]] std::string nfc(std::string_view utf8);
/// Full-width letters, digits and signs become ASCII, half-width katakana and the like their usual form; Han characters stay.
[[nodiscard]] std::string fold_width(std::string_view utf8);
/// The form of the search column and of what is typed into the search box: NFC, width folded, lower case, blanks and "·" and "-" removed.
[[nodiscard]] std::string search_form(std::string_view utf8);

}  // namespace jiwei::text
