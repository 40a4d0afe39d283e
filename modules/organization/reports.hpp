// What the registers add up to: shortage list, credits, support days, projects, licences that end, coverage of grids.
#pragma once

#include <string>
#include <string_view>

#include "modules/organization/acts.hpp"

namespace jiwei::organization {

/// Standard against pieces in use, by institution (organisation specification 7). `institution_id` empty: all in reach with a class.
void write_shortages(json::Writer& out, const Organization& organization, db::Connection& connection, const Actor& actor,
                     std::string_view institution_id);
/// Credits of the year by person, with what is missing (5).
void write_credits(json::Writer& out, const Organization& organization, db::Connection& connection, const Actor& actor, int year);
/// Support days of the quarter by person (4).
void write_quota(json::Writer& out, const Organization& organization, db::Connection& connection, const Actor& actor, int year,
                 int quarter);
/// Batches of the construction programme against the projects entered (8).
void write_projects(json::Writer& out, const Organization& organization, db::Connection& connection, const Actor& actor);
/// Licences of people in reach that have ended or end within 90 days (4).
void write_endings(json::Writer& out, db::Connection& connection, const Actor& actor);
/// Villages without a grid and villages in two, and the share of the people that grids cover (3).
void write_coverage(json::Writer& out, const Organization& organization, db::Connection& connection, const Actor& actor);

}  // namespace jiwei::organization
