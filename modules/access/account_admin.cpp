// Acts on accounts of others: roles by date, the link of a reset, the end of sessions (security specification 3 and 4.1, docs/adr/0066).
#include <algorithm>
#include <set>

#include "core/kernel/json.hpp"
#include "modules/access/impl.hpp"
#include "modules/access/sql.hpp"
#include "platform/audit/chain.hpp"
#include "platform/crypto/digest.hpp"

namespace jiwei::access {

void Access::Impl::audit_account(db::Connection& connection, const http::Request& request, std::string_view action,
                                 std::string_view user_id, std::string_view reason) {
    audit::Entry entry = audit::entry_of(request.principal, request.trail);
    if (entry.at.utc_ms == 0) entry.at = services.clock.now();
    entry.action = action;
    entry.resource = "user_account";
    entry.resource_id = user_id;
    entry.reason = reason;
    audit::append_installation(connection, entry);
}

void Access::Impl::audit_role(db::Connection& connection, const http::Request& request, std::string_view action, std::string_view user_id,
                              std::string_view reason) {
    audit::Entry entry = audit::entry_of(request.principal, request.trail);
    if (entry.at.utc_ms == 0) entry.at = services.clock.now();
    entry.action = action;
    entry.resource = "role_assignment";
    entry.resource_id = user_id;
    entry.reason = reason;
    audit::append_act(connection, request.principal.county_id, entry);
}

void Access::Impl::end_sessions(db::Connection& connection, std::string_view user_id) {
    connection.run(sql::end_sessions_of_user, {user_id});
    holders.erase_user(user_id);
}

Result<std::string> Access::Impl::reset_password(std::string_view token, std::string_view password, const audit::Trail& trail) {
    const time::Instant now = services.clock.now();
    if (throttle.refuses(trail.source_address, now)) return refuse(Refusal::throttled, "sign-in-throttled", "wait ten minutes");
    const std::string secret_hash = crypto::sha256(token);
    std::optional<store::User> user;
    std::vector<Assignment> assignments;
    std::vector<std::string> last;
    services.database.read([&](db::Connection& connection) {
        const db::Rows rows = connection.run(sql::find_reset, {db::Bytes{secret_hash}, now.utc_ms});
        if (rows.empty()) return;
        user = store::find_user(connection, rows[0].text(0));
        if (!user) return;
        assignments = store::assignments_of(connection, user->id, time::civil_date(now));
        last = store::last_password_hashes(connection, user->id);
    });
    if (!user) {
        throttle.failed(trail.source_address, now);
        return refuse(Refusal::forbidden, "reset-link-invalid", "the link was used or is too old");
    }
    const auto broken = auth::check_password(password, {user->name, is_administrator(assignments), keys.pepper(), last});
    if (!broken.empty()) return refuse_password(broken, "/password");
    const std::string hash = auth::hash_password(password, keys.pepper(), options.hash_cost);
    return services.database.write([&](db::Connection& connection) -> Result<std::string> {
        if (connection.run(sql::find_reset, {db::Bytes{secret_hash}, now.utc_ms}).empty() ||
            !store::change_password(connection, *user, hash, services.ids.next(), now)) {
            return refuse(Refusal::forbidden, "reset-link-invalid", "the link was used or is too old");
        }
        connection.run(sql::forget_resets_of, {user->id});
        connection.run(sql::used_user, {user->id, now.utc_ms});
        store::forget_failures(connection, account_key(user->name));
        end_sessions(connection, user->id);
        audit_sign_in(connection, user, assignments.empty() ? std::string{} : assignments.front().county_id, trail, "password-reset", "ok",
                      {});
        return user->name;
    });
}

Result<std::monostate> Access::follow_work(db::Connection& connection, const http::Request& request,
                                           const organization::WorkChange& change) {
    const std::string& county_id = request.principal.county_id;
    const std::string last_day = change.last_day.text();
    const auto user = store::find_user(connection, change.user_id);
    if (!user) return std::monostate{};
    bool works_on = false;
    for (const db::Row row : connection.run(sql::user_assignments, {county_id, user->id})) {
        const std::string role = row.string(1);
        if (row.text(3) <= last_day) continue;
        if (row.text(0) != change.from_institution_id) {
            works_on = true;
            continue;
        }
        connection.run(sql::end_assignment, {county_id, user->id, row.text(0), role, row.text(2), last_day});
        impl_->audit_role(connection, request, "role-end", user->id, role + " " + row.string(0));
        const bool by_two = impl_->matrix.needs_second_factor(role);
        if (change.to_institution_id.empty() || by_two) continue;
        const std::string from = add_days(change.last_day, 1).text();
        connection.run(sql::upsert_assignment, {county_id, user->id, change.to_institution_id, role, from, row.text(3)});
        impl_->audit_role(connection, request, "role-give", user->id, role + " " + change.to_institution_id);
        works_on = true;
    }
    works_on = works_on || connection.run(sql::works_elsewhere, {user->id, county_id, last_day})[0].integer(0) > 0;
    if (!works_on && change.to_institution_id.empty() && connection.run(sql::end_account, {user->id, last_day}).affected() == 1)
        impl_->audit_account(connection, request, "end", user->id, "work ended " + last_day);
    if (last_day < request.today.text()) impl_->end_sessions(connection, user->id);
    impl_->generation.fetch_add(1, std::memory_order_acq_rel);
    impl_->holders.erase_user(user->id);
    return std::monostate{};
}

std::optional<organization::Account> Access::find_account(db::Connection& connection, std::string_view county_id,
                                                          std::string_view name_or_id, CivilDate on) const {
    auto user = store::find_user(connection, name_or_id);
    if (!user) user = store::find_user_by_name(connection, name_or_id);
    if (!user || user->disabled) return std::nullopt;
    organization::Account account{user->id, {}};
    for (const Assignment& at : store::assignments_of(connection, user->id, on)) {
        if (at.county_id == county_id) account.institution_ids.push_back(at.institution_id);
    }
    if (account.institution_ids.empty()) return std::nullopt;
    return account;
}

Result<std::monostate> Access::Impl::write_assignment(db::Connection& connection, std::string_view county_id, const json::Value& wanted) {
    const std::string& user_id = wanted["account"].text();
    const std::string& role = wanted["role"].text();
    const std::string& institution_id = wanted["institution_id"].text();
    const std::string& from = wanted["from"].text();
    const std::string& to = wanted["to"].text();
    const std::string today = services.clock.today().text();
    if (wanted["end"].as_boolean().value_or(false)) {
        const bool ended = connection.run(sql::end_assignment, {county_id, user_id, institution_id, role, from, to}).affected() == 1;
        if (!ended) return refuse(Refusal::conflict, "assignment-ended", "it has ended by then already");
    } else {
        std::set<std::string, std::less<>> held{role};
        for (const db::Row row : connection.run(sql::roles_held, {user_id, today})) held.emplace(row.text(1));
        const std::string conflict = matrix.conflict(held);
        if (!conflict.empty()) return refuse_field(Refusal::unprocessable, "/role", "role-conflict", "not together: " + conflict);
        if (!organization.find_institution(connection, county_id, institution_id)) {
            return refuse_field(Refusal::unprocessable, "/institution_id", "institution-unknown", "an institution of the county");
        }
        connection.run(sql::upsert_assignment, {county_id, user_id, institution_id, role, from, to});
    }
    generation.fetch_add(1, std::memory_order_acq_rel);
    holders.erase_user(user_id);
    return std::monostate{};
}

}  // namespace jiwei::access
