// Opening one person in an emergency or for a stated purpose, the review of emergencies, and who looked at a person (docs/adr/0067).
#include <algorithm>
#include <array>

#include "modules/access/sql.hpp"
#include "modules/access/wire.hpp"
#include "platform/audit/chain.hpp"
#include "platform/audit/search.hpp"
#include "platform/crypto/digest.hpp"

namespace jiwei::access {

namespace {

using http::Request;
using http::Response;

constexpr std::size_t text_characters_min = 10;
constexpr int review_working_days = 3;
constexpr int looked_lines_a_page = 100;
constexpr std::array<std::string_view, 4> emergencies{"emergency", "unconscious", "transfer", "other"};
constexpr std::array<std::string_view, 5> purposes{"complaint", "quality", "outbreak", "statutory", "other"};
constexpr std::string_view emergency_kind = "break_glass";    // of an approval
constexpr std::int64_t emergency_proposal_ms = 24 * hour_ms;  // an emergency of yesterday is none
constexpr std::string_view handle_context = "person_opening.handle";

struct Reason {
    std::string code, text;
};

template <std::size_t N>
Result<Reason> read_reason(const json::Value& body, const char* key, const std::array<std::string_view, N>& codes, bool text_always) {
    JIWEI_TRY(code, text_member(body, key, true));
    JIWEI_TRY(text, text_member(body, "text", false));
    if (std::ranges::find(codes, code) == codes.end()) {
        std::string allowed;
        for (const std::string_view one : codes) allowed += (allowed.empty() ? "" : ", ") + std::string{one};
        return refuse_field(Refusal::unprocessable, std::string{"/"} + key, "CODE_UNKNOWN", allowed);
    }
    if ((text_always || code == "other") && utf8::length(text) < text_characters_min) {
        return refuse_field(Refusal::unprocessable, "/text", "REASON_REQUIRED", "at least 10 characters");
    }
    return Reason{code, text};
}

Result<std::monostate> demand_resident(Access::Impl& impl, db::Connection& connection, const Request& request,
                                       std::string_view resident_id) {
    if (impl.people != nullptr && impl.people->person(connection, request.principal.county_id, resident_id)) return std::monostate{};
    return refuse(Refusal::not_found, "not-found");
}

/// To whom a person is opened, and where that user works.
struct Opener {
    std::string user_id, institution_id;
};

/// Inside an act: the row and its line in the act chain.
Response write_opening(Access::Impl& impl, db::Connection& connection, const Request& request, std::string_view kind,
                       const std::string& resident_id, const Reason& reason, int hours, const Opener& opener) {
    const time::Instant now = impl.services.clock.now();
    const std::string id = impl.services.ids.next();
    const std::int64_t ends_ms = now.utc_ms + hours * hour_ms;
    connection.run(sql::insert_opening,
                   {request.principal.county_id, id, kind, opener.user_id, opener.institution_id, resident_id, reason.code, reason.text,
                    now.utc_ms, ends_ms, impl.calendar.after(request.today, review_working_days)});
    audit::Entry entry = audit::entry_of(request.principal, request.trail);
    if (entry.at.utc_ms == 0) entry.at = now;
    entry.action = kind == "purpose" ? "purpose" : "break_glass";
    entry.resource = "person_opening";
    entry.resource_id = id;
    entry.person_id = resident_id;
    entry.purpose = reason.code;
    entry.reason = reason.text;
    audit::append_act(connection, request.principal.county_id, entry);
    json::Writer out;
    out.begin_object().member("id", id).member("resident_id", resident_id).member("ends_at", instant_text(ends_ms));
    out.member("waits_for_approval", false).end_object();
    return private_json(out.take(), 201);
}

Opener opener_of(const Request& request) { return {request.principal.user_id, request.principal.institution_id}; }

/// The sixth of a day waits for the head of the institution (security specification 4.4): until then nothing is open.
Result<Response> ask_for_emergency(Access::Impl& impl, db::Connection& connection, const Request& request, const std::string& resident_id,
                                   const Reason& reason) {
    const time::Instant now = impl.services.clock.now();
    const std::string& county_id = request.principal.county_id;
    const std::int64_t waiting =
        connection.run(sql::approvals_waiting, {county_id, emergency_kind, request.principal.user_id, now.utc_ms})[0].integer(0);
    if (waiting >= impl.options.emergencies_a_day_max)
        return refuse(Refusal::throttled, "break-glass-limit", "five wait for the head already");
    const std::string id = impl.services.ids.next();
    json::Writer body;
    body.begin_object().member("institution", request.principal.institution_id).member("reason", reason.code);
    body.member("resident", resident_id).member("text", reason.text).end_object();
    connection.run(sql::insert_approval, {county_id, id, emergency_kind, request.principal.user_id, body.take(), reason.text,
                                          request.principal.user_id, now.utc_ms, now.utc_ms + emergency_proposal_ms});
    audit::Entry entry = audit::entry_of(request.principal, request.trail);
    if (entry.at.utc_ms == 0) entry.at = now;
    entry.action = "break-glass-propose";
    entry.resource = "person_opening";
    entry.resource_id = id;
    entry.person_id = resident_id;
    entry.purpose = reason.code;
    audit::append_act(connection, county_id, entry);
    json::Writer out;
    out.begin_object().member("id", id).member("resident_id", resident_id).member("ends_at", "").member("waits_for_approval", true);
    return private_json(out.end_object().take(), 202);
}

Result<Response> post_break_glass(Access::Impl& impl, const Request& request) {
    JIWEI_TRY(body, request.json_body(wire_body_limits));
    JIWEI_TRY(reason, read_reason(body, "reason", emergencies, false));
    const std::string resident{request.param("resident")};
    const std::int64_t today_ms = impl.services.clock.now().utc_ms;
    const std::int64_t midnight_ms = today_ms - (today_ms + time::zone_offset_ms) % day_ms;
    auto answer = impl.services.database.write([&](db::Connection& connection) -> Result<Response> {
        JIWEI_CHECK(demand_resident(impl, connection, request, resident));
        const std::int64_t times =
            connection.run(sql::openings_since, {request.principal.county_id, request.principal.user_id, "break_glass", midnight_ms})[0]
                .integer(0);
        if (times >= impl.options.emergencies_a_day_max) return ask_for_emergency(impl, connection, request, resident, reason);
        return write_opening(impl, connection, request, "break_glass", resident, reason, impl.options.emergency_hours, opener_of(request));
    });
    impl.forget_openings(request.principal.user_id);
    return answer;
}

Result<Response> post_purpose(Access::Impl& impl, const Request& request) {
    JIWEI_TRY(body, request.json_body(wire_body_limits));
    JIWEI_TRY(handle, text_member(body, "handle", true));
    JIWEI_TRY(reason, read_reason(body, "purpose", purposes, true));
    const auto sealed = crypto::unbase64url(handle);
    const auto resident = sealed ? impl.services.cipher.open(*sealed, handle_context) : tl::unexpected(std::string_view{"none"});
    if (!resident) return refuse_field(Refusal::unprocessable, "/handle", "handle-invalid", "the handle of a row that a list gave");
    auto answer = impl.services.database.write([&](db::Connection& connection) -> Result<Response> {
        JIWEI_CHECK(demand_resident(impl, connection, request, *resident));
        return write_opening(impl, connection, request, "purpose", *resident, reason, impl.options.purpose_hours, opener_of(request));
    });
    impl.forget_openings(request.principal.user_id);
    return answer;
}

Result<Response> openings_answer(Access::Impl& impl, const Request& request, const char* kind) {
    const Reach reach = impl.reach(request.principal, request.grant, request.today);
    json::Writer out;
    out.begin_object().key("items").begin_array();
    impl.services.database.read([&](db::Connection& connection) {
        for (const db::Row row : connection.run(sql::list_openings, {request.principal.county_id, kind})) {
            const bool mine = row.text(1) == request.principal.user_id;
            if (!reach.holds(row.text(2), {}) && !(reach.own && mine)) continue;
            const auto institution = impl.organization.find_institution(connection, request.principal.county_id, row.text(2));
            out.begin_object().member("id", row.text(0)).member("user_name", display_name_of(connection, row.text(1)));
            out.member("mine", mine).member("institution_name", institution ? institution->name : "").member("resident_id", row.text(3));
            out.member("reason", row.text(4)).member("text", row.text(5)).member("opened_at", instant_text(row.integer(6)));
            out.member("ends_at", instant_text(row.integer(7))).member("review_due", row.text(8)).member("verdict", row.text(9));
            out.member("late", row.text(9).empty() && row.text(8) < request.today.text());
            out.member("reviewed_by", display_name_of(connection, row.text(10))).member("reviewed_at", instant_text(row.integer(11)));
            out.member("note", row.text(12)).end_object();
        }
    });
    return private_json(out.end_array().end_object().take());
}

Result<Response> list_break_glass(Access::Impl& impl, const Request& request) { return openings_answer(impl, request, "break_glass"); }
Result<Response> list_purposes(Access::Impl& impl, const Request& request) { return openings_answer(impl, request, "purpose"); }

Result<Response> review_break_glass(Access::Impl& impl, const Request& request) {
    JIWEI_TRY(body, request.json_body(wire_body_limits));
    JIWEI_TRY(verdict, text_member(body, "verdict", true));
    JIWEI_TRY(note, text_member(body, "note", verdict == "unjustified"));
    if (verdict != "justified" && verdict != "unjustified") {
        return refuse_field(Refusal::unprocessable, "/verdict", "CODE_UNKNOWN", "justified, unjustified");
    }
    const Reach reach = impl.reach(request.principal, request.grant, request.today);
    const std::string id{request.param("opening")};
    return impl.services.database.write([&](db::Connection& connection) -> Result<Response> {
        const db::Rows rows = connection.run(sql::find_opening, {request.principal.county_id, id});
        if (rows.empty() || rows[0].text(0) != "break_glass" || !reach.holds(rows[0].text(2), {}))
            return refuse(Refusal::not_found, "not-found");
        if (rows[0].text(1) == request.principal.user_id)
            return refuse(Refusal::forbidden, "segregation", "nobody reviews the own opening");
        const bool first = connection
                               .run(sql::review_opening, {request.principal.county_id, id, verdict, request.principal.user_id,
                                                          impl.services.clock.now().utc_ms, note})
                               .affected() == 1;
        if (!first) return refuse(Refusal::conflict, "decided-already", "it was reviewed");
        audit::Entry entry = audit::entry_of(request.principal, request.trail);
        if (entry.at.utc_ms == 0) entry.at = impl.services.clock.now();
        entry.action = "break-glass-review";
        entry.resource = "person_opening";
        entry.resource_id = id;
        entry.reason = verdict;
        audit::append_act(connection, request.principal.county_id, entry);
        return private_json(R"({"done":true})");
    });
}

/// Emergencies that wait for the head: those of the reader's own institutions.
Result<Response> list_emergency_proposals(Access::Impl& impl, const Request& request) {
    const Reach reach = impl.reach(request.principal, request.grant, request.today);
    json::Writer out;
    out.begin_object().key("items").begin_array();
    impl.services.database.read([&](db::Connection& connection) {
        for (const db::Row row :
             connection.run(sql::list_approvals, {request.principal.county_id, emergency_kind, emergency_kind, emergency_kind})) {
            const auto body = json::parse(row.text(4));
            if (!body || !reach.holds((*body)["institution"].text(), {})) continue;
            const auto institution =
                impl.organization.find_institution(connection, request.principal.county_id, (*body)["institution"].text());
            out.begin_object().member("id", row.text(0)).member("state", row.text(2));
            out.member("user_name", display_name_of(connection, row.text(6))).member("mine", row.text(6) == request.principal.user_id);
            out.member("institution_name", institution ? institution->name : "").member("resident_id", (*body)["resident"].text());
            out.member("reason", (*body)["reason"].text()).member("text", row.text(5)).member("proposed_at", instant_text(row.integer(7)));
            out.member("expires_at", instant_text(row.integer(8))).member("decided_by", display_name_of(connection, row.text(9)));
            out.member("decided_at", instant_text(row.integer(10))).member("note", row.text(11)).end_object();
        }
    });
    return private_json(out.end_array().end_object().take());
}

Result<Response> decide_emergency(Access::Impl& impl, const Request& request) {
    JIWEI_TRY(sent, request.json_body(wire_body_limits));
    const auto approve = sent["approve"].as_boolean();
    if (!approve) return refuse_field(Refusal::malformed, "/approve", "boolean", "true or false");
    JIWEI_TRY(note, text_member(sent, "note", !*approve));
    const Reach reach = impl.reach(request.principal, request.grant, request.today);
    const std::string id{request.param("proposal")};
    const std::int64_t now_ms = impl.services.clock.now().utc_ms;
    std::string asker;
    auto answer = impl.services.database.write([&](db::Connection& connection) -> Result<Response> {
        const db::Rows rows = connection.run(sql::find_approval, {request.principal.county_id, id});
        const auto body = rows.empty() ? tl::unexpected(json::Fault{"json.syntax", 0}) : json::parse(rows[0].text(3));
        if (!body || rows[0].text(0) != emergency_kind || !reach.holds((*body)["institution"].text(), {}))
            return refuse(Refusal::not_found, "not-found");
        asker = rows[0].string(4);
        if (asker == request.principal.user_id) return refuse(Refusal::forbidden, "segregation", "nobody approves the own opening");
        if (rows[0].integer(5) <= now_ms) return refuse(Refusal::conflict, "proposal-expired", "emergencies wait one day");
        const bool first = connection
                               .run(sql::decide_approval, {request.principal.county_id, id, *approve ? "used" : "refused",
                                                           request.principal.user_id, now_ms, note})
                               .affected() == 1;
        if (!first) return refuse(Refusal::conflict, "decided-already", "it was decided");
        if (!*approve) return private_json(R"({"done":true})");
        const Reason reason{(*body)["reason"].text(), (*body)["text"].text()};
        static_cast<void>(write_opening(impl, connection, request, "break_glass", (*body)["resident"].text(), reason,
                                        impl.options.emergency_hours, {asker, (*body)["institution"].text()}));
        return private_json(R"({"done":true})");
    });
    if (answer) impl.forget_openings(asker);
    return answer;
}

// --- who looked -------------------------------------------------------------------------------------------------------------------

struct OpenedWhile {
    std::string user_id, kind, code;
    std::int64_t from_ms = 0, until_ms = 0;
};

std::vector<OpenedWhile> openings_of_person(db::Connection& connection, std::string_view county_id, std::string_view resident_id) {
    std::vector<OpenedWhile> all;
    for (const db::Row row : connection.run(sql::openings_of_person, {county_id, resident_id})) {
        all.push_back({row.string(0), row.string(1), row.string(2), row.integer(3), row.integer(4)});
    }
    return all;
}

/// Why someone looked: an opening that was in force, else the work of the role.
std::string_view why_of(const std::vector<OpenedWhile>& openings, const audit::Entry& entry, std::string_view& code) {
    for (const OpenedWhile& one : openings) {
        if (one.user_id != entry.actor || entry.at.utc_ms < one.from_ms || entry.at.utc_ms >= one.until_ms) continue;
        code = one.code;
        return one.kind;
    }
    return "work";
}

Result<Response> get_looked(Access::Impl& impl, const Request& request) {
    const Reach reach = impl.reach(request.principal, request.grant, request.today);
    const std::string resident{request.param("resident")};
    const bool to_the_person = std::ranges::find(request.principal.roles, "resident") != request.principal.roles.end();
    const std::string& county_id = request.principal.county_id;
    audit::Question question;
    question.county_id = county_id;
    question.person_id = resident;
    question.outcome = "ok";
    auto answer = impl.services.database.read([&](db::Connection& connection) -> Result<Response> {
        const auto person = impl.people == nullptr ? std::nullopt : impl.people->person(connection, county_id, resident);
        const bool visible = person && (reach.holds(person->institution_id, person->grid_id) ||
                                        impl.relates(connection, request.principal, reach, resident, request.today));
        if (!visible) return refuse(Refusal::not_found, "not-found");
        const auto openings = openings_of_person(connection, county_id, resident);
        const audit::Lines found = audit::find_lines(connection, question, request.query_value("cursor").value_or(""), looked_lines_a_page);
        json::Writer out;
        out.begin_object().key("items").begin_array();
        for (const audit::Line& line : found.lines) {
            const auto institution = impl.organization.find_institution(connection, county_id, line.entry.institution);
            std::string_view code;
            const std::string_view why = why_of(openings, line.entry, code);
            out.begin_object().member("at", time::text(line.entry.at)).member("institution_name", institution ? institution->name : "");
            out.member("role", line.entry.role).member("action", line.entry.action).member("resource", line.entry.resource);
            out.member("why", why).member("why_code", code).member("reason", line.entry.reason);
            if (!to_the_person) out.member("user_name", display_name_of(connection, line.entry.actor));
            out.end_object();
        }
        out.end_array().key("next");
        found.next.empty() ? out.null() : out.string(found.next);
        return private_json(out.end_object().take());
    });
    if (!answer) impl.deny(request, "person_looked", resident, answer.error().code);
    return answer;
}

}  // namespace

void add_opening_routes(http::RouteSet& set, Access::Impl& impl) {
    using http::Op;
    using http::Verb;
    const auto to = [](Op op, const char* resource) { return http::Access::to(op, resource); };
    add_route(set, impl, Verb::post, "/api/residents/{resident}/break-glass", to(Op::create, "break_glass"), post_break_glass,
              "Open a person in an emergency");
    add_route(set, impl, Verb::get, "/api/break-glass", to(Op::read, "break_glass_review"), list_break_glass,
              "Emergency openings to review");
    add_route(set, impl, Verb::get, "/api/break-glass/own", to(Op::read, "break_glass"), list_break_glass,
              "One's own emergency openings with what the review said");
    add_route(set, impl, Verb::get, "/api/break-glass/proposals", to(Op::read, "break_glass_review"), list_emergency_proposals,
              "Emergency openings beyond five a day, waiting for the head");
    add_route(set, impl, Verb::post, "/api/break-glass/proposals/{proposal}/decision", to(Op::approve, "break_glass_review"),
              decide_emergency, "Approve or refuse an emergency opening");
    add_route(set, impl, Verb::post, "/api/break-glass/{opening}/review", to(Op::approve, "break_glass_review"), review_break_glass,
              "Justified or not");
    add_route(set, impl, Verb::post, "/api/person-purposes", to(Op::create, "person_purpose"), post_purpose,
              "Open the person behind a pseudonymous row, for a stated purpose");
    add_route(set, impl, Verb::get, "/api/person-purposes", to(Op::read, "person_purpose"), list_purposes, "Persons opened for a purpose");
    add_route(set, impl, Verb::get, "/api/residents/{resident}/looked", to(Op::read, "person_looked"), get_looked,
              "Who looked at a person, when and why", {{"cursor", "From the page before"}});
}

std::string Access::person_handle(std::string_view resident_id) const {
    return crypto::base64url(impl_->services.cipher.seal(resident_id, handle_context));
}

}  // namespace jiwei::access
