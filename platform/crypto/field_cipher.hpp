// Sensitive columns: AES-256-GCM ciphertext with its key id (*_enc), HMAC-SHA-256 blind index for equality search (*_bidx).
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "core/kernel/expected.hpp"

namespace jiwei::crypto {

/// Thread-safe. Built from the key directory (--keys DIR), which never lies in the database or its back-ups.
class FieldCipher {
public:
    virtual ~FieldCipher() = default;
    /// Ciphertext bytes: algorithm id, key id, nonce, tag, text. `context` ("resident.id_no") is authenticated, so a value moved to
    /// another column does not open.
    [[nodiscard]] virtual std::string seal(std::string_view plain, std::string_view context) const = 0;
    /// The plain text, or "crypto.unknown-key" / "crypto.tampered".
    [[nodiscard]] virtual tl::expected<std::string, std::string_view> open(std::string_view sealed, std::string_view context) const = 0;
    /// 32 bytes; the same normalised text gives the same index within one context.
    [[nodiscard]] virtual std::string blind_index(std::string_view normalised, std::string_view context) const = 0;
};

}  // namespace jiwei::crypto
