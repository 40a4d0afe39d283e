// Which reading is unusual (security specification 6): rules and limits of packs/roles/reading-alerts.csv.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace jiwei::access {

struct AlertRule {
    std::string name;  // volume, night, denials, relatives
    std::int64_t limit = 0;
    int from_minute = 0;  // of the day, for night
    int until_minute = 0;
    std::vector<std::string> roles;  // empty: any
};

/// Throws std::runtime_error naming the line.
[[nodiscard]] std::vector<AlertRule> read_alert_rules(std::string_view csv);
/// True when the rule looks at readers of this role set ("ph_staff inst_admin").
[[nodiscard]] bool concerns(const AlertRule& rule, std::string_view roles);
/// True when the minute of the day lies in the rule's hours, over midnight too.
[[nodiscard]] bool within_hours(const AlertRule& rule, int minute_of_day);

/// Where the reader lives, as the account says.
struct Home {
    std::string name;
    std::string division;
    std::string address;
};
/// The same surname and the same home: the house when the account names it, else the village.
[[nodiscard]] bool seems_related(const Home& reader, std::string_view name, std::string_view village, std::string_view address);

}  // namespace jiwei::access
