// Imports of rosters: upload, preview, chunks of rows in one act each, resumption, rejected rows.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "modules/residents/inside.hpp"
#include "modules/residents/roster.hpp"
#include "platform/csv/row_source.hpp"

namespace jiwei::residents {

inline constexpr std::string_view import_job_kind = "residents.import";

/// One row of resident_import.
struct ImportRow {
    std::string id;
    std::int64_t version = 1;
    std::string state;  // preview, queued, running, finished, failed, cancelled
    std::string file_name;
    std::int64_t file_bytes = 0;
    json::Value options;
    std::string institution_id;
    std::int64_t rows = 0;  // of data; 0 until the file was counted
    std::int64_t rows_done = 0;
    std::int64_t created = 0;
    std::int64_t existing = 0;
    std::int64_t bad = 0;
    std::int64_t differing = 0;   // of the existing: the file says something else
    std::int64_t changed = 0;     // people whom the file changed
    std::int64_t households = 0;  // made
    std::string error;
    std::string created_by;
    std::int64_t created_at = 0;
    std::int64_t changed_at = 0;
};
[[nodiscard]] std::optional<ImportRow> find_import(db::Connection& connection, std::string_view county_id, std::string_view id);

/// Rows of the second sheet of a workbook are numbered from here on, those of the third from twice as much.
inline constexpr std::int64_t rows_of_sheet_max = 10'000'000;

/// The people of a file, of a workbook those of all sheets with the heading of the first.
class RosterRows : public tabular::RowSource {
public:
    /// The name of the sheet whose row came last, and what stands above its headings.
    [[nodiscard]] virtual const std::string& title() const = 0;
    /// Names of the sheets that were read so far; one empty name for a text file.
    [[nodiscard]] virtual const std::vector<std::string>& sheets() const = 0;
};

/// A file opened as far as its heading row: what follows are people.
struct OpenedRoster {
    std::unique_ptr<RosterRows> source;
    Mapping mapping;
};
/// Refused: file-empty, file-header, and what platform/csv and platform/xlsx refuse.
[[nodiscard]] Result<OpenedRoster> open_roster(std::unique_ptr<tabular::RowSource> source, const Columns& columns,
                                               const json::Value& overrides);

struct ImportRun;
[[nodiscard]] Result<std::string> read_import_file(const std::string& path);
struct CountedRoster {
    Mapping mapping;
    std::string title;  // of the first sheet
    int serial_shift = 0;
    std::int64_t rows = 0;
    std::vector<tabular::Row> sample;       // the first rows
    std::vector<std::string> sheets;        // of a workbook: those that were read
    std::vector<std::string> other_sheets;  // of a workbook: visible and not read
};
/// The sheet in which a row of an import stands, of a workbook with several; else empty. `row` becomes its number there.
[[nodiscard]] std::string sheet_of_row(const json::Value& options, std::int64_t& row);
/// Reads the whole file once: headings, number of people, the first rows.
[[nodiscard]] Result<CountedRoster> count_roster(const Inside& in, const std::string& bytes, const json::Value& overrides);
/// [{column, field, code, allowed}] of a row's findings.
[[nodiscard]] std::string problems_json(const Columns& columns, const Mapping& mapping, const std::vector<Finding>& findings);
/// What is wrong with one row, without a database.
[[nodiscard]] std::vector<Finding> check_row(const Inside& in, const RosterContext& roster, const ImportRun& run,
                                             const std::vector<std::string>& cells, PreparedResident* person = nullptr);
[[nodiscard]] std::string import_file_bidx(const Inside& in, std::string_view county_id, std::string_view bytes, std::string_view edition);

/// What a chunk must do in its own transaction beside the rows (the job's checkpoint); false: stop.
using ChunkHook = std::function<bool(db::Connection&, const ImportRow&)>;

/// The village for rows that name none: what whoever imports says, else what the title says; may be empty.
[[nodiscard]] std::string default_village(const Directory& directory, const json::Value& options, std::string_view title);
struct ImportRun {
    ActContext act;
    std::string import_id;
    const access::Reach* reach = nullptr;  // nothing: the whole county
    int rows_per_act = 1'000;
    int workers = 0;
    bool update = false;  // people who are here already become what the file says
    ChunkHook in_chunk;
    std::function<bool(std::int64_t done, std::int64_t total)> after_chunk;  // false: stop
};
/// Reads on from where the import stopped; the import is `running` before and `finished` after, unless it was stopped.
[[nodiscard]] Result<ImportRow> run_import(const Inside& in, OpenedRoster roster, const ImportRun& run);

[[nodiscard]] Result<ImportReport> run_import_of_file(const Inside& in, const std::string& path, const ImportOptions& options,
                                                      const ActContext& act,
                                                      const std::function<bool(std::int64_t, std::int64_t)>& progress);
/// Job handler: "" or an error code.
[[nodiscard]] std::string run_import_job(const Inside& in, jobs::Run& job);
[[nodiscard]] Result<void> write_bad_rows(const Inside& in, std::string_view county_id, std::string_view import_id,
                                          const std::function<void(std::string_view)>& write);

/// An import of this user's own; 404 else.
[[nodiscard]] Result<ImportRow> own_import(const Inside& in, const http::Request& request, const ActContext& act);
/// The row number after which a page of rows begins.
[[nodiscard]] Result<std::int64_t> row_cursor(const http::Request& request);
[[nodiscard]] Result<http::Response> upload_import(const Inside& in, const http::Request& request);
[[nodiscard]] Result<http::Response> list_imports(const Inside& in, const http::Request& request);
[[nodiscard]] Result<http::Response> read_import(const Inside& in, const http::Request& request);
[[nodiscard]] Result<http::Response> start_import(const Inside& in, const http::Request& request);
[[nodiscard]] Result<http::Response> cancel_import(const Inside& in, const http::Request& request);
[[nodiscard]] Result<http::Response> list_differences(const Inside& in, const http::Request& request);
[[nodiscard]] Result<http::Response> list_bad_rows(const Inside& in, const http::Request& request);
[[nodiscard]] Result<http::Response> download_bad_rows(const Inside& in, const http::Request& request);

}  // namespace jiwei::residents
