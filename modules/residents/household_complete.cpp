// The house is answered once for everybody in it: whether the basic forms of the others are complete changes with it.
#include <algorithm>

#include "modules/residents/household_store.hpp"
#include "modules/residents/sql.hpp"

namespace jiwei::residents {

namespace {

bool may_change(Status status) { return status != Status::merged && status != Status::closed && status != Status::dead; }

/// What the own form says together with the house, judged: it stands in the change when the judgement is another one than before.
void judge_form(const Inside& in, const ActContext& act, const Directory& directory, BasicRow basic, const json::Value& environment,
                Change& change) {
    const auto answers = json::parse(basic.answers);
    if (!answers) return;
    // A house of which nothing was said yet leaves everybody what the own form says.
    const bool is_answered = !environment.members().empty();
    json::Value whole = is_answered ? without_environment(*answers) : *answers;
    for (const auto& [key, value] : environment.members()) whole.set(key, value);
    const Village* const village = directory.village(change.after.cover.village_code);
    const bool is_rural = village != nullptr && is_rural_area(village->area);
    std::vector<Finding> hard;
    std::vector<Finding> soft;
    const CheckedBasic checked = check_basic(*in.rules, whole, change.after.cover, change.secrets_after, act.today, is_rural, hard, soft);
    if (checked.complete == change.before.basic_complete) return;
    basic.complete = change.after.basic_complete = checked.complete;
    if (is_answered) basic.answers = json::write_canonical(without_environment(*answers));
    change.basic = std::move(basic);
    add_cover_steps(act, change);
}

/// The change of one person whose form is judged otherwise now; nothing when it is judged as before.
std::optional<Change> judged_anew(const Inside& in, db::Connection& connection, const ActContext& act, const Directory& directory,
                                  std::string_view id, const json::Value& environment) {
    connection.run(sql::touch_resident, {act.county_id, id});
    auto row = store::find(connection, act.county_id, id);
    auto basic = store::find_basic(connection, act.county_id, id);
    if (!row || !basic || !may_change(row->status.status)) return std::nullopt;
    Change change = in.begin_change(connection, act.county_id, std::move(*row));
    judge_form(in, act, directory, std::move(*basic), environment, change);
    if (!change.basic) return std::nullopt;
    change.act = "update";
    change.audit_reason = "household";
    Event event;
    event.resident_id = change.after.id;
    event.status = event.status_before = change.after.status.status;
    event.on = act.today;
    event.institution_id = event.institution_before = change.after.cover.institution_id;
    event.grid_id = change.after.cover.grid_id;
    change.events.push_back(event);
    return change;
}

}  // namespace

std::vector<Change> judged_by_house(const Inside& in, db::Connection& connection, const ActContext& act, const Directory& directory,
                                    std::span<const std::string> people, const std::string& environment) {
    const auto house = json::parse(environment.empty() ? "{}" : environment);
    std::vector<Change> changes;
    if (!house) return changes;
    for (const std::string& id : people) {
        if (auto change = judged_anew(in, connection, act, directory, id, *house)) changes.push_back(std::move(*change));
    }
    return changes;
}

void judge_who_leaves(const Inside& in, db::Connection& connection, const ActContext& act, Change& change) {
    const bool leaves = leaves_house(change);
    if (!leaves || !change.directory || change.basic || !may_change(change.after.status.status)) return;
    if (!membership_of(connection, act.county_id, change.after.id)) return;
    auto basic = store::find_basic(connection, act.county_id, change.after.id);
    if (basic) judge_form(in, act, *change.directory, std::move(*basic), json::Value::object(), change);
}

std::vector<std::string> members_but(db::Connection& connection, std::string_view county_id, std::string_view household_id,
                                     std::string_view person_id) {
    std::vector<std::string> people;
    for (const db::Row member : connection.run(sql::members_of, {county_id, household_id})) {
        if (member.text(0) != person_id) people.push_back(member.string(0));
    }
    std::ranges::sort(people);
    return people;
}

Result<std::vector<Guarded>> guard_all(const Inside& in, db::Connection& connection, const ActContext& act, std::vector<Change> changes,
                                       indicators::Change& totals) {
    std::ranges::sort(changes, {}, [](const Change& one) -> const std::string& { return one.after.id; });
    std::vector<Guarded> guarded;
    for (Change& change : changes) {
        JIWEI_TRY(one, in.guard_change(connection, act, std::move(change), totals));
        guarded.push_back(std::move(one));
    }
    return guarded;
}

}  // namespace jiwei::residents
