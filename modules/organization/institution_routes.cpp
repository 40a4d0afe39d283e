// Institutions and divisions over HTTP.
#include <algorithm>
#include <map>

#include "modules/organization/institution_acts.hpp"
#include "modules/organization/route_parts.hpp"
#include "modules/organization/sql.hpp"

namespace jiwei::organization {

namespace {

constexpr std::int64_t day_ms = 86'400'000;

void write_texts(json::Writer& out, std::string_view name, const std::vector<std::string>& texts) {
    out.key(name).begin_array();
    for (const std::string& text : texts) out.string(text);
    out.end_array();
}

void write_institution(json::Writer& out, const Institution& i, const std::vector<std::string>& areas) {
    out.begin_object().member("id", i.id).member("code", i.code).member("name", i.name).member("kind", i.kind).member("grade", i.grade);
    write_text_or_null(out, "parent_id", i.parent_id);
    out.member("division_code", i.division_code);
    write_texts(out, "areas", areas);
    out.member("valid_from", i.valid_from);
    write_end(out, "valid_to", i.valid_to.text());
    out.member("version", i.version).member("equipment_class", i.equipment_class).member("ownership", i.ownership);
    out.member("status", i.status);
    write_text_or_null(out, "successor_id", i.successor_id);
    out.end_object();
}

void write_division(json::Writer& out, const Division& d) {
    out.begin_object().member("code", d.code).member("name", d.name).member("level", static_cast<int>(d.level)).member("parent", d.parent);
    write_text_or_null(out, "archive_part3", d.archive_part3);
    out.end_object();
}

Result<CivilDate> day_asked(const http::Request& request) {
    const auto text = request.query_value("as_of");
    if (!text) return request.today;
    const auto date = parse_civil_date(*text);
    if (!date) return refuse_field(Refusal::malformed, "as_of", "date", "YYYY-MM-DD");
    return *date;
}

/// What an institution was on an earlier day: its last version of that day, or the first that is known. Names, kinds and parents change.
void show_as_of(db::Connection& connection, std::string_view county_id, CivilDate on, std::vector<Institution>& institutions) {
    std::map<std::string, Institution, std::less<>> then;
    const std::int64_t end_ms = (on.days_since_1970() + 1) * day_ms - time::zone_offset_ms;
    for (const db::Row row : connection.run(sql::institution_versions, {county_id})) {
        const auto [at, is_first] = then.try_emplace(row.string(0));
        if (!is_first && row.integer(6) >= end_ms) continue;
        at->second.name = row.string(1);
        at->second.kind = row.string(2);
        at->second.grade = row.string(3);
        at->second.parent_id = row.string(4);
        at->second.status = row.string(5);
    }
    for (Institution& one : institutions) {
        const auto was = then.find(one.id);
        if (was == then.end()) continue;
        one.name = was->second.name;
        one.kind = was->second.kind;
        one.grade = was->second.grade;
        one.parent_id = was->second.parent_id;
        one.status = was->second.status;
    }
}

http::Response list_of(json::Writer& out) { return http::Response::json(out.end_array().key("next").null().end_object().take()); }

Result<http::Response> get_institutions(const RouteParts& parts, const http::Request& request) {
    JIWEI_TRY(on, day_asked(request));
    const std::string& county_id = request.principal.county_id;
    const Reach reach = parts.actor(request).reach;
    json::Writer out;
    out.begin_object().key("items").begin_array();
    parts.database().read([&](db::Connection& connection) {
        std::vector<Institution> all = parts.organization.institutions(connection, county_id, on);
        if (on < request.today) show_as_of(connection, county_id, on, all);
        for (const Institution& institution : all) {
            if (!reach.holds(institution.id, {})) continue;
            write_institution(out, institution, parts.organization.areas_served(connection, county_id, institution.id, on));
        }
    });
    return list_of(out);
}

Result<http::Response> get_institution(const RouteParts& parts, const http::Request& request) {
    return parts.read(request, [&](db::Connection& connection, const Actor& actor) -> Result<http::Response> {
        const auto one = parts.organization.find_institution(connection, actor.county_id(), request.param("institution"));
        if (!one || !actor.reach.holds(one->id, {})) return refuse(Refusal::not_found, "institution-unknown");
        json::Writer out;
        out.begin_object().key("institution");
        write_institution(out, *one, parts.organization.areas_served(connection, actor.county_id(), one->id, actor.today()));
        out.key("history").begin_array();
        for (const db::Row row : connection.run(sql::institution_history, {actor.county_id(), one->id})) {
            out.begin_object().member("version", row.integer(0)).member("changed_at", row.integer(1)).member("changed_by", row.string(2));
            out.member("name", row.string(3)).member("kind", row.string(4)).member("grade", row.string(5));
            write_text_or_null(out, "parent_id", row.text(6));
            out.member("status", row.string(7));
            write_end(out, "valid_to", row.text(8));
            out.end_object();
        }
        http::Response response = http::Response::json(out.end_array().end_object().take());
        response.headers.emplace_back("ETag", http::version_etag(one->version));
        return response;
    });
}

Result<http::Response> post_institution(const RouteParts& parts, const http::Request& request) {
    JIWEI_TRY(body, request.json_body());
    JIWEI_TRY(given, read_institution(body, request.principal.county_id));
    return parts.act(request, [&](db::Connection& connection, const Actor& actor) -> Result<http::Response> {
        JIWEI_TRY(id, open_institution(parts.organization, connection, actor, given));
        for (const json::Value& area : body["areas"].items()) {
            const CivilDate from = given.valid_from == CivilDate{} ? actor.today() : given.valid_from;
            JIWEI_CHECK(parts.organization.add_service_area(connection, actor.county_id(), id, area.text(), from));
        }
        return version_answer(id, 1, 201);
    });
}

Result<http::Response> put_institution(const RouteParts& parts, const http::Request& request) {
    JIWEI_TRY(version, demand_version(request));
    JIWEI_TRY(body, request.json_body());
    JIWEI_TRY(given, read_institution(body, request.principal.county_id));
    return parts.act(request, [&](db::Connection& connection, const Actor& actor) -> Result<http::Response> {
        const std::string_view id = request.param("institution");
        JIWEI_TRY(now, change_institution(parts.organization, connection, actor, id, version, given));
        return version_answer(id, now);
    });
}

Result<http::Response> post_move(const RouteParts& parts, const http::Request& request) {
    JIWEI_TRY(version, demand_version(request));
    JIWEI_TRY(body, request.json_body());
    JIWEI_CHECK(only_members(body, {"parent_id"}));
    JIWEI_TRY(parent_id, text_in(body, "parent_id", 64, true));
    return parts.act(request, [&](db::Connection& connection, const Actor& actor) -> Result<http::Response> {
        const std::string_view id = request.param("institution");
        JIWEI_TRY(now, move_institution(parts.organization, connection, actor, id, version, parent_id));
        return version_answer(id, now);
    });
}

Result<http::Response> post_close(const RouteParts& parts, const http::Request& request) {
    JIWEI_TRY(version, demand_version(request));
    JIWEI_TRY(body, request.json_body());
    JIWEI_CHECK(only_members(body, {"last_day", "successor_id", "reason", "hand_over"}));
    JIWEI_TRY(last_day, date_in(body, "last_day", true));
    JIWEI_TRY(successor_id, text_in(body, "successor_id", 64, true));
    JIWEI_TRY(reason, text_in(body, "reason", 200, true));
    const Closing closing{*last_day, successor_id, reason, body["hand_over"].as_boolean().value_or(false)};
    return parts.act(request, [&](db::Connection& connection, const Actor& actor) -> Result<http::Response> {
        const std::string_view id = request.param("institution");
        JIWEI_TRY(now, close_institution(parts.organization, connection, actor, id, version, closing));
        return version_answer(id, now);
    });
}

/// {"division_code", "from"} begins serving an area, {"division_code", "last_day"} ends it.
Result<http::Response> post_area(const RouteParts& parts, const http::Request& request) {
    JIWEI_TRY(body, request.json_body());
    JIWEI_CHECK(only_members(body, {"division_code", "from", "last_day"}));
    JIWEI_TRY(code, text_in(body, "division_code", 12, true));
    JIWEI_TRY(from, date_in(body, "from"));
    JIWEI_TRY(last_day, date_in(body, "last_day"));
    return parts.act(request, [&](db::Connection& connection, const Actor& actor) -> Result<http::Response> {
        JIWEI_CHECK(demand_county(actor));
        const std::string id{request.param("institution")};
        const Stamp stamp = stamp_of(connection, actor);
        if (last_day) {
            connection.run(sql::end_service_area, {actor.county_id(), id, code, *last_day});
        } else {
            JIWEI_CHECK(parts.organization.add_service_area(connection, actor.county_id(), id, code, from.value_or(actor.today())));
        }
        connection.run(sql::insert_institution_version, {actor.county_id(), id, stamp.at.utc_ms, stamp.actor, stamp.change_seq});
        audit_act(connection, actor, {last_day ? "end_area" : "begin_area", "institution", id, {}, {}, json::write_canonical(body)});
        return http::Response::no_content();
    });
}

Result<http::Response> get_divisions(const RouteParts& parts, const http::Request& request) {
    const std::string county_code = request.principal.county_id + "000000";
    const std::string parent{request.query_value("parent").value_or(county_code)};
    if (!division_is_under(parent, county_code)) return refuse(Refusal::not_found, "division-unknown");
    JIWEI_TRY(as_of, day_asked(request));
    json::Writer out;
    out.begin_object().key("items").begin_array();
    const bool known = parts.database().read([&](db::Connection& connection) {
        if (!parts.organization.find_division(connection, parent)) return false;
        for (const Division& division : parts.organization.divisions_under(connection, request.principal.county_id, parent, as_of))
            write_division(out, division);
        return true;
    });
    if (!known) return refuse(Refusal::not_found, "division-unknown");
    return list_of(out);
}

/// The digits that stand for a village in archive numbers; of numbers that are given from now on.
Result<http::Response> put_archive_part(const RouteParts& parts, const http::Request& request) {
    JIWEI_TRY(body, request.json_body());
    JIWEI_CHECK(only_members(body, {"archive_part3"}));
    JIWEI_TRY(part, text_in(body, "archive_part3", 3, true));
    const bool digits = part.size() == 3 && part != "000" && std::ranges::all_of(part, [](char c) { return c >= '0' && c <= '9'; });
    if (!digits) return refuse_field(Refusal::unprocessable, "/archive_part3", "ARCHIVE_PART", "001-999");
    return parts.act(request, [&](db::Connection& connection, const Actor& actor) -> Result<http::Response> {
        JIWEI_CHECK(demand_county(actor));
        const std::string code{request.param("division")};
        const auto division = parts.organization.find_division(connection, code);
        if (!division || division->level != DivisionLevel::village || !code.starts_with(actor.county_id()))
            return refuse(Refusal::not_found, "division-unknown");
        for (const Division& other : parts.organization.divisions_under(connection, division->parent)) {
            if (other.code != code && other.archive_part3 == part)
                return refuse_field(Refusal::conflict, "/archive_part3", "ARCHIVE_PART_TAKEN", other.name);
        }
        const Stamp stamp = stamp_of(connection, actor);
        connection.run(sql::set_archive_part, {code, actor.county_id(), part});
        audit_act(connection, actor,
                  {"update", "division", code, {}, division->archive_part3, part + " " + std::to_string(stamp.change_seq)});
        return http::Response::no_content();
    });
}

constexpr const char* institution_list = R"({"type":"object","required":["items","next"],"properties":{"next":{"type":["string","null"]},
"items":{"type":"array","items":{"$ref":"#/components/schemas/Institution"}}}})";
constexpr const char* division_list = R"({"type":"object","required":["items","next"],"properties":{"next":{"type":["string","null"]},
"items":{"type":"array","items":{"$ref":"#/components/schemas/Division"}}}})";
constexpr const char* institution_schema = R"({"type":"object",
"required":["id","code","name","kind","grade","parent_id","division_code","areas","valid_from","valid_to"],
"properties":{"id":{"type":"string"},"code":{"type":"string"},"name":{"type":"string"},"kind":{"type":"string"},"grade":{"type":"string"},
"parent_id":{"type":["string","null"]},"division_code":{"type":"string"},"version":{"type":"integer"},
"equipment_class":{"type":"string"},"ownership":{"type":"string"},"status":{"type":"string"},"successor_id":{"type":["string","null"]},"areas":{"type":"array","items":{"type":"string"}},
"valid_from":{"type":"string","format":"date"},"valid_to":{"type":["string","null"]}}})";
constexpr const char* division_schema = R"({"type":"object","required":["code","name","level","parent","archive_part3"],
"properties":{"code":{"type":"string"},"name":{"type":"string"},"level":{"type":"integer"},"parent":{"type":"string"},
"archive_part3":{"type":["string","null"]}}})";
}  // namespace

void add_institution_routes(const RouteParts& parts, http::RouteSet& set) {
    using http::Access;
    using http::Op;
    using http::Verb;
    set.schemas.emplace_back("Institution", institution_schema);
    set.schemas.emplace_back("Division", division_schema);
    const auto add = [&](Verb verb, const char* path, Access access, auto handler, http::Doc doc) {
        set.routes.push_back({verb, path, std::move(access),
                              [parts, handler](const http::Request& request) { return handler(parts, request); }, std::move(doc)});
    };
    const auto staff = [](Op op) { return Access::to(op, "organization_staff"); };
    add(Verb::get, "/api/institutions", staff(Op::read), get_institutions,
        {"Institutions in reach, parents before children", {}, institution_list, {{"as_of", "day, default today"}}});
    add(Verb::get, "/api/institutions/{institution}", staff(Op::read), get_institution, {"One institution with its history", {}, {}, {}});
    add(Verb::post, "/api/institutions", staff(Op::create), post_institution, {"Opens an institution", {}, {}, {}});
    add(Verb::put, "/api/institutions/{institution}", staff(Op::update), put_institution, {"Changes an institution", {}, {}, {}});
    add(Verb::post, "/api/institutions/{institution}/move", staff(Op::update), post_move, {"Puts it below another parent", {}, {}, {}});
    add(Verb::post, "/api/institutions/{institution}/close", staff(Op::remove), post_close,
        {"Closes it; a successor keeps the records", {}, {}, {}});
    add(Verb::post, "/api/institutions/{institution}/areas", staff(Op::update), post_area, {"Begins or ends serving an area", {}, {}, {}});
    add(Verb::get, "/api/divisions", Access::signed_in(), get_divisions,
        {"Divisions directly below one",
         {},
         division_list,
         {{"parent", "12-digit code, default the county"}, {"as_of", "YYYY-MM-DD, default today: as they were on that day"}}});
    add(Verb::put, "/api/divisions/{division}/archive-part", Access::to(Op::update, "dictionary"), put_archive_part,
        {"The village's digits in archive numbers", {}, {}, {}});
}

}  // namespace jiwei::organization
