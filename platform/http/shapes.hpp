// What goes over the wire, written once, as a small part of TypeScript, and read into JSON Schema for /openapi.json (docs/adr/0058):
//
//     interface Task { id: string  done_on: string | null  why: { sbp?: string }  state: 0 | 1 | 2 }
//     interface Page { items: Task[]  next: string | null }
//     interface Extended extends Task { more: Record<string, unknown> }
//     type Urgency = 'missed' | 'late'
//
// Types: string, integer, number, boolean, null, unknown, literals, names, {…}, T[], T | U, (T), Record<string, T>.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/http/route.hpp"

namespace jiwei::http {

/// Component name -> JSON Schema text. Throws std::invalid_argument naming the line of the first fault.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> schemas_of(std::string_view shapes);

/// What one route takes and gives: a type as above; a media type such as "text/csv" for what is not JSON; "none".
struct Described {
    std::string_view route;  // "POST /api/session"
    std::string_view takes;
    std::string_view gives;
};
inline constexpr std::string_view no_body = "none";

/// Puts the schemas into the set and into the Docs of its routes. Throws std::invalid_argument for a route that the set does not have.
void describe(RouteSet& set, std::string_view shapes, std::span<const Described> routes);

/// Routes whose answer, or whose body of POST, PUT or PATCH, says nothing of its form: "GET /api/today".
[[nodiscard]] std::vector<std::string> undescribed(std::span<const RouteSet> sets);

}  // namespace jiwei::http
