// The outer form of a back-up: a head, then chunks of AES-256-GCM, each bound to its place, the last one marked as last.
// docs/reference/backup-format.md.
#pragma once

#include <array>
#include <cstdint>
#include <fstream>
#include <string>
#include <string_view>

#include "platform/db/backup.hpp"

namespace jiwei::db {

/// Stored. Never renumber, never reuse; only append.
enum class Payload : std::uint8_t { sqlite_file = 1, rows = 2 };

struct SealedHead {
    Payload payload = Payload::rows;
    std::string key_id;
    std::string salt;   // 16 bytes, from which with the key the file's own key is made
    std::string bytes;  // the whole head, authenticated with every chunk
};

class SealedWriter {
public:
    /// Makes `path`, readable by its owner only.
    SealedWriter(const std::string& path, const BackupKey& key, Payload payload);
    void write(std::string_view bytes);
    /// The last chunk, then everything to the disk. Without it the file is refused when read.
    std::int64_t finish();

private:
    void chunk(std::string_view plain, bool last);

    std::string path_;
    std::ofstream out_;
    SealedHead head_;
    std::string file_key_;
    std::string pending_;
    std::uint32_t index_ = 0;
    std::int64_t bytes_ = 0;
};

class SealedReader {
public:
    /// Throws when the head is wrong or names another key.
    SealedReader(const std::string& path, const BackupKey& key);
    [[nodiscard]] Payload payload() const { return head_.payload; }
    /// Exactly `size` bytes; throws when there are fewer or one was changed.
    std::string read(std::size_t size);
    /// Up to 1 MiB; "" at the end.
    std::string read_some();
    [[nodiscard]] bool at_end();

private:
    bool next_chunk();

    std::ifstream in_;
    SealedHead head_;
    std::string file_key_;
    std::string plain_;
    std::size_t at_ = 0;
    std::uint32_t index_ = 0;
    bool last_seen_ = false;
};

[[nodiscard]] SealedHead read_sealed_head(std::istream& in);

}  // namespace jiwei::db
