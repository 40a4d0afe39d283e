// What the indicators of an archive are computed from beside its own steps: services, memberships and duplicates, from whoever knows them.
#include <algorithm>
#include <array>

#include "modules/residents/inside.hpp"
#include "modules/residents/sql.hpp"

namespace jiwei::residents {
namespace {

std::vector<CivilDate> turns_of(std::string_view course) {
    std::vector<CivilDate> turns;
    while (!course.empty()) {
        const std::string_view one = course.substr(0, course.find(';'));
        if (const auto day = parse_civil_date(one)) turns.push_back(*day);
        course.remove_prefix(std::min(course.size(), one.size() + 1));
    }
    return turns;
}

/// Several modules may know something: the facts of all, and a member of a programme is whoever is one anywhere.
Use united(std::vector<Use> uses) {
    if (uses.empty()) return {};
    if (uses.size() == 1) return std::move(uses.front());
    Use all;
    std::vector<std::vector<CivilDate>> courses;
    for (Use& one : uses) {
        std::ranges::move(one.facts, std::back_inserter(all.facts));
        courses.push_back(std::move(one.member));
    }
    all.member = united_turns(courses);
    return all;
}

struct Person {
    Cover cover;
    std::vector<DatedStep> steps;
    int entered_year = 0;
};

std::optional<Person> person_of(db::Connection& connection, std::string_view county_id, std::string_view resident_id) {
    const db::Rows rows = connection.run(sql::life_of, {county_id, resident_id});
    if (rows.empty()) return std::nullopt;
    Person person;
    person.cover.sex = rows[0].string(0);
    person.cover.birth_date = rows[0].string(1);
    person.cover.name = rows[0].string(11);
    person.entered_year = time::civil_date(time::Instant{rows[0].integer(2)}).year();
    for (const db::Row row : rows)
        person.steps.push_back(
            {row.string(3), row.string(4), row.string(5), row.string(6), row.boolean(7), row.string(8), row.boolean(9), row.boolean(10)});
    return person;
}

}  // namespace

std::string turned(std::string_view course, CivilDate today, bool is_on) {
    std::vector<CivilDate> turns = turns_of(course);
    if (is_on == (turns.size() % 2 == 1)) return std::string{course};
    if (!turns.empty() && turns.back() == today)
        turns.pop_back();
    else
        turns.push_back(today);
    std::string text;
    for (const CivilDate day : turns) text += (text.empty() ? "" : ";") + day.text();
    return text;
}

Life Inside::life_of(db::Connection& connection, std::string_view county_id, std::string_view resident_id) const {
    std::vector<Use> uses;
    uses.reserve(use_sources.size());
    for (UseSource* source : use_sources) uses.push_back(source->use_of(connection, county_id, resident_id));
    return {united(std::move(uses)), duplicate_turns(connection, county_id, resident_id)};
}

std::vector<CivilDate> Inside::duplicate_turns(db::Connection& connection, std::string_view county_id, std::string_view resident_id) const {
    std::vector<std::vector<CivilDate>> courses;
    for (const db::Row row : connection.run(sql::courses_of_high, {county_id, resident_id})) courses.push_back(turns_of(row.text(0)));
    return united_turns(courses);
}

std::map<std::string, Life> Inside::lives_between(db::Connection& connection, std::string_view county_id, std::string_view after,
                                                  std::string_view upto) const {
    std::map<std::string, std::vector<Use>> uses;
    for (UseSource* source : use_sources) {
        for (auto& [id, use] : source->uses_between(connection, county_id, after, upto)) uses[id].push_back(std::move(use));
    }
    std::map<std::string, std::vector<std::vector<CivilDate>>> courses;
    for (const db::Row row : connection.run(sql::courses_between, {county_id, after, upto}))
        courses[row.string(0)].push_back(turns_of(row.text(1)));
    std::map<std::string, Life> lives;
    for (auto& [id, all] : uses) lives[id].use = united(std::move(all));
    for (const auto& [id, all] : courses) lives[id].duplicate = united_turns(all);
    return lives;
}

void Inside::renew_counts(db::Connection& connection, const ActContext& act, std::string_view resident_id) const {
    const std::string& county_id = act.county_id;
    const auto person = person_of(connection, county_id, resident_id);
    if (!person) return;
    const auto all = counts_of(person->cover, person->steps, person->entered_year, life_of(connection, county_id, resident_id), act.today);
    indicators.put_contributions(connection, county_id, resident_id, all);
}

std::vector<indicators::Contribution> Inside::counts_of(const Cover& cover, const std::vector<DatedStep>& steps, int entered_year,
                                                        Life life, CivilDate today) const {
    const auto history = history_of(cover, steps, std::move(life));
    auto all = contributions_of(*rules, history, entered_year);
    add_counted(all, use_sources, history, {entered_year, 0, indicators::Indicators::last_open_year(today)});
    return all;
}

void Residents::hold(db::Connection& connection, std::string_view county_id, std::string_view resident_id) const {
    connection.run(sql::touch_resident, {county_id, resident_id});
}

std::optional<core::indicators::PersonHistory> Residents::history(db::Connection& connection, std::string_view county_id,
                                                                  std::string_view resident_id) const {
    const auto person = person_of(connection, county_id, resident_id);
    if (!person) return std::nullopt;
    return history_of(person->cover, person->steps, inside_->life_of(connection, county_id, resident_id));
}

std::optional<core::indicators::Lacking> Residents::lacking(db::Connection& connection, std::string_view county_id,
                                                            std::string_view indicator, std::string_view resident_id,
                                                            CivilDate as_of) const {
    const Inside& in = *inside_;
    const auto person = person_of(connection, county_id, resident_id);
    if (!person) return std::nullopt;
    const auto history = history_of(person->cover, person->steps, in.life_of(connection, county_id, resident_id));
    return core::indicators::lacking(*in.rules->archive, indicator, history, core::indicators::Period::year(as_of.year()), as_of);
}

std::vector<indicators::Contribution> Residents::use_contributions(db::Connection& connection, std::string_view county_id,
                                                                   std::string_view resident_id, const UseSource& source, Use own,
                                                                   YearSpan years) const {
    const Inside& in = *inside_;
    const auto person = person_of(connection, county_id, resident_id);
    if (!person) return {};
    std::vector<Use> uses;
    uses.push_back(std::move(own));
    for (UseSource* other : in.use_sources) {
        if (other != &source) uses.push_back(other->use_of(connection, county_id, resident_id));
    }
    auto history = history_of(person->cover, person->steps, {united(std::move(uses)), {}});
    auto all = contributions_of(*in.rules, history, person->entered_year);
    // Opening and duplicates do not depend on what is used: they stay as they are.
    std::erase_if(all, [](const indicators::Contribution& one) { return one.indicator == "R5" || one.indicator == "R6"; });
    if (source.counted_indicators().empty()) return all;
    history.duplicate = in.duplicate_turns(connection, county_id, resident_id);
    add_counted(all, in.use_sources, history, {person->entered_year, years.first, years.last});
    return all;
}

}  // namespace jiwei::residents
