// A number that belongs to somebody of another name and another birth date: refused, and a task for whoever has to look at both
// (residents specification 6, exchange specification 3).
#pragma once

#include <string>
#include <string_view>

#include "modules/residents/inside.hpp"

namespace jiwei::residents {

/// Who was refused, and whose number it is.
struct RefusedPerson {
    std::string existing_id;
    std::string resident_id;  // the archive that was to be changed; empty: there is none yet
    const Cover& cover;
    const Secrets& secrets;
    std::string exact_bidx;  // of the number
    std::string origin;      // "create", "change", "import:<id>"
};

/// Both differ: the same name or the same birth date is the same person, described once wrongly.
[[nodiscard]] bool is_identity_conflict(const Brief& existing, const Cover& stated);
/// Inside an act of its own or of a file's chunk, never inside the one that is refused.
void open_conflict(const Inside& in, db::Connection& connection, const ActContext& act, const RefusedPerson& refused);
/// After the archive was changed: tasks about it that no longer say anything true are closed.
void settle_conflicts(const Inside& in, db::Connection& connection, const ActContext& act, std::string_view id);

}  // namespace jiwei::residents
