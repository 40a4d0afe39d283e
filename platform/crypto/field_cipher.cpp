#include <atomic>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <utility>

#include <openssl/evp.h>
#include <unistd.h>

#include "platform/crypto/digest.hpp"
#include "platform/crypto/suites.hpp"

// Stored form (platform/crypto/README.md): algorithm (1 byte), key id (4, big endian), nonce, tag, text. Never change one; add another.
namespace jiwei::crypto {

namespace {

constexpr char algorithm_aes_gcm = 1;
constexpr char algorithm_sm4_ctr_hmac_sm3 = 2;
constexpr std::size_t head_bytes = 5;
constexpr std::string_view unknown_key = "crypto.unknown-key";
constexpr std::string_view tampered = "crypto.tampered";

struct FreeCipherContext {
    void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_CIPHER_CTX, FreeCipherContext>;

const unsigned char* bytes(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
unsigned char* bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

void must(int answer) {
    if (answer != 1) throw std::runtime_error{"cipher failed"};
}

std::string head_of(char algorithm, std::uint32_t key_id) {
    std::string head(head_bytes, '\0');
    head[0] = algorithm;
    for (std::size_t i = 0; i < 4; ++i) head[1 + i] = static_cast<char>(key_id >> (24U - 8U * i) & 0xFFU);
    return head;
}

/// A context that already holds its key, one a thread: an import seals hundreds of thousands of fields, and expanding the key costs
/// more than the field. `key_serial` is unique in the process, so another key never finds this one's context.
EVP_CIPHER_CTX* keyed(bool sealing, const EVP_CIPHER* cipher, std::uint64_t key_serial, std::string_view key) {
    struct Held {
        std::uint64_t serial = 0;
        Context context;
    };
    thread_local Held held[2];
    Held& mine = held[sealing ? 1 : 0];
    if (mine.serial != key_serial) {
        mine.serial = 0;
        mine.context.reset(EVP_CIPHER_CTX_new());
        must(EVP_CipherInit_ex2(mine.context.get(), cipher, bytes(key), nullptr, sealing ? 1 : 0, nullptr));
        mine.serial = key_serial;
    }
    return mine.context.get();
}

/// Nonces must never repeat but need not be secret: they are drawn from the system 256 at a time, which halves the cost of a field.
std::string fresh_nonce(std::size_t size) {
    thread_local std::string pool;
    thread_local pid_t owner = 0;
    // A forked child would hand out its parent's nonces again.
    if (pool.size() < size || owner != ::getpid()) {
        pool = random_bytes(4096);
        owner = ::getpid();
    }
    std::string nonce = pool.substr(pool.size() - size);
    pool.resize(pool.size() - size);
    return nonce;
}

struct DataKey {
    std::uint32_t id = 0;
    std::uint64_t serial = 0;
    std::string sealing;  // AES-256 or SM4 key
    std::string mac;      // SM4 only
};

class Cipher final : public FieldCipher {
public:
    explicit Cipher(CipherKeys keys) : suite_{keys.suite}, index_key_{std::move(keys.index_key)} {
        static std::atomic<std::uint64_t> serial{0};
        for (auto& [id, key] : keys.data_keys) {
            DataKey made{id, ++serial, key, {}};
            if (suite_ == Suite::gm) {
                made.sealing = hmac(Hash::sm3, key, "sm4-ctr").substr(0, 16);
                made.mac = hmac(Hash::sm3, key, "hmac-sm3");
            }
            keys_.push_back(std::move(made));
        }
        if (keys_.empty()) throw std::runtime_error{"no data key"};
        const char* const name = suite_ == Suite::intl ? "AES-256-GCM" : "SM4-CTR";
        cipher_.reset(EVP_CIPHER_fetch(nullptr, name, nullptr));
        if (cipher_ == nullptr) throw std::runtime_error{std::string{"this OpenSSL has no "} + name};
    }

    std::string seal(std::string_view plain, std::string_view context) const override {
        return suite_ == Suite::intl ? seal_aes(keys_.back(), plain, context) : seal_sm4(keys_.back(), plain, context);
    }

    tl::expected<std::string, std::string_view> open(std::string_view sealed, std::string_view context) const override {
        if (sealed.size() < head_bytes) return tl::unexpected(tampered);
        const char wanted = suite_ == Suite::intl ? algorithm_aes_gcm : algorithm_sm4_ctr_hmac_sm3;
        for (const DataKey& key : keys_) {
            if (sealed.substr(0, head_bytes) != head_of(wanted, key.id)) continue;
            return suite_ == Suite::intl ? open_aes(key, sealed, context) : open_sm4(key, sealed, context);
        }
        return tl::unexpected(unknown_key);
    }

    std::string blind_index(std::string_view normalised, std::string_view context) const override {
        std::string text = std::to_string(context.size()) + ":";
        text.append(context).append(normalised);
        return hmac(suite_ == Suite::intl ? Hash::sha256 : Hash::sm3, index_key_, text);
    }

private:
    static constexpr std::size_t aes_nonce = 12;
    static constexpr std::size_t aes_tag = 16;
    static constexpr std::size_t sm4_nonce = 16;
    static constexpr std::size_t sm4_tag = 32;

    std::string seal_aes(const DataKey& key, std::string_view plain, std::string_view context) const {
        const std::string head = head_of(algorithm_aes_gcm, key.id);
        const std::string nonce = fresh_nonce(aes_nonce);
        std::string out = head + nonce + std::string(aes_tag + plain.size(), '\0');
        EVP_CIPHER_CTX* const evp = keyed(true, cipher_.get(), key.serial, key.sealing);
        int length = 0;
        must(EVP_EncryptInit_ex2(evp, nullptr, nullptr, bytes(nonce), nullptr));
        must(EVP_EncryptUpdate(evp, nullptr, &length, bytes(head), static_cast<int>(head.size())));
        must(EVP_EncryptUpdate(evp, nullptr, &length, bytes(context), static_cast<int>(context.size())));
        must(EVP_EncryptUpdate(evp, bytes(out) + head_bytes + aes_nonce + aes_tag, &length, bytes(plain), static_cast<int>(plain.size())));
        unsigned char rest[16];
        must(EVP_EncryptFinal_ex(evp, rest, &length));
        must(EVP_CIPHER_CTX_ctrl(evp, EVP_CTRL_AEAD_GET_TAG, aes_tag, bytes(out) + head_bytes + aes_nonce));
        return out;
    }

    tl::expected<std::string, std::string_view> open_aes(const DataKey& key, std::string_view sealed, std::string_view context) const {
        if (sealed.size() < head_bytes + aes_nonce + aes_tag) return tl::unexpected(tampered);
        std::string tag{sealed.substr(head_bytes + aes_nonce, aes_tag)};
        const std::string_view text = sealed.substr(head_bytes + aes_nonce + aes_tag);
        std::string out(text.size(), '\0');
        EVP_CIPHER_CTX* const evp = keyed(false, cipher_.get(), key.serial, key.sealing);
        int length = 0;
        must(EVP_DecryptInit_ex2(evp, nullptr, nullptr, bytes(sealed.substr(head_bytes)), nullptr));
        must(EVP_DecryptUpdate(evp, nullptr, &length, bytes(sealed), static_cast<int>(head_bytes)));
        must(EVP_DecryptUpdate(evp, nullptr, &length, bytes(context), static_cast<int>(context.size())));
        must(EVP_DecryptUpdate(evp, bytes(out), &length, bytes(text), static_cast<int>(text.size())));
        must(EVP_CIPHER_CTX_ctrl(evp, EVP_CTRL_AEAD_SET_TAG, aes_tag, tag.data()));
        unsigned char rest[16];
        if (EVP_DecryptFinal_ex(evp, rest, &length) != 1) return tl::unexpected(tampered);
        return out;
    }

    /// Counter mode is its own inverse.
    std::string sm4_ctr(const DataKey& key, std::string_view nonce, std::string_view text) const {
        std::string out(text.size(), '\0');
        EVP_CIPHER_CTX* const evp = keyed(true, cipher_.get(), key.serial, key.sealing);
        int length = 0;
        must(EVP_EncryptInit_ex2(evp, nullptr, nullptr, bytes(nonce), nullptr));
        must(EVP_EncryptUpdate(evp, bytes(out), &length, bytes(text), static_cast<int>(text.size())));
        return out;
    }

    /// Over iv || ciphertext || aad, as security specification 7 asks; the aad ends with its length, so nothing can move across.
    static std::string sm4_mac(const DataKey& key, std::string_view nonce, std::string_view text, std::string_view head,
                               std::string_view context) {
        std::string all;
        all.append(nonce).append(text).append(head).append(context).append(":" + std::to_string(context.size()));
        return hmac(Hash::sm3, key.mac, all);
    }

    std::string seal_sm4(const DataKey& key, std::string_view plain, std::string_view context) const {
        const std::string head = head_of(algorithm_sm4_ctr_hmac_sm3, key.id);
        const std::string nonce = fresh_nonce(sm4_nonce);
        const std::string text = sm4_ctr(key, nonce, plain);
        return head + nonce + sm4_mac(key, nonce, text, head, context) + text;
    }

    tl::expected<std::string, std::string_view> open_sm4(const DataKey& key, std::string_view sealed, std::string_view context) const {
        if (sealed.size() < head_bytes + sm4_nonce + sm4_tag) return tl::unexpected(tampered);
        const std::string_view nonce = sealed.substr(head_bytes, sm4_nonce);
        const std::string_view tag = sealed.substr(head_bytes + sm4_nonce, sm4_tag);
        const std::string_view text = sealed.substr(head_bytes + sm4_nonce + sm4_tag);
        if (!equal_constant_time(tag, sm4_mac(key, nonce, text, sealed.substr(0, head_bytes), context))) return tl::unexpected(tampered);
        return sm4_ctr(key, nonce, text);
    }

    struct FreeCipher {
        void operator()(EVP_CIPHER* cipher) const { EVP_CIPHER_free(cipher); }
    };
    Suite suite_;
    std::string index_key_;
    std::vector<DataKey> keys_;
    std::unique_ptr<EVP_CIPHER, FreeCipher> cipher_;
};

}  // namespace

std::unique_ptr<FieldCipher> make_cipher(CipherKeys keys) { return std::make_unique<Cipher>(std::move(keys)); }

}  // namespace jiwei::crypto
