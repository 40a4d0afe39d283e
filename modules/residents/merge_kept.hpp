// How both archives were before and after a merge: written when it is done, read when it is taken back.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "modules/residents/merge.hpp"

namespace jiwei::residents {

/// `own` are the survivor's documents before the merge, `flattened` the archives that had been merged into the loser.
[[nodiscard]] json::Value kept_of(const MergePair& pair, const std::vector<Identifier>& own, const std::vector<std::string>& flattened);

/// Puts both archives back: what the merge changed and nobody has changed since. 409 MERGE_TOUCHED when the course of the archive is
/// another one than the merge left.
[[nodiscard]] Result<void> restore(const Inside& in, const json::Value& kept, Change& survivor, Change& loser,
                                   const std::optional<BasicRow>& basic_now);

}  // namespace jiwei::residents
