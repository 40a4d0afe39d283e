// Back-ups: of one moment while others write, believed only after being opened, and restorable into either engine.
#include "platform/db/backup.hpp"

#include <atomic>
#include <fstream>
#include <thread>

#include "platform/change/county_clock.hpp"
#include "platform/db/tests/item_table.hpp"

namespace jiwei::db {
namespace {

using namespace testing;

const BackupKey key{"k1", std::string(32, 'k')};

class Backups : public EachEngine {
protected:
    std::string path = store().folder().file("copy.jwb");

    void advance(const std::string& county, int times = 1) {
        for (int i = 0; i < times; ++i) {
            (void)database().write([&](Connection& connection) -> Done { return change::next_seq(connection, county); });
        }
    }
    static std::int64_t seq(Database& database, const std::string& county) {
        return database.read([&](Connection& connection) { return change::current_seq(connection, county); });
    }
};
JIWEI_ON_EACH_ENGINE(Backups);

TEST_P(Backups, RestoreIntoBothEngines) {
    advance("350881", 3);
    advance("350802", 1);
    const BackupReport report = backup(database(), path, key);
    EXPECT_GE(report.tables, 3);
    EXPECT_EQ(report.migrations, static_cast<int>(all_migrations().size()));
    EXPECT_EQ(report.bytes, static_cast<std::int64_t>(std::filesystem::file_size(path)));
    advance("350881");

    const TempFolder folder;
    const PostgresScratch scratch;
    for (const std::string& url : {"sqlite:" + folder.file("restored.db"), scratch.url()}) {
        const BackupReport restored = restore(path, url, key);
        EXPECT_EQ(restored.rows, report.rows);
        const auto copy = Database::open({.url = url});
        EXPECT_TRUE(pending_migrations(*copy).empty());
        EXPECT_EQ(seq(*copy, "350881"), 3);
        EXPECT_EQ(seq(*copy, "350802"), 1);
        EXPECT_TRUE(copy->write([](Connection& connection) -> Done { return change::next_seq(connection, "350881"); }).has_value());
    }
    EXPECT_THROW(restore(path, "sqlite:" + folder.file("restored.db"), key), Error) << "never over an existing database";
    EXPECT_THROW(restore(path, scratch.url(), key), Error);
}

TEST_P(Backups, AreOfOneMomentWhileOthersWrite) {
    std::atomic<bool> stop = false;
    advance("a");
    advance("b");
    std::thread writer{[&] {
        while (!stop) {
            (void)database().write([](Connection& connection) -> Done {
                (void)change::next_seq(connection, "a");
                return change::next_seq(connection, "b");
            });
        }
    }};
    for (int round = 0; round < 5; ++round) {
        (void)backup(database(), path, key, [](Database& copy) { EXPECT_EQ(seq(copy, "a"), seq(copy, "b")); });
    }
    stop = true;
    writer.join();
}

TEST_P(Backups, AreNotBelievedWhenTheInspectorRefuses) {
    EXPECT_THROW(backup(database(), path, key, [](Database&) { throw Error{Trouble::corrupt, "the chain is broken"}; }), Error);
    for (const auto& entry : std::filesystem::directory_iterator{std::filesystem::path{path}.parent_path()}) {
        EXPECT_EQ(entry.path().string().find("copy.jwb"), std::string::npos) << entry.path() << " is left behind";
    }
}

TEST_P(Backups, HoldNothingInClear) {
    (void)database().write([](Connection& connection) -> Done { return change::next_seq(connection, "a-county-that-can-be-seen"); });
    (void)backup(database(), path, key);
    std::ifstream in{path, std::ios::binary};
    const std::string bytes{std::istreambuf_iterator<char>{in}, {}};
    EXPECT_EQ(bytes.find("a-county-that-can-be-seen"), std::string::npos);
    EXPECT_EQ(bytes.find("county_clock"), std::string::npos);
    EXPECT_EQ(backup_key_id(path), "k1");
}

TEST_P(Backups, AnyChangedByteIsSeen) {
    (void)backup(database(), path, key);
    std::string bytes;
    {
        std::ifstream in{path, std::ios::binary};
        bytes.assign(std::istreambuf_iterator<char>{in}, {});
    }
    const auto with = [&](const std::string& changed) {
        const std::string other = store().folder().file("changed.jwb");
        std::ofstream{other, std::ios::binary} << changed;
        EXPECT_THROW(verify_backup(other, key), Error);
    };
    for (const std::size_t at : {std::size_t{0}, std::size_t{8}, std::size_t{9}, std::size_t{10}, std::size_t{15}, std::size_t{30},
                                 bytes.size() / 2, bytes.size() - 1}) {
        std::string changed = bytes;
        changed[at] = static_cast<char>(changed[at] ^ 1);
        with(changed);
    }
    for (const std::size_t size : {std::size_t{0}, std::size_t{20}, bytes.size() / 2, bytes.size() - 1}) with(bytes.substr(0, size));
    with(bytes + "x");
    EXPECT_THROW(verify_backup(path, BackupKey{"k1", std::string(32, 'x')}), Error);
    EXPECT_THROW(verify_backup(path, BackupKey{"k2", key.secret}), Error);
}

TEST_P(Backups, ComeBeforeMigrationsOfFilledDatabases) {
    const Migration extra{"modules/test", 1, "extra", "CREATE TABLE extra (id TEXT)", "CREATE TABLE extra (id TEXT) STRICT", "00"};
    std::vector<Migration> known{all_migrations().begin(), all_migrations().end()};
    std::string made;
    EXPECT_TRUE(migrate_safely(database(), {7}, store().folder().file("backups"), key, &made, known).empty());
    EXPECT_EQ(made, "");
    known.push_back(extra);
    EXPECT_EQ(migrate_safely(database(), {7}, store().folder().file("backups"), key, &made, known).size(), 1U);
    EXPECT_TRUE(std::filesystem::exists(made)) << made;
    EXPECT_NO_THROW(verify_backup(made, key));
}

TEST_P(Backups, MigrationsGoForwardOnly) {
    std::vector<Migration> known{all_migrations().begin(), all_migrations().end()};
    known.push_back({"modules/test", 1, "one", "CREATE TABLE one (id TEXT)", "CREATE TABLE one (id TEXT) STRICT", "01"});
    known.push_back({"modules/test", 2, "two", "CREATE TABLE two (id TEXT); CREATE TABLE one (id TEXT)",
                     "CREATE TABLE two (id TEXT) STRICT; CREATE TABLE one (id TEXT) STRICT", "02"});
    EXPECT_THROW(migrate(database(), {1}, known), Error);
    EXPECT_EQ(pending_migrations(database(), known).size(), 1U) << "the first stays, the second is wholly undone";
    known.back().postgres = "CREATE TABLE two (id TEXT)";
    known.back().sqlite = "CREATE TABLE two (id TEXT) STRICT";
    EXPECT_EQ(migrate(database(), {1}, known).size(), 1U);
    EXPECT_THROW((void)pending_migrations(database()), Error) << "an older program refuses newer data";
    known.back().sha256 = "03";
    EXPECT_THROW((void)pending_migrations(database(), known), Error) << "a changed migration is refused";
}

}  // namespace
}  // namespace jiwei::db
