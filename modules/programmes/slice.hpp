// What a device carries along to work without a connection: the people in its user's reach, with what their forms and lists need.
#pragma once

#include <cstdint>
#include <string>

#include "modules/programmes/form_sight.hpp"

namespace jiwei::programmes {

/// Beyond this nobody is carried: that is no doctor's list of people (docs/adr/0113).
inline constexpr std::size_t slice_people_max = 8'000;
/// The hard budget of one answer, before compression; eight to ten times what goes over the network (docs/adr/0113).
inline constexpr std::size_t slice_json_bytes_max = 24 * 1024 * 1024;
inline constexpr std::size_t slice_left_out_named_max = 200;

struct SliceAsked {
    std::int64_t since = 0;  // 0: everybody; else those whom an act after that change touched
    /// How many the device was given when it fetched everybody; 0: as many as fit.
    std::size_t people = 0;
    std::size_t bytes_max = slice_json_bytes_max;
};

/// People in care first, then the others, each by id; where the budget ends, the rest is left out and named. `people_digest` lets the
/// device see that it holds the same people: the FNV-1a digests (64 bits, of the bytes of each id) of everybody carried, combined by
/// exclusive or, as 16 hexadecimal digits. Telephones as packs/roles/masks.csv shows them on a work list. 422 "slice-too-large" beyond
/// `slice_people_max`. `actor` says whose people they are, `sight` which of their forms come along.
[[nodiscard]] Result<std::string> slice_json(const Programmes::Impl& impl, db::Connection& connection, const Actor& actor,
                                             const FormSight& sight, const SliceAsked& asked);

}  // namespace jiwei::programmes
