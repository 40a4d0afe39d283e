// packs/indicators/dashboard.json: what the page calls near a target, and which periods are frozen when.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>
#include <vector>

#include "core/indicators/periods.hpp"

namespace jiwei::indicators {

struct SnapshotSchedule {
    core::indicators::PeriodKind kind = core::indicators::PeriodKind::month;
    int days_after = 0;  // of grace for late entries
};

struct DashboardRules {
    std::int64_t near_target_basis_points = 0;
    std::vector<SnapshotSchedule> snapshots;
};

/// Throws std::runtime_error with the place when the text is not valid.
[[nodiscard]] DashboardRules read_dashboard_rules(std::string_view text);
[[nodiscard]] DashboardRules load_dashboard_rules(const std::filesystem::path& packs_dir);

}  // namespace jiwei::indicators
