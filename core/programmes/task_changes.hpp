// What a decided record does to the tasks of its enrolment (engine rules, task life). Only core/programmes includes this.
#pragma once

#include "core/programmes/decide.hpp"

namespace jiwei::core::programmes {

/// Fills closes, cancels and creates of `made`; `frame` holds the answers, the lets and what was decided.
void settle_tasks(const DecideInput& input, const packs::FormRules& rules, rules::Frame& frame, Decision& made);

}  // namespace jiwei::core::programmes
