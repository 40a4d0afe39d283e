#include "modules/residents/contributions.hpp"

#include <algorithm>
#include <map>

#include "modules/residents/sql.hpp"

namespace jiwei::residents {
namespace {

/// An archive of a page, with all that its indicators look at.
struct Archived {
    std::string id;
    Cover cover;
    int entered_year = 0;
    std::vector<DatedStep> steps;
    Life life;
};

std::map<std::string, std::vector<DatedStep>> steps_between(db::Connection& connection, std::string_view county_id, std::string_view after,
                                                            std::string_view upto) {
    std::map<std::string, std::vector<DatedStep>> steps;
    for (const db::Row& row : connection.run(sql::list_steps_between, {county_id, after, upto})) {
        steps[row.string(0)].push_back(
            {row.string(1), row.string(2), row.string(3), row.string(4), row.boolean(5), row.string(6), row.boolean(7), row.boolean(8)});
    }
    return steps;
}

std::vector<Archived> archives_after(const Inside& in, db::Connection& connection, std::string_view county_id, std::string_view after,
                                     int limit) {
    std::vector<Archived> all;
    const db::Rows rows = connection.run(sql::page_lives_after, {county_id, after, limit});
    if (rows.empty()) return all;
    const std::string_view upto = rows[rows.size() - 1].text(0);
    auto steps = steps_between(connection, county_id, after, upto);
    auto lives = in.lives_between(connection, county_id, after, upto);
    for (const db::Row& row : rows) {
        Archived one;
        one.id = row.string(0);
        one.cover.sex = row.string(1);
        one.cover.birth_date = row.string(2);
        one.cover.name = row.string(4);
        one.entered_year = time::civil_date(time::Instant{row.integer(3)}).year();
        if (const auto found = steps.find(one.id); found != steps.end()) one.steps = std::move(found->second);
        if (const auto found = lives.find(one.id); found != lives.end()) one.life = std::move(found->second);
        all.push_back(std::move(one));
    }
    return all;
}

class ArchiveContributions final : public indicators::ContributionSource {
public:
    explicit ArchiveContributions(const Inside& in) : in_{in} {}

    std::vector<std::string> indicators() const override {
        std::vector<std::string> codes;
        for (const packs::Indicator& one : in_.rules->archive->indicators) codes.push_back(one.code);
        return codes;
    }

    /// All of an archive falls into one period without end: no year is ever opened for it.
    bool has_years() const override { return false; }
    void lock(db::Connection&, std::string_view, std::string_view, int) override {}

    std::vector<OfResident> recompute(db::Connection& connection, std::string_view county_id, std::string_view after, int limit,
                                      int /*first_year*/, int /*last_year*/) override {
        std::vector<OfResident> people;
        for (Archived& one : archives_after(in_, connection, county_id, after, limit)) {
            OfResident made{std::move(one.id), {}};
            if (!one.steps.empty()) {
                made.contributions = contributions_of(*in_.rules, history_of(one.cover, one.steps, std::move(one.life)), one.entered_year);
            }
            people.push_back(std::move(made));
        }
        return people;
    }

private:
    const Inside& in_;
};

/// Every archive, in packs without enrolment.
class CountedContributions final : public indicators::ContributionSource {
public:
    explicit CountedContributions(const Inside& in) : in_{in} {}

    std::vector<std::string> indicators() const override {
        std::vector<std::string> codes;
        for (const UseSource* const source : in_.use_sources) std::ranges::move(source->counted_indicators(), std::back_inserter(codes));
        return codes;
    }

    void lock(db::Connection& connection, std::string_view county_id, std::string_view after, int limit) override {
        if (!indicators().empty()) connection.run(sql::lock_residents_after, {county_id, after, limit});
    }

    std::vector<OfResident> recompute(db::Connection& connection, std::string_view county_id, std::string_view after, int limit,
                                      int first_year, int last_year) override {
        std::vector<OfResident> people;
        if (indicators().empty()) return people;
        for (Archived& one : archives_after(in_, connection, county_id, after, limit)) {
            OfResident made{std::move(one.id), {}};
            add_counted(made.contributions, in_.use_sources, history_of(one.cover, one.steps, std::move(one.life)),
                        {one.entered_year, first_year, last_year});
            people.push_back(std::move(made));
        }
        return people;
    }

private:
    const Inside& in_;
};

}  // namespace

std::unique_ptr<indicators::ContributionSource> make_contribution_source(const Inside& in) {
    return std::make_unique<ArchiveContributions>(in);
}

std::unique_ptr<indicators::ContributionSource> make_counted_source(const Inside& in) { return std::make_unique<CountedContributions>(in); }

}  // namespace jiwei::residents
