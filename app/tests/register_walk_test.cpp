// The register's things, one by one: households, cards, merges, transfers, signed forms of every row, photographs and papers, near and far.
// Every role asks for each by every route that names one; the answers are compared with the rows of the matrix, read here as text.
#include <gtest/gtest.h>

#include <algorithm>

#include "app/tests/matrix_text.hpp"
#include "app/tests/walk_side.hpp"

namespace jiwei::app {
namespace {

using namespace testing;

constexpr const char* nobody = "01JNOBODY0000000000000000";

std::vector<std::string> names_in(const std::string& path) {
    std::vector<std::string> names;
    for (std::size_t at = 0; (at = path.find('{', at)) != std::string::npos; ++at)
        names.push_back(path.substr(at + 1, path.find('}', at) - at - 1));
    return names;
}

/// One thing behind one route: how it is called near and far, and the rows whose cells decide.
struct Probe {
    const http::Route* route = nullptr;
    std::vector<std::string> rows;
    std::string ops;  // one of them is enough
    Things near, far, none;
};

class RegisterWalk : public ::testing::Test {
protected:
    static void SetUpTestSuite() {
        world_ = new World;
        near_ = new Side{*world_, true};
        far_ = new Side{*world_, false};
        cells_ = new Cells{matrix_cells(walk_packs())};
    }
    static void TearDownTestSuite() {
        delete cells_;
        delete far_;
        delete near_;
        delete world_;
    }
    /// Every route of the register and of forms whose address names things that were made, each with each form where it names a record.
    static std::vector<Probe> probes() {
        std::vector<Probe> all;
        const auto add = [&all](const http::Route& route, std::vector<std::string> rows, const Things& near, const Things& far) {
            Probe probe{&route, std::move(rows), {}, near, far, {}};
            const bool asks_itself = route.access.kind() == http::Access::Kind::signed_in;
            probe.ops = asks_itself ? "CA" : std::string(1, static_cast<char>(route.access.op()));
            for (const auto& [name, id] : near) probe.none[name] = name == "form" ? id : name == "b" ? "01JNOBODY0000000000000001" : nobody;
            all.push_back(std::move(probe));
        };
        for (const http::Route& route : world_->routes) {
            const std::vector<std::string> names = names_in(route.path);
            const bool is_merge = route.path.starts_with("/api/merges/") || route.path.starts_with("/api/duplicates/{a}");
            if (names.empty() || (route.access.kind() != http::Access::Kind::permission && !is_merge)) continue;
            if (route.access.resource() == "break_glass" || route.path.find("{attachment}") != std::string::npos) continue;
            const bool is_record = std::ranges::find(names, "record") != names.end();
            for (const auto& [form, things] : near_->by_form) {
                if (is_record) add(route, {row_of(form)}, things, far_->by_form.at(form));
            }
            if (is_record || std::ranges::any_of(names, [](const std::string& n) { return n != "form" && !near_->things.contains(n); }))
                continue;
            Things near = near_->things;
            Things far = far_->things;
            near["form"] = far["form"] = "cover";
            add(route, is_merge ? std::vector<std::string>{"person_merge"} : route.access.rows(), near, far);
        }
        return all;
    }
    static std::string row_of(const std::string& form) {
        return form == "child/newborn-visit" ? "maternal_child" : form == "examination/exam" ? "health_record" : "chronic_followup";
    }
    static std::string answer(const Probe& probe, const std::string& role, const Things& things) {
        world_->named = things;
        const std::string text = answer_of(world_->ask(*probe.route, world_->principal(role), {}));
        world_->named.clear();
        return text;
    }
    /// What is wrong with the answers to one role; empty: as the matrix says.
    static std::string fault(const Probe& probe, const std::string& role) {
        Says op;
        Says read;
        for (const std::string& row : probe.rows) {
            for (const char one : probe.ops) op.add(what_says(cells_->at(row).at(role), one));
            read.add(what_says(cells_->at(row).at(role), 'R'));
        }
        const std::string near = answer(probe, role, probe.near);
        const std::string far = answer(probe, role, probe.far);
        const std::string none = answer(probe, role, probe.none);
        const std::string all =
            near + " / " + far + " / " + none + " by " + probe.rows.front() + ": " + cells_->at(probe.rows.front()).at(role);
        const bool sees_far = is_visible(op.scopes, role, false) || is_visible(read.scopes, role, false);
        if (!sees_far && far != none) return "tells that there is one: " + all;
        if (op.scopes.empty()) return near.starts_with("403") || near.starts_with("404") ? "" : "lets in: " + all;
        if (!is_visible(op.scopes, role, true)) return near.starts_with("2") ? "is out of scope: " + all : "";
        const bool refused = near.starts_with("403") || near.starts_with("404") || near.starts_with("401");
        const bool by_two = op.paired && near == "403 two-persons-needed";
        // A hand-over is taken or refused by whom it is offered to; and what a role before has done is done.
        const std::string& path = probe.route->path;
        const bool of_receiver = path == "/api/transfers/{transfer}/acceptance" || path == "/api/transfers/{transfer}/refusal";
        if (of_receiver || (done_.contains(path) && near == "404 not-found")) return "";
        if (near.starts_with("2") && probe.route->verb != http::Verb::get) done_.insert(path);
        return refused && !by_two ? "is refused: " + all : "";
    }
    static std::vector<std::string> faults(const std::vector<Probe>& probes) {
        std::vector<std::string> all;
        for (const Probe& probe : probes) {
            for (const auto& [role, cell] : cells_->at("person_demographics")) {
                if (role == "service") continue;  // by its token's scopes: access_walk_test.cpp
                const std::string wrong = fault(probe, role);
                if (!wrong.empty()) all.push_back(verb_of(*probe.route) + " " + probe.route->path + " " + role + " " + wrong);
            }
        }
        return all;
    }
    static std::string verb_of(const http::Route& route) {
        static constexpr const char* verbs[] = {"GET", "POST", "PUT", "PATCH", "DELETE"};
        return verbs[static_cast<std::size_t>(route.verb)];
    }
    static std::set<std::string> done_;  // acts that one role has carried through
    static World* world_;
    static Side* near_;
    static Side* far_;
    static Cells* cells_;
};
std::set<std::string> RegisterWalk::done_;
World* RegisterWalk::world_ = nullptr;
Side* RegisterWalk::near_ = nullptr;
Side* RegisterWalk::far_ = nullptr;
Cells* RegisterWalk::cells_ = nullptr;

TEST_F(RegisterWalk, AnswersForEveryThingAsTheMatrixSays) {
    std::vector<Probe> all = probes();
    // Reading first: what an act changes must not be what the next role finds.
    std::ranges::stable_sort(all, {}, [](const Probe& probe) { return probe.route->verb != http::Verb::get; });
    EXPECT_GT(all.size(), 50U);
    EXPECT_EQ(faults(all), std::vector<std::string>{});
}

// A walk that never saw a hole proves nothing: with the county open on every row of the route, each reading route is reported.
TEST_F(RegisterWalk, SeesEveryThingThatLostItsScope) {
    world_->tamper = [](const http::Route& at, Result<auth::Grant>& grant) {
        if (grant) open_everything(at, *grant);
    };
    for (const Probe& probe : probes()) {
        if (probe.route->verb != http::Verb::get || probe.route->access.kind() != http::Access::Kind::permission) continue;
        const bool is_narrow = probe.rows.front() != "person_merge";
        EXPECT_TRUE(!is_narrow || !faults({probe}).empty()) << probe.route->path << " by " << probe.rows.front();
    }
    world_->tamper = {};
}

}  // namespace
}  // namespace jiwei::app
