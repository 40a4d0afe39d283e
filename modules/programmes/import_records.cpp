// jiwei import records: follow-ups and examinations of an earlier system become signed records that name it. Chunks of rows in one act
// each; what is refused stays out with its reason, and does not undo its neighbours.
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "modules/programmes/impl.hpp"
#include "modules/programmes/import_mapping.hpp"
#include "modules/programmes/sql.hpp"
#include "platform/config/config.hpp"
#include "platform/crypto/digest.hpp"
#include "platform/csv/csv.hpp"
#include "platform/xlsx/open_table.hpp"

namespace jiwei::programmes {

namespace {

constexpr std::string_view cells_context = "record_import_bad.cells";
constexpr std::string_view file_context = "record_import.file";
constexpr std::array<const char*, 5> report_headings{"行号", "列", "字段", "代码", "允许"};
constexpr std::size_t id_hex_length = 40;
constexpr int rows_per_act_max = 1'000;
constexpr std::uintmax_t import_bytes_max = std::uintmax_t{512} << 20U;

Result<std::string> read_whole(const std::string& path) {
    std::error_code failed;
    const auto size = std::filesystem::file_size(path, failed);
    if (failed) return refuse(Refusal::unprocessable, "file-unreadable");
    if (size > import_bytes_max) return refuse(Refusal::unprocessable, "file-too-large", "at most 512 MiB");
    std::ifstream in{path, std::ios::binary};
    return std::string{std::istreambuf_iterator<char>{in}, {}};
}

/// The same row of the same system has the same id for ever: importing it again is a replay.
std::string imported_id(std::string_view form, std::string_view source, std::string_view row_key) {
    std::string whole{form};
    whole.append(1, '\n').append(source).append(1, '\n').append(row_key);
    return "imp." + crypto::sha256_hex(whole).substr(0, id_hex_length);
}

/// Why the row is refused, for the report; never a person's data.
std::vector<Finding> findings_of(const Problem& problem) {
    if (!problem.errors.empty()) return problem.errors;
    return {{"", problem.code, problem.detail, Severity::hard}};
}

struct OfRow {
    std::int64_t number = 0;
    std::vector<std::string> cells;
    MappedRow mapped;
};

struct Refused {
    const OfRow* row = nullptr;
    std::vector<Finding> findings;
};

struct ChunkResult {
    std::int64_t created = 0;
    std::int64_t existing = 0;
    std::vector<Refused> refused;
};

class RecordImport {
public:
    RecordImport(const Programmes::Impl& impl, const Actor& actor, const RecordImportOptions& options, RowReader reader,
                 const std::function<bool(std::int64_t)>& progress, const std::function<void(std::string_view)>& bad_rows)
        : impl_{impl}, actor_{actor}, options_{options}, reader_{std::move(reader)}, progress_{progress}, bad_rows_{bad_rows} {}

    Result<RecordImportReport> run(tabular::RowSource& source, const std::vector<std::string>& header, std::string_view file_name,
                                   std::string_view file_bidx) {
        report_.unused_headings = reader_.unused_headings();
        report_.other_sheets = source.other_sheets();
        write_header(header);
        if (!options_.preview) JIWEI_CHECK(begin(header, file_name, file_bidx));
        std::int64_t behind = rows_done_;
        bool more = true;
        while (more) {
            std::vector<OfRow> rows;
            JIWEI_TRY(goes_on, read_chunk(source, behind, rows));
            more = goes_on;
            if (rows.empty()) continue;
            JIWEI_CHECK(settle(rows));
            if (progress_ && !progress_(report_.rows)) return report_;
        }
        if (!options_.preview) JIWEI_CHECK(finish());
        report_.is_finished = true;
        return report_;
    }

private:
    /// False at the end of the file. `behind`: rows of an earlier run to leave out.
    Result<bool> read_chunk(tabular::RowSource& source, std::int64_t& behind, std::vector<OfRow>& rows) const {
        const std::size_t most = static_cast<std::size_t>(std::clamp(options_.rows_per_act, 1, rows_per_act_max));
        tabular::Row row;
        while (rows.size() < most) {
            JIWEI_TRY(more, source.next(row));
            if (!more) return false;
            if (behind > 0) {
                --behind;
                continue;
            }
            rows.push_back({row.number, row.cells, reader_.read(row.cells)});
        }
        return true;
    }

    Result<void> begin(const std::vector<std::string>& header, std::string_view file_name, std::string_view file_bidx) {
        const std::string& county = actor_.principal.county_id;
        return impl_.services.database.write([&](db::Connection& connection) -> Result<void> {
            const db::Rows open = connection.run(sql::unfinished_record_import, {county, db::Bytes{file_bidx}});
            if (!open.empty()) {
                report_.import_id = open[0].string(0);
                const db::Rows found = connection.run(sql::find_record_import, {county, report_.import_id});
                rows_done_ = found[0].integer(7);
                report_.rows = rows_done_;
                report_.created = found[0].integer(8);
                report_.existing = found[0].integer(9);
                report_.bad = found[0].integer(10);
                return {};
            }
            report_.import_id = impl_.services.ids.next();
            json::Writer columns;
            columns.begin_array();
            for (const std::string& one : header) columns.string(one);
            connection.run(sql::insert_record_import,
                           {county, report_.import_id, options_.form, reader_.mapping().source, file_name, db::Bytes{file_bidx},
                            columns.end_array().take(), actor_.principal.user_id, actor_.trail.at.utc_ms});
            return {};
        });
    }

    Result<void> finish() const {
        return impl_.services.database.write([&](db::Connection& connection) -> Result<void> {
            connection.run(sql::finish_record_import, {actor_.principal.county_id, report_.import_id, actor_.trail.at.utc_ms});
            return {};
        });
    }

    Result<void> settle(const std::vector<OfRow>& rows) {
        ChunkResult chunk;
        const auto act = [&](db::Connection& connection) -> Result<void> {
            chunk = {};
            if (!options_.preview) {
                const db::Rows guarded =
                    connection.run(sql::guard_record_import, {actor_.principal.county_id, report_.import_id, rows_done_,
                                                              rows_done_ + static_cast<std::int64_t>(rows.size()), actor_.trail.at.utc_ms});
                if (guarded.affected() == 0) return refuse(Refusal::conflict, "import-state");
            }
            for (const OfRow& row : rows) write_row(connection, row, chunk);
            // Everything was tried as it would be; nothing of it stays.
            if (options_.preview) return refuse(Refusal::conflict, "preview");
            for (const Refused& one : chunk.refused) keep_refused(connection, one);
            connection.run(sql::count_record_import, {actor_.principal.county_id, report_.import_id, chunk.created, chunk.existing,
                                                      static_cast<std::int64_t>(chunk.refused.size())});
            return {};
        };
        auto done = impl_.services.database.write(act);
        if (!done && !(options_.preview && done.error().code == "preview")) return done;
        rows_done_ += static_cast<std::int64_t>(rows.size());
        report_.rows += static_cast<std::int64_t>(rows.size());
        report_.created += chunk.created;
        report_.existing += chunk.existing;
        report_.bad += static_cast<std::int64_t>(chunk.refused.size());
        for (const Refused& one : chunk.refused) write_refused(one);
        return {};
    }

    void write_row(db::Connection& connection, const OfRow& row, ChunkResult& chunk) const {
        if (!row.mapped.findings.empty()) {
            chunk.refused.push_back({&row, row.mapped.findings});
            return;
        }
        const std::string id = imported_id(options_.form, reader_.mapping().source, row.mapped.row_key);
        auto saved = impl_.import_row(connection, actor_, id, row.mapped, reader_.mapping());
        if (!saved) {
            chunk.refused.push_back({&row, findings_of(saved.error())});
        } else if (*saved == Programmes::Impl::Imported::created) {
            ++chunk.created;
        } else {
            ++chunk.existing;
        }
    }

    /// {column, field, code, allowed}: the heading of the file beside the key of the form.
    struct Line {
        std::string column;
        std::string field;
    };
    [[nodiscard]] Line line_of(const Finding& finding) const {
        constexpr std::string_view answers = "/answers/";
        Line line{"", finding.pointer.starts_with('/') ? finding.pointer.substr(1) : finding.pointer};
        if (finding.pointer.starts_with(answers)) {
            line.field = finding.pointer.substr(answers.size());
            line.column = reader_.heading_of(line.field.substr(0, std::min(line.field.find_first_of("/."), line.field.size())));
        }
        return line;
    }

    void keep_refused(db::Connection& connection, const Refused& one) const {
        json::Writer cells;
        cells.begin_array();
        for (const std::string& cell : one.row->cells) cells.string(cell);
        const std::string sealed = impl_.services.cipher.seal(cells.end_array().text(), cells_context);
        json::Writer problems;
        problems.begin_array();
        for (const Finding& finding : one.findings) {
            if (finding.severity == Severity::soft) continue;
            const Line line = line_of(finding);
            problems.begin_object().member("column", line.column).member("field", line.field).member("code", finding.code);
            problems.member("allowed", finding.allowed).end_object();
        }
        connection.run(sql::insert_record_import_bad,
                       {actor_.principal.county_id, report_.import_id, one.row->number, db::Bytes{sealed}, problems.end_array().take()});
    }

    void write_header(const std::vector<std::string>& header) const {
        csv::Writer out{{',', true, true, "\r\n"}};
        for (const char* const one : report_headings) out.cell(one);
        for (const std::string& one : header) out.cell(one);
        bad_rows_(out.end_row().take());
    }

    void write_refused(const Refused& one) {
        csv::Writer out{{',', false, true, "\r\n"}};
        for (const Finding& finding : one.findings) {
            if (finding.severity == Severity::soft) continue;
            const Line line = line_of(finding);
            if (report_.refused_lines.size() < refused_lines_max)
                report_.refused_lines.push_back({one.row->number, line.column, line.field, finding.code, finding.allowed});
            out.cell(std::to_string(one.row->number)).cell(line.column).cell(line.field).cell(finding.code).cell(finding.allowed);
            for (const std::string& cell : one.row->cells) out.cell(cell);
            out.end_row();
        }
        bad_rows_(out.take());
    }

    const Programmes::Impl& impl_;
    const Actor& actor_;
    const RecordImportOptions& options_;
    RowReader reader_;
    const std::function<bool(std::int64_t)>& progress_;
    const std::function<void(std::string_view)>& bad_rows_;
    RecordImportReport report_;
    std::int64_t rows_done_ = 0;
};

}  // namespace

Result<Programmes::Impl::Imported> Programmes::Impl::import_row(db::Connection& connection, const Actor& actor, std::string_view id,
                                                                const MappedRow& row, const RecordMapping& mapping) const {
    const std::string& county = actor.principal.county_id;
    const residents::Meant meant = residents.who_is(connection, county, row.clue);
    if (meant.differs) return refuse(Refusal::unprocessable, "PERSON_DIFFERS", "the number is another person's");
    if (meant.ids.empty()) return refuse(Refusal::unprocessable, "PERSON_UNKNOWN", "a person of the register");
    if (meant.ids.size() > 1) return refuse(Refusal::unprocessable, "PERSON_AMBIGUOUS", "ID number or archive number");
    RecordInput input = row.record;
    input.id = id;
    input.resident_id = meant.ids.front();
    input.source = mapping.source;
    input.author_name = row.author_name;
    JIWEI_TRY(record, prepare(actor, input));
    Store store{connection, county};
    if (const std::optional<Record> before = store.find_record(id)) {
        if (before->body_hash == record.body_hash) return Imported::existing;
        return refuse(Refusal::conflict, "ROW_CHANGED", "the row as it was imported before; changes are amendments");
    }
    const bool enrols = mapping.enrols && record.edition->pack->has_enrolment && !store.find_enrolment(input.resident_id, record.programme);
    if (enrols) {
        const EnrolmentInput enrolment{
            {}, input.resident_id, record.programme, row.enrolled_on.value_or(input.service_date), mapping.diagnosis, {}};
        JIWEI_CHECK(enrol(connection, actor, enrolment));
    }
    auto saved = save(connection, actor, record);
    // Who may bring in only the own people's records is told nothing of the others.
    if (!saved && saved.error().code == "not-found") return refuse(Refusal::unprocessable, "PERSON_UNKNOWN", "a person of the register");
    if (!saved) return tl::unexpected(std::move(saved.error()));
    return Imported::created;
}

namespace {

struct MappingText {
    RecordMapping mapping;
    std::string text;  // the same mapping has the same text
};

Result<MappingText> mapping_of(const RecordImportOptions& options) {
    json::Value table;
    if (options.mapping_table) {
        table = *options.mapping_table;
    } else {
        try {
            table = config::table_of(options.mapping, options.mapping_file);
        } catch (const config::Refused& refused) {
            return refuse(Refusal::unprocessable, "mapping-invalid", refused.what());
        }
    }
    JIWEI_TRY(mapping, read_record_mapping(table));
    return MappingText{std::move(mapping), options.mapping_table ? json::write_canonical(table) : options.mapping};
}

}  // namespace

Result<RecordImportReport> Programmes::import_records(const std::string& path, const RecordImportOptions& options, const Actor& actor,
                                                      const std::function<bool(std::int64_t)>& progress,
                                                      const std::function<void(std::string_view)>& bad_rows) {
    JIWEI_TRY(bytes, read_whole(path));
    return import_records(std::move(bytes), path.substr(path.find_last_of('/') + 1), options, actor, progress, bad_rows);
}

Result<RecordImportReport> Programmes::import_records(std::string bytes, std::string_view file_name, const RecordImportOptions& options,
                                                      const Actor& actor, const std::function<bool(std::int64_t)>& progress,
                                                      const std::function<void(std::string_view)>& bad_rows) {
    const auto name = split_form(options.form);
    const Edition* const edition = name ? impl_->packs.impl().on(name->pack, actor.today) : nullptr;
    const packs::FormRules* const form = edition == nullptr ? nullptr : edition->pack->form(name->form);
    if (form == nullptr) return refuse_field(Refusal::unprocessable, "/form", "form-unknown", "pack/form");
    JIWEI_TRY(mapped, mapping_of(options));
    const std::string& packs = options.packs_directory.empty() ? impl_->packs.impl().directory : options.packs_directory;
    JIWEI_TRY(editions_text, read_whole(packs + "/rosters/code-editions.csv"));
    JIWEI_TRY(editions, read_code_editions(editions_text));
    const std::string file_key = crypto::sha256_hex(bytes) + ":" + crypto::sha256_hex(mapped.text) + ":" + options.form;
    const std::string bidx = impl_->services.cipher.blind_index(file_key, file_context);
    JIWEI_TRY(source, tabular::open_bytes(std::move(bytes)));
    tabular::Row header;
    JIWEI_TRY(has_header, source->next(header));
    if (!has_header) return refuse(Refusal::unprocessable, "file-empty");
    JIWEI_TRY(reader, RowReader::make(std::move(mapped.mapping), *edition->pack, form->form, options.form, editions, header.cells));
    RecordImport import{*impl_, actor, options, std::move(reader), progress, bad_rows};
    return import.run(*source, header.cells, file_name, bidx);
}

Result<std::string> Programmes::refused_records(std::string_view county_id, std::string_view import_id) const {
    constexpr int rows_max = 100'000;
    return impl_->services.database.read([&](db::Connection& connection) -> Result<std::string> {
        const db::Rows found = connection.run(sql::find_record_import, {county_id, import_id});
        if (found.empty()) return refuse(Refusal::not_found, "not-found");
        const auto cells_into = [](csv::Writer& out, std::string_view list) {
            const auto cells = json::parse(list);
            if (!cells) return;
            for (const json::Value& one : cells->items()) out.cell(one.text());
        };
        csv::Writer out{{',', true, true, "\r\n"}};
        for (const char* const one : report_headings) out.cell(one);
        cells_into(out, found[0].text(6));
        out.end_row();
        for (const db::Row row : connection.run(sql::list_record_import_bad, {county_id, import_id, 0, rows_max})) {
            const auto cells = impl_->services.cipher.open(row.text(1), cells_context);
            const auto problems = json::parse(row.text(2));
            if (!cells || !problems) continue;
            for (const json::Value& one : problems->items()) {
                out.cell(std::to_string(row.integer(0))).cell(one["column"].text()).cell(one["field"].text());
                out.cell(one["code"].text()).cell(one["allowed"].text());
                cells_into(out, *cells);
                out.end_row();
            }
        }
        return out.take();
    });
}

}  // namespace jiwei::programmes
