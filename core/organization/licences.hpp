// Licences of staff: who may practise what, where, on a day, and which licences end soon (organisation specification 4).
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/kernel/civil_date.hpp"

namespace jiwei::organization_rules {

struct Licence {
    std::string kind;   // list LICENCE_KIND: physician, nurse, village_doctor, …
    std::string scope;  // category or scope of a physician; empty: none stated
    CivilDate from;
    std::optional<CivilDate> until;  // the last valid day
    bool revoked = false;
};

/// Where a person may work: the main institution, a registered additional one, or one of an approved support period.
struct Site {
    std::string institution_id;
    CivilDate from;
    std::optional<CivilDate> until;
};

enum class Practice : unsigned char { allowed, no_licence, wrong_scope, wrong_place };
/// The stable words of the refusals: LICENCE_MISSING, LICENCE_SCOPE, LICENCE_PLACE; empty when allowed.
[[nodiscard]] std::string_view code_of(Practice practice);

struct PracticeQuestion {
    std::span<const std::string_view> kinds;  // any of these licences is needed
    std::string_view scope;                   // empty: any scope
    std::string_view institution_id;
    CivilDate on;
};
/// A clinical signature, prescription, vaccination or midwifery record needs a licence of the kind, scope and place on its date.
[[nodiscard]] Practice may_practise(std::span<const Licence> licences, std::span<const Site> sites, const PracticeQuestion& question);

/// 90, 30 and 0 days before the end.
enum class Expiry : unsigned char { none, in_90_days, in_30_days, expired };
[[nodiscard]] Expiry expiry_of(std::optional<CivilDate> until, CivilDate today);
[[nodiscard]] std::string_view word_of(Expiry expiry);

/// The last valid day by the kind's term (nurse and village doctor: five years); nothing for kinds without a term.
[[nodiscard]] std::optional<CivilDate> usual_end(std::string_view kind, CivilDate from);
/// The last day by which the holder is to be assessed again: physicians within three years, village doctors within two, from the last
/// assessment or the day of the licence; nothing for other kinds.
[[nodiscard]] std::optional<CivilDate> assessment_due(std::string_view kind, CivilDate from, std::optional<CivilDate> assessed);
/// The first day on which the licence may be renewed: nurse 30 days, village doctor three months before the end.
[[nodiscard]] std::optional<CivilDate> renewal_opens(std::string_view kind, std::optional<CivilDate> until);

}  // namespace jiwei::organization_rules
