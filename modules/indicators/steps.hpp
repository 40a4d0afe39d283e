// Step functions of the reporting date: splitting by institution, text form, and the difference between two of them.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "modules/indicators/api.hpp"

namespace jiwei::indicators {

struct Fraction {
    std::int64_t numerator = 0;
    std::int64_t denominator = 0;
    bool operator==(const Fraction&) const = default;
    [[nodiscard]] bool is_zero() const { return numerator == 0 && denominator == 0; }
};

/// What holds at one institution from each day on; strictly increasing days, no repeats, not starting with zero.
using Course = std::vector<std::pair<CivilDate, Fraction>>;

/// First and last day of a period: a calendar year, or all time.
struct Span {
    CivilDate first;
    CivilDate last;
};
[[nodiscard]] Span span_of(std::string_view period);

/// A contribution as one course an institution. Steps before the period hold from its first day, steps after it are dropped.
[[nodiscard]] std::map<std::string, Course, std::less<>> by_institution(std::span<const Step> steps, std::string_view period);

/// "2025-01-01:0/1;2025-04-24:1/1"
[[nodiscard]] std::string write_course(const Course& course);
[[nodiscard]] Course read_course(std::string_view text);
/// What holds on the day.
[[nodiscard]] Fraction at(const Course& course, CivilDate day);

/// after - before, by the day on which the difference appears.
void add_difference(const Course& before, const Course& after, std::map<CivilDate, Fraction>& days);

}  // namespace jiwei::indicators
