// What an approved export opens: to who asked, for seven days, until it is revoked (docs/adr/0123).
#include "modules/access/impl.hpp"
#include "modules/access/sql.hpp"
#include "modules/access/wire.hpp"

namespace jiwei::access {

Result<ExportApproval> Access::Impl::approved_export(db::Connection& connection, const auth::Principal& principal,
                                                     std::string_view resource, std::string_view id) const {
    const db::Rows rows = connection.run(sql::find_export, {principal.county_id, id});
    // Unknown, another person's and undecided are one answer: whose approvals there are is nobody else's business.
    const bool mine = !rows.empty() && rows[0].text(4) == principal.user_id && rows[0].text(1) == resource;
    if (mine && rows[0].text(0) == "revoked") return refuse(Refusal::gone, "export-revoked", "the approval was taken back");
    if (!mine || rows[0].text(0) != "approved") return refuse(Refusal::forbidden, "two-persons-needed", "another person has to approve");
    const db::Row row = rows[0];
    ExportApproval found;
    found.ends_at = time::Instant{row.integer(6) + export_open_ms};
    if (found.ends_at.utc_ms <= services.clock.now().utc_ms) return refuse(Refusal::gone, "export-expired", "it was open for seven days");
    found.id = id;
    found.reason = row.text(3);
    found.asked_by = display_name_of(connection, row.text(4));
    found.approved_by = display_name_of(connection, row.text(5));
    found.approved_at = time::Instant{row.integer(6)};
    if (const auto body = json::parse(row.text(2))) {
        found.institution_id = (*body)["institution_id"].text();
        found.institution_name = (*body)["institution_name"].text();
    }
    return found;
}

Result<ExportApproval> Access::approved_export(db::Connection& connection, const auth::Principal& principal, std::string_view resource,
                                               std::string_view id) const {
    return impl_->approved_export(connection, principal, resource, id);
}

}  // namespace jiwei::access
