#include "modules/residents/opening.hpp"

#include <algorithm>

#include "modules/residents/sql.hpp"

namespace jiwei::residents {
namespace {

using http::Request;
using http::Response;

struct StatedOpening {
    bool is_opened = false;
    CivilDate on;
};

Result<StatedOpening> read_opening(const json::Value& body, CivilDate today) {
    const auto is_opened = body["opened"].as_boolean();
    if (!is_opened) return refuse_field(Refusal::malformed, "/opened", "TYPE", "true, false");
    const auto on = body["on"].text().empty() ? std::optional{today} : body["on"].as_date();
    if (!on) return refuse_field(Refusal::unprocessable, "/on", "DATE_FORMAT", "YYYY-MM-DD");
    if (*on > today) return refuse_field(Refusal::unprocessable, "/on", "DATE_RANGE", "not after " + today.text());
    return StatedOpening{*is_opened, *on};
}

/// Saying the same again changes nothing: the answer is the version that stands.
Result<Response> put_opening(const Inside& in, const Request& request) {
    JIWEI_CHECK(demand_person_grant(request.grant));
    JIWEI_TRY(body, request.json_body());
    const ActContext act = act_of(request);
    JIWEI_TRY(stated, read_opening(body, act.today));
    const access::Reach reach = in.access.reach(act.principal, request.grant, act.today);
    const std::string id{request.param("resident")};
    const auto version = in.services.database.write([&](db::Connection& connection) -> Result<std::int64_t> {
        connection.run(sql::touch_resident, {act.county_id, id});
        auto row = store::find(connection, act.county_id, id);
        if (!row || !in.may_see(connection, act, reach, *row)) return refuse(Refusal::not_found, "not-found");
        if (row->status.status == Status::merged) return refuse(Refusal::conflict, "status-forbids");
        if (stated.is_opened && row->status.status != Status::active) return refuse(Refusal::conflict, "status-forbids");
        const std::string first = row->cover.opened_on;
        if (stated.on.text() < first) return refuse_field(Refusal::unprocessable, "/on", "DATE_RANGE", first + " - " + act.today.text());
        Change change = in.begin_change(connection, act.county_id, std::move(*row));
        change.act = "update";
        change.audit_reason = stated.is_opened ? "opened to the person" : "no longer opened to the person";
        change_from(change.steps_after, stated.on.text(), {.opened = stated.is_opened});
        if (change.steps_after == change.steps_before) return change.before.version;
        Event event;
        event.resident_id = id;
        event.status = event.status_before = change.after.status.status;
        event.on = act.today;
        event.institution_id = event.institution_before = change.after.cover.institution_id;
        event.grid_id = change.after.cover.grid_id;
        change.events = {event};
        return in.write_change(connection, act, std::move(change));
    });
    if (!version) return tl::unexpected(version.error());
    json::Writer out;
    return Response::json(out.begin_object().member("id", id).member("version", *version).end_object().take());
}

Result<Response> read_opening_of(const Inside& in, const Request& request) {
    JIWEI_CHECK(demand_person_grant(request.grant));
    const ActContext act = act_of(request);
    const access::Reach reach = in.access.reach(act.principal, request.grant, act.today);
    const auto body = in.services.database.read([&](db::Connection& connection) -> std::string {
        const std::string id = store::living(connection, act.county_id, request.param("resident"));
        const auto brief = store::find_brief(connection, act.county_id, id);
        if (!brief || !in.may_see(connection, act, reach, *brief)) return {};
        bool is_opened = false;
        std::string since;
        for (const DatedStep& step : store::steps(connection, act.county_id, id)) {
            if (step.from > act.today.text() || step.opened == is_opened) continue;
            is_opened = step.opened;
            since = step.from;
        }
        json::Writer out;
        out.begin_object().member("opened", is_opened).key("since");
        since.empty() ? out.null() : out.string(since);
        return out.end_object().take();
    });
    if (body.empty()) return refuse(Refusal::not_found, "not-found");
    in.record_read(act, "read-opening", request.param("resident"));
    return Response::json(body);
}

}  // namespace

void add_opening_routes(Inside& in, http::RouteSet& set) {
    set.routes.push_back({http::Verb::get,
                          "/api/residents/{resident}/opening",
                          http::Access::to(http::Op::read, "person_demographics"),
                          [&in](const Request& r) { return read_opening_of(in, r); },
                          {"Is the archive opened to the person", {}, {}, {}}});
    set.routes.push_back({http::Verb::put,
                          "/api/residents/{resident}/opening",
                          http::Access::to(http::Op::update, "person_demographics"),
                          [&in](const Request& r) { return put_opening(in, r); },
                          {"Open the archive to the person, or close it again", {}, {}, {}}});
}

}  // namespace jiwei::residents
