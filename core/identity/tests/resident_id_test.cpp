// GB 11643 and its neighbours: every rule on both sides of its edge, and the order in which they speak.
#include "core/identity/resident_id.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "core/identity/tests/fixtures.hpp"

namespace jiwei::identity {
namespace {

using testing::context;
using testing::day;

struct Case {
    const char* name;
    const char* typed;
    const char* code;  // "" accepted
};

class ResidentId : public ::testing::TestWithParam<Case> {};

TEST_P(ResidentId, AnswersTheFirstFailure) {
    const Case& c = GetParam();
    const auto checked = check_resident_id(c.typed, {}, context());
    EXPECT_EQ(checked ? std::string{} : checked.error().code, c.code);
}

INSTANTIATE_TEST_SUITE_P(
    Table, ResidentId,
    ::testing::Values(Case{"leap_day", "350802196002290018", ""}, Case{"woman", "350802195203150025", ""},
                      Case{"child", "350803202401310033", ""}, Case{"forty_years", "350821198807041244", ""},
                      Case{"ends_with_x", "11010519491231002X", ""}, Case{"small_x", "11010519491231002x", ""},
                      Case{"full_width", "３５０８０２１９６００２２９００１８", ""}, Case{"full_width_small_x", "11010519491231002ｘ", ""},
                      Case{"inner_blanks", " 350802 19600229 0018\t", ""}, Case{"ideographic_blank", "350802　196002290018", ""},
                      Case{"no_break_blank",
                           "350802\xC2\xA0"
                           "196002290018",
                           ""},
                      Case{"no_province_of_this_county_anymore", "510921198003150010", ""},
                      Case{"sequence_000_is_no_error", "350802196002290000", "ID_CHECK"}, Case{"empty", "", "ID_FORMAT"},
                      Case{"seventeen", "35080219600229001", "ID_FORMAT"}, Case{"nineteen", "3508021960022900188", "ID_FORMAT"},
                      Case{"fifteen_is_for_import", "350802520315002", "ID_FORMAT"},
                      Case{"letter_inside", "35080219600229A018", "ID_FORMAT"},
                      Case{"wrong_last_letter", "35080219600229001Y", "ID_FORMAT"},
                      Case{"bytes_that_are_no_text",
                           "\xFF\xFE"
                           "0802196002290018",
                           "ID_FORMAT"},
                      Case{"check", "350802196002290019", "ID_CHECK"}, Case{"birth_before_check", "35080219610229001X", "ID_BIRTH"},
                      Case{"month_13", "350802196013290018", "ID_BIRTH"}, Case{"day_00", "350802196002000018", "ID_BIRTH"},
                      Case{"area_before_birth", "990802196102290018", "ID_AREA"}, Case{"area", "990802196002290018", "ID_AREA"},
                      Case{"in_1899", "350802189912310011", "ID_BIRTH_RANGE"}, Case{"in_1776", "350802177607040011", "ID_BIRTH_RANGE"},
                      Case{"no_day_of_1777", "350802177702290011", "ID_BIRTH"}, Case{"in_3000", "350802300001010011", "ID_BIRTH_RANGE"},
                      Case{"tomorrow_before_check", "350802202611220011", "ID_BIRTH_RANGE"}),
    [](const auto& one) { return std::string{one.param.name}; });

TEST(ResidentIdNumbers, WorkedCheckCharacters) {
    const std::pair<const char*, char> worked[] = {{"35080219600229001", '8'}, {"35080219520315002", '5'}, {"35080320240131003", '3'},
                                                   {"35082119880704124", '4'}, {"11010519491231002", 'X'}, {"51092119800315001", '0'},
                                                   {"51092120190704002", 'X'}};
    for (const auto& [first17, check] : worked) EXPECT_EQ(check_character_gb11643(first17), check) << first17;
    EXPECT_EQ(check_character_gb11643("3508021960022900"), '\0');
}

TEST(ResidentIdNumbers, GiveBirthDateSexAndType) {
    const auto man = check_resident_id("350802196002290018", {}, context());
    ASSERT_TRUE(man.has_value());
    EXPECT_EQ(man->birth_date, day("1960-02-29"));
    EXPECT_EQ(man->sex, "1");
    EXPECT_EQ(man->type, "01");
    EXPECT_EQ(check_resident_id("350802195203150025", {}, context())->sex, "2");
    EXPECT_EQ(check_resident_id("11010519491231002x", {}, context())->number, "11010519491231002X");
}

std::string with_check(std::string first17) {
    first17.push_back(check_character_gb11643(first17));
    return first17;
}

TEST(ResidentIdNumbers, BirthRangeEndsToday) {
    const std::string born = with_check("35080220261121001");
    EXPECT_TRUE(check_resident_id(born, {}, context("2026-11-21")).has_value());
    EXPECT_EQ(check_resident_id(born, {}, context("2026-11-20")).error().code, "ID_BIRTH_RANGE");
    EXPECT_TRUE(check_resident_id(with_check("35080219000101001"), {}, context()).has_value());
}

TEST(ResidentIdNumbers, SequenceZeroIsAccepted) {
    EXPECT_TRUE(check_resident_id(with_check("35080219600229000"), {}, context()).has_value());
}

TEST(ResidentIdNumbers, OldAgeOnlyWarns) {
    const std::string id = with_check("35080219160101001");
    const auto at_110 = check_resident_id(id, {}, context("2026-12-31"));
    ASSERT_TRUE(at_110.has_value());
    EXPECT_TRUE(at_110->warnings.empty());
    const auto at_111 = check_resident_id(id, {}, context("2027-01-01"));
    ASSERT_TRUE(at_111.has_value());
    ASSERT_EQ(at_111->warnings.size(), 1U);
    EXPECT_EQ(at_111->warnings[0].code, "ID_AGE_HIGH");
    EXPECT_EQ(at_111->warnings[0].severity, Severity::soft);
}

TEST(ResidentIdNumbers, ComparesWhatWasEntered) {
    const auto code = [](Claims claims) {
        const auto checked = check_resident_id("350802196002290018", claims, context());
        return checked ? std::string{} : checked.error().code;
    };
    EXPECT_EQ(code({.birth_date = day("1960-02-29"), .sex = "1"}), "");
    EXPECT_EQ(code({.birth_date = day("1960-02-28"), .sex = "2"}), "ID_BIRTH_MISMATCH");
    EXPECT_EQ(code({.birth_date = day("1960-02-29"), .sex = "2"}), "ID_SEX_MISMATCH");
    EXPECT_EQ(code({.birth_date = {}, .sex = "0"}), "");
    EXPECT_EQ(code({.birth_date = {}, .sex = "9"}), "");
    const auto overridden =
        check_resident_id("350802196002290018", {.birth_date = day("1961-01-01"), .sex = "2", .mismatch_overridden = true}, context());
    ASSERT_TRUE(overridden.has_value());
    ASSERT_EQ(overridden->warnings.size(), 2U);
    EXPECT_EQ(overridden->warnings[0].code, "ID_BIRTH_MISMATCH");
    EXPECT_EQ(overridden->warnings[1].severity, Severity::soft);
}

TEST(LegacyId, ConvertsToEighteen) {
    const auto legacy = convert_legacy_id("350802520315002", context());
    ASSERT_TRUE(legacy.has_value());
    EXPECT_EQ(legacy->full, "350802195203150025");
    EXPECT_EQ(legacy->alias, "350802520315002");
}

TEST(LegacyId, LeavesTheOldestToAPerson) {
    EXPECT_EQ(convert_legacy_id("350802520315996", context()).error().code, "ID_LEGACY_REVIEW");
    EXPECT_EQ(convert_legacy_id("350802960229999", context()).error().code, "ID_LEGACY_REVIEW");
    EXPECT_TRUE(convert_legacy_id("350802520315995", context()).has_value());
    EXPECT_EQ(convert_legacy_id("350802521315002", context()).error().code, "ID_BIRTH");
    EXPECT_EQ(convert_legacy_id("990802520315002", context()).error().code, "ID_AREA");
    EXPECT_EQ(convert_legacy_id("35080252031500X", context()).error().code, "ID_FORMAT");
}

TEST(LegacyId, ImportTakesBothLengths) {
    const auto old = check_or_convert("350802 520315 002", {.birth_date = day("1952-03-15"), .sex = "2"}, context());
    ASSERT_TRUE(old.has_value());
    EXPECT_EQ(old->document.number, "350802195203150025");
    EXPECT_EQ(old->alias, "350802520315002");
    EXPECT_TRUE(check_or_convert("350802195203150025", {}, context())->alias.empty());
    EXPECT_EQ(check_or_convert("350802520315002", {.birth_date = {}, .sex = "1"}, context()).error().code, "ID_SEX_MISMATCH");
}

struct DocumentCase {
    const char* name;
    const char* type;
    const char* typed;
    const char* code;
};

class Documents : public ::testing::TestWithParam<DocumentCase> {};

TEST_P(Documents, AreCheckedByTheirPattern) {
    const DocumentCase& c = GetParam();
    const auto checked = check_document(c.type, c.typed, {}, context());
    EXPECT_EQ(checked ? std::string{} : checked.error().code, c.code);
}

INSTANTIATE_TEST_SUITE_P(
    Table, Documents,
    ::testing::Values(
        DocumentCase{"birth_certificate", "08", "t350012345", ""}, DocumentCase{"birth_certificate_short", "08", "T35001234", "ID_FORMAT"},
        DocumentCase{"birth_certificate_no_letter", "08", "1350012345", "ID_FORMAT"}, DocumentCase{"passport", "03", "E12345678", ""},
        DocumentCase{"passport_5", "03", "E1234", ""}, DocumentCase{"passport_4", "03", "E123", "ID_FORMAT"},
        DocumentCase{"passport_17", "03", "E1234567890123456", ""}, DocumentCase{"passport_18", "03", "E12345678901234567", "ID_FORMAT"},
        DocumentCase{"passport_dash", "03", "E123-5678", "ID_FORMAT"}, DocumentCase{"officer", "04", "军字第1234567号", ""},
        DocumentCase{"permit", "06", "H12345678", ""}, DocumentCase{"household_short", "02", "123", "ID_FORMAT"},
        DocumentCase{"other_30", "99", "123456789012345678901234567890", ""},
        DocumentCase{"other_31", "99", "1234567890123456789012345678901", "ID_FORMAT"},
        DocumentCase{"other_sign", "99", "AB#123", "ID_FORMAT"}, DocumentCase{"foreigner_old", "09", "usa110012345678", ""},
        DocumentCase{"foreigner_wrong", "09", "US1110012345678", "ID_FORMAT"},
        DocumentCase{"foreigner_check", "09", "911156198807041240", "ID_CHECK"}, DocumentCase{"temporary", "98", "T35088120261121001", ""},
        DocumentCase{"temporary_year_only", "98", "T35088119800000001", ""},
        DocumentCase{"temporary_month", "98", "T35088119800600001", ""},
        DocumentCase{"temporary_day_without_month", "98", "T35088119800015001", "ID_BIRTH"},
        DocumentCase{"temporary_tomorrow", "98", "T35088120261122001", "ID_BIRTH_RANGE"},
        DocumentCase{"temporary_short", "98", "T3508812026112101", "ID_FORMAT"},
        DocumentCase{"temporary_is_no_id_number", "01", "T35088120261121001", "ID_FORMAT"},
        DocumentCase{"unknown_type", "77", "12345678", "CODE_UNKNOWN"}),
    [](const auto& one) { return std::string{one.param.name}; });

TEST(DocumentTypes, PermitIsKnownByItsPrefix) {
    EXPECT_EQ(check_document("01", with_check("81000019880704124"), {}, context())->type, "10");
    EXPECT_EQ(check_document("10", with_check("83000019880704124"), {}, context())->type, "10");
    EXPECT_EQ(check_document("10", with_check("35080219880704124"), {}, context())->type, "01");
    EXPECT_EQ(check_document("01", with_check("81010119880704124"), {}, context())->type, "01");
}

TEST(DocumentTypes, NewForeignerNumberSkipsOnlyTheProvince) {
    const std::string id = with_check("91115619880704124");
    const auto checked = check_document("09", id, {}, context());
    ASSERT_TRUE(checked.has_value());
    EXPECT_EQ(checked->birth_date, day("1988-07-04"));
    EXPECT_EQ(check_document("01", id, {}, context()).error().code, "ID_AREA");
}

TEST(TemporaryId, IsMadeAndNeverPassesAsAnIdNumber) {
    EXPECT_EQ(*make_temporary_id("350881", 2026, 11, 21, 7), "T35088120261121007");
    EXPECT_EQ(*make_temporary_id("350881", 1980, 0, 0, 1), "T35088119800000001");
    EXPECT_EQ(temporary_id_prefix("350881", 2026, 11, 21), "T35088120261121");
    EXPECT_EQ(make_temporary_id("350881", 2026, 11, 21, 1000).error().code, "TEMP_ID_FULL");
    EXPECT_EQ(make_temporary_id("350881", 2026, 11, 21, 0).error().code, "TEMP_ID_FULL");
    EXPECT_EQ(make_temporary_id("350881", 2025, 2, 29, 1).error().code, "ID_BIRTH");
    EXPECT_EQ(make_temporary_id("35088", 2025, 2, 28, 1).error().code, "ID_FORMAT");
    EXPECT_FALSE(check_resident_id(*make_temporary_id("350881", 2026, 11, 21, 7), {}, context()).has_value());
}

TEST(TemporaryId, NewbornIsNamedAfterTheMother) {
    EXPECT_EQ(newborn_name("王梅", "1"), "王梅之男");
    EXPECT_EQ(newborn_name("王梅", "2"), "王梅之女");
    EXPECT_EQ(newborn_name("王梅", "0"), "王梅之婴");
}

RC_GTEST_PROP(ResidentIdProperty, EveryDayGivesANumberThatPassesAndNoOtherCheckCharacterDoes, ()) {
    const CivilDate today = day("2026-11-21");
    const CivilDate birth = CivilDate::from_days(*rc::gen::inRange(day("1900-01-01").days_since_1970(), today.days_since_1970() + 1));
    std::string date = birth.text();
    std::erase(date, '-');
    const int sequence = *rc::gen::inRange(0, 1000);
    std::string digits = std::to_string(1000 + sequence).substr(1);
    const std::string id = with_check("350881" + date + digits);
    const auto checked = check_resident_id(id, {}, context());
    RC_ASSERT(checked.has_value());
    RC_ASSERT(*checked->birth_date == birth);
    for (const char other : std::string_view{"0123456789X"}) {
        if (other == id[17]) continue;
        RC_ASSERT(check_resident_id(id.substr(0, 17) + other, {}, context()).error().code == "ID_CHECK");
    }
}

RC_GTEST_PROP(ResidentIdProperty, NeverFallsOverOnBytes, ()) {
    const std::string bytes = *rc::gen::container<std::string>(rc::gen::arbitrary<char>());
    for (const char* type : {"01", "02", "03", "08", "09", "98", "99"}) (void)check_document(type, bytes, {}, context());
    (void)convert_legacy_id(bytes, context());
    (void)check_or_convert(bytes, {}, context());
}

}  // namespace
}  // namespace jiwei::identity
