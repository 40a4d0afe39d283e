// jiwei openapi: the description of the API, from the route table; the types of the page are made from it.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <memory>

#include "app/command_line.hpp"
#include "app/scratch_installation.hpp"
#include "platform/http/openapi.hpp"

namespace jiwei::app {

namespace {

int print_openapi(const PlaceOptions& options) {
    Place place;
    if (!options.config_file.empty()) place.config = config::load(options.config_file);
    // The routes belong to modules, and modules to an installation: an empty one that is gone a moment later.
    ScratchInstallation scratch{packs_dir(place), place.config};
    fmt::print("{}\n", http::openapi_document(scratch.composition().routes()));
    return 0;
}

}  // namespace

void add_openapi(CLI::App& parser, Outcome& outcome) {
    auto options = std::make_shared<PlaceOptions>();
    CLI::App* const command = parser.add_subcommand("openapi", "Print the description of the API (OpenAPI 3.1)");
    add_place_options(*command, *options);
    command->callback([options, &outcome] { outcome.exit_code = print_openapi(*options); });
}

}  // namespace jiwei::app
