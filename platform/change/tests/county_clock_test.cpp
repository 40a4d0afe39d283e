#include "platform/change/county_clock.hpp"

#include "core/kernel/expected.hpp"
#include "platform/db/tests/engines.hpp"

namespace jiwei::change {
namespace {

class CountyClock : public db::testing::EachEngine {
protected:
    std::int64_t advance(const char* county) {
        return *database().write(
            [&](db::Connection& connection) -> tl::expected<std::int64_t, int> { return next_seq(connection, county); });
    }
    std::int64_t current(const char* county) {
        return database().read([&](db::Connection& connection) { return current_seq(connection, county); });
    }
};

TEST_P(CountyClock, CountsTheChangesOfEachCountyFromOne) {
    EXPECT_EQ(current("350881"), 0);
    EXPECT_EQ(advance("350881"), 1);
    EXPECT_EQ(advance("350881"), 2);
    EXPECT_EQ(advance("350802"), 1);
    EXPECT_EQ(current("350881"), 2);
}

TEST_P(CountyClock, AnUndoneActTakesNoNumber) {
    const auto refused = database().write([&](db::Connection& connection) -> tl::expected<int, int> {
        EXPECT_EQ(next_seq(connection, "350881"), 1);
        return tl::unexpected(7);
    });
    EXPECT_FALSE(refused.has_value());
    EXPECT_EQ(advance("350881"), 1);
}

JIWEI_ON_EACH_ENGINE(CountyClock);

}  // namespace
}  // namespace jiwei::change
