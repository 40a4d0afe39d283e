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
    bool operator==(const Right&) const = default;
};

/// "CRU:grid;R:treat" -> rights, or nothing when the cell cannot be read.
[[nodiscard]] std::optional<std::vector<Right>> parse_cell(std::string_view cell);

class Matrix {
public:
    /// Throws std::runtime_error naming the line. The texts are role-matrix.csv and conflicts.csv.
    Matrix(std::string_view matrix_csv, std::string_view conflicts_csv);

    [[nodiscard]] bool knows_role(std::string_view role) const { return roles_.contains(role); }
    [[nodiscard]] bool knows_resource(std::string_view resource) const { return cells_.contains(resource); }
    [[nodiscard]] const std::set<std::string, std::less<>>& roles() const { return roles_; }
    [[nodiscard]] std::vector<std::string> resources() const;

    /// 404 unknown resource; 403 forbidden, purpose-needed (only aggregated reading) or two-persons-needed; or the scopes of all roles.
    [[nodiscard]] Result<auth::Grant> grant(const std::vector<std::string>& roles, http::Op op, std::string_view resource) const;
    [[nodiscard]] const std::vector<Right>& rights(std::string_view role, std::string_view resource) const;
    /// The first pair of roles that one user may not hold together: "a+b", or empty.
    [[nodiscard]] std::string conflict(const std::set<std::string, std::less<>>& roles) const;

private:
    using Cells = std::map<std::string, std::vector<Right>, std::less<>>;  // by role
    void read_matrix(std::string_view csv);
    void read_conflicts(std::string_view csv);

    std::set<std::string, std::less<>> roles_;
    std::map<std::string, Cells, std::less<>> cells_;  // by resource
    std::vector<std::pair<std::string, std::string>> conflicts_;
};

}  // namespace jiwei::access
