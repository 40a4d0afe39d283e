// Whole identities of an approved selection, in a workbook with its mark inside an encrypted ZIP (docs/adr/0123). The file is made anew
// at each fetch under a new password and never touches a disk.
#include <set>

#include "modules/residents/merge_routes.hpp"
#include "platform/crypto/digest.hpp"
#include "platform/xlsx/sealed.hpp"

namespace jiwei::residents {
namespace {

constexpr std::string_view whole_resource = "bulk_export_person";
constexpr int whole_page_rows = 500;
constexpr std::size_t whole_rows_max = 100'000;  // about 1 KB of memory a row; a larger county goes by institution

/// Identity alone: what a form or a card says of health does not leave by this way.
constexpr std::string_view whole_fields[] = {"archive_no",    "name",           "sex",
                                             "birth_date",    "id_type",        "id_no",
                                             "nationality",   "phone",          "contact_name",
                                             "contact_phone", "residence_type", "residence_state",
                                             "village",       "address",        "registered_address",
                                             "institution",   "opened_on",      "status"};

struct WholeFile {
    access::ExportApproval approval;
    std::string serial;
    time::Instant made_at;
    std::vector<std::vector<std::string>> rows;
};

std::vector<std::string> whole_cells(const Inside& in, const Directory& directory, const ResidentRow& row) {
    const crypto::FieldCipher& cipher = in.cipher();
    const Cover& c = row.cover;
    const Village* village = directory.village(c.village_code);
    const Place* place = directory.institution(c.institution_id);
    return {row.archive_no,
            c.name,
            c.sex,
            c.birth_date,
            c.id_type,
            open_field(row.id_no_enc, sealed_as::id_no, cipher),
            c.nationality,
            open_field(row.phone_enc, sealed_as::phone, cipher),
            c.contact_name,
            open_field(row.contact_phone_enc, sealed_as::contact_phone, cipher),
            c.residence_type,
            c.residence_state,
            village == nullptr ? c.village_code : village->name,
            c.address,
            c.registered_address,
            place == nullptr ? c.institution_id : place->name,
            c.opened_on,
            std::string(1, static_cast<char>(row.status.status))};
}

/// Everybody of the selection whom the requester's right reaches, merged archives apart. Page by page, each a moment of its own.
Result<std::monostate> gather(const Inside& in, const ActContext& act, const auth::Grant& grant, WholeFile& file) {
    const access::Reach reach = in.access.reach(act.principal, grant, act.today);
    const auto directory = in.directories_of(act);
    std::set<std::string, std::less<>> chosen;
    if (!file.approval.institution_id.empty()) {
        in.services.database.read([&](db::Connection& connection) {
            for (std::string& id : in.organization.subtree_ids(connection, act.county_id, file.approval.institution_id)) {
                chosen.insert(std::move(id));
            }
            chosen.insert(file.approval.institution_id);
        });
    }
    std::string after;
    for (bool more = true; more;) {
        in.services.database.read([&](db::Connection& connection) {
            const std::vector<ResidentRow> page = store::page_after(connection, act.county_id, after, whole_page_rows);
            more = page.size() == whole_page_rows;
            if (!page.empty()) after = page.back().id;
            for (const ResidentRow& row : page) {
                const bool wanted = row.status.status != Status::merged && reach.holds(row.cover.institution_id, row.cover.grid_id) &&
                                    (chosen.empty() || chosen.contains(row.cover.institution_id));
                if (wanted) file.rows.push_back(whole_cells(in, *directory, row));
            }
        });
        if (file.rows.size() > whole_rows_max) return refuse(Refusal::unprocessable, "export-too-large", "at most 100,000 persons a file");
    }
    return std::monostate{};
}

std::string marked_workbook(const Inside& in, const WholeFile& file) {
    const access::ExportApproval& by = file.approval;
    const std::string count = std::to_string(file.rows.size());
    xlsx::MemoryWriter out{"居民"};
    out.row({"居民全身份信息导出：保密，仅用于所列事由"});
    out.row({"编号", file.serial});
    out.row({"申请人", by.asked_by});
    out.row({"批准人", by.approved_by, time::text(by.approved_at)});
    out.row({"事由", by.reason});
    out.row({"范围", by.institution_name.empty() ? std::string{"全部"} : by.institution_name});
    out.row({"导出时间", time::text(file.made_at)});
    out.row({"人数", count});
    std::vector<std::string> header;
    for (const std::string_view field : whole_fields) {
        const ColumnField* column = in.columns->field(field);
        header.push_back(column == nullptr ? std::string{field} : column->label_zh);
    }
    out.row(header);
    for (const auto& row : file.rows) out.row(row);
    out.row({"编号 " + file.serial, "申请人 " + by.asked_by, "批准人 " + by.approved_by, time::text(file.made_at), "共 " + count + " 人"});
    return out.finish(file.serial + " " + by.asked_by + " " + time::text(file.made_at));
}

/// The act behind which the file leaves; a revocation that came meanwhile still stops it.
Result<std::monostate> write_whole_act(const Inside& in, const ActContext& act, const WholeFile& file, const std::string& digest) {
    return in.services.database.write([&](db::Connection& connection) -> Result<std::monostate> {
        JIWEI_CHECK(in.access.approved_export(connection, act.principal, whole_resource, file.approval.id));
        audit::Entry entry = audit::entry_of(act.principal, act.trail);
        entry.at = file.made_at;
        entry.action = "export";
        entry.resource = whole_resource;
        entry.resource_id = file.approval.id;
        entry.reason = file.serial + " (" + std::to_string(file.rows.size()) + ")";
        entry.after_hash = digest;
        audit::append_act(connection, act.county_id, entry);
        return std::monostate{};
    });
}

Result<http::Response> make_whole_file(const Inside& in, const http::Request& request) {
    const ActContext act = act_of(request);
    WholeFile file;
    JIWEI_TRY(approval, in.services.database.read([&](db::Connection& connection) {
        return in.access.approved_export(connection, act.principal, whole_resource, request.param("proposal"));
    }));
    file.approval = std::move(approval);
    file.serial = in.services.ids.next();
    file.made_at = in.services.clock.now();
    JIWEI_CHECK(gather(in, act, request.grant, file));
    const std::string password = xlsx::random_password();
    http::Response response{200, "application/zip", xlsx::sealed_zip("residents.xlsx", marked_workbook(in, file), password), {}};
    JIWEI_CHECK(write_whole_act(in, act, file, crypto::sha256_hex(response.body)));
    response.headers.emplace_back("Content-Disposition", "attachment; filename=\"" + file.serial + ".zip\"");
    response.headers.emplace_back("Cache-Control", "no-store");
    // Beside the file, for the page alone: headers of answers stand in no log, and the address would.
    response.headers.emplace_back("X-Jiwei-File-Password", password);
    return response;
}

}  // namespace

void add_whole_export_routes(Inside& in, http::RouteSet& set) {
    set.routes.push_back(
        {http::Verb::post,
         "/api/export-proposals/{proposal}/file",
         http::Access::to(http::Op::export_rows, std::string{whole_resource}),
         [&in](const http::Request& r) { return make_whole_file(in, r); },
         {"Whole identities that two persons agreed to, encrypted; the password stands in X-Jiwei-File-Password", {}, {}, {}}});
}

}  // namespace jiwei::residents
