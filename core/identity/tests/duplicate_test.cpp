// The score table line by line, its two thresholds, twins, and exact keys.
#include "core/identity/duplicate.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "core/identity/lunar.hpp"
#include "core/identity/tests/fixtures.hpp"

namespace jiwei::identity {
namespace {

using testing::day;

const CivilDate today = *parse_civil_date("2026-11-21");

PersonKeys person(std::string name, std::string_view born, std::string sex) {
    PersonKeys keys;
    keys.name = std::move(name);
    keys.birth_date = day(born);
    keys.sex = std::move(sex);
    return keys;
}

int points(const PersonKeys& a, const PersonKeys& b) { return score(compare(a, b, today)).points; }

TEST(DuplicateScore, NameBirthAndSexAreSixty) {
    const auto result = score(compare(person("王建国", "1960-02-29", "1"), person("王建国", "1960-02-29", "1"), today));
    EXPECT_EQ(result.points, 60);
    EXPECT_EQ(result.verdict, DuplicateVerdict::possible);
}

TEST(DuplicateScore, ThresholdsAreInclusive) {
    Evidence evidence;
    evidence.name_same = true;
    evidence.birth_date_same = true;
    EXPECT_EQ(score(evidence).verdict, DuplicateVerdict::nothing);  // 55
    evidence.sex_same = true;
    EXPECT_EQ(score(evidence).verdict, DuplicateVerdict::possible);  // 60
    evidence.phone_same = true;
    EXPECT_EQ(score(evidence).points, 75);
    EXPECT_EQ(score(evidence).verdict, DuplicateVerdict::possible);
    evidence.house_same = true;
    EXPECT_EQ(score(evidence).verdict, DuplicateVerdict::likely);  // 85
    EXPECT_EQ(score(evidence, DuplicateWeights{.sex_same = 0}).points, 80);
    EXPECT_EQ(score(evidence, DuplicateWeights{.sex_same = 0}).verdict, DuplicateVerdict::likely);
}

TEST(DuplicateScore, EachLineOfTheTable) {
    const PersonKeys a = person("王建国", "1960-02-29", "1");
    PersonKeys b = person("李梅", "1988-07-04", "1");
    EXPECT_EQ(points(a, b), 5);
    b.sex = "2";
    EXPECT_EQ(points(a, b), -20);
    b.sex = "0";
    EXPECT_EQ(points(a, b), 0);
    PersonKeys left = a;
    left.phones = {"", "13812345678"};
    PersonKeys right = b;
    right.phones = {"13812345678", ""};
    EXPECT_EQ(points(left, right), 15);
    left.phones = {""};
    right.phones = {""};
    EXPECT_EQ(points(left, right), 0);
    left.village = right.village = "350881001201";
    EXPECT_EQ(points(left, right), 0);
    left.house_no = right.house_no = "12";
    EXPECT_EQ(points(left, right), 10);
    left.mother_id_no = right.mother_id_no = "350802195203150025";
    EXPECT_EQ(points(left, right), 35);
    left.cards = right.cards = {"2:A123"};
    EXPECT_EQ(points(left, right), 75);
    left.id_no = "350802196002290018";
    right.id_no = "350821198807041244";
    EXPECT_EQ(points(left, right), -25);
    right.name_phonetic = left.name_phonetic = {"wangjianguo"};
    EXPECT_EQ(points(left, right), -5);
    right.name = left.name;
    EXPECT_EQ(points(left, right), 5);
}

TEST(DuplicateScore, NearBirthDates) {
    const auto near = [](std::string_view a, std::string_view b) {
        return compare(person("甲", a, "0"), person("乙", b, "0"), today).birth_date_near;
    };
    EXPECT_TRUE(near("1960-03-05", "1960-05-03"));
    EXPECT_TRUE(near("1960-03-05", "1961-03-05"));
    EXPECT_TRUE(near("1952-02-20", "1952-03-15"));  // lunar 1952-2-20 is 15 March
    EXPECT_TRUE(near("1952-03-15", "1952-02-20"));
    EXPECT_FALSE(near("1960-03-05", "1962-03-05"));
    EXPECT_FALSE(near("1960-03-05", "1960-03-06"));
    EXPECT_FALSE(near("1960-03-05", "1960-03-05"));  // that is the same, not near
}

TEST(DuplicateScore, ExactKeyWinsAndTellsOfAConflict) {
    PersonKeys a = person("王建国", "1960-02-29", "1");
    PersonKeys b = person("李梅", "1988-07-04", "2");
    a.id_no = b.id_no = "350802196002290018";
    const auto conflict = score(compare(a, b, today));
    EXPECT_EQ(conflict.verdict, DuplicateVerdict::exact);
    EXPECT_TRUE(conflict.conflict);
    b.name = a.name;
    EXPECT_FALSE(score(compare(a, b, today)).conflict);
    a.id_no.clear();
    EXPECT_NE(score(compare(a, b, today)).verdict, DuplicateVerdict::exact);
    a.documents = {"08:T350012345"};
    b.documents = {"03:E1:USA", "08:T350012345"};
    EXPECT_EQ(score(compare(a, b, today)).verdict, DuplicateVerdict::exact);
}

PersonKeys child(std::string name, std::string sex, int order) {
    PersonKeys keys = person(std::move(name), "2024-01-31", std::move(sex));
    keys.mother_person_id = "M1";
    keys.birth_order = order;
    return keys;
}

TEST(DuplicateScore, TwinsAreNotOneChild) {
    const auto by_order = score(compare(child("李大宝", "1", 1), child("李二宝", "1", 2), today));
    EXPECT_EQ(by_order.points, 25 + 25 + 5 - 60);
    EXPECT_EQ(by_order.verdict, DuplicateVerdict::nothing);
    const auto by_sex = score(compare(child("李龙", "1", 0), child("李凤", "2", 0), today));
    EXPECT_EQ(by_sex.points, 25 + 25 - 20 - 60);
}

TEST(DuplicateScore, RenamedNewbornIsAtLeastPossible) {
    const auto renamed = score(compare(child("王梅之男", "1", 1), child("李浩然", "1", 1), today));
    EXPECT_EQ(renamed.points, 55);
    EXPECT_EQ(renamed.verdict, DuplicateVerdict::possible);
    const auto unknown_order = score(compare(child("王梅之男", "1", 1), child("李浩然", "0", 0), today));
    EXPECT_EQ(unknown_order.points, 50);
    EXPECT_EQ(unknown_order.verdict, DuplicateVerdict::possible);
    // From the seventh birthday on the rule of small children ends.
    const auto grown = score(compare(child("王梅之男", "1", 1), child("李浩然", "1", 1), day("2031-01-31")));
    EXPECT_EQ(grown.verdict, DuplicateVerdict::nothing);
    const auto last_day = score(compare(child("王梅之男", "1", 1), child("李浩然", "1", 1), day("2031-01-30")));
    EXPECT_EQ(last_day.verdict, DuplicateVerdict::possible);
}

RC_GTEST_PROP(DuplicateProperty, IsSymmetric, ()) {
    const auto any = [] {
        PersonKeys keys;
        keys.name = *rc::gen::elementOf(std::vector<std::string>{"王建国", "王建囯", ""});
        keys.name_phonetic = {*rc::gen::elementOf(std::vector<std::string>{"wangjianguo", "limei"})};
        keys.birth_date = CivilDate::from_days(*rc::gen::inRange(18'000, 20'000));
        keys.sex = *rc::gen::elementOf(std::vector<std::string>{"0", "1", "2", ""});
        keys.id_no = *rc::gen::elementOf(std::vector<std::string>{"", "350802196002290018", "350802195203150025"});
        keys.mother_person_id = *rc::gen::elementOf(std::vector<std::string>{"", "M1"});
        keys.birth_order = *rc::gen::inRange(0, 3);
        return keys;
    };
    const PersonKeys a = any();
    const PersonKeys b = any();
    RC_ASSERT(score(compare(a, b, today)).points == score(compare(b, a, today)).points);
    RC_ASSERT(score(compare(a, b, today)).verdict == score(compare(b, a, today)).verdict);
}

TEST(Lunar, KnowsNewYearsDaysAndLeapMonths) {
    EXPECT_EQ(solar_of_lunar(1900, 1, 1), day("1900-01-31"));
    EXPECT_EQ(solar_of_lunar(1952, 2, 20), day("1952-03-15"));
    EXPECT_EQ(solar_of_lunar(1976, 1, 1), day("1976-01-31"));
    EXPECT_EQ(solar_of_lunar(2000, 1, 1), day("2000-02-05"));
    EXPECT_EQ(solar_of_lunar(2024, 1, 1), day("2024-02-10"));
    EXPECT_EQ(solar_of_lunar(2025, 6, 1), day("2025-06-25"));
    EXPECT_EQ(solar_of_lunar(2025, 6, 1, true), day("2025-07-25"));
    EXPECT_EQ(solar_of_lunar(2026, 8, 15), day("2026-09-25"));
    EXPECT_FALSE(solar_of_lunar(2026, 6, 1, true).has_value());
    EXPECT_FALSE(solar_of_lunar(1899, 1, 1).has_value());
    EXPECT_FALSE(solar_of_lunar(2024, 13, 1).has_value());
}

}  // namespace
}  // namespace jiwei::identity
