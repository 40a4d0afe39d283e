#include "core/organization/support.hpp"

#include <algorithm>
#include <set>

namespace jiwei::organization_rules {

std::string_view word_of(QuotaState state) {
    switch (state) {
    case QuotaState::running: return "running";
    case QuotaState::at_risk: return "at_risk";
    case QuotaState::met: return "met";
    case QuotaState::missed: return "missed";
    }
    return "running";
}

int quarter_of(CivilDate date) { return (date.month() + 2) / 3; }

CivilDate quarter_first(int year, int quarter) { return CivilDate::of(year, quarter * 3 - 2, 1).value_or(CivilDate{}); }

CivilDate quarter_last(int year, int quarter) { return add_days(add_months(quarter_first(year, quarter), 3), -1); }

Quota quota_of(std::span<const SignIn> sign_ins, int year, int quarter, CivilDate today, const QuotaTerms& terms) {
    const CivilDate first = quarter_first(year, quarter);
    const CivilDate last = quarter_last(year, quarter);
    std::set<CivilDate> dates;
    for (const SignIn& one : sign_ins) {
        if (one.on >= first && one.on <= last && one.on <= today && one.hours_tenths >= terms.hours_min_tenths) dates.insert(one.on);
    }
    Quota quota{static_cast<int>(dates.size()), terms.days_per_quarter, QuotaState::running};
    if (quota.days >= quota.due) {
        quota.state = QuotaState::met;
    } else if (today > last) {
        quota.state = QuotaState::missed;
    } else if (const int day = days_between(first, today) + 1; day >= terms.warn_from_day) {
        // days / due < day / length, in whole numbers
        const int length = days_between(first, last) + 1;
        if (quota.days * length < quota.due * day) quota.state = QuotaState::at_risk;
    }
    return quota;
}

int visits_due(int year, CivilDate from, CivilDate until, CivilDate today) {
    const CivilDate end = std::min(until, today);
    int due = 0;
    for (int month = 1; month <= 12; ++month) {
        const CivilDate first = CivilDate::of(year, month, 1).value_or(CivilDate{});
        const CivilDate last = add_days(add_months(first, 1), -1);
        if (last >= from && first <= end) ++due;
    }
    return due;
}

SupportYear support_year(std::span<const SupportActivity> activities, int year, CivilDate from, CivilDate until, CivilDate today,
                         const SupportTerms& terms) {
    const CivilDate first = CivilDate::of(year, 1, 1).value_or(CivilDate{});
    const CivilDate last = CivilDate::of(year, 12, 31).value_or(CivilDate{});
    SupportYear sum;
    sum.visits_due = visits_due(year, from, until, today);
    std::set<int> months;
    int said = 0;
    int satisfaction = 0;
    for (const SupportActivity& one : activities) {
        if (one.on < std::max(first, from) || one.on > std::min({last, until, today})) continue;
        if (one.kind == "visit") months.insert(one.on.month());
        if (one.kind == "lecture") ++sum.lectures;
        if (one.kind == "teaching_round") ++sum.teaching_rounds;
        if (one.kind == "consultation") ++sum.consultations;
        if (one.kind == "technique") ++sum.techniques;
        const bool is_term = one.months >= terms.trainee_months_min && one.months <= terms.trainee_months_max;
        if (one.kind == "trainee" && is_term) sum.trainees += std::max(one.people, 1);
        if (!one.satisfaction_percent) continue;
        ++said;
        satisfaction += *one.satisfaction_percent;
    }
    sum.months_visited = static_cast<int>(months.size());
    if (said > 0) sum.satisfaction_percent = (satisfaction * 2 + said) / (2 * said);
    const bool whole_year = from <= first && until >= last;
    const bool yearly = !whole_year || (sum.lectures >= terms.lectures_a_year && sum.trainees >= terms.trainees_a_year);
    const bool is_over = today > std::min(last, until);
    // The month that runs may still be visited.
    const bool runs_now = today >= std::max(first, from) && !is_over && !months.contains(today.month());
    const int passed = sum.visits_due - (runs_now ? 1 : 0);
    if (sum.months_visited < passed || (is_over && !yearly)) {
        sum.state = QuotaState::missed;
    } else if (is_over || (yearly && sum.visits_due > 0 && sum.months_visited >= sum.visits_due)) {
        sum.state = QuotaState::met;
    }
    return sum;
}

}  // namespace jiwei::organization_rules
