// The texts in which a record's body and its facts are stored.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "modules/programmes/fact_text.hpp"
#include "modules/programmes/record_body.hpp"

namespace jiwei::programmes {
namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

TEST(StoredText, ABodyIsAThirdOfItsJson) {
    const std::string answers =
        R"({"date":"2026-11-22","mode":"2","symptom":["1"],"sbp":151,"dbp":89,"height":166,"weight":67.9,"bmi":24.6,"hr":84,"adr":"1"})";
    const std::string decision =
        R"({"class":"2","rule_class":"2","next_due":"2026-12-06","rule_next_due":"2026-12-06","referral":null,"row":"4","flags":{"failed":false,)"
        R"("norm":true,"unc":true,"adr":false,"comp":false,"danger":false,"controlled":false,"lost":false},"messages":[],"findings":[]})";
    const std::string bytes = pack_body(answers, decision);
    EXPECT_LT(bytes.size() * 3, answers.size() + decision.size());
    const RecordBody body = unpack_body(bytes);
    EXPECT_EQ(body.answers, answers);
    EXPECT_EQ(body.decision, decision);
}

TEST(StoredText, FactsShareThePrefixOfTheirCodes) {
    const Pairs facts{{"htn.sbp", "146"}, {"htn.dbp", "92.5"}, {"exam.norm", "true"}, {"plain", "a;b%3B"}, {"htn.class", "1"}};
    const std::string text = write_facts(facts);
    EXPECT_EQ(text, "htn.sbp=146;.dbp=92.5;exam.norm=true;plain=a%3Bb%253B;htn.class=1");
    std::vector<rules::Fact> read;
    read_facts(text, *parse_civil_date("2026-01-02"), "r1", read);
    ASSERT_EQ(read.size(), facts.size());
    for (std::size_t i = 0; i < facts.size(); ++i) {
        EXPECT_EQ(read[i].code, facts[i].first);
        EXPECT_EQ(read[i].value, facts[i].second);
        EXPECT_EQ(read[i].record_id, "r1");
        EXPECT_EQ(read[i].on.text(), "2026-01-02");
    }
}

RC_GTEST_PROP(StoredText, AnyFactComesBack, ()) {
    const auto letters = rc::gen::container<std::string>(rc::gen::element('a', 'b', '.'));
    const auto values = rc::gen::container<std::string>(rc::gen::element('1', ';', '%', '=', 'B', '3', '2', '5'));
    const auto drawn = *rc::gen::container<Pairs>(rc::gen::pair(letters, values));
    Pairs facts;
    for (const auto& [code, value] : drawn) facts.emplace_back("c" + code, value);  // codes begin with a letter
    std::vector<rules::Fact> read;
    read_facts(write_facts(facts), *parse_civil_date("2026-01-02"), "r", read);
    RC_ASSERT(read.size() == facts.size());
    for (std::size_t i = 0; i < facts.size(); ++i) {
        RC_ASSERT(read[i].code == facts[i].first);
        RC_ASSERT(read[i].value == facts[i].second);
    }
}

}  // namespace
}  // namespace jiwei::programmes
