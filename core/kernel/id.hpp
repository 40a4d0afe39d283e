// Identifiers: 1-64 characters of [A-Za-z0-9.-], compared as bytes, never mixed between kinds.
#pragma once

#include <compare>
#include <string>
#include <string_view>
#include <utility>

#include "core/kernel/expected.hpp"

namespace jiwei {

inline constexpr std::size_t id_length_max = 64;

/// True when `text` may be an identifier.
[[nodiscard]] constexpr bool is_id(std::string_view text) {
    if (text.empty() || text.size() > id_length_max) return false;
    for (const char c : text) {
        const bool allowed = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
        if (!allowed) return false;
    }
    return true;
}

template <class Tag>
class Id {
public:
    /// Refuses anything that is_id refuses, with the code "id.malformed".
    [[nodiscard]] static tl::expected<Id, std::string_view> parse(std::string_view text) {
        if (!is_id(text)) return tl::unexpected(std::string_view{"id.malformed"});
        return Id{std::string{text}};
    }
    /// For text that our own database or generator wrote.
    [[nodiscard]] static Id trusted(std::string_view text) { return Id{std::string{text}}; }

    [[nodiscard]] const std::string& text() const { return text_; }
    auto operator<=>(const Id&) const = default;

private:
    explicit Id(std::string text) : text_{std::move(text)} {}
    std::string text_;
};

}  // namespace jiwei
