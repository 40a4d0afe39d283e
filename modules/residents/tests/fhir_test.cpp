// Patient under /fhir/R4: read, search, pages, strict handling, scopes of tokens.
#include <set>

#include "fhir/router.hpp"
#include "modules/residents/tests/rig.hpp"
#include "platform/crypto/digest.hpp"
#include "platform/http/uri.hpp"

namespace jiwei::residents::testing {
namespace {

class PatientApi : public CountyTest {
protected:
    void SetUp() override {
        fhir::RouterOptions options;
        options.public_url = "https://hub.example";
        options.seal_token = [](std::string_view payload, std::string_view context) {
            return crypto::base64url(std::string{payload} + "\n" + std::string{context});
        };
        options.open_token = [](std::string_view token, std::string_view context) -> std::optional<std::string> {
            const auto plain = crypto::unbase64url(token);
            const std::size_t end = plain ? plain->find('\n') : std::string::npos;
            if (end == std::string::npos || plain->substr(end + 1) != context) return std::nullopt;
            return plain->substr(0, end);
        };
        router_ = std::make_unique<fhir::Router>(options);
        router_->add(rig().residents().patient_provider());
        routes_ = router_->routes();
    }
    static Asker service(std::vector<std::string> token_scopes) {
        Asker asker;
        asker.principal.kind = auth::PrincipalKind::service;
        asker.principal.user_id = "token";
        asker.principal.roles = {"service"};
        asker.principal.county_id = county;
        asker.principal.token_scopes = std::move(token_scopes);
        asker.scopes = {"county"};
        return asker;
    }
    Result<http::Response> get(const Asker& who, const std::string& path, const std::string& query = {}, const std::string& id = {},
                               const std::string& prefer = {}) {
        http::Request made = rig().request(http::Verb::get, who);
        const auto parsed = http::parse_query(query);
        if (!parsed) return tl::unexpected(parsed.error());
        made.query = *parsed;
        if (!id.empty()) made.path_params.emplace_back("id", id);
        if (!prefer.empty()) made.headers.emplace_back("prefer", prefer);
        for (const http::Route& route : routes_.routes) {
            if (route.verb == http::Verb::get && route.path == path) return route.handler(made);
        }
        ADD_FAILURE() << path;
        return refuse(Refusal::not_found, "no-route");
    }
    Result<http::Response> search(const std::string& query, const std::string& prefer = {}) {
        return get(service({"system/Patient.read"}), "/fhir/R4/Patient", query, {}, prefer);
    }
    std::int64_t total(const std::string& query) {
        const auto found = search(query);
        EXPECT_TRUE(found) << query << " " << code(found);
        return found ? (*json::parse(found->body))["total"].as_integer().value_or(-1) : -1;
    }
    std::string open(const std::string& members) {
        const auto made = rig().post(rig().everyone(), R"({"village_code":"350881001001",)" + members + "}");
        EXPECT_TRUE(made) << code(made);
        return made ? (*json::parse(made->body))["id"].text() : "";
    }

private:
    std::unique_ptr<fhir::Router> router_;
    http::RouteSet routes_;
};
JIWEI_ON_EACH_ENGINE(PatientApi);

TEST_P(PatientApi, MetadataNamesWhatIsThere) {
    const auto response = get(service({}), "/fhir/R4/metadata");
    ASSERT_TRUE(response);
    const json::Value statement = *json::parse(response->body);
    EXPECT_EQ(statement["resourceType"].text(), "CapabilityStatement");
    EXPECT_EQ(statement["fhirVersion"].text(), "4.0.1");
    EXPECT_EQ(statement["rest"].items()[0]["resource"].items()[0]["type"].text(), "Patient");
}

TEST_P(PatientApi, ReadGivesTheResidentWithETag) {
    const std::string id = open(R"("name":"王建国","id_no":"350802196002290018","phone":"13812345678","address":"一号")");
    const auto response = get(service({"system/Patient.read"}), "/fhir/R4/Patient/{id}", {}, id);
    ASSERT_TRUE(response) << code(response);
    const json::Value patient = *json::parse(response->body);
    EXPECT_EQ(patient["resourceType"].text(), "Patient");
    EXPECT_EQ(patient["id"].text(), id);
    EXPECT_EQ(patient["gender"].text(), "male");
    EXPECT_EQ(patient["birthDate"].text(), "1960-02-29");
    EXPECT_EQ(patient["identifier"].items()[0]["system"].text(), "urn:oid:2.16.156.10011.1.3");
    EXPECT_EQ(patient["identifier"].items()[0]["value"].text(), "350802196002290018");
    bool has_etag = false;
    for (const auto& [name, value] : response->headers) has_etag = has_etag || (name == "ETag" && value.find('1') != std::string::npos);
    EXPECT_TRUE(has_etag);
    EXPECT_EQ(rig().count("SELECT COUNT(*) FROM audit_access WHERE person_id = '" + id + "'"), 1);
    EXPECT_EQ(code(get(service({"system/Patient.read"}), "/fhir/R4/Patient/{id}", {}, "01JNOBODY")), "not-found");
}

TEST_P(PatientApi, AMergedLoserAnswersReplacedBy) {
    const std::string kept = open(R"("name":"王建国","id_no":"350802196002290018")");
    const std::string lost = open(R"("name":"王建国","sex":"1","birth_date":"1960-02-29")");
    const auto post = [&](const char* user, const char* route, const std::vector<std::string>& params, const std::string& body) {
        Asker who = rig().everyone();
        who.principal.user_id = user;
        who.principal.roles = {"inst_admin"};
        const auto done = rig().call(rig().request(http::Verb::post, who, body), route, params);
        EXPECT_TRUE(done) << code(done);
        return done ? (*json::parse(done->body))["id"].text() : "";
    };
    const std::string merge =
        post("one", "/api/merges", {}, R"({"resident_a":")" + kept + R"(","resident_b":")" + lost + R"(","reason":"同一个人"})");
    post("two", "/api/merges/{merge}/approval", {merge}, R"({"reason":"核对无误"})");
    const auto response = get(service({"system/Patient.read"}), "/fhir/R4/Patient/{id}", {}, lost);
    ASSERT_TRUE(response) << code(response);
    const json::Value patient = *json::parse(response->body);
    EXPECT_EQ(patient["id"].text(), lost) << "the loser is answered, not the survivor";
    EXPECT_EQ(patient["active"].as_boolean(), false);
    ASSERT_EQ(patient["link"].items().size(), 1U);
    EXPECT_EQ(patient["link"].items()[0]["type"].text(), "replaced-by");
    EXPECT_TRUE(patient["link"].items()[0]["other"]["reference"].text().ends_with("/Patient/" + kept));
    const json::Value survivor = *json::parse(get(service({"system/Patient.read"}), "/fhir/R4/Patient/{id}", {}, kept)->body);
    EXPECT_EQ(survivor["active"].as_boolean(), true);
    EXPECT_EQ(total("name=%E7%8E%8B%E5%BB%BA%E5%9B%BD"), 1) << "a search gives the person once";
    post("two", "/api/merges/{merge}/undo", {merge}, R"({"reason":"确是两个人"})");
    EXPECT_EQ((*json::parse(get(service({"system/Patient.read"}), "/fhir/R4/Patient/{id}", {}, lost)->body))["active"].as_boolean(), true);
}

TEST_P(PatientApi, ATokenNeedsTheScope) {
    const std::string id = open(R"("name":"王建国","id_no":"350802196002290018")");
    for (const char* scope : {"system/Patient.read", "system/*.*", "system/*.read", "system/Patient.rs"}) {
        EXPECT_EQ(code(get(service({scope}), "/fhir/R4/Patient/{id}", {}, id)), "ok") << scope;
    }
    for (const char* scope : {"system/Observation.read", "system/Patient.write", "user/Patient.read", "system/Patient", ""}) {
        const auto refused = get(service({scope}), "/fhir/R4/Patient/{id}", {}, id);
        ASSERT_EQ(code(refused), "insufficient_scope") << scope;
        EXPECT_EQ(refused.error().status(), 403);
        EXPECT_EQ(code(get(service({scope}), "/fhir/R4/Patient", "name=x")), "insufficient_scope") << scope;
    }
}

TEST_P(PatientApi, SearchByIdentifierNameAndDate) {
    open(R"("name":"王建国","id_no":"350802196002290018")");
    open(R"("name":"林一","id_no":"350821198807041244")");
    EXPECT_EQ(total("identifier=urn:oid:2.16.156.10011.1.3%7C350802196002290018"), 1);
    EXPECT_EQ(total("identifier=350802196002290018"), 1);
    EXPECT_EQ(total("identifier=350802196002290018,350821198807041244"), 2);
    EXPECT_EQ(total("identifier=urn:oid:2.16.156.10011.1.2%7C350802196002290018"), 0);
    EXPECT_EQ(total("identifier=350802195203150025"), 0);
    EXPECT_EQ(total("_summary=count"), 2);
}

TEST_P(PatientApi, PagesHoldEverybodyOnce) {
    for (int i = 0; i < 11; ++i)
        open(R"("name":"王","sex":"1","birth_date":"1990-01-0)" + std::to_string(1 + i % 9) + R"(","address":")" + std::to_string(i) +
             R"(")");
    std::multiset<std::string> seen;
    std::string query = "_count=4";
    for (int page = 0; page < 5 && !query.empty(); ++page) {
        const auto response = search(query);
        ASSERT_TRUE(response) << code(response);
        const json::Value bundle = *json::parse(response->body);
        for (const json::Value& entry : bundle["entry"].items()) seen.insert(entry["resource"]["id"].text());
        query.clear();
        for (const json::Value& link : bundle["link"].items()) {
            if (link["relation"].text() == "next") query = link["url"].text().substr(link["url"].text().find('?') + 1);
        }
    }
    EXPECT_EQ(seen.size(), 11U);
    EXPECT_EQ(std::set<std::string>(seen.begin(), seen.end()).size(), 11U);
    EXPECT_EQ(code(search("_count=4&_page=x")), "page-invalid");
}

TEST_P(PatientApi, UnknownParametersAreNamedOrRefused) {
    const auto lenient = search("shoe-size=44");
    ASSERT_TRUE(lenient);
    EXPECT_NE(lenient->body.find("shoe-size"), std::string::npos);
    const auto strict = search("shoe-size=44", "handling=strict");
    ASSERT_FALSE(strict);
    EXPECT_EQ(strict.error().status(), 400);
}

}  // namespace
}  // namespace jiwei::residents::testing
