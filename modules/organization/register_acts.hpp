// Rows of the declared registers: checked by their columns and rules, versioned, searched.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/organization/registers.hpp"
#include "modules/organization/acts.hpp"
#include "platform/db/select.hpp"

namespace jiwei::organization {

using organization_rules::Register;

struct RegisterInput {
    std::string id;              // client-made, or empty
    std::string institution_id;  // of registers of institutions
    std::string person_id;       // staff; of registers of persons
    std::string parent_id;       // of registers that belong to another
    json::Value body;
    std::vector<std::string> confirmed;  // pointers of soft findings that were accepted
};
struct RegisterRow {
    std::string id;
    std::string register_name;
    std::string institution_id;
    std::string person_id;
    std::string parent_id;
    json::Value body;
    std::string sealed;
    bool removed = false;
    std::int64_t version = 0;
};

[[nodiscard]] Result<RegisterInput> read_register_input(const json::Value& body);
[[nodiscard]] std::optional<RegisterRow> find_register_row(db::Connection& connection, std::string_view county_id, std::string_view id);
/// True when the reader may see the row: by the person's present institution, else by the row's; or it is the reader's own.
[[nodiscard]] bool row_in_reach(const Organization& organization, db::Connection& connection, const Actor& actor, const Register& of,
                                const RegisterRow& row);

[[nodiscard]] Result<std::string> enter_row(Organization& organization, db::Connection& connection, const Actor& actor, const Register& of,
                                            RegisterInput input);
[[nodiscard]] Result<std::int64_t> change_row(Organization& organization, db::Connection& connection, const Actor& actor,
                                              const Register& of, std::string_view id, std::int64_t version, RegisterInput input);
/// Nothing is deleted: the row leaves the lists, its versions stay.
[[nodiscard]] Result<std::int64_t> remove_row(Organization& organization, db::Connection& connection, const Actor& actor,
                                              const Register& of, std::string_view id, std::int64_t version, const std::string& reason);
/// The plain text of a sealed column.
[[nodiscard]] Result<std::string> reveal_column(Organization& organization, db::Connection& connection, const Actor& actor,
                                                const Register& of, std::string_view id, const std::string& column,
                                                const std::string& reason);

struct RegisterQuery {
    std::string typed;
    std::string institution_id;
    std::string person_id;
    std::string parent_id;
    std::string code;
    std::string state;
    std::string from_least;
    std::string until_most;
    std::string cursor;
    int rows_max = 50;
};
[[nodiscard]] Result<db::Page> list_rows(db::Connection& connection, const Actor& actor, const Register& of, const RegisterQuery& query);
void write_register_row(json::Writer& out, const db::Row& row);
[[nodiscard]] std::vector<std::string> register_cells(const Register& of, const db::Row& row);
[[nodiscard]] std::vector<std::string> register_header(const Register& of);

}  // namespace jiwei::organization
