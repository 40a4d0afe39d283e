// Pinyin keys, Unicode forms and encodings: table of names, the committed readings against ICU, round trips and cut streams.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <chrono>
#include <set>

#include "core/kernel/utf8.hpp"
#include "platform/text/encoding.hpp"
#include "platform/text/normalise.hpp"
#include "platform/text/pinyin.hpp"
#include "platform/text/tests/icu_reading.hpp"

namespace jiwei::text {
namespace {

bool has_key(std::string_view name, std::string_view full, std::string_view initials) {
    const auto keys = pinyin_keys(name);
    return std::find(keys.begin(), keys.end(), PinyinKey{std::string{full}, std::string{initials}}) != keys.end();
}

struct NameCase {
    const char* name;
    const char* full;
    const char* initials;
};

class PinyinOfNames : public ::testing::TestWithParam<NameCase> {};

TEST_P(PinyinOfNames, HoldsTheReading) {
    const NameCase& c = GetParam();
    EXPECT_TRUE(has_key(c.name, c.full, c.initials)) << ::testing::PrintToString(phonetic_keys(c.name));
    EXPECT_LE(pinyin_keys(c.name).size(), pinyin_keys_max);
}

INSTANTIATE_TEST_SUITE_P(
    Table, PinyinOfNames,
    ::testing::Values(NameCase{"王建国", "wangjianguo", "wjg"}, NameCase{"单于明", "chanyuming", "cym"},
                      NameCase{"尉迟恭", "yuchigong", "ycg"}, NameCase{"万俟洛", "moqiluo", "mql"},
                      NameCase{"欧阳娜娜", "ouyangnana", "oynn"}, NameCase{"单雄信", "shanxiongxin", "sxx"},
                      NameCase{"单雄信", "danxiongxin", "dxx"}, NameCase{"区小明", "ouxiaoming", "oxm"},
                      NameCase{"区小明", "quxiaoming", "qxm"}, NameCase{"仇和", "qiuhe", "qh"}, NameCase{"曾国藩", "zengguofan", "zgf"},
                      NameCase{"解缙", "xiejin", "xj"}, NameCase{"查良镛", "zhaliangyong", "zly"}, NameCase{"朴树", "piaoshu", "ps"},
                      NameCase{"任盈盈", "renyingying", "ryy"}, NameCase{"覃海", "qinhai", "qh"}, NameCase{"覃海", "tanhai", "th"},
                      NameCase{"盖聂", "genie", "gn"}, NameCase{"盖聂", "gainie", "gn"}, NameCase{"乐毅", "yueyi", "yy"},
                      NameCase{"乐嘉", "lejia", "lj"}, NameCase{"吕布", "lvbu", "lb"}, NameCase{"吕布", "lubu", "lb"},
                      NameCase{"女娲", "nvwa", "nw"}, NameCase{"女娲", "nuwa", "nw"}, NameCase{"闾丘露薇", "lvqiuluwei", "lqlw"},
                      NameCase{"长孙无忌", "zhangsunwuji", "zswj"}, NameCase{"王重庆", "wangchongqing", "wcq"},
                      NameCase{"王晓茜", "wangxiaoqian", "wxq"}, NameCase{"王晓茜", "wangxiaoxi", "wxx"},
                      NameCase{"员半千", "yunbanqian", "ybq"}, NameCase{"缪荃孙", "miaoquansun", "mqs"},
                      NameCase{"黑敬祥", "hejingxiang", "hjx"}, NameCase{"翟志刚", "zhaizhigang", "zzg"}, NameCase{"华佗", "huatuo", "ht"},
                      NameCase{"翟天临", "ditianlin", "dtl"}, NameCase{"爱新觉罗溥仪", "aixinjueluopuyi", "axjlpy"},
                      NameCase{"阿依古丽·买买提", "ayigulimaimaiti", "ayglmmt"}, NameCase{"John Smith", "johnsmith", "js"},
                      NameCase{"张A三", "zhangasan", "zas"}, NameCase{"王〇", "wangling", "wl"}, NameCase{"王之婴", "wangzhiying", "wzy"},
                      NameCase{"單雄信", "shanxiongxin", "sxx"}, NameCase{"略", "lve", "l"}, NameCase{"略", "lue", "l"}));

TEST(Pinyin, MostLikelyReadingComesFirst) {
    EXPECT_EQ(pinyin_keys("单于明").front().full, "chanyuming");
    EXPECT_EQ(pinyin_keys("曾国藩").front().full, "zengguofan");
    EXPECT_EQ(pinyin_keys("吕布").front().full, "lvbu");
    EXPECT_EQ(pinyin_keys("王乐").front().full, "wangle");
}

TEST(Pinyin, OddInputGivesFewOrNoKeys) {
    EXPECT_TRUE(pinyin_keys("").empty());
    EXPECT_TRUE(pinyin_keys("···").empty());
    EXPECT_TRUE(pinyin_keys("\xFF\xFE").empty());
    EXPECT_EQ(pinyin_keys("13").front().full, "13");
    std::string manifold;
    for (int i = 0; i < 64; ++i) manifold += "单";
    EXPECT_EQ(pinyin_keys(manifold).size(), pinyin_keys_max);
}

TEST(Pinyin, PhoneticKeysAreForComparing) {
    EXPECT_EQ(phonetic_keys("吕布"), std::vector<std::string>{"lvbu"});
    EXPECT_EQ(phonetic_keys("李梅"), phonetic_keys("黎玫"));
    const auto keys = phonetic_keys("单雄信");
    EXPECT_TRUE(std::is_sorted(keys.begin(), keys.end()));
    EXPECT_EQ(std::set<std::string>(keys.begin(), keys.end()).size(), keys.size());
}

TEST(Pinyin, CommittedReadingsAreThoseOfIcu) {
    const testing::IcuReading plain{"Han-Latin"};
    const testing::IcuReading names{"Han-Latin/Names"};
    std::size_t compared = 0;
    for (const auto& [first, last] : testing::han_blocks) {
        for (char32_t c = first; c <= last; ++c) {
            if (c >= 0x20000 && c % 16 != 0) continue;  // the rare blocks by sample
            std::string character;
            utf8::append(character, c);
            const auto keys = pinyin_keys(character);
            for (const std::string& reading : {plain.of(c), names.of(c)}) {
                if (reading.empty()) continue;
                ++compared;
                const bool held = std::any_of(keys.begin(), keys.end(), [&reading](const PinyinKey& key) { return key.full == reading; });
                ASSERT_TRUE(held) << character << " " << reading;
            }
        }
    }
    EXPECT_GT(compared, 50'000U);
}

TEST(Pinyin, IsFastEnoughForImports) {
    const auto before = std::chrono::steady_clock::now();
    std::size_t keys = 0;
    for (int i = 0; i < 10'000; ++i) keys += pinyin_keys(i % 2 == 0 ? "王建国" : "欧阳晓茜").size();
    const auto spent = std::chrono::steady_clock::now() - before;
    EXPECT_GT(keys, 10'000U);
    EXPECT_LT(std::chrono::duration<double>(spent).count(), 2.0);  // generous: sanitizers and debug builds run this too
}

TEST(Normalise, ComposesAndFolds) {
    EXPECT_EQ(nfc("e\xCC\x81"), "\xC3\xA9");
    EXPECT_EQ(nfc("王建国"), "王建国");
    EXPECT_EQ(nfc("a\xFFz"), "a\xEF\xBF\xBDz");
    EXPECT_EQ(fold_width("ＡＢＣ１２３（王）　ﾊﾟ"), "ABC123(王) パ");
    EXPECT_EQ(search_form(" Ｗang 建国·A-b "), "wang建国ab");
    EXPECT_EQ(search_form(""), "");
}

TEST(Encoding, IsFoundFromTheFirstBytes) {
    EXPECT_EQ(detect_encoding("\xEF\xBB\xBF"
                              "name"),
              Encoding::utf8_bom);
    EXPECT_EQ(detect_encoding("姓名,身份证号"), Encoding::utf8);
    EXPECT_EQ(detect_encoding("plain"), Encoding::utf8);
    EXPECT_EQ(detect_encoding(""), Encoding::utf8);
    EXPECT_EQ(detect_encoding(to_gb18030("姓名,身份证号")), Encoding::gb18030);
    EXPECT_EQ(detect_encoding(std::string_view{"\xFF\xFE"
                                               "A\0",
                                               4}),
              Encoding::utf16_le);
    EXPECT_EQ(detect_encoding(std::string_view{"PK\x03\x04\0\0", 6}), std::nullopt);
    EXPECT_EQ(detect_encoding("\xFF\xFF\xFF"), std::nullopt);
    const std::string cut = std::string{"姓名"}.substr(0, 5);
    EXPECT_EQ(detect_encoding(cut), Encoding::utf8);
    EXPECT_EQ(detect_encoding(to_gb18030("姓名").substr(0, 3)), Encoding::gb18030);
}

TEST(Encoding, ReadsOfficialsFiles) {
    EXPECT_EQ(*to_utf8(to_gb18030("王建国,㐂𠀀,€")), "王建国,㐂𠀀,€");
    EXPECT_EQ(*to_utf8("\xEF\xBB\xBF姓名"), "姓名");
    EXPECT_EQ(*to_utf8("\xC1\xAA\xC0\xED"), "联理");  // GBK that looks like broken UTF-8
    EXPECT_EQ(*to_utf8(std::string_view{"\xFF\xFE\x8B\x73\x3D\xD8\x00\xDE", 8}), "王😀");
    EXPECT_FALSE(to_utf8("\xFF\xFF\xFF").has_value());
    EXPECT_EQ(to_utf8("a\xFF").error().code, "text-encoding");
}

TEST(Encoding, RefusesABadByteFarBehindTheStart) {
    Decoder decoder{Encoding::utf8};
    std::string out;
    EXPECT_TRUE(decoder.decode("姓名", false, out).has_value());
    EXPECT_FALSE(decoder.decode("\xC3(", false, out).has_value());
    Decoder cut{Encoding::utf8};
    EXPECT_FALSE(cut.decode("姓\xE5\x90", true, out).has_value());
    Decoder gb{Encoding::gb18030};
    EXPECT_FALSE(gb.decode("\x81", true, out).has_value());
}

RC_GTEST_PROP(EncodingProperty, EveryTextSurvivesGb18030AndAnyCut, ()) {
    const auto points = *rc::gen::container<std::vector<char32_t>>(rc::gen::oneOf(
        rc::gen::inRange<char32_t>(0x20, 0x7F), rc::gen::inRange<char32_t>(0x4E00, 0x9FFF), rc::gen::inRange<char32_t>(0x20000, 0x2A000)));
    std::string text;
    for (const char32_t c : points) utf8::append(text, c);
    const std::size_t cut = *rc::gen::inRange<std::size_t>(1, 7);
    for (const Encoding encoding : {Encoding::utf8, Encoding::gb18030}) {
        const std::string bytes = encoding == Encoding::utf8 ? text : to_gb18030(text);
        Decoder decoder{encoding};
        std::string out;
        for (std::size_t at = 0; at < bytes.size(); at += cut) {
            RC_ASSERT(decoder.decode(std::string_view{bytes}.substr(at, cut), at + cut >= bytes.size(), out).has_value());
        }
        RC_ASSERT(out == text);
    }
}

RC_GTEST_PROP(TextProperty, NoBytesBreakAnything, ()) {
    const std::string bytes = *rc::gen::container<std::string>(rc::gen::arbitrary<char>());
    RC_ASSERT(utf8::is_valid(nfc(bytes)));
    (void)fold_width(bytes);
    RC_ASSERT(utf8::is_valid(search_form(bytes)));
    (void)pinyin_keys(bytes);
    (void)detect_encoding(bytes);
    const auto decoded = to_utf8(bytes);
    if (decoded) RC_ASSERT(utf8::is_valid(*decoded));
}

}  // namespace
}  // namespace jiwei::text
