// The staff register over HTTP.
#include "modules/organization/register_acts.hpp"
#include "modules/organization/reports.hpp"
#include "modules/organization/route_parts.hpp"
#include "modules/organization/sql.hpp"
#include "modules/organization/staff.hpp"

namespace jiwei::organization {

namespace {

constexpr std::string_view staff_list = "staff";
constexpr std::size_t staff_query_bytes_max = 200;

StaffQuery staff_query(const http::Request& request) {
    StaffQuery query;
    query.typed = request.query_value("q").value_or("").substr(0, staff_query_bytes_max);
    query.institution_id = request.query_value("institution").value_or("");
    query.post = request.query_value("post").value_or("");
    query.with_former = request.query_value("former").value_or("") == "1";
    return query;
}

Result<http::Response> get_staff_list(const RouteParts& parts, const http::Request& request) {
    StaffQuery query = staff_query(request);
    JIWEI_TRY(cursor, cursor_of(parts, request, staff_list));
    query.cursor = cursor;
    return parts.read(request, [&](db::Connection& connection, const Actor& actor) -> Result<http::Response> {
        JIWEI_TRY(page, list_staff(parts.organization.services(), connection, actor, query));
        return page_answer(parts, page, staff_list, write_staff_row);
    });
}

Result<http::Response> get_staff_file(const RouteParts& parts, const http::Request& request) {
    StaffQuery query = staff_query(request);
    query.rows_max = 1'000;
    auto answer = parts.read(request, [&](db::Connection& connection, const Actor& actor) -> Result<http::Response> {
        const auto page = [&](const std::string& cursor) {
            query.cursor = cursor;
            return list_staff(parts.organization.services(), connection, actor, query);
        };
        return workbook_answer(parts, "人员", staff_header(), page, staff_cells);
    });
    if (answer) record_export(parts, request, staff_list);
    return answer;
}

void write_staff(json::Writer& out, db::Connection& connection, const Actor& actor, const StaffMember& m) {
    const std::string tail = m.phone.size() > 4 ? m.phone.substr(m.phone.size() - 4) : m.phone;
    out.begin_object().member("id", m.id).member("institution_id", m.institution_id).member("staff_no", m.staff_no).member("name", m.name);
    out.member("sex", m.sex).member("birth_date", m.birth_date).member("phone_masked", tail.empty() ? tail : "*******" + tail);
    out.member("post", m.post).member("employment", m.employment);
    write_text_or_null(out, "user_id", m.user_id);
    out.member("valid_from", m.valid_from);
    write_end(out, "valid_to", m.valid_to.text());
    out.member("leave_reason", m.leave_reason).member("version", m.version).key("posts").begin_array();
    for (const db::Row row : connection.run(sql::list_staff_posts, {actor.county_id(), m.id})) {
        out.begin_object().member("from", row.string(0));
        write_end(out, "to", row.text(1));
        out.member("institution_id", row.string(2)).member("post", row.string(3)).end_object();
    }
    out.end_array().end_object();
}

Result<http::Response> get_staff_member(const RouteParts& parts, const http::Request& request) {
    return parts.read(request, [&](db::Connection& connection, const Actor& actor) -> Result<http::Response> {
        const auto one = find_staff(parts.organization.services(), connection, actor.county_id(), request.param("staff"));
        if (!one || !actor.reach.holds(one->institution_id, {})) return refuse(Refusal::not_found, "staff-unknown");
        json::Writer out;
        write_staff(out, connection, actor, *one);
        http::Response response = http::Response::json(out.take());
        response.headers.emplace_back("ETag", http::version_etag(one->version));
        return response;
    });
}

Result<http::Response> post_staff(const RouteParts& parts, const http::Request& request) {
    JIWEI_TRY(body, request.json_body());
    JIWEI_TRY(given, read_staff(body));
    return parts.act(request, [&](db::Connection& connection, const Actor& actor) -> Result<http::Response> {
        JIWEI_TRY(id, enter_staff(parts.organization, connection, actor, given));
        return version_answer(id, 1, 201);
    });
}

Result<http::Response> put_staff(const RouteParts& parts, const http::Request& request) {
    JIWEI_TRY(version, demand_version(request));
    JIWEI_TRY(body, request.json_body());
    const bool keeps_phone = body["phone"].is_null();
    JIWEI_TRY(given, read_staff(body));
    return parts.act(request, [&](db::Connection& connection, const Actor& actor) -> Result<http::Response> {
        const std::string_view id = request.param("staff");
        StaffMember after = given;
        const auto known = find_staff(parts.organization.services(), connection, actor.county_id(), id);
        if (keeps_phone && known) after.phone = known->phone;
        JIWEI_TRY(now, change_staff(parts.organization, connection, actor, id, version, after));
        return version_answer(id, now);
    });
}

Result<http::Response> post_transfer(const RouteParts& parts, const http::Request& request) {
    JIWEI_TRY(version, demand_version(request));
    JIWEI_TRY(body, request.json_body());
    JIWEI_CHECK(only_members(body, {"institution_id", "post", "from", "successor_user_id", "reason", "confirmed"}));
    JIWEI_TRY(institution_id, text_in(body, "institution_id", 64, true));
    JIWEI_TRY(post, text_in(body, "post", 40));
    JIWEI_TRY(from, date_in(body, "from", true));
    JIWEI_TRY(successor, text_in(body, "successor_user_id", 64));
    JIWEI_TRY(reason, text_in(body, "reason", 200, true));
    const Transfer transfer{institution_id, post, *from, successor, reason, body["confirmed"].as_boolean().value_or(false)};
    return parts.act(request, [&](db::Connection& connection, const Actor& actor) -> Result<http::Response> {
        const std::string_view id = request.param("staff");
        JIWEI_TRY(now, transfer_staff(parts.organization, connection, actor, id, version, transfer));
        return version_answer(id, now);
    });
}

Result<http::Response> post_leave(const RouteParts& parts, const http::Request& request) {
    JIWEI_TRY(version, demand_version(request));
    JIWEI_TRY(body, request.json_body());
    JIWEI_CHECK(only_members(body, {"last_day", "successor_user_id", "reason", "confirmed"}));
    JIWEI_TRY(last_day, date_in(body, "last_day", true));
    JIWEI_TRY(successor, text_in(body, "successor_user_id", 64));
    JIWEI_TRY(reason, text_in(body, "reason", 200, true));
    const Leaving leaving{*last_day, successor, reason, body["confirmed"].as_boolean().value_or(false)};
    return parts.act(request, [&](db::Connection& connection, const Actor& actor) -> Result<http::Response> {
        const std::string_view id = request.param("staff");
        JIWEI_TRY(now, leave_staff(parts.organization, connection, actor, id, version, leaving));
        return version_answer(id, now);
    });
}

Result<http::Response> get_warnings(const RouteParts& parts, const http::Request& request) {
    return parts.read(request, [&](db::Connection& connection, const Actor& actor) -> Result<http::Response> {
        json::Writer out;
        write_endings(out, connection, actor);
        return http::Response::json(out.take());
    });
}

}  // namespace

void add_staff_routes(const RouteParts& parts, http::RouteSet& set) {
    using http::Op;
    using http::Verb;
    const auto add = [&](Verb verb, const char* path, Op op, auto handler, const char* summary) {
        set.routes.push_back({verb,
                              path,
                              http::Access::to(op, "organization_staff"),
                              [parts, handler](const http::Request& request) { return handler(parts, request); },
                              {summary, {}, {}, {}}});
    };
    add(Verb::get, "/api/staff", Op::read, get_staff_list, "Staff in reach; q finds names, pinyin, numbers and phones");
    add(Verb::get, "/api/staff/file", Op::read, get_staff_file, "The same list as a workbook");
    add(Verb::get, "/api/staff/warnings", Op::read, get_warnings, "Licences that have ended or end within 90 days");
    add(Verb::get, "/api/staff/{staff}", Op::read, get_staff_member, "One person with the posts held");
    add(Verb::post, "/api/staff", Op::create, post_staff, "Enters a person");
    add(Verb::put, "/api/staff/{staff}", Op::update, put_staff, "Changes a person; without a phone the old one stays");
    add(Verb::post, "/api/staff/{staff}/transfer", Op::update, post_transfer, "To another institution or post from a day");
    add(Verb::post, "/api/staff/{staff}/leave", Op::update, post_leave, "Ends the work; grids go to a successor");
}

}  // namespace jiwei::organization
