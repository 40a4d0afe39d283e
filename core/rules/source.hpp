// A piece of rule text and where it stands in its file, so that every error can say line and column.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "core/rules/diagnostic.hpp"

namespace jiwei::rules {

/// `line` and `column` are those of the first character of `text`: an expression may stand inside a CSV cell or a JSON string.
/// `doubled_quotes`: the text came out of a quoted CSV cell, where each quote is written twice.
struct Source {
    std::string_view file;
    std::string_view text;
    int line = 1;
    int column = 1;
    bool doubled_quotes = false;
};

[[nodiscard]] Diagnostic diagnose(const Source& source, std::size_t offset, std::string code, std::string message);

}  // namespace jiwei::rules
