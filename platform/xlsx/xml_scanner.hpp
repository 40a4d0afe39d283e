// A forward-only scanner of XML that arrives in pieces, for sheets too large for a tree. No document types, no entities but the five
// predefined ones and character references, so nothing expands; every token is bounded.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace jiwei::xlsx {

class XmlScanner {
public:
    /// Fills the buffer, gives the number of bytes; 0 at the end, negative when the source broke.
    using Source = std::function<long long(char*, std::size_t)>;
    XmlScanner(Source source, std::size_t token_bytes_max) : source_{std::move(source)}, token_bytes_max_{token_bytes_max} {}

    enum class Kind : unsigned char { start, end, text, done, bad };
    /// An empty element gives start and then end.
    [[nodiscard]] Kind next();

    /// Of start and end: the name without its namespace prefix.
    [[nodiscard]] std::string_view name() const { return name_; }
    /// Of start: the attribute's value (any prefix), or empty.
    [[nodiscard]] std::string_view attribute(std::string_view key) const;
    /// Of text: decoded. A long text may come in several pieces.
    [[nodiscard]] const std::string& text() const { return text_; }

private:
    bool fill();
    [[nodiscard]] bool read_until(std::string_view mark, std::string& out);
    [[nodiscard]] Kind read_markup();
    [[nodiscard]] Kind read_start(std::string_view tag);
    [[nodiscard]] bool read_attributes(std::string_view rest);

    Source source_;
    std::size_t token_bytes_max_;
    std::string buffer_;
    std::size_t at_ = 0;
    bool ended_ = false;
    bool broken_ = false;
    bool end_pending_ = false;
    std::string name_;
    std::string text_;
    std::vector<std::pair<std::string, std::string>> attributes_;
};

/// Replaces &lt; &gt; &amp; &quot; &apos; and character references. False for anything else behind "&".
[[nodiscard]] bool decode_references(std::string_view raw, std::string& out);

}  // namespace jiwei::xlsx
