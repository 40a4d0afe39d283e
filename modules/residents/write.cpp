// Opening archives: up to 1,000 checked people in one act.
#include <algorithm>
#include <map>
#include <set>

#include "core/identity/archive_number.hpp"
#include "modules/residents/conflicts.hpp"
#include "modules/residents/inside.hpp"
#include "modules/residents/sql.hpp"
#include "platform/change/county_clock.hpp"
#include "platform/crypto/digest.hpp"
#include "platform/outbox/outbox.hpp"

namespace jiwei::residents {
namespace {

using db::Bytes;

/// What the batch itself has already taken, beside what the database holds.
struct Taken {
    std::set<std::string, std::less<>> ids;
    std::map<std::string, std::string, std::less<>> documents;  // exact_bidx -> resident id
    std::set<std::string, std::less<>> archive_numbers;
    std::map<std::string, std::string, std::less<>> rows;
};

Written refused(std::string pointer, std::string code, std::string id = {}) {
    Written written;
    written.kind = Written::Kind::refused;
    written.resident_id = std::move(id);
    written.errors.push_back({std::move(pointer), std::move(code), {}, Severity::hard});
    return written;
}

bool is_other_person(db::Connection& connection, std::string_view county_id, std::string_view owner, const Prepared& person) {
    const auto brief = store::find_brief(connection, county_id, owner);
    return brief && is_identity_conflict(*brief, person.cover);
}

/// Why this person cannot be written, or that it was written before; nothing when it is new.
std::optional<Written> look_up(db::Connection& connection, std::string_view county_id, const Prepared& person, Taken& taken) {
    if (person.id_stated) {
        const db::Rows rows = connection.run(sql::find_created, {county_id, person.id});
        if (!rows.empty()) {
            if (rows[0].text(1) != person.created_hash) return refused("/id", "id-taken", person.id);
            Written written;
            written.kind = Written::Kind::replayed;
            written.resident_id = person.id;
            written.archive_no = rows[0].string(0);
            return written;
        }
        if (!taken.ids.insert(person.id).second) return refused("/id", "id-taken", person.id);
    }
    for (const Identifier& identifier : person.identifiers) {
        if (identifier.exact_bidx.empty()) continue;
        const auto in_batch = taken.documents.find(identifier.exact_bidx);
        if (in_batch != taken.documents.end()) return refused("/id_no", "DUP_EXACT", in_batch->second);
        if (const auto owner = store::owner_of(connection, county_id, identifier.exact_bidx)) {
            Written written = refused("/id_no", "DUP_EXACT", *owner);
            written.conflict = is_other_person(connection, county_id, *owner, person);
            return written;
        }
    }
    if (!person.row_bidx.empty()) {
        const auto in_batch = taken.rows.find(person.row_bidx);
        if (in_batch != taken.rows.end()) return refused("/name", "DUP_EXACT", in_batch->second);
        const db::Rows rows = connection.run(sql::find_import_row, {county_id, Bytes{person.row_bidx}});
        if (!rows.empty()) return refused("/name", "DUP_EXACT", store::living(connection, county_id, rows[0].text(0)));
    }
    if (!person.archive_no.empty()) {
        const bool in_use = !connection.run(sql::find_archive_no, {county_id, person.archive_no}).empty();
        if (in_use || !taken.archive_numbers.insert(person.archive_no).second) return refused("/archive_no", "ARCHIVE_NO_TAKEN");
    }
    for (const Identifier& identifier : person.identifiers) {
        if (!identifier.exact_bidx.empty()) taken.documents.emplace(identifier.exact_bidx, person.id);
    }
    if (!person.row_bidx.empty()) taken.rows.emplace(person.row_bidx, person.id);
    return std::nullopt;
}

/// Temporary identifiers that came with a file: later ones continue behind them.
void raise_temporary_serials(db::Connection& connection, std::string_view county_id, std::span<Prepared* const> people) {
    std::map<std::string, std::int64_t> brought;
    for (const Prepared* person : people) {
        for (const Identifier& one : person->identifiers) {
            if (one.type != temporary_id_type || one.number.size() != 18) continue;
            const auto sequence =
                parse_decimal(std::string_view{one.number}.substr(15).substr(one.number[15] == '0' ? (one.number[16] == '0' ? 2 : 1) : 0));
            std::int64_t& highest = brought[one.number.substr(0, 15)];
            highest = std::max(highest, sequence ? sequence->units() : 0);
        }
    }
    for (const auto& [prefix, sequence] : brought) connection.run(sql::raise_temporary_serial, {county_id, prefix, sequence});
}

/// Serials for all who need one, area by area in one order, so that two acts never wait for each other in a circle.
std::map<std::string, std::int64_t> reserve_serials(db::Connection& connection, std::string_view county_id,
                                                    std::span<Prepared* const> people) {
    std::map<std::string, std::int64_t> wanted;
    std::map<std::string, std::int64_t> brought;
    for (const Prepared* person : people) {
        if (person->archive_no.empty()) {
            ++wanted[person->archive_area];
        } else {
            std::int64_t& highest = brought[person->archive_no.substr(0, 12)];
            highest = std::max<std::int64_t>(highest, std::stoll(person->archive_no.substr(12)));
        }
    }
    raise_temporary_serials(connection, county_id, people);
    for (const auto& [area, serial] : brought) connection.run(sql::raise_archive_serial, {county_id, area, serial});
    std::map<std::string, std::int64_t> next;
    for (const auto& [area, count] : wanted) {
        const std::int64_t last = connection.run(sql::take_archive_serials, {county_id, area, count})[0].integer(0);
        next[area] = last - count + 1;
    }
    return next;
}

std::string temporary_prefix(std::string_view county_id, const Prepared& person) {
    const CivilDate birth = parse_civil_date(person.cover.birth_date).value_or(CivilDate{});
    return identity::temporary_id_prefix(county_id, birth.year(), birth.month(), birth.day());
}

}  // namespace

namespace {

/// Gives the person a temporary identifier (T + county + birth date + sequence). False: the 999 of that day are used up.
bool give_temporary_id(db::Connection& connection, std::string_view county_id, const crypto::FieldCipher& cipher, Prepared& person) {
    const std::string prefix = temporary_prefix(county_id, person);
    const std::int64_t sequence = connection.run(sql::take_temporary_serial, {county_id, prefix})[0].integer(0);
    const CivilDate birth = parse_civil_date(person.cover.birth_date).value_or(CivilDate{});
    const auto number = identity::make_temporary_id(county_id, birth.year(), birth.month(), birth.day(), static_cast<int>(sequence));
    if (!number) return false;
    person.secrets.id_no = *number;
    person.id_no_enc = cipher.seal(*number, sealed_as::id_no);
    Identifier identifier{1,    std::string{temporary_id_type}, *number, {},           cipher.seal(*number, sealed_as::identifier), {},
                          true, person.cover.opened_on,         {},      person.source};
    identifier.exact_bidx = cipher.blind_index(exact_key(identifier.type, *number, {}), "resident.document");
    person.identifiers.insert(person.identifiers.begin(), std::move(identifier));
    person.keys.push_back({document_key(*number, cipher), 0});
    person.keys.push_back({key_kind::last4 + std::string{last4(*number)}, 0});
    person.sealed = seal_secrets(person.secrets, cipher);
    return true;
}

/// The archive number of the next serial; false at ARCHIVE_SERIAL_FULL.
bool give_archive_no(Prepared& person, std::map<std::string, std::int64_t>& serials) {
    const std::string& area = person.archive_area;
    const std::int64_t serial = serials[area]++;
    if (serial > identity::archive_serial_max) return false;
    const auto number = identity::ArchiveNumber::make(area.substr(0, 6), area.substr(6, 3), area.substr(9, 3), static_cast<int>(serial));
    if (!number) return false;
    person.archive_no = number->text();
    person.keys.push_back({key_kind::archive + person.archive_no, 0});
    person.keys.push_back({key_kind::archive_short + person.archive_no.substr(9), 0});
    return true;
}

Event created_event(const Prepared& person) {
    Event event;
    event.kind = EventKind::created;
    event.resident_id = person.id;
    event.status = person.status.status;
    event.on = event.opened_on = parse_civil_date(person.cover.opened_on).value_or(CivilDate{});
    event.birth_date = parse_civil_date(person.cover.birth_date).value_or(CivilDate{});
    event.has_basic_form = person.basic_complete;
    event.residence_state = person.cover.residence_state;
    event.arrived_on = parse_civil_date(person.cover.arrived_on);
    event.institution_id = person.cover.institution_id;
    event.grid_id = person.cover.grid_id;
    return event;
}

}  // namespace

std::vector<Written> Inside::write_batch(db::Connection& connection, const ActContext& act, std::string_view action,
                                         std::span<const PreparedResident> people) const {
    std::vector<Written> outcome(people.size());
    Taken taken;
    std::vector<Prepared> fresh;  // copies: the act may run again
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < people.size(); ++i) {
        if (auto before = look_up(connection, act.county_id, *people[i], taken)) {
            outcome[i] = std::move(*before);
            continue;
        }
        fresh.push_back(*people[i]);
        places.push_back(i);
    }
    std::vector<Prepared*> writable;
    writable.reserve(fresh.size());
    for (Prepared& person : fresh) writable.push_back(&person);
    auto serials = reserve_serials(connection, act.county_id, writable);
    writable.clear();
    std::vector<Event> events;
    for (std::size_t k = 0; k < fresh.size(); ++k) {
        Written& written = outcome[places[k]];
        const bool temporary = fresh[k].secrets.id_no.empty();
        if (fresh[k].archive_no.empty() && !give_archive_no(fresh[k], serials)) {
            written = refused("/village_code", "ARCHIVE_SERIAL_FULL");
        } else if (temporary && !give_temporary_id(connection, act.county_id, cipher(), fresh[k])) {
            written = refused("/id_no", "TEMP_ID_FULL");
        } else {
            settle(fresh[k].keys);
            written.resident_id = fresh[k].id;
            written.archive_no = fresh[k].archive_no;
            if (temporary) written.temporary_id = fresh[k].secrets.id_no;
            writable.push_back(&fresh[k]);
            events.push_back(created_event(fresh[k]));
        }
    }
    if (!writable.empty()) write_new(connection, act, action, writable, events);
    return outcome;
}

void Inside::write_new(db::Connection& connection, const ActContext& act, std::string_view action, std::span<Prepared* const> people,
                       std::span<const Event> events) const {
    for (Listener* listener : listeners) listener->lock(connection, act, events);
    const std::int64_t seq = change::next_seq(connection, act.county_id);
    indicators::Change change;
    const std::uint64_t revision = counting_revision(use_sources);
    for (const Prepared* person : people) {
        // A pack that counts people may have come into force since the person was prepared; the recount of it does not know the person yet.
        const bool is_current = person->counted_by == revision;
        indicators.plan(change, connection, act.county_id, person->id,
                        is_current ? person->contributions : counts_of(person->cover, person->steps, act.today.year(), {}, act.today),
                        true);
    }
    const store::Stamp stamp{
        act.county_id, action, act.principal.user_id, act.principal.display_name, act.principal.institution_id, seq, act.trail.at.utc_ms};
    std::map<std::pair<std::string, std::string>, std::int64_t> units_of_batch;
    for (const Prepared* person : people) {
        const auto where = std::pair{person->cover.institution_id, person->cover.grid_id};
        auto unit = units_of_batch.find(where);
        if (unit == units_of_batch.end()) {
            unit = units_of_batch.emplace(where, store::unit_of(connection, act.county_id, where.first, where.second)).first;
        }
        store::insert(connection, stamp, *person, unit->second, rules->archive_version);
        outbox::put(
            connection, act.county_id,
            {services.ids.next(), "resident", "resident", person->id, 1, "province", R"({"id":")" + person->id + R"(","version":1})"},
            act.trail.at, seq);
    }
    indicators.apply(change, connection, act.county_id);
    audit::Entry entry = audit::entry_of(act.principal, act.trail);
    entry.action = action;
    entry.resource = "resident";
    if (people.size() == 1) {
        entry.resource_id = people.front()->id;
        entry.person_id = people.front()->id;
        entry.after_hash = crypto::sha256_hex(people.front()->snapshot);
    } else {
        entry.reason = std::to_string(people.size());
    }
    audit::append_act(connection, act.county_id, entry);
    for (Listener* listener : listeners) {
        const auto applied = listener->apply(connection, act, events, seq);
        if (!applied) throw std::logic_error{"a listener refused new residents: " + applied.error().code};
    }
}

}  // namespace jiwei::residents
