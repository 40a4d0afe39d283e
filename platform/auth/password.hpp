// Passwords: which are accepted (security specification 3) and how they are stored (Argon2id with a pepper).
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace jiwei::auth {

/// Argon2id parameters. The defaults take 50-100 ms on two cores of 2020 and 19 MiB (docs/adr/0031).
struct HashCost {
    std::uint32_t memory_kib = 19 * 1024;
    std::uint32_t passes = 3;
    std::uint32_t lanes = 1;
    /// For tests only: under a millisecond.
    [[nodiscard]] static HashCost for_tests() { return {64, 1, 1}; }
};

/// The usual $argon2id$ text with a random 16-byte salt. At most two run at once, so that a flood of sign-ins cannot take the machine.
[[nodiscard]] std::string hash_password(std::string_view password, std::string_view pepper, const HashCost& cost = {});
[[nodiscard]] bool verify_password(std::string_view password, std::string_view pepper, const std::string& stored);

inline constexpr std::size_t password_bytes_max = 256;

/// A stored form of the same cost that no password meets: an unknown account takes the same time as a known one.
[[nodiscard]] std::string unmatchable_hash(const HashCost& cost = {});

/// Where a password is used decides how long it must be.
struct PasswordContext {
    std::string_view account;
    bool administrator = false;  // 14 characters instead of 10
    std::string_view pepper;
    std::span<const std::string> last_hashes;  // the last five
};

/// Every rule that `password` breaks, as stable words: password-short, password-long, password-classes, password-account,
/// password-sequence, password-common, password-reused. Empty when it is accepted.
[[nodiscard]] std::vector<std::string> check_password(std::string_view password, const PasswordContext& context);

/// Sixteen characters that pass every rule; for demo accounts and resets.
[[nodiscard]] std::string random_password();

}  // namespace jiwei::auth
