// The job that opens a year beside somebody who saves a visit: the numbers are those of both, whichever comes first.
#include <chrono>
#include <future>

#include "modules/programmes/tests/county.hpp"
#include "platform/change/county_clock.hpp"

namespace jiwei::programmes::testing {
namespace {

/// The records' own source; between reading a chunk and writing it somebody else gets the time to act.
class Interrupted final : public indicators::ContributionSource {
public:
    Interrupted(indicators::ContributionSource& inner, std::function<void()> meanwhile) : inner_{inner}, meanwhile_{std::move(meanwhile)} {}
    std::vector<std::string> indicators() const override { return inner_.indicators(); }
    void lock(db::Connection& connection, std::string_view county_id, std::string_view after, int limit) override {
        inner_.lock(connection, county_id, after, limit);
    }
    std::vector<OfResident> recompute(db::Connection& connection, std::string_view county_id, std::string_view after, int limit,
                                      int first_year, int last_year) override {
        auto people = inner_.recompute(connection, county_id, after, limit, first_year, last_year);
        meanwhile_();
        return people;
    }

private:
    indicators::ContributionSource& inner_;
    std::function<void()> meanwhile_;
};

class YearGuard : public County {};

TEST_P(YearGuard, ASaveInTheMomentOfItsChunkIsNotLost) {
    const std::string id = open_archive("1960-01-01");
    ASSERT_TRUE(enrol(id, "2025-03-01"));
    std::future<bool> saved;
    Interrupted source{*programmes_, [&] {
                           saved = std::async(std::launch::async, [&] { return visit(id, "2026-01-02", 128, 78).has_value(); });
                           // Unguarded, the visit has read by now what is stored of 2027, nothing, and waits for the county clock only.
                           saved.wait_for(std::chrono::milliseconds{400});
                       }};
    indicators::Indicators of_the_job{services_, *organization_};
    of_the_job.define(committed_packs().indicator_definitions());
    of_the_job.plug(&source);
    act([&](db::Connection& connection) {
        constexpr int people = 100;
        of_the_job.lock_year(connection, county, "", people);
        static_cast<void>(change::next_seq(connection, county));
        EXPECT_TRUE(of_the_job.open_year(connection, county, 2027, "", people).empty());
    });
    ASSERT_TRUE(saved.get());
    EXPECT_EQ(value("H1", clinic_a_, "2027-12-31").denominator, 1);
    for (const char* const on : {"2026-01-02", "2026-12-31", "2027-12-31"}) EXPECT_TRUE(differences(day(on)).empty()) << on;
}

JIWEI_ON_EACH_ENGINE(YearGuard);

}  // namespace
}  // namespace jiwei::programmes::testing
