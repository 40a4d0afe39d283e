// A refusal as the command line shows it.
#pragma once

#include "platform/http/problem.hpp"

namespace jiwei::app {

/// Prints code, detail and every finding to standard error; returns exit code 1.
int print_problem(const Problem& problem);

}  // namespace jiwei::app
