// People who are not managed yet: measured, checked again, referred, confirmed, enrolled; their tasks belong to nobody's enrolment.
#include "modules/programmes/impl.hpp"
#include "modules/programmes/tests/county.hpp"

namespace jiwei::programmes::testing {
namespace {

class ScreeningOfPeople : public County {
protected:
    Result<Saved> measure(const std::string& id, std::string_view on, int sbp, int dbp) {
        json::Value answers = json::Value::object();
        answers.set("sbp", json::Value::integer(sbp));
        answers.set("dbp", json::Value::integer(dbp));
        return save(id, on, "hypertension-screening/screening", std::move(answers));
    }
    Result<Saved> result(const std::string& id, std::string_view on, const char* text) {
        return save(id, on, "hypertension-screening/referral-result", *json::parse(text));
    }
    Result<Saved> save(const std::string& id, std::string_view on, const char* form, json::Value answers) {
        RecordInput input = follow_up(id, day(on), std::move(answers));
        input.form = form;
        return programmes_->save_record(actor(on), input);
    }
    /// Codes of the open tasks that belong to no enrolment.
    std::vector<std::string> own_tasks(const std::string& id) {
        std::vector<std::string> codes;
        for (const Task& task : database().read([&](db::Connection& connection) {
                 return Store{connection, county}.open_tasks_of_resident(id);
             })) {
            if (task.enrolment_id.empty()) codes.push_back(task.plan.code);
        }
        std::ranges::sort(codes);
        return codes;
    }
    Result<http::Response> list_page(std::string_view today, std::string_view name_part, int limit, const std::string& cursor) {
        const http::RouteSet set = programmes_->routes();
        const auto route = std::ranges::find(set.routes, "/api/screening/{pack}/people", &http::Route::path);
        http::Request request;
        request.path_params = {{"pack", "hypertension-screening"}};
        request.query = {{"limit", std::to_string(limit)}, {"name", std::string{name_part}}, {"cursor", cursor}};
        request.principal = actor(today).principal;
        request.grant = on_every_row({"county"});
        request.today = day(today);
        return route->handler(request);
    }
    /// Ids in the list of those who are not measured yet, page by page.
    std::vector<std::string> unmeasured(std::string_view today, std::string_view name_part = {}, int limit = 2) {
        std::vector<std::string> ids;
        std::string cursor;
        do {
            const auto page = list_page(today, name_part, limit, cursor);
            if (!page) return {page.error().code};
            const json::Value answer = *json::parse(page->body);
            EXPECT_LE(answer["items"].items().size(), static_cast<std::size_t>(limit));
            for (const json::Value& one : answer["items"].items()) ids.push_back(one["resident_id"].text());
            cursor = answer["next"].is_null() ? "" : answer["next"].text();
        } while (!cursor.empty());
        return ids;
    }
    /// Through the handler, as the page asks.
    std::string prompts_of(const std::string& id, std::string_view today) {
        const http::RouteSet set = programmes_->routes();
        for (const http::Route& route : set.routes) {
            if (route.path != "/api/prompts") continue;
            http::Request request;
            request.verb = http::Verb::post;
            request.headers = {{"content-type", "application/json"}};
            request.body = R"({"residents":[")" + id + R"("]})";
            request.principal = actor(today).principal;
            request.grant = on_every_row({"county"});
            request.today = day(today);
            const auto answer = route.handler(request);
            if (!answer) return answer.error().code;
            const json::Value items = (*json::parse(answer->body))["items"];
            if (items.items().empty()) return "nobody";
            const auto& prompts = items.items().front()["prompts"].items();
            return prompts.empty() ? "" : prompts.front()["kind"].text();
        }
        return "no-route";
    }
};

using Codes = std::vector<std::string>;

TEST_P(ScreeningOfPeople, TheListHoldsWhoeverNobodyMeasuredThisYear) {
    std::vector<std::string> everybody;
    for (int i = 0; i < 5; ++i) everybody.push_back(open_archive(add_days(day("1970-01-01"), i)));
    open_archive("1991-06-02");  // 35 tomorrow
    std::ranges::sort(everybody);
    EXPECT_EQ(unmeasured("2026-06-01"), everybody) << "three pages";
    ASSERT_TRUE(measure(everybody[0], "2026-03-01", 124, 78));
    ASSERT_TRUE(measure(everybody[1], "2025-12-31", 124, 78));
    ASSERT_TRUE(examine(everybody[2], day("2026-04-01")));
    ASSERT_TRUE(enrol(everybody[3], "2026-02-01"));
    EXPECT_EQ(unmeasured("2026-06-01"), (Codes{everybody[1], everybody[4]}));
    ASSERT_TRUE(die(everybody[4], day("2026-05-01")));
    EXPECT_EQ(unmeasured("2026-06-01"), Codes{everybody[1]});
    EXPECT_EQ(unmeasured("2026-06-01", "建国"), Codes{everybody[1]});
    EXPECT_EQ(unmeasured("2026-06-01", "_国"), Codes{}) << "no pattern, a text";
    const json::Value page = *json::parse(list_page("2026-06-01", "", 50, "")->body);
    EXPECT_EQ(page["items"].items().front()["last_on"].text(), "2025-12-31");
    EXPECT_EQ(page["items"].items().front()["last_value"].text(), "124");
    EXPECT_EQ(page["form"].text(), "hypertension-screening/screening");
    EXPECT_EQ(unmeasured("2026-06-02").size(), 2U) << "who has become 35";
}

TEST_P(ScreeningOfPeople, FromTheFirstHighPressureToTheProgramme) {
    const std::string id = open_archive("1985-05-10");
    EXPECT_EQ(prompts_of(id, "2026-03-02"), "measure");
    ASSERT_TRUE(measure(id, "2026-03-02", 150, 80));
    EXPECT_EQ(prompts_of(id, "2026-03-02"), "");
    EXPECT_EQ(own_tasks(id), Codes{"HTN-RC"});
    ASSERT_TRUE(measure(id, "2026-03-09", 152, 80));
    EXPECT_EQ(own_tasks(id), Codes{"HTN-RC"});
    const auto third = measure(id, "2026-03-16", 148, 92);
    EXPECT_EQ(decision_of(third)["row"].text(), "third");
    EXPECT_EQ(decision_of(third)["referral"]["urgency"].text(), "routine");
    EXPECT_EQ(own_tasks(id), Codes{"HTN-REF2W"});
    ASSERT_TRUE(result(id, "2026-03-20", R"({"arrived":true,"result":"1"})"));
    EXPECT_EQ(own_tasks(id), Codes{});
    EXPECT_EQ(prompts_of(id, "2026-03-20"), "enrol");
    ASSERT_TRUE(enrol(id, "2026-03-20"));
    EXPECT_EQ(prompts_of(id, "2026-03-20"), "");
    const auto managed = measure(id, "2026-03-21", 120, 70);
    ASSERT_FALSE(managed);
    EXPECT_EQ(managed.error().errors.front().code, "IN_PROGRAMME");
}

TEST_P(ScreeningOfPeople, AtHighRiskHalfYearly) {
    const std::string id = open_archive("1985-05-10");
    ASSERT_TRUE(measure(id, "2026-03-02", 132, 80));
    EXPECT_EQ(own_tasks(id), Codes{"HTN-HR"});
    EXPECT_EQ(count_lines({R"("code":"HTN-HR")", R"("due":"2026-09-02")", R"("state":0)"}), 1);
    ASSERT_TRUE(measure(id, "2026-08-20", 118, 76));
    EXPECT_EQ(own_tasks(id), Codes{}) << "no risk any more, none to follow";
}

TEST_P(ScreeningOfPeople, EnrollingEndsTheirTasks) {
    const std::string id = open_archive("1985-05-10");
    ASSERT_TRUE(measure(id, "2026-03-02", 150, 80));
    ASSERT_TRUE(enrol(id, "2026-03-05"));
    EXPECT_EQ(own_tasks(id), Codes{});
    EXPECT_EQ(count_lines({R"("code":"HTN-RC")", R"("state":5)", "enrolled"}), 1);
}

TEST_P(ScreeningOfPeople, DeathEndsTheirTasksAndAnErrorBringsThemBack) {
    const std::string id = open_archive("1985-05-10");
    ASSERT_TRUE(measure(id, "2026-03-02", 150, 80));
    ASSERT_TRUE(die(id, day("2026-03-05")));
    EXPECT_EQ(own_tasks(id), Codes{});
    EXPECT_EQ(prompts_of(id, "2026-03-06"), "nobody");
    // As the approved correction tells it.
    residents::Event event;
    event.kind = residents::EventKind::status_changed;
    event.resident_id = id;
    event.on = day("2026-03-07");
    event.status = residents::Status::active;
    event.status_before = residents::Status::dead;
    event.birth_date = day("1985-05-10");
    event.opened_on = brief(id).opened_on;
    const residents::ActContext context{std::string{county}, actor("2026-03-07").principal, {}, day("2026-03-07")};
    act([&](db::Connection& connection) {
        programmes_->lock(connection, context, std::span{&event, 1});
        ASSERT_TRUE(programmes_->apply(connection, context, std::span{&event, 1}, 1));
    });
    EXPECT_EQ(own_tasks(id), Codes{"HTN-RC"});
}

TEST_P(ScreeningOfPeople, AnAmendedMeasurementMakesItsTasksAnew) {
    const std::string id = open_archive("1985-05-10");
    const auto saved = measure(id, "2026-03-02", 150, 80);
    ASSERT_TRUE(saved);
    RecordInput input = follow_up(id, day("2026-03-02"), *json::parse(R"({"sbp":120,"dbp":80})"));
    input.form = "hypertension-screening/screening";
    input.supersedes = saved->record_id;
    input.reason = "看错血压计";
    ASSERT_TRUE(programmes_->amend(actor("2026-03-03"), input));
    EXPECT_EQ(own_tasks(id), Codes{});
    EXPECT_EQ(count_lines({R"("table":"record")", id}), 2) << "the old one is kept";
}

TEST_P(ScreeningOfPeople, SecondaryHypertensionIsNotEnrolled) {
    const std::string id = open_archive("1985-05-10");
    EnrolmentInput input;
    input.id = ids_->next();
    input.resident_id = id;
    input.programme = "hypertension";
    input.enrolled_on = day("2026-03-02");
    input.diagnosis = "I15.0";
    const auto refused = programmes_->enrol(actor("2026-03-02"), input);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().errors.front().code, "DIAGNOSIS_OTHER");
    input.diagnosis = "I11.9";
    EXPECT_TRUE(programmes_->enrol(actor("2026-03-02"), input));
}

TEST_P(ScreeningOfPeople, WhoIsOutOfReachIsNotNamed) {
    const std::string id = open_archive("1985-05-10");
    const http::RouteSet set = programmes_->routes();
    const auto route = std::ranges::find(set.routes, std::string{"/api/prompts"}, &http::Route::path);
    ASSERT_NE(route, set.routes.end());
    http::Request request;
    request.verb = http::Verb::post;
    request.headers = {{"content-type", "application/json"}};
    request.body = R"({"residents":[")" + id + R"("]})";
    request.principal = actor("2026-03-02").principal;
    request.principal.institution_id = clinic_b_;
    request.grant = on_every_row({"grid"});
    request.today = day("2026-03-02");
    EXPECT_EQ(route->handler(request)->body, R"({"items":[]})");
    request.body = R"({"residents":["no id!"]})";
    EXPECT_EQ(route->handler(request).error().status(), 400);
}

JIWEI_ON_EACH_ENGINE(ScreeningOfPeople);

}  // namespace
}  // namespace jiwei::programmes::testing
