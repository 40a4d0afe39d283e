// Commands that write beside a running server, and what is left when either of the two is killed.
#include "app/tests/program.hpp"

namespace jiwei::app {
namespace {

using namespace testing;
using ::testing::HasSubstr;

/// GB 11643-1999: the check character of seventeen digits.
std::string with_check(const std::string& digits) {
    constexpr std::array<int, 17> weights{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) sum += (digits[i] - '0') * weights[i];
    return digits + "10X98765432"[sum % 11];
}

/// People born on days of 1971, five hundred a day at most.
std::string roster(const std::string& village, int rows) {
    std::string text = "姓名,性别,身份证号码,家庭住址,村\n";
    for (int i = 0; i < rows; ++i) {
        const int serial = 2 * (i % 450) + 1;
        const int day = 1 + (i / 450) % 28;
        const int month = 1 + i / (450 * 28);
        std::array<char, 32> digits{};
        std::snprintf(digits.data(), digits.size(), "3508021971%02d%02d%03d", month, day, serial);
        text += "某甲,男," + with_check(digits.data()) + ",一组" + std::to_string(i) + "号," + village + "\n";
    }
    return text;
}

std::string hospital_of(const County& county) {
    const auto database = db::Database::open({.url = county.url(), .use = db::Use::inspect});
    return database->read([](db::Connection& connection) {
        return connection.run_text("SELECT code FROM institution WHERE kind = 'H3' ORDER BY code LIMIT 1", {})[0].string(0);
    });
}

std::string village_of(const County& county) {
    const auto database = db::Database::open({.url = county.url(), .use = db::Use::inspect});
    return database->read(
        [](db::Connection& connection) { return connection.run_text("SELECT MIN(village_code) FROM resident", {})[0].string(0); });
}

std::int64_t residents(const County& county) { return number(county, "SELECT COUNT(*) FROM resident"); }

void expect_all_verified(const County& county) {
    const Ran verified = county.command({"verify", "all"});
    EXPECT_EQ(verified.exit_code, 0) << verified.out << verified.err;
    EXPECT_THAT(verified.out, HasSubstr(" passed, 0 failed"));
}

TEST(BesideServer, ASecondServerIsRefused) {
    const County county;
    Server server{county.place()};
    Arguments second = county.place();
    second.insert(second.begin(), "serve");
    second.insert(second.end(), {"--listen", "127.0.0.1:0"});
    const Ran refused = run(second);
    EXPECT_EQ(refused.exit_code, 1);
    EXPECT_THAT(refused.err, HasSubstr("another jiwei is using this database (process "));
    EXPECT_EQ(server.program().stop(), 0);
}

TEST(BesideServer, AnAccountWorksAtOnce) {
    const County county;
    const std::string hospital = hospital_of(county);
    Server server{county.place()};
    write_file(county.file("password"), "Tiao-Mao72-Keh\n");
    const Arguments add{
        "user", "add", "li.si", "--role", "ph_staff", "--institution", hospital, "--password-file", county.file("password")};
    const Ran added = county.command(add);
    ASSERT_EQ(added.exit_code, 0) << added.err;
    const Person person{server, "li.si", "Tiao-Mao72-Keh"};
    EXPECT_EQ(person.signed_in().status, 201) << person.signed_in().body;
    const Ran twice = county.command(add);
    EXPECT_EQ(twice.exit_code, 1) << twice.out;
    EXPECT_EQ(server.program().stop(), 0);
    expect_all_verified(county);
}

TEST(BesideServer, ATokenWorksAtOnce) {
    const County county;
    Server server{county.place()};
    const Ran added = county.command({"token", "add", "--scopes", "system/Patient.read", "--days", "30"});
    ASSERT_EQ(added.exit_code, 0) << added.err;
    const std::string token = added.out.substr(0, added.out.find('\n'));
    EXPECT_EQ(server.ask("GET", "/fhir/R4/Patient?identifier=none", "Authorization: Bearer " + token + "\r\n").status, 200);
    EXPECT_EQ(server.ask("GET", "/fhir/R4/Patient?identifier=none", "Authorization: Bearer x" + token + "\r\n").status, 401);
}

TEST(BesideServer, AnImportAndTheServerWriteTogether) {
    const County county;
    const std::int64_t before = residents(county);
    const std::string hospital = hospital_of(county);
    write_file(county.file("roster.csv"), roster(village_of(county), 3'000));
    Server server{county.place()};
    Program import{{"import", "residents", county.file("roster.csv"), "--institution", hospital, "--data", county.data()}};
    int answers = 0;
    while (!import.has_ended()) {
        // Each sign-in is an act with its audit line; it must neither fail nor wait for the whole import.
        const Person person{server, "village", county.password_of("village")};
        ASSERT_EQ(person.signed_in().status, 201) << person.signed_in().body;
        EXPECT_EQ(person.get("/api/today").status, 200);
        ++answers;
    }
    EXPECT_EQ(import.wait(), 0) << import.err();
    EXPECT_GT(answers, 1);
    EXPECT_EQ(residents(county), before + 3'000);
    // The running server finds those who came in behind its back.
    const Person county_office{server, "head", county.password_of("head")};
    EXPECT_EQ(county_office.get("/api/ping").status, 200);
    EXPECT_EQ(server.program().stop(), 0);
    expect_all_verified(county);
}

TEST(BesideServer, AKilledImportLeavesTheServerWhole) {
    const County county;
    const std::int64_t before = residents(county);
    const Arguments import{"import", "residents", county.file("roster.csv"), "--institution", hospital_of(county)};
    write_file(county.file("roster.csv"), roster(village_of(county), 4'000));
    Server server{county.place()};
    {
        Arguments arguments = import;
        arguments.insert(arguments.end(), {"--data", county.data()});
        Program program{arguments};
        while (!program.has_ended() && residents(county) == before) std::this_thread::sleep_for(std::chrono::milliseconds{2});
        program.kill_hard();
    }
    const std::int64_t written = residents(county) - before;
    EXPECT_EQ(written % 1'000, 0) << "a chunk was written in half";
    EXPECT_LT(written, 4'000) << "the kill came too late to prove anything";
    EXPECT_EQ((Person{server, "village", county.password_of("village")}.signed_in().status), 201);
    const Ran again = county.command(import);
    EXPECT_EQ(again.exit_code, 0) << again.err;
    EXPECT_EQ(residents(county), before + 4'000);
    EXPECT_EQ(server.program().stop(), 0);
    expect_all_verified(county);
}

TEST(BesideServer, AKilledServerLeavesTheImportWhole) {
    const County county;
    const std::int64_t before = residents(county);
    write_file(county.file("roster.csv"), roster(village_of(county), 4'000));
    auto server = std::make_unique<Server>(county.place());
    Program import{{"import", "residents", county.file("roster.csv"), "--institution", hospital_of(county), "--data", county.data()}};
    while (!import.has_ended() && residents(county) == before) std::this_thread::sleep_for(std::chrono::milliseconds{2});
    EXPECT_FALSE(import.has_ended());
    EXPECT_EQ(server->program().kill_hard(), -SIGKILL);
    server = std::make_unique<Server>(county.place());
    EXPECT_EQ(import.wait(), 0) << import.err();
    EXPECT_EQ(residents(county), before + 4'000);
    EXPECT_EQ((Person{*server, "village", county.password_of("village")}.signed_in().status), 201);
    EXPECT_EQ(server->program().stop(), 0);
    expect_all_verified(county);
}

}  // namespace
}  // namespace jiwei::app
