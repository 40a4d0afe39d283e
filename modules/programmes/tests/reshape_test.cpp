// Grids change their shape: residents, the doctor on their cover, open tasks and totals pass in the act, and verify agrees afterwards.
#include <algorithm>

#include "modules/programmes/tests/county.hpp"

namespace jiwei::programmes::testing {
namespace {

constexpr const char* today = "2026-07-01";

class Reshape : public County {
protected:
    void SetUp() override {
        County::SetUp();
        organization_->on_people_move(
            [this](db::Connection& connection, const http::Request& request, const organization::PeopleMove& move, bool only_count) {
                const residents::ActContext context{request.principal.county_id, request.principal, request.trail, request.today};
                return residents_->reassign(connection, context, move, only_count);
            });
        routes_ = organization_->routes([this](const auth::Principal&, const auth::Grant&, CivilDate) { return reach_; });
        reach_.whole_county = true;
        act([&](db::Connection& connection) {
            organization::StaffMember wang;
            wang.institution_id = clinic_b_;
            wang.staff_no = "1";
            wang.name = "王医生";
            wang.user_id = "wang";
            wang.valid_from = day("2010-01-01");
            ASSERT_TRUE(organization_->add_staff(connection, county, wang));
            grid_a_ = grid(connection, "3508810020001", clinic_a_, "350881002201", "lin");
            grid_b_ = grid(connection, "3508810020002", clinic_b_, "350881002202", "wang");
        });
    }
    std::string grid(db::Connection& connection, const char* code, const std::string& institution, const char* village, const char* user) {
        const organization::Grid one{{}, code, code, "350881002000", institution, {village}, {{user, "village_doctor"}}};
        return organization_->add_grid(connection, county, one, day("2010-01-01"), {"u1", {}, 1}).value();
    }
    /// Asks "/api/grids/{id}" + ending, or an institution's.
    Result<http::Response> ask(const std::string& path, const std::string& id, const std::string& body, std::int64_t version = 0) {
        for (const http::Route& route : routes_.routes) {
            if (route.verb != http::Verb::post || route.path != path) continue;
            http::Request request;
            request.verb = http::Verb::post;
            request.body = body;
            request.headers = {{"content-type", "application/json"}};
            if (version > 0) request.headers.emplace_back("if-match", "\"" + std::to_string(version) + "\"");
            const std::size_t open = path.find('{') + 1;
            request.path_params = {{path.substr(open, path.find('}') - open), id}};
            request.principal = actor(today).principal;
            request.today = day(today);
            request.trail.at = clock_.now();
            return route.handler(request);
        }
        return refuse(Refusal::internal, "no-route");
    }
    std::string told(const Result<http::Response>& answer) { return answer ? answer->body : answer.error().code; }
    std::int64_t people(const Result<http::Response>& answer) {
        if (!answer) ADD_FAILURE() << answer.error().code;
        return answer ? json::parse(answer->body)->find("people")->as_integer().value_or(-1) : -1;
    }
    std::string village(const std::string& grid, const std::string& body) { return told(ask("/api/grids/{grid}/villages", grid, body)); }
    std::int64_t count(const std::string& sql) {
        return database().read([&](db::Connection& connection) { return connection.run_text(sql, {})[0].integer(0); });
    }
    std::int64_t open_tasks(const std::string& grid) {
        return count("SELECT COUNT(*) FROM task WHERE state = 0 AND enrolment_id <> '' AND grid_id = '" + grid + "'");
    }
    /// People in care with readings, one of whom died; an orphan task would lie with a grid that is not the person's.
    std::vector<std::string> people_in_care() {
        std::vector<std::string> ids;
        for (const char* const born : {"1950-01-01", "1955-05-05", "1960-02-29"}) {
            ids.push_back(open_archive(born));
            EXPECT_TRUE(enrol(ids.back(), "2026-01-10"));
            EXPECT_TRUE(visit(ids.back(), "2026-02-10", 132, 80));
        }
        EXPECT_TRUE(die(ids.back(), day("2026-05-01")));
        return ids;
    }
    void expect_whole() {
        EXPECT_EQ(count("SELECT COUNT(*) FROM task t JOIN resident r ON r.county_id = t.county_id AND r.id = t.resident_id "
                        "WHERE t.state = 0 AND (t.grid_id <> r.grid_id OR t.institution_id <> r.institution_id)"),
                  0)
            << "a task that nobody's person has";
        EXPECT_EQ(count("SELECT COUNT(*) FROM resident r LEFT JOIN grid g ON g.county_id = r.county_id AND g.id = r.grid_id AND "
                        "g.valid_to > '2026-07-01' WHERE r.grid_id <> '' AND g.id IS NULL"),
                  0)
            << "a person in a closed grid";
        for (const char* const on : {"2026-03-31", today, "2026-12-31"}) EXPECT_TRUE(differences(day(on)).empty()) << on;
    }
    organization::Reach reach_;
    http::RouteSet routes_;
    std::string grid_a_, grid_b_;
};

TEST_P(Reshape, AVillagePassesWithItsPeopleTheirDoctorAndTheirTasks) {
    const auto ids = people_in_care();
    ASSERT_EQ(brief(ids[0]).grid_id, grid_a_);
    const std::int64_t tasks = open_tasks(grid_a_);
    ASSERT_GT(tasks, 0);
    ASSERT_EQ(value("H1", clinic_a_, "2026-06-30").denominator, 2);
    const std::string body = R"({"division_code":"350881002201","to_grid_id":")" + grid_b_ + R"(","reason":"网格调整"})";
    const std::string preview = body.substr(0, body.size() - 1) + R"(,"preview":true})";
    EXPECT_EQ(village(grid_a_, preview), R"({"id":null,"people":3})");
    EXPECT_EQ(brief(ids[0]).grid_id, grid_a_) << "a preview changes nothing";
    EXPECT_EQ(people(ask("/api/grids/{grid}/villages", grid_a_, body)), 3);
    for (const std::string& id : ids) {
        EXPECT_EQ(brief(id).grid_id, grid_b_);
        EXPECT_EQ(brief(id).institution_id, clinic_b_);
    }
    EXPECT_EQ(open_tasks(grid_a_), 0);
    EXPECT_EQ(open_tasks(grid_b_), tasks);
    EXPECT_EQ(count("SELECT COUNT(*) FROM resident WHERE doctor = '王医生'"), 3);
    EXPECT_EQ(value("H1", clinic_a_, "2026-06-30").denominator, 2) << "what was before counts for the former clinic";
    EXPECT_EQ(value("H1", clinic_a_, today).denominator, 0);
    EXPECT_EQ(value("H1", clinic_b_, today).denominator, 2);
    EXPECT_EQ(value("H1", hospital_, today).denominator, 2);
    expect_whole();
    EXPECT_EQ(village(grid_a_, body), "grid-division") << "it has left";
    EXPECT_EQ(told(ask("/api/grids/{grid}/closing", grid_a_, R"({"reason":"空"})")).substr(0, 6), R"({"id":)") << "an empty grid closes";
}

TEST_P(Reshape, APartOfAVillagePassesWithWholeHouseholds) {
    const auto ids = people_in_care();
    act([&](db::Connection& connection) {
        const db::Param here[]{std::string_view{ids[0]}};
        connection.run_text("UPDATE resident SET address = '溪坪村三组5号' WHERE id = $1", here);
    });
    const std::string body = R"({"division_code":"350881002201","part":"三组","to_grid_id":")" + grid_b_ + R"(","reason":"网格调整"})";
    EXPECT_EQ(people(ask("/api/grids/{grid}/villages", grid_a_, body)), 1);
    EXPECT_EQ(brief(ids[0]).grid_id, grid_b_);
    EXPECT_EQ(brief(ids[1]).grid_id, grid_a_);
    database().read([&](db::Connection& connection) {
        EXPECT_EQ(organization_->grid_covering(connection, county, "350881002201"), grid_a_) << "who is new there belongs to the rest";
        EXPECT_EQ(organization_->find_grid(connection, county, grid_b_, day(today))->parts.at("350881002201"), "三组");
    });
    expect_whole();
    const std::string back = R"({"division_code":"350881002201","to_grid_id":")" + grid_a_ + R"(","reason":"恢复"})";
    EXPECT_EQ(people(ask("/api/grids/{grid}/villages", grid_b_, back)), 1);
    EXPECT_EQ(brief(ids[0]).grid_id, grid_a_);
    database().read([&](db::Connection& connection) {
        EXPECT_EQ(organization_->find_grid(connection, county, grid_b_, day(today))->division_codes.size(), 1U);
    });
    expect_whole();
}

TEST_P(Reshape, AGridClosesOnlyWhenAnotherOneTakesItOver) {
    people_in_care();
    EXPECT_EQ(told(ask("/api/grids/{grid}/closing", grid_a_, R"({"reason":"撤并"})")), "GRID_NOT_EMPTY");
    const std::string body = R"({"to_grid_id":")" + grid_b_ + R"(","reason":"撤并"})";
    EXPECT_EQ(people(ask("/api/grids/{grid}/closing", grid_a_, body)), 3);
    database().read([&](db::Connection& connection) {
        EXPECT_FALSE(organization_->find_grid(connection, county, grid_a_, day(today)));
        EXPECT_TRUE(organization_->find_grid(connection, county, grid_a_, day("2026-06-30")));
        EXPECT_EQ(organization_->find_grid(connection, county, grid_b_, day(today))->division_codes.size(), 2U);
        EXPECT_TRUE(organization_->grid_ids_of_user(connection, county, "lin", day(today)).empty());
    });
    expect_whole();
}

TEST_P(Reshape, NobodyTakesOverWithoutADoctorOrFromAnotherTownship) {
    people_in_care();
    act([&](db::Connection& connection) { organization_->end_responsible(connection, county, grid_b_, "wang", day("2026-06-01")); });
    const std::string body = R"({"division_code":"350881002201","to_grid_id":")" + grid_b_ + R"(","reason":"x"})";
    EXPECT_EQ(village(grid_a_, body), "GRID_NOBODY");
    reach_.whole_county = false;
    reach_.institution_ids = {clinic_a_};
    EXPECT_EQ(village(grid_a_, body), "GRID_UNKNOWN") << "the other grid is out of reach";
}

TEST_P(Reshape, AnInstitutionClosesWhenItsGridsAndPeopleAreHandedOver) {
    const auto ids = people_in_care();
    const auto close = [&](const char* rest) {
        return told(ask("/api/institutions/{institution}/close", clinic_a_,
                        R"({"last_day":"2026-06-30","successor_id":")" + clinic_b_ + R"(","reason":"撤并")" + rest + "}", 1));
    };
    EXPECT_EQ(close(""), "INST_OPEN_GRIDS");
    EXPECT_NE(close(R"(,"hand_over":true)").find("\"version\":2"), std::string::npos);
    EXPECT_EQ(brief(ids[0]).institution_id, clinic_b_);
    EXPECT_EQ(brief(ids[0]).grid_id, grid_a_) << "the grid goes on, with its doctor";
    database().read([&](db::Connection& connection) {
        EXPECT_EQ(organization_->find_grid(connection, county, grid_a_, day(today))->institution_id, clinic_b_);
    });
    expect_whole();
}

TEST_P(Reshape, AnOpenOfferFollowsToWhomThePeopleWent) {
    const auto ids = people_in_care();
    const auto offer = residents_call(http::Verb::post, "/transfers", ids[0], day("2026-06-30"),
                                      R"({"to_institution":")" + clinic_b_ + R"(","to_grid":")" + grid_b_ + R"("})");
    ASSERT_TRUE(offer) << offer.error().code;
    EXPECT_EQ(people(ask("/api/grids/{grid}/institution", grid_a_, R"({"institution_id":")" + hospital_ + R"(","reason":"收回"})")), 3);
    EXPECT_EQ(brief(ids[0]).institution_id, hospital_);
    EXPECT_EQ(count("SELECT COUNT(*) FROM resident_transfer WHERE from_institution = '" + hospital_ + "'"), 1);
    expect_whole();
}

TEST_P(Reshape, VillagesMergeAndSplitUnderNewCodesAndKeepTheirArchiveNumbers) {
    const auto ids = people_in_care();
    const std::string number = brief(ids[0]).archive_no;
    act([&](db::Connection& connection) {
        ASSERT_TRUE(organization_->add_service_area(connection, county, clinic_a_, "350881002201", day("2010-01-01")));
        ASSERT_TRUE(organization_->add_service_area(connection, county, clinic_b_, "350881002202", day("2010-01-01")));
        organization_->set_figure(connection, county, 2026, "350881002201", "usual_residents", 900, {"u1", {}, 1});
        organization_->set_figure(connection, county, 2026, "350881002202", "usual_residents", 400, {"u1", {}, 1});
    });
    const auto change = [&](const char* body) { return told(ask("/api/division-changes", {}, body)); };
    const auto figure = [&](const std::string& institution) {
        return database().read([&](db::Connection& connection) {
            return organization_->figure_of_institution(connection, county, institution, 2026, "usual_residents").value_or(-1);
        });
    };
    EXPECT_EQ(
        change(R"({"kind":"merge","on":"2026-06-01","document":"x","moves":[{"old_code":"350881002201","new_code":"350881002202"}]})"),
        "DIVISION_CHANGE_SHAPE");
    EXPECT_EQ(change(R"({"kind":"abolish","on":"2026-06-01","document":"x","moves":[{"old_code":"350881002201"}]})"),
              "DIVISION_OPEN_PEOPLE");
    EXPECT_EQ(
        people(ask("/api/division-changes", {},
                   R"({"kind":"merge","on":"2026-06-01","document":"闽政〔2026〕1号","moves":[)"
                   R"({"old_code":"350881002201","new_code":"350881002202"},{"old_code":"350881002202","new_code":"350881002202"}]})")),
        3);
    EXPECT_EQ(brief(ids[0]).village_code, "350881002202");
    EXPECT_EQ(brief(ids[0]).archive_no, number);
    EXPECT_EQ(brief(ids[0]).grid_id, grid_a_) << "who answers for them is another decision";
    EXPECT_EQ(figure(hospital_), 1'300) << "entered under both codes, recast to the division of the year's end";
    expect_whole();
    act([&](db::Connection& connection) {
        const db::Param here[]{std::string_view{ids[1]}};
        connection.run_text("UPDATE resident SET address = '溪坪村三组8号' WHERE id = $1", here);
    });
    EXPECT_EQ(people(ask("/api/division-changes", {},
                         R"({"kind":"split","on":"2026-06-02","document":"闽政〔2026〕2号","moves":[)"
                         R"({"old_code":"350881002202","new_code":"350881002298","new_name":"三组村","part":"三组"},)"
                         R"({"old_code":"350881002202","new_code":"350881002202"}]})")),
              1);
    EXPECT_EQ(brief(ids[1]).village_code, "350881002298");
    EXPECT_EQ(brief(ids[0]).village_code, "350881002202");
    EXPECT_EQ(brief(ids[1]).archive_no.substr(0, 12), number.substr(0, 12));
    expect_whole();
    database().read([&](db::Connection& connection) {
        const auto fresh = organization_->find_division(connection, "350881002298");
        ASSERT_TRUE(fresh);
        EXPECT_EQ(fresh->archive_part3.size(), 3U);
        EXPECT_EQ(organization_->institution_serving(connection, county, "350881002298", day(today)), clinic_a_);
    });
}

JIWEI_ON_EACH_ENGINE(Reshape);

}  // namespace
}  // namespace jiwei::programmes::testing
