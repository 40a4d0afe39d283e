// What a person in a programme adds to its indicators, and what someone in the denominator lacks.
#include <algorithm>

#include "modules/programmes/impl.hpp"

namespace jiwei::programmes {

namespace {

constexpr std::string_view mode_telephone = "3";

CivilDate year_end(int year) { return *CivilDate::of(year, 12, 31); }

std::vector<indicators::Step> steps_of(const std::vector<core::indicators::Step>& from) {
    std::vector<indicators::Step> steps;
    steps.reserve(from.size());
    for (const core::indicators::Step& step : from) steps.push_back({step.from, step.institution_id, step.numerator, step.denominator});
    return steps;
}

}  // namespace

core::indicators::PersonHistory Programmes::Impl::history(const residents::Brief& brief, const Enrolment& enrolment,
                                                          const std::vector<rules::Fact>& facts) const {
    core::indicators::PersonHistory person;
    person.birth_date = brief.birth_date;
    person.sex = brief.sex;
    for (const StateStep& step : enrolment.states) {
        person.enrolment.push_back({step.from, std::to_string(static_cast<int>(step.state)), step.enrolled_on});
    }
    for (const PlaceStep& step : enrolment.places) person.institutions.push_back({step.from, step.institution_id});
    person.facts = facts;
    return person;
}

std::vector<indicators::Contribution> Programmes::Impl::contributions(const residents::Brief& brief, const Enrolment& enrolment,
                                                                      const std::vector<rules::Fact>& facts, int first_year,
                                                                      int last_year) const {
    core::indicators::PersonHistory person = history(brief, enrolment, facts);
    // A person whose archive was merged into another one counts there.
    if (brief.status == residents::Status::merged) person.enrolment.clear();
    std::vector<indicators::Contribution> all;
    for (int year = first_year; year <= last_year; ++year) {
        // The edition that is in force when the period ends says who counts in it.
        const Edition* const edition = packs.impl().on(enrolment.programme, year_end(year));
        if (edition == nullptr) continue;
        for (core::indicators::IndicatorSteps& one :
             core::indicators::contributions(*edition->pack, person, core::indicators::Period::year(year))) {
            all.push_back({std::move(one.indicator), std::to_string(year), steps_of(one.steps)});
        }
    }
    return all;
}

std::vector<std::string> Programmes::indicators() const {
    std::vector<std::string> codes;
    for (const Edition& edition : impl_->packs.impl().editions) {
        if (!edition.pack->has_enrolment) continue;
        for (const packs::Indicator& one : edition.pack->indicators) {
            if (std::ranges::find(codes, one.code) == codes.end()) codes.push_back(one.code);
        }
    }
    return codes;
}

std::vector<indicators::ContributionSource::OfResident> Programmes::recompute(db::Connection& connection, std::string_view county_id,
                                                                              std::string_view after, int limit, int first_year,
                                                                              int last_year) {
    Store store{connection, county_id};
    std::map<std::string, OfResident> people;
    std::vector<std::string> names;
    for (const Edition& edition : impl_->packs.impl().editions) {
        if (edition.pack->has_enrolment && (names.empty() || names.back() != edition.bundle.name)) names.push_back(edition.bundle.name);
    }
    for (const std::string& name : names) {
        for (const Enrolment& enrolment : store.enrolments_after(name, after, limit)) {
            const auto brief = impl_->residents.brief(connection, county_id, enrolment.resident_id);
            if (!brief) continue;
            OfResident& one = people[enrolment.resident_id];
            one.resident_id = enrolment.resident_id;
            const auto facts = store.facts_of_resident(enrolment.resident_id);
            for (auto& contribution : impl_->contributions(*brief, enrolment, facts, first_year, last_year)) {
                one.contributions.push_back(std::move(contribution));
            }
        }
    }
    // With several programmes only the first `limit` residents are complete.
    std::vector<OfResident> list;
    for (auto& [id, one] : people) {
        if (static_cast<int>(list.size()) == limit) break;
        list.push_back(std::move(one));
    }
    return list;
}

// --- what is missing ------------------------------------------------------------------------------------------------------------------

namespace {

/// A person of the denominator who is not in the numerator: the first reason that applies, in the order of the norm's definition.
struct Lack {
    std::string code;
    std::string detail;
};

/// Facts of one visit, by the names that the pack gives them.
using Visit = std::map<std::string, std::string, std::less<>>;

std::map<std::pair<CivilDate, std::string>, Visit> visits_of(const packs::Pack& pack, const std::vector<rules::Fact>& facts, CivilDate from,
                                                             CivilDate upto) {
    std::map<std::pair<CivilDate, std::string>, Visit> visits;
    for (const rules::Fact& fact : facts) {
        if (fact.on < from || fact.on > upto) continue;
        const auto rule = std::ranges::find(pack.facts, fact.code, &packs::FactRule::code);
        if (rule != pack.facts.end()) visits[{fact.on, fact.record_id}][rule->name] = fact.value;
    }
    return visits;
}

bool is_norm_visit(const Visit& visit) {
    const auto mode = visit.find("mode");
    return visit.contains("sbp") && mode != visit.end() && mode->second != mode_telephone;
}

/// Required follow-ups by the report date (programmes specification 0.5): one for every three whole months, at least one, at most four.
int required_visits(CivilDate enrolled_on, CivilDate as_of) {
    const CivilDate from = std::max(enrolled_on, *CivilDate::of(as_of.year(), 1, 1));
    return std::min(4, std::max(1, months_between(from, add_days(as_of, 1)) / 3));
}

Lack lack_of(const packs::Pack& pack, std::string_view indicator, const Enrolment& enrolment, const std::vector<rules::Fact>& facts,
             CivilDate as_of) {
    const auto visits = visits_of(pack, facts, *CivilDate::of(as_of.year(), 1, 1), as_of);
    std::vector<CivilDate> days;
    const Visit* last = nullptr;
    for (const auto& [key, visit] : visits) {
        if (!is_norm_visit(visit)) continue;
        if (days.empty() || days.back() != key.first) days.push_back(key.first);
        last = &visit;
    }
    if (indicator.ends_with('2')) {
        if (enrolment.state == EnrolmentState::lost) return {"lost", enrolment.state_on.text()};
        if (last == nullptr) return {"no-reading", ""};
        return {"not-controlled", last->at("sbp") + "/" + (last->contains("dbp") ? last->at("dbp") : std::string{})};
    }
    const int required = required_visits(enrolment.enrolled_on, as_of);
    if (static_cast<int>(days.size()) < required) {
        return {"follow-ups-missing", std::to_string(days.size()) + "/" + std::to_string(required)};
    }
    return {"exam-missing", ""};
}

}  // namespace

std::vector<indicators::Missing> Programmes::missing(db::Connection& connection, std::string_view county_id, std::string_view indicator,
                                                     std::span<const std::string> resident_ids, CivilDate as_of) {
    Store store{connection, county_id};
    std::vector<indicators::Missing> all;
    for (const std::string& resident_id : resident_ids) {
        indicators::Missing one;
        one.resident_id = resident_id;
        for (const Enrolment& enrolment : store.enrolments_of_resident(resident_id)) {
            const Edition* const edition = impl_->packs.impl().on(enrolment.programme, as_of);
            const packs::Indicator* const definition = edition == nullptr ? nullptr : edition->pack->indicator(indicator);
            if (definition == nullptr) continue;
            const Lack lack = lack_of(*edition->pack, indicator, enrolment, store.facts_of_resident(resident_id), as_of);
            one.why_code = lack.code;
            one.why_detail = lack.detail;
            for (const Task& task : store.open_tasks_of_enrolment(resident_id, enrolment.id)) {
                const bool is_exam = task.plan.code.ends_with("EX");
                if (task.is_referral || is_exam != (lack.code == "exam-missing")) continue;
                one.task_id = task.id;
                one.task_code = task.plan.code;
                one.task_due = task.plan.due.text();
                break;
            }
        }
        all.push_back(std::move(one));
    }
    return all;
}

}  // namespace jiwei::programmes
