// Runs files of rule cases against the packs of a directory.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "modules/programmes/api.hpp"

namespace jiwei::app {

struct CaseCounts {
    std::size_t passed = 0;
    std::size_t failed = 0;
};

/// The cases of a pack that is not installed yet, among the packs of `around`; nothing is printed.
[[nodiscard]] programmes::CasesRun run_cases_of(const std::string& packs_directory, const programmes::PackStore& around,
                                                const std::string& name, const packs::Bundle& bundle);

/// Prints each difference. Throws UsageError for a file that cannot be read, std::runtime_error when the packs are not valid.
[[nodiscard]] CaseCounts run_case_files(const std::string& packs_directory, const std::vector<std::string>& files);

/// The bytes of a file of at most 8 MiB. Throws UsageError.
[[nodiscard]] std::string text_of_file(const std::string& path);

}  // namespace jiwei::app
