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

/// The files of a pack with one piece of one file exchanged; throws when the piece is no longer there, for then the test tests nothing.
inline Bundle exchanged(const std::string& pack, const std::string& path, const std::string& from, const std::string& to) {
    Bundle bundle = read_pack_files(pack);
    for (auto& [name, text] : bundle) {
        if (name != path) continue;
        const std::size_t at = text.find(from);
        if (at == std::string::npos) throw std::runtime_error{"the pack no longer holds: " + from};
        text.replace(at, from.size(), to);
        return bundle;
    }
    throw std::runtime_error{"the pack has no file " + path};
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
