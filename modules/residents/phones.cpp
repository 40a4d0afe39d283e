#include "modules/residents/inside.hpp"
#include "modules/residents/model.hpp"
#include "modules/residents/sql.hpp"
#include "modules/residents/viewing.hpp"

namespace jiwei::residents {

std::map<std::string, Phone> Residents::phones(db::Connection& connection, std::string_view county_id, const Reader* reader,
                                               std::span<const std::string> resident_ids) const {
    using masking::Field;
    const auth::Principal nobody;
    const View view{*inside_, reader == nullptr ? nobody : reader->principal, masking::Edge::worklist};
    ActContext act;
    act.county_id = county_id;
    if (reader != nullptr) act.principal = reader->principal;
    if (reader != nullptr) act.today = reader->today;
    std::map<std::string, Phone> found;
    for (const std::string& id : resident_ids) {
        if (found.contains(id)) continue;
        const db::Rows rows = connection.run(sql::phone_of_resident, {county_id, id});
        if (rows.empty()) continue;
        Phone phone;
        const std::string plain = open_field(rows[0].text(0), sealed_as::phone, inside_->cipher());
        const bool close = reader != nullptr && !plain.empty() && inside_->is_close(connection, act, reader->reach, id, rows[0].text(1));
        if (view.in_full(Field::phone, close)) phone.full = plain;
        phone.masked = view.masked(Field::phone, close, plain);
        found.emplace(id, std::move(phone));
    }
    return found;
}

std::string Residents::address(db::Connection& connection, std::string_view county_id, std::string_view resident_id) const {
    const db::Rows rows = connection.run(sql::address_of_resident, {county_id, resident_id});
    return rows.empty() ? std::string{} : rows[0].string(0);
}

}  // namespace jiwei::residents
