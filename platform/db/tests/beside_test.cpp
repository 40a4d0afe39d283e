// A command that writes beside a running server: both write, nobody starves, and the schema holds still meanwhile.
#include <algorithm>
#include <chrono>
#include <thread>

#include "platform/db/tests/item_table.hpp"

namespace jiwei::db {
namespace {

using namespace testing;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr Statement set_item = both("UPDATE item SET number = $2 WHERE county_id = 'c' AND id = $1", 2);
constexpr std::string_view read_number = "SELECT number FROM item WHERE county_id = 'c' AND id = 'sum'";

class Beside : public Items {
protected:
    [[nodiscard]] std::unique_ptr<Database> command() { return Database::open({.url = store().url(), .use = Use::beside}); }
    /// Reads, thinks, writes back: what two writers would lose if their transactions overlapped. PostgreSQL needs the row locked first.
    static Done add_slowly(Database& where, milliseconds thinking) {
        return where.write([&](Connection& connection) -> Done {
            connection.run(add_to_item, {"sum", 0});
            const std::int64_t seen = connection.run_text(read_number, {})[0].integer(0);
            std::this_thread::sleep_for(thinking);
            return connection.run(set_item, {"sum", seen + 1}).affected();
        });
    }
};

TEST_P(Beside, ServerAndCommandBothWriteAndNothingIsLost) {
    ASSERT_TRUE(put("sum"));
    const auto beside = command();
    constexpr int acts = 60;
    std::thread other{[&] {
        for (int i = 0; i < acts; ++i) EXPECT_TRUE(add_slowly(*beside, milliseconds{2}));
    }};
    std::vector<std::thread> clients;
    for (int client = 0; client < 4; ++client) {
        clients.emplace_back([&] {
            for (int i = 0; i < acts; ++i) EXPECT_TRUE(add_slowly(database(), milliseconds{1}));
        });
    }
    for (std::thread& client : clients) client.join();
    other.join();
    EXPECT_EQ(number("sum"), 5 * acts);
    EXPECT_TRUE(database().health().writable);
}

TEST_P(Beside, TheServerIsNotStarvedByACommandThatWritesWithoutPause) {
    ASSERT_TRUE(put("sum"));
    const auto beside = command();
    std::atomic<bool> stop{false};
    std::atomic<int> written{0};
    std::thread import{[&] {
        while (!stop) {
            // Rows of its own, held for as long as a chunk of a roster takes.
            const Done done = beside->write([&](Connection& connection) -> Done {
                std::this_thread::sleep_for(milliseconds{40});
                return connection.run(insert_item, {"i" + std::to_string(written.load()), 1, nullptr, nullptr}).affected();
            });
            EXPECT_TRUE(done);
            ++written;
        }
    }};
    while (written == 0) std::this_thread::sleep_for(milliseconds{1});
    std::vector<std::int64_t> waits_ms;
    for (int i = 0; i < 25; ++i) {
        const auto from = steady_clock::now();
        ASSERT_TRUE(put("s" + std::to_string(i)));
        waits_ms.push_back(std::chrono::duration_cast<milliseconds>(steady_clock::now() - from).count());
    }
    stop = true;
    import.join();
    std::ranges::sort(waits_ms);
    EXPECT_LT(waits_ms[waits_ms.size() / 2], 500);
}

TEST_P(Beside, TheCommandIsNotStarvedByABusyServer) {
    ASSERT_TRUE(put("sum"));
    const auto beside = command();
    std::atomic<bool> stop{false};
    std::vector<std::thread> clients;
    for (int client = 0; client < 4; ++client) {
        clients.emplace_back([&, client] {
            for (int i = 0; !stop; ++i) EXPECT_TRUE(put("s" + std::to_string(client) + "-" + std::to_string(i)));
        });
    }
    for (int i = 0; i < 10; ++i) EXPECT_TRUE(add_slowly(*beside, milliseconds{0}));
    stop = true;
    for (std::thread& client : clients) client.join();
    EXPECT_EQ(number("sum"), 10);
}

TEST_P(Beside, TheSchemaHoldsStillWhileACommandWrites) {
    {
        const auto beside = command();
        try {
            (void)database().keep_commands_out();
            FAIL() << "a migration would have run under a command's feet";
        } catch (const Error& error) {
            EXPECT_EQ(error.trouble(), Trouble::busy);
            EXPECT_THAT(error.what(), ::testing::HasSubstr("a command of jiwei is writing"));
        }
    }
    const auto alone = database().keep_commands_out();
    try {
        (void)command();
        FAIL() << "a command during a migration";
    } catch (const Error& error) {
        EXPECT_EQ(error.trouble(), Trouble::busy);
        EXPECT_THAT(error.what(), ::testing::HasSubstr("changing the schema"));
    }
}

TEST_P(Beside, CommandsNeedNoServerAndKeepNoneOut) {
    store().close();
    const auto first = command();
    const auto second = command();
    EXPECT_TRUE(first->write([](Connection& connection) -> Done {
        return connection.run(insert_item, {"a", 1, nullptr, nullptr}).affected();
    }));
    reopen();
    EXPECT_TRUE(second->write([](Connection& connection) -> Done {
        return connection.run(insert_item, {"b", 1, nullptr, nullptr}).affected();
    }));
    EXPECT_EQ(count(), 2);
    EXPECT_THROW((void)Database::open({.url = store().url()}), Error);
}

JIWEI_ON_EACH_ENGINE(Beside);

TEST(BesideSqlite, ACommandMakesNoDatabase) {
    const TempFolder folder;
    EXPECT_THROW((void)Database::open({.url = "sqlite:" + folder.file("none.db"), .use = Use::beside}), Error);
    EXPECT_FALSE(std::filesystem::exists(folder.file("none.db")));
}

}  // namespace
}  // namespace jiwei::db
