// A small county with everything that residents stand on, for tests: two townships, two clinics, a grid, people of each role.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "modules/access/api.hpp"
#include "modules/indicators/api.hpp"
#include "modules/organization/api.hpp"
#include "modules/organization/division_table.hpp"
#include "modules/residents/api.hpp"
#include "platform/crypto/keys.hpp"
#include "platform/crypto/page_token.hpp"
#include "platform/db/tests/engines.hpp"
#include "platform/jobs/jobs.hpp"

namespace jiwei::residents::testing {

inline constexpr std::string_view county = "350881";
inline constexpr std::int64_t morning_ms = 1'795'219'200'000;  // 2026-11-21T08:00+08:00

/// Who asks in a test: a principal and the scopes that the matrix would give.
struct Asker {
    auth::Principal principal;
    std::vector<std::string> scopes;
};

class Rig {
public:
    explicit Rig(db::Engine engine) : store_{engine} {
        organization_ = std::make_unique<organization::Organization>(services());
        indicators_ = std::make_unique<indicators::Indicators>(services(), *organization_);
        access::Options options;
        options.roles_pack = packs() + "/roles";
        options.hash_cost = auth::HashCost::for_tests();
        access_ = std::make_unique<access::Access>(services(), *organization_, *keys_, options);
        write([&](db::Connection& connection) { build(connection); });
        residents_ = std::make_unique<Residents>(services(), *organization_, *access_, *indicators_, packs());
        runner_ = jobs::make_runner(database(), clock_, *ids_);
        residents_->register_jobs(*runner_);
        routes_ = residents_->routes();
    }

    static std::string packs() { return std::string{JIWEI_SOURCE_DIR} + "/packs"; }
    db::Database& database() { return store_.database(); }
    Services services() { return {database(), keys_->cipher(), *ids_, clock_, *log_, tokens_}; }
    Residents& residents() { return *residents_; }
    access::Access& access() { return *access_; }
    indicators::Indicators& indicators() { return *indicators_; }
    jobs::Runner& runner() { return *runner_; }
    time::FixedClock& clock() { return clock_; }
    const crypto::FieldCipher& cipher() const { return keys_->cipher(); }
    const db::testing::TempFolder& folder() const { return store_.folder(); }

    template <class F>
    void write(F&& work) {
        const auto done = database().write([&](db::Connection& connection) -> tl::expected<bool, std::string> {
            work(connection);
            return true;
        });
        ASSERT_TRUE(done);
    }
    std::int64_t count(const std::string& sql) {
        return database().read([&](db::Connection& connection) { return connection.run_text(sql, {})[0].integer(0); });
    }

    [[nodiscard]] Asker doctor() const { return asker("doctor", "village_doctor", clinic, {"grid"}); }
    [[nodiscard]] Asker township() const { return asker("township", "township_doctor", hospital, {"inst"}); }
    [[nodiscard]] Asker elsewhere() const { return asker("elsewhere", "township_doctor", hospital_2, {"inst"}); }
    [[nodiscard]] Asker everyone() const { return asker("all", "ph_staff", root, {"county"}); }

    [[nodiscard]] ActContext act() const { return {std::string{county}, everyone().principal, trail(), clock_.today()}; }
    [[nodiscard]] audit::Trail trail() const { return {clock_.now(), "r1", "127.0.0.1", "test"}; }

    http::Request request(http::Verb verb, const Asker& who, std::string body = {}) const {
        http::Request made;
        made.verb = verb;
        made.body = std::move(body);
        made.headers.emplace_back("content-type", "application/json");
        made.principal = who.principal;
        made.grant.scopes = who.scopes;
        made.trail = trail();
        made.today = clock_.today();
        return made;
    }
    /// The handler of "/api/residents/{resident}" and the like; `params` in the order of the braces.
    Result<http::Response> call(http::Request made, const std::string& route_path, const std::vector<std::string>& params = {}) {
        for (const http::Route& route : routes_.routes) {
            if (route.verb != made.verb || route.path != route_path) continue;
            std::size_t at = 0;
            for (const std::string& value : params) {
                const std::size_t open = route_path.find('{', at);
                const std::size_t close = route_path.find('}', open);
                made.path_params.emplace_back(route_path.substr(open + 1, close - open - 1), value);
                at = close;
            }
            return route.handler(made);
        }
        ADD_FAILURE() << "no route " << route_path;
        return refuse(Refusal::not_found, "no-route");
    }
    Result<http::Response> post(const Asker& who, const std::string& body) {
        return call(request(http::Verb::post, who, body), "/api/residents");
    }
    json::Value search(const Asker& who, const std::string& body) {
        const auto found = call(request(http::Verb::post, who, body), "/api/residents/search");
        EXPECT_TRUE(found) << (found ? "" : found.error().code);
        return found ? *json::parse(found->body) : json::Value{};
    }
    Result<http::Response> patch(const Asker& who, const std::string& id, std::int64_t version, const std::string& body) {
        http::Request made = request(http::Verb::patch, who, body);
        made.headers.emplace_back("if-match", "W/\"" + std::to_string(version) + "\"");
        return call(std::move(made), "/api/residents/{resident}", {id});
    }

    std::string root, hospital, clinic, hospital_2, clinic_2, grid;
    std::string village = "350881001001";    // served by the clinic, covered by the grid
    std::string village_b = "350881001002";  // of the same township, no clinic
    std::string village_2;                   // of the other township, served by clinic_2

private:
    Asker asker(const char* user, const char* role, const std::string& institution, std::vector<std::string> scopes) const {
        Asker made;
        made.principal.kind = auth::PrincipalKind::user;
        made.principal.user_id = user;
        made.principal.display_name = user;
        made.principal.county_id = county;
        made.principal.institution_id = institution;
        made.principal.roles = {role};
        made.scopes = std::move(scopes);
        return made;
    }
    std::string add(db::Connection& connection, const char* code, const char* name, const char* kind, const std::string& parent,
                    const std::string& division) {
        organization::Institution institution;
        institution.code = code;
        institution.name = name;
        institution.kind = kind;
        institution.parent_id = parent;
        institution.division_code = division;
        institution.valid_from = *parse_civil_date("2010-01-01");
        return organization_->add_institution(connection, county, institution, {"t", clock_.now(), 1}).value();
    }
    void serve(db::Connection& connection, const std::string& id, const std::string& division) {
        ASSERT_TRUE(organization_->add_service_area(connection, county, id, division, *parse_civil_date("2010-01-01")));
    }
    void build(db::Connection& connection) {
        const auto table = organization::DivisionTable::open(packs() + "/divisions/divisions.bin");
        ASSERT_TRUE(table);
        ASSERT_TRUE(organization_->load_divisions(connection, county, *table));
        access_->put_county(connection, {std::string{county}, "漳平市"});
        const std::string township_2 = organization_->divisions_under(connection, "350881000000").at(2).code;
        village_2 = organization_->divisions_under(connection, township_2).at(0).code;
        root = add(connection, "350881H1", "漳平市卫生健康局", "H1", "", "350881000000");
        hospital = add(connection, "350881H2", "菁城街道社区卫生服务中心", "H3", root, "350881001000");
        clinic = add(connection, "350881H3", "第一卫生室", "H6", hospital, village);
        hospital_2 = add(connection, "350881H4", "第二卫生院", "H3", root, township_2);
        clinic_2 = add(connection, "350881H5", "第二卫生室", "H6", hospital_2, village_2);
        serve(connection, hospital, "350881001000");
        serve(connection, clinic, village);
        serve(connection, hospital_2, township_2);
        serve(connection, clinic_2, village_2);
        organization::Grid made;
        made.code = "3508810010001";
        made.name = "第一网格";
        made.township_code = "350881001000";
        made.institution_id = clinic;
        made.division_codes = {village};
        made.persons = {{"doctor", "village_doctor"}};
        grid = organization_->add_grid(connection, county, made, *parse_civil_date("2020-01-01"), {"t", clock_.now(), 1}).value();
    }

    db::testing::TestStore store_;
    time::FixedClock clock_{time::Instant{morning_ms}};
    std::unique_ptr<crypto::Keys> keys_ = crypto::Keys::for_tests();
    std::unique_ptr<crypto::IdSource> ids_ = crypto::make_seeded_id_source(clock_, 7);
    std::unique_ptr<audit::AccessLog> log_ = audit::make_access_log(store_.database());
    crypto::PageTokens tokens_{keys_->token_key()};
    std::unique_ptr<organization::Organization> organization_;
    std::unique_ptr<indicators::Indicators> indicators_;
    std::unique_ptr<access::Access> access_;
    std::unique_ptr<Residents> residents_;
    std::unique_ptr<jobs::Runner> runner_;
    http::RouteSet routes_;
};

/// One test, one county, on each engine.
class CountyTest : public ::testing::TestWithParam<db::Engine> {
protected:
    Rig& rig() { return rig_; }
    static std::string code(const Result<http::Response>& response) { return response ? "ok" : response.error().code; }
    /// The same place, another person in another role.
    static Asker as(Asker who, const char* user, const char* role) {
        who.principal.user_id = user;
        who.principal.display_name = user;
        who.principal.roles = {role};
        return who;
    }

private:
    Rig rig_{GetParam()};
};

/// Brings rosters in and looks at what came of them.
class RosterTest : public CountyTest {
protected:
    std::string file(const std::string& name, const std::string& bytes) {
        const std::string path = rig().folder().file(name);
        std::ofstream{path, std::ios::binary} << bytes;
        return path;
    }
    ImportReport import_file(const std::string& path, const ImportOptions& with) {
        const auto report = rig().residents().import_file(path, with, rig().act(), [](auto, auto) { return true; });
        EXPECT_TRUE(report) << report.error().code << " " << report.error().detail;
        return report ? *report : ImportReport{};
    }
    /// The file of the refused rows.
    std::string bad(const ImportReport& report) {
        std::string text;
        EXPECT_TRUE(rig().residents().bad_rows(county, report.import_id, [&](std::string_view piece) { text += piece; }));
        return text;
    }
    /// The one person whom the search box finds.
    json::Value person(const std::string& query) {
        const json::Value found = rig().search(rig().everyone(), R"({"q":")" + query + R"("})");
        EXPECT_EQ(found["items"].items().size(), 1U) << query;
        return found["items"].items().empty() ? json::Value{} : found["items"].items()[0];
    }
    json::Value cover(const std::string& resident) {
        const auto shown = rig().call(rig().request(http::Verb::get, rig().everyone()), "/api/residents/{resident}/cover", {resident});
        EXPECT_TRUE(shown) << code(shown);
        return shown ? *json::parse(shown->body) : json::Value{};
    }
};

}  // namespace jiwei::residents::testing
