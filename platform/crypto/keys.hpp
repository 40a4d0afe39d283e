// The key directory (--keys DIR): every secret of an installation that is not a person's password. Never in the database nor in its
// back-ups; exported separately. Owner-only on disk, and refused when anyone else can read it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "platform/crypto/field_cipher.hpp"

namespace jiwei::crypto {

/// intl: AES-256-GCM, SHA-256, ECDSA P-256. gm: SM4-CTR then HMAC-SM3, SM3, SM2 (security specification 7). Fixed when the directory is
/// made.
enum class Suite : unsigned char { intl, gm };

struct KeyOptions {
    std::filesystem::path directory;
    Suite suite = Suite::intl;  // for a new directory; an existing one keeps its own
    bool create = true;
    std::vector<std::filesystem::path> not_under;  // refused when the key directory lies inside one of these (back-up targets)
};

/// Thread-safe, immutable after opening.
class Keys {
public:
    virtual ~Keys() = default;
    /// Opens the directory, or makes it with fresh keys (0700, files 0600). Throws std::runtime_error naming the file that is missing,
    /// damaged or readable by others, and when the self-test of the library (SM3, SHA-256, AES-GCM) fails.
    [[nodiscard]] static std::unique_ptr<Keys> open(const KeyOptions& options);
    /// Keys in memory only, for tests. The same seed gives the same keys, but for the signing key, which is fresh.
    [[nodiscard]] static std::unique_ptr<Keys> for_tests(std::uint64_t seed = 1, Suite suite = Suite::intl);

    [[nodiscard]] virtual Suite suite() const = 0;
    /// 32 bytes mixed into every password hash.
    [[nodiscard]] virtual std::string_view pepper() const = 0;
    /// 32 bytes for page tokens and other texts that we hand out and want back unchanged.
    [[nodiscard]] virtual std::string_view token_key() const = 0;

    /// Signs with the audit-anchor key (ECDSA P-256, or SM2); DER bytes.
    [[nodiscard]] virtual std::string sign(std::string_view message) const = 0;
    [[nodiscard]] virtual bool verify(std::string_view message, std::string_view signature) const = 0;
    /// Short name of the signing key, stored with every anchor.
    [[nodiscard]] virtual std::string signing_key_id() const = 0;

    [[nodiscard]] virtual const FieldCipher& cipher() const = 0;
    /// Makes a new data key that seals from the next opening on; old ones still open what they sealed. Gives its id.
    virtual std::uint32_t rotate_data_key() = 0;
    /// Copies every key into `target`, a new directory: the separate export that a restore needs.
    virtual void export_to(const std::filesystem::path& target) const = 0;
};

}  // namespace jiwei::crypto
