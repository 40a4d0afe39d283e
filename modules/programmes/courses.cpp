#include "modules/programmes/courses.hpp"

#include <functional>

namespace jiwei::programmes {

namespace {

constexpr std::size_t course_date_length = 10;

/// Calls `read(date, rest)` for every "YYYY-MM-DD:rest" between semicolons.
void each_step(std::string_view text, const std::function<void(CivilDate, std::string_view)>& read) {
    while (text.size() > course_date_length) {
        const std::string_view one = text.substr(0, text.find(';'));
        if (const auto day = parse_civil_date(one.substr(0, course_date_length))) read(*day, one.substr(course_date_length + 1));
        text.remove_prefix(std::min(text.size(), one.size() + 1));
    }
}

template <class Step>
void replace_from(std::vector<Step>& steps, Step step) {
    std::erase_if(steps, [&step](const Step& one) { return one.from >= step.from; });
    steps.push_back(std::move(step));
}

}  // namespace

std::string write_states(const std::vector<StateStep>& steps) {
    std::string text;
    for (const StateStep& step : steps) {
        if (!text.empty()) text += ';';
        text += step.from.text() + ':' + std::to_string(static_cast<int>(step.state)) + ':' + step.enrolled_on.text();
    }
    return text;
}

std::vector<StateStep> read_states(std::string_view text) {
    std::vector<StateStep> steps;
    each_step(text, [&steps](CivilDate from, std::string_view rest) {
        const auto enrolled_on = parse_civil_date(rest.substr(rest.find(':') + 1));
        steps.push_back({from, static_cast<EnrolmentState>(rest.front() - '0'), enrolled_on.value_or(from)});
    });
    return steps;
}

std::string write_places(const std::vector<PlaceStep>& steps) {
    std::string text;
    for (const PlaceStep& step : steps) {
        if (!text.empty()) text += ';';
        text += step.from.text() + ':' + step.institution_id;
    }
    return text;
}

std::vector<PlaceStep> read_places(std::string_view text) {
    std::vector<PlaceStep> steps;
    each_step(text, [&steps](CivilDate from, std::string_view rest) { steps.push_back({from, std::string{rest}}); });
    return steps;
}

void set_from(std::vector<StateStep>& steps, StateStep step) { replace_from(steps, step); }
void set_from(std::vector<PlaceStep>& steps, PlaceStep step) { replace_from(steps, std::move(step)); }

}  // namespace jiwei::programmes
