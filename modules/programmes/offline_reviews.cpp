#include "modules/programmes/offline_reviews.hpp"

#include <algorithm>
#include <array>

#include "core/kernel/id.hpp"
#include "modules/programmes/form_sight.hpp"
#include "modules/programmes/personal.hpp"
#include "modules/programmes/sql.hpp"
#include "platform/change/county_clock.hpp"
#include "platform/crypto/digest.hpp"

namespace jiwei::programmes {

namespace {

using http::Request;
using http::Response;

constexpr std::string_view review_context = "offline_review.content";
constexpr std::size_t review_bytes_max = 128 * 1024;
constexpr std::size_t review_code_bytes_max = 64;
constexpr json::Limits review_limits{review_bytes_max, 12, 4'000};
constexpr std::size_t review_versions_max = 100;
constexpr int staff_reviews_max = 200;
constexpr std::size_t closing_reason_letters_min = 4;
constexpr std::size_t closing_reason_bytes_max = 600;
constexpr std::string_view review_resource = "offline_review";

/// Columns of find_review and of the lists.
namespace column {
constexpr int resident_id = 1, author_id = 2, kind = 3, state = 9, result_id = 12, author_name = 13, decided_by_name = 14;
constexpr int decided_reason = 15, institution_id = 16, body_hash = 17, content = 18;
}  // namespace column

/// One word of a closed list, or a 400 at its member.
Result<std::string> word_member(const json::Value& body, const char* name, std::span<const std::string_view> words) {
    const std::string& word = body[name].text();
    if (std::ranges::find(words, word) != words.end()) return word;
    std::string allowed;
    for (const std::string_view one : words) allowed += (allowed.empty() ? "" : ", ") + std::string{one};
    return refuse_field(Refusal::malformed, std::string{"/"} + name, "CODE_UNKNOWN", allowed);
}

Result<std::string> id_member(const json::Value& body, const char* name, bool is_required) {
    if (!body[name].is_string() || body[name].text().empty()) {
        if (is_required) return refuse_field(Refusal::malformed, std::string{"/"} + name, "REQUIRED", "an id");
        return std::string{};
    }
    if (!is_id(body[name].text()))
        return refuse_field(Refusal::malformed, std::string{"/"} + name, "id.malformed", "1-64 of A-Z a-z 0-9 . -");
    return body[name].text();
}

struct FiledReview {
    std::string id, resident_id, kind, target_id, outcome, code, content, body_hash;
    std::int64_t written_ms = 0;
};

Result<FiledReview> read_filed(const json::Value& body) {
    constexpr std::array<std::string_view, 3> kinds{"record", "amendment", "cover"};
    constexpr std::array<std::string_view, 2> outcomes{"conflict", "refused"};
    if (!body.is_object() || !body["mine"].is_object()) return refuse_field(Refusal::malformed, "/mine", "REQUIRED", "what was written");
    JIWEI_TRY(id, id_member(body, "id", true));
    JIWEI_TRY(resident_id, id_member(body, "resident_id", true));
    JIWEI_TRY(kind, word_member(body, "kind", kinds));
    JIWEI_TRY(target_id, id_member(body, "target_id", kind == "amendment"));
    JIWEI_TRY(outcome, word_member(body, "outcome", outcomes));
    const auto written_ms = body["written_at"].as_integer();
    if (!written_ms || *written_ms < 0) return refuse_field(Refusal::malformed, "/written_at", "REQUIRED", "UTC milliseconds");
    if (!body["code"].is_string() || body["code"].text().size() > review_code_bytes_max)
        return refuse_field(Refusal::malformed, "/code", "TYPE", "the code of the refusal");
    json::Value content = json::Value::object();
    content.set("mine", body["mine"]);
    content.set("base", body["base"]);
    content.set("problem", body["problem"]);
    const std::string text = json::write_canonical(content);
    return FiledReview{id, resident_id, kind, target_id, outcome, body["code"].text(), text, crypto::sha256(text), *written_ms};
}

void write_review_members(json::Writer& out, const db::Row& row) {
    out.member("id", row.text(0)).member("resident_id", row.text(1)).member("author_id", row.text(2)).member("kind", row.text(3));
    out.member("target_id", row.text(4)).member("outcome", row.text(5)).member("code", row.text(6));
    out.member("written_at", row.integer(7)).member("filed_at", time::text(time::Instant{row.integer(8)})).member("state", row.text(9));
    out.member("decided_at", row.integer(11) == 0 ? std::string{} : time::text(time::Instant{row.integer(11)}));
    out.member("result_id", row.text(column::result_id)).member("author_name", row.text(column::author_name));
    out.member("decided_by_name", row.text(column::decided_by_name)).member("decided_reason", row.text(column::decided_reason));
}

void audit_offline_review(const Programmes::Impl& impl, db::Connection& connection, const Actor& actor, std::string_view action,
                          std::string_view id, std::string_view resident_id) {
    impl.audit_act(connection, actor, action, "offline-review:" + std::string{id}, resident_id, {});
}

Result<Response> post_review(const Programmes::Impl& impl, const Request& request) {
    JIWEI_TRY(body, request.json_body(review_limits));
    JIWEI_TRY(filed, read_filed(body));
    Actor actor{request.principal, request.trail, request.today, {}};
    const std::string& county_id = actor.principal.county_id;
    const std::string sealed = impl.services.cipher.seal(filed.content, review_context);
    return impl.services.database.write([&](db::Connection& connection) -> Result<Response> {
        const db::Rows before = connection.run(sql::find_review, {county_id, filed.id});
        json::Writer out;
        if (!before.empty()) {
            const bool is_same = before[0].text(column::author_id) == actor.principal.user_id &&
                                 before[0].text(column::body_hash) == std::string_view{filed.body_hash};
            if (!is_same) return refuse(Refusal::conflict, "id-conflict");
            out.begin_object();
            write_review_members(out, before[0]);
            return Response::json(out.end_object().take());
        }
        const std::int64_t change_seq = change::next_seq(connection, county_id);
        connection.run(sql::insert_review,
                       {county_id, filed.id, filed.resident_id, actor.principal.user_id, filed.kind, filed.target_id, filed.outcome,
                        filed.code, db::Bytes{sealed}, db::Bytes{filed.body_hash}, filed.written_ms, impl.services.clock.now().utc_ms,
                        change_seq, actor.principal.institution_id, actor.principal.display_name});
        audit_offline_review(impl, connection, actor, "review-file", filed.id, filed.resident_id);
        out.begin_object();
        write_review_members(out, connection.run(sql::find_review, {county_id, filed.id})[0]);
        return Response::json(out.end_object().take(), 201);
    });
}

Result<Response> get_reviews(const Programmes::Impl& impl, const Request& request) {
    json::Writer out;
    out.begin_object().key("items").begin_array();
    impl.services.database.read([&](db::Connection& connection) {
        for (const db::Row row : connection.run(sql::reviews_of_author, {request.principal.county_id, request.principal.user_id})) {
            out.begin_object();
            write_review_members(out, row);
            out.end_object();
        }
    });
    return Response::json(out.end_array().end_object().take());
}

Result<Response> get_reviews_of_resident(const Programmes::Impl& impl, const Request& request) {
    const Actor actor = impl.actor_of(request);
    auto text = impl.services.database.read([&](db::Connection& connection) -> Result<std::string> {
        JIWEI_CHECK(brief_in_reach(impl, connection, actor, request.param("resident")));
        json::Writer out;
        out.begin_object().key("items").begin_array();
        for (const db::Row row : connection.run(sql::reviews_of_resident, {actor.principal.county_id, request.param("resident")})) {
            out.begin_object();
            write_review_members(out, row);
            out.end_object();
        }
        return out.end_array().end_object().take();
    });
    if (!text) return tl::unexpected(std::move(text.error()));
    impl.audit_read(request, "offline-reviews", request.param("resident"));
    return Response::json(std::move(*text));
}

/// The record that stands now for the one that was to be amended.
std::optional<Record> standing_version(Store& store, std::string_view record_id) {
    std::optional<Record> record = store.find_record(record_id);
    for (std::size_t steps = 0; record && steps < review_versions_max; ++steps) {
        const auto newer = store.superseding_record(record->id);
        if (!newer) break;
        record = store.find_record(*newer);
    }
    return record;
}

/// `person`: the rows that open the person to the reader; nothing: none does.
void write_versions(json::Writer& out, db::Connection& connection, const FormSight::OfPerson* person, const db::Row& row) {
    std::optional<Record> target;
    if (person != nullptr && !row.text(4).empty()) target = Store{connection, person->county_id()}.find_record(row.text(4));
    if (target && (target->resident_id != person->brief().id || person->of_form(target->form) == nullptr)) target.reset();
    std::optional<Record> now;
    if (target) {
        Store store{connection, person->county_id()};
        now = standing_version(store, row.text(4));
    }
    const auto seen = [&](const Record& record) {
        return as_seen(person->impl(), connection, *person->of_form(record.form), masking::Edge::page, record);
    };
    out.key("known");
    target ? out.raw(seen(*target).answers) : out.null();
    out.key("theirs");
    if (!now || now->id == target->id) {
        out.null();
        return;
    }
    out.begin_object().key("record");
    write_record(out, seen(*now), {});
    out.end_object();
}

/// What the reader may read of forms; of an author's own list only to learn what the server holds now, for what the author wrote is the
/// author's in any case.
FormSight sight_of_review(const Programmes::Impl& impl, const Request& request) {
    if (!request.param("resident").empty()) return {impl, request};
    Request reading = request;
    reading.grant = {};
    for (const std::string_view row : forms::form_rows) {
        auto grant = impl.access.grant_for(request.principal, http::Op::read, row);
        if (grant && !grant->statistical) reading.grant.of_rows.push_back(std::move(*grant));
    }
    return {impl, reading};
}

/// One act with the values side by side, to its author, or to whoever may read the person.
Result<Response> get_review(const Programmes::Impl& impl, const Request& request) {
    const bool by_person = !request.param("resident").empty();
    const std::string& county_id = request.principal.county_id;
    const FormSight sight = sight_of_review(impl, request);
    std::string resident_id;
    auto text = impl.services.database.read([&](db::Connection& connection) -> Result<std::string> {
        const db::Rows rows = connection.run(sql::find_review, {county_id, request.param("review")});
        if (rows.empty()) return refuse(Refusal::not_found, "not-found");
        const db::Row row = rows[0];
        resident_id = row.string(1);
        const auto person = sight.person(connection, resident_id);
        const bool is_author = row.text(column::author_id) == request.principal.user_id;
        const bool is_open = by_person ? person && resident_id == request.param("resident") : is_author;
        if (!is_open) return refuse(Refusal::not_found, "not-found");
        const auto content = impl.services.cipher.open(row.text(column::content), review_context);
        if (!content) return refuse(Refusal::internal, std::string{content.error()});
        std::string seen = *content;
        if (!is_author) {
            // Another reader sees it as a record of its form, or not at all; a change of the cover goes by the row of follow-ups.
            const auto kept = json::parse(*content, review_limits);
            const Actor* const reader = kept ? person->of_form((*kept)["mine"]["form"].text()) : nullptr;
            if (reader == nullptr) return refuse(Refusal::not_found, "not-found");
            seen = kept_as_seen(impl, connection, *reader, row.text(column::kind), resident_id, *content);
        }
        json::Writer out;
        out.begin_object();
        write_review_members(out, row);
        out.member("in_reach", person.has_value()).key("content").raw(seen);
        write_versions(out, connection, person ? &*person : nullptr, row);
        return out.end_object().take();
    });
    if (!text) return tl::unexpected(std::move(text.error()));
    impl.audit_read(request, "offline-review:" + std::string{request.param("review")}, resident_id);
    return Response::json(std::move(*text));
}

Result<Response> post_review_decision(const Programmes::Impl& impl, const Request& request) {
    constexpr std::array<std::string_view, 4> choices{"mine", "theirs", "mixed", "dropped"};
    JIWEI_TRY(body, request.json_body());
    JIWEI_TRY(choice, word_member(body, "choice", choices));
    JIWEI_TRY(result_id, id_member(body, "result_id", false));
    const Actor actor{request.principal, request.trail, request.today, {}};
    const std::string& county_id = actor.principal.county_id;
    return impl.services.database.write([&](db::Connection& connection) -> Result<Response> {
        const db::Rows rows = connection.run(sql::find_review, {county_id, request.param("review")});
        if (rows.empty() || rows[0].text(column::author_id) != actor.principal.user_id) return refuse(Refusal::not_found, "not-found");
        const std::string resident_id = rows[0].string(column::resident_id);
        const bool needs_record = (choice == "mine" || choice == "mixed") && rows[0].text(column::kind) != "cover";
        const std::optional<Record> result = result_id.empty() ? std::nullopt : Store{connection, county_id}.find_record(result_id);
        if (needs_record && (!result || result->resident_id != resident_id)) {
            return refuse_field(Refusal::unprocessable, "/result_id", "record-unknown", "the record that carries the choice");
        }
        if (rows[0].text(column::state) != "open") {
            if (rows[0].text(column::state) == choice && rows[0].text(column::result_id) == result_id)
                return Response::json(R"({"done":true})");
            return refuse(Refusal::conflict, "review-decided");
        }
        const std::int64_t change_seq = change::next_seq(connection, county_id);
        connection.run(sql::decide_review,
                       {county_id, request.param("review"), choice, actor.principal.user_id, actor.principal.display_name,
                        impl.services.clock.now().utc_ms, result_id, std::string{}, change_seq});
        audit_offline_review(impl, connection, actor, "review-" + choice, request.param("review"), resident_id);
        return Response::json(R"({"done":true})");
    });
}

/// Those of the head's institutions that still wait, the oldest first. The person is named where the head may read the person.
Result<Response> get_staff_reviews(const Programmes::Impl& impl, const Request& request) {
    Actor reader = impl.actor_of(request);
    const Actor head = reader;
    reader.reach = {};
    const auto read_grant = impl.access.grant_for(request.principal, http::Op::read, "chronic_followup");
    if (read_grant && !read_grant->statistical) reader.reach = impl.access.reach(request.principal, *read_grant, request.today);
    json::Writer out;
    int listed = 0;
    int waiting = 0;
    out.begin_object().key("items").begin_array();
    impl.services.database.read([&](db::Connection& connection) {
        for (const db::Row row : connection.run(sql::open_reviews, {head.principal.county_id})) {
            const std::string institution_id = row.string(column::institution_id);
            if (!head.reach.holds(institution_id, {}) || row.text(column::author_id) == head.principal.user_id) continue;
            if (++waiting > staff_reviews_max) continue;
            ++listed;
            const auto brief = brief_in_reach(impl, connection, reader, row.text(column::resident_id));
            const auto institution = impl.organization.find_institution(connection, head.principal.county_id, institution_id);
            out.begin_object();
            write_review_members(out, row);
            out.member("institution_name", institution ? institution->name : std::string{}).member("in_reach", brief.has_value());
            out.member("resident_name", brief ? brief->name : std::string{}).end_object();
        }
    });
    out.end_array().member("waiting", waiting).end_object();
    if (listed > 0) impl.audit_read(request, "staff-offline-reviews", {});
    return Response::json(out.take());
}

/// The head closes what the author does not decide: what the server holds stands, for a reason. To carry the other value out is a
/// signature, and that is the author's.
Result<Response> post_staff_review_decision(const Programmes::Impl& impl, const Request& request) {
    JIWEI_TRY(body, request.json_body());
    const std::string& reason = body["reason"].text();
    if (utf8::length(reason) < closing_reason_letters_min || reason.size() > closing_reason_bytes_max)
        return refuse_field(Refusal::unprocessable, "/reason", "LENGTH", "4-200 characters");
    const Actor actor = impl.actor_of(request);
    const std::string& county_id = actor.principal.county_id;
    return impl.services.database.write([&](db::Connection& connection) -> Result<Response> {
        const db::Rows rows = connection.run(sql::find_review, {county_id, request.param("review")});
        if (rows.empty() || !actor.reach.holds(rows[0].text(column::institution_id), {})) return refuse(Refusal::not_found, "not-found");
        const db::Row row = rows[0];
        if (row.text(column::author_id) == actor.principal.user_id)
            return refuse(Refusal::forbidden, "segregation", "the author's own act");
        const std::string_view choice = row.text(column::kind) == "record" ? "dropped" : "theirs";
        const std::string resident_id = row.string(column::resident_id);
        const std::int64_t change_seq = change::next_seq(connection, county_id);
        const bool is_first =
            connection
                .run(sql::decide_review, {county_id, request.param("review"), choice, actor.principal.user_id, actor.principal.display_name,
                                          impl.services.clock.now().utc_ms, std::string{}, reason, change_seq})
                .affected() == 1;
        if (!is_first) return refuse(Refusal::conflict, "review-decided");
        audit_offline_review(impl, connection, actor, "review-" + std::string{choice}, request.param("review"), resident_id);
        return Response::json(R"({"done":true})");
    });
}

}  // namespace

void export_offline_reviews(db::Connection& connection, std::string_view county_id, const std::function<void(std::string_view)>& line) {
    constexpr std::array<const char*, 9> names{"id",      "resident_id", "author_id", "kind",     "target_id",
                                               "outcome", "code",        "state",     "result_id"};
    connection.each(sql::export_reviews, {county_id}, [&](const db::Row& row) {
        json::Writer out;
        out.begin_object().member("table", "offline_review");
        for (std::size_t i = 0; i < names.size(); ++i) out.member(names[i], row.text(i));
        line(out.end_object().text());
        return true;
    });
}

void add_offline_review_routes(http::RouteSet& set, const Programmes::Impl& impl) {
    const auto add = [&](http::Verb verb, std::string path, http::Access access, auto handler, std::string summary, std::size_t bytes_max) {
        set.routes.push_back({verb,
                              std::move(path),
                              std::move(access),
                              [&impl, handler](const Request& request) { return handler(impl, request); },
                              {std::move(summary), {}, {}, {}},
                              bytes_max});
    };
    using http::Verb;
    constexpr std::size_t small = 8'192;
    const auto mine = http::Access::signed_in();
    const auto read = http::Access::to(http::Op::read, "chronic_followup");
    add(Verb::post, "/api/offline-reviews", mine, post_review, "Keep an act that the server did not take", review_bytes_max);
    add(Verb::get, "/api/offline-reviews", mine, get_reviews, "One's own acts that were not taken", small);
    add(Verb::get, "/api/offline-reviews/{review}", mine, get_review, "One of them, with the values side by side", small);
    add(Verb::post, "/api/offline-reviews/{review}/decision", mine, post_review_decision, "Which value stands", small);
    add(Verb::get, "/api/staff-offline-reviews", http::Access::to(http::Op::read, std::string{review_resource}), get_staff_reviews,
        "Acts of the own institutions' staff that were not taken and wait", small);
    add(Verb::post, "/api/staff-offline-reviews/{review}/decision", http::Access::to(http::Op::approve, std::string{review_resource}),
        post_staff_review_decision, "What the server holds stands", small);
    add(Verb::get, "/api/residents/{resident}/offline-reviews", read, get_reviews_of_resident, "Acts about a person that were not taken",
        small);
    add(Verb::get, "/api/residents/{resident}/offline-reviews/{review}", read, get_review, "One of them", small);
}

}  // namespace jiwei::programmes
