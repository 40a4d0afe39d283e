// What a device carries along to work without a connection: the people in its user's reach, with what their forms and lists need.
#pragma once

#include <cstdint>
#include <string>

#include "modules/programmes/impl.hpp"

namespace jiwei::programmes {

inline constexpr std::size_t slice_people_max = 5'000;

/// `since` 0: everybody; else those whom an act after that change touched. `people_digest` lets the device see that it holds the same
/// people: the FNV-1a digests (64 bits, of the bytes of each id) of everybody in reach, combined by exclusive or, as 16 hexadecimal digits.
/// Telephones as packs/roles/masks.csv shows them on a work list. 422 "slice-too-large" beyond `slice_people_max`.
[[nodiscard]] Result<std::string> slice_json(const Programmes::Impl& impl, db::Connection& connection, const Actor& actor,
                                             std::int64_t since);

}  // namespace jiwei::programmes
