// One thread sleeps until another says go, once. std::binary_semaphore spins with sched_yield before it sleeps, which on a busy machine is
// a change of thread for nothing; what is waited for here is a write to disk.
#pragma once

#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>

namespace jiwei::db {

class Sleeper {
public:
    void sleep() {
        while (awake_.load(std::memory_order_acquire) == 0) ::syscall(SYS_futex, &awake_, FUTEX_WAIT_PRIVATE, 0, nullptr, nullptr, 0);
    }
    /// The sleeper may be gone when this returns. A wake-up of what took its place in memory is harmless: who sleeps looks again.
    void wake() {
        awake_.store(1, std::memory_order_release);
        ::syscall(SYS_futex, &awake_, FUTEX_WAKE_PRIVATE, 1, nullptr, nullptr, 0);
    }

private:
    std::atomic<std::uint32_t> awake_{0};
};

}  // namespace jiwei::db
