// jiwei cases: runs rule cases from files, ours or an official's (grammar: docs/reference/cases.md).
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>

#include "app/command_line.hpp"
#include "app/composition.hpp"
#include "app/place.hpp"
#include "app/scratch_county.hpp"
#include "app/usage_error.hpp"
#include "core/cases/cases.hpp"
#include "core/values/value_sets.hpp"
#include "modules/programmes/api.hpp"
#include "platform/text/pinyin.hpp"

namespace jiwei::app {

namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t file_bytes_max = 8U << 20U;

struct CaseOptions {
    PlaceOptions place;
    std::vector<std::string> files;
};

std::string text_of(const fs::path& path) {
    std::error_code error;
    const auto bytes = fs::file_size(path, error);
    if (error) throw UsageError{"cannot read " + path.string()};
    if (bytes > file_bytes_max) throw UsageError{path.string() + " is larger than 8 MiB"};
    std::ifstream file{path, std::ios::binary};
    if (!file) throw UsageError{"cannot read " + path.string()};
    return {std::istreambuf_iterator<char>{file}, {}};
}

values::ValueSets load_value_sets(const std::string& packs) {
    values::ValueSets sets;
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator{fs::path{packs} / "value-sets"}) {
        if (entry.path().extension() == ".csv") files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    for (const fs::path& path : files) {
        const std::string text = text_of(path);
        if (!text.starts_with("set,code,")) continue;  // growth tables have columns of their own
        if (const auto added = sets.add_csv(path.filename().string(), text); !added) {
            throw std::runtime_error{fmt::format("value sets: {} at {}", added.error().code, added.error().where)};
        }
    }
    return sets;
}

int run_cases(const CaseOptions& options) {
    Place place;
    if (!options.place.config_file.empty()) place.config = config::load(options.place.config_file);
    const std::string packs = packs_dir(place);
    const values::ValueSets sets = load_value_sets(packs);
    const auto store = programmes::PackStore::load(packs);
    if (!store) throw std::runtime_error{"the packs are not valid: " + store.error().detail};
    cases::Environment environment{sets, {}, {}, {}};
    environment.bundle = [&store](std::string_view name) -> const std::string* {
        for (const programmes::PackBundle& bundle : (*store)->bundles()) {
            if (bundle.name == name) return &bundle.bytes;
        }
        return nullptr;
    };
    environment.phonetic = [](std::string_view name) { return text::phonetic_keys(name); };
    environment.search = [&packs](const std::vector<cases::SearchPerson>& people, std::string_view query) {
        return search_scratch_county(packs, people, query);
    };
    std::size_t passed = 0;
    std::size_t failed = 0;
    for (const std::string& file : options.files) {
        const cases::Report report = cases::run_file(file, text_of(file), environment);
        fmt::print("{}", cases::failures_text(report));
        passed += report.passed();
        failed += report.failed();
    }
    fmt::print("{} passed, {} failed\n", passed, failed);
    return failed == 0 ? 0 : 1;
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
