// What the registers add up to: shortage list, credits, support days, projects, licences that end, coverage of grids.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/organization/rules.hpp"
#include "modules/organization/acts.hpp"

namespace jiwei::organization {

struct ReadRow {
    std::string id;
    std::string institution_id;
    std::string person_id;
    std::string parent_id;
    json::Value body;
};
/// A row of the register of credits, as the rules count it.
[[nodiscard]] organization_rules::Credit credit_of(const json::Value& body);
/// Rows of a register that were not taken out, by date.
[[nodiscard]] std::vector<ReadRow> register_rows(db::Connection& connection, const std::string& county, std::string_view register_name);
/// Institutions within reach that have less in use than their class asks for.
[[nodiscard]] std::set<std::string> institutions_short(const Organization& organization, db::Connection& connection, const Actor& actor);
/// Shares against the plan, of what is within reach; `year`: of the figures and of the norms.
void write_planning(json::Writer& out, const Organization& organization, db::Connection& connection, const Actor& actor, int year);

/// Standard against pieces in use, by institution (organisation specification 7). `institution_id` empty: all in reach with a class.
void write_shortages(json::Writer& out, const Organization& organization, db::Connection& connection, const Actor& actor,
                     std::string_view institution_id);
/// Credits of the year by person, with what is missing (5).
void write_credits(json::Writer& out, const Organization& organization, db::Connection& connection, const Actor& actor, int year);
/// Support days of the quarter by person (4).
void write_quota(json::Writer& out, const Organization& organization, db::Connection& connection, const Actor& actor, int year,
                 int quarter);
/// What each support agreement owes and did in the year (4).
void write_agreements(json::Writer& out, db::Connection& connection, const Actor& actor, int year);
/// Plans held, people reached, people who passed and people with their credits, by institution (5).
void write_trainings(json::Writer& out, const Organization& organization, db::Connection& connection, const Actor& actor, int year);
/// Batches of the construction programme against the projects entered (8).
void write_projects(json::Writer& out, const Organization& organization, db::Connection& connection, const Actor& actor);
/// Licences of people in reach that have ended or end within 90 days (4).
void write_endings(json::Writer& out, db::Connection& connection, const Actor& actor);
/// Villages without a grid and villages in two, and the share of the people that grids cover (3).
void write_coverage(json::Writer& out, const Organization& organization, db::Connection& connection, const Actor& actor);

}  // namespace jiwei::organization
