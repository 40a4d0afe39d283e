// What only PostgreSQL does: lost connections, repeated acts, and databases with the wrong collation.
#include <atomic>
#include <thread>

#include "platform/db/tests/item_table.hpp"

namespace jiwei::db {
namespace {

using namespace testing;

class PostgresDatabase : public Items {
protected:
    void kill_sessions() {
        const std::string name = store().url().substr(store().url().find("/jiwei_") + 1);
        postgres_admin("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + name.substr(0, name.find('?')) + "'");
    }
};
INSTANTIATE_TEST_SUITE_P(Engines, PostgresDatabase, ::testing::Values(Engine::postgres), engine_name);

TEST_P(PostgresDatabase, ComesBackAfterLostConnections) {
    ASSERT_TRUE(put("a"));
    for (int round = 0; round < 3; ++round) {
        kill_sessions();
        EXPECT_EQ(count(), round + 1);
        kill_sessions();
        ASSERT_TRUE(put("b" + std::to_string(round)));
    }
    EXPECT_TRUE(database().health().writable);
    EXPECT_THROW((void)Database::open({.url = store().url()}), Error) << "the lock was taken again";
}

TEST_P(PostgresDatabase, AnActLosesItsConnectionAndRunsAgain) {
    int runs = 0;
    ASSERT_TRUE(database().write([&](Connection& connection) -> Done {
        connection.run(insert_item, {"once", 1, nullptr, nullptr});
        if (++runs == 1) kill_sessions();
        return connection.run(count_items)[0].integer(0);
    }));
    EXPECT_EQ(runs, 2);
    EXPECT_EQ(count(), 1);
}

TEST_P(PostgresDatabase, RepeatsOnConflictABoundedNumberOfTimes) {
    int runs = 0;
    EXPECT_THROW((void)database().write([&](Connection&) -> Done {
        ++runs;
        throw Error{Trouble::conflict, "always"};
    }),
                 Error);
    EXPECT_EQ(runs, OpenOptions{}.act_attempts_max);
    EXPECT_EQ(database().counters().repeats, runs - 1);
}

TEST_P(PostgresDatabase, DeadlocksAreRepeatedUntilBothPass) {
    ASSERT_TRUE(put("a"));
    ASSERT_TRUE(put("b"));
    std::atomic<int> first_locks = 0;
    const auto act = [&](const char* first, const char* second) {
        return database().write([&](Connection& connection) -> Done {
            connection.run(add_to_item, {first, 1});
            if (++first_locks <= 2) {
                while (first_locks < 2) std::this_thread::yield();
            }
            connection.run(add_to_item, {second, 1});
            return 0;
        });
    };
    std::thread other{[&] { EXPECT_TRUE(act("b", "a")); }};
    EXPECT_TRUE(act("a", "b"));
    other.join();
    EXPECT_EQ(number("a"), 2);
    EXPECT_EQ(number("b"), 2);
    EXPECT_GE(database().counters().repeats, 1);
}

TEST_P(PostgresDatabase, AnotherCollationIsRefused) {
    postgres_admin("CREATE DATABASE jiwei_collation TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'");
    try {
        (void)Database::open({.url = postgres_url("jiwei_collation")});
        ADD_FAILURE() << "opened";
    } catch (const Error& error) {
        EXPECT_THAT(error.what(), ::testing::HasSubstr("collation C"));
    }
    postgres_admin("DROP DATABASE jiwei_collation WITH (FORCE)");
}

TEST_P(PostgresDatabase, ThePasswordIsNotShown) {
    const std::string url = database().url();
    EXPECT_EQ(url, store().url());
    try {
        (void)Database::open({.url = "postgresql://jiwei:secret-word@127.0.0.1:1/nobody"});
        ADD_FAILURE() << "opened";
    } catch (const Error& error) {
        EXPECT_EQ(std::string{error.what()}.find("secret-word"), std::string::npos);
    }
}

}  // namespace
}  // namespace jiwei::db
