// What a merge of two archives does to households.
#include "modules/residents/household.hpp"
#include "modules/residents/sql.hpp"

namespace jiwei::residents {
namespace {

constexpr std::string_view open_end = "2999-12-31";
constexpr std::string_view head_relation = "0";

struct Membership {
    std::string household_id, from, relation;
};

std::optional<Membership> membership_of(db::Connection& connection, std::string_view county, std::string_view resident_id) {
    const db::Rows rows = connection.run(sql::current_member, {county, resident_id});
    if (rows.empty()) return std::nullopt;
    return Membership{rows[0].string(0), rows[0].string(1), rows[0].string(2)};
}

struct HouseholdNow {
    std::int64_t version = 0;
    std::string kind, head_id, address, state, environment;
};

HouseholdNow guarded_household(db::Connection& connection, std::string_view county, std::string_view id) {
    const std::int64_t version = connection.run(sql::guard_household, {county, id})[0].integer(0);
    const db::Rows rows = connection.run(sql::find_household, {county, id});
    const db::Row row = rows[0];
    return {version, row.string(3), row.string(4), row.string(5), row.string(8), row.string(9)};
}

void write_household(db::Connection& connection, const ActContext& act, std::string_view id, const HouseholdNow& h, std::string_view why,
                     std::int64_t change_seq) {
    connection.run(sql::set_household, {act.county_id, id, h.head_id, h.state, h.kind, h.address, h.environment, change_seq});
    json::Writer content;
    content.begin_object().member("head_id", h.head_id).member("state", h.state).member("kind", h.kind).member("address", h.address);
    content.member("change", why).end_object();
    connection.run(sql::insert_household_version,
                   {act.county_id, id, h.version, change_seq, act.trail.at.utc_ms, act.principal.user_id, content.text()});
}

}  // namespace

json::Value unite_households(db::Connection& connection, const ActContext& act, std::string_view survivor_id, std::string_view loser_id,
                             std::int64_t change_seq) {
    const auto theirs = membership_of(connection, act.county_id, loser_id);
    if (!theirs) return {};
    const auto own = membership_of(connection, act.county_id, survivor_id);
    HouseholdNow household = guarded_household(connection, act.county_id, theirs->household_id);
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
            household.state = "2";
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
    HouseholdNow household = guarded_household(connection, act.county_id, id);
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
