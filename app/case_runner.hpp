// Runs files of rule cases against the packs of a directory.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace jiwei::app {

struct CaseCounts {
    std::size_t passed = 0;
    std::size_t failed = 0;
};

/// A pack that stands in for the installed one of its name: the canonical form of its bundle (core/packs/pack.hpp).
struct PackInstead {
    std::string name;
    std::string canonical_bundle;
};

/// Prints each difference. Throws UsageError for a file that cannot be read, std::runtime_error when the packs are not valid.
[[nodiscard]] CaseCounts run_case_files(const std::string& packs_directory, const std::vector<std::string>& files,
                                        const PackInstead* instead = nullptr);

/// The bytes of a file of at most 8 MiB. Throws UsageError.
[[nodiscard]] std::string text_of_file(const std::string& path);

}  // namespace jiwei::app
