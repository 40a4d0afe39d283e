// A list as the page shows it, as a workbook or CSV (docs/adr/0081): the columns the user chose, the rows the user may see, numbers
// masked as on the screen. What leaves the house is audited with its rows' count; people by name go through the export of two persons.
#include "core/kernel/utf8.hpp"
#include "modules/residents/merge_routes.hpp"
#include "platform/csv/csv.hpp"
#include "platform/xlsx/xlsx.hpp"

namespace jiwei::residents {
namespace {

constexpr std::size_t shown_rows_max = 5'000;
constexpr std::size_t shown_columns_max = 30;
constexpr std::size_t shown_cell_characters_max = 500;
constexpr std::size_t shown_title_characters_max = 60;
constexpr std::size_t shown_body_bytes_max = 8U << 20U;
constexpr std::string_view list_workbook_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

struct ShownList {
    std::string title;
    std::vector<std::string> columns;
    std::vector<std::vector<std::string>> rows;
    bool as_csv = false;
};

Result<std::vector<std::string>> read_cells(const json::Value& value, const std::string& pointer) {
    if (!value.is_array() || value.items().empty() || value.items().size() > shown_columns_max)
        return refuse_field(Refusal::unprocessable, pointer, "COUNT", "1-30 texts");
    std::vector<std::string> cells;
    for (const json::Value& cell : value.items()) {
        if (!cell.is_string() || utf8::length(cell.text()) > shown_cell_characters_max)
            return refuse_field(Refusal::unprocessable, pointer, "TEXT_LENGTH", "texts of at most 500");
        cells.push_back(cell.text());
    }
    return cells;
}

Result<ShownList> read_list(const json::Value& body) {
    ShownList list;
    list.title = body["title"].text();
    if (list.title.empty() || utf8::length(list.title) > shown_title_characters_max)
        return refuse_field(Refusal::unprocessable, "/title", "TEXT_LENGTH", "1-60");
    const std::string& format = body["format"].text();
    if (format != "xlsx" && format != "csv") return refuse_field(Refusal::unprocessable, "/format", "CODE_UNKNOWN", "xlsx, csv");
    list.as_csv = format == "csv";
    JIWEI_TRY(columns, read_cells(body["columns"], "/columns"));
    list.columns = std::move(columns);
    const json::Value& rows = body["rows"];
    if (!rows.is_array() || rows.items().size() > shown_rows_max)
        return refuse_field(Refusal::unprocessable, "/rows", "COUNT", "at most 5000");
    for (const json::Value& row : rows.items()) {
        JIWEI_TRY(cells, read_cells(row, "/rows"));
        if (cells.size() != list.columns.size()) return refuse_field(Refusal::unprocessable, "/rows", "COUNT", "a cell for each column");
        list.rows.push_back(std::move(cells));
    }
    return list;
}

std::string csv_of(const ShownList& list) {
    csv::Writer out{csv::WriteOptions{.byte_order_mark = true, .spreadsheet_safe = true}};
    const auto line = [&out](const std::vector<std::string>& cells) {
        for (const std::string& cell : cells) out.cell(cell);
        out.end_row();
    };
    line(list.columns);
    for (const auto& row : list.rows) line(row);
    return out.take();
}

Result<http::Response> make_list_file(const Inside& in, const http::Request& request) {
    JIWEI_CHECK(demand_person_grant(request.grant));
    JIWEI_TRY(body, request.json_body({shown_body_bytes_max, 8, 200'000}));
    JIWEI_TRY(list, read_list(body));
    const ActContext act = act_of(request);
    audit::Entry entry = audit::entry_of(act.principal, act.trail);
    entry.action = "export";
    entry.resource = "resident_list";
    entry.reason = list.title + " (" + std::to_string(list.rows.size()) + ")";
    in.services.access_log.record(act.county_id, entry);
    http::Response response{200,
                            list.as_csv ? "text/csv; charset=utf-8" : std::string{list_workbook_type},
                            list.as_csv
                                ? csv_of(list)
                                : xlsx::workbook(utf8::length(list.title) > 28 ? std::string{"list"} : list.title, list.columns, list.rows),
                            {}};
    response.headers.emplace_back("Content-Disposition",
                                  list.as_csv ? "attachment; filename=\"list.csv\"" : "attachment; filename=\"list.xlsx\"");
    return response;
}

}  // namespace

void add_list_file_routes(Inside& in, http::RouteSet& set) {
    set.routes.push_back({http::Verb::post,
                          "/api/residents/list-file",
                          http::Access::to(http::Op::read, "person_demographics"),
                          [&in](const http::Request& r) { return make_list_file(in, r); },
                          {"A list as shown, as a workbook or CSV", {}, {}, {}},
                          shown_body_bytes_max});
}

}  // namespace jiwei::residents
