// What becomes of an outbox message (exchange specification 2): states, delays, attempts, the partner's circuit. Pure functions;
// the transport that calls them comes with the first partner.
#pragma once

#include <cstdint>
#include <optional>

namespace jiwei::outbox {

/// Stored. Never renumber, never reuse; only append.
enum class State : std::uint8_t { pending = 0, sending = 1, acked = 2, retry = 3, rejected = 4, dead = 5 };

inline constexpr int attempts_max = 12;            // message-level failures, then DEAD
inline constexpr std::int64_t lease_ms = 120'000;  // a SENDING older than this goes back to RETRY
inline constexpr std::int64_t business_ack_wait_ms = 86'400'000;

/// The wait after the n-th failure (n from 1) before jitter: min(3600, 30*2^(n-1)) seconds.
[[nodiscard]] std::int64_t retry_delay_ms(int failures);
/// The same with +/- 20 % jitter; `random` is uniform over its whole range.
[[nodiscard]] std::int64_t jittered_delay_ms(int failures, std::uint32_t random);

enum class Outcome : std::uint8_t {
    accepted,     // 2xx and business ack AA
    wrong,        // business ack AE or AR, or 4xx other than 408, 425, 429
    busy,         // 408, 425, 429, 5xx: counted
    unreachable,  // refused, DNS, TLS, timeout before any answer: the same delays, not counted
};
/// `http_status` 0: no answer came.
[[nodiscard]] Outcome outcome_of(int http_status);

/// The part of a message's row that a sending attempt moves.
struct Attempts {
    State state = State::pending;
    int counted = 0;   // message-level failures
    int failures = 0;  // all failures, for the delay
    std::int64_t next_attempt_at_ms = 0;
};

/// After an attempt at `now_ms`. `retry_after_ms` is the partner's Retry-After; the later time wins.
[[nodiscard]] Attempts after_attempt(const Attempts& before, Outcome outcome, std::int64_t now_ms, std::uint32_t random,
                                     std::optional<std::int64_t> retry_after_ms = std::nullopt);
/// A SENDING whose sender died.
[[nodiscard]] Attempts after_lease(const Attempts& before, std::int64_t sending_since_ms, std::int64_t now_ms);

/// Per partner: 5 connection failures in a row open it for 60 s, then one probe.
struct Circuit {
    int failures_in_a_row = 0;
    std::int64_t open_until_ms = 0;
    bool probing = false;
};
inline constexpr int circuit_failures_max = 5;
inline constexpr std::int64_t circuit_open_ms = 60'000;

/// Whether one more message may go out now.
[[nodiscard]] bool may_send(const Circuit& circuit, std::int64_t now_ms);
[[nodiscard]] Circuit on_send(const Circuit& circuit, std::int64_t now_ms);
[[nodiscard]] Circuit on_outcome(const Circuit& circuit, Outcome outcome, std::int64_t now_ms);

}  // namespace jiwei::outbox
