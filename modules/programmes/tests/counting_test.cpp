// Packs without enrolment: whoever has an archive may count in them (docs/adr/0120). The committed one is of the elderly.
#include "modules/programmes/impl.hpp"
#include "modules/programmes/tests/county.hpp"
#include "platform/change/county_clock.hpp"

namespace jiwei::programmes::testing {
namespace {

class Counting : public County {
protected:
    PackStore& pack_store() override { return *store_; }

    void SetUp() override {
        County::SetUp();
        clock_.set(december_.now());
        entered_on_ = day("2025-12-01");
        indicators_->plug(&residents_->counted_source());
        programmes_->register_jobs(*runner_);
    }

    static json::Value elderly_examination(bool guided = true) {
        json::Value answers = examination();
        const json::Value more = *json::parse(R"({"elder_self_health":"1","elder_self_care":"1","elder_cognition":"1","elder_mood":"1",
            "hb":130,"wbc":6.0,"plt":200,"u_pro":"-","u_glu":"-","u_ket":"-","u_bld":"-","fbg":5.1,"ecg":"1","alt":20,"ast":20,
            "tbil":10,"scr":70,"bun":5,"tc":4.5,"tg":1.2,"ldl":2.5,"hdl":1.3,"us_abd":"1"})");
        for (const auto& [key, value] : more.members()) answers.set(key, value);
        if (guided) answers.set("risk", json::Value::array({json::Value::string("4")}));
        return answers;
    }
    RecordInput elderly_exam(const std::string& resident, std::string_view on, bool guided = true) {
        RecordInput input = follow_up(resident, day(on), elderly_examination(guided));
        input.form = "examination/exam";
        input.confirmed = {};
        return input;
    }
    Saved save(const RecordInput& input) {
        auto saved = programmes_->save_record(actor(input.service_date), input);
        EXPECT_TRUE(saved) << (saved ? ""
                                     : saved.error().code + " " + (saved.error().errors.empty() ? "" : saved.error().errors[0].pointer));
        return saved ? *saved : Saved{};
    }
    std::string e1(std::string_view as_of) { return told(value("E1", bureau_, as_of)); }
    static std::string told(const indicators::Value& value) {
        return std::to_string(value.numerator) + "/" + std::to_string(value.denominator);
    }
    void expect_verified() {
        for (const char* as_of : {"2024-12-31", "2025-12-01", "2025-12-31", "2026-06-30", "2026-12-31"}) {
            const auto wrong = differences(day(as_of));
            EXPECT_TRUE(wrong.empty()) << as_of << " " << wrong.front().what << " " << wrong.front().indicator << " "
                                       << wrong.front().stored << " | " << wrong.front().expected;
        }
    }

    time::FixedClock december_{time::Instant{1'764'547'200'000}};  // 2025-12-01
    std::unique_ptr<jobs::Runner> runner_ = jobs::make_runner(database(), december_, *ids_);
    std::unique_ptr<PackStore> store_ = PackStore::load(std::string{JIWEI_SOURCE_DIR} + "/packs").value();
};
JIWEI_ON_EACH_ENGINE(Counting);

TEST_P(Counting, PeopleCountWithoutEnrolmentFromTheirBirthdayOn) {
    const std::string old = open_archive("1950-05-10");
    open_archive("1960-12-05");
    open_archive("1990-01-01");
    EXPECT_EQ(e1("2025-12-01"), "0/1");
    EXPECT_EQ(e1("2025-12-05"), "0/2") << "nothing was written on the birthday";
    save(elderly_exam(old, "2025-06-01"));
    EXPECT_EQ(e1("2025-05-31"), "0/1");
    EXPECT_EQ(e1("2025-12-31"), "1/2");
    EXPECT_EQ(e1("2026-01-01"), "0/2") << "the year begins anew";
    expect_verified();
}

TEST_P(Counting, FollowsRecordsAmendmentsMovesAndDeaths) {
    const std::string one = open_archive("1950-05-10");
    const RecordInput exam = elderly_exam(one, "2025-06-01", false);
    save(exam);
    EXPECT_EQ(e1("2025-12-31"), "0/1") << "without guidance";
    RecordInput amended = elderly_exam(one, "2025-06-01");
    amended.supersedes = exam.id;
    amended.reason = "补填健康指导";
    ASSERT_TRUE(programmes_->amend(actor("2025-06-02"), amended));
    EXPECT_EQ(e1("2025-12-31"), "1/1");
    ASSERT_TRUE(residents_call(http::Verb::patch, "", one, day("2025-07-01"), R"({"institution_id":")" + clinic_b_ + R"("})"));
    EXPECT_EQ(told(value("E1", clinic_b_, "2025-07-01")), "1/1");
    EXPECT_EQ(told(value("E1", clinic_a_, "2025-07-01")), "0/0");
    EXPECT_EQ(told(value("E1", clinic_a_, "2025-06-30")), "1/1");
    ASSERT_TRUE(die(one, day("2025-09-01")));
    EXPECT_EQ(e1("2025-08-31"), "1/1");
    EXPECT_EQ(e1("2025-09-01"), "0/0");
    expect_verified();
}

TEST_P(Counting, SaysWhatSomebodyLacksAndWhichFormMendsIt) {
    const std::string one = open_archive("1950-05-10");
    const auto missing = [&] {
        const std::vector<std::string> ids{one};
        return database().read(
            [&](db::Connection& connection) { return programmes_->missing(connection, county, "E1", ids, day("2025-12-01")).front(); });
    };
    EXPECT_EQ(missing().why_zh, "本年度没有体检");
    EXPECT_EQ(missing().form, "examination/exam");
    EXPECT_EQ(missing().task_code, "EL-EX");
    EXPECT_EQ(missing().task_due, "2025-12-31");
    save(elderly_exam(one, "2025-06-01", false));
    EXPECT_EQ(missing().why_code, "not-guided");
}

// A frozen number opens into the people of its day; whoever was touched since is told apart.
TEST_P(Counting, TellsWhoWasChangedSinceAFreeze) {
    const std::vector<std::string> ids{open_archive("1950-05-10"), open_archive("1950-06-10"), open_archive("1950-07-10"),
                                       open_archive("1950-08-10")};
    const auto changed = [&](std::int64_t since) {
        return database().read([&](db::Connection& connection) { return programmes_->changed_since(connection, county, ids, since); });
    };
    const std::int64_t frozen = database().read([&](db::Connection& connection) { return change::current_seq(connection, county); });
    EXPECT_EQ(changed(frozen), std::vector<std::string>{});
    EXPECT_EQ(changed(0), ids);
    save(elderly_exam(ids[1], "2025-06-01"));
    ASSERT_TRUE(enrol(ids[2], "2025-06-01"));
    ASSERT_TRUE(residents_call(http::Verb::patch, "", ids[3], day("2025-07-01"), R"({"birth_date":"1951-05-10"})"));
    EXPECT_EQ(changed(frozen), (std::vector<std::string>{ids[1], ids[2], ids[3]}));
}

class YearlyExamination : public Counting {
protected:
    /// "opens due state@done_on" of the yearly examination, the oldest first.
    std::string tasks(const std::string& resident) {
        return database().read([&](db::Connection& connection) {
            std::string all;
            std::vector<Task> known = Store{connection, county}.tasks_of_programme(resident, "elderly");
            std::ranges::sort(known, {}, [](const Task& task) { return task.plan.opens; });
            for (const Task& task : known) {
                all += (all.empty() ? "" : ", ") + task.plan.opens.text() + " " + task.plan.due.text() + " " +
                       std::to_string(static_cast<int>(task.state)) + (task.done_on.empty() ? "" : "@" + task.done_on);
            }
            return all;
        });
    }
    void walk() {
        act([&](db::Connection& connection) { EXPECT_TRUE(programmes_->enqueue_archive_tasks(connection, county)); });
        EXPECT_TRUE(runner_->run_one());
    }
    void arrive(const std::string& resident, std::string_view on) {
        ASSERT_TRUE(residents_call(http::Verb::patch, "", resident, day("2025-12-01"),
                                   R"({"residence_state":"2","arrived_on":")" + std::string{on} + "\"}"));
    }
};
JIWEI_ON_EACH_ENGINE(YearlyExamination);

TEST_P(YearlyExamination, IsAskedOfWhoeverIs65ThisYearAndLivesHere) {
    EXPECT_EQ(tasks(open_archive("1950-05-10")), "2025-01-01 2025-12-31 0");
    EXPECT_EQ(tasks(open_archive("1960-12-31")), "2025-12-31 2025-12-31 0") << "from the birthday on";
    EXPECT_EQ(tasks(open_archive("1961-01-01")), "") << "next year";
    const std::string one = open_archive("1950-05-10");
    arrive(one, "2025-06-15");
    EXPECT_EQ(tasks(one), "2025-01-01 2025-12-31 5@2025-12-01, 2025-12-15 2025-12-31 0") << "half a year after the arrival";
    arrive(one, "2025-07-01");
    EXPECT_EQ(tasks(one), "2025-01-01 2025-12-31 5@2025-12-01, 2025-12-15 2025-12-31 5@2025-12-01");
}

TEST_P(YearlyExamination, IsClosedByACompleteExaminationWithGuidance) {
    const std::string one = open_archive("1950-05-10");
    const RecordInput exam = elderly_exam(one, "2025-06-01", false);
    save(exam);
    EXPECT_EQ(tasks(one), "2025-01-01 2025-12-31 0") << "without guidance";
    RecordInput amended = elderly_exam(one, "2025-06-01");
    amended.supersedes = exam.id;
    amended.reason = "补填健康指导";
    const auto saved = programmes_->amend(actor("2025-06-02"), amended);
    ASSERT_TRUE(saved);
    EXPECT_EQ(tasks(one), "2025-01-01 2025-12-31 4@2025-06-01");
    RecordInput again = elderly_exam(one, "2025-06-01", false);
    again.supersedes = saved->record_id;
    again.reason = "误填";
    ASSERT_TRUE(programmes_->amend(actor("2025-06-03"), again));
    EXPECT_EQ(tasks(one), "2025-01-01 2025-12-31 0") << "open again";
}

TEST_P(YearlyExamination, FollowsTheArchive) {
    const std::string one = open_archive("1950-05-10");
    ASSERT_TRUE(change_status(one, day("2025-08-01"), R"({"status":"2","on":"2025-08-01","destination":"厦门"})"));
    EXPECT_EQ(tasks(one), "2025-01-01 2025-12-31 5@2025-08-01");
    ASSERT_TRUE(change_status(one, day("2025-09-01"), R"({"status":"1","on":"2025-09-01","reason":"返回"})"));
    EXPECT_EQ(tasks(one), "2025-01-01 2025-12-31 0");
    save(elderly_exam(one, "2025-09-02"));
    ASSERT_TRUE(residents_call(http::Verb::patch, "", one, day("2025-09-03"), R"({"birth_date":"1950-05-11"})"));
    EXPECT_EQ(tasks(one), "2025-01-01 2025-12-31 4@2025-09-02") << "what is done stays done";
    ASSERT_TRUE(die(one, day("2025-10-01")));
    EXPECT_EQ(tasks(one), "2025-01-01 2025-12-31 4@2025-09-02");
}

TEST_P(YearlyExamination, IsPlannedAnewEveryYearAndForCountiesThatHadNone) {
    const std::string open = open_archive("1950-05-10");
    const std::string done = open_archive("1950-06-10");
    const std::string young = open_archive("1990-01-01");
    save(elderly_exam(done, "2025-06-01"));
    act([&](db::Connection& connection) { connection.run_text("DELETE FROM task", {}); });  // as an older build left them
    walk();
    act([&](db::Connection& connection) { EXPECT_FALSE(programmes_->enqueue_archive_tasks(connection, county)) << "one walk a year"; });
    EXPECT_EQ(tasks(open), "2025-01-01 2025-12-31 0");
    EXPECT_EQ(tasks(done), "2025-01-01 2025-12-31 4@2025-06-01") << "it was examined before";
    EXPECT_EQ(tasks(young), "");
    clock_.set(time::Instant{1'798'761'600'000});  // 2027-01-01
    walk();
    EXPECT_EQ(tasks(open), "2025-01-01 2025-12-31 0, 2027-01-01 2027-12-31 0") << "late stays to be done";
    EXPECT_EQ(tasks(done), "2025-01-01 2025-12-31 4@2025-06-01, 2027-01-01 2027-12-31 0");
}

TEST_P(YearlyExamination, AFollowUpOfAProgrammeAsksNothingMore) {
    const std::string one = open_archive("1950-05-10");
    ASSERT_TRUE(enrol(one, "2025-02-01"));
    ASSERT_TRUE(visit(one, "2025-03-01", 150, 94));
    EXPECT_EQ(tasks(one), "2025-01-01 2025-12-31 0");
    save(elderly_exam(one, "2025-06-01"));
    EXPECT_EQ(tasks(one), "2025-01-01 2025-12-31 4@2025-06-01");
    expect_verified();
}

TEST_P(Counting, YearsOpenAndAreCountedAnew) {
    const std::string one = open_archive("1950-05-10");
    open_archive("1962-02-01");
    clock_.set(time::Instant{1'798'761'600'000});  // 2027-01-01
    act([&](db::Connection& connection) {
        indicators_->lock_year(connection, county, "", 100);
        EXPECT_EQ(indicators_->open_year(connection, county, 2028, "", 100), "");
    });
    EXPECT_EQ(e1("2028-06-30"), "0/2");
    act([&](db::Connection& connection) { indicators_->rebuild(connection, county, 2024, 2028); });
    EXPECT_EQ(e1("2027-02-01"), "0/2");
    EXPECT_EQ(e1("2025-12-01"), "0/1");
    EXPECT_TRUE(differences(day("2028-12-31")).empty());
}

/// Loaded while the county works: everybody is counted by the job, page by page, and who comes later at once.
TEST_P(Counting, ALoadedPackCountsThoseWhoAreThere) {
    constexpr int people = 104;  // more than one act of the job
    for (int i = 0; i < people; ++i) open_archive(add_days(day("1950-05-10"), i), i % 2 == 0 ? "1" : "2");
    packs::Bundle bundle = read_pack(std::string{JIWEI_SOURCE_DIR} + "/packs/elderly").value();
    for (auto& [path, text] : bundle) {
        const auto replace = [&text = text](std::string_view from, std::string_view to) {
            for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
                text.replace(at, from.size(), to);
        };
        replace("\"elderly\"", "\"veterans\"");
        replace("elderly.", "veterans.");
        replace("exam.veterans.", "exam.elderly.");
        replace("exam.veterans", "exam.elderly");
        if (path == "indicators.csv" || path == "lacks.csv") replace("E1,", "V1,");
        if (path == "parameters.json") replace("\"value\": 65", "\"value\": 60");
    }
    std::erase_if(bundle, [](const auto& file) { return file.first.starts_with("cases/"); });
    const auto made = packs::load(bundle);
    ASSERT_TRUE(made) << rules::text(made.error().front());
    ASSERT_TRUE(programmes_->load_pack(actor("2025-12-01"), bundle));
    EXPECT_EQ(told(value("V1", bureau_, "2025-12-01")), "0/0");
    open_archive("1964-05-10");
    EXPECT_EQ(told(value("V1", bureau_, "2025-12-01")), "0/1") << "who comes after it counts at once";
    while (runner_->run_one()) continue;
    EXPECT_EQ(told(value("V1", bureau_, "2025-12-01")), "0/" + std::to_string(people + 1));
    EXPECT_EQ(e1("2025-12-01"), "0/" + std::to_string(people));
    expect_verified();
}

}  // namespace
}  // namespace jiwei::programmes::testing
