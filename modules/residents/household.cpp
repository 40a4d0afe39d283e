// Households: opened with a head, members join; a person belongs to one household at a time.
#include "modules/residents/household.hpp"
#include "core/identity/archive_number.hpp"
#include "core/kernel/id.hpp"
#include "core/kernel/utf8.hpp"
#include "modules/residents/sql.hpp"
#include "platform/change/county_clock.hpp"
#include "platform/crypto/digest.hpp"

namespace jiwei::residents {
namespace {

using db::Bytes;

struct NewHousehold {
    std::string id;
    std::string head_id;
    std::string address;
    std::string kind;
    std::string hash;
};

Result<NewHousehold> read_household_body(const Inside& in, const json::Value& body) {
    NewHousehold stated{body["id"].text(), body["head_id"].text(), body["address"].text(), body["kind"].text(), {}};
    if (stated.id.empty()) stated.id = in.services.ids.next();
    if (!is_id(stated.id)) return refuse_field(Refusal::malformed, "/id", "id.malformed", "1-64 of [A-Za-z0-9.-]");
    if (stated.kind != "1" && stated.kind != "2") return refuse_field(Refusal::unprocessable, "/kind", "CODE_UNKNOWN", "1, 2");
    if (utf8::length(stated.address) > 200) return refuse_field(Refusal::unprocessable, "/address", "TEXT_LENGTH", "at most 200");
    stated.hash = in.cipher().blind_index(json::write_canonical(body), "household.created");
    return stated;
}

std::string content_json(std::string_view head_id, std::string_view kind, std::string_view address, std::string_view change) {
    json::Writer out;
    out.begin_object().member("head_id", head_id).member("kind", kind).member("address", address).member("change", change);
    return out.end_object().take();
}

void append_household_audit(db::Connection& connection, const ActContext& act, std::string_view action, std::string_view id,
                            std::string_view person_id) {
    audit::Entry entry = audit::entry_of(act.principal, act.trail);
    entry.action = action;
    entry.resource = "household";
    entry.resource_id = id;
    entry.person_id = person_id;
    audit::append_act(connection, act.county_id, entry);
}

/// The person for whom a household act asks: in reach, and in no household yet.
Result<ResidentRow> free_person(const Inside& in, db::Connection& connection, const ActContext& act, const access::Reach& reach,
                                std::string_view id, std::string_view pointer) {
    connection.run(sql::touch_resident, {act.county_id, id});
    auto row = store::find(connection, act.county_id, id);
    if (!row || !in.may_see(connection, act, reach, id, row->cover.institution_id, row->cover.grid_id)) {
        return refuse_field(Refusal::unprocessable, std::string{pointer}, "RESIDENT_UNKNOWN", "a resident in reach");
    }
    if (row->status.status != Status::active) return refuse(Refusal::conflict, "status-forbids");
    if (!connection.run(sql::current_membership, {act.county_id, id}).empty()) {
        return refuse_field(Refusal::conflict, std::string{pointer}, "HOUSEHOLD_TAKEN", "a resident without a household");
    }
    return std::move(*row);
}

std::string opened_json(std::string_view id, std::string_view no, std::int64_t version) {
    json::Writer out;
    return out.begin_object().member("id", id).member("no", no).member("version", version).end_object().take();
}

}  // namespace

Result<http::Response> open_household(const Inside& in, const http::Request& request) {
    JIWEI_CHECK(demand_person_grant(request.grant));
    JIWEI_TRY(body, request.json_body());
    JIWEI_TRY(stated, read_household_body(in, body));
    const ActContext act = act_of(request);
    const access::Reach reach = in.access.reach(act.principal, request.grant, act.today);
    const auto directory = in.directories_of(act);
    return in.services.database.write([&](db::Connection& connection) -> Result<http::Response> {
        const db::Rows before = connection.run(sql::find_household, {act.county_id, stated.id});
        if (!before.empty()) {
            if (before[0].text(7) != stated.hash) return refuse(Refusal::conflict, "id-taken");
            return http::Response::json(opened_json(stated.id, before[0].text(2), 1), 200);
        }
        JIWEI_TRY(head, free_person(in, connection, act, reach, stated.head_id, "/head_id"));
        const Village* village = directory->village(head.cover.village_code);
        if (village == nullptr) return refuse_field(Refusal::unprocessable, "/head_id", "VILLAGE_UNKNOWN", "a head with a village");
        const std::string& area = village->area;
        const std::int64_t serial = connection.run(sql::take_archive_serials, {act.county_id, area + "H", 1})[0].integer(0);
        const auto no = identity::make_household_number(area.substr(0, 6), area.substr(6, 3), area.substr(9, 3), static_cast<int>(serial));
        if (!no) return refuse(Refusal::conflict, no.error().code);
        const std::int64_t seq = change::next_seq(connection, act.county_id);
        const std::string address = stated.address.empty() ? head.cover.address : stated.address;
        connection.run(sql::insert_household, {act.county_id, stated.id, *no, stated.kind, stated.head_id, address, head.cover.village_code,
                                               Bytes{stated.hash}, seq});
        connection.run(sql::insert_household_version, {act.county_id, stated.id, 1, seq, act.trail.at.utc_ms, act.principal.user_id,
                                                       content_json(stated.head_id, stated.kind, address, "opened")});
        connection.run(sql::insert_member, {act.county_id, stated.id, stated.head_id, act.today, "0"});
        append_household_audit(connection, act, "create", stated.id, stated.head_id);
        return http::Response::json(opened_json(stated.id, *no, 1), 201);
    });
}

Result<http::Response> join_household(const Inside& in, const http::Request& request) {
    JIWEI_CHECK(demand_person_grant(request.grant));
    JIWEI_TRY(body, request.json_body());
    const ActContext act = act_of(request);
    const std::string relation = body["relation"].text();
    if (relation == "0" || !in.rules->values.selectable("RELATION_TO_HEAD_GBT4761", relation, act.today)) {
        return refuse_field(Refusal::unprocessable, "/relation", "CODE_UNKNOWN", "RELATION_TO_HEAD_GBT4761 but 0");
    }
    const auto from = body["from"].text().empty() ? std::optional{act.today} : body["from"].as_date();
    if (!from || *from > act.today) return refuse_field(Refusal::unprocessable, "/from", "DATE_RANGE", "not after " + act.today.text());
    const access::Reach reach = in.access.reach(act.principal, request.grant, act.today);
    const std::string id{request.param("household")};
    return in.services.database.write([&](db::Connection& connection) -> Result<http::Response> {
        const db::Rows version = connection.run(sql::guard_household, {act.county_id, id});
        const db::Rows household = connection.run(sql::find_household, {act.county_id, id});
        if (household.empty()) return refuse(Refusal::not_found, "not-found");
        const auto head = store::find_brief(connection, act.county_id, household[0].text(4));
        if (!head || !in.may_see(connection, act, reach, head->id, head->institution_id, head->grid_id)) {
            return refuse(Refusal::not_found, "not-found");
        }
        const std::string person_id = body["resident_id"].text();
        JIWEI_CHECK(free_person(in, connection, act, reach, person_id, "/resident_id"));
        const std::int64_t seq = change::next_seq(connection, act.county_id);
        connection.run(sql::insert_member, {act.county_id, id, person_id, *from, relation});
        connection.run(sql::insert_household_version,
                       {act.county_id, id, version[0].integer(0), seq, act.trail.at.utc_ms, act.principal.user_id,
                        content_json(household[0].text(4), household[0].text(3), household[0].text(5), "joined:" + person_id)});
        append_household_audit(connection, act, "update", id, person_id);
        return http::Response::json(opened_json(id, household[0].text(2), version[0].integer(0)), 200);
    });
}

Result<http::Response> read_household(const Inside& in, const http::Request& request) {
    JIWEI_CHECK(demand_person_grant(request.grant));
    const ActContext act = act_of(request);
    const std::string_view id = request.param("resident");
    const access::Reach reach = in.access.reach(act.principal, request.grant, act.today);
    const auto body = in.services.database.read([&](db::Connection& connection) -> std::optional<std::string> {
        const auto brief = store::find_brief(connection, act.county_id, id);
        if (!brief || !in.may_see(connection, act, reach, id, brief->institution_id, brief->grid_id)) return std::nullopt;
        json::Writer out;
        out.begin_object().key("household");
        const db::Rows found = connection.run(sql::household_of, {act.county_id, id});
        if (found.empty()) return out.null().end_object().take();
        const db::Row h = found[0];
        out.begin_object().member("id", h.text(0)).member("version", h.integer(1)).member("no", h.text(2)).member("kind", h.text(3));
        out.member("head_id", h.text(4)).member("address", h.text(5)).key("members").begin_array();
        for (const db::Row& m : connection.run(sql::members_of, {act.county_id, h.text(0)})) {
            const bool in_reach = reach.holds(m.text(6), m.text(7));
            const auto birth = m.date(5);
            out.begin_object()
                .member("resident_id", m.text(0))
                .member("relation", m.text(1))
                .member("from", m.text(2))
                .member("name", m.text(3));
            out.member("sex", m.text(4)).member("age", birth ? age_years(*birth, act.today) : 0).member("in_reach", in_reach).end_object();
        }
        return out.end_array().end_object().end_object().take();
    });
    if (!body) return refuse(Refusal::not_found, "not-found");
    in.record_read(act, "read-household", id);
    return http::Response::json(*body);
}

}  // namespace jiwei::residents
