// A pack is accepted whole or refused with every error at its place.
#include <gtest/gtest.h>

#include <map>

#include "core/packs/csv.hpp"
#include "core/packs/tests/pack_files.hpp"

namespace jiwei::packs {
namespace {

using testing::read_pack_files;

Bundle changed(const std::string& path, const std::string& from, const std::string& to) {
    return testing::exchanged("hypertension", path, from, to);
}

struct BadPack {
    const char* name;
    const char* path;
    const char* from;
    const char* to;
    const char* want;
};

class PackRefusals : public ::testing::TestWithParam<BadPack> {};

TEST_P(PackRefusals, NameFileLineAndColumn) {
    const BadPack& bad = GetParam();
    const auto pack = load(changed(bad.path, bad.from, bad.to));
    ASSERT_FALSE(pack);
    EXPECT_EQ(rules::text(pack.error().front()), bad.want);
}

INSTANTIATE_TEST_SUITE_P(
    Packs, PackRefusals,
    ::testing::Values(BadPack{"type_in_a_rule_file", "rules/follow-up.rules", "has(sbp) and", "sbp and",
                              "rules/follow-up.rules:16:22: rule.type: expected bool, found int"},
                      BadPack{"name_in_a_quoted_cell", "schedule.csv", "\"addDays(enrolment.enrolled_on, 14)\"",
                              "\"addDays(enrolled_on, 14)\"", "schedule.csv:2:100: rule.name: there is no 'enrolled_on' here"},
                      BadPack{"expression_in_json", "forms/follow-up.json", "\"when\": \"sbp <= dbp\"", "\"when\": \"sbp <= mode\"",
                              "forms/follow-up.json:78:64: rule.type: expected int, found code"},
                      BadPack{"unknown_member", "forms/follow-up.json", "\"required\": true}", "\"requierd\": true}",
                              "forms/follow-up.json:9:92: pack.member: there is no member 'requierd' here"},
                      BadPack{"row_that_no_form_goes_by", "forms/follow-up.json", "\"date\": \"date\"",
                              "\"row\": \"audit_log\", \"date\": \"date\"",
                              "forms/follow-up.json:4:10: pack.row: a form goes by one of these rows of the permission matrix: "
                              "chronic_followup, health_record, maternal_child, mental_record, screening_folic"},
                      BadPack{"unknown_set", "forms/follow-up.json", "\"set\": \"SALT\"", "\"set\": \"PEPPER\"",
                              "forms/follow-up.json:41:61: pack.set: value-sets.csv has no set 'PEPPER'"},
                      BadPack{"table_that_may_not_hit", "rules/follow-up.csv", "7,true,", "7,flag.unc,",
                              "rules/follow-up.csv:1:1: rule.total: the last row of a decision table must have 'true' as its condition"},
                      BadPack{"unknown_message", "rules/follow-up.csv", "htn.controlled", "htn.contrlled",
                              "rules/follow-up.csv:12:39: pack.message: messages.csv has no such key"},
                      BadPack{"unknown_column", "facts.csv", "name,code,", "nome,code,",
                              "facts.csv:1:1: csv.header: this column is unknown or stands twice: nome"},
                      BadPack{"row_of_another_length", "messages.csv", "htn.lost,", "htn.lost,,",
                              "messages.csv:13:1: csv.cells: this row has 4 cells, the header 3"},
                      BadPack{"broken_json", "pack.json", "\"edition\":", "\"edition\"", "pack.json:3:13: json.syntax: this is not JSON"},
                      BadPack{"indicator_without_people", "indicators.csv", "managed,managed and follow_ups", ",managed and follow_ups",
                              "indicators.csv:2:51: pack.denominator: an indicator has a denominator or a figure, not both"}),
    [](const auto& tested) { return std::string{tested.param.name}; });

TEST(PackLoad, AFormNamesTheRowOfTheMatrixThatItGoesBy) {
    const auto row = [](const char* pack, const char* form) { return testing::load_or_throw(read_pack_files(pack))->form(form)->form.row; };
    EXPECT_EQ(row("hypertension", "follow-up"), "chronic_followup") << "what names none";
    EXPECT_EQ(row("child", "newborn-visit"), "maternal_child");
    EXPECT_EQ(row("examination", "exam"), "health_record");
    EXPECT_EQ(row("examination", "abnormal-follow-up"), "chronic_followup") << "a follow-up, whatever it follows";
    EXPECT_EQ(row("archive", "personal-basic"), "health_record");
}

TEST(PackLoad, TargetsFollowTheAge) {
    const auto pack = load(read_pack_files("hypertension"));
    ASSERT_TRUE(pack);
    EXPECT_EQ((*pack)->target("sbp", 64)->below.text(), "140");
    EXPECT_EQ((*pack)->target("sbp", 65)->below.text(), "150");
    EXPECT_EQ((*pack)->target("dbp", 80)->below.text(), "90");
    EXPECT_EQ((*pack)->target("bmi", 40), nullptr);
    EXPECT_FALSE(load(changed("pack.json", "\"below\": \"htn.dbp_limit\"", "\"below\": \"htn.dbp_limits\"")));
    EXPECT_FALSE(load(changed("pack.json", "\"fact\": \"dbp\"", "\"fact\": \"dpb\"")));
}

TEST(PackLoad, RefusesAFileItDoesNotKnow) {
    Bundle bundle = read_pack_files("hypertension");
    bundle.emplace_back("shedule.csv", "code\n");
    const auto pack = load(bundle);
    ASSERT_FALSE(pack);
    EXPECT_EQ(rules::text(pack.error().front()), "shedule.csv:1:1: pack.file: a pack has no such file");
}

TEST(PackLoad, RefusesSettingsThatThePackDoesNotKnow) {
    const Settings unknown{{"htn.sbp_limits", json::Value::integer(130)}};
    EXPECT_FALSE(load(read_pack_files("hypertension"), unknown));
    const Settings wrong{{"htn.sbp_limit", json::Value::string("130")}};
    EXPECT_FALSE(load(read_pack_files("hypertension"), wrong));
}

TEST(PackBundle, ReadsBackWhatItWrote) {
    const Bundle bundle = read_pack_files("hypertension");
    const auto back = read_bundle(write_bundle(bundle));
    ASSERT_TRUE(back);
    EXPECT_EQ(*back, bundle);
    EXPECT_FALSE(read_bundle("[]"));
    EXPECT_FALSE(read_bundle(R"({"a": 1})"));
}

/// A pack is whole in itself, so it holds copies of the lists it uses; they must be true copies (docs/adr/0012).
TEST(PackValueSets, OfPacksAreThoseOfTheLists) {
    std::map<std::string, std::map<std::string, std::string>> lists;
    for (const auto& [path, text] : read_pack_files("value-sets")) {
        rules::Diagnostics ignored;
        const auto sheet = Sheet::read(path, text, {"set", "code", "label_zh", "label_en"}, {"valid_to"}, ignored);
        for (std::size_t row = 0; sheet && row < sheet->size(); ++row) {
            lists[sheet->text(row, "set")][sheet->text(row, "code")] = sheet->text(row, "label_zh");
        }
    }
    ASSERT_GT(lists.size(), std::size_t{100});
    for (const char* const name : {"hypertension", "examination", "child", "archive"}) {
        const auto pack = testing::load_or_throw(read_pack_files(name));
        for (const forms::ValueSet& set : pack->value_sets) {
            const bool is_own = set.name == "HTN_DANGER" || set.name == "HTN_COMPLICATION" || set.name == "HTN_RISK_GRADE";
            if (is_own) continue;
            std::map<std::string, std::string> copied;
            for (const forms::Choice& choice : set.choices) copied[choice.code] = choice.label.zh;
            EXPECT_EQ(copied, lists[set.name]) << name << ": " << set.name;
        }
    }
}

}  // namespace
}  // namespace jiwei::packs
