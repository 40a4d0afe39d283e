#include "core/identity/merge.hpp"

namespace jiwei::identity {

bool numbers_conflict(const MergeSide& a, const MergeSide& b) { return !a.id_no.empty() && !b.id_no.empty() && a.id_no != b.id_no; }

bool survives(const MergeSide& a, const MergeSide& b) {
    if (a.id_no.empty() != b.id_no.empty()) return !a.id_no.empty();
    if (a.opened_on != b.opened_on) return a.opened_on < b.opened_on;
    return a.id < b.id;
}

Side proposed_side(const MergeField& survivor, const MergeField& loser) {
    if (loser.value.empty() || loser.value == survivor.value) return Side::survivor;
    if (survivor.value.empty()) return Side::loser;
    if (survivor.is_verified != loser.is_verified) return survivor.is_verified ? Side::survivor : Side::loser;
    return loser.changed_at > survivor.changed_at ? Side::loser : Side::survivor;
}

bool may_undo_merge(CivilDate merged_on, CivilDate today) { return today <= add_days(merged_on, merge_undo_days_max); }

}  // namespace jiwei::identity
