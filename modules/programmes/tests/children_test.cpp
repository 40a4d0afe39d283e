// Children of 0-6 have the newborn home-visit form instead of the personal basic one: what counts for the archive, and the task of the
// seventh birthday (service specification 2017, ch. 1, part 5).
#include "modules/programmes/tests/county.hpp"

namespace jiwei::programmes::testing {
namespace {

class ChildArchives : public County {
protected:
    std::string rate(const char* indicator, const char* on) {
        const indicators::Value shown = value(indicator, bureau_, on);
        EXPECT_TRUE(differences(day(on)).empty()) << on;
        return std::to_string(shown.numerator) + "/" + std::to_string(shown.denominator);
    }
    /// "AR-BASIC 2026-03-01 2026-03-01 2027-02-28 0": code, anchor, opens, due, stored state of every task of the person, in the order of
    /// due dates.
    std::string tasks(const std::string& resident) {
        return database().read([&](db::Connection& connection) {
            std::string all;
            const db::Statement tasks = sql_of(
                "SELECT code, anchor, opens, due, state, outcome FROM task WHERE county_id = $1 AND resident_id = $2 ORDER BY due, id", 2);
            for (const db::Row row : connection.run(tasks, {county, resident})) {
                all += (all.empty() ? "" : ", ") + row.string(0) + " " + row.string(1) + " " + row.string(2) + " " + row.string(3) + " " +
                       std::to_string(row.integer(4)) + row.string(5);
            }
            return all;
        });
    }
};
JIWEI_ON_EACH_ENGINE(ChildArchives);

TEST_P(ChildArchives, TheHeadOfTheNewbornFormMakesAChildsArchiveComplete) {
    const std::string id = open_archive("2019-03-01");
    EXPECT_EQ(rate("R4", "2025-06-01"), "0/1") << "an archive without any form";
    ASSERT_TRUE(programmes_->save_record(actor("2025-06-10"), newborn_form(id, day("2025-06-10"), false)));
    EXPECT_EQ(rate("R4", "2025-06-10"), "0/1") << "a head that lacks something";
    const auto saved = programmes_->save_record(actor("2025-06-11"), newborn_form(id, day("2025-06-11")));
    ASSERT_TRUE(saved) << saved.error().code << (saved.error().errors.empty() ? "" : saved.error().errors.front().pointer);
    EXPECT_EQ(rate("R4", "2025-06-10"), "0/1");
    EXPECT_EQ(rate("R4", "2025-06-11"), "1/1");
    EXPECT_EQ(value("R1", bureau_, "2025-06-11").numerator, 1) << "the coverage counts it too";
    EXPECT_EQ(value("R2", bureau_, "2025-06-11").numerator, 1);
    EXPECT_EQ(rate("R3", "2025-06-10"), "1/1") << "the visit is a service";
    EXPECT_EQ(rate("R4", "2026-03-01"), "1/1") << "the 7th birthday";
    EXPECT_EQ(rate("R4", "2027-02-28"), "1/1") << "the last day of the twelve months";
    EXPECT_EQ(rate("R4", "2027-03-01"), "0/1");
}

TEST_P(ChildArchives, ABasicFormUnderSevenDoesNotCountYet) {
    const std::string id = open_archive("2019-03-01");
    const auto filled = fill_basic_form(id, day("2025-06-10"));
    ASSERT_TRUE(filled) << filled.error().code << " " << filled.error().errors.front().pointer;
    EXPECT_EQ(rate("R4", "2025-06-10"), "0/1");
    EXPECT_EQ(rate("R4", "2026-02-28"), "0/1");
    EXPECT_EQ(rate("R4", "2026-03-01"), "1/1");
}

TEST_P(ChildArchives, AnAmendmentThatTakesTheHeadAwayTakesTheArchiveOut) {
    const std::string id = open_archive("2019-03-01");
    const RecordInput first = newborn_form(id, day("2025-06-11"));
    ASSERT_TRUE(programmes_->save_record(actor("2025-06-11"), first));
    RecordInput amended = newborn_form(id, day("2025-06-11"), false);
    amended.supersedes = first.id;
    amended.reason = "母亲患病情况不详";
    ASSERT_TRUE(programmes_->amend(actor("2025-06-12"), amended));
    EXPECT_EQ(rate("R4", "2025-06-11"), "0/1");
    EXPECT_EQ(value("R1", bureau_, "2025-06-11").numerator, 0);
}

TEST_P(ChildArchives, TheSeventhBirthdayAsksForTheBasicForm) {
    const std::string id = open_archive("2019-02-28");
    EXPECT_EQ(tasks(id), "AR-BASIC 2026-02-28 2026-02-28 2027-02-27 0") << "it is there from the opening on, and opens on the birthday";
    ASSERT_TRUE(fill_basic_form(id, day("2026-04-01"), false));
    EXPECT_EQ(tasks(id), "AR-BASIC 2026-02-28 2026-02-28 2027-02-27 0") << "a form that lacks something";
    ASSERT_TRUE(fill_basic_form(id, day("2026-05-01")));
    EXPECT_EQ(tasks(id), "AR-BASIC 2026-02-28 2026-02-28 2027-02-27 4");
    ASSERT_TRUE(fill_basic_form(id, day("2026-05-02"), false));
    EXPECT_EQ(tasks(id), "AR-BASIC 2026-02-28 2026-02-28 2027-02-27 0") << "an answer was taken out again";
    ASSERT_TRUE(fill_basic_form(id, day("2027-02-28")));
    EXPECT_EQ(tasks(id), "AR-BASIC 2026-02-28 2026-02-28 2027-02-27 6") << "later than the twelve months";
}

TEST_P(ChildArchives, WhoIsSevenAtTheOpeningHasNoSuchTask) {
    EXPECT_EQ(tasks(open_archive("2013-01-01")), "");
    EXPECT_EQ(tasks(open_archive("2013-01-02")), "AR-BASIC 2020-01-02 2020-01-02 2021-01-01 0");
    EXPECT_EQ(tasks(open_archive("1960-01-01")), "");
}

TEST_P(ChildArchives, TheTaskFollowsTheArchive) {
    const std::string id = open_archive("2019-03-01");
    ASSERT_TRUE(residents_call(http::Verb::patch, "", id, day("2025-01-05"), R"({"birth_date":"2019-04-01"})"));
    EXPECT_EQ(tasks(id), "AR-BASIC 2026-03-01 2026-03-01 2027-02-28 5replaced, AR-BASIC 2026-04-01 2026-04-01 2027-03-31 0");
    ASSERT_TRUE(residents_call(http::Verb::patch, "", id, day("2025-01-05"), R"({"birth_date":"2019-03-01"})"));
    EXPECT_EQ(tasks(id), "AR-BASIC 2026-03-01 2026-03-01 2027-02-28 0, AR-BASIC 2026-04-01 2026-04-01 2027-03-31 5replaced");
    ASSERT_TRUE(change_status(id, day("2025-02-01"), R"({"status":"2","on":"2025-02-01","destination":"厦门"})"));
    EXPECT_EQ(tasks(id), "AR-BASIC 2026-03-01 2026-03-01 2027-02-28 5moved-out, AR-BASIC 2026-04-01 2026-04-01 2027-03-31 5replaced");
    ASSERT_TRUE(change_status(id, day("2025-03-01"), R"({"status":"1","on":"2025-03-01","reason":"返回"})"));
    EXPECT_EQ(tasks(id), "AR-BASIC 2026-03-01 2026-03-01 2027-02-28 0, AR-BASIC 2026-04-01 2026-04-01 2027-03-31 5replaced");
    ASSERT_TRUE(die(id, day("2025-04-01")));
    EXPECT_EQ(tasks(id), "AR-BASIC 2026-03-01 2026-03-01 2027-02-28 5death, AR-BASIC 2026-04-01 2026-04-01 2027-03-31 5replaced");
}

TEST_P(ChildArchives, ArchivesOfAnOlderBuildGetTheTaskOnce) {
    const auto runner = jobs::make_runner(database(), clock_, *ids_);
    programmes_->register_jobs(*runner);
    const std::string child = open_archive("2019-03-01");
    const std::string other = open_archive("2019-04-01");
    const std::string dead = open_archive("2019-05-01");
    const std::string whole = open_archive("2019-06-01");
    const std::string adult = open_archive("1960-01-01");
    ASSERT_TRUE(die(dead, day("2025-04-01")));
    ASSERT_TRUE(fill_basic_form(whole, day("2025-04-01")));
    const std::string kept = tasks(other);
    act([&](db::Connection& connection) {
        // As the older build left them.
        connection.run_text("DELETE FROM task WHERE resident_id <> '" + other + "'", {});
        EXPECT_TRUE(programmes_->enqueue_archive_tasks(connection, county));
        EXPECT_FALSE(programmes_->enqueue_archive_tasks(connection, county)) << "one walk a county";
    });
    EXPECT_TRUE(runner->run_one());
    EXPECT_EQ(tasks(child), "AR-BASIC 2026-03-01 2026-03-01 2027-02-28 0");
    EXPECT_EQ(tasks(other), kept) << "it had one";
    for (const std::string& id : {dead, whole, adult}) EXPECT_EQ(tasks(id), "") << "asks for none";
    act([&](db::Connection& connection) { EXPECT_FALSE(programmes_->enqueue_archive_tasks(connection, county)); });
    EXPECT_FALSE(runner->run_one());
}

TEST_P(ChildArchives, TheTaskIsWorkOfTodayFromTheBirthdayOn) {
    const std::string id = open_archive("2019-03-01");
    const auto due_on = [&](const char* on) {
        for (const http::Route& route : programmes_->routes().routes) {
            if (route.path != "/api/today") continue;
            http::Request request;
            request.verb = http::Verb::get;
            request.principal = actor(on).principal;
            request.principal.roles = {"township_doctor"};
            request.grant = on_every_row({"inst"});
            request.today = day(on);
            const auto answer = route.handler(request);
            if (!answer) return answer.error().code;
            std::string all;
            const json::Value body = *json::parse(answer->body);
            for (const json::Value& item : body["items"].items()) all += item["task"]["form"].text() + " " + item["urgency"].text();
            return all;
        }
        return std::string{"no route"};
    };
    EXPECT_EQ(due_on("2026-02-28"), "");
    EXPECT_EQ(due_on("2026-03-01"), "archive/personal-basic due");
    EXPECT_EQ(due_on("2027-03-01"), "archive/personal-basic missed");
}

}  // namespace
}  // namespace jiwei::programmes::testing
