// What a drill-down says of somebody who is missing: the pack's own words, and the task or form that mends it.
#include "modules/programmes/tests/county.hpp"

namespace jiwei::programmes::testing {
namespace {

class Lacks : public County {
protected:
    indicators::Missing missing(std::string_view indicator, const std::string& resident, std::string_view as_of) {
        return database().read([&](db::Connection& connection) {
            return programmes_->missing(connection, county, indicator, std::vector{resident}, day(as_of)).front();
        });
    }
};

TEST_P(Lacks, AreToldWithTheTaskThatMendsThem) {
    const std::string id = open_archive("1960-01-01");
    ASSERT_TRUE(enrol(id, "2024-12-01"));
    ASSERT_TRUE(visit(id, "2025-01-10", 150, 92));
    const indicators::Missing visits = missing("H1", id, "2025-12-31");
    EXPECT_EQ(visits.why_code, "follow-ups-missing");
    EXPECT_EQ(visits.why_zh, "随访 1 次，应 4 次");
    EXPECT_EQ(visits.why_en, "1 visits of 4");
    EXPECT_EQ(visits.form, "hypertension/follow-up");
    EXPECT_EQ(visits.task_code, "HT-FU");
    EXPECT_FALSE(visits.task_due.empty());
    const indicators::Missing exam = missing("H1", id, "2025-02-01");
    EXPECT_EQ(exam.why_code, "exam-missing") << "one visit is enough until April";
    EXPECT_EQ(exam.form, "examination/exam");
    EXPECT_EQ(missing("H2", id, "2025-12-31").why_zh, "最近一次 150/92");
    EXPECT_EQ(missing("H2", id, "2025-01-05").why_code, "no-reading");
}

TEST_P(Lacks, OfTheArchiveNeedNoProgramme) {
    const std::string id = open_archive("1960-01-01");
    EXPECT_EQ(missing("R3", id, "2025-12-31").why_zh, "一年内没有服务记录");
    EXPECT_EQ(missing("R5", id, "2025-12-31").why_code, "not-opened");
    EXPECT_EQ(missing("R6", id, "2025-12-31").why_code, "") << "the pack says nothing of it";
}

JIWEI_ON_EACH_ENGINE(Lacks);

}  // namespace
}  // namespace jiwei::programmes::testing
