// What a merge of two archives does to households.
#include "modules/residents/household.hpp"
#include "modules/residents/household_store.hpp"
#include "modules/residents/sql.hpp"

namespace jiwei::residents {
json::Value unite_households(db::Connection& connection, const ActContext& act, std::string_view survivor_id, std::string_view loser_id,
                             std::int64_t change_seq) {
    const auto theirs = membership_of(connection, act.county_id, loser_id);
    if (!theirs) return {};
    const auto own = membership_of(connection, act.county_id, survivor_id);
    HouseholdNow household = *guarded_household(connection, act.county_id, theirs->household_id);
    json::Value kept = json::Value::object();
    const auto keep = [&kept](std::string_view key, std::string_view text) {
        kept.set(std::string{key}, json::Value::string(std::string{text}));
    };
    keep("household", theirs->household_id);
    keep("survivor", survivor_id);
    keep("loser", loser_id);
    keep("from", theirs->from);
    keep("head", household.head_id);
    keep("state", household.state);
    kept.set("version", json::Value::integer(household.version));
    kept.set("given", json::Value::boolean(!own));
    const bool shares_household = own && own->household_id == theirs->household_id;
    if (!own) {
        connection.run(sql::give_membership, {act.county_id, theirs->household_id, loser_id, theirs->from, survivor_id});
    } else {
        connection.run(sql::end_membership, {act.county_id, theirs->household_id, loser_id, theirs->from, act.today});
    }
    if (household.head_id == loser_id) {
        if (!own || shares_household) {
            household.head_id = survivor_id;
        } else {
            household.state = household_state::headless;
        }
        if (shares_household) {
            keep("relation", own->relation);
            connection.run(sql::set_relation, {act.county_id, theirs->household_id, survivor_id, head_relation});
        }
    }
    write_household(connection, act, theirs->household_id, household, "merge", change_seq);
    return kept;
}

Result<void> separate_households(db::Connection& connection, const ActContext& act, const json::Value& kept, std::int64_t change_seq) {
    if (!kept.is_object()) return {};
    const std::string& id = kept["household"].text();
    HouseholdNow household = *guarded_household(connection, act.county_id, id);
    if (household.version != kept["version"].as_integer().value_or(0) + 1) return refuse(Refusal::conflict, "MERGE_TOUCHED");
    const std::string& survivor = kept["survivor"].text();
    const std::string& loser = kept["loser"].text();
    if (kept["given"].as_boolean().value_or(false)) {
        connection.run(sql::give_membership, {act.county_id, id, survivor, kept["from"].text(), loser});
    } else {
        connection.run(sql::end_membership, {act.county_id, id, loser, kept["from"].text(), open_end});
    }
    if (const json::Value* relation = kept.find("relation"); relation != nullptr)
        connection.run(sql::set_relation, {act.county_id, id, survivor, relation->text()});
    household.head_id = kept["head"].text();
    household.state = kept["state"].text();
    write_household(connection, act, id, household, "unmerge", change_seq);
    return {};
}

}  // namespace jiwei::residents
