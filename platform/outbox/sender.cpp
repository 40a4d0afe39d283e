#include "platform/outbox/sender.hpp"

#include <algorithm>

namespace jiwei::outbox {
namespace {

constexpr std::int64_t first_delay_ms = 30'000;
constexpr std::int64_t longest_delay_ms = 3'600'000;

}  // namespace

std::int64_t retry_delay_ms(int failures) {
    const int doublings = std::clamp(failures - 1, 0, 20);
    return std::min(longest_delay_ms, first_delay_ms << doublings);
}

std::int64_t jittered_delay_ms(int failures, std::uint32_t random) {
    const std::int64_t delay = retry_delay_ms(failures);
    const std::int64_t spread = delay / 5;  // 20 %
    const auto place = static_cast<std::int64_t>((static_cast<std::uint64_t>(2 * spread + 1) * random) >> 32U);
    return delay - spread + place;
}

Outcome outcome_of(int http_status) {
    if (http_status == 0) return Outcome::unreachable;
    if (http_status == 408 || http_status == 425 || http_status == 429 || http_status >= 500) return Outcome::busy;
    return http_status >= 200 && http_status < 300 ? Outcome::accepted : Outcome::wrong;
}

Attempts after_attempt(const Attempts& before, Outcome outcome, std::int64_t now_ms, std::uint32_t random,
                       std::optional<std::int64_t> retry_after_ms) {
    Attempts after = before;
    if (outcome == Outcome::accepted || outcome == Outcome::wrong) {
        after.state = outcome == Outcome::accepted ? State::acked : State::rejected;
        return after;
    }
    ++after.failures;
    after.counted += outcome == Outcome::busy ? 1 : 0;
    if (after.counted >= attempts_max) {
        after.state = State::dead;
        return after;
    }
    after.state = State::retry;
    after.next_attempt_at_ms = now_ms + std::max(jittered_delay_ms(after.failures, random), retry_after_ms.value_or(0));
    return after;
}

Attempts after_lease(const Attempts& before, std::int64_t sending_since_ms, std::int64_t now_ms) {
    Attempts after = before;
    if (before.state == State::sending && now_ms - sending_since_ms > lease_ms) {
        after.state = State::retry;
        after.next_attempt_at_ms = now_ms;
    }
    return after;
}

bool may_send(const Circuit& circuit, std::int64_t now_ms) {
    if (circuit.failures_in_a_row < circuit_failures_max) return true;
    return now_ms >= circuit.open_until_ms && !circuit.probing;
}

Circuit on_send(const Circuit& circuit, std::int64_t /*now_ms*/) {
    Circuit after = circuit;
    after.probing = circuit.failures_in_a_row >= circuit_failures_max;
    return after;
}

Circuit on_outcome(const Circuit& circuit, Outcome outcome, std::int64_t now_ms) {
    if (outcome != Outcome::unreachable) return {};
    Circuit after{circuit.failures_in_a_row + 1, circuit.open_until_ms, false};
    if (after.failures_in_a_row >= circuit_failures_max) after.open_until_ms = now_ms + circuit_open_ms;
    return after;
}

}  // namespace jiwei::outbox
