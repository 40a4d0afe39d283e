// Who is asking: a signed-in user acting in one role set and one county, or a service with a token.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace jiwei::auth {

enum class PrincipalKind : unsigned char { nobody, user, service };

/// Roles and scopes are opaque words here; modules/access knows what they allow.
struct Principal {
    PrincipalKind kind = PrincipalKind::nobody;
    std::string user_id;  // or the token's id
    std::string display_name;
    std::string county_id;                  // the one county of this request, 6 digits
    std::string institution_id;             // where the user works
    std::vector<std::string> roles;         // the chosen role set
    std::vector<std::string> token_scopes;  // service only: "system/Patient.read"
    std::string session_id;
    std::string csrf_token;
    bool must_change_password = false;  // until then only the routes of the session itself are open
    bool must_enrol_factor = false;     // the same: a role that may only act with a second factor has none yet
    bool has_factor = false;            // a second factor is enrolled
    std::int64_t factor_at_ms = 0;      // when it was last shown in this session
    std::int64_t password_at_ms = 0;    // the same of the password
};

/// What the permission matrix grants a principal for one operation on one resource: "CRU:grid;R:treat" gives {grid, treat} for R.
struct Grant {
    std::vector<std::string> scopes;
    bool statistical = false;              // R*: de-identified or aggregated only
    bool self_fields = false;              // U*: phone, address, contact only
    std::string resource = {};             // the row of the matrix it is of
    std::vector<int> levels = {};          // approvals: 1 institution, 2 county; empty when the row knows no levels
    bool two_persons = false;              // another person approved, or has to
    std::vector<std::string> opened = {};  // single residents opened to the reader, by an emergency or for a stated purpose
    std::vector<Grant> of_rows = {};       // of a route for several rows: what each of them gives; those that give nothing are not here
};

}  // namespace jiwei::auth
