#include "modules/access/tests/fixture.hpp"

namespace jiwei::access {
namespace {

class SignInStore : public AccessStore {};

TEST_P(SignInStore, SignsInTellsWhoAndSignsOut) {
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

TEST_P(SignInStore, MarksTheCookieSecureBehindTls) {
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
TEST_P(SignInStore, LocksAsTheWorkedExampleSays) {
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

TEST_P(SignInStore, DoesNotLockWhenTheFirstFailureLeftTheWindow) {
    add_user("lin", {"village_doctor"}, clinic_);
    Browser browser;
    for (const int wait : {0, 3, 3, 3, 6}) {
        pass(wait);
        EXPECT_EQ(code(sign_in(browser, "lin", "wrong")), "sign-in-failed");
    }
    EXPECT_EQ(code(sign_in(browser, "lin", password)), "ok");
}

TEST_P(SignInStore, StartsCountingAgainAfterASuccessOrAnUnlock) {
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

TEST_P(SignInStore, ThrottlesAnAddressThatGuessesNames) {
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
TEST_P(SignInStore, TakesAsLongForAnUnknownAccount) {
    cost_ = {8 * 1024, 2, 1};  // dear enough to show when it is left out
    open_access({});
    add_user("lin", {"village_doctor"}, clinic_);
    const auto least_us = [&](const std::string& name) {
        std::vector<std::int64_t> all;
        for (int i = 0; i < 9; ++i) {
            Browser browser;
            browser.address = "10.1." + std::to_string(i) + "." + std::to_string(name.size());
            const auto start = std::chrono::steady_clock::now();
            EXPECT_FALSE(sign_in(browser, name, "wrong"));
            all.push_back(std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - start).count());
            pass(20);
        }
        return *std::min_element(all.begin(), all.end());
    };
    const std::int64_t known = least_us("lin");
    const std::int64_t unknown = least_us("stranger");
    EXPECT_LT(unknown, known * 4) << known << " " << unknown;
    EXPECT_LT(known, unknown * 4) << known << " " << unknown;
}

TEST_P(SignInStore, EndsIdleAndOldSessions) {
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

TEST_P(SignInStore, RemembersSessionsAcrossARestart) {
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

TEST_P(SignInStore, SeesWithinSecondsWhatAnotherProcessEnded) {
    add_user("lin", {"village_doctor"}, clinic_);
    Browser browser;
    ASSERT_TRUE(sign_in(browser, "lin", password));
    EXPECT_EQ(get_session(browser), "ok");
    write([](db::Connection& connection) { connection.run_text("UPDATE user_account SET disabled = 1", {}); });
    clock_.set(time::Instant{clock_.now().utc_ms + holder_recheck_ms});
    EXPECT_FALSE(principal(browser));
}

TEST_P(SignInStore, ChangesThePasswordAndEndsEveryOtherSession) {
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
    for (int i = 0; i < 45; ++i) pass(24 * 60);
    ASSERT_TRUE(sign_in(other, "lin", "Xin-Mima82!")) << "used now and then, or the account would be suspended";
    for (int i = 0; i < 46; ++i) pass(24 * 60);
    ASSERT_TRUE(sign_in(other, "lin", "Xin-Mima82!"));
    EXPECT_TRUE(principal(other)->must_change_password) << "ninety days";
}

JIWEI_ON_EACH_ENGINE(SignInStore);

}  // namespace
}  // namespace jiwei::access
