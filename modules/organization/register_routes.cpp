// The declared registers over HTTP: each under its own path, because each has its own row of the role matrix.
#include "modules/organization/packs.hpp"
#include "modules/organization/register_acts.hpp"
#include "modules/organization/reports.hpp"
#include "modules/organization/route_parts.hpp"
#include "modules/organization/sql.hpp"

namespace jiwei::organization {

namespace {

constexpr std::size_t row_query_bytes_max = 200;

RegisterQuery register_query(const http::Request& request) {
    RegisterQuery query;
    const std::pair<std::string_view, std::string*> texts[]{{"q", &query.typed},          {"institution", &query.institution_id},
                                                            {"person", &query.person_id}, {"parent", &query.parent_id},
                                                            {"code", &query.code},        {"state", &query.state},
                                                            {"from", &query.from_least},  {"until", &query.until_most}};
    for (const auto& [key, member] : texts) *member = request.query_value(key).value_or("").substr(0, row_query_bytes_max);
    return query;
}

Result<http::Response> get_rows(const RouteParts& parts, const Register& of, const http::Request& request) {
    RegisterQuery query = register_query(request);
    JIWEI_TRY(cursor, cursor_of(parts, request, of.name));
    query.cursor = cursor;
    return parts.read(request, [&](db::Connection& connection, const Actor& actor) -> Result<http::Response> {
        JIWEI_TRY(page, list_rows(connection, actor, of, query));
        return page_answer(parts, page, of.name, write_register_row);
    });
}

Result<http::Response> get_file(const RouteParts& parts, const Register& of, const http::Request& request) {
    RegisterQuery query = register_query(request);
    query.rows_max = 1'000;
    auto answer = parts.read(request, [&](db::Connection& connection, const Actor& actor) -> Result<http::Response> {
        const auto page = [&](const std::string& cursor) {
            query.cursor = cursor;
            return list_rows(connection, actor, of, query);
        };
        const auto cells = [&of](const db::Row& row) { return register_cells(of, row); };
        return workbook_answer(parts, of.zh, register_header(of), page, cells);
    });
    if (answer) record_export(parts, request, of.name);
    return answer;
}

Result<http::Response> get_row(const RouteParts& parts, const Register& of, const http::Request& request) {
    return parts.read(request, [&](db::Connection& connection, const Actor& actor) -> Result<http::Response> {
        const auto row = find_register_row(connection, actor.county_id(), request.param("row"));
        if (!row || row->removed || row->register_name != of.name || !row_in_reach(parts.organization, connection, actor, of, *row))
            return refuse(Refusal::not_found, "row-unknown");
        json::Writer out;
        out.begin_object().member("id", row->id).member("institution_id", row->institution_id);
        write_text_or_null(out, "person_id", row->person_id);
        write_text_or_null(out, "parent_id", row->parent_id);
        out.member("body", row->body).member("version", row->version).key("history").begin_array();
        for (const db::Row one : connection.run(sql::register_history, {actor.county_id(), row->id})) {
            out.begin_object().member("version", one.integer(0)).member("changed_at", one.integer(1)).member("changed_by", one.string(2));
            out.member("reason", one.string(4)).end_object();
        }
        http::Response response = http::Response::json(out.end_array().end_object().take());
        response.headers.emplace_back("ETag", http::version_etag(row->version));
        return response;
    });
}

Result<http::Response> post_row(const RouteParts& parts, const Register& of, const http::Request& request) {
    JIWEI_TRY(body, request.json_body());
    JIWEI_TRY(input, read_register_input(body));
    return parts.act(request, [&](db::Connection& connection, const Actor& actor) -> Result<http::Response> {
        JIWEI_TRY(id, enter_row(parts.organization, connection, actor, of, input));
        return version_answer(id, 1, 201);
    });
}

Result<http::Response> put_row(const RouteParts& parts, const Register& of, const http::Request& request) {
    JIWEI_TRY(version, demand_version(request));
    JIWEI_TRY(body, request.json_body());
    JIWEI_TRY(input, read_register_input(body));
    return parts.act(request, [&](db::Connection& connection, const Actor& actor) -> Result<http::Response> {
        const std::string_view id = request.param("row");
        JIWEI_TRY(now, change_row(parts.organization, connection, actor, of, id, version, input));
        return version_answer(id, now);
    });
}

Result<http::Response> post_remove(const RouteParts& parts, const Register& of, const http::Request& request) {
    JIWEI_TRY(version, demand_version(request));
    JIWEI_TRY(body, request.json_body());
    JIWEI_CHECK(only_members(body, {"reason"}));
    JIWEI_TRY(reason, text_in(body, "reason", 200, true));
    return parts.act(request, [&](db::Connection& connection, const Actor& actor) -> Result<http::Response> {
        const std::string_view id = request.param("row");
        JIWEI_TRY(now, remove_row(parts.organization, connection, actor, of, id, version, reason));
        return version_answer(id, now);
    });
}

Result<http::Response> post_reveal(const RouteParts& parts, const Register& of, const http::Request& request) {
    JIWEI_TRY(body, request.json_body());
    JIWEI_CHECK(only_members(body, {"column", "reason"}));
    JIWEI_TRY(column, text_in(body, "column", 60, true));
    JIWEI_TRY(reason, text_in(body, "reason", 200, true));
    return parts.act(request, [&](db::Connection& connection, const Actor& actor) -> Result<http::Response> {
        JIWEI_TRY(value, reveal_column(parts.organization, connection, actor, of, request.param("row"), column, reason));
        json::Writer out;
        return http::Response::json(out.begin_object().member("value", value).end_object().take());
    });
}

/// A whole number of the query between two bounds, or the usual one.
int number_asked(const http::Request& request, std::string_view key, int least, int most, int usual) {
    const auto text = request.query_value(key);
    if (!text) return usual;
    const auto number = json::Value::number(std::string{*text}).as_integer();
    return number && *number >= least && *number <= most ? static_cast<int>(*number) : usual;
}

void add_reports(const RouteParts& parts, http::RouteSet& set) {
    using Report = std::function<void(json::Writer&, db::Connection&, const Actor&, const http::Request&)>;
    const auto add = [&](const char* path, const char* resource, Report report, const char* summary) {
        const auto handler = [parts, report = std::move(report)](const http::Request& request) -> Result<http::Response> {
            return parts.read(request, [&](db::Connection& connection, const Actor& actor) -> Result<http::Response> {
                json::Writer out;
                report(out, connection, actor, request);
                return http::Response::json(out.take());
            });
        };
        set.routes.push_back({http::Verb::get, path, http::Access::to(http::Op::read, resource), handler, {summary, {}, {}, {}}});
    };
    const Organization& organization = parts.organization;
    add(
        "/api/reports/shortages", "asset_project",
        [&organization](json::Writer& out, db::Connection& connection, const Actor& actor, const http::Request& request) {
            write_shortages(out, organization, connection, actor, request.query_value("institution").value_or(""));
        },
        "Equipment standard against what is in use");
    add(
        "/api/reports/projects", "asset_project",
        [&organization](json::Writer& out, db::Connection& connection, const Actor& actor, const http::Request&) {
            write_projects(out, organization, connection, actor);
        },
        "Construction programme by batch");
    add(
        "/api/reports/credits", "training_ethics_file",
        [&organization](json::Writer& out, db::Connection& connection, const Actor& actor, const http::Request& request) {
            write_credits(out, organization, connection, actor, number_asked(request, "year", 2000, 2100, actor.today().year()));
        },
        "Credits of a year by person");
    add(
        "/api/reports/trainings", "training_ethics_file",
        [&organization](json::Writer& out, db::Connection& connection, const Actor& actor, const http::Request& request) {
            write_trainings(out, organization, connection, actor, number_asked(request, "year", 2000, 2100, actor.today().year()));
        },
        "Training plans of a year by institution: held, reached, passed, with credits");
    add(
        "/api/reports/support-agreements", "training_ethics_file",
        [](json::Writer& out, db::Connection& connection, const Actor& actor, const http::Request& request) {
            write_agreements(out, connection, actor, number_asked(request, "year", 2000, 2100, actor.today().year()));
        },
        "Support agreements of a year: visits due and done, lectures, trainees");
    add(
        "/api/reports/planning", "organization_staff",
        [&organization](json::Writer& out, db::Connection& connection, const Actor& actor, const http::Request& request) {
            write_planning(out, organization, connection, actor, number_asked(request, "year", 2009, 2100, actor.today().year()));
        },
        "Shares against the regional plan, of the institutions within reach");
    add(
        "/api/reports/support-days", "training_ethics_file",
        [&organization](json::Writer& out, db::Connection& connection, const Actor& actor, const http::Request& request) {
            const int year = number_asked(request, "year", 2000, 2100, actor.today().year());
            write_quota(out, organization, connection, actor, year,
                        number_asked(request, "quarter", 1, 4, (actor.today().month() + 2) / 3));
        },
        "Support days of a quarter by person");
}

}  // namespace

void add_register_routes(const RouteParts& parts, http::RouteSet& set) {
    using http::Op;
    using http::Verb;
    set.routes.push_back({Verb::get,
                          "/api/registers",
                          http::Access::signed_in(),
                          [parts](const http::Request&) -> Result<http::Response> {
                              const std::string& text = parts.organization.packs().registers_text;
                              return http::Response::json(text.empty() ? R"({"lists":{},"registers":[]})" : text);
                          },
                          {"The registers and their columns", {}, {}, {}}});
    for (const Register& of : parts.organization.packs().registers.all) {
        const std::string path = "/api/registers/" + of.name;
        const auto add = [&](Verb verb, const std::string& tail, Op op, auto handler, const char* summary) {
            set.routes.push_back({verb,
                                  path + tail,
                                  http::Access::to(op, of.permission),
                                  [parts, &of, handler](const http::Request& request) { return handler(parts, of, request); },
                                  {of.en + ": " + summary, {}, {}, {}}});
        };
        add(Verb::get, "", Op::read, get_rows, "list");
        add(Verb::get, "/file", Op::read, get_file, "list as a workbook");
        add(Verb::get, "/{row}", Op::read, get_row, "one row with its history");
        add(Verb::post, "", of.permission == "organization_staff" ? Op::update : Op::create, post_row, "enters a row");
        add(Verb::put, "/{row}", Op::update, put_row, "changes a row");
        add(Verb::post, "/{row}/remove", Op::update, post_remove, "takes a row out of the lists");
        add(Verb::post, "/{row}/reveal", Op::update, post_reveal, "shows a sealed column; audited");
    }
    add_reports(parts, set);
}

}  // namespace jiwei::organization
