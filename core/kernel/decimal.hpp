// Exact decimals: what a person typed stays what it was ("1.50" keeps its zero), and comparisons never round.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace jiwei {

/// units x 10^-scale, |units| < 10^18, scale 0-6.
class Decimal {
public:
    static constexpr int scale_max = 6;

    constexpr Decimal() = default;
    constexpr explicit Decimal(std::int64_t whole) : units_{whole} {}
    /// The caller guarantees 0 <= scale <= scale_max.
    constexpr Decimal(std::int64_t units, int scale) : units_{units}, scale_{static_cast<std::int8_t>(scale)} {}

    [[nodiscard]] constexpr std::int64_t units() const { return units_; }
    [[nodiscard]] constexpr int scale() const { return scale_; }
    /// Plain notation with exactly scale() decimals: "-0.50".
    [[nodiscard]] std::string text() const;
    /// units() at `scale`, or nothing when digits would be lost or the number would not fit.
    [[nodiscard]] std::optional<std::int64_t> units_at(int scale) const;

private:
    std::int64_t units_ = 0;
    std::int8_t scale_ = 0;
};

/// JSON number grammar without exponent, at most 18 digits, at most six decimals.
[[nodiscard]] std::optional<Decimal> parse_decimal(std::string_view text);

/// By value: 1.5 equals 1.50.
[[nodiscard]] std::strong_ordering compare(Decimal a, Decimal b);
[[nodiscard]] inline bool operator==(Decimal a, Decimal b) { return compare(a, b) == std::strong_ordering::equal; }
[[nodiscard]] inline std::strong_ordering operator<=>(Decimal a, Decimal b) { return compare(a, b); }

/// Exact; nothing when the result does not fit.
[[nodiscard]] std::optional<Decimal> add(Decimal a, Decimal b);
[[nodiscard]] std::optional<Decimal> subtract(Decimal a, Decimal b);
[[nodiscard]] std::optional<Decimal> multiply(Decimal a, Decimal b);
/// a / b at `scale` decimals, half away from zero; nothing when b is zero or the result does not fit.
[[nodiscard]] std::optional<Decimal> divide_half_up(Decimal a, Decimal b, int scale);
/// `value` at `scale` decimals, half away from zero.
[[nodiscard]] Decimal round_half_up(Decimal value, int scale);

}  // namespace jiwei
