// jiwei demo: a county that looks alive and holds no real person.
#include <fmt/format.h>
#include <sys/stat.h>
#include <CLI/CLI.hpp>

#include <filesystem>
#include <fstream>
#include <memory>

#include "app/command_line.hpp"
#include "app/composition.hpp"
#include "app/demo/demo.hpp"
#include "app/problem_text.hpp"
#include "app/progress.hpp"
#include "app/usage_error.hpp"
#include "core/kernel/json.hpp"

namespace jiwei::app {

namespace {

struct DemoCommand {
    PlaceOptions place;
    std::string county = "350881";
    int residents = 20'000;
    std::uint64_t seed = 1;
    std::string today;
};

constexpr int residents_max = 2'000'000;

/// Readable by the owner only, from its first byte on.
void write_private(const std::string& path, const std::string& text) {
    const mode_t before = umask(0077);
    std::ofstream out{path, std::ios::trunc | std::ios::binary};
    umask(before);
    out << text;
    if (!out.flush()) throw std::runtime_error{"the accounts could not be written to " + path};
    std::filesystem::permissions(path, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

/// For people (printed at each start) and for programs (tests, benchmarks).
void write_accounts(const std::string& data_dir, const std::vector<demo::Account>& accounts) {
    std::string text;
    json::Writer list;
    list.begin_object().key("accounts").begin_array();
    for (const demo::Account& account : accounts) {
        const std::string totp = account.totp.empty() ? "" : "  second factor: " + account.totp;
        text += fmt::format("{:16} {:12} {}{}\n", account.role, account.name, account.password, totp);
        list.begin_object().member("role", account.role).member("name", account.name).member("password", account.password);
        list.member("totp", account.totp).end_object();
    }
    list.end_array().end_object();
    write_private(data_dir + "/demo-accounts.txt", text);
    write_private(data_dir + "/demo-accounts.json", list.text() + "\n");
}

int make(const DemoCommand& command) {
    const Place place = resolve_place(command.place);
    const CivilDate today = command.today.empty() ? time::SystemClock{}.today() : parse_civil_date(command.today).value_or(CivilDate{});
    if (today.year() < 2020) throw UsageError{"--today must be a day from 2020 on, YYYY-MM-DD"};
    auto clock = std::make_unique<time::FixedClock>(time::Instant{0});
    time::FixedClock& moved = *clock;
    Installation::Options open;
    open.bulk = true;
    open.create = true;
    open.clock = std::move(clock);
    open.ids = crypto::make_seeded_id_source(moved, command.seed);
    Installation installation{place, std::move(open)};
    const std::string packs = packs_dir(place);
    Composition composition{installation, place.config, {packs, true, false, {}}};
    demo::DemoOptions options{command.county, command.residents, command.seed, today, packs};
    std::unique_ptr<ProgressLine> line;
    std::string shown;
    const auto progress = [&](std::string_view what, std::int64_t done, std::int64_t total) {
        if (shown != what) line = std::make_unique<ProgressLine>(shown = what);
        line->show(done, total);
    };
    const auto report = demo::make_demo(composition, moved, options, progress);
    line.reset();
    if (!report) return print_problem(report.error());
    fmt::print("{} residents, {} enrolments, {} records, {} deaths\n", grouped(report->residents), grouped(report->enrolments),
               grouped(report->records), grouped(report->deaths));
    if (!place.data_dir.empty()) write_accounts(place.data_dir, report->accounts);
    return 0;
}

}  // namespace

void add_demo(CLI::App& parser, Outcome& outcome) {
    auto options = std::make_shared<DemoCommand>();
    CLI::App* const command = parser.add_subcommand("demo", "Make a county of invented people with years of history");
    add_place_options(*command, options->place);
    command->add_option("--county", options->county, "Six digits; its real townships and villages are used")->capture_default_str();
    command->add_option("--residents", options->residents, "How many people")->check(CLI::Range(1, residents_max))->capture_default_str();
    command->add_option("--seed", options->seed, "The same arguments give the same county")->capture_default_str();
    command->add_option("--today", options->today, "The day on which the history ends; today when left out");
    command->callback([options, &outcome] { outcome.exit_code = make(*options); });
}

}  // namespace jiwei::app
