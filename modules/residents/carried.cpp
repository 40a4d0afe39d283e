// The people whom a device carries along.
#include "modules/residents/inside.hpp"
#include "modules/residents/reading.hpp"
#include "modules/residents/sql.hpp"

namespace jiwei::residents {
namespace {

constexpr std::size_t head_columns = 20;
constexpr std::string_view carried_kinds = "nps4";  // name, pinyin, archive serial, last four; never a blind index
constexpr int names_at_once = 1'000;

/// Ids of the people of a unit, each once: everybody has exactly one name term that shares nothing with the term before it.
std::vector<std::string> people_of_unit(db::Connection& connection, std::string_view county_id, std::int64_t unit, std::size_t people_max) {
    const std::string first(1, key_kind::name);
    const std::string end = after_prefix(first);
    std::vector<std::string> ids;
    std::string term = first;
    std::string id;
    while (ids.size() <= people_max) {
        const db::Rows rows = connection.run(sql::keys_prefix_unit, {county_id, unit, term, id, end, std::int64_t{1}, names_at_once});
        for (const db::Row row : rows) ids.push_back(row.string(1));
        if (rows.size() < static_cast<std::size_t>(names_at_once)) break;
        term = rows[rows.size() - 1].string(0);
        id = rows[rows.size() - 1].string(1);
    }
    return ids;
}

bool is_present(std::string_view status) {
    return status != std::string_view{"2"} && status != std::string_view{"3"} && status != std::string_view{"6"};
}

}  // namespace

std::optional<std::vector<Carried>> Residents::carried(db::Connection& connection, std::string_view county_id, const Reader& reader,
                                                       std::size_t people_max) const {
    const View view{*inside_, reader.principal, masking::Edge::worklist};
    ActContext act;
    act.county_id = county_id;
    act.principal = reader.principal;
    act.today = reader.today;
    std::vector<Carried> people;
    for (const std::int64_t unit : inside_->units.in_reach(connection, county_id, reader.reach, {})) {
        for (const std::string& id : people_of_unit(connection, county_id, unit, people_max)) {
            const db::Rows rows = connection.run(sql::find_carried, {county_id, id});
            if (rows.empty() || !is_present(rows[0].text(12))) continue;
            if (people.size() == people_max) return std::nullopt;
            const bool close = inside_->is_close(connection, act, reader.reach, id, rows[0].text(9));
            const bool complete = complete_today(*inside_, connection, county_id, id, rows[0], reader.today);
            Carried one{id,
                        rows[0].integer(head_columns + 1),
                        rows[0].string(10),
                        {},
                        head_json(*inside_, view, close, rows[0], id, reader.today, complete)};
            for (std::string& key : store::read_key_list(rows[0].text(head_columns))) {
                if (!key.empty() && carried_kinds.find(key.front()) != std::string_view::npos) one.keys.push_back(std::move(key));
            }
            people.push_back(std::move(one));
        }
    }
    return people;
}

}  // namespace jiwei::residents
