#include "modules/indicators/steps.hpp"

#include <charconv>
#include <cstdlib>

namespace jiwei::indicators {

namespace {

constexpr std::size_t date_length = 10;

std::int64_t read_number(std::string_view text) {
    std::int64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

/// Appends unless nothing changes by it.
void push(Course& course, CivilDate day, Fraction value) {
    if (!course.empty() && course.back().first == day) {
        course.pop_back();
    }
    const Fraction before = course.empty() ? Fraction{} : course.back().second;
    if (before != value) course.emplace_back(day, value);
}

}  // namespace

Span span_of(std::string_view period) {
    if (period == ever) return {*CivilDate::of(1800, 1, 1), *CivilDate::of(2999, 12, 31)};
    const int year = static_cast<int>(read_number(period));
    return {CivilDate::of(year, 1, 1).value_or(CivilDate{}), CivilDate::of(year, 12, 31).value_or(CivilDate{})};
}

std::map<std::string, Course, std::less<>> by_institution(std::span<const Step> steps, std::string_view period) {
    const Span span = span_of(period);
    std::map<std::string, Course, std::less<>> courses;
    const Step* before = nullptr;
    for (const Step& step : steps) {
        if (step.from > span.last) break;
        const CivilDate day = std::max(step.from, span.first);
        if (before != nullptr && before->institution_id != step.institution_id) push(courses[before->institution_id], day, {});
        push(courses[step.institution_id], day, {step.numerator, step.denominator});
        before = &step;
    }
    std::erase_if(courses, [](const auto& entry) { return entry.second.empty(); });
    return courses;
}

std::string write_course(const Course& course) {
    std::string text;
    for (const auto& [day, value] : course) {
        if (!text.empty()) text += ';';
        text += day.text();
        text += ':';
        text += std::to_string(value.numerator);
        text += '/';
        text += std::to_string(value.denominator);
    }
    return text;
}

Course read_course(std::string_view text) {
    Course course;
    while (text.size() > date_length) {
        const std::string_view one = text.substr(0, text.find(';'));
        const std::size_t slash = one.find('/');
        const auto day = parse_civil_date(one.substr(0, date_length));
        if (!day || slash == std::string_view::npos) break;
        course.emplace_back(
            *day, Fraction{read_number(one.substr(date_length + 1, slash - date_length - 1)), read_number(one.substr(slash + 1))});
        text.remove_prefix(std::min(text.size(), one.size() + 1));
    }
    return course;
}

Fraction at(const Course& course, CivilDate day) {
    Fraction value;
    for (const auto& [from, next] : course) {
        if (from > day) break;
        value = next;
    }
    return value;
}

void add_difference(const Course& before, const Course& after, std::map<CivilDate, Fraction>& days) {
    const auto add = [&days](const Course& course, std::int64_t sign) {
        Fraction held;
        for (const auto& [day, value] : course) {
            Fraction& moved = days[day];
            moved.numerator += sign * (value.numerator - held.numerator);
            moved.denominator += sign * (value.denominator - held.denominator);
            held = value;
        }
    };
    add(before, -1);
    add(after, 1);
    std::erase_if(days, [](const auto& entry) { return entry.second.is_zero(); });
}

}  // namespace jiwei::indicators
