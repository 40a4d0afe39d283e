#include "modules/indicators/impl.hpp"

namespace jiwei::indicators {

namespace {
constexpr int years_back_max = 5;
}

std::shared_ptr<const Indicators::Impl::Figures> Indicators::Impl::figures_of(db::Connection& connection, std::string_view county_id,
                                                                              int year, std::string_view kind) {
    const std::uint64_t generation = organization.generation();
    const std::string key = std::string{county_id} + '/' + std::to_string(year) + '/' + std::string{kind};
    const std::lock_guard lock{figures_mutex_};
    CachedFigures& cached = figures_[key];
    if (cached.figures == nullptr || cached.generation != generation) {
        cached.figures = std::make_shared<const Figures>(organization.figures_by_institution(connection, county_id, year, kind));
        cached.generation = generation;
    }
    return cached.figures;
}

Figure Indicators::Impl::figure(db::Connection& connection, std::string_view county_id, const Definition& definition,
                                std::string_view institution_id, int year) {
    const CivilDate year_end = CivilDate::of(year, 12, 31).value_or(CivilDate{});
    const auto entered = organization.parameter(connection, county_id, "multiplier." + definition.code, year_end);
    const auto own = entered ? parse_decimal(*entered) : std::nullopt;
    for (int back = 0; back <= years_back_max; ++back) {
        const auto figures = figures_of(connection, county_id, year - back, definition.figure_kind);
        const auto found = figures->find(std::string{institution_id});
        if (found == figures->end()) continue;
        const auto expected = multiply(Decimal{found->second}, own.value_or(definition.multiplier));
        if (!expected) break;
        return {round_half_up(*expected, 0).units(), back > 0};
    }
    return {};
}

std::optional<std::int64_t> Indicators::Impl::target(db::Connection& connection, std::string_view county_id, const std::string& indicator,
                                                     const std::string& institution_id, int year) {
    std::shared_ptr<const organization::Organization::Targets> targets;
    {
        const std::uint64_t generation = organization.generation();
        const std::lock_guard lock{figures_mutex_};
        CachedTargets& cached = targets_[std::string{county_id} + '/' + std::to_string(year)];
        if (cached.targets == nullptr || cached.generation != generation) {
            cached.targets = std::make_shared<const organization::Organization::Targets>(organization.targets(connection, county_id, year));
            cached.generation = generation;
        }
        targets = cached.targets;
    }
    return organization::Organization::target_in(*targets, indicator, institution_id);
}

}  // namespace jiwei::indicators
