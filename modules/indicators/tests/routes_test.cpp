// What readers are told: lights, ranks, heat table, files and frozen periods; few persons are told to nobody who may not read them.
#include "modules/indicators/tests/invented_county.hpp"
#include "platform/xlsx/xlsx.hpp"

namespace jiwei::indicators::testing {
namespace {

class Readers : public InventedCounty {
protected:
    void SetUp() override {
        InventedCounty::SetUp();
        indicators_->use_packs(std::filesystem::path{JIWEI_SOURCE_DIR} / "packs");
        Definition h1 = definition("H1", Denominator::people);
        h1.name_zh = "规范管理率";
        h1.person_resource = "chronic_followup";
        h1.target_basis_points = 7'000;
        indicators_->define({h1});
        // Reached and all: hospital B has 3 + 20 of 40 and 30, hospital C 12 of 16 and 10 of 20.
        put_people(places_[1], 3, 40);
        put_people(places_[2], 20, 30);
        put_people(places_[4], 12, 20);
        put_people(places_[5], 14, 20);
        Anonymity anonymity;
        anonymity.pseudonym = [](std::string_view, std::string_view) { return "p"; };
        anonymity.handle = [](std::string_view) { return "h"; };
        anonymity.grant = [this](const auth::Principal&, std::string_view) -> Result<auth::Grant> {
            if (nameless_) return auth::Grant{};
            return refuse(Refusal::forbidden, "purpose-needed");
        };
        routes_ = indicators_->routes(
            [this](const auth::Principal&, const auth::Grant&, CivilDate) {
                organization::Reach reach;
                reach.whole_county = is_county_;
                reach.institution_ids = {places_[0], places_[1], places_[2]};
                std::ranges::sort(reach.institution_ids);
                return reach;
            },
            [this](const auth::Principal&, http::Op, std::string_view) -> Result<auth::Grant> {
                if (may_read_people_) return auth::Grant{};
                return refuse(Refusal::forbidden, "purpose-needed");
            },
            anonymity);
    }
    void put_people(const std::string& place, int reached, int all) {
        for (int i = 0; i < all; ++i) {
            const std::string id = place + "." + std::to_string(1000 + i);
            const std::vector<Contribution> one{{"H1", "2025", {{civil_day("2025-03-01"), place, i < reached ? 1 : 0, 1}}}};
            truth_.people[id] = one;
            act([&](db::Connection& connection) { indicators_->put_contributions(connection, county, id, one); });
        }
    }
    Result<http::Response> ask(http::Verb verb, std::string_view path, const std::vector<std::pair<std::string, std::string>>& params,
                               const std::vector<std::pair<std::string, std::string>>& query, const std::string& body = {}) {
        for (const http::Route& route : routes_.routes) {
            if (route.verb != verb || route.path != path) continue;
            http::Request request;
            request.verb = verb;
            request.path_params = params;
            request.query = query;
            request.body = body;
            request.headers = {{"content-type", "application/json"}};
            request.principal.county_id = county;
            request.principal.user_id = "u1";
            request.principal.institution_id = places_[0];
            request.today = civil_day("2025-11-20");
            return route.handler(request);
        }
        return refuse(Refusal::internal, "no-route");
    }
    json::Value get(std::string_view path, const std::vector<std::pair<std::string, std::string>>& query,
                    const std::vector<std::pair<std::string, std::string>>& params = {}) {
        const auto answer = ask(http::Verb::get, path, params, query);
        EXPECT_TRUE(answer) << (answer ? "" : answer.error().code);
        return answer ? *json::parse(answer->body) : json::Value{};
    }
    const json::Value& child_of(const json::Value& page, const std::string& id) {
        static const json::Value none;
        for (const json::Value& child : page["children"].items()) {
            if (child["institution"]["id"].text() == id) return child;
        }
        return none;
    }

    http::RouteSet routes_;
    bool is_county_ = true;
    bool may_read_people_ = true;
    bool nameless_ = false;
};

TEST_P(Readers, SeeLightsAndRanks) {
    const json::Value page = get("/api/indicators/{code}", {{"as_of", "2025-11-20"}, {"institution", places_[3]}}, {{"code", "H1"}});
    EXPECT_EQ(page["item"]["basis_points"].as_integer(), 6'500);
    EXPECT_EQ(page["item"]["light"].text(), "yellow") << "five points below the target of 70 %";
    EXPECT_EQ(page["rank"]["place"].as_integer(), 1);
    EXPECT_EQ(page["rank"]["of"].as_integer(), 2);
    EXPECT_EQ(child_of(page, places_[5])["light"].text(), "green");
    EXPECT_EQ(child_of(page, places_[5])["rank"].as_integer(), 1);
    EXPECT_EQ(child_of(page, places_[4])["light"].text(), "red");
    EXPECT_EQ(page["item"]["previous_year"]["as_of"].text(), "2024-11-20");
    const json::Value future = get("/api/indicators", {{"as_of", "2026-12-31"}});
    EXPECT_EQ(future["items"].items().front()["denominator"].as_integer(), 0) << "nobody of 2025 counts in 2026 by himself";
    EXPECT_FALSE(ask(http::Verb::get, "/api/indicators", {}, {{"as_of", "2027-01-01"}}));
}

TEST_P(Readers, EqualRatesShareAPlace) {
    put_people(places_[4], 14, 20);  // as good as its sister now
    const json::Value page = get("/api/indicators/{code}", {{"as_of", "2025-11-20"}, {"institution", places_[3]}}, {{"code", "H1"}});
    EXPECT_EQ(child_of(page, places_[4])["rank"].as_integer(), 1);
    EXPECT_EQ(child_of(page, places_[5])["rank"].as_integer(), 1);
    const json::Value own = get("/api/indicators/{code}", {{"as_of", "2025-11-20"}, {"institution", places_[4]}}, {{"code", "H1"}});
    EXPECT_EQ(own["rank"]["place"].as_integer(), 1);
    EXPECT_EQ(own["rank"]["of"].as_integer(), 2);
}

TEST_P(Readers, OfTotalsGetCursorsThatNameNobody) {
    may_read_people_ = false;
    nameless_ = true;
    const std::vector<std::pair<std::string, std::string>> asked{{"institution", places_[3]}, {"limit", "10"}};
    const json::Value first = get("/api/indicators/{code}/people", asked, {{"code", "H1"}});
    EXPECT_EQ(first["items"].items().size(), 10U);
    const std::string cursor = first["next"].text();
    for (const std::string& place : places_) EXPECT_EQ(cursor.find(place), std::string::npos);
    auto next = asked;
    next.emplace_back("cursor", cursor);
    EXPECT_EQ(get("/api/indicators/{code}/people", next, {{"code", "H1"}})["items"].items().size(), 4U);
    // A plain one, of a list with names, is none of theirs.
    next.back().second = places_[4] + "/" + places_[4] + ".1000";
    EXPECT_EQ(ask(http::Verb::get, "/api/indicators/{code}/people", {{"code", "H1"}}, next).error().code, "cursor-invalid");
}

TEST_P(Readers, SeeEveryInstitutionAndIndicatorAtOnce) {
    const json::Value page = get("/api/indicators/heat", {{"institution", places_[0]}});
    EXPECT_EQ(page["columns"].items().size(), 2U);
    ASSERT_EQ(page["rows"].items().size(), 2U);
    EXPECT_EQ(page["rows"].items()[0]["cells"].items()[0]["basis_points"].as_integer(), 750);
    EXPECT_EQ(page["rows"].items()[1]["cells"].items()[0]["light"].text(), "yellow");
}

TEST_P(Readers, OfTotalsAreNotToldOfFewPersonsNorOfWhatGivesThemAway) {
    may_read_people_ = false;
    for (const std::string& place : {places_[1], places_[2]}) {
        // 3 of 40 are few; the sister goes along, or the hospital's sum would tell.
        const json::Value page = get("/api/indicators/{code}", {{"institution", places_[0]}}, {{"code", "H1"}});
        EXPECT_EQ(page["item"]["numerator"].as_integer(), 23);
        EXPECT_TRUE(child_of(page, place)["numerator"].is_null());
        EXPECT_TRUE(child_of(page, place)["basis_points"].is_null());
        EXPECT_TRUE(child_of(page, place)["small"].as_boolean().value_or(false));
        EXPECT_TRUE(child_of(page, place)["rank"].is_null()) << "a place between known rates would tell";
        EXPECT_EQ(child_of(page, place)["light"].text(), "none");
        EXPECT_FALSE(child_of(page, place)["denominator"].is_null()) << "all who count are many";
        // The same place asked for by itself, on the list, in the table and as a course.
        const json::Value own = get("/api/indicators/{code}", {{"institution", place}}, {{"code", "H1"}});
        EXPECT_TRUE(own["item"]["numerator"].is_null());
        EXPECT_EQ(own["item"]["light"].text(), "none");
        EXPECT_TRUE(own["rank"].is_null());
        for (const json::Value& point : own["series"].items()) {
            if (point["as_of"].text() < "2025-03-31") continue;
            EXPECT_TRUE(point["numerator"].is_null()) << point["as_of"].text();
        }
        EXPECT_TRUE(get("/api/indicators", {{"institution", place}})["items"].items().front()["numerator"].is_null());
    }
    const json::Value heat = get("/api/indicators/heat", {{"institution", places_[0]}});
    EXPECT_TRUE(heat["rows"].items()[0]["cells"].items()[0]["basis_points"].is_null());
    EXPECT_TRUE(heat["rows"].items()[1]["cells"].items()[0]["basis_points"].is_null());
    const json::Value clear = get("/api/indicators/{code}", {{"institution", places_[3]}}, {{"code", "H1"}});
    EXPECT_FALSE(child_of(clear, places_[4])["numerator"].is_null());
}

std::vector<std::string> cells_of_workbook(const std::string& bytes) {
    std::vector<std::string> all;
    auto source = xlsx::open_bytes(bytes);
    EXPECT_TRUE(source);
    tabular::Row row;
    for (auto more = (*source)->next(row); more && *more; more = (*source)->next(row)) {
        std::string line;
        for (const std::string& cell : row.cells) line += cell + "|";
        all.push_back(line);
    }
    return all;
}

TEST_P(Readers, TakeFilesThatTellNobodyOfFewPersons) {
    const auto workbook = ask(http::Verb::get, "/api/indicators/file", {}, {{"format", "xlsx"}, {"institution", places_[0]}});
    ASSERT_TRUE(workbook);
    const std::vector<std::string> rows = cells_of_workbook(workbook->body);
    ASSERT_GT(rows.size(), 3U);
    EXPECT_TRUE(rows[1].starts_with("H1|规范管理率|B|23|70|32.86|70.00|未达标|")) << rows[1];
    EXPECT_TRUE(rows[2].starts_with("H1|规范管理率|B1|<5|40|<5|70.00|—||")) << rows[2];
    const auto pdf = ask(http::Verb::get, "/api/indicators/file", {}, {{"format", "pdf"}});
    ASSERT_TRUE(pdf);
    EXPECT_TRUE(pdf->body.starts_with("%PDF"));
    EXPECT_FALSE(ask(http::Verb::get, "/api/indicators/file", {}, {{"format", "doc"}}));
    const auto exports = database().read([](db::Connection& connection) {
        return connection.run_text("SELECT COUNT(*) FROM audit_access WHERE action = 'export' AND resource = 'report_statistics'", {})[0]
            .integer(0);
    });
    EXPECT_EQ(exports, 2);
    is_county_ = false;
    EXPECT_FALSE(ask(http::Verb::get, "/api/indicators/file", {}, {{"institution", places_[3]}})) << "another hospital's";
    for (const http::Route& route : routes_.routes) {
        if (route.path != "/api/indicators/file") continue;
        EXPECT_EQ(route.access.op(), http::Op::export_rows);
    }
}

TEST_P(Readers, CompareWhatWasFrozenWithToday) {
    const std::string path = "/api/indicators/snapshots/{period}";
    const std::vector<std::pair<std::string, std::string>> third{{"period", "2025-Q3"}};
    EXPECT_FALSE(ask(http::Verb::post, path, {{"period", "2025-Q4"}}, {}, R"({"reason":"考核"})")) << "it has not ended";
    EXPECT_FALSE(ask(http::Verb::post, path, third, {}, R"({"reason":""})"));
    ASSERT_TRUE(ask(http::Verb::post, path, third, {}, R"({"reason":"考核"})"));
    put_people(places_[2], 30, 30);  // entered late
    json::Value page = get(path, {}, third);
    EXPECT_TRUE(page["intact"].as_boolean().value_or(false));
    const json::Value& item = page["items"].items().front();
    EXPECT_EQ(item["frozen"]["numerator"].as_integer(), 49);
    EXPECT_EQ(item["live"]["numerator"].as_integer(), 59);
    EXPECT_EQ(item["difference_basis_points"].as_integer(), 909);
    EXPECT_EQ(page["below"].items().size(), 2U);
    ASSERT_TRUE(ask(http::Verb::post, path, third, {}, R"({"reason":"补录以后再次考核"})"));
    page = get(path, {}, third);
    EXPECT_EQ(page["snapshot"]["revision"].as_integer(), 2);
    EXPECT_EQ(page["items"].items().front()["frozen"]["numerator"].as_integer(), 59);
    EXPECT_EQ(get(path, {{"revision", "1"}}, third)["items"].items().front()["frozen"]["numerator"].as_integer(), 49);
    EXPECT_EQ(get("/api/indicators/snapshots", {})["items"].items().size(), 2U);
    may_read_people_ = false;
    page = get(path, {{"institution", places_[1]}, {"revision", "1"}}, third);
    EXPECT_TRUE(page["items"].items().front()["frozen"]["numerator"].is_null());
    is_county_ = false;
    EXPECT_FALSE(ask(http::Verb::post, path, third, {}, R"({"reason":"x"})")) << "a county's act";
    EXPECT_FALSE(ask(http::Verb::get, path, third, {{"institution", places_[3]}}));
}

JIWEI_ON_EACH_ENGINE(Readers);

}  // namespace
}  // namespace jiwei::indicators::testing
