#include "modules/access/tests/fixture.hpp"

namespace jiwei::access {
namespace {

class GateStore : public AccessStore {};

TEST_P(GateStore, AuthorisesByTheMatrixAndWritesDenialsDown) {
    add_user("lin", {"village_doctor"}, clinic_);
    add_user("county1", {"county_admin"}, root_);
    add_user("sys", {"sysadmin"}, root_);
    Browser lin;
    Browser admin;
    Browser sys;
    ASSERT_TRUE(sign_in(lin, "lin", password));
    ASSERT_TRUE(sign_in(admin, "county1", password));
    ASSERT_TRUE(sign_in(sys, "sys", password));
    const auto read = http::Op::read;
    EXPECT_EQ(authorise(lin, http::Verb::get, read, "chronic_followup")->scopes, std::vector<std::string>{"grid"});
    EXPECT_EQ(authorise(lin, http::Verb::del, http::Op::remove, "chronic_followup").error().code, "forbidden");
    EXPECT_EQ(authorise(admin, http::Verb::get, read, "person_demographics").error().code, "purpose-needed");
    EXPECT_TRUE(authorise(admin, http::Verb::get, read, "report_statistics"));
    EXPECT_EQ(authorise(sys, http::Verb::get, read, "person_demographics").error().code, "forbidden");
    EXPECT_EQ(authorise(Browser{}, http::Verb::get, read, "person_demographics").error().status(), 401);
    Browser forged = lin;
    forged.csrf.clear();
    EXPECT_EQ(authorise(forged, http::Verb::post, http::Op::create, "chronic_followup").error().code, "csrf");
    EXPECT_TRUE(authorise(forged, http::Verb::get, read, "chronic_followup")) << "reading needs no header";
    EXPECT_EQ(count("SELECT COUNT(*) FROM audit_access WHERE outcome = 'denied'"), 4);
    const auto verdict = database().read([&](db::Connection& connection) {
        return audit::verify_chain(connection, {audit::Chain::access, county}, *keys_);
    });
    EXPECT_TRUE(verdict.whole) << verdict.why;
}

TEST_P(GateStore, ReachesGridsSubtreesAndCounties) {
    const std::string lin = add_user("lin", {"village_doctor"}, clinic_);
    add_user("wang", {"ph_staff"}, hospital_);
    add_user("county1", {"county_admin"}, root_);
    const CivilDate today = clock_.today();
    const auto principal_of = [&](const char* name) {
        Browser browser;
        EXPECT_TRUE(sign_in(browser, name, password));
        return *principal(browser);
    };
    const auth::Principal doctor = principal_of("lin");
    const auto grant_of = [&](const auth::Principal& who, const char* resource) {
        return *access_->grant_for(who, http::Op::read, resource);
    };
    EXPECT_TRUE(access_->reach(doctor, grant_of(doctor, "chronic_followup"), today).holds_nothing()) << "no grid yet";
    std::string grid_id;
    write([&](db::Connection& connection) {
        const auto villages = organization_->divisions_under(connection, "350881001000");
        organization::Grid grid{{}, "3508810010001", "one", "350881001000", hospital_, {villages.at(0).code}, {{lin, "village_doctor"}}};
        grid_id = organization_->add_grid(connection, county, grid, today, {"t", clock_.now(), 1}).value();
    });
    const Reach reach = access_->reach(doctor, grant_of(doctor, "chronic_followup"), today);
    EXPECT_EQ(reach.grid_ids, std::vector<std::string>{grid_id}) << "seen at once by the process that wrote it";
    EXPECT_TRUE(reach.holds(clinic_, grid_id));
    EXPECT_FALSE(reach.holds(clinic_, ""));
    EXPECT_FALSE(reach.holds("", "other"));
    write([&](db::Connection& connection) { organization_->end_responsible(connection, county, grid_id, lin, add_days(today, -1)); });
    EXPECT_TRUE(access_->reach(doctor, grant_of(doctor, "chronic_followup"), today).holds_nothing()) << "gone the same day";

    const auth::Principal staff = principal_of("wang");
    const Reach subtree = access_->reach(staff, grant_of(staff, "chronic_followup"), today);
    EXPECT_TRUE(subtree.holds(clinic_, ""));
    EXPECT_TRUE(subtree.holds(hospital_, ""));
    EXPECT_FALSE(subtree.holds(root_, ""));
    EXPECT_EQ(access_->reach(doctor, grant_of(doctor, "report_statistics"), today).institution_ids, std::vector<std::string>{clinic_});
    const auth::Principal admin = principal_of("county1");
    EXPECT_TRUE(access_->reach(admin, grant_of(admin, "report_statistics"), today).whole_county);
}

TEST_P(GateStore, KnowsWhoTreatsWhom) {
    const std::string lin = add_user("lin", {"village_doctor"}, clinic_);
    auth::Principal who;
    who.user_id = lin;
    who.county_id = county;
    who.institution_id = clinic_;
    const CivilDate today = clock_.today();
    write([&](db::Connection& connection) {
        EXPECT_FALSE(access_->treats(connection, who, "r1", today));
        access_->open_treatment(connection, county, "r1", clinic_, today, add_days(today, 30), "encounter:e1");
        access_->open_treatment(connection, county, "r1", clinic_, today, add_days(today, 30), "encounter:e1");
        EXPECT_TRUE(access_->treats(connection, who, "r1", today));
        EXPECT_TRUE(access_->treats(connection, who, "r1", add_days(today, 30)));
        EXPECT_FALSE(access_->treats(connection, who, "r1", add_days(today, 31)));
        EXPECT_FALSE(access_->treats(connection, who, "r2", today));
        access_->close_treatment(connection, county, "r1", "encounter:e1", today);
        EXPECT_FALSE(access_->treats(connection, who, "r1", add_days(today, 1)));
    });
}

TEST_P(GateStore, RefusesAccountsThatShouldNotBe) {
    const auto refused = [&](const char* name, const char* secret, const std::vector<std::string>& roles, const std::string& institution) {
        NewUser user;
        user.name = name;
        user.display_name = "x";
        user.password = secret;
        user.assignments = {{county, institution, roles}};
        const auto added = access_->add_user(user);
        return added ? std::string{"ok"} : added.error().errors.empty() ? added.error().code : added.error().errors[0].code;
    };
    EXPECT_EQ(refused("lin", password, {"cashier", "accountant"}, clinic_), "role-conflict");
    EXPECT_EQ(refused("lin", password, {"sysadmin", "village_doctor"}, clinic_), "role-conflict");
    EXPECT_EQ(refused("lin", password, {"king"}, clinic_), "role-unknown");
    EXPECT_EQ(refused("lin", password, {"service"}, clinic_), "role-unknown");
    EXPECT_EQ(refused("lin", password, {}, clinic_), "role-unknown");
    EXPECT_EQ(refused("l", password, {"nurse"}, clinic_), "user-name");
    EXPECT_EQ(refused("lin wei", password, {"nurse"}, clinic_), "user-name");
    EXPECT_EQ(refused("lin", "Tiao-Mao72", {"county_admin"}, root_), "password-short") << "14 for administrators";
    EXPECT_EQ(refused("lin", "Tiao-Mao72", {"nurse"}, "nowhere"), "institution-unknown");
    EXPECT_EQ(refused("lin", "Tiao-Mao72", {"nurse"}, clinic_), "ok");
    EXPECT_EQ(refused("LIN", "Tiao-Mao72", {"nurse"}, clinic_), "user-name-taken");
}

TEST_P(GateStore, ServesTokensWithinTheirScopesAndDays) {
    NewToken token;
    token.name = "province";
    token.county_id = county;
    token.institution_code = "HOSP";
    token.scopes = {"system/Patient.read"};
    token.days = 2;
    const auto secret = access_->add_token(token);
    ASSERT_TRUE(secret) << secret.error().code;
    Browser service;
    service.bearer = *secret;
    EXPECT_EQ(principal(service)->kind, auth::PrincipalKind::service);
    const auto grant = authorise(service, http::Verb::get, http::Op::read, "person_demographics");
    ASSERT_TRUE(grant);
    EXPECT_TRUE(access_->reach(*principal(service), *grant, clock_.today()).holds(clinic_, ""));
    EXPECT_FALSE(access_->reach(*principal(service), *grant, clock_.today()).holds(root_, ""));
    EXPECT_EQ(authorise(service, http::Verb::post, http::Op::create, "person_demographics").error().code, "insufficient_scope");
    EXPECT_EQ(authorise(service, http::Verb::get, http::Op::read, "chronic_followup").error().code, "insufficient_scope");
    EXPECT_EQ(authorise(service, http::Verb::get, http::Op::read, "mental_record").error().code, "forbidden");
    EXPECT_EQ(get_session(service), "unauthenticated");
    service.bearer.back() = service.bearer.back() == 'A' ? 'E' : 'A';
    EXPECT_EQ(principal(service).error().code, "token-invalid");
    service.bearer = *secret;
    pass(2 * 24 * 60);
    EXPECT_EQ(principal(service).error().code, "token-invalid");
    EXPECT_EQ(count("SELECT COUNT(*) FROM service_token WHERE name = 'province'"), 1);
    token.days = 400;
    EXPECT_EQ(access_->add_token(token).error().code, "token-days");
    token.days = 1;
    token.scopes = {"everything"};
    EXPECT_EQ(access_->add_token(token).error().code, "token-scope");
}

TEST_P(GateStore, SwitchesBetweenTheCountiesOfAUserOnly) {
    NewUser user;
    user.name = "zhou";
    user.display_name = "Zhou";
    user.password = password;
    user.must_change_password = false;
    user.assignments = {{county, root_, {"county_admin"}}, {"350802", elsewhere_, {"county_admin"}}};
    ASSERT_TRUE(access_->add_user(user));
    add_user("lin", {"village_doctor"}, clinic_);
    Browser browser;
    ASSERT_TRUE(sign_in(browser, "zhou", password, R"(,"county_id":"350881")"));
    EXPECT_EQ(principal(browser)->county_id, county);
    browser.county_header = "350802";
    EXPECT_EQ(principal(browser)->county_id, "350802");
    EXPECT_EQ(principal(browser)->institution_id, elsewhere_);
    browser.county_header = "350803";
    EXPECT_EQ(principal(browser).error().code, "county-not-granted");
    browser.county_header.clear();
    const auto chosen = call(request(http::Verb::post, "/api/session/choice", browser, R"({"county_id":"350802"})"));
    ASSERT_TRUE(chosen) << chosen.error().code;
    const Browser before = browser;
    keep(browser, *chosen);
    EXPECT_EQ(principal(browser)->county_id, "350802");
    EXPECT_EQ(get_session(before), "session-expired") << "a new id with other rights";
    Browser lin;
    ASSERT_TRUE(sign_in(lin, "lin", password));
    lin.county_header = "350802";
    EXPECT_EQ(principal(lin).error().code, "county-not-granted");
    EXPECT_EQ(code(sign_in(lin, "lin", password, R"(,"county_id":"350802")")), "account-without-role");
}

TEST_P(GateStore, KeepsDemoAccountsOnThisMachine) {
    Options options;
    options.demo_accounts = true;
    open_access(options);
    add_user("demo", {"village_doctor"}, clinic_, true);
    Browser here;
    ASSERT_TRUE(sign_in(here, "demo", password));
    EXPECT_EQ(get_session(here), "ok");
    Browser stolen = here;
    stolen.address = "192.168.1.7";
    EXPECT_EQ(get_session(stolen), "session-expired");
    Browser far;
    far.address = "192.168.1.7";
    EXPECT_EQ(code(sign_in(far, "demo", password)), "demo-account-refused");
    EXPECT_EQ(code(sign_in(far, "demo", "wrong")), "sign-in-failed") << "says nothing without the password";
    open_access({});
    EXPECT_EQ(get_session(here), "session-expired") << "a listener beyond this machine";
    EXPECT_EQ(code(sign_in(here, "demo", password)), "demo-account-refused");
}

TEST_P(GateStore, SetsUpOnceByTheLink) {
    const auto link = access_->make_setup_link();
    ASSERT_TRUE(link);
    const auto again = access_->make_setup_link();
    ASSERT_TRUE(again);
    const auto body = [](const std::string& token, const char* sysadmin_password) {
        return R"({"token":")" + token + R"(","county":{"id":"350825"},"institution_name":"Health bureau",
            "county_admin":{"name":"boss","display_name":"Boss","password":"Tiao-Mao72-Keh"},
            "sysadmin":{"name":"sys","display_name":"Sys","password":")" +
               sysadmin_password + "\"}}";
    };
    const auto post = [&](const std::string& text) { return call(request(http::Verb::post, "/api/setup", Browser{}, text)); };
    EXPECT_EQ(code(post(body(link->token, "Tiao-Mao73-Keh"))), "setup-link-invalid") << "a newer link ends the older";
    const auto weak = post(body(again->token, "short"));
    ASSERT_FALSE(weak);
    EXPECT_EQ(weak.error().errors[0].pointer, "/sysadmin/password");
    EXPECT_NE(call(request(http::Verb::get, "/api/setup", Browser{}))->body.find("true"), std::string::npos);
    EXPECT_EQ(code(post(body(again->token, "Tiao-Mao73-Keh"))), "ok");
    EXPECT_NE(call(request(http::Verb::get, "/api/setup", Browser{}))->body.find("false"), std::string::npos);
    EXPECT_EQ(code(post(body(again->token, "Tiao-Mao73-Keh"))), "setup-link-invalid");
    EXPECT_FALSE(access_->make_setup_link());
    Browser boss;
    ASSERT_TRUE(sign_in(boss, "boss", "Tiao-Mao72-Keh"));
    EXPECT_EQ(principal(boss)->county_id, "350825");
    EXPECT_EQ(count("SELECT COUNT(*) FROM division WHERE county_code = '350825' AND level = 3"), 1);
}

TEST_P(GateStore, LetsTheSetUpLinkExpire) {
    const auto link = access_->make_setup_link();
    ASSERT_TRUE(link);
    pass(60);
    const auto late = call(request(http::Verb::post, "/api/setup", Browser{},
                                   R"({"token":")" + link->token + R"(","county":{"id":"350825"},"institution_name":"B",
        "county_admin":{"name":"boss","display_name":"B","password":"Tiao-Mao72-Keh"},"sysadmin":{"name":"sys","display_name":"S","password":"Tiao-Mao72-Keh"}})"));
    EXPECT_EQ(code(late), "setup-link-invalid");
}

TEST_P(GateStore, ForgetsWhatEnded) {
    add_user("lin", {"village_doctor"}, clinic_);
    Browser browser;
    ASSERT_TRUE(sign_in(browser, "lin", password));
    (void)sign_in(browser, "lin", "wrong");
    access_->forget_expired();
    EXPECT_EQ(count("SELECT COUNT(*) FROM session") + count("SELECT COUNT(*) FROM sign_in_failure"), 2);
    pass(48 * 60);
    access_->forget_expired();
    EXPECT_EQ(count("SELECT COUNT(*) FROM session") + count("SELECT COUNT(*) FROM sign_in_failure"), 0);
}

TEST_P(GateStore, ChecksSessionsFromManyThreads) {
    add_user("lin", {"village_doctor"}, clinic_);
    Browser browser;
    ASSERT_TRUE(sign_in(browser, "lin", password));
    std::atomic<int> good{0};
    std::vector<std::thread> threads;
    const http::Request made = request(http::Verb::get, "/api/x", browser);
    const auto start = std::chrono::steady_clock::now();
    for (int t = 0; t < 8; ++t) {
        threads.emplace_back([&] {
            for (int i = 0; i < 2'000; ++i) good += access_->authenticate(made).has_value() ? 1 : 0;
        });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(good, 16'000);
    const auto us = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - start).count();
    RecordProperty("session_check_ns", static_cast<int>(us * 1'000 / 16'000));
}

TEST_P(GateStore, RefusesMalformedBodies) {
    for (const char* const body : {"", "{}", "[]", R"({"name":1,"password":"x"})", R"({"name":"","password":"x"})", R"({"name":"a"})"}) {
        const auto response = call(request(http::Verb::post, "/api/session", Browser{}, body));
        ASSERT_FALSE(response) << body;
        EXPECT_EQ(response.error().status(), 400) << body;
    }
    const auto huge =
        call(request(http::Verb::post, "/api/session", Browser{}, R"({"name":"a","password":")" + std::string(600, 'x') + "\"}"));
    EXPECT_EQ(huge.error().status(), 400);
}

JIWEI_ON_EACH_ENGINE(GateStore);

}  // namespace
}  // namespace jiwei::access
