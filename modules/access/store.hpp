// What access keeps in the database, as rows: every SQL statement of the module is run here.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "modules/access/api.hpp"
#include "platform/db/connection.hpp"

namespace jiwei::access::store {

struct User {
    std::string id;
    std::string name;
    std::string display_name;
    std::string password_hash;
    time::Instant password_changed_at;
    bool must_change = false;
    bool demo = false;
    bool disabled = false;
    std::string ends_on = std::string{organization::open_end};
    std::int64_t used_ms = 0;
    std::string home_division = {};
    std::string home_address = {};
    std::int64_t version = 1;
};
[[nodiscard]] std::string name_key(std::string_view name);
[[nodiscard]] std::optional<User> find_user_by_name(db::Connection& connection, std::string_view name);
[[nodiscard]] std::optional<User> find_user(db::Connection& connection, std::string_view id);
[[nodiscard]] bool any_real_user(db::Connection& connection);
void insert_user(db::Connection& connection, const User& user, std::string_view actor, std::string_view history_id);

/// Roles by county and institution, as they are on the day; sorted.
[[nodiscard]] std::vector<Assignment> assignments_of(db::Connection& connection, std::string_view user_id, CivilDate on);
void insert_assignment(db::Connection& connection, std::string_view user_id, const Assignment& assignment, CivilDate from);

[[nodiscard]] std::vector<std::string> last_password_hashes(db::Connection& connection, std::string_view user_id);
/// False when another change came first.
[[nodiscard]] bool change_password(db::Connection& connection, const User& user, std::string_view new_hash, std::string_view history_id,
                                   time::Instant at);

struct Session {
    std::string id;
    std::string user_id;
    std::string county_id;
    std::string institution_id;
    std::int64_t idle_ms = 0;
    std::int64_t seen_ms = 0;
    std::int64_t ends_ms = 0;
    std::int64_t factor_ms = 0;
    std::int64_t password_ms = 0;
    std::string source_address = {};
    std::string client = {};
};
void insert_session(db::Connection& connection, std::string_view secret_hash, const Session& session);
[[nodiscard]] std::optional<Session> find_session(db::Connection& connection, std::string_view secret_hash);

struct Token {
    std::string id;
    std::string name;
    std::string county_id;
    std::string institution_id;
    std::string scopes;  // separated by spaces
    std::int64_t expires_ms = 0;
};
void insert_token(db::Connection& connection, std::string_view secret_hash, const Token& token, std::string_view actor, time::Instant at);
[[nodiscard]] std::optional<Token> find_token(db::Connection& connection, std::string_view secret_hash);

/// Until when the account of this name is locked, if it is.
[[nodiscard]] std::optional<time::Instant> find_lock(db::Connection& connection, std::string_view account_key, time::Instant now);
/// Adds a failure and gives those after `since`, ascending.
[[nodiscard]] std::vector<time::Instant> add_failure(db::Connection& connection, std::string_view account_key, std::string_view id,
                                                     time::Instant at, time::Instant since);
void lock_until(db::Connection& connection, std::string_view account_key, time::Instant until);
void forget_failures(db::Connection& connection, std::string_view account_key);

}  // namespace jiwei::access::store
