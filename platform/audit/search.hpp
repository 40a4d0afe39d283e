// Reading the chains: the auditor's questions, and who looked at a person. Never changes a row.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/audit/audit.hpp"
#include "platform/audit/verify.hpp"
#include "platform/db/connection.hpp"

namespace jiwei::audit {

/// Empty members do not restrict.
struct Question {
    Chain chain = Chain::access;
    std::string county_id;  // "" for the installation chain
    std::string person_id;
    std::string actor;
    std::string action;
    std::string resource;
    std::string outcome;
    std::string reason;
    std::int64_t from_ms = 0;   // inclusive; 0: from the beginning
    std::int64_t until_ms = 0;  // exclusive; 0: to the end
    bool every_institution = true;
    std::vector<std::string> institution_ids;  // otherwise: acts done there, and nothing else
};

struct Line {
    std::int64_t seq = 0;
    Entry entry;
    std::string hash_hex;
};

struct Lines {
    std::vector<Line> lines;  // newest first
    std::string next;         // cursor of the next page; empty: the last
};

/// One page; `lines_max` 1-1,000. A cursor that is not one of this list gives nothing.
[[nodiscard]] Lines find_lines(db::Connection& connection, const Question& question, std::string_view cursor, int lines_max);

/// What the watch over readings needs of a line.
struct Access {
    std::int64_t seq = 0;
    std::int64_t at_ms = 0;
    std::string actor;
    std::string role;
    std::string person_id;
    bool denied = false;
};
/// Lines of the access chain after `seq`, oldest first.
[[nodiscard]] std::vector<Access> accesses_after(db::Connection& connection, std::string_view county_id, std::int64_t seq, int lines_max);
/// The persons whom a user read within [from, until).
[[nodiscard]] std::vector<std::string> persons_read(db::Connection& connection, std::string_view county_id, std::string_view actor,
                                                    time::Instant from, time::Instant until);
[[nodiscard]] std::int64_t denials(db::Connection& connection, std::string_view county_id, std::string_view actor, time::Instant from,
                                   time::Instant until);

}  // namespace jiwei::audit
