#include "modules/access/token_scopes.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace jiwei::access {

namespace {

/// Which FHIR types show a resource of the matrix.
constexpr std::array<std::pair<std::string_view, std::string_view>, 22> fhir_types{{
    {"person_demographics", "Patient"},
    {"person_demographics", "RelatedPerson"},
    {"health_record", "Condition"},
    {"health_record", "AllergyIntolerance"},
    {"health_record", "QuestionnaireResponse"},
    {"chronic_followup", "Observation"},
    {"chronic_followup", "Encounter"},
    {"chronic_followup", "CarePlan"},
    {"chronic_followup", "Task"},
    {"chronic_followup", "QuestionnaireResponse"},
    {"immunization", "Immunization"},
    {"encounter", "Encounter"},
    {"emr_document", "Composition"},
    {"prescription", "MedicationRequest"},
    {"lab_result", "Observation"},
    {"organization_staff", "Organization"},
    {"organization_staff", "Practitioner"},
    {"organization_staff", "Location"},
    {"report_statistics", "MeasureReport"},
    {"audit_log", "AuditEvent"},
    {"consent", "Consent"},
    {"referral", "ServiceRequest"},
}};

struct Scope {
    std::string_view type;
    std::string_view action;
};

/// Some letters of "cruds", in this order.
bool is_letters(std::string_view action) {
    std::size_t at = 0;
    for (const char letter : std::string_view{"cruds"}) {
        if (at < action.size() && action[at] == letter) ++at;
    }
    return !action.empty() && at == action.size();
}

bool covers(std::string_view action, http::Op op) {
    if (action == "*") return true;
    const bool reading = op == http::Op::read || op == http::Op::export_rows;
    if (action == "read" || action == "write") return reading == (action == "read");
    const char letter = op == http::Op::create ? 'c' : op == http::Op::update ? 'u' : op == http::Op::remove ? 'd' : reading ? 'r' : '-';
    return action.find(letter) != std::string_view::npos;
}

std::optional<Scope> parse(std::string_view text) {
    constexpr std::string_view prefix = "system/";
    if (!text.starts_with(prefix)) return std::nullopt;
    text.remove_prefix(prefix.size());
    const std::size_t dot = text.find('.');
    if (dot == std::string_view::npos || dot == 0) return std::nullopt;
    const Scope scope{text.substr(0, dot), text.substr(dot + 1)};
    const bool action = scope.action == "read" || scope.action == "write" || scope.action == "*" || is_letters(scope.action);
    const bool type = scope.type == "*" || std::all_of(scope.type.begin(), scope.type.end(),
                                                       [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; });
    if (!action || !type) return std::nullopt;
    return scope;
}

bool shows(std::string_view type, std::string_view resource) {
    if (type == "*" || type == resource) return true;
    return std::any_of(fhir_types.begin(), fhir_types.end(),
                       [&](const auto& pair) { return pair.first == resource && pair.second == type; });
}

}  // namespace

bool is_token_scope(std::string_view scope) { return scope.size() <= 80 && parse(scope).has_value(); }

bool has_fhir_projection(std::string_view resource) {
    return std::ranges::any_of(fhir_types, [&](const auto& pair) { return pair.first == resource; });
}

bool token_allows(const std::vector<std::string>& scopes, http::Op op, std::string_view resource) {
    return std::any_of(scopes.begin(), scopes.end(), [&](const std::string& text) {
        const auto scope = parse(text);
        return scope && covers(scope->action, op) && shows(scope->type, resource);
    });
}

}  // namespace jiwei::access
