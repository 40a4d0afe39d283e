#include "platform/time/clock.hpp"

#include <chrono>

#include <fmt/format.h>

namespace jiwei::time {

namespace {

constexpr std::int64_t day_ms = 86'400'000;

}  // namespace

CivilDate civil_date(Instant at) {
    const std::int64_t local_ms = at.utc_ms + zone_offset_ms;
    const std::int64_t days = local_ms >= 0 ? local_ms / day_ms : -((-local_ms + day_ms - 1) / day_ms);
    return CivilDate::from_days(static_cast<std::int32_t>(days));
}

std::string text(Instant at) {
    const std::int64_t local_ms = at.utc_ms + zone_offset_ms;
    const std::int64_t in_day_ms = ((local_ms % day_ms) + day_ms) % day_ms;
    return fmt::format("{}T{:02}:{:02}:{:02}.{:03}+08:00", civil_date(at).text(), in_day_ms / 3'600'000, in_day_ms / 60'000 % 60,
                       in_day_ms / 1'000 % 60, in_day_ms % 1'000);
}

Instant SystemClock::now() const {
    const auto since = std::chrono::system_clock::now().time_since_epoch();
    return Instant{std::chrono::duration_cast<std::chrono::milliseconds>(since).count()};
}

}  // namespace jiwei::time
