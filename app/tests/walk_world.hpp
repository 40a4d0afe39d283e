// A county of two hospitals in memory with every route of the program, for walks over role, route and scope; its gate can be broken on
// purpose, so that a walk shows what it would have seen.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "app/composition.hpp"
#include "app/operator.hpp"
#include "app/scratch_installation.hpp"
#include "core/kernel/json.hpp"
#include "fhir/router.hpp"
#include "platform/crypto/page_token.hpp"

namespace jiwei::app::testing {

inline constexpr const char* walk_county = "350881";
inline constexpr std::string_view walk_village = "350881001001";

inline std::string walk_packs() { return std::string{JIWEI_SOURCE_DIR} + "/packs"; }

/// A county of two hospitals, each with a clinic's worth of people; the village doctor looks after the first grid.
class World {
public:
    /// What a broken gate makes of an answer; empty: whole.
    using Tamper = std::function<void(const http::Route&, Result<auth::Grant>&)>;
    Tamper tamper;
    /// What stands in an address besides the person: "household" to its id; other names are "nothing".
    std::map<std::string, std::string, std::less<>> named;

    World() {
        place_.data_dir = folder_.path();
        place_.database_url = "sqlite:" + folder_.path() + "/jiwei.db";
        place_.keys_dir = folder_.path() + "/keys";
        Installation::Options open;
        open.create = true;
        installation = std::make_unique<Installation>(place_, std::move(open));
        composition = std::make_unique<Composition>(*installation, place_.config, Composition::Options{walk_packs(), false, false, {}});
        found();
        near_id = add_resident("陈近", "ZB100001", walk_village, hospital_id, grid_id);
        far_id = add_resident("陈远", "ZB100002", other_village, other_hospital_id, other_grid_id);
        tokens = std::make_unique<crypto::PageTokens>(installation->keys().token_key());
        fhir::RouterOptions options;
        options.seal_token = [this](std::string_view a, std::string_view b) { return tokens->seal(a, b); };
        options.open_token = [this](std::string_view a, std::string_view b) { return tokens->open(a, b); };
        router = std::make_unique<fhir::Router>(options);
        router->add(composition->residents->patient_provider());
        for (http::RouteSet& set : composition->routes()) {
            for (http::Route& route : set.routes) routes.push_back(std::move(route));
        }
        for (http::Route& route : router->routes().routes) routes.push_back(std::move(route));
    }

    auth::Principal principal(const std::string& role) const {
        const bool of_county =
            role == "county_admin" || role == "cdc" || role == "supervisor" || role == "insurer" || role == "auditor" || role == "sysadmin";
        auth::Principal who;
        who.kind = role == "service" ? auth::PrincipalKind::service : auth::PrincipalKind::user;
        who.user_id = role == "village_doctor" ? doctor_id : "user-" + role;
        who.county_id = walk_county;
        who.institution_id = role == "service" ? std::string{} : of_county ? bureau_id : hospital_id;
        who.roles = {role};
        who.csrf_token = "csrf";
        who.has_factor = true;
        who.factor_at_ms = installation->clock().now().utc_ms;
        if (role == "service") who.token_scopes = {"system/*.*"};
        return who;
    }

    Result<http::Response> ask(const http::Route& route, const auth::Principal& who, const std::string& resident,
                               const std::string& body = "{}") {
        http::Request request;
        request.verb = route.verb;
        request.path = route.path;
        request.principal = who;
        request.body = body;
        request.headers = {{"content-type", "application/json"}, {"x-jiwei-csrf", "csrf"}, {"host", "h"}, {"if-match", "\"1\""}};
        for (std::size_t at = 0; (at = route.path.find('{', at)) != std::string::npos; ++at) {
            const std::string name = route.path.substr(at + 1, route.path.find('}', at) - at - 1);
            const bool person = name == "resident" || route.path == "/fhir/R4/Patient/{id}";
            const auto thing = named.find(name);
            request.path_params.emplace_back(name, thing != named.end() ? thing->second : person ? resident : std::string{"nothing"});
        }
        request.trail.at = installation->clock().now();
        request.today = installation->clock().today();
        auto grant = composition->access->authorise(request, route.access);
        if (tamper) tamper(route, grant);
        if (!grant) return tl::unexpected(grant.error());
        request.grant = *grant;
        return route.handler(request);
    }

    std::string add_resident(const char* name, const char* document, std::string_view village_code, const std::string& institution,
                             const std::string& grid, const char* birth_date = "1960-02-29") {
        residents::NewResident stated;
        stated.name = name;
        stated.sex = "1";
        stated.birth_date = birth_date;
        stated.id_type = "99";
        stated.id_no = document;
        stated.residence_type = "1";
        stated.village_code = village_code;
        stated.institution_id = institution;
        stated.grid_id = grid;
        const residents::ActContext act = operator_context(*installation, walk_county);
        auto prepared = composition->residents->prepare(stated, act);
        EXPECT_TRUE(prepared) << prepared.error().front().pointer << " " << prepared.error().front().code;
        if (!prepared) return {};
        std::vector<residents::PreparedResident> one;
        one.push_back(std::move(*prepared));
        const auto written = installation->database().write([&](db::Connection& connection) -> Result<std::vector<residents::Written>> {
            return composition->residents->write_batch(connection, act, one);
        });
        EXPECT_TRUE(written && written->front().kind == residents::Written::Kind::created);
        return written ? written->front().resident_id : std::string{};
    }

    std::string near_id, far_id, hospital_id, other_hospital_id, bureau_id, grid_id, other_grid_id, other_village, doctor_id = "doctor";
    std::unique_ptr<Installation> installation;
    std::unique_ptr<Composition> composition;
    std::unique_ptr<crypto::PageTokens> tokens;
    std::unique_ptr<fhir::Router> router;
    std::vector<http::Route> routes;

private:
    std::string add_institution(db::Connection& connection, const char* code, const char* kind, const std::string& parent,
                                std::string_view division) {
        organization::Institution one;
        one.code = code;
        one.name = code;
        one.kind = kind;
        one.parent_id = parent;
        one.division_code = division;
        one.valid_from = *parse_civil_date("2010-01-01");
        one.valid_to = *parse_civil_date(organization::open_end);
        const auto added = composition->organization->add_institution(connection, walk_county, one, {"t", installation->clock().now(), 1});
        EXPECT_TRUE(added) << added.error().code;
        return added.value_or("");
    }
    std::string add_grid(db::Connection& connection, const char* code, std::string_view village_code, const std::string& institution,
                         std::vector<organization::GridPerson> people) {
        organization::Grid grid;
        grid.code = code;
        grid.name = code;
        grid.township_code = std::string{village_code.substr(0, 9)} + "000";
        grid.institution_id = institution;
        grid.division_codes = {std::string{village_code}};
        grid.persons = std::move(people);
        const auto added = composition->organization->add_grid(connection, walk_county, grid, *parse_civil_date("2015-01-01"),
                                                               {"t", installation->clock().now(), 1});
        EXPECT_TRUE(added) << added.error().code;
        return added.value_or("");
    }
    void found() {
        const auto divisions = organization::DivisionTable::open(walk_packs() + "/divisions/divisions.bin");
        ASSERT_TRUE(divisions);
        const auto founded = installation->database().write([&](db::Connection& connection) -> Result<bool> {
            composition->access->put_county(connection, {walk_county, "walk"});
            JIWEI_TRY(loaded, composition->organization->load_divisions(connection, walk_county, *divisions));
            static_cast<void>(loaded);
            const auto townships = composition->organization->divisions_under(connection, "350881000000");
            const std::string other_township = townships.back().code;
            other_village = composition->organization->divisions_under(connection, other_township).front().code;
            bureau_id = add_institution(connection, "B", "H1", {}, "350881000000");
            hospital_id = add_institution(connection, "H", "H3", bureau_id, "350881001000");
            other_hospital_id = add_institution(connection, "O", "H3", bureau_id, other_township);
            grid_id = add_grid(connection, "3508810010001", walk_village, hospital_id, {{doctor_id, "village_doctor"}});
            other_grid_id = add_grid(connection, (other_township.substr(0, 9) + "0001").c_str(), other_village, other_hospital_id, {});
            return true;
        });
        ASSERT_TRUE(founded);
    }
    TemporaryFolder folder_;
    Place place_;
};

inline std::string answer_of(const Result<http::Response>& response) {
    return response ? std::to_string(response->status) : std::to_string(response.error().status()) + " " + response.error().code;
}

}  // namespace jiwei::app::testing
