// Days of multi-site practice and counterpart support, and their quota (organisation specification 4).
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "core/kernel/civil_date.hpp"

namespace jiwei::organization_rules {

struct QuotaTerms {
    int days_per_quarter = 6;
    int hours_min_tenths = 40;  // a sign-in shorter than four hours is no day
    int warn_from_day = 60;     // of the quarter: below the share of time that has passed, the quota is at risk
};

struct SignIn {
    CivilDate on;
    int hours_tenths = 0;
};

enum class QuotaState : unsigned char { running, at_risk, met, missed };
[[nodiscard]] std::string_view word_of(QuotaState state);

struct Quota {
    int days = 0;  // distinct dates that count
    int due = 0;
    QuotaState state = QuotaState::running;
};

/// 1-4, by the calendar.
[[nodiscard]] int quarter_of(CivilDate date);
[[nodiscard]] CivilDate quarter_first(int year, int quarter);
[[nodiscard]] CivilDate quarter_last(int year, int quarter);

/// A date counts once, however many places and sign-ins; sign-ins of other quarters do not count.
[[nodiscard]] Quota quota_of(std::span<const SignIn> sign_ins, int year, int quarter, CivilDate today, const QuotaTerms& terms = {});

/// Counterpart support: visits due by `today` of the year, one a month from the agreement's first month to its last.
[[nodiscard]] int visits_due(int year, CivilDate from, CivilDate until, CivilDate today);

}  // namespace jiwei::organization_rules
