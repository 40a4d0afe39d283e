#include "modules/programmes/import_routes.hpp"

#include "modules/programmes/form_sight.hpp"
#include "modules/programmes/sql.hpp"
#include "platform/crypto/digest.hpp"
#include "platform/xlsx/open_table.hpp"

namespace jiwei::programmes {

namespace {

constexpr std::int64_t rows_a_request = 2'000;
constexpr std::size_t rows_looked_at = 5;
constexpr std::size_t cell_bytes_shown = 120;
constexpr int imports_listed = 50;
constexpr std::string_view beyond_all_ids = "zzzzzzzz";
constexpr json::Limits upload_limits{.bytes_max = import_body_bytes_max, .depth_max = 6, .members_max = 5'000};

std::string bare_name(const std::string& path) {
    constexpr std::size_t name_bytes_max = 200;
    return path.substr(path.find_last_of("/\\") + 1).substr(0, name_bytes_max);
}

Result<std::string> file_of(const json::Value& body) {
    const json::Value& file = body["file"];
    if (!file.is_string() || file.text().empty()) return refuse_field(Refusal::malformed, "/file", "REQUIRED", "a file in base64url");
    auto bytes = crypto::unbase64url(file.text());
    if (!bytes) return refuse_field(Refusal::malformed, "/file", "TYPE", "a file in base64url");
    if (bytes->size() > import_file_bytes_max)
        return refuse_field(Refusal::unprocessable, "/file", "file-too-large", "at most 4 MiB; larger ones with jiwei import records");
    return std::move(*bytes);
}

void write_report(json::Writer& out, const RecordImportReport& report, bool is_preview) {
    out.begin_object().key("id");
    report.import_id.empty() ? out.null() : out.string(report.import_id);
    // A preview ends where it was stopped, too: it looks at the first rows only.
    out.member("finished", is_preview || report.is_finished).member("whole", report.is_finished);
    out.member("rows", report.rows).member("created", report.created).member("existing", report.existing).member("bad", report.bad);
    out.key("unused").begin_array();
    for (const std::string& heading : report.unused_headings) out.string(heading);
    out.end_array().key("problems").begin_array();
    for (const RefusedLine& line : report.refused_lines) {
        out.begin_object().member("row", line.row).member("column", line.column).member("field", line.field);
        out.member("code", line.code).member("allowed", line.allowed).end_object();
    }
    out.end_array().end_object();
}

}  // namespace

Result<http::Response> look_at_records(const http::Request& request) {
    JIWEI_TRY(body, request.json_body(upload_limits));
    JIWEI_TRY(bytes, file_of(body));
    JIWEI_TRY(source, tabular::open_bytes(std::move(bytes)));
    tabular::Row row;
    JIWEI_TRY(has_header, source->next(row));
    if (!has_header) return refuse_field(Refusal::unprocessable, "/file", "file-empty", "a row of headings");
    json::Writer out;
    const auto write_cells = [&out](const std::vector<std::string>& cells) {
        out.begin_array();
        for (const std::string& cell : cells) out.string(cell.size() > cell_bytes_shown ? "…" : cell);
        out.end_array();
    };
    out.begin_object().key("headings");
    write_cells(row.cells);
    out.key("sample").begin_array();
    for (std::size_t i = 0; i < rows_looked_at; ++i) {
        JIWEI_TRY(more, source->next(row));
        if (!more) break;
        write_cells(row.cells);
    }
    out.end_array().key("other_sheets").begin_array();
    for (const std::string& sheet : source->other_sheets()) out.string(sheet);
    return http::Response::json(out.end_array().end_object().take());
}

Result<http::Response> import_uploaded(Programmes& programmes, const Programmes::Impl& impl, const http::Request& request) {
    JIWEI_TRY(body, request.json_body(upload_limits));
    JIWEI_TRY(bytes, file_of(body));
    RecordImportOptions options;
    options.form = body["form"].text();
    options.preview = body["preview"].as_boolean().value_or(false);
    if (!body["mapping"].is_object()) return refuse_field(Refusal::malformed, "/mapping", "TYPE", "object");
    options.mapping_table = body["mapping"];
    JIWEI_TRY(actor, actor_by_row(impl, request, impl.packs.impl().row_of_form(options.form)));
    std::int64_t rows = 0;
    std::int64_t before = -1;
    const auto stop_in_time = [&](std::int64_t done) {
        // An import that goes on counts from where it stopped.
        if (before < 0) before = std::max<std::int64_t>(0, done - options.rows_per_act);
        rows = done - before;
        return rows < rows_a_request;
    };
    const auto drop = [](std::string_view) {};
    auto report = programmes.import_records(std::move(bytes), bare_name(body["file_name"].text()), options, actor, stop_in_time, drop);
    if (!report) {
        Problem problem = std::move(report.error());
        // Faults of the mapping stand where the page shows them.
        for (Finding& finding : problem.errors) {
            if (problem.code == "mapping-invalid") finding.pointer = "/mapping" + finding.pointer;
        }
        return tl::unexpected(std::move(problem));
    }
    impl.audit_read(request, "import-records:" + report->import_id, {}, actor.row);
    json::Writer out;
    write_report(out, *report, options.preview);
    return http::Response::json(out.take());
}

Result<http::Response> list_record_imports(const Programmes::Impl& impl, const http::Request& request) {
    const std::string whose = impl.actor_of(request).reach.whole_county ? std::string{} : request.principal.user_id;
    json::Writer out;
    out.begin_object().key("items").begin_array();
    impl.services.database.read([&](db::Connection& connection) {
        for (const db::Row row :
             connection.run(sql::record_imports_of, {request.principal.county_id, beyond_all_ids, whose, imports_listed})) {
            out.begin_object()
                .member("id", row.text(0))
                .member("form", row.text(1))
                .member("source", row.text(2))
                .member("state", row.text(3));
            out.member("file_name", row.text(4)).member("rows", row.integer(5)).member("created", row.integer(6));
            out.member("existing", row.integer(7)).member("bad", row.integer(8)).member("at", time::text(time::Instant{row.integer(9)}));
            out.end_object();
        }
        return true;
    });
    return http::Response::json(out.end_array().end_object().take());
}

Result<http::Response> refused_record_rows(const Programmes& programmes, const Programmes::Impl& impl, const http::Request& request) {
    const std::string_view id = request.param("import");
    const bool is_own = impl.services.database.read([&](db::Connection& connection) {
        const db::Rows found = connection.run(sql::find_record_import, {request.principal.county_id, id});
        return !found.empty() && found[0].text(13) == request.principal.user_id;
    });
    // The file may speak of anybody in the county: it goes back to who brought it.
    if (!is_own && !impl.actor_of(request).reach.whole_county) return refuse(Refusal::not_found, "not-found");
    JIWEI_TRY(rows, programmes.refused_records(request.principal.county_id, id));
    impl.audit_read(request, "import:" + std::string{id}, {});
    http::Response response{200, "text/csv; charset=utf-8", std::move(rows), {}};
    response.headers.emplace_back("Content-Disposition", R"(attachment; filename="refused-rows.csv")");
    response.headers.emplace_back("Cache-Control", "no-store");
    return response;
}

}  // namespace jiwei::programmes
