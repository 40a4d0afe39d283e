#include "modules/residents/directory.hpp"

#include <algorithm>
#include <array>

#include "core/identity/normalise.hpp"
#include "core/kernel/utf8.hpp"

namespace jiwei::residents {
namespace {

constexpr std::int64_t reload_after_ms = 30'000;

/// Longest first: the first that fits is cut.
constexpr std::array<std::string_view, 9> village_suffixes{"社区居民委员会", "村民委员会", "居民委员会", "社区居委会", "村委会",
                                                           "居委会",         "委员会",     "社区",       "村"};
constexpr std::array<std::string_view, 5> township_suffixes{"街道办事处", "街道", "乡", "镇", "办事处"};

std::string_view without_suffix(std::string_view name, std::span<const std::string_view> suffixes) {
    for (const std::string_view suffix : suffixes) {
        if (name.size() > suffix.size() && name.ends_with(suffix)) return name.substr(0, name.size() - suffix.size());
    }
    return name;
}

bool is_township(const Village& village, std::string_view typed) {
    if (typed.empty()) return true;
    if (village.township_code == typed || village.township_code.starts_with(typed)) return true;
    return without_suffix(village.township_name, township_suffixes) == without_suffix(typed, township_suffixes);
}

}  // namespace

std::string bare_village_name(std::string_view name) {
    const std::string folded = identity::fold_name(name);
    std::string_view bare = without_suffix(folded, village_suffixes);
    // "木城村村委会" is "木城" too, but "新村" stays "新村".
    for (const std::string_view kind : {std::string_view{"村"}, std::string_view{"社区"}}) {
        const std::string_view shorter = without_suffix(bare, std::span{&kind, 1});
        if (utf8::length(shorter) >= 2) bare = shorter;
    }
    return utf8::length(bare) >= 2 ? std::string{bare} : folded;
}

std::shared_ptr<const Directory> Directory::load(db::Connection& connection, const organization::Organization& organization,
                                                 std::string_view county_id, CivilDate today) {
    auto directory = std::make_shared<Directory>();
    for (const organization::Institution& institution : organization.institutions(connection, county_id, today)) {
        directory->institutions_[institution.id] = Place{institution.id, institution.code, institution.name, {}};
    }
    for (const organization::Grid& grid : organization.grids(connection, county_id, today))
        directory->grids_[grid.id] = grid.institution_id;
    std::map<std::string, std::string> townships;
    for (const organization::Division& division : organization.divisions_of_county(connection, county_id)) {
        if (division.level == organization::DivisionLevel::township) townships[division.code] = division.name;
        if (division.level != organization::DivisionLevel::village || division.archive_part3.empty()) continue;
        Village village{division.code, division.name, division.parent, {}, {}, {}, {}};
        village.area = division.code.substr(0, 9) + division.archive_part3;
        village.institution_id = organization.institution_serving(connection, county_id, division.code, today).value_or("");
        village.grid_id = organization.grid_covering(connection, county_id, division.code).value_or("");
        const auto place = directory->institutions_.find(village.institution_id);
        if (place != directory->institutions_.end()) place->second.villages.push_back(division.code);
        directory->villages_[division.code] = std::move(village);
    }
    for (auto& [code, village] : directory->villages_) {
        village.township_name = townships[village.township_code];
        directory->by_name_.emplace(bare_village_name(village.name), &village);
    }
    for (const auto& [id, place] : directory->institutions_) {
        directory->by_code_or_name_.emplace(place.code, &place);
        directory->by_code_or_name_.emplace(identity::fold_name(place.name), &place);
    }
    return directory;
}

const Village* Directory::village(std::string_view code) const {
    const auto found = villages_.find(code);
    return found == villages_.end() ? nullptr : &found->second;
}

const Village* Directory::find_village(std::string_view typed, std::string_view township) const {
    const std::string folded = identity::fold_name(typed);
    if (folded.empty()) return nullptr;
    if (const Village* by_code = village(folded)) return by_code;
    const auto [begin, end] = by_name_.equal_range(bare_village_name(folded));
    const Village* found = nullptr;
    int in_township = 0;
    int same_name = 0;
    for (auto it = begin; it != end; ++it) {
        if (!is_township(*it->second, township)) continue;
        ++in_township;
        if (it->second->name == folded) ++same_name;
        if (found == nullptr || it->second->name == folded) found = it->second;
    }
    return in_township == 1 || same_name == 1 ? found : nullptr;
}

const Village* Directory::find_village_of(std::string_view typed, const Place& institution) const {
    const std::string bare = bare_village_name(typed);
    const Village* found = nullptr;
    for (const std::string& code : institution.villages) {
        const Village* one = village(code);
        if (one == nullptr || bare_village_name(one->name) != bare) continue;
        if (found != nullptr) return nullptr;
        found = one;
    }
    return found;
}

const Village* Directory::village_in_address(std::string_view address) const {
    const Village* found = nullptr;
    std::size_t best = 0;
    bool is_only = false;
    for (const auto& [name, village] : by_name_) {
        if (name.size() < 6) continue;  // two characters at least
        // Behind the township's name, which often is that of one of its villages too (新桥镇易坑村).
        const std::size_t at = village->township_name.empty() ? std::string_view::npos : address.find(village->township_name);
        const std::string_view rest = at == std::string_view::npos ? address : address.substr(at + village->township_name.size());
        if (rest.find(name) == std::string_view::npos) continue;
        const bool names_township = address.find(without_suffix(village->township_name, township_suffixes)) != std::string_view::npos;
        const std::size_t score = name.size() + (at != std::string_view::npos ? 2000U : names_township ? 1000U : 0U);
        if (score < best) continue;
        is_only = score > best || (is_only && found == village);
        best = score;
        found = village;
    }
    return is_only ? found : nullptr;
}

const Village* Directory::village_in_title(std::string_view title) const {
    const Village* found = nullptr;
    std::size_t best = 0;
    bool is_only = false;
    for (const auto& [name, village] : by_name_) {
        std::size_t score = 0;
        for (const std::string_view suffix : village_suffixes) {
            if (title.find(name + std::string{suffix}) != std::string_view::npos) score = name.size();
        }
        if (score == 0) continue;
        if (title.find(without_suffix(village->township_name, township_suffixes)) != std::string_view::npos) score += 1000;
        if (score < best) continue;
        is_only = score > best;
        best = score;
        found = village;
    }
    return is_only ? found : nullptr;
}

const Village* Directory::village_of_area(std::string_view area) const {
    if (area.size() != 12) return nullptr;
    for (auto it = villages_.lower_bound(area.substr(0, 9)); it != villages_.end() && it->first.starts_with(area.substr(0, 9)); ++it) {
        if (it->second.area == area) return &it->second;
    }
    return nullptr;
}

const Place* Directory::institution(std::string_view id) const {
    const auto found = institutions_.find(id);
    return found == institutions_.end() ? nullptr : &found->second;
}

const Place* Directory::find_institution(std::string_view typed) const {
    const std::string folded = identity::fold_name(typed);
    if (const Place* by_id = institution(folded)) return by_id;
    const auto [begin, end] = by_code_or_name_.equal_range(folded);
    if (begin == end || std::next(begin) != end) return nullptr;
    return begin->second;
}

bool Directory::has_grid(std::string_view id) const { return grids_.contains(id); }

std::shared_ptr<const Directory> Directories::of(std::string_view county_id, CivilDate today) {
    const std::uint64_t generation = organization_->generation();
    const std::int64_t now_ms = services_.clock.now().utc_ms;
    {
        const std::lock_guard lock{mutex_};
        const auto found = cached_.find(county_id);
        if (found != cached_.end() && found->second.generation == generation && found->second.today == today &&
            now_ms - found->second.loaded_ms < reload_after_ms) {
            return found->second.directory;
        }
    }
    auto directory =
        services_.database.read([&](db::Connection& connection) { return Directory::load(connection, *organization_, county_id, today); });
    const std::lock_guard lock{mutex_};
    cached_[std::string{county_id}] = Cached{directory, generation, now_ms, today};
    return directory;
}

}  // namespace jiwei::residents
