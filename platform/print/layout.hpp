// An official form from a layout in a pack: which cell holds which answer. The layout names fields and code lists; what they are called
// here and what was answered is given.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/kernel/json.hpp"
#include "platform/print/print.hpp"

namespace jiwei::print {

struct Option {
    std::string code;
    std::string label;
};

/// What fills a layout. `texts` before `answers`.
struct Filling {
    std::map<std::string, std::string, std::less<>> texts;
    json::Value answers;
    std::string number;  // in boxes above the title
    std::function<std::vector<Option>(std::string_view set)> options;
};

/// Members of a layout: docs/reference/layouts.md.
[[nodiscard]] Document document_of(const json::Value& layout, const Filling& filling);

}  // namespace jiwei::print
