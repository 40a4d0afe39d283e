// jiwei divisions load: the township and village tree of another county, from the table of the country.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <memory>

#include "app/command_line.hpp"
#include "app/composition.hpp"
#include "app/problem_text.hpp"
#include "app/progress.hpp"
#include "platform/change/county_clock.hpp"

namespace jiwei::app {

namespace {

struct DivisionOptions {
    PlaceOptions place;
    std::string county;
};

int load(const DivisionOptions& options) {
    const Place place = resolve_place(options.place);
    Installation::Options open;
    open.create = true;
    Installation installation{place, std::move(open)};
    Composition composition{installation, place.config, {packs_dir(place), false, false, {}}};
    const auto table = organization::DivisionTable::open(packs_dir(place) + "/divisions/divisions.bin");
    if (!table) return print_problem(table.error());
    const auto county = table->find(options.county);
    if (!county || county->level != organization::DivisionLevel::county) {
        return print_problem({Refusal::unprocessable, "division-county-unknown", "the table has no county " + options.county, {}});
    }
    const auto loaded = installation.database().write([&](db::Connection& connection) -> Result<std::int64_t> {
        composition.access->put_county(connection, {options.county, county->name});
        JIWEI_TRY(count, composition.organization->load_divisions(connection, options.county, *table));
        audit::Entry entry;
        entry.at = installation.clock().now();
        entry.actor = "operator";
        entry.action = "load";
        entry.resource = "division";
        entry.resource_id = options.county;
        audit::append_installation(connection, entry);
        return count;
    });
    if (!loaded) return print_problem(loaded.error());
    fmt::print("{} ({}): {} divisions of the edition {}\n", county->name, options.county, grouped(*loaded), table->edition());
    return 0;
}

}  // namespace

void add_divisions(CLI::App& parser, Outcome& outcome) {
    CLI::App* const divisions = parser.add_subcommand("divisions", "Townships and villages of a county");
    divisions->require_subcommand(1);
    auto options = std::make_shared<DivisionOptions>();
    CLI::App* const command = divisions->add_subcommand("load", "Load the division tree of a county");
    add_place_options(*command, options->place);
    command->add_option("--county", options->county, "Six digits")->required();
    command->callback([options, &outcome] { outcome.exit_code = load(*options); });
}

}  // namespace jiwei::app
