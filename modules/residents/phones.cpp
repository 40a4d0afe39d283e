#include "core/identity/mask.hpp"
#include "modules/residents/inside.hpp"
#include "modules/residents/model.hpp"
#include "modules/residents/sql.hpp"

namespace jiwei::residents {

std::map<std::string, Phone> Residents::phones(db::Connection& connection, std::string_view county_id,
                                               std::span<const std::string> resident_ids) const {
    std::map<std::string, Phone> found;
    for (const std::string& id : resident_ids) {
        if (found.contains(id)) continue;
        const db::Rows rows = connection.run(sql::phone_of_resident, {county_id, id});
        if (rows.empty()) continue;
        Phone phone;
        phone.full = open_field(rows[0].text(0), sealed_as::phone, inside_->cipher());
        if (!phone.full.empty()) phone.masked = identity::mask_phone(phone.full);
        found.emplace(id, std::move(phone));
    }
    return found;
}

}  // namespace jiwei::residents
