#include "modules/access/alerts.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <stdexcept>

#include "core/kernel/utf8.hpp"
#include "modules/access/durations.hpp"
#include "modules/access/impl.hpp"
#include "modules/access/sql.hpp"
#include "platform/audit/search.hpp"

namespace jiwei::access {

namespace {

constexpr int watched_lines_a_look = 5'000;
constexpr int minutes_a_day = 1'440;
constexpr int night_shift_minutes = 720;  // a night counts with the day before noon

std::vector<std::string> pieces(std::string_view text, char separator) {
    std::vector<std::string> out;
    while (true) {
        const std::size_t end = text.find(separator);
        out.emplace_back(text.substr(0, end));
        if (end == std::string_view::npos) return out;
        text.remove_prefix(end + 1);
    }
}

/// "22:00" -> 1320; -1 when it is no time of day.
int minute_of(std::string_view text) {
    if (text.empty()) return 0;
    const auto digit = [&](std::size_t at) { return text[at] >= '0' && text[at] <= '9' ? text[at] - '0' : 99; };
    if (text.size() != 5 || text[2] != ':') return -1;
    const int hours = digit(0) * 10 + digit(1);
    const int minutes = digit(3) * 10 + digit(4);
    return hours < 24 && minutes < 60 ? hours * 60 + minutes : -1;
}

std::string_view first_character(std::string_view name) {
    std::size_t at = 0;
    return utf8::next(name, at) ? name.substr(0, at) : std::string_view{};
}

int minute_of_day(std::int64_t at_ms) {
    const std::int64_t day_ms = std::int64_t{minutes_a_day} * minute_ms;
    return static_cast<int>(((at_ms + time::zone_offset_ms) % day_ms) / minute_ms);
}

struct Bucket {
    std::string name;  // the hour or the night, as civil time
    std::int64_t from_ms = 0;
    std::int64_t until_ms = 0;
    auto operator<=>(const Bucket&) const = default;
};

Bucket hour_of(std::int64_t at_ms) {
    const std::int64_t from = at_ms - at_ms % hour_ms;
    return {time::text(time::Instant{from}).substr(0, 13), from, from + hour_ms};
}

Bucket night_of(std::int64_t at_ms) {
    const std::int64_t shift = night_shift_minutes * minute_ms;
    const std::int64_t local = at_ms + time::zone_offset_ms - shift;
    const std::int64_t day_ms = std::int64_t{minutes_a_day} * minute_ms;
    const std::int64_t from = local - local % day_ms + shift - time::zone_offset_ms;
    return {"night of " + time::text(time::Instant{from}).substr(0, 10), from, from + day_ms};
}

/// What was touched by the new lines: each is then counted afresh from the chain.
struct Touched {
    std::set<std::pair<std::string, Bucket>> readers;  // actor, hour
    std::set<std::pair<std::string, Bucket>> nights;   // actor, night
    std::set<std::pair<std::string, Bucket>> refused;  // actor, hour
};

class Watch {
public:
    Watch(Access::Impl& impl, const std::string& county_id, const std::vector<AlertRule>& rules, db::Connection& connection)
        : impl_{impl}, county_id_{county_id}, rules_{rules}, connection_{connection} {}

    void look_at(const audit::Access& line) {
        if (line.role.find("service") != std::string::npos || line.actor.empty()) return;
        for (const AlertRule& rule : rules_) {
            if (!concerns(rule, line.role)) continue;
            if (rule.name == "denials" && line.denied) touched_.refused.emplace(line.actor, hour_of(line.at_ms));
            if (line.denied || line.person_id.empty()) continue;
            if (rule.name == "volume" || rule.name == "relatives") touched_.readers.emplace(line.actor, hour_of(line.at_ms));
            if (rule.name == "night" && within_hours(rule, minute_of_day(line.at_ms)))
                touched_.nights.emplace(line.actor, night_of(line.at_ms));
        }
    }

    void raise() {
        for (const AlertRule& rule : rules_) {
            if (rule.name == "volume") {
                for (const auto& [actor, hour] : touched_.readers)
                    put(rule, actor, hour, static_cast<std::int64_t>(read(actor, hour).size()));
            }
            if (rule.name == "relatives") {
                for (const auto& [actor, hour] : touched_.readers) put(rule, actor, hour, related(actor, hour));
            }
            if (rule.name == "denials") {
                for (const auto& [actor, hour] : touched_.refused) {
                    put(rule, actor, hour,
                        audit::denials(connection_, county_id_, actor, time::Instant{hour.from_ms}, time::Instant{hour.until_ms}));
                }
            }
            if (rule.name == "night") {
                for (const auto& [actor, night] : touched_.nights) put(rule, actor, night, at_night(rule, actor, night));
            }
        }
    }

private:
    std::vector<std::string> read(const std::string& actor, const Bucket& bucket) {
        return audit::persons_read(connection_, county_id_, actor, time::Instant{bucket.from_ms}, time::Instant{bucket.until_ms});
    }

    std::int64_t at_night(const AlertRule& rule, const std::string& actor, const Bucket& night) {
        // The hours begin in the bucket: it runs from noon to noon.
        const std::int64_t noon = night.from_ms;
        const std::int64_t begin = noon + (rule.from_minute - night_shift_minutes) * minute_ms;
        const std::int64_t length = (rule.until_minute - rule.from_minute + minutes_a_day) % minutes_a_day;
        const Bucket hours{night.name, begin, begin + length * minute_ms};
        return static_cast<std::int64_t>(read(actor, hours).size());
    }

    std::int64_t related(const std::string& actor, const Bucket& hour) {
        if (impl_.people == nullptr) return 0;
        const auto user = store::find_user(connection_, actor);
        if (!user || user->home_division.empty()) return 0;
        const Home home{user->display_name, user->home_division, user->home_address};
        std::int64_t count = 0;
        for (const std::string& id : read(actor, hour)) {
            const auto person = impl_.people->person(connection_, county_id_, id);
            if (person && seems_related(home, person->name, person->village_code, person->address)) ++count;
        }
        return count;
    }

    void put(const AlertRule& rule, const std::string& actor, const Bucket& bucket, std::int64_t count) {
        const bool over = rule.name == "volume" ? count > rule.limit : count >= rule.limit;
        if (!over) return;
        connection_.run(sql::put_alert,
                        {county_id_, impl_.services.ids.next(), rule.name, actor, bucket.name, bucket.from_ms, bucket.until_ms, count});
    }

    Access::Impl& impl_;
    const std::string& county_id_;
    const std::vector<AlertRule>& rules_;
    db::Connection& connection_;
    Touched touched_;
};

}  // namespace

std::vector<AlertRule> read_alert_rules(std::string_view csv) {
    std::vector<AlertRule> rules;
    std::size_t number = 0;
    for (std::string& line : pieces(csv, '\n')) {
        ++number;
        if (line.ends_with('\r')) line.pop_back();
        if (number == 1 || line.empty() || line.starts_with('#')) continue;
        const std::string where = "reading-alerts.csv:" + std::to_string(number) + ": ";
        const auto cells = pieces(line, ',');
        if (cells.size() != 6) throw std::runtime_error{where + "is not six columns"};
        const auto limit = parse_decimal(cells[1]);
        const auto units = limit ? limit->units_at(0) : std::nullopt;
        AlertRule rule{cells[0], units.value_or(0), minute_of(cells[2]), minute_of(cells[3]), {}};
        const bool known = rule.name == "volume" || rule.name == "night" || rule.name == "denials" || rule.name == "relatives";
        if (!known || rule.limit < 1 || rule.from_minute < 0 || rule.until_minute < 0) throw std::runtime_error{where + "cannot be read"};
        if (cells[4] != "*") rule.roles = pieces(cells[4], ' ');
        rules.push_back(std::move(rule));
    }
    return rules;
}

bool concerns(const AlertRule& rule, std::string_view roles) {
    if (rule.roles.empty()) return true;
    const auto held = pieces(roles, ' ');
    return std::ranges::any_of(held, [&](const std::string& role) { return std::ranges::find(rule.roles, role) != rule.roles.end(); });
}

bool within_hours(const AlertRule& rule, int minute) {
    if (rule.from_minute <= rule.until_minute) return minute >= rule.from_minute && minute < rule.until_minute;
    return minute >= rule.from_minute || minute < rule.until_minute;
}

bool seems_related(const Home& reader, std::string_view name, std::string_view village, std::string_view address) {
    if (reader.division.empty() || reader.division != village) return false;
    if (!reader.address.empty() && !address.empty() && reader.address == address) return true;
    const std::string_view surname = first_character(reader.name);
    if (surname.empty() || surname != first_character(name)) return false;
    return reader.address.empty() || address.empty();
}

/// Every line is looked at once; what it touches is counted from the chain, so that looking twice changes nothing.
std::int64_t Access::Impl::watch_reading(const std::string& county_id) {
    std::int64_t looked_at = 0;
    while (true) {
        const auto lines = services.database.write([&](db::Connection& connection) -> tl::expected<std::int64_t, bool> {
            const db::Rows known = connection.run(sql::watched_to, {county_id});
            const std::int64_t after = known.empty() ? 0 : known[0].integer(0);
            const auto fresh = audit::accesses_after(connection, county_id, after, watched_lines_a_look);
            if (fresh.empty()) return 0;
            Watch watch{*this, county_id, alert_rules, connection};
            for (const audit::Access& line : fresh) watch.look_at(line);
            watch.raise();
            connection.run(sql::watch_to, {county_id, fresh.back().seq});
            return static_cast<std::int64_t>(fresh.size());
        });
        if (!lines || *lines == 0) return looked_at;
        looked_at += *lines;
    }
}

}  // namespace jiwei::access
