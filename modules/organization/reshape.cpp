// Grids that change their shape (organisation specification 3): a village or a part of one passes to another grid, a grid is closed or
// belongs to another institution. The people pass in the same act, with what is open for them.
#include "modules/organization/reshape.hpp"

#include <algorithm>

#include "core/kernel/utf8.hpp"
#include "modules/organization/route_parts.hpp"
#include "modules/organization/sql.hpp"

namespace jiwei::organization {

Result<PeopleMoved> move_people(const Organization& organization, db::Connection& connection, const Actor& actor, const PeopleMove& move,
                                bool only_count) {
    if (!organization.people_mover()) return PeopleMoved{};
    return organization.people_mover()(connection, actor.request, move, only_count);
}

Stamp moved_stamp(db::Connection& connection, const Actor& actor, const PeopleMoved& moved) {
    if (moved.change_seq == 0) return stamp_of(connection, actor);
    return {actor.request.principal.user_id, actor.request.trail.at, moved.change_seq};
}

namespace {

constexpr std::size_t part_characters_max = 20;

struct GridStep {
    std::string_view kind;
    const Grid& grid;
    std::string division_codes;
    std::string part;
    std::string to_grid_id;
    std::string to_institution_id;
    std::string reason;
    std::int64_t people = 0;
};

std::string joined(const std::vector<std::string>& codes) {
    std::string all;
    for (const std::string& code : codes) all += (all.empty() ? "" : ",") + code;
    return all;
}

std::string record_step(Organization& organization, db::Connection& connection, const Actor& actor, const GridStep& step,
                        const Stamp& stamp) {
    std::string id = organization.services().ids.next();
    connection.run(sql::insert_grid_change, {actor.county_id(), id, step.grid.id, step.kind, step.division_codes, step.part,
                                             step.to_grid_id, step.grid.institution_id, step.to_institution_id, actor.today(), step.people,
                                             step.reason, stamp.at.utc_ms, actor.request.principal.display_name, stamp.change_seq});
    audit_act(connection, actor,
              {"reshape", "grid", step.grid.id, step.reason, joined(step.grid.division_codes),
               std::string{step.kind} + " " + step.division_codes + " " + step.part + " -> " + step.to_grid_id + step.to_institution_id});
    organization.moved();
    return id;
}

Result<Grid> grid_to_change(const RouteParts& parts, db::Connection& connection, const Actor& actor, std::string_view id) {
    connection.run(sql::hold_grid, {actor.county_id(), id});
    auto grid = parts.organization.find_grid(connection, actor.county_id(), id, actor.today());
    if (!grid || !actor.reach.holds(grid->institution_id, {})) return refuse(Refusal::not_found, "GRID_UNKNOWN");
    return *std::move(grid);
}

/// The grid that takes over: within reach, of the same township, another one, and somebody answers for it.
Result<Grid> receiving_grid(const RouteParts& parts, db::Connection& connection, const Actor& actor, const Grid& from,
                            const std::string& id) {
    const auto wrong = [](const char* code, const char* allowed) {
        return refuse_field(Refusal::unprocessable, "/to_grid_id", code, allowed);
    };
    auto to = parts.organization.find_grid(connection, actor.county_id(), id, actor.today());
    if (!to || !actor.reach.holds(to->institution_id, {})) return wrong("GRID_UNKNOWN", "a grid within reach");
    if (to->id == from.id) return wrong("GRID_SAME", "another grid");
    if (to->township_code != from.township_code) return wrong("GRID_TOWNSHIP", "a grid of the same township");
    const bool has_doctor = std::ranges::any_of(to->persons, [](const GridPerson& one) { return is_doctor_duty(one.duty); });
    if (!has_doctor) return wrong("GRID_NOBODY", "a grid that a doctor answers for");
    return *std::move(to);
}

/// The doctor's name of the staff register, for the covers of those who come.
std::string doctor_of(const Organization& organization, db::Connection& connection, const Actor& actor, const Grid& grid) {
    std::string name;
    for (const ResponsiblePerson& one : organization.responsible(connection, actor.county_id(), grid.id, actor.today())) {
        if (one.duty == "doctor" && !one.name.empty()) return one.name;
        if (one.duty == "village_doctor" && name.empty()) name = one.name;
    }
    return name;
}

Result<std::monostate> check_loads(const RouteParts& parts, db::Connection& connection, const Actor& actor, const Grid& with,
                                   bool confirmed) {
    for (const GridPerson& person : with.persons) {
        if (is_doctor_duty(person.duty))
            JIWEI_CHECK(check_grid_load(parts.organization, connection, actor, {"/to_grid_id", person.user_id, confirmed}, {&with, 1}));
    }
    return std::monostate{};
}

PeopleMove between(const Grid& from, const Grid& to, std::string doctor) {
    PeopleMove move;
    move.from_grid_id = from.id;
    move.to_grid_id = to.id;
    move.of_institution_id = from.institution_id;
    move.to_institution_id = to.institution_id;
    move.doctor = std::move(doctor);
    return move;
}

http::Response reshaped(const std::string& id, std::int64_t people) {
    json::Writer out;
    out.begin_object();
    write_text_or_null(out, "id", id);
    return http::Response::json(out.member("people", people).end_object().take(), id.empty() ? 200 : 201);
}

/// Two grids are held in the order of their ids, so that two acts never wait for each other.
void hold_both(db::Connection& connection, std::string_view county_id, std::string_view one, std::string_view other) {
    for (const std::string_view id : {std::min(one, other), std::max(one, other)}) connection.run(sql::hold_grid, {county_id, id});
}

struct Asked {
    std::string division_code;
    std::string part;
    std::string to_grid_id;
    std::string reason;
    bool confirmed = false;
    bool preview = false;
};

Result<Asked> read_asked(const json::Value& body) {
    Asked asked;
    JIWEI_TRY(division_code, text_in(body, "division_code", 12));
    JIWEI_TRY(part, text_in(body, "part", part_characters_max));
    JIWEI_TRY(to_grid_id, text_in(body, "to_grid_id", 64));
    JIWEI_TRY(reason, text_in(body, "reason", 200, true));
    asked.division_code = division_code;
    asked.part = part;
    asked.to_grid_id = to_grid_id;
    asked.reason = reason;
    asked.confirmed = body["confirmed"].as_boolean().value_or(false);
    asked.preview = body["preview"].as_boolean().value_or(false);
    return asked;
}

/// A part may leave a village that the grid has whole; the whole village takes along what the grid has of it.
Result<std::monostate> check_village(const Grid& from, const Grid& to, const Asked& asked) {
    const auto wrong = [](const char* pointer, const char* code, const char* allowed) {
        return refuse_field(Refusal::unprocessable, pointer, code, allowed);
    };
    const auto covers = [&](const Grid& grid) {
        return std::ranges::find(grid.division_codes, asked.division_code) != grid.division_codes.end();
    };
    if (!covers(from)) return wrong("/division_code", "grid-division", "a village of the grid");
    if (!asked.part.empty() && utf8::length(asked.part) < 2) return wrong("/part", "TEXT_LENGTH", "2-20");
    if (!asked.part.empty() && from.parts.contains(asked.division_code))
        return wrong("/part", "GRID_PART_OF_PART", "a part leaves the grid that has the rest of the village");
    const bool whole = asked.part.empty() && !from.parts.contains(asked.division_code);
    if (!whole && covers(to) && to.parts.contains(asked.division_code) &&
        to.parts.at(asked.division_code) != (asked.part.empty() ? from.parts.at(asked.division_code) : asked.part))
        return wrong("/to_grid_id", "GRID_SECOND_PART", "a grid without another part of this village");
    return std::monostate{};
}

/// What of the village is whose, after the move: a part that comes back to the rest is no part any more.
void rewrite_village(db::Connection& connection, const std::string& county, const Grid& from, const Grid& to, const Asked& asked) {
    const std::string& code = asked.division_code;
    const std::string of_from = from.parts.contains(code) ? from.parts.at(code) : std::string{};
    const bool to_has_rest = std::ranges::find(to.division_codes, code) != to.division_codes.end() && !to.parts.contains(code);
    if (asked.part.empty()) connection.run(sql::drop_grid_division, {county, code, from.id});
    if (to_has_rest) return;
    connection.run(sql::put_grid_division, {county, code, to.id, asked.part.empty() ? of_from : asked.part});
}

Result<http::Response> post_village(const RouteParts& parts, const http::Request& request) {
    JIWEI_TRY(body, request.json_body());
    JIWEI_CHECK(only_members(body, {"division_code", "part", "to_grid_id", "reason", "confirmed", "preview"}));
    JIWEI_TRY(asked, read_asked(body));
    return parts.act(request, [&](db::Connection& connection, const Actor& actor) -> Result<http::Response> {
        hold_both(connection, actor.county_id(), request.param("grid"), asked.to_grid_id);
        JIWEI_TRY(from, grid_to_change(parts, connection, actor, request.param("grid")));
        JIWEI_TRY(to, receiving_grid(parts, connection, actor, from, asked.to_grid_id));
        JIWEI_CHECK(check_village(from, to, asked));
        Grid with = to;
        if (asked.part.empty()) with.division_codes.push_back(asked.division_code);
        JIWEI_CHECK(check_loads(parts, connection, actor, with, asked.confirmed));
        PeopleMove move = between(from, to, doctor_of(parts.organization, connection, actor, to));
        move.division_code = asked.division_code;
        move.part = asked.part;
        JIWEI_TRY(moved, move_people(parts.organization, connection, actor, move, asked.preview));
        if (asked.preview) return reshaped({}, moved.people);
        const Stamp stamp = moved_stamp(connection, actor, moved);
        rewrite_village(connection, actor.county_id(), from, to, asked);
        const GridStep step{asked.part.empty() ? "village" : "part",
                            from,
                            asked.division_code,
                            asked.part,
                            to.id,
                            to.institution_id,
                            asked.reason,
                            moved.people};
        return reshaped(record_step(parts.organization, connection, actor, step, stamp), moved.people);
    });
}

/// The last day is yesterday: from today on the people are the other grid's, and nobody answers twice for them.
void end_grid(db::Connection& connection, const Actor& actor, const Grid& grid, const Stamp& stamp) {
    const std::string& county = actor.county_id();
    const CivilDate last_day = add_days(actor.today(), -1);
    for (const std::string& code : grid.division_codes) connection.run(sql::drop_grid_division, {county, code, grid.id});
    connection.run(sql::end_duties_of_grid, {county, grid.id, last_day});
    connection.run(sql::close_grid, {county, grid.id, last_day, stamp.actor, stamp.change_seq});
}

Result<http::Response> post_closing(const RouteParts& parts, const http::Request& request) {
    JIWEI_TRY(body, request.json_body());
    JIWEI_CHECK(only_members(body, {"to_grid_id", "reason", "confirmed", "preview"}));
    JIWEI_TRY(asked, read_asked(body));
    return parts.act(request, [&](db::Connection& connection, const Actor& actor) -> Result<http::Response> {
        hold_both(connection, actor.county_id(), request.param("grid"), asked.to_grid_id);
        JIWEI_TRY(from, grid_to_change(parts, connection, actor, request.param("grid")));
        PeopleMove all;
        all.from_grid_id = from.id;
        JIWEI_TRY(left, move_people(parts.organization, connection, actor, all, true));
        const bool is_empty = left.people == 0 && from.division_codes.empty();
        if (asked.to_grid_id.empty() && !is_empty)
            return refuse_field(Refusal::conflict, "/to_grid_id", "GRID_NOT_EMPTY", "a grid that takes its villages and people over");
        std::string to_institution;
        PeopleMoved moved;
        if (!asked.to_grid_id.empty()) {
            JIWEI_TRY(to, receiving_grid(parts, connection, actor, from, asked.to_grid_id));
            Grid with = to;
            for (const std::string& code : from.division_codes) {
                Asked village = asked;
                village.division_code = code;
                JIWEI_CHECK(check_village(from, to, village));
                if (!from.parts.contains(code)) with.division_codes.push_back(code);
            }
            JIWEI_CHECK(check_loads(parts, connection, actor, with, asked.confirmed));
            const PeopleMove move = between(from, to, doctor_of(parts.organization, connection, actor, to));
            JIWEI_TRY(done, move_people(parts.organization, connection, actor, move, asked.preview));
            moved = done;
            to_institution = to.institution_id;
            for (const std::string& code : from.division_codes) {
                Asked village = asked;
                village.division_code = code;
                if (!asked.preview) rewrite_village(connection, actor.county_id(), from, to, village);
            }
        }
        if (asked.preview) return reshaped({}, moved.people);
        const Stamp stamp = moved_stamp(connection, actor, moved);
        end_grid(connection, actor, from, stamp);
        const GridStep step{"close", from, joined(from.division_codes), {}, asked.to_grid_id, to_institution, asked.reason, moved.people};
        return reshaped(record_step(parts.organization, connection, actor, step, stamp), moved.people);
    });
}

Result<http::Response> post_institution_of_grid(const RouteParts& parts, const http::Request& request) {
    JIWEI_TRY(body, request.json_body());
    JIWEI_CHECK(only_members(body, {"institution_id", "reason", "preview"}));
    JIWEI_TRY(institution_id, text_in(body, "institution_id", 64, true));
    JIWEI_TRY(reason, text_in(body, "reason", 200, true));
    const bool preview = body["preview"].as_boolean().value_or(false);
    return parts.act(request, [&](db::Connection& connection, const Actor& actor) -> Result<http::Response> {
        JIWEI_TRY(grid, grid_to_change(parts, connection, actor, request.param("grid")));
        const auto to = parts.organization.find_institution(connection, actor.county_id(), institution_id);
        const bool is_open = to && to->valid_to >= actor.today() && to->valid_from <= actor.today();
        if (!is_open || to->id == grid.institution_id || !actor.reach.holds(to->id, {}))
            return refuse_field(Refusal::unprocessable, "/institution_id", "INSTITUTION_UNKNOWN", "another open institution within reach");
        PeopleMove move;
        move.from_grid_id = grid.id;
        move.of_institution_id = grid.institution_id;
        move.to_institution_id = to->id;
        JIWEI_TRY(moved, move_people(parts.organization, connection, actor, move, preview));
        if (preview) return reshaped({}, moved.people);
        const Stamp stamp = moved_stamp(connection, actor, moved);
        return reshaped(pass_grid(parts.organization, connection, actor, {grid, to->id, reason, moved.people}, stamp), moved.people);
    });
}

void write_grid_change(json::Writer& out, const db::Row& row) {
    const auto named = [&](const char* key, const std::string& id, const std::string& name) {
        out.key(key);
        if (id.empty())
            out.null();
        else
            out.begin_object().member("id", id).member("name", name).end_object();
    };
    out.begin_object().member("id", row.string(0)).member("kind", row.string(1));
    named("grid", row.string(2), row.string(3));
    named("to_grid", row.string(4), row.string(5));
    out.key("division_codes").begin_array();
    const std::string codes = row.string(6);
    for (std::size_t at = 0; at < codes.size(); at += 13) out.string(codes.substr(at, 12));
    out.end_array().member("part", row.string(7)).member("from_institution_id", row.string(8)).member("to_institution_id", row.string(9));
    out.member("on", row.string(10)).member("people", row.integer(11)).member("reason", row.string(12)).member("by", row.string(13));
    out.end_object();
}

Result<http::Response> get_grid_changes(const RouteParts& parts, const http::Request& request) {
    return parts.read(request, [&](db::Connection& connection, const Actor& actor) -> Result<http::Response> {
        json::Writer out;
        out.begin_object().key("items").begin_array();
        for (const db::Row row : connection.run(sql::list_grid_changes, {actor.county_id()})) {
            if (actor.reach.holds(row.text(8), row.text(2)) || actor.reach.holds(row.text(9), row.text(4))) write_grid_change(out, row);
        }
        return http::Response::json(out.end_array().end_object().take());
    });
}

}  // namespace

std::string pass_grid(Organization& organization, db::Connection& connection, const Actor& actor, const GridPass& pass,
                      const Stamp& stamp) {
    connection.run(sql::give_grid, {actor.county_id(), pass.grid.id, pass.to_institution_id, stamp.actor, stamp.change_seq});
    const GridStep step{"institution", pass.grid,  joined(pass.grid.division_codes), {}, {}, pass.to_institution_id,
                        pass.reason,   pass.people};
    return record_step(organization, connection, actor, step, stamp);
}

void add_reshape_routes(const RouteParts& parts, http::RouteSet& set) {
    using http::Op;
    using http::Verb;
    const auto add = [&](Verb verb, const char* path, Op op, auto handler, http::Doc doc) {
        set.routes.push_back({verb, path, http::Access::to(op, "grid_team"),
                              [parts, handler](const http::Request& request) { return handler(parts, request); }, std::move(doc)});
    };
    add(Verb::post, "/api/grids/{grid}/villages", Op::update, post_village,
        {"A village, or a part of one, passes to another grid", {}, {}, {}});
    add(Verb::post, "/api/grids/{grid}/closing", Op::update, post_closing,
        {"Closes a grid; another one takes everything over", {}, {}, {}});
    add(Verb::post, "/api/grids/{grid}/institution", Op::update, post_institution_of_grid,
        {"A grid and its people pass to another institution", {}, {}, {}});
    add(Verb::get, "/api/grids/changes", Op::read, get_grid_changes, {"What became of grids, newest first", {}, {}, {}});
}

}  // namespace jiwei::organization
