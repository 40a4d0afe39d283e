// What the parts of the indicators module share.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "modules/indicators/api.hpp"
#include "modules/indicators/rules.hpp"
#include "modules/indicators/store.hpp"
#include "modules/indicators/tree.hpp"
#include "modules/organization/api.hpp"
#include "platform/generations.hpp"

namespace jiwei::indicators {

/// A contribution's place: indicator, period, institution.
struct Where {
    std::string indicator;
    std::string period;
    std::string institution_id;
    auto operator<=>(const Where&) const = default;
};

struct Change::Held {
    std::vector<StoredCourse> puts;
    std::vector<StoredCourse> removes;
    std::map<Where, std::map<CivilDate, Fraction>> deltas;

    void add(const Where& where, CivilDate day, Fraction delta) {
        Fraction& held = deltas[where][day];
        held.numerator += delta.numerator;
        held.denominator += delta.denominator;
    }
};

/// A denominator that the county gave; 0 when it never did.
struct Figure {
    std::int64_t people = 0;
    bool is_stale = false;  // of an earlier year
};

class Indicators::Impl {
public:
    Impl(Services services_in, organization::Organization& organization_in)
        : services{services_in}, organization{organization_in}, trees{organization_in} {}

    /// The figure of the year, else of the latest of the five years before it, times the multiplier that the county entered
    /// (parameter "multiplier.H3"), else the definition's.
    [[nodiscard]] Figure figure(db::Connection& connection, std::string_view county_id, const Definition& definition,
                                std::string_view institution_id, int year);

    /// What the county demands of the institution in the year; kept in memory until the organization changes.
    [[nodiscard]] std::optional<std::int64_t> target(db::Connection& connection, std::string_view county_id, const std::string& indicator,
                                                     const std::string& institution_id, int year);

    Services services;
    organization::Organization& organization;
    TreeCache trees;
    /// What packs define: replaced whole when an edition is loaded while others read.
    struct Defined {
        std::vector<Definition> definitions;
        std::map<std::string, MissingSource*, std::less<>> missing;
    };
    [[nodiscard]] const std::vector<Definition>& definitions() const { return defined.now().definitions; }
    Generations<Defined> defined;
    PeopleSource* people = nullptr;
    std::vector<ContributionSource*> sources;
    EditionOf edition_of;
    DashboardRules rules;

private:
    using Figures = std::map<std::string, std::int64_t>;
    std::shared_ptr<const Figures> figures_of(db::Connection& connection, std::string_view county_id, int year, std::string_view kind);
    struct CachedFigures {
        std::uint64_t generation = 0;
        std::shared_ptr<const Figures> figures;
    };
    struct CachedTargets {
        std::uint64_t generation = 0;
        std::shared_ptr<const organization::Organization::Targets> targets;
    };
    std::mutex figures_mutex_;
    std::map<std::string, CachedFigures> figures_;
    std::map<std::string, CachedTargets> targets_;
};

}  // namespace jiwei::indicators
