// Changing one existing person: guarded, versioned, with keys, dated steps, contributions, events.
#include <algorithm>
#include <array>

#include "core/identity/normalise.hpp"
#include "core/identity/phone.hpp"
#include "core/kernel/utf8.hpp"
#include "modules/residents/household_store.hpp"
#include "modules/residents/inside.hpp"
#include "modules/residents/sql.hpp"
#include "platform/change/county_clock.hpp"
#include "platform/crypto/digest.hpp"
#include "platform/outbox/outbox.hpp"

namespace jiwei::residents {
namespace {

using db::Bytes;

std::vector<Key> keys_of(const Change& change, const crypto::FieldCipher& cipher) {
    if (change.after.status.status == Status::merged) return {};  // the survivor is found instead
    Keyed keyed{change.after.cover.name, change.secrets_after.phone, change.secrets_after.contact_phone, {}, change.after.archive_no};
    for (const Identifier& one : change.identifiers_after) keyed.documents.push_back(one.number);
    std::vector<Key> keys = make_keys(keyed, cipher);
    for (const Inherited& one : change.inherited) {
        Keyed old;
        old.name = one.name;
        old.archive_no = one.archive_no;
        std::ranges::move(make_keys(old, cipher), std::back_inserter(keys));
    }
    settle(keys);
    return keys;
}

/// Writes what became of the documents: new rows, and the ones that are no longer current.
void insert_identifiers(db::Connection& connection, std::string_view county_id, const Change& change) {
    for (const Identifier& one : change.identifiers_after) {
        const auto before = std::ranges::find(change.identifiers_before, one.no, &Identifier::no);
        if (before == change.identifiers_before.end()) {
            store::insert_identifier(connection, county_id, change.after.id, one);
            if (!one.exact_bidx.empty()) {
                connection.run(sql::insert_person_index, {Bytes{one.exact_bidx}, county_id, change.after.id});
            }
        } else if (before->current && !one.current) {
            connection.run(sql::retire_identifier, {county_id, change.after.id, one.no, one.valid_to});
        } else if (!before->current && one.current) {
            connection.run(sql::revive_identifier, {county_id, change.after.id, one.no});
        }
    }
}

void write_keys(db::Connection& connection, std::string_view county_id, const Change& change, const std::vector<Key>& keys) {
    const bool moved = change.before.cover.institution_id != change.after.cover.institution_id ||
                       change.before.cover.grid_id != change.after.cover.grid_id;
    if (!moved && change.before.search_keys == change.after.search_keys) return;
    const auto unit = [&](const ResidentRow& row) {
        return store::unit_of(connection, county_id, row.cover.institution_id, row.cover.grid_id);
    };
    store::delete_keys(connection, county_id, change.before.id, unit(change.before), store::read_key_list(change.before.search_keys));
    store::insert_keys(connection, county_id, change.after.id, unit(change.after), keys);
}

/// A document that another person holds: DUP_EXACT.
std::optional<std::string> other_owner(db::Connection& connection, std::string_view county_id, const Change& change) {
    for (const Identifier& one : change.identifiers_after) {
        const bool known = std::ranges::find(change.identifiers_before, one.no, &Identifier::no) != change.identifiers_before.end();
        if (known || one.exact_bidx.empty()) continue;
        auto owner = store::owner_of(connection, county_id, one.exact_bidx);
        if (owner && *owner != change.after.id) return owner;
    }
    return std::nullopt;
}

void append_audit(db::Connection& connection, const ActContext& act, const Change& change, std::string_view before,
                  std::string_view after) {
    audit::Entry entry = audit::entry_of(act.principal, act.trail);
    entry.action = change.act;
    entry.resource = "resident";
    entry.resource_id = change.after.id;
    entry.person_id = change.after.id;
    entry.reason = change.audit_reason;
    entry.before_hash = crypto::sha256_hex(before);
    entry.after_hash = crypto::sha256_hex(after);
    audit::append_act(connection, act.county_id, entry);
}

}  // namespace

Change Inside::begin_change(db::Connection& connection, std::string_view county_id, ResidentRow row) const {
    Change change;
    change.secrets_before =
        Secrets{open_field(row.id_no_enc, sealed_as::id_no, cipher()), open_field(row.phone_enc, sealed_as::phone, cipher()),
                open_field(row.contact_phone_enc, sealed_as::contact_phone, cipher())};
    change.secrets_after = change.secrets_before;
    change.identifiers_before = store::identifiers(connection, county_id, row.id, cipher());
    change.identifiers_after = change.identifiers_before;
    change.steps_before = store::steps(connection, county_id, row.id);
    change.steps_after = change.steps_before;
    for (const db::Row loser : connection.run(sql::losers_of, {county_id, row.id})) {
        change.inherited.push_back({loser.string(1), loser.string(2)});
    }
    change.after = row;
    change.before = std::move(row);
    return change;
}

Result<Guarded> Inside::guard_change(db::Connection& connection, const ActContext& act, Change change, indicators::Change& totals) const {
    const std::string& county = act.county_id;
    ResidentRow& row = change.after;
    const db::Rows guarded = connection.run(sql::guard_resident, {county, row.id, change.before.version});
    if (guarded.affected() == 0) return refuse(Refusal::conflict, "version-conflict");
    row.version = change.before.version + 1;
    for (Event& event : change.events) {
        event.version = row.version;
        event.birth_date = parse_civil_date(row.cover.birth_date).value_or(CivilDate{});
        event.opened_on = parse_civil_date(row.cover.opened_on).value_or(CivilDate{});
        event.has_basic_form = row.basic_complete;
        event.residence_state = row.cover.residence_state;
        event.arrived_on = parse_civil_date(row.cover.arrived_on);
    }
    for (Listener* listener : listeners) listener->lock(connection, act, change.events);
    if (const auto owner = other_owner(connection, county, change)) return refuse_field(Refusal::conflict, "/id_no", "DUP_EXACT", *owner);
    if (change.environment_after != change.environment) {
        const auto household = guarded_household(connection, county, change.household_id);
        if (!household || household->environment != change.environment) return refuse(Refusal::conflict, "version-conflict");
    }
    Guarded one;
    one.keys = keys_of(change, cipher());
    row.search_keys = store::write_key_list(one.keys);
    const bool counts_anew = change.steps_after != change.steps_before || change.before.cover.birth_date != row.cover.birth_date ||
                             change.before.cover.sex != row.cover.sex ||
                             identity::is_unknown_patient(change.before.cover.name) != identity::is_unknown_patient(row.cover.name);
    if (counts_anew) {
        const int entered = time::civil_date(time::Instant{row.created_at}).year();
        for (UseSource* source : use_sources) source->lock_use(connection, county, row.id);
        const Life life = life_of(connection, county, row.id);
        indicators.plan(totals, connection, county, row.id, counts_of(row.cover, change.steps_after, entered, life, act.today));
    }
    one.change = std::move(change);
    return one;
}

void Inside::store_change(db::Connection& connection, const ActContext& act, Guarded& guarded, std::int64_t seq) const {
    const std::string& county = act.county_id;
    Change& change = guarded.change;
    ResidentRow& row = change.after;
    row.change_seq = seq;
    row.changed_at = act.trail.at.utc_ms;
    store::update(connection, county, row, last4(change.secrets_after.id_no), last4(change.secrets_after.phone),
                  last4(change.secrets_after.contact_phone));
    const store::Stamp stamp{county, change.act,         act.principal.user_id, act.principal.display_name, act.principal.institution_id,
                             seq,    act.trail.at.utc_ms};
    const std::string before = snapshot_of(change.before.cover, change.before.status);
    const std::string after = snapshot_of(row.cover, row.status);
    store::insert_version(connection, stamp, row.id, row.version, after, seal_secrets(change.secrets_after, cipher()),
                          change.basic ? std::optional<std::string_view>{change.basic->answers} : std::nullopt);
    insert_identifiers(connection, county, change);
    if (change.basic) store::put_basic(connection, county, row.id, *change.basic);
    if (change.environment_after != change.environment) {
        HouseholdNow household = *find_household(connection, county, change.household_id);
        household.environment = change.environment_after;
        write_household(connection, act, change.household_id, household, "environment:" + row.id, seq);
    }
    if (change.steps_after != change.steps_before) store::replace_steps(connection, county, row.id, change.steps_after);
    write_keys(connection, county, change, guarded.keys);
    append_audit(connection, act, change, before, after);
    outbox::put(connection, county,
                {services.ids.next(), "resident", "resident", row.id, row.version, "province",
                 R"({"id":")" + row.id + R"(","version":)" + std::to_string(row.version) + "}"},
                act.trail.at, seq);
}

Result<std::int64_t> Inside::write_change(db::Connection& connection, const ActContext& act, Change change) const {
    const std::string id = change.after.id;
    std::vector<Change> changes;
    if (change.environment_after != change.environment && change.directory) {
        changes = judged_by_house(*this, connection, act, *change.directory,
                                  members_but(connection, act.county_id, change.household_id, id), change.environment_after);
    }
    judge_who_leaves(*this, connection, act, change);
    changes.push_back(std::move(change));
    indicators::Change totals;
    JIWEI_TRY(guarded, guard_all(*this, connection, act, std::move(changes), totals));
    const std::int64_t seq = change::next_seq(connection, act.county_id);
    indicators.apply(totals, connection, act.county_id);
    std::int64_t version = 0;
    for (Guarded& one : guarded) {
        store_change(connection, act, one, seq);
        if (one.change.after.id == id) version = one.change.after.version;
    }
    for (const Guarded& one : guarded) {
        follow_household(connection, act, one.change, seq);
        for (Listener* listener : listeners) JIWEI_CHECK(listener->apply(connection, act, one.change.events, seq));
    }
    return version;
}

}  // namespace jiwei::residents
