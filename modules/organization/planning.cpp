// Shares against the regional plan: gathers what the registers say of each institution and lets the rules judge it.
#include "core/organization/planning.hpp"

#include <algorithm>
#include <map>

#include "core/organization/licences.hpp"
#include "modules/organization/packs.hpp"
#include "modules/organization/reports.hpp"
#include "modules/organization/sql.hpp"

namespace jiwei::organization {

namespace {

namespace rules = organization_rules;
using Places = std::map<std::string, rules::PlanPlace>;

constexpr std::string_view general_practice = "全科";
constexpr int street_number_max = 99;  // of the three digits of a township: 001-099 are street offices

bool is_in_force(const json::Value& body, CivilDate on) {
    const auto from = body["from"].as_date();
    const auto until = body["until"].as_date();
    return (!from || *from <= on) && (!until || *until >= on) && !body["revoked"].as_boolean().value_or(false);
}

bool is_physician(std::string_view kind) { return kind == "physician" || kind == "assistant_physician"; }

/// What a person may do by the licences that are valid on the day, each counted once.
struct Qualification {
    bool physician = false, tcm = false, general = false, nurse = false, qualified = false, senior = false;
};

std::map<std::string, Qualification> qualifications(db::Connection& connection, const Actor& actor) {
    std::map<std::string, Qualification> all;
    for (const ReadRow& row : register_rows(connection, actor.county_id(), "licence")) {
        if (!is_in_force(row.body, actor.today())) continue;
        Qualification& one = all[row.person_id];
        const std::string& kind = row.body["kind"].text();
        one.physician |= is_physician(kind);
        one.tcm |= is_physician(kind) && row.body["category"].text() == "tcm";
        one.general |= is_physician(kind) && row.body["scope"].text().find(general_practice) != std::string::npos;
        one.nurse |= kind == "nurse";
        one.qualified |= is_physician(kind) || kind == "village_doctor";
    }
    for (const ReadRow& row : register_rows(connection, actor.county_id(), "title")) {
        const std::string& level = row.body["level"].text();
        if (level == "3" || level == "4") all[row.person_id].senior = true;
    }
    return all;
}

void add_people(Places& places, db::Connection& connection, const Actor& actor) {
    auto qualified = qualifications(connection, actor);
    for (const db::Row row : connection.run(sql::staff_on, {actor.county_id(), actor.today()})) {
        const auto at = places.find(row.string(1));
        if (at == places.end()) continue;
        rules::PlanPlace& place = at->second;
        const Qualification& one = qualified[row.string(0)];
        ++place.staff;
        place.physicians += one.physician ? 1 : 0;
        place.tcm_physicians += one.tcm ? 1 : 0;
        place.general_practitioners += one.general ? 1 : 0;
        place.nurses += one.nurse ? 1 : 0;
        place.qualified += one.qualified ? 1 : 0;
        place.seniors += one.senior ? 1 : 0;
        place.posts.push_back(row.string(2));
    }
}

/// Calls `take` for every row in force of an institution that is counted.
template <class F>
void each_row(Places& places, db::Connection& connection, const Actor& actor, std::string_view name, F&& take) {
    for (const ReadRow& row : register_rows(connection, actor.county_id(), name)) {
        const auto at = places.find(row.institution_id);
        if (at != places.end() && is_in_force(row.body, actor.today())) take(at->second, row.body);
    }
}

void add_registers(Places& places, db::Connection& connection, const Actor& actor) {
    each_row(places, connection, actor, "department", [](rules::PlanPlace& place, const json::Value& body) {
        place.beds += body["beds"].as_integer().value_or(0);
        place.has_tcm_department |= body["kind"].text() == "tcm";
    });
    each_row(places, connection, actor, "premises", [](rules::PlanPlace& place, const json::Value& body) {
        place.premises_m2 += body["area_m2"].as_integer().value_or(0);
        place.is_new_town |= body["new_town"].as_boolean().value_or(false);
        place.has_government_premises |= body["government"].as_boolean().value_or(false);
    });
    each_row(places, connection, actor, "creation", [](rules::PlanPlace& place, const json::Value& body) {
        if (body["state"].text() == "awarded") place.awards.push_back(body["title"].text());
    });
}

/// The newest plan of the county in force; beside it the number of institutions that a setting plan allows.
rules::PlanDemands demands_of(db::Connection& connection, const Actor& actor) {
    rules::PlanDemands demands;
    for (const ReadRow& row : register_rows(connection, actor.county_id(), "plan")) {  // by date: the newest wins
        if (!is_in_force(row.body, actor.today())) continue;
        const auto take = [&](const char* key, std::optional<std::int64_t>& into) {
            if (const auto number = row.body[key].as_integer()) into = *number;
        };
        take("institutions", demands.institutions);
        take("beds_per_1000_hundredths", demands.beds_hundredths);
        take("physicians_per_1000_hundredths", demands.physicians_hundredths);
        take("nurses_per_1000_hundredths", demands.nurses_hundredths);
    }
    return demands;
}

std::string_view word_of(rules::PlanUnit unit) {
    switch (unit) {
    case rules::PlanUnit::basis_points: return "basis_points";
    case rules::PlanUnit::persons: return "persons";
    case rules::PlanUnit::per_thousand_hundredths: return "per_thousand_hundredths";
    case rules::PlanUnit::count: return "count";
    }
    return {};
}

void write_number(json::Writer& out, std::string_view key, const std::optional<std::int64_t>& value) {
    out.key(key);
    value ? out.integer(*value) : out.null();
}

void write_measure(json::Writer& out, const PlanningRow& row, const rules::PlanValue& value,
                   const std::map<std::string, std::string>& names) {
    out.begin_object().member("measure", row.term.code).member("zh", row.zh).member("en", row.en);
    out.member("numerator_zh", row.numerator_zh).member("denominator_zh", row.denominator_zh).member("source", row.source);
    out.member("unit", std::string{word_of(value.unit)}).member("numerator", value.numerator);
    write_number(out, "denominator", value.denominator);
    write_number(out, "value", value.value);
    write_number(out, "least", value.least);
    write_number(out, "most", value.most);
    out.key("is_met");
    value.is_met ? out.boolean(*value.is_met) : out.null();
    out.key("missing").begin_array();
    for (const std::string& id : value.missing) {
        const auto name = names.find(id);
        out.begin_object().member("id", id).member("name", name == names.end() ? id : name->second).end_object();
    }
    out.end_array().end_object();
}

/// The county's usual residents of the year; nothing when it was not entered.
std::optional<std::int64_t> residents_of(const Organization& organization, db::Connection& connection, const Actor& actor,
                                         const std::vector<Institution>& institutions, int year) {
    const auto figures = organization.figures_by_institution(connection, actor.county_id(), year, "usual_residents");
    std::optional<std::int64_t> most;
    for (const Institution& one : institutions) {
        const auto figure = figures.find(one.id);
        if (figure != figures.end() && actor.reach.holds(one.id, {})) most = std::max(most.value_or(0), figure->second);
    }
    return most;
}

}  // namespace

void write_planning(json::Writer& out, const Organization& organization, db::Connection& connection, const Actor& actor, int year) {
    const auto institutions = organization.institutions(connection, actor.county_id(), actor.today());
    const auto lacking = institutions_short(organization, connection, actor);
    Places places;
    std::map<std::string, std::string> names;
    for (const Institution& one : institutions) {
        if (!actor.reach.holds(one.id, {})) continue;
        names[one.id] = one.name;
        rules::PlanPlace& place = places[one.id];
        place.id = one.id;
        place.kind = one.kind;
        place.township_code = one.division_code.substr(0, 9) + "000";
        place.lacks_equipment = lacking.contains(one.id);
    }
    add_people(places, connection, actor);
    add_registers(places, connection, actor);
    rules::PlanCounty county;
    county.residents = residents_of(organization, connection, actor, institutions, year);
    county.demands = demands_of(connection, actor);
    for (const Division& one : organization.divisions_of_county(connection, actor.county_id())) {
        if (one.level != DivisionLevel::township) continue;
        const int number = std::stoi(one.code.substr(6, 3));
        names[one.code] = one.name;
        if (number >= 1 && number <= street_number_max && actor.reach.whole_county) county.streets.push_back(one.code);
    }
    for (auto& [id, place] : places) county.places.push_back(std::move(place));
    std::map<std::string, const PlanningRow*> in_force;
    std::vector<std::string> order;
    for (const PlanningRow& row : organization.packs().planning) {
        if (row.from.year() > year) continue;
        const PlanningRow*& known = in_force[row.term.code];
        if (known == nullptr) order.push_back(row.term.code);
        if (known == nullptr || known->from <= row.from) known = &row;
    }
    out.begin_object().member("year", year);
    write_number(out, "residents", county.residents);
    out.key("items").begin_array();
    for (const std::string& code : order) write_measure(out, *in_force[code], rules::plan_value(in_force[code]->term, county), names);
    out.end_array().end_object();
}

}  // namespace jiwei::organization
