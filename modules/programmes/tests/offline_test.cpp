// What goes with records from a device: photographs of the paper form, and acts that the server did not take.
#include <gtest/gtest.h>

#include "modules/programmes/tests/county.hpp"

namespace jiwei::programmes::testing {
namespace {

const std::string photo{
    "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x1e\0\0\0\x14\x08\x02\0\0\0CRCC\0\0\0\x08tEXtGPS 25.3CRCC\0\0\0\x04IDATdataCRCC\0\0\0\0IENDCRCC",
    33 + 20 + 16 + 12};

class Offline : public County {
protected:
    struct Asked {
        http::Verb verb = http::Verb::get;
        const char* path = "";
        std::vector<std::pair<std::string, std::string>> params{};
        std::string body{};
        std::string id{};  // ?id=
        const char* role = "village_doctor";
        const char* user = "doctor1";
        std::string institution{};  // empty: clinic A
    };
    Result<http::Response> ask(const Asked& asked) {
        const http::RouteSet set = programmes_->routes();
        for (const http::Route& route : set.routes) {
            if (route.verb != asked.verb || route.path != asked.path) continue;
            http::Request request;
            request.verb = asked.verb;
            request.path_params = asked.params;
            request.headers = {{"content-type", "application/json"}};
            if (!asked.id.empty()) request.query = {{"id", asked.id}};
            request.body = asked.body;
            request.principal = actor("2025-02-01").principal;
            request.principal.user_id = asked.user;
            request.principal.roles = {asked.role};
            if (!asked.institution.empty()) request.principal.institution_id = asked.institution;
            const bool is_gated = route.access.kind() == http::Access::Kind::permission;
            const http::Op op = asked.verb == http::Verb::get ? http::Op::read : http::Op::create;
            request.grant = by_matrix(request.principal, op);
            const std::string_view row = is_gated ? std::string_view{route.access.resource()} : std::string_view{};
            if (is_gated && std::ranges::find(forms::form_rows, row) == forms::form_rows.end()) {
                const auto grant = access_->grant_for(request.principal, route.access.op(), row);
                if (!grant) return tl::unexpected(grant.error());
                request.grant = *grant;
            }
            request.today = day("2025-02-01");
            request.trail.at = clock_.now();
            return route.handler(request);
        }
        return refuse(Refusal::internal, "no-route");
    }
    static std::string code(const Result<http::Response>& answer) {
        return answer                          ? std::to_string(answer->status)
               : answer.error().errors.empty() ? answer.error().code
                                               : answer.error().errors[0].code;
    }
    static json::Value said(const Result<http::Response>& answer) { return answer ? *json::parse(answer->body) : json::Value{}; }
    std::int64_t count(const std::string& sql) {
        return database().read([&](db::Connection& connection) { return connection.run_text(sql, {})[0].integer(0); });
    }
    void visit_of_a_patient() {
        resident_ = open_archive("1968-05-10");
        ASSERT_TRUE(enrol(resident_, "2025-01-01"));
        const auto saved = visit(resident_, "2025-01-10", 150, 94);
        ASSERT_TRUE(saved);
        record_ = saved->record_id;
    }
    Result<http::Response> attach(const std::string& body, const std::string& id, const char* user = "doctor1") {
        return ask({http::Verb::post, photos, {{"resident", resident_}, {"record", record_}}, body, id, "ph_staff", user, hospital_});
    }
    Result<http::Response> review(const std::string& id, const std::string& mine, const char* user = "doctor1",
                                  const std::string& more = {}) {
        return ask({http::Verb::post,
                    "/api/offline-reviews",
                    {},
                    R"({"id":")" + id + R"(","resident_id":")" + resident_ + R"(","kind":"amendment","target_id":")" + record_ +
                        R"(","outcome":"conflict","code":"superseded","written_at":5,"mine":)" + mine + more + "}",
                    {},
                    "village_doctor",
                    user});
    }

    static constexpr const char* photos = "/api/residents/{resident}/records/{record}/attachments";
    std::string resident_, record_;
};
JIWEI_ON_EACH_ENGINE(Offline);

TEST_P(Offline, KeepsAPhotographSealedAndWithoutWhatTheCameraTold) {
    visit_of_a_patient();
    const auto made = attach(photo, "P1");
    ASSERT_EQ(code(made), "201") << made.error().code;
    EXPECT_EQ(said(made)["media_type"].text(), "image/png");
    EXPECT_EQ(code(attach(photo, "P1")), "200") << "the answer was lost on its way";
    EXPECT_EQ(code(attach(photo + "x", "P1")), "id-conflict");
    EXPECT_EQ(code(attach(photo, "P1", "doctor2")), "id-conflict");

    const Asked one{http::Verb::get,
                    "/api/residents/{resident}/records/{record}/attachments/{attachment}",
                    {{"resident", resident_}, {"record", record_}, {"attachment", "P1"}},
                    {},
                    {},
                    "ph_staff",
                    "doctor1",
                    hospital_};
    const auto shown = ask(one);
    ASSERT_TRUE(shown);
    EXPECT_EQ(shown->content_type, "image/png");
    EXPECT_TRUE(shown->body.starts_with("\x89PNG"));
    EXPECT_EQ(shown->body.find("GPS"), std::string::npos);
    EXPECT_EQ(
        said(ask(
            {http::Verb::get, photos, {{"resident", resident_}, {"record", record_}}, {}, {}, "ph_staff", "doctor1", hospital_}))["items"]
            .items()
            .size(),
        1U);
    const std::string stored = database().read(
        [&](db::Connection& connection) { return connection.run_text("SELECT picture_enc FROM record_attachment", {})[0].string(0); });
    EXPECT_EQ(stored.find("IDAT"), std::string::npos) << "sealed";
    EXPECT_EQ(count("SELECT COUNT(*) FROM audit_act WHERE action = 'attach' AND resource_id = 'attachment:P1'"), 1);
    EXPECT_EQ(count("SELECT COUNT(*) FROM audit_access WHERE action = 'read' AND resource_id = 'attachment:P1'"), 1);
    EXPECT_EQ(count_lines({R"("table":"record_attachment")", R"("id":"P1")", R"("sha256":")"}), 1);
}

TEST_P(Offline, ShowsAPhotographToWhoMayReadTheRecordAndNobodyElse) {
    visit_of_a_patient();
    ASSERT_EQ(code(attach(photo, "P1")), "201");
    const std::string other = open_archive("1970-01-01");
    const auto read = [&](const std::string& resident, const std::string& institution, const char* role) {
        return code(ask({http::Verb::get,
                         "/api/residents/{resident}/records/{record}/attachments/{attachment}",
                         {{"resident", resident}, {"record", record_}, {"attachment", "P1"}},
                         {},
                         {},
                         role,
                         "doctor9",
                         institution}));
    };
    EXPECT_EQ(read(resident_, hospital_, "ph_staff"), "200");
    EXPECT_EQ(read(resident_, clinic_b_, "inst_admin"), "not-found") << "another clinic's person";
    EXPECT_EQ(read(other, hospital_, "ph_staff"), "not-found") << "another person's address";
    EXPECT_EQ(
        code(
            ask({http::Verb::post, photos, {{"resident", resident_}, {"record", record_}}, photo, "P2", "ph_staff", "doctor9", clinic_b_})),
        "not-found");
}

TEST_P(Offline, TakesPicturesOnlyAndAtMostSix) {
    visit_of_a_patient();
    EXPECT_EQ(code(attach("<svg onload=alert(1)>", "P0")), "picture-type");
    EXPECT_EQ(code(attach(photo.substr(0, 50), "P0")), "picture-damaged");
    EXPECT_EQ(code(attach(photo, "P 0")), "id.malformed");
    for (int i = 1; i <= 6; ++i) ASSERT_EQ(code(attach(photo, "P" + std::to_string(i))), "201");
    EXPECT_EQ(code(attach(photo, "P7")), "attachments-full");
    EXPECT_EQ(code(attach(photo, "P6")), "200");
}

TEST_P(Offline, AWithdrawnPhotographIsSeenByNobodyAndLeavesItsReason) {
    visit_of_a_patient();
    ASSERT_EQ(code(attach(photo, "P1")), "201");
    const auto withdraw = [&](const std::string& id, const char* reason, const std::string& institution) {
        return ask({http::Verb::post,
                    "/api/residents/{resident}/records/{record}/attachments/{attachment}/withdrawal",
                    {{"resident", resident_}, {"record", record_}, {"attachment", id}},
                    std::string{R"({"reason":")"} + reason + "\"}",
                    {},
                    "ph_staff",
                    "doctor1",
                    institution});
    };
    EXPECT_EQ(code(withdraw("P1", "错", hospital_)), "LENGTH");
    EXPECT_EQ(code(withdraw("P9", "附错了人", hospital_)), "not-found");
    EXPECT_EQ(code(withdraw("P1", "附错了人", clinic_b_)), "not-found") << "another clinic's person";
    const auto done = withdraw("P1", "附错了人", hospital_);
    ASSERT_EQ(code(done), "200");
    EXPECT_EQ(said(done)["withdrawn"]["reason"].text(), "附错了人");
    EXPECT_EQ(code(withdraw("P1", "附错了人", hospital_)), "attachment-withdrawn") << "once";
    EXPECT_EQ(code(ask({http::Verb::get,
                        "/api/residents/{resident}/records/{record}/attachments/{attachment}",
                        {{"resident", resident_}, {"record", record_}, {"attachment", "P1"}},
                        {},
                        {},
                        "ph_staff",
                        "doctor1",
                        hospital_})),
              "attachment-withdrawn");
    const json::Value list =
        said(ask({http::Verb::get, photos, {{"resident", resident_}, {"record", record_}}, {}, {}, "ph_staff", "doctor1", hospital_}));
    ASSERT_EQ(list["items"].items().size(), 1U) << "that there was one stays readable";
    EXPECT_FALSE(list["items"].items().front()["withdrawn"].is_null());
    EXPECT_EQ(count("SELECT COUNT(*) FROM audit_act WHERE action = 'withdraw' AND resource_id = 'attachment:P1'"), 1);
    for (int i = 2; i <= 7; ++i) EXPECT_EQ(code(attach(photo, "P" + std::to_string(i))), "201") << "it takes no place any more";
}

TEST_P(Offline, KeepsWhatWasNotTakenBesideWhatStands) {
    visit_of_a_patient();
    RecordInput amendment = follow_up(resident_, day("2025-01-10"), reading(148, 92));
    amendment.supersedes = record_;
    amendment.reason = "读数录错";
    const auto theirs = programmes_->amend(actor("2025-01-11"), amendment);
    ASSERT_TRUE(theirs);
    const std::string mine = R"({"form":"hypertension/follow-up","answers":{"sbp":138,"dbp":88}})";
    ASSERT_EQ(code(review("A1", mine)), "201");
    EXPECT_EQ(code(review("A1", mine)), "200") << "filed again after a lost answer";
    EXPECT_EQ(code(review("A1", R"({"answers":{}})")), "id-conflict");
    EXPECT_EQ(said(ask({http::Verb::get, "/api/offline-reviews"}))["items"].items().size(), 1U);
    EXPECT_TRUE(said(ask({http::Verb::get, "/api/offline-reviews", {}, {}, {}, "village_doctor", "doctor2"}))["items"].items().empty());

    const Asked one{http::Verb::get,
                    "/api/residents/{resident}/offline-reviews/{review}",
                    {{"resident", resident_}, {"review", "A1"}},
                    {},
                    {},
                    "ph_staff",
                    "doctor2",
                    hospital_};
    const json::Value shown = said(ask(one));
    EXPECT_EQ(shown["known"]["sbp"].text(), "150") << "as it was known at entry";
    EXPECT_EQ(shown["theirs"]["record"]["answers"]["sbp"].text(), "148") << "as the server has it";
    EXPECT_EQ(shown["content"]["mine"]["answers"]["sbp"].text(), "138") << "as it was written";
    EXPECT_EQ(count("SELECT COUNT(*) FROM audit_access WHERE resource_id = 'offline-review:A1'"), 1);

    const auto decide = [&](const std::string& body, const char* user = "doctor1") {
        return code(
            ask({http::Verb::post, "/api/offline-reviews/{review}/decision", {{"review", "A1"}}, body, {}, "village_doctor", user}));
    };
    EXPECT_EQ(decide(R"({"choice":"theirs"})", "doctor2"), "not-found") << "the author decides";
    EXPECT_EQ(decide(R"({"choice":"mine"})"), "record-unknown") << "the choice is a record";
    EXPECT_EQ(decide(R"({"choice":"perhaps"})"), "CODE_UNKNOWN");
    EXPECT_EQ(decide(R"({"choice":"mine","result_id":")" + theirs->record_id + "\"}"), "200");
    EXPECT_EQ(decide(R"({"choice":"mine","result_id":")" + theirs->record_id + "\"}"), "200");
    EXPECT_EQ(decide(R"({"choice":"theirs"})"), "review-decided");
    EXPECT_EQ(said(ask(one))["content"]["mine"]["answers"]["sbp"].text(), "138") << "what was decided stays readable";
    EXPECT_EQ(count("SELECT COUNT(*) FROM audit_act WHERE action = 'review-mine'"), 1);
}

TEST_P(Offline, HeadsSeeWhatTheirStaffHasNotDecided) {
    visit_of_a_patient();
    const std::string mine = R"({"form":"hypertension/follow-up","answers":{"sbp":138,"dbp":88}})";
    ASSERT_EQ(code(review("A1", mine)), "201");
    ASSERT_EQ(code(review("A2", mine, "boss")), "201");
    const auto list = [&](const std::string& institution, const char* role = "inst_admin") {
        return ask({http::Verb::get, "/api/staff-offline-reviews", {}, {}, {}, role, "boss", institution});
    };
    const json::Value seen = said(list(hospital_));
    ASSERT_EQ(seen["items"].items().size(), 1U) << "the own act is decided as its author";
    const json::Value& first = seen["items"].items().front();
    EXPECT_EQ(first["id"].text(), "A1");
    EXPECT_EQ(first["author_name"].text(), "林医生");
    EXPECT_EQ(first["institution_name"].text(), "B1");
    EXPECT_EQ(first["resident_name"].text(), "陈建国");
    EXPECT_EQ(said(list(clinic_a_))["items"].items().size(), 1U) << "the clinic's own head";
    EXPECT_TRUE(said(list(clinic_b_))["items"].items().empty()) << "another clinic's head";
    EXPECT_EQ(code(list(hospital_, "village_doctor")), "forbidden");
    EXPECT_EQ(count("SELECT COUNT(*) FROM audit_access WHERE resource_id = 'staff-offline-reviews'"), 2);

    const auto close = [&](const std::string& id, const char* reason, const std::string& institution) {
        return code(ask({http::Verb::post,
                         "/api/staff-offline-reviews/{review}/decision",
                         {{"review", id}},
                         std::string{R"({"reason":")"} + reason + "\"}",
                         {},
                         "inst_admin",
                         "boss",
                         institution}));
    };
    EXPECT_EQ(close("A1", "离职", hospital_), "LENGTH");
    EXPECT_EQ(close("A1", "医生已离职", clinic_b_), "not-found");
    EXPECT_EQ(close("A2", "医生已离职", hospital_), "segregation") << "one's own act";
    EXPECT_EQ(close("A1", "医生已离职", hospital_), "200");
    EXPECT_EQ(close("A1", "医生已离职", hospital_), "review-decided");
    EXPECT_TRUE(said(list(hospital_))["items"].items().empty());
    const json::Value one = said(ask({http::Verb::get, "/api/offline-reviews/{review}", {{"review", "A1"}}}));
    EXPECT_EQ(one["state"].text(), "theirs");
    EXPECT_EQ(one["decided_reason"].text(), "医生已离职") << "the author reads why";
    EXPECT_EQ(one["content"]["mine"]["answers"]["sbp"].text(), "138") << "the losing value stays";
    EXPECT_EQ(count("SELECT COUNT(*) FROM audit_act WHERE action = 'review-theirs' AND actor = 'boss'"), 1);
}

TEST_P(Offline, HeadsReadOfAnotherPlaceNoPerson) {
    visit_of_a_patient();
    ASSERT_EQ(code(review("A1", R"({"answers":{}})")), "201");
    act([&](db::Connection& connection) {
        connection.run_text("UPDATE offline_review SET resident_id = 'GONE' WHERE county_id = '350881'", {});
    });
    const json::Value seen = said(ask({http::Verb::get, "/api/staff-offline-reviews", {}, {}, {}, "inst_admin", "boss", hospital_}));
    ASSERT_EQ(seen["items"].items().size(), 1U);
    EXPECT_EQ(*seen["items"].items().front()["in_reach"].as_boolean(), false);
    EXPECT_EQ(seen["items"].items().front()["resident_name"].text(), "");
}

TEST_P(Offline, MasksALosingCoverForWhoIsNotItsAuthor) {
    visit_of_a_patient();
    const std::string body = R"({"id":"C1","resident_id":")" + resident_ +
                             R"(","kind":"cover","outcome":"conflict","code":"version-conflict","written_at":5,)"
                             R"("mine":{"phone":"13800005678","name":"陈建国"},"base":{"phone":"13800001234"}})";
    ASSERT_EQ(code(ask({http::Verb::post, "/api/offline-reviews", {}, body})), "201");
    const auto phone = [&](const char* role, const char* user, const std::string& institution) {
        return said(ask({http::Verb::get,
                         "/api/residents/{resident}/offline-reviews/{review}",
                         {{"resident", resident_}, {"review", "C1"}},
                         {},
                         {},
                         role,
                         user,
                         institution}))["content"]["mine"]["phone"]
            .text();
    };
    EXPECT_EQ(phone("inst_admin", "boss", hospital_), "138****5678");
    EXPECT_EQ(phone("ph_staff", "doctor1", hospital_), "13800005678") << "its author";
}

TEST_P(Offline, SealsWhatWasNotTakenAndRefusesNonsense) {
    visit_of_a_patient();
    ASSERT_EQ(code(review("A1", R"({"answers":{"lab":"secret words"}})")), "201");
    const std::string stored = database().read(
        [&](db::Connection& connection) { return connection.run_text("SELECT content_enc FROM offline_review", {})[0].string(0); });
    EXPECT_EQ(stored.find("secret"), std::string::npos);
    EXPECT_EQ(code(review("A 2", "{}")), "id.malformed");
    EXPECT_EQ(code(review("A2", "7")), "REQUIRED");
    record_ = "";
    EXPECT_EQ(code(review("A3", "{}")), "REQUIRED") << "an amendment names its record";
}

TEST_P(Offline, GoesWithThePersonThroughAMergeAndBack) {
    visit_of_a_patient();
    ASSERT_EQ(code(review("A1", R"({"answers":{}})")), "201");
    const std::string loser = resident_;
    const std::string survivor = open_archive("1968-05-10");
    const residents::ActContext context{std::string{county}, actor("2025-02-01").principal, {}, day("2025-02-01")};
    residents::Merge merge;
    merge.id = "M1";
    merge.survivor_id = survivor;
    merge.loser_id = loser;
    merge.on = day("2025-02-01");
    merge.institution_id = clinic_a_;
    const auto owner = [&] {
        return database().read(
            [&](db::Connection& connection) { return connection.run_text("SELECT resident_id FROM offline_review", {})[0].string(0); });
    };
    json::Value moved;
    act([&](db::Connection& connection) {
        programmes_->lock_merge(connection, context, merge);
        moved = programmes_->unite(connection, context, merge, 900)->moved;
    });
    EXPECT_EQ(owner(), survivor);
    act([&](db::Connection& connection) {
        programmes_->lock_merge(connection, context, merge);
        ASSERT_TRUE(programmes_->separate(connection, context, merge, moved, 901));
    });
    EXPECT_EQ(owner(), loser);
}

}  // namespace
}  // namespace jiwei::programmes::testing
