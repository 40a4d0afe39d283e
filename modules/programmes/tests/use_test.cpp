// R3 and R4: what a service, an examination and a membership do to the indicators of the archive, on every day and after every change.
#include "modules/programmes/tests/county.hpp"

namespace jiwei::programmes::testing {
namespace {

class ArchiveUse : public County {
protected:
    std::string rate(const char* indicator, const char* on) {
        const indicators::Value shown = value(indicator, bureau_, on);
        EXPECT_TRUE(differences(day(on)).empty()) << on;
        return std::to_string(shown.numerator) + "/" + std::to_string(shown.denominator);
    }
};
JIWEI_ON_EACH_ENGINE(ArchiveUse);

TEST_P(ArchiveUse, AServiceMakesARecordAUsedOneForAYear) {
    const std::string id = open_archive("1960-02-29");
    open_archive("1970-01-01");
    ASSERT_TRUE(enrol(id, "2025-03-01"));
    EXPECT_EQ(rate("R3", "2025-03-09"), "0/2") << "enrolling is no service";
    ASSERT_TRUE(visit(id, "2025-03-10", 130, 80));
    EXPECT_EQ(rate("R3", "2025-03-09"), "0/2");
    EXPECT_EQ(rate("R3", "2025-03-10"), "1/2");
    EXPECT_EQ(rate("R3", "2026-03-09"), "1/2");
    EXPECT_EQ(rate("R3", "2026-03-10"), "0/2") << "addMonths(D, -12) < date";
    ASSERT_TRUE(visit(id, "2025-09-01", 0, 0, "3"));
    EXPECT_EQ(rate("R3", "2026-08-31"), "1/2") << "a telephone follow-up is a form of the programme";
    EXPECT_EQ(rate("R3", "2026-09-01"), "0/2");
}

TEST_P(ArchiveUse, AFailedContactIsNoService) {
    const std::string id = open_archive("1960-02-29");
    ASSERT_TRUE(enrol(id, "2025-03-01"));
    json::Value failed = json::Value::object();
    failed.set("loss_reason", json::Value::string("1"));
    const auto saved = programmes_->save_record(actor("2025-04-01"), follow_up(id, day("2025-04-01"), failed));
    ASSERT_TRUE(saved) << saved.error().code;
    EXPECT_EQ(rate("R3", "2025-04-02"), "0/1");
}

TEST_P(ArchiveUse, AnAmendmentThatMovesTheDayMovesTheYear) {
    const std::string id = open_archive("1960-02-29");
    ASSERT_TRUE(enrol(id, "2025-03-01"));
    const auto first = visit(id, "2025-06-01", 130, 80);
    ASSERT_TRUE(first);
    RecordInput amended = follow_up(id, day("2025-05-01"), reading(130, 80));
    amended.supersedes = first->record_id;
    amended.reason = "日期录错";
    ASSERT_TRUE(programmes_->amend(actor("2025-06-02"), amended));
    EXPECT_EQ(rate("R3", "2025-05-01"), "1/1");
    EXPECT_EQ(rate("R3", "2026-05-01"), "0/1");
}

TEST_P(ArchiveUse, MembersOweTheExaminationOfTheYear) {
    const std::string id = open_archive("1960-02-29");
    act([&](db::Connection& connection) {
        connection.run_text("UPDATE resident_step SET complete = 1", {});
        indicators_->rebuild(connection, county, 2024, 2027);
    });
    EXPECT_EQ(rate("R4", "2025-02-28"), "1/1") << "complete, and in no programme";
    ASSERT_TRUE(enrol(id, "2025-03-01"));
    EXPECT_EQ(rate("R4", "2025-03-01"), "0/1");
    ASSERT_TRUE(examine(id, day("2025-06-10")));
    EXPECT_EQ(rate("R4", "2025-06-10"), "1/1");
    EXPECT_EQ(rate("R4", "2025-12-31"), "1/1");
    EXPECT_EQ(rate("R4", "2026-01-01"), "0/1");
    EXPECT_EQ(rate("R3", "2026-06-09"), "1/1") << "an examination is a service too";
    ASSERT_TRUE(die(id, day("2026-02-01")));
    EXPECT_EQ(rate("R4", "2026-02-01"), "0/0");
    EXPECT_EQ(rate("R3", "2026-02-01"), "0/0");
    EXPECT_EQ(rate("R3", "2026-01-31"), "1/1");
}

}  // namespace
}  // namespace jiwei::programmes::testing
