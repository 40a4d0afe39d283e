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

TEST(YearTurn, AKillInTheMiddleLosesAndDoublesNothing) {
    std::int64_t expected = 0;
    int of_archives = 0;
    {
        const County whole;
        Opened opened{whole, *CivilDate::of(2027, 1, 1)};
        opened.keep();
        ASSERT_EQ(opened.work(), 1);
        expected = opened.exams(2027);
        of_archives = static_cast<int>(opened.number("SELECT COUNT(*) FROM task WHERE programme = 'elderly' AND due = '2027-12-31'"));
    }
    ASSERT_GT(expected, 4);
    ASSERT_GT(of_archives, 4) << "the walk over archives makes its tasks of the year, too";
    const County county;
    const pid_t child = fork();
    if (child == 0) {
        // Every job takes an id for its holder, those that freeze periods included, and the walk over archives comes before: the kill falls
        // into the tasks of enrolments.
        Opened opened{county, *CivilDate::of(2027, 1, 1), 9 + of_archives};
        opened.keep();
        opened.work();
        _exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    ASSERT_TRUE(WIFSIGNALED(status)) << "the kill did not fall into the work";
    Opened opened{county, *CivilDate::of(2027, 1, 1)};
    opened.keep();
    EXPECT_EQ(opened.work(), 0) << "the lease of the killed one holds for a minute";
    opened.clock->set({opened.clock->now().utc_ms + 120'000});
    EXPECT_EQ(opened.work(), 1);
    EXPECT_EQ(opened.exams(2027), expected);
    EXPECT_EQ(opened.differences("2028-12-31"), 0U);
    EXPECT_EQ(opened.number("SELECT COUNT(*) FROM (SELECT enrolment_id FROM task WHERE code = 'HT-EX' AND due = '2027-12-31' "
                            "GROUP BY enrolment_id HAVING COUNT(*) > 1) AS doubled"),
              0);
}

TEST(Anchors, StandInAFileAndFindWhatWasCut) {
    const County county;
    {
        Opened opened{county, *CivilDate::of(2026, 12, 1)};
        opened.keep();
    }
    const std::string path = county.data() + "/anchors/2026.txt";
    const std::string lines = text_of_file(path);
    EXPECT_NE(lines.find("act 350881 "), std::string::npos);
    const Ran whole = county.command({"verify", "audit"});
    EXPECT_EQ(whole.exit_code, 0) << whole.out << whole.err;
    EXPECT_NE(whole.out.find("lines, all hold"), std::string::npos) << whole.out;
    {
        Opened opened{county, *CivilDate::of(2026, 12, 2)};
        opened.keep();  // nothing moved: no line
        EXPECT_EQ(text_of_file(path), lines);
    }
    // Somebody cuts the last acts, and their anchors, out of the database, and sets the head back: only the file knows.
    {
        const auto database = db::Database::open({.url = county.url()});
        (void)database->write([](db::Connection& connection) -> tl::expected<bool, int> {
            const std::int64_t last = connection.run_text("SELECT MAX(seq) FROM audit_act", {})[0].integer(0);
            const db::Rows row = connection.run_text("SELECT hash FROM audit_act WHERE seq = " + std::to_string(last - 1), {});
            connection.run_script("DELETE FROM audit_act WHERE seq = " + std::to_string(last));
            connection.run_script("DELETE FROM audit_anchor WHERE chain = 'act'");
            const std::array<db::Param, 2> head{db::Param{last - 1}, db::Param{db::Bytes{row[0].text(0)}}};
            (void)connection.run_text("UPDATE audit_head SET seq = $1, hash = $2 WHERE chain = 'act'", head);
            return true;
        });
    }
    const Ran cut = county.command({"verify", "audit"});
    EXPECT_EQ(cut.exit_code, 1);
    EXPECT_NE(cut.out.find("does not hold: audit-truncated"), std::string::npos) << cut.out;
    EXPECT_NE(cut.out.find(" passed, 1 failed"), std::string::npos) << "the chains in the database alone look whole: " << cut.out;
}

TEST(Anchors, ATornLineIsNeverContinued) {
    const County county;
    const std::string path = county.data() + "/anchors/2026.txt";
    std::filesystem::create_directories(county.data() + "/anchors");
    write_file(path, "act 350881 99 0123");
    {
        Opened opened{county, *CivilDate::of(2026, 12, 1)};
        opened.keep();
    }
    EXPECT_EQ(text_of_file(path), "act 350881 99 0123");
    EXPECT_FALSE(text_of_file(county.data() + "/anchors/2026-2.txt").empty());
    EXPECT_EQ(county.command({"verify", "audit"}).exit_code, 0);
}

}  // namespace
}  // namespace jiwei::app
