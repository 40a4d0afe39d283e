// The numbers: the worked example of the norm's indicators, and random histories that must agree with the records on any day.
#include <algorithm>
#include <random>

#include "modules/programmes/tests/county.hpp"

namespace jiwei::programmes::testing {
namespace {

class LiveNumbers : public County {
protected:
    void visits(const std::string& id, std::initializer_list<const char*> days, int sbp, int dbp) {
        for (const char* const on : days) ASSERT_TRUE(visit(id, on, sbp, dbp)) << on;
    }
};

// Worked example W11: six patients, end of 2025.
TEST_P(LiveNumbers, OfTheWorkedExample) {
    const std::string a = open_archive("1955-06-01");
    const std::string b = open_archive("1970-06-01");
    const std::string c = open_archive("1950-06-01");
    const std::string d = open_archive("1969-06-01");
    const std::string e = open_archive("1960-06-01");
    const std::string f = open_archive("1980-06-01");
    ASSERT_TRUE(enrol(a, "2023-05-01"));
    ASSERT_TRUE(enrol(b, "2024-05-01"));
    ASSERT_TRUE(enrol(c, "2024-05-01"));
    ASSERT_TRUE(enrol(e, "2024-05-01"));
    ASSERT_TRUE(enrol(d, "2025-03-15"));
    ASSERT_TRUE(enrol(f, "2025-11-20"));
    visits(a, {"2025-02-01", "2025-05-01", "2025-08-01"}, 140, 84);
    visits(a, {"2025-11-01"}, 148, 86);
    visits(b, {"2025-02-01", "2025-05-01", "2025-08-01"}, 136, 84);
    ASSERT_TRUE(visit(b, "2025-10-01", 0, 0, "3"));
    visits(d, {"2025-04-01", "2025-07-01", "2025-10-01"}, 132, 80);
    visits(e, {"2025-03-01"}, 130, 80);
    visits(f, {"2025-11-25"}, 150, 92);
    for (const std::string& person : {a, b, d}) ASSERT_TRUE(examine(person, day("2025-06-10")));
    ASSERT_TRUE(die(c, day("2025-08-15")));
    const json::Value lost = *json::parse(enrol(e, "2024-05-01")->body);
    ASSERT_TRUE(
        programmes_->change_state(actor("2025-12-01"), lost["enrolment"]["id"].text(), EnrolmentState::lost, day("2025-06-01"), "1", {}));

    for (const std::string& place : {bureau_, hospital_, clinic_a_}) {
        const indicators::Value h1 = value("H1", place, "2025-12-31");
        EXPECT_EQ(h1.numerator, 3);
        EXPECT_EQ(h1.denominator, 5);
        EXPECT_EQ(h1.basis_points, 6000);
        const indicators::Value h2 = value("H2", place, "2025-12-31");
        EXPECT_EQ(h2.numerator, 3);
        EXPECT_EQ(h2.denominator, 5);
        EXPECT_EQ(h2.basis_points, 6000);
    }
    EXPECT_EQ(value("H1", clinic_b_, "2025-12-31").basis_points, std::nullopt);
    EXPECT_EQ(value("H1", bureau_, "2025-08-14").denominator, 5) << "c still lives, f is not enrolled yet";
    EXPECT_EQ(value("H3", bureau_, "2025-12-31").numerator, 5);
    for (const char* const on : {"2023-12-31", "2024-12-31", "2025-06-30", "2025-12-31", "2026-01-01", "2026-06-30"}) {
        EXPECT_TRUE(differences(day(on)).empty()) << on;
    }
}

TEST_P(LiveNumbers, FollowAMove) {
    const std::string id = open_archive("1968-05-10");
    ASSERT_TRUE(enrol(id, "2025-01-01"));
    ASSERT_TRUE(visit(id, "2025-01-10", 130, 80));
    const auto moved = residents_call(http::Verb::patch, "", id, day("2025-07-01"), R"({"institution_id":")" + clinic_b_ + R"("})");
    ASSERT_TRUE(moved) << moved.error().code << " " << moved.error().detail;
    EXPECT_EQ(value("H2", clinic_a_, "2025-06-30").numerator, 1);
    EXPECT_EQ(value("H2", clinic_a_, "2025-07-01").denominator, 0);
    EXPECT_EQ(value("H2", clinic_b_, "2025-06-30").denominator, 0);
    EXPECT_EQ(value("H2", clinic_b_, "2025-07-01").numerator, 1);
    EXPECT_EQ(value("H2", hospital_, "2025-06-30").numerator, 1);
    EXPECT_EQ(value("H2", hospital_, "2025-12-31").numerator, 1);
    EXPECT_EQ(count_lines({R"("table":"task")", R"("state":0)", clinic_b_}), count_lines({R"("table":"task")", R"("state":0)"}));
    EXPECT_TRUE(differences(day("2025-12-31")).empty());
}

/// One step of somebody's life; refusals are part of it.
class RandomLives : public County {
protected:
    int below(int count) { return std::uniform_int_distribution<int>{0, count - 1}(random_); }
    const std::string& somebody() { return people_[static_cast<std::size_t>(below(static_cast<int>(people_.size())))]; }

    void step(CivilDate today) {
        const std::string& id = somebody();
        const CivilDate service = add_days(today, -(below(4) == 0 ? below(200) : below(5)));  // some are entered late
        switch (below(12)) {
        case 0:
        case 1: static_cast<void>(enrol(id, add_days(today, -below(60)))); break;
        case 2: static_cast<void>(programmes_->save_record(actor(today), exam(id, service))); break;
        case 3: amend_something(today); break;
        case 4:
            if (below(6) == 0) static_cast<void>(die(id, service));
            break;
        case 5:
            static_cast<void>(residents_call(http::Verb::patch, "", id, today,
                                             R"({"institution_id":")" + (below(2) == 0 ? clinic_a_ : clinic_b_) + R"("})"));
            break;
        case 6: change_somebodys_state(today); break;
        default: {
            RecordInput input = follow_up(id, service, reading(120 + below(50), 70 + below(30), below(6) == 0 ? "3" : "1"));
            if (programmes_->save_record(actor(today), input)) saved_.push_back(input);
        }
        }
    }
    RecordInput exam(const std::string& id, CivilDate on) {
        RecordInput input = follow_up(id, on, examination());
        input.form = "examination/exam";
        return input;
    }
    void amend_something(CivilDate today) {
        if (saved_.empty()) return;
        const RecordInput& old = saved_[static_cast<std::size_t>(below(static_cast<int>(saved_.size())))];
        RecordInput input = follow_up(old.resident_id, add_days(old.service_date, -below(3)), reading(120 + below(50), 80));
        input.supersedes = old.id;
        input.reason = "更正";
        if (programmes_->amend(actor(today), input)) saved_.push_back(input);
    }
    void change_somebodys_state(CivilDate today) {
        const std::string& id = somebody();
        EnrolmentInput again;
        again.resident_id = id;
        const auto found = database().read([&](db::Connection& connection) {
            std::string enrolment;
            programmes_->export_canonical(connection, county, [&](std::string_view line) {
                const auto row = json::parse(line);
                if ((*row)["table"].text() == "enrolment" && (*row)["resident_id"].text() == id) enrolment = (*row)["id"].text();
            });
            return enrolment;
        });
        if (found.empty()) return;
        const EnrolmentState state = below(2) == 0 ? EnrolmentState::lost : EnrolmentState::managed;
        static_cast<void>(programmes_->change_state(actor(today), found, state, add_days(today, -below(10)), "1", {}));
    }

    std::mt19937 random_{7};
    std::vector<std::string> people_;
    std::vector<RecordInput> saved_;
};

TEST_P(RandomLives, AgreeWithTheRecordsOnAnyDay) {
    for (int i = 0; i < 12; ++i) people_.push_back(open_archive(add_days(day("1950-01-01"), below(9000))));
    CivilDate today = day("2024-03-01");
    for (int round = 0; round < 220; ++round) {
        today = add_days(today, below(6));
        step(today);
    }
    EXPECT_GT(saved_.size(), 20U);
    for (const CivilDate as_of :
         {today, day("2024-12-31"), day("2024-06-15"), add_days(today, 40), *CivilDate::of(today.year() + 1, 12, 31)}) {
        const auto found = differences(as_of);
        EXPECT_TRUE(found.empty()) << as_of.text() << ": "
                                   << (found.empty() ? ""
                                                     : found.front().what + " " + found.front().stored + " | " + found.front().expected);
    }
    const std::vector<std::string> grown = lines();
    act([&](db::Connection& connection) { indicators_->rebuild(connection, county, 2023, today.year() + 1); });
    EXPECT_EQ(lines(), grown);
}

JIWEI_ON_EACH_ENGINE(LiveNumbers);
JIWEI_ON_EACH_ENGINE(RandomLives);

}  // namespace
}  // namespace jiwei::programmes::testing
