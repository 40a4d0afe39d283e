// The threads on which handlers may block.
#include "platform/http/worker_pool.hpp"

#include <utility>

namespace jiwei::http {

WorkerPool::WorkerPool(int threads, std::size_t queue_max) : queue_max_{queue_max} {
    threads_.reserve(static_cast<std::size_t>(threads));
    for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
}

WorkerPool::~WorkerPool() { stop(); }

bool WorkerPool::submit(std::function<void()> task) {
    bool wake = false;
    {
        const std::lock_guard lock{mutex_};
        if (stopping_ || queue_.size() >= queue_max_) return false;
        queue_.push_back(std::move(task));
        wake = sleeping_ > 0;
    }
    if (wake) wake_.notify_one();
    return true;
}

void WorkerPool::stop() {
    {
        const std::lock_guard lock{mutex_};
        stopping_ = true;
    }
    wake_.notify_all();
    for (std::thread& thread : threads_) {
        if (thread.joinable()) thread.join();
    }
}

std::size_t WorkerPool::waiting() const {
    const std::lock_guard lock{mutex_};
    return queue_.size();
}

void WorkerPool::work() {
    std::unique_lock lock{mutex_};
    while (true) {
        while (queue_.empty() && !stopping_) {
            ++sleeping_;
            wake_.wait(lock);
            --sleeping_;
        }
        if (queue_.empty()) return;
        const std::function<void()> task = std::move(queue_.front());
        queue_.pop_front();
        lock.unlock();
        task();
        lock.lock();
    }
}

}  // namespace jiwei::http
