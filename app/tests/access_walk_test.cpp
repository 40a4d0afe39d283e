// Every role on every route, against persons in reach, out of reach and not there: the answers are compared with the permission matrix,
// read here by eye and not by the parser of the gate (security specification 4.3 and 10).
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "app/composition.hpp"
#include "app/operator.hpp"
#include "app/temporary_folder.hpp"
#include "core/kernel/json.hpp"
#include "fhir/router.hpp"
#include "platform/crypto/page_token.hpp"

namespace jiwei::app {
namespace {

constexpr const char* county_id = "350881";
constexpr std::string_view village = "350881001001";

std::string packs() { return std::string{JIWEI_SOURCE_DIR} + "/packs"; }

/// The table as text: row and role to cell.
std::map<std::string, std::map<std::string, std::string>> table() {
    std::ifstream file{packs() + "/roles/role-matrix.csv"};
    std::map<std::string, std::map<std::string, std::string>> cells;
    std::vector<std::string> roles;
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with('#')) continue;
        std::vector<std::string> fields;
        std::string field;
        for (std::istringstream text{line + ","}; std::getline(text, field, ',');) fields.push_back(field);
        if (roles.empty()) {
            roles = fields;
            continue;
        }
        for (std::size_t i = 1; i < fields.size(); ++i) cells[fields[0]][roles[i]] = fields[i];
    }
    return cells;
}

/// What a cell says of an operation: scopes without a mark, and whether one stands with * or (.
struct Says {
    std::set<std::string> scopes;
    bool starred = false;
    bool paired = false;
};

Says what_says(const std::string& cell, char op) {
    Says says;
    std::string part;
    for (std::istringstream parts{cell}; std::getline(parts, part, ';');) {
        const std::string ops = part.substr(0, part.find(':'));
        const std::string scope = part.substr(part.find(':') + 1);
        const std::size_t at = ops.find(op);
        if (at == std::string::npos) continue;
        const bool star = ops.substr(at + 1).starts_with('*');
        if (ops.substr(at + 1).starts_with('(') || scope.find('(') != std::string::npos) says.paired = true;
        if (star) says.starred = true;
        if (!star || op == 'U') says.scopes.insert(scope.substr(0, scope.find(' ')));
    }
    return says;
}

/// A county of two hospitals, each with a clinic's worth of people; the village doctor looks after the first grid.
class World {
public:
    World() {
        place_.data_dir = folder_.path();
        place_.database_url = "sqlite:" + folder_.path() + "/jiwei.db";
        place_.keys_dir = folder_.path() + "/keys";
        Installation::Options open;
        open.create = true;
        installation = std::make_unique<Installation>(place_, std::move(open));
        composition = std::make_unique<Composition>(*installation, place_.config, Composition::Options{packs(), false, false, {}});
        found();
        near_id = add_resident("陈近", "ZB100001", village, hospital_id, grid_id);
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
        who.county_id = county_id;
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
            request.path_params.emplace_back(name, person ? resident : std::string{"nothing"});
        }
        request.trail.at = installation->clock().now();
        request.today = installation->clock().today();
        JIWEI_TRY(grant, composition->access->authorise(request, route.access));
        request.grant = grant;
        return route.handler(request);
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
        const auto added = composition->organization->add_institution(connection, county_id, one, {"t", installation->clock().now(), 1});
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
        const auto added = composition->organization->add_grid(connection, county_id, grid, *parse_civil_date("2015-01-01"),
                                                               {"t", installation->clock().now(), 1});
        EXPECT_TRUE(added) << added.error().code;
        return added.value_or("");
    }
    void found() {
        const auto divisions = organization::DivisionTable::open(packs() + "/divisions/divisions.bin");
        ASSERT_TRUE(divisions);
        const auto founded = installation->database().write([&](db::Connection& connection) -> Result<bool> {
            composition->access->put_county(connection, {county_id, "walk"});
            JIWEI_TRY(loaded, composition->organization->load_divisions(connection, county_id, *divisions));
            static_cast<void>(loaded);
            const auto townships = composition->organization->divisions_under(connection, "350881000000");
            const std::string other_township = townships.back().code;
            other_village = composition->organization->divisions_under(connection, other_township).front().code;
            bureau_id = add_institution(connection, "B", "H1", {}, "350881000000");
            hospital_id = add_institution(connection, "H", "H3", bureau_id, "350881001000");
            other_hospital_id = add_institution(connection, "O", "H3", bureau_id, other_township);
            grid_id = add_grid(connection, "3508810010001", village, hospital_id, {{doctor_id, "village_doctor"}});
            other_grid_id = add_grid(connection, (other_township.substr(0, 9) + "0001").c_str(), other_village, other_hospital_id, {});
            return true;
        });
        ASSERT_TRUE(founded);
    }
    std::string add_resident(const char* name, const char* document, std::string_view village_code, const std::string& institution,
                             const std::string& grid) {
        residents::NewResident stated;
        stated.name = name;
        stated.sex = "1";
        stated.birth_date = "1960-02-29";
        stated.id_type = "99";
        stated.id_no = document;
        stated.residence_type = "1";
        stated.village_code = village_code;
        stated.institution_id = institution;
        stated.grid_id = grid;
        const residents::ActContext act = operator_context(*installation, county_id);
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

    TemporaryFolder folder_;
    Place place_;
};

std::string answer_of(const Result<http::Response>& response) {
    return response ? std::to_string(response->status) : std::to_string(response.error().status()) + " " + response.error().code;
}

class AccessWalk : public ::testing::Test {
protected:
    static void SetUpTestSuite() { world_ = new World; }
    static void TearDownTestSuite() {
        delete world_;
        world_ = nullptr;
    }
    static std::string name(const http::Route& route, const std::string& role) {
        static constexpr const char* verbs[] = {"GET", "POST", "PUT", "PATCH", "DELETE"};
        return role + " " + verbs[static_cast<std::size_t>(route.verb)] + " " + route.path;
    }
    static World* world_;
};
World* AccessWalk::world_ = nullptr;

/// Whether a person of the near grid (or of the other hospital) is visible by these scopes.
bool is_visible(const std::set<std::string>& scopes, const std::string& role, bool near) {
    for (const std::string& scope : scopes) {
        if (scope == "county" || scope == "all" || scope == "scope") return true;
        if (near && (scope == "inst" || (scope == "grid" && role == "village_doctor"))) return true;
        // The county's offices stand at its head: their subtree is the county.
        if (scope == "inst" && (role == "county_admin" || role == "cdc" || role == "supervisor")) return true;
    }
    return false;
}

TEST_F(AccessWalk, AnswersEveryRoleOnEveryRouteAsTheMatrixSays) {
    const auto cells = table();
    ASSERT_GT(world_->routes.size(), 60U);
    int asked = 0;
    for (const http::Route& route : world_->routes) {
        if (route.access.kind() != http::Access::Kind::permission) continue;
        const auto row = cells.find(route.access.resource());
        ASSERT_NE(row, cells.end()) << route.path << " names no row of the matrix: " << route.access.resource();
        for (const auto& [role, cell] : row->second) {
            ++asked;
            const Says says = what_says(cell, static_cast<char>(route.access.op()));
            const std::string answer = answer_of(world_->ask(route, world_->principal(role), world_->near_id));
            const bool allowed = !says.scopes.empty();
            const bool service_by_projection = role == "service" && !allowed && answer.find("403") == std::string::npos;
            if (service_by_projection) continue;  // looked at below
            if (!allowed) {
                const bool totals_only = says.starred;
                EXPECT_EQ(answer, totals_only ? "403 purpose-needed" : "403 forbidden") << name(route, role);
            } else if (says.paired) {
                EXPECT_EQ(answer, "403 two-persons-needed") << name(route, role);
            } else {
                EXPECT_FALSE(answer.starts_with("403 forbidden") || answer.starts_with("403 purpose") || answer.starts_with("401"))
                    << name(route, role) << " is " << answer << " by " << cell;
            }
        }
    }
    EXPECT_GT(asked, 700);
}

TEST_F(AccessWalk, ShowsAPersonOnlyWithinTheReadScope) {
    const auto cells = table();
    int seen = 0;
    int hidden = 0;
    for (const http::Route& route : world_->routes) {
        const bool about_a_person = route.path.find("{resident}") != std::string::npos || route.path == "/fhir/R4/Patient/{id}";
        if (!about_a_person || route.verb != http::Verb::get || route.access.kind() != http::Access::Kind::permission) continue;
        if (route.path.find('{', route.path.find('}')) != std::string::npos) continue;  // names a second thing that is not there
        for (const auto& [role, cell] : cells.at(route.access.resource())) {
            const Says says = what_says(cell, 'R');
            if (says.scopes.empty()) continue;
            for (const bool near : {true, false}) {
                const std::string answer = answer_of(world_->ask(route, world_->principal(role), near ? world_->near_id : world_->far_id));
                const bool visible = is_visible(says.scopes, role, near);
                (visible ? seen : hidden) += 1;
                if (visible) {
                    EXPECT_NE(answer, "404 not-found") << name(route, role) << (near ? " near" : " far") << " by " << cell;
                } else {
                    EXPECT_TRUE(answer.starts_with("404"))
                        << name(route, role) << (near ? " near" : " far") << " is " << answer << " by " << cell;
                }
            }
        }
    }
    EXPECT_GT(seen, 20);
    EXPECT_GT(hidden, 40);
}

// A person out of reach and a person who is not there are answered alike, whatever is asked (step 6).
TEST_F(AccessWalk, DoesNotRevealThatSomeoneExists) {
    for (const http::Route& route : world_->routes) {
        if (route.path.find("{resident}") == std::string::npos && route.path != "/fhir/R4/Patient/{id}") continue;
        for (const char* const role :
             {"village_doctor", "township_doctor", "nurse", "ph_staff", "inst_admin", "cashier", "cdc", "resident"}) {
            if (route.access.resource() == "break_glass") continue;  // its purpose is to open who is out of reach
            const std::string far = answer_of(world_->ask(route, world_->principal(role), world_->far_id));
            const std::string nobody = answer_of(world_->ask(route, world_->principal(role), "01JNOBODY0000000000000000"));
            EXPECT_EQ(far, nobody) << name(route, role);
        }
    }
}

const http::Route& route_of(const World& world, http::Verb verb, const std::string& path) {
    const auto found =
        std::ranges::find_if(world.routes, [&](const http::Route& route) { return route.verb == verb && route.path == path; });
    if (found == world.routes.end()) throw std::logic_error{"no route " + path};
    return *found;
}

// Lists, searches and totals leave out who is out of reach, and a query for such a person looks like a query for nobody.
TEST_F(AccessWalk, LeaksNoTotals) {
    const http::Route& search = route_of(*world_, http::Verb::post, "/api/residents/search");
    const http::Route& patients = route_of(*world_, http::Verb::get, "/fhir/R4/Patient");
    const auto total = [&](const std::string& role, const std::string& query) {
        const auto answer = world_->ask(search, world_->principal(role), {}, R"({"q":")" + query + "\"}");
        return answer ? (*json::parse(answer->body))["total"].text() + "/" +
                            std::to_string((*json::parse(answer->body))["items"].items().size())
                      : answer_of(answer);
    };
    for (const char* const role : {"village_doctor", "township_doctor", "ph_staff", "inst_admin"}) {
        EXPECT_EQ(total(role, ""), "1/1") << role;
        EXPECT_EQ(total(role, "陈近"), "1/1") << role;
        EXPECT_EQ(total(role, "陈远"), total(role, "无此人")) << role;
        EXPECT_EQ(total(role, "ZB100002"), total(role, "ZB999999")) << role;
    }
    EXPECT_EQ(total("county_admin", "陈近"), "403 purpose-needed");
    EXPECT_EQ(total("auditor", "陈近"), "403 forbidden");
    const auto bundle = world_->ask(patients, world_->principal("ph_staff"), {});
    ASSERT_TRUE(bundle) << answer_of(bundle);
    EXPECT_EQ((*json::parse(bundle->body))["entry"].items().size(), 1U);
    EXPECT_EQ(bundle->body.find(world_->far_id), std::string::npos);
}

// Security specification 10, the examples that need no clinic, laboratory or card.
TEST_F(AccessWalk, AnswersTheExamples) {
    const http::Route& patient = route_of(*world_, http::Verb::get, "/fhir/R4/Patient/{id}");
    const http::Route& records = route_of(*world_, http::Verb::get, "/api/residents/{resident}/records");
    const http::Route& audit = route_of(*world_, http::Verb::get, "/api/audit");
    EXPECT_EQ(answer_of(world_->ask(records, world_->principal("village_doctor"), world_->far_id)), "404 not-found") << "a";
    EXPECT_EQ(answer_of(world_->ask(records, world_->principal("village_doctor"), world_->near_id)), "200") << "a";
    EXPECT_EQ(answer_of(world_->ask(patient, world_->principal("resident"), world_->near_id)), "404 not-found") << "c";
    EXPECT_EQ(answer_of(world_->ask(patient, world_->principal("auditor"), world_->near_id)), "403 forbidden") << "d";
    EXPECT_EQ(answer_of(world_->ask(audit, world_->principal("auditor"), {})), "200") << "d";
    EXPECT_EQ(answer_of(world_->ask(patient, world_->principal("cdc"), world_->near_id)), "404 not-found") << "e: without a card";
}

// A token does what its scopes say, and no more.
TEST_F(AccessWalk, KeepsTokensToTheirScopes) {
    const http::Route& patient = route_of(*world_, http::Verb::get, "/fhir/R4/Patient/{id}");
    const http::Route& records = route_of(*world_, http::Verb::get, "/api/residents/{resident}/records");
    auth::Principal service = world_->principal("service");
    service.token_scopes = {"system/Patient.rs"};
    EXPECT_EQ(answer_of(world_->ask(patient, service, world_->near_id)), "200");
    EXPECT_EQ(answer_of(world_->ask(records, service, world_->near_id)), "403 insufficient_scope");
    service.token_scopes = {"system/Observation.read"};
    EXPECT_EQ(answer_of(world_->ask(patient, service, world_->near_id)), "403 insufficient_scope");
}

}  // namespace
}  // namespace jiwei::app
