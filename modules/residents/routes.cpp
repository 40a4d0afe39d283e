// The routes of the register: parse, ask, answer.
#include "core/kernel/id.hpp"
#include "modules/residents/cards.hpp"
#include "modules/residents/household.hpp"
#include "modules/residents/import.hpp"
#include "modules/residents/inside.hpp"
#include "modules/residents/merge_routes.hpp"
#include "modules/residents/merge_shapes.hpp"
#include "modules/residents/opening.hpp"
#include "modules/residents/printing.hpp"
#include "modules/residents/reading.hpp"
#include "modules/residents/shapes.hpp"
#include "modules/residents/transfer.hpp"
#include "platform/http/etag.hpp"

namespace jiwei::residents {
namespace {

using http::Access;
using http::Op;
using http::Request;
using http::Response;
using http::Verb;

constexpr std::string_view demographics = "person_demographics";
constexpr std::size_t import_bytes_max = 64U << 20U;

/// Text members of a body into their fields; a wrong type is a 400 at its pointer.
Result<Stated> read_new_resident(const json::Value& body) {
    if (!body.is_object()) return refuse(Refusal::malformed, "json-object", "an object");
    Stated r;
    const std::pair<std::string_view, std::string*> members[] = {{"id", &r.id},
                                                                 {"name", &r.name},
                                                                 {"sex", &r.sex},
                                                                 {"birth_date", &r.birth_date},
                                                                 {"id_type", &r.id_type},
                                                                 {"id_no", &r.id_no},
                                                                 {"nationality", &r.nationality},
                                                                 {"phone", &r.phone},
                                                                 {"contact_name", &r.contact_name},
                                                                 {"contact_phone", &r.contact_phone},
                                                                 {"residence_type", &r.residence_type},
                                                                 {"residence_state", &r.residence_state},
                                                                 {"arrived_on", &r.arrived_on},
                                                                 {"address", &r.address},
                                                                 {"registered_address", &r.registered_address},
                                                                 {"village_code", &r.village_code},
                                                                 {"institution_id", &r.institution_id},
                                                                 {"grid_id", &r.grid_id},
                                                                 {"opened_on", &r.opened_on},
                                                                 {"opened_by", &r.opened_by},
                                                                 {"doctor", &r.doctor},
                                                                 {"duplicate_reason", &r.duplicate_reason},
                                                                 {"mismatch_reason", &r.mismatch_reason}};
    for (const auto& [key, value] : body.members()) {
        if (key == "basic") {
            if (!value.is_object() && !value.is_null()) return refuse_field(Refusal::malformed, "/basic", "TYPE", "object or null");
            r.basic = value;
            continue;
        }
        const auto* member = std::ranges::find(members, key, &std::pair<std::string_view, std::string*>::first);
        if (member == std::end(members)) return refuse_field(Refusal::malformed, "/" + key, "FIELD_UNKNOWN", "a member of the description");
        if (!value.is_string() && !value.is_null()) return refuse_field(Refusal::malformed, "/" + key, "TYPE", "text");
        *member->second = value.text();
    }
    return r;
}

void write_warnings(json::Writer& out, const std::vector<Finding>& warnings) {
    out.key("warnings").begin_array();
    for (const Finding& finding : warnings) {
        out.begin_object().member("pointer", finding.pointer).member("code", finding.code).member("allowed", finding.allowed).end_object();
    }
    out.end_array();
}

Result<Response> post_resident(const Inside& in, const Request& request) {
    JIWEI_TRY(body, request.json_body());
    JIWEI_TRY(stated, read_new_resident(body));
    JIWEI_TRY(created, in.open_archive(act_of(request), request.grant, stated));
    json::Writer out;
    out.begin_object().member("id", created.written.resident_id).member("version", 1).member("archive_no", created.written.archive_no);
    out.key("temporary_id");
    created.written.temporary_id.empty() ? out.null() : out.string(created.written.temporary_id);
    write_warnings(out, created.warnings);
    const bool replayed = created.written.kind == Written::Kind::replayed;
    Response response = Response::json(out.end_object().take(), replayed ? 200 : 201);
    response.headers.emplace_back("Location", "/api/residents/" + created.written.resident_id);
    return response;
}

Result<std::int64_t> demanded_version(const Request& request) {
    JIWEI_TRY(version, http::if_match_version(request));
    if (!version) return refuse(Refusal::precondition_required, "if-match-missing", "If-Match with the version that was read");
    return *version;
}

Response version_answer(std::string_view id, std::int64_t version, const std::vector<Finding>& warnings) {
    json::Writer out;
    out.begin_object().member("id", id).member("version", version);
    write_warnings(out, warnings);
    Response response = Response::json(out.end_object().take());
    response.headers.emplace_back("ETag", http::version_etag(version));
    return response;
}

Result<Response> patch_resident(const Inside& in, const Request& request) {
    JIWEI_TRY(version, demanded_version(request));
    JIWEI_TRY(body, request.json_body());
    JIWEI_TRY(changed, in.change_cover(act_of(request), request.grant, request.param("resident"), version, body));
    return version_answer(request.param("resident"), changed.version, changed.warnings);
}

Result<Response> post_status(const Inside& in, const Request& request) {
    JIWEI_TRY(version, demanded_version(request));
    JIWEI_TRY(body, request.json_body());
    JIWEI_TRY(changed, in.change_status(act_of(request), request.grant, request.param("resident"), version, body));
    return version_answer(request.param("resident"), changed, {});
}

Result<Response> post_reveal(const Inside& in, const Request& request) {
    JIWEI_TRY(body, request.json_body());
    JIWEI_TRY(value, in.reveal(act_of(request), request.grant, request.param("resident"), body["field"].text(), body["reason"].text()));
    json::Writer out;
    return Response::json(out.begin_object().member("value", value).end_object().take());
}

void add_import_routes(Inside& in, http::RouteSet& set) {
    const auto add = [&set](Verb verb, std::string path, http::Handler handler, std::string summary,
                            std::size_t body_bytes_max = 256 * 1024) {
        set.routes.push_back({verb,
                              std::move(path),
                              Access::to(Op::create, std::string{demographics}),
                              std::move(handler),
                              {std::move(summary), {}, {}, {}},
                              body_bytes_max});
    };
    const std::string base = "/api/residents/imports";
    add(
        Verb::post, base, [&in](const Request& r) { return upload_import(in, r); }, "Upload a roster and see what will be read",
        import_bytes_max);
    add(
        Verb::get, base, [&in](const Request& r) { return list_imports(in, r); }, "Imports, newest first");
    add(
        Verb::get, base + "/{import}", [&in](const Request& r) { return read_import(in, r); }, "State, counts and preview of an import");
    add(
        Verb::post, base + "/{import}/start", [&in](const Request& r) { return start_import(in, r); }, "Start an import");
    add(
        Verb::post, base + "/{import}/cancel", [&in](const Request& r) { return cancel_import(in, r); }, "Stop an import");
    add(
        Verb::get, base + "/{import}/bad", [&in](const Request& r) { return list_bad_rows(in, r); },
        "Rows that were not taken, with reasons");
    add(
        Verb::get, base + "/{import}/differences", [&in](const Request& r) { return list_differences(in, r); },
        "Rows whose person is here already and of whom the file says something else");
    add(
        Verb::get, base + "/{import}/bad.csv", [&in](const Request& r) { return download_bad_rows(in, r); },
        "The same rows as a file to correct");
}

}  // namespace

http::RouteSet Residents::routes() {
    Inside& in = *inside_;
    http::RouteSet set;
    const auto add = [&set](Verb verb, std::string path, Op op, http::Handler handler, std::string summary) {
        set.routes.push_back(
            {verb, std::move(path), Access::to(op, std::string{demographics}), std::move(handler), {std::move(summary), {}, {}, {}}});
    };
    add(
        Verb::post, "/api/residents/search", Op::read, [&in](const Request& r) { return search_people(in, r); }, "The search box");
    add(
        Verb::post, "/api/residents", Op::create, [&in](const Request& r) { return post_resident(in, r); }, "Open an archive");
    add(
        Verb::get, "/api/residents/{resident}", Op::read, [&in](const Request& r) { return read_head(in, r); },
        "Head of a resident's file");
    add(
        Verb::get, "/api/residents/{resident}/cover", Op::read, [&in](const Request& r) { return read_cover(in, r); },
        "Cover and basic form");
    add(
        Verb::patch, "/api/residents/{resident}", Op::update, [&in](const Request& r) { return patch_resident(in, r); },
        "Change cover or basic form");
    add(
        Verb::post, "/api/residents/{resident}/status", Op::update, [&in](const Request& r) { return post_status(in, r); },
        "Moved, died, lost, returned");
    add(
        Verb::post, "/api/residents/{resident}/reveal", Op::read, [&in](const Request& r) { return post_reveal(in, r); },
        "One masked field in full");
    add(
        Verb::get, "/api/residents/{resident}/versions", Op::read, [&in](const Request& r) { return read_versions(in, r); },
        "Who changed what, when");
    add(
        Verb::get, "/api/residents/{resident}/household", Op::read, [&in](const Request& r) { return read_household(in, r); },
        "The person's household");
    add(
        Verb::post, "/api/households", Op::create, [&in](const Request& r) { return open_household(in, r); }, "Open a household");
    add(
        Verb::post, "/api/households/{household}/members", Op::update, [&in](const Request& r) { return join_household(in, r); },
        "Add a member");
    add(
        Verb::post, "/api/households/{household}/members/{resident}/leaving", Op::update,
        [&in](const Request& r) { return leave_household(in, r); }, "A member leaves");
    add(
        Verb::put, "/api/households/{household}/head", Op::update, [&in](const Request& r) { return name_head(in, r); },
        "Name another head");
    add(
        Verb::patch, "/api/households/{household}", Op::update, [&in](const Request& r) { return change_household(in, r); },
        "Change kind, address or environment of a household");
    add_import_routes(in, set);
    add_merge_routes(in, set);
    add_conflict_routes(in, set);
    add_transfer_routes(in, set);
    add_correction_routes(in, set);
    add_card_routes(in, set);
    add_print_routes(in, set);
    add_emergency_routes(in, set);
    add_list_file_routes(in, set);
    add_whole_export_routes(in, set);
    add_transfer_place_routes(in, set);
    add_opening_routes(in, set);
    http::describe(set, wire_shapes, described);
    http::describe(set, merge_wire_shapes, merge_described);
    return set;
}

}  // namespace jiwei::residents
