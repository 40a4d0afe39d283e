// The HTTP face: a handler parses, asks the module and answers; it holds no rule and no SQL.
#include <algorithm>

#include "core/kernel/id.hpp"
#include "modules/programmes/attachments.hpp"
#include "modules/programmes/form_sight.hpp"
#include "modules/programmes/impl.hpp"
#include "modules/programmes/import_routes.hpp"
#include "modules/programmes/offline_reviews.hpp"
#include "modules/programmes/pack_routes.hpp"
#include "modules/programmes/personal.hpp"
#include "modules/programmes/printing.hpp"
#include "modules/programmes/reading.hpp"
#include "modules/programmes/screening_list.hpp"
#include "modules/programmes/shapes.hpp"
#include "modules/programmes/slice.hpp"
#include "modules/programmes/sql.hpp"
#include "modules/programmes/today.hpp"

namespace jiwei::programmes {

namespace {

constexpr std::string_view resource = "chronic_followup";
constexpr int page_default = 50;
constexpr int page_max = 200;
constexpr std::size_t confirmed_max = 200;
constexpr std::size_t prompted_max = 200;
constexpr std::size_t name_part_bytes_max = 60;
constexpr std::size_t note_bytes_max = 600;

Result<int> limit_of(const http::Request& request) {
    const auto text = request.query_value("limit");
    if (!text || text->empty()) return page_default;
    const auto number = parse_decimal(*text);
    const auto limit = number ? number->units_at(0) : std::nullopt;
    if (!limit || *limit < 1 || *limit > page_max) return refuse_field(Refusal::malformed, "/limit", "limit", "1-200");
    return static_cast<int>(*limit);
}

/// Of the query; 0 when absent.
Result<std::int64_t> whole_number(const http::Request& request, const char* name, const char* code, const char* allowed) {
    const auto text = request.query_value(name);
    if (!text) return 0;
    const auto number = parse_decimal(*text);
    const auto units = number ? number->units_at(0) : std::nullopt;
    if (!units || *units < 0) return refuse_field(Refusal::malformed, std::string{"/"} + name, code, allowed);
    return *units;
}

Result<CivilDate> date_member(const json::Value& body, std::string_view name) {
    if (const auto date = body[name].as_date()) return *date;
    return refuse_field(Refusal::malformed, "/" + std::string{name}, "DATE_FORMAT", "YYYY-MM-DD");
}

Result<std::string> text_member(const json::Value& body, std::string_view name, std::size_t bytes_max, bool is_required) {
    const json::Value* const member = body.find(name);
    if (member == nullptr || member->is_null()) {
        if (is_required) return refuse_field(Refusal::malformed, "/" + std::string{name}, "REQUIRED", "text");
        return std::string{};
    }
    if (!member->is_string() || member->text().size() > bytes_max) {
        return refuse_field(Refusal::malformed, "/" + std::string{name}, "TYPE", "text of at most " + std::to_string(bytes_max) + " bytes");
    }
    return member->text();
}

Result<std::vector<std::string>> confirmed_of(const json::Value& body) {
    std::vector<std::string> pointers;
    const json::Value& list = body["confirmed"];
    if (list.is_null()) return pointers;
    const bool is_valid = list.is_array() && list.items().size() <= confirmed_max &&
                          std::ranges::all_of(list.items(), [](const json::Value& one) { return one.is_string(); });
    if (!is_valid) return refuse_field(Refusal::malformed, "/confirmed", "TYPE", "a list of pointers");
    for (const json::Value& one : list.items()) pointers.push_back(one.text());
    return pointers;
}

Result<RecordInput> record_input(const json::Value& body, std::string resident_id) {
    if (!body.is_object()) return refuse_field(Refusal::malformed, "", "TYPE", "object");
    RecordInput input;
    JIWEI_TRY(id, text_member(body, "id", id_length_max, false));
    JIWEI_TRY(form, text_member(body, "form", 128, true));
    JIWEI_TRY(version, text_member(body, "pack_version", 64, false));
    JIWEI_TRY(service_date, date_member(body, "service_date"));
    JIWEI_TRY(confirmed, confirmed_of(body));
    input.id = id;
    input.resident_id = std::move(resident_id);
    input.form = form;
    input.pack_version = version;
    input.service_date = service_date;
    input.confirmed = std::move(confirmed);
    input.answers = body["answers"];
    input.enrolment_version = body["enrolment_version"].as_integer();
    return input;
}

http::Response answer(const Saved& saved) {
    http::Response response = http::Response::json(saved.body, saved.replayed ? 200 : 201);
    return response;
}

}  // namespace

Actor Programmes::Impl::actor_of(const http::Request& request) const {
    return {request.principal, request.trail, request.today, access.reach(request.principal, request.grant, request.today)};
}

void Programmes::Impl::audit_read(const http::Request& request, std::string_view resource_id, std::string_view resident_id,
                                  std::string_view row) const {
    audit::Entry entry = audit::entry_of(request.principal, request.trail);
    entry.action = "read";
    entry.resource = row.empty() ? resource : row;
    entry.resource_id = resource_id;
    entry.person_id = resident_id;
    services.access_log.record(request.principal.county_id, entry);
}

namespace {

/// What a device needs to prompt without a connection.
void write_screening(json::Writer& out, const packs::Pack& pack) {
    if (!pack.screening) {
        out.null();
        return;
    }
    out.begin_object().member("programme", pack.screening->programme).member("form", pack.screening->form);
    out.member("from_age", pack.screening->from_age).member("found", pack.screening->found).key("measured").begin_array();
    for (const std::string& code : pack.screening->measured) out.string(code);
    out.end_array().end_object();
}

/// What the page calls the pack's tasks, what enrolling asks for, and of which lists its people are.
void write_more(json::Writer& out, const packs::Pack& pack) {
    out.member("diagnosis", pack.usual_diagnosis).key("age_min");
    if (pack.enrol_age_min) {
        out.integer(*pack.enrol_age_min);
    } else {
        out.null();
    }
    out.key("tasks").begin_array();
    std::string_view seen;
    for (const packs::TaskRule& task : pack.tasks) {
        if (task.code == seen) continue;
        seen = task.code;
        out.begin_object().member("code", task.code).member("title_zh", task.title.zh).member("title_en", task.title.en).end_object();
    }
    out.end_array().key("screening");
    write_screening(out, pack);
    out.key("indicators").begin_array();
    for (const packs::Indicator& one : pack.indicators) {
        out.begin_object().member("code", one.code).member("title_zh", one.title.zh).member("title_en", one.title.en);
        out.member("counts_people", one.figure.empty()).member("higher_is_better", one.direction != "DOWN").end_object();
    }
    out.end_array();
}

class Handlers {
public:
    Handlers(Programmes& programmes, const Programmes::Impl& impl) : programmes_{programmes}, impl_{impl} {}

    Result<http::Response> packs(const http::Request&) const {
        json::Writer out;
        out.begin_object().key("items").begin_array();
        for (const Edition& edition : impl_.packs.impl().editions) {
            out.begin_object().member("name", edition.bundle.name).member("version", edition.bundle.version);
            out.member("edition", edition.bundle.edition).member("effective_from", edition.bundle.effective_from);
            out.member("title_zh", edition.pack->title.zh).member("title_en", edition.pack->title.en);
            out.member("has_enrolment", edition.pack->has_enrolment).key("forms").begin_array();
            for (const packs::FormRules& form : edition.pack->forms) {
                out.begin_object().member("name", form.form.name).member("title_zh", form.form.title.zh);
                out.member("title_en", form.form.title.en).member("decides", !form.decision.empty());
                out.member("row", form.form.row).end_object();
            }
            out.end_array();
            write_more(out, *edition.pack);
            out.end_object();
        }
        out.end_array().end_object();
        return http::Response::json(out.take());
    }

    Result<http::Response> pack(const http::Request& request) const {
        const std::string_view version = request.param("version");
        http::Response response = http::Response::json({});
        if (const PackBundle* const bundle = impl_.packs.find(request.param("name"), version)) {
            response.body = bundle->bytes;
        } else {
            response.body = impl_.services.database.read([&](db::Connection& connection) {
                const db::Rows rows = connection.run(sql::find_pack, {version});
                return rows.empty() || rows[0].text(0) != request.param("name") ? std::string{} : rows[0].string(3);
            });
            if (response.body.empty()) return refuse(Refusal::not_found, "not-found");
        }
        response.headers.emplace_back("Cache-Control", "private, max-age=31536000, immutable");
        response.headers.emplace_back("ETag", "\"" + std::string{version} + "\"");
        return response;
    }

    Result<http::Response> enrol(const http::Request& request) const {
        JIWEI_TRY(body, request.json_body());
        EnrolmentInput input;
        JIWEI_TRY(id, text_member(body, "id", id_length_max, false));
        JIWEI_TRY(programme, text_member(body, "programme", 64, true));
        JIWEI_TRY(enrolled_on, date_member(body, "enrolled_on"));
        JIWEI_TRY(diagnosis, text_member(body, "diagnosis", 32, false));
        input = {id, std::string{request.param("resident")}, programme, enrolled_on, diagnosis, {}};
        return finish(request, programmes_.enrol(impl_.actor_of(request), input));
    }

    Result<http::Response> save(const http::Request& request) const {
        JIWEI_TRY(body, request.json_body());
        JIWEI_TRY(input, record_input(body, std::string{request.param("resident")}));
        JIWEI_TRY(actor, actor_by_row(impl_, request, impl_.packs.impl().row_of_form(input.form)));
        JIWEI_CHECK(impl_.access.demand_signature(request.principal, input.form));
        return finish(request, programmes_.save_record(actor, input));
    }

    Result<http::Response> amend(const http::Request& request) const {
        JIWEI_TRY(body, request.json_body());
        const std::string old_id{request.param("record")};
        JIWEI_TRY(asked, ask_for_record(impl_, request, old_id));
        const Record& old = asked.record;
        const Actor& actor = asked.actor;
        const bool is_visible = impl_.services.database.read(
            [&](db::Connection& connection) { return brief_in_reach(impl_, connection, actor, old.resident_id).has_value(); });
        // Neither a question for the password nor a word about the answers: whoever cannot see the person learns that there is nothing.
        if (!is_visible) return denied(request, old_id, {Refusal::not_found, "not-found", {}, {}}, actor.row);
        JIWEI_CHECK(impl_.access.demand_signature(request.principal, old.form));
        json::Value with_form = body;
        with_form.set("form", json::Value::string(old.form));
        JIWEI_TRY(input, record_input(with_form, old.resident_id));
        JIWEI_TRY(reason, text_member(body, "reason", note_bytes_max, true));
        input.supersedes = old_id;
        input.reason = reason;
        return finish(request, programmes_.amend(actor, input));
    }

    Result<http::Response> check(const http::Request& request) const {
        JIWEI_TRY(body, request.json_body());
        JIWEI_TRY(input, record_input(body, std::string{request.param("resident")}));
        JIWEI_TRY(actor, actor_by_row(impl_, request, impl_.packs.impl().row_of_form(input.form)));
        JIWEI_TRY(record, impl_.prepare(actor, input));
        JIWEI_TRY(text,
                  impl_.services.database.read([&](db::Connection& connection) { return check_record(impl_, connection, actor, record); }));
        impl_.audit_read(request, "check", input.resident_id, actor.row);
        return http::Response::json(text);
    }

    /// A read of one person's rows in reach, audited.
    template <class Read>
    Result<http::Response> read_person(const http::Request& request, const Read& read) const {
        const std::string resident_id{request.param("resident")};
        const FormSight sight{impl_, request};
        auto text = impl_.services.database.read([&](db::Connection& connection) -> Result<std::string> {
            JIWEI_TRY(person, sight.person(connection, resident_id));
            return read(connection, person);
        });
        if (!text) return denied(request, resident_id, std::move(text.error()));
        impl_.audit_read(request, resident_id, resident_id, request.grant.resource);
        return http::Response::json(std::move(*text));
    }

    Result<http::Response> enrolments(const http::Request& request) const {
        const auto read = [&](db::Connection& connection, const FormSight::OfPerson& person) -> Result<std::string> {
            return enrolments_json(connection, request.principal.county_id, person.brief().id);
        };
        return read_person(request, read);
    }

    Result<http::Response> programmes(const http::Request& request) const {
        const auto read = [](db::Connection& connection, const FormSight::OfPerson& person) -> Result<std::string> {
            return programmes_json(connection, person);
        };
        return read_person(request, read);
    }

    Result<http::Response> prompts(const http::Request& request) const {
        JIWEI_TRY(body, request.json_body());
        const json::Value& given = body["residents"];
        const bool is_list =
            given.is_array() && given.items().size() <= prompted_max &&
            std::ranges::all_of(given.items(), [](const json::Value& one) { return one.is_string() && is_id(one.text()); });
        if (!is_list) return refuse_field(Refusal::malformed, "/residents", "TYPE", "at most 200 ids");
        if (request.grant.statistical) return refuse(Refusal::forbidden, "purpose-needed");
        std::vector<std::string> ids;
        for (const json::Value& one : given.items()) ids.push_back(one.text());
        const Actor actor = impl_.actor_of(request);
        std::string text =
            impl_.services.database.read([&](db::Connection& connection) { return prompts_json(impl_, connection, actor, ids); });
        impl_.audit_read(request, "prompts", ids.size() == 1 ? ids.front() : std::string{});
        return http::Response::json(std::move(text));
    }

    Result<http::Response> unmeasured(const http::Request& request) const {
        if (request.grant.statistical) return refuse(Refusal::forbidden, "purpose-needed");
        JIWEI_TRY(limit, limit_of(request));
        const Actor actor = impl_.actor_of(request);
        const ScreeningListQuery query{std::string{request.param("pack")}, std::string{request.query_value("name").value_or("")},
                                       std::string{request.query_value("cursor").value_or("")}, limit};
        if (query.name_part.size() > name_part_bytes_max) return refuse_field(Refusal::malformed, "/name", "LENGTH", "<= 20 characters");
        JIWEI_TRY(text, impl_.services.database.read(
                            [&](db::Connection& connection) { return screening_list_json(impl_, connection, actor, query); }));
        impl_.audit_read(request, query.pack, {});
        return http::Response::json(std::move(text));
    }

    Result<http::Response> records(const http::Request& request) const {
        JIWEI_TRY(limit, limit_of(request));
        const std::string cursor{request.query_value("cursor").value_or("")};
        return read_person(request, [&](db::Connection& connection, const FormSight::OfPerson& person) {
            return records_json(connection, person, cursor, limit);
        });
    }

    Result<http::Response> series(const http::Request& request) const {
        const std::string facts{request.query_value("fact").value_or("")};
        const auto from = request.query_value("from");
        if (from && !parse_civil_date(*from)) return refuse_field(Refusal::malformed, "/from", "DATE_FORMAT", "YYYY-MM-DD");
        return read_person(request, [&](db::Connection& connection, const FormSight::OfPerson& person) {
            return series_json(connection, person, request.today, facts, from.value_or("1800-01-01"));
        });
    }

    Result<http::Response> record(const http::Request& request) const {
        JIWEI_TRY(asked, ask_for_record(impl_, request, request.param("record")));
        auto text = impl_.services.database.read([&](db::Connection& connection) -> Result<std::string> {
            JIWEI_CHECK(brief_in_reach(impl_, connection, asked.actor, asked.record.resident_id));
            return record_json(impl_, connection, asked.actor, asked.record);
        });
        if (!text) return denied(request, request.param("record"), std::move(text.error()), asked.actor.row);
        impl_.audit_read(request, request.param("record"), asked.record.resident_id, asked.actor.row);
        return http::Response::json(std::move(*text));
    }

    Result<http::Response> print(const http::Request& request) const {
        JIWEI_TRY(asked, ask_for_record(impl_, request, request.param("record")));
        struct Found {
            residents::Brief brief;
            residents::OnPaper person;
        };
        auto found = impl_.services.database.read([&](db::Connection& connection) -> Result<Found> {
            const Actor& actor = asked.actor;
            JIWEI_TRY(brief, brief_in_reach(impl_, connection, actor, asked.record.resident_id));
            residents::OnPaper person = impl_.residents.on_paper(connection, actor.principal.county_id,
                                                                 {actor.principal, actor.reach, actor.today}, asked.record.resident_id);
            asked.record = as_seen(impl_, connection, actor, masking::Edge::print, std::move(asked.record));
            return Found{std::move(brief), std::move(person)};
        });
        if (!found) return denied(request, request.param("record"), std::move(found.error()), asked.actor.row);
        JIWEI_TRY(bytes, print_record(impl_, asked.record, found->brief, found->person));
        impl_.audit_read(request, "print:" + asked.record.id, found->brief.id, asked.actor.row);
        http::Response response{200, "application/pdf", std::move(bytes), {}};
        response.headers.emplace_back("Content-Disposition", "inline; filename=\"record.pdf\"");
        response.headers.emplace_back("Cache-Control", "no-store");
        return response;
    }

    Result<http::Response> refused_records(const http::Request& request) const { return refused_record_rows(programmes_, impl_, request); }
    Result<http::Response> record_imports(const http::Request& request) const { return list_record_imports(impl_, request); }
    Result<http::Response> look(const http::Request& request) const { return look_at_records(request); }
    Result<http::Response> bring_in(const http::Request& request) const { return import_uploaded(programmes_, impl_, request); }

    Result<http::Response> state(const http::Request& request) const {
        JIWEI_TRY(body, request.json_body());
        JIWEI_TRY(word, text_member(body, "state", 1, true));
        JIWEI_TRY(on, date_member(body, "on"));
        JIWEI_TRY(reason, text_member(body, "reason", note_bytes_max, false));
        if (word != "1" && word != "2" && word != "5" && word != "6")
            return refuse_field(Refusal::malformed, "/state", "CODE_UNKNOWN", "1, 2, 5, 6");
        const auto state = static_cast<EnrolmentState>(word.front() - '0');
        auto text =
            programmes_.change_state(impl_.actor_of(request), request.param("enrolment"), state, on, reason, body["version"].as_integer());
        if (!text) return denied(request, request.param("enrolment"), std::move(text.error()));
        return http::Response::json(std::move(*text));
    }

    Result<http::Response> referral_result(const http::Request& request) const {
        JIWEI_TRY(body, request.json_body());
        JIWEI_TRY(on, date_member(body, "on"));
        JIWEI_TRY(outcome, text_member(body, "outcome", 1, true));
        JIWEI_TRY(note, text_member(body, "note", note_bytes_max, false));
        if (outcome != "1" && outcome != "2" && outcome != "3")
            return refuse_field(Refusal::malformed, "/outcome", "CODE_UNKNOWN", "1, 2, 3");
        if (!note.empty()) outcome += ": " + note;
        auto text = programmes_.referral_result(impl_.actor_of(request), request.param("task"), on, outcome);
        if (!text) return denied(request, request.param("task"), std::move(text.error()));
        return http::Response::json(std::move(*text));
    }

    Result<http::Response> today(const http::Request& request) const {
        JIWEI_TRY(limit, limit_of(request));
        TodayQuery query{request.principal.county_id,
                         {},
                         request.today,
                         std::string{request.query_value("cursor").value_or("")},
                         limit,
                         request.principal,
                         std::string{request.query_value("programme").value_or("")},
                         std::string{request.query_value("task").value_or("")}};
        const auto people = impl_.access.grant_for(request.principal, http::Op::read, resource);
        if (people && !people->statistical) {
            query.reach = impl_.access.reach(request.principal, *people, request.today);
            JIWEI_TRY(text, impl_.services.database.read([&](db::Connection& connection) {
                return people_today(impl_, connection, query, !query.reach.institution_ids.empty() && query.programme.empty());
            }));
            impl_.audit_read(request, "today", {});
            return http::Response::json(text);
        }
        JIWEI_TRY(statistics, impl_.access.grant_for(request.principal, http::Op::read, "report_statistics"));
        query.reach = impl_.access.reach(request.principal, statistics, request.today);
        return http::Response::json(
            impl_.services.database.read([&](db::Connection& connection) { return county_today(impl_, connection, query); }));
    }

    Result<http::Response> slice(const http::Request& request) const {
        JIWEI_TRY(since, whole_number(request, "since", "change-seq", "a change_seq that a slice gave"));
        JIWEI_TRY(people, whole_number(request, "people", "people-count", "the people_count that a slice gave"));
        const SliceAsked asked{since, static_cast<std::size_t>(people)};
        if (request.grant.statistical) return refuse(Refusal::forbidden, "purpose-needed");
        JIWEI_TRY(actor, actor_by_row(impl_, request, resource));
        const FormSight sight{impl_, request};
        JIWEI_TRY(text, impl_.services.database.read(
                            [&](db::Connection& connection) { return slice_json(impl_, connection, actor, sight, asked); }));
        impl_.audit_read(request, "slice", {});
        return http::Response::json(std::move(text));
    }

private:
    tl::unexpected<Problem> denied(const http::Request& request, std::string_view id, Problem problem,
                                   std::string_view row = resource) const {
        if (problem.refusal == Refusal::not_found) impl_.access.record_denial(request, row, id, problem.code);
        return tl::unexpected(std::move(problem));
    }

    Result<http::Response> finish(const http::Request& request, Result<Saved> saved) const {
        if (!saved) return denied(request, request.param("resident"), std::move(saved.error()));
        return answer(*saved);
    }

    Programmes& programmes_;
    const Programmes::Impl& impl_;
};

}  // namespace

http::RouteSet Programmes::routes() {
    const auto handlers = std::make_shared<const Handlers>(*this, *impl_);
    http::RouteSet set;
    using Method = Result<http::Response> (Handlers::*)(const http::Request&) const;
    const auto add = [&](http::Verb verb, std::string path, http::Access access, Method method, std::string summary,
                         std::vector<std::pair<std::string, std::string>> query = {}) {
        const bool has_body = verb != http::Verb::get;
        set.routes.push_back({verb,
                              std::move(path),
                              std::move(access),
                              [handlers, method](const http::Request& request) { return ((*handlers).*method)(request); },
                              {std::move(summary), has_body ? R"({"type":"object"})" : "", R"({"type":"object"})", std::move(query)}});
    };
    const auto to = [](http::Op op) { return http::Access::to(op, std::string{resource}); };
    const std::vector<std::pair<std::string, std::string>> paging{{"cursor", "From the page before"}, {"limit", "1-200"}};
    using http::Op;
    using http::Verb;
    add(Verb::get, "/api/packs", http::Access::signed_in(), &Handlers::packs, "Loaded packs and their forms");
    add(Verb::get, "/api/packs/{name}/{version}", http::Access::signed_in(), &Handlers::pack, "The bundle of a pack, byte for byte");
    add(Verb::post, "/api/residents/{resident}/enrolments", to(Op::create), &Handlers::enrol, "Enrol a person in a programme");
    add(Verb::get, "/api/residents/{resident}/enrolments", to(Op::read), &Handlers::enrolments, "A person's enrolments");
    add(Verb::post, "/api/enrolments/{enrolment}/state", to(Op::update), &Handlers::state, "Lost, refused, closed, found again");
    add(Verb::get, "/api/residents/{resident}/programmes", to(Op::read), &Handlers::programmes, "Enrolments, open tasks and last values");
    add(Verb::post, "/api/prompts", to(Op::read), &Handlers::prompts, "Whom of these people to measure or to enrol");
    auto of_screening = paging;
    of_screening.emplace_back("name", "A part of the name");
    add(Verb::get, "/api/screening/{pack}/people", to(Op::read), &Handlers::unmeasured, "Whom a screening still has to measure this year",
        of_screening);
    add(Verb::post, "/api/residents/{resident}/records", access_to_forms(Op::create), &Handlers::save, "Save a signed form");
    add(Verb::post, "/api/residents/{resident}/records/check", access_to_forms(Op::read), &Handlers::check,
        "What a form would lead to; nothing is saved");
    add(Verb::get, "/api/residents/{resident}/records", access_to_forms(Op::read), &Handlers::records, "Signed forms, newest first",
        paging);
    add(Verb::get, "/api/residents/{resident}/series", access_to_forms(Op::read), &Handlers::series, "A measured value over time",
        {{"fact", "Names or codes of facts, separated by commas"}, {"from", "YYYY-MM-DD"}});
    add(Verb::get, "/api/records/{record}", access_to_forms(Op::read), &Handlers::record, "One signed form and its versions");
    add(Verb::get, "/api/records/{record}/print", access_to_forms(Op::read), &Handlers::print,
        "A signed form on the official A4 paper (PDF)");
    add(Verb::get, "/api/record-imports/{import}/bad.csv", access_to_forms(Op::create), &Handlers::refused_records,
        "Rows of an earlier system that were refused, with their reasons");
    add(Verb::get, "/api/record-imports", access_to_forms(Op::create), &Handlers::record_imports,
        "Files of earlier systems that were brought in, newest first");
    add(Verb::post, "/api/record-imports/look", access_to_forms(Op::create), &Handlers::look,
        "Headings and first rows of a file of an earlier system");
    add(Verb::post, "/api/record-imports", access_to_forms(Op::create), &Handlers::bring_in,
        "Check or bring in records of an earlier system; repeated until it is finished");
    for (http::Route& route : set.routes) {
        if (route.verb == Verb::post && route.path.starts_with("/api/record-imports")) route.body_bytes_max = import_body_bytes_max;
    }
    add(Verb::post, "/api/records/{record}/amendments", access_to_forms(Op::update), &Handlers::amend,
        "Replace a signed form, keeping the old one");
    add(Verb::post, "/api/tasks/{task}/referral-result", to(Op::update), &Handlers::referral_result, "What came of a referral");
    auto of_today = paging;
    of_today.emplace_back("programme", "Tasks of this pack alone");
    of_today.emplace_back("task", "With `programme`: tasks of this code alone");
    add(Verb::get, "/api/today", http::Access::signed_in(), &Handlers::today, "What is to be done today", of_today);
    add(Verb::get, "/api/offline/slice", access_to_forms(Op::read), &Handlers::slice, "What a device carries to work without a connection",
        {{"since", "The change_seq of the slice that the device has"}, {"people", "How many people it holds"}});
    add_pack_routes(set, *this, *impl_);
    add_attachment_routes(set, *impl_);
    add_offline_review_routes(set, *impl_);
    http::describe(set, wire_shapes, described);
    return set;
}

}  // namespace jiwei::programmes
