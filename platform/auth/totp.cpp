#include "platform/auth/totp.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "platform/crypto/digest.hpp"

namespace jiwei::auth {

namespace {

constexpr int digits_max = 9;

const EVP_MD* algorithm(TotpHash hash) {
    switch (hash) {
    case TotpHash::sha256: return EVP_sha256();
    case TotpHash::sha512: return EVP_sha512();
    case TotpHash::sha1: break;
    }
    return EVP_sha1();
}

/// RFC 4226 5.3: HMAC of the counter, dynamic truncation, decimal digits.
std::string hotp(std::string_view secret, std::int64_t counter, const TotpOptions& options) {
    unsigned char message[8];
    for (int i = 7; i >= 0; --i, counter >>= 8) message[i] = static_cast<unsigned char>(counter & 0xFF);
    unsigned char mac[EVP_MAX_MD_SIZE];
    unsigned int size = 0;
    HMAC(algorithm(options.hash), secret.data(), static_cast<int>(secret.size()), message, sizeof message, mac, &size);
    const unsigned offset = mac[size - 1] & 0xFU;
    std::uint32_t number = (mac[offset] & 0x7FU) << 24U | static_cast<std::uint32_t>(mac[offset + 1]) << 16U |
                           static_cast<std::uint32_t>(mac[offset + 2]) << 8U | mac[offset + 3];
    std::string out(static_cast<std::size_t>(options.digits < digits_max ? options.digits : digits_max), '0');
    for (std::size_t i = out.size(); i-- > 0; number /= 10) out[i] = static_cast<char>('0' + number % 10);
    return out;
}

}  // namespace

std::string base32(std::string_view bytes) {
    constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    std::string out;
    unsigned buffer = 0;
    int bits = 0;
    for (const char byte : bytes) {
        buffer = (buffer << 8U) | static_cast<unsigned char>(byte);
        bits += 8;
        while (bits >= 5) {
            bits -= 5;
            out.push_back(alphabet[(buffer >> static_cast<unsigned>(bits)) & 31U]);
        }
    }
    if (bits > 0) out.push_back(alphabet[(buffer << static_cast<unsigned>(5 - bits)) & 31U]);
    return out;
}

std::string totp(std::string_view secret, std::int64_t utc_seconds, const TotpOptions& options) {
    return hotp(secret, utc_seconds / options.step_seconds, options);
}

std::optional<std::int64_t> verify_totp(std::string_view secret, std::string_view code, std::int64_t utc_seconds, std::int64_t after_step,
                                        const TotpOptions& options) {
    const std::int64_t now_step = utc_seconds / options.step_seconds;
    std::optional<std::int64_t> found;
    // Every step is tried, so that the time says nothing of which one matched.
    for (std::int64_t step = now_step - options.drift_steps; step <= now_step + options.drift_steps; ++step) {
        const bool same = crypto::equal_constant_time(hotp(secret, step, options), code);
        if (same && step > after_step && !found) found = step;
    }
    return found;
}

}  // namespace jiwei::auth
