#include <algorithm>

#include "core/indicators/contributions.hpp"
#include "core/programmes/case_wants.hpp"
#include "core/programmes/cases.hpp"
#include "core/programmes/json_form.hpp"

namespace jiwei::core::programmes {

namespace {

using indicators::PersonHistory;
using indicators::Step;
using json::Value;

/// "From the beginning", for people of a case who name one institution only.
CivilDate beginning() { return CivilDate::of(1900, 1, 1).value_or(CivilDate{}); }

struct CasePerson {
    std::string id;
    std::vector<indicators::IndicatorSteps> steps;
    PersonHistory history;
};

/// Steps in the order of their days, whatever order the author wrote them in.
std::vector<Value> by_day(const Value& steps) {
    std::vector<Value> sorted{steps.items().begin(), steps.items().end()};
    std::stable_sort(sorted.begin(), sorted.end(), [](const Value& a, const Value& b) { return a["from"].text() < b["from"].text(); });
    return sorted;
}

PersonHistory read_person(const Value& given, Reader& reader) {
    PersonHistory person;
    person.birth_date = reader.day(given, "birth_date");
    person.sex = given["sex"].is_null() ? "1" : reader.text(given, "sex");
    if (!given["enrolled_on"].is_null()) {
        const CivilDate day = reader.day(given, "enrolled_on");
        person.enrolment.push_back({day, "1", day});
    }
    for (const Value& step : by_day(given["enrolment"])) {
        const CivilDate from = reader.day(step, "from");
        const CivilDate enrolled_on = person.enrolment.empty() ? from : person.enrolment.back().enrolled_on;
        person.enrolment.push_back({from, reader.text(step, "state"), reader.day_if_any(step, "enrolled_on").value_or(enrolled_on)});
    }
    for (const Value& step : by_day(given["archive"])) {
        person.archive.push_back({reader.day(step, "from"), reader.text(step, "status"), step["residence_state"].text(),
                                  reader.day_if_any(step, "arrived_on"), step["complete"].as_boolean().value_or(true),
                                  step["electronic"].as_boolean().value_or(true), step["cover_complete"].as_boolean().value_or(true)});
    }
    const bool has_steps = !given["institutions"].items().empty();
    if (!has_steps || given["institution"].is_string()) {
        person.institutions.push_back({beginning(), given["institution"].is_string() ? given["institution"].text() : std::string{"I"}});
    }
    for (const Value& step : by_day(given["institutions"])) {
        person.institutions.push_back({reader.day(step, "from"), reader.text(step, "institution")});
    }
    person.facts = reader.facts(given["facts"]);
    const auto turns = [&](const char* key, std::vector<CivilDate>& days) {
        for (const Value& day : given[key].items()) {
            Value one = Value::object();
            one.set(key, day);
            days.push_back(reader.day(one, key));
        }
    };
    turns("opened", person.opened);
    turns("member", person.member);
    turns("examined", person.examined);
    turns("duplicate", person.duplicate);
    return person;
}

void add_records(const packs::Pack& pack, const Value& given, PersonHistory& person, std::vector<std::string>& differences) {
    std::vector<const Value*> records;
    for (const Value& record : given["records"].items()) records.push_back(&record);
    std::optional<Enrolment> enrolment;
    if (!person.enrolment.empty()) enrolment = Enrolment{person.enrolment.front().enrolled_on, "1"};
    auto facts = facts_of_records(pack, Resident{person.birth_date, person.sex, {}, {}}, enrolment, std::move(records), differences);
    person.facts.insert(person.facts.end(), facts.begin(), facts.end());
}

/// The step in force on a day.
const Step* step_on(const std::vector<Step>& steps, CivilDate day) {
    const Step* found = nullptr;
    for (const Step& step : steps) {
        if (step.from <= day) found = &step;
    }
    return found;
}

struct Counted {
    Value numerator = Value::array();
    Value denominator = Value::array();
};

Counted count(const std::vector<CasePerson>& people, std::size_t indicator, std::string_view institution, CivilDate day) {
    Counted counted;
    for (const CasePerson& person : people) {
        const Step* const step = step_on(person.steps[indicator].steps, day);
        if (step == nullptr || (!institution.empty() && step->institution_id != institution)) continue;
        if (step->numerator == 1) counted.numerator.append(Value::string(person.id));
        if (step->denominator == 1) counted.denominator.append(Value::string(person.id));
    }
    return counted;
}

class IndicatorCase {
public:
    IndicatorCase(const packs::Pack& pack, const Value& one, CaseResult& result) : pack_{pack}, one_{one}, result_{result} {}

    void run() {
        if (!read()) return;
        const CivilDate day = one_["as_of"].is_null() ? period_.last : reader_.day(one_, "as_of");
        result_.differences.insert(result_.differences.end(), reader_.errors().begin(), reader_.errors().end());
        result_.got = Value::object();
        if (one_["want"].members().empty()) result_.differences.push_back("want: a case says what it wants");
        for (const auto& [name, wanted] : one_["want"].members()) {
            if (name == "steps") {
                compare_steps(wanted);
            } else {
                compare(name, wanted, day);
            }
        }
    }

    Value all_steps() {
        Value made = Value::object();
        if (!read()) return made;
        for (const CasePerson& person : people_) {
            Value by_indicator = Value::object();
            for (const auto& one : person.steps) by_indicator.append_member(one.indicator, written(one.steps));
            made.set(person.id, std::move(by_indicator));
        }
        return made;
    }

    /// Of everybody who counts on the day: {"id": {"numerator": true, "lack": null}}.
    Value counts_on(std::string_view code, CivilDate day) {
        Value made = Value::object();
        const std::size_t index = find(code);
        if (index == pack_.indicators.size() || !read()) return made;
        for (const CasePerson& person : people_) {
            const Step* const step = step_on(person.steps[index].steps, day);
            if (step == nullptr || (step->numerator == 0 && step->denominator == 0)) continue;
            const auto lack = step->numerator == 1 ? std::nullopt : indicators::lacking(pack_, code, person.history, period_, day);
            Value told;
            if (lack) {
                told = Value::object({{"code", Value::string(lack->code)},
                                      {"zh", Value::string(lack->text.zh)},
                                      {"en", Value::string(lack->text.en)},
                                      {"task", Value::string(lack->task)},
                                      {"form", Value::string(lack->form)}});
            }
            made.set(person.id, Value::object({{"numerator", Value::boolean(step->numerator == 1)},
                                               {"denominator", Value::boolean(step->denominator == 1)},
                                               {"lack", std::move(told)}}));
        }
        return made;
    }

private:
    bool read() {
        const auto year = one_["year"].as_integer();
        if (!year || *year < 1900 || *year > 2900) return result_.differences.push_back("year: a year is needed"), false;
        period_ = indicators::Period::year(static_cast<int>(*year));
        for (const Value& given : one_["people"].items()) {
            PersonHistory person = read_person(given, reader_);
            add_records(pack_, given, person, result_.differences);
            auto steps = indicators::contributions(pack_, person, period_);
            people_.push_back({reader_.text(given, "id"), std::move(steps), std::move(person)});
        }
        return true;
    }

    /// "H1" or "H1@V1".
    void compare(const std::string& name, const Value& wanted, CivilDate day) {
        const std::size_t at = std::min(name.find('@'), name.size());
        const std::size_t index = find(std::string_view{name}.substr(0, at));
        if (index == pack_.indicators.size()) return result_.differences.push_back(name + ": the pack has no such indicator");
        const std::string_view institution = at < name.size() ? std::string_view{name}.substr(at + 1) : std::string_view{};
        const Counted counted = count(people_, index, institution, day);
        Value got = Value::object();
        got.set("numerator", counted.numerator);
        const auto expected = figure_people(pack_.indicators[index]);
        got.set("denominator", expected ? Value::integer(*expected) : counted.denominator);
        got.set("value", rate(pack_.indicators[index], counted));
        if (!wanted["lacks"].is_null()) got.set("lacks", lacks(index, institution, day));
        for (const auto& [member, want] : wanted.members()) {
            const Value& came = got[member];
            const bool is_count = want.is_number() && came.is_array();
            const bool same = is_count ? want.as_integer() == static_cast<std::int64_t>(came.items().size()) : case_agrees(want, came);
            if (!same) result_.differences.push_back(name + "." + member + ": wanted " + json::write(want) + ", got " + json::write(came));
        }
        result_.got.set(name, std::move(got));
    }

    /// What is told of everybody who is missing on the day.
    Value lacks(std::size_t index, std::string_view institution, CivilDate day) const {
        Value told = Value::object();
        for (const CasePerson& person : people_) {
            const Step* const step = step_on(person.steps[index].steps, day);
            const bool is_missing = step != nullptr && step->denominator == 1 && step->numerator == 0;
            if (!is_missing || (!institution.empty() && step->institution_id != institution)) continue;
            const auto lack = indicators::lacking(pack_, pack_.indicators[index].code, person.history, period_, day);
            told.set(person.id, lack ? Value::string(lack->text.zh) : Value{});
        }
        return told;
    }

    /// Where the denominator is a figure of the area.
    std::optional<std::int64_t> figure_people(const packs::Indicator& indicator) const {
        const auto figure = one_["figures"][indicator.figure].as_integer();
        return figure ? indicators::figure_denominator(indicator, *figure) : std::nullopt;
    }

    Value rate(const packs::Indicator& indicator, const Counted& counted) const {
        auto denominator = static_cast<std::int64_t>(counted.denominator.items().size());
        if (const auto expected = figure_people(indicator)) denominator = *expected;
        const auto text = indicators::percent(static_cast<std::int64_t>(counted.numerator.items().size()), denominator);
        return text ? Value::string(*text) : Value{};
    }

    std::size_t find(std::string_view code) const {
        const auto found =
            std::find_if(pack_.indicators.begin(), pack_.indicators.end(), [code](const auto& one) { return one.code == code; });
        return static_cast<std::size_t>(found - pack_.indicators.begin());
    }

    /// {"a": {"H1": [["2025-01-01", "V1", 0, 1], ...]}}
    void compare_steps(const Value& wanted) {
        for (const auto& [id, by_indicator] : wanted.members()) {
            const auto person = std::find_if(people_.begin(), people_.end(), [&who = id](const CasePerson& one) { return one.id == who; });
            for (const auto& [code, want] : by_indicator.members()) {
                const std::size_t index = find(code);
                const bool known = person != people_.end() && index < pack_.indicators.size();
                const Value came = known ? written(person->steps[index].steps) : Value{};
                if (came == want) continue;
                result_.differences.push_back("steps of " + id + ", " + code + ": wanted " + json::write(want) + ", got " +
                                              json::write(came));
            }
        }
    }

    static Value written(const std::vector<Step>& steps) {
        Value made = Value::array();
        for (const Step& step : steps) {
            made.append(Value::array({Value::string(step.from.text()), Value::string(step.institution_id), Value::integer(step.numerator),
                                      Value::integer(step.denominator)}));
        }
        return made;
    }

    const packs::Pack& pack_;
    const Value& one_;
    CaseResult& result_;
    Reader reader_;
    std::vector<CasePerson> people_;
    indicators::Period period_;
};

}  // namespace

CaseResult run_indicator_case(const packs::Pack& pack, const Value& /*file*/, const Value& one) {
    CaseResult result{one["name"].text(), {}, {}};
    IndicatorCase{pack, one, result}.run();
    return result;
}

Value steps_of_people(const packs::Pack& pack, const Value& one) {
    CaseResult result;
    return IndicatorCase{pack, one, result}.all_steps();
}

Value counts_on_day(const packs::Pack& pack, const Value& one, std::string_view indicator, CivilDate day) {
    CaseResult result;
    return IndicatorCase{pack, one, result}.counts_on(indicator, day);
}

}  // namespace jiwei::core::programmes
