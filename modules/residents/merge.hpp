// Merging two archives of one person, and taking it back: proposed by one, approved by another, nothing lost (docs/adr/0071).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/identity/merge.hpp"
#include "modules/residents/inside.hpp"

namespace jiwei::residents {

/// One row of resident_merge.
struct MergeRow {
    std::string id;
    std::int64_t version = 1;
    std::string state;  // proposed, refused, merged, undone
    std::string survivor_id;
    std::string loser_id;
    std::string choices;  // JSON: field group -> "survivor" | "loser", of every group
    std::string reason;
    std::string body_hash;
    std::string proposed_by, proposed_by_name;
    std::int64_t proposed_at = 0;
    std::string decided_by, decided_by_name;
    std::int64_t decided_at = 0;
    std::string decided_on;
    std::string decision_reason;
    std::string undone_by, undone_by_name;
    std::int64_t undone_at = 0;
    std::string undo_reason;
    std::string kept;     // sealed
    std::string moved;    // JSON by party
    std::string reviews;  // JSON
};

/// Fields that are chosen together. `cover` and `secrets` list what a choice takes over.
struct MergeGroup {
    std::string_view key;
    std::vector<std::string Cover::*> cover;
    std::vector<std::string Secrets::*> secrets;
};
[[nodiscard]] const std::vector<MergeGroup>& merge_groups();
/// Key of the group that is the whole basic form.
inline constexpr std::string_view basic_group = "basic";

/// Both archives, the one that stays first.
struct MergePair {
    Change survivor;
    Change loser;
    std::optional<BasicRow> survivor_basic;
    std::optional<BasicRow> loser_basic;
};

/// 404 when one of them does not exist.
[[nodiscard]] Result<MergePair> load_pair(const Inside& in, db::Connection& connection, std::string_view county_id, std::string_view a,
                                          std::string_view b);
/// 409 status-forbids (dead, closed or merged), MERGE_ID_CONFLICT.
[[nodiscard]] Result<void> check_pair(const MergePair& pair);
/// The values of a group as one text: to compare, and to see whether anything is stated.
[[nodiscard]] std::string text_of(const MergeGroup& group, const Change& change);
/// What the platform would choose for every group.
[[nodiscard]] json::Value proposed_choices(const MergePair& pair);
/// Puts the chosen values into pair.survivor.after; findings at /choices/<group>.
[[nodiscard]] Result<void> apply_choices(const Inside& in, const ActContext& act, MergePair& pair, const json::Value& choices);

struct MergeProposal {
    std::string id;
    std::string a, b;
    json::Value choices;  // of some groups; the others as proposed
    std::string reason;
    std::string hash;
};
/// Gives the row; the same id and body again is a replay.
[[nodiscard]] Result<MergeRow> propose_merge(const Inside& in, const ActContext& act, const access::Reach& reach,
                                             const MergeProposal& proposal);
[[nodiscard]] Result<MergeRow> approve_merge(const Inside& in, const ActContext& act, const access::Reach& reach, std::string_view id,
                                             std::string_view reason);
[[nodiscard]] Result<MergeRow> refuse_merge(const Inside& in, const ActContext& act, const access::Reach& reach, std::string_view id,
                                            std::string_view reason);
[[nodiscard]] Result<MergeRow> undo_merge(const Inside& in, const ActContext& act, const access::Reach& reach, std::string_view id,
                                          std::string_view reason);
[[nodiscard]] std::optional<MergeRow> find_merge(db::Connection& connection, std::string_view county_id, std::string_view id);

[[nodiscard]] std::string sealed_merge(const json::Value& kept, const crypto::FieldCipher& cipher);
[[nodiscard]] json::Value opened_merge(std::string_view sealed, const crypto::FieldCipher& cipher);

}  // namespace jiwei::residents
