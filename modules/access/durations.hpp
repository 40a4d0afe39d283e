// Lengths of time in milliseconds, as sessions, locks and tokens count them.
#pragma once

#include <cstdint>

namespace jiwei::access {

inline constexpr std::int64_t minute_ms = 60'000;
inline constexpr std::int64_t hour_ms = 3'600'000;
inline constexpr std::int64_t day_ms = 86'400'000;
inline constexpr std::int64_t approval_ms = 7 * day_ms;     // how long a proposal waits for the second person
inline constexpr std::int64_t export_open_ms = 7 * day_ms;  // how long an approved export may be fetched

}  // namespace jiwei::access
