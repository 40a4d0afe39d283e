// Days of multi-site practice and counterpart support, and their quota (organisation specification 4).
#pragma once

#include <optional>
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

struct SupportTerms {
    int lectures_a_year = 2;
    int trainees_a_year = 1;  // one or two people
    int trainee_months_min = 3;
    int trainee_months_max = 6;
};

/// One activity of a supporter at the recipient.
struct SupportActivity {
    CivilDate on;
    std::string kind;  // list SUPPORT_VISIT: visit, lecture, trainee, teaching_round, consultation, technique
    int people = 0;
    int months = 0;  // of a trainee
    std::optional<int> satisfaction_percent;
};

struct SupportYear {
    int visits_due = 0;
    int months_visited = 0;  // months with a visit: two in one month do not stand for the next
    int lectures = 0;
    int trainees = 0;  // of three to six months
    int teaching_rounds = 0;
    int consultations = 0;
    int techniques = 0;
    std::optional<int> satisfaction_percent;  // mean of those that say it, rounded half up
    QuotaState state = QuotaState::running;
};
/// What an agreement owes and did in a year; missed once a month passed without a visit, or the year (or the agreement) ended without its
/// lectures and trainees. An agreement that runs for less than the whole year owes visits only.
[[nodiscard]] SupportYear support_year(std::span<const SupportActivity> activities, int year, CivilDate from, CivilDate until,
                                       CivilDate today, const SupportTerms& terms = {});

}  // namespace jiwei::organization_rules
