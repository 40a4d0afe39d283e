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

CaseCounts run_case_files(const std::string& packs_directory, const std::vector<std::string>& files, const PackInstead* instead) {
    const values::ValueSets sets = load_value_sets(packs_directory);
    const auto store = programmes::PackStore::load(packs_directory);
    if (!store) throw std::runtime_error{"the packs are not valid: " + store.error().detail};
    cases::Environment environment{sets, {}, {}, {}};
    environment.bundle = [&](std::string_view name) -> const std::string* {
        if (instead != nullptr && name == instead->name) return &instead->canonical_bundle;
        for (const programmes::PackBundle& bundle : (*store)->bundles()) {
            if (bundle.name == name) return &bundle.bytes;
        }
        return nullptr;
    };
    environment.phonetic = [](std::string_view name) { return text::phonetic_keys(name); };
    environment.search = [&](const std::vector<cases::SearchPerson>& people, std::string_view query) {
        return search_scratch_county(packs_directory, people, query);
    };
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
