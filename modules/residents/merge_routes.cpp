// Duplicates and merging over HTTP: the queue, the comparison, proposal and approval.
#include "modules/residents/merge_routes.hpp"

#include <algorithm>

#include "core/kernel/id.hpp"
#include "core/kernel/utf8.hpp"
#include "modules/residents/duplicates.hpp"
#include "modules/residents/merge.hpp"
#include "modules/residents/sql.hpp"
#include "modules/residents/viewing.hpp"
#include "platform/change/county_clock.hpp"
#include "platform/crypto/digest.hpp"

namespace jiwei::residents {
namespace {

using http::Op;
using http::Request;
using http::Response;

constexpr std::string_view merge_resource = "person_merge";
constexpr int merge_page_rows = 50;
constexpr int pairs_read_at_once = 200;

/// Who may propose may look, and so may who approves.
Result<auth::Grant> merge_grant(const Inside& in, const Request& request) {
    auto grant = in.access.grant_for(request.principal, Op::create, merge_resource);
    if (grant) return grant;
    return in.access.grant_for(request.principal, Op::approve, merge_resource);
}

Result<access::Reach> merge_reach(const Inside& in, const Request& request) {
    JIWEI_TRY(grant, merge_grant(in, request));
    return in.access.reach(request.principal, grant, request.today);
}

std::string place_name(const Directory& directory, std::string_view institution_id) {
    const Place* place = directory.institution(institution_id);
    return place == nullptr ? std::string{} : place->name;
}

/// Columns from `at`: name, sex, birth date, institution, grid, number, archive number.
void write_pair_side(json::Writer& out, std::string_view key, const Inside& in, const View& view, const Directory& directory,
                     const db::Row& row, std::string_view id, std::size_t at) {
    using masking::Field;
    out.key(key).begin_object().member("id", id).member("name", view.shown(Field::name, false, row.text(at)));
    out.member("sex", row.text(at + 1));
    out.member("birth_date", row.text(at + 2)).member("institution", place_name(directory, row.text(at + 3)));
    out.member("id_masked", view.masked(Field::id_no, false, open_field(row.text(at + 5), sealed_as::id_no, in.cipher())));
    out.member("archive_no", row.text(at + 6)).end_object();
}

struct PairCursor {
    std::int64_t points = INT64_MAX;
    std::string low, high;
};

Result<PairCursor> read_pair_cursor(const Request& request) {
    const auto text = request.query_value("cursor");
    if (!text || text->empty()) return PairCursor{};
    const auto bytes = crypto::unbase64url(*text);
    const auto value = bytes ? json::parse(*bytes) : tl::unexpected(json::Fault{"json.syntax", 0});
    if (!value || value->items().size() != 3) return refuse(Refusal::malformed, "cursor-invalid");
    return PairCursor{value->items()[0].as_integer().value_or(0), value->items()[1].text(), value->items()[2].text()};
}

std::string pair_cursor(const PairCursor& at) {
    json::Writer out;
    return crypto::base64url(out.begin_array().integer(at.points).string(at.low).string(at.high).end_array().take());
}

Result<Response> list_pairs(const Inside& in, const Request& request) {
    JIWEI_TRY(reach, merge_reach(in, request));
    JIWEI_TRY(at, read_pair_cursor(request));
    const ActContext act = act_of(request);
    const std::string verdict{request.query_value("verdict").value_or("")};
    const auto directory = in.directories_of(act);
    json::Writer out;
    out.begin_object().key("items").begin_array();
    bool has_more = false;
    const View view{in, act.principal, masking::Edge::list};
    in.services.database.read([&](db::Connection& connection) {
        for (int shown = 0; shown < merge_page_rows;) {
            const db::Rows rows = connection.run(sql::page_pairs, {act.county_id, verdict, at.points, at.low, at.high, pairs_read_at_once});
            for (const db::Row row : rows) {
                at = {row.integer(3), row.string(0), row.string(1)};
                if (!reach.holds(row.text(9), row.text(10)) && !reach.holds(row.text(16), row.text(17))) continue;
                out.begin_object().member("verdict", row.text(2)).member("points", row.integer(3)).key("lines").raw(row.text(4));
                out.member("found_on", row.text(5));
                write_pair_side(out, "low", in, view, *directory, row, row.text(0), 6);
                write_pair_side(out, "high", in, view, *directory, row, row.text(1), 13);
                out.end_object();
                if (++shown == merge_page_rows) break;
            }
            has_more = shown == merge_page_rows;
            if (rows.size() < static_cast<std::size_t>(pairs_read_at_once)) break;
        }
        return 0;
    });
    out.end_array().key("next");
    has_more ? out.string(pair_cursor(at)) : out.null();
    in.record_read(act, "list-duplicates", {});
    return Response::json(out.end_object().take());
}

// --- comparison ---------------------------------------------------------------------------------------------------------------------

/// What a group shows: numbers and phones masked, places by name. Two people at once are never near.
std::string shown(const MergeGroup& group, const View& view, const Change& change, const Directory& directory) {
    using masking::Field;
    const Cover& c = change.before.cover;
    const Secrets& s = change.secrets_before;
    if (group.key == "document") return c.id_type + " " + view.masked(Field::id_no, false, s.id_no);
    if (group.key == "phone") return view.masked(Field::phone, false, s.phone);
    if (group.key == "contact")
        return view.shown(Field::name, false, c.contact_name) + " " + view.masked(Field::phone, false, s.contact_phone);
    if (group.key == "place") {
        const Village* village = directory.village(c.village_code);
        return (village == nullptr ? std::string{} : village->name + " · ") + place_name(directory, c.institution_id);
    }
    if (group.key == "address" || group.key == "registered_address") return view.shown(Field::address, false, text_of(group, change));
    return group.key == "name" ? view.shown(Field::name, false, c.name) : text_of(group, change);
}

void write_side(json::Writer& out, std::string_view key, const Directory& directory, const Change& change) {
    const Cover& c = change.before.cover;
    out.key(key).begin_object().member("id", change.before.id).member("version", change.before.version).member("name", c.name);
    out.member("archive_no", change.before.archive_no).member("opened_on", c.opened_on).member("opened_by", c.opened_by);
    out.member("institution", place_name(directory, c.institution_id));
    out.member("status", std::string(1, static_cast<char>(change.before.status.status)));
    out.member("basic_complete", change.before.basic_complete).end_object();
}

void write_merge_fields(json::Writer& out, const View& view, const MergePair& pair, const Directory& directory) {
    const json::Value choices = proposed_choices(pair);
    out.key("fields").begin_array();
    for (const MergeGroup& group : merge_groups()) {
        out.begin_object().member("key", group.key);
        out.member("survivor", shown(group, view, pair.survivor, directory)).member("loser", shown(group, view, pair.loser, directory));
        out.member("same", text_of(group, pair.survivor) == text_of(group, pair.loser));
        out.member("choice", choices[group.key].text()).end_object();
    }
    const auto filled = [](const std::optional<BasicRow>& basic) { return basic ? basic->filled_on : std::string{}; };
    const bool same = pair.survivor_basic && pair.loser_basic && pair.survivor_basic->answers == pair.loser_basic->answers;
    out.begin_object().member("key", basic_group).member("survivor", filled(pair.survivor_basic)).member("loser", filled(pair.loser_basic));
    out.member("same", same || (!pair.survivor_basic && !pair.loser_basic)).member("choice", choices[basic_group].text()).end_object();
    out.end_array();
}

void write_score(json::Writer& out, const MergePair& pair, CivilDate today) {
    const auto score = identity::score(identity::compare(person_keys(pair.survivor.before.cover, pair.survivor.secrets_before),
                                                         person_keys(pair.loser.before.cover, pair.loser.secrets_before), today));
    out.member("verdict", identity::text(score.verdict)).member("points", score.points).key("lines").raw(lines_json(score));
}

Result<Response> compare_pair(const Inside& in, const Request& request) {
    JIWEI_TRY(reach, merge_reach(in, request));
    const ActContext act = act_of(request);
    const auto directory = in.directories_of(act);
    std::string a{request.param("a")};
    std::string b{request.param("b")};
    std::string open_merge;
    auto pair = in.services.database.read([&](db::Connection& connection) -> Result<MergePair> {
        JIWEI_TRY(loaded, load_pair(in, connection, act.county_id, a, b));
        const auto holds = [&](const Change& c) { return reach.holds(c.before.cover.institution_id, c.before.cover.grid_id); };
        if (!holds(loaded.survivor) && !holds(loaded.loser)) return refuse(Refusal::not_found, "not-found");
        for (const std::string* id : {&a, &b}) {
            for (const db::Row row : connection.run(sql::merges_of, {act.county_id, *id})) {
                if (row.text(1) == "proposed") open_merge = row.string(0);
            }
        }
        return loaded;
    });
    if (!pair) return tl::unexpected(pair.error());
    in.record_read(act, "compare", pair->survivor.before.id);
    in.record_read(act, "compare", pair->loser.before.id);
    json::Writer out;
    out.begin_object();
    write_side(out, "survivor", *directory, pair->survivor);
    write_side(out, "loser", *directory, pair->loser);
    write_score(out, *pair, act.today);
    write_merge_fields(out, View{in, act.principal, masking::Edge::page}, *pair, *directory);
    const Result<void> allowed = check_pair(*pair);
    out.key("refused");
    allowed ? out.null() : out.string(allowed.error().code);
    out.key("merge");
    open_merge.empty() ? out.null() : out.string(open_merge);
    return Response::json(out.end_object().take());
}

Result<Response> judge_different(const Inside& in, const Request& request) {
    JIWEI_TRY(reach, merge_reach(in, request));
    JIWEI_TRY(body, request.json_body());
    const ActContext act = act_of(request);
    const std::string reason = body["reason"].text();
    if (utf8::length(reason) < 2 || utf8::length(reason) > 200)
        return refuse_field(Refusal::unprocessable, "/reason", "REASON_REQUIRED", "2-200 characters");
    const std::string a{request.param("a")};
    const std::string b{request.param("b")};
    return in.services.database.write([&](db::Connection& connection) -> Result<Response> {
        const auto first = store::find_brief(connection, act.county_id, std::min(a, b));
        const auto second = store::find_brief(connection, act.county_id, std::max(a, b));
        if (!first || !second ||
            (!reach.holds(first->institution_id, first->grid_id) && !reach.holds(second->institution_id, second->grid_id)))
            return refuse(Refusal::not_found, "not-found");
        lock_archive(connection, act.county_id, second->id);
        const std::int64_t seq = change::next_seq(connection, act.county_id);
        if (!close_pair(in, connection, act, {first->id, second->id, "different", reason}, seq))
            return refuse(Refusal::conflict, "pair-not-open");
        audit::Entry entry = audit::entry_of(act.principal, act.trail);
        entry.action = "judge-different";
        entry.resource = "duplicate_pair";
        entry.resource_id = first->id + " " + second->id;
        entry.person_id = first->id;
        entry.reason = reason;
        audit::append_act(connection, act.county_id, entry);
        return Response::no_content();
    });
}

// --- merges ---------------------------------------------------------------------------------------------------------------------------

void write_moment(json::Writer& out, std::string_view key, std::int64_t at_ms) {
    out.key(key);
    at_ms == 0 ? out.null() : out.string(time::text(time::Instant{at_ms}));
}

void write_merge(json::Writer& out, const MergeRow& row, CivilDate today, std::string_view survivor_name, std::string_view loser_name) {
    out.begin_object().member("id", row.id).member("state", row.state);
    out.key("survivor").begin_object().member("id", row.survivor_id).member("name", survivor_name).end_object();
    out.key("loser").begin_object().member("id", row.loser_id).member("name", loser_name).end_object();
    out.key("choices").raw(row.choices).member("reason", row.reason).member("proposed_by", row.proposed_by_name);
    write_moment(out, "proposed_at", row.proposed_at);
    out.member("decided_by", row.decided_by_name).member("decision_reason", row.decision_reason);
    write_moment(out, "decided_at", row.decided_at);
    out.member("undone_by", row.undone_by_name).member("undo_reason", row.undo_reason);
    write_moment(out, "undone_at", row.undone_at);
    const auto merged_on = parse_civil_date(row.decided_on);
    out.member("may_undo", row.state == "merged" && merged_on && identity::may_undo_merge(*merged_on, today));
    out.key("reviews").raw(row.reviews.empty() ? "[]" : row.reviews).end_object();
}

Response merge_answer(const MergeRow& row, CivilDate today, int status) {
    json::Writer out;
    write_merge(out, row, today, {}, {});
    return Response::json(out.take(), status);
}

Result<Response> post_merge(const Inside& in, const Request& request) {
    const access::Reach reach = in.access.reach(request.principal, request.grant, request.today);
    JIWEI_TRY(body, request.json_body());
    const ActContext act = act_of(request);
    MergeProposal proposal{body["id"].text(), body["resident_a"].text(), body["resident_b"].text(),
                           body["choices"],   body["reason"].text(),     {}};
    if (proposal.id.empty()) proposal.id = in.services.ids.next();
    if (!is_id(proposal.id)) return refuse_field(Refusal::malformed, "/id", "id.malformed", "1-64 of [A-Za-z0-9.-]");
    proposal.hash = crypto::sha256_hex(json::write_canonical(body) + act.principal.user_id);
    JIWEI_TRY(row, propose_merge(in, act, reach, proposal));
    return merge_answer(row, act.today, 201);
}

using MergeAct = Result<MergeRow> (*)(const Inside&, const ActContext&, const access::Reach&, std::string_view, std::string_view);

Result<Response> decide_merge(const Inside& in, const Request& request, MergeAct decide) {
    const access::Reach reach = in.access.reach(request.principal, request.grant, request.today);
    JIWEI_TRY(body, request.json_body());
    JIWEI_TRY(row, decide(in, act_of(request), reach, request.param("merge"), body["reason"].text()));
    return merge_answer(row, request.today, 200);
}

Result<Response> list_merges(const Inside& in, const Request& request) {
    JIWEI_TRY(reach, merge_reach(in, request));
    const ActContext act = act_of(request);
    const std::string state{request.query_value("state").value_or("proposed")};
    std::string before{request.query_value("cursor").value_or("")};
    if (before.empty()) before = "~";  // above every id
    json::Writer out;
    out.begin_object().key("items").begin_array();
    std::string next;
    in.services.database.read([&](db::Connection& connection) {
        int count = 0;
        while (count < merge_page_rows && next.empty()) {
            const db::Rows rows = connection.run(sql::page_merges, {act.county_id, state, before, pairs_read_at_once});
            for (const db::Row found : rows) {
                before = found.string(0);
                const auto row = find_merge(connection, act.county_id, before);
                const auto a = store::find_brief(connection, act.county_id, row->survivor_id);
                const auto b = store::find_brief(connection, act.county_id, row->loser_id);
                if (!a || !b || (!reach.holds(a->institution_id, a->grid_id) && !reach.holds(b->institution_id, b->grid_id))) continue;
                write_merge(out, *row, act.today, a->name, b->name);
                if (++count == merge_page_rows) {
                    next = before;
                    break;
                }
            }
            if (rows.size() < static_cast<std::size_t>(pairs_read_at_once)) break;
        }
        return 0;
    });
    out.end_array().key("next");
    next.empty() ? out.null() : out.string(next);
    in.record_read(act, "list-merges", {});
    return Response::json(out.end_object().take());
}

Result<Response> read_merge(const Inside& in, const Request& request) {
    JIWEI_TRY(reach, merge_reach(in, request));
    const ActContext act = act_of(request);
    const auto body = in.services.database.read([&](db::Connection& connection) -> std::string {
        const auto row = find_merge(connection, act.county_id, request.param("merge"));
        if (!row) return {};
        const auto a = store::find_brief(connection, act.county_id, row->survivor_id);
        const auto b = store::find_brief(connection, act.county_id, row->loser_id);
        if (!a || !b || (!reach.holds(a->institution_id, a->grid_id) && !reach.holds(b->institution_id, b->grid_id))) return {};
        json::Writer out;
        write_merge(out, *row, act.today, a->name, b->name);
        return out.take();
    });
    if (body.empty()) return refuse(Refusal::not_found, "not-found");
    in.record_read(act, "read-merge", {});
    return Response::json(body);
}

}  // namespace

void add_merge_routes(Inside& in, http::RouteSet& set) {
    const auto add = [&set](http::Verb verb, std::string path, http::Access access, http::Handler handler, std::string summary) {
        set.routes.push_back({verb, std::move(path), std::move(access), std::move(handler), {std::move(summary), {}, {}, {}}});
    };
    // Reading belongs to whoever may propose or approve: two rights, so the handlers ask the gate themselves.
    const auto any = http::Access::signed_in();
    const auto propose = http::Access::to(Op::create, std::string{merge_resource});
    const auto approve = http::Access::to(Op::approve, std::string{merge_resource});
    const std::string pair = "/api/duplicates/{a}/{b}";
    const std::string merge = "/api/merges/{merge}";
    using http::Verb;
    add(
        Verb::get, "/api/duplicates", any, [&in](const Request& r) { return list_pairs(in, r); }, "Archives that may be one person's");
    add(
        Verb::get, pair, any, [&in](const Request& r) { return compare_pair(in, r); }, "Two archives side by side");
    add(
        Verb::post, pair + "/different", any, [&in](const Request& r) { return judge_different(in, r); }, "They are two people");
    add(
        Verb::post, "/api/merges", propose, [&in](const Request& r) { return post_merge(in, r); }, "Propose to merge two archives");
    add(
        Verb::get, "/api/merges", any, [&in](const Request& r) { return list_merges(in, r); }, "Proposals and merges, newest first");
    add(
        Verb::get, merge, any, [&in](const Request& r) { return read_merge(in, r); }, "One proposal");
    add(
        Verb::post, merge + "/approval", approve, [&in](const Request& r) { return decide_merge(in, r, approve_merge); },
        "Approve and merge");
    add(
        Verb::post, merge + "/refusal", approve, [&in](const Request& r) { return decide_merge(in, r, refuse_merge); },
        "Refuse a proposal");
    add(
        Verb::post, merge + "/undo", approve, [&in](const Request& r) { return decide_merge(in, r, undo_merge); }, "Take a merge back");
}

}  // namespace jiwei::residents
