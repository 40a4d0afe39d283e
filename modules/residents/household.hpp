// Routes of households (service specification 2017, ch. 1): minimal, one head, members by date.
#pragma once

#include "modules/residents/inside.hpp"

namespace jiwei::residents {

[[nodiscard]] Result<http::Response> open_household(const Inside& in, const http::Request& request);
[[nodiscard]] Result<http::Response> join_household(const Inside& in, const http::Request& request);
[[nodiscard]] Result<http::Response> read_household(const Inside& in, const http::Request& request);

}  // namespace jiwei::residents
