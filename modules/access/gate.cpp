// The decision procedure of security specification 4.3, steps 1-4 (docs/adr/0065).
#include "modules/access/impl.hpp"
#include "modules/access/sql.hpp"
#include "modules/access/token_scopes.hpp"
#include "platform/crypto/digest.hpp"

namespace jiwei::access {

namespace {

std::string_view verb_word(http::Verb verb) {
    switch (verb) {
    case http::Verb::get: return "read";
    case http::Verb::post: return "create";
    case http::Verb::put:
    case http::Verb::patch: return "update";
    case http::Verb::del: return "delete";
    }
    return "read";
}

}  // namespace

namespace {

/// The resident that a request is about, when its address names one.
std::string_view resident_of(const http::Request& request) {
    const std::string_view named = request.param("resident");
    if (!named.empty()) return named;
    return request.path.starts_with("/fhir/R4/Patient/") ? request.param("id") : std::string_view{};
}

/// What an emergency opens: everything but what only its own team may see (security specification 4.4).
bool opens_in_emergency(std::string_view resource) { return resource != "mental_record" && resource != "hiv_std_record"; }

bool is_session_path(std::string_view path) { return path == "/api/session" || path.starts_with("/api/session/"); }

}  // namespace

/// The role `service` may do, on every row that FHIR shows, what its token's scopes say.
Result<auth::Grant> Access::Impl::service_grant(const auth::Principal& principal, const http::Access& access) const {
    auto grant = matrix.grant(principal.roles, access.op(), access.resource());
    // A FHIR interaction reads and writes; approving and taking whole files away are what the matrix gives and nothing else.
    const bool is_interaction = access.op() != http::Op::approve && access.op() != http::Op::export_rows;
    if (!grant && !(is_interaction && has_fhir_projection(access.resource()))) return grant;
    if (!token_allows(principal.token_scopes, access.op(), access.resource())) {
        return refuse(Refusal::forbidden, "insufficient_scope", "the token's scopes do not cover this");
    }
    if (grant) return grant;
    auth::Grant by_projection;
    by_projection.scopes = {"scope"};
    by_projection.resource = access.resource();
    return by_projection;
}

Result<auth::Grant> Access::Impl::user_grant(const http::Request& request, const http::Access& access) {
    auto grant = matrix.grant(request.principal.roles, access.op(), access.resource());
    const std::string_view resident = resident_of(request);
    const bool by_opening = access.op() == http::Op::read && !resident.empty();
    if (!by_opening || (!grant && grant.error().code != "purpose-needed")) return grant;
    const std::string_view kind = grant ? "break_glass" : "purpose";
    if (grant && !opens_in_emergency(access.resource())) return grant;
    for (const Opening& one : openings_of(request.principal)) {
        if (one.kind != kind || one.resident_id != resident) continue;
        if (!grant) {
            grant = auth::Grant{};
            grant->resource = access.resource();
            grant->scopes = {"purpose"};
        }
        grant->opened.push_back(one.resident_id);
    }
    return grant;
}

/// What the act needs beyond the right: a fresh second factor, the approval of a second person.
Result<std::monostate> Access::Impl::check_duties(const http::Request& request, const http::Access& access, const auth::Grant& grant) {
    const auth::Principal& principal = request.principal;
    const std::int64_t now_ms = services.clock.now().utc_ms;
    if (options.second_factor && matrix.needs_step_up(access.op(), access.resource())) {
        if (!principal.has_factor) return refuse(Refusal::forbidden, "second-factor-enrolment-needed", "enrol a second factor first");
        if (now_ms - principal.factor_at_ms > options.factor_fresh_minutes * 60'000LL) {
            return refuse(Refusal::forbidden, "step-up-needed", "show the second factor again");
        }
    }
    if (!grant.two_persons) return std::monostate{};
    // The approval stands in the address of the file, or beside a request of another shape.
    const std::string_view named = request.param("proposal");
    const std::string_view approval = named.empty() ? request.header("x-jiwei-approval") : named;
    auto found = services.database.read(
        [&](db::Connection& connection) { return approved_export(connection, principal, access.resource(), approval); });
    if (!found) return tl::unexpected(std::move(found).error());
    return std::monostate{};
}

Result<auth::Grant> Access::Impl::authorise(const http::Request& request, const http::Access& access) {
    const auth::Principal& principal = request.principal;
    if (access.kind() == http::Access::Kind::open) return auth::Grant{};
    if (principal.kind == auth::PrincipalKind::nobody) return refuse(Refusal::unauthenticated, "unauthenticated", "sign in first");
    const auto denied = [&](Problem problem) -> Result<auth::Grant> {
        deny(request, access.resource(), {}, problem.code);
        return tl::unexpected(std::move(problem));
    };
    const bool by_cookie = principal.kind == auth::PrincipalKind::user;
    if (by_cookie && request.verb != http::Verb::get &&
        !crypto::equal_constant_time(request.header("x-jiwei-csrf"), principal.csrf_token)) {
        return denied({Refusal::forbidden, "csrf", "the header X-Jiwei-Csrf is missing or not this session's", {}});
    }
    if (principal.must_change_password && request.path != "/api/session" && request.path != "/api/session/password") {
        return refuse(Refusal::forbidden, "password-change-needed", "change the password first");
    }
    if (principal.must_enrol_factor && !is_session_path(request.path)) {
        return refuse(Refusal::forbidden, "second-factor-enrolment-needed", "enrol a second factor first");
    }
    if (access.kind() == http::Access::Kind::signed_in) return auth::Grant{};
    auto grant = grant_of_rows(request, access);
    if (!grant) return denied(std::move(grant).error());
    return grant;
}

Result<auth::Grant> Access::Impl::grant_of_row(const http::Request& request, const http::Access& access) {
    const bool by_cookie = request.principal.kind == auth::PrincipalKind::user;
    auto grant = by_cookie ? user_grant(request, access) : service_grant(request.principal, access);
    if (!grant || !by_cookie) return grant;
    if (auto checked = check_duties(request, access, *grant); !checked) return tl::unexpected(std::move(checked).error());
    return grant;
}

/// The first row that gives something, with what all of them give; where none does, the refusal that says most.
Result<auth::Grant> Access::Impl::grant_of_rows(const http::Request& request, const http::Access& access) {
    if (access.rows().size() == 1) return grant_of_row(request, access);
    std::optional<Problem> refusal;
    std::vector<auth::Grant> granted;
    for (const std::string& row : access.rows()) {
        auto grant = grant_of_row(request, http::Access::to(access.op(), row));
        if (grant) {
            granted.push_back(std::move(*grant));
        } else if (!refusal || refusal->code == "forbidden") {
            refusal = std::move(grant).error();
        }
    }
    if (granted.empty()) return tl::unexpected(std::move(*refusal));
    auth::Grant first = granted.front();
    first.of_rows = std::move(granted);
    return first;
}

void Access::Impl::deny(const http::Request& request, std::string_view resource, std::string_view resource_id, std::string_view code) {
    audit::Entry entry = audit::entry_of(request.principal, request.trail);
    if (entry.at.utc_ms == 0) entry.at = services.clock.now();
    entry.action = verb_word(request.verb);
    entry.resource = resource.empty() ? "session" : resource;
    entry.resource_id = resource_id;
    entry.outcome = "denied";
    entry.reason = code;
    services.access_log.record(request.principal.county_id, entry);
}

}  // namespace jiwei::access
