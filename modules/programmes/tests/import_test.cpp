// Records of an earlier system: once and for ever, by the rules, with their source (docs/adr/0084).
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "modules/programmes/import_mapping.hpp"
#include "modules/programmes/packs.hpp"
#include "modules/programmes/tests/county.hpp"
#include "platform/config/config.hpp"
#include "platform/crypto/digest.hpp"

namespace jiwei::programmes::testing {
namespace {

constexpr const char* mapping_text = R"(source = "oldcare"
edition = "2017"
row_key = ["no"]
author = "doctor"
[person]
archive_no = "archive"
name = "name"
birth_date = "born"
[columns]
date = "day"
mode = "how"
sbp = "high"
dbp = "low"
"drug.1.name" = "drug"
"drug.1.n" = "times"
"drug.1.dose" = "dose"
"drug.1.unit" = "unit"
[codes.mode]
"at the clinic" = "1"
[constants]
adr = "1"
)";

class RecordImporting : public County {
protected:
    void SetUp() override {
        County::SetUp();
        folder_ = std::filesystem::temp_directory_path() / ("jiwei-import-" + std::to_string(getpid()) + ids_->next());
        std::filesystem::create_directory(folder_);
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    std::string file_of(const std::string& rows) {
        const std::string path = (folder_ / "rows.csv").string();
        std::ofstream{path} << "no,archive,name,born,day,how,high,low,drug,times,dose,unit,doctor\n" << rows;
        return path;
    }
    Result<RecordImportReport> run(const std::string& rows, bool preview = false, int rows_per_act = 200,
                                   const std::string& mapping = mapping_text, int stop_after = 1'000'000) {
        RecordImportOptions options;
        options.form = "hypertension/follow-up";
        options.mapping = mapping;
        options.packs_directory = std::string{JIWEI_SOURCE_DIR} + "/packs";
        options.preview = preview;
        options.rows_per_act = rows_per_act;
        bad_.clear();
        Actor importer = actor("2025-12-31");
        importer.reach.whole_county = true;
        return programmes_->import_records(
            file_of(rows), options, importer, [&stop_after](std::int64_t) { return --stop_after > 0; },
            [this](std::string_view piece) { bad_ += piece; });
    }
    std::string archive_of(const std::string& resident) { return brief(resident).archive_no; }
    std::int64_t count(std::string_view sql) {
        std::int64_t found = 0;
        act([&](db::Connection& connection) { found = connection.run(sql_of(sql), {county})[0].integer(0); });
        return found;
    }
    std::filesystem::path folder_;
    std::string bad_;
};

TEST_P(RecordImporting, BringsRecordsOnceWithTheirSource) {
    const std::string one = open_archive("1975-06-15");
    ASSERT_TRUE(enrol(one, "2025-01-05"));
    const std::string no = archive_of(one);
    const std::string rows = "A1," + no + ",,,2025/3/1,at the clinic,146,92,氨氯地平,1,5.0,mg,王医生\n" +  //
                             "A2," + no + ",,,2025年6月1日,家庭,138,84,,,,,王医生\n";
    const auto first = run(rows);
    ASSERT_TRUE(first) << first.error().code << " " << first.error().detail << bad_;
    EXPECT_EQ(first->created, 2) << bad_;
    EXPECT_EQ(first->bad, 0) << bad_;
    EXPECT_EQ(count("SELECT COUNT(*) FROM record WHERE county_id = $1 AND source = 'oldcare' AND author_name = '王医生'"), 2);
    // The first follow-up task is done, the next one comes from the last record.
    EXPECT_EQ(count("SELECT COUNT(*) FROM task WHERE county_id = $1 AND code = 'HT-FU' AND state = 0"), 1);
    const std::int64_t facts = count("SELECT COUNT(*) FROM fact WHERE county_id = $1");
    const auto second = run(rows);
    ASSERT_TRUE(second);
    EXPECT_EQ(second->created, 0);
    EXPECT_EQ(second->existing, 2);
    EXPECT_EQ(count("SELECT COUNT(*) FROM fact WHERE county_id = $1"), facts);
    EXPECT_EQ(count("SELECT COUNT(*) FROM record WHERE county_id = $1"), 2);
    act([&](db::Connection& connection) { EXPECT_TRUE(indicators_->verify(connection, county, day("2025-12-31")).empty()); });
}

TEST_P(RecordImporting, RefusesRowsWithLineFieldCodeAndReason) {
    const std::string one = open_archive("1975-06-15");
    ASSERT_TRUE(enrol(one, "2025-01-05"));
    const std::string no = archive_of(one);
    const std::string two = archive_of(open_archive("1960-01-01"));
    const auto report = run("A1," + no + ",,,2025-03-01,1,546,92,,,,,\n" +          //
                            "A2,35088199910100001,,,2025-03-01,1,130,80,,,,,\n" +   //
                            "A3," + no + ",,,yesterday,1,130,80,,,,,\n" +           //
                            "A4," + no + ",,,2025-03-01,by letter,130,80,,,,,\n" +  //
                            "A5," + two + ",,,2025-03-01,1,130,80,,,,,\n" +         //
                            ",," + ",,2025-03-01,1,130,80,,,,,\n" +                 //
                            "A7," + no + ",,,2025-03-01,1,130,80,,,,,\n");
    ASSERT_TRUE(report) << report.error().code;
    EXPECT_EQ(report->created, 1) << bad_;
    EXPECT_EQ(report->bad, 6) << bad_;
    for (const char* const line : {"\n2,high,sbp,RANGE_HARD,50-300 mmHg,A1,", "\n3,,,PERSON_UNKNOWN,", "\n4,day,date,TYPE,YYYY-MM-DD,",
                                   "\n5,how,mode,CODE_UNKNOWN,VISIT_MODE_CHRONIC,", "\n6,,,not-enrolled,", "\n7,,row_key,REQUIRED,"}) {
        EXPECT_NE(bad_.find(line), std::string::npos) << line << bad_;
    }
    EXPECT_EQ(count("SELECT COUNT(*) FROM record_import_bad WHERE county_id = $1"), 6);
    const auto kept = programmes_->refused_records(county, report->import_id);
    ASSERT_TRUE(kept);
    EXPECT_EQ(*kept, bad_) << "what was kept, sealed, is what the command wrote";
    EXPECT_FALSE(programmes_->refused_records("350802", report->import_id));
}

TEST_P(RecordImporting, NamesNobodyWhereTwoFit) {
    const std::string one = open_archive("1975-06-15");
    const std::string name = brief(one).name;
    ASSERT_TRUE(enrol(one, "2025-01-05"));
    const auto found = run("B1,," + name + ",1975-06-15,2025-03-01,1,130,80,,,,,\n");
    ASSERT_TRUE(found);
    EXPECT_EQ(found->created, 1) << bad_;
    const std::string two = open_archive("1975-06-15");
    ASSERT_EQ(brief(two).name, name) << "the fixture gives everybody one name";
    const auto both = run("B2,," + name + ",1975-06-15,2025-04-01,1,130,80,,,,,\n");
    ASSERT_TRUE(both);
    EXPECT_NE(bad_.find("PERSON_AMBIGUOUS"), std::string::npos) << bad_;
    const auto differs = run("B3," + archive_of(one) + ",别人,1988-01-01,2025-04-01,1,130,80,,,,,\n");
    ASSERT_TRUE(differs);
    EXPECT_NE(bad_.find("PERSON_DIFFERS"), std::string::npos) << bad_;
}

TEST_P(RecordImporting, APreviewKeepsNothingAndAChangedRowIsSaid) {
    const std::string one = open_archive("1975-06-15");
    ASSERT_TRUE(enrol(one, "2025-01-05"));
    const std::string row = "C1," + archive_of(one) + ",,,2025-03-01,1,130,80,,,,,\n";
    const auto preview = run(row, true);
    ASSERT_TRUE(preview);
    EXPECT_EQ(preview->created, 1);
    EXPECT_EQ(count("SELECT COUNT(*) FROM record WHERE county_id = $1"), 0);
    EXPECT_EQ(count("SELECT COUNT(*) FROM record_import WHERE county_id = $1"), 0);
    ASSERT_TRUE(run(row));
    const auto changed = run("C1," + archive_of(one) + ",,,2025-03-01,1,131,80,,,,,\n");
    ASSERT_TRUE(changed);
    EXPECT_EQ(changed->bad, 1);
    EXPECT_NE(bad_.find("ROW_CHANGED"), std::string::npos) << bad_;
}

TEST_P(RecordImporting, GoesOnWhereItStopped) {
    const std::string one = open_archive("1975-06-15");
    ASSERT_TRUE(enrol(one, "2025-01-05"));
    std::string rows;
    for (int i = 1; i <= 6; ++i) {
        rows += "D" + std::to_string(i) + "," + archive_of(one) + ",,,2025-0" + std::to_string(i + 1) + "-01,1," +
                (i == 2 ? "999" : "130") + ",80,,,,,\n";
    }
    const auto stopped = run(rows, false, 2, mapping_text, 1);
    ASSERT_TRUE(stopped) << stopped.error().code << " " << stopped.error().detail;
    EXPECT_EQ(stopped->rows, 2);
    EXPECT_EQ(count("SELECT COUNT(*) FROM record WHERE county_id = $1"), 1);
    const auto whole = run(rows, false, 2);
    ASSERT_TRUE(whole);
    EXPECT_EQ(whole->import_id, stopped->import_id);
    EXPECT_EQ(whole->rows, 6);
    EXPECT_EQ(whole->created, 5);
    EXPECT_EQ(whole->existing, 0);
    EXPECT_EQ(whole->bad, 1);
    EXPECT_EQ(count("SELECT COUNT(*) FROM record WHERE county_id = $1"), 5);
}

TEST_P(RecordImporting, EnrolsWhereTheMappingSaysSo) {
    const std::string one = open_archive("1975-06-15");
    const std::string mapping = std::string{mapping_text} + "[enrolment]\nautomatic = true\ndiagnosis = \"I10\"\n";
    const auto report = run("E1," + archive_of(one) + ",,,2025-03-01,1,130,80,,,,,\n", false, 200, mapping);
    ASSERT_TRUE(report) << report.error().detail;
    EXPECT_EQ(report->created, 1) << bad_;
    EXPECT_EQ(count("SELECT COUNT(*) FROM enrolment WHERE county_id = $1 AND enrolled_on = '2025-03-01'"), 1);
}

JIWEI_ON_EACH_ENGINE(RecordImporting);

// --- the mapping alone -------------------------------------------------------------------------------------------------------------------

std::string faults_of(std::string_view toml) {
    const auto read = read_record_mapping(config::table_of(toml, "m.toml"));
    if (read) return {};
    std::string all;
    for (const Finding& one : read.error().errors) all += one.pointer + " " + one.code + "\n";
    return all;
}

TEST(RecordMappings, SayEveryFault) {
    EXPECT_EQ(faults_of(mapping_text), "");
    EXPECT_EQ(faults_of(""), "/source SOURCE_INVALID\n/edition CODE_UNKNOWN\n/row_key REQUIRED\n/person REQUIRED\n/columns REQUIRED\n");
    EXPECT_EQ(
        faults_of(
            "source=\"Old Care\"\nedition=\"2009\"\nrow_key=\"no\"\nsomething=1\n[person]\nid_no=\"id\"\nage=\"a\"\n[columns]\nsbp=3\n"),
        "/something FIELD_UNKNOWN\n/source SOURCE_INVALID\n/edition CODE_UNKNOWN\n/person/age FIELD_UNKNOWN\n/columns/sbp TYPE\n");
}

Result<RowReader> reader_of(const std::string& toml, const CodeEditions& editions, const std::vector<std::string>& headings) {
    const auto& pack = *committed_packs().impl().on("hypertension", day("2025-01-01"))->pack;
    auto mapping = read_record_mapping(config::table_of(toml, "m.toml"));
    if (!mapping) return tl::unexpected(mapping.error());
    return RowReader::make(std::move(*mapping), pack, pack.form("follow-up")->form, "hypertension/follow-up", editions, headings);
}

TEST(RecordMappings, NameWhatTheFileOrTheFormLacks) {
    const CodeEditions none;
    const auto made = reader_of(
        "source=\"a\"\nedition=\"2017\"\nrow_key=\"no\"\n[person]\nid_no=\"id\"\n[columns]\ndate=\"day\"\nheartbeat=\"hr\"\n"
        "drug=\"d\"\n\"drug.0.name\"=\"d\"\n\"drug.1.colour\"=\"d\"\n[codes.sbp]\na=\"1\"\n[constants]\nx=\"1\"\n",
        none, {"no", "id", "hr", "d"});
    ASSERT_FALSE(made);
    std::string all;
    for (const Finding& one : made.error().errors) all += one.pointer + " " + one.code + "\n";
    for (const char* const want :
         {"/columns/heartbeat FIELD_UNKNOWN", "/columns/drug FIELD_UNKNOWN", "/columns/drug.0.name FIELD_UNKNOWN",
          "/columns/drug.1.colour FIELD_UNKNOWN", "/codes/sbp FIELD_UNKNOWN", "/constants/x FIELD_UNKNOWN", "/day COLUMN_MISSING"}) {
        EXPECT_NE(all.find(want), std::string::npos) << want << "\n" << all;
    }
}

TEST(RecordMappings, TranslateCodesOfAnEarlierEdition) {
    const auto editions = read_code_editions("edition,set,code,code_2017\n2011,SALT,1,3\n");
    ASSERT_TRUE(editions);
    const std::string rest = "row_key=\"no\"\n[person]\nid_no=\"id\"\n[columns]\ndate=\"day\"\nsalt=\"salt\"\nsymptom=\"what\"\n";
    const std::vector<std::string> headings{"no", "id", "day", "salt", "what"};
    const auto old_file = reader_of("source=\"a\"\nedition=\"2011\"\n" + rest, *editions, headings);
    const auto new_file = reader_of("source=\"a\"\nedition=\"2017\"\n" + rest, *editions, headings);
    ASSERT_TRUE(old_file);
    ASSERT_TRUE(new_file);
    const std::vector<std::string> cells{"1", "x", "2025年1月5日 08:00", "1", "头痛头晕、2；心悸胸闷"};
    const MappedRow old_row = old_file->read(cells);
    EXPECT_EQ(old_row.record.answers["salt"].text(), "3");
    EXPECT_EQ(old_row.record.service_date.text(), "2025-01-05");
    EXPECT_EQ(json::write(old_row.record.answers["symptom"]), R"(["2","2","6"])");
    EXPECT_EQ(new_file->read(cells).record.answers["salt"].text(), "1");
    // The committed list.
    std::ifstream in{std::string{JIWEI_SOURCE_DIR} + "/packs/rosters/code-editions.csv"};
    const auto committed = read_code_editions(std::string{std::istreambuf_iterator<char>{in}, {}});
    ASSERT_TRUE(committed);
    EXPECT_EQ(committed->at("2011").at("LIVESTOCK_PEN").at("1"), "2");
}

/// The page brings a file in by the same use case, in pieces.
class UploadedRecords : public RecordImporting {
protected:
    Result<http::Response> call(http::Verb verb, std::string_view path, const std::string& body, const char* user = "doctor1",
                                const std::vector<std::pair<std::string, std::string>>& params = {}) {
        for (const http::Route& route : programmes_->routes().routes) {
            if (route.verb != verb || route.path != path) continue;
            http::Request request;
            request.verb = verb;
            request.path_params = params;
            request.headers = {{"content-type", "application/json"}};
            request.body = body;
            request.principal = actor("2025-12-31").principal;
            request.principal.user_id = user;
            request.principal.roles = {"township_doctor"};
            request.grant = on_every_row({"inst"});
            request.today = day("2025-12-31");
            return route.handler(request);
        }
        return refuse(Refusal::internal, "no-route");
    }
    static std::string upload(const std::string& rows, bool preview, const std::string& more_mapping = {}) {
        json::Writer out;
        out.begin_object().member("form", "hypertension/follow-up").member("file_name", "C:\\old\\rows.csv").member("preview", preview);
        out.member("file", crypto::base64url("no,archive,day,how,high,low\n" + rows));
        out.key("mapping").raw(R"({"source":"oldcare","edition":"2017","row_key":["no"],"person":{"archive_no":"archive"},)" +
                               more_mapping + R"("columns":{"date":"day","mode":"how","sbp":"high","dbp":"low"},"constants":{"adr":"1"}})");
        return out.end_object().take();
    }
    static std::string code(const Result<http::Response>& answer) {
        if (answer) return "ok";
        return answer.error().code + (answer.error().errors.empty() ? "" : " " + answer.error().errors.front().pointer);
    }
};
JIWEI_ON_EACH_ENGINE(UploadedRecords);

TEST_P(UploadedRecords, ComeInOnceAndSayWhatStaysOut) {
    const std::string one = open_archive("1975-06-15");
    ASSERT_TRUE(enrol(one, "2025-01-05"));
    const std::string no = archive_of(one);
    const std::string rows = "A1," + no + ",2025-03-01,1,146,92\nA2," + no + ",2025-06-01,1,546,84\n";
    const auto looked =
        call(http::Verb::post, "/api/record-imports/look", R"({"file":")" + crypto::base64url("no,archive\nA1,x\n") + R"("})");
    ASSERT_TRUE(looked);
    EXPECT_EQ(looked->body, R"({"headings":["no","archive"],"sample":[["A1","x"]],"other_sheets":[]})");
    const auto preview = call(http::Verb::post, "/api/record-imports", upload(rows, true));
    ASSERT_TRUE(preview) << code(preview);
    const json::Value seen = *json::parse(preview->body);
    EXPECT_EQ(seen["created"].as_integer(), 1);
    EXPECT_EQ(json::write(seen["problems"]), R"([{"row":3,"column":"high","field":"sbp","code":"RANGE_HARD","allowed":"50-300 mmHg"}])");
    EXPECT_EQ(count("SELECT COUNT(*) FROM record WHERE county_id = $1"), 0);
    const auto done = call(http::Verb::post, "/api/record-imports", upload(rows, false));
    ASSERT_TRUE(done) << code(done);
    const json::Value report = *json::parse(done->body);
    EXPECT_EQ(report["finished"].as_boolean(), true);
    EXPECT_EQ(report["bad"].as_integer(), 1);
    EXPECT_EQ(count("SELECT COUNT(*) FROM record WHERE county_id = $1 AND source = 'oldcare'"), 1);
    const std::string id = report["id"].text();
    const std::string bad = "/api/record-imports/{import}/bad.csv";
    EXPECT_EQ(code(call(http::Verb::get, bad, "", "doctor1", {{"import", id}})), "ok");
    EXPECT_EQ(code(call(http::Verb::get, bad, "", "doctor2", {{"import", id}})), "not-found") << "the rows are their bringer's";
    const auto list = call(http::Verb::get, "/api/record-imports", "");
    ASSERT_TRUE(list);
    EXPECT_EQ((*json::parse(list->body))["items"].items().size(), 1U);
    EXPECT_EQ((*json::parse(list->body))["items"].items().front()["file_name"].text(), "rows.csv");
    EXPECT_EQ((*json::parse(call(http::Verb::get, "/api/record-imports", "", "doctor2")->body))["items"].items().size(), 0U);
    act([&](db::Connection& connection) { EXPECT_TRUE(indicators_->verify(connection, county, day("2025-12-31")).empty()); });
}

TEST_P(UploadedRecords, BadFilesAndMappingsAreSaidAtTheirFields) {
    const std::string path = "/api/record-imports";
    EXPECT_EQ(code(call(http::Verb::post, path, R"({"form":"hypertension/follow-up","mapping":{}})")), "REQUIRED /file");
    EXPECT_EQ(code(call(http::Verb::post, path, R"({"form":"hypertension/follow-up","mapping":{},"file":"*"})")), "TYPE /file");
    EXPECT_EQ(code(call(http::Verb::post, path, R"({"form":"hypertension/follow-up","file":"YQ"})")), "TYPE /mapping");
    EXPECT_EQ(code(call(http::Verb::post, path, R"({"form":"none/none","mapping":{},"file":"YQ"})")), "form-unknown /form");
    EXPECT_EQ(code(call(http::Verb::post, path, R"({"form":"hypertension/follow-up","mapping":{},"file":"YQ"})")),
              "mapping-invalid /mapping/source");
    EXPECT_EQ(code(call(http::Verb::post, path, upload("", true, R"("author":"nobody",)"))), "mapping-invalid /mapping/nobody");
    const std::string large(5'900'000, 'A');
    EXPECT_EQ(code(call(http::Verb::post, path, R"({"form":"hypertension/follow-up","mapping":{},"file":")" + large + R"("})")),
              "file-too-large /file");
}

TEST_P(UploadedRecords, NothingIsToldOfPeopleBeyondReach) {
    const std::string elsewhere = open_archive("1975-06-15");
    ASSERT_TRUE(enrol(elsewhere, "2025-01-05"));
    ASSERT_TRUE(residents_call(http::Verb::patch, "", elsewhere, day("2025-02-01"), R"({"institution_id":")" + clinic_b_ + R"("})"));
    const auto answer =
        call(http::Verb::post, "/api/record-imports",
             upload("A1," + archive_of(elsewhere) + ",2025-03-01,1,146,92\nA2,35088199910100001,2025-03-01,1,146,92\n", true));
    ASSERT_TRUE(answer) << code(answer);
    const json::Value seen = *json::parse(answer->body);
    ASSERT_EQ(seen["problems"].items().size(), 2U);
    for (const json::Value& problem : seen["problems"].items()) EXPECT_EQ(problem["code"].text(), "PERSON_UNKNOWN");
}

}  // namespace
}  // namespace jiwei::programmes::testing
