// Grids that change their shape: what institutions that close share with them. Every function runs inside the caller's act.
#pragma once

#include "modules/organization/acts.hpp"

namespace jiwei::organization {

/// Everybody whom the move means, by whoever keeps the people; nobody when nothing keeps any.
[[nodiscard]] Result<PeopleMoved> move_people(const Organization& organization, db::Connection& connection, const Actor& actor,
                                              const PeopleMove& move, bool only_count);
/// The stamp of an act that moved people: their change_seq, or one of its own when nobody took any.
[[nodiscard]] Stamp moved_stamp(db::Connection& connection, const Actor& actor, const PeopleMoved& moved);

struct GridPass {
    const Grid& grid;
    const std::string& to_institution_id;
    const std::string& reason;
    std::int64_t people = 0;
};
/// The grid belongs to another institution from today on; a line of its history and one of the audit. Gives the id of the change.
std::string pass_grid(Organization& organization, db::Connection& connection, const Actor& actor, const GridPass& pass, const Stamp& stamp);

}  // namespace jiwei::organization
