// Frozen numbers: taken in one act at the end of a period, chained by their digests, compared with the live ones (docs/adr/0105).
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/indicators/periods.hpp"
#include "modules/indicators/impl.hpp"

namespace jiwei::indicators {

/// A row of indicator_snapshot.
struct SnapshotHead {
    std::string period;
    std::int64_t revision = 1;
    std::int64_t seq = 1;  // 1, 2, 3 … in the county
    CivilDate as_of;
    std::int64_t taken_at_ms = 0;
    std::string taken_by;
    std::string reason;
    std::int64_t change_seq = 0;
    std::string packs;  // "archive 2017 0123…;hypertension 2017 4567…": what decided who counts
    std::int64_t cells = 0;
    std::string previous_digest;  // of the snapshot with seq - 1; empty for the first
    std::string digest;
};

/// A row of indicator_snapshot_cell.
struct SnapshotCell {
    std::string indicator;
    std::string institution_id;
    std::string parent_id;
    std::int64_t numerator = 0;
    std::int64_t denominator = 0;
    std::optional<std::int64_t> target_basis_points;
    bool is_stale = false;
};

/// What the digest is taken of: the head and every cell, one JSON text a line (docs/reference/snapshots.md).
[[nodiscard]] std::string canonical_text(std::string_view county_id, const SnapshotHead& head, std::span<const SnapshotCell> cells);

/// Freezes the period: part of the caller's act. An automatic one that exists already is left alone and given back; with a reason a new
/// revision is made.
SnapshotHead take_snapshot(Indicators::Impl& impl, Indicators& indicators, db::Connection& connection, std::string_view county_id,
                           const core::indicators::ReportPeriod& period, const audit::Entry& who, std::string_view reason);

[[nodiscard]] std::vector<SnapshotHead> list_snapshots(db::Connection& connection, std::string_view county_id);
/// The newest revision, or the one named.
[[nodiscard]] std::optional<SnapshotHead> find_snapshot(db::Connection& connection, std::string_view county_id, std::string_view period,
                                                        std::optional<std::int64_t> revision);
[[nodiscard]] std::vector<SnapshotCell> cells_of(db::Connection& connection, std::string_view county_id, const SnapshotHead& head);

}  // namespace jiwei::indicators
