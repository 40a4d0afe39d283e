// What one edition of a pack changes against another, said in the places and words of its files: what an official reads before it is
// loaded.
#pragma once

#include <string>
#include <vector>

#include "core/packs/pack.hpp"

namespace jiwei::packs {

/// `file` inside the pack; `where` in it: keys joined by " / ", the field's Chinese label beside its key ("血压 (sbp) / hard / high").
/// An empty `before` is new, an empty `after` is gone.
struct Change {
    std::string file;
    std::string where;
    std::string before;
    std::string after;

    bool operator==(const Change&) const = default;
};

/// In the order of the files' names. Layout, comments, the order of columns and README.md are no changes; of cases only which files differ.
/// Parts are known by their `key`, by `code` and `at` (JSON), by the first column (CSV), by their name (rules): a moved part is no change,
/// but for the rows of a decision table, where the first that fits decides.
[[nodiscard]] std::vector<Change> compare(const Bundle& before, const Bundle& after);

}  // namespace jiwei::packs
