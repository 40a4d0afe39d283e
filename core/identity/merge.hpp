// Two archives of one person become one: which of them stays, whose value of a field is proposed, and until when it can be taken back.
// Platform rules beside the national specification (2017, ch. 1: one archive a person); people decide, nothing merges by itself.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/kernel/civil_date.hpp"

namespace jiwei::identity {

/// What the choice between two archives stands on.
struct MergeSide {
    std::string id;
    std::string id_no;  // a valid 18-digit number, else empty
    CivilDate opened_on;
};

/// Two different valid numbers are two people until one of them is proved wrong and withdrawn: MERGE_ID_CONFLICT.
[[nodiscard]] bool numbers_conflict(const MergeSide& a, const MergeSide& b);

/// The archive whose number is verified stays; both or neither: the one opened earlier; the same day: the lower id.
[[nodiscard]] bool survives(const MergeSide& a, const MergeSide& b);

enum class Side : unsigned char { survivor, loser };

/// One field of both archives. `is_verified`: the value stands in a valid identity number.
struct MergeField {
    std::string_view value;
    bool is_verified = false;
    std::int64_t changed_at = 0;
};

/// The newest verified value, else the newest; an empty one never wins over a stated one, and a tie is the survivor's.
[[nodiscard]] Side proposed_side(const MergeField& survivor, const MergeField& loser);

inline constexpr int merge_undo_days_max = 30;
/// Later undoing is a manual split.
[[nodiscard]] bool may_undo_merge(CivilDate merged_on, CivilDate today);

}  // namespace jiwei::identity
