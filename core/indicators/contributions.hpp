// What one person adds to an indicator, as a step function of the reporting date: computed without today, so it is true on every day of
// the period, past and future, until the person's records change (docs/adr/0013).
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/kernel/civil_date.hpp"
#include "core/packs/pack.hpp"
#include "core/rules/frame.hpp"

namespace jiwei::core::indicators {

/// The archive from this day on (RECORD_STATUS, RESIDENCE_STATE). `arrived_on` absent: registered local.
struct ArchiveStep {
    CivilDate from;
    std::string status;
    std::string residence_state;
    std::optional<CivilDate> arrived_on;
    bool is_complete = false;  // cover and personal basic information form
    bool is_electronic = false;
    bool is_cover_complete = false;  // the cover alone: children under 7 have no basic form
};

/// The enrolment in the pack's programme from this day on; state "1" to "6".
struct EnrolmentStep {
    CivilDate from;
    std::string state;
    CivilDate enrolled_on;
};

/// The managing institution from this day on.
struct InstitutionStep {
    CivilDate from;
    std::string institution_id;
};

/// Each list is ordered by `from`; of two steps on one day the later in the list counts. Before its first step a list says nothing:
/// no archive, not enrolled, managed by nobody. A pack reads the lists that its indicators name; the others may stay empty.
struct PersonHistory {
    CivilDate birth_date;
    std::string sex;
    std::vector<ArchiveStep> archive;
    std::vector<EnrolmentStep> enrolment;
    std::vector<InstitutionStep> institutions;
    std::vector<rules::Fact> facts;  // final records only, in any order
    /// What holds of the archive or not, as the days on which it turns, false before the first one.
    std::vector<CivilDate> opened = {};     // to the person
    std::vector<CivilDate> member = {};     // of a programme, in care
    std::vector<CivilDate> examined = {};   // in the calendar year of the day
    std::vector<CivilDate> duplicate = {};  // LIKELY one archive too many
};

/// Both days belong to the period. The service year is the calendar year.
struct Period {
    CivilDate first;
    CivilDate last;
    [[nodiscard]] static Period year(int year);
};

/// From this day on, until the next step or the period's end. Each number is 0 or 1; numerator 1 is possible with denominator 0 only
/// where the denominator is a figure of the area.
struct Step {
    CivilDate from;
    std::string institution_id;
    int numerator = 0;
    int denominator = 0;

    bool operator==(const Step&) const = default;
};

struct IndicatorSteps {
    std::string indicator;
    /// The first step is the first day that the person counts anywhere; empty when never. A step with 0 and 0 ends a counting.
    std::vector<Step> steps;
};

/// All indicators of the pack, in the pack's order.
[[nodiscard]] std::vector<IndicatorSteps> contributions(const packs::Pack& pack, const PersonHistory& person, const Period& period);
/// One indicator.
[[nodiscard]] std::vector<Step> contributions(const packs::Pack& pack, const packs::Indicator& indicator, const PersonHistory& person,
                                              const Period& period);

/// What is told of somebody who counts in the denominator and not in the numerator.
struct Lacking {
    std::string code;
    forms::Label text;  // with its values
    std::string task;   // code of the task that mends it, may be empty
    std::string form;   // the form that does where there is no task, may be empty
};
/// The first lack of the indicator that holds on the day; nothing when the pack names none that does. Only for people who are missing.
[[nodiscard]] std::optional<Lacking> lacking(const packs::Pack& pack, std::string_view indicator, const PersonHistory& person,
                                             const Period& period, CivilDate day);

/// What a named rule of the pack's indicators says of the person on a day; nothing when there is no rule of this name, or nobody manages
/// the person.
[[nodiscard]] std::optional<bool> holds_on(const packs::Pack& pack, std::string_view rule, const PersonHistory& person, CivilDate day);

/// The denominator where it is a figure of the area: figure x multiplier, whole persons half up; nothing for other indicators.
[[nodiscard]] std::optional<std::int64_t> figure_denominator(const packs::Indicator& indicator, std::int64_t figure);

/// "60.00" for 3 of 5 (two decimals, half up); nothing when the denominator is 0.
[[nodiscard]] std::optional<std::string> percent(std::int64_t numerator, std::int64_t denominator);

}  // namespace jiwei::core::indicators
