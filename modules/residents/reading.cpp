#include "modules/residents/reading.hpp"

#include <algorithm>

#include "core/identity/archive_number.hpp"
#include "core/kernel/utf8.hpp"
#include "modules/residents/household_store.hpp"
#include "modules/residents/sql.hpp"
#include "modules/residents/version_text.hpp"
#include "platform/crypto/digest.hpp"
#include "platform/http/etag.hpp"

namespace jiwei::residents {

using masking::Edge;
using masking::Field;

namespace {

constexpr int versions_rows_max = 50;

void member_or_null(json::Writer& out, std::string_view key, std::string_view text) {
    out.key(key);
    text.empty() ? out.null() : out.string(text);
}

int age_of(std::string_view birth_date, CivilDate today) {
    const auto birth = parse_civil_date(birth_date);
    return birth ? age_years(*birth, today) : 0;
}

/// The members "allergy" and "allergy_text" of the stored alerts, spliced into an object.
void splice_alerts(json::Writer& out, std::string_view alerts) {
    const auto value = json::parse(alerts);
    const bool has = value && value->is_object();
    out.key("allergy").raw(has && !(*value)["allergy"].is_null() ? json::write((*value)["allergy"]) : "[]");
    out.member("allergy_text", has ? (*value)["allergy_text"].text() : std::string{});
}

http::Response with_version(std::string body, std::int64_t version) {
    http::Response response = http::Response::json(std::move(body));
    response.headers.emplace_back("ETag", http::version_etag(version));
    return response;
}

}  // namespace

std::string head_json(const Inside& in, const View& view, bool close, const db::Row& row, std::string_view id, CivilDate today,
                      bool complete, std::string_view merged_from) {
    json::Writer out;
    out.begin_object().member("id", id).member("version", row.integer(0));
    out.member("name", view.shown(Field::name, close, row.text(1))).member("sex", row.text(2));
    out.member("birth_date", row.text(3)).member("age", age_of(row.text(3), today)).member("id_type", row.text(4));
    out.member("id_masked", view.masked(Field::id_no, close, open_field(row.text(5), sealed_as::id_no, in.cipher())));
    out.member("phone_masked", view.masked(Field::phone, close, open_field(row.text(6), sealed_as::phone, in.cipher())));
    const std::string_view archive_no = row.text(7);
    out.member("archive_no", archive_no);
    out.member("archive_no_printed",
               archive_no.size() == 17 ? std::string{archive_no.substr(9, 3)} + "-" + std::string{archive_no.substr(12)} : std::string{});
    out.member("institution_id", row.text(8)).member("grid_id", row.text(9)).member("village_code", row.text(10));
    out.member("address", view.shown(Field::address, close, row.text(11))).member("status", row.text(12));
    member_or_null(out, "status_on", row.text(13));
    member_or_null(out, "merged_from", merged_from);
    out.member("residence_state", row.text(15)).member("opened_on", row.text(16)).member("doctor", row.text(17));
    splice_alerts(out, row.text(18));
    out.member("basic_complete", row.boolean(19));
    const CivilDate birth = parse_civil_date(row.text(3)).value_or(today);
    out.member("archive_form", form_of_age(*in.rules, birth, today)).member("archive_complete", complete);
    return out.end_object().take();
}

namespace {

/// The archive as its row says: all that the rule asks of a person who is past the newborn form.
DatedStep step_of_head(const db::Row& row) {
    DatedStep step;
    step.from = row.string(16);
    step.institution_id = row.string(8);
    step.status = row.string(12);
    step.residence_state = row.string(15);
    step.complete = row.boolean(19);
    return step;
}

}  // namespace

bool complete_today(const Inside& in, db::Connection& connection, std::string_view county_id, std::string_view id, const db::Row& row,
                    CivilDate today) {
    Cover cover;
    cover.sex = row.string(2);
    cover.birth_date = row.string(3);
    const CivilDate birth = parse_civil_date(cover.birth_date).value_or(today);
    if (is_past_newborn_form(*in.rules, birth, today)) return complete_on(*in.rules, cover, {step_of_head(row)}, {}, today);
    return complete_on(*in.rules, cover, store::steps(connection, county_id, id), in.life_of(connection, county_id, id), today);
}

Result<http::Response> read_head(const Inside& in, const http::Request& request) {
    JIWEI_CHECK(demand_person_grant(request.grant));
    const ActContext act = act_of(request);
    const std::string asked{request.param("resident")};
    std::string id = asked;
    const access::Reach reach = in.access.reach(act.principal, request.grant, act.today);
    std::int64_t version = 0;
    std::string body = in.services.database.read([&](db::Connection& connection) -> std::string {
        db::Rows rows = connection.run(sql::find_head, {act.county_id, id});
        if (!rows.empty() && !rows[0].text(14).empty()) {
            // Merged into another archive: that one answers, and says so.
            id = rows[0].string(14);
            rows = connection.run(sql::find_head, {act.county_id, id});
        }
        if (rows.empty() || !in.may_see(connection, act, reach, id, rows[0].text(8), rows[0].text(9))) return {};
        version = rows[0].integer(0);
        const bool close = in.is_close(connection, act, reach, id, rows[0].text(9));
        return head_json(in, View{in, act.principal, Edge::page}, close, rows[0], id, act.today,
                         complete_today(in, connection, act.county_id, id, rows[0], act.today),
                         asked == id ? std::string_view{} : std::string_view{asked});
    });
    if (body.empty()) {
        in.access.record_denial(request, "resident", asked, "not-found");
        return refuse(Refusal::not_found, "not-found");
    }
    in.record_read(act, "read", id);
    return with_version(std::move(body), version);
}

namespace {

struct WholePerson {
    ResidentRow row;
    std::optional<BasicRow> basic;
    std::vector<Identifier> identifiers;
    bool close = false;
};

/// Two members: the whole text or null, and its masked form.
void write_secret(json::Writer& out, const View& view, Field field, bool close, std::string_view key, std::string_view masked_key,
                  std::string_view plain) {
    out.key(key);
    !plain.empty() && view.in_full(field, close) ? out.string(plain) : out.null();
    out.member(masked_key, view.masked(field, close, plain));
}

std::string cover_json(const Inside& in, const View& view, const WholePerson& person, CivilDate today) {
    const Cover& c = person.row.cover;
    const bool close = person.close;
    json::Writer out;
    out.begin_object().member("id", person.row.id).member("version", person.row.version);
    out.member("name", view.shown(Field::name, close, c.name)).member("sex", c.sex);
    out.member("birth_date", c.birth_date)
        .member("age", age_of(c.birth_date, today))
        .member("id_type", c.id_type)
        .member("nationality", c.nationality);
    const std::string id_no = open_field(person.row.id_no_enc, sealed_as::id_no, in.cipher());
    const std::string phone = open_field(person.row.phone_enc, sealed_as::phone, in.cipher());
    const std::string contact = open_field(person.row.contact_phone_enc, sealed_as::contact_phone, in.cipher());
    write_secret(out, view, Field::id_no, close, "id_no", "id_masked", id_no);
    write_secret(out, view, Field::phone, close, "phone", "phone_masked", phone);
    out.member("contact_name", view.shown(Field::name, close, c.contact_name));
    write_secret(out, view, Field::phone, close, "contact_phone", "contact_phone_masked", contact);
    out.member("residence_type", c.residence_type).member("residence_state", c.residence_state).member("arrived_on", c.arrived_on);
    out.member("address", view.shown(Field::address, close, c.address));
    out.member("registered_address", view.shown(Field::address, close, c.registered_address)).member("village_code", c.village_code);
    out.member("institution_id", c.institution_id).member("grid_id", c.grid_id).member("archive_no", person.row.archive_no);
    out.member("opened_on", c.opened_on).member("opened_by", c.opened_by).member("doctor", c.doctor);
    out.member("status", std::string(1, static_cast<char>(person.row.status.status)));
    member_or_null(out, "status_on", person.row.status.on);
    out.key("status_note").raw(person.row.status.note.empty() ? "null" : person.row.status.note);
    out.key("identifiers").begin_array();
    for (const Identifier& one : person.identifiers) {
        out.begin_object().member("type", one.type).member("masked", view.masked(Field::id_no, close, one.number));
        out.member("current", one.current);
        out.member("from", one.valid_from);
        member_or_null(out, "to", one.valid_to);
        out.member("source", one.source).end_object();
    }
    out.end_array();
    out.key("basic").raw(person.basic ? person.basic->answers : "null");
    out.member("basic_version", person.basic ? person.basic->version : std::int64_t{0});
    out.member("basic_pack_version", person.basic ? person.basic->pack_version : std::string{});
    return out.member("basic_complete", person.row.basic_complete).end_object().take();
}

}  // namespace

Result<http::Response> read_cover(const Inside& in, const http::Request& request) {
    JIWEI_CHECK(demand_person_grant(request.grant));
    const ActContext act = act_of(request);
    std::string id{request.param("resident")};
    const access::Reach reach = in.access.reach(act.principal, request.grant, act.today);
    const auto person = in.services.database.read([&](db::Connection& connection) -> std::optional<WholePerson> {
        id = store::living(connection, act.county_id, id);
        auto row = store::find(connection, act.county_id, id);
        if (!row || !in.may_see(connection, act, reach, *row)) return std::nullopt;
        WholePerson whole;
        whole.close = in.is_close(connection, act, reach, id, row->cover.grid_id);
        whole.row = std::move(*row);
        whole.basic = find_shown_basic(connection, act.county_id, id);
        whole.identifiers = store::identifiers(connection, act.county_id, id, in.cipher());
        return whole;
    });
    if (!person) {
        in.access.record_denial(request, "resident", id, "not-found");
        return refuse(Refusal::not_found, "not-found");
    }
    in.record_read(act, "read", id);
    return with_version(cover_json(in, View{in, act.principal, Edge::page}, *person, act.today), person->row.version);
}

namespace {

struct VersionLine {
    std::int64_t version = 0;
    std::int64_t at_ms = 0;
    std::string act;
    std::string by;
    json::Value cover;
    Secrets secrets;
    bool has_basic = false;
};

/// Names of the members in which two versions differ.
void write_changed(json::Writer& out, const VersionLine& newer, const VersionLine& older) {
    out.key("changed").begin_array();
    for (const auto& [key, value] : newer.cover.members()) {
        if (!(older.cover[key] == value)) out.string(key);
    }
    for (const auto& [key, value] : older.cover.members()) {
        if (newer.cover.find(key) == nullptr) out.string(key);
    }
    if (newer.secrets.id_no != older.secrets.id_no) out.string("id_no");
    if (newer.secrets.phone != older.secrets.phone) out.string("phone");
    if (newer.secrets.contact_phone != older.secrets.contact_phone) out.string("contact_phone");
    if (newer.has_basic) out.string("basic");
    out.end_array();
}

std::vector<VersionLine> load_versions(const Inside& in, db::Connection& connection, std::string_view county, std::string_view id,
                                       std::int64_t before) {
    std::vector<VersionLine> lines;
    for (const db::Row& row : connection.run(sql::list_versions, {county, id, before, versions_rows_max + 1})) {
        VersionLine line{row.integer(0), row.integer(1), row.string(2), row.string(3), {}, open_secrets(row.text(5), in.cipher()),
                         !row.is_null(6)};
        if (auto cover = json::parse(store::unpack_version_text(row.text(4)))) line.cover = std::move(*cover);
        lines.push_back(std::move(line));
    }
    return lines;
}

}  // namespace

Result<http::Response> read_versions(const Inside& in, const http::Request& request) {
    JIWEI_CHECK(demand_person_grant(request.grant));
    const ActContext act = act_of(request);
    const std::string_view id = request.param("resident");
    const access::Reach reach = in.access.reach(act.principal, request.grant, act.today);
    std::int64_t before = INT64_MAX;
    if (const auto cursor = request.query_value("cursor")) {
        const auto typed = parse_decimal(*cursor);
        if (!typed || typed->scale() != 0) return refuse(Refusal::malformed, "cursor-invalid");
        before = typed->units();
    }
    const auto lines = in.services.database.read([&](db::Connection& connection) -> std::optional<std::vector<VersionLine>> {
        const auto brief = store::find_brief(connection, act.county_id, id);
        if (!brief || !in.may_see(connection, act, reach, *brief)) return std::nullopt;
        return load_versions(in, connection, act.county_id, id, before);
    });
    if (!lines) return refuse(Refusal::not_found, "not-found");
    in.record_read(act, "history", id);
    json::Writer out;
    out.begin_object().key("items").begin_array();
    const std::size_t shown = std::min<std::size_t>(lines->size(), versions_rows_max);
    for (std::size_t i = 0; i < shown; ++i) {
        const VersionLine& line = (*lines)[i];
        out.begin_object()
            .member("version", line.version)
            .member("at", time::text(time::Instant{line.at_ms}))
            .member("by", line.by)
            .member("act", line.act);
        if (i + 1 < lines->size()) {
            write_changed(out, line, (*lines)[i + 1]);
        } else {
            out.key("changed").begin_array().end_array();
        }
        out.end_object();
    }
    out.end_array();
    member_or_null(out, "next", lines->size() > shown ? std::to_string((*lines)[shown - 1].version) : std::string{});
    return http::Response::json(out.end_object().take());
}

namespace {

struct SearchBody {
    std::string q;
    SearchRequest request;
    std::string institution;
    std::string sealed_context;  // binds a cursor to its query
};

Result<SearchBody> read_search(const Inside& in, const http::Request& http_request, const ActContext& act) {
    JIWEI_TRY(body, http_request.json_body());
    SearchBody search;
    search.q = body["q"].text();
    if (utf8::length(search.q) > query_characters_max)
        return refuse_field(Refusal::malformed, "/q", "search-query", "at most 64 characters");
    search.request.county_id = act.county_id;
    search.request.query = read_query(search.q, in.cipher());
    search.request.rows_max = static_cast<int>(std::clamp<std::int64_t>(body["limit"].as_integer().value_or(20), 1, page_rows_max));
    search.institution = body["institution"].text();
    search.request.village_code = body["village"].text();
    search.request.status = body["status"].text();
    const std::string& document = body["document"].text();
    if (!document.empty() && document != "due") return refuse_field(Refusal::malformed, "/document", "CODE_UNKNOWN", "due");
    if (!document.empty()) search.request.document_due_on = act.today;
    search.sealed_context = "resident.search:" + act.county_id + ":" + act.principal.user_id + ":" +
                            crypto::sha256_hex(search.q + "\n" + search.institution + "\n" + search.request.village_code + "\n" +
                                               search.request.status + "\n" + document);
    const std::string& cursor = body["cursor"].text();
    if (cursor.empty()) return search;
    const auto bytes = crypto::unbase64url(cursor);
    const auto plain = bytes ? in.cipher().open(*bytes, search.sealed_context) : tl::unexpected(std::string_view{"malformed"});
    const auto position = plain ? json::parse(*plain) : tl::unexpected(json::Fault{"json.syntax", 0});
    if (!position || position->items().size() != 3) return refuse(Refusal::malformed, "cursor-invalid");
    search.request.after =
        SearchPosition{position->items()[0].text(), position->items()[1].as_integer().value_or(0), position->items()[2].text()};
    search.request.with_total = false;
    return search;
}

void write_hit(json::Writer& out, const Inside& in, const View& view, const Directory& directory, const Hit& hit, CivilDate today) {
    constexpr bool close = false;  // the table has no near lines for lists
    out.begin_object().member("id", hit.id).member("name", view.shown(Field::name, close, hit.name)).member("sex", hit.sex);
    out.member("birth_date", hit.birth_date);
    out.member("age", age_of(hit.birth_date, today));
    out.member("id_masked", view.masked(Field::id_no, close, open_field(hit.id_no_enc, sealed_as::id_no, in.cipher())));
    out.member("phone_masked", view.masked(Field::phone, close, open_field(hit.phone_enc, sealed_as::phone, in.cipher())));
    out.member("archive_no", hit.archive_no);
    const Place* place = directory.institution(hit.institution_id);
    out.key("institution")
        .begin_object()
        .member("id", hit.institution_id)
        .member("name", place == nullptr ? std::string{} : place->name)
        .end_object();
    const Village* village = directory.village(hit.village_code);
    out.member("village_code", hit.village_code).member("village", village == nullptr ? std::string{} : village->name);
    out.member("township", village == nullptr ? std::string{} : village->township_name);
    out.member("address", view.shown(Field::address, close, hit.address)).member("status", hit.status).end_object();
}

}  // namespace

Result<http::Response> search_people(Inside& in, const http::Request& request) {
    JIWEI_CHECK(demand_person_grant(request.grant));
    const ActContext act = act_of(request);
    JIWEI_TRY(search_body, read_search(in, request, act));
    const access::Reach reach = in.access.reach(act.principal, request.grant, act.today);
    const auto directory = in.directories_of(act);
    search_body.request.reach = &reach;
    const SearchPage page = in.services.database.read([&](db::Connection& connection) {
        if (!search_body.institution.empty()) {
            search_body.request.institution_ids = in.organization.subtree_ids(connection, act.county_id, search_body.institution);
            if (search_body.request.institution_ids.empty()) search_body.request.institution_ids.push_back(search_body.institution);
        }
        return search(connection, in.units, search_body.request);
    });
    audit::Entry entry = audit::entry_of(act.principal, act.trail);
    entry.action = "search";
    entry.resource = "resident";
    entry.reason = crypto::hex(in.cipher().blind_index(search_body.q, "resident.search.audit")).substr(0, 32);
    in.services.access_log.record(act.county_id, entry);
    json::Writer out;
    out.begin_object().key("items").begin_array();
    const View view{in, act.principal, Edge::list};
    for (const Hit& hit : page.hits) write_hit(out, in, view, *directory, hit, act.today);
    out.end_array();
    std::string cursor;
    if (page.next) {
        json::Writer position;
        position.begin_array().string(page.next->key).integer(page.next->unit).string(page.next->id).end_array();
        cursor = crypto::base64url(in.cipher().seal(position.text(), search_body.sealed_context));
    }
    member_or_null(out, "next", cursor);
    if (page.total) out.member("total", *page.total).member("total_is_exact", page.total_is_exact);
    return http::Response::json(out.member("kind", search_body.request.query.kind).end_object().take());
}

}  // namespace jiwei::residents
