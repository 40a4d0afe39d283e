#include "core/programmes/prompts.hpp"

#include <algorithm>

namespace jiwei::core::programmes {

namespace {

constexpr std::string_view truth = "true";

/// The newest one decides: a diagnosis that was excluded later is none.
const rules::Fact* newest(std::span<const rules::Fact> facts, std::string_view code, CivilDate today) {
    const rules::Fact* found = nullptr;
    for (const rules::Fact& fact : facts) {
        if (fact.code == code && fact.on <= today && (found == nullptr || found->on <= fact.on)) found = &fact;
    }
    return found;
}

}  // namespace

Prompt prompt_of(const packs::Pack& pack, CivilDate birth_date, std::span<const Course> courses, std::span<const rules::Fact> facts,
                 CivilDate today) {
    if (!pack.screening) return Prompt::none;
    const packs::Screening& screening = *pack.screening;
    const auto course =
        std::find_if(courses.begin(), courses.end(), [&](const Course& one) { return one.programme == screening.programme; });
    if (course != courses.end() && course->is_open) return Prompt::none;
    const rules::Fact* const found = screening.found.empty() ? nullptr : newest(facts, screening.found, today);
    if (found != nullptr && found->value == truth && (course == courses.end() || course->since < found->on)) return Prompt::enrol;
    if (age_years(birth_date, today) < screening.from_age) return Prompt::none;
    const bool is_measured = std::any_of(facts.begin(), facts.end(), [&](const rules::Fact& fact) {
        const bool counts = std::find(screening.measured.begin(), screening.measured.end(), fact.code) != screening.measured.end();
        return counts && fact.on <= today && fact.on.year() == today.year();
    });
    return is_measured ? Prompt::none : Prompt::measure;
}

}  // namespace jiwei::core::programmes
