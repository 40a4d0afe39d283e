// Reading requests and writing answers: what the routes of this module share.
#pragma once

#include <string>
#include <string_view>

#include "core/kernel/json.hpp"
#include "core/kernel/utf8.hpp"
#include "modules/access/durations.hpp"
#include "modules/access/impl.hpp"

namespace jiwei::access {

inline constexpr std::size_t wire_text_bytes_max = 512;
inline constexpr json::Limits wire_body_limits{8'192, 4, 40};

/// 1-512 bytes of text; empty when it is absent and not needed.
[[nodiscard]] Result<std::string> text_member(const json::Value& object, std::string_view key, bool needed,
                                              const std::string& pointer = {});
/// YYYY-MM-DD, or `otherwise` when absent.
[[nodiscard]] Result<std::string> date_member(const json::Value& object, std::string_view key, std::string_view otherwise);
/// The session as the page knows it, for a request of it.
[[nodiscard]] Result<http::Response> session_answer(Access::Impl& impl, const http::Request& request);
[[nodiscard]] http::Response private_json(std::string body, int status = 200);
/// Accounts by name, for lists that name users by id; "" when unknown.
[[nodiscard]] std::string display_name_of(db::Connection& connection, std::string_view user_id);
[[nodiscard]] std::string instant_text(std::int64_t utc_ms);

/// The account of the address, when it lies in reach; 404 otherwise. Writers also need every place of work in reach.
[[nodiscard]] Result<store::User> account_in_reach(Access::Impl& impl, db::Connection& connection, const http::Request& request,
                                                   const Reach& reach, bool writes);

/// One route of this module: small body, no schema beyond an object.
void add_route(http::RouteSet& set, Access::Impl& impl, http::Verb verb, std::string path, http::Access access,
               Result<http::Response> (*handler)(Access::Impl&, const http::Request&), std::string summary,
               std::vector<std::pair<std::string, std::string>> query = {});

// The parts of the route table.
void add_device_routes(http::RouteSet& set, Access::Impl& impl);
void add_factor_routes(http::RouteSet& set, Access::Impl& impl);
void add_account_routes(http::RouteSet& set, Access::Impl& impl);
void add_review_routes(http::RouteSet& set, Access::Impl& impl);
void add_opening_routes(http::RouteSet& set, Access::Impl& impl);
void add_audit_routes(http::RouteSet& set, Access::Impl& impl);

}  // namespace jiwei::access
