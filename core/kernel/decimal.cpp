#include "core/kernel/decimal.hpp"

namespace jiwei {

namespace {

__extension__ using Wide = __int128;  // products of two 18-digit numbers, before they are checked

constexpr std::int64_t units_max = 999'999'999'999'999'999;

constexpr std::int64_t power_of_ten(int n) {
    std::int64_t power = 1;
    for (int i = 0; i < n; ++i) power *= 10;
    return power;
}

std::optional<Decimal> checked(Wide units, int scale) {
    // Trailing zeros beyond the largest scale can go; other digits cannot.
    while (scale > Decimal::scale_max && units % 10 == 0) {
        units /= 10;
        --scale;
    }
    if (scale > Decimal::scale_max || units > units_max || units < -Wide{units_max}) return std::nullopt;
    return Decimal{static_cast<std::int64_t>(units), scale};
}

Wide half_up(Wide numerator, Wide denominator) {
    if (denominator < 0) {
        numerator = -numerator;
        denominator = -denominator;
    }
    const bool negative = numerator < 0;
    const Wide magnitude = negative ? -numerator : numerator;
    const Wide rounded = (magnitude * 2 + denominator) / (denominator * 2);
    return negative ? -rounded : rounded;
}

}  // namespace

std::string Decimal::text() const {
    const bool negative = units_ < 0;
    std::string digits = std::to_string(negative ? -units_ : units_);
    if (scale_ > 0) {
        const auto decimals = static_cast<std::size_t>(scale());
        if (digits.size() <= decimals) digits.insert(0, decimals + 1 - digits.size(), '0');
        digits.insert(digits.size() - decimals, 1, '.');
    }
    return negative ? "-" + digits : digits;
}

std::optional<std::int64_t> Decimal::units_at(int scale) const {
    if (scale >= scale_) {
        const Wide scaled = Wide{units_} * power_of_ten(scale - scale_);
        if (scaled > units_max || scaled < -Wide{units_max}) return std::nullopt;
        return static_cast<std::int64_t>(scaled);
    }
    const std::int64_t step = power_of_ten(scale_ - scale);
    if (units_ % step != 0) return std::nullopt;
    return units_ / step;
}

std::optional<Decimal> parse_decimal(std::string_view text) {
    std::size_t at = 0;
    const bool negative = !text.empty() && text[0] == '-';
    if (negative) ++at;
    const std::size_t whole_from = at;
    std::int64_t units = 0;
    int digits = 0;
    const auto take_digits = [&] {
        const std::size_t from = at;
        for (; at < text.size() && text[at] >= '0' && text[at] <= '9' && digits < 18; ++at, ++digits) units = units * 10 + (text[at] - '0');
        return static_cast<int>(at - from);
    };
    const int whole = take_digits();
    if (whole == 0 || (whole > 1 && text[whole_from] == '0')) return std::nullopt;
    int scale = 0;
    if (at < text.size() && text[at] == '.') {
        ++at;
        scale = take_digits();
        if (scale == 0 || scale > Decimal::scale_max) return std::nullopt;
    }
    if (at != text.size()) return std::nullopt;
    return Decimal{negative ? -units : units, scale};
}

std::strong_ordering compare(Decimal a, Decimal b) {
    const int scale = a.scale() > b.scale() ? a.scale() : b.scale();
    const Wide left = Wide{a.units()} * power_of_ten(scale - a.scale());
    const Wide right = Wide{b.units()} * power_of_ten(scale - b.scale());
    if (left < right) return std::strong_ordering::less;
    return left > right ? std::strong_ordering::greater : std::strong_ordering::equal;
}

std::optional<Decimal> add(Decimal a, Decimal b) {
    const int scale = a.scale() > b.scale() ? a.scale() : b.scale();
    return checked(Wide{a.units()} * power_of_ten(scale - a.scale()) + Wide{b.units()} * power_of_ten(scale - b.scale()), scale);
}

std::optional<Decimal> subtract(Decimal a, Decimal b) { return add(a, Decimal{-b.units(), b.scale()}); }

std::optional<Decimal> multiply(Decimal a, Decimal b) { return checked(Wide{a.units()} * b.units(), a.scale() + b.scale()); }

std::optional<Decimal> divide_half_up(Decimal a, Decimal b, int scale) {
    if (b.units() == 0 || scale < 0 || scale > Decimal::scale_max) return std::nullopt;
    const Wide numerator = Wide{a.units()} * power_of_ten(b.scale()) * power_of_ten(scale);
    const Wide denominator = Wide{b.units()} * power_of_ten(a.scale());
    return checked(half_up(numerator, denominator), scale);
}

Decimal round_half_up(Decimal value, int scale) {
    if (scale >= value.scale()) return value;
    const Wide rounded = half_up(value.units(), power_of_ten(value.scale() - scale));
    return Decimal{static_cast<std::int64_t>(rounded), scale};
}

}  // namespace jiwei
