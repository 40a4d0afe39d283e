// What the county enters for a year: population figures, parameters such as prevalence, targets of indicators.
#include <algorithm>

#include "core/kernel/decimal.hpp"
#include "core/kernel/id.hpp"
#include "core/organization/division_changes.hpp"
#include "modules/organization/route_parts.hpp"
#include "modules/organization/sql.hpp"

namespace jiwei::organization {

namespace {

constexpr int year_least = 2009;  // the programme of basic public health services began
constexpr int year_most = 2100;
constexpr std::int64_t persons_most = 50'000'000;
constexpr std::size_t items_most = 5'000;
constexpr std::int64_t whole_basis_points = 10'000;

Result<int> year_in(const std::optional<std::string_view>& text, int usual) {
    if (!text) return usual;
    const json::Value number = json::Value::number(std::string{*text});
    const auto year = number.as_integer();
    if (!year || *year < year_least || *year > year_most) return refuse_field(Refusal::malformed, "year", "RANGE_HARD", "2009-2100");
    return static_cast<int>(*year);
}

Result<std::int64_t> integer_in(const json::Value& body, std::string_view key, std::int64_t least, std::int64_t most,
                                const std::string& pointer) {
    const auto value = body[key].as_integer();
    if (!value || *value < least || *value > most)
        return refuse_field(Refusal::unprocessable, pointer, "RANGE_HARD", std::to_string(least) + "-" + std::to_string(most));
    return *value;
}

Result<http::Response> get_figures(const RouteParts& parts, const http::Request& request) {
    JIWEI_TRY(year, year_in(request.query_value("year"), request.today.year()));
    const std::string kind{request.query_value("kind").value_or("usual_residents")};
    const std::string county = request.principal.county_id;
    json::Writer out;
    out.begin_object().member("year", year).member("kind", kind).key("items").begin_array();
    parts.database().read([&](db::Connection& connection) {
        std::map<std::string, std::int64_t> figures;
        for (const db::Row row : connection.run(sql::list_figures, {county, year, kind})) figures[row.string(0)] = row.integer(1);
        const auto recast = organization_rules::recast_figures(parts.organization.division_changes(connection, county),
                                                               {figures.begin(), figures.end()}, request.today);
        for (const Division& division : parts.organization.divisions_of_county(connection, county)) {
            out.begin_object().member("code", division.code).member("name", division.name);
            out.member("level", static_cast<int>(division.level)).member("parent", division.parent).key("persons");
            const auto found = recast.figures.find(division.code);
            found == recast.figures.end() ? out.null() : out.integer(found->second);
            out.member("recast", recast.recast.contains(division.code)).end_object();
        }
        out.end_array().key("county_persons");
        const auto whole = figures.find(county + "000000");
        whole == figures.end() ? out.null() : out.integer(whole->second);
    });
    return http::Response::json(out.end_object().take());
}

struct FigureLine {
    std::string division_code;
    std::optional<std::int64_t> persons;  // nothing: not given
};

Result<std::vector<FigureLine>> read_figures(const json::Value& body, const std::string& county) {
    const auto& items = body["items"].items();
    if (items.empty() || items.size() > items_most) return refuse_field(Refusal::unprocessable, "/items", "RANGE_HARD", "1-5000");
    std::vector<FigureLine> lines;
    for (std::size_t i = 0; i < items.size(); ++i) {
        const std::string at = "/items/" + std::to_string(i);
        std::optional<std::int64_t> persons;
        const json::Value* const typed = items[i].find("persons");
        if (typed == nullptr || !typed->is_null()) {
            JIWEI_TRY(number, integer_in(items[i], "persons", 0, persons_most, at + "/persons"));
            persons = number;
        }
        const std::string& code = items[i]["division_code"].text();
        if (!division_is_under(code, county + "000000"))
            return refuse_field(Refusal::unprocessable, at + "/division_code", "institution-division", "a division of the county");
        lines.push_back({code, persons});
    }
    return lines;
}

Result<http::Response> put_figures(const RouteParts& parts, const http::Request& request) {
    JIWEI_TRY(body, request.json_body());
    JIWEI_CHECK(only_members(body, {"year", "kind", "items"}));
    JIWEI_TRY(year, integer_in(body, "year", year_least, year_most, "/year"));
    JIWEI_TRY(kind, text_in(body, "kind", 60, true));
    if (!is_code_word(kind)) return refuse_field(Refusal::unprocessable, "/kind", "CODE_UNKNOWN", {});
    JIWEI_TRY(lines, read_figures(body, request.principal.county_id));
    return parts.act(request, [&](db::Connection& connection, const Actor& actor) -> Result<http::Response> {
        JIWEI_CHECK(demand_county(actor));
        for (const FigureLine& line : lines) {
            if (!parts.organization.find_division(connection, line.division_code))
                return refuse_field(Refusal::unprocessable, "/items", "institution-division", "a division of the loaded table");
        }
        const Stamp stamp = stamp_of(connection, actor);
        for (const FigureLine& line : lines)
            parts.organization.set_figure(connection, actor.county_id(), static_cast<int>(year), line.division_code, kind, line.persons,
                                          stamp);
        audit_act(connection, actor,
                  {"update", "population_figure", std::to_string(year) + "." + kind, {}, {}, json::write_canonical(body)});
        return http::Response::no_content();
    });
}

Result<http::Response> get_figure_history(const RouteParts& parts, const http::Request& request) {
    JIWEI_TRY(year, year_in(request.query_value("year"), request.today.year()));
    const std::string kind{request.query_value("kind").value_or("usual_residents")};
    const std::string code{request.query_value("division").value_or("")};
    json::Writer out;
    out.begin_object().key("items").begin_array();
    parts.database().read([&](db::Connection& connection) {
        for (const db::Row row : connection.run(sql::figure_history, {request.principal.county_id, year, kind, code})) {
            out.begin_object().member("version", row.integer(0)).key("persons");
            row.is_null(1) ? out.null() : out.integer(row.integer(1));
            out.member("changed_at", row.integer(2)).member("changed_by", row.string(3)).end_object();
        }
    });
    return http::Response::json(out.end_array().end_object().take());
}

Result<http::Response> get_parameters(const RouteParts& parts, const http::Request& request) {
    json::Writer out;
    out.begin_object().key("items").begin_array();
    parts.database().read([&](db::Connection& connection) {
        for (const db::Row row : connection.run(sql::list_parameters, {request.principal.county_id})) {
            out.begin_object().member("name", row.string(0)).member("valid_from", row.string(1)).member("value", row.string(2));
            out.member("changed_at", row.integer(3)).member("changed_by", row.string(4)).end_object();
        }
    });
    return http::Response::json(out.end_array().end_object().take());
}

Result<http::Response> put_parameter(const RouteParts& parts, const http::Request& request) {
    JIWEI_TRY(body, request.json_body());
    JIWEI_CHECK(only_members(body, {"name", "valid_from", "value"}));
    JIWEI_TRY(name, text_in(body, "name", 60, true));
    if (!is_code_word(name)) return refuse_field(Refusal::unprocessable, "/name", "CODE_UNKNOWN", {});
    JIWEI_TRY(from, date_in(body, "valid_from", true));
    JIWEI_TRY(value, text_in(body, "value", 20, true));
    const auto number = parse_decimal(value);
    if (!number || *number < Decimal{0}) return refuse_field(Refusal::unprocessable, "/value", "TYPE", "a decimal number");
    return parts.act(request, [&](db::Connection& connection, const Actor& actor) -> Result<http::Response> {
        JIWEI_CHECK(demand_county(actor));
        const Stamp stamp = stamp_of(connection, actor);
        parts.organization.set_parameter(connection, actor.county_id(), name, *from, value, stamp);
        audit_act(connection, actor, {"update", "county_parameter", name, {}, {}, json::write_canonical(body)});
        return http::Response::no_content();
    });
}

Result<http::Response> get_targets(const RouteParts& parts, const http::Request& request) {
    JIWEI_TRY(year, year_in(request.query_value("year"), request.today.year()));
    json::Writer out;
    out.begin_object().member("year", year).key("items").begin_array();
    parts.database().read([&](db::Connection& connection) {
        for (const db::Row row : connection.run(sql::list_targets, {request.principal.county_id, year})) {
            out.begin_object().member("indicator", row.string(0));
            write_text_or_null(out, "institution_id", row.text(1));
            out.member("basis_points", row.integer(2))
                .member("changed_at", row.integer(3))
                .member("changed_by", row.string(4))
                .end_object();
        }
    });
    return http::Response::json(out.end_array().end_object().take());
}

Result<http::Response> put_target(const RouteParts& parts, const http::Request& request) {
    JIWEI_TRY(body, request.json_body());
    JIWEI_CHECK(only_members(body, {"indicator", "year", "institution_id", "basis_points"}));
    JIWEI_TRY(indicator, text_in(body, "indicator", 40, true));
    if (!is_code_word(indicator)) return refuse_field(Refusal::unprocessable, "/indicator", "CODE_UNKNOWN", {});
    JIWEI_TRY(year, integer_in(body, "year", year_least, year_most, "/year"));
    JIWEI_TRY(points, integer_in(body, "basis_points", 0, whole_basis_points, "/basis_points"));
    JIWEI_TRY(institution_id, text_in(body, "institution_id", 64));
    return parts.act(request, [&](db::Connection& connection, const Actor& actor) -> Result<http::Response> {
        JIWEI_CHECK(demand_county(actor));
        if (!institution_id.empty() && !parts.organization.find_institution(connection, actor.county_id(), institution_id))
            return refuse_field(Refusal::unprocessable, "/institution_id", "INSTITUTION_UNKNOWN", {});
        const Stamp stamp = stamp_of(connection, actor);
        parts.organization.set_target(connection, actor.county_id(), indicator, static_cast<int>(year), institution_id, points, stamp);
        audit_act(connection, actor, {"update", "indicator_target", indicator, {}, {}, json::write_canonical(body)});
        return http::Response::no_content();
    });
}

}  // namespace

void add_figure_routes(const RouteParts& parts, http::RouteSet& set) {
    using http::Access;
    using http::Op;
    using http::Verb;
    const auto add = [&](Verb verb, const char* path, Access access, auto handler, const char* summary) {
        set.routes.push_back({verb,
                              path,
                              std::move(access),
                              [parts, handler](const http::Request& request) { return handler(parts, request); },
                              {summary, {}, {}, {}}});
    };
    add(Verb::get, "/api/figures", Access::to(Op::read, "report_statistics"), get_figures, "Population figures of a year by division");
    add(Verb::get, "/api/figures/history", Access::to(Op::read, "report_statistics"), get_figure_history, "Who entered a figure when");
    add(Verb::put, "/api/figures", Access::to(Op::update, "dictionary"), put_figures, "Enters figures of a year");
    add(Verb::get, "/api/parameters", Access::to(Op::read, "report_statistics"), get_parameters, "Numbers of the county by date");
    add(Verb::put, "/api/parameters", Access::to(Op::update, "dictionary"), put_parameter, "Enters a number valid from a day");
    add(Verb::get, "/api/targets", Access::to(Op::read, "report_statistics"), get_targets, "Targets of indicators in a year");
    add(Verb::put, "/api/targets", Access::to(Op::update, "dictionary"), put_target, "Enters a target");
}

}  // namespace jiwei::organization
