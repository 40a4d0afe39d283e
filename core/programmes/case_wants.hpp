// How what a case wants is compared with what came. Only what the case names is compared.
#pragma once

#include <string>
#include <vector>

#include "core/programmes/decide.hpp"

namespace jiwei::core::programmes {

/// What is named stands equal in what came: lists in any order, numbers by their value, "none" for nothing.
[[nodiscard]] bool case_agrees(const json::Value& want, const json::Value& got);
/// `got` is the JSON form of a decision.
void compare_decision(const json::Value& got, const json::Value& want, std::vector<std::string>& differences);

/// Facts of a person's records, decided in the order of their dates.
[[nodiscard]] std::vector<rules::Fact> facts_of_records(const packs::Pack& pack, const Resident& resident,
                                                        const std::optional<Enrolment>& enrolment, std::vector<const json::Value*> records,
                                                        std::vector<std::string>& differences);

}  // namespace jiwei::core::programmes
