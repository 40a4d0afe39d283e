// The chains, readable: lines by person, user, time, operation and reason; the proof; a file for the auditor.
#include <algorithm>

#include <array>

#include "modules/access/wire.hpp"
#include "platform/audit/search.hpp"

namespace jiwei::access {

namespace {

using http::Request;
using http::Response;

constexpr int audit_lines_a_page = 100;
constexpr int audit_lines_a_look = 1'000;
constexpr int lines_exported_max = 100'000;

/// The first millisecond of a civil day in China.
Result<std::int64_t> day_begin(const Request& request, const char* name) {
    const auto text = request.query_value(name);
    if (!text || text->empty()) return 0;
    const auto day = parse_civil_date(*text);
    if (!day) return refuse_field(Refusal::malformed, std::string{"/"} + name, "date", "YYYY-MM-DD");
    return day->days_since_1970() * day_ms - time::zone_offset_ms;
}

Result<audit::Question> read_question(Access::Impl& impl, const Request& request) {
    audit::Question question;
    const std::string_view chain = request.query_value("chain").value_or("access");
    if (chain != "act" && chain != "access" && chain != "installation") {
        return refuse_field(Refusal::malformed, "/chain", "CODE_UNKNOWN", "act, access, installation");
    }
    question.chain = chain == "act" ? audit::Chain::act : chain == "access" ? audit::Chain::access : audit::Chain::installation;
    if (chain != "installation") question.county_id = request.principal.county_id;
    // The events of the installation concern every county: only who reads all of it reads them.
    if (chain == "installation" && std::ranges::find(request.grant.scopes, "all") == request.grant.scopes.end())
        return refuse(Refusal::forbidden, "forbidden", "the chain of the installation is read by auditors");
    const Reach reach = impl.reach(request.principal, request.grant, request.today);
    question.every_institution = reach.whole_county;
    question.institution_ids = reach.institution_ids;
    const std::pair<const char*, std::string*> texts[] = {{"person", &question.person_id},
                                                          {"action", &question.action},
                                                          {"resource", &question.resource},
                                                          {"outcome", &question.outcome},
                                                          {"reason", &question.reason}};
    for (const auto& [name, value] : texts) *value = request.query_value(name).value_or("");
    // Users are asked for by account name or id.
    const std::string actor{request.query_value("user").value_or("")};
    if (!actor.empty()) {
        const auto user =
            impl.services.database.read([&](db::Connection& connection) { return store::find_user_by_name(connection, actor); });
        question.actor = user ? user->id : actor;
    }
    JIWEI_TRY(from, day_begin(request, "from"));
    JIWEI_TRY(until, day_begin(request, "to"));
    question.from_ms = from;
    question.until_ms = until == 0 ? 0 : until + day_ms;
    return question;
}

void record_reading(Access::Impl& impl, const Request& request, const char* action, const audit::Question& question) {
    audit::Entry entry = audit::entry_of(request.principal, request.trail);
    if (entry.at.utc_ms == 0) entry.at = impl.services.clock.now();
    entry.action = action;
    entry.resource = "audit_log";
    entry.resource_id = audit::word(question.chain);
    entry.reason = question.person_id.empty() ? std::string{} : "about " + question.person_id;
    impl.services.access_log.record(request.principal.county_id, entry);
}

void write_line(json::Writer& out, db::Connection& connection, Access::Impl& impl, std::string_view county_id, const audit::Line& line) {
    const audit::Entry& e = line.entry;
    const auto institution = impl.organization.find_institution(connection, county_id, e.institution);
    out.begin_object().member("seq", line.seq).member("at", time::text(e.at)).member("actor", e.actor);
    out.member("user_name", display_name_of(connection, e.actor)).member("role", e.role);
    out.member("institution_name", institution ? institution->name : "").member("action", e.action).member("resource", e.resource);
    out.member("resource_id", e.resource_id).member("person_id", e.person_id).member("purpose", e.purpose).member("outcome", e.outcome);
    out.member("reason", e.reason).member("request_id", e.request_id).member("address", e.source_address).member("client", e.client);
    out.member("hash", line.hash_hex).end_object();
}

Result<Response> list_lines(Access::Impl& impl, const Request& request) {
    JIWEI_TRY(question, read_question(impl, request));
    json::Writer out;
    out.begin_object().key("items").begin_array();
    impl.services.database.read([&](db::Connection& connection) {
        const audit::Lines found = audit::find_lines(connection, question, request.query_value("cursor").value_or(""), audit_lines_a_page);
        for (const audit::Line& line : found.lines) write_line(out, connection, impl, request.principal.county_id, line);
        out.end_array().key("next");
        found.next.empty() ? out.null() : out.string(found.next);
    });
    record_reading(impl, request, "search", question);
    return private_json(out.end_object().take());
}

/// A spreadsheet must not run what a client once sent as its name (CWE-1236).
void append_cell(std::string& out, std::string_view text) {
    out += ',';
    out += '"';
    if (!text.empty() && std::string_view{"=+-@\t\r"}.find(text.front()) != std::string_view::npos) out += '\'';
    for (const char c : text) out.append(c == '"' ? 2 : 1, c);
    out += '"';
}

Result<Response> export_lines(Access::Impl& impl, const Request& request) {
    JIWEI_TRY(question, read_question(impl, request));
    std::string out = "seq,at,actor,role,institution,action,resource,resource_id,person_id,purpose,outcome,reason,address,client,hash\n";
    impl.services.database.read([&](db::Connection& connection) {
        std::string cursor;
        int written = 0;
        do {
            const audit::Lines found = audit::find_lines(connection, question, cursor, audit_lines_a_look);
            for (const audit::Line& line : found.lines) {
                const audit::Entry& e = line.entry;
                out += std::to_string(line.seq);
                const std::string at = time::text(e.at);
                for (const std::string* const text :
                     {&at, &e.actor, &e.role, &e.institution, &e.action, &e.resource, &e.resource_id, &e.person_id, &e.purpose, &e.outcome,
                      &e.reason, &e.source_address, &e.client, &line.hash_hex}) {
                    append_cell(out, *text);
                }
                out += '\n';
                ++written;
            }
            cursor = found.next;
        } while (!cursor.empty() && written < lines_exported_max);
    });
    record_reading(impl, request, "export", question);
    return Response{200, "text/csv; charset=utf-8", std::move(out), {{"Cache-Control", "no-store"}}};
}

Result<Response> prove_chains(Access::Impl& impl, const Request& request) {
    const bool reads_all = std::ranges::find(request.grant.scopes, "all") != request.grant.scopes.end();
    if (!impl.reach(request.principal, request.grant, request.today).whole_county)
        return refuse(Refusal::forbidden, "forbidden", "a chain is proven as a whole");
    json::Writer out;
    out.begin_object().key("items").begin_array();
    impl.services.database.read([&](db::Connection& connection) {
        for (const audit::ChainName& name : audit::chains(connection)) {
            const bool is_shown = name.county_id.empty() ? reads_all : name.county_id == request.principal.county_id;
            if (!is_shown) continue;
            const audit::Verdict verdict = audit::verify_chain(connection, name, impl.keys);
            out.begin_object().member("chain", audit::word(name.chain)).member("whole", verdict.whole).member("rows", verdict.rows);
            out.member("first_bad_seq", verdict.first_bad_seq).member("why", verdict.why).end_object();
        }
    });
    return private_json(out.end_array().end_object().take());
}

}  // namespace

void add_audit_routes(http::RouteSet& set, Access::Impl& impl) {
    using http::Op;
    using http::Verb;
    const std::vector<std::pair<std::string, std::string>> filters{{"chain", "act, access or installation"},
                                                                   {"person", "Resident id"},
                                                                   {"user", "Account name or id"},
                                                                   {"action", ""},
                                                                   {"resource", ""},
                                                                   {"outcome", "ok, denied, failed"},
                                                                   {"reason", ""},
                                                                   {"from", "YYYY-MM-DD"},
                                                                   {"to", "YYYY-MM-DD"},
                                                                   {"cursor", "From the page before"}};
    add_route(set, impl, Verb::get, "/api/audit", http::Access::to(Op::read, "audit_log"), list_lines, "Lines of a chain", filters);
    add_route(set, impl, Verb::get, "/api/audit/file.csv", http::Access::to(Op::export_rows, "audit_log"), export_lines,
              "The same as a file", filters);
    add_route(set, impl, Verb::get, "/api/audit/proof", http::Access::to(Op::read, "audit_log"), prove_chains,
              "Whether the chains are whole");
}

}  // namespace jiwei::access
