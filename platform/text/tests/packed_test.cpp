// What a table keeps packed comes back byte for byte, and damage is noticed.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <stdexcept>
#include <string>

#include "platform/text/packed.hpp"

namespace jiwei::text {
namespace {

constexpr Vocabulary words{7, R"("sbp":1"dbp":8"class":"1","next":"2026-)"};

TEST(Packed, ShortTextsOfTheVocabularyGetSmaller) {
    const std::string text = R"({"sbp":146,"dbp":88,"class":"1","next":"2026-02-01"})";
    const std::string bytes = pack(text, words);
    EXPECT_LT(bytes.size(), text.size());
    EXPECT_EQ(unpack(bytes, words), text);
    EXPECT_EQ(pack(text, words), bytes);
}

TEST(Packed, TheEmptyTextIsATextToo) { EXPECT_EQ(unpack(pack("", words), words), ""); }

TEST(Packed, LongTextsPassTheWindow) {
    std::string text;
    for (int i = 0; i < 40'000; ++i) text += std::to_string(i * 7919);
    EXPECT_EQ(unpack(pack(text, words), words), text);
}

TEST(Packed, AnotherVocabularyIsRefused) {
    constexpr Vocabulary other{8, "other words"};
    EXPECT_THROW(static_cast<void>(unpack(pack("some text", words), other)), std::runtime_error);
    constexpr Vocabulary changed{7, "the words of number seven were changed"};
    EXPECT_THROW(static_cast<void>(unpack(pack(R"({"sbp":1})", words), changed)), std::runtime_error);
}

RC_GTEST_PROP(Packed, WhatGoesInComesOut, (const std::string& text)) { RC_ASSERT(unpack(pack(text, words), words) == text); }

RC_GTEST_PROP(Packed, ADamagedByteIsNoticed, (const std::string& text)) {
    const std::string bytes = pack(text, words);
    const auto at = *rc::gen::inRange<std::size_t>(0, bytes.size());
    std::string bad = bytes;
    bad[at] = static_cast<char>(bad[at] ^ (1 << *rc::gen::inRange(0, 8)));
    try {
        // The few bits that zlib ignores (its level hint has its own check) may pass, but never with another text.
        RC_ASSERT(unpack(bad, words) == text);
    } catch (const std::runtime_error&) {
        RC_SUCCEED();
    }
}

RC_GTEST_PROP(Packed, ACutTextIsRefused, (const std::string& text)) {
    const std::string bytes = pack(text, words);
    const auto length = *rc::gen::inRange<std::size_t>(0, bytes.size());
    RC_ASSERT_THROWS_AS(static_cast<void>(unpack(bytes.substr(0, length), words)), std::runtime_error);
}

}  // namespace
}  // namespace jiwei::text
