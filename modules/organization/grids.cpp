// Service grids and who is responsible for them by date (organisation specification 3).
#include <algorithm>
#include <set>

#include "modules/organization/api.hpp"
#include "modules/organization/sql.hpp"

namespace jiwei::organization {

namespace {

constexpr std::string_view duties[]{"doctor", "nurse", "public_health", "village_doctor", "assistant"};

Grid grid_of(const db::Row& row) {
    Grid grid;
    grid.id = row.string(0);
    grid.code = row.string(1);
    grid.name = row.string(2);
    grid.township_code = row.string(3);
    grid.institution_id = row.string(4);
    return grid;
}

/// 9-digit township + 4 digits.
bool is_grid_code(const Grid& grid) {
    const bool digits = std::all_of(grid.code.begin(), grid.code.end(), [](char c) { return c >= '0' && c <= '9'; });
    return digits && grid.code.size() == 13 && division_level(grid.township_code) == 4 &&
           grid.code.starts_with(grid.township_code.substr(0, 9));
}

}  // namespace

std::vector<Grid> Organization::grids(db::Connection& connection, std::string_view county_id, CivilDate on) const {
    std::vector<Grid> all;
    std::map<std::string, std::size_t> at;
    for (const db::Row row : connection.run(sql::list_grids, {county_id, on})) {
        at[row.string(0)] = all.size();
        all.push_back(grid_of(row));
    }
    for (const db::Row row : connection.run(sql::list_grid_divisions, {county_id})) {
        const auto found = at.find(row.string(0));
        if (found == at.end()) continue;
        all[found->second].division_codes.push_back(row.string(1));
        if (!row.text(2).empty()) all[found->second].parts[row.string(1)] = row.string(2);
    }
    for (const db::Row row : connection.run(sql::list_grid_persons, {county_id, on})) {
        const auto found = at.find(row.string(0));
        if (found != at.end()) all[found->second].persons.push_back({row.string(1), row.string(2)});
    }
    return all;
}

std::optional<Grid> Organization::find_grid(db::Connection& connection, std::string_view county_id, std::string_view id,
                                            CivilDate on) const {
    if (connection.run(sql::find_grid, {county_id, id, on}).empty()) return std::nullopt;
    for (Grid& grid : grids(connection, county_id, on)) {
        if (grid.id == id) return std::move(grid);
    }
    return std::nullopt;
}

std::vector<std::string> Organization::grid_ids_of_user(db::Connection& connection, std::string_view county_id, std::string_view user_id,
                                                        CivilDate on) const {
    std::vector<std::string> all;
    for (const db::Row row : connection.run(sql::grid_ids_of_user, {county_id, user_id, on})) all.push_back(row.string(0));
    return all;
}

std::optional<std::string> Organization::grid_covering(db::Connection& connection, std::string_view county_id,
                                                       std::string_view division_code) const {
    const db::Rows rows = connection.run(sql::grids_covering, {county_id, division_code});
    if (rows.size() != 1) return std::nullopt;
    return rows[0].string(0);
}

Result<std::string> Organization::add_grid(db::Connection& connection, std::string_view county_id, const Grid& grid, CivilDate from,
                                           const Stamp& stamp) {
    if (!is_grid_code(grid)) return refuse_field(Refusal::unprocessable, "/code", "grid-code", "9 digits of the township and 4 digits");
    if (!connection.run(sql::grid_code_taken, {county_id, grid.code}).empty()) {
        return refuse_field(Refusal::conflict, "/code", "grid-code-taken", "a code that no other grid has");
    }
    if (!find_institution(connection, county_id, grid.institution_id)) {
        return refuse_field(Refusal::unprocessable, "/institution_id", "institution-unknown", "an institution of the county");
    }
    for (const std::string& code : grid.division_codes) {
        if (division_is_under(code, grid.township_code) && find_division(connection, code)) continue;
        return refuse_field(Refusal::unprocessable, "/division_codes", "grid-division", "villages of the grid's township");
    }
    const std::string id = grid.id.empty() ? services_.ids.next() : grid.id;
    connection.run(sql::insert_grid, {county_id, id, grid.code, grid.name, grid.township_code, grid.institution_id, from, open_end,
                                      stamp.actor, stamp.change_seq});
    for (const std::string& code : grid.division_codes) connection.run(sql::insert_grid_division, {county_id, code, id});
    for (const GridPerson& person : grid.persons) JIWEI_CHECK(set_responsible(connection, county_id, id, person, from));
    moved();
    return id;
}

Result<std::monostate> Organization::set_responsible(db::Connection& connection, std::string_view county_id, std::string_view grid_id,
                                                     const GridPerson& person, CivilDate from, std::optional<CivilDate> until) {
    if (std::find(std::begin(duties), std::end(duties), person.duty) == std::end(duties)) {
        return refuse_field(Refusal::unprocessable, "/duty", "grid-duty", "doctor, nurse, public_health, village_doctor, assistant");
    }
    const std::string last_day = until ? until->text() : std::string{open_end};
    connection.run(sql::upsert_responsible, {county_id, person.user_id, grid_id, person.duty, from, last_day});
    moved();
    return std::monostate{};
}

void Organization::end_responsible(db::Connection& connection, std::string_view county_id, std::string_view grid_id,
                                   std::string_view user_id, CivilDate last_day) {
    connection.run(sql::end_responsible, {county_id, user_id, grid_id, last_day});
    moved();
}

std::vector<ResponsiblePerson> Organization::responsible(db::Connection& connection, std::string_view county_id, std::string_view grid_id,
                                                         CivilDate on) const {
    std::vector<ResponsiblePerson> all;
    for (const db::Row row : connection.run(sql::list_grid_persons, {county_id, on})) {
        if (row.text(0) != grid_id) continue;
        ResponsiblePerson person{row.string(1), row.string(2), {}, {}};
        const db::Rows staff = connection.run(sql::staff_of_user, {county_id, person.user_id});
        if (!staff.empty()) {
            person.staff_id = staff[0].string(0);
            person.name = staff[0].string(1);
        }
        all.push_back(std::move(person));
    }
    return all;
}

Result<std::int64_t> Organization::hand_over(db::Connection& connection, std::string_view county_id, const HandOver& act,
                                             const Stamp& stamp) {
    if (act.to_user_id.empty() || act.from_user_id == act.to_user_id)
        return refuse_field(Refusal::unprocessable, "/to_user_id", "hand-over-self", "another person");
    const std::string id = act.id.empty() ? services_.ids.next() : act.id;
    const std::set<std::string, std::less<>> wanted{act.grid_ids.begin(), act.grid_ids.end()};
    std::int64_t duties_given = 0;
    for (const db::Row row : connection.run(sql::open_responsibilities, {county_id, act.from_user_id, act.last_day})) {
        const std::string grid_id = row.string(0);
        const std::string duty = row.string(1);
        if (!wanted.empty() && !wanted.contains(grid_id)) continue;
        if (row.date(2).value_or(act.last_day) > act.last_day)
            return refuse_field(Refusal::unprocessable, "/last_day", "hand-over-date", row.string(2));
        connection.run(sql::end_duty, {county_id, act.from_user_id, grid_id, duty, act.last_day});
        JIWEI_CHECK(set_responsible(connection, county_id, grid_id, {act.to_user_id, duty}, add_days(act.last_day, 1)));
        connection.run(sql::insert_hand_over, {county_id, id, grid_id, duty, act.from_user_id, act.to_user_id, act.last_day, act.reason,
                                               stamp.at.utc_ms, stamp.actor, stamp.change_seq});
        ++duties_given;
    }
    if (duties_given == 0) return refuse_field(Refusal::unprocessable, "/from_user_id", "hand-over-nothing", "somebody with grids");
    moved();
    return duties_given;
}

}  // namespace jiwei::organization
