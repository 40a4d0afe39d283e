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
/// True when one of the fields that are compared differs.
[[nodiscard]] bool identity_changed(const Cover& before, const Secrets& secrets_before, const Cover& after, const Secrets& secrets_after);

/// Everybody but `self_id` who shares a date of birth or a phone and is at least POSSIBLE, the strongest first.
[[nodiscard]] std::vector<Alike> find_alike(db::Connection& connection, std::string_view county_id, const identity::PersonKeys& person,
                                            std::string_view self_id, const crypto::FieldCipher& cipher, CivilDate today);

/// Brings the queue in line with who is alike now; pairs that were judged or merged stay. After the county clock.
void renew_pairs(db::Connection& connection, const ActContext& act, std::string_view id, std::span<const Alike> alike,
                 std::string_view reason, std::int64_t change_seq);

/// LIKELY pairs that nobody has looked at need the reason of an institution's administrator: 409 LIKELY (with the ids within reach), 403.
[[nodiscard]] Result<void> demand_reason(db::Connection& connection, const ActContext& act, const access::Reach& reach, std::string_view id,
                                         std::span<const Alike> alike, std::string_view reason);

/// Soft findings for the desk: POSSIBLE and LIKELY, once each.
void warn_alike(std::span<const Alike> alike, std::vector<Finding>& warnings);

[[nodiscard]] std::string lines_json(const identity::DuplicateScore& score);

}  // namespace jiwei::residents
