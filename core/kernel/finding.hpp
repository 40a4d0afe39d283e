// One thing that is wrong, or doubtful, with an input: which field, what, and what is allowed.
#pragma once

#include <string>
#include <utility>

namespace jiwei {

/// hard: the input is refused. soft: it is accepted once the user confirms it.
enum class Severity : unsigned char { hard, soft };

/// `pointer` is a JSON pointer into the input ("/answers/sbp"), `code` a stable word of the specification ("ID_CHECK") or of
/// ours, `allowed` what would be accepted ("50-300 mmHg"). Never holds a person's data.
struct Finding {
    std::string pointer;
    std::string code;
    std::string allowed;
    Severity severity = Severity::hard;

    bool operator==(const Finding&) const = default;
};

}  // namespace jiwei
