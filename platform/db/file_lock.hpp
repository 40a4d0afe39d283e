// The exclusive lock of a database file: a second server on the same data is refused, and a killed one leaves no stale lock.
#pragma once

#include <string>

namespace jiwei::db {

class FileLock {
public:
    /// Locks `path` (made when missing); throws db::Error (busy) naming the holder's process id when another process has it.
    explicit FileLock(const std::string& path);
    ~FileLock();
    FileLock(const FileLock&) = delete;
    FileLock& operator=(const FileLock&) = delete;

private:
    int descriptor_ = -1;
};

}  // namespace jiwei::db
