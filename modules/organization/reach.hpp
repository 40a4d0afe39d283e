// Which rows a user may see, in terms of the organisation: the scopes of security specification 4.2 turned into ids.
#pragma once

#include <algorithm>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/kernel/civil_date.hpp"
#include "platform/auth/principal.hpp"

namespace jiwei::organization {

/// A row is in reach when any member lets it in. Lists are sorted, without duplicates.
struct Reach {
    bool whole_county = false;                 // county, all
    std::vector<std::string> institution_ids;  // inst: the management subtree; own_site: the institution itself
    std::vector<std::string> grid_ids;         // grid: where the user is responsible on the date
    bool own = false;                          // own: rows that user_id wrote
    bool treated = false;                      // residents related to the reader (Access::relates)
    std::string user_id;
    std::vector<std::string> relations = {};     // the scopes of such relations: treat, visit, rx, claim, cdc_case, …
    std::vector<std::string> resident_ids = {};  // single residents, opened in an emergency or for a stated purpose; reading only
    bool operator==(const Reach&) const = default;

    /// For rows that lie somewhere: `institution_id` and `grid_id` are the row's own, empty when it has none.
    [[nodiscard]] bool holds(std::string_view institution_id, std::string_view grid_id) const {
        const auto in = [](const std::vector<std::string>& ids, std::string_view id) {
            return !id.empty() && std::binary_search(ids.begin(), ids.end(), id, std::less<>{});
        };
        return whole_county || in(institution_ids, institution_id) || in(grid_ids, grid_id);
    }
    /// The resident was opened to the reader alone.
    [[nodiscard]] bool opens(std::string_view resident_id) const {
        return std::ranges::find(resident_ids, resident_id) != resident_ids.end();
    }
    [[nodiscard]] bool holds_nothing() const {
        return !whole_county && institution_ids.empty() && grid_ids.empty() && !own && !treated && resident_ids.empty();
    }
};

/// Access::reach, given to modules that access itself depends on.
using ReachOf = std::function<Reach(const auth::Principal&, const auth::Grant&, CivilDate today)>;

}  // namespace jiwei::organization
