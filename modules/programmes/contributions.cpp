// What a person in a programme adds to its indicators, and what someone in the denominator lacks.
#include <algorithm>

#include "modules/programmes/impl.hpp"

namespace jiwei::programmes {

namespace {

CivilDate year_end(int year) { return *CivilDate::of(year, 12, 31); }

std::vector<indicators::Step> steps_of(const std::vector<core::indicators::Step>& from) {
    std::vector<indicators::Step> steps;
    steps.reserve(from.size());
    for (const core::indicators::Step& step : from) steps.push_back({step.from, step.institution_id, step.numerator, step.denominator});
    return steps;
}

}  // namespace

void add_contributions(std::vector<indicators::Contribution>& all, const PackStore::Impl& packs, std::string_view programme,
                       const core::indicators::PersonHistory& person, int first_year, int last_year) {
    for (int year = first_year; year <= last_year; ++year) {
        // The edition that is in force when the period ends says who counts in it.
        const Edition* const edition = packs.on(programme, year_end(year));
        if (edition == nullptr) continue;
        for (core::indicators::IndicatorSteps& one :
             core::indicators::contributions(*edition->pack, person, core::indicators::Period::year(year))) {
            all.push_back({std::move(one.indicator), std::to_string(year), steps_of(one.steps)});
        }
    }
}

namespace {

/// Packs in which people are enrolled, by name.
std::vector<std::string> programmes_with_members(const Programmes::Impl& impl) {
    std::vector<std::string> names;
    for (const Edition& edition : impl.packs.impl().editions) {
        if (edition.pack->has_enrolment && (names.empty() || names.back() != edition.bundle.name)) names.push_back(edition.bundle.name);
    }
    return names;
}

}  // namespace

core::indicators::PersonHistory Programmes::Impl::history(const residents::Brief& brief, const Enrolment& enrolment,
                                                          std::vector<rules::Fact> facts) const {
    core::indicators::PersonHistory person;
    person.birth_date = brief.birth_date;
    person.sex = brief.sex;
    for (const StateStep& step : enrolment.states) {
        person.enrolment.push_back({step.from, std::to_string(static_cast<int>(step.state)), step.enrolled_on});
    }
    for (const PlaceStep& step : enrolment.places) person.institutions.push_back({step.from, step.institution_id});
    person.facts = std::move(facts);
    return person;
}

std::vector<indicators::Contribution> Programmes::Impl::contributions(const residents::Brief& brief, const Enrolment& enrolment,
                                                                      std::vector<rules::Fact>& facts, int first_year,
                                                                      int last_year) const {
    core::indicators::PersonHistory person = history(brief, enrolment, std::move(facts));
    // A person whose archive was merged into another one counts there.
    if (brief.status == residents::Status::merged) person.enrolment.clear();
    std::vector<indicators::Contribution> all;
    add_contributions(all, packs.impl(), enrolment.programme, person, first_year, last_year);
    facts = std::move(person.facts);
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

void Programmes::lock(db::Connection& connection, std::string_view county_id, std::string_view after, int limit) {
    Store store{connection, county_id};
    for (const std::string& name : programmes_with_members(*impl_)) store.lock_enrolments_after(name, after, limit);
}

std::vector<indicators::ContributionSource::OfResident> Programmes::recompute(db::Connection& connection, std::string_view county_id,
                                                                              std::string_view after, int limit, int first_year,
                                                                              int last_year) {
    Store store{connection, county_id};
    std::map<std::string, OfResident> people;
    for (const std::string& name : programmes_with_members(*impl_)) {
        for (const Enrolment& enrolment : store.enrolments_after(name, after, limit)) {
            const auto brief = impl_->residents.brief(connection, county_id, enrolment.resident_id);
            if (!brief) continue;
            OfResident& one = people[enrolment.resident_id];
            one.resident_id = enrolment.resident_id;
            auto facts = store.facts_of_resident(enrolment.resident_id);
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

/// "follow-up" of the pack, or "examination/exam" of another one.
std::string full_form(std::string_view programme, const std::string& form) {
    return form.empty() || form.find('/') != std::string::npos ? form : std::string{programme} + "/" + form;
}

void tell(indicators::Missing& one, const core::indicators::Lacking& lack, std::string form) {
    one.why_code = lack.code;
    one.why_zh = lack.text.zh;
    one.why_en = lack.text.en;
    one.form = std::move(form);
}

/// The task that mends it, when it is open.
void mend(indicators::Missing& one, const core::indicators::Lacking& lack, const std::vector<Task>& open) {
    for (const Task& task : open) {
        if (task.is_referral || task.plan.code != lack.task) continue;
        one.task_id = task.id;
        one.task_code = task.plan.code;
        one.task_due = task.plan.due.text();
        return;
    }
}

}  // namespace

/// Of no programme: an indicator of the archive itself, or of a pack without enrolment.
void Programmes::Impl::missing_without_enrolment(db::Connection& connection, std::string_view county_id, std::string_view indicator,
                                                 CivilDate as_of, indicators::Missing& one) const {
    for (const std::string& name : packs.impl().counting) {
        const Edition* const edition = packs.impl().on(name, year_end(as_of.year()));
        if (edition == nullptr || edition->pack->indicator(indicator) == nullptr) continue;
        const auto person = residents.history(connection, county_id, one.resident_id);
        if (!person) return;
        const auto lack =
            core::indicators::lacking(*edition->pack, indicator, *person, core::indicators::Period::year(as_of.year()), as_of);
        if (!lack) return;
        const packs::TaskRule* const rule = edition->pack->task(lack->task);
        tell(one, *lack, full_form(name, rule == nullptr ? lack->form : rule->completed_by));
        std::vector<Task> own = Store{connection, county_id}.tasks_of_programme(one.resident_id, name);
        std::erase_if(own, [](const Task& task) { return task.state != TaskState::pending; });
        mend(one, *lack, own);
        return;
    }
    if (const auto lack = residents.lacking(connection, county_id, indicator, one.resident_id, as_of)) tell(one, *lack, lack->form);
}

std::vector<indicators::Missing> Programmes::missing(db::Connection& connection, std::string_view county_id, std::string_view indicator,
                                                     std::span<const std::string> resident_ids, CivilDate as_of) {
    Store store{connection, county_id};
    std::vector<indicators::Missing> all;
    for (const std::string& resident_id : resident_ids) {
        indicators::Missing one;
        one.resident_id = resident_id;
        const auto brief = impl_->residents.brief(connection, county_id, resident_id);
        for (const Enrolment& enrolment : store.enrolments_of_resident(resident_id)) {
            const Edition* const edition = impl_->packs.impl().on(enrolment.programme, as_of);
            if (!brief || edition == nullptr || edition->pack->indicator(indicator) == nullptr) continue;
            const auto lack = core::indicators::lacking(*edition->pack, indicator,
                                                        impl_->history(*brief, enrolment, store.facts_of_resident(resident_id)),
                                                        core::indicators::Period::year(as_of.year()), as_of);
            if (!lack) continue;
            const packs::TaskRule* const rule = edition->pack->task(lack->task);
            tell(one, *lack, full_form(enrolment.programme, rule == nullptr ? lack->form : rule->completed_by));
            mend(one, *lack, store.open_tasks_of_enrolment(resident_id, enrolment.id));
        }
        if (one.why_code.empty()) impl_->missing_without_enrolment(connection, county_id, indicator, as_of, one);
        all.push_back(std::move(one));
    }
    return all;
}

}  // namespace jiwei::programmes
