#include "modules/access/tests/fixture.hpp"

namespace jiwei::access {
namespace {

class AccountsStore : public AccessStore {
protected:
    AccountsStore() {
        second_factor_ = true;
        with_factor_ = true;
    }
    std::string make(const Browser& by, const std::string& name, const std::string& role, const std::string& institution) {
        const auto made =
            post(by, "/api/accounts",
                 R"({"name":")" + name + R"(","display_name":"x","role":")" + role + R"(","institution_id":")" + institution + "\"}");
        EXPECT_EQ(outcome(made), "ok") << name;
        link_ = body(made)["link_token"].text();
        return body(made)["id"].text();
    }
    std::string link_;
};

TEST_P(AccountsStore, MakesAccountsThatTheirOwnersOpen) {
    Browser head = person("head", {"inst_admin"}, hospital_);
    const std::string id = make(head, "newnurse", "nurse", clinic_);
    Browser nurse;
    EXPECT_EQ(outcome(sign_in(nurse, "newnurse", password)), "sign-in-failed") << "nobody knows a password yet";
    const std::string weak = R"({"token":")" + link_ + R"(","password":"short"})";
    EXPECT_EQ(outcome(post({}, "/api/session/reset", weak)), "password-short");
    const std::string good = R"({"token":")" + link_ + R"(","password":"Tiao-Mao72-Keh"})";
    EXPECT_EQ(outcome(post({}, "/api/session/reset", good)), "ok");
    EXPECT_EQ(outcome(post({}, "/api/session/reset", good)), "reset-link-invalid") << "works once";
    EXPECT_EQ(outcome(sign_in(nurse, "newnurse", password)), "ok");

    EXPECT_EQ(outcome(post(head, "/api/accounts/" + id + "/reset", "{}")), "ok");
    EXPECT_EQ(get_session(nurse), "session-expired") << "a reset ends the sessions";
    const auto reset = post(head, "/api/accounts/" + id + "/reset", "{}");
    pass(25 * 60);
    const std::string late = R"({"token":")" + body(reset)["link_token"].text() + R"(","password":"Mei-Lan83-Ghu"})";
    EXPECT_EQ(outcome(post({}, "/api/session/reset", late)), "reset-link-invalid") << "after a day";
}

TEST_P(AccountsStore, KeepsAdministratorsWithinTheirReach) {
    Browser head = person("head", {"inst_admin"}, hospital_);
    Browser county_admin = person("boss", {"county_admin"}, root_);
    add_user("lin", {"village_doctor"}, clinic_);
    add_user("far", {"nurse"}, root_);
    const auto names = [&](const Browser& by) {
        std::string all;
        const auto list = body(get(by, "/api/accounts"));
        for (const auto& item : list["items"].items()) all += item["name"].text() + " ";
        return all;
    };
    EXPECT_EQ(names(head), "head lin ");
    EXPECT_EQ(names(county_admin), "head boss lin far ");
    const auto far = body(get(county_admin, "/api/accounts", {{"q", "far"}}))["items"].items();
    ASSERT_EQ(far.size(), 1U);
    const std::string far_id = far[0]["id"].text();
    EXPECT_EQ(outcome(get(head, "/api/accounts/" + far_id)), "not-found");
    EXPECT_EQ(outcome(post(head, "/api/accounts/" + far_id + "/reset", "{}")), "not-found");
    EXPECT_EQ(outcome(post(head, "/api/accounts", R"({"name":"abc","display_name":"x","role":"nurse","institution_id":")" + root_ + "\"}")),
              "institution-unknown");
    // Whoever administers or exports is administered by the system administrator.
    const std::string boss_id = principal(county_admin)->user_id;
    Browser other = person("boss2", {"county_admin"}, root_);
    EXPECT_EQ(outcome(post(other, "/api/accounts/" + boss_id + "/reset", "{}")), "forbidden");
    EXPECT_EQ(outcome(post(county_admin, "/api/accounts/" + boss_id + "/reset", "{}")), "segregation") << "not the own account";
    Browser doctor;
    ASSERT_TRUE(sign_in(doctor, "lin", password, R"(,"code":")" + auth::totp(factor_, clock_.now().utc_ms / 1000) + "\""));
    EXPECT_EQ(outcome(get(doctor, "/api/accounts")), "forbidden");
}

TEST_P(AccountsStore, DisablesAtOnceAndKnowsALostUpdate) {
    Browser head = person("head", {"inst_admin"}, hospital_);
    const std::string lin = add_user("lin", {"village_doctor"}, clinic_);
    Browser doctor = person_again("lin");
    EXPECT_EQ(outcome(call(request(http::Verb::patch, ("/api/accounts/" + lin).c_str(), head, R"({"disabled":true})"))), "version");
    EXPECT_EQ(outcome(call(request(http::Verb::patch, ("/api/accounts/" + lin).c_str(), head, R"({"version":7,"disabled":true})"))),
              "version-conflict");
    EXPECT_EQ(outcome(call(request(http::Verb::patch, ("/api/accounts/" + lin).c_str(), head, R"({"version":1,"disabled":true})"))), "ok");
    EXPECT_EQ(get_session(doctor), "session-expired");
    Browser again;
    EXPECT_EQ(outcome(sign_in(again, "lin", password, R"(,"code":"123456")")), "sign-in-failed");
}

TEST_P(AccountsStore, AsksASecondPersonForRolesOfWeight) {
    Browser sys = person("sys", {"sysadmin"}, root_);
    Browser auditor = person("audit", {"auditor"}, root_);
    const std::string nurse = add_user("nurse", {"nurse"}, hospital_);
    const auto role = [&](const char* name, const std::string& more = {}) {
        return post(sys, "/api/accounts/" + nurse + "/roles",
                    R"({"role":")" + std::string{name} + R"(","institution_id":")" + root_ + "\"" + more + "}");
    };
    EXPECT_EQ(outcome(role("ph_staff")), "ok") << "a business role takes effect";
    EXPECT_EQ(outcome(role("sysadmin")), "202");
    EXPECT_EQ(outcome(role("county_admin")), "202");
    EXPECT_EQ(outcome(role("king")), "role-unknown");
    EXPECT_EQ(count("SELECT COUNT(*) FROM user_assignment WHERE role = 'county_admin'"), 0) << "nothing before the second person";
    const auto list = body(get(auditor, "/api/role-proposals"))["items"].items();
    ASSERT_EQ(list.size(), 2U);
    std::map<std::string, std::string> ids;
    for (const auto& item : list) ids[item["wanted"]["role"].text()] = item["id"].text();
    EXPECT_EQ(outcome(post(sys, "/api/role-proposals/" + ids["county_admin"] + "/decision", R"({"approve":true})")), "forbidden")
        << "the one who asked has no right to approve";
    EXPECT_EQ(outcome(post(auditor, "/api/role-proposals/" + ids["county_admin"] + "/decision", R"({"approve":true})")), "ok");
    EXPECT_EQ(count("SELECT COUNT(*) FROM user_assignment WHERE role = 'county_admin'"), 1);
    EXPECT_EQ(outcome(post(auditor, "/api/role-proposals/" + ids["county_admin"] + "/decision", R"({"approve":true})")), "decided-already");
    EXPECT_EQ(outcome(post(auditor, "/api/role-proposals/" + ids["sysadmin"] + "/decision", R"({"approve":true})")), "role-conflict");
    EXPECT_EQ(outcome(post(auditor, "/api/role-proposals/" + ids["sysadmin"] + "/decision", R"({"approve":false})")), "text")
        << "a refusal says why";
    EXPECT_EQ(outcome(post(auditor, "/api/role-proposals/" + ids["sysadmin"] + "/decision", R"({"approve":false,"note":"no"})")), "ok");
    const std::string me = principal(sys)->user_id;
    EXPECT_EQ(outcome(post(sys, "/api/accounts/" + me + "/roles", R"({"role":"auditor","institution_id":")" + root_ + "\"}")),
              "segregation");
    const auto verdict = database().read([&](db::Connection& connection) {
        return audit::verify_chain(connection, {audit::Chain::installation, ""}, *keys_);
    });
    EXPECT_TRUE(verdict.whole) << verdict.why;
}

TEST_P(AccountsStore, EndsRolesByDate) {
    Browser boss = person("boss", {"county_admin"}, root_);
    const std::string nurse = add_user("nurse", {"nurse"}, hospital_);
    Browser working = person_again("nurse");
    const std::string today = clock_.today().text();
    EXPECT_EQ(outcome(post(boss, "/api/accounts/" + nurse + "/roles",
                           R"({"role":"nurse","institution_id":")" + hospital_ + R"(","from":")" + today + R"(","to":")" + today +
                               R"(","end":true})")),
              "ok");
    EXPECT_EQ(get_session(working), "ok") << "to the end of the day";
    pass(17 * 60);
    Browser again;
    EXPECT_EQ(outcome(sign_in(again, "nurse", password, R"(,"code":")" + auth::totp(factor_, clock_.now().utc_ms / 1000) + "\"")),
              "account-without-role");
}

TEST_P(AccountsStore, ExportsNeedTwoPersons) {
    Browser boss = person("boss", {"county_admin"}, root_);
    Browser cdc = person("cdc", {"cdc"}, root_);
    const auto export_with = [&](const Browser& by, const std::string& approval) {
        http::Request made = request(http::Verb::get, "/api/x", by);
        if (!approval.empty()) made.headers.emplace_back("x-jiwei-approval", approval);
        made.principal = *access_->authenticate(made);
        const auto grant = access_->authorise(made, http::Access::to(http::Op::export_rows, "bulk_export_person"));
        return grant ? std::string{"ok"} : grant.error().code;
    };
    EXPECT_EQ(export_with(boss, ""), "two-persons-needed");
    EXPECT_EQ(outcome(post(boss, "/api/export-proposals", R"({"subject":"bulk_export_person","reason":"x"})")), "REASON_REQUIRED");
    EXPECT_EQ(outcome(post(boss, "/api/export-proposals", R"({"subject":"audit_log","reason":"a long enough reason"})")), "not-by-two");
    const std::string id =
        body(post(boss, "/api/export-proposals", R"({"subject":"bulk_export_person","reason":"hand-over to the province"})"))["id"].text();
    EXPECT_EQ(export_with(boss, id), "two-persons-needed") << "not yet approved";
    EXPECT_EQ(outcome(post(boss, "/api/export-proposals/" + id + "/decision", R"({"approve":true})")), "segregation");
    EXPECT_EQ(outcome(post(cdc, "/api/export-proposals/" + id + "/decision", R"({"approve":true})")), "ok");
    EXPECT_EQ(export_with(cdc, id), "two-persons-needed") << "only for the one who asked";
    EXPECT_EQ(export_with(boss, id), "ok");
    EXPECT_EQ(export_with(boss, id), "ok") << "as often as it takes, each time audited";
    EXPECT_EQ(outcome(post(cdc, "/api/export-proposals/" + id + "/revocation", "{}")), "ok");
    EXPECT_EQ(export_with(boss, id), "export-revoked");
    EXPECT_EQ(outcome(post(cdc, "/api/export-proposals/" + id + "/revocation", "{}")), "decided-already");
}

TEST_P(AccountsStore, TokensWorkOnceASecondPersonAgreed) {
    Browser boss = person("boss", {"county_admin"}, root_);
    Browser auditor = person("audit", {"auditor"}, root_);
    EXPECT_EQ(outcome(post(boss, "/api/tokens", R"({"name":"province","scopes":["patient/all"]})")), "token-scope");
    EXPECT_EQ(outcome(post(boss, "/api/tokens", R"({"name":"x","scopes":["system/*.*"],"institution_code":"nowhere"})")),
              "institution-unknown");
    const auto made = post(boss, "/api/tokens", R"({"name":"province","scopes":["system/Patient.rs"],"days":30})");
    ASSERT_EQ(outcome(made), "202");
    Browser service;
    service.bearer = body(made)["token"].text();
    EXPECT_FALSE(access_->authenticate(request(http::Verb::get, "/x", service)))
        << "who reads totals only may not mint a reader of everything alone";
    const auto waiting = body(get(auditor, "/api/role-proposals"))["items"].items();
    ASSERT_EQ(waiting.size(), 1U);
    EXPECT_EQ(waiting[0]["kind"].text(), "token");
    EXPECT_EQ(waiting[0]["wanted"]["scopes"].items()[0].text(), "system/Patient.rs");
    EXPECT_EQ(waiting[0]["wanted"].find("secret"), nullptr);
    const std::string decision = "/api/role-proposals/" + waiting[0]["id"].text() + "/decision";
    EXPECT_EQ(outcome(post(boss, decision, R"({"approve":true})")), "forbidden");
    pass(60);
    auditor = person_again("audit");
    EXPECT_EQ(outcome(post(auditor, decision, R"({"approve":true})")), "ok");
    EXPECT_TRUE(authorise(service, http::Verb::get, http::Op::read, "person_demographics"));
    EXPECT_EQ(authorise(service, http::Verb::get, http::Op::create, "person_demographics").error().code, "insufficient_scope");
    EXPECT_EQ(authorise(service, http::Verb::get, http::Op::read, "mental_record").error().code, "forbidden");
    boss = person_again("boss");
    const auto tokens = body(get(boss, "/api/tokens"))["items"].items();
    ASSERT_EQ(tokens.size(), 1U);
    EXPECT_EQ(outcome(call(request(http::Verb::del, ("/api/tokens/" + tokens[0]["id"].text()).c_str(), boss))), "ok");
    EXPECT_FALSE(access_->authenticate(request(http::Verb::get, "/x", service)));
    const auto refused = post(boss, "/api/tokens", R"({"name":"again","scopes":["system/*.*"]})");
    const std::string id = body(get(auditor, "/api/role-proposals"))["items"].items()[0]["id"].text();
    EXPECT_EQ(outcome(post(auditor, "/api/role-proposals/" + id + "/decision", R"({"approve":false,"note":"too wide"})")), "ok");
    service.bearer = body(refused)["token"].text();
    EXPECT_FALSE(access_->authenticate(request(http::Verb::get, "/x", service)));
}

// An account that works in two counties is not taken over from one of them.
TEST_P(AccountsStore, OneCountyDoesNotAdministerTheAccountsOfAnother) {
    Browser head = person("head", {"inst_admin"}, hospital_);
    NewUser user;
    user.name = "far";
    user.display_name = "far";
    user.password = password;
    user.must_change_password = false;
    user.assignments = {{"350802", elsewhere_, {"sysadmin"}}};
    const std::string far = access_->add_user(user).value_or("");
    const std::string give = R"({"role":"village_doctor","institution_id":")" + hospital_ + "\"}";
    EXPECT_EQ(outcome(post(head, "/api/accounts/" + far + "/roles", give)), "not-found");
    user.name = "both";
    user.assignments = {{"350802", elsewhere_, {"nurse"}}, {county, hospital_, {"nurse"}}};
    const std::string both = access_->add_user(user).value_or("");
    EXPECT_EQ(outcome(get(head, "/api/accounts/" + both)), "ok");
    EXPECT_EQ(outcome(post(head, "/api/accounts/" + both + "/reset", "{}")), "forbidden");
    EXPECT_EQ(outcome(call(request(http::Verb::del, ("/api/accounts/" + both + "/second-factor").c_str(), head))), "forbidden");
    Browser sys = person("sys", {"sysadmin"}, root_);
    EXPECT_EQ(outcome(post(sys, "/api/accounts/" + both + "/reset", "{}")), "ok");
}

TEST_P(AccountsStore, ChangesOfPermissionsAreActsOfTheCounty) {
    Browser boss = person("boss", {"county_admin"}, root_);
    const std::string nurse = add_user("nurse", {"nurse"}, hospital_);
    EXPECT_EQ(outcome(post(boss, "/api/accounts/" + nurse + "/roles", R"({"role":"ph_staff","institution_id":")" + hospital_ + "\"}")),
              "ok");
    EXPECT_EQ(outcome(post(boss, "/api/accounts/" + nurse + "/duties", R"({"programme":"hiv"})")), "ok");
    EXPECT_EQ(outcome(post(boss, "/api/accounts/" + nurse + "/duties", R"({"programme":"hiv","from":"2026-08-01","to":"2026-07-01"})")),
              "date-order");
    for (const char* const action : {"role-give", "duty-give"}) {
        EXPECT_EQ(count("SELECT COUNT(*) FROM audit_act WHERE resource = 'role_assignment' AND action = '" + std::string{action} +
                        "' AND county_id = '350881'"),
                  1)
            << action;
    }
    const auto verdict = database().read([&](db::Connection& connection) {
        return audit::verify_chain(connection, {audit::Chain::act, county}, *keys_);
    });
    EXPECT_TRUE(verdict.whole) << verdict.why;
}

// A token of one institution reads what was done there; the chain of the installation is nobody's but the auditors'.
TEST_P(AccountsStore, ATokenReadsTheLinesOfItsPlaceOnly) {
    const auto token = [&](const char* place) {
        NewToken wanted;
        wanted.name = "log";
        wanted.county_id = county;
        wanted.institution_code = place;
        wanted.scopes = {"system/AuditEvent.read"};
        Browser browser;
        browser.bearer = access_->add_token(wanted).value_or("");
        return browser;
    };
    for (const std::string& place : {clinic_, root_}) {
        audit::Entry entry;
        entry.actor = "u";
        entry.institution = place;
        entry.action = "read";
        entry.resource = "person_demographics";
        log_->record(county, entry);
    }
    const auto lines = [&](const Browser& by) {
        return body(get(by, "/api/audit", {{"resource", "person_demographics"}}))["items"].items().size();
    };
    EXPECT_EQ(lines(token("CLIN")), 1U);
    EXPECT_EQ(lines(token("")), 2U);
    EXPECT_EQ(outcome(get(token("CLIN"), "/api/audit/proof")), "forbidden") << "its length tells how much was done elsewhere";
    EXPECT_EQ(outcome(get(token(""), "/api/audit", {{"chain", "installation"}})), "forbidden");
    EXPECT_EQ(body(get(token(""), "/api/audit/proof"))["items"].items().size(), 1U) << "the chain of the county that was read";
}

TEST_P(AccountsStore, DelegatesDuringAbsenceOnceApproved) {
    const std::string lin = add_user("lin", {"village_doctor"}, clinic_);
    const std::string mei = add_user("mei", {"village_doctor"}, clinic_);
    Browser head = person("head", {"inst_admin"}, hospital_);
    std::string grid_id;
    const CivilDate today = clock_.today();
    write([&](db::Connection& connection) {
        const auto villages = organization_->divisions_under(connection, "350881001000");
        organization::Grid grid{{}, "3508810010001", "one", "350881001000", hospital_, {villages.at(0).code}, {{lin, "village_doctor"}}};
        grid_id = organization_->add_grid(connection, county, grid, today, {"t", clock_.now(), 1}).value();
    });
    Browser doctor = person_again("lin");
    Browser deputy = person_again("mei");
    const auto reach = [&] {
        const auto who = *principal(deputy);
        return access_->reach(who, *access_->grant_for(who, http::Op::read, "chronic_followup"), clock_.today());
    };
    EXPECT_TRUE(reach().holds_nothing());
    const std::string until = add_days(today, 3).text();
    EXPECT_EQ(outcome(post(doctor, "/api/delegations", R"({"to_user":"nobody","to":")" + until + R"(","reason":"leave"})")),
              "user-unknown");
    const std::string id =
        body(post(doctor, "/api/delegations", R"({"to_user":"mei","to":")" + until + R"(","reason":"leave"})"))["id"].text();
    EXPECT_TRUE(reach().holds_nothing()) << "not before the head agreed";
    EXPECT_EQ(outcome(post(doctor, "/api/delegations/" + id + "/decision", R"({"approve":true})")), "forbidden");
    EXPECT_EQ(outcome(post(head, "/api/delegations/" + id + "/decision", R"({"approve":true})")), "ok");
    EXPECT_EQ(reach().grid_ids, std::vector<std::string>{grid_id});
    pass(4LL * 24 * 60);
    const auth::Principal still = user_of(mei, clinic_, "village_doctor");
    const auto later = access_->reach(still, *access_->grant_for(still, http::Op::read, "chronic_followup"), clock_.today());
    EXPECT_TRUE(later.holds_nothing()) << "gone the day after";
}

JIWEI_ON_EACH_ENGINE(AccountsStore);

}  // namespace
}  // namespace jiwei::access
