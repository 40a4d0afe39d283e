#include <fstream>
#include <set>
#include <thread>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <rapidcheck/gtest.h>

#include "core/kernel/id.hpp"
#include "platform/crypto/digest.hpp"
#include "platform/crypto/ids.hpp"
#include "platform/crypto/keys.hpp"
#include "platform/crypto/page_token.hpp"

namespace jiwei::crypto {
namespace {

namespace fs = std::filesystem;

class TemporaryFolder {
public:
    TemporaryFolder() {
        std::string name = (fs::temp_directory_path() / "jiwei-keys-XXXXXX").string();
        if (mkdtemp(name.data()) == nullptr) throw std::runtime_error{"mkdtemp"};
        path = name;
    }
    ~TemporaryFolder() { fs::remove_all(path); }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    fs::path path;
};

TEST(Digest, GivesTheAnswersOfTheStandards) {
    EXPECT_TRUE(self_test());
    EXPECT_EQ(hex(digest(Hash::sm3, "abc")), "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
    // RFC 4231, test case 2 and 6 (a key longer than a block).
    EXPECT_EQ(hex(hmac(Hash::sha256, "Jefe", "what do ya want for nothing?")),
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    EXPECT_EQ(hex(hmac(Hash::sha256, std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First")),
              "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

RC_GTEST_PROP(Base64Url, ComesBackAndHasOneForm, (const std::string& bytes)) {
    const std::string text = base64url(bytes);
    RC_ASSERT(unbase64url(text) == bytes);
    RC_ASSERT(unhex(hex(bytes)) == bytes);
}

TEST(Base64Url, RefusesWhatItDidNotWrite) {
    for (const char* const text : {"A", "AB==", "AB", "A+A/", "AAAA\n", "AAA%"}) {
        if (std::string{text} == "AB") {
            EXPECT_FALSE(unbase64url(text)) << "leftover bits";
        } else {
            EXPECT_FALSE(unbase64url(text)) << text;
        }
    }
    EXPECT_EQ(unbase64url(""), "");
}

TEST(Ulids, IncreaseEvenWhenTheClockDoesNot) {
    time::FixedClock clock{time::Instant{1'700'000'000'000}};
    const auto ids = make_id_source(clock);
    std::string before;
    for (int i = 0; i < 20'000; ++i) {
        if (i == 5'000) clock.set(time::Instant{1'600'000'000'000});
        if (i == 10'000) clock.set(time::Instant{1'700'000'000'001});
        const std::string id = ids->next();
        ASSERT_EQ(id.size(), 26U);
        ASSERT_TRUE(is_id(id));
        ASSERT_LT(before, id);
        before = id;
    }
}

TEST(Ulids, CarryTheTimeInTheirFirstTenLetters) {
    // The example of the ULID specification: 1469918176385 is 01ARYZ6S41.
    time::FixedClock clock{time::Instant{1'469'918'176'385}};
    EXPECT_EQ(make_id_source(clock)->next().substr(0, 10), "01ARYZ6S41");
}

TEST(Ulids, RepeatWithASeedAndNeverWithout) {
    const time::FixedClock clock{time::Instant{1'700'000'000'000}};
    const auto a = make_seeded_id_source(clock, 7);
    const auto b = make_seeded_id_source(clock, 7);
    const auto c = make_seeded_id_source(clock, 8);
    for (int i = 0; i < 100; ++i) {
        const std::string id = a->next();
        EXPECT_EQ(id, b->next());
        EXPECT_NE(id, c->next());
    }
    EXPECT_NE(make_id_source(clock)->next(), make_id_source(clock)->next());
}

TEST(Ulids, AreUniqueAcrossThreads) {
    const time::SystemClock clock;
    const auto ids = make_id_source(clock);
    std::vector<std::vector<std::string>> made(4);
    std::vector<std::thread> threads;
    for (auto& mine : made) {
        threads.emplace_back([&] {
            for (int i = 0; i < 5'000; ++i) mine.push_back(ids->next());
        });
    }
    for (auto& thread : threads) thread.join();
    std::set<std::string> all;
    for (const auto& mine : made) all.insert(mine.begin(), mine.end());
    EXPECT_EQ(all.size(), 20'000U);
}

class FieldCiphers : public testing::TestWithParam<Suite> {};

TEST_P(FieldCiphers, OpenWhatTheySealedAndNothingElse) {
    const auto keys = Keys::for_tests(1, GetParam());
    const auto others = Keys::for_tests(2, GetParam());
    const FieldCipher& cipher = keys->cipher();
    const std::string sealed = cipher.seal("350881199001011234", "resident.id_no");
    EXPECT_EQ(cipher.open(sealed, "resident.id_no"), "350881199001011234");
    EXPECT_NE(cipher.seal("350881199001011234", "resident.id_no"), sealed) << "a nonce was used twice";
    EXPECT_EQ(cipher.open(sealed, "resident.phone").error(), "crypto.tampered") << "moved to another column";
    EXPECT_EQ(others->cipher().open(sealed, "resident.id_no").error(), "crypto.tampered");
    for (std::size_t i = 0; i < sealed.size(); ++i) {
        std::string bent = sealed;
        bent[i] = static_cast<char>(bent[i] ^ 1);
        EXPECT_FALSE(cipher.open(bent, "resident.id_no")) << "byte " << i;
        EXPECT_FALSE(cipher.open(sealed.substr(0, i), "resident.id_no")) << "cut at " << i;
    }
    EXPECT_EQ(cipher.open(sealed, "resident.id_no"), "350881199001011234") << "a refused text must not spoil the context";
    EXPECT_EQ(cipher.open(cipher.seal("", "x"), "x"), "");
}

TEST_P(FieldCiphers, IndexEqualTextsEquallyWithinOneContext) {
    const auto keys = Keys::for_tests(1, GetParam());
    const FieldCipher& cipher = keys->cipher();
    EXPECT_EQ(cipher.blind_index("138", "phone"), cipher.blind_index("138", "phone"));
    EXPECT_EQ(cipher.blind_index("138", "phone").size(), 32U);
    EXPECT_NE(cipher.blind_index("138", "phone"), cipher.blind_index("138", "card"));
    EXPECT_NE(cipher.blind_index("138", "phone"), Keys::for_tests(2, GetParam())->cipher().blind_index("138", "phone"));
    EXPECT_NE(cipher.blind_index("bc", "a"), cipher.blind_index("c", "ab"));
}

TEST_P(FieldCiphers, WorkFromManyThreadsAndWithManyKeys) {
    const auto one = Keys::for_tests(1, GetParam());
    const auto two = Keys::for_tests(2, GetParam());
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&] {
            for (int i = 0; i < 2'000; ++i) {
                const FieldCipher& cipher = i % 3 == 0 ? two->cipher() : one->cipher();
                const std::string plain = std::to_string(i);
                ASSERT_EQ(cipher.open(cipher.seal(plain, "c"), "c"), plain);
            }
        });
    }
    for (auto& thread : threads) thread.join();
}

INSTANTIATE_TEST_SUITE_P(Suites, FieldCiphers, testing::Values(Suite::intl, Suite::gm),
                         [](const auto& made) { return std::string{made.param == Suite::intl ? "intl" : "gm"}; });

class KeyDirectory : public testing::TestWithParam<Suite> {};

TEST_P(KeyDirectory, IsMadeForTheOwnerOnlyAndReadAgain) {
    const TemporaryFolder folder;
    const KeyOptions options{folder.path / "keys", GetParam(), true, {}};
    std::string sealed;
    std::string signature;
    {
        const auto keys = Keys::open(options);
        sealed = keys->cipher().seal("text", "c");
        signature = keys->sign("head");
    }
    struct stat facts {};
    ASSERT_EQ(stat(options.directory.c_str(), &facts), 0);
    EXPECT_EQ(facts.st_mode & 0777U, 0700U);
    for (const auto& entry : fs::directory_iterator{options.directory}) {
        ASSERT_EQ(stat(entry.path().c_str(), &facts), 0);
        EXPECT_EQ(facts.st_mode & 0777U, 0600U) << entry.path();
    }
    KeyOptions again = options;
    again.suite = Suite::intl;  // the directory's own suite stands
    again.create = false;
    const auto keys = Keys::open(again);
    EXPECT_EQ(keys->suite(), GetParam());
    EXPECT_EQ(keys->cipher().open(sealed, "c"), "text");
    EXPECT_TRUE(keys->verify("head", signature));
    EXPECT_FALSE(keys->verify("heat", signature));
    EXPECT_FALSE(Keys::for_tests(1, GetParam())->verify("head", signature));
    EXPECT_EQ(keys->pepper().size(), 32U);
    EXPECT_NE(keys->pepper(), keys->token_key());
}

TEST_P(KeyDirectory, KeepsOldDataKeysWhenANewOneIsMade) {
    const TemporaryFolder folder;
    const KeyOptions options{folder.path / "keys", GetParam(), true, {}};
    const auto before = Keys::open(options);
    const std::string sealed = before->cipher().seal("text", "c");
    EXPECT_EQ(before->rotate_data_key(), 2U);
    const auto after = Keys::open(options);
    EXPECT_EQ(after->cipher().open(sealed, "c"), "text");
    const std::string newer = after->cipher().seal("text", "c");
    EXPECT_EQ(newer[4], 2);
    EXPECT_EQ(before->cipher().open(newer, "c").error(), "crypto.unknown-key");
}

TEST_P(KeyDirectory, IsExportedWhole) {
    const TemporaryFolder folder;
    const auto keys = Keys::open({folder.path / "keys", GetParam(), true, {}});
    keys->export_to(folder.path / "export");
    const auto copy = Keys::open({folder.path / "export", Suite::intl, false, {}});
    EXPECT_EQ(copy->cipher().open(keys->cipher().seal("text", "c"), "c"), "text");
    EXPECT_EQ(copy->signing_key_id(), keys->signing_key_id());
    EXPECT_THROW(keys->export_to(folder.path / "export"), std::runtime_error) << "never over something";
}

INSTANTIATE_TEST_SUITE_P(Suites, KeyDirectory, testing::Values(Suite::intl, Suite::gm),
                         [](const auto& made) { return std::string{made.param == Suite::intl ? "intl" : "gm"}; });

TEST(KeyDirectories, AreRefusedWhenOthersCanReadThem) {
    const TemporaryFolder folder;
    const KeyOptions options{folder.path / "keys", Suite::intl, true, {}};
    (void)Keys::open(options);
    fs::permissions(options.directory / "index", fs::perms{0640});
    EXPECT_THROW((void)Keys::open(options), std::runtime_error);
    fs::permissions(options.directory / "index", fs::perms{0600});
    fs::permissions(options.directory, fs::perms{0750});
    EXPECT_THROW((void)Keys::open(options), std::runtime_error);
    fs::permissions(options.directory, fs::perms{0700});
    EXPECT_NO_THROW((void)Keys::open(options));
}

TEST(KeyDirectories, AreRefusedWhenAFileIsMissingOrDamaged) {
    for (const char* const name : {"data.00000001", "index", "pepper", "token", "anchor.pem", "suite"}) {
        const TemporaryFolder folder;
        const KeyOptions options{folder.path / "keys", Suite::intl, true, {}};
        (void)Keys::open(options);
        std::ofstream{options.directory / name} << "zz";
        EXPECT_THROW((void)Keys::open(options), std::runtime_error) << name;
        fs::remove(options.directory / name);
        EXPECT_THROW((void)Keys::open(options), std::runtime_error) << name;
    }
}

TEST(KeyDirectories, AreRefusedInsideABackup) {
    const TemporaryFolder folder;
    fs::create_directories(folder.path / "backups");
    fs::create_directory_symlink(folder.path / "backups", folder.path / "elsewhere");
    for (const char* const place : {"backups/keys", "elsewhere/keys", "backups", "x/../backups/keys"}) {
        EXPECT_THROW((void)Keys::open({folder.path / place, Suite::intl, true, {folder.path / "backups"}}), std::runtime_error) << place;
    }
    EXPECT_NO_THROW((void)Keys::open({folder.path / "backups-keys", Suite::intl, true, {folder.path / "backups"}}));
}

TEST(KeyDirectories, AreNotMadeUnlessAsked) {
    const TemporaryFolder folder;
    EXPECT_THROW((void)Keys::open({folder.path / "keys", Suite::intl, false, {}}), std::runtime_error);
}

RC_GTEST_PROP(PageToken, ComesBackInItsContextOnly, (const std::string& payload, const std::string& context)) {
    RC_PRE(payload.size() < 2'000);
    const PageTokens tokens{std::string(32, 'k')};
    const std::string token = tokens.seal(payload, context);
    RC_ASSERT(tokens.open(token, context) == payload);
    RC_ASSERT(!tokens.open(token, context + "x"));
    RC_ASSERT(!PageTokens{std::string(32, 'l')}.open(token, context));
}

TEST(PageToken, RefusesEveryChangedLetterAndEveryCut) {
    const PageTokens tokens{std::string(32, 'k')};
    const std::string token = tokens.seal("812|01ARYZ6S41", "residents");
    for (std::size_t i = 0; i < token.size(); ++i) {
        std::string bent = token;
        bent[i] = bent[i] == 'A' ? 'B' : 'A';
        EXPECT_FALSE(tokens.open(bent, "residents")) << i;
        EXPECT_FALSE(tokens.open(token.substr(0, i), "residents")) << i;
    }
    EXPECT_FALSE(tokens.open(token + "A", "residents"));
    EXPECT_FALSE(tokens.open(std::string(page_token_bytes_max + 1, 'A'), "residents"));
    EXPECT_FALSE(tokens.open("", "residents"));
    EXPECT_NE(tokens.seal("bc", "a"), tokens.seal("c", "ab"));
}

}  // namespace
}  // namespace jiwei::crypto
