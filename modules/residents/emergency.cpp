// Before a person outside of one's reach is opened in an emergency (modules/access) the person must be found: by a full number that is on
// a document, a card or a telephone, never by a name or a part of a number (docs/adr/0080; security specification: no search).
#include <algorithm>

#include "core/identity/mask.hpp"
#include "modules/residents/merge_routes.hpp"
#include "modules/residents/sql.hpp"
#include "platform/crypto/digest.hpp"

namespace jiwei::residents {
namespace {

constexpr std::size_t emergency_hits_max = 5;

bool is_full_number(const Query& query) {
    return !query.exact.empty() && (query.kind == "id" || query.kind == "phone" || query.kind == "document" || query.kind == "archive");
}

std::vector<Hit> people_of(db::Connection& connection, std::string_view county, const Query& query) {
    std::vector<std::string> ids;
    for (const std::string& key : query.exact) {
        for (const db::Row& row : connection.run(sql::people_of_key, {county, key, static_cast<std::int64_t>(emergency_hits_max)}))
            ids.push_back(row.string(1));
    }
    std::ranges::sort(ids);
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    std::vector<Hit> hits;
    for (const std::string& id : ids) {
        if (hits.size() == emergency_hits_max) break;
        const db::Rows rows = connection.run(sql::find_hit, {county, id});
        if (rows.empty() || rows[0].text(10) == "6") continue;
        Hit hit;
        hit.id = rows[0].string(0);
        hit.name = rows[0].string(1);
        hit.sex = rows[0].string(2);
        hit.birth_date = rows[0].string(3);
        hit.id_no_enc = rows[0].string(4);
        hit.institution_id = rows[0].string(7);
        hits.push_back(std::move(hit));
    }
    return hits;
}

Result<http::Response> find_in_emergency(const Inside& in, const http::Request& request) {
    JIWEI_TRY(body, request.json_body());
    const ActContext act = act_of(request);
    const std::string& number = body["number"].text();
    const Query query = number.size() > query_characters_max ? Query{"nothing", {}, {}} : read_query(number, in.cipher());
    if (!is_full_number(query)) {
        return refuse_field(Refusal::unprocessable, "/number", "FULL_NUMBER", "a full identity, card, archive or telephone number");
    }
    const auto directory = in.directories_of(act);
    const std::vector<Hit> hits =
        in.services.database.read([&](db::Connection& connection) { return people_of(connection, act.county_id, query); });
    audit::Entry entry = audit::entry_of(act.principal, act.trail);
    entry.action = "search";
    entry.resource = "break_glass";
    entry.reason = crypto::hex(in.cipher().blind_index(number, "resident.search.audit")).substr(0, 32);
    in.services.access_log.record(act.county_id, entry);
    json::Writer out;
    out.begin_object().key("items").begin_array();
    for (const Hit& hit : hits) {
        const Place* place = directory->institution(hit.institution_id);
        out.begin_object().member("id", hit.id).member("name", identity::mask_name(hit.name)).member("sex", hit.sex);
        const auto birth = parse_civil_date(hit.birth_date);
        out.member("age", birth ? age_years(*birth, act.today) : 0);
        out.member("id_masked", identity::mask_id_number(open_field(hit.id_no_enc, sealed_as::id_no, in.cipher())));
        out.member("institution", place == nullptr ? std::string{} : place->name).end_object();
    }
    return http::Response::json(out.end_array().end_object().take());
}

}  // namespace

void add_emergency_routes(Inside& in, http::RouteSet& set) {
    set.routes.push_back({http::Verb::post,
                          "/api/residents/emergency-search",
                          http::Access::to(http::Op::create, "break_glass"),
                          [&in](const http::Request& r) { return find_in_emergency(in, r); },
                          {"Whom a full number names, before an emergency opening", {}, {}, {}}});
}

}  // namespace jiwei::residents
