// The tree keeps the house rules, and every rule is seen to fail on a small tree that breaks it.
#include <gtest/gtest.h>

#include <functional>

#include "tests/tidy/tidy.hpp"

namespace jiwei::tidy {
namespace {

using Check = std::function<std::vector<Offence>(const Tree&)>;

struct Rule {
    const char* name;
    Check check;
    Tree broken;           // must be reported
    std::size_t offences;  // exactly so often
};

std::string long_function() {
    std::string text = "int f(int a) {\n";
    for (int i = 0; i < 75; ++i) text += "    ++a;\n";
    return text + "    return a;\n}\n";
}

std::string in_private(const std::string& declarations) {
    return "namespace jiwei::rules {\nnamespace {\n" + declarations + "}  // namespace\n}  // namespace jiwei::rules\n";
}

std::vector<Rule> rules() {
    return {
        {"core_includes_platform", check_includes, {file_of("core/rules/a.cpp", "#include \"platform/db/connection.hpp\"\n")}, 1},
        {"kernel_includes_core", check_includes, {file_of("core/kernel/a.hpp", "#include \"core/rules/rules.hpp\"\n")}, 1},
        {"core_arrow_undeclared", check_includes, {file_of("core/rules/a.cpp", "#include \"core/programmes/decide.hpp\"\n")}, 1},
        {"core_reads_a_file", check_includes, {file_of("core/rules/a.cpp", "#include <fstream>\n")}, 1},
        {"platform_includes_core", check_includes, {file_of("platform/db/a.cpp", "#include \"core/identity/identity.hpp\"\n")}, 1},
        {"platform_includes_module", check_includes, {file_of("platform/db/a.cpp", "#include \"modules/residents/api.hpp\"\n")}, 1},
        {"fhir_includes_module", check_includes, {file_of("fhir/router.cpp", "#include \"modules/residents/api.hpp\"\n")}, 1},
        {"module_opens_foreign_store",
         check_includes,
         {file_of("modules/programmes/a.cpp", "#include \"modules/residents/store.hpp\"\n")},
         1},
        {"module_fhir_includes_module",
         check_includes,
         {file_of("modules/programmes/fhir.cpp", "#include \"modules/residents/api.hpp\"\n")},
         1},
        {"module_includes_app", check_includes, {file_of("modules/programmes/a.cpp", "#include \"app/composition.hpp\"\n")}, 2},
        {"module_against_the_arrow",
         check_module_graph,
         {file_of("modules/organization/a.cpp", "#include \"modules/residents/api.hpp\"\n")},
         1},
        {"module_undeclared", check_module_graph, {file_of("modules/newcomer/a.cpp", "#include \"modules/residents/api.hpp\"\n")}, 1},
        {"sql_reads_foreign_table",
         check_sql_ownership,
         {file_of("modules/residents/migrations/0001_a.sql", "CREATE TABLE resident (id TEXT);\n"),
          file_of("modules/programmes/sql/a.sql", "-- name: x\nSELECT id FROM resident;\n")},
         1},
        {"clock_read_elsewhere", check_clocks, {file_of("modules/residents/a.cpp", "auto t = std::chrono::system_clock::now();\n")}, 1},
        {"double_money", check_money, {file_of("modules/finance/a.cpp", "double amount_fen = 1;\n")}, 1},
        {"long_function", check_lengths, {file_of("app/a.cpp", long_function())}, 1},
        {"long_file", check_lengths, {file_of("app/a.cpp", std::string(700, '\n'))}, 1},
        {"todo_without_entry",
         check_gaps,
         {file_of("app/a.cpp", "// TODO(lost-key): later\n"), file_of("docs/known-gaps.md", "other-key\n")},
         1},
        {"download_address", check_leaks, {file_of("web/package-lock.json", "\"resolved\": \"https://example.org/x.tgz\"\n")}, 1},
        {"header_without_purpose", check_headers, {file_of("app/a.hpp", "#pragma once\n")}, 1},
        {"private_function_twice",
         check_private_names,
         {file_of("core/rules/a.cpp", in_private("bool is_fit(int a) { return a > 0; }\n")),
          file_of("core/rules/b.cpp", in_private("bool is_fit(const char* a) {\n    return a != nullptr;\n}\n"))},
         1},
        {"private_type_and_constant_twice",
         check_private_names,
         {file_of("core/rules/a.cpp", in_private("struct Slot {\n    int a;\n};\n\nconstexpr std::size_t slots_max = 1;\n")),
          file_of("core/rules/b.cpp", in_private("class Slot final {\n};\n\nconstexpr const char* slots_max = \"\";\n"))},
         2},
        {"alias_of_two_meanings",
         check_private_names,
         {file_of("core/rules/a.cpp", in_private("using json::Value;\n")),
          file_of("core/rules/b.cpp", in_private("using rules::Value;\n"))},
         1},
        {"static_function_twice",
         check_private_names,
         {file_of("app/a.cpp", "namespace jiwei::app {\nstatic int twice(int a) { return 2 * a; }\n}  // namespace jiwei::app\n"),
          file_of("app/commands/b.cpp", "namespace jiwei::app {\nstatic int twice(int a) { return a + a; }\n}  // namespace jiwei::app\n")},
         1},
        {"header_without_guard", check_headers, {file_of("app/a.hpp", "// Something.\n")}, 1},
    };
}

std::string listed(const std::vector<Offence>& offences) {
    std::string text;
    for (const Offence& offence : offences)
        text += offence.path + ":" + std::to_string(offence.line) + ": " + offence.rule + ": " + offence.what + "\n";
    return text;
}

TEST(Tidy, EveryRuleReportsTheTreeThatBreaksIt) {
    for (const Rule& rule : rules())
        EXPECT_EQ(rule.check(rule.broken).size(), rule.offences) << rule.name << "\n" << listed(rule.check(rule.broken));
}

TEST(Tidy, TodoWithEntryIsAccepted) {
    EXPECT_TRUE(check_gaps({file_of("app/a.cpp", "// TODO(kept-key): later\n"), file_of("docs/known-gaps.md", "## kept-key\n")}).empty());
}

TEST(Tidy, PrivateNamesMayRepeatWhereNoGroupHoldsBoth) {
    const std::string one = in_private("bool is_fit(int a) { return a > 0; }\nusing json::Value;\n");
    EXPECT_TRUE(check_private_names({file_of("core/rules/a.cpp", one), file_of("core/rules/tests/a_test.cpp", one),
                                     file_of("core/rules/b.cpp", in_private("using json::Value;\n"))})
                    .empty());
}

class WholeTree : public testing::Test {
protected:
    static const Tree& tree() {
        static const Tree read = read_tree(JIWEI_SOURCE_DIR);
        return read;
    }
};

TEST_F(WholeTree, IsNotEmpty) { ASSERT_GT(tree().size(), 30U); }
TEST_F(WholeTree, KeepsTheDependencyTable) { EXPECT_EQ(listed(check_includes(tree())), ""); }
TEST_F(WholeTree, KeepsTheModuleGraph) { EXPECT_EQ(listed(check_module_graph(tree())), ""); }
TEST_F(WholeTree, KeepsTablesToTheirOwners) { EXPECT_EQ(listed(check_sql_ownership(tree())), ""); }
TEST_F(WholeTree, ReadsTheClockInOnePlace) { EXPECT_EQ(listed(check_clocks(tree())), ""); }
TEST_F(WholeTree, KeepsMoneyInWholeFen) { EXPECT_EQ(listed(check_money(tree())), ""); }
TEST_F(WholeTree, KeepsThingsShort) { EXPECT_EQ(listed(check_lengths(tree())), ""); }
TEST_F(WholeTree, ListsItsGaps) { EXPECT_EQ(listed(check_gaps(tree())), ""); }
TEST_F(WholeTree, LeaksNothing) { EXPECT_EQ(listed(check_leaks(tree())), ""); }
TEST_F(WholeTree, SaysWhatHeadersAreFor) { EXPECT_EQ(listed(check_headers(tree())), ""); }
TEST_F(WholeTree, KeepsPrivateNamesApart) { EXPECT_EQ(listed(check_private_names(tree())), ""); }

}  // namespace
}  // namespace jiwei::tidy
