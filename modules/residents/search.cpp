#include "modules/residents/search.hpp"

#include <algorithm>
#include <tuple>

#include "modules/residents/sql.hpp"

namespace jiwei::residents {
namespace {

Hit hit_of(const db::Row& row) {
    return Hit{row.string(0), row.string(1), row.string(2), row.string(3), row.string(4), row.string(5),
               row.string(6), row.string(7), row.string(8), row.string(9), row.string(10)};
}

bool is_filtered(const SearchRequest& request) { return !request.village_code.empty() || !request.status.empty(); }

bool passes(const SearchRequest& request, const Hit& hit) {
    return hit.status != "6" && (request.village_code.empty() || hit.village_code == request.village_code) &&
           (request.status.empty() || hit.status == request.status);
}

/// Cuts the row beyond the page and says where the page ended.
void close_page(SearchPage& page, std::vector<SearchPosition>& positions, int rows_max) {
    const auto limit = static_cast<std::size_t>(rows_max);
    if (page.hits.size() <= limit) return;
    page.hits.resize(limit);
    page.next = std::move(positions[limit - 1]);
}

/// A few people share an exact key (last four digits: some hundreds in a million), so they are gathered, then narrowed.
SearchPage search_exact(db::Connection& connection, const SearchRequest& request, const std::vector<std::int64_t>* units) {
    std::vector<std::string> ids;
    for (const std::string& key : request.query.exact) {
        for (const db::Row& row : connection.run(sql::people_of_key, {request.county_id, key, total_exact_max + 1})) {
            if (units == nullptr || std::ranges::binary_search(*units, row.integer(0))) ids.push_back(row.string(1));
        }
    }
    std::ranges::sort(ids);
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    SearchPage page;
    std::vector<SearchPosition> positions;
    const auto want = static_cast<std::size_t>(request.rows_max) + 1;
    std::int64_t matches = 0;
    for (const std::string& id : ids) {
        const bool on_page = !request.after || id > request.after->id;
        const bool needed = on_page && page.hits.size() < want;
        if (!needed && !(request.with_total && is_filtered(request))) {
            ++matches;
            continue;
        }
        const db::Rows rows = connection.run(sql::find_hit, {request.county_id, id});
        if (rows.empty()) continue;
        Hit hit = hit_of(rows[0]);
        if (!passes(request, hit)) continue;
        ++matches;
        if (!needed) continue;
        page.hits.push_back(std::move(hit));
        positions.push_back({{}, 0, id});
    }
    if (request.with_total) {
        page.total = std::min(matches, total_exact_max);
        page.total_is_exact = matches <= total_exact_max;
    }
    close_page(page, positions, request.rows_max);
    return page;
}

struct Range {
    std::string prefix;
    std::string end;
    std::int64_t prefix_bytes = 0;
    SearchPosition from;
};

Range range_of(const SearchRequest& request) {
    Range range;
    range.prefix = request.query.prefix.empty() ? std::string(1, key_kind::name) : request.query.prefix;
    range.end = after_prefix(range.prefix);
    range.prefix_bytes = static_cast<std::int64_t>(range.prefix.size());
    range.from = request.after.value_or(SearchPosition{range.prefix, 0, {}});
    return range;
}

void read_page(const db::Rows& rows, SearchPage& page, std::vector<SearchPosition>& positions) {
    for (const db::Row& row : rows) {
        page.hits.push_back(hit_of(row));
        positions.push_back({row.string(11), row.integer(12), row.string(0)});
    }
}

SearchPage search_county(db::Connection& connection, const SearchRequest& request) {
    const Range range = range_of(request);
    SearchPage page;
    std::vector<SearchPosition> positions;
    read_page(connection.run(sql::page_prefix_county, {request.county_id, range.from.key, range.from.unit, range.from.id, range.end,
                                                       range.prefix_bytes, request.village_code, request.status, request.rows_max + 1}),
              page, positions);
    close_page(page, positions, request.rows_max);
    return page;
}

/// One unit: its keys are already in the order of the page.
SearchPage search_unit(db::Connection& connection, const SearchRequest& request, std::int64_t unit) {
    const Range range = range_of(request);
    SearchPage page;
    std::vector<SearchPosition> positions;
    read_page(connection.run(sql::page_prefix_unit, {request.county_id, unit, range.from.key, range.from.id, range.end, range.prefix_bytes,
                                                     request.village_code, request.status, request.rows_max + 1}),
              page, positions);
    close_page(page, positions, request.rows_max);
    return page;
}

/// A key where it lies in the rows it came with: thousands are looked at for a page of fifty.
struct KeyView {
    std::string_view term;
    std::string_view id;
    std::int64_t unit = 0;
};

struct KeyBatch {
    std::vector<db::Rows> rows;
    std::vector<KeyView> keys;
    bool more = false;  // there are keys behind the last one
};

/// The first `batch` keys of the units together, in the order of the page.
KeyBatch merge_keys(db::Connection& connection, const SearchRequest& request, const std::vector<std::int64_t>& units, const Range& range,
                    std::int64_t batch) {
    KeyBatch merged;
    merged.rows.reserve(units.size());
    for (const std::int64_t unit : units) {
        merged.rows.push_back(connection.run(
            sql::keys_prefix_unit, {request.county_id, unit, range.from.key, range.from.id, range.end, range.prefix_bytes, batch}));
        const db::Rows& rows = merged.rows.back();
        for (const db::Row& row : rows) merged.keys.push_back({row.text(0), row.text(1), unit});
        merged.more = merged.more || static_cast<std::int64_t>(rows.size()) == batch;
    }
    const auto before = [](const KeyView& a, const KeyView& b) { return std::tie(a.term, a.id) < std::tie(b.term, b.id); };
    const std::size_t kept = std::min(merged.keys.size(), static_cast<std::size_t>(batch));
    std::partial_sort(merged.keys.begin(), merged.keys.begin() + static_cast<std::ptrdiff_t>(kept), merged.keys.end(), before);
    merged.more = merged.more || merged.keys.size() > kept;
    merged.keys.resize(kept);
    return merged;
}

/// Several units: the first keys of each are merged, and only the people on the page are read. With filters a batch may yield too
/// few, then the next batch is taken.
SearchPage search_units(db::Connection& connection, const SearchRequest& request, const std::vector<std::int64_t>& units) {
    Range range = range_of(request);
    SearchPage page;
    std::vector<SearchPosition> positions;
    const std::size_t want = static_cast<std::size_t>(request.rows_max) + 1;
    const std::int64_t batch = is_filtered(request) ? 500 : request.rows_max + 1;
    while (page.hits.size() < want) {
        KeyBatch merged = merge_keys(connection, request, units, range, batch);
        for (const KeyView& key : merged.keys) {
            if (page.hits.size() == want) break;
            const db::Rows rows = connection.run(sql::find_hit, {request.county_id, key.id});
            if (rows.empty()) continue;
            Hit hit = hit_of(rows[0]);
            if (!passes(request, hit)) continue;
            page.hits.push_back(std::move(hit));
            positions.push_back({std::string{key.term}, key.unit, std::string{key.id}});
        }
        if (!merged.more) break;
        const KeyView& last = merged.keys.back();
        range.from = {std::string{last.term}, last.unit, std::string{last.id}};
    }
    close_page(page, positions, request.rows_max);
    return page;
}

void count_prefix(db::Connection& connection, const SearchRequest& request, const std::vector<std::int64_t>* units, SearchPage& page) {
    const Range range = range_of(request);
    const std::int64_t limit = total_exact_max + 1;
    std::int64_t total = 0;
    if (units == nullptr) {
        total =
            connection.run(sql::count_prefix_county, {request.county_id, range.prefix, range.end, range.prefix_bytes, limit})[0].integer(0);
    } else {
        for (const std::int64_t unit : *units) {
            const db::Rows rows =
                is_filtered(request)
                    ? connection.run(sql::count_prefix_filtered, {request.county_id, unit, range.prefix, range.end, range.prefix_bytes,
                                                                  request.village_code, request.status, limit - total})
                    : connection.run(sql::count_prefix_unit,
                                     {request.county_id, unit, range.prefix, range.end, range.prefix_bytes, limit - total});
            total += rows[0].integer(0);
            if (total >= limit) break;
        }
    }
    page.total = std::min(total, total_exact_max);
    page.total_is_exact = total <= total_exact_max;
}

/// Children of a year, adults half a year after the opening (residents specification 2.4); in the order of ids.
SearchPage search_without_document(db::Connection& connection, const SearchRequest& request, CivilDate today) {
    constexpr int adult_months = 18 * 12;
    constexpr int child_months = 12;
    constexpr int opened_months = 6;
    constexpr std::int64_t batch = 500;
    SearchPage page;
    std::vector<SearchPosition> positions;
    const std::size_t want = static_cast<std::size_t>(request.rows_max) + 1;
    std::string after = request.after ? request.after->id : std::string{};
    for (bool more = true; more && page.hits.size() < want;) {
        const db::Rows rows =
            connection.run(sql::page_without_document, {request.county_id, after, add_months(today, -adult_months),
                                                        add_months(today, -child_months), add_months(today, -opened_months), batch});
        more = rows.size() == static_cast<std::size_t>(batch);
        for (const db::Row row : rows) {
            after = row.string(0);
            Hit hit = hit_of(row);
            const auto& institutions = request.institution_ids;
            const bool is_wanted = institutions.empty() || std::ranges::find(institutions, hit.institution_id) != institutions.end();
            if (page.hits.size() == want || !is_wanted || !passes(request, hit) || !request.reach->holds(hit.institution_id, row.text(11)))
                continue;
            positions.push_back({{}, 0, hit.id});
            page.hits.push_back(std::move(hit));
        }
    }
    close_page(page, positions, request.rows_max);
    return page;
}

}  // namespace

std::vector<std::int64_t> Units::in_reach(db::Connection& connection, std::string_view county_id, const access::Reach& reach,
                                          const std::vector<std::string>& institution_ids) {
    std::vector<std::int64_t> found;
    const std::lock_guard lock{mutex_};
    std::vector<Unit>& units = known_[std::string{county_id}];
    const std::int64_t last_known = units.empty() ? 0 : units.back().unit;
    const db::Rows last = connection.run(sql::last_unit, {county_id});
    if (!last.empty() && last[0].integer(0) > last_known) {
        for (const db::Row& row : connection.run(sql::list_units, {county_id, last_known})) {
            units.push_back({row.integer(0), row.string(1), row.string(2)});
        }
    }
    for (const Unit& unit : units) {
        const bool wanted = institution_ids.empty() || std::ranges::find(institution_ids, unit.institution_id) != institution_ids.end();
        if (wanted && reach.holds(unit.institution_id, unit.grid_id)) found.push_back(unit.unit);
    }
    return found;
}

SearchPage search(db::Connection& connection, Units& units, const SearchRequest& request) {
    SearchPage page;
    if (request.document_due_on) return search_without_document(connection, request, *request.document_due_on);
    if (request.query.kind == "nothing") {
        page.total = 0;
        return page;
    }
    const bool whole = request.reach->whole_county && request.institution_ids.empty() && !is_filtered(request);
    std::vector<std::int64_t> reached;
    if (!whole) reached = units.in_reach(connection, request.county_id, *request.reach, request.institution_ids);
    const std::vector<std::int64_t>* narrowed = whole ? nullptr : &reached;
    if (!request.query.exact.empty()) return search_exact(connection, request, narrowed);
    if (whole) {
        page = search_county(connection, request);
    } else if (reached.size() == 1) {
        page = search_unit(connection, request, reached.front());
    } else {
        page = search_units(connection, request, reached);
    }
    if (request.with_total) count_prefix(connection, request, narrowed, page);
    return page;
}

}  // namespace jiwei::residents
