// The staff register: people of institutions, found by name, pinyin, number and phone (organisation specification 4).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "modules/organization/acts.hpp"
#include "platform/db/select.hpp"

namespace jiwei::organization {

/// The body of a form; NAME_REQUIRED, CODE_UNKNOWN, DATE_FORMAT, PHONE_FORMAT at the field.
[[nodiscard]] Result<StaffMember> read_staff(const json::Value& body);
[[nodiscard]] std::optional<StaffMember> find_staff(const Services& services, db::Connection& connection, std::string_view county_id,
                                                    std::string_view id);
[[nodiscard]] Result<std::string> enter_staff(Organization& organization, db::Connection& connection, const Actor& actor,
                                              StaffMember given);
/// Gives the new version; institution and days are changed by transfer and leaving only.
[[nodiscard]] Result<std::int64_t> change_staff(Organization& organization, db::Connection& connection, const Actor& actor,
                                                std::string_view id, std::int64_t version, StaffMember given);

struct Transfer {
    std::string institution_id;
    std::string post;
    CivilDate from;
    std::string successor_user_id;  // takes over the grids; needed when there are any
    std::string reason;
    bool confirmed = false;  // the successor answers for more than two thousand people then
};
/// STAFF_RESPONSIBLE (409): grids hang on the person and nobody takes over.
[[nodiscard]] Result<std::int64_t> transfer_staff(Organization& organization, db::Connection& connection, const Actor& actor,
                                                  std::string_view id, std::int64_t version, const Transfer& transfer);

struct Leaving {
    CivilDate last_day;
    std::string successor_user_id;
    std::string reason;
    bool confirmed = false;
};
[[nodiscard]] Result<std::int64_t> leave_staff(Organization& organization, db::Connection& connection, const Actor& actor,
                                               std::string_view id, std::int64_t version, const Leaving& leaving);

struct StaffQuery {
    std::string typed;           // name, pinyin, initials, number, phone or its last four
    std::string institution_id;  // with everything it manages
    std::string post;
    bool with_former = false;
    std::string cursor;
    int rows_max = 50;
};
[[nodiscard]] Result<db::Page> list_staff(const Services& services, db::Connection& connection, const Actor& actor,
                                          const StaffQuery& query);
/// As lists and files show one: the phone masked.
void write_staff_row(json::Writer& out, const db::Row& row);
[[nodiscard]] std::vector<std::string> staff_cells(const db::Row& row);
[[nodiscard]] const std::vector<std::string>& staff_header();

/// A text above every key that begins with `prefix`.
[[nodiscard]] std::string above_prefix(std::string_view prefix);

}  // namespace jiwei::organization
