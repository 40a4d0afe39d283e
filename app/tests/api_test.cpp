// What the server promises in /openapi.json, and what it then does: shapes, today and the numbers, by role and scope.
#include <map>
#include <set>

#include "app/scratch_installation.hpp"
#include "app/tests/program.hpp"
#include "app/tests/schema_check.hpp"
#include "platform/http/compression.hpp"
#include "platform/http/shapes.hpp"

namespace jiwei::app {
namespace {

using namespace testing;

std::string openapi() {
    const Ran ran = run({"openapi"});
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    return ran.out;
}

TEST(OpenApi, EveryRouteSaysWhatItTakesAndGives) {
    ScratchInstallation scratch{std::string{JIWEI_SOURCE_DIR} + "/packs", {}};
    EXPECT_EQ(http::undescribed(scratch.composition().routes()), std::vector<std::string>{})
        << "say it in the module's shapes.hpp (docs/adr/0058)";
}

TEST(OpenApi, ThePagesTypesAreThoseOfTheServer) {
    const TempFolder folder;
    write_file(folder.file("openapi.json"), openapi());
    const std::string web = std::string{JIWEI_SOURCE_DIR} + "/web";
    const std::string command =
        "node " + web + "/scripts/generate-api.mjs " + folder.file("openapi.json") + " " + folder.file("openapi.generated.d.ts");
    ASSERT_EQ(std::system((command + " >/dev/null").c_str()), 0) << command;
    EXPECT_EQ(text_of_file(folder.file("openapi.generated.d.ts")), text_of_file(web + "/src/api/openapi.generated.d.ts"))
        << "build/dev/jiwei openapi > /tmp/openapi.json && node web/scripts/generate-api.mjs /tmp/openapi.json";
}

/// One server for the tests that only read.
class Api : public ::testing::Test {
protected:
    static void SetUpTestSuite() {
        county_ = new County{520};
        server_ = new Server{county_->place()};
        schema_ = new SchemaCheck{json::parse(openapi()).value_or(json::Value{})};
    }
    static void TearDownTestSuite() {
        delete schema_;
        delete server_;
        delete county_;
    }
    static Person person(std::string_view name) { return {*server_, name, county_->password_of(name)}; }
    /// The answer, when it is 200 and has its shape.
    static json::Value get(const Person& who, std::string_view path, std::string_view described_as) {
        const Answer answer = who.get(path);
        EXPECT_EQ(answer.status, 200) << path << " " << answer.body;
        EXPECT_EQ(schema_->of_answer("get", described_as, answer.json()), "") << path;
        return answer.json();
    }
    static json::Value today(const Person& who, const std::string& query = "") { return get(who, "/api/today" + query, "/api/today"); }
    static std::string code_of(const Answer& answer) { return answer.json()["code"].text(); }

    static County* county_;
    static Server* server_;
    static SchemaCheck* schema_;
};
County* Api::county_ = nullptr;
Server* Api::server_ = nullptr;
SchemaCheck* Api::schema_ = nullptr;

/// Of today's list; a child whose basic form is due has no records yet.
std::string first_patient(const json::Value& list) {
    for (const json::Value& item : list["items"].items()) {
        if (!item["task"]["enrolment_id"].text().empty()) return item["resident"]["id"].text();
    }
    return {};
}

TEST_F(Api, AnswersHaveTheShapeTheyPromise) {
    const Person doctor = person("village");
    get(doctor, "/api/session", "/api/session");
    get(doctor, "/api/ping", "/api/ping");
    const json::Value packs = get(doctor, "/api/packs", "/api/packs");
    const json::Value& pack = packs["items"].items().front();
    get(doctor, "/api/packs/" + pack["name"].text() + "/" + pack["version"].text(), "/api/packs/{name}/{version}");
    get(doctor, "/api/institutions", "/api/institutions");
    const json::Value list = today(doctor);
    ASSERT_FALSE(list["items"].items().empty());
    const std::string id = first_patient(list);
    ASSERT_FALSE(id.empty());
    const std::string base = "/api/residents/" + id;
    get(doctor, base, "/api/residents/{resident}");
    get(doctor, base + "/cover", "/api/residents/{resident}/cover");
    get(doctor, base + "/versions", "/api/residents/{resident}/versions");
    get(doctor, base + "/household", "/api/residents/{resident}/household");
    get(doctor, base + "/enrolments", "/api/residents/{resident}/enrolments");
    get(doctor, base + "/programmes", "/api/residents/{resident}/programmes");
    const json::Value records = get(doctor, base + "/records", "/api/residents/{resident}/records");
    ASSERT_FALSE(records["items"].items().empty());
    get(doctor, "/api/records/" + records["items"].items().front()["record"]["id"].text(), "/api/records/{record}");
    const json::Value series = get(doctor, base + "/series?fact=sbp,dbp", "/api/residents/{resident}/series");
    EXPECT_EQ(series["targets"]["dbp"].text(), "90");
    EXPECT_TRUE(series["targets"]["sbp"].text() == "140" || series["targets"]["sbp"].text() == "150");
    const Answer found = doctor.post("/api/residents/search", R"({"q":"","limit":5})");
    EXPECT_EQ(schema_->of_answer("post", "/api/residents/search", found.json()), "") << found.body;
    const Answer bad = doctor.post("/api/residents/search", R"({"q":"","cursor":"!"})");
    EXPECT_EQ(bad.status, 400);
    EXPECT_EQ(bad.json()["type"].text(), "/problems/" + code_of(bad)) << bad.body;
    get(doctor, "/api/residents/imports", "/api/residents/imports");
}

/// The values that stand for "{resident}" and the like in the routes of one reader, found in the lists that it gets.
class Samples {
public:
    void learn(const std::string& path, const json::Value& answer) {
        if (!answer["items"].is_array() || answer["items"].items().empty()) return;
        const json::Value& first = answer["items"].items().front();
        first_id_[path] = first["id"].text();
        if (path == "/api/duplicates") pair_ = {first["low"]["id"].text(), first["high"]["id"].text()};
        if (path == "/api/indicators") indicator_ = first["code"].text();
        if (path == "/api/packs") pack_ = {first["name"].text(), first["version"].text()};
        if (path == "/api/today") first_id_["/api/residents"] = first_patient(answer);
        if (path.ends_with("/records")) first_id_["/api/records"] = first["record"]["id"].text();
        if (path.ends_with("/programmes") && !first["enrolment"].is_null()) first_id_["/api/enrolments"] = first["enrolment"]["id"].text();
    }
    /// Nothing when a part of the path stands for what is not known.
    [[nodiscard]] std::string filled(const std::string& path) const {
        std::string out = path;
        for (std::size_t open = out.find('{'); open != std::string::npos; open = out.find('{')) {
            const std::size_t close = out.find('}', open);
            const std::string value = value_of(out.substr(0, open - 1), out.substr(open + 1, close - open - 1));
            if (value.empty()) return {};
            out.replace(open, close - open + 1, value);
        }
        return out;
    }

private:
    [[nodiscard]] std::string value_of(const std::string& before, const std::string& name) const {
        if (name == "a") return pair_.first;
        if (name == "b") return pair_.second;
        if (name == "code") return indicator_;
        if (name == "form") return "cover";
        if (name == "pack") return "hypertension-screening";
        if (name == "name") return pack_.first;
        if (name == "version") return pack_.second;
        const auto found = first_id_.find(before);
        return found == first_id_.end() ? std::string{} : found->second;
    }
    std::map<std::string, std::string> first_id_;
    std::pair<std::string, std::string> pair_, pack_;
    std::string indicator_;
};

// Every GET of the document is asked by every role of the demo county with ids that its own lists gave; what is answered is what was
// promised.
TEST_F(Api, EveryAnswerOfADemoCountyHasItsShape) {
    const json::Value document = json::parse(openapi()).value_or(json::Value{});
    std::set<std::string> answered, silent;
    const Person head = person("head");
    const std::string staff = head.get("/api/staff").json()["items"].items().front()["id"].text();
    const Answer licence =
        head.post("/api/registers/licence",
                  R"({"person_id":")" + staff + R"(","body":{"kind":"physician","number":"110350000000001","from":"2024-01-01"}})");
    EXPECT_EQ(licence.status, 201) << licence.body;
    EXPECT_EQ(schema_->of_answer("post", "/api/registers/licence", licence.json()), "") << licence.body;
    for (const char* const role : {"village", "doctor", "ph", "head", "county", "sysadmin", "auditor", "nurse"}) {
        const Person who = person(role);
        Samples samples;
        samples.learn("/api/today", who.get("/api/today").json());
        // Twice: lists that name others come in the order of the alphabet.
        for (int round = 0; round < 2; ++round) {
            for (const auto& [path, operations] : document["paths"].members()) {
                const json::Value* const get = operations.find("get");
                if (get == nullptr || !path.starts_with("/api/")) continue;
                silent.insert(path);
                const std::string asked = samples.filled(path);
                if (asked.empty()) continue;
                const Answer answer = who.get(asked);
                EXPECT_LT(answer.status, 500) << role << " " << path;
                if (answer.status != 200) continue;
                answered.insert(path);
                if ((*get)["responses"]["2XX"]["content"]["application/json"].is_null()) continue;
                samples.learn(path, answer.json());
                EXPECT_EQ(schema_->of_answer("get", path, answer.json()), "") << role << " " << asked;
            }
        }
    }
    for (const std::string& path : answered) silent.erase(path);
    // Without rows in the demo county; each has its own test in its module. One register stands for all: they share one handler.
    std::erase_if(silent, [](const std::string& path) { return path.starts_with("/api/registers/") && path.ends_with("/{row}"); });
    const std::set<std::string> known{"/api/divisions/of-archive",  // wants a code
                                      "/api/duplicates/{a}/{b}",
                                      "/api/indicators/snapshots/{period}",
                                      "/api/indicators/{code}/people",
                                      "/api/merges/{merge}",
                                      "/api/record-imports/{import}/bad.csv",
                                      "/api/residents/imports/{import}",
                                      "/api/residents/imports/{import}/bad",
                                      "/api/residents/imports/{import}/bad.csv",
                                      "/api/residents/imports/{import}/differences",
                                      "/api/residents/{resident}/series",
                                      "/api/offline-reviews/{review}",
                                      "/api/residents/{resident}/offline-reviews/{review}",
                                      "/api/residents/{resident}/records/{record}/attachments",
                                      "/api/residents/{resident}/records/{record}/attachments/{attachment}"};
    EXPECT_EQ(silent, known) << "no role of the demo county got an answer";
    EXPECT_TRUE(answered.contains("/api/registers/licence/{row}"));
}

// 3 MB for 2,000 people and 100 KB for a day are 1,500 bytes a person (docs/adr/0113); few people compress worse than many.
TEST_F(Api, ASliceStaysWithinItsBudget) {
    constexpr std::size_t bytes_a_person_max = 3'000'000 / 2'000;
    constexpr std::size_t nothing_changed_bytes_max = 1'000;
    const Person doctor = person("doctor");
    const Answer whole = doctor.get("/api/offline/slice");
    ASSERT_EQ(whole.status, 200) << whole.body;
    const json::Value slice = whole.json();
    const auto people = static_cast<std::size_t>(*slice["people_count"].as_integer());
    ASSERT_GT(people, 20U);
    EXPECT_EQ(*slice["left_out"]["count"].as_integer(), 0);
    const std::size_t sent = http::compress(whole.body, http::Encoding::gzip, http::Effort::quick).size();
    EXPECT_LE(sent, people * bytes_a_person_max) << sent / people << " bytes a person";
    const std::string since = std::to_string(*slice["upto"].as_integer());
    const Answer quiet = doctor.get("/api/offline/slice?since=" + since + "&people=" + std::to_string(people));
    EXPECT_LE(quiet.body.size(), nothing_changed_bytes_max) << quiet.body;
    EXPECT_EQ(quiet.json()["people_digest"].text(), slice["people_digest"].text());
}

/// Every programme has its lists from its pack: the page asks for one task of it.
TEST_F(Api, TodayOfOneTaskHoldsThatAlone) {
    const Person doctor = person("doctor");
    const json::Value packs = get(doctor, "/api/packs", "/api/packs");
    std::set<std::string> rates;
    for (const json::Value& pack : packs["items"].items()) {
        for (const json::Value& one : pack["indicators"].items()) {
            if (one["counts_people"].as_boolean().value_or(false)) rates.insert(one["code"].text());
        }
        EXPECT_EQ(pack["screening"].is_null(), pack["name"].text() != "hypertension-screening");
    }
    EXPECT_TRUE(rates.contains("H1") && rates.contains("R3")) << "people are behind these";
    EXPECT_FALSE(rates.contains("H3") || rates.contains("R1")) << "figures are under these";
    std::int64_t all = 0;
    std::map<std::pair<std::string, std::string>, std::int64_t> by_task;
    const json::Value everything = today(doctor, "?limit=200");
    for (const json::Value& item : everything["items"].items()) ++by_task[{item["task"]["programme"].text(), item["task"]["code"].text()}];
    EXPECT_GT(by_task.size(), 1U) << "of one kind alone nothing would be seen";
    for (const auto& [task, count] : by_task) {
        const json::Value list = today(doctor, "?limit=200&programme=" + task.first + "&task=" + task.second);
        EXPECT_EQ(static_cast<std::int64_t>(list["items"].items().size()), count) << task.second;
        for (const json::Value& item : list["items"].items()) EXPECT_EQ(item["task"]["code"].text(), task.second);
        EXPECT_TRUE(list["institutions"].is_null()) << "what each institution owes is of all tasks";
        all += count;
    }
    EXPECT_GT(all, 0);
    EXPECT_TRUE(today(doctor, "?programme=no-such")["items"].items().empty());
}

TEST_F(Api, TheTargetOfTheElderlyIsTheirOwn) {
    const Person doctor = person("doctor");
    std::map<std::string, bool> seen;
    const json::Value list = today(doctor, "?limit=200");
    for (const json::Value& item : list["items"].items()) {
        const std::int64_t age = item["resident"]["age"].as_integer().value_or(0);
        const std::string path = "/api/residents/" + item["resident"]["id"].text() + "/series?fact=sbp,htn.bmi";
        const json::Value series = get(doctor, path, "/api/residents/{resident}/series");
        EXPECT_EQ(series["targets"]["sbp"].text(), age >= 65 ? "150" : "140") << age;
        EXPECT_EQ(series["targets"].find("htn.bmi"), nullptr);
        seen[series["targets"]["sbp"].text()] = true;
    }
    EXPECT_EQ(seen.size(), 2U) << "nobody of the other age: the test proves too little";
}

TEST_F(Api, TodayNeedsASession) {
    EXPECT_EQ(server_->ask("GET", "/api/today").status, 401);
    EXPECT_EQ(person("sysadmin").get("/api/today").status, 403);
}

TEST_F(Api, TheVillageDoctorCallsPeopleAndTheHospitalSeesMasks) {
    const json::Value village = today(person("village"), "?limit=200");
    EXPECT_EQ(village["kind"].text(), "people");
    EXPECT_EQ(village.find("institutions"), nullptr) << "one clinic owes nothing to itself";
    std::size_t phones = 0;
    for (const json::Value& item : village["items"].items()) {
        const std::string full = item["resident"]["phone"].text();
        const std::string masked = item["resident"]["phone_masked"].text();
        if (full.empty()) continue;
        ++phones;
        EXPECT_EQ(full.size(), 11U);
        EXPECT_EQ(masked, full.substr(0, 3) + "****" + full.substr(7));
    }
    EXPECT_GT(phones, 0U);
    for (const char* role : {"ph", "doctor", "nurse", "head"}) {
        const json::Value hospital = today(person(role), "?limit=200");
        EXPECT_EQ(hospital["kind"].text(), "people") << role;
        EXPECT_GE(hospital["institutions"].items().size(), 1U) << role;
        EXPECT_GT(hospital["items"].items().size(), village["items"].items().size()) << role;
        for (const json::Value& item : hospital["items"].items()) {
            EXPECT_TRUE(item["resident"]["phone"].is_null()) << role;
            EXPECT_NE(item["resident"].find("phone_masked"), nullptr) << role;
        }
    }
}

TEST_F(Api, TheCountySeesNumbersAndNobody) {
    for (const char* role : {"county", "auditor"}) {
        const json::Value list = today(person(role));
        EXPECT_EQ(list["kind"].text(), "county") << role;
        EXPECT_EQ(list.find("items"), nullptr) << role;
        EXPECT_GT(list["institutions"].items().size(), 2U) << role;
    }
}

TEST_F(Api, TodayIsSortedCountedAndPagedWithoutGaps) {
    for (const char* role : {"village", "head"}) {
        const Person who = person(role);
        const std::map<std::string, int> rank{{"referral", 0}, {"missed", 1}, {"late", 2}, {"due", 3}};
        std::map<std::string, std::int64_t> counted;
        std::set<std::string> ids;
        std::pair<int, std::string> last{-1, ""};
        json::Value counts;
        std::string query = "?limit=7";
        for (;;) {
            const json::Value page = today(who, query);
            if (counts.is_null()) counts = page["counts"];
            const std::string day = page["today"].text();
            for (const json::Value& item : page["items"].items()) {
                const json::Value& task = item["task"];
                const std::string urgency = item["urgency"].text();
                const std::pair<int, std::string> here{rank.at(urgency), task["due"].text()};
                EXPECT_LE(last, here);
                last = here;
                EXPECT_TRUE(ids.insert(task["id"].text()).second);
                ++counted[urgency];
                EXPECT_LE(task["opens"].text(), day);
                const std::string due = task["due"].text();
                const bool is_missed = task["grace_until"].text() < day;
                const char* const expected = task["referral"].as_boolean() == true ? "referral"
                                             : day <= due                          ? "due"
                                             : is_missed                           ? "missed"
                                                                                   : "late";
                EXPECT_EQ(urgency, expected) << json::write(task);
            }
            if (page["next"].is_null()) break;
            query = "?limit=7&cursor=" + page["next"].text();
        }
        EXPECT_EQ(counted["missed"], counts["missed"].as_integer()) << role;
        EXPECT_EQ(counted["late"], counts["late"].as_integer()) << role;
        EXPECT_EQ(counted["due"], counts["due"].as_integer()) << role;
        EXPECT_EQ(counted["referral"], counts["referrals"].as_integer()) << role;
    }
    EXPECT_EQ(person("village").get("/api/today?cursor=nonsense").status, 400);
}

TEST_F(Api, NumbersHaveWordsAndScopes) {
    const json::Value county = get(person("county"), "/api/indicators", "/api/indicators");
    ASSERT_EQ(county["items"].items().size(), 11U);
    for (const json::Value& item : county["items"].items()) {
        EXPECT_FALSE(item["numerator_zh"].text().empty()) << item["code"].text();
        EXPECT_FALSE(item["denominator_en"].text().empty()) << item["code"].text();
    }
    const json::Value village = get(person("village"), "/api/indicators", "/api/indicators");
    EXPECT_NE(village["institution"]["id"], county["institution"]["id"]);
    const json::Value& of_village = village["items"].items().front()["numerator"];
    EXPECT_LT(of_village.as_integer(), county["items"].items().front()["numerator"].as_integer());
    // Out of reach is as unknown as what does not exist.
    const std::string bureau = county["institution"]["id"].text();
    EXPECT_EQ(person("village").get("/api/indicators?institution=" + bureau).status, 404);
    EXPECT_EQ(person("village").get("/api/indicators?institution=NOBODY").status, 404);
    EXPECT_EQ(person("nurse").get("/api/indicators").status, 403);
    EXPECT_EQ(person("sysadmin").get("/api/indicators").status, 403);
    EXPECT_EQ(server_->ask("GET", "/api/indicators").status, 401);
    EXPECT_EQ(person("county").get("/api/indicators?as_of=yesterday").status, 400);
    EXPECT_EQ(person("county").get("/api/indicators/XX").status, 404);
}

TEST_F(Api, ANumberOpensIntoItsPartsAndPeople) {
    const Person head = person("head");
    const json::Value detail = get(head, "/api/indicators/H1", "/api/indicators/{code}");
    std::int64_t numerator = 0;
    std::int64_t denominator = 0;
    for (const json::Value& child : detail["children"].items()) {
        numerator += child["numerator"].as_integer().value_or(0);
        denominator += child["denominator"].as_integer().value_or(0);
    }
    EXPECT_EQ(numerator, detail["item"]["numerator"].as_integer());
    EXPECT_EQ(denominator, detail["item"]["denominator"].as_integer());
    EXPECT_EQ(detail["series"].items().back()["numerator"], detail["item"]["numerator"]);
    const json::Value people = get(head, "/api/indicators/H1/people?limit=200", "/api/indicators/{code}/people");
    EXPECT_EQ(people["total"].as_integer(), denominator - numerator);
    for (const json::Value& one : people["items"].items()) EXPECT_EQ(one["phone_masked"].text().find("****"), 3U);
    // Who may see totals only gets rows without names, or none where they are few.
    const json::Value nameless = get(person("county"), "/api/indicators/H1/people", "/api/indicators/{code}/people");
    EXPECT_TRUE(nameless["nameless"].as_boolean().value_or(false));
    for (const json::Value& one : nameless["items"].items()) {
        EXPECT_TRUE(one["resident_id"].text().empty() && one["birth_date"].text().empty() && one["phone_masked"].text().empty());
    }
}

// A number that the reader of totals is not told (one to four people, or what would give such a number away) has no rows either
// (security specification 5).
TEST_F(Api, SmallCellsHaveNoRows) {
    const Person county = person("county");
    int small = 0;
    int open = 0;
    const auto look = [&](const std::string& institution, bool few) {
        for (const char* const part : {"numerator", "denominator", "missing"}) {
            const json::Value page =
                get(county, "/api/indicators/H1/people?limit=200&part=" + std::string{part} + "&institution=" + institution,
                    "/api/indicators/{code}/people");
            if (!few) {
                ++open;
                continue;
            }
            ++small;
            EXPECT_TRUE(page["small"].as_boolean().value_or(false)) << part << " of " << institution;
            EXPECT_TRUE(page["items"].items().empty() && page["total"].is_null() && page["next"].is_null());
        }
    };
    std::vector<std::string> places{get(county, "/api/indicators/H1", "/api/indicators/{code}")["institution"]["id"].text()};
    for (std::size_t i = 0; i < places.size(); ++i) {
        const json::Value detail = get(county, "/api/indicators/H1?institution=" + places[i], "/api/indicators/{code}");
        for (const json::Value& child : detail["children"].items()) {
            const std::string id = child["institution"]["id"].text();
            look(id, child["numerator"].is_null());
            if (child["institution"]["has_children"].as_boolean().value_or(false) && id != places[i]) places.push_back(id);
        }
    }
    EXPECT_GT(small, 3) << "no small cell: the test proves too little";
    EXPECT_GT(open, 0);
}

TEST_F(Api, EarlierAndLaterDaysHaveTheirOwnNumbers) {
    const Person county = person("county");
    const json::Value then = get(county, "/api/indicators?as_of=2025-12-31", "/api/indicators");
    const json::Value now = get(county, "/api/indicators?as_of=2026-11-20", "/api/indicators");
    EXPECT_EQ(then["period"].text(), "2025");
    EXPECT_NE(then["items"], now["items"]);
    get(county, "/api/indicators?as_of=2027-06-30", "/api/indicators");
    EXPECT_EQ(county.get("/api/indicators?as_of=2029-01-01").status, 400);
}

}  // namespace
}  // namespace jiwei::app
