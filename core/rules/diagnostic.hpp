// What is wrong with a pack, and exactly where: the person who mends it is not a programmer.
#pragma once

#include <string>
#include <vector>

namespace jiwei::rules {

/// `line` and `column` count from 1; a column counts characters, not bytes. `code` is a stable word ("rule.type"), `message` a sentence.
struct Diagnostic {
    std::string file;
    int line = 1;
    int column = 1;
    std::string code;
    std::string message;

    bool operator==(const Diagnostic&) const = default;
};

using Diagnostics = std::vector<Diagnostic>;

/// "rules/follow-up.rules:12:9: rule.type: expected bool, found int"
[[nodiscard]] std::string text(const Diagnostic& diagnostic);

}  // namespace jiwei::rules
