// Proof that the audit chains are whole: recomputation from the rows, and signed anchors that a later truncation cannot move.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/kernel/expected.hpp"
#include "platform/crypto/digest.hpp"
#include "platform/crypto/keys.hpp"
#include "platform/db/connection.hpp"
#include "platform/time/clock.hpp"

namespace jiwei::audit {

/// Stored as these words. Never rename.
enum class Chain : unsigned char { act, access, installation };
[[nodiscard]] std::string_view word(Chain chain);

/// One chain and the county it belongs to; the installation chain has the county "".
struct ChainName {
    Chain chain = Chain::act;
    std::string county_id;
    bool operator==(const ChainName&) const = default;
};

/// The hash function of a chain is fixed when it is opened; a chain that was never opened begins with SHA-256 at its first entry.
void open_chain(db::Connection& connection, const ChainName& name, crypto::Hash hash);

/// Every chain that has a head.
[[nodiscard]] std::vector<ChainName> chains(db::Connection& connection);

struct Verdict {
    bool whole = true;
    std::int64_t rows = 0;
    std::int64_t first_bad_seq = 0;  // 0 when whole
    std::string why;  // audit-edited, audit-gap, audit-truncated, audit-head, audit-anchor, audit-signature; empty when whole
};
/// Recomputes the whole chain and compares it with its head and its anchors; `keys` proves the signatures.
[[nodiscard]] Verdict verify_chain(db::Connection& connection, const ChainName& name, const crypto::Keys& keys);

/// A signed head: the text to copy to write-once storage and to the auditor.
struct Anchor {
    ChainName name;
    std::int64_t seq = 0;
    std::string hash;
    time::Instant at;
    std::string line;  // "act 350881 812 <hash> 2026-07-01T08:00:00.000+08:00 <key id> <signature, base64url>"
};
/// Signs the head of every chain that moved since its last anchor. Run hourly, inside an act.
[[nodiscard]] std::vector<Anchor> anchor_heads(db::Connection& connection, const crypto::Keys& keys, time::Instant at);
/// Checks a line that was kept outside against the chain of today.
[[nodiscard]] Verdict verify_anchor_line(db::Connection& connection, std::string_view line, const crypto::Keys& keys);

}  // namespace jiwei::audit
