#include <gtest/gtest.h>

#include "modules/access/impl.hpp"
#include "modules/access/matrix.hpp"
#include "modules/access/token_scopes.hpp"
#include "platform/crypto/digest.hpp"

namespace jiwei::access {
namespace {

std::string pack(const char* name) { return read_pack_file(std::filesystem::path{JIWEI_SOURCE_DIR} / "packs/roles" / name); }
Matrix roles_pack() { return Matrix{pack("role-matrix.csv"), pack("conflicts.csv")}; }

TEST(RoleMatrix, ReadsEveryFormOfACell) {
    using Rights = std::vector<Right>;
    EXPECT_EQ(parse_cell(""), Rights{});
    EXPECT_EQ(parse_cell("R*:county"), (Rights{{'R', "county", true, 0, false}}));
    EXPECT_EQ(parse_cell("R:self;U*:self"), (Rights{{'R', "self", false, 0, false}, {'U', "self", true, 0, false}}));
    EXPECT_EQ(parse_cell("CUA2:county"), (Rights{{'C', "county"}, {'U', "county"}, {'A', "county", false, 2, false}}));
    EXPECT_EQ(parse_cell("X(2 persons):county"), (Rights{{'X', "county", false, 0, true}}));
    EXPECT_EQ(parse_cell("C:all (4-eyes with auditor)"), (Rights{{'C', "all", false, 0, true, "auditor"}}));
}

TEST(RoleMatrix, SaysWhatIsWrongWithACell) {
    const std::vector<std::pair<const char*, const char*>> cases{
        {"R", "\"R\" has no colon between operations and scope"},
        {":county", "\":county\" names no operation"},
        {"R:", "\"\" is no scope"},
        {"Z:county", "\"Z\" is no operation"},
        {"R:county;", "\"\" has no colon between operations and scope"},
        {"R:County", "\"County\" is no scope"},
        {"r:county", "\"r\" is no operation"},
        {"RR:county", "\"R\" stands twice"},
        {"R**:inst", "\"*\" is no operation"},
        {"C*:inst", "* stands after R and U only"},
        {"R1:inst", "a level stands after A only"},
        {"A3:inst", "\"3\" is no operation"},
        {"(2 persons):inst", "\"(\" is no operation"},
        {"X(3 persons):inst", "\"(\" is no operation"},
        {"C:all (with auditor)", "\"all (with auditor)\" is no scope"},
        {"C:everywhere", "\"everywhere\" is no scope"},
    };
    for (const auto& [cell, wrong] : cases) {
        const auto rights = parse_cell(cell);
        ASSERT_FALSE(rights) << cell;
        EXPECT_EQ(rights.error(), wrong) << cell;
    }
}

// The rows that were given stay as they are; what the project needs beyond them stands below the line that says so.
TEST(RoleMatrix, KeepsTheGivenRowsUnchanged) {
    const std::string text = pack("role-matrix.csv");
    const std::size_t ours = text.find("# --- rows of our own");
    ASSERT_NE(ours, std::string::npos);
    EXPECT_EQ(crypto::sha256_hex(text.substr(0, ours)), "f83b580dde1bad23e64a0e572f50aad39306cd1852602b9180dac8e698a2d764");
}

TEST(RoleMatrix, NamesTheLineRoleAndCellOfADamagedTable) {
    try {
        const Matrix matrix{"resource,a,b\n# a remark\nx,R:inst,R:moon\n", "role,other,reason\n"};
        ADD_FAILURE() << "not refused";
    } catch (const std::runtime_error& error) {
        EXPECT_STREQ(error.what(), "role-matrix.csv:3: b has \"R:moon\": \"moon\" is no scope");
    }
}

TEST(RoleMatrix, WantsASecondFactorOfWhoeverAdministersOrExports) {
    const Matrix matrix{pack("role-matrix.csv"), pack("conflicts.csv"), pack("second-factor.csv"), pack("step-up.csv")};
    for (const char* const role : {"sysadmin", "auditor", "county_admin", "cdc", "supervisor", "insurer"}) {
        EXPECT_TRUE(matrix.needs_second_factor(role)) << role;
    }
    for (const char* const role :
         {"village_doctor", "township_doctor", "nurse", "ph_staff", "cashier", "inst_admin", "resident", "service"}) {
        EXPECT_FALSE(matrix.needs_second_factor(role)) << role;
    }
    EXPECT_TRUE(matrix.needs_step_up(http::Op::export_rows, "report_statistics"));
    EXPECT_TRUE(matrix.needs_step_up(http::Op::update, "role_assignment"));
    EXPECT_TRUE(matrix.needs_step_up(http::Op::create, "backup_restore"));
    EXPECT_FALSE(matrix.needs_step_up(http::Op::read, "role_assignment"));
    EXPECT_FALSE(matrix.needs_step_up(http::Op::create, "chronic_followup"));
}

TEST(RoleMatrix, RefusesADamagedPack) {
    const std::string conflicts = "role,other,reason\n";
    EXPECT_NO_THROW((Matrix{"resource,a,b\nx,R:inst,\n", conflicts}));
    EXPECT_THROW((Matrix{"", conflicts}), std::runtime_error);
    EXPECT_THROW((Matrix{"resource,a,b\nx,R:inst\n", conflicts}), std::runtime_error);
    EXPECT_THROW((Matrix{"resource,a\nx,Q:inst\n", conflicts}), std::runtime_error);
    EXPECT_THROW((Matrix{"resource,a\nx,R:inst\nx,R:inst\n", conflicts}), std::runtime_error);
    EXPECT_THROW((Matrix{"resource,a\nx,\"R:inst\"\n", conflicts}), std::runtime_error);
    EXPECT_THROW((Matrix{"resource,a\nx,R:inst\n", "role,other,reason\na,c,x\n"}), std::runtime_error);
}

/// What a cell says, read by eye instead of by the parser: the letters before the colon that carry no mark.
bool cell_says(std::string_view cell, char op) {
    while (!cell.empty()) {
        const std::size_t end = cell.find(';');
        const std::string_view part = cell.substr(0, end);
        cell.remove_prefix(end == std::string_view::npos ? cell.size() : end + 1);
        const std::string_view ops = part.substr(0, part.find(':'));
        const std::size_t at = ops.find(op);
        const bool marked = at != std::string_view::npos && ops.substr(at + 1).starts_with('*');
        if (at != std::string_view::npos && !marked) return true;
    }
    return false;
}

// Every role with every operation on every resource, against the table itself.
TEST(RoleMatrix, GrantsExactlyWhatTheTableSays) {
    const Matrix matrix = roles_pack();
    std::istringstream lines{pack("role-matrix.csv")};
    std::string line;
    std::getline(lines, line);
    const auto cells_of = [](const std::string& text) {
        std::vector<std::string> cells{""};
        for (const char c : text) {
            if (c == ',') {
                cells.emplace_back();
            } else {
                cells.back().push_back(c);
            }
        }
        return cells;
    };
    const std::vector<std::string> roles = cells_of(line);
    int asked = 0;
    while (std::getline(lines, line)) {
        if (line.starts_with('#')) continue;
        const std::vector<std::string> cells = cells_of(line);
        for (std::size_t i = 1; i < roles.size(); ++i) {
            for (const char op : std::string_view{"CRUDAX"}) {
                ++asked;
                const auto grant = matrix.grant({roles[i]}, static_cast<http::Op>(op), cells[0]);
                const bool says = cell_says(cells[i], op);
                const bool own_fields = op == 'U' && cells[i].find("U*:") != std::string::npos;
                EXPECT_EQ(grant.has_value(), says || own_fields) << roles[i] << " " << op << " " << cells[0] << " = " << cells[i];
                if (grant) {
                    EXPECT_FALSE(grant->scopes.empty());
                    EXPECT_EQ(grant->self_fields, !says);
                    EXPECT_EQ(grant->two_persons, cells[i].find('(') != std::string::npos);
                    EXPECT_EQ(grant->resource, cells[0]);
                } else {
                    EXPECT_EQ(grant.error().refusal, Refusal::forbidden);
                }
            }
        }
    }
    EXPECT_GT(asked, 4'000);
}

TEST(RoleMatrix, AnswersTheWorkedExamples) {
    const Matrix matrix = roles_pack();
    const auto code = [&](const char* role, char op, const char* resource) {
        const auto grant = matrix.grant({role}, static_cast<http::Op>(op), resource);
        return grant ? std::string{"ok"} : grant.error().code;
    };
    EXPECT_EQ(code("village_doctor", 'D', "chronic_followup"), "forbidden");
    EXPECT_EQ(code("cashier", 'R', "lab_result"), "forbidden");
    EXPECT_EQ(code("auditor", 'R', "person_demographics"), "forbidden");
    EXPECT_EQ(code("auditor", 'R', "audit_log"), "ok");
    EXPECT_EQ(code("county_admin", 'R', "person_demographics"), "purpose-needed");
    EXPECT_EQ(code("county_admin", 'X', "bulk_export_person"), "ok");
    EXPECT_EQ(code("sysadmin", 'R', "person_demographics"), "forbidden");
    EXPECT_EQ(code("village_doctor", 'R', "spaceship"), "resource-unknown");
}

TEST(RoleMatrix, UnitesTheScopesOfSeveralRoles) {
    const Matrix matrix = roles_pack();
    const auto grant = matrix.grant({"village_doctor", "ph_staff"}, http::Op::read, "person_demographics");
    ASSERT_TRUE(grant);
    EXPECT_EQ(grant->scopes, (std::vector<std::string>{"grid", "treat", "inst"}));
    const auto mixed = matrix.grant({"county_admin", "village_doctor"}, http::Op::read, "person_demographics");
    ASSERT_TRUE(mixed);
    EXPECT_EQ(mixed->scopes, (std::vector<std::string>{"grid", "treat"})) << "an aggregated right adds no row";
}

TEST(RoleMatrix, RefusesConflictingRoles) {
    const Matrix matrix = roles_pack();
    EXPECT_EQ(matrix.conflict({"village_doctor", "ph_staff"}), "");
    EXPECT_EQ(matrix.conflict({"cashier", "accountant"}), "cashier+accountant");
    EXPECT_EQ(matrix.conflict({"cashier", "inst_admin"}), "cashier+inst_admin");
    EXPECT_EQ(matrix.conflict({"auditor", "sysadmin"}), "sysadmin+auditor");
    EXPECT_EQ(matrix.conflict({"nurse", "sysadmin"}), "sysadmin+nurse");
    EXPECT_EQ(matrix.conflict({"sysadmin"}), "");
}

TEST(TokenScopes, CoverWhatTheyName) {
    for (const char* const good : {"system/Patient.read", "system/*.*", "system/chronic_followup.write"})
        EXPECT_TRUE(is_token_scope(good)) << good;
    for (const char* const bad :
         {"", "Patient.read", "system/.read", "system/Patient", "system/Patient.run", "user/Patient.read", "system/P t.read"}) {
        EXPECT_FALSE(is_token_scope(bad)) << bad;
    }
    EXPECT_TRUE(token_allows({"system/Patient.read"}, http::Op::read, "person_demographics"));
    EXPECT_FALSE(token_allows({"system/Patient.read"}, http::Op::create, "person_demographics"));
    EXPECT_FALSE(token_allows({"system/Patient.read"}, http::Op::read, "chronic_followup"));
    EXPECT_TRUE(token_allows({"system/Patient.read", "system/Observation.*"}, http::Op::update, "chronic_followup"));
    EXPECT_TRUE(token_allows({"system/*.read"}, http::Op::read, "audit_log"));
    EXPECT_FALSE(token_allows({}, http::Op::read, "person_demographics"));
}

struct LockCase {
    const char* name;
    std::vector<int> minutes;  // after 08:00
    int until;                 // 0: not locked
};
class Lockout : public testing::TestWithParam<LockCase> {};
TEST_P(Lockout, CountsTheWindowBehindTheLastFailure) {
    std::vector<time::Instant> failures;
    for (const int minute : GetParam().minutes) failures.push_back(time::Instant{minute * 60'000LL});
    const auto until = locked_until(failures, {});
    ASSERT_EQ(until.has_value(), GetParam().until != 0);
    EXPECT_EQ(until.value_or(time::Instant{0}).utc_ms, GetParam().until * 60'000LL);
}
INSTANTIATE_TEST_SUITE_P(Examples, Lockout,
                         testing::Values(LockCase{"worked_example", {0, 3, 6, 9, 14}, 44},
                                         LockCase{"fifth_at_the_fifteenth_minute", {0, 3, 6, 9, 15}, 0},
                                         LockCase{"fifth_later", {0, 3, 6, 9, 20}, 0}, LockCase{"four", {0, 3, 6, 9}, 0},
                                         LockCase{"six_with_the_first_outside", {0, 3, 6, 9, 12, 15}, 45},
                                         LockCase{"at_once", {1, 1, 1, 1, 1}, 31}, LockCase{"none", {}, 0}),
                         [](const auto& made) { return std::string{made.param.name}; });

TEST(AddressThrottles, RefuseAfterTwentyInTenMinutes) {
    AddressThrottle throttle{20, 10};
    for (int i = 0; i < 20; ++i) {
        EXPECT_FALSE(throttle.refuses("10.0.0.1", time::Instant{i * 1'000}));
        throttle.failed("10.0.0.1", time::Instant{i * 1'000});
    }
    EXPECT_TRUE(throttle.refuses("10.0.0.1", time::Instant{20'000}));
    EXPECT_FALSE(throttle.refuses("10.0.0.2", time::Instant{20'000}));
    EXPECT_TRUE(throttle.refuses("10.0.0.1", time::Instant{599'999}));
    EXPECT_FALSE(throttle.refuses("10.0.0.1", time::Instant{600'000})) << "the first left the window (last - 10 min, last]";
}

TEST(AddressThrottles, StayBounded) {
    AddressThrottle throttle{20, 10};
    for (int i = 0; i < 100'000; ++i) throttle.failed(std::to_string(i), time::Instant{1});
    EXPECT_FALSE(throttle.refuses("x", time::Instant{1}));
}

}  // namespace
}  // namespace jiwei::access
