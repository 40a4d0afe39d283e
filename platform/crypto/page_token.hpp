// Opaque texts that a client brings back: list cursors, import handles. Base64url of payload and MAC; nobody else can make one.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace jiwei::crypto {

inline constexpr std::size_t page_token_bytes_max = 4096;

/// Thread-safe.
class PageTokens {
public:
    /// `key` is Keys::token_key().
    explicit PageTokens(std::string_view key) : key_{key} {}
    /// `context` names the list and everything it was asked with ("residents?county=350881&grid=…"), so that a cursor of one list is
    /// refused by another. The payload is readable by who decodes it: ids and sequence numbers only.
    [[nodiscard]] std::string seal(std::string_view payload, std::string_view context) const;
    /// The payload, or nothing when the token is malformed, too long, or not ours for this context.
    [[nodiscard]] std::optional<std::string> open(std::string_view token, std::string_view context) const;

private:
    std::string key_;
};

}  // namespace jiwei::crypto
