#include "modules/access/tests/fixture.hpp"
#include "platform/audit/search.hpp"

namespace jiwei::access {
namespace {

/// Two people of the county: r1 near, r2 with the surname and home of the reader.
class TestPeople final : public People {
public:
    std::string institution_id, grid_id;
    [[nodiscard]] std::optional<Person> person(db::Connection&, std::string_view county_id, std::string_view resident_id) const override {
        if (county_id != county || (resident_id != "r1" && resident_id != "r2")) return std::nullopt;
        return Person{institution_id, grid_id, "350881001001", resident_id == "r2" ? "林小明" : "陈大文", {}};
    }
};

class OpeningsStore : public AccessStore {
protected:
    void SetUp() override {
        AccessStore::SetUp();
        people_.institution_id = hospital_;
        access_->plug(people_);
    }
    auth::Grant read_grant(const Browser& browser, const char* resource, const std::string& resident) {
        http::Request made = request(http::Verb::get, ("/api/residents/" + resident).c_str(), browser);
        made.path_params = {{"resident", resident}};
        made.principal = *access_->authenticate(made);
        const auto grant = access_->authorise(made, http::Access::to(http::Op::read, resource));
        last_code_ = grant ? "ok" : grant.error().code;
        return grant.value_or(auth::Grant{});
    }
    bool opens(const Browser& browser, const char* resource, const std::string& resident) {
        const auth::Grant grant = read_grant(browser, resource, resident);
        if (last_code_ != "ok") return false;
        return access_->reach(*principal(browser), grant, clock_.today()).opens(resident);
    }
    void read_by(const Browser& browser, const std::string& resident, const char* action = "read") {
        http::Request made = request(http::Verb::get, "/x", browser);
        audit::Entry entry = audit::entry_of(*access_->authenticate(made), made.trail);
        entry.action = action;
        entry.resource = "resident";
        entry.person_id = resident;
        log_->record(county, entry);
    }
    TestPeople people_;
    std::string last_code_;
};

TEST_P(OpeningsStore, BreaksTheGlassForTwoHoursForReadingOnly) {
    add_user("lin", {"village_doctor"}, clinic_);
    add_user("mei", {"village_doctor"}, clinic_);
    Browser lin = person_again("lin");
    Browser mei = person_again("mei");
    EXPECT_FALSE(opens(lin, "health_record", "r1"));
    EXPECT_EQ(outcome(post(lin, "/api/residents/r1/break-glass", R"({"reason":"curious"})")), "CODE_UNKNOWN");
    EXPECT_EQ(outcome(post(lin, "/api/residents/r1/break-glass", R"({"reason":"other","text":"short"})")), "REASON_REQUIRED");
    EXPECT_EQ(outcome(post(lin, "/api/residents/r9/break-glass", R"({"reason":"emergency"})")), "not-found");
    EXPECT_EQ(outcome(post(lin, "/api/residents/r1/break-glass", R"({"reason":"unconscious"})")), "ok");
    EXPECT_TRUE(opens(lin, "health_record", "r1"));
    EXPECT_TRUE(opens(lin, "person_demographics", "r1"));
    EXPECT_FALSE(opens(lin, "health_record", "r2")) << "that person only";
    EXPECT_FALSE(opens(mei, "health_record", "r1")) << "that user only";
    EXPECT_FALSE(opens(lin, "mental_record", "r1")) << "restricted data stays closed";
    http::Request write_request = request(http::Verb::patch, "/api/residents/r1", lin);
    write_request.path_params = {{"resident", "r1"}};
    write_request.principal = *access_->authenticate(write_request);
    const auto update = access_->authorise(write_request, http::Access::to(http::Op::update, "health_record"));
    ASSERT_TRUE(update);
    EXPECT_TRUE(update->opened.empty()) << "never grants a write";
    pass(14);
    EXPECT_TRUE(opens(lin, "health_record", "r1"));
    for (int i = 0; i < 9; ++i) {
        pass(12);
        (void)principal(lin);
    }
    EXPECT_FALSE(opens(lin, "health_record", "r1")) << "two hours later";
    EXPECT_EQ(count("SELECT COUNT(*) FROM audit_act WHERE action = 'break_glass' AND person_id = 'r1'"), 1);
}

TEST_P(OpeningsStore, LimitsAndReviewsEmergencies) {
    add_user("lin", {"village_doctor"}, clinic_);
    add_user("ph", {"ph_staff"}, hospital_);
    add_user("head", {"inst_admin"}, hospital_);
    add_user("far", {"inst_admin"}, clinic_);
    Browser lin = person_again("lin");
    Browser ph = person_again("ph");
    Browser head = person_again("head");
    EXPECT_EQ(outcome(post(ph, "/api/residents/r1/break-glass", R"({"reason":"emergency"})")), "forbidden") << "clinical roles only";
    for (int i = 0; i < 5; ++i) EXPECT_EQ(outcome(post(lin, "/api/residents/r1/break-glass", R"({"reason":"emergency"})")), "ok");
    EXPECT_EQ(body(get(head, "/api/session"))["emergencies_to_review"].as_integer(), 5) << "the head is told";
    EXPECT_EQ(body(get(lin, "/api/session"))["emergencies_to_review"].as_integer(), 0);
    const auto list = body(get(head, "/api/break-glass"))["items"].items();
    ASSERT_EQ(list.size(), 5U);
    EXPECT_EQ(list[0]["review_due"].text(), "2026-07-06") << "three working days after Wednesday 1 July";
    const std::string path = "/api/break-glass/" + list[0]["id"].text() + "/review";
    EXPECT_EQ(outcome(post(lin, path, R"({"verdict":"justified"})")), "forbidden");
    EXPECT_EQ(outcome(post(head, path, R"({"verdict":"perhaps"})")), "CODE_UNKNOWN");
    EXPECT_EQ(outcome(post(head, path, R"({"verdict":"unjustified"})")), "text") << "needs a note";
    EXPECT_EQ(outcome(post(head, path, R"({"verdict":"justified"})")), "ok");
    EXPECT_EQ(outcome(post(head, path, R"({"verdict":"justified"})")), "decided-already");
}

// The sixth of a day opens nothing until the head of that institution says yes; then for two hours, to the asker alone.
TEST_P(OpeningsStore, TheSixthEmergencyOfADayWaitsForTheHead) {
    add_user("lin", {"village_doctor"}, clinic_);
    add_user("head", {"inst_admin"}, hospital_);
    add_user("boss", {"county_admin"}, root_);
    Browser lin = person_again("lin");
    Browser head = person_again("head");
    Browser boss = person_again("boss");
    for (int i = 0; i < 5; ++i) (void)post(lin, "/api/residents/r1/break-glass", R"({"reason":"emergency"})");
    EXPECT_EQ(outcome(post(lin, "/api/residents/r2/break-glass", R"({"reason":"unconscious"})")), "202");
    EXPECT_FALSE(opens(lin, "health_record", "r2"));
    EXPECT_EQ(body(get(head, "/api/session"))["emergencies_to_review"].as_integer(), 6);
    const auto proposals = body(get(head, "/api/break-glass/proposals"))["items"].items();
    ASSERT_EQ(proposals.size(), 1U);
    EXPECT_EQ(proposals[0]["reason"].text(), "unconscious");
    const std::string id = proposals[0]["id"].text();
    const std::string path = "/api/break-glass/proposals/" + id + "/decision";
    EXPECT_EQ(outcome(post(lin, path, R"({"approve":true})")), "forbidden");
    EXPECT_EQ(outcome(post(boss, "/api/role-proposals/" + id + "/decision", R"({"approve":true})")), "forbidden");
    EXPECT_EQ(outcome(post(head, path, R"({"approve":false})")), "text") << "a refusal needs a note";
    EXPECT_EQ(outcome(post(head, path, R"({"approve":true})")), "ok");
    EXPECT_TRUE(opens(lin, "health_record", "r2"));
    EXPECT_FALSE(opens(head, "mental_record", "r2"));
    EXPECT_EQ(outcome(post(head, path, R"({"approve":true})")), "decided-already");
    EXPECT_EQ(count("SELECT COUNT(*) FROM audit_act WHERE action = 'break-glass-propose' AND person_id = 'r2'"), 1);
    for (int i = 0; i < 5; ++i) EXPECT_EQ(outcome(post(lin, "/api/residents/r1/break-glass", R"({"reason":"emergency"})")), "202") << i;
    EXPECT_EQ(outcome(post(lin, "/api/residents/r1/break-glass", R"({"reason":"emergency"})")), "break-glass-limit");
}

TEST_P(OpeningsStore, NoProposalOfAnEmergencyIsDecidedAsARole) {
    add_user("lin", {"village_doctor"}, clinic_);
    add_user("keeper", {"sysadmin"}, root_);
    add_user("auditor", {"auditor"}, root_);
    Browser lin = person_again("lin");
    for (int i = 0; i < 6; ++i) (void)post(lin, "/api/residents/r1/break-glass", R"({"reason":"emergency"})");
    const std::string id = database().read([&](db::Connection& connection) {
        return connection.run_text("SELECT id FROM approval WHERE kind = 'break_glass'", {})[0].string(0);
    });
    Browser auditor = person_again("auditor");
    EXPECT_EQ(outcome(post(auditor, "/api/role-proposals/" + id + "/decision", R"({"approve":true})")), "not-found");
}

TEST_P(OpeningsStore, OpensAPersonForAPurposeToHoldersOfTotals) {
    add_user("boss", {"county_admin"}, root_);
    Browser boss = person_again("boss");
    (void)read_grant(boss, "person_demographics", "r1");
    EXPECT_EQ(last_code_, "purpose-needed");
    const std::string handle = access_->person_handle("r1");
    EXPECT_EQ(handle.find("r1"), std::string::npos);
    const auto ask = [&](const std::string& given, const char* purpose, const char* text) {
        return outcome(
            post(boss, "/api/person-purposes", R"({"handle":")" + given + R"(","purpose":")" + purpose + R"(","text":")" + text + "\"}"));
    };
    EXPECT_EQ(ask("AAAA", "complaint", "a complaint was filed"), "handle-invalid");
    EXPECT_EQ(ask(handle, "fun", "a complaint was filed"), "CODE_UNKNOWN");
    EXPECT_EQ(ask(handle, "complaint", "short"), "REASON_REQUIRED");
    EXPECT_EQ(ask(handle, "complaint", "a complaint was filed"), "ok");
    EXPECT_TRUE(opens(boss, "person_demographics", "r1"));
    EXPECT_TRUE(opens(boss, "health_record", "r1"));
    (void)read_grant(boss, "person_demographics", "r2");
    EXPECT_EQ(last_code_, "purpose-needed") << "that person only";
    EXPECT_EQ(count("SELECT COUNT(*) FROM audit_act WHERE action = 'purpose' AND person_id = 'r1'"), 1);
}

TEST_P(OpeningsStore, ShowsWhoLooked) {
    add_user("doc", {"township_doctor"}, hospital_);
    add_user("lin", {"village_doctor"}, clinic_);
    Browser doc = person_again("doc");
    Browser lin = person_again("lin");
    read_by(doc, "r1");
    ASSERT_EQ(outcome(post(lin, "/api/residents/r1/break-glass", R"({"reason":"emergency"})")), "ok");
    read_by(lin, "r1");
    read_by(doc, "r2");
    const auto items = body(get(doc, "/api/residents/r1/looked"))["items"].items();
    ASSERT_EQ(items.size(), 2U);
    EXPECT_EQ(items[0]["user_name"].text(), "lin");
    EXPECT_EQ(items[0]["why"].text(), "break_glass");
    EXPECT_EQ(items[0]["why_code"].text(), "emergency");
    EXPECT_EQ(items[0]["institution_name"].text(), "CLIN");
    EXPECT_EQ(items[1]["why"].text(), "work");
    people_.institution_id = elsewhere_;
    EXPECT_EQ(outcome(get(doc, "/api/residents/r1/looked")), "not-found") << "out of reach";
    EXPECT_EQ(outcome(get(doc, "/api/residents/r9/looked")), "not-found");
}

TEST_P(OpeningsStore, ReadsTheChainsWithFiltersAndProvesThem) {
    add_user("audit", {"auditor"}, root_);
    add_user("doc", {"township_doctor"}, hospital_);
    Browser auditor = person_again("audit");
    Browser doc = person_again("doc");
    for (int i = 0; i < 130; ++i) read_by(doc, i % 2 == 0 ? "r1" : "r2");
    EXPECT_EQ(outcome(get(doc, "/api/audit")), "forbidden");
    const auto first = body(get(auditor, "/api/audit", {{"user", "doc"}, {"action", "read"}, {"outcome", "ok"}}));
    ASSERT_EQ(first["items"].items().size(), 100U);
    const auto second =
        body(get(auditor, "/api/audit", {{"user", "doc"}, {"action", "read"}, {"outcome", "ok"}, {"cursor", first["next"].text()}}));
    EXPECT_EQ(second["items"].items().size(), 30U);
    EXPECT_TRUE(second["next"].is_null());
    EXPECT_EQ(body(get(auditor, "/api/audit", {{"person", "r1"}}))["items"].items().size(), 65U);
    EXPECT_EQ(body(get(auditor, "/api/audit", {{"person", "r1"}, {"from", "2026-07-02"}}))["items"].items().size(), 0U);
    EXPECT_EQ(outcome(get(auditor, "/api/audit", {{"from", "July"}})), "date");
    EXPECT_EQ(outcome(get(auditor, "/api/audit", {{"chain", "gold"}})), "CODE_UNKNOWN");
    EXPECT_EQ(body(get(auditor, "/api/audit", {{"chain", "installation"}, {"action", "create"}}))["items"].items().size(), 2U);
    const auto sound = body(get(auditor, "/api/audit/proof"));
    EXPECT_EQ(sound["items"].items().size(), 2U) << "access and installation";
    for (const auto& item : sound["items"].items()) EXPECT_TRUE(item["whole"].as_boolean().value_or(false));
    write([&](db::Connection& connection) { connection.run_text("UPDATE audit_access SET actor = 'x' WHERE seq = 5", {}); });
    bool broken = false;
    const auto proof = body(get(auditor, "/api/audit/proof"));
    for (const auto& item : proof["items"].items()) {
        if (item["chain"].text() != "access") continue;
        broken = true;
        EXPECT_FALSE(item["whole"].as_boolean().value_or(true));
        EXPECT_EQ(item["first_bad_seq"].text(), "5");
    }
    EXPECT_TRUE(broken);
}

TEST_P(OpeningsStore, RaisesAlertsOnceOnUnusualReading) {
    add_user("audit", {"auditor"}, root_);
    const std::string doc_id = add_user("doc", {"township_doctor"}, hospital_);
    add_user("ph", {"ph_staff"}, hospital_);
    Browser auditor = person_again("audit");
    Browser doc = person_again("doc");
    Browser ph = person_again("ph");
    for (int i = 0; i < 100; ++i) read_by(doc, "p" + std::to_string(i));
    const auto alerts = [&] {
        std::multiset<std::string> all;
        const auto list = body(get(auditor, "/api/reading-alerts"));
        for (const auto& item : list["items"].items()) all.insert(item["rule"].text() + " " + item["user_name"].text());
        return all;
    };
    EXPECT_EQ(alerts(), (std::multiset<std::string>{})) << "a hundred is not over a hundred";
    read_by(doc, "p100");
    EXPECT_EQ(alerts(), (std::multiset<std::string>{"volume doc"}));
    read_by(doc, "p101");
    EXPECT_EQ(alerts(), (std::multiset<std::string>{"volume doc"})) << "one for the hour";
    for (int i = 0; i < 10; ++i) (void)authorise(ph, http::Verb::get, http::Op::read, "audit_log");
    EXPECT_EQ(alerts(), (std::multiset<std::string>{"denials ph", "volume doc"}));
    write([&](db::Connection& connection) {
        const std::vector<db::Param> params{doc_id};
        connection.run_text("UPDATE user_account SET display_name = '林医生', home_division = '350881001001' WHERE id = $1", params);
    });
    pass(61);
    doc = person_again("doc");
    auditor = person_again("audit");
    read_by(doc, "r1");
    EXPECT_EQ(alerts().size(), 2U) << "another surname";
    read_by(doc, "r2");
    EXPECT_EQ(alerts().count("relatives 林医生"), 1U);
    pass(15 * 60);  // about midnight
    doc = person_again("doc");
    ph = person_again("ph");
    auditor = person_again("audit");
    read_by(doc, "r1");
    read_by(ph, "r1");
    EXPECT_EQ(alerts().count("night ph"), 1U);
    EXPECT_EQ(alerts().count("night 林医生"), 0U) << "doctors work at night";
    const auto list = body(get(auditor, "/api/reading-alerts"))["items"].items();
    const std::string path = "/api/reading-alerts/" + list[0]["id"].text() + "/review";
    EXPECT_EQ(outcome(post(ph, path, R"({"verdict":"justified"})")), "forbidden");
    EXPECT_EQ(outcome(post(auditor, path, R"({"verdict":"justified"})")), "ok");
    EXPECT_EQ(outcome(post(auditor, path, R"({"verdict":"justified"})")), "decided-already");
}

TEST_P(OpeningsStore, ResolvesScopesByObjectAndByName) {
    const CivilDate today = clock_.today();
    const std::string kasse = add_user("kasse", {"cashier"}, hospital_);
    const std::string doc = add_user("doc", {"village_doctor"}, clinic_);
    const auto related = [&](const auth::Principal& principal, const char* resource) {
        const auto grant = access_->grant_for(principal, http::Op::read, resource);
        EXPECT_TRUE(grant) << resource;
        const Reach reach = access_->reach(principal, *grant, today);
        return database().read([&](db::Connection& connection) { return access_->relates(connection, principal, reach, "r1", today); });
    };
    const auth::Principal cashier = user_of(kasse, hospital_, "cashier");
    EXPECT_FALSE(related(cashier, "person_demographics"));
    write([&](db::Connection& connection) {
        access_->open_relation(connection, "rx", county, "r1", hospital_, today, today, "prescription:1");
    });
    EXPECT_FALSE(related(cashier, "person_demographics")) << "another scope opens nothing";
    write([&](db::Connection& connection) {
        access_->open_relation(connection, "visit", county, "r1", hospital_, today, today, "encounter:1");
        access_->open_relation(connection, "cdc_case", county, "r1", county, today, today, "card:1");
    });
    EXPECT_TRUE(related(cashier, "person_demographics"));
    EXPECT_TRUE(related(user_of("c", root_, "cdc"), "person_demographics")) << "held by the county";
    EXPECT_FALSE(related(user_of("i", root_, "insurer"), "person_demographics"));

    class Insured final : public Relations {
        bool holds(db::Connection&, const auth::Principal&, std::string_view resident_id, CivilDate) const override {
            return resident_id == "r1";
        }
    } insured;
    access_->plug("insured", insured);
    EXPECT_TRUE(related(user_of("i", root_, "insurer"), "person_demographics")) << "answered by the module that knows";

    const auth::Principal doctor = user_of(doc, clinic_, "village_doctor");
    std::string grid_id;
    write([&](db::Connection& connection) {
        const auto villages = organization_->divisions_under(connection, "350881001000");
        organization::Grid grid{{}, "3508810010001", "one", "350881001000", hospital_, {villages.at(0).code}, {{doc, "village_doctor"}}};
        grid_id = organization_->add_grid(connection, county, grid, today, {"t", clock_.now(), 1}).value();
    });
    const auto mental = [&] {
        return access_->reach(doctor, *access_->grant_for(doctor, http::Op::read, "mental_record"), today).grid_ids;
    };
    EXPECT_TRUE(mental().empty()) << "the programme is not assigned";
    write([&](db::Connection& connection) { access_->assign_programme(connection, county, doc, "mental-health", today, today); });
    EXPECT_EQ(mental(), std::vector<std::string>{grid_id});
}

JIWEI_ON_EACH_ENGINE(OpeningsStore);

TEST(ReadingAlerts, KnowTheirHoursAndRelatives) {
    const auto rules = read_alert_rules(read_pack_file(std::filesystem::path{JIWEI_SOURCE_DIR} / "packs/roles/reading-alerts.csv"));
    ASSERT_EQ(rules.size(), 4U);
    const AlertRule& night = rules[1];
    EXPECT_TRUE(within_hours(night, 22 * 60));
    EXPECT_TRUE(within_hours(night, 5 * 60 + 59));
    EXPECT_FALSE(within_hours(night, 6 * 60));
    EXPECT_FALSE(within_hours(night, 21 * 60 + 59));
    EXPECT_TRUE(concerns(night, "nurse ph_staff"));
    EXPECT_FALSE(concerns(night, "nurse"));
    const Home home{"王强", "350881001001", ""};
    EXPECT_TRUE(seems_related(home, "王芳", "350881001001", ""));
    EXPECT_FALSE(seems_related(home, "汪芳", "350881001001", ""));
    EXPECT_FALSE(seems_related(home, "王芳", "350881001002", ""));
    const Home house{"王强", "350881001001", "12号"};
    EXPECT_TRUE(seems_related(house, "李芳", "350881001001", "12号")) << "the same house";
    EXPECT_FALSE(seems_related(house, "王芳", "350881001001", "13号")) << "another house of the village";
    EXPECT_FALSE(seems_related({"王强", "", ""}, "王芳", "", ""));
    EXPECT_THROW((void)read_alert_rules("rule,limit,from,until,roles,reason\nvolume,0,,,*,x\n"), std::runtime_error);
    EXPECT_THROW((void)read_alert_rules("rule,limit,from,until,roles,reason\nnight,1,25:00,06:00,*,x\n"), std::runtime_error);
}

}  // namespace
}  // namespace jiwei::access
