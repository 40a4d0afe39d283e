// Frozen periods: taken once, never changed unseen, shown beside the live numbers.
#include "modules/indicators/tests/invented_county.hpp"

namespace jiwei::indicators::testing {
namespace {

class Snapshots : public InventedCounty {
protected:
    void SetUp() override {
        InventedCounty::SetUp();
        indicators_->use_packs(std::filesystem::path{JIWEI_SOURCE_DIR} / "packs");
        indicators_->plug([](std::string_view programme, CivilDate) { return "2017 of " + std::string{programme}; });
        runner_ = jobs::make_runner(database(), clock_, *ids_);
        indicators_->register_jobs(*runner_);
        for (int round = 0; round < 60; ++round) change_somebody();
    }
    int enqueue(std::string_view today) {
        return *database().write([&](db::Connection& connection) -> Result<int> {
            return indicators_->enqueue_snapshots(connection, county, civil_day(today));
        });
    }
    int work() {
        int done = 0;
        while (runner_->run_one()) ++done;
        return done;
    }
    void spoil(const std::string& sql) {
        act([&](db::Connection& connection) { connection.run_script(sql); });
    }
    std::vector<SnapshotVerdict::Broken> faults() {
        return database().read([&](db::Connection& connection) { return indicators_->verify_snapshots(connection, county).faults; });
    }
    bool is_found(std::string_view why) {
        return std::ranges::any_of(faults(), [why](const auto& one) { return one.why.find(why) != std::string::npos; });
    }
    std::string text(const std::string& sql) {
        return database().read([&](db::Connection& connection) {
            std::string all;
            for (const db::Row row : connection.run_text(sql, {})) all += row.string(0) + ",";
            return all;
        });
    }

    std::unique_ptr<jobs::Runner> runner_;
};

TEST_P(Snapshots, FreezeEveryPeriodOnceAfterItsDaysOfGrace) {
    EXPECT_EQ(enqueue("2026-02-05"), 4) << "the last day of grace of January";
    EXPECT_EQ(enqueue("2026-02-05"), 0) << "they wait already";
    EXPECT_EQ(work(), 4);
    EXPECT_EQ(text("SELECT period FROM indicator_snapshot ORDER BY period"), "2025,2025-12,2025-H2,2025-Q4,");
    EXPECT_EQ(enqueue("2026-02-05"), 0);
    EXPECT_EQ(enqueue("2026-02-06"), 1);
    EXPECT_EQ(work(), 1);
    EXPECT_EQ(enqueue("2026-05-20"), 4) << "a server that slept catches up: three months and a quarter";
    EXPECT_EQ(work(), 4);
    EXPECT_EQ(text("SELECT CAST(seq AS TEXT) FROM indicator_snapshot ORDER BY seq"), "1,2,3,4,5,6,7,8,9,");
    EXPECT_TRUE(faults().empty());
}

TEST_P(Snapshots, HoldTheNumbersOfTheirDayWhateverComesLater) {
    ASSERT_EQ(enqueue("2026-02-05"), 4);
    work();
    const auto frozen = [&](const std::string& institution) {
        return text(
            "SELECT num || '/' || den FROM indicator_snapshot_cell WHERE period = '2025' AND indicator = 'H1' AND institution_id = '" +
            institution + "'");
    };
    const auto live = [&](const std::string& institution) {
        const Value value = database().read(
            [&](db::Connection& connection) { return indicators_->value(connection, county, "H1", institution, civil_day("2025-12-31")); });
        return std::to_string(value.numerator) + "/" + std::to_string(value.denominator) + ",";
    };
    for (const std::string& place : {root_, places_[0]}) EXPECT_EQ(frozen(place), live(place));
    const std::string before = frozen(root_);
    for (int round = 0; round < 60; ++round) change_somebody();
    ASSERT_NE(live(root_), before);
    EXPECT_EQ(frozen(root_), before);
    EXPECT_EQ(text("SELECT packs FROM indicator_snapshot WHERE period = '2025'"), " 2017 of ,");
    EXPECT_TRUE(faults().empty());
}

TEST_P(Snapshots, ThatWereChangedAreFound) {
    ASSERT_EQ(enqueue("2026-02-05"), 4);
    work();
    ASSERT_TRUE(faults().empty());
    const std::string where = " WHERE period = '2025' AND indicator = 'H1' AND institution_id = '" + root_ + "'";
    spoil("UPDATE indicator_snapshot_cell SET num = num + 1" + where);
    EXPECT_TRUE(is_found("not those of its digest"));
    spoil("UPDATE indicator_snapshot_cell SET num = num - 1" + where);
    EXPECT_TRUE(faults().empty());
    spoil("UPDATE indicator_snapshot SET as_of = '2025-12-30' WHERE period = '2025'");
    EXPECT_TRUE(is_found("not those of its digest"));
    spoil("UPDATE indicator_snapshot SET as_of = '2025-12-31' WHERE period = '2025'");
    spoil("UPDATE indicator_snapshot SET digest = previous_digest WHERE seq = 2");
    EXPECT_TRUE(is_found("the chain of acts knows another digest"));
    EXPECT_TRUE(is_found("does not follow"));
}

TEST_P(Snapshots, ThatAreGoneAreMissed) {
    ASSERT_EQ(enqueue("2026-02-05"), 4);
    work();
    spoil("DELETE FROM indicator_snapshot_cell WHERE period = '2025-Q4' AND indicator = 'R1'");
    EXPECT_TRUE(is_found("cells are missing"));
    spoil("DELETE FROM indicator_snapshot WHERE seq = 4");
    EXPECT_TRUE(is_found("is not there any more")) << "even the last one, after which nothing follows";
}

JIWEI_ON_EACH_ENGINE(Snapshots);

}  // namespace
}  // namespace jiwei::indicators::testing
