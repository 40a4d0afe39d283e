#include "modules/access/matrix.hpp"

#include <algorithm>
#include <stdexcept>

namespace jiwei::access {

namespace {

constexpr std::string_view operations = "CRUDAX";

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    while (true) {
        const std::size_t end = text.find(separator);
        parts.push_back(text.substr(0, end));
        if (end == std::string_view::npos) return parts;
        text.remove_prefix(end + 1);
    }
}

/// The pack's tables have no quoted fields; a quote is therefore a mistake.
std::vector<std::vector<std::string_view>> table_of(std::string_view csv, const char* file) {
    std::vector<std::vector<std::string_view>> rows;
    for (std::string_view line : split(csv, '\n')) {
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (line.empty()) continue;
        if (line.find('"') != std::string_view::npos) throw std::runtime_error{std::string{file} + ": a field is quoted"};
        rows.push_back(split(line, ','));
    }
    if (rows.empty()) throw std::runtime_error{std::string{file} + ": is empty"};
    return rows;
}

/// One part of a cell: "CRUDA1:inst", "X(2 persons):county", "CRU:all (4-eyes with auditor)".
bool parse_part(std::string_view part, std::vector<Right>& out) {
    const std::size_t colon = part.find(':');
    if (colon == std::string_view::npos || colon == 0) return false;
    std::string_view ops = part.substr(0, colon);
    std::string_view scope = part.substr(colon + 1);
    const bool noted = scope.ends_with(')');
    if (noted) scope = scope.substr(0, scope.find(" ("));
    const bool plain = !scope.empty() && std::all_of(scope.begin(), scope.end(), [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; });
    if (!plain) return false;
    while (!ops.empty()) {
        Right right{ops.front(), std::string{scope}, false, 0, noted};
        if (operations.find(right.op) == std::string_view::npos) return false;
        ops.remove_prefix(1);
        if (ops.starts_with('*')) {
            right.starred = true;
            ops.remove_prefix(1);
        } else if (ops.starts_with('1') || ops.starts_with('2')) {
            right.level = ops.front() - '0';
            ops.remove_prefix(1);
        } else if (ops.starts_with("(2 persons)")) {
            right.two_persons = true;
            ops.remove_prefix(std::string_view{"(2 persons)"}.size());
        }
        out.push_back(std::move(right));
    }
    return true;
}

void add_scope(std::vector<std::string>& scopes, const std::string& scope) {
    if (std::find(scopes.begin(), scopes.end(), scope) == scopes.end()) scopes.push_back(scope);
}

}  // namespace

std::optional<std::vector<Right>> parse_cell(std::string_view cell) {
    std::vector<Right> rights;
    if (cell.empty()) return rights;
    for (const std::string_view part : split(cell, ';')) {
        if (!parse_part(part, rights)) return std::nullopt;
    }
    return rights;
}

Matrix::Matrix(std::string_view matrix_csv, std::string_view conflicts_csv) {
    read_matrix(matrix_csv);
    read_conflicts(conflicts_csv);
}

void Matrix::read_matrix(std::string_view csv) {
    const auto rows = table_of(csv, "role-matrix.csv");
    const auto& head = rows.front();
    if (head.front() != "resource") throw std::runtime_error{"role-matrix.csv: the first column is not resource"};
    for (std::size_t column = 1; column < head.size(); ++column) roles_.emplace(head[column]);
    for (std::size_t line = 1; line < rows.size(); ++line) {
        const auto& row = rows[line];
        const std::string where = "role-matrix.csv:" + std::to_string(line + 1) + ": ";
        if (row.size() != head.size()) throw std::runtime_error{where + "has another number of columns than the first line"};
        Cells cells;
        for (std::size_t column = 1; column < row.size(); ++column) {
            auto rights = parse_cell(row[column]);
            if (!rights) throw std::runtime_error{where + "cannot read \"" + std::string{row[column]} + "\""};
            if (!rights->empty()) cells.emplace(head[column], std::move(*rights));
        }
        if (!cells_.emplace(row.front(), std::move(cells)).second) throw std::runtime_error{where + "stands twice"};
    }
}

void Matrix::read_conflicts(std::string_view csv) {
    const auto rows = table_of(csv, "conflicts.csv");
    for (std::size_t line = 1; line < rows.size(); ++line) {
        const auto& row = rows[line];
        const bool known = row.size() == 3 && knows_role(row[0]) && (row[1] == "*" || knows_role(row[1]));
        if (!known) throw std::runtime_error{"conflicts.csv:" + std::to_string(line + 1) + ": is not two roles and a reason"};
        conflicts_.emplace_back(row[0], row[1]);
    }
}

std::vector<std::string> Matrix::resources() const {
    std::vector<std::string> all;
    for (const auto& [resource, cells] : cells_) all.push_back(resource);
    return all;
}

const std::vector<Right>& Matrix::rights(std::string_view role, std::string_view resource) const {
    static const std::vector<Right> none;
    const auto row = cells_.find(resource);
    if (row == cells_.end()) return none;
    const auto cell = row->second.find(role);
    return cell == row->second.end() ? none : cell->second;
}

Result<auth::Grant> Matrix::grant(const std::vector<std::string>& roles, http::Op op, std::string_view resource) const {
    if (!knows_resource(resource)) return refuse(Refusal::not_found, "resource-unknown");
    auth::Grant full;
    bool aggregated = false;
    bool needs_two = false;
    bool own_fields = false;
    std::vector<std::string> field_scopes;
    for (const std::string& role : roles) {
        for (const Right& right : rights(role, resource)) {
            if (right.op != static_cast<char>(op)) continue;
            if (right.two_persons) {
                needs_two = true;
            } else if (!right.starred) {
                add_scope(full.scopes, right.scope);
            } else if (op == http::Op::update) {
                own_fields = true;
                add_scope(field_scopes, right.scope);
            } else {
                aggregated = true;
            }
        }
    }
    if (!full.scopes.empty()) return full;
    if (own_fields) return auth::Grant{std::move(field_scopes), false, true};
    // Aggregated rights never open a row; a person is opened for a stated purpose, which is a process of its own.
    if (aggregated) return refuse(Refusal::forbidden, "purpose-needed", "this role reads totals only");
    if (needs_two) return refuse(Refusal::forbidden, "two-persons-needed", "another person has to approve");
    return refuse(Refusal::forbidden, "forbidden", "no role of this account may do that");
}

std::string Matrix::conflict(const std::set<std::string, std::less<>>& roles) const {
    for (const auto& [role, other] : conflicts_) {
        if (!roles.contains(role)) continue;
        for (const std::string& held : roles) {
            if (held != role && (other == "*" || other == held)) return role + "+" + held;
        }
    }
    return {};
}

}  // namespace jiwei::access
