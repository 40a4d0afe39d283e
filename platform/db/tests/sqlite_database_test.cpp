// What only SQLite does: many acts under one COMMIT, and what becomes of a damaged file.
#include <fstream>
#include <future>
#include <thread>

#include "platform/db/tests/item_table.hpp"

namespace jiwei::db {
namespace {

using namespace testing;

class SqliteDatabase : public Items {};
INSTANTIATE_TEST_SUITE_P(Engines, SqliteDatabase, ::testing::Values(Engine::sqlite), engine_name);

TEST_P(SqliteDatabase, WaitingActsShareACommit) {
    const std::int64_t before = database().counters().commits;
    constexpr int acts = 200;
    std::promise<void> open_gate;
    const std::shared_future<void> gate = open_gate.get_future().share();
    std::vector<std::thread> threads;
    std::promise<void> started;
    threads.emplace_back([&] {
        (void)database().write([&](Connection&) -> Done {
            started.set_value();
            gate.wait();
            return 0;
        });
    });
    started.get_future().wait();
    for (int i = 0; i < acts; ++i) {
        threads.emplace_back([this, i] { EXPECT_TRUE(put(std::to_string(i))); });
    }
    while (database().counters().waiting < acts) std::this_thread::sleep_for(std::chrono::milliseconds{1});
    open_gate.set_value();
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(count(), acts);
    EXPECT_EQ(database().counters().commits - before, 4);  // 201 acts, at most 64 a commit
}

TEST_P(SqliteDatabase, SaysAtStartWhenTheFileIsCutShort) {
    for (int i = 0; i < 200; ++i) ASSERT_TRUE(put(std::to_string(i)));
    store().close();
    const std::string path = store().url().substr(7);
    std::filesystem::resize_file(path, std::filesystem::file_size(path) - 4096);
    reopen();
    EXPECT_EQ(database().health().reason, "damaged");
    EXPECT_EQ(trouble_of([](Connection&) {}), Trouble::read_only);
}

TEST_P(SqliteDatabase, SaysAtStartWhenTheHeadIsGone) {
    store().close();
    std::fstream file{store().url().substr(7), std::ios::in | std::ios::out | std::ios::binary};
    file.write("not a database..", 16);
    file.close();
    reopen();
    EXPECT_EQ(database().health().reason, "damaged");
}

TEST_P(SqliteDatabase, BecomesReadOnlyWhenItTouchesDamage) {
    for (int i = 0; i < 2'000; ++i) ASSERT_TRUE(put(std::to_string(i)));
    store().close();
    const std::string path = store().url().substr(7);
    {
        // The last pages, which hold rows and not the schema, are filled with rubbish.
        std::fstream file{path, std::ios::in | std::ios::out | std::ios::binary};
        const std::uintmax_t size = std::filesystem::file_size(path);
        file.seekp(static_cast<std::streamoff>(size - 4096 * 10));
        for (std::uintmax_t at = size - 4096 * 10; at < size; ++at) file.put('\x5a');
    }
    reopen();
    EXPECT_TRUE(database().health().writable);
    EXPECT_THROW((void)count(), Error);
    EXPECT_EQ(database().health().reason, "damaged");
    EXPECT_EQ(trouble_of([](Connection&) {}), Trouble::read_only);
}

}  // namespace
}  // namespace jiwei::db
