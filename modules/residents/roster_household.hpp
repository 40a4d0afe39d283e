// Households and cards in rosters: what a row says of them, and what an import makes of it once everybody is here.
#pragma once

#include <string>
#include <string_view>

#include "modules/residents/import.hpp"

namespace jiwei::residents {

/// RELATION_TO_HEAD_GBT4761 from 户主, 妻, 长子, "20 子" …; empty only for an empty cell: kin that the list does not name is "other".
[[nodiscard]] std::string read_relation(std::string_view cell);

/// What the columns of an export hold for one person.
struct HouseholdCells {
    std::string household;  // its number
    std::string relation;
    std::string rest;  // JSON, on the row of the head: the households that she heads or headed, whole
};
[[nodiscard]] HouseholdCells household_cells(db::Connection& connection, std::string_view county_id, std::string_view resident_id);
/// JSON; empty without cards.
[[nodiscard]] std::string cards_cell(const Inside& in, db::Connection& connection, std::string_view county_id,
                                     std::string_view resident_id);
/// The cards of a person whom this act has just written; a number that is somebody else's is left out. After the county clock.
void insert_cards(const Inside& in, db::Connection& connection, const ActContext& act, std::string_view resident_id,
                  std::string_view cards);

/// Makes the households of an import whose rows are all done; gives how many. May be stopped and run again.
[[nodiscard]] std::int64_t make_households(const Inside& in, const ImportRun& run);

}  // namespace jiwei::residents
