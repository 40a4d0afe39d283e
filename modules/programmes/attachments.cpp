#include "modules/programmes/attachments.hpp"

#include "core/kernel/id.hpp"
#include "core/kernel/utf8.hpp"
#include "modules/programmes/form_sight.hpp"
#include "modules/programmes/sql.hpp"
#include "platform/change/county_clock.hpp"
#include "platform/crypto/digest.hpp"
#include "platform/image/picture.hpp"

namespace jiwei::programmes {

namespace {

using http::Request;
using http::Response;

constexpr std::string_view picture_context = "record_attachment.picture";
constexpr std::size_t attachment_reason_letters_min = 4;
constexpr std::size_t attachment_reason_bytes_max = 600;

void write_attachment(json::Writer& out, const db::Row& row) {
    out.begin_object().member("id", row.text(0)).member("record_id", row.text(1)).member("media_type", row.text(2));
    out.member("bytes", row.integer(3))
        .member("author_name", row.text(4))
        .member("at", time::text(time::Instant{row.integer(5)}))
        .key("withdrawn");
    if (row.is_null(9)) {
        out.null();
    } else {
        out.begin_object().member("by", row.text(9)).member("at", time::text(time::Instant{row.integer(10)}));
        out.member("reason", row.text(11)).end_object();
    }
    out.end_object();
}

/// Who asks, by the row of the record's form; 404 unless the record is the resident's, who lies in reach. Before anything that was sent is
/// looked at: what is wrong with a picture says nothing about who is there.
Result<Actor> actor_on_record(const Programmes::Impl& impl, const Request& request) {
    JIWEI_TRY(asked, ask_for_record(impl, request, request.param("record")));
    const bool is_there =
        asked.record.resident_id == request.param("resident") && impl.services.database.read([&](db::Connection& connection) {
            return brief_in_reach(impl, connection, asked.actor, asked.record.resident_id).has_value();
        });
    if (!is_there) {
        impl.access.record_denial(request, asked.actor.row, request.param("record"), "not-found");
        return refuse(Refusal::not_found, "not-found");
    }
    return std::move(asked.actor);
}

/// 404 unless the resident lies in reach.
Result<void> demand_person(const Programmes::Impl& impl, db::Connection& connection, const Actor& actor, const Request& request) {
    JIWEI_CHECK(brief_in_reach(impl, connection, actor, request.param("resident")));
    return {};
}

tl::unexpected<Problem> denied_attachment(const Programmes::Impl& impl, const Request& request, const Actor& actor, Problem problem) {
    if (problem.refusal == Refusal::not_found) impl.access.record_denial(request, actor.row, request.param("record"), problem.code);
    return tl::unexpected(std::move(problem));
}

tl::unexpected<Problem> picture_refused(std::string_view code) {
    const std::string word{code};
    if (code == "picture-size") {
        return refuse_field(
            Refusal::too_large, "", word,
            std::to_string(image::picture_bytes_max / 1024) + " KB, " + std::to_string(image::picture_side_max) + " pixels a side");
    }
    return refuse_field(code == "picture-type" ? Refusal::unsupported_media : Refusal::unprocessable, "", word,
                        "a JPEG, PNG or WebP picture");
}

struct SentPicture {
    std::string id;
    std::string sent_hash;
    image::Picture picture;
    std::string sealed;
};

Result<Response> write_picture(const Programmes::Impl& impl, db::Connection& connection, const Actor& actor, const Request& request,
                               const SentPicture& sent) {
    const std::string& county_id = actor.principal.county_id;
    JIWEI_CHECK(demand_person(impl, connection, actor, request));
    const std::string_view record_id = request.param("record");
    const auto answer = [&](int status) {
        json::Writer out;
        write_attachment(out, connection.run(sql::find_attachment, {county_id, sent.id})[0]);
        return Response::json(out.take(), status);
    };
    const db::Rows before = connection.run(sql::find_attachment, {county_id, sent.id});
    if (!before.empty()) {
        const bool is_same = before[0].text(1) == record_id && before[0].text(6) == std::string_view{sent.sent_hash} &&
                             before[0].text(7) == actor.principal.user_id;
        if (!is_same) return refuse(Refusal::conflict, "id-conflict");
        return answer(200);
    }
    if (connection.run(sql::count_attachments, {county_id, record_id})[0].integer(0) >= attachments_of_record_max) {
        return refuse(Refusal::conflict, "attachments-full",
                      "at most " + std::to_string(attachments_of_record_max) + " photographs a record");
    }
    const std::int64_t change_seq = change::next_seq(connection, county_id);
    const db::Rows inserted = connection.run(
        sql::insert_attachment, {county_id, sent.id, record_id, sent.picture.media_type,
                                 static_cast<std::int64_t>(sent.picture.bytes.size()), db::Bytes{sent.sealed}, db::Bytes{sent.sent_hash},
                                 actor.principal.user_id, actor.principal.display_name, actor.trail.at.utc_ms, change_seq});
    if (inserted.empty()) return refuse(Refusal::conflict, "id-conflict");
    impl.audit_act(connection, actor, "attach", "attachment:" + sent.id, request.param("resident"), crypto::sha256_hex(sent.picture.bytes));
    return answer(201);
}

Result<Response> post_attachment(const Programmes::Impl& impl, const Request& request) {
    JIWEI_TRY(actor, actor_on_record(impl, request));
    SentPicture sent;
    sent.id = std::string{request.query_value("id").value_or("")};
    if (sent.id.empty()) sent.id = impl.services.ids.next();
    if (!is_id(sent.id)) return refuse_field(Refusal::malformed, "/id", "id.malformed", "1-64 of A-Z a-z 0-9 . -");
    auto picture = image::clean_picture(request.body);
    if (!picture) return picture_refused(picture.error());
    sent.sent_hash = crypto::sha256(request.body);
    sent.picture = std::move(*picture);
    sent.sealed = impl.services.cipher.seal(sent.picture.bytes, picture_context);
    auto answer =
        impl.services.database.write([&](db::Connection& connection) { return write_picture(impl, connection, actor, request, sent); });
    if (!answer) return denied_attachment(impl, request, actor, std::move(answer.error()));
    return answer;
}

Result<Response> get_attachments(const Programmes::Impl& impl, const Request& request) {
    JIWEI_TRY(actor, actor_on_record(impl, request));
    auto text = impl.services.database.read([&](db::Connection& connection) -> Result<std::string> {
        JIWEI_CHECK(demand_person(impl, connection, actor, request));
        json::Writer out;
        out.begin_object().key("items").begin_array();
        for (const db::Row row : connection.run(sql::attachments_of_record, {actor.principal.county_id, request.param("record")}))
            write_attachment(out, row);
        out.end_array().end_object();
        return out.take();
    });
    if (!text) return denied_attachment(impl, request, actor, std::move(text.error()));
    impl.audit_read(request, "attachments:" + std::string{request.param("record")}, request.param("resident"), actor.row);
    return Response::json(std::move(*text));
}

Result<Response> get_attachment(const Programmes::Impl& impl, const Request& request) {
    JIWEI_TRY(actor, actor_on_record(impl, request));
    auto found = impl.services.database.read([&](db::Connection& connection) -> Result<std::pair<std::string, std::string>> {
        JIWEI_CHECK(demand_person(impl, connection, actor, request));
        const db::Rows rows = connection.run(sql::find_attachment, {actor.principal.county_id, request.param("attachment")});
        if (rows.empty() || rows[0].text(1) != request.param("record")) return refuse(Refusal::not_found, "not-found");
        if (!rows[0].is_null(9)) return refuse(Refusal::not_found, "attachment-withdrawn");
        const auto plain = impl.services.cipher.open(rows[0].text(8), picture_context);
        if (!plain) return refuse(Refusal::internal, std::string{plain.error()});
        return std::pair{rows[0].string(2), *plain};
    });
    if (!found) return denied_attachment(impl, request, actor, std::move(found.error()));
    impl.audit_read(request, "attachment:" + std::string{request.param("attachment")}, request.param("resident"), actor.row);
    Response response{200, std::move(found->first), std::move(found->second), {}};
    response.headers.emplace_back("Cache-Control", "no-store");
    response.headers.emplace_back("X-Content-Type-Options", "nosniff");
    response.headers.emplace_back("Content-Disposition", "inline");
    return response;
}

/// Attached to the wrong record: out of sight for everybody, never deleted; who did it, when and why stands in its place.
Result<Response> post_withdrawal(const Programmes::Impl& impl, const Request& request) {
    JIWEI_TRY(actor, actor_on_record(impl, request));
    JIWEI_TRY(body, request.json_body());
    const std::string reason = body["reason"].text();
    if (utf8::length(reason) < attachment_reason_letters_min || reason.size() > attachment_reason_bytes_max)
        return refuse_field(Refusal::unprocessable, "/reason", "LENGTH", "4-200 characters");
    const std::string& county_id = actor.principal.county_id;
    const std::string_view id = request.param("attachment");
    auto answer = impl.services.database.write([&](db::Connection& connection) -> Result<Response> {
        JIWEI_CHECK(demand_person(impl, connection, actor, request));
        const db::Rows rows = connection.run(sql::find_attachment, {county_id, id});
        if (rows.empty() || rows[0].text(1) != request.param("record")) return refuse(Refusal::not_found, "not-found");
        if (!rows[0].is_null(9)) return refuse(Refusal::conflict, "attachment-withdrawn");
        const std::int64_t change_seq = change::next_seq(connection, county_id);
        const db::Rows done = connection.run(
            sql::withdraw_attachment,
            {county_id, id, actor.principal.user_id, actor.principal.display_name, actor.trail.at.utc_ms, reason, change_seq});
        if (done.empty()) return refuse(Refusal::conflict, "attachment-withdrawn");
        audit::Entry entry = audit::entry_of(actor.principal, actor.trail);
        entry.action = "withdraw";
        entry.resource = actor.row;
        entry.resource_id = "attachment:" + std::string{id};
        entry.person_id = request.param("resident");
        entry.reason = reason;
        audit::append_act(connection, county_id, entry);
        json::Writer out;
        write_attachment(out, connection.run(sql::find_attachment, {county_id, id})[0]);
        return Response::json(out.take());
    });
    if (!answer) return denied_attachment(impl, request, actor, std::move(answer.error()));
    return answer;
}

}  // namespace

void export_attachments(const Programmes::Impl& impl, db::Connection& connection, std::string_view county_id,
                        const std::function<void(std::string_view)>& line) {
    connection.each(sql::export_attachments, {county_id}, [&](const db::Row& row) {
        const auto plain = impl.services.cipher.open(row.text(5), picture_context);
        json::Writer out;
        out.begin_object().member("table", "record_attachment").member("id", row.text(0)).member("record_id", row.text(1));
        out.member("media_type", row.text(2)).member("bytes", row.integer(3)).member("author_id", row.text(4));
        out.member("sha256", plain ? crypto::sha256_hex(*plain) : std::string{plain.error()}).end_object();
        line(out.text());
        return true;
    });
}

void add_attachment_routes(http::RouteSet& set, const Programmes::Impl& impl) {
    const auto add = [&](http::Verb verb, std::string path, http::Op op, auto handler, std::string summary, std::size_t bytes_max,
                         std::vector<std::pair<std::string, std::string>> query) {
        set.routes.push_back({verb,
                              std::move(path),
                              access_to_forms(op),
                              [&impl, handler](const Request& request) { return handler(impl, request); },
                              {std::move(summary), {}, {}, std::move(query)},
                              bytes_max});
    };
    const std::string base = "/api/residents/{resident}/records/{record}/attachments";
    constexpr std::size_t small = 8'192;
    add(http::Verb::post, base, http::Op::create, post_attachment, "Attach the photograph of a paper form", image::picture_bytes_max + 1,
        {{"id", "Made by the client; a repeat is answered with the first result"}});
    add(http::Verb::get, base, http::Op::read, get_attachments, "Photographs of a record", small, {});
    add(http::Verb::get, base + "/{attachment}", http::Op::read, get_attachment, "One photograph", small, {});
    add(http::Verb::post, base + "/{attachment}/withdrawal", http::Op::update, post_withdrawal,
        "Take back a photograph that was attached to the wrong record", small, {});
}

}  // namespace jiwei::programmes
