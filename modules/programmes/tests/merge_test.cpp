// Two archives of one person in a programme: visits, tasks and numbers come together and go apart again without loss.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "modules/programmes/tests/county.hpp"

namespace jiwei::programmes::testing {
namespace {

class ProgrammeMerging : public County {
protected:
    void SetUp() override {
        County::SetUp();
        indicators_->plug(&residents_->counted_source());
    }
    Result<http::Response> call(std::string_view path, const std::vector<std::pair<std::string, std::string>>& params, CivilDate on,
                                const char* user, const std::string& body) {
        const http::RouteSet set = residents_->routes();
        for (const http::Route& route : set.routes) {
            if (route.verb != http::Verb::post || route.path != path) continue;
            http::Request request;
            request.verb = http::Verb::post;
            request.path_params = params;
            request.headers = {{"content-type", "application/json"}};
            request.body = body;
            request.principal = actor(on).principal;
            request.principal.user_id = user;
            request.grant = on_every_row({"county"});
            request.today = on;
            return route.handler(request);
        }
        return refuse(Refusal::internal, "no-route");
    }
    std::string propose(const std::string& a, const std::string& b, CivilDate on) {
        const auto made =
            call("/api/merges", {}, on, "one", R"({"resident_a":")" + a + R"(","resident_b":")" + b + R"(","reason":"同一个人"})");
        EXPECT_TRUE(made) << (made ? "" : made.error().code);
        return made ? (*json::parse(made->body))["id"].text() : "";
    }
    Result<http::Response> decide(const std::string& merge, const char* what, CivilDate on) {
        return call(std::string{"/api/merges/{merge}/"} + what, {{"merge", merge}}, on, "two", R"({"reason":"核对无误"})");
    }
    static std::string code(const Result<http::Response>& response) { return response ? "ok" : response.error().code; }
    /// The tasks of the year, as the server's job makes them.
    void walk_archives(CivilDate on) {
        constexpr std::int64_t day_ms = 86'400'000;
        const time::Instant before = clock_.now();
        clock_.set(time::Instant{on.days_since_1970() * day_ms});
        const auto runner = jobs::make_runner(database(), clock_, *ids_);
        programmes_->register_jobs(*runner);
        act([&](db::Connection& connection) { static_cast<void>(programmes_->enqueue_archive_tasks(connection, county)); });
        static_cast<void>(runner->run_one());
        clock_.set(before);
    }
    /// Without the versions of rows, which only count changes; with the years open that the server's yearly job would have opened.
    std::vector<std::string> content() {
        constexpr int opened = 2020;
        act([&](db::Connection& connection) {
            indicators_->lock_year(connection, county, "", 1'000);
            for (int year = opened; year <= indicators::Indicators::last_open_year(day("2026-08-01")); ++year)
                static_cast<void>(indicators_->open_year(connection, county, year, "", 1'000));
        });
        walk_archives(day("2026-08-01"));
        std::vector<std::string> all = lines();
        for (std::string& line : all) {
            json::Value value = *json::parse(line);
            value.set("version", json::Value{});
            line = json::write(value);
        }
        return all;
    }
    std::int64_t count(const std::string& sql) {
        return database().read([&](db::Connection& connection) { return connection.run_text(sql, {})[0].integer(0); });
    }
};
JIWEI_ON_EACH_ENGINE(ProgrammeMerging);

TEST_P(ProgrammeMerging, VisitsTasksAndNumbersBecomeOnePersons) {
    const std::string a = open_archive("1960-02-29");
    const std::string b = open_archive("1960-02-29");
    ASSERT_TRUE(enrol(a, "2026-03-01"));
    ASSERT_TRUE(enrol(b, "2025-06-01"));
    ASSERT_TRUE(visit(a, "2026-04-01", 132, 82));
    ASSERT_TRUE(visit(b, "2026-07-01", 134, 84));
    ASSERT_TRUE(examine(b, day("2026-07-02")));
    ASSERT_EQ(value("H1", bureau_, "2026-07-31").denominator, 2);
    const auto before = content();

    const std::string merge = propose(a, b, day("2026-08-01"));
    ASSERT_EQ(code(decide(merge, "approval", day("2026-08-01"))), "ok");
    EXPECT_TRUE(differences(day("2026-08-01")).empty());
    EXPECT_TRUE(differences(day("2025-12-31")).empty());
    EXPECT_EQ(value("H1", bureau_, "2026-08-01").denominator, 1);
    EXPECT_EQ(count("SELECT COUNT(*) FROM record WHERE resident_id = '" + a + "'"), 3);
    EXPECT_EQ(count("SELECT COUNT(*) FROM fact WHERE resident_id = '" + b + "'"), 0);
    EXPECT_EQ(count("SELECT COUNT(*) FROM task WHERE state = 0 AND resident_id = '" + b + "'"), 0);
    // One next follow-up, from the later visit; the earliest day of enrolment counts.
    EXPECT_EQ(count("SELECT COUNT(*) FROM task WHERE state = 0 AND code = 'HT-FU'"), 1);
    EXPECT_EQ(count("SELECT COUNT(*) FROM task WHERE state = 0 AND code = 'HT-FU' AND anchor = '2026-07-01'"), 1);
    EXPECT_EQ(count("SELECT COUNT(*) FROM enrolment WHERE resident_id = '" + a + "' AND enrolled_on = '2025-06-01' AND state = 1"), 1);

    ASSERT_EQ(code(decide(merge, "undo", day("2026-08-02"))), "ok");
    EXPECT_TRUE(differences(day("2026-08-02")).empty());
    EXPECT_EQ(content(), before);
}

TEST_P(ProgrammeMerging, AnEnrolmentThatOnlyTheLoserHadGoesOver) {
    const std::string a = open_archive("1960-02-29");
    const std::string b = open_archive("1960-02-29");
    ASSERT_TRUE(enrol(b, "2025-06-01"));
    ASSERT_TRUE(visit(b, "2026-07-01", 134, 84));
    const auto before = content();
    const std::string merge = propose(a, b, day("2026-08-01"));
    ASSERT_EQ(code(decide(merge, "approval", day("2026-08-01"))), "ok");
    EXPECT_TRUE(differences(day("2026-08-01")).empty());
    EXPECT_EQ(count("SELECT COUNT(*) FROM enrolment WHERE resident_id = '" + a + "'"), 1);
    ASSERT_EQ(code(decide(merge, "undo", day("2026-08-02"))), "ok");
    EXPECT_TRUE(differences(day("2026-08-02")).empty());
    EXPECT_EQ(content(), before);
}

TEST_P(ProgrammeMerging, AVisitAfterTheMergeForbidsTakingItBack) {
    const std::string a = open_archive("1960-02-29");
    const std::string b = open_archive("1960-02-29");
    ASSERT_TRUE(enrol(b, "2025-06-01"));
    const std::string merge = propose(a, b, day("2026-08-01"));
    ASSERT_EQ(code(decide(merge, "approval", day("2026-08-01"))), "ok");
    ASSERT_TRUE(visit(a, "2026-08-02", 134, 84));
    EXPECT_EQ(code(decide(merge, "undo", day("2026-08-03"))), "MERGE_TOUCHED");
    EXPECT_EQ(visit(b, "2026-08-02", 134, 84).error().code, "resident-merged");
}

TEST_P(ProgrammeMerging, TwoVisitsOfOneDayByOneAuthorAreToBeLookedAt) {
    const std::string a = open_archive("1960-02-29");
    const std::string b = open_archive("1960-02-29");
    for (const std::string* who : {&a, &b}) {
        ASSERT_TRUE(enrol(*who, "2026-03-01"));
        ASSERT_TRUE(visit(*who, "2026-04-01", 132, 82));
    }
    const std::string merge = propose(a, b, day("2026-08-01"));
    const auto done = decide(merge, "approval", day("2026-08-01"));
    ASSERT_EQ(code(done), "ok");
    const json::Value reviews = (*json::parse(done->body))["reviews"];
    ASSERT_EQ(reviews.items().size(), 1U);
    EXPECT_EQ(reviews.items()[0]["on"].text(), "2026-04-01");
}

}  // namespace
}  // namespace jiwei::programmes::testing
