// Golden cases of programmes and indicators: one file, run natively and in wasm with the same answers. Format: docs/reference/cases.md.
#pragma once

#include <string>
#include <vector>

#include "core/kernel/json.hpp"
#include "core/packs/pack.hpp"

namespace jiwei::core::programmes {

/// `differences` is empty when the case passed; each line names the member, what was wanted and what came.
struct CaseResult {
    std::string name;
    std::vector<std::string> differences;
    json::Value got;  // the whole answer, for the report and for comparing native with wasm
};

/// One member of "cases" of a file of kind "programme". Malformed cases fail with a difference that says what is wrong.
[[nodiscard]] CaseResult run_programme_case(const packs::Pack& pack, const json::Value& file, const json::Value& one);
/// One member of "cases" of a file of kind "indicator".
[[nodiscard]] CaseResult run_indicator_case(const packs::Pack& pack, const json::Value& file, const json::Value& one);

/// The step functions of the people of an indicator case: {"id": {"H1": [["2025-01-01", "V1", 0, 1], ...]}}.
[[nodiscard]] json::Value steps_of_people(const packs::Pack& pack, const json::Value& one);

/// Who of these people counts in the indicator on the day, and what they lack: {"id": {"numerator", "denominator", "lack"}}. People as in
/// an indicator case, `year` that of the day.
[[nodiscard]] json::Value counts_on_day(const packs::Pack& pack, const json::Value& one, std::string_view indicator, CivilDate day);

}  // namespace jiwei::core::programmes
