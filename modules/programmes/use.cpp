// What the archive's indicators count of the programmes: services and examinations, and who is a member (residents::UseSource).
#include <algorithm>

#include "modules/programmes/impl.hpp"
#include "modules/programmes/sql.hpp"
#include "modules/programmes/use.hpp"

namespace jiwei::programmes {
namespace {

constexpr std::string_view archive_facts = "archive.";

/// A member is in care or lost to follow-up; the dead, the moved and the closed are none.
std::vector<CivilDate> member_turns(const std::vector<StateStep>& states) {
    std::vector<CivilDate> turns;
    for (const StateStep& step : states) {
        const bool is_member = step.state == EnrolmentState::managed || step.state == EnrolmentState::lost;
        if (is_member != (turns.size() % 2 == 1)) turns.push_back(step.from);
    }
    return turns;
}

residents::Use use_of_courses(const PackStore::Impl& packs, const std::vector<std::vector<CivilDate>>& courses,
                              std::vector<rules::Fact> facts) {
    residents::Use use{std::move(facts), {}};
    std::erase_if(use.facts, [&packs](const rules::Fact& fact) {
        return !fact.code.starts_with(archive_facts) && !packs.counting_facts.contains(fact.code);
    });
    use.member = residents::united_turns(courses);
    return use;
}

}  // namespace

residents::Use use_of(const PackStore::Impl& packs, const std::vector<Enrolment>& enrolments, std::vector<rules::Fact> facts) {
    std::vector<std::vector<CivilDate>> courses;
    courses.reserve(enrolments.size());
    for (const Enrolment& one : enrolments) courses.push_back(member_turns(one.states));
    return use_of_courses(packs, courses, std::move(facts));
}

void Programmes::lock_use(db::Connection& connection, std::string_view county_id, std::string_view resident_id) {
    connection.run(sql::guard_person, {county_id, resident_id});
    connection.run(sql::touch_enrolments, {county_id, resident_id});
}

residents::Use Programmes::use_of(db::Connection& connection, std::string_view county_id, std::string_view resident_id) {
    Store store{connection, county_id};
    return programmes::use_of(impl_->packs.impl(), store.enrolments_of_resident(resident_id), store.facts_of_resident(resident_id));
}

std::map<std::string, residents::Use> Programmes::uses_between(db::Connection& connection, std::string_view county_id,
                                                               std::string_view after, std::string_view upto) {
    std::map<std::string, std::vector<std::vector<CivilDate>>> courses;
    for (const db::Row row : connection.run(sql::courses_between, {county_id, after, upto}))
        courses[row.string(0)].push_back(member_turns(read_states(row.text(1))));
    Store store{connection, county_id};
    auto facts = store.facts_between(after, upto);
    std::map<std::string, residents::Use> uses;
    for (const auto& [id, list] : facts) courses.try_emplace(id);  // an examination needs no programme
    for (const auto& [id, all] : courses) {
        const auto found = facts.find(id);
        uses[id] = use_of_courses(impl_->packs.impl(), all, found == facts.end() ? std::vector<rules::Fact>{} : std::move(found->second));
    }
    return uses;
}

// --- packs without enrolment that count people (docs/adr/0120) ---------------------------------------------------------------------------

std::vector<std::string> Programmes::counted_indicators() const {
    std::vector<std::string> codes;
    const PackStore::Impl& in_force = impl_->packs.impl();
    for (const Edition& edition : in_force.editions) {
        if (!in_force.counts_people(edition.bundle.name)) continue;
        for (const packs::Indicator& one : edition.pack->indicators) {
            if (std::ranges::find(codes, one.code) == codes.end()) codes.push_back(one.code);
        }
    }
    return codes;
}

std::uint64_t Programmes::counting_revision() const { return impl_->packs.impl().counting.empty() ? 0 : impl_->packs.impl().revision; }

std::vector<indicators::Contribution> Programmes::counted(const core::indicators::PersonHistory& person, int first_year,
                                                          int last_year) const {
    std::vector<indicators::Contribution> all;
    for (const std::string& name : impl_->packs.impl().counting)
        add_contributions(all, impl_->packs.impl(), name, person, first_year, last_year);
    return all;
}

void Programmes::Impl::hold_counted(db::Connection& connection, std::string_view county_id, std::string_view resident_id) const {
    if (!packs.impl().counting.empty()) residents.hold(connection, county_id, resident_id);
}

}  // namespace jiwei::programmes
