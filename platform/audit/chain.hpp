// The links of a chain: shared by what writes them and what proves them. Inside platform/audit, and for sign-in events.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "platform/audit/audit.hpp"
#include "platform/audit/verify.hpp"

namespace jiwei::audit {

/// h_0 of every chain.
[[nodiscard]] std::string_view first_link();
/// The canonical form of a record without its hash: keys by code point, empty members left out (RFC 8785).
[[nodiscard]] std::string canonical(const Entry& entry, std::int64_t seq);
/// h_n in lower-case hex.
[[nodiscard]] std::string next_link(crypto::Hash hash, std::string_view previous_hex, std::string_view canonical_record);

/// Appends to any chain inside the caller's transaction, in the order given. The installation chain has the county "".
void append(db::Connection& connection, Chain chain, std::string_view county_id, std::span<const Entry* const> entries);

}  // namespace jiwei::audit
