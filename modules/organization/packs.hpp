// What packs/organization says: registers, the equipment standard, the construction programme.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/access/working_days.hpp"
#include "core/organization/planning.hpp"
#include "core/organization/registers.hpp"
#include "modules/organization/api.hpp"

namespace jiwei::organization {

struct StandardRow {
    std::string equipment_class;
    std::string item;
    std::int64_t quantity = 0;
};

/// A batch of the construction programme; nothing where the programme does not say.
struct BatchRow {
    std::string batch;
    std::optional<std::int64_t> sites;
    std::optional<std::int64_t> investment_fen;
    std::optional<std::int64_t> area_m2;
};

/// How strictly a signature asks for a licence. The first line whose form fits decides.
struct PracticeLine {
    std::string form;        // "*", "hypertension/*" or "hypertension/follow-up"
    std::string strictness;  // off; ended: only a known licence that is over refuses; strict: kind and place on the day
    std::vector<std::string> kinds;
};

/// A line of the planning norms; of several for a measure the newest that is in force counts.
struct PlanningRow {
    organization_rules::PlanTerm term;
    CivilDate from;
    std::string zh;
    std::string en;
    std::string numerator_zh;
    std::string denominator_zh;
    std::string source;
};

struct Organization::Packs {
    organization_rules::Registers registers;
    std::string registers_text;  // as the page gets it
    std::vector<StandardRow> standard;
    std::vector<BatchRow> batches;
    std::vector<PracticeLine> practice;
    std::vector<PlanningRow> planning;
    working_days::Calendar calendar;
};

}  // namespace jiwei::organization
