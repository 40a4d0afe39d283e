// The password before a form is signed: not forty times a day, and never for somebody who found an open desk (security specification 3).
#include "modules/access/tests/fixture.hpp"

namespace jiwei::access {
namespace {

class Signature : public AccessStore {
protected:
    void SetUp() override {
        AccessStore::SetUp();
        Options options;
        options.session_idle_minutes = 700;
        open_access(options);
        add_user("doctor", {"village_doctor"}, clinic_);
        ASSERT_EQ(outcome(sign_in(desk_, "doctor", password)), "ok");
    }
    std::string sign(const Browser& browser) {
        const auto who = principal(browser);
        if (!who) return who.error().code;
        const auto may = access_->demand_signature(*who, "hypertension/follow-up");
        return may ? "ok" : may.error().code;
    }
    std::string show(const char* secret) {
        return outcome(post(desk_, "/api/session/signature", R"({"password":")" + std::string{secret} + "\"}"));
    }
    Browser desk_;
};
JIWEI_ON_EACH_ENGINE(Signature);

TEST_P(Signature, HalfADayIsSignedWithThePasswordOfTheMorning) {
    for (int form = 0; form < 40; ++form) {
        EXPECT_EQ(sign(desk_), "ok") << form;
        pass(5);
    }
    pass(41);
    EXPECT_EQ(sign(desk_), "signature-needed");
    EXPECT_EQ(show("wrong-Password-1"), "password-wrong");
    EXPECT_EQ(sign(desk_), "signature-needed");
    EXPECT_EQ(show(password), "ok");
    EXPECT_EQ(sign(desk_), "ok") << "at once, not after the memory of the session is old";
    EXPECT_EQ(count("SELECT COUNT(*) FROM audit_access WHERE action = 'signature-password'"), 1);
}

TEST_P(Signature, WrongPasswordsLockTheAccount) {
    for (int i = 0; i < 4; ++i) EXPECT_EQ(show("wrong-Password-1"), "password-wrong");
    EXPECT_EQ(show("wrong-Password-1"), "account-locked");
    EXPECT_EQ(show(password), "account-locked");
}

TEST_P(Signature, AnotherPlaceOfWorkDoesNotMakeThePasswordYounger) {
    pass(241);
    ASSERT_EQ(sign(desk_), "signature-needed");
    const auto chosen = post(desk_, "/api/session/choice", R"({"county_id":"350881"})");
    ASSERT_TRUE(chosen) << outcome(chosen);
    keep(desk_, *chosen);
    EXPECT_EQ(sign(desk_), "signature-needed");
}

TEST_P(Signature, TokensAndCommandsAreNotAsked) {
    auth::Principal token;
    token.kind = auth::PrincipalKind::service;
    token.roles = {"service"};
    EXPECT_TRUE(access_->demand_signature(token, "hypertension/follow-up"));
    EXPECT_TRUE(access_->demand_signature(user_of("operator", root_, "village_doctor"), "hypertension/follow-up"));
}

}  // namespace
}  // namespace jiwei::access
