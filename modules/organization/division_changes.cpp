// Divisions that were renamed, split, merged or abolished: a dated table of what became of which, and what lies there passes in the same
// act. Archive numbers stay as they were given (organisation specification 1; residents specification 4).
#include "core/organization/division_changes.hpp"

#include <algorithm>

#include "modules/organization/reshape.hpp"
#include "modules/organization/route_parts.hpp"
#include "modules/organization/sql.hpp"

namespace jiwei::organization {

namespace {

using organization_rules::DivisionChange;

constexpr std::size_t moves_max = 50;
constexpr std::size_t division_name_characters_max = 60;
constexpr int archive_part_max = 999;

struct DivisionMove {
    std::string old_code, new_code, new_name, part;
};
struct DivisionAct {
    std::string kind, document;
    CivilDate on;
    std::vector<DivisionMove> moves;
    bool preview = false;
};

Result<void> wrong_move(std::size_t at, const char* member, const char* code, const char* allowed) {
    return refuse_field(Refusal::unprocessable, "/moves/" + std::to_string(at) + "/" + member, code, allowed);
}

Result<DivisionAct> read_division_act(const http::Request& request) {
    JIWEI_TRY(body, request.json_body());
    JIWEI_CHECK(only_members(body, {"kind", "on", "document", "moves", "preview"}));
    DivisionAct act;
    JIWEI_TRY(kind, text_in(body, "kind", 10, true));
    JIWEI_TRY(on, date_in(body, "on", true));
    JIWEI_TRY(document, text_in(body, "document", 200, true));
    if (kind != "rename" && kind != "split" && kind != "merge" && kind != "abolish")
        return refuse_field(Refusal::unprocessable, "/kind", "CODE_UNKNOWN", "rename, split, merge, abolish");
    if (*on > request.today) return refuse_field(Refusal::unprocessable, "/on", "DATE_FUTURE", request.today.text());
    act.kind = kind;
    act.on = *on;
    act.document = document;
    act.preview = body["preview"].as_boolean().value_or(false);
    for (const json::Value& one : body["moves"].items()) {
        JIWEI_TRY(old_code, text_in(one, "old_code", 12, true));
        JIWEI_TRY(new_code, text_in(one, "new_code", 12));
        JIWEI_TRY(new_name, text_in(one, "new_name", division_name_characters_max));
        JIWEI_TRY(part, text_in(one, "part", 20));
        act.moves.push_back({old_code, new_code, new_name, part});
    }
    if (act.moves.empty() || act.moves.size() > moves_max) return refuse_field(Refusal::unprocessable, "/moves", "RANGE_HARD", "1-50");
    return act;
}

bool all_same(const std::vector<DivisionMove>& moves, std::string DivisionMove::*member) {
    return std::ranges::all_of(moves, [&](const DivisionMove& one) { return one.*member == moves.front().*member; });
}

/// One old, one new; several old, one new; one old, several new of which one has the rest; one old, none.
Result<void> check_kind(const DivisionAct& act) {
    const std::size_t count = act.moves.size();
    const auto rests = std::ranges::count_if(act.moves, [](const DivisionMove& one) { return one.part.empty(); });
    const bool fits = act.kind == "split"   ? count >= 2 && all_same(act.moves, &DivisionMove::old_code) && rests == 1
                      : act.kind == "merge" ? count >= 2 && all_same(act.moves, &DivisionMove::new_code)
                                            : count == 1;
    if (!fits || (act.kind != "split" && rests != static_cast<std::ptrdiff_t>(count)))
        return refuse_field(Refusal::unprocessable, "/moves", "DIVISION_CHANGE_SHAPE", "as the kind of the change says");
    for (std::size_t at = 0; at < count; ++at) {
        const DivisionMove& one = act.moves[at];
        if (one.new_code.empty() != (act.kind == "abolish"))
            return wrong_move(at, "new_code", "REQUIRED", "a division, unless it is abolished");
        if (act.kind == "rename" && one.new_code == one.old_code && one.new_name.empty())
            return wrong_move(at, "new_name", "REQUIRED", "a name");
    }
    return {};
}

bool is_open_division(const Organization& organization, db::Connection& connection, const std::string& county, const std::string& code) {
    const auto all = organization.divisions_of_county(connection, county);
    return std::ranges::find(all, code, &Division::code) != all.end();
}

Result<void> check_moves(const Organization& organization, db::Connection& connection, const std::string& county, const DivisionAct& act) {
    for (std::size_t at = 0; at < act.moves.size(); ++at) {
        const DivisionMove& one = act.moves[at];
        if (!one.old_code.starts_with(county) || !is_open_division(organization, connection, county, one.old_code))
            return wrong_move(at, "old_code", "institution-division", "a township or village of the county");
        if (one.new_code.empty()) continue;
        const bool same_level = one.new_code.starts_with(county) && division_level(one.new_code) == division_level(one.old_code);
        if (!same_level) return wrong_move(at, "new_code", "institution-division", "a code of the same level in the county");
        if (is_open_division(organization, connection, county, one.new_code)) continue;
        if (one.new_name.empty()) return wrong_move(at, "new_name", "REQUIRED", "the name of a division that is new");
        if (!is_open_division(organization, connection, county, division_parent(one.new_code)) && division_level(one.new_code) == 5)
            return wrong_move(at, "new_code", "institution-division", "below an open township");
    }
    return {};
}

/// The first digits that no village of the township ever had: numbers of archives never mean two places.
std::string free_archive_part(db::Connection& connection, const std::string& county, const std::string& code) {
    if (division_level(code) != 5) return {};
    for (int part = 201; part <= archive_part_max; ++part) {
        std::string digits = std::to_string(part);
        if (connection.run(sql::divisions_of_archive_area, {county, code.substr(0, 9), digits}).empty()) return digits;
    }
    return {};
}

void put_division(const Organization& organization, db::Connection& connection, const std::string& county, const DivisionMove& one,
                  CivilDate on) {
    if (one.new_code.empty()) return;
    if (is_open_division(organization, connection, county, one.new_code)) {
        if (!one.new_name.empty()) connection.run(sql::rename_division, {one.new_code, county, one.new_name});
        return;
    }
    connection.run(sql::create_division, {one.new_code, division_parent(one.new_code), one.new_name, division_level(one.new_code), county,
                                          free_archive_part(connection, county, one.new_code), on});
}

/// Service areas by date, grids and places of institutions under the new code. A part of a split is served by whoever served the whole.
void pass_relations(const Organization& organization, db::Connection& connection, const Actor& actor, const DivisionMove& one, CivilDate on,
                    const Stamp& stamp) {
    const std::string& county = actor.county_id();
    if (one.old_code == one.new_code || one.new_code.empty()) return;
    for (const db::Row row : connection.run(sql::servers_of_area, {county, one.old_code, on})) {
        const auto known = organization.areas_served(connection, county, row.text(0), on);
        if (std::ranges::find(known, one.new_code) == known.end())
            connection.run(sql::insert_service_area, {county, row.text(0), one.new_code, on, open_end});
    }
    if (one.part.empty()) {
        connection.run(sql::recode_grid_divisions, {county, one.old_code, one.new_code});
        connection.run(sql::drop_grid_divisions, {county, one.old_code});
        for (const db::Row row : connection.run(sql::institutions_at, {county, one.old_code})) {
            connection.run(sql::recode_institution, {county, row.text(0), one.new_code});
            connection.run(sql::insert_institution_version, {county, row.text(0), stamp.at.utc_ms, stamp.actor, stamp.change_seq});
        }
        if (division_level(one.old_code) == 4) connection.run(sql::recode_grid_township, {county, one.old_code, one.new_code});
        return;
    }
    for (const Grid& grid : organization.grids(connection, county, actor.today())) {
        if (std::ranges::find(grid.division_codes, one.old_code) != grid.division_codes.end())
            connection.run(sql::put_grid_division, {county, one.new_code, grid.id, ""});
    }
}

/// Old divisions that nothing goes on under are closed, with whoever served them until the day before.
void close_old(db::Connection& connection, const std::string& county, const DivisionAct& act) {
    for (const DivisionMove& one : act.moves) {
        const bool goes_on = std::ranges::any_of(act.moves, [&](const DivisionMove& other) { return other.new_code == one.old_code; });
        if (goes_on) continue;
        for (const db::Row row : connection.run(sql::servers_of_area, {county, one.old_code, act.on}))
            connection.run(sql::end_service_area, {county, row.text(0), one.old_code, add_days(act.on, -1)});
        connection.run(sql::close_division, {one.old_code, county, act.on});
    }
}

/// Everybody of one move; of a village only, for people live in villages.
Result<PeopleMoved> pass_people(const Organization& organization, db::Connection& connection, const Actor& actor, const DivisionMove& one,
                                bool only_count) {
    if (division_level(one.old_code) != 5 || one.old_code == one.new_code) return PeopleMoved{};
    PeopleMove move;
    move.division_code = one.old_code;
    move.part = one.part;
    move.to_village_code = one.new_code;
    return move_people(organization, connection, actor, move, only_count);
}

/// Parts before the rest, so that the rest is what nobody named.
std::vector<DivisionMove> parts_first(std::vector<DivisionMove> moves) {
    std::ranges::stable_partition(moves, [](const DivisionMove& one) { return !one.part.empty(); });
    return moves;
}

Result<http::Response> post_division_change(const RouteParts& parts, const http::Request& request) {
    JIWEI_TRY(act, read_division_act(request));
    JIWEI_CHECK(check_kind(act));
    return parts.act(request, [&](db::Connection& connection, const Actor& actor) -> Result<http::Response> {
        JIWEI_CHECK(demand_county(actor));
        const std::string& county = actor.county_id();
        JIWEI_CHECK(check_moves(parts.organization, connection, county, act));
        const auto moves = parts_first(act.moves);
        std::vector<PeopleMoved> moved;
        Stamp stamp;
        std::int64_t people = 0;
        for (const DivisionMove& one : moves) {
            JIWEI_TRY(done, pass_people(parts.organization, connection, actor, one, act.preview || one.new_code.empty()));
            if (one.new_code.empty() && done.people > 0)
                return refuse_field(Refusal::conflict, "/moves/0/old_code", "DIVISION_OPEN_PEOPLE", std::to_string(done.people));
            people += done.people;
            moved.push_back(done);
        }
        json::Writer out;
        if (act.preview) return http::Response::json(out.begin_object().key("id").null().member("people", people).end_object().take());
        stamp = moved_stamp(connection, actor, *std::ranges::max_element(moved, {}, &PeopleMoved::change_seq));
        const std::string id = parts.organization.services().ids.next();
        for (std::size_t at = 0; at < moves.size(); ++at) {
            const DivisionMove& one = moves[at];
            const std::string old_name = parts.organization.find_division(connection, one.old_code)->name;
            put_division(parts.organization, connection, county, one, act.on);
            pass_relations(parts.organization, connection, actor, one, act.on, stamp);
            const auto now = parts.organization.find_division(connection, one.new_code);
            connection.run(sql::insert_division_change,
                           {county, id, static_cast<std::int64_t>(at), act.kind, act.on, one.old_code, old_name, one.new_code,
                            now ? now->name : std::string{}, one.part, moved[at].people, act.document, stamp.at.utc_ms,
                            actor.request.principal.display_name, stamp.change_seq});
            audit_act(connection, actor, {act.kind, "division", one.old_code, act.document, old_name, one.new_code + " " + one.new_name});
        }
        close_old(connection, county, act);
        parts.organization.moved();
        return http::Response::json(out.begin_object().member("id", id).member("people", people).end_object().take(), 201);
    });
}

Result<http::Response> get_division_changes(const RouteParts& parts, const http::Request& request) {
    return parts.read(request, [&](db::Connection& connection, const Actor& actor) -> Result<http::Response> {
        std::vector<std::string> mapped;
        json::Writer out;
        out.begin_object().key("items").begin_array();
        for (const db::Row row : connection.run(sql::list_division_changes, {actor.county_id()})) {
            mapped.push_back(row.string(3));
            out.begin_object().member("id", row.string(0)).member("kind", row.string(1)).member("on", row.string(2));
            out.member("old_code", row.string(3)).member("old_name", row.string(4)).member("new_code", row.string(5));
            out.member("new_name", row.string(6)).member("part", row.string(7)).member("people", row.integer(8));
            out.member("document", row.string(9)).member("by", row.string(10)).end_object();
        }
        out.end_array().key("unmapped").begin_array();
        for (const db::Row row : connection.run(sql::closed_divisions, {actor.county_id()})) {
            if (std::ranges::find(mapped, row.text(0)) != mapped.end()) continue;
            PeopleMove move;
            move.division_code = row.string(0);
            JIWEI_TRY(left, move_people(parts.organization, connection, actor, move, true));
            out.begin_object().member("code", row.string(0)).member("name", row.string(2)).member("people", left.people).end_object();
        }
        return http::Response::json(out.end_array().end_object().take());
    });
}

void write_division_line(json::Writer& out, const Division& d) {
    out.begin_object().member("code", d.code).member("name", d.name).member("level", static_cast<int>(d.level)).member("parent", d.parent);
    write_text_or_null(out, "archive_part3", d.archive_part3);
    out.end_object();
}

/// Where the digits of an archive number point to: the village that had them, and what lies there now.
Result<http::Response> get_of_archive(const RouteParts& parts, const http::Request& request) {
    const std::string area{request.query_value("area").value_or("")};
    const bool is_area = area.size() == 12 && std::ranges::all_of(area, [](char c) { return c >= '0' && c <= '9'; });
    if (!is_area) return refuse_field(Refusal::malformed, "area", "ARCHIVE_PART", "the first 12 digits of an archive number");
    return parts.read(request, [&](db::Connection& connection, const Actor& actor) -> Result<http::Response> {
        const auto changes = parts.organization.division_changes(connection, actor.county_id());
        std::set<std::string> now;
        json::Writer out;
        out.begin_object().member("area", area).key("then").begin_array();
        for (const db::Row row : connection.run(sql::divisions_of_archive_area, {actor.county_id(), area.substr(0, 9), area.substr(9)})) {
            if (const auto then = parts.organization.find_division(connection, row.text(0))) write_division_line(out, *then);
            now.merge(organization_rules::divisions_now(changes, row.text(0), actor.today()));
        }
        out.end_array().key("now").begin_array();
        for (const std::string& code : now) {
            if (const auto division = parts.organization.find_division(connection, code)) write_division_line(out, *division);
        }
        return http::Response::json(out.end_array().end_object().take());
    });
}

}  // namespace

std::vector<DivisionChange> Organization::division_changes(db::Connection& connection, std::string_view county_id) const {
    std::vector<DivisionChange> all;
    for (const db::Row row : connection.run(sql::list_division_changes, {county_id}))
        all.push_back({row.string(3), row.string(5), row.date(2).value_or(CivilDate{})});
    return all;
}

void add_division_change_routes(const RouteParts& parts, http::RouteSet& set) {
    using http::Access;
    using http::Op;
    using http::Verb;
    const auto add = [&](Verb verb, const char* path, Access access, auto handler, http::Doc doc) {
        set.routes.push_back({verb, path, std::move(access),
                              [parts, handler](const http::Request& request) { return handler(parts, request); }, std::move(doc)});
    };
    add(Verb::get, "/api/division-changes", Access::to(Op::read, "dictionary"), get_division_changes,
        {"What became of divisions, and closed ones that nothing is said of", {}, {}, {}});
    add(Verb::post, "/api/division-changes", Access::to(Op::update, "dictionary"), post_division_change,
        {"A division is renamed, split, merged or abolished", {}, {}, {}});
    add(Verb::get, "/api/divisions/of-archive", Access::signed_in(), get_of_archive,
        {"The division behind an archive number, then and now", {}, {}, {{"area", "first 12 digits of an archive number"}}});
}

}  // namespace jiwei::organization
