// jiwei pack: what an author or an official does with a pack before a server loads it (docs/how-to/add-a-programme.md).
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>

#include "app/case_runner.hpp"
#include "app/command_line.hpp"
#include "app/composition.hpp"
#include "app/operator.hpp"
#include "app/problem_text.hpp"
#include "app/progress.hpp"
#include "app/usage_error.hpp"
#include "core/packs/compare.hpp"
#include "core/packs/page.hpp"
#include "platform/crypto/digest.hpp"

namespace jiwei::app {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view template_folder = "templates/chronic";
constexpr std::size_t name_length_max = 40;

struct PackOptions {
    PlaceOptions place;
    std::string first;
    std::string second;
    std::string out;
    std::string language = "zh";
    std::string title_zh;
    std::string title_en;
    std::string from;
    std::string reason;
};

struct LoadedPack {
    packs::Bundle bundle;
    std::shared_ptr<const packs::Pack> pack;
};

packs::Bundle bundle_at(const std::string& path) {
    auto bundle = programmes::read_pack(path);
    if (!bundle) throw UsageError{fmt::format("{}: {} {}", path, bundle.error().code, bundle.error().detail)};
    return std::move(*bundle);
}

/// Prints what is wrong with the pack; nothing then.
std::optional<LoadedPack> load_pack(const std::string& path) {
    LoadedPack made{bundle_at(path), nullptr};
    auto pack = packs::load(made.bundle);
    if (pack) {
        made.pack = std::move(*pack);
        return made;
    }
    for (const rules::Diagnostic& one : pack.error()) fmt::print("{}/{}\n", path, rules::text(one));
    return std::nullopt;
}

std::string packs_of(const PackOptions& options) {
    Place place;
    if (!options.place.config_file.empty()) place.config = config::load(options.place.config_file);
    return packs_dir(place);
}

void write_out(const std::string& path, const std::string& text) {
    if (path.empty()) {
        std::cout << text;
        return;
    }
    std::ofstream file{path, std::ios::binary};
    file << text;
    if (!file.flush()) throw UsageError{"cannot write " + path};
}

/// Each line after the pack's path, so that editors find the file.
void print_lines(const std::string& path, const std::string& lines) {
    for (std::size_t at = 0; at < lines.size();) {
        const std::size_t end = std::min(lines.find('\n', at), lines.size());
        fmt::print("{}/{}\n", path, lines.substr(at, end - at));
        at = end + 1;
    }
}

int check(const PackOptions& options) {
    const auto loaded = load_pack(options.first);
    if (!loaded) {
        fmt::print("0 passed, 1 failed\n");
        return 1;
    }
    const std::string packs = packs_of(options);
    const auto around = programmes::PackStore::load(packs);
    if (!around) throw UsageError{"the packs are not valid: " + around.error().detail};
    const programmes::CasesRun cases = run_cases_of(packs, **around, loaded->pack->name, loaded->bundle);
    print_lines(options.first, cases.failures);
    fmt::print("{} {}: {} forms, {} tasks, {} indicators, {} case files\n", loaded->pack->name, loaded->pack->edition,
               loaded->pack->forms.size(), loaded->pack->tasks.size(), loaded->pack->indicators.size(), cases.files);
    fmt::print("{} passed, {} failed\n", cases.passed + 1, cases.failed);  // the pack itself is one
    return cases.failed == 0 ? 0 : 1;
}

void print_effect(const PackOptions& options, const packs::Pack& before, const packs::Pack& after) {
    const Place place = resolve_place(options.place);
    Installation::Options open;
    open.use = db::Use::inspect;
    Installation installation{place, std::move(open)};
    Composition composition{installation, place.config, {packs_dir(place), false, false, {}}};
    installation.database().read([&](db::Connection& connection) {
        for (const access::County& county : composition.access->counties(connection)) {
            ProgressLine progress{"deciding again"};
            const programmes::EditionEffect effect =
                composition.programmes->effect_of(connection, county.county_id, before, after, [&](std::int64_t people) {
                    progress.show(people, 0);
                    return true;
                });
            fmt::print("{}: {} people in care, {} newest records decided by both editions\n", county.county_id, effect.people,
                       effect.decided);
            fmt::print("  touched {}: refused {}, other class {}, other next date {}, other referral {}\n", effect.touched, effect.refused,
                       effect.other_class, effect.other_next_due, effect.other_referral);
        }
    });
}

int compare(const PackOptions& options) {
    const auto before = load_pack(options.first);
    const auto after = load_pack(options.second);
    if (!before || !after) return 1;
    const std::vector<packs::Change> changes = packs::compare(before->bundle, after->bundle);
    std::string file;
    for (const packs::Change& change : changes) {
        if (change.file != file) fmt::print("{}\n", change.file);
        file = change.file;
        const char* const sign = change.before.empty() ? "+" : change.after.empty() ? "-" : "~";
        fmt::print("  {} {}\n", sign, change.where.empty() ? "(whole file)" : change.where);
        if (!change.before.empty()) fmt::print("      was {}\n", change.before);
        if (!change.after.empty()) fmt::print("      is  {}\n", change.after);
    }
    if (!options.place.data_dir.empty() || !options.place.database_url.empty()) print_effect(options, *before->pack, *after->pack);
    fmt::print("{} changes\n", changes.size());
    return 0;
}

std::string titles_of(const programmes::PackReview& review) {
    return fmt::format("{} {} ({}), from {}", review.bundle.name, review.bundle.edition, review.bundle.title_zh,
                       review.bundle.effective_from.text());
}

/// Beside a running server or without one. The server learns of it by the job that counts again.
int put_in_force(const PackOptions& options) {
    const auto loaded = load_pack(options.first);
    if (!loaded) {
        fmt::print("refused; the packs in force stay as they are\n");
        return 1;
    }
    const Place place = resolve_place(options.place);
    Installation::Options open;
    open.use = db::Use::beside;
    Installation installation{place, std::move(open)};
    Composition composition{installation, place.config, {packs_dir(place), false, false, {}, true}};
    programmes::Actor actor;
    const residents::ActContext context = operator_context(installation, {});
    actor.principal = context.principal;
    actor.trail = context.trail;
    actor.today = context.today;
    const auto made = composition.programmes->load_pack(actor, loaded->bundle);
    if (!made) {
        fmt::print("refused; the packs in force stay as they are\n");
        return print_problem(made.error());
    }
    fmt::print("{}: in force; {} changes against {}, {} cases passed\n", titles_of(*made), made->changes.size(),
               made->before_edition.empty() ? "nothing before" : "edition " + made->before_edition, made->cases.passed);
    fmt::print("The server counts the numbers of the programme again, at its next start when none runs.\n");
    return 0;
}

/// Beside a running server or without one, as loading is.
int take_back(const PackOptions& options) {
    const Place place = resolve_place(options.place);
    const auto from = parse_civil_date(options.from);
    if (!from) throw UsageError{"--from is the day from which the edition is in force, YYYY-MM-DD"};
    Installation::Options open;
    open.use = db::Use::beside;
    Installation installation{place, std::move(open)};
    Composition composition{installation, place.config, {packs_dir(place), false, false, {}, true}};
    const residents::ActContext context = operator_context(installation, {});
    programmes::Actor actor;
    actor.principal = context.principal;
    actor.trail = context.trail;
    actor.today = context.today;
    const programmes::PackBundle* const found = composition.packs->valid_on(options.first, *from);
    if (found == nullptr || found->effective_from != *from) {
        fmt::print("{}: no edition from {}\n", options.first, options.from);
        return 1;
    }
    const auto taken = composition.programmes->withdraw_pack(actor, std::string{found->version}, options.reason);
    if (!taken) {
        fmt::print("refused; the packs in force stay as they are\n");
        return print_problem(taken.error());
    }
    const programmes::PackBundle* const now = composition.packs->valid_on(options.first, *from);
    fmt::print("{} {} from {}: withdrawn; {} decides in its place. What was decided under it stays.\n", taken->name, taken->edition,
               taken->effective_from.text(), now == nullptr ? std::string{"no edition"} : "edition " + now->edition);
    fmt::print("The server counts the numbers of the programme again, at its next start when none runs.\n");
    return 0;
}

int write_page(const PackOptions& options) {
    const auto loaded = load_pack(options.first);
    if (!loaded) return 1;
    write_out(options.out,
              packs::page(loaded->bundle, *loaded->pack, options.language == "en" ? packs::Language::en : packs::Language::zh));
    return 0;
}

int build(const PackOptions& options) {
    const auto loaded = load_pack(options.first);
    if (!loaded) return 1;
    const std::string bytes = packs::write_bundle(loaded->bundle);
    write_out(options.out, bytes);
    fmt::print(stderr, "{} {}, version {}\n", loaded->pack->name, loaded->pack->edition, crypto::sha256_hex(bytes));
    return 0;
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) text.replace(at, from.size(), to);
}

/// "care-of-copd" -> "careofcopd": what facts and parameters of the pack begin with.
std::string prefix_of(std::string name) {
    std::erase(name, '-');
    return name;
}

/// Copies the template, with the names of the new programme in the places of the template's.
int begin(const PackOptions& options) {
    const fs::path target{options.first};
    const std::string name = target.filename().string();
    const bool is_name = !name.empty() && name.size() <= name_length_max && name.front() >= 'a' && name.front() <= 'z' &&
                         name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string::npos;
    if (!is_name) throw UsageError{"the folder's name becomes the pack's: a-z, 0-9 and -, beginning with a letter, at most 40"};
    if (fs::exists(target)) throw UsageError{target.string() + " is there already"};
    const std::string prefix = prefix_of(name);
    std::string upper = prefix;
    std::ranges::transform(upper, upper.begin(), [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    const fs::path source = fs::path{packs_of(options)} / template_folder;
    for (const auto& [path, text] : bundle_at(source.string())) {
        std::string made = text;
        replace_all(made, "template-chronic", name);
        replace_all(made, "tpl.", prefix + ".");
        replace_all(made, "TPL", upper);
        replace_all(made, "慢性病管理模板", options.title_zh);
        replace_all(made, "Template of a chronic programme", options.title_en.empty() ? name : options.title_en);
        fs::create_directories((target / path).parent_path());
        write_out((target / path).string(), made);
    }
    fmt::print("{}: a whole pack with a form, a decision, tasks, an indicator and cases; next: jiwei pack check {}\n", target.string(),
               target.string());
    return 0;
}

void add_out(CLI::App& command, PackOptions& options, const char* what) {
    command.add_option("--out,-o", options.out, std::string{what} + "; without it standard output");
}

}  // namespace

void add_pack(CLI::App& parser, Outcome& outcome) {
    auto options = std::make_shared<PackOptions>();
    CLI::App* const pack = parser.add_subcommand("pack", "Write, check, compare and read packs");
    pack->require_subcommand(1);
    const auto add = [&](const char* name, const char* help, int (*run)(const PackOptions&)) {
        CLI::App* const command = pack->add_subcommand(name, help);
        add_place_options(*command, options->place);
        command->callback([options, run, &outcome] { outcome.exit_code = run(*options); });
        return command;
    };
    CLI::App* const checks = add("check", "Type-check a pack and run its cases; every error with file, line and column", check);
    checks->add_option("PACK", options->first, "Folder of the pack, or a built file")->required();

    CLI::App* const diff = add("diff", "What changes from one edition to another; with --data or --database, whom it touches", compare);
    diff->add_option("BEFORE", options->first, "Folder or built file of the edition in force")->required();
    diff->add_option("AFTER", options->second, "Folder or built file of the new edition")->required();

    CLI::App* const loads =
        add("load", "Check a pack and put it in force, also while the server runs; needs --data or --database", put_in_force);
    loads->add_option("PACK", options->first, "Folder of the pack, or a built file")->required();

    CLI::App* const takes =
        add("withdraw", "Take an edition that was loaded by mistake out of force; needs --data or --database", take_back);
    takes->add_option("NAME", options->first, "Name of the pack")->required();
    takes->add_option("--from", options->from, "The day from which the edition is in force")->required();
    takes->add_option("--reason", options->reason, "Why, for the audit")->required();

    CLI::App* const docs = add("docs", "The pack as a page for officials (HTML)", write_page);
    docs->add_option("PACK", options->first, "Folder of the pack, or a built file")->required();
    docs->add_option("--language", options->language, "zh or en")->check(CLI::IsMember({"zh", "en"}));
    add_out(*docs, *options, "Where the page goes");

    CLI::App* const builds = add("build", "One file of the pack, as servers and browsers load it; its SHA-256 is the version", build);
    builds->add_option("PACK", options->first, "Folder of the pack")->required();
    add_out(*builds, *options, "Where the file goes");

    CLI::App* const begins = add("new", "A new pack from the template", begin);
    begins->add_option("FOLDER", options->first, "The folder to make; its name becomes the pack's")->required();
    begins->add_option("--title", options->title_zh, "Chinese title of the programme")->required();
    begins->add_option("--title-en", options->title_en, "English title");
}

}  // namespace jiwei::app
