// Population figures by institution: given by the county per area, read per institution (residents specification 12, R1).
#include <algorithm>
#include <set>

#include "core/organization/division_changes.hpp"
#include "modules/organization/api.hpp"
#include "modules/organization/sql.hpp"

namespace jiwei::organization {

namespace {

using Figures = std::map<std::string, std::int64_t, std::less<>>;
using Areas = std::map<std::string, std::set<std::string>>;  // by institution

/// The figure of an area; without one, the sum of the largest areas below it that have one. Nothing when there is none at all.
std::optional<std::int64_t> figure_of(const Figures& figures, const std::string& area) {
    if (const auto own = figures.find(area); own != figures.end()) return own->second;
    std::optional<std::int64_t> sum;
    std::string_view counted;
    for (auto it = figures.upper_bound(area); it != figures.end() && division_is_under(it->first, area); ++it) {
        // Codes are sorted, so an area stands before everything under it.
        if (!counted.empty() && division_is_under(it->first, counted)) continue;
        counted = it->first;
        sum = sum.value_or(0) + it->second;
    }
    return sum;
}

/// A division that was split counts for whoever serves all of its parts.
std::optional<std::int64_t> sum_of(const organization_rules::Recast& recast, const std::set<std::string>& areas) {
    const Figures& figures = recast.figures;
    std::optional<std::int64_t> sum;
    std::string_view counted;
    for (const std::string& area : areas) {
        if (!counted.empty() && division_is_under(area, counted)) continue;
        counted = area;
        if (const auto figure = figure_of(figures, area)) sum = sum.value_or(0) + *figure;
    }
    for (const auto& [code, parts] : recast.split) {
        const bool is_counted = std::ranges::any_of(areas, [&](const std::string& area) { return division_is_under(code, area); });
        if (!is_counted && std::ranges::includes(areas, parts)) sum = sum.value_or(0) + figures.at(code);
    }
    return sum;
}

/// What each institution answers for: the areas it serves, and for a health authority the whole division it stands in.
Areas own_areas(db::Connection& connection, std::string_view county_id, std::string_view on) {
    Areas areas;
    for (const db::Row row : connection.run(sql::list_service_areas, {county_id, on})) areas[row.string(0)].insert(row.string(1));
    for (const db::Row row : connection.run(sql::list_institutions, {county_id, on})) {
        if (row.text(3) == "H1") areas[row.string(0)].insert(row.string(6));
    }
    return areas;
}

}  // namespace

std::map<std::string, std::int64_t> Organization::figures_by_institution(db::Connection& connection, std::string_view county_id, int year,
                                                                         std::string_view kind) const {
    Figures figures;
    for (const db::Row row : connection.run(sql::list_figures, {county_id, year, kind})) figures[row.string(0)] = row.integer(1);
    if (figures.empty()) return {};
    const CivilDate last_day = *CivilDate::of(year, 12, 31);
    const auto recast = organization_rules::recast_figures(division_changes(connection, county_id), figures, last_day);
    const Areas own = own_areas(connection, county_id, last_day.text());
    Areas managed;
    for (const db::Row row : connection.run(sql::list_closure, {county_id})) {
        const auto below = own.find(row.string(1));
        if (below != own.end()) managed[row.string(0)].insert(below->second.begin(), below->second.end());
    }
    std::map<std::string, std::int64_t> out;
    for (const auto& [institution_id, areas] : managed) {
        if (const auto sum = sum_of(recast, areas)) out[institution_id] = *sum;
    }
    return out;
}

std::optional<std::int64_t> Organization::figure_of_institution(db::Connection& connection, std::string_view county_id,
                                                                std::string_view institution_id, int year, std::string_view kind) const {
    const auto all = figures_by_institution(connection, county_id, year, kind);
    const auto found = all.find(std::string{institution_id});
    if (found == all.end()) return std::nullopt;
    return found->second;
}

std::optional<std::string> Organization::parameter(db::Connection& connection, std::string_view county_id, std::string_view name,
                                                   CivilDate on) const {
    const db::Rows rows = connection.run(sql::find_parameter, {county_id, name, on});
    if (rows.empty()) return std::nullopt;
    return rows[0].string(0);
}

void Organization::set_figure(db::Connection& connection, std::string_view county_id, int year, std::string_view division_code,
                              std::string_view kind, std::optional<std::int64_t> persons, const Stamp& stamp) {
    connection.run(sql::upsert_figure, {county_id, year, kind, division_code, persons ? db::Param{*persons} : db::Param{nullptr},
                                        stamp.at.utc_ms, stamp.actor});
    connection.run(sql::insert_figure_version, {county_id, year, kind, division_code});
    moved();
}

void Organization::set_parameter(db::Connection& connection, std::string_view county_id, std::string_view name, CivilDate from,
                                 std::string_view value, const Stamp& stamp) {
    connection.run(sql::upsert_parameter, {county_id, name, from, value, stamp.at.utc_ms, stamp.actor});
    connection.run(sql::insert_parameter_version, {county_id, name, from});
    moved();
}

void Organization::set_target(db::Connection& connection, std::string_view county_id, std::string_view indicator, int year,
                              std::string_view institution_id, std::int64_t basis_points, const Stamp& stamp) {
    connection.run(sql::upsert_target, {county_id, indicator, year, institution_id, basis_points, stamp.at.utc_ms, stamp.actor});
    connection.run(sql::insert_target_version, {county_id, indicator, year, institution_id});
    moved();
}

Organization::Targets Organization::targets(db::Connection& connection, std::string_view county_id, int year) const {
    Targets all;
    for (const db::Row row : connection.run(sql::list_targets, {county_id, year}))
        all.emplace(std::pair{row.string(0), row.string(1)}, row.integer(2));
    return all;
}

std::optional<std::int64_t> Organization::target_in(const Targets& targets, const std::string& indicator,
                                                    const std::string& institution_id) {
    auto found = targets.find({indicator, institution_id});
    if (found == targets.end()) found = targets.find({indicator, {}});
    return found == targets.end() ? std::nullopt : std::optional{found->second};
}

}  // namespace jiwei::organization
