#include <algorithm>
#include <set>

#include "core/kernel/json.hpp"
#include "modules/organization/api.hpp"

namespace jiwei::organization {

namespace {

void write_optional(json::Writer& out, std::string_view name, const std::string& text) {
    if (text.empty()) {
        out.key(name).null();
    } else {
        out.member(name, text);
    }
}

void write_texts(json::Writer& out, std::string_view name, const std::vector<std::string>& texts) {
    out.key(name).begin_array();
    for (const std::string& text : texts) out.string(text);
    out.end_array();
}

void write_institution(json::Writer& out, const Institution& i, const std::vector<std::string>& areas) {
    out.begin_object().member("id", i.id).member("code", i.code).member("name", i.name).member("kind", i.kind).member("grade", i.grade);
    write_optional(out, "parent_id", i.parent_id);
    out.member("division_code", i.division_code);
    write_texts(out, "areas", areas);
    out.member("valid_from", i.valid_from);
    write_optional(out, "valid_to", i.valid_to.text() == open_end ? std::string{} : i.valid_to.text());
    out.end_object();
}

void write_division(json::Writer& out, const Division& d) {
    out.begin_object().member("code", d.code).member("name", d.name).member("level", static_cast<int>(d.level)).member("parent", d.parent);
    write_optional(out, "archive_part3", d.archive_part3);
    out.end_object();
}

void write_grid(json::Writer& out, const Grid& g) {
    out.begin_object().member("id", g.id).member("code", g.code).member("name", g.name).member("township_code", g.township_code);
    out.member("institution_id", g.institution_id);
    write_texts(out, "division_codes", g.division_codes);
    out.key("persons").begin_array();
    for (const GridPerson& person : g.persons)
        out.begin_object().member("user_id", person.user_id).member("duty", person.duty).end_object();
    out.end_array().end_object();
}

Result<CivilDate> day_asked(const http::Request& request) {
    const auto text = request.query_value("as_of");
    if (!text) return request.today;
    const auto date = parse_civil_date(*text);
    if (!date) return refuse_field(Refusal::malformed, "as_of", "date", "YYYY-MM-DD");
    return *date;
}

http::Response list_of(json::Writer& out) { return http::Response::json(out.end_array().key("next").null().end_object().take()); }

Result<http::Response> get_institutions(const Organization& organization, db::Database& database, const Reach& reach,
                                        const http::Request& request) {
    JIWEI_TRY(on, day_asked(request));
    const std::string& county_id = request.principal.county_id;
    json::Writer out;
    out.begin_object().key("items").begin_array();
    database.read([&](db::Connection& connection) {
        for (const Institution& institution : organization.institutions(connection, county_id, on)) {
            if (!reach.holds(institution.id, {})) continue;
            write_institution(out, institution, organization.areas_served(connection, county_id, institution.id, on));
        }
    });
    return list_of(out);
}

Result<http::Response> get_divisions(const Organization& organization, db::Database& database, const http::Request& request) {
    const std::string county_code = request.principal.county_id + "000000";
    const std::string parent{request.query_value("parent").value_or(county_code)};
    if (!division_is_under(parent, county_code)) return refuse(Refusal::not_found, "division-unknown");
    json::Writer out;
    out.begin_object().key("items").begin_array();
    const bool known = database.read([&](db::Connection& connection) {
        if (!organization.find_division(connection, parent)) return false;
        for (const Division& division : organization.divisions_under(connection, parent)) write_division(out, division);
        return true;
    });
    if (!known) return refuse(Refusal::not_found, "division-unknown");
    return list_of(out);
}

Result<http::Response> get_grids(const Organization& organization, db::Database& database, const Reach& reach,
                                 const http::Request& request) {
    const std::string& county_id = request.principal.county_id;
    json::Writer out;
    out.begin_object().key("items").begin_array();
    database.read([&](db::Connection& connection) {
        const auto mine = organization.grid_ids_of_user(connection, county_id, request.principal.user_id, request.today);
        for (const Grid& grid : organization.grids(connection, county_id, request.today)) {
            const bool own = std::binary_search(mine.begin(), mine.end(), grid.id);
            if (own || reach.holds(grid.institution_id, grid.id)) write_grid(out, grid);
        }
    });
    return list_of(out);
}

constexpr const char* institution_list = R"({"type":"object","required":["items","next"],"properties":{"next":{"type":["string","null"]},
"items":{"type":"array","items":{"$ref":"#/components/schemas/Institution"}}}})";
constexpr const char* division_list = R"({"type":"object","required":["items","next"],"properties":{"next":{"type":["string","null"]},
"items":{"type":"array","items":{"$ref":"#/components/schemas/Division"}}}})";
constexpr const char* grid_list = R"({"type":"object","required":["items","next"],"properties":{"next":{"type":["string","null"]},
"items":{"type":"array","items":{"$ref":"#/components/schemas/Grid"}}}})";

constexpr const char* institution_schema = R"({"type":"object",
"required":["id","code","name","kind","grade","parent_id","division_code","areas","valid_from","valid_to"],
"properties":{"id":{"type":"string"},"code":{"type":"string"},"name":{"type":"string"},"kind":{"type":"string"},"grade":{"type":"string"},
"parent_id":{"type":["string","null"]},"division_code":{"type":"string"},"areas":{"type":"array","items":{"type":"string"}},
"valid_from":{"type":"string","format":"date"},"valid_to":{"type":["string","null"]}}})";
constexpr const char* division_schema = R"({"type":"object","required":["code","name","level","parent","archive_part3"],
"properties":{"code":{"type":"string"},"name":{"type":"string"},"level":{"type":"integer"},"parent":{"type":"string"},
"archive_part3":{"type":["string","null"]}}})";
constexpr const char* grid_schema = R"({"type":"object",
"required":["id","code","name","township_code","institution_id","division_codes","persons"],
"properties":{"id":{"type":"string"},"code":{"type":"string"},"name":{"type":"string"},"township_code":{"type":"string"},
"institution_id":{"type":"string"},"division_codes":{"type":"array","items":{"type":"string"}},
"persons":{"type":"array","items":{"type":"object","required":["user_id","duty"],
"properties":{"user_id":{"type":"string"},"duty":{"type":"string"}}}}}})";

}  // namespace

http::RouteSet Organization::routes(ReachOf reach_of) {
    db::Database& database = services_.database;
    http::RouteSet set;
    set.schemas = {{"Institution", institution_schema}, {"Division", division_schema}, {"Grid", grid_schema}};
    const auto reach = [reach_of](const http::Request& request) { return reach_of(request.principal, request.grant, request.today); };
    set.routes.push_back(
        {http::Verb::get,
         "/api/institutions",
         http::Access::to(http::Op::read, "organization_staff"),
         [this, &database, reach](const http::Request& request) { return get_institutions(*this, database, reach(request), request); },
         {"Institutions in reach, parents before children", {}, institution_list, {{"as_of", "day, default today"}}}});
    set.routes.push_back({http::Verb::get,
                          "/api/divisions",
                          http::Access::signed_in(),
                          [this, &database](const http::Request& request) { return get_divisions(*this, database, request); },
                          {"Divisions directly below one", {}, division_list, {{"parent", "12-digit code, default the county"}}}});
    set.routes.push_back(
        {http::Verb::get,
         "/api/grids",
         http::Access::to(http::Op::read, "grid_team"),
         [this, &database, reach](const http::Request& request) { return get_grids(*this, database, reach(request), request); },
         {"Service grids in reach", {}, grid_list, {}}});
    return set;
}

}  // namespace jiwei::organization
