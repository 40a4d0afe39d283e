// Grids, the people responsible for them, and hand-overs over HTTP.
#include <algorithm>

#include "core/organization/rules.hpp"
#include "modules/organization/reports.hpp"
#include "modules/organization/route_parts.hpp"
#include "modules/organization/sql.hpp"
#include "modules/organization/staff.hpp"

namespace jiwei::organization {

namespace {

void write_grid(json::Writer& out, const Grid& g) {
    out.begin_object().member("id", g.id).member("code", g.code).member("name", g.name).member("township_code", g.township_code);
    out.member("institution_id", g.institution_id).key("division_codes").begin_array();
    for (const std::string& code : g.division_codes) out.string(code);
    out.end_array().key("parts").begin_array();
    for (const auto& [code, part] : g.parts) out.begin_object().member("division_code", code).member("part", part).end_object();
    out.end_array().key("persons").begin_array();
    for (const GridPerson& person : g.persons)
        out.begin_object().member("user_id", person.user_id).member("duty", person.duty).end_object();
    out.end_array().end_object();
}

Result<http::Response> get_grids(const RouteParts& parts, const http::Request& request) {
    const std::string& county_id = request.principal.county_id;
    const Reach reach = parts.actor(request).reach;
    json::Writer out;
    out.begin_object().key("items").begin_array();
    parts.database().read([&](db::Connection& connection) {
        const auto mine = parts.organization.grid_ids_of_user(connection, county_id, request.principal.user_id, request.today);
        for (const Grid& grid : parts.organization.grids(connection, county_id, request.today)) {
            const bool own = std::binary_search(mine.begin(), mine.end(), grid.id);
            if (own || reach.holds(grid.institution_id, grid.id)) write_grid(out, grid);
        }
    });
    return http::Response::json(out.end_array().key("next").null().end_object().take());
}

Result<http::Response> get_responsible(const RouteParts& parts, const http::Request& request) {
    JIWEI_TRY(asked, [&]() -> Result<CivilDate> {
        const auto text = request.query_value("as_of");
        if (!text) return request.today;
        const auto date = parse_civil_date(*text);
        if (!date) return refuse_field(Refusal::malformed, "as_of", "date", "YYYY-MM-DD");
        return *date;
    }());
    return parts.read(request, [&](db::Connection& connection, const Actor& actor) -> Result<http::Response> {
        const std::string id{request.param("grid")};
        const auto grid = parts.organization.find_grid(connection, actor.county_id(), id, asked);
        if (!grid || !actor.reach.holds(grid->institution_id, grid->id)) return refuse(Refusal::not_found, "GRID_UNKNOWN");
        json::Writer out;
        out.begin_object().key("items").begin_array();
        for (const ResponsiblePerson& one : parts.organization.responsible(connection, actor.county_id(), id, asked)) {
            out.begin_object().member("user_id", one.user_id).member("duty", one.duty);
            write_text_or_null(out, "staff_id", one.staff_id);
            out.member("name", one.name).end_object();
        }
        return http::Response::json(out.end_array().end_object().take());
    });
}

Result<http::Response> post_grid(const RouteParts& parts, const http::Request& request) {
    JIWEI_TRY(body, request.json_body());
    JIWEI_CHECK(only_members(body, {"id", "code", "name", "township_code", "institution_id", "division_codes", "from"}));
    Grid grid;
    const std::pair<std::string_view, std::string*> texts[]{
        {"code", &grid.code}, {"name", &grid.name}, {"township_code", &grid.township_code}, {"institution_id", &grid.institution_id}};
    for (const auto& [key, member] : texts) {
        JIWEI_TRY(text, text_in(body, key, 64, true));
        *member = text;
    }
    JIWEI_TRY(from, date_in(body, "from"));
    for (const json::Value& code : body["division_codes"].items()) grid.division_codes.push_back(code.text());
    if (grid.division_codes.empty()) return refuse_field(Refusal::unprocessable, "/division_codes", "REQUIRED", {});
    return parts.act(request, [&](db::Connection& connection, const Actor& actor) -> Result<http::Response> {
        if (!actor.reach.holds(grid.institution_id, {}))
            return refuse_field(Refusal::unprocessable, "/institution_id", "INSTITUTION_UNKNOWN", "an institution in reach");
        for (const std::string& code : grid.division_codes) {
            if (!connection.run(sql::grids_covering, {actor.county_id(), code}).empty())
                return refuse_field(Refusal::conflict, "/division_codes", "GRID_OVERLAP", code);
        }
        const Stamp stamp = stamp_of(connection, actor);
        JIWEI_TRY(id, parts.organization.add_grid(connection, actor.county_id(), grid, from.value_or(actor.today()), stamp));
        audit_act(connection, actor, {"create", "grid", id, {}, {}, json::write_canonical(body)});
        return version_answer(id, 1, 201);
    });
}

/// By the figures; a part of a village has none of its own.
std::int64_t figured_people(const Grid& grid, std::map<std::string, std::int64_t>& figures) {
    std::int64_t people = 0;
    for (const std::string& code : grid.division_codes) {
        if (!grid.parts.contains(code)) people += figures[code];
    }
    return people;
}

}  // namespace

Result<std::monostate> check_grid_load(const Organization& organization, db::Connection& connection, const Actor& actor,
                                       const GridLoad& load, std::span<const Grid> added) {
    namespace rules = organization_rules;
    std::map<std::string, std::int64_t> figures;
    for (const db::Row row : connection.run(sql::list_figures, {actor.county_id(), actor.today().year(), "usual_residents"}))
        figures[row.string(0)] = row.integer(1);
    std::int64_t people = 0;
    for (const Grid& grid : added) people += figured_people(grid, figures);
    const auto held = organization.grid_ids_of_user(connection, actor.county_id(), load.user_id, actor.today());
    for (const Grid& grid : organization.grids(connection, actor.county_id(), actor.today())) {
        const bool is_added = std::ranges::any_of(added, [&](const Grid& one) { return one.id == grid.id; });
        if (!is_added && std::ranges::binary_search(held, grid.id)) people += figured_people(grid, figures);
    }
    const std::string pointer{load.pointer};
    if (people > rules::residents_per_doctor_max)
        return refuse_field(Refusal::unprocessable, pointer, "GRID_LOAD", std::to_string(rules::residents_per_doctor_max));
    if (people > rules::residents_per_doctor_warn && !load.confirmed) {
        return refuse(Refusal::unprocessable, "confirm-needed", {},
                      {{pointer, "GRID_LOAD", std::to_string(rules::residents_per_doctor_warn), Severity::soft}});
    }
    return std::monostate{};
}

Result<std::monostate> check_taken_load(const Organization& organization, db::Connection& connection, const Actor& actor,
                                        const GridLoad& load, const HandOver& act) {
    std::vector<Grid> taken;
    for (const Grid& grid : organization.grids(connection, actor.county_id(), actor.today())) {
        const bool is_wanted = act.grid_ids.empty() || std::ranges::find(act.grid_ids, grid.id) != act.grid_ids.end();
        const bool is_doctor = std::ranges::any_of(
            grid.persons, [&](const GridPerson& one) { return one.user_id == act.from_user_id && is_doctor_duty(one.duty); });
        if (is_wanted && is_doctor) taken.push_back(grid);
    }
    if (taken.empty()) return std::monostate{};
    return check_grid_load(organization, connection, actor, load, taken);
}

bool is_doctor_duty(std::string_view duty) { return duty == "doctor" || duty == "village_doctor"; }

namespace {

/// {"user_id","duty","from"} begins a duty, {"user_id","duty","last_day"} ends it; the last doctor of a grid cannot be taken away.
Result<http::Response> post_duty(const RouteParts& parts, const http::Request& request) {
    JIWEI_TRY(body, request.json_body());
    JIWEI_CHECK(only_members(body, {"user_id", "duty", "from", "last_day", "confirmed"}));
    JIWEI_TRY(user_id, text_in(body, "user_id", 64, true));
    JIWEI_TRY(duty, text_in(body, "duty", 20, true));
    JIWEI_TRY(from, date_in(body, "from"));
    JIWEI_TRY(last_day, date_in(body, "last_day"));
    const bool is_confirmed = body["confirmed"].as_boolean().value_or(false);
    return parts.act(request, [&](db::Connection& connection, const Actor& actor) -> Result<http::Response> {
        const std::string id{request.param("grid")};
        const auto grid = parts.organization.find_grid(connection, actor.county_id(), id, actor.today());
        if (!grid || !actor.reach.holds(grid->institution_id, {})) return refuse(Refusal::not_found, "GRID_UNKNOWN");
        if (last_day) {
            const db::Rows others = connection.run(sql::others_responsible, {actor.county_id(), id, user_id, add_days(*last_day, 1)});
            if (is_doctor_duty(duty) && others[0].integer(0) == 0)
                return refuse_field(Refusal::conflict, "/last_day", "GRID_LAST_DOCTOR", "another doctor first, or a hand-over");
            connection.run(sql::end_duty, {actor.county_id(), user_id, id, duty, *last_day});
        } else {
            if (is_doctor_duty(duty))
                JIWEI_CHECK(check_grid_load(parts.organization, connection, actor, {"/user_id", user_id, is_confirmed}, {&*grid, 1}));
            if (connection.run(sql::staff_of_user, {actor.county_id(), user_id}).empty())
                return refuse_field(Refusal::unprocessable, "/user_id", "STAFF_UNKNOWN", "a person of the staff register");
            // Nobody's duty has an end when it begins: another doctor who begins later would stand beside this one from then on.
            const db::Rows others = connection.run(sql::other_doctors_from, {actor.county_id(), id, user_id, from.value_or(actor.today())});
            if (duty == "doctor" && others[0].integer(0) > 0)
                return refuse_field(Refusal::conflict, "/duty", "GRID_HAS_DOCTOR", "one responsible doctor; hand over first");
            JIWEI_CHECK(
                parts.organization.set_responsible(connection, actor.county_id(), id, {user_id, duty}, from.value_or(actor.today())));
        }
        const Stamp stamp = stamp_of(connection, actor);
        audit_act(
            connection, actor,
            {last_day ? "end_duty" : "begin_duty", "grid", id, {}, {}, json::write_canonical(body) + std::to_string(stamp.change_seq)});
        return http::Response::no_content();
    });
}

Result<http::Response> post_hand_over(const RouteParts& parts, const http::Request& request) {
    JIWEI_TRY(body, request.json_body());
    JIWEI_CHECK(only_members(body, {"id", "from_user_id", "to_user_id", "last_day", "grid_ids", "reason", "confirmed"}));
    HandOver act;
    JIWEI_TRY(from_user, text_in(body, "from_user_id", 64, true));
    JIWEI_TRY(to_user, text_in(body, "to_user_id", 64, true));
    JIWEI_TRY(last_day, date_in(body, "last_day", true));
    JIWEI_TRY(reason, text_in(body, "reason", 200, true));
    act.from_user_id = from_user;
    act.to_user_id = to_user;
    act.last_day = *last_day;
    act.reason = reason;
    for (const json::Value& grid : body["grid_ids"].items()) act.grid_ids.push_back(grid.text());
    return parts.act(request, [&](db::Connection& connection, const Actor& actor) -> Result<http::Response> {
        for (const db::Row row : connection.run(sql::open_responsibilities, {actor.county_id(), act.from_user_id, act.last_day})) {
            const auto grid = parts.organization.find_grid(connection, actor.county_id(), row.text(0), actor.today());
            const bool wanted = act.grid_ids.empty() || std::ranges::find(act.grid_ids, row.text(0)) != act.grid_ids.end();
            if (wanted && (!grid || !actor.reach.holds(grid->institution_id, {}))) return refuse(Refusal::not_found, "GRID_UNKNOWN");
        }
        if (connection.run(sql::staff_of_user, {actor.county_id(), act.to_user_id}).empty())
            return refuse_field(Refusal::unprocessable, "/to_user_id", "STAFF_UNKNOWN", "a person of the staff register");
        const GridLoad load{"/to_user_id", act.to_user_id, body["confirmed"].as_boolean().value_or(false)};
        JIWEI_CHECK(check_taken_load(parts.organization, connection, actor, load, act));
        act.id = parts.organization.services().ids.next();
        const Stamp stamp = stamp_of(connection, actor);
        JIWEI_TRY(duties, parts.organization.hand_over(connection, actor.county_id(), act, stamp));
        audit_act(connection, actor, {"hand_over", "grid", act.id, act.reason, act.from_user_id, act.to_user_id});
        json::Writer out;
        return http::Response::json(out.begin_object().member("id", act.id).member("duties", duties).end_object().take(), 201);
    });
}

Result<http::Response> get_hand_overs(const RouteParts& parts, const http::Request& request) {
    return parts.read(request, [&](db::Connection& connection, const Actor& actor) -> Result<http::Response> {
        json::Writer out;
        out.begin_object().key("items").begin_array();
        for (const db::Row row : connection.run(sql::list_hand_overs, {actor.county_id()})) {
            if (!actor.reach.holds(row.text(3), row.text(1))) continue;
            out.begin_object().member("id", row.string(0)).member("grid_id", row.string(1)).member("grid", row.string(2));
            out.member("duty", row.string(4)).member("from_user_id", row.string(5)).member("to_user_id", row.string(6));
            out.member("last_day", row.string(7)).member("reason", row.string(8)).member("at", row.integer(9)).end_object();
        }
        return http::Response::json(out.end_array().end_object().take());
    });
}

Result<http::Response> get_coverage(const RouteParts& parts, const http::Request& request) {
    return parts.read(request, [&](db::Connection& connection, const Actor& actor) -> Result<http::Response> {
        json::Writer out;
        write_coverage(out, parts.organization, connection, actor);
        return http::Response::json(out.take());
    });
}

constexpr const char* grid_list = R"({"type":"object","required":["items","next"],"properties":{"next":{"type":["string","null"]},
"items":{"type":"array","items":{"$ref":"#/components/schemas/Grid"}}}})";

constexpr const char* grid_schema = R"({"type":"object",
"required":["id","code","name","township_code","institution_id","division_codes","parts","persons"],
"properties":{"id":{"type":"string"},"code":{"type":"string"},"name":{"type":"string"},"township_code":{"type":"string"},
"institution_id":{"type":"string"},"division_codes":{"type":"array","items":{"type":"string"}},
"parts":{"type":"array","items":{"type":"object","required":["division_code","part"],
"properties":{"division_code":{"type":"string"},"part":{"type":"string"}}}},
"persons":{"type":"array","items":{"type":"object","required":["user_id","duty"],
"properties":{"user_id":{"type":"string"},"duty":{"type":"string"}}}}}})";

}  // namespace

void add_grid_routes(const RouteParts& parts, http::RouteSet& set) {
    using http::Access;
    using http::Op;
    using http::Verb;
    set.schemas.emplace_back("Grid", grid_schema);
    const auto add = [&](Verb verb, const char* path, Op op, auto handler, http::Doc doc) {
        set.routes.push_back({verb, path, Access::to(op, "grid_team"),
                              [parts, handler](const http::Request& request) { return handler(parts, request); }, std::move(doc)});
    };
    add(Verb::get, "/api/grids", Op::read, get_grids, {"Service grids in reach", {}, grid_list, {}});
    add(Verb::get, "/api/grids/coverage", Op::read, get_coverage, {"Villages without a grid, and in two", {}, {}, {}});
    add(Verb::get, "/api/grids/{grid}/responsible", Op::read, get_responsible,
        {"Who answers for a grid on a day", {}, {}, {{"as_of", "day"}}});
    add(Verb::post, "/api/grids", Op::create, post_grid, {"Adds a grid over villages that have none", {}, {}, {}});
    add(Verb::post, "/api/grids/{grid}/duties", Op::update, post_duty, {"Begins or ends a duty for a grid", {}, {}, {}});
    add(Verb::post, "/api/hand-overs", Op::update, post_hand_over, {"One person takes over what another answered for", {}, {}, {}});
    add(Verb::get, "/api/hand-overs", Op::read, get_hand_overs, {"Hand-overs, newest first", {}, {}, {}});
}

}  // namespace jiwei::organization
