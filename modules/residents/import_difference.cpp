#include "modules/residents/import_difference.hpp"

#include <algorithm>
#include <set>

#include "core/identity/mask.hpp"
#include "modules/residents/household_store.hpp"
#include "modules/residents/sql.hpp"

namespace jiwei::residents {
namespace {

constexpr int differences_page_rows = 50;
constexpr std::string_view waits = "pending";

struct FieldDifference {
    std::string field;
    std::string before;
    std::string after;
    bool applies = true;  // false: only said, because another act is needed for it
};

struct Found {
    std::vector<FieldDifference> fields;
    json::Value patch = json::Value::object();  // as PATCH takes it
};

/// Fields for which the row has a word of its own.
std::set<std::string, std::less<>> stated_fields(const Mapping& mapping, const std::vector<std::string>& cells) {
    std::set<std::string, std::less<>> fields;
    for (std::size_t i = 0; i < cells.size() && i < mapping.columns.size(); ++i) {
        const bool is_blank = cells[i].find_first_not_of(" \t\r\n") == std::string::npos;
        if (mapping.columns[i] != nullptr && !is_blank) fields.insert(mapping.columns[i]->field);
    }
    return fields;
}

struct CoverField {
    std::string_view column;
    std::string_view member;
    std::string Cover::*value;
};
constexpr CoverField cover_fields[] = {{"name", "name", &Cover::name},
                                       {"sex", "sex", &Cover::sex},
                                       {"birth_date", "birth_date", &Cover::birth_date},
                                       {"contact_name", "contact_name", &Cover::contact_name},
                                       {"residence_type", "residence_type", &Cover::residence_type},
                                       {"residence_state", "residence_state", &Cover::residence_state},
                                       {"arrived_on", "arrived_on", &Cover::arrived_on},
                                       {"address", "address", &Cover::address},
                                       {"registered_address", "registered_address", &Cover::registered_address},
                                       {"doctor", "doctor", &Cover::doctor}};

void compare_places(const Cover& here, const Cover& said, const std::set<std::string, std::less<>>& stated, Found& found) {
    const bool names_place = stated.contains("village") || stated.contains("institution");
    if (!names_place) return;
    // Another institution takes a person over by offer and acceptance, not by a file.
    const bool is_elsewhere = stated.contains("institution")
                                  ? said.institution_id != here.institution_id
                                  : said.village_code != here.village_code && said.institution_id != here.institution_id;
    if (said.village_code != here.village_code && stated.contains("village")) {
        found.fields.push_back({"village", here.village_code, said.village_code, !is_elsewhere});
        if (!is_elsewhere) found.patch.set("village_code", json::Value::string(said.village_code));
    }
    if (is_elsewhere) found.fields.push_back({"institution", here.institution_id, said.institution_id, false});
}

void compare_phones(const Secrets& here, const Secrets& said, const std::set<std::string, std::less<>>& stated, Found& found) {
    const std::pair<std::string_view, std::string Secrets::*> phones[] = {{"phone", &Secrets::phone},
                                                                          {"contact_phone", &Secrets::contact_phone}};
    for (const auto& [field, member] : phones) {
        if (!stated.contains(field) || here.*member == said.*member || (said.*member).empty()) continue;
        found.fields.push_back({std::string{field}, identity::mask_phone(here.*member), identity::mask_phone(said.*member)});
        found.patch.set(std::string{field}, json::Value::string(said.*member));
    }
}

std::string shown_answer(const json::Value& value) {
    return value.is_string() ? value.text() : value.is_null() ? "" : json::write_canonical(value);
}

void compare_basic(const std::optional<BasicRow>& here, const std::string& said, Found& found) {
    const auto answers = json::parse(said);
    if (!answers || !answers->is_object()) return;
    const auto known = here ? json::parse(here->answers) : tl::unexpected(json::Fault{"json.syntax", 0});
    json::Value united = known && known->is_object() ? *known : json::Value::object();
    bool differs = false;
    for (const auto& [key, value] : answers->members()) {
        if (json::write_canonical(united[key]) == json::write_canonical(value)) continue;
        found.fields.push_back({key, shown_answer(united[key]), shown_answer(value)});
        united.set(key, value);
        differs = true;
    }
    if (differs) found.patch.set("basic", std::move(united));
}

/// A status is changed at the archive with its date and reasons, and a number is never edited: both are only said.
void compare_archive(db::Connection& connection, std::string_view county, const ResidentRow& here, const Prepared& said,
                     const std::set<std::string, std::less<>>& stated, Found& found) {
    if (stated.contains("status") && said.status.status != here.status.status) {
        found.fields.push_back({"status", std::string(1, static_cast<char>(here.status.status)),
                                std::string(1, static_cast<char>(said.status.status)), false});
    }
    if (!stated.contains("archive_no") || said.archive_no.empty() || said.archive_no == here.archive_no) return;
    for (const db::Row loser : connection.run(sql::losers_of, {county, here.id})) {
        if (loser.text(2) == said.archive_no) return;  // of an archive that was merged into this one
    }
    found.fields.push_back({"archive_no", here.archive_no, said.archive_no, false});
}

std::string differences_json(const Columns& columns, const Found& found) {
    json::Writer out;
    out.begin_object().key("fields").begin_array();
    for (const FieldDifference& one : found.fields) {
        const ColumnField* column = columns.field(one.field);
        out.begin_object().member("field", one.field).member("column", column == nullptr ? one.field : column->label_zh);
        out.member("before", one.before).member("after", one.after).member("applies", one.applies).end_object();
    }
    return out.end_array().key("patch").raw(json::write(found.patch)).end_object().take();
}

struct Waiting {
    std::int64_t row = 0;
    std::string resident_id;
    json::Value patch;
};

std::vector<Waiting> waiting_after(const Inside& in, const ImportRun& run, std::int64_t& after, bool& more) {
    std::vector<Waiting> found;
    in.services.database.read([&](db::Connection& connection) {
        const db::Rows rows =
            connection.run(sql::list_import_differences, {run.act.county_id, run.import_id, after, differences_page_rows});
        more = rows.size() == static_cast<std::size_t>(differences_page_rows);
        for (const db::Row row : rows) {
            after = row.integer(0);
            if (row.text(2) != waits) continue;
            const auto sealed = json::parse(open_field(row.text(3), sealed_as::import_cells, in.cipher()));
            if (sealed) found.push_back({after, row.string(1), (*sealed)["patch"]});
        }
    });
    return found;
}

/// "changed", or "refused:CODE" when the rules of a change forbid it (somebody else is LIKELY the same person, the archive is closed …).
std::string apply_one(const Inside& in, const ImportRun& run, const access::Reach& reach, const Waiting& one) {
    const auto version = in.services.database.read([&](db::Connection& connection) -> std::int64_t {
        const auto brief = store::find_brief(connection, run.act.county_id, one.resident_id);
        return brief ? brief->version : 0;
    });
    const auto changed = in.change_cover(run.act, reach, one.resident_id, version, one.patch);
    return changed ? "changed" : "refused:" + changed.error().code;
}

}  // namespace

bool record_difference(const Inside& in, db::Connection& connection, const ImportRun& run, const Mapping& mapping, const ExistingRow& row) {
    const std::string& county = run.act.county_id;
    const std::string id = store::living(connection, county, row.resident_id);
    const auto here = store::find(connection, county, id);
    // Whoever may not see the person learns only that there is one.
    if (!here || (run.reach != nullptr && !run.reach->holds(here->cover.institution_id, here->cover.grid_id))) return false;
    const auto stated = stated_fields(mapping, row.cells);
    const Cover& said = row.said.cover;
    Found found;
    for (const CoverField& one : cover_fields) {
        const std::string& after = said.*(one.value);
        const std::string& before = here->cover.*(one.value);
        if (!stated.contains(one.column) || after.empty() || after == before) continue;
        found.fields.push_back({std::string{one.column}, before, after});
        found.patch.set(std::string{one.member}, json::Value::string(after));
    }
    const Secrets secrets{{},
                          open_field(here->phone_enc, sealed_as::phone, in.cipher()),
                          open_field(here->contact_phone_enc, sealed_as::contact_phone, in.cipher())};
    compare_phones(secrets, row.said.secrets, stated, found);
    compare_places(here->cover, said, stated, found);
    compare_archive(connection, county, *here, row.said, stated, found);
    compare_basic(find_shown_basic(connection, county, id), row.said.basic, found);
    if (found.fields.empty()) return false;
    const bool waits_for_change = run.update && !found.patch.members().empty();
    const std::string sealed = in.cipher().seal(differences_json(*in.columns, found), sealed_as::import_cells);
    connection.run(sql::insert_import_difference,
                   {county, run.import_id, row.number, id, waits_for_change ? waits : std::string_view{"differs"}, db::Bytes{sealed}});
    return true;
}

std::int64_t apply_differences(const Inside& in, const ImportRun& run) {
    access::Reach everything;
    everything.whole_county = true;
    const access::Reach& reach = run.reach == nullptr ? everything : *run.reach;
    std::int64_t changed = 0;
    std::int64_t after = 0;
    for (bool more = true; more;) {
        for (const Waiting& one : waiting_after(in, run, after, more)) {
            const std::string state = apply_one(in, run, reach, one);
            const bool is_changed = state == "changed";
            changed += is_changed ? 1 : 0;
            static_cast<void>(in.services.database.write([&](db::Connection& connection) -> tl::expected<bool, std::string> {
                connection.run(sql::set_import_difference, {run.act.county_id, run.import_id, one.row, state});
                if (is_changed) connection.run(sql::count_import_changed, {run.act.county_id, run.import_id});
                return true;
            }));
        }
    }
    return changed;
}

Result<http::Response> list_differences(const Inside& in, const http::Request& request) {
    const ActContext act = act_of(request);
    JIWEI_TRY(import, own_import(in, request, act));
    JIWEI_TRY(after, row_cursor(request));
    json::Writer out;
    out.begin_object().key("items").begin_array();
    std::string next;
    in.services.database.read([&](db::Connection& connection) {
        const db::Rows rows = connection.run(sql::list_import_differences, {act.county_id, import.id, after, differences_page_rows + 1});
        for (std::size_t i = 0; i < rows.size() && i < static_cast<std::size_t>(differences_page_rows); ++i) {
            const auto sealed = json::parse(open_field(rows[i].text(3), sealed_as::import_cells, in.cipher()));
            std::int64_t number = rows[i].integer(0);
            const std::string sheet = sheet_of_row(import.options, number);
            out.begin_object().member("row", number).member("sheet", sheet);
            out.member("resident_id", rows[i].text(1)).member("state", rows[i].text(2));
            out.key("fields").raw(sealed ? json::write((*sealed)["fields"]) : "[]").end_object();
        }
        if (rows.size() > static_cast<std::size_t>(differences_page_rows))
            next = std::to_string(rows[differences_page_rows - 1].integer(0));
    });
    in.record_read(act, "read-differences", {});
    out.end_array().key("next");
    next.empty() ? out.null() : out.string(next);
    return http::Response::json(out.end_object().take());
}

}  // namespace jiwei::residents
