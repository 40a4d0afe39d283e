// A county with three institutions, a gate, and browsers that go through it.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <sstream>
#include <thread>

#include <gtest/gtest.h>

#include "modules/access/durations.hpp"
#include "modules/access/impl.hpp"
#include "platform/audit/verify.hpp"
#include "platform/auth/totp.hpp"
#include "platform/crypto/digest.hpp"
#include "platform/db/tests/engines.hpp"

namespace jiwei::access {

// 2026-07-01T08:00:00.000+08:00
inline constexpr std::int64_t eight_oclock_ms = 1'782'864'000'000;
inline constexpr const char* password = "Tiao-Mao72-Keh";
inline constexpr const char* county = "350881";

/// A browser as the server sees it.
struct Browser {
    std::string cookie;
    std::string csrf;
    std::string bearer;
    std::string county_header;
    std::string address = "127.0.0.1";
};

class AccessStore : public db::testing::EachEngine {
protected:
    void SetUp() override {
        open_access({});
        write([&](db::Connection& connection) {
            const auto table = organization::DivisionTable::open(std::string{JIWEI_SOURCE_DIR} + "/packs/divisions/divisions.bin");
            ASSERT_TRUE(table);
            ASSERT_TRUE(organization_->load_divisions(connection, county, *table));
            ASSERT_TRUE(organization_->load_divisions(connection, "350802", *table));
            access_->put_county(connection, {county, "Zhangping"});
            access_->put_county(connection, {"350802", "Xinluo"});
            root_ = add_institution(connection, county, "ROOT", "H1", "");
            hospital_ = add_institution(connection, county, "HOSP", "H3", root_);
            clinic_ = add_institution(connection, county, "CLIN", "H6", hospital_);
            elsewhere_ = add_institution(connection, "350802", "ROOT", "H1", "");
        });
    }
    void open_access(Options options) {
        access_.reset();
        organization_ = std::make_unique<organization::Organization>(services());
        options.roles_pack = std::string{JIWEI_SOURCE_DIR} + "/packs/roles";
        options.hash_cost = cost_;
        options.second_factor = second_factor_;
        access_ = std::make_unique<Access>(services(), *organization_, *keys_, options);
        routes_ = access_->routes();
    }
    Services services() { return {database(), keys_->cipher(), *ids_, clock_, *log_, tokens_}; }
    template <class F>
    void write(F&& work) {
        ASSERT_TRUE(database().write([&](db::Connection& connection) -> tl::expected<bool, std::string> {
            work(connection);
            return true;
        }));
    }
    std::string add_institution(db::Connection& connection, const char* where, const char* code, const char* kind,
                                const std::string& parent) {
        organization::Institution institution;
        institution.code = code;
        institution.name = code;
        institution.kind = kind;
        institution.parent_id = parent;
        institution.division_code = std::string{where} + "000000";
        institution.valid_from = *parse_civil_date("2010-01-01");
        return organization_->add_institution(connection, where, institution, {"t", clock_.now(), 1}).value();
    }
    std::string add_user(const char* name, const std::vector<std::string>& roles, const std::string& institution, bool demo = false) {
        NewUser user;
        user.name = name;
        user.display_name = name;
        user.password = password;
        user.must_change_password = false;
        user.demo = demo;
        user.assignments = {{county, institution, roles}};
        const auto added = access_->add_user(user);
        EXPECT_TRUE(added) << added.error().code;
        if (added && with_factor_) enrol(*added);
        return added.value_or("");
    }
    /// A second factor without the ceremony, its steps not yet used.
    void enrol(const std::string& user_id) {
        const std::string sealed = keys_->cipher().seal(factor_, "user_totp.secret");
        write([&](db::Connection& connection) {
            const std::vector<db::Param> params{user_id, db::Bytes{sealed}};
            connection.run_text("INSERT INTO user_totp (user_id, secret_enc, confirmed_at, last_step) VALUES ($1, $2, 1, 0)", params);
        });
    }

    http::Request request(http::Verb verb, const char* path, const Browser& browser, std::string body = {}) {
        http::Request made;
        made.verb = verb;
        made.path = path;
        made.body = std::move(body);
        made.headers.emplace_back("content-type", "application/json");
        if (!browser.cookie.empty()) made.headers.emplace_back("cookie", "other=1; " + browser.cookie);
        if (!browser.csrf.empty()) made.headers.emplace_back("x-jiwei-csrf", browser.csrf);
        if (!browser.bearer.empty()) made.headers.emplace_back("authorization", "Bearer " + browser.bearer);
        if (!browser.county_header.empty()) made.headers.emplace_back("x-jiwei-county", browser.county_header);
        made.trail = {clock_.now(), "r1", browser.address, "test"};
        made.today = clock_.today();
        return made;
    }
    /// True when the path is of the route; fills in the parts named in braces.
    static bool matches(const std::string& form, http::Request& made) {
        std::vector<std::pair<std::string, std::string>> params;
        std::istringstream left{form};
        std::istringstream right{made.path};
        std::string expected;
        std::string part;
        while (true) {
            const bool more = static_cast<bool>(std::getline(left, expected, '/'));
            if (more != static_cast<bool>(std::getline(right, part, '/'))) return false;
            if (!more) break;
            if (expected.starts_with('{')) {
                params.emplace_back(expected.substr(1, expected.size() - 2), part);
            } else if (expected != part) {
                return false;
            }
        }
        made.path_params = params;
        return true;
    }
    /// Through the gate to the handler, as the server does it.
    Result<http::Response> call(http::Request made) {
        for (const http::Route& route : routes_.routes) {
            if (route.verb != made.verb || !matches(route.path, made)) continue;
            auto principal = access_->authenticate(made);
            if (!principal && route.access.kind() != http::Access::Kind::open) return tl::unexpected(principal.error());
            if (principal) made.principal = *principal;
            JIWEI_TRY(grant, access_->authorise(made, route.access));
            made.grant = grant;
            return route.handler(made);
        }
        ADD_FAILURE() << "no route " << made.path;
        return refuse(Refusal::not_found, "no-route");
    }
    Result<http::Response> sign_in(Browser& browser, const std::string& name, const std::string& secret, const std::string& more = {}) {
        auto response = call(request(http::Verb::post, "/api/session", Browser{{}, {}, {}, {}, browser.address},
                                     R"({"name":")" + name + R"(","password":")" + secret + "\"" + more + "}"));
        if (response) keep(browser, *response);
        return response;
    }
    static void keep(Browser& browser, const http::Response& response) {
        for (const auto& [name, value] : response.headers) {
            if (name == "Set-Cookie") browser.cookie = value.substr(0, value.find(';'));
        }
        browser.csrf = (*json::parse(response.body))["csrf"].text();
    }
    Result<http::Response> get(const Browser& browser, const std::string& path,
                               std::vector<std::pair<std::string, std::string>> query = {}) {
        http::Request made = request(http::Verb::get, path.c_str(), browser);
        made.query = std::move(query);
        return call(std::move(made));
    }
    Result<http::Response> post(const Browser& browser, const std::string& path, std::string body) {
        return call(request(http::Verb::post, path.c_str(), browser, std::move(body)));
    }
    static json::Value body(const Result<http::Response>& response) {
        return response ? json::parse(response->body).value_or(json::Value{}) : json::Value{};
    }
    /// The first code of the field errors, else the code; "ok" or "202" for what succeeded.
    static std::string outcome(const Result<http::Response>& response) {
        if (response) return response->status == 202 ? "202" : "ok";
        return response.error().errors.empty() ? response.error().code : response.error().errors[0].code;
    }
    /// A signed-in person with an enrolled and fresh second factor.
    Browser person(const std::string& name, const std::vector<std::string>& roles, const std::string& institution) {
        add_user(name.c_str(), roles, institution);
        return person_again(name);
    }
    Browser person_again(const std::string& name) {
        Browser browser;
        const auto code = auth::totp(factor_, clock_.now().utc_ms / 1000);
        EXPECT_EQ(outcome(sign_in(browser, name, password, R"(,"code":")" + code + "\"")), "ok") << name;
        return browser;
    }
    static auth::Principal user_of(const std::string& id, const std::string& institution, const char* role) {
        auth::Principal who;
        who.kind = auth::PrincipalKind::user;
        who.user_id = id;
        who.county_id = county;
        who.institution_id = institution;
        who.roles = {role};
        return who;
    }
    static std::string code(const Result<http::Response>& response) { return response ? "ok" : response.error().code; }
    std::string get_session(const Browser& browser) { return code(call(request(http::Verb::get, "/api/session", browser))); }
    Result<auth::Principal> principal(const Browser& browser) { return access_->authenticate(request(http::Verb::get, "/x", browser)); }
    Result<auth::Grant> authorise(const Browser& browser, http::Verb verb, http::Op op, const char* resource) {
        http::Request made = request(verb, "/api/x", browser);
        JIWEI_TRY(who, access_->authenticate(made));
        made.principal = who;
        return access_->authorise(made, http::Access::to(op, resource));
    }
    void pass(std::int64_t minutes) { clock_.set(time::Instant{clock_.now().utc_ms + minutes * minute_ms}); }
    std::int64_t count(const std::string& sql) {
        return database().read([&](db::Connection& connection) { return connection.run_text(sql, {})[0].integer(0); });
    }

    bool second_factor_ = false;  // the tests of what it guards turn it on
    bool with_factor_ = false;    // accounts are enrolled when they are made
    const std::string factor_ = "12345678901234567890";
    auth::HashCost cost_ = auth::HashCost::for_tests();
    time::FixedClock clock_{time::Instant{eight_oclock_ms}};
    std::unique_ptr<crypto::Keys> keys_ = crypto::Keys::for_tests();
    std::unique_ptr<crypto::IdSource> ids_ = crypto::make_id_source(clock_);
    std::unique_ptr<audit::AccessLog> log_ = audit::make_access_log(database());
    crypto::PageTokens tokens_{keys_->token_key()};
    std::unique_ptr<organization::Organization> organization_;
    std::unique_ptr<Access> access_;
    http::RouteSet routes_;
    std::string root_, hospital_, clinic_, elsewhere_;
};

}  // namespace jiwei::access
