// The demo county: real places, invented people. Everything goes through the acts of the modules, so the same rules have judged it.
// The same arguments give the same county (digest of `jiwei export --canonical`); keys and passwords are random each time.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "app/composition.hpp"
#include "platform/time/clock.hpp"

namespace jiwei::app::demo {

struct DemoOptions {
    std::string county_id = "350881";
    int residents = 20'000;
    std::uint64_t seed = 1;
    CivilDate today;
    std::string packs_dir;
};

struct Account {
    std::string role;
    std::string name;
    std::string password;
    std::string totp;  // base32; empty for roles that need no second factor
};

struct DemoReport {
    std::int64_t institutions = 0;
    std::int64_t residents = 0;
    std::int64_t enrolments = 0;
    std::int64_t records = 0;
    std::int64_t deaths = 0;
    std::vector<Account> accounts;
};

using Progress = std::function<void(std::string_view what, std::int64_t done, std::int64_t total)>;

/// `clock` is the installation's own: the county is made day by day. Refused (409 demo-not-empty) when the county exists already.
[[nodiscard]] Result<DemoReport> make_demo(Composition& composition, time::FixedClock& clock, const DemoOptions& options,
                                           const Progress& progress);

}  // namespace jiwei::app::demo
