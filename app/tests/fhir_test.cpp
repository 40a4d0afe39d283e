// The FHIR surface from outside, with a token: what it says of itself, how people are found, and how it refuses.
#include "app/tests/program.hpp"

namespace jiwei::app {
namespace {

using namespace testing;
using ::testing::HasSubstr;

constexpr std::string_view id_card = "urn:oid:2.16.156.10011.1.3";

class Fhir : public ::testing::Test {
protected:
    static void SetUpTestSuite() {
        county_ = new County{220};  // so many that the demo doctor has somebody to see
        server_ = new Server{county_->place()};
        reader_ = "Authorization: Bearer " + token("system/Patient.read") + "\r\n";
        stranger_ = "Authorization: Bearer " + token("system/Observation.read") + "\r\n";
    }
    static void TearDownTestSuite() {
        delete server_;
        delete county_;
    }
    static std::string token(const char* scope) {
        const Ran added = county_->command({"token", "add", "--scopes", scope, "--days", "30"});
        EXPECT_EQ(added.exit_code, 0) << added.err;
        return added.out.substr(0, added.out.find('\n'));
    }
    static Answer get(const std::string& path, const std::string& headers = reader_) {
        return server_->ask("GET", "/fhir/R4" + path, headers);
    }
    /// The first issue of an outcome, "code: details"; "" when the answer is none.
    static std::string issue(const Answer& answer) {
        const json::Value body = answer.json();
        if (body["resourceType"].text() != "OperationOutcome" || body["issue"].items().empty()) return {};
        const json::Value& first = body["issue"].items().front();
        EXPECT_EQ(first["severity"].text(), "error") << answer.body;
        EXPECT_THAT(answer.head, HasSubstr("application/fhir+json"));
        const json::Value& coding = first["details"]["coding"];
        const std::string detail = coding.items().empty() ? first["details"]["text"].text() : coding.items().front()["code"].text();
        return first["code"].text() + ": " + detail;
    }

    static County* county_;
    static Server* server_;
    static std::string reader_;
    static std::string stranger_;
};
County* Fhir::county_ = nullptr;
Server* Fhir::server_ = nullptr;
std::string Fhir::reader_;
std::string Fhir::stranger_;

TEST_F(Fhir, SaysWhatItCanDoToAnybody) {
    const Answer answer = get("/metadata", "");
    EXPECT_EQ(answer.status, 200);
    const json::Value body = answer.json();
    EXPECT_EQ(body["resourceType"].text(), "CapabilityStatement");
    EXPECT_EQ(body["fhirVersion"].text(), "4.0.1");
    EXPECT_EQ(body["status"].text(), "active");
    const json::Value& patient = body["rest"].items().front()["resource"].items().front();
    EXPECT_EQ(patient["type"].text(), "Patient");
    EXPECT_THAT(json::write(patient["searchParam"]), HasSubstr("\"identifier\""));
}

TEST_F(Fhir, FindsAPersonByTheIdNumber) {
    const Person doctor{*server_, "village", county_->password_of("village")};
    const json::Value today = doctor.get("/api/today").json();
    ASSERT_FALSE(today["items"].items().empty());
    const std::string id = today["items"].items().front()["resident"]["id"].text();
    const std::string number = doctor.get("/api/residents/" + id + "/cover").json()["id_no"].text();
    ASSERT_EQ(number.size(), 18U);
    const json::Value bundle = get("/Patient?identifier=" + std::string{id_card} + "%7C" + number).json();
    EXPECT_EQ(bundle["resourceType"].text(), "Bundle");
    EXPECT_EQ(bundle["type"].text(), "searchset");
    EXPECT_EQ(bundle["total"].as_integer(), 1);
    const json::Value& found = bundle["entry"].items().front()["resource"];
    EXPECT_EQ(found["id"].text(), id);
    const Answer read = get("/Patient/" + id);
    EXPECT_EQ(read.status, 200);
    EXPECT_EQ(read.json(), found) << "what search shows is what read shows";
    EXPECT_THAT(read.head, HasSubstr("ETag: W/\""));
    const json::Value nobody = get("/Patient?identifier=" + std::string{id_card} + "%7C35088119000101001X").json();
    EXPECT_EQ(nobody["total"].as_integer(), 0);
    EXPECT_TRUE(nobody["entry"].items().empty());
}

TEST_F(Fhir, RefusesWithAnOutcome) {
    EXPECT_EQ(get("/Patient/NOBODY").status, 404);
    EXPECT_THAT(issue(get("/Patient/NOBODY")), HasSubstr("not-found"));
    const Answer anonymous = get("/Patient/NOBODY", "");
    EXPECT_EQ(anonymous.status, 401);
    EXPECT_THAT(issue(anonymous), HasSubstr("login"));
    EXPECT_THAT(anonymous.head, HasSubstr("WWW-Authenticate: Bearer"));
    const Answer stranger = get("/Patient/NOBODY", stranger_);
    EXPECT_EQ(stranger.status, 403);
    EXPECT_THAT(issue(stranger), HasSubstr("forbidden"));
    EXPECT_THAT(stranger.body, HasSubstr("insufficient_scope"));
    EXPECT_THAT(stranger.head, HasSubstr("error=\"insufficient_scope\""));
    const Answer strict = get("/Patient?colour=red", reader_ + "Prefer: handling=strict\r\n");
    EXPECT_EQ(strict.status, 400);
    EXPECT_THAT(issue(strict), ::testing::Not(::testing::IsEmpty()));
    const Answer lenient = get("/Patient?colour=red");
    EXPECT_EQ(lenient.status, 200);
    EXPECT_THAT(lenient.body, HasSubstr("parameter ignored: colour"));
    EXPECT_EQ(get("/Teapot/1").status, 404);
    EXPECT_THAT(issue(get("/Teapot/1")), ::testing::Not(::testing::IsEmpty()));
    const Answer written = server_->ask("POST", "/fhir/R4/Patient", reader_, R"({"resourceType":"Patient"})");
    EXPECT_EQ(written.status, 405);
    EXPECT_THAT(issue(written), HasSubstr("not-supported"));
}

TEST_F(Fhir, TheGateSpeaksAsFhirDoes) {
    // Patient shows nobody's follow-ups, neither by a route that names the right nor by one that looks itself.
    for (const char* path : {"/api/today", "/api/records/X"}) {
        const Answer api = server_->ask("GET", path, reader_);
        EXPECT_EQ(api.status, 403) << path;
        EXPECT_EQ(api.json()["code"].text(), "insufficient_scope") << api.body;
    }
    EXPECT_EQ(server_->ask("GET", "/api/today", stranger_).status, 200) << "Observation shows them";
}

}  // namespace
}  // namespace jiwei::app
