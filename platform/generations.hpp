// A value that many threads read without a lock and that is replaced as a whole, seldom. Generations are never freed: what a thread holds
// of an older one stays valid, and a reader sees the old one or the new one, never a mixture (docs/adr/0100).
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace jiwei {

template <class T>
class Generations {
public:
    explicit Generations(T first = {}) { keep(std::make_unique<const T>(std::move(first))); }

    [[nodiscard]] const T& now() const { return *now_.load(std::memory_order_acquire); }

    /// `edit(T&)` works on a copy of the newest generation; one caller after the other.
    template <class Edit>
    void change(Edit&& edit) {
        const std::lock_guard lock{mutex_};
        T next = now();
        edit(next);
        keep(std::make_unique<const T>(std::move(next)));
    }

private:
    void keep(std::unique_ptr<const T> next) {
        all_.push_back(std::move(next));
        now_.store(all_.back().get(), std::memory_order_release);
    }

    std::mutex mutex_;
    std::vector<std::unique_ptr<const T>> all_;
    std::atomic<const T*> now_{nullptr};
};

}  // namespace jiwei
