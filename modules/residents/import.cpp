#include "modules/residents/import.hpp"

#include <algorithm>
#include <deque>
#include <future>
#include <thread>

#include "core/identity/normalise.hpp"
#include "modules/residents/conflicts.hpp"
#include "modules/residents/import_difference.hpp"
#include "modules/residents/roster_household.hpp"
#include "modules/residents/sql.hpp"
#include "platform/crypto/digest.hpp"
#include "platform/csv/csv.hpp"
#include "platform/xlsx/open_table.hpp"

namespace jiwei::residents {
namespace {

using db::Bytes;

constexpr int rows_per_act_max = 1'000;

ImportRow import_of(const db::Row& row) {
    ImportRow i;
    i.id = row.string(0);
    i.version = row.integer(1);
    i.state = row.string(2);
    i.file_name = row.string(3);
    i.file_bytes = row.integer(4);
    if (auto options = json::parse(row.text(5))) i.options = std::move(*options);
    i.institution_id = row.string(6);
    i.rows = row.integer(7);
    i.rows_done = row.integer(8);
    i.created = row.integer(9);
    i.existing = row.integer(10);
    i.bad = row.integer(11);
    i.error = row.string(12);
    i.created_by = row.string(13);
    i.created_at = row.integer(14);
    i.changed_at = row.integer(15);
    i.changed = row.integer(16);
    i.households = row.integer(17);
    i.differing = row.integer(18);
    return i;
}

struct RawRow {
    std::int64_t number = 0;
    std::vector<std::string> cells;
    std::string village_code;  // where the row names none
};

struct BadRow {
    std::int64_t number = 0;
    std::string cells_sealed;
    std::string problems;
    std::string household, relation;
};

/// Rows of one act after the checks that need no database.
struct Chunk {
    std::int64_t rows = 0;
    std::vector<PreparedResident> people;
    std::vector<RawRow> people_rows;  // as they stood in the file, should the database refuse one
    std::vector<BadRow> bad;
};

std::string cell_text_of(const Mapping& mapping, const RawRow& row, std::string_view field) {
    for (std::size_t i = 0; i < mapping.columns.size() && i < row.cells.size(); ++i) {
        if (mapping.columns[i] != nullptr && mapping.columns[i]->field == field) return row.cells[i];
    }
    return {};
}

BadRow bad_row(const Inside& in, const Mapping& mapping, const RawRow& row, const std::vector<Finding>& findings) {
    json::Writer cells;
    cells.begin_array();
    for (const std::string& cell : row.cells) cells.string(cell);
    return {row.number, in.cipher().seal(cells.end_array().text(), sealed_as::import_cells), problems_json(*in.columns, mapping, findings),
            cell_text_of(mapping, row, "household"), read_relation(cell_text_of(mapping, row, "relation"))};
}

Chunk check_rows(const Inside& in, const RosterContext& roster, const ImportRun& run, std::vector<RawRow> rows) {
    Chunk chunk;
    chunk.rows = static_cast<std::int64_t>(rows.size());
    RosterContext of_sheet = roster;
    for (RawRow& row : rows) {
        PreparedResident person;
        of_sheet.village_code = row.village_code;
        const std::vector<Finding> findings = check_row(in, of_sheet, run, row.cells, &person);
        if (!findings.empty()) {
            chunk.bad.push_back(bad_row(in, roster.mapping, row, findings));
            continue;
        }
        chunk.people.push_back(std::move(person));
        chunk.people_rows.push_back(std::move(row));
    }
    return chunk;
}

bool has_kin(const Mapping& mapping) { return mapping.has("household") || mapping.has("relation"); }

/// What the row says of its household waits until everybody is here.
void keep_kin(db::Connection& connection, const ImportRun& run, std::int64_t row, const Prepared& person, std::string_view resident_id) {
    if (person.household.empty() && person.relation.empty() && person.household_rest.empty()) return;
    connection.run(sql::insert_import_member, {run.act.county_id, run.import_id, row, person.household, person.relation, resident_id,
                                               resident_id.empty() ? std::string_view{} : std::string_view{person.household_rest}});
}

/// One act: the people, the rejected rows and the position behind them, all or nothing.
Result<ImportRow> write_chunk(const Inside& in, const Mapping& mapping, const ImportRun& run, std::int64_t before, const Chunk& chunk) {
    const std::string& county = run.act.county_id;
    const auto act = [&](db::Connection& connection) -> Result<ImportRow> {
        const db::Rows guarded =
            connection.run(sql::guard_import_chunk, {county, run.import_id, before, before + chunk.rows, run.act.trail.at.utc_ms});
        if (guarded.affected() == 0) return refuse(Refusal::conflict, "import-state");
        const std::vector<Written> written = in.write_batch(connection, run.act, "import", chunk.people);
        std::int64_t created = 0;
        std::int64_t existing = 0;
        std::int64_t differing = 0;
        std::vector<BadRow> bad;
        for (std::size_t i = 0; i < written.size(); ++i) {
            std::vector<Finding> findings = written[i].errors;
            const Prepared& person = *chunk.people[i];
            const RawRow& row = chunk.people_rows[i];
            if (written[i].kind == Written::Kind::created) {
                ++created;
                keep_kin(connection, run, row.number, person, written[i].resident_id);
                if (!person.cards.empty()) insert_cards(in, connection, run.act, written[i].resident_id, person.cards);
                continue;
            }
            if (written[i].kind == Written::Kind::replayed || (findings.front().code == "DUP_EXACT" && !written[i].conflict)) {
                ++existing;
                keep_kin(connection, run, row.number, person, written[i].resident_id);
                differing +=
                    record_difference(in, connection, run, mapping, {row.number, row.cells, person, written[i].resident_id}) ? 1 : 0;
                continue;
            }
            if (written[i].conflict) {
                findings.push_back({findings.front().pointer, "DUP_CONFLICT", {}, Severity::hard});
                const auto number = std::ranges::find_if(person.identifiers, [](const Identifier& one) { return !one.exact_bidx.empty(); });
                open_conflict(in, connection, run.act,
                              {written[i].resident_id, {}, person.cover, person.secrets, number->exact_bidx, "import:" + run.import_id});
            }
            keep_kin(connection, run, row.number, person, {});
            bad.push_back(bad_row(in, mapping, row, findings));
        }
        const auto insert = [&](const BadRow& one) {
            connection.run(sql::insert_import_bad, {county, run.import_id, one.number, Bytes{one.cells_sealed}, one.problems});
        };
        std::ranges::for_each(chunk.bad, insert);
        if (has_kin(mapping)) {
            for (const BadRow& one : chunk.bad)
                connection.run(sql::insert_import_member, {county, run.import_id, one.number, one.household, one.relation, "", ""});
        }
        std::ranges::for_each(bad, insert);
        connection.run(sql::count_import_chunk,
                       {county, run.import_id, created, existing, static_cast<std::int64_t>(chunk.bad.size() + bad.size()), differing});
        ImportRow now = *find_import(connection, county, run.import_id);
        if (run.in_chunk && !run.in_chunk(connection, now)) return refuse(Refusal::conflict, "import-state");
        return now;
    };
    try {
        return in.services.database.write(act);
    } catch (const db::Error& error) {
        if (error.trouble() != db::Trouble::duplicate) throw;
    }
    return in.services.database.write(act);  // somebody else opened one of these archives meanwhile: now it is seen
}

/// Reads rows with the village that their sheet names for those that name none.
class SheetReader {
public:
    SheetReader(RosterRows& source, const Directory& directory, const json::Value& options)
        : source_{&source}, directory_{&directory}, options_{&options} {}

    Result<bool> read(int count, std::vector<RawRow>& rows) {
        tabular::Row row;
        while (static_cast<int>(rows.size()) < count) {
            JIWEI_TRY(more, source_->next(row));
            if (!more) return false;
            if (!is_begun_ || title_ != source_->title()) {
                title_ = source_->title();
                village_ = default_village(*directory_, *options_, title_);
                is_begun_ = true;
            }
            rows.push_back({row.number, row.cells, village_});
        }
        return true;
    }

private:
    RosterRows* source_;
    const Directory* directory_;
    const json::Value* options_;
    std::string title_, village_;
    bool is_begun_ = false;
};

int worker_count(int wanted) {
    if (wanted > 0) return std::min(wanted, 16);
    return std::max(1, static_cast<int>(std::thread::hardware_concurrency()) - 1);
}

Result<void> set_state(const Inside& in, const ImportRun& run, std::string_view from, std::string_view to, std::string_view error = {}) {
    return in.services.database.write([&](db::Connection& connection) -> Result<void> {
        const db::Rows changed =
            connection.run(sql::set_import_state, {run.act.county_id, run.import_id, from, to, error, run.act.trail.at.utc_ms});
        if (changed.affected() == 0) return refuse(Refusal::conflict, "import-state");
        if (to == "finished" || to == "cancelled") connection.run(sql::delete_import_parts, {run.act.county_id, run.import_id});
        return {};
    });
}

}  // namespace

std::string problems_json(const Columns& columns, const Mapping& mapping, const std::vector<Finding>& findings) {
    json::Writer out;
    out.begin_array();
    for (const Finding& finding : findings) {
        std::string field = finding.pointer.empty() ? std::string{} : finding.pointer.substr(1);
        if (field.starts_with("basic/")) field.erase(0, 6);
        field.resize(std::min(field.find('/'), field.size()));
        if (field == "village_code") field = "village";
        if (field == "institution_id") field = "institution";
        std::string heading;
        for (std::size_t i = 0; i < mapping.columns.size() && heading.empty(); ++i) {
            if (mapping.columns[i] != nullptr && mapping.columns[i]->field == field) heading = mapping.header[i];
        }
        if (const ColumnField* column = columns.field(field); heading.empty() && column != nullptr) heading = column->label_zh;
        out.begin_object()
            .member("column", heading)
            .member("field", field)
            .member("code", finding.code)
            .member("allowed", finding.allowed)
            .end_object();
    }
    return out.end_array().take();
}

namespace {

/// A spreadsheet keeps fifteen digits of a number: "350802196002290000", "3.50802196002290E+17".
bool has_lost_digits(std::string_view number) {
    const bool exponent = number.find("E+1") != std::string_view::npos || number.find("E1") != std::string_view::npos;
    return exponent || (number.size() == 18 && number.ends_with("000"));
}

/// What is wrong with the number is not only what its check says, but the file.
void name_lost_digits(std::string_view typed, std::vector<Finding>& findings) {
    if (!has_lost_digits(identity::fold_number(typed))) return;
    const auto at_number = std::ranges::find_if(findings, [](const Finding& f) { return f.pointer == "/id_no"; });
    if (at_number != findings.end()) findings.insert(at_number + 1, {"/id_no", "ID_DIGITS_LOST", {}, Severity::hard});
}

/// With a right number, birth date and sex would follow from it: one reason is enough.
void drop_what_the_number_would_say(std::vector<Finding>& findings) {
    if (std::ranges::none_of(findings, [](const Finding& f) { return f.pointer == "/id_no"; })) return;
    std::erase_if(findings, [](const Finding& f) { return f.code == "REQUIRED" && (f.pointer == "/birth_date" || f.pointer == "/sex"); });
}

}  // namespace

std::vector<Finding> check_row(const Inside& in, const RosterContext& roster, const ImportRun& run, const std::vector<std::string>& cells,
                               PreparedResident* person) {
    std::vector<Finding> findings;
    std::vector<Finding> soft;
    const Stated stated = read_roster_row(cells, roster, findings);
    auto prepared = prepare_person(stated, in.prepare_context(run.act, roster.directory), soft);
    if (!prepared) {
        for (Finding& finding : prepared.error()) {
            // The row already says that its village or its date is not understood; what is missing then follows from it.
            const bool said = std::ranges::any_of(findings, [&](const Finding& f) {
                return f.code == finding.code || (f.pointer == finding.pointer && finding.code == "REQUIRED");
            });
            if (!said) findings.push_back(std::move(finding));
        }
        name_lost_digits(stated.id_no, findings);
        drop_what_the_number_would_say(findings);
        return findings;
    }
    if (findings.empty() && run.reach != nullptr && !run.reach->holds((*prepared)->cover.institution_id, (*prepared)->cover.grid_id)) {
        findings.push_back({"/village", "OUT_OF_SCOPE", {}, Severity::hard});
    }
    if (findings.empty() && person != nullptr) *person = std::move(*prepared);
    return findings;
}

std::optional<ImportRow> find_import(db::Connection& connection, std::string_view county_id, std::string_view id) {
    const db::Rows rows = connection.run(sql::find_import, {county_id, id});
    if (rows.empty()) return std::nullopt;
    return import_of(rows[0]);
}

Result<ImportRow> run_import(const Inside& in, OpenedRoster roster, const ImportRun& run) {
    const auto loaded =
        in.services.database.read([&](db::Connection& connection) { return find_import(connection, run.act.county_id, run.import_id); });
    if (!loaded) return refuse(Refusal::not_found, "not-found");
    ImportRow state = *loaded;
    const auto directory = in.directories_of(run.act);
    const RosterContext context{*in.columns,
                                roster.mapping,
                                *directory,
                                *in.rules,
                                state.options["edition"].text(),
                                state.institution_id,
                                {},
                                roster.source->serial_shift()};
    const json::Value options = state.options;
    SheetReader reader{*roster.source, *directory, options};
    std::vector<RawRow> skipped;
    if (state.rows_done > 0) JIWEI_CHECK(reader.read(static_cast<int>(state.rows_done), skipped));
    skipped.clear();

    // Chunks are checked on workers ahead of the writer, and written in the order of the file.
    const int rows_per_act = std::clamp(run.rows_per_act, 1, rows_per_act_max);
    const std::size_t ahead = static_cast<std::size_t>(worker_count(run.workers)) + 1;
    std::deque<std::future<Chunk>> checked;
    bool more = true;
    while (more || !checked.empty()) {
        while (more && checked.size() < ahead) {
            std::vector<RawRow> rows;
            JIWEI_TRY(goes_on, reader.read(rows_per_act, rows));
            more = goes_on;
            if (rows.empty()) break;
            checked.push_back(std::async(std::launch::async, [&in, &context, &run, rows = std::move(rows)]() mutable {
                return check_rows(in, context, run, std::move(rows));
            }));
        }
        if (checked.empty()) break;
        const Chunk chunk = checked.front().get();
        checked.pop_front();
        JIWEI_TRY(written, write_chunk(in, roster.mapping, run, state.rows_done, chunk));
        state = std::move(written);
        if (run.after_chunk && !run.after_chunk(state.rows_done, state.rows)) return state;
    }
    static_cast<void>(make_households(in, run));
    if (run.update) static_cast<void>(apply_differences(in, run));
    JIWEI_CHECK(set_state(in, run, "running", "finished"));
    return *in.services.database.read(
        [&](db::Connection& connection) { return find_import(connection, run.act.county_id, run.import_id); });
}

namespace {

ImportReport report_of(const ImportRow& row) {
    return {row.id,         row.rows_done,           row.created, row.existing, row.bad, row.differing, row.changed,
            row.households, row.state == "finished", {}};
}

std::string options_json(const ImportOptions& options, const CountedRoster& counted) {
    json::Writer out;
    out.begin_object().member("edition", options.edition).member("village_code", options.village_code).key("header").begin_array();
    for (const std::string& heading : counted.mapping.header) out.string(heading);
    out.end_array().key("sheets").begin_array();
    for (const std::string& sheet : counted.sheets) out.string(sheet);
    return out.end_array().end_object().take();
}

/// The unfinished import of these bytes, or a new one.
Result<ImportRow> begin_file_import(const Inside& in, const std::string& path, std::string_view file_bidx, std::int64_t bytes,
                                    const CountedRoster& counted, const ImportOptions& options, const ActContext& act) {
    std::string institution_id;
    if (!options.institution_code.empty()) {
        const Place* place = in.directories_of(act)->find_institution(options.institution_code);
        if (place == nullptr)
            return refuse_field(Refusal::unprocessable, "/institution", "INSTITUTION_UNKNOWN", "an institution of the county");
        institution_id = place->id;
    }
    if (!options.village_code.empty() && in.directories_of(act)->village(options.village_code) == nullptr)
        return refuse_field(Refusal::unprocessable, "/village_code", "VILLAGE_UNKNOWN", "a village or committee of the county");
    const std::string name = path.substr(path.find_last_of('/') + 1);
    return in.services.database.write([&](db::Connection& connection) -> Result<ImportRow> {
        const db::Rows before = connection.run(sql::find_import_of_file, {act.county_id, Bytes{file_bidx}});
        if (!before.empty()) {
            ImportRow found = *find_import(connection, act.county_id, before[0].text(0));
            if (found.state == "queued") {
                connection.run(sql::set_import_state, {act.county_id, found.id, "queued", "running", "", act.trail.at.utc_ms});
                found.state = "running";
            }
            return found;
        }
        const std::string id = in.services.ids.next();
        connection.run(sql::insert_import, {act.county_id, id, "running", name, Bytes{file_bidx}, bytes, options_json(options, counted),
                                            institution_id, counted.rows, act.principal.user_id, act.trail.at.utc_ms});
        return *find_import(connection, act.county_id, id);
    });
}

}  // namespace

std::string default_village(const Directory& directory, const json::Value& options, std::string_view title) {
    if (const std::string& stated = options["village_code"].text(); !stated.empty()) return stated;
    const Village* named = directory.village_in_title(title);
    return named == nullptr ? std::string{} : named->code;
}

std::string import_file_bidx(const Inside& in, std::string_view county_id, std::string_view bytes, std::string_view edition) {
    return in.cipher().blind_index(crypto::sha256_hex(bytes) + ":" + std::string{county_id} + ":" + std::string{edition},
                                   "resident_import.file");
}

Result<ImportReport> run_import_of_file(const Inside& in, const std::string& path, const ImportOptions& options, const ActContext& act,
                                        const std::function<bool(std::int64_t, std::int64_t)>& progress) {
    JIWEI_TRY(bytes, read_import_file(path));
    const std::string bidx = import_file_bidx(in, act.county_id, bytes, options.edition);
    const auto size = static_cast<std::int64_t>(bytes.size());
    JIWEI_TRY(counted, count_roster(in, bytes, json::Value{}));
    JIWEI_TRY(state, begin_file_import(in, path, bidx, size, counted, options, act));
    JIWEI_TRY(source, tabular::open_bytes(std::move(bytes)));
    JIWEI_TRY(roster, open_roster(std::move(source), *in.columns, json::Value{}));
    ImportRun run;
    run.act = act;
    run.import_id = state.id;
    run.rows_per_act = options.rows_per_act;
    run.workers = options.workers;
    run.update = options.update;
    run.after_chunk = progress;
    JIWEI_TRY(done, run_import(in, std::move(roster), run));
    ImportReport report = report_of(done);
    report.other_sheets = std::move(counted.other_sheets);
    return report;
}

}  // namespace jiwei::residents
