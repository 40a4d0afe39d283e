#include "modules/organization/api.hpp"
#include "modules/organization/sql.hpp"

namespace jiwei::organization {

Result<std::int64_t> Organization::load_divisions(db::Connection& connection, std::string_view county_id,
                                                  const DivisionTable& table) const {
    const std::vector<Division> all = table.county(county_id);
    if (all.empty()) return refuse(Refusal::unprocessable, "division-county-unknown", "the division table has no such county");
    connection.run(sql::close_divisions, {county_id});
    for (const Division& division : all) {
        const bool national = division.level == DivisionLevel::province || division.level == DivisionLevel::city;
        connection.run(sql::upsert_division, {division.code, division.parent, division.name, static_cast<std::int64_t>(division.level),
                                              national ? std::string_view{} : county_id, division.archive_part3});
    }
    return static_cast<std::int64_t>(all.size());
}

}  // namespace jiwei::organization
