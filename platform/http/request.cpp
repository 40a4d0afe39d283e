// What handlers ask of a request.
#include <algorithm>
#include <string>

#include "platform/http/route.hpp"

namespace jiwei::http {
namespace {

std::optional<std::string_view> find(const std::vector<std::pair<std::string, std::string>>& pairs, std::string_view name) {
    for (const auto& [key, value] : pairs) {
        if (key == name) return std::string_view{value};
    }
    return std::nullopt;
}

/// "application/json", "application/fhir+json; charset=utf-8" and their like.
bool is_json_type(std::string_view type) {
    type = type.substr(0, type.find(';'));
    while (!type.empty() && type.back() == ' ') type.remove_suffix(1);
    std::string lower{type};
    std::ranges::transform(lower, lower.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return lower == "application/json" || (lower.starts_with("application/") && lower.ends_with("+json"));
}

}  // namespace

std::string_view Request::param(std::string_view name) const { return find(path_params, name).value_or(std::string_view{}); }

std::optional<std::string_view> Request::query_value(std::string_view name) const { return find(query, name); }

std::string_view Request::header(std::string_view lower_case_name) const {
    return find(headers, lower_case_name).value_or(std::string_view{});
}

Result<json::Value> Request::json_body(const json::Limits& limits) const {
    if (!is_json_type(header("content-type"))) return refuse(Refusal::unsupported_media, "json-expected", "Content-Type must be JSON");
    auto value = json::parse(body, limits);
    if (value) return std::move(*value);
    const json::Fault& fault = value.error();
    return refuse(Refusal::malformed, std::string{fault.code}, "the body stops being readable at byte " + std::to_string(fault.offset));
}

}  // namespace jiwei::http
