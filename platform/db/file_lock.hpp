// Locks on files that the kernel ends with the process that held them, so that a killed one leaves nothing stale.
#pragma once

#include <chrono>
#include <string>

namespace jiwei::db {

enum class LockMode : unsigned char {
    exclusive,  // nobody else holds it in any mode
    shared,     // others hold it in the same mode
};

class FileLock {
public:
    /// Locks `path` (made when missing), trying for `wait`. Throws db::Error (busy) with `refusal`, naming the process id of an exclusive
    /// holder, when another process has it.
    FileLock(const std::string& path, LockMode mode, std::chrono::milliseconds wait, const std::string& refusal);
    ~FileLock();
    FileLock(const FileLock&) = delete;
    FileLock& operator=(const FileLock&) = delete;

private:
    int descriptor_ = -1;
};

/// Asks whether anybody holds a lock on a file, for the price of two system calls.
class LockProbe {
public:
    explicit LockProbe(const std::string& path);
    ~LockProbe();
    LockProbe(const LockProbe&) = delete;
    LockProbe& operator=(const LockProbe&) = delete;
    [[nodiscard]] bool is_held() const;

private:
    int descriptor_ = -1;
};

}  // namespace jiwei::db
