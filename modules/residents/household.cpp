// Households over HTTP: opened with a head; members join and leave; a person belongs to one household at a time.
#include "modules/residents/household.hpp"

#include <algorithm>
#include <array>

#include "core/kernel/id.hpp"
#include "core/kernel/utf8.hpp"
#include "modules/residents/household_store.hpp"
#include "modules/residents/sql.hpp"
#include "platform/change/county_clock.hpp"

namespace jiwei::residents {
namespace {

using http::Request;
using http::Response;

constexpr int adult_from_years = 18;

Result<void> check_house(const std::string& kind, const std::string& address) {
    if (kind != "1" && kind != "2") return refuse_field(Refusal::unprocessable, "/kind", "CODE_UNKNOWN", "1, 2");
    if (utf8::length(address) > 200) return refuse_field(Refusal::unprocessable, "/address", "TEXT_LENGTH", "at most 200");
    return {};
}

/// Canonical JSON of a stated block; empty for an empty one.
Result<std::string> read_environment(const Inside& in, const json::Value& stated, CivilDate today) {
    if (stated.is_null()) return std::string{};
    if (!stated.is_object()) return refuse_field(Refusal::malformed, "/environment", "TYPE", "object");
    std::vector<Finding> hard;
    check_environment(*in.rules, stated, today, hard);
    if (!hard.empty()) return refuse(Refusal::unprocessable, hard.front().code, {}, hard);
    return stated.members().empty() ? std::string{} : json::write_canonical(stated);
}

Result<NewHousehold> read_household_body(const Inside& in, const json::Value& body, CivilDate today) {
    NewHousehold stated;
    stated.id = body["id"].text();
    stated.head_id = body["head_id"].text();
    stated.address = body["address"].text();
    stated.kind = body["kind"].text();
    if (stated.id.empty()) stated.id = in.services.ids.next();
    if (!is_id(stated.id)) return refuse_field(Refusal::malformed, "/id", "id.malformed", "1-64 of [A-Za-z0-9.-]");
    JIWEI_CHECK(check_house(stated.kind, stated.address));
    JIWEI_TRY(environment, read_environment(in, body["environment"], today));
    stated.environment = std::move(environment);
    stated.hash = in.cipher().blind_index(json::write_canonical(body), "household.created");
    return stated;
}

/// The person for whom a household act asks: in reach, and in no household yet.
Result<ResidentRow> free_person(const Inside& in, db::Connection& connection, const ActContext& act, const access::Reach& reach,
                                std::string_view id, std::string_view pointer) {
    connection.run(sql::touch_resident, {act.county_id, id});
    auto row = store::find(connection, act.county_id, id);
    if (!row || !in.may_see(connection, act, reach, *row)) {
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

/// Guarded; 404 when it does not exist or nobody of it is in reach.
Result<HouseholdNow> household_in_reach(const Inside& in, db::Connection& connection, const ActContext& act, const access::Reach& reach,
                                        std::string_view id) {
    auto household = guarded_household(connection, act.county_id, id);
    if (!household) return refuse(Refusal::not_found, "not-found");
    const auto head = store::find_brief(connection, act.county_id, household->head_id);
    if (head && in.may_see(connection, act, reach, *head)) return std::move(*household);
    for (const db::Row m : connection.run(sql::members_of, {act.county_id, id})) {
        if (in.may_see(connection, act, reach, m.text(0), m.text(6), m.text(7))) return std::move(*household);
    }
    return refuse(Refusal::not_found, "not-found");
}

/// "" unless a head is to be named: then the oldest adult of the members, proposed and never chosen.
std::string proposed_head(const db::Rows& members, std::string_view state, CivilDate today) {
    std::string proposed;
    std::optional<CivilDate> oldest;
    if (state != household_state::headless) return proposed;
    for (const db::Row m : members) {
        const auto birth = m.date(5);
        if (!birth || age_years(*birth, today) < adult_from_years || (oldest && *oldest <= *birth)) continue;
        oldest = birth;
        proposed = m.string(0);
    }
    return proposed;
}

Result<void> store_judged(const Inside& in, db::Connection& connection, const ActContext& act, std::span<Guarded> guarded,
                          std::int64_t seq) {
    for (Guarded& one : guarded) {
        in.store_change(connection, act, one, seq);
        for (Listener* listener : in.listeners) JIWEI_CHECK(listener->apply(connection, act, one.change.events, seq));
    }
    return {};
}

/// An act on one household: in reach, guarded, with one version and one audit line.
template <class Work>
Result<Response> change_one(const Inside& in, const Request& request, std::string_view why, Work work) {
    JIWEI_CHECK(demand_person_grant(request.grant));
    const ActContext act = act_of(request);
    const access::Reach reach = in.access.reach(act.principal, request.grant, act.today);
    const std::string id{request.param("household")};
    const auto directory = in.directories_of(act);
    return in.services.database.write([&](db::Connection& connection) -> Result<Response> {
        JIWEI_TRY(household, household_in_reach(in, connection, act, reach, id));
        const std::string environment = household.environment;
        JIWEI_TRY(person, work(connection, act, reach, household));
        // Who joins lives in the house as it is; when the house is answered anew, everybody does.
        const bool is_answered_anew = household.environment != environment;
        indicators::Change totals;
        JIWEI_TRY(guarded, guard_all(in, connection, act,
                                     judged_by_house(in, connection, act, *directory,
                                                     is_answered_anew ? members_but(connection, act.county_id, id, {})
                                                                      : std::vector<std::string>{person},
                                                     household.environment),
                                     totals));
        const std::int64_t seq = change::next_seq(connection, act.county_id);
        in.indicators.apply(totals, connection, act.county_id);
        write_household(connection, act, id, household, std::string{why} + (person.empty() ? "" : ":") + person, seq);
        audit_household(connection, act, "update", id, person);
        JIWEI_CHECK(store_judged(in, connection, act, guarded, seq));
        return Response::json(opened_json(id, household.no, household.version), 200);
    });
}

}  // namespace

Result<Response> open_household(const Inside& in, const Request& request) {
    JIWEI_CHECK(demand_person_grant(request.grant));
    JIWEI_TRY(body, request.json_body());
    const ActContext act = act_of(request);
    JIWEI_TRY(stated, read_household_body(in, body, act.today));
    const access::Reach reach = in.access.reach(act.principal, request.grant, act.today);
    const auto directory = in.directories_of(act);
    return in.services.database.write([&, made = stated](db::Connection& connection) mutable -> Result<Response> {
        const db::Rows before = connection.run(sql::find_household, {act.county_id, made.id});
        if (!before.empty()) {
            if (before[0].text(7) != made.hash) return refuse(Refusal::conflict, "id-taken");
            return Response::json(opened_json(made.id, before[0].text(2), 1), 200);
        }
        JIWEI_TRY(head, free_person(in, connection, act, reach, made.head_id, "/head_id"));
        const Village* village = directory->village(head.cover.village_code);
        if (village == nullptr) return refuse_field(Refusal::unprocessable, "/head_id", "VILLAGE_UNKNOWN", "a head with a village");
        made.area = village->area;
        made.village_code = head.cover.village_code;
        if (made.address.empty()) made.address = head.cover.address;
        if (made.environment.empty()) {
            // What the head's form says of the house holds for everybody in it from now on.
            const auto basic = store::find_basic(connection, act.county_id, made.head_id);
            const auto answers = basic ? json::parse(basic->answers) : tl::unexpected(json::Fault{"json.syntax", 0});
            const json::Value block = answers ? environment_of(*answers) : json::Value::object();
            if (!block.members().empty()) made.environment = json::write_canonical(block);
        }
        const std::int64_t seq = change::next_seq(connection, act.county_id);
        JIWEI_TRY(no, insert_household(connection, act, made, seq));
        connection.run(sql::insert_member, {act.county_id, made.id, made.head_id, act.today, head_relation});
        audit_household(connection, act, "create", made.id, made.head_id);
        return Response::json(opened_json(made.id, no, 1), 201);
    });
}

Result<Response> join_household(const Inside& in, const Request& request) {
    JIWEI_TRY(body, request.json_body());
    const std::string relation = body["relation"].text();
    if (relation == head_relation || !in.rules->values.selectable("RELATION_TO_HEAD_GBT4761", relation, request.today))
        return refuse_field(Refusal::unprocessable, "/relation", "CODE_UNKNOWN", "RELATION_TO_HEAD_GBT4761 but 0");
    const auto from = body["from"].text().empty() ? std::optional{request.today} : body["from"].as_date();
    if (!from || *from > request.today)
        return refuse_field(Refusal::unprocessable, "/from", "DATE_RANGE", "not after " + request.today.text());
    const std::string person = body["resident_id"].text();
    return change_one(
        in, request, "joined",
        [&](db::Connection& connection, const ActContext& act, const access::Reach& reach, HouseholdNow& household) -> Result<std::string> {
            JIWEI_CHECK(free_person(in, connection, act, reach, person, "/resident_id"));
            const std::string id{request.param("household")};
            connection.run(sql::rejoin_member, {act.county_id, id, person, *from, open_end, relation});
            if (household.state == household_state::dissolved) household.state = household_state::headless;
            return person;
        });
}

Result<Response> leave_household(const Inside& in, const Request& request) {
    JIWEI_TRY(body, request.json_body());
    JIWEI_CHECK(demand_person_grant(request.grant));
    const ActContext act = act_of(request);
    const auto on = body["on"].text().empty() ? std::optional{act.today} : body["on"].as_date();
    const access::Reach reach = in.access.reach(act.principal, request.grant, act.today);
    const std::string id{request.param("household")};
    const std::string person{request.param("resident")};
    const auto directory = in.directories_of(act);
    return in.services.database.write([&](db::Connection& connection) -> Result<Response> {
        connection.run(sql::touch_resident, {act.county_id, person});
        JIWEI_TRY(household, household_in_reach(in, connection, act, reach, id));
        const auto membership = membership_of(connection, act.county_id, person);
        if (!membership || membership->household_id != id) return refuse(Refusal::not_found, "not-found");
        if (!on || *on > act.today || on->text() < membership->from)
            return refuse_field(Refusal::unprocessable, "/on", "DATE_RANGE", membership->from + " - " + act.today.text());
        // The house of the others says nothing of where this person lives now.
        indicators::Change totals;
        JIWEI_TRY(guarded,
                  guard_all(in, connection, act, judged_by_house(in, connection, act, *directory, std::array{person}, {}), totals));
        const std::int64_t seq = change::next_seq(connection, act.county_id);
        in.indicators.apply(totals, connection, act.county_id);
        end_membership(connection, act, *membership, person, *on, "left", seq);
        audit_household(connection, act, "update", id, person);
        JIWEI_CHECK(store_judged(in, connection, act, guarded, seq));
        return Response::json(opened_json(id, household.no, household.version + 1), 200);
    });
}

Result<Response> name_head(const Inside& in, const Request& request) {
    JIWEI_TRY(body, request.json_body());
    const std::string person = body["resident_id"].text();
    return change_one(
        in, request, "head",
        [&](db::Connection& connection, const ActContext& act, const access::Reach&, HouseholdNow& household) -> Result<std::string> {
            const std::string id{request.param("household")};
            const db::Rows members = connection.run(sql::members_of, {act.county_id, id});
            const auto is_member = [&](std::string_view one) {
                for (const db::Row m : members) {
                    if (m.text(0) == one) return true;
                }
                return false;
            };
            if (!is_member(person)) return refuse_field(Refusal::unprocessable, "/resident_id", "RESIDENT_UNKNOWN", "a member");
            // All relations are to the head: those that were not stated anew are "other" for the former head, else as they were.
            for (const auto& [one, relation] : body["relations"].members()) {
                const bool fits = is_member(one) && one != person && relation.text() != head_relation &&
                                  in.rules->values.selectable("RELATION_TO_HEAD_GBT4761", relation.text(), act.today);
                if (!fits)
                    return refuse_field(Refusal::unprocessable, "/relations/" + one, "CODE_UNKNOWN", "RELATION_TO_HEAD_GBT4761 but 0");
            }
            constexpr std::string_view other_relation = "8";
            for (const db::Row m : members) {
                const std::string one = m.string(0);
                const std::string& stated = body["relations"][one].text();
                const std::string_view relation = one == person                ? head_relation
                                                  : !stated.empty()            ? std::string_view{stated}
                                                  : m.text(1) == head_relation ? other_relation
                                                                               : m.text(1);
                if (relation != m.text(1)) connection.run(sql::set_relation, {act.county_id, id, one, relation});
            }
            household.head_id = person;
            household.state = household_state::in_use;
            return person;
        });
}

Result<Response> change_household(const Inside& in, const Request& request) {
    JIWEI_TRY(body, request.json_body());
    return change_one(in, request, "changed",
                      [&](db::Connection&, const ActContext& act, const access::Reach&, HouseholdNow& household) -> Result<std::string> {
                          if (body.find("kind") != nullptr) household.kind = body["kind"].text();
                          if (body.find("address") != nullptr) household.address = body["address"].text();
                          JIWEI_CHECK(check_house(household.kind, household.address));
                          if (body.find("environment") != nullptr) {
                              JIWEI_TRY(environment, read_environment(in, body["environment"], act.today));
                              household.environment = std::move(environment);
                          }
                          return std::string{};
                      });
}

Result<Response> read_household(const Inside& in, const Request& request) {
    JIWEI_CHECK(demand_person_grant(request.grant));
    const ActContext act = act_of(request);
    const std::string_view id = request.param("resident");
    const access::Reach reach = in.access.reach(act.principal, request.grant, act.today);
    const auto body = in.services.database.read([&](db::Connection& connection) -> std::optional<std::string> {
        const auto brief = store::find_brief(connection, act.county_id, id);
        if (!brief || !in.may_see(connection, act, reach, *brief)) return std::nullopt;
        json::Writer out;
        out.begin_object().key("household");
        const db::Rows found = connection.run(sql::household_of, {act.county_id, id});
        if (found.empty()) return out.null().end_object().take();
        const db::Row h = found[0];
        const db::Rows members = connection.run(sql::members_of, {act.county_id, h.text(0)});
        const std::string proposed = proposed_head(members, h.text(6), act.today);
        out.begin_object().member("id", h.text(0)).member("version", h.integer(1)).member("no", h.text(2)).member("kind", h.text(3));
        out.member("head_id", h.text(4)).member("address", h.text(5)).member("state", h.text(6)).key("proposed_head_id");
        proposed.empty() ? out.null() : out.string(proposed);
        out.key("environment").raw(h.text(7).empty() ? "{}" : h.text(7)).key("members").begin_array();
        for (const db::Row& m : members) {
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
    return Response::json(*body);
}

}  // namespace jiwei::residents
