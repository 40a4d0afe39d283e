// Handing a resident over: record, programmes and due tasks pass on the day of acceptance; services before it count for the sender.
#include "modules/residents/transfer.hpp"

#include "core/kernel/id.hpp"
#include "core/kernel/utf8.hpp"
#include "modules/residents/sql.hpp"
#include "platform/change/county_clock.hpp"
#include "platform/crypto/digest.hpp"

namespace jiwei::residents {
namespace {

using http::Op;
using http::Request;
using http::Response;

/// Platform rule: the same period for every programme and for the vaccination card.
constexpr int transfer_days_max = 15;
constexpr int transfer_page_rows = 50;
constexpr std::size_t transfer_text_characters_max = 200;

struct Transfer {
    std::string id, state, resident_id, from_institution, from_grid, to_institution, to_grid, village_code, address, note, body_hash;
    std::string offered_by_name, offered_on, expires_on, decided_by_name, decided_on, reason;
};

Transfer transfer_of(const db::Row& r) {
    return {r.string(0), r.string(1),  r.string(2),  r.string(3),  r.string(4),  r.string(5),  r.string(6),  r.string(7), r.string(8),
            r.string(9), r.string(10), r.string(11), r.string(12), r.string(13), r.string(14), r.string(15), r.string(16)};
}

std::optional<Transfer> find_transfer_row(db::Connection& connection, std::string_view county, std::string_view id) {
    const db::Rows rows = connection.run(sql::find_transfer, {county, id});
    if (rows.empty()) return std::nullopt;
    return transfer_of(rows[0]);
}

/// Offered, and the fifteen days are over.
bool has_lapsed(const Transfer& t, CivilDate today) { return t.state == "offered" && t.expires_on < today.text(); }

std::string place_of(const Directory& directory, std::string_view id) {
    const Place* place = directory.institution(id);
    return place == nullptr ? std::string{} : place->name;
}

void write_transfer(json::Writer& out, const Transfer& t, const Directory& directory, CivilDate today, std::string_view name) {
    out.begin_object().member("id", t.id).member("state", has_lapsed(t, today) ? std::string{"lapsed"} : t.state);
    out.key("resident").begin_object().member("id", t.resident_id).member("name", name).end_object();
    out.key("from").begin_object().member("id", t.from_institution).member("name", place_of(directory, t.from_institution)).end_object();
    out.key("to").begin_object().member("id", t.to_institution).member("name", place_of(directory, t.to_institution)).end_object();
    out.member("village_code", t.village_code).member("address", t.address).member("note", t.note).member("offered_by", t.offered_by_name);
    out.member("offered_on", t.offered_on).member("expires_on", t.expires_on).member("decided_by", t.decided_by_name);
    out.member("decided_on", t.decided_on).member("reason", t.reason).end_object();
}

void audit_transfer(db::Connection& connection, const ActContext& act, std::string_view action, const Transfer& t) {
    audit::Entry entry = audit::entry_of(act.principal, act.trail);
    entry.action = action;
    entry.resource = "resident_transfer";
    entry.resource_id = t.id;
    entry.person_id = t.resident_id;
    entry.reason = t.from_institution + " -> " + t.to_institution;
    audit::append_act(connection, act.county_id, entry);
}

Result<void> check_length(std::string_view pointer, const std::string& text) {
    if (utf8::length(text) <= transfer_text_characters_max) return {};
    return refuse_field(Refusal::unprocessable, std::string{pointer}, "TEXT_LENGTH", "at most 200");
}

/// Where the person would live and be managed, checked as a change of the cover is.
Result<Cover> moved_cover(const Cover& before, const json::Value& body, const Directory& directory) {
    Cover cover = before;
    cover.institution_id = body["to_institution"].text();
    cover.grid_id = body["to_grid"].text();
    if (const std::string& village = body["village_code"].text(); !village.empty()) cover.village_code = village;
    if (const std::string& address = body["address"].text(); !address.empty()) cover.address = address;
    if (cover.institution_id.empty() || directory.institution(cover.institution_id) == nullptr)
        return refuse_field(Refusal::unprocessable, "/to_institution", "INSTITUTION_UNKNOWN", "an institution of the county");
    if (cover.institution_id == before.institution_id)
        return refuse_field(Refusal::unprocessable, "/to_institution", "SAME_INSTITUTION", "another institution");
    std::vector<Finding> hard;
    static_cast<void>(place_person(cover, directory, hard));
    if (!hard.empty()) return refuse(Refusal::unprocessable, hard.front().code, {}, hard);
    return cover;
}

Result<Response> offer_transfer(const Inside& in, const Request& request) {
    JIWEI_CHECK(demand_person_grant(request.grant));
    JIWEI_TRY(body, request.json_body());
    const ActContext act = act_of(request);
    const access::Reach reach = in.access.reach(act.principal, request.grant, act.today);
    const auto directory = in.directories_of(act);
    const std::string hash = crypto::sha256_hex(json::write_canonical(body) + std::string{request.param("resident")});
    Transfer t;
    t.id = body["id"].text().empty() ? in.services.ids.next() : body["id"].text();
    t.resident_id = request.param("resident");
    t.note = body["note"].text();
    if (!is_id(t.id)) return refuse_field(Refusal::malformed, "/id", "id.malformed", "1-64 of [A-Za-z0-9.-]");
    JIWEI_CHECK(check_length("/note", t.note));
    JIWEI_CHECK(check_length("/address", body["address"].text()));
    return in.services.database.write([&](db::Connection& connection) -> Result<Response> {
        connection.run(sql::touch_resident, {act.county_id, t.resident_id});
        const auto row = store::find(connection, act.county_id, t.resident_id);
        if (!row || !reach.holds(row->cover.institution_id, row->cover.grid_id)) return refuse(Refusal::not_found, "not-found");
        const auto answer = [&](const Transfer& one, int status) {
            json::Writer out;
            write_transfer(out, one, *directory, act.today, row->cover.name);
            return Response::json(out.take(), status);
        };
        if (const auto known = find_transfer_row(connection, act.county_id, t.id)) {
            if (known->body_hash != hash) return refuse(Refusal::conflict, "id-taken");
            return answer(*known, 200);
        }
        if (row->status.status != Status::active) return refuse(Refusal::conflict, "status-forbids");
        JIWEI_TRY(cover, moved_cover(row->cover, body, *directory));
        const db::Rows open = connection.run(sql::open_transfer_of, {act.county_id, t.resident_id});
        if (!open.empty()) {
            if (open[0].text(1) >= act.today.text()) return refuse(Refusal::conflict, "transfer-open", open[0].string(0));
            connection.run(sql::decide_transfer, {act.county_id, open[0].text(0), "lapsed", "", "", open[0].text(1), ""});
        }
        static_cast<void>(change::next_seq(connection, act.county_id));
        connection.run(sql::insert_transfer,
                       {act.county_id, t.id, t.resident_id, row->cover.institution_id, row->cover.grid_id, cover.institution_id,
                        cover.grid_id, cover.village_code, cover.address, t.note, hash, act.principal.user_id, act.principal.display_name,
                        act.today, add_days(act.today, transfer_days_max)});
        const auto made = find_transfer_row(connection, act.county_id, t.id);
        audit_transfer(connection, act, "offer", *made);
        return answer(*made, 201);
    });
}

/// The person as she is after the hand-over.
Change hand_over(const ActContext& act, const Transfer& t, Change change) {
    Cover& cover = change.after.cover;
    cover.institution_id = t.to_institution;
    cover.grid_id = t.to_grid;
    cover.village_code = t.village_code;
    cover.address = t.address;
    change.act = "update";
    change.audit_reason = "transfer " + t.id;
    add_cover_steps(act, change);
    Event event;
    event.kind = EventKind::moved;
    event.resident_id = change.after.id;
    event.status = event.status_before = change.after.status.status;
    event.on = act.today;
    event.institution_id = cover.institution_id;
    event.grid_id = cover.grid_id;
    event.institution_before = change.before.cover.institution_id;
    change.events = {event};
    return change;
}

enum class Decision : unsigned char { accept, refuse, withdraw };

Result<Response> decide_transfer_act(const Inside& in, const Request& request, Decision decision) {
    JIWEI_CHECK(demand_person_grant(request.grant));
    JIWEI_TRY(body, request.json_body());
    const ActContext act = act_of(request);
    const access::Reach reach = in.access.reach(act.principal, request.grant, act.today);
    const auto directory = in.directories_of(act);
    const std::string reason = body["reason"].text();
    JIWEI_CHECK(check_length("/reason", reason));
    if (decision == Decision::refuse && utf8::length(reason) < 2)
        return refuse_field(Refusal::unprocessable, "/reason", "REASON_REQUIRED", "2-200 characters");
    return in.services.database.write([&](db::Connection& connection) -> Result<Response> {
        const std::string id{request.param("transfer")};
        const bool guarded = connection.run(sql::guard_transfer, {act.county_id, id}).affected() > 0;
        auto t = find_transfer_row(connection, act.county_id, id);
        const bool is_senders = decision == Decision::withdraw;
        if (!t || !reach.holds(is_senders ? t->from_institution : t->to_institution, is_senders ? t->from_grid : t->to_grid))
            return refuse(Refusal::not_found, "not-found");
        if (!guarded) return refuse(Refusal::conflict, "transfer-state", t->state);
        if (has_lapsed(*t, act.today)) return refuse(Refusal::conflict, "TRANSFER_LAPSED", t->expires_on);
        auto row = store::find(connection, act.county_id, t->resident_id);
        if (!row) return refuse(Refusal::not_found, "not-found");
        const std::string name = row->cover.name;
        if (decision == Decision::accept) {
            if (row->status.status != Status::active || row->cover.institution_id != t->from_institution)
                return refuse(Refusal::conflict, "status-forbids");
            Change change = hand_over(act, *t, in.begin_change(connection, act.county_id, std::move(*row)));
            change.directory = directory;
            JIWEI_CHECK(in.write_change(connection, act, std::move(change)));
        } else {
            static_cast<void>(change::next_seq(connection, act.county_id));
        }
        const std::string_view state = decision == Decision::accept ? "accepted" : decision == Decision::refuse ? "refused" : "withdrawn";
        connection.run(sql::decide_transfer,
                       {act.county_id, id, state, act.principal.user_id, act.principal.display_name, act.today, reason});
        t = find_transfer_row(connection, act.county_id, id);
        audit_transfer(connection, act, state, *t);
        json::Writer out;
        write_transfer(out, *t, *directory, act.today, name);
        return Response::json(out.take());
    });
}

Result<Response> list_transfers(const Inside& in, const Request& request) {
    JIWEI_CHECK(demand_person_grant(request.grant));
    const ActContext act = act_of(request);
    const access::Reach reach = in.access.reach(act.principal, request.grant, act.today);
    const auto directory = in.directories_of(act);
    const bool outgoing = request.query_value("direction").value_or("in") == "out";
    const std::string state{request.query_value("state").value_or("offered")};
    std::string before{request.query_value("cursor").value_or("")};
    if (before.empty()) before = "~";  // above every id
    json::Writer out;
    out.begin_object().key("items").begin_array();
    std::string next;
    in.services.database.read([&](db::Connection& connection) {
        int shown = 0;
        for (bool more = true; more && next.empty();) {
            const db::Rows rows = connection.run(sql::transfers_to, {act.county_id, state, before, 200});
            more = rows.size() == 200;
            for (const db::Row found : rows) {
                const Transfer t = transfer_of(found);
                before = t.id;
                if (!reach.holds(outgoing ? t.from_institution : t.to_institution, outgoing ? t.from_grid : t.to_grid)) continue;
                const auto brief = store::find_brief(connection, act.county_id, t.resident_id);
                write_transfer(out, t, *directory, act.today, brief ? brief->name : std::string{});
                if (++shown == transfer_page_rows) {
                    next = t.id;
                    break;
                }
            }
        }
        return 0;
    });
    out.end_array().key("next");
    next.empty() ? out.null() : out.string(next);
    in.record_read(act, "list-transfers", {});
    return Response::json(out.end_object().take());
}

}  // namespace

void add_transfer_routes(Inside& in, http::RouteSet& set) {
    const auto add = [&set](http::Verb verb, std::string path, Op op, http::Handler handler, std::string summary) {
        set.routes.push_back(
            {verb, std::move(path), http::Access::to(op, "person_demographics"), std::move(handler), {std::move(summary), {}, {}, {}}});
    };
    using http::Verb;
    const std::string one = "/api/transfers/{transfer}";
    add(
        Verb::post, "/api/residents/{resident}/transfers", Op::update, [&in](const Request& r) { return offer_transfer(in, r); },
        "Offer a resident to another institution");
    add(
        Verb::get, "/api/transfers", Op::read, [&in](const Request& r) { return list_transfers(in, r); },
        "Offers to and from the reader's institutions");
    add(
        Verb::post, one + "/acceptance", Op::update, [&in](const Request& r) { return decide_transfer_act(in, r, Decision::accept); },
        "Accept a resident");
    add(
        Verb::post, one + "/refusal", Op::update, [&in](const Request& r) { return decide_transfer_act(in, r, Decision::refuse); },
        "Refuse an offer");
    add(
        Verb::post, one + "/withdrawal", Op::update, [&in](const Request& r) { return decide_transfer_act(in, r, Decision::withdraw); },
        "Withdraw an offer");
}

}  // namespace jiwei::residents
