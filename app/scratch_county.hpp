// A throw-away county of one clinic for rule cases of the kind `search`: the real register, the real search box, nothing kept.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/cases/cases.hpp"
#include "core/kernel/expected.hpp"

namespace jiwei::app {

/// Opens an archive for each person in a database in a temporary folder and asks the search box, as a user with the whole county in
/// reach would. Labels in the order of the answer, or why a person was refused.
[[nodiscard]] tl::expected<std::vector<std::string>, std::string> search_scratch_county(const std::string& packs_dir,
                                                                                        const std::vector<cases::SearchPerson>& people,
                                                                                        std::string_view query);

}  // namespace jiwei::app
