// The inside of Access, shared by the files of this folder.
#pragma once

#include <atomic>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/access/signing.hpp"
#include "core/access/working_days.hpp"
#include "modules/access/alerts.hpp"
#include "modules/access/api.hpp"
#include "modules/access/holders.hpp"
#include "modules/access/lockout.hpp"
#include "modules/access/matrix.hpp"
#include "modules/access/store.hpp"

namespace jiwei::access {

/// What a person sends to sign in.
struct SignIn {
    std::string name;
    std::string password;
    std::string county_id;  // empty: the first assignment
    std::string institution_id;
    bool workstation = false;
    std::string code;  // the second factor, or a recovery code
};

/// One resident opened to one user, while it lasts.
struct Opening {
    std::string kind;  // break_glass, purpose
    std::string resident_id;
    std::int64_t ends_ms = 0;
};

/// A second factor as it is shown once.
struct Enrolment {
    std::string secret;  // base32
    std::string uri;     // otpauth://totp/…
};

/// When a session last showed what; UTC milliseconds, 0: never.
struct Shown {
    std::int64_t factor_ms = 0;
    std::int64_t password_ms = 0;
};

/// A session just opened: the secret goes into the cookie and is never stored.
struct Opened {
    std::string secret;
    std::shared_ptr<Holder> holder;
};

struct FirstAccount {
    std::string role;
    std::string pointer;  // of its object in the request, for errors
    std::string name;
    std::string display_name;
    std::string password;
};

struct Setup {
    std::string token;
    std::string county_id;
    std::string institution_name;
    std::vector<FirstAccount> accounts;
};

class Access::Impl {
public:
    Impl(Services services, organization::Organization& organization, const crypto::Keys& keys, Options options);

    // sign_in.cpp
    Result<Opened> sign_in(const SignIn& ask, const audit::Trail& trail);
    Result<Opened> change_password(const auth::Principal& principal, std::string_view current, std::string_view password,
                                   const audit::Trail& trail);
    Result<Opened> choose(const auth::Principal& principal, const std::string& secret, std::string_view county_id,
                          std::string_view institution_id, const audit::Trail& trail);
    /// The password again, before a form is signed; failures count as those of signing in.
    Result<std::monostate> show_password(const http::Request& request, std::string_view password);
    void sign_out(const auth::Principal& principal, const std::string& secret, const audit::Trail& trail);
    Result<std::monostate> unlock(std::string_view name, std::string_view actor);

    // second_factor.cpp
    /// 401 second-factor-needed (of a demo account with the code of the moment), second-factor-wrong; a code works once.
    Result<std::monostate> check_factor(const store::User& user, std::string_view code);
    Result<Enrolment> begin_enrolment(const http::Request& request, std::string_view password);
    /// Proves the first code; gives the recovery codes, shown once. The session has shown its factor.
    Result<std::vector<std::string>> confirm_enrolment(const http::Request& request, std::string_view code);
    Result<std::vector<std::string>> renew_recovery_codes(const http::Request& request);
    Result<std::monostate> show_factor(const http::Request& request, std::string_view code);
    void enrol_at_once(db::Connection& connection, std::string_view user_id, const std::string& secret);
    [[nodiscard]] bool needs_factor(const std::vector<std::string>& roles) const;
    [[nodiscard]] bool has_factor(db::Connection& connection, std::string_view user_id) const;

    // account_admin.cpp
    void end_sessions(db::Connection& connection, std::string_view user_id);
    Result<std::string> reset_password(std::string_view token, std::string_view password, const audit::Trail& trail);
    /// An act on accounts: one line of the installation chain, in the act.
    void audit_account(db::Connection& connection, const http::Request& request, std::string_view action, std::string_view user_id,
                       std::string_view reason);
    /// What somebody may do in a county changes: one line of its act chain, in the act.
    void audit_role(db::Connection& connection, const http::Request& request, std::string_view action, std::string_view user_id,
                    std::string_view reason);
    /// Gives or ends a role, inside the act; checks conflicts of the roles held together.
    Result<std::monostate> write_assignment(db::Connection& connection, std::string_view county_id, const json::Value& wanted);

    // openings.cpp
    [[nodiscard]] std::vector<Opening> openings_of(const auth::Principal& principal);
    void forget_openings(std::string_view user_id);

    // scopes.cpp
    [[nodiscard]] bool relates(db::Connection& connection, const auth::Principal& principal, const Reach& reach,
                               std::string_view resident_id, CivilDate today) const;

    // alerts.cpp
    std::int64_t watch_reading(const std::string& county_id);

    // sessions.cpp
    Result<auth::Principal> by_session(const std::string& secret, const http::Request& request);
    Result<auth::Principal> by_token(const std::string& secret, const http::Request& request);
    std::shared_ptr<Holder> load_session(const std::string& secret, const std::string& secret_hash);
    std::shared_ptr<Holder> load_token(const std::string& secret_hash);
    /// Inside an act: a new session of the user at one of the assignments; gives the secret. It ends when the one it follows would have.
    std::string open_session(db::Connection& connection, std::string_view user_id, const Assignment& at, std::int64_t idle_ms,
                             const audit::Trail& trail, const Shown& shown, std::optional<std::int64_t> ends_ms = {});
    [[nodiscard]] bool demo_allowed(std::string_view source_address) const;
    /// What the holder is in the county that the request names.
    [[nodiscard]] Result<auth::Principal> in_county(const Holder& holder, std::string_view county_id) const;
    /// One session at a time at the cash desk (security specification 3); inside an act.
    void end_others_of_cashier(db::Connection& connection, const Assignment& at, std::string_view user_id);

    // accounts.cpp
    Result<std::string> add_user(const NewUser& user);
    Result<std::vector<std::string>> add_unopened(const std::vector<NewUser>& users);
    Result<std::string> insert_user(db::Connection& connection, const NewUser& user, const std::string& password_hash);
    Result<std::string> add_token(const NewToken& token);
    [[nodiscard]] Result<std::monostate> check_token(const NewToken& token) const;
    /// The id of the institution that the token names by its code; empty for the whole county.
    [[nodiscard]] Result<std::string> institution_of_token(db::Connection& connection, const NewToken& token) const;
    Result<std::string> insert_token(db::Connection& connection, const NewToken& token, const std::string& secret_hash);
    std::optional<SetupLink> make_setup_link();
    Result<std::monostate> set_up(const Setup& setup, const audit::Trail& trail);
    /// All of the account but its password.
    [[nodiscard]] Result<std::monostate> check_account(const NewUser& user, const std::string& pointer) const;
    [[nodiscard]] Result<std::monostate> check_user(const NewUser& user, const std::string& pointer) const;

    // gate.cpp
    Result<auth::Grant> authorise(const http::Request& request, const http::Access& access);
    // exports.cpp
    [[nodiscard]] Result<ExportApproval> approved_export(db::Connection& connection, const auth::Principal& principal,
                                                         std::string_view resource, std::string_view id) const;
    Reach reach(const auth::Principal& principal, const auth::Grant& grant, CivilDate today);
    void deny(const http::Request& request, std::string_view resource, std::string_view resource_id, std::string_view code);

    Services services;
    organization::Organization& organization;
    const crypto::Keys& keys;
    const Options options;
    const Matrix matrix;
    const masking::Table masks;
    const signing::Table signing_rules;
    const working_days::Calendar calendar;
    const std::vector<AlertRule> alert_rules;
    const People* people = nullptr;
    std::map<std::string, const Relations*, std::less<>> relations;
    const LockPolicy lock_policy;
    AddressThrottle throttle;
    HolderCache holders;

private:
    struct KnownReach {
        std::uint64_t generation = 0;
        std::int64_t at_ms = 0;
        std::shared_ptr<const Reach> reach;
    };
    Result<auth::Grant> service_grant(const auth::Principal& principal, const http::Access& access) const;
    Result<auth::Grant> user_grant(const http::Request& request, const http::Access& access);
    Result<auth::Grant> grant_of_row(const http::Request& request, const http::Access& access);
    Result<auth::Grant> grant_of_rows(const http::Request& request, const http::Access& access);
    Result<std::monostate> check_duties(const http::Request& request, const http::Access& access, const auth::Grant& grant);
    Reach compute_reach(const auth::Principal& principal, const auth::Grant& grant, CivilDate today);
    std::string account_key(std::string_view name) const;
    Result<Opened> finish_sign_in(const store::User& user, const std::vector<Assignment>& assignments, const SignIn& ask,
                                  const audit::Trail& trail, const std::string& key);
    Problem fail_sign_in(const std::optional<store::User>& user, const std::vector<Assignment>& assignments, const audit::Trail& trail,
                         const std::string& key);
    void audit_sign_in(db::Connection& connection, const std::optional<store::User>& user, std::string_view county_id,
                       const audit::Trail& trail, std::string_view action, std::string_view outcome, std::string_view reason);

    const std::string nobody_hash_;
    std::mutex reach_mutex_;
    std::map<std::string, KnownReach, std::less<>> reaches_;
    struct KnownOpenings {
        std::int64_t at_ms = 0;
        std::vector<Opening> openings;
    };
    std::mutex openings_mutex_;
    std::map<std::string, KnownOpenings, std::less<>> openings_;

public:
    /// Moves when this process writes what a reach depends on: duties, delegations.
    std::atomic<std::uint64_t> generation{0};
};

[[nodiscard]] std::string read_pack_file(const std::filesystem::path& path);
/// The value of the session cookie; empty when there is none.
[[nodiscard]] std::string session_cookie(const http::Request& request);
/// Accounts that need fourteen characters.
[[nodiscard]] bool is_administrator(const std::vector<Assignment>& assignments);
/// 422 with one finding for each broken rule.
[[nodiscard]] tl::unexpected<Problem> refuse_password(const std::vector<std::string>& broken, const std::string& pointer);

}  // namespace jiwei::access
