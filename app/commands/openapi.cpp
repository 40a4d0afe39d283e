// jiwei openapi: the description of the API, from the route table; the types of the page are made from it.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <memory>

#include "app/command_line.hpp"
#include "app/composition.hpp"
#include "app/temporary_folder.hpp"
#include "platform/http/openapi.hpp"

namespace jiwei::app {

namespace {

int print_openapi(const PlaceOptions& options) {
    Place place;
    if (!options.config_file.empty()) place.config = config::load(options.config_file);
    // The routes belong to modules, and modules to an installation: an empty one that is gone a moment later.
    const TemporaryFolder folder;
    place.data_dir = folder.path();
    place.database_url = "sqlite:" + folder.path() + "/jiwei.db";
    place.keys_dir = folder.path() + "/keys";
    Installation::Options open;
    open.create = true;
    Installation installation{place, std::move(open)};
    Composition composition{installation, place.config, {packs_dir(place), false, false, {}}};
    const auto routes = composition.routes();
    fmt::print("{}\n", http::openapi_document(routes));
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
