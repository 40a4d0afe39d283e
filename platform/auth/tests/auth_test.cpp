#include <algorithm>

#include <gtest/gtest.h>

#include "platform/auth/password.hpp"
#include "platform/auth/totp.hpp"

namespace jiwei::auth {
namespace {

struct Case {
    const char* name;
    const char* password;
    const char* account;
    bool administrator;
    std::vector<std::string> broken;
};
class PasswordRules : public testing::TestWithParam<Case> {};

TEST_P(PasswordRules, NameWhatIsBroken) {
    const Case& c = GetParam();
    EXPECT_EQ(check_password(c.password, {c.account, c.administrator, "pepper", {}}), c.broken);
}

// Security specification 3: length 10 or 14, three of four classes, no account, no four sequential characters, not common.
INSTANTIATE_TEST_SUITE_P(Rules, PasswordRules,
                         testing::Values(Case{"good", "Tiao-Mao72", "lin", false, {}},
                                         Case{"nine_characters", "Tiao-Mao7", "lin", false, {"password-short"}},
                                         Case{"ten_for_an_administrator", "Tiao-Mao72", "lin", true, {"password-short"}},
                                         Case{"thirteen_for_an_administrator", "Tiao-Mao72-Ke", "lin", true, {"password-short"}},
                                         Case{"fourteen_for_an_administrator", "Tiao-Mao72-Keh", "lin", true, {}},
                                         Case{"two_classes", "tiao-mao-keh", "lin", false, {"password-classes"}},
                                         Case{"three_classes_without_capitals", "tiao-mao72", "lin", false, {}},
                                         Case{"chinese_counts_letters_not_bytes", "猫跳Aa7", "lin", false, {"password-short"}},
                                         Case{"chinese_is_a_class", "猫跳过墙去了吧Aa7", "lin", false, {}},
                                         Case{"account_inside", "xLiN-Mao72c", "lin", false, {"password-account"}},
                                         Case{"three_in_a_row_are_allowed", "Tiao-Mao-789", "lin", false, {}},
                                         Case{"four_up", "Tiao-Mao-6789", "lin", false, {"password-sequence"}},
                                         Case{"four_down", "Tiao-Mao-9876", "lin", false, {"password-sequence"}},
                                         Case{"letters_of_mixed_case", "Tiao-aBcD-72", "lin", false, {"password-sequence"}},
                                         Case{"the_same_four_times", "Tiao-7777-Mao", "lin", false, {"password-sequence"}},
                                         Case{"common", "P@ssw0rd2026!", "lin", false, {"password-common"}},
                                         Case{"common_in_pinyin", "WoAiNi1314!!", "lin", false, {"password-common"}},
                                         Case{"keyboard", "!Qaz2wsx3edc", "lin", false, {}},
                                         Case{"empty", "", "lin", false, {"password-short", "password-classes"}}),
                         [](const auto& made) { return std::string{made.param.name}; });

TEST(PasswordRules, RefuseTheLastFive) {
    const std::vector<std::string> last{hash_password("Tiao-Mao72", "pepper", HashCost::for_tests()),
                                        hash_password("Tiao-Mao73", "pepper", HashCost::for_tests())};
    EXPECT_EQ(check_password("Tiao-Mao73", {"lin", false, "pepper", last}), std::vector<std::string>{"password-reused"});
    EXPECT_TRUE(check_password("Tiao-Mao74", {"lin", false, "pepper", last}).empty());
}

TEST(PasswordRules, BoundTheLength) {
    const std::string longest = "Aa7-" + std::string(252, '\xc3');
    EXPECT_EQ(check_password(std::string(300, 'x'), {"lin", false, "pepper", {}}), std::vector<std::string>{"password-long"});
    EXPECT_NE(check_password(longest, {"lin", false, "pepper", {}}), std::vector<std::string>{}) << "not UTF-8";
}

TEST(PasswordHash, OpensToThePasswordAndPepperOnly) {
    const std::string stored = hash_password("Tiao-Mao72", "pepper", HashCost::for_tests());
    EXPECT_TRUE(stored.starts_with("$argon2id$v=19$m=64,t=1,p=1$"));
    EXPECT_TRUE(verify_password("Tiao-Mao72", "pepper", stored));
    EXPECT_FALSE(verify_password("Tiao-Mao73", "pepper", stored));
    EXPECT_FALSE(verify_password("Tiao-Mao72", "salt", stored));
    EXPECT_FALSE(verify_password("Tiao-Mao72", "pepper", "damaged"));
    EXPECT_NE(hash_password("Tiao-Mao72", "pepper", HashCost::for_tests()), stored);
}

TEST(PasswordHash, OfNobodyCostsTheSameAndNeverOpens) {
    const HashCost cost = HashCost::for_tests();
    const std::string nobody = unmatchable_hash(cost);
    const std::string somebody = hash_password("x", "pepper", cost);
    EXPECT_EQ(nobody.size(), somebody.size());
    EXPECT_EQ(nobody.substr(0, nobody.find("p=1$") + 4), somebody.substr(0, somebody.find("p=1$") + 4));
    EXPECT_FALSE(verify_password("x", "pepper", nobody));
}

TEST(RandomPassword, PassesEveryRuleAndIsNeverTheSame) {
    for (int i = 0; i < 50; ++i) {
        const std::string password = random_password();
        EXPECT_EQ(password.size(), 16U);
        EXPECT_TRUE(check_password(password, {"demo", true, {}, {}}).empty()) << password;
        EXPECT_NE(password, random_password());
    }
}

struct TotpCase {
    std::int64_t seconds;
    TotpHash hash;
    const char* code;
};
class TotpVectors : public testing::TestWithParam<TotpCase> {};

TEST_P(TotpVectors, AreThoseOfTheStandard) {
    const TotpCase& c = GetParam();
    const std::string digits = "1234567890";
    std::string secret;
    const std::size_t size = c.hash == TotpHash::sha1 ? 20 : c.hash == TotpHash::sha256 ? 32 : 64;
    while (secret.size() < size) secret += digits;
    secret.resize(size);
    EXPECT_EQ(totp(secret, c.seconds, {8, 30, c.hash, 0}), c.code);
}

// RFC 6238, appendix B.
INSTANTIATE_TEST_SUITE_P(
    Rfc6238, TotpVectors,
    testing::Values(TotpCase{59, TotpHash::sha1, "94287082"}, TotpCase{59, TotpHash::sha256, "46119246"},
                    TotpCase{59, TotpHash::sha512, "90693936"}, TotpCase{1111111109, TotpHash::sha1, "07081804"},
                    TotpCase{1111111109, TotpHash::sha256, "68084774"}, TotpCase{1111111109, TotpHash::sha512, "25091201"},
                    TotpCase{1111111111, TotpHash::sha1, "14050471"}, TotpCase{1234567890, TotpHash::sha1, "89005924"},
                    TotpCase{1234567890, TotpHash::sha256, "91819424"}, TotpCase{2000000000, TotpHash::sha1, "69279037"},
                    TotpCase{2000000000, TotpHash::sha512, "38618901"}, TotpCase{20000000000, TotpHash::sha1, "65353130"},
                    TotpCase{20000000000, TotpHash::sha256, "77737706"}, TotpCase{20000000000, TotpHash::sha512, "47863826"}));

TEST(Totp, AcceptsOneStepOfDriftAndNoCodeTwice) {
    const std::string secret = "12345678901234567890";
    const std::int64_t now = 1'111'111'111;
    const std::int64_t step = now / 30;
    EXPECT_EQ(verify_totp(secret, totp(secret, now), now, 0), step);
    EXPECT_EQ(verify_totp(secret, totp(secret, now - 30), now, 0), step - 1);
    EXPECT_EQ(verify_totp(secret, totp(secret, now + 30), now, 0), step + 1);
    EXPECT_FALSE(verify_totp(secret, totp(secret, now - 60), now, 0));
    EXPECT_FALSE(verify_totp(secret, totp(secret, now + 60), now, 0));
    EXPECT_FALSE(verify_totp(secret, totp(secret, now), now, step)) << "used";
    EXPECT_FALSE(verify_totp(secret, "", now, 0));
    EXPECT_FALSE(verify_totp(secret, totp(secret, now) + "0", now, 0));
}

}  // namespace
}  // namespace jiwei::auth
