// A small county with real modules: two clinics under a hospital, the committed packs, people by hand.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <optional>
#include <string>

#include "modules/access/api.hpp"
#include "modules/indicators/api.hpp"
#include "modules/organization/api.hpp"
#include "modules/programmes/api.hpp"
#include "modules/residents/api.hpp"
#include "platform/crypto/keys.hpp"
#include "platform/db/tests/engines.hpp"

namespace jiwei::programmes::testing {

inline constexpr std::string_view county = "350881";

/// SQL that stands in a test; all of it has the county as its first parameter.
inline db::Statement sql_of(std::string_view text, int parameters = 1) { return {"test", text, text, parameters}; }

inline CivilDate day(std::string_view text) { return *parse_civil_date(text); }

inline PackStore& committed_packs() {
    static const std::unique_ptr<PackStore> packs = PackStore::load(std::string{JIWEI_SOURCE_DIR} + "/packs").value();
    return *packs;
}

/// What the gate hands to a route of forms when every row of the matrix gives the same.
inline auth::Grant on_every_row(const std::vector<std::string>& scopes) {
    auth::Grant grant;
    grant.scopes = scopes;
    grant.resource = forms::form_rows.front();
    for (const std::string_view row : forms::form_rows) {
        auth::Grant one = grant;
        one.of_rows.clear();
        one.resource = row;
        grant.of_rows.push_back(std::move(one));
    }
    return grant;
}

class County : public db::testing::EachEngine {
protected:
    /// What the committed matrix gives the principal on the rows of forms.
    auth::Grant by_matrix(const auth::Principal& principal, http::Op op) {
        auth::Grant grant;
        for (const std::string_view row : forms::form_rows) {
            const auto one = access_->grant_for(principal, op, row);
            if (!one) continue;
            if (grant.of_rows.empty()) grant.scopes = one->scopes, grant.resource = one->resource;
            grant.of_rows.push_back(*one);
        }
        return grant;
    }
    /// Tests that load editions bring a store of their own.
    virtual PackStore& pack_store() { return committed_packs(); }

    void SetUp() override {
        const std::filesystem::path packs = std::filesystem::path{JIWEI_SOURCE_DIR} / "packs";
        organization_.emplace(services_);
        indicators_.emplace(services_, *organization_);
        access::Options gate;
        gate.roles_pack = packs / "roles";
        access_.emplace(services_, *organization_, *keys_, gate);
        residents_.emplace(services_, *organization_, *access_, *indicators_, packs.string());
        programmes_.emplace(services_, pack_store(), *residents_, *indicators_, *organization_, *access_);
        residents_->listen(*programmes_);
        residents_->merge_with(*programmes_);
        residents_->learn_use_from(*programmes_);
        indicators_->plug(&residents_->contribution_source());
        indicators_->define(pack_store().indicator_definitions());
        indicators_->plug(static_cast<indicators::ContributionSource*>(&*programmes_));
        const auto table = organization::DivisionTable::open(packs / "divisions" / "divisions.bin");
        act([&](db::Connection& connection) {
            ASSERT_TRUE(organization_->load_divisions(connection, county, *table));
            access_->put_county(connection, {std::string{county}, "漳平市"});
            bureau_ = add(connection, "A", "H1", "", "350881000000");
            hospital_ = add(connection, "B", "H3", bureau_, "350881002000");
            clinic_a_ = add(connection, "B1", "H6", hospital_, "350881002201");
            clinic_b_ = add(connection, "B2", "H6", hospital_, "350881002202");
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
        organization::Institution institution;
        institution.code = code;
        institution.name = code;
        institution.kind = kind;
        institution.parent_id = parent;
        institution.division_code = division;
        institution.valid_from = day("2010-01-01");
        return organization_->add_institution(connection, county, institution, {"u1", time::Instant{5}, 1}).value();
    }

    Actor actor(CivilDate today) {
        Actor actor;
        actor.principal.kind = auth::PrincipalKind::user;
        actor.principal.user_id = "doctor1";
        actor.principal.display_name = "林医生";
        actor.principal.county_id = county;
        actor.principal.institution_id = clinic_a_;
        actor.principal.roles = {"village_doctor"};
        actor.trail.at = clock_.now();
        actor.today = today;
        actor.reach.whole_county = true;
        return actor;
    }
    Actor actor(std::string_view today) { return actor(day(today)); }

    std::string open_archive(CivilDate birth_date, const char* sex = "1", const char* name = "陈建国") {
        residents::NewResident stated;
        stated.id = ids_->next();
        stated.name = name;
        stated.sex = sex;
        stated.birth_date = birth_date.text();
        stated.village_code = "350881002201";
        stated.institution_id = clinic_a_;
        stated.opened_on = "2020-01-01";
        stated.address = "和平村1号";
        stated.phone = std::to_string(13'900'000'000 + ++archives_);  // everybody has another one: a shared one would be evidence
        stated.doctor = "林医生";
        constexpr std::int64_t day_ms = 86'400'000;
        audit::Trail trail;
        trail.at = time::Instant{entered_on_.days_since_1970() * day_ms};
        const residents::ActContext context{std::string{county}, actor(entered_on_).principal, trail, entered_on_};
        auto prepared = residents_->prepare(stated, context);
        EXPECT_TRUE(prepared) << (prepared ? "" : prepared.error().front().pointer + " " + prepared.error().front().code);
        std::vector<residents::PreparedResident> people;
        people.push_back(std::move(*prepared));
        act([&](db::Connection& connection) {
            const auto written = residents_->write_batch(connection, context, people);
            ASSERT_EQ(written.front().kind, residents::Written::Kind::created);
        });
        return stated.id;
    }
    std::string open_archive(std::string_view birth_date, const char* sex = "1") { return open_archive(day(birth_date), sex); }

    Result<Saved> enrol(const std::string& resident, CivilDate on) {
        EnrolmentInput input;
        input.id = ids_->next();
        input.resident_id = resident;
        input.programme = "hypertension";
        input.enrolled_on = on;
        input.diagnosis = "I10";
        return programmes_->enrol(actor(on), input);
    }
    Result<Saved> enrol(const std::string& resident, std::string_view on) { return enrol(resident, day(on)); }

    static json::Value reading(int sbp, int dbp, const char* mode = "1") {
        json::Value answers = json::Value::object();
        answers.set("mode", json::Value::string(mode));
        if (sbp > 0) {
            answers.set("sbp", json::Value::integer(sbp));
            answers.set("dbp", json::Value::integer(dbp));
        }
        answers.set("adr", json::Value::string("1"));
        return answers;
    }

    RecordInput follow_up(const std::string& resident, CivilDate on, json::Value answers) {
        RecordInput input;
        input.id = ids_->next();
        input.resident_id = resident;
        input.form = "hypertension/follow-up";
        input.service_date = on;
        input.answers = std::move(answers);
        input.confirmed = {"/answers/sbp", "/answers/dbp"};
        return input;
    }
    /// Saved on the day of service.
    Result<Saved> visit(const std::string& resident, CivilDate on, int sbp, int dbp, const char* mode = "1") {
        return programmes_->save_record(actor(on), follow_up(resident, on, reading(sbp, dbp, mode)));
    }
    Result<Saved> visit(const std::string& resident, std::string_view on, int sbp, int dbp, const char* mode = "1") {
        return visit(resident, day(on), sbp, dbp, mode);
    }

    /// Complete for everybody under 65 but diabetics and people with a severe mental disorder.
    static json::Value examination() {
        return *json::parse(R"({"doctor":"张医生","symptom":["1"],"temp":36.5,"pulse":72,"resp":16,"bp_l_s":128,"bp_l_d":80,"height":165,
            "weight":64.5,"waist":82,"ex_freq":"4","diet":["1"],"smoke":"1","drink":"1","hazard":"1","lips":"1","teeth":["1"],
            "pharynx":"1","vision_l":4.9,"vision_r":4.9,"hearing":"1","motor":"1","skin":"1","sclera":"1","lymph":"1","barrel":"1",
            "breath":"1","rales":"1","heart_rate":72,"heart_rhythm":"1","murmur":"1","abd_tender":"1","abd_mass":"1","abd_liver":"1",
            "abd_spleen":"1","abd_dull":"1","edema":"1","eval":"1"})");
    }
    Result<Saved> examine(const std::string& resident, CivilDate on) {
        RecordInput input = follow_up(resident, on, examination());
        input.form = "examination/exam";
        return programmes_->save_record(actor(on), input);
    }

    /// The newborn form with its head (enough for children who joined later), or with a head that lacks the mother's illnesses.
    RecordInput newborn_form(const std::string& resident, CivilDate on, bool has_head = true) {
        RecordInput input = follow_up(resident, on, *json::parse(R"({"guide":["1"],"mother_name":"陈母","ga":39,"birth_org":"漳平市医院",
            "birth_mode":["1"]})"));
        if (has_head) input.answers.set("mother_ill", json::Value::array({json::Value::string("1")}));
        input.form = "child/newborn-visit";
        return input;
    }
    /// The personal basic form by the handler that the page uses, complete for a village or without the occupation.
    Result<http::Response> fill_basic_form(const std::string& resident, CivilDate on, bool complete = true) {
        const std::string occupation = complete ? R"("occupation":"8",)" : "";
        return residents_call(
            http::Verb::patch, "", resident, on,
            R"({"phone":"13800000000","contact_name":"陈母","contact_phone":"13800000001","residence_type":"1","basic":{)" + occupation +
                R"("nation":"01","blood_abo":"5","blood_rh":"3","education":"10","marital":"1",
            "payment":["3"],"allergy":["1"],"exposure":["1"],"past_disease":[{"code":"1"}],"past_surgery":[{"code":"1"}],
            "past_trauma":[{"code":"1"}],"past_transfusion":[{"code":"1"}],"family_history":[{"relative":"F","disease":["1"]}],
            "hereditary":"1","disability":["1"],"env_kitchen":"1","env_fuel":["1"],"env_water":["1"],"env_toilet":"1",
            "env_livestock":"1"}})");
    }

    /// A change of status through the handler that the page uses.
    Result<http::Response> change_status(const std::string& resident, CivilDate on, const std::string& body) {
        return residents_call(http::Verb::post, "/status", resident, on, body);
    }
    Result<http::Response> residents_call(http::Verb verb, std::string_view ending, const std::string& resident, CivilDate on,
                                          const std::string& body) {
        const http::RouteSet set = residents_->routes();
        for (const http::Route& route : set.routes) {
            const std::size_t brace = route.path.rfind('}');
            if (route.verb != verb || !route.path.starts_with("/api/residents/{") || route.path.substr(brace + 1) != ending) continue;
            http::Request request;
            request.verb = verb;
            const std::size_t open = route.path.find('{') + 1;
            request.path_params = {{route.path.substr(open, route.path.find('}') - open), resident}};
            const std::int64_t version = brief(resident).version;
            request.headers = {{"content-type", "application/json"}, {"if-match", "\"" + std::to_string(version) + "\""}};
            request.body = body;
            request.principal = actor(on).principal;
            request.grant.scopes = {"county"};
            request.today = on;
            return route.handler(request);
        }
        return refuse(Refusal::internal, "no-route");
    }
    Result<http::Response> die(const std::string& resident, CivilDate on) {
        return change_status(resident, on, R"({"status":"3","on":")" + on.text() + R"(","reason":"1","cause":"I21.9","source":"家属"})");
    }
    residents::Brief brief(const std::string& resident) {
        return *database().read([&](db::Connection& connection) { return residents_->brief(connection, county, resident); });
    }

    indicators::Value value(std::string_view indicator, const std::string& institution, std::string_view as_of) {
        return database().read(
            [&](db::Connection& connection) { return indicators_->value(connection, county, indicator, institution, day(as_of)); });
    }
    std::vector<indicators::Difference> differences(CivilDate as_of) {
        return database().read([&](db::Connection& connection) { return indicators_->verify(connection, county, as_of); });
    }
    std::vector<std::string> lines() {
        return database().read([&](db::Connection& connection) {
            std::vector<std::string> all;
            programmes_->export_canonical(connection, county, [&](std::string_view line) { all.emplace_back(line); });
            indicators_->export_canonical(connection, county, [&](std::string_view line) { all.emplace_back(line); });
            return all;
        });
    }
    /// Lines of a table that hold all of these texts.
    int count_lines(std::initializer_list<std::string_view> texts) {
        int count = 0;
        for (const std::string& line : lines()) {
            bool has_all = true;
            for (const std::string_view text : texts) has_all = has_all && line.find(text) != std::string::npos;
            count += has_all ? 1 : 0;
        }
        return count;
    }

    CivilDate entered_on_ = day("2020-01-01");  // numbers are kept to the year after it
    time::FixedClock clock_{time::Instant{1'577'836'800'000}};
    std::unique_ptr<crypto::Keys> keys_ = crypto::Keys::for_tests();
    std::unique_ptr<crypto::IdSource> ids_ = crypto::make_seeded_id_source(clock_, 1);
    std::unique_ptr<audit::AccessLog> log_ = audit::make_access_log(database());
    crypto::PageTokens tokens_{keys_->token_key()};
    Services services_{database(), keys_->cipher(), *ids_, clock_, *log_, tokens_};
    std::optional<organization::Organization> organization_;
    std::optional<indicators::Indicators> indicators_;
    std::optional<access::Access> access_;
    std::optional<residents::Residents> residents_;
    std::optional<Programmes> programmes_;
    std::string bureau_, hospital_, clinic_a_, clinic_b_;
    std::int64_t archives_ = 0;
};

/// The decision of an answer.
inline json::Value decision_of(const Result<Saved>& saved) { return saved ? (*json::parse(saved->body))["decision"] : json::Value{}; }

}  // namespace jiwei::programmes::testing
