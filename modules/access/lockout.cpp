#include "modules/access/lockout.hpp"

#include <algorithm>

#include "modules/access/durations.hpp"

namespace jiwei::access {

namespace {

constexpr std::size_t addresses_max = 20'000;

}  // namespace

std::optional<time::Instant> locked_until(std::span<const time::Instant> failures, const LockPolicy& policy) {
    if (failures.empty()) return std::nullopt;
    const std::int64_t last_ms = failures.back().utc_ms;
    const std::int64_t after_ms = last_ms - policy.window_minutes * minute_ms;
    const auto counted = std::count_if(failures.begin(), failures.end(), [&](time::Instant at) { return at.utc_ms > after_ms; });
    if (counted < policy.failures_max) return std::nullopt;
    return time::Instant{last_ms + policy.lock_minutes * minute_ms};
}

void AddressThrottle::forget(std::deque<std::int64_t>& failures, time::Instant now) const {
    while (!failures.empty() && failures.front() <= now.utc_ms - window_ms_) failures.pop_front();
}

bool AddressThrottle::refuses(const std::string& address, time::Instant now) {
    const std::lock_guard lock{mutex_};
    const auto found = by_address_.find(address);
    if (found == by_address_.end()) return false;
    forget(found->second, now);
    return found->second.size() >= static_cast<std::size_t>(failures_max_);
}

void AddressThrottle::failed(const std::string& address, time::Instant now) {
    const std::lock_guard lock{mutex_};
    if (by_address_.size() >= addresses_max) {
        for (auto it = by_address_.begin(); it != by_address_.end();) {
            forget(it->second, now);
            it = it->second.empty() ? by_address_.erase(it) : std::next(it);
        }
        // Still full: someone owns very many addresses; the lock by account holds, and memory stays bounded.
        if (by_address_.size() >= addresses_max) by_address_.clear();
    }
    std::deque<std::int64_t>& failures = by_address_[address];
    forget(failures, now);
    if (failures.size() < static_cast<std::size_t>(failures_max_)) failures.push_back(now.utc_ms);
}

}  // namespace jiwei::access
