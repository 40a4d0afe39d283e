// Binding, reporting lost, replacing, and finding a person by a card.
#include "modules/residents/cards.hpp"

#include <algorithm>

#include "core/identity/normalise.hpp"
#include "core/kernel/id.hpp"
#include "core/kernel/utf8.hpp"
#include "modules/residents/duplicates.hpp"
#include "modules/residents/sql.hpp"
#include "platform/change/county_clock.hpp"

namespace jiwei::residents {
namespace {

using db::Bytes;
using http::Op;
using http::Request;
using http::Response;

constexpr std::string_view sealed_card = "resident_card.number";
constexpr std::string_view card_context = "resident.card";
constexpr std::string_view family_booklet = "6";
constexpr std::string_view identity_card = "1";
constexpr std::size_t card_characters_max = 64;

db::Param blob_or_null(std::string_view bytes) { return bytes.empty() ? db::Param{nullptr} : db::Param{Bytes{bytes}}; }

/// Letters, digits and hyphens after folding.
bool is_card_number(std::string_view number) {
    return number.size() >= 4 && number.size() <= card_characters_max &&
           std::ranges::all_of(number, [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || c == '-'; });
}

std::string card_index(const Inside& in, std::string_view type, std::string_view number) {
    return in.cipher().blind_index(std::string{type} + ":" + std::string{number}, card_context);
}

struct StatedCard {
    std::string id, type, number, area, issued_on, expires_on;
};

Result<StatedCard> read_card(const Inside& in, const json::Value& body, CivilDate today) {
    StatedCard card{body["id"].text(),   body["type"].text(),      identity::fold_number(body["number"].text()),
                    body["area"].text(), body["issued_on"].text(), body["expires_on"].text()};
    if (card.id.empty()) card.id = in.services.ids.next();
    std::vector<Finding> hard;
    const auto wrong = [&](std::string pointer, std::string code, std::string allowed) {
        hard.push_back({std::move(pointer), std::move(code), std::move(allowed), Severity::hard});
    };
    if (!is_id(card.id)) wrong("/id", "id.malformed", "1-64 of [A-Za-z0-9.-]");
    // An identity card is a document and kept as one.
    if (card.type == identity_card || !in.rules->values.selectable("CARRIER_CARD_TYPE", card.type, today))
        wrong("/type", "CODE_UNKNOWN", "CARRIER_CARD_TYPE but 1");
    if (!is_card_number(card.number)) wrong("/number", "CARD_FORMAT", "4-64 letters, digits, -");
    if (utf8::length(card.area) > 50) wrong("/area", "TEXT_LENGTH", "at most 50");
    const auto issued = parse_civil_date(card.issued_on);
    const auto expires = parse_civil_date(card.expires_on);
    if (!card.issued_on.empty() && (!issued || *issued > today)) wrong("/issued_on", "DATE_RANGE", "not after " + today.text());
    if (!card.expires_on.empty() && (!expires || (issued && *expires < *issued)))
        wrong("/expires_on", "DATE_RANGE", "not before the issue");
    if (!hard.empty()) return refuse(Refusal::unprocessable, hard.front().code, {}, hard);
    return card;
}

void audit_card(db::Connection& connection, const ActContext& act, std::string_view action, std::string_view card,
                std::string_view person) {
    audit::Entry entry = audit::entry_of(act.principal, act.trail);
    entry.action = action;
    entry.resource = "resident_card";
    entry.resource_id = card;
    entry.person_id = person;
    audit::append_act(connection, act.county_id, entry);
}

/// Locked, in reach, and neither merged nor closed.
Result<ResidentRow> card_holder(const Inside& in, db::Connection& connection, const ActContext& act, const access::Reach& reach,
                                std::string_view id) {
    connection.run(sql::touch_resident, {act.county_id, id});
    auto row = store::find(connection, act.county_id, id);
    if (!row || !in.may_see(connection, act, reach, *row)) return refuse(Refusal::not_found, "not-found");
    if (row->status.status == Status::merged || row->status.status == Status::closed) return refuse(Refusal::conflict, "status-forbids");
    return std::move(*row);
}

Result<Response> bind_card(const Inside& in, const Request& request) {
    JIWEI_CHECK(demand_person_grant(request.grant));
    JIWEI_TRY(body, request.json_body());
    const ActContext act = act_of(request);
    JIWEI_TRY(card, read_card(in, body, act.today));
    const access::Reach reach = in.access.reach(act.principal, request.grant, act.today);
    const std::string index = card_index(in, card.type, card.number);
    return in.services.database.write([&](db::Connection& connection) -> Result<Response> {
        const std::string resident{request.param("resident")};
        JIWEI_CHECK(card_holder(in, connection, act, reach, resident));
        const auto answer = [&](int status) {
            json::Writer out;
            return Response::json(out.begin_object().member("id", card.id).member("state", "1").end_object().take(), status);
        };
        const db::Rows known = connection.run(sql::find_card, {act.county_id, card.id});
        if (!known.empty()) {
            if (known[0].text(1) != resident || known[0].text(4) != index) return refuse(Refusal::conflict, "id-taken");
            return answer(200);
        }
        const bool is_personal = card.type != family_booklet;
        if (is_personal) {
            // One number belongs to one person at a time, and nobody is bound anew without a word.
            const db::Rows owner = connection.run(sql::owner_of_card, {act.county_id, Bytes{index}});
            if (!owner.empty())
                return refuse_field(Refusal::conflict, "/number", owner[0].text(0) == resident ? "CARD_BOUND" : "CARD_PERSON_MISMATCH", "");
        }
        std::vector<Alike> alike;
        if (is_personal) {
            // Somebody who held this very card before, or whom the cards of this person point to, may be the same person.
            const auto row = store::find(connection, act.county_id, resident);
            identity::PersonKeys person = person_keys(in, connection, act.county_id, *row);
            person.cards.push_back(index);
            alike = find_alike(connection, act.county_id, person, resident, in.cipher(), act.today);
            lock_alike(connection, act.county_id, resident, alike);
        }
        const std::int64_t seq = change::next_seq(connection, act.county_id);
        // Re-issue: the card in use is replaced, its row stays.
        for (const db::Row old : connection.run(sql::card_in_use, {act.county_id, resident, card.type}))
            connection.run(sql::set_card_state, {act.county_id, old.text(0), "4", act.today, nullptr, seq});
        connection.run(sql::insert_card, {act.county_id, card.id, resident, card.type, Bytes{in.cipher().seal(card.number, sealed_card)},
                                          last4(card.number), Bytes{index}, is_personal ? blob_or_null(index) : db::Param{nullptr},
                                          card.area, card.issued_on, card.expires_on, act.today, seq});
        if (is_personal) renew_pairs(in, connection, act, resident, alike, {}, seq);
        audit_card(connection, act, "bind", card.id, resident);
        return answer(201);
    });
}

Result<Response> change_card_state(const Inside& in, const Request& request) {
    JIWEI_CHECK(demand_person_grant(request.grant));
    JIWEI_TRY(body, request.json_body());
    const ActContext act = act_of(request);
    const access::Reach reach = in.access.reach(act.principal, request.grant, act.today);
    const std::string state = body["state"].text();
    if (state != "1" && state != "2" && state != "3") return refuse_field(Refusal::unprocessable, "/state", "CODE_UNKNOWN", "1, 2, 3");
    return in.services.database.write([&](db::Connection& connection) -> Result<Response> {
        const std::string resident{request.param("resident")};
        const std::string id{request.param("card")};
        JIWEI_CHECK(card_holder(in, connection, act, reach, resident));
        const db::Rows rows = connection.run(sql::find_card, {act.county_id, id});
        if (rows.empty() || rows[0].text(1) != resident) return refuse(Refusal::not_found, "not-found");
        const std::string before = rows[0].string(3);
        // Found again after it was reported lost; cancelled and replaced cards never come back.
        const bool allowed = (before == "1" && state != "1") || (before == "2" && state != "2");
        if (!allowed) return refuse(Refusal::conflict, "card-state", before);
        const std::string type = rows[0].string(2);
        if (state == "1" && !connection.run(sql::card_in_use, {act.county_id, resident, type}).empty())
            return refuse(Refusal::conflict, "CARD_BOUND");
        const std::string index = rows[0].string(4);
        const bool keeps_owner = state != "3" && type != family_booklet;
        const std::int64_t seq = change::next_seq(connection, act.county_id);
        connection.run(sql::set_card_state,
                       {act.county_id, id, state, act.today, keeps_owner ? blob_or_null(index) : db::Param{nullptr}, seq});
        audit_card(connection, act, "card-state", id, resident);
        return Response::no_content();
    });
}

Result<Response> list_cards(const Inside& in, const Request& request) {
    JIWEI_CHECK(demand_person_grant(request.grant));
    const ActContext act = act_of(request);
    const access::Reach reach = in.access.reach(act.principal, request.grant, act.today);
    const auto body = in.services.database.read([&](db::Connection& connection) -> std::string {
        const std::string id = store::living(connection, act.county_id, request.param("resident"));
        const auto brief = store::find_brief(connection, act.county_id, id);
        if (!brief || !in.may_see(connection, act, reach, *brief)) return {};
        json::Writer out;
        out.begin_object().key("items").begin_array();
        for (const db::Row row : connection.run(sql::cards_of, {act.county_id, id})) {
            out.begin_object()
                .member("id", row.text(0))
                .member("type", row.text(1))
                .member("last4", row.text(2))
                .member("area", row.text(3));
            out.member("issued_on", row.text(4)).member("expires_on", row.text(5)).member("state", row.text(6));
            out.member("state_on", row.text(7)).end_object();
        }
        return out.end_array().end_object().take();
    });
    if (body.empty()) return refuse(Refusal::not_found, "not-found");
    in.record_read(act, "read-cards", request.param("resident"));
    return Response::json(body);
}

/// The person a card read at a desk points to. Lookup order at a desk: card, ID number, archive number, insurance number, name and birth.
Result<Response> look_up_card(const Inside& in, const Request& request) {
    JIWEI_CHECK(demand_person_grant(request.grant));
    JIWEI_TRY(body, request.json_body());
    const ActContext act = act_of(request);
    const access::Reach reach = in.access.reach(act.principal, request.grant, act.today);
    const std::string type = body["type"].text();
    const std::string number = identity::fold_number(body["number"].text());
    const std::string id_no = identity::fold_number(body["id_no"].text());
    const std::string name = identity::fold_name(body["name"].text());
    if (!is_card_number(number)) return refuse_field(Refusal::malformed, "/number", "CARD_FORMAT", "4-64 letters, digits, -");
    std::string person;
    auto answer = in.services.database.read([&](db::Connection& connection) -> Result<Response> {
        bool was_lost = false;
        for (const db::Row card : connection.run(sql::cards_with_number, {act.county_id, Bytes{card_index(in, type, number)}})) {
            if (card.text(3) == "2") was_lost = true;
            if (card.text(3) != "1") continue;
            const auto row = store::find(connection, act.county_id, card.text(1));
            if (!row || !in.may_see(connection, act, reach, *row)) continue;
            // A family number identifies nobody by itself.
            if (type == family_booklet && name.empty())
                return refuse_field(Refusal::unprocessable, "/name", "NAME_REQUIRED", "the person's name");
            if (type == family_booklet && row->cover.name != name) continue;
            const std::string own = open_field(row->id_no_enc, sealed_as::id_no, in.cipher());
            if (!id_no.empty() && row->cover.id_type != temporary_id_type && own != id_no)
                return refuse_field(Refusal::conflict, "/id_no", "CARD_PERSON_MISMATCH", "");
            person = row->id;
            const bool is_expired = !card.text(4).empty() && card.text(4) < act.today.text();
            json::Writer out;
            out.begin_object().member("resident_id", row->id).member("name", row->cover.name).member("card_id", card.text(0));
            out.key("pays");
            out.boolean(!is_expired).key("blocked");
            is_expired ? out.string("CARD_BLOCKED") : out.null();
            return Response::json(out.end_object().take());
        }
        if (was_lost) return refuse(Refusal::conflict, "CARD_LOST");
        return refuse(Refusal::not_found, "not-found");
    });
    if (answer) in.record_read(act, "card", person);
    return answer;
}

}  // namespace

json::Value unite_cards(db::Connection& connection, const ActContext& act, std::string_view survivor_id, std::string_view loser_id,
                        std::int64_t change_seq) {
    json::Value kept = json::Value::array();
    for (const db::Row card : connection.run(sql::cards_of, {act.county_id, loser_id})) {
        const bool doubles = card.text(6) == "1" && !connection.run(sql::card_in_use, {act.county_id, survivor_id, card.text(1)}).empty();
        json::Value one = json::Value::object();
        one.set("id", json::Value::string(card.string(0)));
        one.set("state", json::Value::string(card.string(6)));
        one.set("state_on", json::Value::string(card.string(7)));
        kept.append(std::move(one));
        connection.run(sql::give_card, {act.county_id, card.text(0), survivor_id, doubles ? std::string_view{"4"} : card.text(6),
                                        doubles ? act.today.text() : card.string(7), change_seq});
    }
    return kept;
}

void give_cards_back(db::Connection& connection, const ActContext& act, const json::Value& kept, std::string_view loser_id,
                     std::int64_t change_seq) {
    for (const json::Value& one : kept.items())
        connection.run(sql::give_card,
                       {act.county_id, one["id"].text(), loser_id, one["state"].text(), one["state_on"].text(), change_seq});
}

std::string open_card(const Inside& in, std::string_view sealed) { return open_field(sealed, sealed_card, in.cipher()); }

void restore_card(const Inside& in, db::Connection& connection, std::string_view county_id, std::string_view resident_id,
                  const json::Value& card, std::int64_t change_seq) {
    const auto& cell = card.items();
    const std::string& id = cell[0].text();
    const std::string& type = cell[1].text();
    const std::string number = identity::fold_number(cell[2].text());
    const std::string& state = cell[6].text();
    const bool is_card = is_id(id) && in.rules->values.has("CARRIER_CARD_TYPE", type) && is_card_number(number) && state.size() == 1 &&
                         state[0] >= '1' && state[0] <= '4';
    if (!is_card || !connection.run(sql::find_card, {county_id, id}).empty()) return;
    const std::string index = card_index(in, type, number);
    const bool owns = type != family_booklet && (state == "1" || state == "2");
    if (owns && !connection.run(sql::owner_of_card, {county_id, Bytes{index}}).empty()) return;
    if (state == "1" && !connection.run(sql::card_in_use, {county_id, resident_id, type}).empty()) return;
    connection.run(sql::insert_card, {county_id, id, resident_id, type, Bytes{in.cipher().seal(number, sealed_card)}, last4(number),
                                      Bytes{index}, owns ? blob_or_null(index) : db::Param{nullptr}, cell[3].text(), cell[4].text(),
                                      cell[5].text(), cell[7].text(), change_seq});
    if (state != "1")
        connection.run(sql::set_card_state,
                       {county_id, id, state, cell[7].text(), owns ? blob_or_null(index) : db::Param{nullptr}, change_seq});
}

void add_card_routes(Inside& in, http::RouteSet& set) {
    const auto add = [&set](http::Verb verb, std::string path, Op op, http::Handler handler, std::string summary) {
        set.routes.push_back(
            {verb, std::move(path), http::Access::to(op, "person_demographics"), std::move(handler), {std::move(summary), {}, {}, {}}});
    };
    using http::Verb;
    const std::string cards = "/api/residents/{resident}/cards";
    add(
        Verb::get, cards, Op::read, [&in](const Request& r) { return list_cards(in, r); }, "Cards that point to the person");
    add(
        Verb::post, cards, Op::update, [&in](const Request& r) { return bind_card(in, r); }, "Bind a card");
    add(
        Verb::post, cards + "/{card}/state", Op::update, [&in](const Request& r) { return change_card_state(in, r); },
        "Report a card lost, found again or cancelled");
    add(
        Verb::post, "/api/cards/lookup", Op::read, [&in](const Request& r) { return look_up_card(in, r); }, "Whom a card points to");
}

}  // namespace jiwei::residents
