// The command line as a stable contract: exit codes 0, 1 and 2, and commands that keep what they promise.
#include <algorithm>
#include <atomic>
#include <set>

#include "app/tests/program.hpp"

namespace jiwei::app {
namespace {

using namespace testing;
using ::testing::HasSubstr;

TEST(Commands, SayWhatTheyAreAndRefuseWhatTheyDoNotKnow) {
    const Ran version = run({"--version"});
    EXPECT_EQ(version.exit_code, 0);
    EXPECT_THAT(version.out, HasSubstr("jiwei "));
    EXPECT_EQ(run({"--help"}).exit_code, 0);
    for (const Arguments& wrong :
         {Arguments{}, Arguments{"cure"}, Arguments{"serve", "--colour", "red"}, Arguments{"verify", "everything"},
          Arguments{"verify", "all"}, Arguments{"verify", "all", "--data", "/nowhere/at/all"},
          Arguments{"demo", "--residents", "0", "--data", "/nowhere"}, Arguments{"import", "residents", "/nowhere.csv"}}) {
        const Ran ran = run(wrong);
        EXPECT_EQ(ran.exit_code, 2) << (wrong.empty() ? "" : wrong.back()) << ran.out << ran.err;
        EXPECT_FALSE(ran.err.empty() && ran.out.empty());
    }
}

TEST(Commands, ConfigNamesTheLine) {
    const TempFolder folder;
    write_file(folder.file("good.toml"), "[http]\nworkers = 8\n");
    write_file(folder.file("bad.toml"), "[http]\nworkers = 0\nworkes = 3\n");
    EXPECT_EQ(run({"config", "--check", "--config", folder.file("good.toml")}).exit_code, 0);
    const Ran bad = run({"config", "--check", "--config", folder.file("bad.toml")});
    EXPECT_EQ(bad.exit_code, 2) << bad.out;
    EXPECT_THAT(bad.err, HasSubstr("bad.toml:2"));
    EXPECT_THAT(bad.err, HasSubstr("bad.toml:3"));
    const Ran shown = run({"config", "--show", "--config", folder.file("good.toml")});
    EXPECT_EQ(shown.exit_code, 0);
    EXPECT_THAT(shown.out, HasSubstr("workers = 8"));
    const Ran serve = run({"serve", "--data", folder.file("data"), "--config", folder.file("bad.toml")});
    EXPECT_EQ(serve.exit_code, 2);
    EXPECT_FALSE(std::filesystem::exists(folder.file("data")));
}

TEST(Commands, AnAccountIsRefusedWithItsReason) {
    const County county;
    write_file(county.file("weak"), "123456\n");
    write_file(county.file("good"), "Tiao-Mao72-Keh\n");
    const auto add = [&](const char* password, const char* role, const char* institution) {
        return county.command(
            {"user", "add", "wang", "--role", role, "--institution", institution, "--password-file", county.file(password)});
    };
    EXPECT_EQ(add("good", "ph_staff", "NOWHERE").exit_code, 2);
    EXPECT_EQ(add("missing", "ph_staff", "350881-H1").exit_code, 2);
    const Ran weak = add("weak", "ph_staff", "350881-H1");
    EXPECT_EQ(weak.exit_code, 1);
    EXPECT_FALSE(weak.err.empty());
    EXPECT_EQ(weak.err.find("123456"), std::string::npos) << "a password in a message";
    EXPECT_EQ(add("good", "emperor", "350881-H1").exit_code, 1);
    EXPECT_EQ(add("good", "county_admin", "350881-H1").exit_code, 0);
}

std::set<std::string> lines_of(const std::string& path) {
    std::set<std::string> lines;
    std::ifstream file{path};
    for (std::string line; std::getline(file, line);) lines.insert(line);
    return lines;
}

TEST(Commands, WhatIsExportedComesBackWithoutLoss) {
    const County county;
    // The same places with the same ids, and one person, whose id is already taken when the file comes.
    const County other{1};
    const Ran exported = county.command({"export", county.file("all.csv")});
    ASSERT_EQ(exported.exit_code, 0) << exported.err;
    const std::set<std::string> all = lines_of(county.file("all.csv"));
    EXPECT_EQ(all.size(), 151U);
    const Ran imported = other.command({"import", "residents", county.file("all.csv")});
    EXPECT_EQ(imported.exit_code, 1);
    EXPECT_THAT(imported.out, HasSubstr("150 rows: 149 new, 0 here already, 1 refused"));
    ASSERT_EQ(other.command({"export", other.file("back.csv")}).exit_code, 0);
    const std::set<std::string> back = lines_of(other.file("back.csv"));
    std::size_t missing = 0;
    for (const std::string& line : all) missing += back.contains(line) ? 0U : 1U;
    EXPECT_EQ(missing, 0U) << "a row came back otherwise than it went";
    const Ran again = other.command({"import", "residents", county.file("all.csv")});
    EXPECT_THAT(again.out, HasSubstr(" 0 new, 149 here already, 1 refused")) << again.out;
    EXPECT_EQ(other.command({"export", other.file("again.csv")}).exit_code, 0);
    EXPECT_EQ(lines_of(other.file("again.csv")), back);
    EXPECT_EQ(other.command({"verify", "all"}).exit_code, 0);
}

TEST(Commands, ABackupIsTakenWhileTheServerWritesAndComesBack) {
    const County county;
    Server server{county.place()};
    std::atomic<bool> stop{false};
    std::atomic<int> written{0};
    std::thread writer{[&] {
        while (!stop) {
            const Person person{server, "village", county.password_of("village")};
            EXPECT_EQ(person.signed_in().status, 201);
            ++written;
        }
    }};
    while (written < 2) std::this_thread::sleep_for(std::chrono::milliseconds{5});
    const int before = written;
    const Ran backup = county.command({"backup", county.file("copy.jiwei")});
    while (written < before + 2) std::this_thread::sleep_for(std::chrono::milliseconds{5});
    stop = true;
    writer.join();
    EXPECT_EQ(backup.exit_code, 0) << backup.err;
    EXPECT_THAT(backup.out, HasSubstr("opened and verified"));
    const std::string restored = county.file("restored");
    const Ran restore = run({"restore", county.file("copy.jiwei"), "--data", restored, "--keys", county.data() + "/keys"});
    ASSERT_EQ(restore.exit_code, 0) << restore.err;
    const Ran verified = run({"verify", "all", "--data", restored, "--keys", county.data() + "/keys"});
    EXPECT_EQ(verified.exit_code, 0) << verified.out << verified.err;
    // A second time into the same place, a damaged copy, and a copy without its key are refused.
    EXPECT_EQ(run({"restore", county.file("copy.jiwei"), "--data", restored, "--keys", county.data() + "/keys"}).exit_code, 1);
    std::string bytes = text_of_file(county.file("copy.jiwei"));
    bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
    write_file(county.file("damaged.jiwei"), bytes);
    EXPECT_EQ(run({"restore", county.file("damaged.jiwei"), "--data", county.file("a"), "--keys", county.data() + "/keys"}).exit_code, 1);
    EXPECT_NE(run({"restore", county.file("copy.jiwei"), "--data", county.file("b")}).exit_code, 0);
}

/// One line of the digest for each module's rows.
std::string digest(const Arguments& place) {
    Arguments arguments{"export", "--canonical"};
    arguments.insert(arguments.end(), place.begin(), place.end());
    const Ran ran = run(arguments);
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    EXPECT_GT(ran.out.size(), 100'000U);
    return ran.out;
}

/// The first line in which two texts differ; empty when they do not.
std::string first_difference(std::string_view a, std::string_view b) {
    while (!a.empty() || !b.empty()) {
        const std::string_view one = a.substr(0, a.find('\n'));
        const std::string_view other = b.substr(0, b.find('\n'));
        if (one != other) return std::string{one} + "\n" + std::string{other};
        a.remove_prefix(std::min(one.size() + 1, a.size()));
        b.remove_prefix(std::min(other.size() + 1, b.size()));
    }
    return {};
}

TEST(Demo, TheSameArgumentsGiveTheSameCounty) {
    const TempFolder folder;
    db::testing::PostgresScratch postgres;
    const auto make = [&](const Arguments& place, const char* seed) {
        Arguments arguments{"demo", "--residents", "60", "--seed", seed, "--today", "2026-11-20"};
        arguments.insert(arguments.end(), place.begin(), place.end());
        const Ran ran = run(arguments);
        EXPECT_EQ(ran.exit_code, 0) << ran.err;
        return digest(place);
    };
    const std::string first = make({"--data", folder.file("a")}, "3");
    EXPECT_EQ(first_difference(first, make({"--data", folder.file("b")}, "3")), "");
    EXPECT_EQ(first_difference(first, make({"--data", folder.file("c"), "--database", postgres.url()}, "3")), "") << "the other engine";
    EXPECT_NE(first_difference(first, make({"--data", folder.file("d")}, "4")), "");
}

}  // namespace
}  // namespace jiwei::app
