// Who may do what: counties, accounts, sessions, tokens, the permission matrix and its scopes (security specification 3 and 4).
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/access/masking.hpp"
#include "modules/organization/api.hpp"
#include "platform/auth/password.hpp"
#include "platform/auth/principal.hpp"
#include "platform/crypto/keys.hpp"
#include "platform/http/route.hpp"
#include "platform/services.hpp"

namespace jiwei::access {

using Reach = organization::Reach;

struct Options {
    std::filesystem::path roles_pack;      // packs/roles
    std::filesystem::path divisions_file;  // for the set-up link; empty: ../divisions/divisions.bin beside roles_pack
    auth::HashCost hash_cost;
    bool secure_cookie = false;  // set the Secure flag: TLS here or at the proxy
    bool second_factor = true;   // roles that need one get no further without it; off in tests of other modules only
    bool demo_accounts = false;  // only when every listener is loopback and no proxy stands before it
    int session_idle_minutes = 15;
    int workstation_idle_minutes = 30;  // sessions opened with "workstation": true
    int session_absolute_hours = 12;
    int lockout_failures_max = 5;
    int lockout_window_minutes = 15;
    int lockout_minutes = 30;
    int address_failures_max = 20;
    int address_window_minutes = 10;
    int password_valid_days = 90;
    int token_days_max = 366;
    int unused_days_max = 90;  // accounts unused for longer are suspended
    int factor_fresh_minutes = 5;
    int reset_link_hours = 24;
    int emergency_hours = 2;  // how long a broken glass stays open
    int emergencies_a_day_max = 5;
    int purpose_hours = 2;
};

struct County {
    std::string county_id;  // 6 digits
    std::string name;
};

/// What access has to know of a resident to decide and to warn; the register answers.
struct Person {
    std::string institution_id;
    std::string grid_id;
    std::string village_code;
    std::string name;
    std::string address;
};
class People {
public:
    virtual ~People() = default;
    /// Nothing when there is no such resident in the county.
    [[nodiscard]] virtual std::optional<Person> person(db::Connection& connection, std::string_view county_id,
                                                       std::string_view resident_id) const = 0;
};

/// One scope that opens residents by a business object (visit, claim, …) which only its module knows. Asked inside the reader's own
/// read; the table of relations is asked as well, so a module that writes relations need not implement this.
class Relations {
public:
    virtual ~Relations() = default;
    [[nodiscard]] virtual bool holds(db::Connection& connection, const auth::Principal& principal, std::string_view resident_id,
                                     CivilDate today) const = 0;
};

using masking::Show;

/// What a user may be at one institution.
struct Assignment {
    std::string county_id;
    std::string institution_id;
    std::vector<std::string> roles;
    bool operator==(const Assignment&) const = default;
};

struct NewUser {
    std::string id;    // empty: minted
    std::string name;  // account name, 2-64 of [A-Za-z0-9._-], unique without case
    std::string display_name;
    std::string password;
    bool must_change_password = true;
    bool demo = false;          // works on loopback only
    std::string ends_on;        // last day of a temporary account, YYYY-MM-DD; empty: open
    std::string home_division;  // where the person lives, for the alert on reading relatives; empty: not stated
    std::string home_address;
    std::string totp_secret;  // raw bytes of a second factor that is enrolled at once; demo accounts only
    std::vector<Assignment> assignments;
    std::string actor = "system";
};

struct NewToken {
    std::string name;
    std::string county_id;
    std::string institution_code;     // empty: the whole county
    std::vector<std::string> scopes;  // "system/Patient.read", "system/*.*"
    int days = 90;                    // at most 366
    std::string actor = "system";
};

/// An export that two persons agreed to, while it is open.
struct ExportApproval {
    std::string id;
    std::string asked_by;  // display names
    std::string approved_by;
    std::string reason;
    std::string institution_id;  // it and what is below it; empty: everything that the right opens
    std::string institution_name;
    time::Instant approved_at;
    time::Instant ends_at;
};

struct SetupLink {
    std::string token;  // shown once; the page is /setup#<token>
    time::Instant expires_at;
};

/// Implements the gate of the HTTP server, and is what other modules ask about reach. Thread-safe.
class Access final : public http::Gate {
public:
    /// Reads the roles pack; throws std::runtime_error when it is damaged.
    Access(Services services, organization::Organization& organization, const crypto::Keys& keys, Options options);
    ~Access() override;

    [[nodiscard]] http::RouteSet routes();

    // The gate ------------------------------------------------------------------------------------------------------------------
    [[nodiscard]] Result<auth::Principal> authenticate(const http::Request& request) override;
    [[nodiscard]] Result<auth::Grant> authorise(const http::Request& request, const http::Access& access) override;

    /// Before the first request; both outlive this object.
    void plug(const People& people);
    void plug(std::string scope, const Relations& relations);

    // For other modules -----------------------------------------------------------------------------------------------------------
    /// The rows that `grant` opens to `principal` on the day. Cheap: answered from memory for five seconds at most after a change
    /// made by another process, at once after one made by this one. Opens its own read: never call it inside database.read or write.
    [[nodiscard]] Reach reach(const auth::Principal& principal, const auth::Grant& grant, CivilDate today);
    [[nodiscard]] organization::ReachOf reach_of();
    /// What the matrix gives the principal for another operation than the route's own: 403, or the grant.
    [[nodiscard]] Result<auth::Grant> grant_for(const auth::Principal& principal, http::Op op, std::string_view resource) const;
    /// The export of the resource that another person approved to the principal: 403 two-persons-needed (also when it is somebody else's),
    /// 410 export-revoked, 410 export-expired seven days after the approval. Writing acts ask it inside their act.
    [[nodiscard]] Result<ExportApproval> approved_export(db::Connection& connection, const auth::Principal& principal,
                                                         std::string_view resource, std::string_view id) const;
    /// The scopes of R* on the resource: for totals and pseudonymous rows, never for a person. 403 forbidden.
    [[nodiscard]] Result<auth::Grant> statistical_grant(const auth::Principal& principal, std::string_view resource) const;
    /// How the reader sees a field of a person at an edge; `close`: the reader's reach holds the person by grid or treatment.
    [[nodiscard]] Show shows(const auth::Principal& principal, masking::Edge edge, masking::Field field, bool close) const;
    /// The name of a person that stands for nobody: the same within a county, never to be turned back.
    [[nodiscard]] std::string pseudonym(std::string_view county_id, std::string_view resident_id) const;
    /// What a pseudonymous row is opened with for a purpose: nobody else can read or make it.
    [[nodiscard]] std::string person_handle(std::string_view resident_id) const;
    /// True when one of the relation scopes of the reach holds the resident (treat, visit, claim, …), or the resident was opened to the
    /// reader alone.
    [[nodiscard]] bool relates(db::Connection& connection, const auth::Principal& principal, const Reach& reach,
                               std::string_view resident_id, CivilDate today) const;
    /// True when the resident has an open treatment relation with the user or the user's institution.
    [[nodiscard]] bool treats(db::Connection& connection, const auth::Principal& principal, std::string_view resident_id,
                              CivilDate today) const;
    /// Opens a relation inside the caller's act; `because` is "encounter:<id>", "contract:<id>", …; the same again changes nothing.
    void open_treatment(db::Connection& connection, std::string_view county_id, std::string_view resident_id, std::string_view holder_id,
                        CivilDate from, CivilDate until, std::string_view because);
    /// The same for another scope: visit, rx, claim, insured, cdc_case, assigned, self. `holder_id`: a user, an institution or the county.
    void open_relation(db::Connection& connection, std::string_view scope, std::string_view county_id, std::string_view resident_id,
                       std::string_view holder_id, CivilDate from, CivilDate until, std::string_view because);
    /// Assigns a programme to a user by name (scopes grid_assigned, inst_assigned, county_assigned); until = the last day.
    void assign_programme(db::Connection& connection, std::string_view county_id, std::string_view user_id, std::string_view programme,
                          CivilDate from, CivilDate until);
    void close_treatment(db::Connection& connection, std::string_view county_id, std::string_view resident_id, std::string_view because,
                         CivilDate last_day);
    /// Inside the act of the staff register: the roles held where somebody worked end with the last day, and go on at the new place but for
    /// those that a second person has to approve. Who has no role left keeps an account that ends that day.
    [[nodiscard]] Result<std::monostate> follow_work(db::Connection& connection, const http::Request& request,
                                                     const organization::WorkChange& change);
    /// The account by its id or name when it holds a role in the county on the day, with the places of those roles.
    [[nodiscard]] std::optional<organization::Account> find_account(db::Connection& connection, std::string_view county_id,
                                                                    std::string_view name_or_id, CivilDate on) const;
    /// 403 "signature-needed": the form wants a password shown more recently in this session (packs/roles/signing.csv). Who has no session
    /// is not asked: tokens sign with their key, commands act for the server.
    [[nodiscard]] Result<std::monostate> demand_signature(const auth::Principal& principal, std::string_view form) const;
    /// Writes the line of an access that was refused after the gate (a row out of reach) to the access chain.
    void record_denial(const http::Request& request, std::string_view resource, std::string_view resource_id, std::string_view code);

    // For the command line and the demo county ---------------------------------------------------------------------------------------
    void put_county(db::Connection& connection, const County& county);
    [[nodiscard]] std::vector<County> counties(db::Connection& connection) const;
    /// In its own act. 422 with password-…, user-name, user-name-taken, role-unknown, role-conflict, institution-unknown. Gives the user
    /// id.
    Result<std::string> add_user(const NewUser& user);
    /// Accounts of many people in one act, whose passwords nobody knows (`password` is not read): a reset link of an administrator opens
    /// each. Refusals as above, at "/0/name"…; gives the ids in the same order.
    Result<std::vector<std::string>> add_unopened(const std::vector<NewUser>& users);
    /// The bearer token, shown once. In its own act.
    Result<std::string> add_token(const NewToken& token);
    /// A link that makes the first accounts, when there is no account yet; nothing otherwise. Earlier links stop working.
    [[nodiscard]] std::optional<SetupLink> make_setup_link();
    /// Ends a lock early; audited.
    Result<std::monostate> unlock_user(std::string_view name, std::string_view actor);
    /// True for roles that may only act with a second factor.
    [[nodiscard]] bool needs_second_factor(std::string_view role) const;
    /// Forgets sessions, failures and links that ended long ago, and looks through the newest readings. Run hourly.
    void forget_expired();
    /// Looks through the access chain since the last time and raises alerts on unusual reading; gives the number of lines.
    std::int64_t watch_reading(std::string_view county_id);

    class Impl;  // modules/access/impl.hpp

private:
    std::unique_ptr<Impl> impl_;
};

}  // namespace jiwei::access
