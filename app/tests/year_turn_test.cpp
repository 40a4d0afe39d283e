// The turn of the civil year on a server: once, in small acts, after a kill, and after years without a server.
#include "app/year_turn.hpp"

#include "app/demo/demo.hpp"
#include "app/housekeeping.hpp"
#include "app/tests/program.hpp"

namespace jiwei::app {
namespace {

using namespace testing;

constexpr std::int64_t ms_per_day = 86'400'000;
constexpr const char* turning_county = "350881";

time::Instant noon_of(CivilDate day) { return {std::int64_t{day.days_since_1970()} * ms_per_day + ms_per_day / 6}; }

/// Ends the process, as a power cut would, at the n-th new id.
class KillingIds final : public crypto::IdSource {
public:
    KillingIds(std::unique_ptr<crypto::IdSource> inner, int left) : inner_{std::move(inner)}, left_{left} {}
    std::string next() override {
        if (--left_ == 0) kill(getpid(), SIGKILL);
        return inner_->next();
    }

private:
    std::unique_ptr<crypto::IdSource> inner_;
    int left_;
};

/// A county whose day the test sets; opened again, it is the server of another day.
struct Opened {
    Opened(const County& county, CivilDate day, int ids_until_kill = 0) {
        PlaceOptions options;
        options.data_dir = county.data();
        place = resolve_place(options);
        auto fixed = std::make_unique<time::FixedClock>(noon_of(day));
        clock = fixed.get();
        Installation::Options open;
        open.clock = std::move(fixed);
        if (ids_until_kill > 0) open.ids = std::make_unique<KillingIds>(crypto::make_id_source(*clock), ids_until_kill);
        installation = std::make_unique<Installation>(place, std::move(open));
        const std::string packs = std::string{JIWEI_SOURCE_DIR} + "/packs";
        composition = std::make_unique<Composition>(*installation, place.config, Composition::Options{packs, true, false, {}});
    }
    void keep() { keep_house(*installation, *composition, place.anchors_dir); }
    /// All that waits is done; gives how many years were opened by it.
    int work() {
        const auto years = [this] { return number("SELECT COUNT(*) FROM job WHERE kind = '" + std::string{year_job} + "' AND state = 2"); };
        const std::int64_t before = years();
        while (composition->runner->run_one()) {
        }
        return static_cast<int>(years() - before);
    }
    std::size_t differences(const char* as_of) {
        return composition->services.database.read([&](db::Connection& connection) {
            return composition->indicators->verify(connection, turning_county, *parse_civil_date(as_of)).size();
        });
    }
    std::int64_t number(const std::string& sql) {
        return composition->services.database.read([&](db::Connection& connection) { return connection.run_text(sql, {})[0].integer(0); });
    }
    std::int64_t exams(int year) {
        return number("SELECT COUNT(*) FROM task WHERE code = 'HT-EX' AND due = '" + std::to_string(year) + "-12-31'");
    }

    Place place;
    time::FixedClock* clock = nullptr;
    std::unique_ptr<Installation> installation;
    std::unique_ptr<Composition> composition;
};

TEST(YearTurn, TheOldYearAsksNothing) {
    const County county;
    Opened opened{county, *CivilDate::of(2026, 12, 31)};
    opened.keep();
    EXPECT_EQ(opened.work(), 0);
}

TEST(YearTurn, NewYearOpensTasksAndNumbersOnce) {
    const County county;
    Opened opened{county, *CivilDate::of(2026, 12, 31)};
    opened.keep();
    ASSERT_EQ(opened.work(), 0);
    ASSERT_EQ(opened.exams(2027), 0);
    EXPECT_GT(opened.differences("2028-06-30"), 0U) << "the numbers of the year after next need the turn of the year";
    opened.clock->set(noon_of(*CivilDate::of(2027, 1, 1)));
    opened.keep();
    EXPECT_EQ(opened.work(), 1);
    const std::int64_t exams = opened.exams(2027);
    EXPECT_GT(exams, 0);
    for (const char* day : {"2027-01-01", "2027-12-31", "2028-06-30", "2028-12-31"}) EXPECT_EQ(opened.differences(day), 0U) << day;
    opened.keep();
    EXPECT_EQ(opened.work(), 0);
    EXPECT_EQ(opened.exams(2027), exams);
}

TEST(YearTurn, ASleepingServerCatchesUp) {
    const County county;
    Opened opened{county, *CivilDate::of(2029, 3, 15)};
    opened.keep();
    EXPECT_EQ(opened.work(), 3);
    for (const int year : {2027, 2028, 2029}) EXPECT_GT(opened.exams(year), 0) << year;
    for (const char* day : {"2027-12-31", "2028-12-31", "2029-12-31", "2030-12-31"}) EXPECT_EQ(opened.differences(day), 0U) << day;
}

/// Another process does the work of the first of January and is killed at an id. Every job takes one for its holder, those that freeze
/// periods included; the others are those of tasks.
void kill_at_id(const County& county, int ids_until_kill) {
    const pid_t child = fork();
    if (child == 0) {
        Opened opened{county, *CivilDate::of(2027, 1, 1), ids_until_kill};
        opened.keep();
        opened.work();
        _exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    ASSERT_TRUE(WIFSIGNALED(status)) << "the kill did not fall into the work";
}

TEST(YearTurn, AKillInTheMiddleLosesAndDoublesNothing) {
    std::int64_t expected = 0;
    {
        const County whole;
        Opened opened{whole, *CivilDate::of(2027, 1, 1)};
        opened.keep();
        ASSERT_EQ(opened.work(), 1);
        expected = opened.exams(2027);
    }
    ASSERT_GT(expected, 4);
    int fell_into_the_work = 0;
    for (const int ids_until_kill : {9, 25, 28, 31, 36}) {
        SCOPED_TRACE(ids_until_kill);
        const County county;
        kill_at_id(county, ids_until_kill);
        Opened opened{county, *CivilDate::of(2027, 1, 1)};
        opened.keep();
        const int at_once = opened.work();
        if (at_once == 0) ++fell_into_the_work;  // the lease of the killed one holds for a minute
        opened.clock->set({opened.clock->now().utc_ms + 120'000});
        EXPECT_EQ(at_once + opened.work(), 1);
        EXPECT_EQ(opened.exams(2027), expected);
        EXPECT_EQ(opened.differences("2028-12-31"), 0U);
        EXPECT_EQ(opened.number("SELECT COUNT(*) FROM (SELECT enrolment_id FROM task WHERE code = 'HT-EX' AND due = '2027-12-31' "
                                "GROUP BY enrolment_id HAVING COUNT(*) > 1) AS doubled"),
                  0);
    }
    EXPECT_GT(fell_into_the_work, 0) << "no kill fell into the year's work";
}

}  // namespace
}  // namespace jiwei::app
