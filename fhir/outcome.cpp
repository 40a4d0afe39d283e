#include "fhir/outcome.hpp"

namespace jiwei::fhir {

std::string_view issue_code(const Problem& problem) {
    switch (problem.refusal) {
    case Refusal::malformed: return problem.code == "fhir-parameter" ? "not-supported" : "invalid";
    case Refusal::unauthenticated: return problem.code == "session-expired" || problem.code == "token-expired" ? "expired" : "login";
    case Refusal::forbidden: return "forbidden";
    case Refusal::not_found: return "not-found";
    case Refusal::method_not_allowed: return "not-supported";
    case Refusal::conflict: return problem.code == "DUP_EXACT" ? "duplicate" : "conflict";
    case Refusal::gone: return "deleted";
    case Refusal::precondition_failed: return "conflict";
    case Refusal::too_large: return "too-long";
    case Refusal::unsupported_media: return "not-supported";
    case Refusal::unprocessable: return "processing";
    case Refusal::precondition_required: return "required";
    case Refusal::throttled: return "throttled";
    case Refusal::internal: return "exception";
    case Refusal::unavailable: return "transient";
    }
    return "processing";
}

std::string outcome_json(const Problem& problem) {
    json::Writer out;
    out.begin_object().member("resourceType", "OperationOutcome").key("issue").begin_array();
    const auto issue = [&](std::string_view severity, std::string_view code, const std::string& diagnostics,
                           const std::string& expression) {
        out.begin_object().member("severity", severity).member("code", code);
        out.key("details").begin_object().member("text", problem.code).end_object();
        if (!diagnostics.empty()) out.member("diagnostics", diagnostics);
        if (!expression.empty()) out.key("expression").begin_array().string(expression).end_array();
        out.end_object();
    };
    if (problem.errors.empty()) issue("error", issue_code(problem), problem.detail, {});
    for (const Finding& finding : problem.errors) {
        issue(finding.severity == Severity::hard ? "error" : "warning", issue_code(problem),
              finding.code + (finding.allowed.empty() ? "" : ": ") + finding.allowed, finding.pointer);
    }
    return out.end_array().end_object().take();
}

http::Response render_problem(const Problem& problem, std::string_view request_id) {
    http::Response response{problem.status(), std::string{content_type}, outcome_json(problem), {}};
    response.headers.emplace_back("X-Request-Id", request_id);
    if (problem.refusal == Refusal::unauthenticated) response.headers.emplace_back("WWW-Authenticate", R"(Bearer error="invalid_token")");
    if (problem.code == "insufficient_scope") response.headers.emplace_back("WWW-Authenticate", R"(Bearer error="insufficient_scope")");
    return response;
}

void append_ignored(json::Writer& out, const std::string& parameter) {
    out.begin_object().member("severity", "warning").member("code", "not-supported");
    out.member("diagnostics", "parameter ignored: " + parameter).end_object();
}

}  // namespace jiwei::fhir
