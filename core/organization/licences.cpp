#include "core/organization/licences.hpp"

#include <algorithm>

namespace jiwei::organization_rules {

namespace {

constexpr int term_years = 5;
constexpr int warn_days = 90;
constexpr int urge_days = 30;
constexpr int nurse_renewal_days = 30;     // nurse regulation: extended 30 days before the end
constexpr int village_renewal_months = 3;  // village-doctor regulation: registered anew from three months before the end

bool covers_day(CivilDate from, const std::optional<CivilDate>& until, CivilDate on) { return from <= on && (!until || on <= *until); }

}  // namespace

std::string_view code_of(Practice practice) {
    switch (practice) {
    case Practice::allowed: return {};
    case Practice::no_licence: return "LICENCE_MISSING";
    case Practice::wrong_scope: return "LICENCE_SCOPE";
    case Practice::wrong_place: return "LICENCE_PLACE";
    }
    return {};
}

Practice may_practise(std::span<const Licence> licences, std::span<const Site> sites, const PracticeQuestion& question) {
    bool has_kind = false;
    bool has_scope = false;
    for (const Licence& licence : licences) {
        const bool is_kind = std::find(question.kinds.begin(), question.kinds.end(), licence.kind) != question.kinds.end();
        if (!is_kind || licence.revoked || !covers_day(licence.from, licence.until, question.on)) continue;
        has_kind = true;
        if (question.scope.empty() || licence.scope == question.scope) has_scope = true;
    }
    if (!has_kind) return Practice::no_licence;
    if (!has_scope) return Practice::wrong_scope;
    const bool is_site = std::any_of(sites.begin(), sites.end(), [&](const Site& site) {
        return site.institution_id == question.institution_id && covers_day(site.from, site.until, question.on);
    });
    return is_site ? Practice::allowed : Practice::wrong_place;
}

Expiry expiry_of(std::optional<CivilDate> until, CivilDate today) {
    if (!until) return Expiry::none;
    const int days_left = days_between(today, *until);
    if (days_left < 0) return Expiry::expired;
    if (days_left <= urge_days) return Expiry::in_30_days;
    return days_left <= warn_days ? Expiry::in_90_days : Expiry::none;
}

std::string_view word_of(Expiry expiry) {
    switch (expiry) {
    case Expiry::none: return "none";
    case Expiry::in_90_days: return "in_90_days";
    case Expiry::in_30_days: return "in_30_days";
    case Expiry::expired: return "expired";
    }
    return "none";
}

std::optional<CivilDate> usual_end(std::string_view kind, CivilDate from) {
    if (kind != "nurse" && kind != "village_doctor") return std::nullopt;
    return add_days(add_months(from, 12 * term_years), -1);
}

std::optional<CivilDate> assessment_due(std::string_view kind, CivilDate from, std::optional<CivilDate> assessed) {
    constexpr int physician_months = 36;  // physicians law: assessed every three years
    constexpr int village_months = 24;    // village-doctor regulation: every two years
    const int months = kind == "physician" || kind == "assistant_physician" ? physician_months
                       : kind == "village_doctor"                           ? village_months
                                                                            : 0;
    if (months == 0) return std::nullopt;
    return add_months(assessed ? std::max(*assessed, from) : from, months);
}

std::optional<CivilDate> renewal_opens(std::string_view kind, std::optional<CivilDate> until) {
    if (!until) return std::nullopt;
    if (kind == "nurse") return add_days(*until, -nurse_renewal_days);
    if (kind == "village_doctor") return add_months(*until, -village_renewal_months);
    return std::nullopt;
}

}  // namespace jiwei::organization_rules
