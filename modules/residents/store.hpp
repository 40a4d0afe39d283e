// Rows of the register in and out of the database. No rule lives here.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "modules/residents/model.hpp"
#include "platform/db/connection.hpp"

namespace jiwei::residents::store {

[[nodiscard]] std::optional<ResidentRow> find(db::Connection& connection, std::string_view county_id, std::string_view id);
[[nodiscard]] std::optional<Brief> find_brief(db::Connection& connection, std::string_view county_id, std::string_view id);
/// Whole rows with id > `after`, in id order.
[[nodiscard]] std::vector<ResidentRow> page_after(db::Connection& connection, std::string_view county_id, std::string_view after,
                                                  int rows_max);
[[nodiscard]] std::optional<BasicRow> find_basic(db::Connection& connection, std::string_view county_id, std::string_view id);
/// With the numbers opened.
[[nodiscard]] std::vector<Identifier> identifiers(db::Connection& connection, std::string_view county_id, std::string_view id,
                                                  const crypto::FieldCipher& cipher);
[[nodiscard]] std::vector<DatedStep> steps(db::Connection& connection, std::string_view county_id, std::string_view id);
/// The id itself, or of the archive that took its place.
[[nodiscard]] std::string living(db::Connection& connection, std::string_view county_id, std::string_view id);
/// The owner of a document, or nothing.
[[nodiscard]] std::optional<std::string> owner_of(db::Connection& connection, std::string_view county_id, std::string_view exact_bidx);

/// What every written row says about its act.
struct Stamp {
    std::string_view county_id;
    std::string_view act;  // create, import, update, status
    std::string_view actor;
    std::string_view actor_name;
    std::string_view institution_id;
    std::int64_t change_seq = 0;
    std::int64_t at_ms = 0;
};

/// Everything of a new person but units, serials and contributions. `archive_no` and the current document are final.
void insert(db::Connection& connection, const Stamp& stamp, const Prepared& person, std::int64_t unit, std::string_view pack_version);
/// The mutable columns, after guard_resident raised the version.
void update(db::Connection& connection, std::string_view county_id, const ResidentRow& row, std::string_view id_last4,
            std::string_view phone_last4, std::string_view contact_last4);
void insert_version(db::Connection& connection, const Stamp& stamp, std::string_view resident_id, std::int64_t version,
                    std::string_view cover, std::string_view sealed, std::optional<std::string_view> basic);
void put_basic(db::Connection& connection, std::string_view county_id, std::string_view id, const BasicRow& basic);
void insert_identifier(db::Connection& connection, std::string_view county_id, std::string_view resident_id, const Identifier& identifier);
/// A document changes hands as `to` says (number, current, valid_to), also in the city's index.
void move_identifier(db::Connection& connection, std::string_view county_id, std::string_view from_id, std::int64_t from_no,
                     std::string_view to_id, const Identifier& to);
void replace_steps(db::Connection& connection, std::string_view county_id, std::string_view id, const std::vector<DatedStep>& steps);

void insert_keys(db::Connection& connection, std::string_view county_id, std::string_view id, std::int64_t unit,
                 const std::vector<Key>& keys);
void delete_keys(db::Connection& connection, std::string_view county_id, std::string_view id, std::int64_t unit,
                 const std::vector<std::string>& keys);
/// The unit of an institution and grid, made when it is new. After the county clock, which serialises it.
[[nodiscard]] std::int64_t unit_of(db::Connection& connection, std::string_view county_id, std::string_view institution_id,
                                   std::string_view grid_id);

/// resident.search_keys
[[nodiscard]] std::string write_key_list(const std::vector<Key>& keys);
[[nodiscard]] std::vector<std::string> read_key_list(std::string_view json);

}  // namespace jiwei::residents::store
