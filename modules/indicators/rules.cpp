#include "modules/indicators/rules.hpp"

#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>

#include "core/kernel/json.hpp"

namespace jiwei::indicators {

namespace {

constexpr std::int64_t near_target_max = 10'000;
constexpr std::int64_t days_after_max = 60;

[[noreturn]] void refuse_rules(const std::string& where) {
    throw std::runtime_error{"packs/indicators/dashboard.json is not valid: " + where};
}

}  // namespace

DashboardRules read_dashboard_rules(std::string_view text) {
    const auto document = json::parse(text);
    if (!document) refuse_rules("at byte " + std::to_string(document.error().offset));
    DashboardRules rules;
    const auto near_target = (*document)["near_target_basis_points"].as_integer();
    if (!near_target || *near_target < 0 || *near_target > near_target_max) refuse_rules("/near_target_basis_points: 0-10000");
    rules.near_target_basis_points = *near_target;
    const json::Value& snapshots = (*document)["snapshots"];
    if (!snapshots.is_array()) refuse_rules("/snapshots: a list");
    for (const json::Value& one : snapshots.items()) {
        const auto kind = core::indicators::period_kind(one["kind"].text());
        const auto days = one["days_after"].as_integer();
        const std::string at = "/snapshots/" + std::to_string(rules.snapshots.size());
        if (!kind) refuse_rules(at + "/kind: month, quarter, half-year, year");
        if (!days || *days < 0 || *days > days_after_max) refuse_rules(at + "/days_after: 0-60");
        for (const SnapshotSchedule& before : rules.snapshots) {
            if (before.kind == *kind) refuse_rules(at + "/kind: each kind once");
        }
        rules.snapshots.push_back({*kind, static_cast<int>(*days)});
    }
    return rules;
}

DashboardRules load_dashboard_rules(const std::filesystem::path& packs_dir) {
    std::ifstream in{packs_dir / "indicators" / "dashboard.json", std::ios::binary};
    if (!in) refuse_rules("it cannot be read");
    return read_dashboard_rules(std::string{std::istreambuf_iterator<char>{in}, {}});
}

}  // namespace jiwei::indicators
