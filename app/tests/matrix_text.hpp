// The permission matrix as text, for walks: read by eye and not by the parser of the gate.
#pragma once

#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "platform/auth/principal.hpp"
#include "platform/http/route.hpp"

namespace jiwei::app::testing {

using Cells = std::map<std::string, std::map<std::string, std::string>>;

/// The table as text: row and role to cell.
inline Cells matrix_cells(const std::string& packs) {
    std::ifstream file{packs + "/roles/role-matrix.csv"};
    Cells cells;
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
    void add(const Says& other) {
        scopes.insert(other.scopes.begin(), other.scopes.end());
        starred = starred || other.starred;
        paired = paired || other.paired;
    }
};

inline Says what_says(const std::string& cell, char op) {
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

/// Whether a person of the near grid (or of the other hospital) is visible by these scopes.
inline bool is_visible(const std::set<std::string>& scopes, const std::string& role, bool near) {
    for (const std::string& scope : scopes) {
        if (scope == "county" || scope == "all" || scope == "scope") return true;
        if (near && (scope == "inst" || (scope == "grid" && role == "village_doctor"))) return true;
        // The county's offices stand at its head: their subtree is the county.
        if (scope == "inst" && (role == "county_admin" || role == "cdc" || role == "supervisor")) return true;
    }
    return false;
}

/// What a broken gate gives: the whole county, on every row of the route.
inline void open_everything(const http::Route& route, auth::Grant& grant) {
    grant.scopes = {"county"};
    grant.resource = route.access.kind() == http::Access::Kind::permission ? route.access.resource() : std::string{};
    grant.of_rows.clear();
    if (route.access.kind() != http::Access::Kind::permission || route.access.rows().size() == 1) return;
    for (const std::string& row : route.access.rows()) {
        auth::Grant one;
        one.scopes = {"county"};
        one.resource = row;
        grant.of_rows.push_back(std::move(one));
    }
}

}  // namespace jiwei::app::testing
