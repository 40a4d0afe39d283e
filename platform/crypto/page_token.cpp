#include "platform/crypto/page_token.hpp"

#include "platform/crypto/digest.hpp"

namespace jiwei::crypto {

namespace {

constexpr std::size_t mac_bytes = 16;  // 128 bits: a guess is not worth a request

/// The length in front keeps "ab"+"c" and "a"+"bc" apart.
std::string mac(std::string_view key, std::string_view payload, std::string_view context) {
    std::string text = "page:" + std::to_string(context.size()) + ":";
    text.append(context).append(payload);
    return hmac(Hash::sha256, key, text).substr(0, mac_bytes);
}

}  // namespace

std::string PageTokens::seal(std::string_view payload, std::string_view context) const {
    return base64url(mac(key_, payload, context) + std::string{payload});
}

std::optional<std::string> PageTokens::open(std::string_view token, std::string_view context) const {
    if (token.size() > page_token_bytes_max) return std::nullopt;
    const auto bytes = unbase64url(token);
    if (!bytes || bytes->size() < mac_bytes) return std::nullopt;
    const std::string_view all{*bytes};
    std::string payload{all.substr(mac_bytes)};
    if (!equal_constant_time(all.substr(0, mac_bytes), mac(key_, payload, context))) return std::nullopt;
    return payload;
}

}  // namespace jiwei::crypto
