// The search box: one query, any kind of key, any reach, pages by key.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/kernel/civil_date.hpp"
#include "modules/access/api.hpp"
#include "modules/residents/keys.hpp"
#include "platform/db/connection.hpp"

namespace jiwei::residents {

inline constexpr std::int64_t total_exact_max = 10'000;
inline constexpr int page_rows_max = 100;

struct Unit {
    std::int64_t unit = 0;
    std::string institution_id;
    std::string grid_id;
};

/// The units of a county, kept in memory: rows are only ever added.
class Units {
public:
    /// Those in reach (and, when `institution_ids` is not empty, of these institutions), ascending.
    [[nodiscard]] std::vector<std::int64_t> in_reach(db::Connection& connection, std::string_view county_id, const access::Reach& reach,
                                                     const std::vector<std::string>& institution_ids);

private:
    std::mutex mutex_;
    std::map<std::string, std::vector<Unit>, std::less<>> known_;
};

/// Where a page ended; its fields mean something to search() only.
struct SearchPosition {
    std::string key;
    std::int64_t unit = 0;
    std::string id;
};

struct SearchRequest {
    std::string_view county_id;
    const access::Reach* reach = nullptr;
    Query query;
    int rows_max = 20;
    std::optional<SearchPosition> after;  // of the same query
    bool with_total = true;
    std::vector<std::string> institution_ids;  // narrows the reach further; empty: no
    std::string village_code;                  // empty: any
    std::string status;                        // empty: any but merged
    std::optional<CivilDate> document_due_on;  // only people whose identity document is overdue on the day, whatever the query
};

struct Hit {
    std::string id;
    std::string name;
    std::string sex;
    std::string birth_date;
    std::string id_no_enc;
    std::string phone_enc;
    std::string archive_no;
    std::string institution_id;
    std::string village_code;
    std::string address;
    std::string status;
};

struct SearchPage {
    std::vector<Hit> hits;
    std::optional<SearchPosition> next;  // nothing: this was the last page
    std::optional<std::int64_t> total;
    bool total_is_exact = true;
};

[[nodiscard]] SearchPage search(db::Connection& connection, Units& units, const SearchRequest& request);

}  // namespace jiwei::residents
