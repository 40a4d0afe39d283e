// The one way a request is refused, from use case to wire: application/problem+json, or an OperationOutcome on FHIR routes.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/kernel/expected.hpp"
#include "core/kernel/finding.hpp"

namespace jiwei {

/// The numbers are the HTTP statuses; security specification 4.3 says which applies when.
enum class Refusal : int {
    malformed = 400,  // the shape is wrong: not JSON, a missing or mistyped member, over a limit
    unauthenticated = 401,
    forbidden = 403,  // the role has no such operation, or segregation of duties
    not_found = 404,  // does not exist, or lies outside the reader's scope: indistinguishable
    method_not_allowed = 405,
    conflict = 409,  // same id with another body, a lost update, a state that forbids the act
    gone = 410,
    precondition_failed = 412,
    too_large = 413,
    unsupported_media = 415,
    unprocessable = 422,  // well formed, but a rule of the field refuses it
    precondition_required = 428,
    throttled = 429,
    internal = 500,
    unavailable = 503,
};

/// `code` is the specification's code verbatim where it has one ("ID_CHECK"), else ours in kebab case ("session-expired"); it is
/// also the last part of `type`. Neither `detail` nor `errors` ever hold a person's data.
struct Problem {
    Refusal refusal;
    std::string code;
    std::string detail;
    std::vector<Finding> errors;

    [[nodiscard]] int status() const { return static_cast<int>(refusal); }
};

template <class T>
using Result = tl::expected<T, Problem>;

[[nodiscard]] inline tl::unexpected<Problem> refuse(Refusal refusal, std::string code, std::string detail = {},
                                                    std::vector<Finding> errors = {}) {
    return tl::unexpected(Problem{refusal, std::move(code), std::move(detail), std::move(errors)});
}

/// One finding at one field.
[[nodiscard]] inline tl::unexpected<Problem> refuse_field(Refusal refusal, std::string pointer, std::string code, std::string allowed) {
    std::vector<Finding> errors{Finding{std::move(pointer), code, std::move(allowed), Severity::hard}};
    return refuse(refusal, std::move(code), {}, std::move(errors));
}

}  // namespace jiwei
