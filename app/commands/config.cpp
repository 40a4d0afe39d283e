// jiwei config: checks a configuration file, shows the settings in force, prints the reference.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <memory>

#include "app/command_line.hpp"
#include "app/place.hpp"
#include "platform/config/config.hpp"

namespace jiwei::app {

namespace {

struct ConfigOptions {
    PlaceOptions place;
    bool check = false;
    bool show = false;
    bool reference = false;
};

int configure(const ConfigOptions& options) {
    const config::Config config = options.place.config_file.empty() ? config::Config{} : config::load(options.place.config_file);
    if (options.check) fmt::print("The configuration is valid.\n");
    if (options.show) fmt::print("{}", config::show(config));
    if (options.reference) fmt::print("{}", config::reference_toml());
    return 0;
}

}  // namespace

void add_config(CLI::App& parser, Outcome& outcome) {
    auto options = std::make_shared<ConfigOptions>();
    CLI::App* const command = parser.add_subcommand("config", "Check or show the configuration");
    add_place_options(*command, options->place);
    command->add_flag("--check", options->check, "Say whether the file is valid; exit code 2 with every fault when it is not");
    command->add_flag("--show", options->show, "The settings in force; secrets masked");
    command->add_flag("--reference", options->reference, "A commented file with every key and its default");
    command->require_option(1, 0);
    command->callback([options, &outcome] { outcome.exit_code = configure(*options); });
}

}  // namespace jiwei::app
