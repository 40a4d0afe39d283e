#include "modules/access/store.hpp"

#include <algorithm>

#include "modules/access/sql.hpp"

namespace jiwei::access::store {

namespace {

constexpr std::size_t passwords_kept = 5;

std::optional<User> user_of(const db::Rows& rows) {
    if (rows.empty()) return std::nullopt;
    const db::Row row = rows[0];
    return User{row.string(0),  row.string(1),  row.string(2),  row.string(3), time::Instant{row.integer(4)},
                row.boolean(5), row.boolean(6), row.boolean(7), row.string(8), row.integer(9),
                row.string(10), row.string(11), row.integer(12)};
}

}  // namespace

std::string name_key(std::string_view name) {
    std::string key{name};
    std::transform(key.begin(), key.end(), key.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return key;
}

std::optional<User> find_user_by_name(db::Connection& connection, std::string_view name) {
    return user_of(connection.run(sql::find_user_by_name, {name_key(name)}));
}

std::optional<User> find_user(db::Connection& connection, std::string_view id) { return user_of(connection.run(sql::find_user, {id})); }

bool any_real_user(db::Connection& connection) { return !connection.run(sql::any_user).empty(); }

void insert_user(db::Connection& connection, const User& user, std::string_view actor, std::string_view history_id) {
    connection.run(sql::insert_user,
                   {user.id, user.name, name_key(user.name), user.display_name, user.password_hash, user.password_changed_at.utc_ms,
                    user.must_change, user.demo, actor, user.ends_on, user.home_division, user.home_address});
    connection.run(sql::insert_password, {user.id, history_id, user.password_hash});
}

std::vector<Assignment> assignments_of(db::Connection& connection, std::string_view user_id, CivilDate on) {
    std::vector<Assignment> all;
    for (const db::Row row : connection.run(sql::list_assignments, {user_id, on})) {
        const bool same = !all.empty() && all.back().county_id == row.text(0) && all.back().institution_id == row.text(1);
        if (!same) all.push_back({row.string(0), row.string(1), {}});
        if (all.back().roles.empty() || all.back().roles.back() != row.text(2)) all.back().roles.push_back(row.string(2));
    }
    return all;
}

void insert_assignment(db::Connection& connection, std::string_view user_id, const Assignment& assignment, CivilDate from) {
    for (const std::string& role : assignment.roles) {
        connection.run(sql::insert_assignment,
                       {assignment.county_id, user_id, assignment.institution_id, role, from, organization::open_end});
    }
}

std::vector<std::string> last_password_hashes(db::Connection& connection, std::string_view user_id) {
    std::vector<std::string> all;
    for (const db::Row row : connection.run(sql::last_passwords, {user_id})) all.push_back(row.string(1));
    return all;
}

bool change_password(db::Connection& connection, const User& user, std::string_view new_hash, std::string_view history_id,
                     time::Instant at) {
    const db::Rows changed = connection.run(sql::set_password, {user.id, new_hash, at.utc_ms, user.password_hash});
    if (changed.affected() != 1) return false;
    connection.run(sql::insert_password, {user.id, history_id, new_hash});
    const db::Rows kept = connection.run(sql::last_passwords, {user.id});
    if (kept.size() == passwords_kept) connection.run(sql::forget_passwords, {user.id, kept[passwords_kept - 1].text(0)});
    return true;
}

void insert_session(db::Connection& connection, std::string_view secret_hash, const Session& session) {
    connection.run(sql::insert_session,
                   {db::Bytes{secret_hash}, session.id, session.user_id, session.county_id, session.institution_id, session.idle_ms,
                    session.seen_ms, session.ends_ms, session.factor_ms, session.password_ms, session.source_address, session.client});
}

std::optional<Session> find_session(db::Connection& connection, std::string_view secret_hash) {
    const db::Rows rows = connection.run(sql::find_session, {db::Bytes{secret_hash}});
    if (rows.empty()) return std::nullopt;
    const db::Row row = rows[0];
    return Session{row.string(0),  row.string(1),  row.string(2),  row.string(3), row.integer(4),
                   row.integer(5), row.integer(6), row.integer(7), row.integer(8)};
}

void insert_token(db::Connection& connection, std::string_view secret_hash, const Token& token, std::string_view actor, time::Instant at) {
    connection.run(sql::insert_token, {db::Bytes{secret_hash}, token.id, token.name, token.county_id, token.institution_id, token.scopes,
                                       at.utc_ms, actor, token.expires_ms});
}

std::optional<Token> find_token(db::Connection& connection, std::string_view secret_hash) {
    const db::Rows rows = connection.run(sql::find_token, {db::Bytes{secret_hash}});
    if (rows.empty()) return std::nullopt;
    const db::Row row = rows[0];
    return Token{row.string(0), row.string(1), row.string(2), row.string(3), row.string(4), row.integer(5)};
}

std::optional<time::Instant> find_lock(db::Connection& connection, std::string_view account_key, time::Instant now) {
    const db::Rows rows = connection.run(sql::find_lock, {db::Bytes{account_key}});
    if (rows.empty() || rows[0].integer(0) <= now.utc_ms) return std::nullopt;
    return time::Instant{rows[0].integer(0)};
}

std::vector<time::Instant> add_failure(db::Connection& connection, std::string_view account_key, std::string_view id, time::Instant at,
                                       time::Instant since) {
    connection.run(sql::insert_failure, {db::Bytes{account_key}, id, at.utc_ms});
    std::vector<time::Instant> all;
    for (const db::Row row : connection.run(sql::list_failures, {db::Bytes{account_key}, since.utc_ms})) {
        all.push_back(time::Instant{row.integer(0)});
    }
    return all;
}

void lock_until(db::Connection& connection, std::string_view account_key, time::Instant until) {
    connection.run(sql::upsert_lock, {db::Bytes{account_key}, until.utc_ms});
    connection.run(sql::forget_failures, {db::Bytes{account_key}});
}

void forget_failures(db::Connection& connection, std::string_view account_key) {
    connection.run(sql::forget_failures, {db::Bytes{account_key}});
    connection.run(sql::forget_lock, {db::Bytes{account_key}});
}

}  // namespace jiwei::access::store
