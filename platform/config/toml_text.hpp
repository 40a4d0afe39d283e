// What is asked of a TOML text before the library reads it.
#pragma once

#include <cstddef>
#include <string_view>

namespace jiwei::config {

/// The line (from 1) of the first byte above 127 that stands neither in a string nor in a comment, where TOML 1.0 allows ASCII alone;
/// 0 when there is none. toml++ 3.3 asks a function about such a letter that is undefined for most of them. A text that is no TOML is
/// judged as far as it is one: whatever the library refuses first, it has not read further.
[[nodiscard]] std::size_t foreign_letter_line(std::string_view toml);

}  // namespace jiwei::config
