// Scopes of bearer tokens (SMART on FHIR, system level): "system/Patient.read", "system/*.write", "system/chronic_followup.*",
// "system/Patient.rs" (version 2: letters of create, read, update, delete, search in this order).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "platform/http/route.hpp"

namespace jiwei::access {

/// True when `scope` has the form system/<type>.<read|write|*|cruds>, the type being *, a FHIR type or a resource of the matrix.
[[nodiscard]] bool is_token_scope(std::string_view scope);
/// True when a row of the matrix appears under /fhir/R4 in some type.
[[nodiscard]] bool has_fhir_projection(std::string_view resource);
/// True when one of the scopes covers the operation on the resource of the matrix.
[[nodiscard]] bool token_allows(const std::vector<std::string>& scopes, http::Op op, std::string_view resource);

}  // namespace jiwei::access
