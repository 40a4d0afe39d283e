// jiwei rebuild indicators: counts everything again from the records, what `jiwei verify indicators` found wrong included.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <memory>

#include "app/command_line.hpp"
#include "app/composition.hpp"
#include "platform/audit/audit.hpp"
#include "platform/change/county_clock.hpp"

namespace jiwei::app {

namespace {

constexpr int first_year = 2009;  // the programme of basic public health services began

int rebuild(const PlaceOptions& options) {
    const Place place = resolve_place(options);
    Installation::Options open;
    open.use = db::Use::beside;
    open.bulk = true;
    Installation installation{place, std::move(open)};
    Composition composition{installation, place.config, {packs_dir(place), false, false, {}}};
    const CivilDate today = installation.clock().today();
    const auto counties =
        installation.database().read([&](db::Connection& connection) { return composition.access->counties(connection); });
    for (const access::County& county : counties) {
        const auto done = installation.database().write([&](db::Connection& connection) -> tl::expected<bool, int> {
            static_cast<void>(change::next_seq(connection, county.county_id));
            composition.indicators->rebuild(connection, county.county_id, first_year, indicators::Indicators::last_open_year(today));
            audit::Entry entry;
            entry.at = installation.clock().now();
            entry.actor = "operator";
            entry.action = "rebuild";
            entry.resource = "indicator";
            audit::append_act(connection, county.county_id, entry);
            return true;
        });
        if (!done) return 1;
        fmt::print("indicators {}: counted again\n", county.county_id);
    }
    return 0;
}

}  // namespace

void add_rebuild(CLI::App& parser, Outcome& outcome) {
    auto options = std::make_shared<PlaceOptions>();
    CLI::App* const command = parser.add_subcommand("rebuild", "Count again from the records what verify found wrong");
    CLI::App* const indicators = command->add_subcommand("indicators", "Contributions and totals of every indicator, one act a county");
    command->require_subcommand(1);
    add_place_options(*indicators, *options);
    indicators->callback([options, &outcome] { outcome.exit_code = rebuild(*options); });
}

}  // namespace jiwei::app
