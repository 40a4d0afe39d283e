// When failed sign-ins lock an account, and when one address has failed too often (security specification 3).
#pragma once

#include <deque>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

#include "platform/time/clock.hpp"

namespace jiwei::access {

struct LockPolicy {
    int failures_max = 5;
    int window_minutes = 15;
    int lock_minutes = 30;
};

/// `failures` ascending, the last one just happened. Locked until, when failures_max of them lie in (last - window, last].
[[nodiscard]] std::optional<time::Instant> locked_until(std::span<const time::Instant> failures, const LockPolicy& policy);

/// Counts failures by source address, in memory: a restart forgives. Thread-safe and bounded.
class AddressThrottle {
public:
    AddressThrottle(int failures_max, int window_minutes) : failures_max_{failures_max}, window_ms_{window_minutes * 60'000LL} {}
    [[nodiscard]] bool refuses(const std::string& address, time::Instant now);
    void failed(const std::string& address, time::Instant now);

private:
    void forget(std::deque<std::int64_t>& failures, time::Instant now) const;
    int failures_max_;
    std::int64_t window_ms_;
    std::mutex mutex_;
    std::unordered_map<std::string, std::deque<std::int64_t>> by_address_;
};

}  // namespace jiwei::access
