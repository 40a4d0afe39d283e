// Who may be the same person: candidates by index, the platform's score, the queue of pairs (docs/adr/0070).
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/identity/duplicate.hpp"
#include "modules/residents/inside.hpp"

namespace jiwei::residents {

/// Somebody who may be the same person.
struct Alike {
    std::string id;
    std::string institution_id;
    std::string grid_id;
    identity::DuplicateScore score;
};

/// What is compared of a person.
[[nodiscard]] identity::PersonKeys person_keys(const Cover& cover, const Secrets& secrets);
/// The same of an archive that exists, with its cards (by their blind index: equal when the cards are).
[[nodiscard]] identity::PersonKeys person_keys(const Inside& in, db::Connection& connection, std::string_view county_id,
                                               const ResidentRow& row);
/// True when one of the fields that are compared differs.
[[nodiscard]] bool identity_changed(const Cover& before, const Secrets& secrets_before, const Cover& after, const Secrets& secrets_after);

/// Everybody but `self_id` who shares a date of birth, a phone or a card and is at least POSSIBLE, the strongest first.
[[nodiscard]] std::vector<Alike> find_alike(db::Connection& connection, std::string_view county_id, const identity::PersonKeys& person,
                                            std::string_view self_id, const crypto::FieldCipher& cipher, CivilDate today);

/// Before the county clock: takes the rows of everybody whose duplicates may be counted anew by renew_pairs.
void lock_alike(db::Connection& connection, std::string_view county_id, std::string_view id, std::span<const Alike> alike);
void lock_archive(db::Connection& connection, std::string_view county_id, std::string_view id);

/// Brings the queue in line with who is alike now; pairs that were judged or merged stay. After the county clock.
void renew_pairs(const Inside& in, db::Connection& connection, const ActContext& act, std::string_view id, std::span<const Alike> alike,
                 std::string_view reason, std::int64_t change_seq);

/// An open pair and what becomes of it: gone, different, merged.
struct ClosedPair {
    std::string_view low, high;
    std::string_view state;
    std::string_view reason;
};
/// False when it is not open. After the county clock.
bool close_pair(const Inside& in, db::Connection& connection, const ActContext& act, const ClosedPair& pair, std::int64_t change_seq);

struct MergeRow;
/// The pair itself is merged; what else the loser was alike to is looked at again from the survivor's side. After the county clock.
void close_pairs_of_merged(const Inside& in, db::Connection& connection, const ActContext& act, const MergeRow& row,
                           std::int64_t change_seq);
void open_pairs_of_unmerged(const Inside& in, db::Connection& connection, const ActContext& act, const MergeRow& row,
                            std::int64_t change_seq);

/// Looks for everybody alike to one existing person, who takes part as she is stored now, and puts the queue right: two halves around
/// the county clock.
[[nodiscard]] std::vector<Alike> look_at(const Inside& in, db::Connection& connection, std::string_view county_id, std::string_view id,
                                         CivilDate today);

inline constexpr std::string_view scan_job_kind = "residents.duplicates";
/// Job handler: "" or an error code.
[[nodiscard]] std::string run_duplicate_scan(const Inside& in, jobs::Run& job);

/// LIKELY pairs that nobody has looked at need the reason of an institution's administrator: 409 LIKELY (with the ids within reach), 403.
[[nodiscard]] Result<void> demand_reason(db::Connection& connection, const ActContext& act, const access::Reach& reach, std::string_view id,
                                         std::span<const Alike> alike, std::string_view reason);

/// Soft findings for the desk: POSSIBLE and LIKELY, once each.
void warn_alike(std::span<const Alike> alike, std::vector<Finding>& warnings);

[[nodiscard]] std::string lines_json(const identity::DuplicateScore& score);

}  // namespace jiwei::residents
