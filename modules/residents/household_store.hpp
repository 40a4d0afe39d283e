// Rows of households, and the one way in which they are changed: guarded, with a version behind each change.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "modules/residents/inside.hpp"

namespace jiwei::residents {

/// until of a membership that goes on.
inline constexpr std::string_view open_end = "2999-12-31";
inline constexpr std::string_view head_relation = "0";
/// Stored; never renumber.
namespace household_state {
inline constexpr std::string_view in_use = "1";
inline constexpr std::string_view headless = "2";  // the head died, moved or left: another one is to be named
inline constexpr std::string_view dissolved = "3";
}  // namespace household_state

struct Membership {
    std::string household_id, from, relation;
};
[[nodiscard]] std::optional<Membership> membership_of(db::Connection& connection, std::string_view county_id, std::string_view resident_id);

struct HouseholdNow {
    std::int64_t version = 0;
    std::string no, kind, head_id, address, village_code, state, environment;
};
/// Nothing when there is no such household.
[[nodiscard]] std::optional<HouseholdNow> find_household(db::Connection& connection, std::string_view county_id, std::string_view id);
/// With the version that the caller's change will have.
[[nodiscard]] std::optional<HouseholdNow> guarded_household(db::Connection& connection, std::string_view county_id, std::string_view id);
/// After the county clock.
void write_household(db::Connection& connection, const ActContext& act, std::string_view id, const HouseholdNow& household,
                     std::string_view why, std::int64_t change_seq);

struct NewHousehold {
    std::string id;
    std::string no;  // of an earlier system's export; empty: the next one of the area
    std::string kind;
    std::string state{household_state::in_use};
    std::string head_id;
    std::string address;
    std::string village_code;
    std::string area;  // parts 1-3 of archive numbers
    std::string environment;
    std::string hash;
};
/// The household without members; gives its number. After the county clock. Refused: the number's serials are used up.
[[nodiscard]] Result<std::string> insert_household(db::Connection& connection, const ActContext& act, const NewHousehold& household,
                                                   std::int64_t change_seq);
void audit_household(db::Connection& connection, const ActContext& act, std::string_view action, std::string_view id,
                     std::string_view person_id);

/// Ends a membership on a day; a household without a head is to get one, without anybody it is dissolved.
void end_membership(db::Connection& connection, const ActContext& act, const Membership& membership, std::string_view resident_id,
                    CivilDate on, std::string_view why, std::int64_t change_seq);
/// What a change of a person's archive does to the household: the dead and the moved leave it, those who died by mistake are back.
void follow_household(db::Connection& connection, const ActContext& act, const Change& change, std::int64_t change_seq);
/// Whether that change ends a membership: a death, a move away, a closing, or a hand-over to another village.
[[nodiscard]] bool leaves_house(const Change& change);
/// Before the guard: the form of who leaves a house without a new form is judged by what it says itself. Needs the change's directory.
void judge_who_leaves(const Inside& in, db::Connection& connection, const ActContext& act, Change& change);

/// Keys of the starred block of the basic form (service specification 2017, ch. 1, annex 3): one for the whole household.
[[nodiscard]] bool is_environment_key(std::string_view key);
[[nodiscard]] json::Value environment_of(const json::Value& answers);
[[nodiscard]] json::Value without_environment(const json::Value& answers);
/// Findings at /environment/<key>.
void check_environment(const Rules& rules, const json::Value& environment, CivilDate today, std::vector<Finding>& hard);
/// Changes of those of `people` whose basic form becomes complete, or is not any more, when the house is as `environment` says (JSON).
/// Takes their rows' locks; before the county clock.
[[nodiscard]] std::vector<Change> judged_by_house(const Inside& in, db::Connection& connection, const ActContext& act,
                                                  const Directory& directory, std::span<const std::string> people,
                                                  const std::string& environment);
/// Who lives in the household beside one person, in id order.
[[nodiscard]] std::vector<std::string> members_but(db::Connection& connection, std::string_view county_id, std::string_view household_id,
                                                   std::string_view person_id);
/// All changes of an act behind their guards, in id order.
[[nodiscard]] Result<std::vector<Guarded>> guard_all(const Inside& in, db::Connection& connection, const ActContext& act,
                                                     std::vector<Change> changes, indicators::Change& totals);
/// The form with the block of the person's household, as it is shown and printed.
[[nodiscard]] std::optional<BasicRow> find_shown_basic(db::Connection& connection, std::string_view county_id,
                                                       std::string_view resident_id);

}  // namespace jiwei::residents
