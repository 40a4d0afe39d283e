#include "platform/db/file_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "platform/db/connection.hpp"

namespace jiwei::db {

FileLock::FileLock(const std::string& path) : descriptor_{open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)} {
    if (descriptor_ < 0) throw Error{Trouble::other, "cannot open the lock file " + path + ": " + std::strerror(errno)};
    if (flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
        std::array<char, 32> holder{};
        const ssize_t size = read(descriptor_, holder.data(), holder.size() - 1);
        close(descriptor_);
        std::string who = size > 0 ? " (process " + std::string{holder.data(), std::strcspn(holder.data(), "\n")} + ")" : "";
        throw Error{Trouble::busy, "another jiwei is using this database" + who + "; lock file " + path};
    }
    // The number is for people only; the lock itself is the kernel's and ends with the process.
    const std::string pid = std::to_string(getpid()) + "\n";
    if (ftruncate(descriptor_, 0) != 0 || pwrite(descriptor_, pid.data(), pid.size(), 0) < 0) {
        close(descriptor_);
        throw Error{Trouble::other, "cannot write the lock file " + path};
    }
}

FileLock::~FileLock() { close(descriptor_); }

}  // namespace jiwei::db
