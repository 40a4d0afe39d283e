// Archive numbers, codes of organisations, phones, masks and folding.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <regex>

#include "core/identity/archive_number.hpp"
#include "core/identity/mask.hpp"
#include "core/identity/normalise.hpp"
#include "core/identity/organisation_code.hpp"
#include "core/identity/phone.hpp"

namespace jiwei::identity {
namespace {

TEST(ArchiveNumber, HasFourPartsAndAPrintedForm) {
    const auto number = ArchiveNumber::parse("35080200301200047");
    ASSERT_TRUE(number.has_value());
    EXPECT_EQ(number->county(), "350802");
    EXPECT_EQ(number->township(), "003");
    EXPECT_EQ(number->committee(), "012");
    EXPECT_EQ(number->serial(), 47);
    EXPECT_EQ(number->printed(), "012-00047");
    EXPECT_EQ(number->committee_kind(), CommitteeKind::residents);
    EXPECT_EQ(ArchiveNumber::make("350802", "003", "012", 47)->text(), "35080200301200047");
}

TEST(ArchiveNumber, AcceptsBlanksFullWidthAndSeparatorsBetweenParts) {
    for (const char* typed : {"350802 003 012 00047", "３５０８０２００３０１２０００４７", "350802-003-012-00047", "350802003012-00047"}) {
        const auto number = ArchiveNumber::parse(typed);
        ASSERT_TRUE(number.has_value()) << typed;
        EXPECT_EQ(number->text(), "35080200301200047");
    }
}

TEST(ArchiveNumber, RefusesEverythingElse) {
    for (const char* typed :
         {"", "3508020030120004", "350802003012000470", "05080200301200047", "35080200300000047", "35080200310000047", "35080200320100047",
          "35080200390000047", "35080200301200000", "3508020030120004X", "35-080200301200047", "012-00047", "35080200301200047-"}) {
        EXPECT_FALSE(ArchiveNumber::parse(typed).has_value()) << typed;
    }
    EXPECT_EQ(ArchiveNumber::parse("").error().code, "ARCHIVE_FORMAT");
}

TEST(ArchiveNumber, SerialIsFullBeyondFiveNines) {
    EXPECT_EQ(ArchiveNumber::make("350802", "003", "101", 99'999)->text(), "35080200310199999");
    EXPECT_EQ(ArchiveNumber::make("350802", "003", "101", 100'000).error().code, "ARCHIVE_SERIAL_FULL");
    EXPECT_EQ(ArchiveNumber::make("350802", "003", "101", 0).error().code, "ARCHIVE_FORMAT");
    EXPECT_EQ(ArchiveNumber::make("350802", "003", "201", 1).error().code, "ARCHIVE_FORMAT");
    EXPECT_EQ(*make_household_number("350802", "003", "101", 12), "350802003101H00012");
}

TEST(ArchiveNumber, PrintedFormIsFoldedForSearch) {
    EXPECT_EQ(fold_printed_archive_number("012-00047"), "01200047");
    EXPECT_EQ(fold_printed_archive_number("012－00047"), "01200047");
    EXPECT_EQ(fold_printed_archive_number("01200047"), "01200047");
    EXPECT_EQ(fold_printed_archive_number("01200-047"), "");
    EXPECT_EQ(fold_printed_archive_number("20000047"), "");
}

RC_GTEST_PROP(ArchiveNumberProperty, AgreesWithTheNormsPattern, ()) {
    static const std::regex norm{R"(^[1-9]\d{5}\d{3}(0(?!00)\d{2}|1(?!00)\d{2}|9(?!00)\d{2})\d{5}$)"};
    std::string text = *rc::gen::container<std::string>(17, rc::gen::elementOf(std::string{"0123456789"}));
    text[9] = *rc::gen::elementOf(std::string{"0129"});
    const bool expected = std::regex_match(text, norm) && text.substr(12) != "00000";
    RC_ASSERT(ArchiveNumber::parse(text).has_value() == expected);
}

TEST(OrganisationCode, WorkedCheckCharacters) {
    EXPECT_EQ(check_character_gb11714("45123456"), 'X');
    EXPECT_EQ(check_character_gb11714("MB0X1234"), '3');
    EXPECT_EQ(check_character_gb11714("49123456"), '4');
    EXPECT_EQ(check_character_gb32100("12510921MB0X1234X"), 'F');
    EXPECT_EQ(check_character_gb32100("12360122491234567"), 'E');
    EXPECT_EQ(check_character_gb32100("91350100M000100Y4"), '3');
    EXPECT_EQ(check_character_gb32100("9135010OM000100Y4"), '\0');
}

TEST(OrganisationCode, OldCodeInsideACreditCodeOnlyRaisesDoubt) {
    const auto doubtful = check_social_credit_code("12510921MB0X1234XF");
    ASSERT_TRUE(doubtful.has_value());
    EXPECT_FALSE(*doubtful);
    EXPECT_TRUE(*check_social_credit_code("91350100M000100Y43"));
    EXPECT_EQ(check_social_credit_code("91350100M000100Y44").error().code, "USCC_CHECK");
    EXPECT_EQ(check_social_credit_code("91350100M000100Y4").error().code, "USCC_FORMAT");
    EXPECT_TRUE(check_organisation_code("45123456-x").has_value());
    EXPECT_EQ(check_organisation_code("451234567").error().code, "ORG_CODE_CHECK");
    EXPECT_EQ(check_organisation_code("45123456").error().code, "ORG_CODE_FORMAT");
}

TEST(Phone, IsAPatternThatOnlyWarns) {
    EXPECT_EQ(phone_kind(""), PhoneKind::empty);
    EXPECT_EQ(phone_kind("13812345678"), PhoneKind::mobile);
    EXPECT_EQ(phone_kind("+86 138 1234 5678"), PhoneKind::mobile);
    EXPECT_EQ(phone_kind("12812345678"), PhoneKind::doubtful);
    EXPECT_EQ(phone_kind("1381234567"), PhoneKind::doubtful);
    EXPECT_EQ(phone_kind("0597-7531234"), PhoneKind::landline);
    EXPECT_EQ(phone_kind("010-12345678"), PhoneKind::landline);
    EXPECT_EQ(phone_kind("0086 0086 6686 214"), PhoneKind::doubtful);  // the country code twice
    EXPECT_EQ(phone_kind("001 202 555 0100"), PhoneKind::doubtful);    // abroad
    EXPECT_EQ(fold_phone("+86 0086 138 0000 0000"), "13800000000");
    EXPECT_EQ(phone_kind("7531234"), PhoneKind::doubtful);
    EXPECT_EQ(phone_kind("无"), PhoneKind::doubtful);
    EXPECT_EQ(fold_phone("（0597）753-1234"), "05977531234");
}

TEST(Mask, ShowsOnlyTheEnds) {
    EXPECT_EQ(mask_id_number("510921198003150010"), "510***********0010");
    EXPECT_EQ(mask_id_number("E12345678"), "*****5678");
    EXPECT_EQ(mask_id_number("A1"), "*1");
    EXPECT_EQ(mask_phone("13812345678"), "138****5678");
    EXPECT_EQ(mask_phone("05977531234"), "0597753****");
    EXPECT_EQ(mask_phone("123"), "***");
    EXPECT_EQ(mask_name("王"), "*");
    EXPECT_EQ(mask_name("王明"), "王*");
    EXPECT_EQ(mask_name("王小明"), "王*明");
    EXPECT_EQ(mask_name("欧阳小明"), "欧**明");
    EXPECT_EQ(mask_name(""), "");
    EXPECT_EQ(mask_card("6228480012345678"), "************5678");
    EXPECT_EQ(mask_card("123"), "***");
}

TEST(FoldName, JoinsHanAndKeepsLatinBlanks) {
    EXPECT_EQ(fold_name("  张　三 "), "张三");
    EXPECT_EQ(fold_name("阿依古丽•买买提"), "阿依古丽·买买提");
    EXPECT_EQ(fold_name("John   Smith"), "John Smith");
    EXPECT_EQ(fold_name("Ｊｏｈｎ"), "John");
    EXPECT_EQ(fold_name(""), "");
    // Bytes of two broken characters are not joined to a whole one by the blank that goes.
    EXPECT_EQ(fold_name("\xE3 \xB9\x83"), "\xE3 \xB9\x83");
    EXPECT_EQ(fold_number("\xE3 \xB9\x83"), "\xE3 \xB9\x83");
}

}  // namespace
}  // namespace jiwei::identity
