#include "app/problem_text.hpp"

#include <fmt/format.h>

namespace jiwei::app {

int print_problem(const Problem& problem) {
    fmt::print(stderr, "jiwei: {}{}{}\n", problem.code, problem.detail.empty() ? "" : ": ", problem.detail);
    for (const Finding& finding : problem.errors)
        fmt::print(stderr, "  {}: {}{}{}\n", finding.pointer, finding.code, finding.allowed.empty() ? "" : ", allowed: ", finding.allowed);
    return 1;
}

}  // namespace jiwei::app
