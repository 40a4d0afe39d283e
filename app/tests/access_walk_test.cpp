// Every role on every route, against persons in reach, out of reach and not there: the answers are compared with the permission matrix,
// read here by eye and not by the parser of the gate (security specification 4.3 and 10).
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <regex>
#include <set>

#include "app/tests/matrix_text.hpp"
#include "app/tests/walk_side.hpp"
#include "platform/xlsx/open_table.hpp"

namespace jiwei::app {
namespace {

using namespace testing;

/// Rows of the matrix that FHIR shows, with a type that shows them (exchange specification 5.2).
const std::map<std::string, std::string>& projected_rows() {
    static const std::map<std::string, std::string> rows{
        {"person_demographics", "Patient"},     {"health_record", "Condition"}, {"chronic_followup", "CarePlan"},
        {"immunization", "Immunization"},       {"encounter", "Encounter"},     {"emr_document", "Composition"},
        {"prescription", "MedicationRequest"},  {"lab_result", "Observation"},  {"organization_staff", "Practitioner"},
        {"report_statistics", "MeasureReport"}, {"audit_log", "AuditEvent"},    {"consent", "Consent"},
        {"referral", "ServiceRequest"}};
    return rows;
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

/// What the cells of a role say together: a route of several rows lets in whoever one of them lets in.
Says what_say(const Cells& cells, const http::Route& route, const std::string& role, char op) {
    Says all;
    for (const std::string& row : route.access.rows()) {
        all.add(what_says(cells.at(row).at(role), op));
    }
    return all;
}

std::string cells_text(const Cells& cells, const http::Route& route, const std::string& role) {
    std::string text;
    for (const std::string& row : route.access.rows()) text += (text.empty() ? "" : " | ") + cells.at(row).at(role);
    return text;
}

bool is_projected(const http::Route& route) {
    return std::ranges::any_of(route.access.rows(), [](const std::string& row) { return projected_rows().contains(row); });
}

/// What the answer to one role is against its cells; empty: as the matrix says.
std::string fault_of_cells(World& world, const Cells& cells, const http::Route& route, const std::string& role) {
    const Says says = what_say(cells, route, role, static_cast<char>(route.access.op()));
    const std::string answer = answer_of(world.ask(route, world.principal(role), world.near_id));
    const bool allowed = !says.scopes.empty();
    if (role == "service" && !allowed && is_projected(route)) return {};  // by the token's scopes: below
    std::string wanted;
    if (!allowed) wanted = says.starred ? "403 purpose-needed" : "403 forbidden";
    if (allowed && says.paired) wanted = "403 two-persons-needed";
    if (!wanted.empty()) return answer == wanted ? std::string{} : answer + " instead of " + wanted;
    const bool refused = answer.starts_with("403 forbidden") || answer.starts_with("403 purpose") || answer.starts_with("401");
    return refused ? answer + " by " + cells_text(cells, route, role) : std::string{};
}

bool is_about_a_person(const http::Route& route) {
    const bool named = route.path.find("{resident}") != std::string::npos || route.path == "/fhir/R4/Patient/{id}";
    const bool names_more = route.path.find('{', route.path.find('}')) != std::string::npos;  // a second thing that is not there
    return named && !names_more && route.verb == http::Verb::get && route.access.kind() == http::Access::Kind::permission;
}

struct ScopeWalk {
    std::vector<std::string> faults;
    int seen = 0;
    int hidden = 0;
};

/// One route about a person, asked by every role that reads it, for the person near and the one far.
void walk_scopes(World& world, const http::Route& route, const Cells& cells, ScopeWalk& walk) {
    for (const auto& [role, first] : cells.at(route.access.resource())) {
        const Says says = what_say(cells, route, role, 'R');
        if (says.scopes.empty()) continue;
        for (const bool near : {true, false}) {
            const std::string answer = answer_of(world.ask(route, world.principal(role), near ? world.near_id : world.far_id));
            const bool visible = is_visible(says.scopes, role, near);
            (visible ? walk.seen : walk.hidden) += 1;
            const bool wrong = visible ? answer == "404 not-found" : !answer.starts_with("404");
            if (wrong)
                walk.faults.push_back(route.path + " " + role + (near ? " near is " : " far is ") + answer + " by " +
                                      cells_text(cells, route, role));
        }
    }
}

TEST_F(AccessWalk, AnswersEveryRoleOnEveryRouteAsTheMatrixSays) {
    const auto cells = matrix_cells(walk_packs());
    ASSERT_GT(world_->routes.size(), 60U);
    int asked = 0;
    for (const http::Route& route : world_->routes) {
        if (route.access.kind() != http::Access::Kind::permission) continue;
        for (const std::string& row : route.access.rows())
            ASSERT_TRUE(cells.contains(row)) << route.path << " names no row of the matrix: " << row;
        for (const auto& [role, cell] : cells.at(route.access.resource())) {
            ++asked;
            EXPECT_EQ(fault_of_cells(*world_, cells, route, role), "") << name(route, role);
        }
    }
    EXPECT_GT(asked, 700);
}

TEST_F(AccessWalk, ShowsAPersonOnlyWithinTheReadScope) {
    const auto cells = matrix_cells(walk_packs());
    ScopeWalk walk;
    for (const http::Route& route : world_->routes) {
        if (is_about_a_person(route)) walk_scopes(*world_, route, cells, walk);
    }
    EXPECT_EQ(walk.faults, std::vector<std::string>{});
    EXPECT_GT(walk.seen, 20);
    EXPECT_GT(walk.hidden, 40);
}

// A walk that has never seen a hole proves nothing: every route in turn loses its check, and the walk must say so.
TEST_F(AccessWalk, SeesEveryRouteThatLostItsCheck) {
    const auto cells = matrix_cells(walk_packs());
    int broken = 0;
    for (const http::Route& route : world_->routes) {
        if (route.access.kind() != http::Access::Kind::permission) continue;
        world_->tamper = [](const http::Route& at, Result<auth::Grant>& grant) {
            if (!grant) grant = auth::Grant{};
            open_everything(at, *grant);
        };
        const bool found = std::ranges::any_of(cells.at(route.access.resource()), [&](const auto& cell) {
            return !fault_of_cells(*world_, cells, route, cell.first).empty();
        });
        world_->tamper = {};
        EXPECT_TRUE(found) << name(route, "nobody was refused on");
        broken += found ? 1 : 0;
    }
    EXPECT_GT(broken, 200);
}

// The same for scopes, FHIR included: a reach that is the whole county for everybody is seen on every route that shows a person.
TEST_F(AccessWalk, SeesEveryRouteThatLostItsScope) {
    const auto cells = matrix_cells(walk_packs());
    int broken = 0;
    for (const http::Route& route : world_->routes) {
        if (!is_about_a_person(route)) continue;
        world_->tamper = [](const http::Route& at, Result<auth::Grant>& grant) {
            if (grant) open_everything(at, *grant);
        };
        ScopeWalk walk;
        walk_scopes(*world_, route, cells, walk);
        world_->tamper = {};
        EXPECT_FALSE(walk.faults.empty()) << route.path;
        ++broken;
    }
    EXPECT_GT(broken, 10);
}

// What stands on no row of the matrix is a list that is looked at by people: a route that slips from its row shows up here.
TEST_F(AccessWalk, FewRoutesStandOnNoRow) {
    std::set<std::string> found;
    for (const http::Route& route : world_->routes) {
        if (route.access.kind() != http::Access::Kind::permission) found.insert(name(route, {}).substr(1));
    }
    const std::set<std::string> known{
        // Before a sign-in, or about nobody.
        "POST /api/session", "POST /api/session/reset", "POST /api/device-contacts", "GET /api/setup", "POST /api/setup",
        "GET /fhir/R4/metadata", "GET /api/ping",
        // The reader's own session.
        "GET /api/session", "DELETE /api/session", "GET /api/session/all", "DELETE /api/session/all/{session}", "POST /api/session/device",
        "GET /api/devices", "POST /api/devices/{device}/erasure", "POST /api/session/choice", "POST /api/session/password",
        "POST /api/session/second-factor", "POST /api/session/signature", "POST /api/session/second-factor/confirmation",
        "POST /api/session/second-factor/enrolment", "POST /api/session/second-factor/recovery-codes",
        // What the reader wrote without a connection and the server did not take.
        "POST /api/offline-reviews", "GET /api/offline-reviews", "GET /api/offline-reviews/{review}",
        "POST /api/offline-reviews/{review}/decision",
        // Names of places, packs and columns: no person.
        "GET /api/divisions", "GET /api/divisions/of-archive", "GET /api/packs", "GET /api/packs/{name}/{version}", "GET /api/registers",
        // Two rights open them, so their handlers ask the gate: grants of person_merge, record_status_correction, chronic_followup.
        "GET /api/duplicates", "GET /api/duplicates/{a}/{b}", "POST /api/duplicates/{a}/{b}/different", "GET /api/merges",
        "GET /api/merges/{merge}", "GET /api/identity-conflicts", "POST /api/identity-conflicts/{conflict}/resolution",
        "GET /api/status-corrections", "GET /api/today"};
    EXPECT_EQ(found, known) << "name a row of packs/roles/role-matrix.csv, or say here why not";
}

// Those whose handlers ask the gate themselves refuse who has none of their rights.
TEST_F(AccessWalk, HandlersThatAskTheGateRefuseWhoHasNoRight) {
    const auto cells = matrix_cells(walk_packs());
    const std::map<std::string, std::vector<std::pair<std::string, char>>> rights{
        {"GET /api/duplicates", {{"person_merge", 'C'}, {"person_merge", 'A'}}},
        {"GET /api/duplicates/{a}/{b}", {{"person_merge", 'C'}, {"person_merge", 'A'}}},
        {"POST /api/duplicates/{a}/{b}/different", {{"person_merge", 'C'}, {"person_merge", 'A'}}},
        {"GET /api/merges", {{"person_merge", 'C'}, {"person_merge", 'A'}}},
        {"GET /api/identity-conflicts", {{"person_merge", 'C'}, {"person_merge", 'A'}}},
        {"POST /api/identity-conflicts/{conflict}/resolution", {{"person_merge", 'C'}, {"person_merge", 'A'}}},
        {"GET /api/merges/{merge}", {{"person_merge", 'C'}, {"person_merge", 'A'}}},
        {"GET /api/status-corrections", {{"record_status_correction", 'C'}, {"record_status_correction", 'A'}}},
        {"GET /api/today", {{"chronic_followup", 'R'}, {"report_statistics", 'R'}}}};
    int refused = 0;
    for (const http::Route& route : world_->routes) {
        const auto known = rights.find(name(route, {}).substr(1));
        if (known == rights.end()) continue;
        for (const auto& [role, cell] : cells.at("person_merge")) {
            if (role == "service") continue;  // needs the token's scopes besides
            const bool allowed = std::ranges::any_of(
                known->second, [&](const auto& right) { return !what_says(cells.at(right.first).at(role), right.second).scopes.empty(); });
            const std::string answer = answer_of(world_->ask(route, world_->principal(role), world_->near_id, R"({"reason":"同名同姓"})"));
            EXPECT_EQ(answer.starts_with("403"), !allowed) << name(route, role) << " is " << answer;
            refused += allowed ? 0 : 1;
        }
    }
    EXPECT_GT(refused, 60);
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

// A form is signed by who showed the password lately (security specification 3); a person out of reach is not told apart by the question.
TEST_F(AccessWalk, AFormIsSignedWithThePassword) {
    const http::Route& sign = route_of(*world_, http::Verb::post, "/api/residents/{resident}/records");
    const std::string form = R"({"id":"WALK1","form":"hypertension/follow-up","service_date":"2026-11-01","answers":{}})";
    auth::Principal doctor = world_->principal("village_doctor");
    doctor.session_id = "session";
    EXPECT_EQ(answer_of(world_->ask(sign, doctor, world_->near_id, form)), "403 signature-needed");
    EXPECT_EQ(answer_of(world_->ask(sign, doctor, world_->far_id, form)), "403 signature-needed");
    doctor.password_at_ms = world_->installation->clock().now().utc_ms;
    EXPECT_NE(answer_of(world_->ask(sign, doctor, world_->near_id, form)), "403 signature-needed");
    EXPECT_EQ(answer_of(world_->ask(sign, doctor, world_->far_id, form)),
              answer_of(world_->ask(sign, doctor, "01JNOBODY0000000000000000", form)));
}

// The role service: rows that FHIR shows by the scopes of its token, every other row by the matrix alone.
TEST_F(AccessWalk, AServiceReadsProjectedRowsByItsScopesAndOthersByTheMatrix) {
    const auto cells = matrix_cells(walk_packs());
    int projected = 0;
    for (const http::Route& route : world_->routes) {
        if (route.access.kind() != http::Access::Kind::permission) continue;
        const std::string& row = route.access.resource();
        const auto type = projected_rows().find(row);
        auth::Principal service = world_->principal("service");
        const bool by_matrix = !what_says(cells.at(row).at("service"), static_cast<char>(route.access.op())).scopes.empty();
        const bool is_interaction = route.access.op() != http::Op::approve && route.access.op() != http::Op::export_rows;
        if ((type == projected_rows().end() || !is_interaction) && !by_matrix) {
            EXPECT_EQ(answer_of(world_->ask(route, service, world_->near_id)), "403 forbidden") << name(route, row);
            continue;
        }
        service.token_scopes = {"system/Basic.*"};
        EXPECT_EQ(answer_of(world_->ask(route, service, world_->near_id)), "403 insufficient_scope") << name(route, row);
        if (type == projected_rows().end()) continue;
        ++projected;
        service.token_scopes = {"system/" + type->second + ".*"};
        EXPECT_NE(answer_of(world_->ask(route, service, world_->near_id)).substr(0, 3), "403") << name(route, row);
        if (route.access.op() == http::Op::read) continue;
        service.token_scopes = {"system/" + type->second + ".read"};
        EXPECT_EQ(answer_of(world_->ask(route, service, world_->near_id)), "403 insufficient_scope") << name(route, row);
    }
    EXPECT_GT(projected, 20);
}

/// Of a workbook the cells of its first sheet, for its bytes hold the moment it was made.
std::string text_of(const std::string& body) {
    if (!body.starts_with("PK")) return body;
    const auto table = tabular::open_bytes(body);
    if (!table) return "no table: " + table.error().code;
    std::string text;
    tabular::Row row;
    while ((*table)->next(row).value_or(false)) {
        for (const std::string& cell : row.cells) text += cell + ",";
        text += "\n";
    }
    return text;
}

/// Every list, file, search and number that a role gets, without what tells the moment.
std::map<std::string, std::string> numbers_of(World& world, const std::string& role) {
    static const std::regex moment{
        R"re("as_of_change":\{[^}]*\}|"(next|upto|since|csrf|change_seq)":("[^"]*"|[0-9]+)|"(at|lastUpdated|timestamp)":"[^"]*")re"};
    std::map<std::string, std::string> all;
    for (const http::Route& route : world.routes) {
        const bool is_list = route.verb == http::Verb::get && route.path.find('{') == std::string::npos;
        const bool is_search = route.path == "/api/residents/search";
        const bool is_number = route.path.starts_with("/api/indicators/{code}");
        if ((!is_list && !is_search && !is_number) || route.path.starts_with("/api/audit")) continue;
        http::Route asked = route;
        const std::size_t code = asked.path.find("{code}");
        if (code != std::string::npos)
            asked.handler = [&route](const http::Request& request) {
                http::Request of_r2 = request;
                of_r2.path_params = {{"code", "R2"}};
                return route.handler(of_r2);
            };
        const auto answer = world.ask(asked, world.principal(role), {}, R"({"q":"陈"})");
        all[route.path] = answer ? std::regex_replace(text_of(answer->body), moment, "") : answer_of(answer);
    }
    return all;
}

// Nothing that a role reads, no list, no page, no total, changes when people come who are out of its reach; with a broken scope it does.
TEST_F(AccessWalk, NobodyOutOfReachMovesANumber) {
    World world;
    const std::vector<std::string> roles{"village_doctor", "township_doctor", "nurse", "ph_staff", "inst_admin", "pharmacist", "cashier"};
    const auto all_numbers = [&] {
        std::map<std::string, std::map<std::string, std::string>> all;
        for (const std::string& role : roles) all[role] = numbers_of(world, role);
        return all;
    };
    const auto add_far = [&](const char* document) {
        EXPECT_FALSE(world.add_resident("陈新", document, world.other_village, world.other_hospital_id, world.other_grid_id).empty());
    };
    const auto before = all_numbers();
    add_far("ZB200001");
    const Side far{world, false};  // with a household, cards, forms, a hand-over and a merge
    const auto after = all_numbers();
    for (const std::string& role : roles) {
        for (const auto& [path, text] : before.at(role)) EXPECT_EQ(text, after.at(role).at(path)) << role << " " << path;
    }
    EXPECT_NE(before.at("ph_staff").at("/api/indicators"), "403 forbidden");
    world.tamper = [](const http::Route& at, Result<auth::Grant>& grant) {
        if (grant) open_everything(at, *grant);
    };
    const auto broken_before = numbers_of(world, "ph_staff");
    add_far("ZB200002");
    const auto broken_after = numbers_of(world, "ph_staff");
    for (const char* const path : {"/api/residents/search", "/fhir/R4/Patient"})
        EXPECT_NE(broken_before.at(path), broken_after.at(path)) << path << ": a broken scope would not be seen";
}

}  // namespace
}  // namespace jiwei::app
