// The page that officials read: what stands in the files of the pack stands there in words.
#include <gtest/gtest.h>

#include "core/packs/page.hpp"
#include "core/packs/tests/pack_files.hpp"

namespace jiwei::packs {
namespace {

std::string page_of(const std::string& name, Language language) {
    const Bundle bundle = testing::read_pack_files(name);
    const auto pack = load(bundle);
    EXPECT_TRUE(pack);
    return pack ? page(bundle, **pack, language) : std::string{};
}

::testing::AssertionResult holds(const std::string& html, std::string_view text) {
    return html.find(text) == std::string::npos ? ::testing::AssertionFailure() << "the page has no " << text
                                                : ::testing::AssertionSuccess();
}

TEST(Page, SaysWhatIsToldOfPeopleWhoAreMissing) {
    const std::string zh = page_of("hypertension", Language::zh);
    EXPECT_TRUE(holds(zh, "未达到者的原因"));
    EXPECT_TRUE(holds(zh, "随访 ‹follow_ups› 次，应 ‹required› 次"));
    EXPECT_TRUE(holds(zh, "<td>H2 管理人群血压控制率</td>"));
    EXPECT_TRUE(holds(zh, "<td>高血压患者年度体检</td>")) << "the task that mends it, by its name";
    const std::string en = page_of("hypertension", Language::en);
    EXPECT_TRUE(holds(en, "Lost to follow-up"));
    EXPECT_TRUE(holds(en, "<td>Annual examination</td>"));
    EXPECT_TRUE(holds(page_of("elderly", Language::zh), "<td>examination/exam</td>")) << "a form of another pack by its address";
}

TEST(Page, HasNoSuchTableWithoutSuchAFile) { EXPECT_FALSE(holds(page_of("child", Language::zh), "未达到者的原因")); }

}  // namespace
}  // namespace jiwei::packs
