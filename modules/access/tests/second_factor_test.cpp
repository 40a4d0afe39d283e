#include "modules/access/tests/fixture.hpp"

namespace jiwei::access {
namespace {

class SecondFactorStore : public AccessStore {
protected:
    SecondFactorStore() { second_factor_ = true; }
    std::string code_now() { return auth::totp(factor_, clock_.now().utc_ms / 1000); }
    std::string enrol_by_hand(Browser& browser, std::string& secret_out) {
        const auto begun = body(post(browser, "/api/session/second-factor/enrolment", std::string{R"({"password":")"} + password + "\"}"));
        secret_out = begun["secret"].text();
        EXPECT_TRUE(begun["uri"].text().starts_with("otpauth://totp/jiwei:")) << begun["uri"].text();
        return secret_out;
    }
    static std::string raw(const std::string& base32) {
        std::string out;
        unsigned buffer = 0;
        int bits = 0;
        for (const char c : base32) {
            const unsigned value = c >= 'A' ? static_cast<unsigned>(c - 'A') : static_cast<unsigned>(c - '2') + 26U;
            buffer = (buffer << 5U) | value;
            bits += 5;
            if (bits >= 8) {
                bits -= 8;
                out.push_back(static_cast<char>((buffer >> static_cast<unsigned>(bits)) & 0xFFU));
            }
        }
        return out;
    }
};

TEST_P(SecondFactorStore, LetsNoAdministratorFurtherWithoutOne) {
    add_user("sys", {"sysadmin"}, root_);
    Browser sys;
    ASSERT_EQ(outcome(sign_in(sys, "sys", password)), "ok");
    EXPECT_EQ(outcome(get(sys, "/api/accounts")), "second-factor-enrolment-needed");
    EXPECT_EQ(outcome(get(sys, "/api/session")), "ok") << "the session itself is open, so that a factor can be enrolled";
    const auto session = body(get(sys, "/api/session"));
    EXPECT_TRUE(session["second_factor"]["must_enrol"].as_boolean().value_or(false));

    EXPECT_EQ(outcome(post(sys, "/api/session/second-factor/enrolment", R"({"password":"wrong"})")), "sign-in-failed");
    std::string secret;
    enrol_by_hand(sys, secret);
    EXPECT_EQ(outcome(post(sys, "/api/session/second-factor/confirmation", R"({"code":"000000"})")), "second-factor-wrong");
    const std::string first = auth::totp(raw(secret), clock_.now().utc_ms / 1000);
    const auto confirmed = post(sys, "/api/session/second-factor/confirmation", R"({"code":")" + first + "\"}");
    ASSERT_EQ(outcome(confirmed), "ok");
    EXPECT_EQ(body(confirmed)["recovery_codes"].items().size(), 10U);
    EXPECT_EQ(outcome(get(sys, "/api/accounts")), "ok");

    Browser again;
    EXPECT_EQ(outcome(sign_in(again, "sys", password)), "second-factor-needed");
    EXPECT_EQ(outcome(sign_in(again, "sys", password, R"(,"code":")" + first + "\"")), "second-factor-wrong") << "a code works once";
    pass(1);
    EXPECT_EQ(outcome(sign_in(again, "sys", password, R"(,"code":")" + auth::totp(raw(secret), clock_.now().utc_ms / 1000) + "\"")), "ok");
    const std::string recovery = body(confirmed)["recovery_codes"].items()[3].text();
    EXPECT_EQ(outcome(sign_in(again, "sys", password, R"(,"code":")" + recovery + "\"")), "ok");
    EXPECT_EQ(outcome(sign_in(again, "sys", password, R"(,"code":")" + recovery + "\"")), "second-factor-wrong") << "used";
}

TEST_P(SecondFactorStore, LeavesTheOthersAlone) {
    add_user("lin", {"village_doctor"}, clinic_);
    Browser lin;
    ASSERT_EQ(outcome(sign_in(lin, "lin", password)), "ok");
    EXPECT_EQ(outcome(get(lin, "/api/delegations")), "ok");
    const auto session = body(get(lin, "/api/session"));
    EXPECT_FALSE(session["second_factor"]["needed"].as_boolean().value_or(true));
}

TEST_P(SecondFactorStore, CountsWrongCodesAsFailures) {
    with_factor_ = true;
    add_user("sys", {"sysadmin"}, root_);
    Browser sys;
    for (int i = 0; i < 4; ++i) EXPECT_EQ(outcome(sign_in(sys, "sys", password, R"(,"code":"123")")), "second-factor-wrong");
    EXPECT_EQ(outcome(sign_in(sys, "sys", password, R"(,"code":"123")")), "account-locked");
    EXPECT_EQ(outcome(sign_in(sys, "sys", password, R"(,"code":")" + code_now() + "\"")), "account-locked");
}

TEST_P(SecondFactorStore, WantsAFreshCodeForRolesAndExports) {
    with_factor_ = true;
    Browser auditor = person("audit", {"auditor"}, root_);
    EXPECT_EQ(outcome(get(auditor, "/api/audit/file.csv")), "ok");
    pass(4);
    EXPECT_EQ(outcome(get(auditor, "/api/audit/file.csv")), "ok");
    pass(2);
    EXPECT_EQ(outcome(get(auditor, "/api/audit/file.csv")), "step-up-needed") << "older than five minutes";
    EXPECT_EQ(outcome(get(auditor, "/api/audit")), "ok") << "reading needs none";
    EXPECT_EQ(outcome(post(auditor, "/api/session/second-factor", R"({"code":"000000"})")), "sign-in-failed");
    EXPECT_EQ(outcome(post(auditor, "/api/session/second-factor", R"({"code":")" + code_now() + "\"}")), "ok");
    EXPECT_EQ(outcome(get(auditor, "/api/audit/file.csv")), "ok");
}

TEST_P(SecondFactorStore, TellsADemoAccountItsCode) {
    Options options;
    options.demo_accounts = true;
    open_access(options);
    with_factor_ = true;
    add_user("demo", {"county_admin"}, root_, true);
    Browser demo;
    const auto asked = sign_in(demo, "demo", password);
    ASSERT_FALSE(asked);
    EXPECT_EQ(asked.error().detail, "demo:" + code_now());
    EXPECT_EQ(outcome(sign_in(demo, "demo", "Wrong-Pass99-Xyz")), "sign-in-failed") << "told only after the password";
    EXPECT_EQ(outcome(sign_in(demo, "demo", password, R"(,"code":")" + code_now() + "\"")), "ok");
    add_user("real", {"county_admin"}, root_);
    const auto real = sign_in(demo, "real", password);
    ASSERT_FALSE(real);
    EXPECT_EQ(real.error().detail, "");
}

TEST_P(SecondFactorStore, ListsAndEndsSessions) {
    add_user("lin", {"village_doctor"}, clinic_);
    Browser one;
    Browser two;
    ASSERT_EQ(outcome(sign_in(one, "lin", password)), "ok");
    ASSERT_EQ(outcome(sign_in(two, "lin", password)), "ok");
    const auto items = body(get(one, "/api/session/all"))["items"].items();
    ASSERT_EQ(items.size(), 2U);
    std::string other;
    for (const auto& item : items) {
        if (!item["this_one"].as_boolean().value_or(true)) other = item["id"].text();
    }
    EXPECT_EQ(outcome(call(request(http::Verb::del, ("/api/session/all/" + other).c_str(), one))), "ok");
    EXPECT_EQ(get_session(two), "session-expired");
    EXPECT_EQ(get_session(one), "ok");
    EXPECT_EQ(outcome(call(request(http::Verb::del, "/api/session/all/nothing", one))), "not-found");
    add_user("kasse", {"cashier"}, hospital_);
    Browser first;
    Browser second;
    ASSERT_EQ(outcome(sign_in(first, "kasse", password)), "ok");
    ASSERT_EQ(outcome(sign_in(second, "kasse", password)), "ok");
    EXPECT_EQ(get_session(first), "session-expired") << "one session at the cash desk";
}

TEST_P(SecondFactorStore, SuspendsWhatIsUnusedAndEndsWhatIsTemporary) {
    add_user("lin", {"village_doctor"}, clinic_);
    pass(91LL * 24 * 60);
    Browser lin;
    EXPECT_EQ(outcome(sign_in(lin, "lin", password)), "account-suspended");
    NewUser temporary;
    temporary.name = "guest";
    temporary.display_name = "guest";
    temporary.password = password;
    temporary.must_change_password = false;
    temporary.ends_on = clock_.today().text();
    temporary.assignments = {{county, clinic_, {"nurse"}}};
    ASSERT_TRUE(access_->add_user(temporary));
    Browser guest;
    EXPECT_EQ(outcome(sign_in(guest, "guest", password)), "ok");
    pass(17 * 60);
    EXPECT_EQ(outcome(sign_in(guest, "guest", password)), "sign-in-failed") << "the day after";
}

// The roles of another county are asked for their factor, too: the header alone opens nothing.
TEST_P(SecondFactorStore, AnotherCountyAsksForItsOwnFactor) {
    NewUser user;
    user.name = "two";
    user.display_name = "two";
    user.password = password;
    user.must_change_password = false;
    user.assignments = {{county, clinic_, {"village_doctor"}}, {"350802", elsewhere_, {"county_admin"}}};
    ASSERT_TRUE(access_->add_user(user));
    Browser browser;
    ASSERT_EQ(outcome(sign_in(browser, "two", password, R"(,"county_id":"350881")")), "ok");
    EXPECT_EQ(outcome(get(browser, "/api/delegations")), "ok");
    browser.county_header = "350802";
    EXPECT_EQ(outcome(get(browser, "/api/accounts")), "second-factor-enrolment-needed");
}

TEST_P(SecondFactorStore, ALockedAccountTellsNothingOfItsPasswordToAStolenSession) {
    add_user("lin", {"village_doctor"}, clinic_);
    Browser lin;
    ASSERT_EQ(outcome(sign_in(lin, "lin", password)), "ok");
    const auto begin = [&](const std::string& typed) {
        return outcome(post(lin, "/api/session/second-factor/enrolment", R"({"password":")" + typed + "\"}"));
    };
    for (int i = 0; i < 4; ++i) EXPECT_EQ(begin("wrong"), "sign-in-failed");
    EXPECT_EQ(begin("wrong"), "account-locked");
    EXPECT_EQ(begin(password), "account-locked");
}

TEST_P(SecondFactorStore, TheOldFactorHoldsUntilTheNewOneIsProven) {
    add_user("lin", {"village_doctor"}, clinic_);
    Browser lin;
    ASSERT_EQ(outcome(sign_in(lin, "lin", password, R"(,"code":"123456")")), "ok");
    EXPECT_FALSE(body(get(lin, "/api/session"))["second_factor"]["fresh"].as_boolean().value_or(true)) << "no factor was shown";
    std::string first;
    enrol_by_hand(lin, first);
    const auto code = [&](const std::string& secret) { return auth::totp(raw(secret), clock_.now().utc_ms / 1000); };
    ASSERT_EQ(outcome(post(lin, "/api/session/second-factor/confirmation", R"({"code":")" + code(first) + "\"}")), "ok");
    std::string second;
    enrol_by_hand(lin, second);
    Browser other;
    EXPECT_EQ(outcome(sign_in(other, "lin", password)), "second-factor-needed") << "begun and left lying, nothing changes";
    pass(1);
    EXPECT_EQ(outcome(sign_in(other, "lin", password, R"(,"code":")" + code(second) + "\"")), "second-factor-wrong");
    EXPECT_EQ(outcome(sign_in(other, "lin", password, R"(,"code":")" + code(first) + "\"")), "ok");
    ASSERT_EQ(outcome(post(lin, "/api/session/second-factor/confirmation", R"({"code":")" + code(second) + "\"}")), "ok");
    EXPECT_EQ(outcome(post(lin, "/api/session/second-factor/confirmation", R"({"code":")" + code(second) + "\"}")),
              "second-factor-not-begun");
    pass(1);
    EXPECT_EQ(outcome(sign_in(other, "lin", password, R"(,"code":")" + code(first) + "\"")), "second-factor-wrong");
    EXPECT_EQ(outcome(sign_in(other, "lin", password, R"(,"code":")" + code(second) + "\"")), "ok");
}

TEST_P(SecondFactorStore, ChoosingTheCashDeskEndsTheOtherSessions) {
    NewUser user;
    user.name = "kasse";
    user.display_name = "kasse";
    user.password = password;
    user.must_change_password = false;
    user.assignments = {{county, clinic_, {"nurse"}}, {county, hospital_, {"cashier"}}};
    ASSERT_TRUE(access_->add_user(user));
    const std::string at_clinic = R"(,"institution_id":")" + clinic_ + "\"";
    Browser one;
    Browser two;
    ASSERT_EQ(outcome(sign_in(one, "kasse", password, at_clinic)), "ok");
    ASSERT_EQ(outcome(sign_in(two, "kasse", password, at_clinic)), "ok");
    const auto chosen = post(two, "/api/session/choice", R"({"county_id":"350881","institution_id":")" + hospital_ + "\"}");
    ASSERT_EQ(outcome(chosen), "ok");
    keep(two, *chosen);
    EXPECT_EQ(get_session(two), "ok");
    EXPECT_EQ(get_session(one), "session-expired");
}

JIWEI_ON_EACH_ENGINE(SecondFactorStore);

}  // namespace
}  // namespace jiwei::access
