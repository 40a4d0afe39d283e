#include "modules/organization/packs.hpp"

#include <charconv>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "core/kernel/csv.hpp"

namespace jiwei::organization {

namespace {

[[noreturn]] void pack_damaged(const std::string& what) { throw std::runtime_error{"packs/organization is damaged: " + what}; }

std::string text_of_file(const std::filesystem::path& path) {
    std::ifstream in{path, std::ios::binary};
    if (!in) pack_damaged(path.filename().string() + " is missing");
    return {std::istreambuf_iterator<char>{in}, {}};
}

std::vector<csv::Row> rows_of_file(const std::filesystem::path& path, std::size_t columns) {
    auto rows = csv::parse(text_of_file(path));
    if (!rows || rows->empty()) pack_damaged(path.filename().string());
    for (const csv::Row& row : *rows) {
        if (row.cells.size() != columns) pack_damaged(path.filename().string() + " line " + std::to_string(row.line));
    }
    rows->erase(rows->begin());
    return std::move(*rows);
}

std::optional<std::int64_t> number_in(const std::string& cell) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
    if (cell.empty() || error != std::errc{} || end != cell.data() + cell.size()) return std::nullopt;
    return value;
}

/// "physician|nurse"
std::vector<std::string> kinds_in(std::string_view cell) {
    std::vector<std::string> kinds;
    while (!cell.empty()) {
        const std::size_t end = cell.find('|');
        kinds.emplace_back(cell.substr(0, end));
        cell.remove_prefix(end == std::string_view::npos ? cell.size() : end + 1);
    }
    return kinds;
}

PlanningRow planning_row(const csv::Row& row) {
    const auto from = parse_civil_date(row.cells[1]);
    if (!from || !organization_rules::is_plan_measure(row.cells[0])) pack_damaged("planning.csv line " + std::to_string(row.line));
    PlanningRow planned;
    planned.term = {row.cells[0], number_in(row.cells[2]), number_in(row.cells[3]), number_in(row.cells[4]).value_or(0),
                    kinds_in(row.cells[5])};
    planned.from = *from;
    planned.zh = row.cells[6];
    planned.en = row.cells[7];
    planned.numerator_zh = row.cells[8];
    planned.denominator_zh = row.cells[9];
    planned.source = row.cells[10];
    return planned;
}

}  // namespace

void Organization::use_packs(const std::filesystem::path& packs_dir) {
    const std::filesystem::path folder = packs_dir / "organization";
    auto packs = std::make_unique<Packs>();
    packs->registers_text = text_of_file(folder / "registers.json");
    const auto document = json::parse(packs->registers_text);
    if (!document) pack_damaged("registers.json at byte " + std::to_string(document.error().offset));
    auto registers = organization_rules::read_registers(*document);
    if (!registers) pack_damaged("registers.json " + registers.error().pointer + ": " + registers.error().allowed);
    packs->registers = std::move(*registers);
    for (const csv::Row& row : rows_of_file(folder / "equipment-standard.csv", 4)) {
        const auto quantity = number_in(row.cells[2]);
        if (!quantity) pack_damaged("equipment-standard.csv line " + std::to_string(row.line));
        packs->standard.push_back({row.cells[0], row.cells[1], *quantity});
    }
    for (const csv::Row& row : rows_of_file(folder / "construction-programme.csv", 5))
        packs->batches.push_back({row.cells[0], number_in(row.cells[1]), number_in(row.cells[2]), number_in(row.cells[3])});
    for (const csv::Row& row : rows_of_file(folder / "practice-guard.csv", 4)) {
        const std::string& strictness = row.cells[1];
        if (row.cells[0].empty() || (strictness != "off" && strictness != "ended" && strictness != "strict"))
            pack_damaged("practice-guard.csv line " + std::to_string(row.line));
        packs->practice.push_back({row.cells[0], strictness, kinds_in(row.cells[2])});
    }
    for (const csv::Row& row : rows_of_file(folder / "planning.csv", 11)) packs->planning.push_back(planning_row(row));
    if (const std::filesystem::path days = packs_dir / "roles" / "working-days.csv"; std::filesystem::exists(days)) {
        auto calendar = working_days::Calendar::read(text_of_file(days));
        if (!calendar) pack_damaged("working-days.csv " + calendar.error());
        packs->calendar = std::move(*calendar);
    }
    packs_ = std::move(packs);
}

}  // namespace jiwei::organization
