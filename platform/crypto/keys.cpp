#include "platform/crypto/keys.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <stdexcept>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include "platform/crypto/digest.hpp"
#include "platform/crypto/suites.hpp"

namespace jiwei::crypto {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t key_bytes = 32;
constexpr std::size_t file_bytes_max = 4096;

struct FreeKey {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
struct FreeBio {
    void operator()(BIO* bio) const { BIO_free(bio); }
};
using SigningKey = std::unique_ptr<EVP_PKEY, FreeKey>;
using Bio = std::unique_ptr<BIO, FreeBio>;

[[noreturn]] void fail(const fs::path& path, std::string_view why) {
    throw std::runtime_error{fmt::format("keys: {}: {}", path.string(), why)};
}

/// Everything in a key directory, by file name: what is written, read and exported.
using Secrets = std::map<std::string, std::string>;

SigningKey make_signing_key(Suite suite) {
    SigningKey key{suite == Suite::intl ? EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256") : EVP_PKEY_Q_keygen(nullptr, nullptr, "SM2")};
    if (key == nullptr) throw std::runtime_error{"keys: this OpenSSL cannot make the signing key"};
    return key;
}

std::string pem_of(EVP_PKEY* key) {
    const Bio bio{BIO_new(BIO_s_mem())};
    if (PEM_write_bio_PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr) != 1)
        throw std::runtime_error{"keys: cannot write PEM"};
    char* data = nullptr;
    const long size = BIO_get_mem_data(bio.get(), &data);
    return {data, static_cast<std::size_t>(size)};
}

SigningKey key_of(const std::string& pem) {
    const Bio bio{BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()))};
    return SigningKey{PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr)};
}

Secrets fresh_secrets(Suite suite) {
    Secrets made;
    for (const char* const name : {"data.00000001", "index", "pepper", "token"}) made[name] = hex(random_bytes(key_bytes)) + "\n";
    made["anchor.pem"] = pem_of(make_signing_key(suite).get());
    made["suite"] = suite == Suite::intl ? "intl\n" : "gm\n";
    return made;
}

void write_file(const fs::path& path, std::string_view text) {
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file < 0) fail(path, "cannot be made");
    const bool written = ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && ::fsync(file) == 0;
    if (::close(file) != 0 || !written) fail(path, "cannot be written");
}

void sync_directory(const fs::path& path) {
    const int directory = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory < 0) fail(path, "cannot be opened");
    ::fsync(directory);
    ::close(directory);
}

/// Whole or not at all: the files are written beside it and the directory is renamed into place.
void write_directory(const fs::path& directory, const Secrets& secrets) {
    fs::path target = fs::absolute(directory).lexically_normal();
    if (!target.has_filename()) target = target.parent_path();
    fs::create_directories(target.parent_path());
    std::error_code code;
    if (fs::exists(target) && !fs::is_empty(target, code)) fail(target, "is not empty");
    const fs::path beside = target.parent_path() / fmt::format(".{}.{}", target.filename().string(), hex(random_bytes(6)));
    if (::mkdir(beside.c_str(), 0700) != 0) fail(beside, "cannot be made");
    for (const auto& [name, text] : secrets) write_file(beside / name, text);
    sync_directory(beside);
    if (::rename(beside.c_str(), target.c_str()) != 0) {
        fs::remove_all(beside, code);
        fail(target, "cannot be made");
    }
    sync_directory(target.parent_path());
}

void must_be_private(const fs::path& path) {
    struct stat facts {};
    if (::lstat(path.c_str(), &facts) != 0) fail(path, "is missing");
    if (S_ISLNK(facts.st_mode)) fail(path, "is a link");
    if (facts.st_uid != ::geteuid()) fail(path, "belongs to another user");
    if ((facts.st_mode & 077U) != 0) fail(path, "can be read by others; chmod it to 0700 (directory) or 0600 (file)");
}

std::string read_file(const fs::path& path) {
    must_be_private(path);
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (file < 0) fail(path, "cannot be read");
    std::string text(file_bytes_max, '\0');
    const ssize_t size = ::read(file, text.data(), text.size());
    ::close(file);
    if (size <= 0) fail(path, "cannot be read");
    text.resize(static_cast<std::size_t>(size));
    return text;
}

Secrets read_directory(const fs::path& directory) {
    must_be_private(directory);
    Secrets secrets;
    for (const auto& entry : fs::directory_iterator{directory}) {
        const std::string name = entry.path().filename().string();
        const bool known =
            name == "index" || name == "pepper" || name == "token" || name == "anchor.pem" || name == "suite" || name.starts_with("data.");
        if (known) secrets[name] = read_file(entry.path());
    }
    for (const char* const name : {"suite", "index", "pepper", "token", "anchor.pem"}) {
        if (!secrets.contains(name)) fail(directory / name, "is missing");
    }
    return secrets;
}

std::optional<std::uint32_t> data_key_id(std::string_view name) {
    if (!name.starts_with("data.") || name.size() != 13) return std::nullopt;
    std::uint32_t id = 0;
    const auto [end, error] = std::from_chars(name.data() + 5, name.data() + name.size(), id, 16);
    if (error != std::errc{} || end != name.data() + name.size() || id == 0) return std::nullopt;
    return id;
}

std::string raw_key(const fs::path& where, const std::string& name, const std::string& text) {
    const auto raw = unhex(std::string_view{text}.substr(0, key_bytes * 2));
    if (text.size() != key_bytes * 2 + 1 || text.back() != '\n' || !raw) fail(where / name, "is damaged");
    return *raw;
}

class KeySet final : public Keys {
public:
    KeySet(fs::path directory, Secrets secrets) : directory_{std::move(directory)}, secrets_{std::move(secrets)} {
        if (!self_test()) throw std::runtime_error{"keys: the self-test of the cryptographic library failed"};
        const std::string& suite = secrets_["suite"];
        if (suite != "intl\n" && suite != "gm\n") fail(directory_ / "suite", "is damaged");
        suite_ = suite == "gm\n" ? Suite::gm : Suite::intl;
        CipherKeys keys{suite_, {}, raw_key(directory_, "index", secrets_["index"])};
        for (const auto& [name, text] : secrets_) {
            if (!name.starts_with("data.")) continue;
            const auto id = data_key_id(name);
            if (!id) fail(directory_ / name, "is not a key name");
            keys.data_keys[*id] = raw_key(directory_, name, text);
        }
        if (keys.data_keys.empty()) fail(directory_ / "data.00000001", "is missing");
        newest_data_key_ = keys.data_keys.rbegin()->first;
        pepper_ = raw_key(directory_, "pepper", secrets_["pepper"]);
        token_key_ = raw_key(directory_, "token", secrets_["token"]);
        signing_key_ = key_of(secrets_["anchor.pem"]);
        if (signing_key_ == nullptr) fail(directory_ / "anchor.pem", "is damaged");
        cipher_ = make_cipher(std::move(keys));
    }

    Suite suite() const override { return suite_; }
    std::string_view pepper() const override { return pepper_; }
    std::string_view token_key() const override { return token_key_; }
    const FieldCipher& cipher() const override { return *cipher_; }

    std::string sign(std::string_view message) const override {
        const Digest context = digest_context();
        std::size_t size = 0;
        const auto* const bytes = reinterpret_cast<const unsigned char*>(message.data());
        const bool sized =
            EVP_DigestSignInit_ex(context.get(), nullptr, digest_name(), nullptr, nullptr, signing_key_.get(), nullptr) == 1 &&
            EVP_DigestSign(context.get(), nullptr, &size, bytes, message.size()) == 1;
        std::string out(size, '\0');
        if (!sized || EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(out.data()), &size, bytes, message.size()) != 1) {
            throw std::runtime_error{"keys: signing failed"};
        }
        out.resize(size);
        return out;
    }

    bool verify(std::string_view message, std::string_view signature) const override {
        const Digest context = digest_context();
        return EVP_DigestVerifyInit_ex(context.get(), nullptr, digest_name(), nullptr, nullptr, signing_key_.get(), nullptr) == 1 &&
               EVP_DigestVerify(context.get(), reinterpret_cast<const unsigned char*>(signature.data()), signature.size(),
                                reinterpret_cast<const unsigned char*>(message.data()), message.size()) == 1;
    }

    std::string signing_key_id() const override {
        unsigned char* der = nullptr;
        const int size = i2d_PUBKEY(signing_key_.get(), &der);
        if (size <= 0) throw std::runtime_error{"keys: the signing key has no public part"};
        std::string id = sha256_hex({reinterpret_cast<const char*>(der), static_cast<std::size_t>(size)}).substr(0, 16);
        OPENSSL_free(der);
        return id;
    }

    std::uint32_t rotate_data_key() override {
        if (directory_.empty()) throw std::runtime_error{"keys: there is no directory"};
        const std::uint32_t id = ++newest_data_key_;
        const std::string name = fmt::format("data.{:08x}", id);
        secrets_[name] = hex(random_bytes(key_bytes)) + "\n";
        write_file(directory_ / name, secrets_[name]);
        sync_directory(directory_);
        return id;
    }

    void export_to(const fs::path& target) const override { write_directory(target, secrets_); }

private:
    struct FreeDigest {
        void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
    };
    using Digest = std::unique_ptr<EVP_MD_CTX, FreeDigest>;
    static Digest digest_context() { return Digest{EVP_MD_CTX_new()}; }
    const char* digest_name() const { return suite_ == Suite::intl ? "SHA256" : "SM3"; }

    fs::path directory_;
    Secrets secrets_;
    Suite suite_ = Suite::intl;
    std::uint32_t newest_data_key_ = 1;
    std::string pepper_;
    std::string token_key_;
    SigningKey signing_key_;
    std::unique_ptr<FieldCipher> cipher_;
};

/// True when `inner` is `outer` or lies below it, links resolved.
bool lies_under(const fs::path& inner, const fs::path& outer) {
    const fs::path a = fs::weakly_canonical(inner);
    const fs::path b = fs::weakly_canonical(outer);
    return std::mismatch(b.begin(), b.end(), a.begin(), a.end()).first == b.end();
}

}  // namespace

std::unique_ptr<Keys> Keys::open(const KeyOptions& options) {
    for (const fs::path& forbidden : options.not_under) {
        if (lies_under(options.directory, forbidden)) fail(options.directory, "lies inside a back-up; keys are kept apart from it");
    }
    std::error_code code;
    const bool there = fs::exists(options.directory, code) && !fs::is_empty(options.directory, code);
    if (!there) {
        if (!options.create) fail(options.directory, "is missing");
        write_directory(options.directory, fresh_secrets(options.suite));
    }
    return std::make_unique<KeySet>(options.directory, read_directory(options.directory));
}

std::unique_ptr<Keys> Keys::for_tests(std::uint64_t seed, Suite suite) {
    Secrets secrets;
    for (const char* const name : {"data.00000001", "index", "pepper", "token"}) {
        secrets[name] = sha256_hex(fmt::format("{}:{}", name, seed)) + "\n";
    }
    secrets["anchor.pem"] = pem_of(make_signing_key(suite).get());
    secrets["suite"] = suite == Suite::intl ? "intl\n" : "gm\n";
    return std::make_unique<KeySet>(fs::path{}, std::move(secrets));
}

}  // namespace jiwei::crypto
