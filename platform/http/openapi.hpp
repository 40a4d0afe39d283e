// /openapi.json (OpenAPI 3.1) from the route table; the web client's types are generated from the same text at build time.
#pragma once

#include <span>
#include <string>

#include "platform/http/route.hpp"

namespace jiwei::http {

/// Deterministic: the same routes give the same bytes, in any order of the sets. Throws std::invalid_argument when a schema text
/// is not JSON or one component name stands for two different schemas.
[[nodiscard]] std::string openapi_document(std::span<const RouteSet> sets);

}  // namespace jiwei::http
