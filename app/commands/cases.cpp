// jiwei cases: runs rule cases from files, ours or an official's (grammar: docs/reference/cases.md).
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <memory>

#include "app/case_runner.hpp"
#include "app/command_line.hpp"
#include "app/composition.hpp"

namespace jiwei::app {

namespace {

struct CaseOptions {
    PlaceOptions place;
    std::vector<std::string> files;
};

int run_cases(const CaseOptions& options) {
    Place place;
    if (!options.place.config_file.empty()) place.config = config::load(options.place.config_file);
    const CaseCounts counts = run_case_files(packs_dir(place), options.files);
    fmt::print("{} passed, {} failed\n", counts.passed, counts.failed);
    return counts.failed == 0 ? 0 : 1;
}

}  // namespace

void add_cases(CLI::App& parser, Outcome& outcome) {
    auto options = std::make_shared<CaseOptions>();
    CLI::App* const command = parser.add_subcommand("cases", "Run rule cases; exit code 1 when anything differs");
    add_place_options(*command, options->place);
    command->add_option("FILE", options->files, "Case files; the grammar is in docs/reference/cases.md")->required();
    command->callback([options, &outcome] { outcome.exit_code = run_cases(*options); });
}

}  // namespace jiwei::app
