// The rules behind single registers, each usable by itself (organisation specification 4-8).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/kernel/civil_date.hpp"

namespace jiwei::organization_rules {

// Equipment (specification 7) ---------------------------------------------------------------------------------------------------------

struct StandardLine {
    std::string item;
    std::int64_t standard = 0;
};
struct Shortage {
    std::string item;
    std::int64_t standard = 0;
    std::int64_t usable = 0;
    std::int64_t missing = 0;  // max(0, standard - usable)
    bool operator==(const Shortage&) const = default;
};
/// `usable`: pieces in use by item; what is idle, in repair or scrapped is not among them.
[[nodiscard]] std::vector<Shortage> shortages(std::span<const StandardLine> standard, const std::map<std::string, std::int64_t>& usable);

// Training (specification 5) ----------------------------------------------------------------------------------------------------------

struct CreditTerms {
    int total_min_tenths = 250;
    int class_one_min_tenths = 50;
    int class_two_min_tenths = 150;
    int attendance_percent_min = 80;
    int pass_mark = 60;
};
struct Credit {
    std::string session_id;
    bool is_class_one = false;
    int tenths = 0;
    int attendance_percent = 0;
    int score = 0;
    int pass_mark = 60;
};
struct CreditYear {
    int class_one_tenths = 0;
    int class_two_tenths = 0;
    bool complies = false;
};
/// Granted only for attendance and a passed exam; a session counts once.
[[nodiscard]] bool is_granted(const Credit& credit, const CreditTerms& terms = {});
[[nodiscard]] CreditYear credits_of(std::span<const Credit> credits, const CreditTerms& terms = {});

// Construction (specification 8) -------------------------------------------------------------------------------------------------------

enum class Lateness : unsigned char { none, amber, red };
/// A milestone is amber from one day and red from thirty days after its planned date, until it is reached; reached late counts too.
[[nodiscard]] Lateness lateness_of(CivilDate planned, std::optional<CivilDate> actual, CivilDate today);
[[nodiscard]] std::string_view word_of(Lateness lateness);
[[nodiscard]] int days_late(CivilDate planned, std::optional<CivilDate> actual, CivilDate today);

// Ethics (specification 6) ---------------------------------------------------------------------------------------------------------------

/// Monday to Friday count; who knows holidays counts by the calendar of packs/roles.
[[nodiscard]] CivilDate add_working_days(CivilDate from, int days);
/// At most 40 % of a unit may be excellent.
[[nodiscard]] bool excellent_allowed(std::int64_t excellent, std::int64_t people);

// Grids (specification 3)
// ------------------------------------------------------------------------------------------------------------------

/// Places that more than one grid holds, sorted; each is an overlap.
[[nodiscard]] std::vector<std::string> overlaps(std::span<const std::string> places_of_all_grids);
/// In basis points, of persons that grids cover; the target is all of them.
[[nodiscard]] std::int64_t coverage_basis_points(std::int64_t covered, std::int64_t all);

inline constexpr std::int64_t residents_per_doctor_warn = 2'000;
inline constexpr std::int64_t residents_per_doctor_max = 3'000;

}  // namespace jiwei::organization_rules
