// The permission matrix (packs/roles): which role may do what to which resource, in which scope (security specification 4.1).
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "platform/auth/principal.hpp"
#include "platform/http/problem.hpp"
#include "platform/http/route.hpp"

namespace jiwei::access {

/// One operation of one cell: "A2:county" is {'A', "county", .level = 2}.
struct Right {
    char op = 'R';
    std::string scope;
    bool starred = false;  // R*: aggregated or de-identified; U*: own contact fields
    int level = 0;         // A1 institution, A2 county
    bool two_persons = false;
    std::string with_role = {};  // "(4-eyes with auditor)": the second person holds this role
    bool operator==(const Right&) const = default;
};

/// Every scope of security specification 4.2; a cell with another word is a mistake.
[[nodiscard]] bool is_scope(std::string_view word);

/// "CRU:grid;R:treat" -> rights. Grammar: cell = part *(";" part); part = 1*op ":" scope [note]; op = C | R["*"] | U["*"] | D | A["1"|"2"]
/// | X, each with ["(2 persons)"]; note = " (4-eyes with " role ")". An operation stands once in a part. Otherwise: what is wrong.
[[nodiscard]] tl::expected<std::vector<Right>, std::string> parse_cell(std::string_view cell);

/// One line of step-up.csv: an operation that wants a second factor at most five minutes old.
struct StepUp {
    std::string resource;  // "*": any
    std::string ops;
};

class Matrix {
public:
    /// Throws std::runtime_error naming the line. The texts are role-matrix.csv, conflicts.csv, second-factor.csv and step-up.csv.
    Matrix(std::string_view matrix_csv, std::string_view conflicts_csv, std::string_view second_factor_csv = {},
           std::string_view step_up_csv = {});

    [[nodiscard]] bool knows_role(std::string_view role) const { return roles_.contains(role); }
    [[nodiscard]] bool knows_resource(std::string_view resource) const { return cells_.contains(resource); }
    [[nodiscard]] const std::set<std::string, std::less<>>& roles() const { return roles_; }
    [[nodiscard]] std::vector<std::string> resources() const;

    /// 404 unknown resource; 403 forbidden or purpose-needed (only aggregated reading); or the scopes of all roles. A grant that needs a
    /// second person says so (two_persons): the gate asks for the approval.
    [[nodiscard]] Result<auth::Grant> grant(const std::vector<std::string>& roles, http::Op op, std::string_view resource) const;
    /// The scopes of R* on the resource: totals and pseudonymous rows, never a person. 403 forbidden.
    [[nodiscard]] Result<auth::Grant> statistical(const std::vector<std::string>& roles, std::string_view resource) const;
    /// True for roles that may only sign in with a second factor: those of the pack, and whoever may export.
    [[nodiscard]] bool needs_second_factor(std::string_view role) const;
    /// True when the operation wants a fresh second factor.
    [[nodiscard]] bool needs_step_up(http::Op op, std::string_view resource) const;
    [[nodiscard]] const std::vector<Right>& rights(std::string_view role, std::string_view resource) const;
    /// The first pair of roles that one user may not hold together: "a+b", or empty.
    [[nodiscard]] std::string conflict(const std::set<std::string, std::less<>>& roles) const;

private:
    using Cells = std::map<std::string, std::vector<Right>, std::less<>>;  // by role
    void read_matrix(std::string_view csv);
    void read_conflicts(std::string_view csv);
    void read_second_factor(std::string_view csv);
    void read_step_up(std::string_view csv);

    std::set<std::string, std::less<>> roles_;
    std::map<std::string, Cells, std::less<>> cells_;  // by resource
    std::vector<std::pair<std::string, std::string>> conflicts_;
    std::set<std::string, std::less<>> second_factor_roles_;
    std::vector<StepUp> step_ups_;
};

}  // namespace jiwei::access
