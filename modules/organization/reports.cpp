#include "modules/organization/reports.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "core/organization/licences.hpp"
#include "core/organization/rules.hpp"
#include "core/organization/support.hpp"
#include "modules/organization/packs.hpp"
#include "modules/organization/register_acts.hpp"
#include "modules/organization/sql.hpp"
#include "modules/organization/staff.hpp"

namespace jiwei::organization {

std::vector<ReadRow> register_rows(db::Connection& connection, const std::string& county, std::string_view register_name) {
    std::vector<ReadRow> all;
    for (const db::Row row : connection.run(sql::rows_of_register, {county, register_name})) {
        auto body = json::parse(row.text(4));
        if (body) all.push_back({row.string(0), row.string(1), row.string(2), row.string(3), std::move(*body)});
    }
    return all;
}

namespace {

namespace rules = organization_rules;

std::int64_t number_of(const json::Value& body, std::string_view key) { return body[key].as_integer().value_or(0); }

/// Staff in reach, or only the reader's own line.
std::map<std::string, StaffMember> people_in_reach(const Organization& organization, db::Connection& connection, const Actor& actor,
                                                   const std::vector<ReadRow>& rows) {
    std::map<std::string, StaffMember> people;
    for (const ReadRow& row : rows) {
        if (row.person_id.empty() || people.contains(row.person_id)) continue;
        auto person = find_staff(organization.services(), connection, actor.county_id(), row.person_id);
        const bool own = person && actor.reach.own && person->user_id == actor.reach.user_id;
        if (person && (own || actor.reach.holds(person->institution_id, {}))) people.emplace(row.person_id, std::move(*person));
    }
    return people;
}

void write_person(json::Writer& out, const StaffMember& person) {
    out.key("person").begin_object().member("id", person.id).member("name", person.name).end_object();
    out.member("institution_id", person.institution_id).member("post", person.post);
}

/// The pack's standard of a class, each line replaced by the county's own from its date on.
std::vector<rules::StandardLine> standard_of(const Organization::Packs& packs, const std::vector<ReadRow>& county_lines,
                                             const std::string& equipment_class, CivilDate today) {
    std::map<std::string, std::int64_t> lines;
    for (const StandardRow& row : packs.standard) {
        if (row.equipment_class == equipment_class) lines[row.item] = row.quantity;
    }
    for (const ReadRow& row : county_lines) {  // by date: the newest wins
        const auto from = row.body["from"].as_date();
        if (row.body["class"].text() == equipment_class && from && *from <= today)
            lines[row.body["item"].text()] = number_of(row.body, "quantity");
    }
    std::vector<rules::StandardLine> all;
    all.reserve(lines.size());
    for (const auto& [item, quantity] : lines) all.push_back({item, quantity});
    return all;
}

using Pieces = std::map<std::string, std::map<std::string, std::int64_t>>;  // institution -> item -> pieces

Pieces usable_pieces(db::Connection& connection, const std::string& county) {
    Pieces pieces;
    for (const ReadRow& row : register_rows(connection, county, "equipment")) {
        if (row.body["state"].text() == "in_use") pieces[row.institution_id][row.body["item"].text()] += number_of(row.body, "quantity");
    }
    return pieces;
}

/// Computers stand in no class: as many as posts were declared and confirmed.
Pieces declared_computers(db::Connection& connection, const std::string& county) {
    Pieces pieces;
    for (const ReadRow& row : register_rows(connection, county, "post_declaration")) {
        const bool is_confirmed = row.body["confirmed"].as_integer().has_value();
        pieces[row.institution_id]["computer"] += number_of(row.body, is_confirmed ? "confirmed" : "count");
    }
    return pieces;
}

struct ShortInstitution {
    Institution institution;
    std::vector<rules::Shortage> lines;
};

std::vector<ShortInstitution> shortages_in_reach(const Organization& organization, db::Connection& connection, const Actor& actor,
                                                 std::string_view institution_id) {
    const std::string& county = actor.county_id();
    const Pieces usable = usable_pieces(connection, county);
    const Pieces declared = declared_computers(connection, county);
    const auto county_lines = register_rows(connection, county, "equipment_standard");
    std::vector<ShortInstitution> all;
    for (Institution& one : organization.institutions(connection, county, actor.today())) {
        const bool wanted = institution_id.empty() ? !one.equipment_class.empty() : one.id == institution_id;
        if (!wanted || !actor.reach.holds(one.id, {})) continue;
        auto standard = standard_of(organization.packs(), county_lines, one.equipment_class, actor.today());
        if (const auto posts = declared.find(one.id); posts != declared.end())
            standard.push_back({"computer", posts->second.at("computer")});
        const auto has = usable.find(one.id);
        auto lines = rules::shortages(standard, has == usable.end() ? std::map<std::string, std::int64_t>{} : has->second);
        all.push_back({std::move(one), std::move(lines)});
    }
    return all;
}

}  // namespace

std::set<std::string> institutions_short(const Organization& organization, db::Connection& connection, const Actor& actor) {
    std::set<std::string> ids;
    for (const ShortInstitution& one : shortages_in_reach(organization, connection, actor, {})) {
        if (std::ranges::any_of(one.lines, [](const rules::Shortage& line) { return line.missing > 0; })) ids.insert(one.institution.id);
    }
    return ids;
}

organization_rules::Credit credit_of(const json::Value& body) {
    return {body["session"].text(),
            body["class"].text() == "1",
            static_cast<int>(number_of(body, "credits_tenths")),
            static_cast<int>(number_of(body, "attendance_percent")),
            static_cast<int>(number_of(body, "score")),
            1};
}

void write_shortages(json::Writer& out, const Organization& organization, db::Connection& connection, const Actor& actor,
                     std::string_view institution_id) {
    out.begin_object().key("items").begin_array();
    for (const auto& [one, lines] : shortages_in_reach(organization, connection, actor, institution_id)) {
        for (const rules::Shortage& line : lines) {
            out.begin_object().key("institution").begin_object().member("id", one.id).member("name", one.name).end_object();
            out.member("equipment_class", one.equipment_class).member("item", line.item).member("standard", line.standard);
            out.member("usable", line.usable).member("missing", line.missing).end_object();
        }
    }
    out.end_array().end_object();
}

void write_credits(json::Writer& out, const Organization& organization, db::Connection& connection, const Actor& actor, int year) {
    const auto rows = register_rows(connection, actor.county_id(), "credit");
    const auto people = people_in_reach(organization, connection, actor, rows);
    std::map<std::string, std::vector<rules::Credit>> credits;
    for (const ReadRow& row : rows) {
        const auto on = row.body["on"].as_date();
        if (!on || on->year() != year) continue;
        credits[row.person_id].push_back(credit_of(row.body));
    }
    const rules::CreditTerms terms;
    out.begin_object().member("year", year).member("total_min_tenths", terms.total_min_tenths).key("items").begin_array();
    for (const auto& [person_id, person] : people) {
        const rules::CreditYear sum = rules::credits_of(credits[person_id], terms);
        out.begin_object();
        write_person(out, person);
        out.member("class_one_tenths", sum.class_one_tenths).member("class_two_tenths", sum.class_two_tenths);
        out.member("complies", sum.complies).end_object();
    }
    out.end_array().end_object();
}

void write_quota(json::Writer& out, const Organization& organization, db::Connection& connection, const Actor& actor, int year,
                 int quarter) {
    auto rows = register_rows(connection, actor.county_id(), "support_day");
    std::map<std::string, std::vector<rules::SignIn>> days;
    for (const ReadRow& row : rows) {
        if (const auto on = row.body["on"].as_date())
            days[row.person_id].push_back({*on, static_cast<int>(number_of(row.body, "hours_tenths"))});
    }
    // Whoever has a term in the quarter owes the days, with or without a sign-in.
    for (ReadRow& term : register_rows(connection, actor.county_id(), "support_term")) {
        const auto from = term.body["from"].as_date();
        const auto until = term.body["until"].as_date();
        const bool runs = from && until && *from <= rules::quarter_last(year, quarter) && *until >= rules::quarter_first(year, quarter);
        if (runs) rows.push_back(std::move(term));
    }
    const auto people = people_in_reach(organization, connection, actor, rows);
    out.begin_object().member("year", year).member("quarter", quarter).key("items").begin_array();
    for (const auto& [person_id, person] : people) {
        const rules::Quota quota = rules::quota_of(days[person_id], year, quarter, actor.today());
        out.begin_object();
        write_person(out, person);
        out.member("days", quota.days).member("due", quota.due).member("state", std::string{rules::word_of(quota.state)}).end_object();
    }
    out.end_array().end_object();
}

namespace {

struct BatchSums {
    std::int64_t sites = 0;
    std::int64_t finished = 0;
    std::int64_t investment_fen = 0;
    std::int64_t paid_fen = 0;
    std::int64_t area_m2 = 0;
    std::int64_t area_done_m2 = 0;
    std::int64_t late_amber = 0;
    std::int64_t late_red = 0;
};

void write_batch(json::Writer& out, const std::string& batch, const BatchRow* plan, const BatchSums& sums) {
    const auto number = [&out](std::string_view name, const std::optional<std::int64_t>& value) {
        out.key(name);
        value ? out.integer(*value) : out.null();
    };
    out.begin_object().member("batch", batch);
    number("planned_sites", plan == nullptr ? std::nullopt : plan->sites);
    number("planned_investment_fen", plan == nullptr ? std::nullopt : plan->investment_fen);
    number("planned_area_m2", plan == nullptr ? std::nullopt : plan->area_m2);
    out.member("sites", sums.sites).member("finished", sums.finished).member("investment_fen", sums.investment_fen);
    out.member("paid_fen", sums.paid_fen).member("area_m2", sums.area_m2).member("area_done_m2", sums.area_done_m2);
    out.member("late_amber", sums.late_amber).member("late_red", sums.late_red).end_object();
}

}  // namespace

void write_projects(json::Writer& out, const Organization& organization, db::Connection& connection, const Actor& actor) {
    const std::string& county = actor.county_id();
    std::map<std::string, BatchSums> batches;
    std::map<std::string, std::string> batch_of;
    for (const ReadRow& row : register_rows(connection, county, "project")) {
        if (!actor.reach.holds(row.institution_id, {})) continue;
        const std::string& state = row.body["state"].text();
        batch_of[row.id] = row.body["batch"].text();
        BatchSums& sums = batches[batch_of[row.id]];
        ++sums.sites;
        sums.finished += state == "accepted" || state == "settled" || state == "transferred" ? 1 : 0;
        sums.investment_fen += number_of(row.body, "investment_fen");
        sums.area_m2 += number_of(row.body, "area_m2");
        sums.area_done_m2 += number_of(row.body, "area_done_m2");
    }
    for (const ReadRow& row : register_rows(connection, county, "project_payment")) {
        if (const auto project = batch_of.find(row.parent_id); project != batch_of.end())
            batches[project->second].paid_fen += number_of(row.body, "amount_fen");
    }
    for (const ReadRow& row : register_rows(connection, county, "milestone")) {
        const auto project = batch_of.find(row.parent_id);
        const auto planned = row.body["planned_on"].as_date();
        if (project == batch_of.end() || !planned) continue;
        const rules::Lateness late = rules::lateness_of(*planned, row.body["actual_on"].as_date(), actor.today());
        batches[project->second].late_amber += late == rules::Lateness::amber ? 1 : 0;
        batches[project->second].late_red += late == rules::Lateness::red ? 1 : 0;
    }
    out.begin_object().key("items").begin_array();
    for (const BatchRow& plan : organization.packs().batches) {
        const auto found = batches.find(plan.batch);
        write_batch(out, plan.batch, &plan, found == batches.end() ? BatchSums{} : found->second);
        if (found != batches.end()) batches.erase(found);
    }
    for (const auto& [batch, sums] : batches) write_batch(out, batch, nullptr, sums);
    out.end_array().end_object();
}

void write_endings(json::Writer& out, db::Connection& connection, const Actor& actor) {
    constexpr int ahead_days = 90;
    const CivilDate until = add_days(actor.today(), ahead_days);
    out.begin_object().key("items").begin_array();
    const auto write = [&](const db::Row& row, CivilDate due, const char* what, std::optional<CivilDate> opens) {
        out.begin_object().member("id", row.string(0)).member("kind", row.string(1)).member("what", what).member("until", due);
        write_text_or_null(out, "renewable_from", opens ? opens->text() : std::string{});
        out.key("person").begin_object().member("id", row.string(3)).member("name", row.string(4)).end_object();
        out.member("institution_id", row.string(5)).member("post", row.string(6));
        out.member("state", std::string{rules::word_of(rules::expiry_of(due, actor.today()))}).end_object();
    };
    for (const db::Row row : connection.run(sql::licences_of_staff, {actor.county_id(), actor.today()})) {
        if (!actor.reach.holds(row.text(5), {})) continue;
        const auto body = json::parse(row.text(7));
        const auto from = body ? (*body)["from"].as_date() : std::nullopt;
        if (!from || (*body)["revoked"].as_boolean().value_or(false)) continue;
        const std::string& kind = (*body)["kind"].text();
        const auto end = (*body)["until"].as_date();
        if (end && *end <= until) write(row, *end, "licence", rules::renewal_opens(kind, end));
        const auto assessed = rules::assessment_due(kind, *from, (*body)["assessed_on"].as_date());
        // Whose licence is over is not assessed for it any more.
        if (assessed && *assessed <= until && (!end || *end >= actor.today())) write(row, *assessed, "assessment", std::nullopt);
    }
    out.end_array().end_object();
}

namespace {

/// Villages and townships that the institutions within reach serve.
std::set<std::string> areas_in_reach(const Organization& organization, db::Connection& connection, const Actor& actor) {
    std::set<std::string> served;
    for (const std::string& id : actor.reach.institution_ids) {
        for (std::string& code : organization.areas_served(connection, actor.county_id(), id, actor.today()))
            served.insert(std::move(code));
    }
    return served;
}

}  // namespace

void write_coverage(json::Writer& out, const Organization& organization, db::Connection& connection, const Actor& actor) {
    const std::string& county = actor.county_id();
    std::vector<std::string> places;
    for (const Grid& grid : organization.grids(connection, county, actor.today())) {
        for (const std::string& code : grid.division_codes) {
            if (!grid.parts.contains(code)) places.push_back(code);  // the rest of such a village is another grid's
        }
    }
    const std::set<std::string> covered{places.begin(), places.end()};
    std::map<std::string, std::int64_t> figures;
    for (const db::Row row : connection.run(sql::list_figures, {county, actor.today().year(), "usual_residents"}))
        figures[row.string(0)] = row.integer(1);
    std::int64_t people = 0;
    std::int64_t people_covered = 0;
    const std::set<std::string> served = areas_in_reach(organization, connection, actor);
    const auto is_served = [&](const Division& village) {
        return actor.reach.whole_county || served.contains(village.code) || served.contains(village.parent);
    };
    out.begin_object().key("uncovered").begin_array();
    for (const Division& village : organization.divisions_of_county(connection, county)) {
        if (village.level != DivisionLevel::village || !is_served(village)) continue;
        const std::int64_t persons = figures[village.code];
        people += persons;
        if (covered.contains(village.code)) {
            people_covered += persons;
            continue;
        }
        out.begin_object().member("code", village.code).member("name", village.name).member("persons", persons).end_object();
    }
    out.end_array().key("overlaps").begin_array();
    for (const std::string& code : rules::overlaps(places)) {
        if (actor.reach.whole_county || served.contains(code) || served.contains(division_parent(code))) out.string(code);
    }
    out.end_array().member("people", people).member("people_covered", people_covered);
    out.member("coverage_basis_points", rules::coverage_basis_points(people_covered, people)).end_object();
}

}  // namespace jiwei::organization
