// Opening, changing, moving and closing institutions; every function runs inside the caller's act.
#pragma once

#include <string>
#include <string_view>

#include "modules/organization/acts.hpp"

namespace jiwei::organization {

struct Closing {
    CivilDate last_day;
    std::string successor_id;  // keeps the records
    std::string reason;
    bool hand_over = false;  // its open grids and everybody it manages pass to the successor in the same act
};

/// The body of a form; TYPE, REQUIRED, CODE_UNKNOWN, INST_CODE_… at the field.
[[nodiscard]] Result<Institution> read_institution(const json::Value& body, std::string_view county_id);
[[nodiscard]] Result<std::string> open_institution(Organization& organization, db::Connection& connection, const Actor& actor,
                                                   Institution given);
/// Gives the new version. Code, kind, place and equipment class are the county's to change.
[[nodiscard]] Result<std::int64_t> change_institution(Organization& organization, db::Connection& connection, const Actor& actor,
                                                      std::string_view id, std::int64_t version, const Institution& given);
/// Below another parent, with all it manages; sums by the tree are made anew in the same act.
[[nodiscard]] Result<std::int64_t> move_institution(Organization& organization, db::Connection& connection, const Actor& actor,
                                                    std::string_view id, std::int64_t version, const std::string& parent_id);
/// INST_OPEN_CHILDREN, INST_OPEN_STAFF, and unless they are handed over INST_OPEN_GRIDS, INST_OPEN_PEOPLE (409); INST_SUCCESSOR (422).
[[nodiscard]] Result<std::int64_t> close_institution(Organization& organization, db::Connection& connection, const Actor& actor,
                                                     std::string_view id, std::int64_t version, const Closing& closing);

}  // namespace jiwei::organization
