// Fuzzes the strict readers of dates, decimals, identifiers and UTF-8: what is accepted has one text, and arithmetic on it stays in range.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "core/kernel/civil_date.hpp"
#include "core/kernel/decimal.hpp"
#include "core/kernel/id.hpp"
#include "core/kernel/utf8.hpp"

namespace {

using namespace jiwei;

void demand(bool promise) {
    if (!promise) std::abort();
}

void read_dates(std::string_view first, std::string_view second) {
    const auto a = parse_civil_date(first);
    if (!a) return;
    demand(a->text() == first && CivilDate::from_days(a->days_since_1970()) == *a);
    demand(a->day() >= 1 && a->day() <= days_in_month(a->year(), a->month()));
    const auto b = parse_civil_date(second);
    if (!b) return;
    demand(add_days(*a, days_between(*a, *b)) == *b);
    const int months = months_between(*a, *b);
    if (*a <= *b) demand(months >= 0 && add_months(*a, months) <= *b);
    demand((age_years(*a, *b) >= 0) == (*a <= *b));
}

void read_decimals(std::string_view first, std::string_view second) {
    const auto a = parse_decimal(first);
    if (!a) return;
    const auto again = parse_decimal(a->text());
    demand(again && *again == *a && again->text() == a->text());
    for (int scale = 0; scale <= Decimal::scale_max; ++scale) {
        const Decimal rounded = round_half_up(*a, scale);
        if (scale >= a->scale()) demand(rounded == *a);
    }
    const auto b = parse_decimal(second);
    if (!b) return;
    if (const auto sum = add(*a, *b)) {
        const auto back = subtract(*sum, *b);
        demand(!back || *back == *a);
    }
    demand(multiply(*a, *b).has_value() == multiply(*b, *a).has_value());
    (void)divide_half_up(*a, *b, 2);
}

void read_utf8(std::string_view text) {
    std::string written;
    std::size_t at = 0;
    while (at < text.size()) {
        const std::size_t before = at;
        const auto point = utf8::next(text, at);
        if (!point) break;
        demand(at > before && at <= text.size());
        utf8::append(written, *point);
    }
    demand(utf8::is_valid(text) == (written == text));
    if (written == text) demand(utf8::length(text) <= text.size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    const auto cut = text.find('\n');
    const std::string_view first = text.substr(0, cut);
    const std::string_view second = cut == std::string_view::npos ? std::string_view{} : text.substr(cut + 1);
    read_dates(first, second);
    read_decimals(first, second);
    read_utf8(text);
    demand(!is_id(text) || (size > 0 && size <= id_length_max && utf8::is_valid(text)));
    return 0;
}
