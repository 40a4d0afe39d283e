// What became of divisions: codes and figures of the past recast to the divisions of a day (organisation specification 1).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>

#include "core/kernel/civil_date.hpp"

namespace jiwei::organization_rules {

struct DivisionChange {
    std::string old_code;
    std::string new_code;  // empty: abolished; of a split there is one change for each part; may be the old code
    CivilDate on;
};

/// Which divisions of the day `as_of` lie where `code` lay when it was in use; itself when nothing became of it. `changes` by date.
[[nodiscard]] std::set<std::string> divisions_now(std::span<const DivisionChange> changes, std::string_view code, CivilDate as_of);

/// When a division is there, as far as it is known; `closed_on`: the first day it is no more.
struct DivisionLife {
    std::string code;
    std::string name;  // today's, or the last
    bool is_closed = false;
    std::optional<CivilDate> opened_on;  // nothing: from ever
    std::optional<CivilDate> closed_on;  // nothing, and closed: nobody told when
};
/// What a division was called until the day before `on`.
struct FormerName {
    std::string code;
    std::string name;
    CivilDate on;
};
/// What the division was called on the day; nothing when it was not there. `names` by date.
[[nodiscard]] std::optional<std::string> division_name_on(const DivisionLife& division, std::span<const FormerName> names, CivilDate day);

/// Figures under codes of any time, under those of `as_of`. What was split cannot be divided: its figure stays under the old code, and
/// `split` says which divisions together have it, unless one of them was given a figure of its own.
struct Recast {
    std::map<std::string, std::int64_t, std::less<>> figures;
    std::set<std::string, std::less<>> recast;                        // of the codes in `figures`: those that took over others' persons
    std::map<std::string, std::set<std::string>, std::less<>> split;  // old code -> divisions of the day
};
[[nodiscard]] Recast recast_figures(std::span<const DivisionChange> changes,
                                    const std::map<std::string, std::int64_t, std::less<>>& figures, CivilDate as_of);

}  // namespace jiwei::organization_rules
