#include <chrono>
#include <thread>

#include <gtest/gtest.h>

#include "modules/access/impl.hpp"
#include "platform/audit/verify.hpp"
#include "platform/crypto/digest.hpp"
#include "platform/db/tests/engines.hpp"

namespace jiwei::access {
namespace {

// 2026-07-01T08:00:00.000+08:00
constexpr std::int64_t eight_oclock_ms = 1'782'864'000'000;
constexpr std::int64_t minute_ms = 60'000;
constexpr const char* password = "Tiao-Mao72-Keh";
constexpr const char* county = "350881";

/// A browser as the server sees it.
struct Browser {
    std::string cookie;
    std::string csrf;
    std::string bearer;
    std::string county_header;
    std::string address = "127.0.0.1";
};

class AccessStore : public db::testing::EachEngine {
protected:
    void SetUp() override {
        open_access({});
        write([&](db::Connection& connection) {
            const auto table = organization::DivisionTable::open(std::string{JIWEI_SOURCE_DIR} + "/packs/divisions/divisions.bin");
            ASSERT_TRUE(table);
            ASSERT_TRUE(organization_->load_divisions(connection, county, *table));
            ASSERT_TRUE(organization_->load_divisions(connection, "350802", *table));
            access_->put_county(connection, {county, "Zhangping"});
            access_->put_county(connection, {"350802", "Xinluo"});
            root_ = add_institution(connection, county, "ROOT", "H1", "");
            hospital_ = add_institution(connection, county, "HOSP", "H3", root_);
            clinic_ = add_institution(connection, county, "CLIN", "H6", hospital_);
            elsewhere_ = add_institution(connection, "350802", "ROOT", "H1", "");
        });
    }
    void open_access(Options options) {
        access_.reset();
        organization_ = std::make_unique<organization::Organization>(services());
        options.roles_pack = std::string{JIWEI_SOURCE_DIR} + "/packs/roles";
        options.hash_cost = auth::HashCost::for_tests();
        access_ = std::make_unique<Access>(services(), *organization_, *keys_, options);
        routes_ = access_->routes();
    }
    Services services() { return {database(), keys_->cipher(), *ids_, clock_, *log_, tokens_}; }
    template <class F>
    void write(F&& work) {
        ASSERT_TRUE(database().write([&](db::Connection& connection) -> tl::expected<bool, std::string> {
            work(connection);
            return true;
        }));
    }
    std::string add_institution(db::Connection& connection, const char* where, const char* code, const char* kind,
                                const std::string& parent) {
        organization::Institution institution;
        institution.code = code;
        institution.name = code;
        institution.kind = kind;
        institution.parent_id = parent;
        institution.division_code = std::string{where} + "000000";
        institution.valid_from = *parse_civil_date("2010-01-01");
        return organization_->add_institution(connection, where, institution, {"t", clock_.now(), 1}).value();
    }
    std::string add_user(const char* name, const std::vector<std::string>& roles, const std::string& institution, bool demo = false) {
        NewUser user;
        user.name = name;
        user.display_name = name;
        user.password = password;
        user.must_change_password = false;
        user.demo = demo;
        user.assignments = {{county, institution, roles}};
        const auto added = access_->add_user(user);
        EXPECT_TRUE(added) << added.error().code;
        return added.value_or("");
    }

    http::Request request(http::Verb verb, const char* path, const Browser& browser, std::string body = {}) {
        http::Request made;
        made.verb = verb;
        made.path = path;
        made.body = std::move(body);
        made.headers.emplace_back("content-type", "application/json");
        if (!browser.cookie.empty()) made.headers.emplace_back("cookie", "other=1; " + browser.cookie);
        if (!browser.csrf.empty()) made.headers.emplace_back("x-jiwei-csrf", browser.csrf);
        if (!browser.bearer.empty()) made.headers.emplace_back("authorization", "Bearer " + browser.bearer);
        if (!browser.county_header.empty()) made.headers.emplace_back("x-jiwei-county", browser.county_header);
        made.trail = {clock_.now(), "r1", browser.address, "test"};
        made.today = clock_.today();
        return made;
    }
    /// Through the gate to the handler, as the server does it.
    Result<http::Response> call(http::Request made) {
        for (const http::Route& route : routes_.routes) {
            if (route.verb != made.verb || route.path != made.path) continue;
            auto principal = access_->authenticate(made);
            if (!principal && route.access.kind() != http::Access::Kind::open) return tl::unexpected(principal.error());
            if (principal) made.principal = *principal;
            JIWEI_TRY(grant, access_->authorise(made, route.access));
            made.grant = grant;
            return route.handler(made);
        }
        ADD_FAILURE() << "no route " << made.path;
        return refuse(Refusal::not_found, "no-route");
    }
    Result<http::Response> sign_in(Browser& browser, const std::string& name, const std::string& secret, const std::string& more = {}) {
        auto response = call(request(http::Verb::post, "/api/session", Browser{{}, {}, {}, {}, browser.address},
                                     R"({"name":")" + name + R"(","password":")" + secret + "\"" + more + "}"));
        if (response) keep(browser, *response);
        return response;
    }
    static void keep(Browser& browser, const http::Response& response) {
        for (const auto& [name, value] : response.headers) {
            if (name == "Set-Cookie") browser.cookie = value.substr(0, value.find(';'));
        }
        browser.csrf = (*json::parse(response.body))["csrf"].text();
    }
    static std::string code(const Result<http::Response>& response) { return response ? "ok" : response.error().code; }
    std::string get_session(const Browser& browser) { return code(call(request(http::Verb::get, "/api/session", browser))); }
    Result<auth::Principal> principal(const Browser& browser) { return access_->authenticate(request(http::Verb::get, "/x", browser)); }
    Result<auth::Grant> authorise(const Browser& browser, http::Verb verb, http::Op op, const char* resource) {
        http::Request made = request(verb, "/api/x", browser);
        JIWEI_TRY(who, access_->authenticate(made));
        made.principal = who;
        return access_->authorise(made, http::Access::to(op, resource));
    }
    void pass(std::int64_t minutes) { clock_.set(time::Instant{clock_.now().utc_ms + minutes * minute_ms}); }
    std::int64_t count(const std::string& sql) {
        return database().read([&](db::Connection& connection) { return connection.run_text(sql, {})[0].integer(0); });
    }

    time::FixedClock clock_{time::Instant{eight_oclock_ms}};
    std::unique_ptr<crypto::Keys> keys_ = crypto::Keys::for_tests();
    std::unique_ptr<crypto::IdSource> ids_ = crypto::make_id_source(clock_);
    std::unique_ptr<audit::AccessLog> log_ = audit::make_access_log(database());
    crypto::PageTokens tokens_{keys_->token_key()};
    std::unique_ptr<organization::Organization> organization_;
    std::unique_ptr<Access> access_;
    http::RouteSet routes_;
    std::string root_, hospital_, clinic_, elsewhere_;
};

TEST_P(AccessStore, SignsInTellsWhoAndSignsOut) {
    const std::string id = add_user("lin", {"village_doctor"}, clinic_);
    Browser browser;
    const auto response = sign_in(browser, "LIN", password);
    ASSERT_TRUE(response) << response.error().code;
    EXPECT_EQ(response->status, 201);
    const auto cookie =
        std::find_if(response->headers.begin(), response->headers.end(), [](const auto& h) { return h.first == "Set-Cookie"; });
    EXPECT_NE(cookie->second.find("; HttpOnly; SameSite=Strict"), std::string::npos);
    EXPECT_EQ(cookie->second.find("Secure"), std::string::npos);
    const json::Value session = *json::parse(response->body);
    EXPECT_EQ(session["user"]["id"].text(), id);
    EXPECT_EQ(session["institution"]["kind"].text(), "H6");
    EXPECT_EQ(session["county"]["name"].text(), "Zhangping");
    EXPECT_EQ(json::write(session["permissions"]["chronic_followup"]), R"(["C","R","U"])");
    EXPECT_TRUE(session["permissions"]["user_account"].is_null());
    EXPECT_EQ(session["today"].text(), "2026-07-01");

    EXPECT_EQ(get_session(browser), "ok");
    EXPECT_EQ(code(call(request(http::Verb::del, "/api/session", Browser{browser.cookie, {}, {}, {}, "127.0.0.1"}))), "csrf");
    EXPECT_EQ(code(call(request(http::Verb::del, "/api/session", Browser{browser.cookie, browser.csrf + "x", {}, {}, "127.0.0.1"}))),
              "csrf");
    EXPECT_EQ(get_session(browser), "ok");
    EXPECT_EQ(code(call(request(http::Verb::del, "/api/session", browser))), "ok");
    EXPECT_EQ(get_session(browser), "session-expired");
    EXPECT_EQ(get_session(Browser{}), "unauthenticated");
    EXPECT_EQ(get_session(Browser{"jiwei_session=" + std::string(43, 'A'), {}, {}, {}, "127.0.0.1"}), "session-expired");
    EXPECT_EQ(count("SELECT COUNT(*) FROM audit_access WHERE action IN ('login', 'logout') AND outcome = 'ok'"), 2);
    EXPECT_EQ(count("SELECT COUNT(*) FROM audit_access WHERE outcome = 'denied' AND reason = 'csrf'"), 2);
}

TEST_P(AccessStore, MarksTheCookieSecureBehindTls) {
    Options options;
    options.secure_cookie = true;
    open_access(options);
    add_user("lin", {"village_doctor"}, clinic_);
    Browser browser;
    const auto response = sign_in(browser, "lin", password);
    ASSERT_TRUE(response);
    EXPECT_NE(response->headers.front().second.find("; Secure"), std::string::npos);
}

// Security specification, example (g): failures at 08:00, 08:03, 08:06, 08:09, 08:14 lock until 08:44; known and unknown alike.
TEST_P(AccessStore, LocksAsTheWorkedExampleSays) {
    add_user("lin", {"village_doctor"}, clinic_);
    for (const char* const name : {"lin", "nobody"}) {
        clock_.set(time::Instant{eight_oclock_ms});
        Browser browser;
        for (const int wait : {0, 3, 3, 3}) {
            pass(wait);
            EXPECT_EQ(code(sign_in(browser, name, "wrong")), "sign-in-failed") << name;
        }
        pass(5);
        const auto fifth = sign_in(browser, name, "wrong");
        ASSERT_FALSE(fifth);
        EXPECT_EQ(fifth.error().code, "account-locked") << name;
        EXPECT_EQ(fifth.error().detail, "until 2026-07-01T08:44:00.000+08:00");
        pass(29);
        EXPECT_EQ(code(sign_in(browser, name, password)), "account-locked") << "08:43, right password";
        pass(1);
        EXPECT_EQ(code(sign_in(browser, name, password)), std::string{name} == "lin" ? "ok" : "sign-in-failed") << "08:44";
    }
}

TEST_P(AccessStore, DoesNotLockWhenTheFirstFailureLeftTheWindow) {
    add_user("lin", {"village_doctor"}, clinic_);
    Browser browser;
    for (const int wait : {0, 3, 3, 3, 6}) {
        pass(wait);
        EXPECT_EQ(code(sign_in(browser, "lin", "wrong")), "sign-in-failed");
    }
    EXPECT_EQ(code(sign_in(browser, "lin", password)), "ok");
}

TEST_P(AccessStore, StartsCountingAgainAfterASuccessOrAnUnlock) {
    add_user("lin", {"village_doctor"}, clinic_);
    Browser browser;
    for (int round = 0; round < 3; ++round) {
        for (int i = 0; i < 4; ++i) EXPECT_EQ(code(sign_in(browser, "lin", "wrong")), "sign-in-failed");
        EXPECT_EQ(code(sign_in(browser, "lin", password)), "ok");
    }
    for (int i = 0; i < 4; ++i) (void)sign_in(browser, "lin", "wrong");
    EXPECT_EQ(code(sign_in(browser, "lin", "wrong")), "account-locked");
    EXPECT_TRUE(access_->unlock_user("Lin", "admin"));
    EXPECT_EQ(code(sign_in(browser, "lin", password)), "ok");
    EXPECT_EQ(count("SELECT COUNT(*) FROM audit_installation WHERE action = 'unlock'"), 1);
}

TEST_P(AccessStore, ThrottlesAnAddressThatGuessesNames) {
    Browser attacker;
    attacker.address = "10.0.0.9";
    for (int i = 0; i < 20; ++i) EXPECT_EQ(code(sign_in(attacker, "name" + std::to_string(i), "wrong")), "sign-in-failed");
    const auto next = sign_in(attacker, "name20", "wrong");
    EXPECT_EQ(code(next), "sign-in-throttled");
    EXPECT_EQ(next.error().refusal, Refusal::throttled);
    add_user("lin", {"village_doctor"}, clinic_);
    EXPECT_EQ(code(sign_in(attacker, "lin", password)), "sign-in-throttled");
    Browser other;
    EXPECT_EQ(code(sign_in(other, "lin", password)), "ok");
    pass(10);
    EXPECT_EQ(code(sign_in(attacker, "lin", password)), "ok");
}

// The same statements run and the same hash is computed; a coarse check that no branch skips the hash.
TEST_P(AccessStore, TakesAsLongForAnUnknownAccount) {
    Options options;
    open_access(options);
    add_user("lin", {"village_doctor"}, clinic_);
    const auto median_us = [&](const std::string& name) {
        std::vector<std::int64_t> all;
        for (int i = 0; i < 9; ++i) {
            Browser browser;
            browser.address = "10.1." + std::to_string(i) + "." + std::to_string(name.size());
            const auto start = std::chrono::steady_clock::now();
            EXPECT_FALSE(sign_in(browser, name, "wrong"));
            all.push_back(std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - start).count());
            pass(20);
        }
        std::nth_element(all.begin(), all.begin() + 4, all.end());
        return all[4];
    };
    const std::int64_t known = median_us("lin");
    const std::int64_t unknown = median_us("stranger");
    EXPECT_LT(unknown, known * 4) << known << " " << unknown;
    EXPECT_LT(known, unknown * 4) << known << " " << unknown;
}

TEST_P(AccessStore, EndsIdleAndOldSessions) {
    add_user("lin", {"village_doctor"}, clinic_);
    Browser desk;
    Browser workstation;
    ASSERT_TRUE(sign_in(desk, "lin", password));
    ASSERT_TRUE(sign_in(workstation, "lin", password, R"(,"workstation":true)"));
    pass(14);
    EXPECT_EQ(get_session(desk), "ok");
    pass(15);
    EXPECT_EQ(get_session(desk), "session-expired");
    EXPECT_EQ(get_session(workstation), "ok") << "29 minutes";
    pass(30);
    EXPECT_EQ(get_session(workstation), "session-expired");

    ASSERT_TRUE(sign_in(desk, "lin", password));
    for (int i = 0; i < 71; ++i) {
        pass(10);
        ASSERT_EQ(get_session(desk), "ok") << i;
    }
    pass(10);
    EXPECT_EQ(get_session(desk), "session-expired") << "twelve hours";
    EXPECT_EQ(count("SELECT COUNT(*) FROM session"), 0);
}

TEST_P(AccessStore, RemembersSessionsAcrossARestart) {
    add_user("lin", {"village_doctor"}, clinic_);
    Browser browser;
    ASSERT_TRUE(sign_in(browser, "lin", password));
    pass(10);
    EXPECT_EQ(get_session(browser), "ok");
    open_access({});
    pass(10);
    EXPECT_EQ(get_session(browser), "ok") << "the last use was written";
    EXPECT_EQ(code(call(request(http::Verb::del, "/api/session", browser))), "ok") << "the CSRF token is the same";
    open_access({});
    EXPECT_EQ(get_session(browser), "session-expired");
}

TEST_P(AccessStore, SeesWithinSecondsWhatAnotherProcessEnded) {
    add_user("lin", {"village_doctor"}, clinic_);
    Browser browser;
    ASSERT_TRUE(sign_in(browser, "lin", password));
    EXPECT_EQ(get_session(browser), "ok");
    write([](db::Connection& connection) { connection.run_text("UPDATE user_account SET disabled = 1", {}); });
    clock_.set(time::Instant{clock_.now().utc_ms + holder_recheck_ms});
    EXPECT_FALSE(principal(browser));
}

TEST_P(AccessStore, ChangesThePasswordAndEndsEveryOtherSession) {
    NewUser user;
    user.name = "lin";
    user.display_name = "Lin";
    user.password = password;
    user.assignments = {{county, clinic_, {"village_doctor"}}};
    ASSERT_TRUE(access_->add_user(user));
    Browser browser;
    Browser other;
    ASSERT_TRUE(sign_in(browser, "lin", password));
    ASSERT_TRUE(sign_in(other, "lin", password));
    EXPECT_EQ(authorise(browser, http::Verb::get, http::Op::read, "chronic_followup").error().code, "password-change-needed");
    EXPECT_EQ(get_session(browser), "ok");
    const auto change = [&](const std::string& current, const std::string& next) {
        return call(
            request(http::Verb::post, "/api/session/password", browser, R"({"current":")" + current + R"(","password":")" + next + "\"}"));
    };
    EXPECT_EQ(code(change("wrong", "Xin-Mima82!")), "sign-in-failed");
    const auto weak = change(password, "abcd");
    ASSERT_FALSE(weak);
    EXPECT_EQ(weak.error().status(), 422);
    EXPECT_EQ(weak.error().errors.size(), 4U) << "short, classes, sequence, common";
    EXPECT_EQ(change(password, password).error().errors[0].code, "password-reused");
    const Browser before = browser;
    const auto changed = change(password, "Xin-Mima82!");
    ASSERT_TRUE(changed) << changed.error().code;
    keep(browser, *changed);
    EXPECT_NE(browser.cookie, before.cookie);
    EXPECT_NE(browser.csrf, before.csrf);
    EXPECT_EQ(get_session(before), "session-expired");
    EXPECT_EQ(get_session(other), "session-expired");
    EXPECT_EQ(get_session(browser), "ok");
    EXPECT_TRUE(authorise(browser, http::Verb::get, http::Op::read, "chronic_followup"));
    EXPECT_EQ(code(sign_in(other, "lin", password)), "sign-in-failed");
    EXPECT_EQ(code(sign_in(other, "lin", "Xin-Mima82!")), "ok");
    for (int i = 0; i < 91; ++i) pass(24 * 60);
    ASSERT_TRUE(sign_in(other, "lin", "Xin-Mima82!"));
    EXPECT_TRUE(principal(other)->must_change_password) << "ninety days";
}

TEST_P(AccessStore, AuthorisesByTheMatrixAndWritesDenialsDown) {
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

TEST_P(AccessStore, ReachesGridsSubtreesAndCounties) {
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

TEST_P(AccessStore, KnowsWhoTreatsWhom) {
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

TEST_P(AccessStore, RefusesAccountsThatShouldNotBe) {
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

TEST_P(AccessStore, ServesTokensWithinTheirScopesAndDays) {
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
    EXPECT_EQ(authorise(service, http::Verb::post, http::Op::create, "person_demographics").error().code, "insufficient-scope");
    EXPECT_EQ(authorise(service, http::Verb::get, http::Op::read, "chronic_followup").error().code, "insufficient-scope");
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

TEST_P(AccessStore, SwitchesBetweenTheCountiesOfAUserOnly) {
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

TEST_P(AccessStore, KeepsDemoAccountsOnThisMachine) {
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

TEST_P(AccessStore, SetsUpOnceByTheLink) {
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

TEST_P(AccessStore, LetsTheSetUpLinkExpire) {
    const auto link = access_->make_setup_link();
    ASSERT_TRUE(link);
    pass(60);
    const auto late = call(request(http::Verb::post, "/api/setup", Browser{},
                                   R"({"token":")" + link->token + R"(","county":{"id":"350825"},"institution_name":"B",
        "county_admin":{"name":"boss","display_name":"B","password":"Tiao-Mao72-Keh"},"sysadmin":{"name":"sys","display_name":"S","password":"Tiao-Mao72-Keh"}})"));
    EXPECT_EQ(code(late), "setup-link-invalid");
}

TEST_P(AccessStore, ForgetsWhatEnded) {
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

TEST_P(AccessStore, ChecksSessionsFromManyThreads) {
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

TEST_P(AccessStore, RefusesMalformedBodies) {
    for (const char* const body : {"", "{}", "[]", R"({"name":1,"password":"x"})", R"({"name":"","password":"x"})", R"({"name":"a"})"}) {
        const auto response = call(request(http::Verb::post, "/api/session", Browser{}, body));
        ASSERT_FALSE(response) << body;
        EXPECT_EQ(response.error().status(), 400) << body;
    }
    const auto huge =
        call(request(http::Verb::post, "/api/session", Browser{}, R"({"name":"a","password":")" + std::string(600, 'x') + "\"}"));
    EXPECT_EQ(huge.error().status(), 400);
}

JIWEI_ON_EACH_ENGINE(AccessStore);

}  // namespace
}  // namespace jiwei::access
