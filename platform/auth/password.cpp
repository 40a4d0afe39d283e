#include "platform/auth/password.hpp"

#include <algorithm>
#include <array>
#include <semaphore>
#include <stdexcept>

#include <argon2.h>

#include "core/kernel/utf8.hpp"
#include "platform/crypto/digest.hpp"

namespace jiwei::auth {

namespace {

constexpr std::size_t salt_bytes = 16;
constexpr std::size_t hash_bytes = 32;
constexpr std::size_t length_min = 10;
constexpr std::size_t length_min_administrator = 14;
constexpr int classes_min = 3;
constexpr int run_length = 4;

constexpr std::string_view common_words =
#include "platform/auth/common_passwords.inc"
    ;

/// Two at once: each takes 19 MiB and a core for its time.
std::counting_semaphore<2>& hashing_slots() {
    static std::counting_semaphore<2> slots{2};
    return slots;
}

class Slot {
public:
    Slot() { hashing_slots().acquire(); }
    ~Slot() { hashing_slots().release(); }
    Slot(const Slot&) = delete;
    Slot& operator=(const Slot&) = delete;
};

std::string peppered(std::string_view password, std::string_view pepper) { return crypto::hmac(crypto::Hash::sha256, pepper, password); }

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string lower(std::string_view text) {
    std::string out{text};
    std::transform(out.begin(), out.end(), out.begin(), [](char c) { return lower(c); });
    return out;
}

int classes_of(std::string_view password) {
    bool small = false;
    bool large = false;
    bool digit = false;
    bool other = false;
    for (const char c : password) {
        if (c >= 'a' && c <= 'z') {
            small = true;
        } else if (c >= 'A' && c <= 'Z') {
            large = true;
        } else if (c >= '0' && c <= '9') {
            digit = true;
        } else {
            other = true;
        }
    }
    return int{small} + int{large} + int{digit} + int{other};
}

/// Four characters that go up by one, down by one, or stay: 1234, DcbA, 9999.
bool has_run(std::string_view password) {
    const std::string text = lower(password);
    for (const int step : {1, -1, 0}) {
        int length = 1;
        for (std::size_t i = 1; i < text.size(); ++i) {
            const bool both_plain = static_cast<unsigned char>(text[i]) < 0x80 && static_cast<unsigned char>(text[i - 1]) < 0x80;
            length = both_plain && text[i] - text[i - 1] == step ? length + 1 : 1;
            if (length >= run_length) return true;
        }
    }
    return false;
}

/// "P@ssw0rd2024!" -> "password": what people do to a common word to satisfy a rule.
std::string core_of(std::string_view password) {
    constexpr std::string_view from = "@4310$57";
    constexpr std::string_view to = "aaeiosst";
    std::string text = lower(password);
    const auto is_letter = [](char c) { return c >= 'a' && c <= 'z'; };
    while (!text.empty() && !is_letter(text.back())) text.pop_back();
    std::string out;
    for (const char c : text) {
        const auto at = from.find(c);
        out.push_back(at == std::string_view::npos ? c : to[at]);
    }
    return out;
}

bool is_listed(std::string_view word) {
    if (word.empty()) return false;
    const std::string line = "\n" + std::string{word} + "\n";
    return common_words.find(line) != std::string_view::npos;
}

bool is_common(std::string_view password) { return is_listed(lower(password)) || is_listed(core_of(password)); }

}  // namespace

std::string hash_password(std::string_view password, std::string_view pepper, const HashCost& cost) {
    const std::string salt = crypto::random_bytes(salt_bytes);
    const std::string input = peppered(password, pepper);
    std::string encoded(argon2_encodedlen(cost.passes, cost.memory_kib, cost.lanes, salt_bytes, hash_bytes, Argon2_id), '\0');
    const Slot slot;
    const int code = argon2id_hash_encoded(cost.passes, cost.memory_kib, cost.lanes, input.data(), input.size(), salt.data(), salt.size(),
                                           hash_bytes, encoded.data(), encoded.size());
    if (code != ARGON2_OK) throw std::runtime_error{argon2_error_message(code)};
    encoded.resize(encoded.find('\0'));
    return encoded;
}

bool verify_password(std::string_view password, std::string_view pepper, const std::string& stored) {
    const std::string input = peppered(password, pepper);
    const Slot slot;
    return argon2id_verify(stored.c_str(), input.data(), input.size()) == ARGON2_OK;
}

std::string unmatchable_hash(const HashCost& cost) {
    // Argon2's own text form carries the cost; the base64 of a random digest is one that no password will meet.
    const auto base64 = [](std::string text) {
        std::replace(text.begin(), text.end(), '-', '+');
        std::replace(text.begin(), text.end(), '_', '/');
        return text;
    };
    return "$argon2id$v=19$m=" + std::to_string(cost.memory_kib) + ",t=" + std::to_string(cost.passes) +
           ",p=" + std::to_string(cost.lanes) + "$" + base64(crypto::base64url(crypto::random_bytes(salt_bytes))) + "$" +
           base64(crypto::base64url(crypto::random_bytes(hash_bytes)));
}

std::vector<std::string> check_password(std::string_view password, const PasswordContext& context) {
    std::vector<std::string> broken;
    const std::size_t length = utf8::is_valid(password) ? utf8::length(password) : 0;
    if (length < (context.administrator ? length_min_administrator : length_min)) broken.emplace_back("password-short");
    if (password.size() > password_bytes_max) {
        broken.emplace_back("password-long");
        return broken;
    }
    if (classes_of(password) < classes_min) broken.emplace_back("password-classes");
    if (!context.account.empty() && lower(password).find(lower(context.account)) != std::string::npos)
        broken.emplace_back("password-account");
    if (has_run(password)) broken.emplace_back("password-sequence");
    if (is_common(password)) broken.emplace_back("password-common");
    const bool reused = broken.empty() && std::any_of(context.last_hashes.begin(), context.last_hashes.end(), [&](const std::string& hash) {
                            return verify_password(password, context.pepper, hash);
                        });
    if (reused) broken.emplace_back("password-reused");
    return broken;
}

std::string random_password() {
    // Without 0 O 1 l I: it is read from a terminal and typed.
    constexpr std::array<std::string_view, 4> alphabets{"abcdefghijkmnpqrstuvwxyz", "ABCDEFGHJKLMNPQRSTUVWXYZ", "23456789", "-+=%"};
    while (true) {
        std::string out;
        for (const char byte : crypto::random_bytes(16)) {
            const auto value = static_cast<unsigned char>(byte);
            // Groups 0-7 small, 8-12 large, 13-14 digits, 15 other, by the upper bits; the lower bits choose the letter.
            const unsigned group = value >> 4U;
            const std::string_view letters = alphabets[group < 8 ? 0 : group < 13 ? 1 : group < 15 ? 2 : 3];
            out.push_back(letters[static_cast<unsigned char>(crypto::random_bytes(1)[0]) % letters.size()]);
        }
        if (check_password(out, {.account = {}, .administrator = true, .pepper = {}, .last_hashes = {}}).empty()) return out;
    }
}

}  // namespace jiwei::auth
