// What held from which day on: the states of an enrolment and the institutions that managed the person.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "modules/programmes/api.hpp"

namespace jiwei::programmes {

struct StateStep {
    CivilDate from;
    EnrolmentState state = EnrolmentState::managed;
    CivilDate enrolled_on;
    bool operator==(const StateStep&) const = default;
};

struct PlaceStep {
    CivilDate from;
    std::string institution_id;
    bool operator==(const PlaceStep&) const = default;
};

/// "2023-02-01:1:2023-02-01;2025-08-15:4:2023-02-01"
[[nodiscard]] std::string write_states(const std::vector<StateStep>& steps);
[[nodiscard]] std::vector<StateStep> read_states(std::string_view text);
/// "2023-02-01:01J…;2025-01-01:01K…"
[[nodiscard]] std::string write_places(const std::vector<PlaceStep>& steps);
[[nodiscard]] std::vector<PlaceStep> read_places(std::string_view text);

/// From `step.from` on this holds; what was to hold from that day or later is gone.
void set_from(std::vector<StateStep>& steps, StateStep step);
void set_from(std::vector<PlaceStep>& steps, PlaceStep step);

}  // namespace jiwei::programmes
