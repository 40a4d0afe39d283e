// Shares against the regional plan, from what the registers say (organisation specification 1 and 8a): which institutions reach a standard,
// how many people one serves, hands a thousand residents. Thresholds are the pack's (packs/organization/planning.csv).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace jiwei::organization_rules {

/// An institution on the day: its people with licences that are valid, its departments, premises and awards.
struct PlanPlace {
    std::string id;
    std::string kind;           // H1-H18
    std::string township_code;  // 12 digits
    std::int64_t staff = 0;
    std::int64_t physicians = 0;  // physicians and assistant physicians
    std::int64_t tcm_physicians = 0;
    std::int64_t general_practitioners = 0;
    std::int64_t nurses = 0;
    std::int64_t qualified = 0;  // may practise as physician, assistant or village doctor
    std::int64_t seniors = 0;    // associate-senior and senior titles
    std::int64_t beds = 0;
    bool has_tcm_department = false;
    std::int64_t premises_m2 = 0;  // 0: not stated
    bool is_new_town = false;
    bool has_government_premises = false;
    bool lacks_equipment = false;
    std::vector<std::string> awards;  // titles in force, of the creation register
    std::vector<std::string> posts;
};

/// What the county itself laid down in its plan in force; nothing: not laid down. Hundredths a thousand residents.
struct PlanDemands {
    std::optional<std::int64_t> institutions;
    std::optional<std::int64_t> beds_hundredths;
    std::optional<std::int64_t> physicians_hundredths;
    std::optional<std::int64_t> nurses_hundredths;
};

struct PlanCounty {
    std::optional<std::int64_t> residents;  // the figure of the year; nothing: not given
    std::vector<std::string> streets;       // 12-digit codes of street offices
    std::vector<PlanPlace> places;
    PlanDemands demands;
};

/// One line of the pack. `least` and `most` are in the unit of the measure: basis points of a share, persons, hundredths a thousand.
struct PlanTerm {
    std::string code;
    std::optional<std::int64_t> least;
    std::optional<std::int64_t> most;
    std::int64_t each = 0;           // what an institution must reach to count
    std::vector<std::string> words;  // of posts, titles of awards
};

enum class PlanUnit : unsigned char { basis_points, persons, per_thousand_hundredths, count };

struct PlanValue {
    PlanUnit unit = PlanUnit::basis_points;
    std::int64_t numerator = 0;
    std::optional<std::int64_t> denominator;  // nothing: the figure was not given
    std::optional<std::int64_t> value;        // in `unit`, half up; nothing while the denominator is 0 or unknown
    std::optional<std::int64_t> least;        // of the county's plan where it lays one down, else the pack's
    std::optional<std::int64_t> most;
    std::optional<bool> is_met;
    std::vector<std::string> missing;  // institutions (or streets) that are counted and do not reach it
};

/// A measure that this file knows; the pack names no other.
[[nodiscard]] bool is_plan_measure(std::string_view code);
/// `term.code` is known.
[[nodiscard]] PlanValue plan_value(const PlanTerm& term, const PlanCounty& county);

}  // namespace jiwei::organization_rules
