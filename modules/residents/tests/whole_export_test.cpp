// Whole identities leave for who asked, once another person agreed, for seven days, and only encrypted and marked.
#include <zip.h>

#include "modules/residents/tests/rig.hpp"
#include "platform/xlsx/xlsx.hpp"

namespace jiwei::residents::testing {
namespace {

constexpr std::int64_t a_day_ms = 86'400'000;

/// What the ZIP holds under a password; nothing when it does not open.
std::optional<std::string> unsealed(const std::string& bytes, const std::string& password) {
    zip_source_t* const source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, nullptr);
    zip_t* const zip = zip_open_from_source(source, ZIP_RDONLY, nullptr);
    if (zip == nullptr) return std::nullopt;
    std::optional<std::string> found;
    zip_stat_t about;
    EXPECT_EQ(zip_get_num_entries(zip, 0), 1);
    EXPECT_EQ(zip_stat_index(zip, 0, 0, &about), 0);
    EXPECT_EQ(about.encryption_method, ZIP_EM_AES_256);
    if (zip_file_t* const file = zip_fopen_index_encrypted(zip, 0, 0, password.c_str())) {
        std::string text(about.size, '\0');
        if (zip_fread(file, text.data(), text.size()) == static_cast<zip_int64_t>(text.size())) found = text;
        zip_fclose(file);
    }
    zip_discard(zip);
    return found;
}

std::string header_of(const http::Response& response, std::string_view name) {
    for (const auto& [key, value] : response.headers) {
        if (key == name) return value;
    }
    return {};
}

class WholeExport : public CountyTest {
protected:
    void SetUp() override {
        for (const char* const role : {"county_admin", "cdc"}) {
            access::NewUser user;
            user.id = user.name = user.display_name = role;
            user.password = "Tiao-Mao72-Keh";
            user.must_change_password = false;
            user.assignments = {{std::string{county}, rig().root, {role}}};
            ASSERT_TRUE(rig().access().add_user(user));
        }
        ASSERT_TRUE(rig().post(rig().doctor(), R"({"village_code":"350881001001","address":"木城村12号","name":"王建国",)"
                                               R"("phone":"13812345678","id_no":"350802196002290018"})"));
        routes_ = rig().access().routes();
        for (http::Route& route : rig().residents().routes().routes) routes_.routes.push_back(std::move(route));
    }
    Asker someone(const char* role) {
        Asker made = rig().township();
        made.principal.user_id = made.principal.display_name = role;
        made.principal.institution_id = rig().root;
        made.principal.roles = {role};
        made.principal.has_factor = true;
        made.principal.factor_at_ms = rig().clock().now().utc_ms;
        return made;
    }
    /// Through the gate, as the server does.
    Result<http::Response> ask(const Asker& who, http::Verb verb, std::string_view path, const std::string& body = {},
                               const std::string& proposal = {}) {
        for (const http::Route& route : routes_.routes) {
            if (route.verb != verb || route.path != path) continue;
            http::Request made = rig().request(verb, who, body);
            made.path_params.emplace_back("proposal", proposal);
            auto grant = rig().access().authorise(made, route.access);
            if (!grant) return tl::unexpected(std::move(grant).error());
            made.grant = std::move(*grant);
            return route.handler(made);
        }
        ADD_FAILURE() << path;
        return refuse(Refusal::not_found, "no-route");
    }
    std::string proposed(const std::string& more = {}) {
        const auto made = ask(someone("county_admin"), http::Verb::post, "/api/export-proposals",
                              R"({"subject":"bulk_export_person","reason":"hand-over to the province")" + more + "}");
        EXPECT_TRUE(made) << code(made);
        return made ? (*json::parse(made->body))["id"].text() : std::string{};
    }
    std::string approved(const std::string& more = {}) {
        const std::string id = proposed(more);
        EXPECT_EQ(code(ask(someone("cdc"), http::Verb::post, "/api/export-proposals/{proposal}/decision", R"({"approve":true})", id)),
                  "ok");
        return id;
    }
    Result<http::Response> fetch(const char* role, const std::string& id) {
        return ask(someone(role), http::Verb::post, "/api/export-proposals/{proposal}/file", {}, id);
    }
    std::vector<std::vector<std::string>> rows_of(const http::Response& file) {
        std::vector<std::vector<std::string>> rows;
        const auto book = unsealed(file.body, header_of(file, "X-Jiwei-File-Password"));
        EXPECT_TRUE(book);
        if (!book) return rows;
        const auto source = xlsx::open_bytes(*book);
        EXPECT_TRUE(source) << (source ? "" : source.error().code);
        tabular::Row row;
        while (source && (*source)->next(row).value_or(false)) rows.push_back(row.cells);
        return rows;
    }
    void pass_days(std::int64_t days) { rig().clock().set(time::Instant{rig().clock().now().utc_ms + days * a_day_ms}); }

private:
    http::RouteSet routes_;
};
JIWEI_ON_EACH_ENGINE(WholeExport);

TEST_P(WholeExport, OpensForWhoAskedOnceAnotherAgreedAndForSevenDays) {
    EXPECT_EQ(code(fetch("county_admin", "nothing")), "two-persons-needed");
    const std::string id = proposed();
    EXPECT_EQ(code(fetch("county_admin", id)), "two-persons-needed") << "not yet approved";
    EXPECT_EQ(rig().count("SELECT COUNT(*) FROM audit_act WHERE action = 'export'"), 0);
    const std::string open = approved();
    EXPECT_EQ(code(fetch("cdc", open)), "two-persons-needed") << "another person's";
    EXPECT_EQ(code(fetch("ph_staff", open)), "forbidden");
    Asker stale = someone("county_admin");
    stale.principal.factor_at_ms -= 3'600'000;
    EXPECT_EQ(code(ask(stale, http::Verb::post, "/api/export-proposals/{proposal}/file", {}, open)), "step-up-needed");
    EXPECT_EQ(code(fetch("county_admin", open)), "ok");
    pass_days(6);
    EXPECT_EQ(code(fetch("county_admin", open)), "ok");
    pass_days(1);
    const auto late = fetch("county_admin", open);
    EXPECT_EQ(code(late), "export-expired");
    EXPECT_EQ(late ? 200 : late.error().status(), 410);
    EXPECT_EQ(rig().count("SELECT COUNT(*) FROM audit_act WHERE action = 'export' AND resource = 'bulk_export_person'"), 2);
}

TEST_P(WholeExport, IsEncryptedWholeAndMarked) {
    const auto file = fetch("county_admin", approved());
    ASSERT_TRUE(file) << code(file);
    const std::string password = header_of(*file, "X-Jiwei-File-Password");
    EXPECT_EQ(password.size(), 24U);
    EXPECT_EQ(header_of(*file, "Cache-Control"), "no-store");
    EXPECT_EQ(file->body.find("xl/workbook.xml"), std::string::npos);
    EXPECT_FALSE(unsealed(file->body, "AAAA-AAAA-AAAA-AAAA-AAAA"));
    const auto rows = rows_of(*file);
    ASSERT_EQ(rows.size(), 11U) << "eight lines of the mark, a header, one person, the foot";
    std::string all;
    for (const auto& row : rows) {
        for (const std::string& cell : row) all += cell + "\n";
    }
    for (const char* const part :
         {"county_admin", "cdc", "hand-over to the province", "王建国", "350802196002290018", "13812345678", "木城村12号", "身份证号"}) {
        EXPECT_NE(all.find(part), std::string::npos) << part;
    }
    const std::string serial = rows[1][1];
    EXPECT_EQ(serial.size(), 26U);
    EXPECT_NE(rows.back()[0].find(serial), std::string::npos);
    EXPECT_EQ(rig().count("SELECT COUNT(*) FROM audit_act WHERE action = 'export' AND reason LIKE '" + serial + "%'"), 1);
    EXPECT_EQ(rig().count("SELECT COUNT(*) FROM approval WHERE body LIKE '%" + password + "%'"), 0);
    const auto again = fetch("county_admin", approved());
    ASSERT_TRUE(again);
    EXPECT_NE(header_of(*again, "X-Jiwei-File-Password"), password);
}

TEST_P(WholeExport, ARevokedOneIsRefused) {
    const std::string id = approved();
    const auto revoke = [&](const char* role) {
        return code(ask(someone(role), http::Verb::post, "/api/export-proposals/{proposal}/revocation", "{}", id));
    };
    EXPECT_EQ(revoke("ph_staff"), "forbidden");
    EXPECT_EQ(revoke("cdc"), "ok");
    EXPECT_EQ(code(fetch("county_admin", id)), "export-revoked");
    EXPECT_EQ(rig().count("SELECT COUNT(*) FROM audit_act WHERE action = 'export-revoke'"), 1);
}

TEST_P(WholeExport, HoldsTheApprovedInstitutionAlone) {
    const auto persons = [&](const std::string& institution) {
        const auto file = fetch("county_admin", approved(R"(,"institution_id":")" + institution + "\""));
        EXPECT_TRUE(file) << code(file);
        return file ? rows_of(*file).size() - 10 : 0;
    };
    EXPECT_EQ(persons(rig().hospital), 1U) << "with the clinic below it";
    EXPECT_EQ(persons(rig().hospital_2), 0U);
    const auto unknown = ask(someone("county_admin"), http::Verb::post, "/api/export-proposals",
                             R"({"subject":"bulk_export_person","reason":"hand-over to the province","institution_id":"nowhere"})");
    EXPECT_EQ(code(unknown), "institution-unknown");
}

}  // namespace
}  // namespace jiwei::residents::testing
