// Whom to measure at the first visit of a year, and whom to enrol: asked of the packs that screen (docs/adr/0101).
#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/packs/pack.hpp"
#include "core/rules/frame.hpp"

namespace jiwei::core::programmes {

/// The person's place in a programme on the day asked. `since`: from when the present state holds.
struct Course {
    std::string programme;
    bool is_open = false;  // managed or lost to follow-up
    CivilDate since;
};

enum class Prompt : unsigned char {
    none,
    measure,  // nobody has measured in the calendar year
    enrol     // the diagnosis is confirmed and the person not managed
};

/// Of a living person. Who is managed is asked nothing; who left the programme after the diagnosis was confirmed is not proposed again.
/// A pack that screens for nothing prompts nothing.
[[nodiscard]] Prompt prompt_of(const packs::Pack& pack, CivilDate birth_date, std::span<const Course> courses,
                               std::span<const rules::Fact> facts, CivilDate today);

}  // namespace jiwei::core::programmes
