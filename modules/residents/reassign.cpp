// Grids and institutions change their shape: everybody they leave to another one passes in the act that reshapes them.
#include <set>

#include "modules/residents/household_store.hpp"
#include "modules/residents/inside.hpp"
#include "modules/residents/sql.hpp"
#include "platform/change/county_clock.hpp"

namespace jiwei::residents {
namespace {

using organization::PeopleMove;
using organization::PeopleMoved;

constexpr std::size_t moved_people_max = 20'000;

/// Of a part of a village: whose address names it, and everybody of their households in the same grid.
std::vector<std::string> only_part(db::Connection& connection, const std::string& county_id, const db::Rows& all, const PeopleMove& move) {
    std::set<std::string, std::less<>> chosen;
    std::set<std::string, std::less<>> households;
    const auto household_of = [&](std::string_view id) {
        const auto membership = membership_of(connection, county_id, id);
        return membership ? membership->household_id : std::string{};
    };
    std::vector<std::pair<std::string, std::string>> others;
    for (const db::Row row : all) {
        if (row.text(1) != move.division_code) continue;
        std::string household = household_of(row.text(0));
        if (row.text(2).find(move.part) == std::string_view::npos) {
            if (!household.empty()) others.emplace_back(row.string(0), std::move(household));
            continue;
        }
        chosen.insert(row.string(0));
        if (!household.empty()) households.insert(std::move(household));
    }
    for (auto& [id, household] : others) {
        if (households.contains(household)) chosen.insert(std::move(id));
    }
    return {chosen.begin(), chosen.end()};
}

std::vector<std::string> meant_by(db::Connection& connection, const std::string& county_id, const PeopleMove& move) {
    const bool is_recoded = !move.to_village_code.empty() || (move.from_grid_id.empty() && move.from_institution_id.empty());
    const db::Rows rows = is_recoded                  ? connection.run(sql::people_of_village, {county_id, move.division_code})
                          : move.from_grid_id.empty() ? connection.run(sql::people_of_institution, {county_id, move.from_institution_id})
                                                      : connection.run(sql::people_of_grid, {county_id, move.from_grid_id});
    if (!move.part.empty()) return only_part(connection, county_id, rows, move);
    std::vector<std::string> ids;
    for (const db::Row row : rows) {
        if (move.division_code.empty() || row.text(1) == move.division_code) ids.push_back(row.string(0));
    }
    return ids;
}

void change_place(const ActContext& act, const PeopleMove& move, Change& change) {
    Cover& cover = change.after.cover;
    if (!move.to_institution_id.empty() && cover.institution_id == move.of_institution_id) cover.institution_id = move.to_institution_id;
    if (!move.to_grid_id.empty()) cover.grid_id = move.to_grid_id;
    if (!move.doctor.empty()) cover.doctor = move.doctor;
    if (!move.to_village_code.empty()) cover.village_code = move.to_village_code;
    change.act = "update";
    change.audit_reason = move.to_village_code.empty() ? "reshape" : "division";
    add_cover_steps(act, change);
    Event event;
    event.kind = move.to_village_code.empty() ? EventKind::moved : EventKind::changed;
    event.resident_id = change.after.id;
    event.status = event.status_before = change.after.status.status;
    event.on = act.today;
    event.institution_id = cover.institution_id;
    event.grid_id = cover.grid_id;
    event.institution_before = change.before.cover.institution_id;
    change.events = {event};
}

/// Offers that name what passed on: somebody else decides them from now on.
void follow_offers(db::Connection& connection, const std::string& county_id, const PeopleMove& move, const std::vector<Guarded>& people) {
    for (const Guarded& one : people) {
        const Cover& now = one.change.after.cover;
        connection.run(sql::follow_offer_from, {county_id, one.change.after.id, now.institution_id, now.grid_id});
    }
    if (!move.to_grid_id.empty() && move.part.empty()) {
        for (const db::Row offer : connection.run(sql::offers_to_grid, {county_id, move.from_grid_id})) {
            if (move.division_code.empty() || offer.text(1) == move.division_code)
                connection.run(sql::follow_offer_to_grid, {county_id, offer.text(0), move.to_grid_id});
        }
    }
    if (move.to_institution_id.empty() || !move.part.empty()) return;
    const auto named =
        move.from_grid_id.empty()
            ? connection.run(sql::offers_to_institution, {county_id, move.from_institution_id})
            : connection.run(sql::offers_to_grid, {county_id, move.to_grid_id.empty() ? move.from_grid_id : move.to_grid_id});
    for (const db::Row offer : named) connection.run(sql::follow_offer_to_institution, {county_id, offer.text(0), move.to_institution_id});
}

/// The houses of a village that has another code lie there too; of a part, those of the people who went with it.
void recode_households(db::Connection& connection, const ActContext& act, const PeopleMove& move, const std::vector<Guarded>& people,
                       std::int64_t change_seq) {
    std::set<std::string> households;
    if (move.part.empty()) {
        for (const db::Row row : connection.run(sql::households_of_village, {act.county_id, move.division_code}))
            households.insert(row.string(0));
    }
    for (const Guarded& one : people) {
        if (const auto membership = membership_of(connection, act.county_id, one.change.after.id))
            households.insert(membership->household_id);
    }
    for (const std::string& id : households) {
        const auto household = guarded_household(connection, act.county_id, id);
        if (!household || household->village_code != move.division_code) continue;
        connection.run(sql::set_household_village, {act.county_id, id, move.to_village_code});
        write_household(connection, act, id, *household, "division:" + move.to_village_code, change_seq);
    }
}

}  // namespace

Result<PeopleMoved> Residents::reassign(db::Connection& connection, const ActContext& act, const PeopleMove& move, bool only_count) const {
    const std::vector<std::string> ids = meant_by(connection, act.county_id, move);
    PeopleMoved moved;
    moved.people = static_cast<std::int64_t>(ids.size());
    if (only_count) return moved;
    if (ids.size() > moved_people_max) return refuse(Refusal::unprocessable, "GRID_PEOPLE_MAX", std::to_string(moved_people_max));
    indicators::Change totals;
    std::vector<Guarded> people;
    people.reserve(ids.size());
    for (const std::string& id : ids) {
        connection.run(sql::touch_resident, {act.county_id, id});
        auto row = store::find(connection, act.county_id, id);
        if (!row) continue;
        Change change = inside_->begin_change(connection, act.county_id, std::move(*row));
        change_place(act, move, change);
        JIWEI_TRY(guarded, inside_->guard_change(connection, act, std::move(change), totals));
        people.push_back(std::move(guarded));
    }
    moved.change_seq = change::next_seq(connection, act.county_id);
    inside_->indicators.apply(totals, connection, act.county_id);
    for (Guarded& one : people) {
        inside_->store_change(connection, act, one, moved.change_seq);
        for (Listener* listener : inside_->listeners) JIWEI_CHECK(listener->apply(connection, act, one.change.events, moved.change_seq));
    }
    follow_offers(connection, act.county_id, move, people);
    if (!move.to_village_code.empty()) recode_households(connection, act, move, people, moved.change_seq);
    return moved;
}

}  // namespace jiwei::residents
