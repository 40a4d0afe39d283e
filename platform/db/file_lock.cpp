#include "platform/db/file_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <thread>

#include "platform/db/connection.hpp"

namespace jiwei::db {
namespace {

constexpr std::chrono::milliseconds lock_poll{2};

int open_lock_file(const std::string& path) {
    const int descriptor = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0) throw Error{Trouble::other, "cannot open the lock file " + path + ": " + std::strerror(errno)};
    return descriptor;
}

bool take_file_lock(int descriptor, LockMode mode, std::chrono::milliseconds wait) {
    const auto until = std::chrono::steady_clock::now() + wait;
    const int operation = (mode == LockMode::shared ? LOCK_SH : LOCK_EX) | LOCK_NB;
    while (flock(descriptor, operation) != 0) {
        if (std::chrono::steady_clock::now() >= until) return false;
        std::this_thread::sleep_for(lock_poll);
    }
    return true;
}

std::string lock_holder_of(int descriptor) {
    std::array<char, 32> holder{};
    const ssize_t size = pread(descriptor, holder.data(), holder.size() - 1, 0);
    return size > 0 ? " (process " + std::string{holder.data(), std::strcspn(holder.data(), "\n")} + ")" : "";
}

}  // namespace

FileLock::FileLock(const std::string& path, LockMode mode, std::chrono::milliseconds wait, const std::string& refusal)
    : descriptor_{open_lock_file(path)} {
    if (!take_file_lock(descriptor_, mode, wait)) {
        const std::string who = lock_holder_of(descriptor_);
        close(descriptor_);
        throw Error{Trouble::busy, refusal + who + "; lock file " + path};
    }
    // The number is for people only; the lock itself is the kernel's and ends with the process. Those who share it leave no number.
    const std::string pid = mode == LockMode::shared ? "" : std::to_string(getpid()) + "\n";
    if (ftruncate(descriptor_, 0) != 0 || pwrite(descriptor_, pid.data(), pid.size(), 0) < 0) {
        close(descriptor_);
        throw Error{Trouble::other, "cannot write the lock file " + path};
    }
}

FileLock::~FileLock() { close(descriptor_); }

LockProbe::LockProbe(const std::string& path) : descriptor_{open_lock_file(path)} {}

LockProbe::~LockProbe() { close(descriptor_); }

bool LockProbe::is_held() const {
    if (flock(descriptor_, LOCK_EX | LOCK_NB) != 0) return true;
    flock(descriptor_, LOCK_UN);
    return false;
}

}  // namespace jiwei::db
