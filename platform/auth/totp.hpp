// Time-based one-time passwords (RFC 6238), the second factor.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace jiwei::auth {

enum class TotpHash : unsigned char { sha1, sha256, sha512 };

struct TotpOptions {
    int digits = 6;
    int step_seconds = 30;
    TotpHash hash = TotpHash::sha1;  // what authenticator programs speak
    int drift_steps = 1;             // how many steps before and after now are accepted
};

/// A secret as authenticator programs read it (RFC 4648, without padding).
[[nodiscard]] std::string base32(std::string_view bytes);
/// The code at a moment; `secret` is raw bytes.
[[nodiscard]] std::string totp(std::string_view secret, std::int64_t utc_seconds, const TotpOptions& options = {});
/// The step that `code` belongs to, or nothing. The caller stores the step and refuses it a second time: `after_step` is the last one used.
[[nodiscard]] std::optional<std::int64_t> verify_totp(std::string_view secret, std::string_view code, std::int64_t utc_seconds,
                                                      std::int64_t after_step, const TotpOptions& options = {});

}  // namespace jiwei::auth
