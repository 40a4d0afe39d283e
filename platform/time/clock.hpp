// The only place where jiwei asks what time it is. China has one zone, UTC+08:00, and no summer time since 1991.
#pragma once

#include <compare>
#include <cstdint>
#include <string>

#include "core/kernel/civil_date.hpp"

namespace jiwei::time {

/// Milliseconds since 1970-01-01T00:00:00Z.
struct Instant {
    std::int64_t utc_ms = 0;
    auto operator<=>(const Instant&) const = default;
};

inline constexpr std::int64_t zone_offset_ms = 8LL * 3'600'000;

/// The civil day in China at that instant.
[[nodiscard]] CivilDate civil_date(Instant at);
/// "2026-07-01T08:00:00.000+08:00", the form the audit chain uses.
[[nodiscard]] std::string text(Instant at);

/// Handed to everything that needs the time; tests, the demo county and replays use FixedClock.
class Clock {
public:
    virtual ~Clock() = default;
    [[nodiscard]] virtual Instant now() const = 0;
    [[nodiscard]] CivilDate today() const { return civil_date(now()); }
};

class SystemClock final : public Clock {
public:
    [[nodiscard]] Instant now() const override;
};

/// Stands still until it is set; safe to read from many threads.
class FixedClock final : public Clock {
public:
    explicit FixedClock(Instant at) : at_{at} {}
    [[nodiscard]] Instant now() const override { return at_; }
    void set(Instant at) { at_ = at; }

private:
    Instant at_;
};

}  // namespace jiwei::time
