// OpenAPI 3.1 from the route table.
#include "platform/http/openapi.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <stdexcept>

#include "core/kernel/json.hpp"
#include "platform/http/router.hpp"
#include "platform/http/shapes.hpp"

namespace jiwei::http {
namespace {

using json::Value;

constexpr std::string_view problem_schema = R"({
  "type": "object",
  "required": ["type", "title", "status", "code", "request_id", "errors"],
  "properties": {
    "type": {"type": "string"}, "title": {"type": "string"}, "status": {"type": "integer"}, "code": {"type": "string"},
    "detail": {"type": "string"}, "request_id": {"type": "string"},
    "errors": {"type": "array", "items": {
      "type": "object", "required": ["pointer", "code", "allowed"],
      "properties": {"pointer": {"type": "string"}, "code": {"type": "string"}, "allowed": {"type": "string"},
                     "severity": {"type": "string", "enum": ["soft"]}}}}
  }
})";

Value text(std::string_view value) { return Value::string(std::string{value}); }

Value schema_value(std::string_view source, const std::string& where) {
    auto value = json::parse(source);
    if (!value) throw std::invalid_argument{where + ": the schema is not JSON, byte " + std::to_string(value.error().offset)};
    return std::move(*value);
}

/// A schema text, a media type ("text/csv": bytes), or no body at all.
bool is_described_body(std::string_view schema) { return !schema.empty() && schema != no_body; }
bool is_bytes_of_type(std::string_view schema) { return schema.front() != '{' && schema.find('/') != std::string_view::npos; }

Value content_of(std::string_view type, Value schema) {
    Value media;
    media.set("schema", std::move(schema));
    Value content;
    content.set(std::string{type}, std::move(media));
    return content;
}

Value described_content(std::string_view schema, const std::string& where) {
    if (!is_bytes_of_type(schema)) return content_of("application/json", schema_value(schema, where));
    Value bytes;
    bytes.set("type", text("string"));
    bytes.set("format", text("binary"));
    return content_of(schema, std::move(bytes));
}

Value parameter(std::string_view name, std::string_view in, std::string_view description) {
    Value schema;
    schema.set("type", text("string"));
    Value out;
    out.set("name", text(name));
    out.set("in", text(in));
    if (!description.empty()) out.set("description", text(description));
    out.set("required", Value::boolean(in == "path"));
    out.set("schema", std::move(schema));
    return out;
}

Value parameters_of(const Route& route) {
    Value out = Value::array();
    for (std::size_t open = route.path.find('{'); open != std::string::npos; open = route.path.find('{', open + 1)) {
        out.append(parameter(std::string_view{route.path}.substr(open + 1, route.path.find('}', open) - open - 1), "path", {}));
    }
    for (const auto& [name, description] : route.doc.query) out.append(parameter(name, "query", description));
    return out;
}

/// get /api/residents/{resident} -> getApiResidentsResident: a stable name for generated clients.
std::string operation_id(const Route& route) {
    std::string out{verb_name(route.verb)};
    std::ranges::transform(out, out.begin(), [](char c) { return static_cast<char>(c + 32); });
    bool upper = true;
    for (const char c : route.path) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (letter) out.push_back(upper && c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c);
        upper = !letter;
    }
    return out;
}

Value responses_of(const Route& route, const std::string& where) {
    Value good;
    good.set("description", text("done"));
    if (is_described_body(route.doc.response_schema)) good.set("content", described_content(route.doc.response_schema, where));
    Value reference;
    reference.set("$ref", text("#/components/responses/Problem"));
    Value out;
    out.set("2XX", std::move(good));
    out.set("default", std::move(reference));
    return out;
}

Value security_of(const Access& access) {
    Value out = Value::array();
    if (access.kind() == Access::Kind::open) return out;
    for (const std::string_view scheme : {"session", "token"}) {
        Value item;
        item.set(std::string{scheme}, Value::array());
        out.append(std::move(item));
    }
    return out;
}

Value operation_of(const Route& route) {
    const std::string where = std::string{verb_name(route.verb)} + " " + route.path;
    Value out;
    out.set("operationId", text(operation_id(route)));
    if (!route.doc.summary.empty()) out.set("summary", text(route.doc.summary));
    if (route.access.kind() == Access::Kind::permission) {
        std::string rows;
        for (const std::string& row : route.access.rows()) rows += (rows.empty() ? "" : "|") + row;
        out.set("x-permission", text(rows + ":" + static_cast<char>(route.access.op())));
    }
    out.set("security", security_of(route.access));
    Value parameters = parameters_of(route);
    if (!parameters.items().empty()) out.set("parameters", std::move(parameters));
    if (is_described_body(route.doc.request_schema)) {
        Value body;
        body.set("required", Value::boolean(true));
        body.set("content", described_content(route.doc.request_schema, where));
        out.set("requestBody", std::move(body));
    }
    out.set("responses", responses_of(route, where));
    return out;
}

Value components_of(std::span<const RouteSet> sets) {
    std::map<std::string, std::string> sorted{{"Problem", json::write(schema_value(problem_schema, "Problem"))}};
    for (const RouteSet& set : sets) {
        for (const auto& [name, source] : set.schemas) {
            const std::string schema = json::write(schema_value(source, name));
            if (const auto [at, fresh] = sorted.emplace(name, schema); !fresh && at->second != schema) {
                throw std::invalid_argument{"schema " + name + " has two forms"};
            }
        }
    }
    Value schemas;
    for (const auto& [name, source] : sorted) schemas.set(name, schema_value(source, name));
    Value session;
    session.set("type", text("apiKey"));
    session.set("in", text("cookie"));
    session.set("name", text("jiwei_session"));
    Value token;
    token.set("type", text("http"));
    token.set("scheme", text("bearer"));
    Value schemes;
    schemes.set("session", std::move(session));
    schemes.set("token", std::move(token));
    Value reference;
    reference.set("$ref", text("#/components/schemas/Problem"));
    Value problem;
    problem.set("description", text("refused, with the reason"));
    problem.set("content", content_of("application/problem+json", std::move(reference)));
    Value responses;
    responses.set("Problem", std::move(problem));
    Value out;
    out.set("schemas", std::move(schemas));
    out.set("responses", std::move(responses));
    out.set("securitySchemes", std::move(schemes));
    return out;
}

}  // namespace

std::string openapi_document(std::span<const RouteSet> sets) {
    std::map<std::string, std::map<Verb, const Route*>> paths;
    for (const RouteSet& set : sets) {
        for (const Route& route : set.routes) paths[route.path][route.verb] = &route;
    }
    Value path_items = Value::object();
    for (const auto& [path, verbs] : paths) {
        Value item;
        for (const auto& [verb, route] : verbs) {
            std::string name{verb_name(verb)};
            std::ranges::transform(name, name.begin(), [](char c) { return static_cast<char>(c + 32); });
            item.set(std::move(name), operation_of(*route));
        }
        path_items.set(path, std::move(item));
    }
    Value info;
    info.set("title", text("jiwei"));
    info.set("version", text(JIWEI_VERSION));
    Value document;
    document.set("openapi", text("3.1.0"));
    document.set("info", std::move(info));
    document.set("paths", std::move(path_items));
    document.set("components", components_of(sets));
    return json::write(document) + "\n";
}

}  // namespace jiwei::http
