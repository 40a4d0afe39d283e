// The first screen of every role.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "modules/programmes/impl.hpp"

namespace jiwei::programmes {

struct TodayQuery {
    std::string county_id;
    organization::Reach reach;
    CivilDate today;
    std::string cursor;
    int limit = 50;
    auth::Principal principal = {};
    std::string programme = {};  // tasks of this pack alone
    std::string task = {};       // and of this code
};

struct TodayItem {
    Task task;
    std::string_view urgency;  // referral, missed, late, due
};

struct TodayPage {
    std::vector<TodayItem> items;
    std::string next;
};

/// Each counted up to 10,000.
struct TodayCounts {
    std::int64_t referrals = 0;
    std::int64_t missed = 0;
    std::int64_t late = 0;
    std::int64_t due = 0;
    std::int64_t upcoming = 0;
};

struct Owed {
    std::string institution_id;
    TodayCounts counts;
};

[[nodiscard]] TodayCounts count_today(db::Connection& connection, const TodayQuery& query);
/// Open referrals, then missed, late and due tasks, each by due date.
[[nodiscard]] Result<TodayPage> today_page(db::Connection& connection, const TodayQuery& query);
[[nodiscard]] std::vector<Owed> owed_by_institution(db::Connection& connection, std::string_view county_id, CivilDate today);

/// The answers of GET /api/today.
[[nodiscard]] Result<std::string> people_today(const Programmes::Impl& impl, db::Connection& connection, const TodayQuery& query,
                                               bool with_institutions);
[[nodiscard]] std::string county_today(const Programmes::Impl& impl, db::Connection& connection, const TodayQuery& query);

/// Looks a village up once.
[[nodiscard]] std::string village_name(const Programmes::Impl& impl, db::Connection& connection, const std::string& code,
                                       std::map<std::string, std::string>& known);

}  // namespace jiwei::programmes
