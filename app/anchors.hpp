// The signed heads of the audit chains, kept in files outside the database: who cuts the chains in the database cannot cut these lines,
// when an operator copies them to write-once storage (security specification 6).
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "platform/audit/verify.hpp"

namespace jiwei::app {

/// Appends to <folder>/<year>.txt, durable when it returns; throws std::runtime_error. Nothing is ever rewritten.
void append_anchors(const std::string& folder, std::span<const audit::Anchor> anchors);

struct AnchorsVerdict {
    std::int64_t lines = 0;
    std::string bad_file;  // empty: all hold
    std::int64_t bad_line = 0;
    std::string why;
};
/// Every line of every file, against the chains of today. A last line that a crash cut short is left out.
[[nodiscard]] AnchorsVerdict verify_anchors(db::Connection& connection, const std::string& folder, const crypto::Keys& keys);

}  // namespace jiwei::app
