// jiwei verify: proves that the audit chains are whole, that every live number equals what the records say, and that no frozen one was
// changed.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <memory>

#include "app/anchors.hpp"
#include "app/command_line.hpp"
#include "app/composition.hpp"
#include "app/usage_error.hpp"
#include "platform/audit/verify.hpp"

namespace jiwei::app {

namespace {

struct VerifyOptions {
    PlaceOptions place;
    std::string what;
    std::string as_of;
};

constexpr std::size_t differences_shown_max = 50;

struct Tally {
    std::size_t passed = 0;
    std::size_t failed = 0;
};

void verify_audit(Installation& installation, Tally& tally) {
    installation.database().read([&](db::Connection& connection) {
        for (const audit::ChainName& name : audit::chains(connection)) {
            const audit::Verdict verdict = audit::verify_chain(connection, name, installation.keys());
            const std::string title =
                fmt::format("audit {}{}{}", audit::word(name.chain), name.county_id.empty() ? "" : " ", name.county_id);
            if (verdict.whole) {
                ++tally.passed;
                fmt::print("{}: {} lines, whole\n", title, verdict.rows);
            } else {
                ++tally.failed;
                fmt::print("{}: broken at line {}: {}\n", title, verdict.first_bad_seq, verdict.why);
            }
        }
    });
}

void verify_kept_anchors(Installation& installation, const std::string& folder, Tally& tally) {
    if (folder.empty()) return;
    const AnchorsVerdict verdict =
        installation.database().read([&](db::Connection& connection) { return verify_anchors(connection, folder, installation.keys()); });
    if (verdict.bad_file.empty()) {
        ++tally.passed;
        fmt::print("anchors in {}: {} lines, all hold\n", folder, verdict.lines);
    } else {
        ++tally.failed;
        fmt::print("anchors: line {} of {} does not hold: {}\n", verdict.bad_line, verdict.bad_file, verdict.why);
    }
}

void verify_indicators(Installation& installation, Composition& composition, CivilDate as_of, Tally& tally) {
    installation.database().read([&](db::Connection& connection) {
        for (const access::County& county : composition.access->counties(connection)) {
            const auto differences = composition.indicators->verify(connection, county.county_id, as_of);
            (differences.empty() ? tally.passed : tally.failed) += 1;
            fmt::print("indicators {} as of {}: {}\n", county.county_id, as_of.text(),
                       differences.empty() ? "equal to the records" : fmt::format("{} differences", differences.size()));
            for (std::size_t i = 0; i < differences.size() && i < differences_shown_max; ++i) {
                const indicators::Difference& d = differences[i];
                fmt::print("  {} {} {} {}: stored {}, by the records {}\n", d.what, d.indicator, d.period, d.subject, d.stored, d.expected);
            }
        }
    });
}

void verify_snapshots(Installation& installation, Composition& composition, Tally& tally) {
    installation.database().read([&](db::Connection& connection) {
        for (const access::County& county : composition.access->counties(connection)) {
            const indicators::SnapshotVerdict verdict = composition.indicators->verify_snapshots(connection, county.county_id);
            (verdict.faults.empty() ? tally.passed : tally.failed) += 1;
            fmt::print("snapshots {}: {}\n", county.county_id,
                       verdict.faults.empty() ? fmt::format("{} frozen periods, unchanged", verdict.snapshots)
                                              : fmt::format("{} faults", verdict.faults.size()));
            for (const auto& broken : verdict.faults) fmt::print("  {}: {}\n", broken.snapshot, broken.why);
        }
    });
}

int verify(const VerifyOptions& options) {
    const Place place = resolve_place(options.place);
    Installation::Options open;
    open.use = db::Use::inspect;
    Installation installation{place, std::move(open)};
    Composition composition{installation, place.config, {packs_dir(place), false, false, {}}};
    CivilDate as_of = installation.clock().today();
    if (!options.as_of.empty()) {
        const auto parsed = parse_civil_date(options.as_of);
        if (!parsed) throw UsageError{"--as-of must be a day: YYYY-MM-DD"};
        as_of = *parsed;
    }
    Tally tally;
    const bool all = options.what == "all";
    if (all || options.what == "audit") {
        verify_audit(installation, tally);
        verify_kept_anchors(installation, place.anchors_dir, tally);
    }
    if (all || options.what == "indicators") verify_indicators(installation, composition, as_of, tally);
    if (all || options.what == "snapshots") verify_snapshots(installation, composition, tally);
    fmt::print("{} passed, {} failed\n", tally.passed, tally.failed);
    return tally.failed == 0 ? 0 : 1;
}

}  // namespace

void add_verify(CLI::App& parser, Outcome& outcome) {
    auto options = std::make_shared<VerifyOptions>();
    CLI::App* const command = parser.add_subcommand("verify", "Prove audit chains, indicators and frozen periods; runs beside a server");
    add_place_options(*command, options->place);
    command->add_option("WHAT", options->what, "audit, indicators, snapshots or all")
        ->required()
        ->check(CLI::IsMember({"audit", "indicators", "snapshots", "all"}));
    command->add_option("--as-of", options->as_of, "Reporting date of the indicators, YYYY-MM-DD; today without it");
    command->callback([options, &outcome] { outcome.exit_code = verify(*options); });
}

}  // namespace jiwei::app
