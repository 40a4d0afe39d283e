// The facts of one record as the text of one row: "htn.sbp=146;.dbp=92;.norm=true". A code that begins with a dot takes what stands
// before the last dot of the code before it.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/rules/frame.hpp"

namespace jiwei::programmes {

/// Pairs of code and value. A semicolon in a value is written as %3B and a percent sign as %25; codes hold neither, nor an equals sign.
[[nodiscard]] std::string write_facts(std::span<const std::pair<std::string, std::string>> facts);
/// Appends.
void read_facts(std::string_view text, CivilDate on, std::string_view record_id, std::vector<rules::Fact>& facts);

}  // namespace jiwei::programmes
