// The inputs that the engine gives to every rule: their names in the language, their types, and the slots they always have.
#pragma once

#include <array>
#include <string_view>

#include "core/rules/compile.hpp"

namespace jiwei::packs {

struct Input {
    std::string_view name;
    rules::Type type;
};

/// Slots of rules of a form and of its tasks, in this order from 0.
enum class FormInput : std::uint16_t { today, birth_date, sex, death_date, enrolled_on, enrolment_state, programmes };
inline constexpr std::array form_inputs{
    Input{"today", rules::Type::date},
    Input{"resident.birth_date", rules::Type::date},
    Input{"resident.sex", rules::Type::code},
    Input{"resident.death_date", rules::Type::date},
    Input{"enrolment.enrolled_on", rules::Type::date},
    Input{"enrolment.state", rules::Type::code},
    Input{"resident.programmes", rules::Type::set},  // names of the packs in which the person is managed or lost
};

/// What is decided, and the task being made: declared after the lets of a form.
inline constexpr std::array decided_inputs{
    Input{"decided.class", rules::Type::code}, Input{"decided.next", rules::Type::date}, Input{"decided.referral", rules::Type::code},
    Input{"decided.state", rules::Type::code}, Input{"task.anchor", rules::Type::date},  Input{"task.due", rules::Type::date},
};

/// Tasks that no form creates: on enrolment, each year, and when an archive is opened.
enum class TaskInput : std::uint16_t {
    year_first = form_inputs.size(),
    year_last,
    task_anchor,
    task_due,
    opened_on,
    residence_state,
    arrived_on,
    size
};
inline constexpr std::array task_inputs{
    Input{"year.first", rules::Type::date},         Input{"year.last", rules::Type::date},
    Input{"task.anchor", rules::Type::date},        Input{"task.due", rules::Type::date},
    Input{"archive.opened_on", rules::Type::date},  Input{"archive.residence_state", rules::Type::code},
    Input{"archive.arrived_on", rules::Type::date},
};

/// Slots of indicators. The archive and the enrolment are those of the report date.
enum class IndicatorInput : std::uint16_t {
    birth_date,
    sex,
    period_first,
    period_last,
    status,
    residence_state,
    arrived_on,
    is_complete,
    is_electronic,
    enrolment_state,
    enrolled_on,
    is_opened,
    is_member,
    is_examined,
    is_duplicate,
    is_cover_complete
};
inline constexpr std::array indicator_inputs{
    Input{"resident.birth_date", rules::Type::date},   Input{"resident.sex", rules::Type::code},
    Input{"period.first", rules::Type::date},          Input{"period.last", rules::Type::date},
    Input{"archive.status", rules::Type::code},        Input{"archive.residence_state", rules::Type::code},
    Input{"archive.arrived_on", rules::Type::date},    Input{"archive.complete", rules::Type::boolean},
    Input{"archive.electronic", rules::Type::boolean}, Input{"enrolment.state", rules::Type::code},
    Input{"enrolment.enrolled_on", rules::Type::date}, Input{"archive.opened", rules::Type::boolean},
    Input{"archive.member", rules::Type::boolean},     Input{"archive.examined", rules::Type::boolean},
    Input{"archive.duplicate", rules::Type::boolean},  Input{"archive.cover_complete", rules::Type::boolean},
};

template <class Enum>
[[nodiscard]] constexpr rules::Slot slot_of(Enum input) {
    return static_cast<rules::Slot>(input);
}

}  // namespace jiwei::packs
