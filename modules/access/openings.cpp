// Single residents opened to one user for a while: in an emergency (security specification 4.4), or for a stated purpose (docs/adr/0067).
#include <algorithm>

#include "modules/access/impl.hpp"
#include "modules/access/sql.hpp"

namespace jiwei::access {

namespace {

constexpr std::int64_t openings_ms_max = 5'000;
constexpr std::size_t users_max = 4'096;

}  // namespace

/// Remembered like a reach: what another process opens is seen within five seconds.
std::vector<Opening> Access::Impl::openings_of(const auth::Principal& principal) {
    const bool may_open = matrix.grant(principal.roles, http::Op::create, "break_glass").has_value() ||
                          matrix.grant(principal.roles, http::Op::create, "person_purpose").has_value();
    if (!may_open) return {};
    const std::int64_t now_ms = services.clock.now().utc_ms;
    const std::string key = principal.county_id + '|' + principal.user_id;
    KnownOpenings known;
    bool fresh = false;
    {
        const std::lock_guard lock{openings_mutex_};
        const auto found = openings_.find(key);
        fresh = found != openings_.end() && now_ms >= found->second.at_ms && now_ms - found->second.at_ms < openings_ms_max;
        if (fresh) known = found->second;
    }
    if (!fresh) {
        known.at_ms = now_ms;
        services.database.read([&](db::Connection& connection) {
            for (const db::Row row : connection.run(sql::live_openings, {principal.county_id, principal.user_id, now_ms})) {
                known.openings.push_back({row.string(0), row.string(1), row.integer(2)});
            }
        });
        const std::lock_guard lock{openings_mutex_};
        if (openings_.size() >= users_max) openings_.clear();
        openings_[key] = known;
    }
    std::erase_if(known.openings, [now_ms](const Opening& one) { return one.ends_ms <= now_ms; });
    return known.openings;
}

void Access::Impl::forget_openings(std::string_view user_id) {
    const std::lock_guard lock{openings_mutex_};
    std::erase_if(openings_, [&](const auto& entry) { return entry.first.ends_with("|" + std::string{user_id}); });
}

}  // namespace jiwei::access
