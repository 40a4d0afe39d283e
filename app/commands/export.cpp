// jiwei export: every resident without loss, or the canonical text whose digest says whether two counties are the same.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <cstdio>
#include <fstream>
#include <iostream>
#include <memory>

#include "app/command_line.hpp"
#include "app/composition.hpp"
#include "app/operator.hpp"
#include "app/problem_text.hpp"
#include "app/progress.hpp"

namespace jiwei::app {

namespace {

struct ExportOptions {
    PlaceOptions place;
    std::string file;
    std::string county;
    bool canonical = false;
};

int export_canonical(Installation& installation, Composition& composition, const std::string& county, std::ostream& out) {
    const auto line = [&out](std::string_view text) { out << text << '\n'; };
    installation.database().read([&](db::Connection& connection) {
        composition.residents->export_canonical(connection, county, line);
        composition.programmes->export_canonical(connection, county, line);
        composition.indicators->export_canonical(connection, county, line);
    });
    return 0;
}

int export_residents(const ExportOptions& options) {
    const Place place = resolve_place(options.place);
    Installation::Options open;
    // A canonical export only reads; an export of persons leaves a line in the audit chain, so it needs the database to itself.
    open.use = options.canonical ? db::Use::inspect : db::Use::beside;
    Installation installation{place, std::move(open)};
    Composition composition{installation, place.config, {packs_dir(place), false, false, {}}};
    const std::string county = operator_county(composition, options.county);
    const residents::ActContext act = operator_context(installation, county);
    if (options.file.ends_with(".xlsx") && !options.canonical) {
        const auto rows = composition.residents->export_xlsx(act, options.file);
        return rows ? 0 : print_problem(rows.error());
    }
    std::ofstream file;
    if (!options.file.empty()) file.open(options.file, std::ios::binary);
    if (!options.file.empty() && !file) throw std::runtime_error{"cannot write " + options.file};
    std::ostream& out = options.file.empty() ? std::cout : file;
    if (options.canonical) {
        export_canonical(installation, composition, county, out);
    } else {
        const auto rows = composition.residents->export_csv(act, [&out](std::string_view piece) { out << piece; });
        if (!rows) return print_problem(rows.error());
    }
    if (!out.flush()) throw std::runtime_error{"the export could not be written whole"};
    return 0;
}

}  // namespace

void add_export(CLI::App& parser, Outcome& outcome) {
    auto options = std::make_shared<ExportOptions>();
    CLI::App* const command = parser.add_subcommand("export", "Every resident with every field; import reads it back without loss");
    add_place_options(*command, options->place);
    command->add_option("FILE", options->file, "*.csv or *.xlsx; without it CSV to standard output");
    command->add_option("--county", options->county, "County code; not needed when there is one county");
    command->add_flag("--canonical", options->canonical,
                      "One JSON line a row of everything, in a fixed order, without keys, salts and instants");
    command->callback([options, &outcome] { outcome.exit_code = export_residents(*options); });
}

}  // namespace jiwei::app
