// Editions loaded at the command line and over HTTP while a server works, and when either of the two is killed.
#include "app/tests/program.hpp"
#include "modules/programmes/api.hpp"

namespace jiwei::app {
namespace {

using namespace testing;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string hypertension = std::string{JIWEI_SOURCE_DIR} + "/packs/hypertension";

/// The committed pack with other words, as one built file. `limit`: the systolic limit of its edition.
std::string edited_pack(const County& county, const std::string& name, const std::string& from, int limit) {
    packs::Bundle bundle = programmes::read_pack(hypertension).value();
    std::erase_if(bundle, [](const auto& file) { return file.first.starts_with("cases/"); });
    const auto replace = [&](std::string_view path, std::string_view before, const std::string& after) {
        for (auto& [file, text] : bundle) {
            if (file != path) continue;
            const std::size_t at = text.find(before);
            if (at == std::string::npos) throw std::runtime_error{"the pack has no " + std::string{before}};
            text.replace(at, before.size(), after);
        }
    };
    replace("pack.json", R"("edition": "2017")", R"("edition": ")" + name + "\"");
    replace("pack.json", "2017-02-28", from);
    replace("parameters.json", R"(controlled below", "value": 140)", R"(controlled below", "value": )" + std::to_string(limit));
    const std::string path = county.file(name + ".json");
    write_file(path, packs::write_bundle(bundle));
    return path;
}

std::int64_t counted(const County& county, std::string_view sql) {
    const auto database = db::Database::open({.url = county.url(), .use = db::Use::inspect});
    return database->read([&](db::Connection& connection) { return connection.run_text(sql, {})[0].integer(0); });
}

std::string revision_of(const Answer& answer) {
    const std::size_t at = answer.head.find("X-Jiwei-Revision: ");
    return at == std::string::npos ? std::string{} : answer.head.substr(at + 18, 16);
}

/// Until the server has what the command put in force.
bool comes_true(const std::function<bool()>& holds) {
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds{30};
    while (std::chrono::steady_clock::now() < until) {
        if (holds()) return true;
        std::this_thread::sleep_for(std::chrono::milliseconds{20});
    }
    return false;
}

bool is_recounted(const County& county) {
    return counted(county, "SELECT COUNT(*) FROM job WHERE kind = 'packs.recount' AND state IN (0, 1)") == 0;
}

void expect_pack_county_verified(const County& county) {
    const Ran verified = county.command({"verify", "all"});
    EXPECT_EQ(verified.exit_code, 0) << verified.out << verified.err;
}

TEST(PackLoad, AtTheCommandLineReachesARunningServer) {
    const County county;
    const std::string path = edited_pack(county, "2026", "2026-01-01", 130);
    Server server{county.place()};
    const Person doctor{server, "village", county.password_of("village")};
    const Answer before = doctor.get("/api/packs");
    ASSERT_EQ(before.status, 200);
    const Ran loaded = county.command({"pack", "load", path});
    ASSERT_EQ(loaded.exit_code, 0) << loaded.out << loaded.err;
    EXPECT_THAT(loaded.out, HasSubstr("hypertension 2026"));
    ASSERT_TRUE(comes_true([&] { return doctor.get("/api/packs").body.find(R"("edition":"2026")") != std::string::npos; }));
    EXPECT_NE(revision_of(doctor.get("/api/ping")), revision_of(before)) << "clients hear of it with any answer";
    ASSERT_TRUE(comes_true([&] { return is_recounted(county); }));
    EXPECT_EQ(server.program().stop(), 0);
    expect_pack_county_verified(county);
    const Server again{county.place()};
    const Person same{again, "village", county.password_of("village")};
    EXPECT_THAT(same.get("/api/packs").body, HasSubstr(R"("edition":"2026")")) << "it is there after a restart";
    EXPECT_EQ(county.command({"pack", "load", path}).exit_code, 1) << "twice the same";
}

TEST(PackLoad, ABadOneIsRefusedWhole) {
    const County county;
    packs::Bundle bundle = programmes::read_pack(hypertension).value();
    for (auto& [file, text] : bundle) {
        if (file == "rules/follow-up.rules") text.replace(text.find("sbp >= sbp_target"), 17, "sbp >= no_such");
    }
    write_file(county.file("bad.json"), packs::write_bundle(bundle));
    const Ran refused = county.command({"pack", "load", county.file("bad.json")});
    EXPECT_EQ(refused.exit_code, 1);
    EXPECT_THAT(refused.out, HasSubstr("rules/follow-up.rules:19:"));
    EXPECT_THAT(refused.out, HasSubstr("the packs in force stay as they are"));
    EXPECT_EQ(counted(county, "SELECT COUNT(*) FROM pack_load"), 0);
}

TEST(PackLoad, OverHttpNeedsTheRightAndSaysWhatWouldChange) {
    const County county;
    Server server{county.place()};
    const std::string bundle = text_of_file(edited_pack(county, "2026", "2026-01-01", 130));
    const std::string body = R"({"files":)" + bundle + "}";
    const Person doctor{server, "village", county.password_of("village")};
    EXPECT_EQ(doctor.post("/api/pack-editions", body).status, 403);
    EXPECT_EQ(doctor.get("/api/pack-editions").status, 403);
    const Person head{server, "county", county.password_of("county")};
    const Answer checked = head.post("/api/pack-editions/check", body);
    ASSERT_EQ(checked.status, 200) << checked.body;
    EXPECT_EQ(checked.json()["before_edition"].text(), "2017");
    EXPECT_GT(checked.json()["effect"]["people"].as_integer(), 0);
    EXPECT_GT(checked.json()["effect"]["touched"].as_integer(), 0) << "some pressures lie between both limits";
    EXPECT_EQ(counted(county, "SELECT COUNT(*) FROM pack_load"), 0) << "checking keeps nothing";
    const Answer refused = head.post("/api/pack-editions", R"({"files":{"pack.json":"{}"}})");
    EXPECT_EQ(refused.status, 422);
    EXPECT_THAT(refused.body, HasSubstr("pack.json:1:1"));
    const Answer loaded = head.post("/api/pack-editions", body);
    EXPECT_EQ(loaded.status, 201) << loaded.body;
    EXPECT_THAT(head.get("/api/pack-editions").body, HasSubstr(R"("edition":"2026")"));
    EXPECT_EQ(head.post("/api/pack-editions", body).status, 409);
    ASSERT_TRUE(comes_true([&] { return is_recounted(county); }));
    EXPECT_EQ(server.program().stop(), 0);
    expect_pack_county_verified(county);
}

/// Either the old editions or the new one with its audit line and its job, whenever the command dies.
TEST(PackLoad, AKilledCommandLeavesOldOrNew) {
    const County county;
    std::int64_t loaded = 0;
    for (int i = 0; i < 8; ++i) {
        const std::string name = "2026-" + std::to_string(i);
        const std::string path = edited_pack(county, name, "2026-01-0" + std::to_string(i + 1), 130 + i);
        Program program{{"pack", "load", path, "--data", county.data()}};
        std::this_thread::sleep_for(std::chrono::milliseconds{10 + 25 * i});
        program.kill_hard();
        loaded = counted(county, "SELECT COUNT(*) FROM pack_load");
        EXPECT_EQ(counted(county, "SELECT COUNT(*) FROM job WHERE kind = 'packs.recount'"), loaded) << i;
        EXPECT_EQ(counted(county, "SELECT COUNT(*) FROM audit_installation WHERE action = 'load' AND resource = 'pack'"), loaded) << i;
        EXPECT_EQ(counted(county, "SELECT COUNT(*) FROM pack_load l JOIN pack p ON p.version = l.version"), loaded) << i;
    }
    Server server{county.place()};
    ASSERT_TRUE(comes_true([&] { return is_recounted(county); }));
    EXPECT_EQ(server.program().stop(), 0);
    expect_pack_county_verified(county);
}

TEST(PackLoad, AServerKilledWhileItCountsGoesOn) {
    const County county;
    const std::string path = edited_pack(county, "2026", "2025-01-01", 130);
    {
        Server server{county.place()};
        ASSERT_EQ(county.command({"pack", "load", path}).exit_code, 0);
        std::this_thread::sleep_for(std::chrono::milliseconds{300});
        server.program().kill_hard();
    }
    Server server{county.place()};
    ASSERT_TRUE(comes_true([&] { return is_recounted(county); }));
    EXPECT_EQ(counted(county, "SELECT COUNT(*) FROM job WHERE kind = 'packs.recount' AND state = 2"), 1);
    EXPECT_EQ(server.program().stop(), 0);
    expect_pack_county_verified(county);
}

}  // namespace
}  // namespace jiwei::app
