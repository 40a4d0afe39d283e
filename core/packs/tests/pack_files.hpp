// The packs of this repository, read from disk for tests.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <stdexcept>
#include <string>

#include "core/packs/pack.hpp"

namespace jiwei::packs::testing {

inline std::string read_text(const std::filesystem::path& path) {
    std::ifstream in{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, std::istreambuf_iterator<char>{}};
}

inline std::filesystem::path pack_folder(const std::string& name) { return std::filesystem::path{JIWEI_SOURCE_DIR} / "packs" / name; }

inline Bundle read_pack_files(const std::string& name) {
    Bundle bundle;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(pack_folder(name))) {
        if (entry.is_regular_file())
            bundle.emplace_back(entry.path().lexically_relative(pack_folder(name)).generic_string(), read_text(entry.path()));
    }
    std::sort(bundle.begin(), bundle.end());
    return bundle;
}

/// Throws with every diagnostic when the pack does not compile.
inline std::shared_ptr<const Pack> load_or_throw(const Bundle& bundle, const Settings& settings = {}) {
    auto pack = load(bundle, settings);
    if (pack) return *pack;
    std::string all;
    for (const auto& one : pack.error()) all += rules::text(one) + "\n";
    throw std::runtime_error{all};
}

}  // namespace jiwei::packs::testing
