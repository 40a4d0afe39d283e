// SQL of the indicators module.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "modules/indicators/steps.hpp"
#include "platform/db/connection.hpp"

namespace jiwei::indicators {

/// One stored contribution at one institution.
struct StoredCourse {
    std::string resident_id;
    std::string indicator;
    std::string period;
    std::string institution_id;
    std::string steps;
};

/// A row of indicator_total.
struct TotalKey {
    std::string indicator;
    std::string period;
    std::string institution_id;
    std::string bucket;
    auto operator<=>(const TotalKey&) const = default;
};

/// The buckets that a delta on `day` falls into.
[[nodiscard]] std::vector<std::string> buckets_of(CivilDate day, std::string_view period);

[[nodiscard]] std::vector<StoredCourse> load_resident(db::Connection& connection, std::string_view county_id, std::string_view resident_id,
                                                      std::string_view first_period);
[[nodiscard]] std::vector<StoredCourse> load_residents(db::Connection& connection, std::string_view county_id, std::string_view after,
                                                       std::string_view upto);
void put_course(db::Connection& connection, std::string_view county_id, const StoredCourse& course);
void remove_course(db::Connection& connection, std::string_view county_id, const StoredCourse& course);
void add_totals(db::Connection& connection, std::string_view county_id, const std::map<TotalKey, Fraction>& deltas);

/// The total of the institution's subtree on the day: at most 12 + 31 rows in a year.
[[nodiscard]] Fraction total_on(db::Connection& connection, std::string_view county_id, std::string_view indicator,
                                std::string_view institution_id, CivilDate day);
/// The same of every institution at once; absent: nothing was ever counted there.
[[nodiscard]] std::map<std::string, Fraction> totals_of_all(db::Connection& connection, std::string_view county_id,
                                                            std::string_view indicator, CivilDate day);
/// Running totals at the end of each month of the period; months without a change are absent.
[[nodiscard]] std::map<std::string, Fraction> month_ends(db::Connection& connection, std::string_view county_id, std::string_view indicator,
                                                         std::string_view period, std::string_view institution_id);
[[nodiscard]] std::vector<std::string> institutions_with_totals(db::Connection& connection, std::string_view county_id,
                                                                std::string_view indicator, std::string_view period);
/// Residents after `after` in id order, at most `rows_max`.
void each_person(db::Connection& connection, std::string_view county_id, std::string_view indicator, std::string_view period,
                 std::string_view institution_id, std::string_view after, int rows_max,
                 const std::function<void(std::string_view resident_id, std::string_view steps)>& on_person);
void clear(db::Connection& connection, std::string_view county_id, std::string_view indicator, std::string_view first_period,
           std::string_view last_period);

}  // namespace jiwei::indicators
