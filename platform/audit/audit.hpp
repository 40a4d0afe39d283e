// The three audit chains (security specification 6): acts, accesses, installation events; one of the first two per county.
// h_0 = 64 x '0'; h_n = SHA-256(h_(n-1) || canonical_json(record_n without hash)), lower-case hex.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "platform/auth/principal.hpp"
#include "platform/db/database.hpp"
#include "platform/time/clock.hpp"

namespace jiwei::audit {

/// One line of a chain; empty members are left out of the canonical form. No personal data: ids and codes only.
struct Entry {
    time::Instant at;
    std::string actor;  // user id, token id, or "system"
    std::string role;
    std::string institution;
    std::string action;    // create, read, search, update, reveal, login, …
    std::string resource;  // "resident", "record", …
    std::string resource_id;
    std::string person_id;  // the resident concerned
    std::string purpose;
    std::string outcome = "ok";  // ok, denied, failed
    std::string reason;
    std::string request_id;
    std::string source_address;
    std::string client;
    std::string before_hash;
    std::string after_hash;
};

/// What a request knows of itself, carried to every audit line it causes.
struct Trail {
    time::Instant at;
    std::string request_id;
    std::string source_address;
    std::string client;
};

/// Actor, role, institution and trail filled in; action and resource left to the caller.
[[nodiscard]] Entry entry_of(const auth::Principal& principal, const Trail& trail);

/// Appends to the act chain of the county, inside the act's own transaction.
void append_act(db::Connection& connection, std::string_view county_id, const Entry& entry);
/// Appends to the installation chain, inside the caller's transaction.
void append_installation(db::Connection& connection, const Entry& entry);

/// Reads, searches and denials. record() returns once the row is durable; rows of concurrent requests share a transaction.
class AccessLog {
public:
    virtual ~AccessLog() = default;
    virtual void record(std::string_view county_id, const Entry& entry) = 0;
    /// Several lines of one answer (a page of whole records), durable together: one wait for all.
    virtual void record_all(std::string_view county_id, std::span<const Entry> entries) {
        for (const Entry& entry : entries) record(county_id, entry);
    }
};
[[nodiscard]] std::unique_ptr<AccessLog> make_access_log(db::Database& database);

}  // namespace jiwei::audit
