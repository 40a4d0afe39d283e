// The runner of rule cases: every case file of the packs passes, and a wrong expectation, key or line is told with its place.
#include "core/cases/cases.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <filesystem>

#include "core/cases/file.hpp"
#include "core/cases/schema.hpp"
#include "core/identity/tests/fixtures.hpp"
#include "core/packs/tests/pack_files.hpp"

namespace jiwei::cases {
namespace {

// The case files themselves are not needed to run cases, but they are part of the bundle.
const std::string* bundle_of(std::string_view name) {
    static std::map<std::string, std::string, std::less<>> known;
    if (!std::filesystem::is_directory(packs::testing::pack_folder(std::string{name})) || name.empty()) return nullptr;
    auto found = known.find(name);
    if (found == known.end()) found = known.emplace(name, packs::write_bundle(packs::testing::read_pack_files(std::string{name}))).first;
    return &found->second;
}

// Finds by exact name or query: enough to see that people, query and labels arrive.
tl::expected<std::vector<std::string>, std::string> search(const std::vector<SearchPerson>& people, std::string_view query) {
    if (query == "!") return tl::unexpected(std::string{"search-query"});
    std::vector<std::string> out;
    for (const SearchPerson& person : people) {
        if (person.name == query || person.id_no == query) out.push_back(person.label);
    }
    return out;
}

Report run(std::string_view text) {
    const Environment environment{identity::testing::value_sets(), bundle_of, {}, search};
    return run_file("f.cases", text, environment);
}

class CaseFiles : public ::testing::TestWithParam<const char*> {};

TEST_P(CaseFiles, Pass) {
    const std::string path = std::string{"packs/"} + GetParam();
    const Report report = run(identity::testing::read_source(path));
    EXPECT_EQ(failures_text(report), "");
    EXPECT_GT(report.passed(), 0U);
}

INSTANTIATE_TEST_SUITE_P(Packs, CaseFiles,
                         ::testing::Values("identity/cases/resident-id.cases", "identity/cases/other-documents.cases",
                                           "identity/cases/archive-number.cases", "identity/cases/duplicate.cases",
                                           "hypertension/cases/worked-examples.json", "hypertension/cases/indicators.json",
                                           "archive/cases/indicators.json"));

constexpr std::string_view w2 = R"(
kind: programme
pack: hypertension
form: follow-up

case: W2 two in a row
  resident: born 1968-05-10, sex 1
  history: date 2025/1/10, mode 1, sbp 150, dbp 94
  history: date 2025-01-24, mode 1, sbp 138, dbp 88
  history:
    date: 2025-04-24
    mode: 1
    sbp: 146
    dbp: 86
  answers: date 2025-05-08, mode 1, sbp 142, dbp 90, symptom 2、3
  ----
  class: 2
  next_due: 2025-05-22
  referral: routine
  flags: unc yes, adr no
  tasks: HT-FU 2025-05-22, HT-REF2W 2025-05-22
)";

TEST(CaseRunner, RunsAProgrammeWrittenByHand) { EXPECT_EQ(failures_text(run(w2)), ""); }

TEST(CaseRunner, SaysWhatDiffersAndWhere) {
    std::string wrong{w2};
    wrong.replace(wrong.find("next_due: 2025-05-22"), 20, "next_due: 2025-05-23");
    const Report report = run(wrong);
    EXPECT_EQ(report.failed(), 1U);
    EXPECT_EQ(failures_text(report), "f.cases:18: W2 two in a row: next: wanted \"2025-05-23\", got \"2025-05-22\"\n");
}

TEST(CaseRunner, RunsAnIndicatorWrittenByHand) {
    const std::string_view text = R"(
kind: indicator
pack: hypertension
as_of: 2025-12-31
case: two people
  person:
    id: a
    born: 1970-01-01
    enrolled_on: 2025-11-20
    record: date 2025-11-25, mode 1, sbp 130, dbp 80
  person:
    id: b
    born: 1970-01-01
    enrolled_on: 2025-11-20
    records:
      - date 2025-11-25, mode 1, sbp 150, dbp 80
----
  H1: 2/2 100.00
  H2: numerator a, denominator a b, percent 50.00 %
)";
    EXPECT_EQ(failures_text(run(text)), "");
}

TEST(CaseRunner, WantsTheCodesOfARefusedRecord) {
    std::string text{w2.substr(0, w2.find("  ----"))};
    text.replace(text.find("sbp 142, dbp 90"), 15, "sbp 342, dbp 90");
    EXPECT_EQ(failures_text(run(text + "----\nrefused: RANGE_HARD\n")), "");
    EXPECT_EQ(failures_text(run(text + "----\ncodes: RANGE_SOFT RANGE_HARD\n")), "");
    EXPECT_EQ(failures_text(run(text + "----\nfindings: RANGE_HARD RANGE_SOFT\n")), "");
    EXPECT_EQ(run(text + "----\nrefused: none\n").failed(), 1U);
    EXPECT_EQ(run(text + "----\ncodes: none\n").failed(), 1U);
    EXPECT_EQ(run(text + "----\nclass: 2\n").failed(), 1U);
}

/// "Lists compare in any order": whatever order the author wrote them in, and whatever the list is of.
TEST(CaseRunner, ComparesListsInAnyOrder) {
    const std::string head{w2.substr(0, w2.find("  class: 2"))};
    EXPECT_EQ(failures_text(run(head + "messages: htn.refer htn.uncontrolled_again\ncloses: HT-FU\n")), "");
    EXPECT_EQ(failures_text(run(head + "messages: htn.uncontrolled_again htn.refer\n")), "");
    EXPECT_EQ(run(head + "messages: htn.refer\n").failed(), 1U) << "exactly these";
    EXPECT_EQ(run(head + "messages: htn.refer htn.refer\n").failed(), 1U);
    EXPECT_EQ(failures_text(run(head + "enrolment_state: none\nfacts: htn.sbp 142.0\n")), "") << "numbers by their value";
    EXPECT_EQ(run(head + "facts: htn.sbp 143\n").failed(), 1U);
    EXPECT_EQ(run(head + "tasks: none\n").failed(), 1U);
    std::string quiet{head};
    quiet.replace(quiet.find("sbp 142, dbp 90"), 15, "sbp 120, dbp 80");
    EXPECT_EQ(failures_text(run(quiet + "referral: none\ncancels: none\nfindings: none\n")), "");
    EXPECT_EQ(failures_text(run(R"({"kind":"indicator","pack":"hypertension","as_of":"2025-12-31","cases":[{"name":"x","people":[
        {"id":"a","born":"1970-01-01","enrolled_on":"2020-01-01"},
        {"id":"b","born":"1970-01-01","enrolment":[{"from":"2025-08-01","state":2},{"from":"2020-01-01","state":1}]}],
        "figures":{"population_35":100},
        "want":{"H1":{"denominator":["b","a"],"numerator":[],"value":"0"},"H2":{"lacks":{"b":"失访"}},
                "H3":{"numerator":2,"denominator":25,"percent":8}}}]})")),
              "");
}

TEST(CaseRunner, TakesEachFindingOnce) {
    std::string text{w2.substr(0, w2.find("  ----"))};
    text.replace(text.find("sbp 142, dbp 90"), 15, "sbp 342, dbp 290");
    EXPECT_EQ(failures_text(run(text + "----\nfindings: RANGE_HARD, RANGE_HARD\n")), "");
    text.replace(text.find("dbp 290"), 7, "dbp 90");
    EXPECT_EQ(run(text + "----\nfindings: RANGE_HARD RANGE_HARD\n").failed(), 1U) << "one hard and one soft came";
}

TEST(CaseRunner, ReadsItemsOverManyLinesAndJsonInPlace) {
    EXPECT_EQ(failures_text(run(R"(
kind: indicator
pack: hypertension
year: 2025
case: written as lists are elsewhere
people:
  - id: a
    born: 1970-01-01
    enrolled_on: 2025-11-20
    records:
      - date 2025-11-25, mode 1, sbp 130, dbp 80
      - {"form": "examination/exam", "date": "2025-11-26", "complete": true}
  - records:
      - date 2025-11-26, mode 1, sbp 150, dbp 80
    id: c
    born: 1970-01-01
    enrolled_on: 2025-11-20
  -
    id: b
    born: 1970-01-01
    enrolled_on: 2025-11-20
    record: {"answers": {"date": "2025-11-25", "mode": 1, "sbp": 150, "dbp": 80}}
----
H1:
  numerator: c b a
  denominator: 3
)")),
              "");
    EXPECT_EQ(failures_text(run(R"(
kind: programme
pack: hypertension
case: a drug
resident: born 1970-01-01, sex 1
answers: date 2025-11-25, mode 1, sbp 130, dbp 80, drug {"name": "氨氯地平", "n": 1, "dose": 5, "unit": "mg"}, adr 1
----
class: 1
answers: {"drug": [{"name": "氨氯地平", "n": 1, "dose": 5, "unit": "mg"}]}
)")),
              "");
}

TEST(CaseRunner, FindsPeople) {
    const std::string_view text = R"(
kind: search
people:
  - label 甲, name 王建国, id_no 350802196002290018
  - name 李梅
case: by number
query: 350802196002290018
----
found: 甲
case: by name
query: 李梅
----
found: 李梅
count: 1
case: refused
query: "!"
----
refused: search-query
)";
    EXPECT_EQ(failures_text(run(text)).find("f.cases"), std::string::npos) << failures_text(run(text));
}

TEST(CaseRunner, IsStrictInKeys) {
    const auto message = [](std::string_view text) { return failures_text(run(text)); };
    EXPECT_EQ(message("kind: identity\ntoday: 2026-01-01\ncase: x\nid_nr: 1\n---\ncode: ID_FORMAT\n"),
              "f.cases:4: x: id_nr: no such key here\n");
    EXPECT_EQ(message("kind: identity\ntoday: 2026-01-01\ncase: x\nid_no: 1\n---\ncodes: ID_FORMAT\n"),
              "f.cases:6: x: want.codes: no such key here\n");
    EXPECT_EQ(message("kind: identity\ntoday: 2026-02-30\ncase: x\nid_no: 1\n---\ncode: ID_FORMAT\n"),
              "f.cases:3: x: today: a date is needed, YYYY-MM-DD\n");
    EXPECT_EQ(message("kind: nothing\ncase: x\nid_no: 1\n").find("f.cases:2: x: kind:"), 0U);
    EXPECT_EQ(message("kind: identity\ncase: x\nid_no: 1\n---\n"), "f.cases:2: x: want: a case says what it wants\n");
    EXPECT_EQ(message("kind: identity\ncase: x\nno colon\n"), "f.cases:3:1: the file: `key: value` is needed\n");
    EXPECT_EQ(message(""), "f.cases:1:1: the file: there is no case in it\n");
    EXPECT_EQ(message("{\"kind\":\"identity\",\n\"cases\":[\n{\"name\":\"x\",\"id_no\":\"1\",\"today\":\"2026-01-01\",\"want\":{\"code\":"
                      "\"ID_CHECK\"}}]}"),
              "f.cases:3: x: code: wanted \"ID_CHECK\", got \"ID_FORMAT\"\n");
    EXPECT_EQ(message("{\"kind\":\n\"identity\",}"), "f.cases:2:12: the file: not JSON: json.syntax\n");
    EXPECT_EQ(message("kind: programme\npack: none\ncase: x\n---\nclass: 1\n"), "f.cases:3: x: pack: there is no pack `none`\n");
}

// The examples of the reference are run as they stand there; a search example needs a database and is only read.
TEST(CaseReference, ExamplesPass) {
    std::string_view page;
    const std::string text = identity::testing::read_source("docs/reference/cases.md");
    page = text;
    int examples = 0;
    for (std::size_t at = page.find("```"); at != std::string_view::npos; at = page.find("```", at)) {
        const std::size_t begin = page.find('\n', at) + 1;
        const std::size_t end = page.find("```", begin);
        ASSERT_NE(end, std::string_view::npos);
        const std::string_view example = page.substr(begin, end - begin);
        at = end + 3;
        ++examples;
        const Report report = run(example);
        ASSERT_FALSE(report.outcomes.empty());
        if (example.starts_with("kind: search")) {
            EXPECT_NE(report.outcomes.front().name, "the file") << failures_text(report);
        } else {
            EXPECT_EQ(failures_text(report), "") << example;
        }
    }
    EXPECT_EQ(examples, 4);
}

TEST(CaseText, IsForgivingInLayout) {
    const auto file =
        read_case_file("\xEF\xBB\xBF# comment\r\nkind：identity\r\n\r\ncase: one\r\n\tid_no: \"1 2\"\r\n  ======\r\n\tcode: X\r\n");
    ASSERT_TRUE(file.has_value());
    EXPECT_EQ(file->head["kind"].text(), "identity");
    EXPECT_EQ(file->cases.front().value["want"]["code"].text(), "X");
    EXPECT_EQ(inline_object("a 1, b \"x, y\"，c=2; d")["b"].text(), "x, y");
    EXPECT_EQ(inline_list("1+2、3, 4|5"), (std::vector<std::string>{"1", "2", "3", "4", "5"}));
    EXPECT_TRUE(inline_list("none").empty());
    EXPECT_EQ(iso_date("2025年1月4日"), "2025-01-04");
    EXPECT_EQ(iso_date("2025/1/4"), "2025-01-04");
    EXPECT_EQ(iso_date("2025-02-30"), "");
    EXPECT_EQ(iso_date("2025-01-04x"), "");
    EXPECT_EQ(iso_date(""), "");
}

RC_GTEST_PROP(CaseProperty, NoTextBreaksTheReader, ()) {
    const auto line =
        rc::gen::elementOf(std::vector<std::string>{"kind: identity", "case: x", "----", "id_no: 1", "  deeper: ", "    deepest: 1",
                                                    "- item", "a: {", "want:", "{", "\"", "code: ID", "today: 2026-01-01", ":", "\xFF"});
    std::string text;
    for (const std::string& one : *rc::gen::container<std::vector<std::string>>(line)) text += one + "\n";
    const Report report = run(text);
    RC_ASSERT(!report.outcomes.empty());
}

}  // namespace
}  // namespace jiwei::cases
