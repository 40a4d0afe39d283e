// What this module needs of a county's organisation while it checks people: villages with their archive areas and who serves them.
// A snapshot in memory, so that a roster is checked without asking the database for every row.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/kernel/civil_date.hpp"
#include "modules/organization/api.hpp"
#include "platform/services.hpp"

namespace jiwei::residents {

struct Village {
    std::string code;  // 12 digits
    std::string name;
    std::string township_code;
    std::string township_name;
    std::string area;            // county 6 + township 3 + committee 3: parts 1-3 of archive numbers
    std::string institution_id;  // serves the village; empty: nobody
    std::string grid_id;         // covers the village, when exactly one does
};

struct Place {
    std::string id;
    std::string code;
    std::string name;
    std::vector<std::string> villages;  // served by it
};

class Directory {
public:
    static std::shared_ptr<const Directory> load(db::Connection& connection, const organization::Organization& organization,
                                                 std::string_view county_id, CivilDate today);

    [[nodiscard]] const Village* village(std::string_view code) const;
    /// By 12-digit code, by the last digits of it within the township, or by name with or without 村委会, 居委会, 村, 社区; the township's
    /// name or code decides between namesakes. Nothing when unknown or ambiguous.
    [[nodiscard]] const Village* find_village(std::string_view typed, std::string_view township) const;
    /// By name among the villages that one institution serves.
    [[nodiscard]] const Village* find_village_of(std::string_view typed, const Place& institution) const;
    /// The only village whose name (and, if several fit, township) stands in the address.
    [[nodiscard]] const Village* village_in_address(std::string_view address) const;
    /// The only village that a title names in full (木城村居民花名册): its name with 村, 社区, 居委会 or 村委会 behind it.
    [[nodiscard]] const Village* village_in_title(std::string_view title) const;
    /// The village with these parts 1-3 of an archive number.
    [[nodiscard]] const Village* village_of_area(std::string_view area) const;
    [[nodiscard]] const Place* institution(std::string_view id) const;
    /// By code or by full name.
    [[nodiscard]] const Place* find_institution(std::string_view typed) const;
    [[nodiscard]] bool has_grid(std::string_view id) const;
    [[nodiscard]] const std::map<std::string, Village, std::less<>>& villages() const { return villages_; }

private:
    std::map<std::string, Village, std::less<>> villages_;
    std::multimap<std::string, const Village*, std::less<>> by_name_;  // bare names
    std::map<std::string, Place, std::less<>> institutions_;
    std::multimap<std::string, const Place*, std::less<>> by_code_or_name_;
    std::map<std::string, std::string, std::less<>> grids_;  // id -> institution
};

/// "木城村民委员会" -> "木城": the part of a name that people write.
[[nodiscard]] std::string bare_village_name(std::string_view name);

/// Directories of counties, read again when the organisation changed in this process, and every half minute for others.
class Directories {
public:
    Directories(Services services, const organization::Organization& organization) : services_{services}, organization_{&organization} {}
    /// Opens its own read: never inside database.read or write.
    [[nodiscard]] std::shared_ptr<const Directory> of(std::string_view county_id, CivilDate today);

private:
    struct Cached {
        std::shared_ptr<const Directory> directory;
        std::uint64_t generation = 0;
        std::int64_t loaded_ms = 0;
        CivilDate today;
    };
    Services services_;
    const organization::Organization* organization_;
    std::mutex mutex_;
    std::map<std::string, Cached, std::less<>> cached_;
};

}  // namespace jiwei::residents
