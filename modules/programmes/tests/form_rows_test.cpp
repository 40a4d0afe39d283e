// Forms go by different rows of the permission matrix: the newborn visit by maternal_child, the examination by health_record, follow-ups by
// chronic_followup. The committed matrix decides; what it says of the roles used here is written out.
#include <algorithm>

#include "modules/programmes/tests/county.hpp"

namespace jiwei::programmes::testing {
namespace {

class FormRows : public County {
protected:
    struct Call {
        http::Verb verb = http::Verb::get;
        std::string path;
        std::vector<std::pair<std::string, std::string>> params;
        std::string body{};
        std::vector<std::pair<std::string, std::string>> query{};
    };
    /// The handler behind a route with what the matrix gives to one role of the hospital.
    Result<http::Response> ask(const char* role, const Call& call) {
        const http::RouteSet set = programmes_->routes();
        for (const http::Route& route : set.routes) {
            if (route.verb != call.verb || route.path != call.path) continue;
            http::Request request;
            request.verb = call.verb;
            request.path_params = call.params;
            request.query = call.query;
            request.headers = {{"content-type", "application/json"}};
            request.body = call.body;
            request.principal = actor("2025-06-20").principal;
            request.principal.user_id = std::string{"user-"} + role;
            request.principal.institution_id = hospital_;
            request.principal.roles = {role};
            request.grant = by_matrix(request.principal, route.access.op());
            request.today = day("2025-06-20");
            request.trail.at = clock_.now();
            return route.handler(request);
        }
        return refuse(Refusal::internal, "no-route");
    }
    static std::string code(const Result<http::Response>& answer) {
        return answer ? std::to_string(answer->status) : std::to_string(answer.error().status()) + " " + answer.error().code;
    }
    std::string send(const char* role, const std::string& resident, const RecordInput& input) {
        json::Value body = json::Value::object();
        body.set("form", json::Value::string(input.form));
        body.set("service_date", json::Value::string(input.service_date.text()));
        body.set("answers", input.answers);
        return code(ask(role, {http::Verb::post, "/api/residents/{resident}/records", {{"resident", resident}}, json::write(body)}));
    }
    RecordInput exam_of(const std::string& resident) {
        RecordInput input = follow_up(resident, day("2025-06-12"), examination());
        input.form = "examination/exam";
        return input;
    }
    /// Forms of a page of the list, and whether there is another.
    std::string listed(const char* role, const std::string& resident, const char* limit = "50", const std::string& cursor = {}) {
        Call call{http::Verb::get, "/api/residents/{resident}/records", {{"resident", resident}}, {}, {{"limit", limit}}};
        if (!cursor.empty()) call.query.emplace_back("cursor", cursor);
        const auto answer = ask(role, call);
        if (!answer) return code(answer);
        const json::Value page = *json::parse(answer->body);
        std::string forms;
        for (const json::Value& item : page["items"].items()) forms += item["record"]["form"].text() + " ";
        return forms + (page["next"].is_null() ? "end" : "more");
    }
    std::string read(const char* role, const char* path, const std::string& record) {
        return code(ask(role, {http::Verb::get, path, {{"record", record}}}));
    }
    std::string points(const char* role, const std::string& resident, const char* fact) {
        const auto answer =
            ask(role, {http::Verb::get, "/api/residents/{resident}/series", {{"resident", resident}}, {}, {{"fact", fact}}});
        return answer ? std::to_string((*json::parse(answer->body))["items"].items()[0]["points"].items().size()) : code(answer);
    }
    std::int64_t acts_of_row(const std::string& resident, const char* row) {
        return database().read([&](db::Connection& connection) {
            return connection
                .run(sql_of("SELECT COUNT(*) FROM audit_act WHERE county_id = $1 AND person_id = $2 AND resource = $3", 3),
                     {county, resident, std::string_view{row}})[0]
                .integer(0);
        });
    }
};
JIWEI_ON_EACH_ENGINE(FormRows);

constexpr const char* one_record = "/api/records/{record}";
constexpr const char* one_paper = "/api/records/{record}/print";

TEST_P(FormRows, AFormIsWrittenByItsOwnRow) {
    const std::string child = open_archive("2018-06-11");
    const std::string adult = open_archive("1975-06-15");
    const RecordInput newborn = newborn_form(child, day("2025-06-10"));
    // village_doctor R:grid, township_doctor CRU:treat, nurse and ph_staff CRU:inst, inst_admin nothing.
    EXPECT_EQ(send("village_doctor", child, newborn), "403 forbidden");
    EXPECT_EQ(send("inst_admin", child, newborn), "403 forbidden");
    EXPECT_EQ(send("township_doctor", child, newborn), "404 not-found") << "no treatment relation";
    EXPECT_EQ(send("nurse", child, newborn), "201");
    // township_doctor and ph_staff CRU:inst, nurse RU:inst.
    EXPECT_EQ(send("nurse", adult, exam_of(adult)), "403 forbidden");
    EXPECT_EQ(send("township_doctor", adult, exam_of(adult)), "201");
    // chronic_followup is CRU:inst for all three.
    ASSERT_TRUE(enrol(adult, "2025-06-01"));
    RecordInput visit = follow_up(adult, day("2025-06-15"), reading(128, 80));
    EXPECT_EQ(send("nurse", adult, visit), "201");
    act([&](db::Connection& connection) {
        access_->open_treatment(connection, county, child, "user-township_doctor", day("2025-06-01"), day("2025-07-01"), "encounter:1");
    });
    EXPECT_EQ(send("township_doctor", child, newborn_form(child, day("2025-06-09"))), "201") << "and with one";
}

TEST_P(FormRows, ARecordIsReadByTheRowOfItsForm) {
    const std::string child = open_archive("2018-06-11");
    const auto newborn = programmes_->save_record(actor("2025-06-10"), newborn_form(child, day("2025-06-10")));
    const auto exam = programmes_->save_record(actor("2025-06-12"), exam_of(child));
    ASSERT_TRUE(newborn) << newborn.error().code;
    ASSERT_TRUE(exam) << exam.error().code;
    for (const char* const path : {one_record, one_paper}) {
        EXPECT_EQ(read("nurse", path, newborn->record_id), "200") << path;
        EXPECT_EQ(read("nurse", path, exam->record_id), "200") << path;
        EXPECT_EQ(read("inst_admin", path, newborn->record_id), "404 not-found") << path << ": it is not said that there is one";
        EXPECT_EQ(read("inst_admin", path, exam->record_id), "200") << path;
        EXPECT_EQ(read("township_doctor", path, newborn->record_id), "404 not-found") << path;
    }
    const std::vector<std::pair<std::string, std::string>> of{{"resident", child}, {"record", newborn->record_id}};
    const std::string photos = "/api/residents/{resident}/records/{record}/attachments";
    EXPECT_EQ(code(ask("nurse", {http::Verb::get, photos, of})), "200");
    EXPECT_EQ(code(ask("inst_admin", {http::Verb::get, photos, of})), "404 not-found");
    EXPECT_EQ(code(ask("inst_admin", {http::Verb::post, photos, of, "no picture"})), "404 not-found");
    EXPECT_EQ(code(ask("nurse", {http::Verb::post, photos, {{"resident", child}, {"record", exam->record_id}}, "no picture"})),
              "403 forbidden")
        << "R and U, no C: said before the picture is looked at";
    EXPECT_EQ(acts_of_row(child, "maternal_child"), 1) << "the audit names the row";
    EXPECT_EQ(acts_of_row(child, "health_record"), 1);
}

TEST_P(FormRows, ListsAndSeriesLeaveOutWhatIsNotForTheReader) {
    const std::string child = open_archive("2018-06-11");
    ASSERT_TRUE(programmes_->save_record(actor("2025-06-10"), newborn_form(child, day("2025-06-10"))));
    ASSERT_TRUE(programmes_->save_record(actor("2025-06-11"), newborn_form(child, day("2025-06-09"))));
    RecordInput early = exam_of(child);
    early.service_date = day("2025-06-11");
    ASSERT_TRUE(programmes_->save_record(actor("2025-06-12"), early));
    ASSERT_TRUE(programmes_->save_record(actor("2025-06-12"), exam_of(child)));
    EXPECT_EQ(listed("nurse", child), "examination/exam examination/exam child/newborn-visit child/newborn-visit end");
    EXPECT_EQ(listed("inst_admin", child), "examination/exam examination/exam end");
    EXPECT_EQ(listed("inst_admin", child, "1"), "examination/exam more") << "a page is not short because of what it leaves out";
    EXPECT_EQ(listed("inst_admin", child, "2"), "examination/exam examination/exam end") << "and none is promised that holds nothing";
    EXPECT_EQ(points("nurse", child, "child.header"), "2");
    EXPECT_EQ(points("inst_admin", child, "child.header"), "0");
    EXPECT_EQ(points("inst_admin", child, "exam.weight"), "2");
    EXPECT_EQ(listed("pharmacist", child), "404 not-found") << "who has no row at all: the gate refuses, and here nothing is open";
}

TEST_P(FormRows, ADeviceCarriesOnlyWhatItsOwnerMayRead) {
    const std::string child = open_archive("2018-06-11");
    ASSERT_TRUE(programmes_->save_record(actor("2025-06-10"), newborn_form(child, day("2025-06-10"))));
    ASSERT_TRUE(programmes_->save_record(actor("2025-06-12"), exam_of(child)));
    const auto slice = [&](const char* role) {
        const auto answer = ask(role, {http::Verb::get, "/api/offline/slice", {}});
        return answer ? answer->body : code(answer);
    };
    EXPECT_NE(slice("nurse").find("child/newborn-visit"), std::string::npos);
    EXPECT_NE(slice("nurse").find("child.header"), std::string::npos);
    const std::string of_head = slice("inst_admin");
    EXPECT_NE(of_head.find("examination/exam"), std::string::npos);
    EXPECT_EQ(of_head.find("child/newborn-visit"), std::string::npos);
    EXPECT_EQ(of_head.find("child.header"), std::string::npos) << "nor what was measured there";
}

TEST_P(FormRows, AmendingGoesByTheRowToo) {
    const std::string child = open_archive("2018-06-11");
    const auto newborn = programmes_->save_record(actor("2025-06-10"), newborn_form(child, day("2025-06-10")));
    const auto exam = programmes_->save_record(actor("2025-06-12"), exam_of(child));
    ASSERT_TRUE(newborn && exam);
    const auto amend = [&](const char* role, const Saved& saved, const RecordInput& input) {
        json::Value body = json::Value::object();
        body.set("service_date", json::Value::string(input.service_date.text()));
        body.set("answers", input.answers);
        body.set("reason", json::Value::string("填错"));
        return code(ask(role, {http::Verb::post, "/api/records/{record}/amendments", {{"record", saved.record_id}}, json::write(body)}));
    };
    EXPECT_EQ(amend("village_doctor", *newborn, newborn_form(child, day("2025-06-10"))), "404 not-found") << "no grid of the doctor's";
    EXPECT_EQ(amend("township_doctor", *newborn, newborn_form(child, day("2025-06-10"))), "404 not-found");
    EXPECT_EQ(amend("nurse", *exam, exam_of(child)), "201") << "RU: what a nurse may not begin a nurse may correct";
    EXPECT_EQ(amend("ph_staff", *newborn, newborn_form(child, day("2025-06-10"))), "201");
}

}  // namespace
}  // namespace jiwei::programmes::testing
