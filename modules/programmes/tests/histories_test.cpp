// Random lives of archives (opened, moved, handed over, merged, taken apart, dead, amended) keep what must always hold: one archive a
// person, every old number finds it, no task without its person, totals as the records say. Histories that break it are shrunk to their
// shortest. Children are among the people: their newborn forms, their basic forms, and the task of the seventh birthday.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <set>

#include "modules/programmes/tests/county.hpp"

namespace jiwei::programmes::testing {
namespace {

constexpr int people_of_history = 6;
constexpr int adults_of_history = 4;

/// One step of a history: what, whom, with whom, and how many days after the step before it.
using Step = std::tuple<int, int, int, int>;

struct MergedPair {
    std::string merge, survivor, loser;
};

class Histories : public County {
protected:
    Result<http::Response> call(http::Verb verb, std::string_view path, const std::vector<std::pair<std::string, std::string>>& params,
                                CivilDate on, const char* user, const std::string& body) {
        for (const http::Route& route : routes_.routes) {
            if (route.verb != verb || route.path != path) continue;
            http::Request request;
            request.verb = verb;
            request.path_params = params;
            request.headers = {{"content-type", "application/json"}};
            request.body = body;
            request.principal = actor(on).principal;
            request.principal.user_id = user;
            request.grant = on_every_row({"county"});
            request.today = on;
            return route.handler(request);
        }
        return refuse(Refusal::internal, "no-route");
    }
    std::int64_t count(const std::string& sql) {
        return database().read([&](db::Connection& connection) { return connection.run_text(sql, {})[0].integer(0); });
    }

    void merge(const std::string& a, const std::string& b, CivilDate on) {
        const auto made = call(http::Verb::post, "/api/merges", {}, on, "one",
                               R"({"resident_a":")" + a + R"(","resident_b":")" + b + R"(","reason":"同一个人"})");
        if (!made) return;
        const std::string id = (*json::parse(made->body))["id"].text();
        const auto done = call(http::Verb::post, "/api/merges/{merge}/approval", {{"merge", id}}, on, "two", R"({"reason":"核对无误"})");
        if (!done) {
            static_cast<void>(
                call(http::Verb::post, "/api/merges/{merge}/refusal", {{"merge", id}}, on, "two", R"({"reason":"暂不合并"})"));
            return;
        }
        const json::Value body = *json::parse(done->body);
        ++merges_;
        merged_.push_back({id, body["survivor"]["id"].text(), body["loser"]["id"].text()});
    }
    void undo(CivilDate on) {
        if (merged_.empty()) return;
        if (call(http::Verb::post, "/api/merges/{merge}/undo", {{"merge", merged_.back().merge}}, on, "two", R"({"reason":"确是两个人"})"))
            merged_.pop_back();
    }
    void hand_over(const std::string& id, CivilDate on) {
        const std::string to = brief(id).institution_id == clinic_a_ ? clinic_b_ : clinic_a_;
        const auto offered = call(http::Verb::post, "/api/residents/{resident}/transfers", {{"resident", id}}, on, "one",
                                  R"({"to_institution":")" + to + R"(","village_code":"350881002202","address":"新村1号"})");
        if (!offered) return;
        static_cast<void>(call(http::Verb::post, "/api/transfers/{transfer}/acceptance",
                               {{"transfer", (*json::parse(offered->body))["id"].text()}}, on, "two", "{}"));
    }
    void amend_last(CivilDate on) {
        if (saved_.empty()) return;
        RecordInput input = follow_up(brief(saved_.back().resident_id).id, add_days(saved_.back().service_date, -1), reading(150, 95));
        input.supersedes = saved_.back().id;
        input.reason = "更正";
        if (programmes_->amend(actor(on), input)) saved_.push_back(input);
    }
    void amend_head(CivilDate on) {
        if (heads_.empty()) return;
        RecordInput input = newborn_form(owner_of(heads_.back().resident_id), heads_.back().service_date, false);
        input.supersedes = heads_.back().id;
        input.reason = "更正";
        if (programmes_->amend(actor(on), input)) heads_.push_back(input);
    }
    void step(const Step& one, CivilDate today) {
        const auto& [what, who, with, days] = one;
        const std::string& id = people_[static_cast<std::size_t>(who)];
        switch (what) {
        case 0: static_cast<void>(enrol(id, add_days(today, -days))); break;
        case 1: {
            RecordInput input = follow_up(id, today, reading(120 + days, 80));
            if (programmes_->save_record(actor(today), input)) {
                saved_.push_back(input);
                ++visits_;
            }
            break;
        }
        case 2: static_cast<void>(examine(id, today)); break;
        case 3: hand_over(id, today); break;
        case 4: static_cast<void>(residents_call(http::Verb::patch, "", id, today, R"({"institution_id":")" + clinic_b_ + R"("})")); break;
        case 5: merge(id, people_[static_cast<std::size_t>(with)], today); break;
        case 6: undo(today); break;
        case 7: static_cast<void>(die(id, today)); break;
        case 8: static_cast<void>(change_status(id, today, R"({"status":"2","on":")" + today.text() + R"(","destination":"厦门"})")); break;
        case 9: static_cast<void>(change_status(id, today, R"({"status":"1","on":")" + today.text() + R"(","reason":"返回"})")); break;
        case 10: amend_last(today); break;
        case 11: {
            const CivilDate visited = std::min(today, add_days(add_months(brief(id).birth_date, 84), -1 - days));
            RecordInput input = newborn_form(id, visited, days % 4 != 0);
            if (programmes_->save_record(actor(today), input)) {
                heads_.push_back(input);
                ++newborn_forms_;
            }
            break;
        }
        case 12: {
            if (fill_basic_form(id, today, days % 4 != 0)) ++basic_forms_;
            break;
        }
        default: amend_head(today); break;
        }
    }

    /// Whose archive this is now, by the merges that stand.
    std::string owner_of(std::string id) {
        for (const MergedPair& pair : merged_) {
            if (pair.loser == id) id = pair.survivor;
        }
        return id;
    }
    std::string found_by(const std::string& number, CivilDate on) {
        const auto found = call(http::Verb::post, "/api/residents/search", {}, on, "one", R"({"q":")" + number + R"("})");
        if (!found) return "?";
        std::string ids;
        const json::Value body = *json::parse(found->body);
        for (const json::Value& hit : body["items"].items()) ids += hit["id"].text() + ",";
        return ids;
    }

    /// In an archive in use that was opened before the 7th birthday the task waits until the basic form is complete; elsewhere none waits.
    void expect_archive_task(const std::string& id) {
        const bool asks = database().read([&](db::Connection& connection) {
            const db::Rows rows = connection.run(
                sql_of("SELECT birth_date, opened_on, status, basic_complete FROM resident WHERE county_id = $1 AND id = $2", 2),
                {county, id});
            const bool was_child = rows[0].text(1) < add_months(day(rows[0].text(0)), 84).text();
            return was_child && rows[0].text(2) == "1" && !rows[0].boolean(3);
        });
        const std::string of_person = "' AND resident_id = '" + id + "'";
        RC_ASSERT(count("SELECT COUNT(*) FROM task WHERE state = 0 AND programme = 'archive" + of_person) == (asks ? 1 : 0));
        RC_ASSERT(count("SELECT COUNT(*) - COUNT(DISTINCT due) FROM task WHERE state <> 5 AND programme = 'elderly" + of_person) == 0);
    }
    /// How many of these people the coverage of health records (R1) counts.
    int counted_archives(CivilDate on) {
        return database().read([&](db::Connection& connection) {
            int counted = 0;
            for (const std::string& id : people_) {
                const db::Rows rows = connection.run(
                    sql_of("SELECT steps FROM indicator_contribution WHERE county_id = $1 AND indicator = 'R1' AND resident_id = $2", 2),
                    {county, id});
                for (const db::Row row : rows) {
                    // "2025-01-01:0/0;2025-04-24:1/0"
                    std::string now;
                    std::istringstream steps{row.string(0)};
                    for (std::string step; std::getline(steps, step, ';');) {
                        if (step.substr(0, 10) <= on.text()) now = step.substr(11, 1);
                    }
                    counted += now == "1" ? 1 : 0;
                }
            }
            return counted;
        });
    }
    /// By the rows of the people themselves, beside the steps and contributions that the module keeps; all live where they are registered.
    int complete_archives(CivilDate on) {
        return database().read([&](db::Connection& connection) {
            int complete = 0;
            for (const std::string& id : people_) {
                const db::Rows rows = connection.run(
                    sql_of("SELECT birth_date, status, basic_complete FROM resident WHERE county_id = $1 AND id = $2", 2), {county, id});
                const db::Rows heads = connection.run(
                    sql_of("SELECT COUNT(*) FROM fact WHERE county_id = $1 AND resident_id = $2 AND facts LIKE '%header=true%'", 2),
                    {county, id});
                const bool has_head = heads[0].integer(0) > 0;
                const CivilDate birth = day(rows[0].text(0));
                const bool is_complete = on < add_months(birth, 84)   ? has_head
                                         : on < add_months(birth, 96) ? has_head || rows[0].boolean(2)
                                                                      : rows[0].boolean(2);
                complete += rows[0].text(1) == "1" && is_complete ? 1 : 0;
            }
            return complete;
        });
    }

    /// How many files in use say that the archive is complete, as people see them.
    int shown_as_complete(CivilDate on) {
        int complete = 0;
        for (const std::string& id : people_) {
            const auto answer = call(http::Verb::get, "/api/residents/{resident}", {{"resident", id}}, on, "one", {});
            if (!answer) continue;
            const json::Value head = *json::parse(answer->body);
            const bool is_own = head["id"].text() == id;
            complete += is_own && head["status"].text() == "1" && head["archive_complete"].as_boolean().value_or(false) ? 1 : 0;
        }
        return complete;
    }

    void expect_all(CivilDate today) {
        for (const std::string& id : people_) {
            const std::string owner = owner_of(id);
            const bool is_merged = owner != id;
            RC_ASSERT((brief(id).status == residents::Status::merged) == is_merged);
            RC_ASSERT(brief(owner).status != residents::Status::merged);
            RC_ASSERT(found_by(brief(id).archive_no, today) == owner + ",");
        }
        const std::string merged = "(SELECT id FROM resident WHERE status = '6')";
        RC_ASSERT(count("SELECT COUNT(*) FROM record WHERE resident_id IN " + merged) == 0);
        RC_ASSERT(count("SELECT COUNT(*) FROM fact WHERE resident_id IN " + merged) == 0);
        RC_ASSERT(count("SELECT COUNT(*) FROM task WHERE state = 0 AND resident_id IN " + merged) == 0);
        RC_ASSERT(count("SELECT COUNT(*) FROM task t JOIN resident r ON r.id = t.resident_id WHERE t.state = 0 AND r.status = '3'") == 0);
        RC_ASSERT(count("SELECT COUNT(*) FROM task t LEFT JOIN enrolment e ON e.id = t.enrolment_id "
                        "WHERE t.enrolment_id <> '' AND (e.id IS NULL OR e.resident_id <> t.resident_id)") == 0);
        for (const std::string& id : people_) expect_archive_task(id);
        RC_ASSERT(counted_archives(today) == complete_archives(today));
        RC_ASSERT(shown_as_complete(today) == complete_archives(today));
        for (const CivilDate as_of : {today, *CivilDate::of(today.year(), 12, 31), *CivilDate::of(today.year() + 1, 6, 30)}) {
            const auto wrong = differences(as_of);
            if (!wrong.empty())
                RC_LOG() << as_of.text() << " " << wrong.front().what << " " << wrong.front().indicator << " " << wrong.front().stored
                         << " | " << wrong.front().expected;
            RC_ASSERT(wrong.empty());
        }
    }

    /// As the server does at the turn of a year.
    void open_next_year(CivilDate today) {
        act([&](db::Connection& connection) {
            indicators_->lock_year(connection, county, "", 1'000);
            static_cast<void>(indicators_->open_year(connection, county, indicators::Indicators::last_open_year(today), "", 1'000));
        });
    }

    void live(const std::vector<Step>& steps) {
        people_.clear();
        merged_.clear();
        saved_.clear();
        heads_.clear();
        for (int i = 0; i < adults_of_history; ++i) people_.push_back(open_archive(add_days(day("1950-01-01"), i * 700)));
        // Seven, and eight, soon after the history begins.
        people_.push_back(open_archive("2018-04-01"));
        people_.push_back(open_archive("2017-03-01"));
        CivilDate today = day("2025-01-10");
        for (const Step& one : steps) {
            const int year = today.year();
            today = add_days(today, std::get<3>(one));
            if (today.year() > year) open_next_year(today);
            step(one, today);
        }
        expect_all(today);
    }

    http::RouteSet routes_;
    std::vector<std::string> people_;
    std::vector<MergedPair> merged_;
    std::vector<RecordInput> saved_;
    std::vector<RecordInput> heads_;
    int merges_ = 0;
    int visits_ = 0;
    int newborn_forms_ = 0;
    int basic_forms_ = 0;
};
JIWEI_ON_EACH_ENGINE(Histories);

TEST_P(Histories, KeepOneArchiveAPersonAndEveryNumberTrue) {
    routes_ = residents_->routes();
    indicators_->plug(&residents_->counted_source());
    entered_on_ = day("2025-01-10");
    rc::detail::TestParams params;
    params.seed = 20'251'122;
    params.maxSuccess = GetParam() == db::Engine::sqlite ? 60 : 15;
    params.maxSize = 30;
    const auto property = [this] {
        const auto steps = *rc::gen::container<std::vector<Step>>(rc::gen::tuple(
            rc::gen::element(0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 2, 3, 4, 5, 5, 5, 5, 5, 6, 7, 8, 9, 10, 11, 11, 11, 11, 12, 12, 13),
            rc::gen::inRange(0, people_of_history), rc::gen::inRange(0, people_of_history), rc::gen::inRange(0, 20)));
        live(steps);
    };
    const rc::detail::TestResult result =
        rc::detail::checkTestable(property, rc::detail::TestMetadata{"Histories", "one archive a person"}, params);
    std::ostringstream told;
    rc::detail::printResultMessage(result, told);
    EXPECT_TRUE(result.template is<rc::detail::SuccessResult>()) << told.str();
    // Histories in which nothing happens prove nothing.
    EXPECT_GT(merges_, params.maxSuccess / 10);
    EXPECT_GT(visits_, params.maxSuccess / 6);
    EXPECT_GT(newborn_forms_, params.maxSuccess / 20);
    EXPECT_GT(basic_forms_, params.maxSuccess / 20);
}

}  // namespace
}  // namespace jiwei::programmes::testing
