// Search parameters of FHIR R4: names, modifiers, alternatives and escapes, and the ones that steer the answer.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fhir/provider.hpp"

namespace jiwei::fhir {

using Params = std::vector<std::pair<std::string, std::string>>;

struct ReadParameters {
    std::vector<Condition> conditions;
    int count = 20;
    bool count_only = false;           // _summary=count or _count=0
    std::string page;                  // token of a later page
    std::vector<std::string> ignored;  // unknown names, handling=lenient
};

/// `strict`: an unknown parameter is a 400 "fhir-parameter" at its name.
[[nodiscard]] Result<ReadParameters> read_parameters(const Params& params, const std::vector<SearchParam>& known, bool strict);
/// "a\,b,c" -> {"a,b", "c"}; "\|" and "\$" keep their backslash for the token and composite readers.
[[nodiscard]] std::vector<std::string> split_alternatives(std::string_view value);

/// A token value: "system|code", "|code" (no system), "code" (any system).
struct Token {
    std::string system;
    std::string code;
    bool any_system = true;
};
[[nodiscard]] Token read_token(std::string_view value);

/// A date value as the closed interval of civil days it stands for: "1960", "1960-02", "1960-02-29", with a prefix.
struct DateRange {
    std::string prefix = "eq";  // eq ne gt lt ge le sa eb
    std::string first;          // YYYY-MM-DD
    std::string last;
};
[[nodiscard]] std::optional<DateRange> read_date(std::string_view value);

}  // namespace jiwei::fhir
