// A server that is killed while it freezes a period: the period is there whole, with its digest and its audit line, or not at all.
#include <gmock/gmock.h>

#include <atomic>
#include <thread>

#include "app/tests/program.hpp"

namespace jiwei::app {
namespace {

using namespace testing;
using ::testing::HasSubstr;

constexpr std::string_view frozen = "SELECT COUNT(*) FROM indicator_snapshot WHERE reason = '补报后重新存档'";
constexpr std::string_view torn =
    "SELECT COUNT(*) FROM indicator_snapshot s WHERE s.cells <> (SELECT COUNT(*) FROM indicator_snapshot_cell c WHERE c.county_id = "
    "s.county_id "
    "AND c.period = s.period AND c.revision = s.revision)";
constexpr std::string_view without_head =
    "SELECT COUNT(*) FROM indicator_snapshot_cell c WHERE NOT EXISTS (SELECT 1 FROM indicator_snapshot s WHERE s.county_id = c.county_id "
    "AND "
    "s.period = c.period AND s.revision = c.revision)";

/// Freezes the same period again and again until the server is gone; how many were acknowledged.
int freeze_until_killed(const Person& head, const std::string& period, int after_ms, Server& server) {
    std::atomic<int> acknowledged{0};
    std::atomic<bool> gone{false};
    std::thread asking{[&] {
        while (!gone) {
            try {
                if (head.post("/api/indicators/snapshots/" + period, R"({"reason":"补报后重新存档"})").status == 201) ++acknowledged;
            } catch (const std::exception&) {
                return;  // in the middle of an answer
            }
        }
    }};
    // On a busy machine nothing may have been frozen yet.
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds{20};
    while (acknowledged == 0 && std::chrono::steady_clock::now() < until) std::this_thread::sleep_for(std::chrono::milliseconds{2});
    std::this_thread::sleep_for(std::chrono::milliseconds{after_ms});
    server.program().kill_hard();
    gone = true;
    asking.join();
    return acknowledged;
}

/// The server's own job freezes the ended periods soon after its first start.
json::Value frozen_list(const Person& head) {
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds{30};
    while (true) {
        json::Value list = head.get("/api/indicators/snapshots").json();
        if (!list["items"].items().empty() || std::chrono::steady_clock::now() > until) return list;
        std::this_thread::sleep_for(std::chrono::milliseconds{20});
    }
}

TEST(SnapshotKilled, AFrozenPeriodIsWholeOrNotThere) {
    const County county;
    std::int64_t known = 0;
    int acknowledged = 0;
    for (int round = 0; round < 6; ++round) {
        Server server{county.place()};
        const Person head{server, "county", county.password_of("county")};
        const json::Value list = frozen_list(head);
        ASSERT_FALSE(list["items"].items().empty()) << "the server freezes what has ended";
        known = number(county, frozen);
        acknowledged = freeze_until_killed(head, list["items"].items().front()["period"].text(), 60 + 37 * round, server);
        const std::int64_t now = number(county, frozen);
        EXPECT_GE(now, known + acknowledged) << "what was answered is there";
        EXPECT_LE(now, known + acknowledged + 1) << "and at most the one that was under way";
        EXPECT_EQ(number(county, torn), 0) << round;
        EXPECT_EQ(number(county, without_head), 0) << round;
        EXPECT_EQ(number(county, "SELECT COUNT(*) FROM audit_act WHERE resource = 'indicator_snapshot'"),
                  number(county, "SELECT COUNT(*) FROM indicator_snapshot"))
            << "one line each";
    }
    EXPECT_GT(number(county, frozen), known) << "something was frozen under fire";
    const Ran verified = county.command({"verify", "all"});
    EXPECT_EQ(verified.exit_code, 0) << verified.out << verified.err;
    EXPECT_THAT(verified.out, HasSubstr("frozen periods, unchanged"));
}

}  // namespace
}  // namespace jiwei::app
