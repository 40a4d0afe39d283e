// What every module may rely on, the same on both engines.
#include <atomic>
#include <fstream>
#include <thread>

#include "platform/db/tests/item_table.hpp"

namespace jiwei::db {
namespace {

using namespace testing;

class Contract : public Items {};
JIWEI_ON_EACH_ENGINE(Contract);

TEST_P(Contract, KeepsIntegersOfAll64Bits) {
    for (const std::int64_t value : {INT64_MIN, INT64_MIN + 1, std::int64_t{-1}, std::int64_t{0}, std::int64_t{1} << 32, INT64_MAX}) {
        ASSERT_TRUE(put("n" + std::to_string(value), value));
        EXPECT_EQ(number("n" + std::to_string(value)), value);
    }
}

TEST_P(Contract, KeepsTextNullAndBytes) {
    const std::string all_bytes = [] {
        std::string bytes;
        for (int i = 0; i < 256; ++i) bytes += static_cast<char>(i);
        return bytes;
    }();
    const std::string unicode = "欧阳娜娜 \xF0\xA0\xAE\xB7 ß é 𠮷 '\"$1?;--";
    (void)database().write([&](Connection& connection) -> Done {
        connection.run(insert_item, {"full", nullptr, unicode, Bytes{all_bytes}});
        connection.run(insert_item, {"empty", nullptr, "", Bytes{{}}});
        connection.run(insert_item, {"null", nullptr, nullptr, nullptr});
        return 0;
    });
    database().read([&](Connection& connection) {
        const Rows full = connection.run(find_item, {"full"});
        EXPECT_TRUE(full[0].is_null(0));
        EXPECT_EQ(full[0].text(1), unicode);
        EXPECT_EQ(full[0].text(2), all_bytes);
        const Rows empty = connection.run(find_item, {"empty"});
        EXPECT_FALSE(empty[0].is_null(1));
        EXPECT_FALSE(empty[0].is_null(2));
        EXPECT_EQ(empty[0].text(1), "");
        const Rows null = connection.run(find_item, {"null"});
        EXPECT_TRUE(null[0].is_null(1) && null[0].is_null(2));
        EXPECT_TRUE(connection.run(find_item, {"missing"}).empty());
    });
}

TEST_P(Contract, RefusesTextThatIsNoText) {
    for (const std::string& bad : {std::string{"a\0b", 3}, std::string{"\xff"}, std::string{"\xed\xa0\x80"}, std::string{"\xc0\x80"}}) {
        (void)trouble_of([&](Connection& connection) { connection.run(insert_item, {"x", nullptr, bad, nullptr}); });
        EXPECT_EQ(count(), 0);
    }
}

TEST_P(Contract, NamesDuplicatesAndBrokenReferences) {
    ASSERT_TRUE(put("a"));
    EXPECT_EQ(trouble_of([](Connection& connection) { connection.run(insert_item, {"a", 2, nullptr, nullptr}); }), Trouble::duplicate);
    EXPECT_EQ(trouble_of([](Connection& connection) { connection.run(insert_part, {"p", "nobody"}); }), Trouble::reference);
    EXPECT_EQ(trouble_of([](Connection& connection) { connection.run(insert_item, {nullptr, 2, nullptr, nullptr}); }), Trouble::reference);
    EXPECT_EQ(number("a"), 0);
}

TEST_P(Contract, AFailedStatementEndsItsAct) {
    ASSERT_TRUE(put("a"));
    EXPECT_EQ(trouble_of([](Connection& connection) {
                  try {
                      connection.run(insert_item, {"a", 2, nullptr, nullptr});
                  } catch (const Error&) {  // NOLINT(bugprone-empty-catch): the mistake that is tested
                  }
              }),
              Trouble::other);
    EXPECT_THROW((void)database().write([](Connection& connection) -> Done {
        try {
            connection.run(insert_item, {"a", 2, nullptr, nullptr});
        } catch (const Error&) {
            connection.run(insert_item, {"b", 2, nullptr, nullptr});
        }
        return 0;
    }),
                 Error);
    EXPECT_EQ(count(), 1);
    ASSERT_TRUE(put("c"));
}

TEST_P(Contract, UndoesWhatIsRefusedAndWhatThrows) {
    const Done refused = database().write([](Connection& connection) -> Done {
        connection.run(insert_item, {"a", 1, nullptr, nullptr});
        return tl::unexpected(std::string{"no"});
    });
    EXPECT_EQ(refused.error(), "no");
    EXPECT_THROW((void)database().write([](Connection& connection) -> Done {
        connection.run(insert_item, {"a", 1, nullptr, nullptr});
        throw std::runtime_error{"broken"};
    }),
                 std::runtime_error);
    EXPECT_EQ(count(), 0);
    EXPECT_EQ(database().counters().acts_undone, 2);
}

TEST_P(Contract, IsThereAfterReopening) {
    ASSERT_TRUE(put("a", 7));
    reopen();
    EXPECT_EQ(number("a"), 7);
    EXPECT_TRUE(database().health().writable);
}

TEST_P(Contract, CountsAffectedRowsAndAnswersReturning) {
    ASSERT_TRUE(put("a"));
    ASSERT_TRUE(put("b"));
    static const Statement update_all = both("UPDATE item SET number = number + 1 WHERE county_id = 'c' RETURNING id, number", 0);
    static const Statement delete_one = both("DELETE FROM item WHERE county_id = 'c' AND id = $1", 1);
    (void)database().write([](Connection& connection) -> Done {
        const Rows rows = connection.run(update_all);
        EXPECT_EQ(rows.affected(), 2);
        EXPECT_EQ(rows.size(), 2U);
        EXPECT_EQ(rows[0].integer(1), 1);
        EXPECT_EQ(connection.run(delete_one, {"nobody"}).affected(), 0);
        EXPECT_EQ(connection.run(delete_one, {"a"}).affected(), 1);
        EXPECT_EQ(connection.run(count_items).affected(), 0);
        return 0;
    });
}

TEST_P(Contract, BindsByNumberWhateverTheOrder) {
    static const Statement mixed = both("SELECT CAST($2 AS TEXT), CAST($1 AS TEXT), CAST($2 AS TEXT), CAST($3 AS BIGINT)", 3);
    database().read([](Connection& connection) {
        const Rows rows = connection.run(mixed, {"one", "two", 3});
        EXPECT_EQ(rows[0].text(0), "two");
        EXPECT_EQ(rows[0].text(1), "one");
        EXPECT_EQ(rows[0].text(2), "two");
        EXPECT_EQ(rows[0].integer(3), 3);
    });
    EXPECT_THROW(database().read([](Connection& connection) { connection.run(mixed, {"one", "two"}); }), Error);
}

TEST_P(Contract, SumsAreWholeNumbersAndTruthIsOne) {
    static const Statement sums = both("SELECT SUM(number), COUNT(*) > 1, SUM(number) * -1, MAX(id) FROM item WHERE county_id = 'c'", 0);
    ASSERT_TRUE(put("a", 4'000'000'000'000'000'000));
    ASSERT_TRUE(put("b", 200'030'000));
    database().read([](Connection& connection) {
        const Rows rows = connection.run(sums);
        EXPECT_EQ(rows[0].integer(0), 4'000'000'000'200'030'000);
        EXPECT_TRUE(rows[0].boolean(1));
        EXPECT_EQ(rows[0].integer(2), -4'000'000'000'200'030'000);
    });
}

TEST_P(Contract, OrdersTextByItsBytes) {
    for (const char* id : {"b", "A", "a", "B", "-", "é", "中", "Z"}) ASSERT_TRUE(put(id));
    std::string order;
    database().read([&](Connection& connection) {
        for (const Row row : connection.run(list_items)) order += row.text(0);
    });
    EXPECT_EQ(order, "-ABZabé中");
}

TEST_P(Contract, TwoClientsOnOneRowLoseNoUpdate) {
    ASSERT_TRUE(put("shared"));
    constexpr int clients = 8;
    constexpr int rounds = 50;
    std::vector<std::thread> threads;
    for (int i = 0; i < clients; ++i) {
        threads.emplace_back([this] {
            for (int round = 0; round < rounds; ++round) {
                (void)database().write([](Connection& connection) -> Done {
                    // The guard first, then load and decide: the order of every act.
                    connection.run(add_to_item, {"shared", 0});
                    const std::int64_t seen = connection.run(find_item, {"shared"})[0].integer(0);
                    static const Statement set = both("UPDATE item SET number = $2 WHERE county_id = 'c' AND id = $1", 2);
                    connection.run(set, {"shared", seen + 1});
                    return 0;
                });
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(number("shared"), clients * rounds);
}

TEST_P(Contract, OneFailingActAmongManyFailsAlone) {
    constexpr int clients = 16;
    std::atomic<int> kept = 0;
    std::atomic<int> refused = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < clients; ++i) {
        threads.emplace_back([&, i] {
            for (int round = 0; round < 20; ++round) {
                const std::string id = std::to_string(i) + "-" + std::to_string(round);
                try {
                    const Done done = database().write([&](Connection& connection) -> Done {
                        connection.run(insert_item, {id, 1, nullptr, nullptr});
                        if (round % 3 == 1) return tl::unexpected(std::string{"no"});
                        if (round % 3 == 2) connection.run(insert_item, {id, 1, nullptr, nullptr});
                        return 1;
                    });
                    ++(done ? kept : refused);
                } catch (const Error&) {
                    ++refused;
                }
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(kept, clients * 7);
    EXPECT_EQ(refused, clients * 13);
    EXPECT_EQ(count(), clients * 7);
}

TEST_P(Contract, AReadSeesOneMoment) {
    ASSERT_TRUE(put("a", 50));
    ASSERT_TRUE(put("b", 50));
    std::atomic<bool> stop = false;
    std::thread writer{[&] {
        for (int round = 0; !stop; ++round) {
            (void)database().write([&](Connection& connection) -> Done {
                const int move = round % 2 == 0 ? 10 : -10;
                connection.run(add_to_item, {"a", move});
                connection.run(add_to_item, {"b", -move});
                return 0;
            });
        }
    }};
    for (int round = 0; round < 100; ++round) {
        database().read([](Connection& connection) {
            const std::int64_t a = connection.run(find_item, {"a"})[0].integer(0);
            std::this_thread::yield();
            const std::int64_t b = connection.run(find_item, {"b"})[0].integer(0);
            EXPECT_EQ(a + b, 100);
        });
    }
    stop = true;
    writer.join();
}

TEST_P(Contract, StreamsLargeResults) {
    constexpr std::int64_t rows = 2'345;
    (void)database().write([](Connection& connection) -> Done {
        for (std::int64_t i = 0; i < rows; ++i) connection.run(insert_item, {"r" + std::to_string(100'000 + i), i, nullptr, nullptr});
        return 0;
    });
    database().read([&](Connection& connection) {
        std::int64_t next = 0;
        connection.each(list_items, {}, [&](const Row& row) {
            EXPECT_EQ(row.integer(1), next++);
            // Another statement, and the same one again, from inside.
            if (next == 7) {
                EXPECT_EQ(connection.run(list_items).size(), static_cast<std::size_t>(rows));
            }
            if (next == 8) {
                EXPECT_EQ(connection.run(count_items)[0].integer(0), rows);
            }
            return true;
        });
        EXPECT_EQ(next, rows);
        int seen = 0;
        connection.each(list_items, {}, [&](const Row&) { return ++seen < 3; });
        EXPECT_EQ(seen, 3);
    });
}

TEST_P(Contract, RowsOutliveTheNextStatementAndMoving) {
    ASSERT_TRUE(put("a", 1));
    ASSERT_TRUE(put("b", 2));
    database().read([](Connection& connection) {
        Rows first = connection.run(list_items);
        (void)connection.run(find_item, {"b"});
        const Rows moved = std::move(first);
        EXPECT_EQ(moved[0].text(0), "a");
        EXPECT_EQ(moved[1].text(0), "b");
    });
}

TEST_P(Contract, RefusesActsInsideActsAndReads) {
    const auto nested = [this] { (void)put("x"); };
    EXPECT_THROW((void)database().write([&](Connection&) -> Done {
        nested();
        return 0;
    }),
                 std::logic_error);
    EXPECT_THROW(database().read([&](Connection&) { nested(); }), std::logic_error);
    EXPECT_THROW(database().read([&](Connection&) { (void)count(); }), std::logic_error);
    EXPECT_EQ(count(), 0);
}

TEST_P(Contract, AReadWritesNothing) {
    EXPECT_THROW(database().read([](Connection& connection) { connection.run(insert_item, {"a", 1, nullptr, nullptr}); }), Error);
    EXPECT_EQ(count(), 0);
    ASSERT_TRUE(put("a"));
}

TEST_P(Contract, ASecondServerIsRefusedAndAnInspectorIsNot) {
    ASSERT_TRUE(put("a"));
    try {
        (void)Database::open({.url = store().url()});
        FAIL() << "two servers on one database";
    } catch (const Error& error) {
        EXPECT_EQ(error.trouble(), Trouble::busy);
        EXPECT_THAT(error.what(), ::testing::HasSubstr("another jiwei"));
    }
    const auto beside = Database::open({.url = store().url(), .use = Use::inspect});
    EXPECT_EQ(beside->read([](Connection& connection) { return connection.run(count_items)[0].integer(0); }), 1);
    EXPECT_FALSE(beside->health().writable);
    EXPECT_THROW((void)beside->write([](Connection&) -> Done { return 0; }), Error);
    store().close();
    EXPECT_NO_THROW((void)Database::open({.url = store().url()}));
}

TEST_P(Contract, ErrorsHoldNoValues) {
    const std::string secret = "350881199001011234";
    try {
        (void)database().write([&](Connection& connection) -> Done {
            connection.run(insert_item, {secret, 1, nullptr, nullptr});
            connection.run(insert_item, {secret, 1, nullptr, nullptr});
            return 0;
        });
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(std::string{error.what()}.find(secret), std::string::npos) << error.what();
    }
}

TEST_P(Contract, RecordsTheStatementsOfActs) {
    const std::string path = store().folder().file("record");
    reopen({.record_path = path});
    ASSERT_TRUE(put("kept", 5));
    (void)database().write([](Connection& connection) -> Done {
        connection.run(insert_item, {"undone", 1, nullptr, nullptr});
        return tl::unexpected(std::string{"no"});
    });
    store().close();
    std::ifstream in{path};
    const std::string text{std::istreambuf_iterator<char>{in}, {}};
    const std::string insert{insert_item.postgres};
    EXPECT_TRUE(text.starts_with("D 1 " + std::to_string(insert.size()) + "\n" + insert + "\nB\nX 1 4\nT 4\nkept\nI 5\nN\nN\nE\nC\n"))
        << text;
}

}  // namespace
}  // namespace jiwei::db
