// Uploads, previews, progress and rejected rows of imports over HTTP; the work itself is a job.
#include <fstream>
#include <iterator>

#include "modules/residents/import.hpp"
#include "modules/residents/sql.hpp"
#include "platform/crypto/digest.hpp"
#include "platform/csv/csv.hpp"
#include "platform/xlsx/open_table.hpp"

namespace jiwei::residents {
namespace {

using db::Bytes;
using http::Request;
using http::Response;

constexpr std::size_t part_bytes = 1U << 20U;
constexpr std::size_t sample_rows = 20;
constexpr int list_rows_max = 50;
constexpr int bad_page_rows = 500;
/// U+FFFF-like end for descending pages: above every id.
constexpr std::string_view above_all_ids = "zzzzzzzz";

std::string file_name_of(const Request& request) {
    std::string name{request.query_value("name").value_or("roster")};
    const std::size_t slash = name.find_last_of("/\\");
    if (slash != std::string::npos) name.erase(0, slash + 1);
    if (name.size() > 200) name.resize(200);
    return name;
}

std::string reach_json(const access::Reach& reach) {
    json::Writer out;
    const auto list = [&out](std::string_view key, const std::vector<std::string>& ids) {
        out.key(key).begin_array();
        for (const std::string& id : ids) out.string(id);
        out.end_array();
    };
    out.begin_object().member("whole_county", reach.whole_county);
    list("institution_ids", reach.institution_ids);
    list("grid_ids", reach.grid_ids);
    return out.end_object().take();
}

access::Reach read_reach(const json::Value& value) {
    access::Reach reach;
    reach.whole_county = value["whole_county"].as_boolean().value_or(false);
    for (const json::Value& id : value["institution_ids"].items()) reach.institution_ids.push_back(id.text());
    for (const json::Value& id : value["grid_ids"].items()) reach.grid_ids.push_back(id.text());
    return reach;
}

/// Who uploaded, in the words that the job needs to act as the same person within the same reach.
std::string upload_options(const ActContext& act, const access::Reach& reach, const CountedRoster& counted) {
    json::Writer out;
    out.begin_object().member("edition", "2017").key("reach").raw(reach_json(reach));
    out.member("user_id", act.principal.user_id)
        .member("display_name", act.principal.display_name)
        .member("institution_id", act.principal.institution_id);
    out.key("roles").begin_array();
    for (const std::string& role : act.principal.roles) out.string(role);
    out.end_array().key("header").begin_array();
    for (const std::string& heading : counted.mapping.header) out.string(heading);
    out.end_array().key("sheets").begin_array();
    for (const std::string& sheet : counted.sheets) out.string(sheet);
    return out.end_array().end_object().take();
}

void write_row_number(json::Writer& out, const json::Value& options, std::int64_t row) {
    const std::string sheet = sheet_of_row(options, row);
    out.member("row", row).member("sheet", sheet);
}

void write_state(json::Writer& out, const ImportRow& row) {
    out.member("id", row.id)
        .member("state", row.state)
        .member("file_name", row.file_name)
        .member("rows", row.rows)
        .member("done", row.rows_done);
    out.member("created", row.created).member("existing", row.existing).member("bad", row.bad).member("error", row.error);
    out.member("differing", row.differing).member("changed", row.changed).member("households", row.households);
    out.member("at", time::text(time::Instant{row.created_at}));
}

void write_fields(json::Writer& out, const Columns& columns) {
    out.key("fields").begin_array();
    for (const ColumnField& field : columns.fields()) {
        if (field.kind == ColumnKind::ignore) continue;
        out.begin_object().member("field", field.field).member("label_zh", field.label_zh).member("label_en", field.label_en).end_object();
    }
    out.end_array();
}

void write_mapping(json::Writer& out, const Mapping& mapping) {
    out.key("columns").begin_array();
    for (std::size_t i = 0; i < mapping.header.size(); ++i) {
        const ColumnField* field = mapping.columns[i];
        out.begin_object().member("index", static_cast<std::int64_t>(i)).member("header", mapping.header[i]).key("field");
        field == nullptr ? out.null() : out.string(field->field);
        out.end_object();
    }
    out.end_array().key("unmapped").begin_array();
    for (std::size_t i = 0; i < mapping.header.size(); ++i) {
        if (mapping.columns[i] == nullptr && !mapping.header[i].empty()) out.string(mapping.header[i]);
    }
    out.end_array().key("missing").begin_array();
    for (const std::string_view field : {"name", "id_no", "village", "phone", "address"}) {
        if (!mapping.has(field)) out.string(field);
    }
    out.end_array();
}

void write_sample(json::Writer& out, const Inside& in, const ActContext& act, const access::Reach& reach, const CountedRoster& counted,
                  const ImportRow& row) {
    const auto directory = in.directories_of(act);
    const RosterContext context{*in.columns,
                                counted.mapping,
                                *directory,
                                *in.rules,
                                row.options["edition"].text(),
                                row.institution_id,
                                default_village(*directory, row.options, counted.title),
                                counted.serial_shift};
    ImportRun run;
    run.act = act;
    run.import_id = row.id;
    run.reach = &reach;
    out.key("sample").begin_array();
    for (const tabular::Row& sample : counted.sample) {
        out.begin_object();
        write_row_number(out, row.options, sample.number);
        out.key("cells").begin_array();
        for (const std::string& cell : sample.cells) out.string(cell);
        out.end_array()
            .key("problems")
            .raw(problems_json(*in.columns, counted.mapping, check_row(in, context, run, sample.cells)))
            .end_object();
    }
    out.end_array();
}

/// The village that rows without one get, and what may be chosen instead: the villages of the institution that imports.
void write_villages(json::Writer& out, const Inside& in, const ActContext& act, const CountedRoster& counted, const ImportRow& row) {
    const auto directory = in.directories_of(act);
    const auto write = [&](const Village& one) {
        out.begin_object().member("code", one.code).member("name", one.township_name + one.name).end_object();
    };
    const Village* chosen = directory->village(default_village(*directory, row.options, counted.title));
    out.key("default_village");
    chosen == nullptr ? static_cast<void>(out.null()) : write(*chosen);
    out.key("villages").begin_array();
    if (const Place* place = directory->institution(row.institution_id)) {
        for (const std::string& code : place->villages) {
            if (const Village* one = directory->village(code)) write(*one);
        }
    }
    out.end_array();
}

std::string preview_json(const Inside& in, const ActContext& act, const access::Reach& reach, const CountedRoster& counted,
                         const ImportRow& row) {
    json::Writer out;
    out.begin_object();
    write_state(out, row);
    write_mapping(out, counted.mapping);
    out.key("other_sheets").begin_array();
    for (const std::string& sheet : counted.other_sheets) out.string(sheet);
    out.end_array();
    write_sample(out, in, act, reach, counted, row);
    write_fields(out, *in.columns);
    write_villages(out, in, act, counted, row);
    return out.end_object().take();
}

Result<std::string> load_file(const Inside& in, std::string_view county, std::string_view import_id) {
    std::string bytes;
    in.services.database.read([&](db::Connection& connection) {
        connection.each(sql::list_import_parts, {county, import_id}, [&](const db::Row& row) {
            bytes += open_field(row.text(0), sealed_as::import_part, in.cipher());
            return true;
        });
    });
    if (bytes.empty()) return refuse(Refusal::gone, "import-file-gone");
    return bytes;
}

}  // namespace

Result<ImportRow> own_import(const Inside& in, const Request& request, const ActContext& act) {
    JIWEI_CHECK(demand_person_grant(request.grant));
    auto row = in.services.database.read(
        [&](db::Connection& connection) { return find_import(connection, act.county_id, request.param("import")); });
    if (!row || row->created_by != act.principal.user_id) return refuse(Refusal::not_found, "not-found");
    return std::move(*row);
}

namespace {

void record_import_read(const Inside& in, const ActContext& act, std::string_view action, std::string_view id) {
    audit::Entry entry = audit::entry_of(act.principal, act.trail);
    entry.action = action;
    entry.resource = "resident_import";
    entry.resource_id = id;
    in.services.access_log.record(act.county_id, entry);
}

}  // namespace

Result<std::string> read_import_file(const std::string& path) {
    std::ifstream in{path, std::ios::binary};
    if (!in) return refuse(Refusal::unprocessable, "file-missing", path);
    return std::string{std::istreambuf_iterator<char>{in}, {}};
}

std::string sheet_of_row(const json::Value& options, std::int64_t& row) {
    const auto& sheets = options["sheets"].items();
    const auto index = static_cast<std::size_t>(row / rows_of_sheet_max);
    if (sheets.size() < 2 || index >= sheets.size()) return {};
    row %= rows_of_sheet_max;
    return sheets[index].text();
}

Result<CountedRoster> count_roster(const Inside& in, const std::string& bytes, const json::Value& overrides) {
    if (bytes.empty()) return refuse(Refusal::malformed, "file-empty");
    JIWEI_TRY(source, tabular::open_bytes(bytes));
    JIWEI_TRY(roster, open_roster(std::move(source), *in.columns, overrides));
    CountedRoster counted;
    counted.mapping = std::move(roster.mapping);
    counted.title = roster.source->title();
    counted.serial_shift = roster.source->serial_shift();
    tabular::Row row;
    while (true) {
        JIWEI_TRY(more, roster.source->next(row));
        if (!more) break;
        ++counted.rows;
        if (counted.sample.size() < sample_rows) counted.sample.push_back(row);
    }
    if (counted.rows == 0) return refuse(Refusal::malformed, "file-empty");
    counted.sheets = roster.source->sheets();
    counted.other_sheets = roster.source->other_sheets();
    return counted;
}

Result<Response> upload_import(const Inside& in, const Request& request) {
    JIWEI_CHECK(demand_person_grant(request.grant));
    const ActContext act = act_of(request);
    const access::Reach reach = in.access.reach(act.principal, request.grant, act.today);
    JIWEI_TRY(counted, count_roster(in, request.body, json::Value{}));
    const std::string bidx = import_file_bidx(in, act.county_id, request.body, "2017");
    const std::string id = in.services.ids.next();
    const std::string options = upload_options(act, reach, counted);
    std::vector<std::string> parts;
    for (std::size_t begin = 0; begin < request.body.size(); begin += part_bytes) {
        parts.push_back(in.cipher().seal(std::string_view{request.body}.substr(begin, part_bytes), sealed_as::import_part));
    }
    JIWEI_TRY(row, in.services.database.write([&](db::Connection& connection) -> Result<ImportRow> {
        connection.run(sql::insert_import,
                       {act.county_id, id, "preview", file_name_of(request), Bytes{bidx}, static_cast<std::int64_t>(request.body.size()),
                        options, act.principal.institution_id, counted.rows, act.principal.user_id, act.trail.at.utc_ms});
        std::int64_t no = 0;
        for (const std::string& part : parts) connection.run(sql::insert_import_part, {act.county_id, id, ++no, Bytes{part}});
        audit::Entry entry = audit::entry_of(act.principal, act.trail);
        entry.action = "upload";
        entry.resource = "resident_import";
        entry.resource_id = id;
        audit::append_act(connection, act.county_id, entry);
        return *find_import(connection, act.county_id, id);
    }));
    return Response::json(preview_json(in, act, reach, counted, row), 201);
}

Result<Response> list_imports(const Inside& in, const Request& request) {
    JIWEI_CHECK(demand_person_grant(request.grant));
    const ActContext act = act_of(request);
    json::Writer out;
    out.begin_object().key("items").begin_array();
    in.services.database.read([&](db::Connection& connection) {
        for (const db::Row& row : connection.run(sql::list_imports, {act.county_id, above_all_ids, list_rows_max})) {
            const auto one = find_import(connection, act.county_id, row.text(0));
            if (!one || one->created_by != act.principal.user_id) continue;
            out.begin_object();
            write_state(out, *one);
            out.end_object();
        }
    });
    return Response::json(out.end_array().key("next").null().end_object().take());
}

Result<Response> read_import(const Inside& in, const Request& request) {
    const ActContext act = act_of(request);
    JIWEI_TRY(row, own_import(in, request, act));
    if (row.state == "preview") {
        const access::Reach reach = in.access.reach(act.principal, request.grant, act.today);
        JIWEI_TRY(bytes, load_file(in, act.county_id, row.id));
        JIWEI_TRY(counted, count_roster(in, bytes, row.options["mapping"]));
        record_import_read(in, act, "read", row.id);
        return Response::json(preview_json(in, act, reach, counted, row));
    }
    json::Writer out;
    out.begin_object();
    write_state(out, row);
    return Response::json(out.end_object().take());
}

Result<Response> start_import(const Inside& in, const Request& request) {
    const ActContext act = act_of(request);
    JIWEI_TRY(row, own_import(in, request, act));
    json::Value body = json::Value::object();
    if (!request.body.empty()) {
        JIWEI_TRY(given, request.json_body());
        body = given;
    }
    json::Value options = row.options;
    if (body["mapping"].is_object()) options.set("mapping", body["mapping"]);
    if (!body["edition"].text().empty()) {
        if (body["edition"].text() != "2017" && body["edition"].text() != "2011")
            return refuse_field(Refusal::unprocessable, "/edition", "CODE_UNKNOWN", "2017, 2011");
        options.set("edition", body["edition"]);
    }
    if (const std::string& village = body["village_code"].text(); !village.empty()) {
        if (in.directories_of(act)->village(village) == nullptr)
            return refuse_field(Refusal::unprocessable, "/village_code", "VILLAGE_UNKNOWN", "a village or committee of the county");
        options.set("village_code", body["village_code"]);
    }
    if (const auto update = body["update"].as_boolean()) options.set("update", json::Value::boolean(*update));
    JIWEI_CHECK(in.services.database.write([&](db::Connection& connection) -> Result<void> {
        const db::Rows changed =
            connection.run(sql::set_import_state, {act.county_id, row.id, "preview", "queued", "", act.trail.at.utc_ms});
        if (changed.affected() == 0) return refuse(Refusal::conflict, "import-state");
        connection.run(sql::set_import_options, {act.county_id, row.id, json::write(options), row.rows});
        jobs::Job job;
        job.county_id = act.county_id;
        job.id = row.id;
        job.kind = import_job_kind;
        job.input = R"({"import":")" + row.id + R"("})";
        job.total = row.rows;
        job.created_by = act.principal.user_id;
        job.created_at = job.updated_at = act.trail.at;
        jobs::enqueue(connection, job);
        return {};
    }));
    if (in.runner != nullptr) in.runner->wake();
    return Response::json(R"({"id":")" + row.id + R"(","state":"queued"})", 202);
}

Result<Response> cancel_import(const Inside& in, const Request& request) {
    const ActContext act = act_of(request);
    JIWEI_TRY(row, own_import(in, request, act));
    JIWEI_CHECK(in.services.database.write([&](db::Connection& connection) -> Result<void> {
        const db::Rows changed =
            connection.run(sql::set_import_state, {act.county_id, row.id, row.state, "cancelled", "", act.trail.at.utc_ms});
        if (row.state == "finished" || row.state == "cancelled" || changed.affected() == 0)
            return refuse(Refusal::conflict, "import-state");
        connection.run(sql::delete_import_parts, {act.county_id, row.id});
        static_cast<void>(jobs::cancel(connection, act.county_id, row.id, act.trail.at));
        return {};
    }));
    return Response::json(R"({"id":")" + row.id + R"(","state":"cancelled"})");
}

std::string run_import_job(const Inside& in, jobs::Run& job) {
    const std::string& county = job.job().county_id;
    const auto row = in.services.database.read([&](db::Connection& connection) { return find_import(connection, county, job.job().id); });
    if (!row) return "import-unknown";
    if (row->state == "finished" || row->state == "cancelled") return {};
    const time::Instant now = in.services.clock.now();
    const json::Value& o = row->options;
    auth::Principal principal;
    principal.kind = auth::PrincipalKind::user;
    principal.user_id = o["user_id"].text();
    principal.display_name = o["display_name"].text();
    principal.county_id = county;
    principal.institution_id = o["institution_id"].text();
    for (const json::Value& role : o["roles"].items()) principal.roles.push_back(role.text());
    const ActContext act{county, principal, audit::Trail{now, row->id, {}, "job"}, time::civil_date(now)};
    if (row->state == "queued") {
        const auto begun = in.services.database.write([&](db::Connection& connection) -> Result<void> {
            connection.run(sql::set_import_state, {county, row->id, "queued", "running", "", now.utc_ms});
            return {};
        });
        if (!begun) return begun.error().code;
    }
    const auto outcome = [&]() -> Result<ImportRow> {
        JIWEI_TRY(bytes, load_file(in, county, row->id));
        JIWEI_TRY(source, tabular::open_bytes(std::move(bytes)));
        JIWEI_TRY(roster, open_roster(std::move(source), *in.columns, o["mapping"]));
        const access::Reach reach = read_reach(o["reach"]);
        ImportRun run;
        run.act = act;
        run.import_id = row->id;
        run.reach = &reach;
        run.update = o["update"].as_boolean().value_or(false);
        run.in_chunk = [&job](db::Connection& connection, const ImportRow& state) {
            return job.checkpoint(connection, {std::to_string(state.rows_done), state.rows_done, state.rows, {}});
        };
        run.after_chunk = [&job](std::int64_t, std::int64_t) { return !job.stopping(); };
        return run_import(in, std::move(roster), run);
    }();
    if (outcome || outcome.error().code == "import-state") return {};
    static_cast<void>(in.services.database.write([&](db::Connection& connection) -> Result<void> {
        connection.run(sql::set_import_state, {county, row->id, "running", "failed", outcome.error().code, now.utc_ms});
        return {};
    }));
    return outcome.error().code;
}

Result<std::int64_t> row_cursor(const Request& request) {
    const auto cursor = request.query_value("cursor");
    if (!cursor || cursor->empty()) return std::int64_t{0};
    const auto typed = parse_decimal(*cursor);
    if (!typed || typed->scale() != 0) return refuse(Refusal::malformed, "cursor-invalid");
    return typed->units();
}

Result<Response> list_bad_rows(const Inside& in, const Request& request) {
    const ActContext act = act_of(request);
    JIWEI_TRY(row, own_import(in, request, act));
    JIWEI_TRY(after, row_cursor(request));
    json::Writer out;
    out.begin_object().key("items").begin_array();
    std::string next;
    in.services.database.read([&](db::Connection& connection) {
        const db::Rows rows = connection.run(sql::list_import_bad, {act.county_id, row.id, after, list_rows_max + 1});
        for (std::size_t i = 0; i < rows.size() && i < list_rows_max; ++i) {
            out.begin_object();
            write_row_number(out, row.options, rows[i].integer(0));
            out.key("cells").raw(open_field(rows[i].text(1), sealed_as::import_cells, in.cipher()));
            out.key("problems").raw(rows[i].text(2)).end_object();
        }
        if (rows.size() > list_rows_max) next = std::to_string(rows[list_rows_max - 1].integer(0));
    });
    record_import_read(in, act, "read", row.id);
    out.end_array().key("next");
    next.empty() ? out.null() : out.string(next);
    return Response::json(out.end_object().take());
}

Result<void> write_bad_rows(const Inside& in, std::string_view county_id, std::string_view import_id,
                            const std::function<void(std::string_view)>& write) {
    const auto row = in.services.database.read([&](db::Connection& connection) { return find_import(connection, county_id, import_id); });
    if (!row) return refuse(Refusal::not_found, "not-found");
    csv::Writer out{{.byte_order_mark = true, .spreadsheet_safe = true}};
    const std::size_t width = row->options["header"].items().size();
    for (const json::Value& heading : row->options["header"].items()) out.cell(heading.text());
    out.cell("行号").cell("原因").end_row();
    std::int64_t after = 0;
    for (bool more = true; more;) {
        in.services.database.read([&](db::Connection& connection) {
            const db::Rows rows = connection.run(sql::list_import_bad, {county_id, import_id, after, bad_page_rows});
            more = rows.size() == bad_page_rows;
            for (const db::Row& bad : rows) {
                after = bad.integer(0);
                const auto cells = json::parse(open_field(bad.text(1), sealed_as::import_cells, in.cipher()));
                for (std::size_t i = 0; i < width; ++i) out.cell(cells && i < cells->items().size() ? cells->items()[i].text() : "");
                std::string reason;
                if (const auto problems = json::parse(bad.text(2))) {
                    for (const json::Value& p : problems->items()) {
                        reason += (reason.empty() ? "" : "；") + p["column"].text() + "：" + in.columns->reason(p["code"].text());
                    }
                }
                std::int64_t number = after;
                const std::string sheet = sheet_of_row(row->options, number);
                out.cell((sheet.empty() ? "" : sheet + "!") + std::to_string(number)).cell(reason).end_row();
            }
        });
        write(out.take());
    }
    return {};
}

Result<Response> download_bad_rows(const Inside& in, const Request& request) {
    const ActContext act = act_of(request);
    JIWEI_TRY(row, own_import(in, request, act));
    std::string body;
    JIWEI_CHECK(write_bad_rows(in, act.county_id, row.id, [&body](std::string_view piece) { body += piece; }));
    record_import_read(in, act, "download", row.id);
    Response response{200, "text/csv; charset=utf-8", std::move(body), {}};
    response.headers.emplace_back("Content-Disposition", R"(attachment; filename="rejected-rows.csv")");
    return response;
}

}  // namespace jiwei::residents
