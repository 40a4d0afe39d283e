#include "core/kernel/id.hpp"
#include "core/organization/codes.hpp"
#include "modules/organization/api.hpp"
#include "modules/organization/packs.hpp"
#include "modules/organization/sql.hpp"

namespace jiwei::organization {

namespace {

constexpr std::size_t name_bytes_max = 300;

CivilDate date_of(const db::Row& row, std::size_t column) { return row.date(column).value_or(CivilDate{}); }

Institution institution_of(const db::Row& row) {
    Institution i;
    i.id = row.string(0);
    i.code = row.string(1);
    i.name = row.string(2);
    i.kind = row.string(3);
    i.grade = row.string(4);
    i.parent_id = row.string(5);
    i.division_code = row.string(6);
    i.valid_from = date_of(row, 7);
    i.valid_to = date_of(row, 8);
    i.version = row.integer(9);
    i.equipment_class = row.string(10);
    i.ownership = row.string(11);
    i.status = row.string(12);
    i.successor_id = row.string(13);
    return i;
}

std::vector<std::string> texts(const db::Rows& rows) {
    std::vector<std::string> all;
    all.reserve(rows.size());
    for (const db::Row row : rows) all.push_back(row.string(0));
    return all;
}

}  // namespace

Organization::Organization(Services services) : services_{services}, packs_{std::make_unique<const Packs>()} {}
Organization::~Organization() = default;

std::optional<Institution> Organization::find_institution(db::Connection& connection, std::string_view county_id,
                                                          std::string_view id) const {
    const db::Rows rows = connection.run(sql::find_institution, {county_id, id});
    if (rows.empty()) return std::nullopt;
    return institution_of(rows[0]);
}

std::optional<Institution> Organization::find_institution_by_code(db::Connection& connection, std::string_view county_id,
                                                                  std::string_view code) const {
    const db::Rows rows = connection.run(sql::find_institution_by_code, {county_id, code});
    if (rows.empty()) return std::nullopt;
    return institution_of(rows[0]);
}

std::vector<Institution> Organization::institutions(db::Connection& connection, std::string_view county_id, CivilDate on) const {
    std::vector<Institution> all;
    for (const db::Row row : connection.run(sql::list_institutions, {county_id, on})) all.push_back(institution_of(row));
    return all;
}

std::vector<std::string> Organization::subtree_ids(db::Connection& connection, std::string_view county_id, std::string_view id) const {
    return texts(connection.run(sql::subtree_ids, {county_id, id}));
}

std::vector<std::string> Organization::ancestor_ids(db::Connection& connection, std::string_view county_id, std::string_view id) const {
    return texts(connection.run(sql::ancestor_ids, {county_id, id}));
}

std::vector<std::string> Organization::areas_served(db::Connection& connection, std::string_view county_id, std::string_view institution_id,
                                                    CivilDate on) const {
    return texts(connection.run(sql::areas_served, {county_id, institution_id, on}));
}

std::optional<std::string> Organization::institution_serving(db::Connection& connection, std::string_view county_id,
                                                             std::string_view division_code, CivilDate on) const {
    for (std::string code{division_code}; division_level(code) >= 4; code = division_parent(code)) {
        const db::Rows rows = connection.run(sql::institution_serving, {county_id, code, on});
        if (!rows.empty()) return rows[0].string(0);
    }
    return std::nullopt;
}

Result<std::string> Organization::add_institution(db::Connection& connection, std::string_view county_id, const Institution& given,
                                                  const Stamp& stamp) {
    constexpr Refusal unprocessable = Refusal::unprocessable;
    if (!organization_rules::is_institution_kind(given.kind)) return refuse_field(unprocessable, "/kind", "institution-kind", "H1-H18");
    if (given.name.empty() || given.name.size() > name_bytes_max)
        return refuse_field(unprocessable, "/name", "institution-name", "1-100 characters");
    if (!is_id(given.code)) return refuse_field(unprocessable, "/code", "institution-code", "1-64 of letters, digits, . and -");
    if (!given.id.empty() && !is_id(given.id))
        return refuse_field(unprocessable, "/id", "id.malformed", "1-64 of letters, digits, . and -");
    if (!find_division(connection, given.division_code)) {
        return refuse_field(unprocessable, "/division_code", "institution-division", "a division of the loaded table");
    }
    if (find_institution_by_code(connection, county_id, given.code)) {
        return refuse_field(Refusal::conflict, "/code", "institution-code-taken", "a code that no other institution has");
    }
    if (!given.parent_id.empty()) {
        const auto above = ancestor_ids(connection, county_id, given.parent_id);
        if (above.empty()) return refuse_field(unprocessable, "/parent_id", "institution-parent", "an institution of the county");
        if (above.size() >= static_cast<std::size_t>(organization_rules::levels_max))
            return refuse_field(unprocessable, "/parent_id", "institution-depth", "at most 8 levels");
    }
    const std::string id = given.id.empty() ? services_.ids.next() : given.id;
    const std::optional<std::string> parent = given.parent_id.empty() ? std::nullopt : std::optional{given.parent_id};
    const bool open = given.valid_to <= given.valid_from;  // not given
    connection.run(sql::insert_institution,
                   {county_id, id, given.code, given.name, given.kind, given.grade, parent, given.division_code, given.valid_from,
                    open ? std::string{open_end} : given.valid_to.text(), given.equipment_class, given.ownership, given.status});
    connection.run(sql::insert_institution_version, {county_id, id, stamp.at.utc_ms, stamp.actor, stamp.change_seq});
    connection.run(sql::insert_closure_self, {county_id, id});
    if (parent) connection.run(sql::insert_closure_above, {county_id, *parent, id});
    moved();
    return id;
}

Result<std::monostate> Organization::add_service_area(db::Connection& connection, std::string_view county_id,
                                                      std::string_view institution_id, std::string_view division_code, CivilDate from) {
    if (!find_institution(connection, county_id, institution_id)) return refuse(Refusal::not_found, "institution-unknown");
    if (!find_division(connection, division_code) || !division_code.starts_with(county_id)) {
        return refuse_field(Refusal::unprocessable, "/division_code", "institution-division", "a division of the county");
    }
    connection.run(sql::insert_service_area, {county_id, institution_id, division_code, from, open_end});
    moved();
    return std::monostate{};
}

}  // namespace jiwei::organization
