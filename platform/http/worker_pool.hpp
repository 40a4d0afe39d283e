// The threads on which handlers may block: a fixed number, and a queue that refuses rather than grows.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace jiwei::http {

class WorkerPool {
public:
    WorkerPool(int threads, std::size_t queue_max);
    ~WorkerPool();
    WorkerPool(const WorkerPool&) = delete;
    WorkerPool& operator=(const WorkerPool&) = delete;

    /// False when the queue is full or the pool stops; the task is not kept.
    [[nodiscard]] bool submit(std::function<void()> task);
    /// Finishes what was accepted, joins. Tasks must not throw.
    void stop();
    [[nodiscard]] std::size_t waiting() const;

private:
    void work();

    std::size_t queue_max_;
    mutable std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<std::function<void()>> queue_;
    int sleeping_ = 0;
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace jiwei::http
