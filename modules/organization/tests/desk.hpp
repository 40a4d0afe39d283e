// A county whose organization is worked through its routes: the gate is left out, the reach is given.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <optional>
#include <string>

#include "modules/organization/api.hpp"
#include "modules/organization/sql.hpp"
#include "platform/audit/verify.hpp"
#include "platform/crypto/keys.hpp"
#include "platform/db/tests/engines.hpp"

namespace jiwei::organization::testing {

inline constexpr std::string_view county = "350881";

inline CivilDate day(std::string_view text) { return *parse_civil_date(text); }

class Desk : public db::testing::EachEngine {
protected:
    void SetUp() override {
        organization_.emplace(Services{database(), keys_->cipher(), *ids_, clock_, *log_, tokens_});
        organization_->use_packs(std::filesystem::path{JIWEI_SOURCE_DIR} / "packs");
        routes_ = organization_->routes([this](const auth::Principal&, const auth::Grant&, CivilDate) { return reach_; });
        reach_.whole_county = true;
        reach_.user_id = "admin";
        act([&](db::Connection& connection) {
            for (const char* const code :
                 {"350881000000", "350881001000", "350881001001", "350881001002", "350881002000", "350881002201"}) {
                connection.run(sql::upsert_division, {code, division_parent(code), "name", division_level(code), county,
                                                      division_level(code) == 5 ? std::string{code}.substr(9) : ""});
            }
            root_ = add(connection, "A", "H1", "", "350881000000");
            hospital_ = add(connection, "B", "H3", root_, "350881001000");
            clinic_ = add(connection, "C", "H6", hospital_, "350881001001");
            other_ = add(connection, "D", "H3", root_, "350881002000");
        });
    }

    template <class F>
    void act(F&& work) {
        ASSERT_TRUE(database().write([&](db::Connection& connection) -> Result<bool> {
            work(connection);
            return true;
        }));
    }
    std::string add(db::Connection& connection, const char* code, const char* kind, const std::string& parent, const char* division) {
        Institution institution;
        institution.code = code;
        institution.name = code;
        institution.kind = kind;
        institution.parent_id = parent;
        institution.division_code = division;
        institution.valid_from = day("2010-01-01");
        return organization_->add_institution(connection, county, institution, {"u1", time::Instant{5}, 1}).value();
    }

    /// Asks the route that the path means; `version` > 0 goes into If-Match.
    Result<http::Response> ask(http::Verb verb, const std::string& path, const std::string& body = {}, std::int64_t version = 0) {
        http::Request request;
        request.verb = verb;
        request.path = path.substr(0, path.find('?'));
        request.body = body;
        request.headers.emplace_back("content-type", "application/json");
        if (version > 0) request.headers.emplace_back("if-match", "W/\"" + std::to_string(version) + "\"");
        request.principal.kind = auth::PrincipalKind::user;
        request.principal.user_id = reach_.user_id;
        request.principal.county_id = county;
        request.principal.institution_id = root_;
        request.trail = {clock_.now(), "r1", "127.0.0.1", "test"};
        request.today = today_;
        if (const auto mark = path.find('?'); mark != std::string::npos) read_query(request, path.substr(mark + 1));
        const http::Route* best = nullptr;
        for (const http::Route& route : routes_.routes) {
            if (route.verb != verb || !matches(route.path, request, nullptr)) continue;
            if (best == nullptr || best->path.find('{') != std::string::npos) best = &route;
        }
        if (best == nullptr) {
            ADD_FAILURE() << "no route " << path;
            return refuse(Refusal::not_found, "no-route");
        }
        matches(best->path, request, &request.path_params);
        return best->handler(request);
    }
    // What a new row of a register belongs to.
    std::string of_place(const std::string& institution, const std::string& body) {
        return R"({"institution_id":")" + institution + R"(","body":)" + body + "}";
    }
    std::string of_parent(const std::string& parent, const std::string& body) {
        return R"({"parent_id":")" + parent + R"(","body":)" + body + "}";
    }
    std::string of_person(const std::string& person, const std::string& body) {
        return R"({"person_id":")" + person + R"(","body":)" + body + "}";
    }
    /// The id of what was made; fails the test when it was refused.
    std::string made(const std::string& path, const std::string& body) {
        const auto answer = ask(http::Verb::post, path, body);
        if (!answer) {
            ADD_FAILURE() << path << ": " << answer.error().code << " " << words(answer.error());
            return {};
        }
        return json::parse(answer->body)->find("id")->text();
    }
    /// The code and the pointer of a refusal, "done" when there was none.
    std::string refusal(const Result<http::Response>& answer) {
        if (answer) return "done";
        return answer.error().code + words(answer.error());
    }
    json::Value read(const std::string& path) {
        const auto answer = ask(http::Verb::get, path);
        EXPECT_TRUE(answer) << path << " " << (answer ? "" : answer.error().code);
        return answer ? json::parse(answer->body).value_or(json::Value{}) : json::Value{};
    }
    std::string person(const char* number, const char* name, const std::string& institution, const char* user = "",
                       const char* phone = "") {
        return made("/api/staff", std::string{R"({"staff_no":")"} + number + R"(","name":")" + name + R"(","institution_id":")" +
                                      institution + R"(","user_id":")" + user + R"(","phone":")" + phone +
                                      R"(","post":"医生","valid_from":"2020-01-01"})");
    }

    CivilDate today_ = day("2026-11-21");
    time::FixedClock clock_{time::Instant{1'795'219'200'000}};
    std::unique_ptr<crypto::Keys> keys_ = crypto::Keys::for_tests();
    std::unique_ptr<crypto::IdSource> ids_ = crypto::make_seeded_id_source(clock_, 1);
    std::unique_ptr<audit::AccessLog> log_ = audit::make_access_log(database());
    crypto::PageTokens tokens_{keys_->token_key()};
    std::optional<Organization> organization_;
    http::RouteSet routes_;
    Reach reach_;
    std::string root_, hospital_, clinic_, other_;

private:
    static std::string words(const Problem& problem) {
        std::string all;
        for (const Finding& finding : problem.errors) all += " " + finding.pointer + "=" + finding.code;
        return all;
    }
    static void read_query(http::Request& request, const std::string& text) {
        std::size_t at = 0;
        while (at < text.size()) {
            const std::size_t end = std::min(text.find('&', at), text.size());
            const std::string pair = text.substr(at, end - at);
            const std::size_t equals = pair.find('=');
            request.query.emplace_back(pair.substr(0, equals), pair.substr(equals + 1));
            at = end + 1;
        }
    }
    static bool matches(const std::string& pattern, const http::Request& request,
                        std::vector<std::pair<std::string, std::string>>* params) {
        std::size_t p = 0;
        std::size_t r = 0;
        while (p < pattern.size() && r < request.path.size()) {
            const std::string a = pattern.substr(p, std::min(pattern.find('/', p + 1), pattern.size()) - p);
            const std::string b = request.path.substr(r, std::min(request.path.find('/', r + 1), request.path.size()) - r);
            if (a.starts_with("/{")) {
                if (params != nullptr) params->emplace_back(a.substr(2, a.size() - 3), b.substr(1));
            } else if (a != b) {
                return false;
            }
            p += a.size();
            r += b.size();
        }
        return p == pattern.size() && r == request.path.size();
    }
};

}  // namespace jiwei::organization::testing
