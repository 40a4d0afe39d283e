// What support agreements and training plans add up to in a year (organisation specification 4 and 5).
#include <algorithm>
#include <map>

#include "core/organization/rules.hpp"
#include "core/organization/support.hpp"
#include "modules/organization/reports.hpp"
#include "modules/organization/sql.hpp"

namespace jiwei::organization {

namespace {

namespace rules = organization_rules;

int small_number(const json::Value& body, std::string_view key) { return static_cast<int>(body[key].as_integer().value_or(0)); }

std::map<std::string, std::vector<rules::SupportActivity>> activities_by_agreement(db::Connection& connection, const std::string& county) {
    std::map<std::string, std::vector<rules::SupportActivity>> all;
    for (const ReadRow& row : register_rows(connection, county, "support_visit")) {
        const auto on = row.body["on"].as_date();
        if (!on) continue;
        rules::SupportActivity one{*on, row.body["kind"].text(), small_number(row.body, "people"), small_number(row.body, "months"), {}};
        if (const auto percent = row.body["satisfaction_percent"].as_integer()) one.satisfaction_percent = static_cast<int>(*percent);
        all[row.parent_id].push_back(std::move(one));
    }
    return all;
}

void write_support_year(json::Writer& out, const ReadRow& agreement, const rules::SupportYear& sum) {
    out.begin_object().member("id", agreement.id).member("partner", agreement.body["partner"].text());
    out.member("institution_id", agreement.institution_id).member("visits_due", sum.visits_due);
    out.member("months_visited", sum.months_visited).member("lectures", sum.lectures).member("trainees", sum.trainees);
    out.member("teaching_rounds", sum.teaching_rounds).member("consultations", sum.consultations).member("techniques", sum.techniques);
    out.key("satisfaction_percent");
    sum.satisfaction_percent ? out.integer(*sum.satisfaction_percent) : out.null();
    out.member("state", std::string{rules::word_of(sum.state)}).end_object();
}

struct TrainingSums {
    std::int64_t plans = 0, plans_held = 0;
    std::int64_t planned_people = 0, people = 0, passed = 0;
    std::int64_t staff = 0, with_credits = 0;
};
using ByInstitution = std::map<std::string, TrainingSums>;

/// Plans of the year; a plan is held with its first session up to today.
void add_plans(ByInstitution& sums, db::Connection& connection, const Actor& actor, int year) {
    std::map<std::string, std::string> institution_of;  // by plan
    for (const ReadRow& row : register_rows(connection, actor.county_id(), "training_plan")) {
        if (!actor.reach.holds(row.institution_id, {}) || small_number(row.body, "year") != year) continue;
        institution_of[row.id] = row.institution_id;
        ++sums[row.institution_id].plans;
        sums[row.institution_id].planned_people += small_number(row.body, "planned_people");
    }
    std::set<std::string> held;
    for (const ReadRow& row : register_rows(connection, actor.county_id(), "training_session")) {
        const auto plan = institution_of.find(row.parent_id);
        const auto on = row.body["on"].as_date();
        if (plan == institution_of.end() || !on || *on > actor.today()) continue;
        TrainingSums& of = sums[plan->second];
        of.plans_held += held.insert(row.parent_id).second ? 1 : 0;
        of.people += small_number(row.body, "people");
        of.passed += small_number(row.body, "passed");
    }
}

/// Staff of the institutions on the last day of the year that has come, and those whose credits of the year suffice.
void add_credits(ByInstitution& sums, db::Connection& connection, const Actor& actor, int year) {
    std::map<std::string, std::vector<rules::Credit>> credits;
    for (const ReadRow& row : register_rows(connection, actor.county_id(), "credit")) {
        const auto on = row.body["on"].as_date();
        if (on && on->year() == year) credits[row.person_id].push_back(credit_of(row.body));
    }
    const CivilDate day = std::min(actor.today(), CivilDate::of(year, 12, 31).value_or(actor.today()));
    for (const db::Row row : connection.run(sql::staff_on, {actor.county_id(), day})) {
        const auto at = sums.find(row.string(1));
        if (at == sums.end()) continue;
        ++at->second.staff;
        const auto own = credits.find(row.string(0));
        at->second.with_credits += own != credits.end() && rules::credits_of(own->second, {}).complies ? 1 : 0;
    }
}

void write_share(json::Writer& out, std::string_view key, std::int64_t part, std::int64_t whole) {
    out.key(key);
    whole > 0 ? out.integer(rules::coverage_basis_points(part, whole)) : out.null();
}

}  // namespace

void write_agreements(json::Writer& out, db::Connection& connection, const Actor& actor, int year) {
    const auto activities = activities_by_agreement(connection, actor.county_id());
    const CivilDate first = CivilDate::of(year, 1, 1).value_or(CivilDate{});
    const CivilDate last = CivilDate::of(year, 12, 31).value_or(CivilDate{});
    out.begin_object().member("year", year).key("items").begin_array();
    for (const ReadRow& row : register_rows(connection, actor.county_id(), "support_agreement")) {
        const auto from = row.body["from"].as_date();
        const auto until = row.body["until"].as_date();
        if (!from || !until || *from > last || *until < first || !actor.reach.holds(row.institution_id, {})) continue;
        const auto own = activities.find(row.id);
        const std::vector<rules::SupportActivity> none;
        write_support_year(out, row, rules::support_year(own == activities.end() ? none : own->second, year, *from, *until, actor.today()));
    }
    out.end_array().end_object();
}

void write_trainings(json::Writer& out, const Organization& organization, db::Connection& connection, const Actor& actor, int year) {
    ByInstitution sums;
    for (const Institution& one : organization.institutions(connection, actor.county_id(), actor.today())) {
        if (actor.reach.holds(one.id, {})) sums[one.id];
    }
    add_plans(sums, connection, actor, year);
    add_credits(sums, connection, actor, year);
    out.begin_object().member("year", year).key("items").begin_array();
    for (const auto& [id, of] : sums) {
        if (of.plans == 0 && of.with_credits == 0) continue;
        out.begin_object().member("institution_id", id).member("plans", of.plans).member("plans_held", of.plans_held);
        write_share(out, "held_basis_points", of.plans_held, of.plans);
        out.member("planned_people", of.planned_people).member("people", of.people);
        write_share(out, "reached_basis_points", of.people, of.planned_people);
        write_share(out, "passed_basis_points", of.passed, of.people);
        out.member("staff", of.staff).member("with_credits", of.with_credits);
        write_share(out, "credits_basis_points", of.with_credits, of.staff);
        out.end_object();
    }
    out.end_array().end_object();
}

}  // namespace jiwei::organization
