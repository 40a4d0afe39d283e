#include "modules/residents/store.hpp"

#include "core/identity/normalise.hpp"
#include "modules/residents/sql.hpp"
#include "modules/residents/version_text.hpp"

namespace jiwei::residents::store {
namespace {

using db::Bytes;
using db::Param;

/// NULL for an empty text.
Param or_null(std::string_view text) { return text.empty() ? Param{nullptr} : Param{text}; }
Param bytes_or_null(std::string_view bytes) { return bytes.empty() ? Param{nullptr} : Param{Bytes{bytes}}; }

Status status_from(std::string_view text) { return text.empty() ? Status::active : static_cast<Status>(text.front()); }

ResidentRow row_of(const db::Row& row) {
    ResidentRow r;
    r.id = row.string(0);
    r.version = row.integer(1);
    r.cover = Cover{row.string(2),  row.string(3),  row.string(4),  row.string(5),  row.string(6),  row.string(7),
                    row.string(8),  row.string(9),  row.string(10), row.string(11), row.string(12), row.string(13),
                    row.string(14), row.string(15), row.string(16), row.string(17), row.string(18)};
    r.status = StatusFields{status_from(row.text(19)), row.string(20), row.string(21), row.string(22)};
    r.id_no_enc = row.string(23);
    r.phone_enc = row.string(24);
    r.contact_phone_enc = row.string(25);
    r.archive_no = row.string(26);
    r.alerts = row.string(27);
    r.search_keys = row.string(28);
    r.basic_complete = row.boolean(29);
    r.created_hash = row.string(30);
    r.created_seq = row.integer(31);
    r.created_at = row.integer(32);
    r.change_seq = row.integer(33);
    r.changed_at = row.integer(34);
    return r;
}

}  // namespace

std::optional<ResidentRow> find(db::Connection& connection, std::string_view county_id, std::string_view id) {
    const db::Rows rows = connection.run(sql::find_resident, {county_id, id});
    if (rows.empty()) return std::nullopt;
    return row_of(rows[0]);
}

std::optional<Brief> find_brief(db::Connection& connection, std::string_view county_id, std::string_view id) {
    const db::Rows rows = connection.run(sql::find_brief, {county_id, id});
    if (rows.empty()) return std::nullopt;
    const db::Row row = rows[0];
    Brief brief;
    brief.id = row.string(0);
    brief.version = row.integer(1);
    brief.name = row.string(2);
    brief.sex = row.string(3);
    brief.birth_date = row.date(4).value_or(CivilDate{});
    brief.archive_no = row.string(5);
    brief.institution_id = row.string(6);
    brief.grid_id = row.string(7);
    brief.village_code = row.string(8);
    brief.status = status_from(row.text(9));
    brief.status_on = row.date(10);
    brief.residence_state = row.string(11);
    brief.arrived_on = row.date(12);
    brief.opened_on = row.date(13).value_or(CivilDate{});
    brief.change_seq = row.integer(14);
    return brief;
}

std::vector<ResidentRow> page_after(db::Connection& connection, std::string_view county_id, std::string_view after, int rows_max) {
    std::vector<ResidentRow> page;
    for (const db::Row& row : connection.run(sql::page_residents_after, {county_id, after, rows_max})) page.push_back(row_of(row));
    return page;
}

std::optional<BasicRow> find_basic(db::Connection& connection, std::string_view county_id, std::string_view id) {
    const db::Rows rows = connection.run(sql::find_basic, {county_id, id});
    if (rows.empty()) return std::nullopt;
    const db::Row row = rows[0];
    return BasicRow{row.integer(0), row.string(1), row.string(2), row.boolean(3), unpack_version_text(row.text(4))};
}

std::vector<Identifier> identifiers(db::Connection& connection, std::string_view county_id, std::string_view id,
                                    const crypto::FieldCipher& cipher) {
    std::vector<Identifier> found;
    for (const db::Row& row : connection.run(sql::list_identifiers, {county_id, id})) {
        Identifier one;
        one.no = row.integer(0);
        one.type = row.string(1);
        one.number_enc = row.string(2);
        one.number = open_field(one.number_enc, sealed_as::identifier, cipher);
        one.nationality = row.string(3);
        one.exact_bidx = row.string(4);
        one.current = row.boolean(5);
        one.valid_from = row.string(6);
        one.valid_to = row.string(7);
        one.source = row.string(8);
        found.push_back(std::move(one));
    }
    return found;
}

std::vector<DatedStep> steps(db::Connection& connection, std::string_view county_id, std::string_view id) {
    std::vector<DatedStep> found;
    for (const db::Row& row : connection.run(sql::list_steps, {county_id, id})) {
        found.push_back(DatedStep{row.string(0), row.string(1), row.string(2), row.string(3), row.boolean(4), row.string(5), row.boolean(6),
                                  row.boolean(7)});
    }
    return found;
}

std::string living(db::Connection& connection, std::string_view county_id, std::string_view id) {
    const db::Rows rows = connection.run(sql::merged_into, {county_id, id});
    return rows.empty() ? std::string{id} : rows[0].string(0);
}

std::optional<std::string> owner_of(db::Connection& connection, std::string_view county_id, std::string_view exact_bidx) {
    const db::Rows rows = connection.run(sql::find_exact, {county_id, Bytes{exact_bidx}});
    if (rows.empty()) return std::nullopt;
    return rows[0].string(0);
}

void insert(db::Connection& connection, const Stamp& stamp, const Prepared& person, std::int64_t unit, std::string_view pack_version) {
    const Cover& c = person.cover;
    const std::string status(1, static_cast<char>(person.status.status));
    connection.run(sql::insert_resident, {stamp.county_id,
                                          person.id,
                                          c.name,
                                          c.sex,
                                          c.birth_date,
                                          c.id_type,
                                          Bytes{person.id_no_enc},
                                          last4(person.secrets.id_no),
                                          c.nationality,
                                          Bytes{person.phone_enc},
                                          last4(person.secrets.phone),
                                          c.contact_name,
                                          Bytes{person.contact_phone_enc},
                                          last4(person.secrets.contact_phone),
                                          person.archive_no,
                                          c.institution_id,
                                          c.grid_id,
                                          c.village_code,
                                          c.address,
                                          c.registered_address,
                                          c.residence_type,
                                          c.residence_state,
                                          or_null(c.arrived_on),
                                          status,
                                          or_null(person.status.on),
                                          person.status.note,
                                          c.opened_on,
                                          c.opened_by,
                                          c.doctor,
                                          person.alerts,
                                          write_key_list(person.keys),
                                          person.basic_complete,
                                          Bytes{person.created_hash},
                                          stamp.change_seq,
                                          stamp.at_ms});
    insert_version(connection, stamp, person.id, 1, person.snapshot, person.sealed,
                   person.basic.empty() ? std::nullopt : std::optional<std::string_view>{person.basic});
    for (const Identifier& identifier : person.identifiers) {
        insert_identifier(connection, stamp.county_id, person.id, identifier);
        if (!identifier.exact_bidx.empty()) {
            connection.run(sql::insert_person_index, {Bytes{identifier.exact_bidx}, stamp.county_id, person.id});
        }
    }
    if (!person.basic.empty()) {
        put_basic(connection, stamp.county_id, person.id,
                  BasicRow{1, std::string{pack_version}, person.basic_filled_on, person.basic_complete, person.basic});
    }
    for (const DatedStep& step : person.steps) {
        connection.run(sql::insert_step, {stamp.county_id, person.id, step.from, step.status, step.residence_state,
                                          or_null(step.arrived_on), step.complete, step.institution_id, step.opened, step.cover_complete});
    }
    insert_keys(connection, stamp.county_id, person.id, unit, person.keys);
    if (!person.row_bidx.empty()) connection.run(sql::insert_import_row, {stamp.county_id, Bytes{person.row_bidx}, person.id});
}

void update(db::Connection& connection, std::string_view county_id, const ResidentRow& row, std::string_view id_last4,
            std::string_view phone_last4, std::string_view contact_last4) {
    const Cover& c = row.cover;
    const std::string status(1, static_cast<char>(row.status.status));
    connection.run(sql::update_resident, {county_id,
                                          row.id,
                                          c.name,
                                          c.sex,
                                          c.birth_date,
                                          c.id_type,
                                          Bytes{row.id_no_enc},
                                          id_last4,
                                          c.nationality,
                                          Bytes{row.phone_enc},
                                          phone_last4,
                                          c.contact_name,
                                          Bytes{row.contact_phone_enc},
                                          contact_last4,
                                          c.institution_id,
                                          c.grid_id,
                                          c.village_code,
                                          c.address,
                                          c.registered_address,
                                          c.residence_type,
                                          c.residence_state,
                                          or_null(c.arrived_on),
                                          status,
                                          or_null(row.status.on),
                                          row.status.note,
                                          c.doctor,
                                          row.alerts,
                                          row.search_keys,
                                          row.basic_complete,
                                          row.change_seq,
                                          row.changed_at});
}

void insert_version(db::Connection& connection, const Stamp& stamp, std::string_view resident_id, std::int64_t version,
                    std::string_view cover, std::string_view sealed, std::optional<std::string_view> basic) {
    const std::string packed_cover = pack_version_text(cover);
    const std::string packed_basic = basic ? pack_version_text(*basic) : std::string{};
    connection.run(sql::insert_version,
                   {stamp.county_id, resident_id, version, stamp.change_seq, stamp.at_ms, stamp.act, stamp.actor, stamp.actor_name,
                    stamp.institution_id, Bytes{packed_cover}, Bytes{sealed}, bytes_or_null(packed_basic)});
}

void put_basic(db::Connection& connection, std::string_view county_id, std::string_view id, const BasicRow& basic) {
    connection.run(sql::put_basic, {county_id, id, basic_form, basic.pack_version, basic.filled_on, basic.complete,
                                    Bytes{pack_version_text(basic.answers)}});
}

void insert_identifier(db::Connection& connection, std::string_view county_id, std::string_view resident_id, const Identifier& one) {
    connection.run(sql::insert_identifier,
                   {county_id, resident_id, one.no, one.type, Bytes{one.number_enc}, last4(one.number), one.nationality,
                    bytes_or_null(one.exact_bidx), one.current, one.valid_from, or_null(one.valid_to), one.source});
}

void move_identifier(db::Connection& connection, std::string_view county_id, std::string_view from_id, std::int64_t from_no,
                     std::string_view to_id, const Identifier& to) {
    connection.run(sql::move_identifier, {county_id, from_id, from_no, to_id, to.no, to.current, or_null(to.valid_to)});
    if (!to.exact_bidx.empty()) connection.run(sql::move_person_index, {Bytes{to.exact_bidx}, county_id, from_id, to_id});
}

void replace_steps(db::Connection& connection, std::string_view county_id, std::string_view id, const std::vector<DatedStep>& steps) {
    connection.run(sql::delete_steps, {county_id, id});
    for (const DatedStep& step : steps) {
        connection.run(sql::insert_step, {county_id, id, step.from, step.status, step.residence_state, or_null(step.arrived_on),
                                          step.complete, step.institution_id, step.opened, step.cover_complete});
    }
}

void insert_keys(db::Connection& connection, std::string_view county_id, std::string_view id, std::int64_t unit,
                 const std::vector<Key>& keys) {
    for (const Key& key : keys) {
        connection.run(sql::insert_key, {county_id, key.text, unit, id, key.shared});
        if (is_prefix_kind(key.text.front())) connection.run(sql::insert_unit_key, {county_id, unit, key.text, id, key.shared});
    }
}

void delete_keys(db::Connection& connection, std::string_view county_id, std::string_view id, std::int64_t unit,
                 const std::vector<std::string>& keys) {
    for (const std::string& key : keys) {
        connection.run(sql::delete_key, {county_id, key, unit, id});
        if (is_prefix_kind(key.front())) connection.run(sql::delete_unit_key, {county_id, unit, key, id});
    }
}

std::int64_t unit_of(db::Connection& connection, std::string_view county_id, std::string_view institution_id, std::string_view grid_id) {
    const db::Rows found = connection.run(sql::find_unit, {county_id, institution_id, grid_id});
    if (!found.empty()) return found[0].integer(0);
    const db::Rows last = connection.run(sql::last_unit, {county_id});
    const std::int64_t unit = last.empty() ? 1 : last[0].integer(0) + 1;
    connection.run(sql::insert_unit, {county_id, unit, institution_id, grid_id});
    return unit;
}

std::string write_key_list(const std::vector<Key>& keys) {
    json::Writer out;
    out.begin_array();
    for (const Key& key : keys) out.string(key.text);
    return out.end_array().take();
}

std::vector<std::string> read_key_list(std::string_view json_text) {
    std::vector<std::string> keys;
    const auto value = json::parse(json_text);
    if (!value) return keys;
    for (const json::Value& item : value->items()) {
        if (!item.text().empty()) keys.push_back(item.text());
    }
    return keys;
}

}  // namespace jiwei::residents::store
