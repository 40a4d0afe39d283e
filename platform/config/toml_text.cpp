#include "platform/config/toml_text.hpp"

#include <algorithm>

namespace jiwei::config {

namespace {

/// Behind the string that begins at `at`: at its closing quotes, or at the end of a text or line that has none.
std::size_t behind_string(std::string_view text, std::size_t at) {
    const char quote = text[at];
    const bool is_long = text.substr(at, 3) == std::string_view{quote == '"' ? "\"\"\"" : "'''"};
    const std::size_t closing = is_long ? 3 : 1;
    at += closing;
    while (at < text.size()) {
        if (text[at] == '\\' && quote == '"') {
            at += 2;
        } else if (text.substr(at, closing).find_first_not_of(quote) == std::string_view::npos && text.size() - at >= closing) {
            at += closing;
            // Up to two more quotes may stand before the closing three.
            for (int more = 0; is_long && more < 2 && at < text.size() && text[at] == quote; ++more) ++at;
            return at;
        } else if (!is_long && text[at] == '\n') {
            return at;
        } else {
            ++at;
        }
    }
    return text.size();
}

}  // namespace

std::size_t foreign_letter_line(std::string_view toml) {
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
    std::size_t at = toml.substr(0, 3) == byte_order_mark ? 3 : 0;
    while (at < toml.size()) {
        const char letter = toml[at];
        if (letter == '#') {
            at = std::min(toml.find('\n', at), toml.size());
        } else if (letter == '"' || letter == '\'') {
            at = behind_string(toml, at);
        } else if (static_cast<unsigned char>(letter) > 127) {
            return 1 + static_cast<std::size_t>(std::count(toml.begin(), toml.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
        } else {
            ++at;
        }
    }
    return 0;
}

}  // namespace jiwei::config
