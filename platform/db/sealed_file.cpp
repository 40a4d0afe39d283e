#include "platform/db/sealed_file.hpp"

#include <fcntl.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <unistd.h>

#include <memory>

namespace jiwei::db {
namespace {

constexpr std::string_view magic = "JIWEIBK1";
constexpr std::size_t chunk_bytes = 1U << 20U;
constexpr std::size_t tag_bytes = 16;
constexpr std::size_t salt_bytes = 16;
constexpr std::size_t key_id_bytes_max = 255;

[[noreturn]] void broken(const std::string& what) { throw Error{Trouble::corrupt, "back-up: " + what}; }

unsigned char* bytes_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }
const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

std::string derive_key(const BackupKey& key, std::string_view salt) {
    if (key.secret.size() != 32) throw Error{Trouble::other, "a back-up key has 32 bytes"};
    const std::string message = "jiwei back-up file" + std::string{salt};
    std::string derived(32, '\0');
    unsigned int size = 0;
    HMAC(EVP_sha256(), key.secret.data(), static_cast<int>(key.secret.size()), bytes_of(std::string_view{message}), message.size(),
         bytes_of(derived), &size);
    return derived;
}

std::string number32(std::uint32_t value) {
    std::string out(4, '\0');
    for (std::size_t i = 0; i < 4; ++i) out[i] = static_cast<char>((value >> (24U - 8U * i)) & 255U);
    return out;
}

std::uint32_t number32(std::string_view bytes) {
    std::uint32_t value = 0;
    for (const char c : bytes) value = (value << 8U) | static_cast<unsigned char>(c);
    return value;
}

/// Seven zero bytes, whether it is the last, its number: no chunk can be moved, dropped or cut off unseen.
std::string nonce_of(std::uint32_t index, bool last) { return std::string(7, '\0') + static_cast<char>(last ? 1 : 0) + number32(index); }

class Gcm {
public:
    Gcm() : context_{EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free} {}

    std::string seal(const std::string& key, const std::string& nonce, const std::string& head, std::string_view plain) {
        std::string out(plain.size() + tag_bytes, '\0');
        int size = 0;
        const bool ok = EVP_EncryptInit_ex(get(), EVP_aes_256_gcm(), nullptr, bytes_of(std::string_view{key}),
                                           bytes_of(std::string_view{nonce})) == 1 &&
                        EVP_EncryptUpdate(get(), nullptr, &size, bytes_of(std::string_view{head}), static_cast<int>(head.size())) == 1 &&
                        EVP_EncryptUpdate(get(), bytes_of(out), &size, bytes_of(plain), static_cast<int>(plain.size())) == 1 &&
                        EVP_EncryptFinal_ex(get(), bytes_of(out) + plain.size(), &size) == 1 &&
                        EVP_CIPHER_CTX_ctrl(get(), EVP_CTRL_GCM_GET_TAG, tag_bytes, out.data() + plain.size()) == 1;
        if (!ok) throw Error{Trouble::other, "AES-256-GCM is not available"};
        return out;
    }

    std::string open(const std::string& key, const std::string& nonce, const std::string& head, std::string sealed) {
        if (sealed.size() < tag_bytes) broken("a chunk is too short");
        const std::size_t plain_size = sealed.size() - tag_bytes;
        std::string out(plain_size, '\0');
        int size = 0;
        const bool ok = EVP_DecryptInit_ex(get(), EVP_aes_256_gcm(), nullptr, bytes_of(std::string_view{key}),
                                           bytes_of(std::string_view{nonce})) == 1 &&
                        EVP_DecryptUpdate(get(), nullptr, &size, bytes_of(std::string_view{head}), static_cast<int>(head.size())) == 1 &&
                        EVP_DecryptUpdate(get(), bytes_of(out), &size, bytes_of(sealed), static_cast<int>(plain_size)) == 1 &&
                        EVP_CIPHER_CTX_ctrl(get(), EVP_CTRL_GCM_SET_TAG, tag_bytes, sealed.data() + plain_size) == 1 &&
                        EVP_DecryptFinal_ex(get(), bytes_of(out) + plain_size, &size) == 1;
        if (!ok) broken("a chunk was changed, or the key is another");
        return out;
    }

private:
    EVP_CIPHER_CTX* get() { return context_.get(); }
    std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)> context_;
};

std::string take(std::istream& in, std::size_t size, const char* what) {
    std::string bytes(size, '\0');
    in.read(bytes.data(), static_cast<std::streamsize>(size));
    if (!in) broken(std::string{what} + " is cut short");
    return bytes;
}

void sync_to_disk(const std::string& path) {
    const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    const bool synced = descriptor >= 0 && fsync(descriptor) == 0;
    if (descriptor >= 0) close(descriptor);
    if (!synced) throw Error{Trouble::other, "back-up: the disk did not take the file"};
}

}  // namespace

SealedHead read_sealed_head(std::istream& in) {
    SealedHead head;
    head.bytes = take(in, magic.size() + 2, "the head");
    if (!head.bytes.starts_with(magic)) broken("this is no back-up of jiwei");
    const auto payload = static_cast<unsigned char>(head.bytes[magic.size()]);
    if (payload != 1 && payload != 2) broken("the content is of a kind that this program does not know");
    head.payload = static_cast<Payload>(payload);
    head.key_id = take(in, static_cast<unsigned char>(head.bytes[magic.size() + 1]), "the key id");
    head.salt = take(in, salt_bytes, "the salt");
    head.bytes += head.key_id + head.salt;
    return head;
}

SealedWriter::SealedWriter(const std::string& path, const BackupKey& key, Payload payload) : path_{path} {
    if (key.id.size() > key_id_bytes_max) throw Error{Trouble::other, "a back-up key id has at most 255 bytes"};
    const int descriptor = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (descriptor < 0) throw Error{Trouble::other, "cannot write " + path};
    close(descriptor);
    out_.open(path, std::ios::binary | std::ios::in | std::ios::out);
    head_.payload = payload;
    head_.salt.resize(salt_bytes);
    if (RAND_bytes(bytes_of(head_.salt), salt_bytes) != 1) throw Error{Trouble::other, "no random numbers"};
    head_.bytes = std::string{magic} + static_cast<char>(payload) + static_cast<char>(key.id.size()) + key.id + head_.salt;
    file_key_ = derive_key(key, head_.salt);
    out_ << head_.bytes;
    bytes_ = static_cast<std::int64_t>(head_.bytes.size());
}

void SealedWriter::chunk(std::string_view plain, bool last) {
    const std::string sealed = Gcm{}.seal(file_key_, nonce_of(index_++, last), head_.bytes, plain);
    // The high bit of the length says which is the last.
    out_ << number32(static_cast<std::uint32_t>(sealed.size()) | (last ? 0x8000'0000U : 0U)) << sealed;
    bytes_ += static_cast<std::int64_t>(sealed.size()) + 4;
    if (!out_) throw Error{Trouble::full, "back-up: the file cannot be written (disk full?)"};
}

void SealedWriter::write(std::string_view bytes) {
    while (!bytes.empty()) {
        const std::size_t part = std::min(bytes.size(), chunk_bytes - pending_.size());
        pending_.append(bytes.substr(0, part));
        bytes.remove_prefix(part);
        if (pending_.size() == chunk_bytes) {
            chunk(pending_, false);
            pending_.clear();
        }
    }
}

std::int64_t SealedWriter::finish() {
    chunk(pending_, true);
    out_.close();
    if (!out_) throw Error{Trouble::full, "back-up: the file cannot be written (disk full?)"};
    sync_to_disk(path_);
    return bytes_;
}

SealedReader::SealedReader(const std::string& path, const BackupKey& key) : in_{path, std::ios::binary} {
    if (!in_) throw Error{Trouble::other, "cannot read " + path};
    head_ = read_sealed_head(in_);
    if (head_.key_id != key.id) throw Error{Trouble::other, "the back-up was sealed with key " + head_.key_id};
    file_key_ = derive_key(key, head_.salt);
}

bool SealedReader::next_chunk() {
    if (last_seen_) return false;
    const std::uint32_t length = number32(take(in_, 4, "the file"));
    const bool last = (length & 0x8000'0000U) != 0;
    const std::size_t size = length & 0x7fff'ffffU;
    if (size > chunk_bytes + tag_bytes) broken("a chunk is too long");
    plain_ = Gcm{}.open(file_key_, nonce_of(index_++, last), head_.bytes, take(in_, size, "a chunk"));
    at_ = 0;
    last_seen_ = last;
    if (last && in_.peek() != std::char_traits<char>::eof()) broken("something follows the last chunk");
    return true;
}

bool SealedReader::at_end() {
    while (at_ == plain_.size()) {
        if (!next_chunk()) return true;
    }
    return false;
}

std::string SealedReader::read_some() {
    if (at_end()) return {};
    std::string part = plain_.substr(at_);
    at_ = plain_.size();
    return part;
}

std::string SealedReader::read(std::size_t size) {
    std::string out;
    while (out.size() < size) {
        if (at_end()) broken("the content is cut short");
        const std::size_t part = std::min(size - out.size(), plain_.size() - at_);
        out.append(plain_, at_, part);
        at_ += part;
    }
    return out;
}

std::string backup_key_id(const std::string& path) {
    std::ifstream in{path, std::ios::binary};
    if (!in) throw Error{Trouble::other, "cannot read " + path};
    return read_sealed_head(in).key_id;
}

}  // namespace jiwei::db
