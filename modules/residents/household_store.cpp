#include "modules/residents/household_store.hpp"

#include <algorithm>
#include <array>

#include "core/identity/archive_number.hpp"
#include "modules/residents/sql.hpp"

namespace jiwei::residents {
namespace {

struct EnvironmentKey {
    std::string_view key;
    std::string_view set;
};
constexpr std::array<EnvironmentKey, 5> environment_keys{{{"env_kitchen", "KITCHEN_EXHAUST"},
                                                          {"env_fuel", "FUEL"},
                                                          {"env_water", "WATER"},
                                                          {"env_toilet", "TOILET"},
                                                          {"env_livestock", "LIVESTOCK_PEN"}}};

HouseholdNow household_of_row(const db::Row& row) {
    return {row.integer(1), row.string(2), row.string(3), row.string(4), row.string(5), row.string(6), row.string(8), row.string(9)};
}

void insert_household_version(db::Connection& connection, const ActContext& act, std::string_view id, const HouseholdNow& h,
                              std::string_view why, std::int64_t change_seq) {
    json::Writer content;
    content.begin_object().member("head_id", h.head_id).member("state", h.state).member("kind", h.kind).member("address", h.address);
    if (!h.environment.empty()) content.key("environment").raw(h.environment);
    content.member("change", why).end_object();
    connection.run(sql::insert_household_version,
                   {act.county_id, id, h.version, change_seq, act.trail.at.utc_ms, act.principal.user_id, content.text()});
}

}  // namespace

std::optional<Membership> membership_of(db::Connection& connection, std::string_view county_id, std::string_view resident_id) {
    const db::Rows rows = connection.run(sql::current_member, {county_id, resident_id});
    if (rows.empty()) return std::nullopt;
    return Membership{rows[0].string(0), rows[0].string(1), rows[0].string(2)};
}

std::optional<HouseholdNow> find_household(db::Connection& connection, std::string_view county_id, std::string_view id) {
    const db::Rows rows = connection.run(sql::find_household, {county_id, id});
    if (rows.empty()) return std::nullopt;
    return household_of_row(rows[0]);
}

std::optional<HouseholdNow> guarded_household(db::Connection& connection, std::string_view county_id, std::string_view id) {
    if (connection.run(sql::guard_household, {county_id, id}).empty()) return std::nullopt;
    return find_household(connection, county_id, id);
}

void write_household(db::Connection& connection, const ActContext& act, std::string_view id, const HouseholdNow& h, std::string_view why,
                     std::int64_t change_seq) {
    connection.run(sql::set_household, {act.county_id, id, h.head_id, h.state, h.kind, h.address, h.environment, change_seq});
    insert_household_version(connection, act, id, h, why, change_seq);
}

Result<std::string> insert_household(db::Connection& connection, const ActContext& act, const NewHousehold& made, std::int64_t change_seq) {
    std::string number = made.no;
    const std::string& area = made.area;
    if (number.empty()) {
        const std::int64_t serial = connection.run(sql::take_archive_serials, {act.county_id, area + "H", 1})[0].integer(0);
        const auto next =
            identity::make_household_number(area.substr(0, 6), area.substr(6, 3), area.substr(9, 3), static_cast<int>(serial));
        if (!next) return refuse(Refusal::conflict, next.error().code);
        number = *next;
    } else if (number.size() == 18) {
        connection.run(sql::raise_archive_serial, {act.county_id, number.substr(0, 13), std::int64_t{std::stoll(number.substr(13))}});
    }
    connection.run(sql::insert_household, {act.county_id, made.id, number, made.kind, made.state, made.head_id, made.environment,
                                           made.address, made.village_code, db::Bytes{made.hash}, change_seq});
    insert_household_version(connection, act, made.id,
                             {1, number, made.kind, made.head_id, made.address, made.village_code, made.state, made.environment}, "opened",
                             change_seq);
    return number;
}

void audit_household(db::Connection& connection, const ActContext& act, std::string_view action, std::string_view id,
                     std::string_view person_id) {
    audit::Entry entry = audit::entry_of(act.principal, act.trail);
    entry.action = action;
    entry.resource = "household";
    entry.resource_id = id;
    entry.person_id = person_id;
    audit::append_act(connection, act.county_id, entry);
}

void end_membership(db::Connection& connection, const ActContext& act, const Membership& membership, std::string_view resident_id,
                    CivilDate on, std::string_view why, std::int64_t change_seq) {
    auto household = guarded_household(connection, act.county_id, membership.household_id);
    if (!household) return;
    // Whoever leaves before having come was a member for that one day.
    const std::string until = std::max(on.text(), membership.from);
    connection.run(sql::end_membership, {act.county_id, membership.household_id, resident_id, membership.from, until});
    const bool is_empty = connection.run(sql::members_of, {act.county_id, membership.household_id}).empty();
    if (is_empty)
        household->state = household_state::dissolved;
    else if (household->head_id == resident_id)
        household->state = household_state::headless;
    write_household(connection, act, membership.household_id, *household, std::string{why} + ":" + std::string{resident_id}, change_seq);
}

namespace {

bool ends_household(Status status) { return status == Status::dead || status == Status::moved_out || status == Status::closed; }

/// A death or closing that was entered in error: the membership that ended with it goes on, and the head is the head again.
void come_back_home(db::Connection& connection, const ActContext& act, const Change& change, std::int64_t change_seq) {
    const std::string& id = change.after.id;
    if (membership_of(connection, act.county_id, id)) return;
    const db::Rows rows = connection.run(sql::membership_until, {act.county_id, id, change.before.status.on});
    if (rows.empty()) return;
    const std::string household_id = rows[0].string(0);
    auto household = guarded_household(connection, act.county_id, household_id);
    if (!household) return;
    connection.run(sql::end_membership, {act.county_id, household_id, id, rows[0].text(1), open_end});
    if (household->head_id == id) household->state = household_state::in_use;
    if (household->state == household_state::dissolved) household->state = household_state::headless;
    write_household(connection, act, household_id, *household, "back:" + id, change_seq);
}

bool hands_over(const Change& change) {
    const Cover& before = change.before.cover;
    const Cover& after = change.after.cover;
    return before.village_code != after.village_code && (before.institution_id != after.institution_id || before.grid_id != after.grid_id);
}

}  // namespace

bool leaves_house(const Change& change) {
    const Status after = change.after.status.status;
    return hands_over(change) || (change.before.status.status != after && ends_household(after));
}

void follow_household(db::Connection& connection, const ActContext& act, const Change& change, std::int64_t change_seq) {
    const Status before = change.before.status.status;
    const Status after = change.after.status.status;
    if (after == Status::active && (before == Status::dead || before == Status::closed))
        return come_back_home(connection, act, change, change_seq);
    if (!leaves_house(change)) return;
    const auto membership = membership_of(connection, act.county_id, change.after.id);
    if (!membership) return;
    const auto on = parse_civil_date(hands_over(change) ? std::string_view{act.today.text()} : std::string_view{change.after.status.on});
    end_membership(connection, act, *membership, change.after.id, on.value_or(act.today), after == Status::dead ? "died" : "moved",
                   change_seq);
}

bool is_environment_key(std::string_view key) {
    return std::ranges::find(environment_keys, key, &EnvironmentKey::key) != environment_keys.end();
}

json::Value environment_of(const json::Value& answers) {
    json::Value found = json::Value::object();
    for (const auto& [key, value] : answers.members()) {
        if (is_environment_key(key) && !value.is_null()) found.set(key, value);
    }
    return found;
}

json::Value without_environment(const json::Value& answers) {
    json::Value kept = json::Value::object();
    for (const auto& [key, value] : answers.members()) {
        if (!is_environment_key(key)) kept.set(key, value);
    }
    return kept;
}

void check_environment(const Rules& rules, const json::Value& environment, CivilDate today, std::vector<Finding>& hard) {
    for (const auto& [key, value] : environment.members()) {
        const auto* known = std::ranges::find(environment_keys, key, &EnvironmentKey::key);
        if (known == environment_keys.end()) {
            hard.push_back(
                {"/environment/" + key, "FIELD_UNKNOWN", "env_kitchen, env_fuel, env_water, env_toilet, env_livestock", Severity::hard});
            continue;
        }
        const auto is_code = [&](const json::Value& one) {
            return one.is_string() && rules.values.selectable(known->set, one.text(), today);
        };
        const bool fits = value.is_array() ? !value.items().empty() && std::ranges::all_of(value.items(), is_code) : is_code(value);
        if (!fits) hard.push_back({"/environment/" + key, "CODE_UNKNOWN", std::string{known->set}, Severity::hard});
    }
}

std::optional<BasicRow> find_shown_basic(db::Connection& connection, std::string_view county_id, std::string_view resident_id) {
    auto basic = store::find_basic(connection, county_id, resident_id);
    if (!basic) return basic;
    const auto membership = membership_of(connection, county_id, resident_id);
    if (!membership) return basic;
    const auto household = find_household(connection, county_id, membership->household_id);
    if (!household || household->environment.empty()) return basic;
    const auto answers = json::parse(basic->answers);
    const auto environment = json::parse(household->environment);
    if (!answers || !environment) return basic;
    json::Value shown = without_environment(*answers);
    for (const auto& [key, value] : environment->members()) shown.set(key, value);
    basic->answers = json::write_canonical(shown);
    return basic;
}

}  // namespace jiwei::residents
