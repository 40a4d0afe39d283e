#include <set>
#include <thread>

#include <gtest/gtest.h>

#include "core/kernel/json.hpp"
#include "platform/audit/chain.hpp"
#include "platform/db/tests/engines.hpp"

namespace jiwei::audit {
namespace {

// 2026-07-01T08:00:00.000+08:00
constexpr std::int64_t eight_oclock_ms = 1'782'864'000'000;

Entry example(std::string action, std::int64_t minutes) {
    Entry entry;
    entry.at = time::Instant{eight_oclock_ms + minutes * 60'000};
    entry.action = std::move(action);
    entry.actor = "u100";
    entry.resource = "Patient/1";
    return entry;
}

// The worked example of the chain format, with both hash functions.
TEST(AuditChain, GivesTheHashesOfTheWorkedExample) {
    const std::string first = canonical(example("read", 0), 1);
    EXPECT_EQ(first,
              R"({"action":"read","actor":"u100","at":"2026-07-01T08:00:00.000+08:00","outcome":"ok","resource":"Patient/1","seq":1})");
    const std::string second = canonical(example("update", 1), 2);
    const std::string h1 = next_link(crypto::Hash::sha256, first_link(), first);
    EXPECT_EQ(h1, "9a024d24a103a9d53093b7bccc90968787572daa3636b8495d6c68ac97badb87");
    EXPECT_EQ(next_link(crypto::Hash::sha256, h1, second), "03a33f8ad92f11d23fbae535ee72eb72659bd5a042f79952d1d550ecb9700f5c");
    const std::string s1 = next_link(crypto::Hash::sm3, first_link(), first);
    EXPECT_EQ(s1, "0c0eda1ddcec8aba3e46ea479851013e4823162aa0c170c633bc7288c6ed8994");
    EXPECT_EQ(next_link(crypto::Hash::sm3, s1, second), "9e10ddb8aec829e23ec3b3937078195706f9b6ff767d87ea94d0c4702efa3a49");
}

TEST(AuditChain, WritesEveryMemberInTheOrderOfItsName) {
    Entry entry = example("create", 0);
    entry.role = "nurse";
    entry.institution = "i";
    entry.resource_id = "r";
    entry.person_id = "p";
    entry.purpose = "q";
    entry.reason = "\"\n";
    entry.request_id = "x";
    entry.source_address = "::1";
    entry.client = "c";
    entry.before_hash = "b";
    entry.after_hash = "a";
    const std::string text = canonical(entry, 9);
    const auto value = json::parse(text);
    ASSERT_TRUE(value);
    EXPECT_EQ(json::write_canonical(*value), text);
    EXPECT_EQ(value->members().size(), 17U);
}

class AuditStore : public db::testing::EachEngine {
protected:
    template <class F>
    void act(F&& work) {
        ASSERT_TRUE(database().write([&](db::Connection& connection) -> tl::expected<bool, std::string> {
            work(connection);
            return true;
        }));
    }
    void fill(int rows) {
        act([&](db::Connection& connection) {
            for (int i = 0; i < rows; ++i) append_act(connection, "350881", example("update", i));
        });
    }
    void sabotage(const std::string& sql) {
        act([&](db::Connection& connection) { connection.run_text(sql, {}); });
    }
    Verdict verdict(const ChainName& name = {Chain::act, "350881"}) {
        return database().read([&](db::Connection& connection) { return verify_chain(connection, name, *keys_); });
    }
    std::unique_ptr<crypto::Keys> keys_ = crypto::Keys::for_tests();
};

TEST_P(AuditStore, IsWholeAsWritten) {
    fill(10);
    const Verdict whole = verdict();
    EXPECT_TRUE(whole.whole) << whole.why;
    EXPECT_EQ(whole.rows, 10);
    EXPECT_TRUE(verdict({Chain::access, "350881"}).whole);
    EXPECT_EQ(verdict({Chain::access, "350881"}).rows, 0);
}

TEST_P(AuditStore, StoresTheHashesOfTheWorkedExample) {
    act([&](db::Connection& connection) {
        append_act(connection, "350881", example("read", 0));
        append_act(connection, "350881", example("update", 1));
        open_chain(connection, {Chain::act, "350802"}, crypto::Hash::sm3);
        append_act(connection, "350802", example("read", 0));
        append_act(connection, "350802", example("update", 1));
        for (const Anchor& anchor : anchor_heads(connection, *keys_, time::Instant{eight_oclock_ms})) {
            EXPECT_EQ(anchor.hash, anchor.name.county_id == "350881" ? "03a33f8ad92f11d23fbae535ee72eb72659bd5a042f79952d1d550ecb9700f5c"
                                                                     : "9e10ddb8aec829e23ec3b3937078195706f9b6ff767d87ea94d0c4702efa3a49");
        }
    });
    EXPECT_TRUE(verdict({Chain::act, "350802"}).whole);
}

TEST_P(AuditStore, NamesTheFirstBadRow) {
    struct Sabotage {
        const char* name;
        const char* sql;
        std::int64_t first_bad;
        const char* why;
    };
    const Sabotage all[]{
        {"edited actor", "UPDATE audit_act SET actor = 'u101' WHERE county_id = '350881' AND seq = 4", 4, "audit-edited"},
        {"edited time", "UPDATE audit_act SET at_ms = at_ms + 1 WHERE county_id = '350881' AND seq = 7", 7, "audit-edited"},
        {"filled in reason", "UPDATE audit_act SET reason = 'x' WHERE county_id = '350881' AND seq = 1", 1, "audit-edited"},
        {"removed", "DELETE FROM audit_act WHERE county_id = '350881' AND seq = 5", 5, "audit-gap"},
        {"removed first", "DELETE FROM audit_act WHERE county_id = '350881' AND seq = 1", 1, "audit-gap"},
        {"cut", "DELETE FROM audit_act WHERE county_id = '350881' AND seq > 8", 9, "audit-truncated"},
        {"emptied", "DELETE FROM audit_act", 1, "audit-truncated"},
        {"head moved back", "UPDATE audit_head SET seq = 9", 10, "audit-head"},
        {"head edited", "UPDATE audit_head SET hash = (SELECT hash FROM audit_act WHERE seq = 3)", 10, "audit-head"},
    };
    for (const Sabotage& sabotage_of : all) {
        sabotage("DELETE FROM audit_act");
        sabotage("DELETE FROM audit_head");
        fill(10);
        sabotage(sabotage_of.sql);
        const Verdict found = verdict();
        EXPECT_FALSE(found.whole) << sabotage_of.name;
        EXPECT_EQ(found.first_bad_seq, sabotage_of.first_bad) << sabotage_of.name;
        EXPECT_EQ(found.why, sabotage_of.why) << sabotage_of.name;
    }
}

TEST_P(AuditStore, NamesTheFirstOfTwoSwappedRows) {
    fill(10);
    sabotage("UPDATE audit_act SET seq = 100 WHERE county_id = '350881' AND seq = 3");
    sabotage("UPDATE audit_act SET seq = 3 WHERE county_id = '350881' AND seq = 6");
    sabotage("UPDATE audit_act SET seq = 6 WHERE county_id = '350881' AND seq = 100");
    EXPECT_EQ(verdict().first_bad_seq, 3);
    EXPECT_EQ(verdict().why, "audit-edited");
}

// Who can write the database can cut the chain and set the head back; not past an anchor, whose signing key is elsewhere.
TEST_P(AuditStore, IsProvenByAnchorsEvenWhenTheHeadIsForged) {
    fill(6);
    std::string line;
    act([&](db::Connection& connection) {
        const auto made = anchor_heads(connection, *keys_, time::Instant{eight_oclock_ms});
        ASSERT_EQ(made.size(), 1U);
        line = made[0].line;
        EXPECT_TRUE(anchor_heads(connection, *keys_, time::Instant{eight_oclock_ms}).empty()) << "nothing moved";
    });
    fill(4);
    EXPECT_TRUE(verdict().whole) << verdict().why;
    const auto outside = [&] {
        return database().read([&](db::Connection& connection) { return verify_anchor_line(connection, line, *keys_); });
    };
    EXPECT_TRUE(outside().whole) << outside().why;

    sabotage("UPDATE audit_head SET seq = 5, hash = (SELECT hash FROM audit_act WHERE seq = 5)");
    sabotage("DELETE FROM audit_act WHERE seq > 5");
    EXPECT_EQ(verdict().why, "audit-truncated");
    EXPECT_EQ(verdict().first_bad_seq, 6);
    sabotage("DELETE FROM audit_anchor");
    EXPECT_TRUE(verdict().whole) << "inside the database nothing is left to see";
    EXPECT_EQ(outside().why, "audit-truncated") << "the copy outside still proves it";

    fill(3);  // another history of the same length
    EXPECT_EQ(outside().why, "audit-anchor");
    line[line.find(" 6 ") + 1] = '5';
    EXPECT_EQ(outside().why, "audit-signature");
}

TEST_P(AuditStore, RefusesAnAnchorOfAnotherKey) {
    fill(3);
    const auto others = crypto::Keys::for_tests(2);
    act([&](db::Connection& connection) { (void)anchor_heads(connection, *others, time::Instant{eight_oclock_ms}); });
    EXPECT_EQ(verdict().why, "audit-signature");
}

TEST_P(AuditStore, GoesAwayWithTheActThatFails) {
    fill(2);
    (void)database().write([&](db::Connection& connection) -> tl::expected<bool, std::string> {
        append_act(connection, "350881", example("update", 9));
        return tl::unexpected(std::string{"refused"});
    });
    EXPECT_EQ(verdict().rows, 2);
    fill(1);
    EXPECT_TRUE(verdict().whole) << verdict().why;
}

TEST_P(AuditStore, KeepsCountiesAndChainsApart) {
    act([&](db::Connection& connection) {
        append_act(connection, "350881", example("update", 0));
        append_act(connection, "350802", example("update", 0));
        append_installation(connection, example("start", 0));
    });
    std::set<std::string> names;
    database().read([&](db::Connection& connection) {
        for (const ChainName& name : chains(connection)) {
            names.insert(std::string{word(name.chain)} + ":" + name.county_id);
            EXPECT_EQ(verify_chain(connection, name, *keys_).rows, 1);
        }
        return true;
    });
    EXPECT_EQ(names, (std::set<std::string>{"act:350881", "act:350802", "installation:"}));
}

TEST_P(AuditStore, RecordsEveryAccessOfManyThreadsOnce) {
    const auto log = make_access_log(database());
    std::vector<std::thread> threads;
    for (int t = 0; t < 16; ++t) {
        threads.emplace_back([&, t] {
            for (int i = 0; i < 40; ++i) {
                Entry entry = example("read", i);
                entry.request_id = std::to_string(t) + "-" + std::to_string(i);
                log->record(t % 4 == 0 ? "350802" : "350881", entry);
            }
        });
    }
    for (auto& thread : threads) thread.join();
    const Verdict large = verdict({Chain::access, "350881"});
    const Verdict small = verdict({Chain::access, "350802"});
    EXPECT_TRUE(large.whole) << large.why << large.first_bad_seq;
    EXPECT_EQ(large.rows, 480);
    EXPECT_TRUE(small.whole) << small.why;
    EXPECT_EQ(small.rows, 160);
    const auto distinct = database().read([](db::Connection& connection) {
        return connection.run_text("SELECT COUNT(DISTINCT request_id) FROM audit_access", {})[0].integer(0);
    });
    EXPECT_EQ(distinct, 640);
}

TEST_P(AuditStore, TakesWhateverAClientCallsItself) {
    const auto log = make_access_log(database());
    for (const std::string& client :
         {std::string(5'000, 'x'), std::string{"\xff\xfe\0z", 4}, std::string{"猫"}, std::string{"a\"b\\c\x01"}}) {
        Entry entry = example("read", 0);
        entry.client = client;
        log->record("350881", entry);
    }
    EXPECT_TRUE(verdict({Chain::access, "350881"}).whole);
    EXPECT_EQ(verdict({Chain::access, "350881"}).rows, 4);
}

JIWEI_ON_EACH_ENGINE(AuditStore);

}  // namespace
}  // namespace jiwei::audit
