// Money: whole fen (1/100 yuan), a type that mixes with nothing and has no multiplication; shares are named functions.
#pragma once

#include <compare>
#include <cstdint>

namespace jiwei {

/// The largest amount anywhere (100 billion yuan): with rates up to 10,000 basis points no product overflows 64 bits.
inline constexpr std::int64_t money_fen_max = 10'000'000'000'000;

class Fen {
public:
    constexpr explicit Fen(std::int64_t amount_fen) : amount_fen_{amount_fen} {}
    [[nodiscard]] constexpr std::int64_t count() const { return amount_fen_; }
    friend constexpr Fen operator+(Fen a, Fen b) { return Fen{a.amount_fen_ + b.amount_fen_}; }
    friend constexpr Fen operator-(Fen a, Fen b) { return Fen{a.amount_fen_ - b.amount_fen_}; }
    constexpr auto operator<=>(const Fen&) const = default;

private:
    std::int64_t amount_fen_;
};

/// 10,000 = 100 %.
struct BasisPoints {
    std::int32_t value;
    constexpr auto operator<=>(const BasisPoints&) const = default;
};

}  // namespace jiwei
