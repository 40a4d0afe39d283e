// The delays, limits and states of the exchange specification 2.
#include "platform/outbox/sender.hpp"

#include <gtest/gtest.h>

#include <array>

namespace jiwei::outbox {
namespace {

TEST(Sender, WaitsDoubleUpToAnHour) {
    const std::array<std::int64_t, 11> seconds{30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600, 3600};
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < seconds.size(); ++i) {
        EXPECT_EQ(retry_delay_ms(static_cast<int>(i) + 1), seconds[i] * 1000);
        sum += retry_delay_ms(static_cast<int>(i) + 1);
    }
    EXPECT_EQ(sum, 18'210'000);
    EXPECT_EQ(retry_delay_ms(1'000'000), 3'600'000);
}

TEST(Sender, JitterStaysWithinAFifth) {
    EXPECT_EQ(jittered_delay_ms(1, 0), 24'000);
    EXPECT_EQ(jittered_delay_ms(1, UINT32_MAX), 36'000);
    EXPECT_EQ(jittered_delay_ms(1, UINT32_MAX / 2), 30'000);
}

struct StatusCase {
    int status;
    Outcome want;
};

TEST(Sender, ReadsTheStatus) {
    for (const StatusCase& c : {StatusCase{200, Outcome::accepted},
                                {202, Outcome::accepted},
                                {0, Outcome::unreachable},
                                {400, Outcome::wrong},
                                {404, Outcome::wrong},
                                {408, Outcome::busy},
                                {409, Outcome::wrong},
                                {425, Outcome::busy},
                                {429, Outcome::busy},
                                {500, Outcome::busy},
                                {503, Outcome::busy},
                                {302, Outcome::wrong}}) {
        EXPECT_EQ(outcome_of(c.status), c.want) << c.status;
    }
}

TEST(Sender, TheTwelfthRefusalIsTheLast) {
    Attempts attempts;
    std::int64_t now_ms = 0;
    for (int i = 1; i < attempts_max; ++i) {
        attempts = after_attempt(attempts, Outcome::busy, now_ms, UINT32_MAX / 2, std::nullopt);
        ASSERT_EQ(attempts.state, State::retry) << i;
        ASSERT_EQ(attempts.counted, i);
        now_ms = attempts.next_attempt_at_ms;
    }
    EXPECT_NEAR(static_cast<double>(now_ms), 18'210'000, 50);
    EXPECT_EQ(after_attempt(attempts, Outcome::busy, now_ms, 0, std::nullopt).state, State::dead);
}

TEST(Sender, AnOutageNeverKillsAMessage) {
    Attempts attempts;
    for (int i = 0; i < 1'000; ++i) attempts = after_attempt(attempts, Outcome::unreachable, 0, 0, std::nullopt);
    EXPECT_EQ(attempts.state, State::retry);
    EXPECT_EQ(attempts.counted, 0);
    EXPECT_EQ(attempts.next_attempt_at_ms, 2'880'000);  // an hour less a fifth
}

TEST(Sender, EndsOnAnAnswer) {
    EXPECT_EQ(after_attempt({}, Outcome::accepted, 0, 0, std::nullopt).state, State::acked);
    EXPECT_EQ(after_attempt({}, Outcome::wrong, 0, 0, std::nullopt).state, State::rejected);
}

TEST(Sender, HonoursRetryAfterWhenItIsLater) {
    EXPECT_EQ(after_attempt({}, Outcome::busy, 1'000, 0, 600'000).next_attempt_at_ms, 601'000);
    EXPECT_EQ(after_attempt({}, Outcome::busy, 1'000, 0, 1).next_attempt_at_ms, 25'000);
}

TEST(Sender, TakesBackWhatADeadSenderHeld) {
    const Attempts sending{State::sending, 2, 3, 5};
    EXPECT_EQ(after_lease(sending, 0, lease_ms).state, State::sending);
    EXPECT_EQ(after_lease(sending, 0, lease_ms + 1).state, State::retry);
    EXPECT_EQ(after_lease(sending, 0, lease_ms + 1).counted, 2);
    EXPECT_EQ(after_lease({State::acked, 0, 0, 0}, 0, lease_ms + 1).state, State::acked);
}

TEST(Sender, TheCircuitOpensAfterFiveAndProbesOnce) {
    Circuit circuit;
    for (int i = 0; i < circuit_failures_max; ++i) {
        ASSERT_TRUE(may_send(circuit, 0)) << i;
        circuit = on_outcome(on_send(circuit, 0), Outcome::unreachable, 0);
    }
    EXPECT_FALSE(may_send(circuit, circuit_open_ms - 1));
    ASSERT_TRUE(may_send(circuit, circuit_open_ms));
    circuit = on_send(circuit, circuit_open_ms);
    EXPECT_FALSE(may_send(circuit, circuit_open_ms)) << "one probe only";
    const Circuit again = on_outcome(circuit, Outcome::unreachable, circuit_open_ms);
    EXPECT_FALSE(may_send(again, 2 * circuit_open_ms - 1));
    EXPECT_TRUE(may_send(again, 2 * circuit_open_ms));
    EXPECT_TRUE(may_send(on_outcome(circuit, Outcome::busy, circuit_open_ms), circuit_open_ms)) << "any answer closes it";
}

}  // namespace
}  // namespace jiwei::outbox
