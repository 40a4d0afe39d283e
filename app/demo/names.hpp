// Invented people: names by frequency, numbers that no real person has.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "app/demo/random.hpp"
#include "core/kernel/civil_date.hpp"

namespace jiwei::app::demo {

[[nodiscard]] std::string_view random_surname(Random& random);
/// One or two characters of the fashion of the birth year.
[[nodiscard]] std::string random_given_name(Random& random, bool is_female, int birth_year);

/// ID numbers that pass every check and belong to nobody: the area 359900 was never given to a county (GB/T 2260 numbers of Fujian end
/// at 3509xx), the sequence counts up within a birth date. When a day's sequence is used up the area goes on to 359901.
class IdNumbers {
public:
    [[nodiscard]] std::string next(CivilDate birth_date, bool is_female);

private:
    std::map<std::pair<std::int32_t, bool>, int> used_;
};

/// 142 is a prefix that no Chinese operator has; the last eight digits count up from a start that the seed chooses.
[[nodiscard]] std::string phone_number(int serial);

}  // namespace jiwei::app::demo
