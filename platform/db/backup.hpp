// Back-ups: consistent, taken while the server writes, encrypted, and believed only after the copy was opened and checked.
// Format: docs/reference/backup-format.md.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "platform/db/database.hpp"
#include "platform/db/migrate.hpp"

namespace jiwei::db {

/// 32 bytes; from the key directory (--keys), never from the database.
struct BackupKey {
    std::string id;      // at most 255 bytes, written into the file's head so that the right key is found
    std::string secret;  // 32 bytes
};

struct BackupReport {
    std::string path;
    std::int64_t bytes = 0;
    std::int64_t rows = 0;
    int tables = 0;
    int migrations = 0;
};

using Progress = std::function<void(std::int64_t done, std::int64_t total)>;
/// Extra checks on the opened copy (the audit chains); throws when the copy is not to be believed.
using Inspect = std::function<void(Database&)>;

/// Writes an encrypted copy of one moment to `path` (whole or not at all), then reads it back and verifies it. Throws db::Error.
BackupReport backup(Database& database, const std::string& path, const BackupKey& key, const Inspect& inspect = {},
                    const Progress& progress = {});

/// Makes the database at `url` from a back-up. The target must not exist (SQLite) or hold no tables (PostgreSQL). A back-up of one
/// engine restores into either. Whole or not at all. Throws db::Error.
BackupReport restore(const std::string& path, const std::string& url, const BackupKey& key, const Inspect& inspect = {},
                     const Progress& progress = {});

/// Opens and checks a back-up without keeping anything.
BackupReport verify_backup(const std::string& path, const BackupKey& key, const Inspect& inspect = {});

/// Migrates; when a database that already holds data lacks migrations, a verified back-up into `folder` comes first. `backup_path`
/// tells where it lies, "" when none was needed.
std::vector<const Migration*> migrate_safely(Database& database, time::Instant at, const std::string& folder, const BackupKey& key,
                                             std::string* backup_path = nullptr, std::span<const Migration> known = all_migrations());

/// The key id written in a back-up's head, so that the caller can look for the key.
[[nodiscard]] std::string backup_key_id(const std::string& path);

}  // namespace jiwei::db
