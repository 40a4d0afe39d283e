// Refusals as FHIR says them: OperationOutcome with the issue codes of R4.
#pragma once

#include <string>
#include <string_view>

#include "core/kernel/json.hpp"
#include "platform/http/problem.hpp"
#include "platform/http/route.hpp"

namespace jiwei::fhir {

inline constexpr std::string_view content_type = "application/fhir+json; charset=utf-8";

/// invalid, structure, required, value, not-found, deleted, conflict, forbidden, login, throttled, not-supported, …
[[nodiscard]] std::string_view issue_code(const Problem& problem);
/// The body; never a person's data.
[[nodiscard]] std::string outcome_json(const Problem& problem);
/// For http::Site::problem_styles.
[[nodiscard]] http::Response render_problem(const Problem& problem, std::string_view request_id);
/// A warning inside a searchset: parameters that were ignored.
void append_ignored(json::Writer& out, const std::string& parameter);

}  // namespace jiwei::fhir
