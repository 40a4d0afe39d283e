// Every role on every declared register, for a row of the own hospital and one of the other: list, row, workbook and reports are compared
// with the permission matrix; a row out of reach is not told apart from none (security specification 4.3 and 10).
#include <gtest/gtest.h>

#include <algorithm>

#include "app/tests/walk_world.hpp"
#include "modules/organization/packs.hpp"
#include "platform/xlsx/open_table.hpp"

namespace jiwei::app {
namespace {

using namespace testing;

/// Which of the two hospitals' rows an answer shows.
struct Shown {
    bool near = false;
    bool far = false;
    bool operator==(const Shown&) const = default;
};

class RegisterWalk : public ::testing::Test {
protected:
    void SetUp() override {
        const auto done = world_.installation->database().write([&](db::Connection& connection) -> Result<bool> {
            near_person_ = add_person(connection, "1", "人员近", world_.hospital_id);
            far_person_ = add_person(connection, "2", "人员远", world_.other_hospital_id);
            for (const organization::Register& of : world_.composition->organization->packs().registers.all) {
                add_row(connection, of, true);
                add_row(connection, of, false);
            }
            return true;
        });
        ASSERT_TRUE(done);
    }
    std::string add_person(db::Connection& connection, const char* number, const char* name, const std::string& institution) {
        organization::StaffMember one;
        one.staff_no = number;
        one.name = name;
        one.institution_id = institution;
        one.valid_from = *parse_civil_date("2020-01-01");
        return world_.composition->organization->add_staff(connection, walk_county, one).value_or("");
    }
    void add_row(db::Connection& connection, const organization::Register& of, bool near) {
        const std::string id = row_id(of, near);
        const std::string institution = near ? world_.hospital_id : world_.other_hospital_id;
        const std::string person = !of.of_person ? std::string{} : near ? near_person_ : far_person_;
        const std::vector<db::Param> params{walk_county, of.name, id, institution, person};
        connection.run_text(
            "INSERT INTO register_row (county_id, register, id, institution_id, person_id, parent_id, title, search_key, "
            "pinyin_key, code, state, from_on, until_on, body, sealed, removed, version, changed_at, changed_by, change_seq) "
            "VALUES ($1, $2, $3, $4, $5, '', $3, '', '', '', '', '', '', '{}', NULL, 0, 1, 0, '', 1)",
            params);
    }
    static std::string row_id(const organization::Register& of, bool near) { return (near ? "near-" : "far-") + of.name; }
    const http::Route& route(const std::string& path) {
        const auto found =
            std::ranges::find_if(world_.routes, [&](const http::Route& one) { return one.verb == http::Verb::get && one.path == path; });
        if (found == world_.routes.end()) throw std::logic_error{"no route " + path};
        return *found;
    }
    /// One row of a register by its id.
    std::string row_answer(const organization::Register& of, const auth::Principal& who, const std::string& id) {
        const http::Route& one = route("/api/registers/" + of.name + "/{row}");
        http::Route asked = one;
        asked.handler = [&one, &id](const http::Request& request) {
            http::Request of_row = request;
            of_row.path_params = {{"row", id}};
            return one.handler(of_row);
        };
        return answer_of(world_.ask(asked, who, {}));
    }
    static std::vector<std::string> cells_of(const std::string& workbook) {
        std::vector<std::string> cells;
        auto table = tabular::open_bytes(workbook);
        EXPECT_TRUE(table);
        tabular::Row row;
        while (table && (*table)->next(row).value_or(false)) cells.insert(cells.end(), row.cells.begin(), row.cells.end());
        return cells;
    }
    World world_;
    std::string near_person_, far_person_;
};

/// What the cell of a role lets it see of the two rows.
Shown wanted(const std::string& cell, const std::string& role) {
    Shown shown;
    for (const std::string& scope : what_says(cell, 'R').scopes) {
        const bool county = scope == "county" || scope == "all" || scope == "scope";
        // The county's offices stand at its head: their subtree is the county.
        const bool from_head = scope == "inst" && (role == "county_admin" || role == "cdc" || role == "supervisor");
        if (county || from_head) shown = {true, true};
        if (scope == "inst") shown.near = true;
    }
    return shown;
}

TEST_F(RegisterWalk, ShowsRowsWithinReachInListRowAndWorkbook) {
    const auto cells = table();
    int hidden = 0;
    for (const organization::Register& of : world_.composition->organization->packs().registers.all) {
        for (const auto& [role, cell] : cells.at(of.permission)) {
            if (what_says(cell, 'R').scopes.empty()) continue;
            const auth::Principal who = world_.principal(role);
            const std::string where = of.name + " " + role + " by " + cell;
            const Shown allowed = wanted(cell, role);
            const auto list = world_.ask(route("/api/registers/" + of.name), who, {});
            ASSERT_TRUE(list) << where << " " << answer_of(list);
            const auto in_list = [&](bool near) { return list->body.find("\"" + row_id(of, near) + "\"") != std::string::npos; };
            EXPECT_EQ((Shown{in_list(true), in_list(false)}), allowed) << where;
            for (const bool near : {true, false}) {
                const bool is_allowed = near ? allowed.near : allowed.far;
                EXPECT_EQ(row_answer(of, who, row_id(of, near)), is_allowed ? "200" : "404 row-unknown") << where;
                hidden += is_allowed ? 0 : 1;
            }
            EXPECT_EQ(row_answer(of, who, "nothing"), "404 row-unknown") << where;
            const auto file = world_.ask(route("/api/registers/" + of.name + "/file"), who, {});
            ASSERT_TRUE(file) << where;
            const auto texts = cells_of(file->body);
            // The institutions are called H and O.
            EXPECT_EQ((Shown{std::ranges::find(texts, "H") != texts.end(), std::ranges::find(texts, "O") != texts.end()}), allowed)
                << where;
        }
    }
    EXPECT_GT(hidden, 200);
}

TEST_F(RegisterWalk, ReportsAndStaffNameNobodyOutOfReach) {
    const auto cells = table();
    int asked = 0;
    for (const http::Route& one : world_.routes) {
        const bool is_list = one.path.starts_with("/api/reports/") || one.path == "/api/staff" || one.path == "/api/staff/warnings" ||
                             one.path == "/api/institutions" || one.path == "/api/grids" || one.path == "/api/hand-overs";
        if (one.verb != http::Verb::get || !is_list) continue;
        for (const auto& [role, cell] : cells.at(one.access.resource())) {
            if (what_says(cell, 'R').scopes.empty() || wanted(cell, role).far) continue;
            const auto answer = world_.ask(one, world_.principal(role), {});
            ASSERT_TRUE(answer) << one.path << " " << role << " " << answer_of(answer);
            for (const std::string& far : {world_.other_hospital_id, world_.other_grid_id, far_person_, std::string{"人员远"}})
                EXPECT_EQ(answer->body.find(far), std::string::npos) << one.path << " " << role;
            ++asked;
        }
    }
    EXPECT_GT(asked, 60);
}

}  // namespace
}  // namespace jiwei::app
