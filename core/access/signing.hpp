// How fresh a password has to be when a form is signed (security specification 3: password re-entry), from packs/roles/signing.csv.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/kernel/expected.hpp"

namespace jiwei::signing {

/// One line of the table. The first that fits a role and a form decides.
struct Rule {
    std::string role;            // "*": any
    std::string form;            // "*", "hypertension/*" or "hypertension/follow-up"
    std::optional<int> minutes;  // 0: every time; nothing: never asked
};

class Table {
public:
    Table() = default;
    /// Columns role, form, minutes (0-720 or never), reason. On error: "line N: what is wrong".
    [[nodiscard]] static tl::expected<Table, std::string> read(std::string_view csv);

    /// The strictest answer over the roles that act together; nothing when none of them is asked. What no line names is asked every time.
    [[nodiscard]] std::optional<int> minutes_for(const std::vector<std::string>& roles, std::string_view form) const;

private:
    std::vector<Rule> rules_;
};

}  // namespace jiwei::signing
