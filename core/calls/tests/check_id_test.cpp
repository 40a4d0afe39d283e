// The identity check behind the door that the browser uses: same findings, same order (residents 2.1).
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>

#include "core/calls/calls.hpp"

namespace jiwei::calls {
namespace {

using json::Value;

std::string file(const std::string& path) {
    std::ifstream in{std::string{JIWEI_SOURCE_DIR} + "/packs/archive/" + path};
    return {std::istreambuf_iterator<char>{in}, {}};
}

/// The archive pack without its indicators: the list of provinces is enough.
Session with_archive() {
    Session session;
    const Value bundle = Value::object({{"pack.json", Value::string(file("pack.json"))},
                                        {"parameters.json", Value::string(file("parameters.json"))},
                                        {"value-sets.csv", Value::string(file("value-sets.csv"))}});
    const std::string answer = session.call(json::write(Value::object({{"fn", Value::string("load_pack")}, {"bundle", bundle}})));
    EXPECT_EQ(answer.substr(0, 10), R"({"ok":true)") << answer;
    return session;
}

std::string ask(Session& session, const std::string& type, const std::string& number, const std::string& birth = "",
                const std::string& sex = "") {
    return session.call(json::write(Value::object({{"fn", Value::string("check_id")},
                                                   {"id_type", Value::string(type)},
                                                   {"id_no", Value::string(number)},
                                                   {"birth_date", Value::string(birth)},
                                                   {"sex", Value::string(sex)},
                                                   {"today", Value::string("2026-11-21")}})));
}

struct Case {
    const char* name;
    const char* type;
    const char* number;
    const char* birth;
    const char* sex;
    const char* want;
};
class CheckId : public testing::TestWithParam<Case> {};

TEST_P(CheckId, SaysWhatTheServerSays) {
    const Case& one = GetParam();
    Session session = with_archive();
    EXPECT_NE(ask(session, one.type, one.number, one.birth, one.sex).find(one.want), std::string::npos)
        << ask(session, one.type, one.number, one.birth, one.sex);
}

INSTANTIATE_TEST_SUITE_P(
    Numbers, CheckId,
    testing::Values(
        Case{"good", "01", "350802196002290018", "", "",
             R"("findings":[],"document":{"type":"01","number":"350802196002290018","alias":"","birth_date":"1960-02-29","sex":"1"})"},
        Case{"lower_case_x", "01", " 11010519491231002x", "", "", R"("number":"11010519491231002X")"},
        Case{"fifteen_digits", "01", "350802520315002", "", "", R"("number":"350802195203150025","alias":"350802520315002")"},
        Case{"check_character", "01", "350802196002290019", "", "", R"("code":"ID_CHECK")"},
        Case{"no_leap_year", "01", "35080219610229001X", "", "", R"("code":"ID_BIRTH")"},
        Case{"no_province", "01", "990802196002290018", "", "", R"("code":"ID_AREA")"},
        Case{"other_birth_date", "01", "350802196002290018", "1960-03-01", "", R"("code":"ID_BIRTH_MISMATCH")"},
        Case{"other_sex", "01", "350802196002290018", "", "2", R"("code":"ID_SEX_MISMATCH")"},
        Case{"passport", "03", "E12345678", "", "", R"("type":"03")"}),
    [](const auto& one) { return std::string{one.param.name}; });

TEST(CheckIdAlone, NeedsTheListOfProvinces) {
    Session session;
    EXPECT_NE(ask(session, "01", "350802196002290018").find(R"("code":"no-pack")"), std::string::npos);
}

}  // namespace
}  // namespace jiwei::calls
