// Making accounts, tokens and the set-up link of a new installation.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "core/kernel/utf8.hpp"
#include "modules/access/durations.hpp"
#include "modules/access/impl.hpp"
#include "modules/access/sql.hpp"
#include "modules/access/token_scopes.hpp"
#include "platform/change/county_clock.hpp"
#include "platform/crypto/digest.hpp"

namespace jiwei::access {

namespace {

constexpr std::int64_t setup_link_ms = 3'600'000;
constexpr std::size_t display_name_bytes_max = 120;
constexpr std::size_t scopes_max = 50;

bool is_account_name(std::string_view name) {
    const bool letters = std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
    });
    return letters && name.size() >= 2 && name.size() <= 64;
}

bool is_county(std::string_view id) {
    return id.size() == 6 && std::all_of(id.begin(), id.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::set<std::string, std::less<>> roles_of(const std::vector<Assignment>& assignments) {
    std::set<std::string, std::less<>> roles;
    for (const Assignment& assignment : assignments) roles.insert(assignment.roles.begin(), assignment.roles.end());
    return roles;
}

void audit_installation(db::Connection& connection, time::Instant at, std::string_view actor, std::string_view action,
                        std::string_view resource, std::string_view resource_id, std::string_view reason) {
    audit::Entry entry;
    entry.at = at;
    entry.actor = actor;
    entry.action = action;
    entry.resource = resource;
    entry.resource_id = resource_id;
    entry.reason = reason;
    audit::append_installation(connection, entry);
}

}  // namespace

Result<std::monostate> Access::Impl::check_account(const NewUser& user, const std::string& pointer) const {
    constexpr Refusal unprocessable = Refusal::unprocessable;
    if (!is_account_name(user.name)) return refuse_field(unprocessable, pointer + "/name", "user-name", "2-64 of A-Z a-z 0-9 . _ -");
    const bool shown =
        !user.display_name.empty() && user.display_name.size() <= display_name_bytes_max && utf8::is_valid(user.display_name);
    if (!shown) return refuse_field(unprocessable, pointer + "/display_name", "user-display-name", "1-40 characters");
    const auto roles = roles_of(user.assignments);
    if (roles.empty()) return refuse_field(unprocessable, pointer + "/roles", "role-unknown", "at least one role");
    for (const std::string& role : roles) {
        const bool assignable = matrix.knows_role(role) && role != "service" && role != "resident";
        if (!assignable) return refuse_field(unprocessable, pointer + "/roles", "role-unknown", "a role of the matrix");
    }
    const std::string conflict = matrix.conflict(roles);
    if (!conflict.empty()) return refuse_field(unprocessable, pointer + "/roles", "role-conflict", "not together: " + conflict);
    return std::monostate{};
}

Result<std::monostate> Access::Impl::check_user(const NewUser& user, const std::string& pointer) const {
    JIWEI_CHECK(check_account(user, pointer));
    const auto broken = auth::check_password(user.password, {user.name, is_administrator(user.assignments), keys.pepper(), {}});
    if (!broken.empty()) return refuse_password(broken, pointer + "/password");
    return std::monostate{};
}

Result<std::string> Access::Impl::insert_user(db::Connection& connection, const NewUser& user, const std::string& password_hash) {
    if (store::find_user_by_name(connection, user.name)) {
        return refuse_field(Refusal::conflict, "/name", "user-name-taken", "a name that no other account has");
    }
    for (const Assignment& assignment : user.assignments) {
        const bool known = organization.find_institution(connection, assignment.county_id, assignment.institution_id).has_value();
        if (!known) return refuse_field(Refusal::unprocessable, "/institution", "institution-unknown", "an institution of the county");
    }
    const time::Instant now = services.clock.now();
    store::User row{user.id.empty() ? services.ids.next() : user.id,
                    user.name,
                    user.display_name,
                    password_hash,
                    now,
                    user.must_change_password,
                    user.demo,
                    false,
                    user.ends_on.empty() ? std::string{organization::open_end} : user.ends_on,
                    now.utc_ms,
                    user.home_division,
                    user.home_address,
                    1};
    store::insert_user(connection, row, user.actor, services.ids.next());
    if (user.demo && !user.totp_secret.empty()) enrol_at_once(connection, row.id, user.totp_secret);
    for (const Assignment& assignment : user.assignments) store::insert_assignment(connection, row.id, assignment, time::civil_date(now));
    std::string roles;
    for (const std::string& role : roles_of(user.assignments)) roles += (roles.empty() ? "" : " ") + role;
    audit_installation(connection, now, user.actor, "create", "user_account", row.id, roles);
    return row.id;
}

Result<std::string> Access::Impl::add_user(const NewUser& user) {
    JIWEI_CHECK(check_user(user, ""));
    const std::string hash = auth::hash_password(user.password, keys.pepper(), options.hash_cost);
    return services.database.write([&](db::Connection& connection) { return insert_user(connection, user, hash); });
}

Result<std::vector<std::string>> Access::Impl::add_unopened(const std::vector<NewUser>& users) {
    for (std::size_t i = 0; i < users.size(); ++i) JIWEI_CHECK(check_account(users[i], fmt::format("/{}", i)));
    // One costly hash for all of them gives nothing away: what was hashed is forgotten here.
    const std::string hash = auth::hash_password(crypto::random_token(), keys.pepper(), options.hash_cost);
    return services.database.write([&](db::Connection& connection) -> Result<std::vector<std::string>> {
        std::vector<std::string> ids;
        for (const NewUser& user : users) {
            JIWEI_TRY(id, insert_user(connection, user, hash));
            ids.push_back(id);
        }
        return ids;
    });
}

Result<std::monostate> Access::Impl::check_token(const NewToken& token) const {
    constexpr Refusal unprocessable = Refusal::unprocessable;
    if (token.days < 1 || token.days > options.token_days_max) {
        return refuse_field(unprocessable, "/days", "token-days", "1-" + std::to_string(options.token_days_max));
    }
    const bool scoped =
        !token.scopes.empty() && token.scopes.size() <= scopes_max &&
        std::all_of(token.scopes.begin(), token.scopes.end(), [](const std::string& scope) { return is_token_scope(scope); });
    if (!scoped) return refuse_field(unprocessable, "/scopes", "token-scope", "system/<type or *>.<read, write or *>");
    return std::monostate{};
}

Result<std::string> Access::Impl::institution_of_token(db::Connection& connection, const NewToken& token) const {
    if (token.institution_code.empty()) return std::string{};
    const auto institution = organization.find_institution_by_code(connection, token.county_id, token.institution_code);
    if (institution) return institution->id;
    return refuse_field(Refusal::unprocessable, "/institution", "institution-unknown", "an institution of the county");
}

Result<std::string> Access::Impl::insert_token(db::Connection& connection, const NewToken& token, const std::string& secret_hash) {
    const time::Instant now = services.clock.now();
    store::Token row;
    row.id = services.ids.next();
    row.name = token.name;
    row.county_id = token.county_id;
    for (const std::string& scope : token.scopes) row.scopes += (row.scopes.empty() ? "" : " ") + scope;
    row.expires_ms = now.utc_ms + token.days * day_ms;
    JIWEI_TRY(institution_id, institution_of_token(connection, token));
    row.institution_id = institution_id;
    store::insert_token(connection, secret_hash, row, token.actor, now);
    audit_installation(connection, now, token.actor, "create", "service_token", row.id, row.scopes);
    return row.id;
}

Result<std::string> Access::Impl::add_token(const NewToken& token) {
    JIWEI_CHECK(check_token(token));
    const std::string secret = crypto::random_token();
    const auto written =
        services.database.write([&](db::Connection& connection) { return insert_token(connection, token, crypto::sha256(secret)); });
    if (!written) return tl::unexpected(written.error());
    return secret;
}

std::optional<SetupLink> Access::Impl::make_setup_link() {
    const time::Instant now = services.clock.now();
    SetupLink link{crypto::random_token(), time::Instant{now.utc_ms + setup_link_ms}};
    const auto made = services.database.write([&](db::Connection& connection) -> tl::expected<bool, bool> {
        if (store::any_real_user(connection)) return tl::unexpected(false);
        const std::string secret_hash = crypto::sha256(link.token);
        connection.run(sql::forget_setup_links);
        connection.run(sql::insert_setup_link, {db::Bytes{secret_hash}, link.expires_at.utc_ms});
        return true;
    });
    if (!made) return std::nullopt;
    return link;
}

Result<std::monostate> Access::Impl::set_up(const Setup& setup, const audit::Trail& trail) {
    if (!is_county(setup.county_id)) return refuse_field(Refusal::unprocessable, "/county/id", "county-unknown", "6 digits");
    const std::filesystem::path file =
        options.divisions_file.empty() ? options.roles_pack.parent_path() / "divisions" / "divisions.bin" : options.divisions_file;
    JIWEI_TRY(table, organization::DivisionTable::open(file));
    const auto county = table.find(setup.county_id);
    if (!county) return refuse_field(Refusal::unprocessable, "/county/id", "county-unknown", "a county of the division table");
    std::vector<NewUser> users;
    std::vector<std::string> hashes;
    for (const FirstAccount& account : setup.accounts) {
        NewUser user;
        user.name = account.name;
        user.display_name = account.display_name;
        user.password = account.password;
        user.must_change_password = false;  // chosen by its owner just now
        user.assignments = {{setup.county_id, {}, {account.role}}};
        user.actor = "setup";
        JIWEI_CHECK(check_user(user, account.pointer));
        hashes.push_back(auth::hash_password(user.password, keys.pepper(), options.hash_cost));
        users.push_back(std::move(user));
    }
    const time::Instant now = services.clock.now();
    const std::string secret_hash = crypto::sha256(setup.token);
    return services.database.write([&](db::Connection& connection) -> Result<std::monostate> {
        const bool taken = connection.run(sql::take_setup_link, {db::Bytes{secret_hash}, now.utc_ms}).affected() == 1;
        if (!taken || store::any_real_user(connection))
            return refuse(Refusal::forbidden, "setup-link-invalid", "the link was used or is too old");
        connection.run(sql::upsert_county, {setup.county_id, county->name, now.utc_ms});
        JIWEI_TRY(divisions, organization.load_divisions(connection, setup.county_id, table));
        (void)divisions;
        organization::Institution office;
        office.code = setup.county_id + "H100";
        office.name = setup.institution_name;
        office.kind = "H1";
        office.division_code = county->code;
        office.valid_from = time::civil_date(now);
        const std::int64_t change_seq = change::next_seq(connection, setup.county_id);
        JIWEI_TRY(office_id, organization.add_institution(connection, setup.county_id, office, {"setup", now, change_seq}));
        for (std::size_t i = 0; i < users.size(); ++i) {
            NewUser user = users[i];
            user.assignments.front().institution_id = office_id;
            JIWEI_CHECK(insert_user(connection, user, hashes[i]));
        }
        audit_installation(connection, now, "setup", "setup", "county", setup.county_id, trail.source_address);
        return std::monostate{};
    });
}

}  // namespace jiwei::access
