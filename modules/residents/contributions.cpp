#include "modules/residents/contributions.hpp"

#include <algorithm>
#include <map>

#include "modules/residents/sql.hpp"

namespace jiwei::residents {
namespace {

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
        const db::Rows rows = connection.run(sql::page_lives_after, {county_id, after, limit});
        if (rows.empty()) return people;
        const std::string_view upto = rows[rows.size() - 1].text(0);
        const auto steps = steps_between(connection, county_id, after, upto);
        const auto lives = in_.lives_between(connection, county_id, after, upto);
        for (const db::Row& row : rows) {
            Cover cover;
            cover.sex = row.string(1);
            cover.birth_date = row.string(2);
            const int entered = time::civil_date(time::Instant{row.integer(3)}).year();
            OfResident one{row.string(0), {}};
            const auto found = steps.find(one.resident_id);
            const auto life = lives.find(one.resident_id);
            if (found != steps.end())
                one.contributions =
                    contributions_of(*in_.rules, cover, found->second, entered, life == lives.end() ? Life{} : life->second);
            people.push_back(std::move(one));
        }
        return people;
    }

private:
    static std::map<std::string, std::vector<DatedStep>> steps_between(db::Connection& connection, std::string_view county_id,
                                                                       std::string_view after, std::string_view upto) {
        std::map<std::string, std::vector<DatedStep>> steps;
        for (const db::Row& row : connection.run(sql::list_steps_between, {county_id, after, upto})) {
            steps[row.string(0)].push_back({row.string(1), row.string(2), row.string(3), row.string(4), row.boolean(5), row.string(6),
                                            row.boolean(7), row.boolean(8)});
        }
        return steps;
    }

    const Inside& in_;
};

}  // namespace

std::unique_ptr<indicators::ContributionSource> make_contribution_source(const Inside& in) {
    return std::make_unique<ArchiveContributions>(in);
}

}  // namespace jiwei::residents
