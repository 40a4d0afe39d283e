// A county of a bureau, two hospitals and four clinics, and contributions that a test invents.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "modules/indicators/api.hpp"
#include "modules/indicators/steps.hpp"
#include "modules/organization/api.hpp"
#include "platform/crypto/keys.hpp"
#include "platform/db/tests/engines.hpp"

namespace jiwei::indicators::testing {

inline constexpr std::string_view county = "350881";

inline CivilDate civil_day(std::string_view text) { return *parse_civil_date(text); }

/// What the records would say: contributions by resident.
class Truth final : public ContributionSource {
public:
    std::map<std::string, std::vector<Contribution>> people;

    std::vector<std::string> indicators() const override { return {"H1", "R1"}; }
    void lock(db::Connection&, std::string_view, std::string_view, int) override {}
    std::vector<OfResident> recompute(db::Connection&, std::string_view, std::string_view after, int limit, int first_year,
                                      int last_year) override {
        std::vector<OfResident> list;
        for (auto it = people.upper_bound(std::string{after}); it != people.end() && static_cast<int>(list.size()) < limit; ++it) {
            OfResident one{it->first, {}};
            for (const Contribution& c : it->second) {
                const bool in_years = c.period == ever || (c.period >= std::to_string(first_year) && c.period <= std::to_string(last_year));
                if (in_years) one.contributions.push_back(c);
            }
            list.push_back(std::move(one));
        }
        return list;
    }
};

class InventedCounty : public db::testing::EachEngine {
protected:
    void SetUp() override {
        organization_.emplace(services_);
        indicators_.emplace(services_, *organization_);
        indicators_->plug(&truth_);
        indicators_->define({definition("H1", Denominator::people), definition("R1", Denominator::population)});
        const auto table = organization::DivisionTable::open(std::filesystem::path{JIWEI_SOURCE_DIR} / "packs/divisions/divisions.bin");
        act([&](db::Connection& connection) {
            ASSERT_TRUE(organization_->load_divisions(connection, county, *table));
            root_ = add(connection, "A", "H1", "");
            for (const char* const code : {"B", "C"}) {
                const std::string hospital = add(connection, code, "H3", root_);
                places_.push_back(hospital);
                for (const char* const clinic : {"1", "2"}) places_.push_back(add(connection, std::string{code} + clinic, "H6", hospital));
            }
        });
    }
    static Definition definition(const char* code, Denominator denominator) {
        Definition one;
        one.code = code;
        one.denominator = denominator;
        one.figure_kind = "usual_residents";
        return one;
    }
    template <class F>
    void act(F&& work) {
        ASSERT_TRUE(database().write([&](db::Connection& connection) -> Result<bool> {
            work(connection);
            return true;
        }));
    }
    std::string add(db::Connection& connection, const std::string& code, const char* kind, const std::string& parent) {
        organization::Institution institution;
        institution.code = code;
        institution.name = code;
        institution.kind = kind;
        institution.parent_id = parent;
        institution.division_code = "350881000000";
        institution.valid_from = civil_day("2010-01-01");
        return organization_->add_institution(connection, county, institution, {"u1", time::Instant{5}, 1}).value();
    }
    /// A random course over one or two institutions.
    std::vector<Step> random_steps(int year) {
        std::vector<Step> steps;
        CivilDate from = *CivilDate::of(year, 1, 1);
        const auto pick = [this](std::size_t n) { return std::uniform_int_distribution<std::size_t>{0, n - 1}(random_); };
        std::string place = places_[pick(places_.size())];
        for (std::size_t i = pick(5); i > 0; --i) {
            from = add_days(from, static_cast<int>(1 + pick(90)));
            if (pick(4) == 0) place = places_[pick(places_.size())];
            const std::int64_t denominator = pick(6) == 0 ? 0 : 1;
            steps.push_back({from, place, denominator == 0 ? 0 : static_cast<std::int64_t>(pick(2)), denominator});
        }
        return steps;
    }
    void change_somebody() {
        const std::string id = "r" + std::to_string(std::uniform_int_distribution<int>{10, 39}(random_));
        const std::vector<Contribution> all{
            {"H1", "2025", random_steps(2025)}, {"H1", "2026", random_steps(2026)}, {"R1", std::string{ever}, random_steps(2024)}};
        truth_.people[id] = all;
        act([&](db::Connection& connection) { indicators_->put_contributions(connection, county, id, all); });
    }
    Fraction naive(const std::string& indicator, const std::string& institution, CivilDate as_of, bool is_subtree) {
        Fraction sum;
        for (const auto& [id, contributions] : truth_.people) {
            for (const Contribution& c : contributions) {
                if (c.indicator != indicator || (c.period != ever && c.period != period_of(as_of))) continue;
                for (const auto& [place, course] : by_institution(c.steps, c.period)) {
                    if (!is_subtree && place != institution) continue;
                    sum.numerator += at(course, as_of).numerator;
                    sum.denominator += at(course, as_of).denominator;
                }
            }
        }
        return sum;
    }
    std::vector<std::string> lines() {
        return database().read([&](db::Connection& connection) {
            std::vector<std::string> all;
            indicators_->export_canonical(connection, county, [&](std::string_view line) { all.emplace_back(line); });
            return all;
        });
    }

    time::FixedClock clock_{time::Instant{1'782'864'000'000}};
    std::unique_ptr<crypto::Keys> keys_ = crypto::Keys::for_tests();
    std::unique_ptr<crypto::IdSource> ids_ = crypto::make_seeded_id_source(clock_, 1);
    std::unique_ptr<audit::AccessLog> log_ = audit::make_access_log(database());
    crypto::PageTokens tokens_{keys_->token_key()};
    Services services_{database(), keys_->cipher(), *ids_, clock_, *log_, tokens_};
    std::optional<organization::Organization> organization_;
    std::optional<Indicators> indicators_;
    Truth truth_;
    std::mt19937 random_{20251121};
    std::string root_;
    std::vector<std::string> places_;
};

}  // namespace jiwei::indicators::testing
