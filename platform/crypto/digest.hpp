// Digests, MACs, random bytes and their encodings. OpenSSL stays behind this header.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace jiwei::crypto {

enum class Hash : unsigned char { sha256, sm3 };

/// 32 raw bytes.
[[nodiscard]] std::string digest(Hash hash, std::string_view bytes);
[[nodiscard]] std::string hmac(Hash hash, std::string_view key, std::string_view bytes);
[[nodiscard]] inline std::string sha256(std::string_view bytes) { return digest(Hash::sha256, bytes); }

[[nodiscard]] std::string hex(std::string_view bytes);
[[nodiscard]] std::optional<std::string> unhex(std::string_view text);
[[nodiscard]] inline std::string sha256_hex(std::string_view bytes) { return hex(sha256(bytes)); }
/// Without padding.
[[nodiscard]] std::string base64url(std::string_view bytes);
[[nodiscard]] std::optional<std::string> unbase64url(std::string_view text);

/// From the operating system; throws when it has none.
[[nodiscard]] std::string random_bytes(std::size_t count);
/// 32 random bytes as base64url: session ids, bearer tokens, set-up links.
[[nodiscard]] std::string random_token();

/// Takes the same time wherever the texts differ.
[[nodiscard]] bool equal_constant_time(std::string_view a, std::string_view b);

/// Known answers: SM3("abc"), SHA-256("abc"), AES-256-GCM. False means that this library must not be trusted.
[[nodiscard]] bool self_test();

}  // namespace jiwei::crypto
