#include <algorithm>

#include "core/organization/division_changes.hpp"
#include "modules/organization/api.hpp"
#include "modules/organization/sql.hpp"

namespace jiwei::organization {

namespace {

constexpr std::size_t code_digits = 12;

/// Digits that a code of this level means; the rest are zeros (organisation specification 2.1).
constexpr std::size_t significant(int level) {
    constexpr std::size_t digits[]{0, 2, 4, 6, 9, 12};
    return digits[level];
}

Division division_of(const db::Row& row) {
    Division division;
    division.code = row.string(0);
    division.parent = row.string(1);
    division.name = row.string(2);
    division.level = static_cast<DivisionLevel>(row.integer(3));
    division.archive_part3 = row.string(4);
    return division;
}

std::vector<Division> divisions_of(const db::Rows& rows) {
    std::vector<Division> all;
    all.reserve(rows.size());
    for (const db::Row row : rows) all.push_back(division_of(row));
    return all;
}

}  // namespace

int division_level(std::string_view code) {
    const bool digits = code.size() == code_digits && std::all_of(code.begin(), code.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (!digits || code.starts_with("00")) return 0;
    for (int level = 1; level < 5; ++level) {
        if (code.find_first_not_of('0', significant(level)) == std::string_view::npos) return level;
    }
    return 5;
}

std::string division_parent(std::string_view code) {
    const int level = division_level(code);
    if (level <= 1) return {};
    std::string parent{code.substr(0, significant(level - 1))};
    parent.resize(code_digits, '0');
    return parent;
}

bool division_is_under(std::string_view code, std::string_view ancestor) {
    const int level = division_level(ancestor);
    return level != 0 && division_level(code) != 0 && code.starts_with(ancestor.substr(0, significant(level)));
}

std::optional<Division> Organization::find_division(db::Connection& connection, std::string_view code) const {
    const db::Rows rows = connection.run(sql::find_division, {code});
    if (rows.empty()) return std::nullopt;
    return division_of(rows[0]);
}

std::vector<Division> Organization::divisions_under(db::Connection& connection, std::string_view parent_code) const {
    return divisions_of(connection.run(sql::divisions_under, {parent_code}));
}

std::vector<Division> Organization::divisions_under(db::Connection& connection, std::string_view county_id, std::string_view parent_code,
                                                    CivilDate as_of) const {
    std::vector<organization_rules::FormerName> names;
    for (const db::Row row : connection.run(sql::list_division_changes, {county_id}))
        names.push_back({row.string(3), row.string(4), row.date(2).value_or(CivilDate{})});
    std::ranges::stable_sort(names, {}, &organization_rules::FormerName::on);
    std::vector<Division> all;
    for (const db::Row row : connection.run(sql::divisions_ever_under, {parent_code})) {
        Division division = division_of(row);
        const organization_rules::DivisionLife life{division.code, division.name, row.integer(5) != 0, row.date(6), row.date(7)};
        auto name = organization_rules::division_name_on(life, names, as_of);
        if (!name) continue;
        division.name = std::move(*name);
        all.push_back(std::move(division));
    }
    return all;
}

std::vector<Division> Organization::divisions_of_county(db::Connection& connection, std::string_view county_id) const {
    return divisions_of(connection.run(sql::divisions_of_county, {county_id}));
}

}  // namespace jiwei::organization
