#include "app/case_runner.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

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

values::ValueSets load_value_sets(const std::string& packs) {
    values::ValueSets sets;
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator{fs::path{packs} / "value-sets"}) {
        if (entry.path().extension() == ".csv") files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    for (const fs::path& path : files) {
        const std::string text = text_of_file(path.string());
        if (!text.starts_with("set,code,")) continue;  // growth tables have columns of their own
        if (const auto added = sets.add_csv(path.filename().string(), text); !added) {
            throw std::runtime_error{fmt::format("value sets: {} at {}", added.error().code, added.error().where)};
        }
    }
    return sets;
}

}  // namespace

std::string text_of_file(const std::string& path) {
    std::error_code error;
    const auto bytes = fs::file_size(path, error);
    if (error) throw UsageError{"cannot read " + path};
    if (bytes > file_bytes_max) throw UsageError{path + " is larger than 8 MiB"};
    std::ifstream file{path, std::ios::binary};
    if (!file) throw UsageError{"cannot read " + path};
    return {std::istreambuf_iterator<char>{file}, {}};
}

namespace {

/// The newest edition of a name; `instead` stands in for the installed one of its name.
struct Bundles {
    const programmes::PackStore& around;
    std::string_view instead_name;
    std::string instead_bytes;

    const std::string* find(std::string_view name) const {
        if (name == instead_name) return &instead_bytes;
        for (const programmes::PackBundle& bundle : around.bundles()) {
            if (bundle.name == name) return &bundle.bytes;
        }
        return nullptr;
    }
};

cases::Environment environment_of(const values::ValueSets& sets, const Bundles& bundles, const std::string& packs_directory) {
    cases::Environment environment{sets, {}, {}, {}};
    environment.bundle = [&bundles](std::string_view name) { return bundles.find(name); };
    environment.phonetic = [](std::string_view name) { return text::phonetic_keys(name); };
    environment.search = [&packs_directory](const std::vector<cases::SearchPerson>& people, std::string_view query) {
        return search_scratch_county(packs_directory, people, query);
    };
    return environment;
}

}  // namespace

programmes::CasesRun run_cases_of(const std::string& packs_directory, const programmes::PackStore& around, const std::string& name,
                                  const packs::Bundle& bundle) {
    const values::ValueSets sets = load_value_sets(packs_directory);
    const Bundles bundles{around, name, packs::write_bundle(bundle)};
    const cases::Environment environment = environment_of(sets, bundles, packs_directory);
    programmes::CasesRun run;
    for (const auto& [path, text] : bundle) {
        if (!path.starts_with("cases/") || path.starts_with("cases/README")) continue;
        const cases::Report report = cases::run_file(path, text, environment);
        ++run.files;
        run.passed += report.passed();
        run.failed += report.failed();
        run.failures += cases::failures_text(report);
    }
    return run;
}

CaseCounts run_case_files(const std::string& packs_directory, const std::vector<std::string>& files) {
    const values::ValueSets sets = load_value_sets(packs_directory);
    const auto store = programmes::PackStore::load(packs_directory);
    if (!store) throw std::runtime_error{"the packs are not valid: " + store.error().detail};
    const Bundles bundles{**store, {}, {}};
    const cases::Environment environment = environment_of(sets, bundles, packs_directory);
    CaseCounts counts;
    for (const std::string& file : files) {
        const cases::Report report = cases::run_file(file, text_of_file(file), environment);
        fmt::print("{}", cases::failures_text(report));
        counts.passed += report.passed();
        counts.failed += report.failed();
    }
    return counts;
}

}  // namespace jiwei::app
