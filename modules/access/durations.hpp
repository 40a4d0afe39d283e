// Lengths of time in milliseconds, as sessions, locks and tokens count them.
#pragma once

#include <cstdint>

namespace jiwei::access {

inline constexpr std::int64_t minute_ms = 60'000;
inline constexpr std::int64_t day_ms = 86'400'000;

}  // namespace jiwei::access
