// jiwei import residents: a roster as officials have it, CSV or XLSX, into the register.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <fstream>
#include <iterator>
#include <memory>

#include "app/command_line.hpp"
#include "app/composition.hpp"
#include "app/operator.hpp"
#include "app/problem_text.hpp"
#include "app/progress.hpp"
#include "app/usage_error.hpp"

namespace jiwei::app {

namespace {

struct ImportOptions {
    PlaceOptions place;
    std::string file;
    std::string county;
    std::string institution_code;
    std::string village_code;
    bool update = false;
    std::string edition = "2017";
    std::string bad_rows_file;
};

int import_residents(const ImportOptions& options) {
    const Place place = resolve_place(options.place);
    Installation::Options open;
    open.use = db::Use::beside;
    open.bulk = true;
    Installation installation{place, std::move(open)};
    Composition composition{installation, place.config, {packs_dir(place), false, false, {}}};
    residents::ImportOptions import;
    import.county_id = operator_county(composition, options.county);
    import.institution_code = options.institution_code;
    import.village_code = options.village_code;
    import.update = options.update;
    import.edition = options.edition;
    import.rows_per_act = static_cast<int>(place.config.import.rows_per_act);
    const residents::ActContext act = operator_context(installation, import.county_id);
    ProgressLine progress{"rows"};
    const auto report = composition.residents->import_file(options.file, import, act, [&progress](std::int64_t done, std::int64_t total) {
        progress.show(done, total);
        return true;
    });
    if (!report) return print_problem(report.error());
    fmt::print("{} rows: {} new, {} here already, {} refused\n", grouped(report->rows), grouped(report->created), grouped(report->existing),
               grouped(report->bad));
    for (const std::string& sheet : report->other_sheets) fmt::print("sheet not read: {}\n", sheet);
    if (report->households > 0) fmt::print("{} households made\n", grouped(report->households));
    if (report->differing > 0)
        fmt::print("{} of those here already differ from the file: {} changed{}\n", grouped(report->differing), grouped(report->changed),
                   options.update ? "" : " (--update changes them)");
    if (report->bad == 0) return 0;
    const std::string bad_file = options.bad_rows_file.empty() ? options.file + ".bad.csv" : options.bad_rows_file;
    std::ofstream out{bad_file, std::ios::binary};
    const auto written =
        composition.residents->bad_rows(import.county_id, report->import_id, [&out](std::string_view piece) { out << piece; });
    if (!written || !out.flush()) throw std::runtime_error{"the refused rows could not be written to " + bad_file};
    fmt::print("The refused rows, each with its reason: {}\n", bad_file);
    return 1;
}

struct RecordOptions {
    PlaceOptions place;
    std::string file;
    std::string form;
    std::string mapping_file;
    std::string county;
    std::string bad_rows_file;
    bool preview = false;
};

std::string mapping_text_of(const std::string& path) {
    std::ifstream in{path, std::ios::binary};
    std::string text{std::istreambuf_iterator<char>{in}, {}};
    if (!in.good() && !in.eof()) throw std::runtime_error{path + " cannot be read"};
    return text;
}

int import_records(const RecordOptions& options) {
    const Place place = resolve_place(options.place);
    Installation::Options open;
    open.use = db::Use::beside;
    open.bulk = true;
    Installation installation{place, std::move(open)};
    Composition composition{installation, place.config, {packs_dir(place), false, false, {}}};
    const residents::ActContext act = operator_context(installation, operator_county(composition, options.county));
    programmes::Actor actor{act.principal, act.trail, act.today, {}};
    actor.reach.whole_county = true;
    programmes::RecordImportOptions import;
    import.form = options.form;
    import.mapping = mapping_text_of(options.mapping_file);
    import.mapping_file = options.mapping_file;
    import.packs_directory = packs_dir(place);
    import.preview = options.preview;
    const std::string bad_file = options.bad_rows_file.empty() ? options.file + ".bad.csv" : options.bad_rows_file;
    std::string refused;
    ProgressLine progress{"rows"};
    const auto report = composition.programmes->import_records(
        options.file, import, actor,
        [&progress](std::int64_t rows) {
            progress.show(rows, 0);
            return true;
        },
        [&refused](std::string_view piece) { refused += piece; });
    if (!report) return print_problem(report.error());
    for (const std::string& sheet : report->other_sheets) fmt::print("sheet not read: {}\n", sheet);
    for (const std::string& heading : report->unused_headings) fmt::print("not used: {}\n", heading);
    fmt::print("{}{} rows: {} new, {} here already, {} refused\n", options.preview ? "preview, nothing was kept: " : "",
               grouped(report->rows), grouped(report->created), grouped(report->existing), grouped(report->bad));
    if (report->bad == 0) return 0;
    std::ofstream out{bad_file, std::ios::binary};
    out << refused;
    if (!out.flush()) throw std::runtime_error{"the refused rows could not be written to " + bad_file};
    fmt::print("The refused rows, each with its reason: {}\n", bad_file);
    return 1;
}

void add_import_records(CLI::App& import, Outcome& outcome) {
    auto options = std::make_shared<RecordOptions>();
    CLI::App* const command = import.add_subcommand(
        "records", "Follow-ups and examinations of an earlier system, as signed records that name it. Exit code 1 when rows were refused");
    add_place_options(*command, options->place);
    command->add_option("FILE", options->file, "CSV (UTF-8 or GB18030) or XLSX")->required()->check(CLI::ExistingFile);
    command->add_option("--form", options->form, "The form that the rows are, for example hypertension/follow-up")->required();
    command->add_option("--mapping", options->mapping_file, "What the columns mean, TOML")->required()->check(CLI::ExistingFile);
    command->add_option("--county", options->county, "County code; not needed when there is one county");
    command->add_option("--bad-rows", options->bad_rows_file, "Where refused rows go; without it FILE.bad.csv");
    command->add_flag("--preview", options->preview, "Check every row as if it were imported, keep nothing");
    command->callback([options, &outcome] { outcome.exit_code = import_records(*options); });
}

}  // namespace

void add_import(CLI::App& parser, Outcome& outcome) {
    CLI::App* const import = parser.add_subcommand("import", "Bring in files of other systems");
    import->require_subcommand(1);
    auto options = std::make_shared<ImportOptions>();
    CLI::App* const command = import->add_subcommand(
        "residents", "A roster of residents; continues where an interrupted run stopped. Exit code 1 when rows were refused");
    add_place_options(*command, options->place);
    command->add_option("FILE", options->file, "CSV (UTF-8 or GB18030) or XLSX")->required()->check(CLI::ExistingFile);
    command->add_option("--county", options->county, "County code; not needed when there is one county");
    command->add_option("--institution", options->institution_code, "Code of the institution for rows that name none");
    command->add_option("--village", options->village_code, "12-digit code of the village for rows that name none");
    command->add_flag("--update", options->update, "Change people who are here already where the file says something else, with history");
    command->add_option("--edition", options->edition, "Edition of the code lists in the file: 2017 or 2011")
        ->check(CLI::IsMember({"2017", "2011"}));
    command->add_option("--bad-rows", options->bad_rows_file, "Where refused rows go; without it FILE.bad.csv");
    command->callback([options, &outcome] { outcome.exit_code = import_residents(*options); });
    add_import_records(*import, outcome);
}

}  // namespace jiwei::app
