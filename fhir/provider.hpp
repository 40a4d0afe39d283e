// FHIR R4 as a projection: what a module implements so that its records appear under /fhir/R4. The router does the protocol
// (parameters, paging tokens, scopes, ETags, Bundles, OperationOutcomes), a provider only maps and finds.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/http/problem.hpp"
#include "platform/http/route.hpp"

namespace jiwei::fhir {

enum class ParamType : unsigned char { token, string, date, reference };

struct SearchParam {
    std::string name;
    ParamType type = ParamType::token;
    std::string documentation;
};

/// A resource as it is answered. `json` is the whole resource with id and meta.
struct Resource {
    std::string id;
    std::int64_t version = 1;
    std::int64_t last_updated_ms = 0;
    std::string json;
};

/// Who asks: the request after the gate, and the public base ("https://host/fhir/R4") for absolute URLs.
struct Context {
    const http::Request& request;
    std::string base;
};

/// One condition. Values of one condition are alternatives (OR); several conditions must all hold (AND). Escapes are resolved.
struct Condition {
    std::string name;
    std::string modifier;             // "exact", "missing", … without the colon
    std::vector<std::string> values;  // a token keeps its "system|code" form
};

/// A page of a search in default order: resources created up to change `upto`, after the key of the last page.
struct Search {
    std::vector<Condition> conditions;
    int count = 20;                    // 0: only the total
    std::optional<std::int64_t> upto;  // of the first page; absent on it
    std::string after;                 // opaque to the router
};

struct SearchResult {
    std::vector<Resource> resources;
    std::string next_after;  // empty: the last page
    std::int64_t upto = 0;
    std::optional<std::int64_t> total;  // first page
};

/// One resource type of one module. Lives as long as the router. Thread-safe. Reads write their own access audit.
class Provider {
public:
    virtual ~Provider() = default;
    [[nodiscard]] virtual std::string_view type() const = 0;          // "Patient"
    [[nodiscard]] virtual std::string_view permission() const = 0;    // row of the permission matrix: "person_demographics"
    [[nodiscard]] virtual std::string_view profile_note() const = 0;  // for the CapabilityStatement
    [[nodiscard]] virtual std::vector<SearchParam> search_params() const = 0;
    /// Nothing: unknown, or out of scope.
    [[nodiscard]] virtual Result<std::optional<Resource>> read(const Context& context, std::string_view id) = 0;
    /// Conditions are only of declared parameters. A modifier or value that cannot be served: 400 with the pointer at the parameter.
    [[nodiscard]] virtual Result<SearchResult> search(const Context& context, const Search& search) = 0;
};

}  // namespace jiwei::fhir
