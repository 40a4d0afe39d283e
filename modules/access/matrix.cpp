#include "modules/access/matrix.hpp"

#include <algorithm>
#include <array>
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

/// The pack's tables have no quoted fields; a quote is therefore a mistake. Lines that begin with # are remarks.
struct TableRow {
    std::size_t line = 0;
    std::vector<std::string_view> fields;
};

std::vector<TableRow> table_of(std::string_view csv, const char* file) {
    std::vector<TableRow> rows;
    std::size_t number = 0;
    for (std::string_view line : split(csv, '\n')) {
        ++number;
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (line.empty() || line.starts_with('#')) continue;
        if (line.find('"') != std::string_view::npos) {
            throw std::runtime_error{std::string{file} + ":" + std::to_string(number) + ": a field is quoted"};
        }
        rows.push_back({number, split(line, ',')});
    }
    if (rows.empty()) throw std::runtime_error{std::string{file} + ": is empty"};
    return rows;
}

constexpr std::array<std::string_view, 24> scopes_known{
    "self",     "own",           "own_site",      "own_window",  "grid",        "treat",      "inst", "county",   "county_assigned",
    "assigned", "grid_assigned", "inst_assigned", "grid_patrol", "inst_patrol", "scope",      "all",  "cdc_case", "visit",
    "rx",       "claim",         "insured",       "fund",        "purpose",     "break_glass"};

std::string quoted(std::string_view text) { return "\"" + std::string{text} + "\""; }

/// The suffix of one operation: "*", "1", "2", "(2 persons)". Gives what is wrong, or nothing.
std::string read_suffix(std::string_view& ops, Right& right) {
    if (ops.starts_with('*')) {
        if (right.op != 'R' && right.op != 'U') return "* stands after R and U only";
        right.starred = true;
        ops.remove_prefix(1);
    } else if (ops.starts_with('1') || ops.starts_with('2')) {
        if (right.op != 'A') return "a level stands after A only";
        right.level = ops.front() - '0';
        ops.remove_prefix(1);
    }
    constexpr std::string_view persons = "(2 persons)";
    if (ops.starts_with(persons)) {
        right.two_persons = true;
        ops.remove_prefix(persons.size());
    }
    return {};
}

/// "all (4-eyes with auditor)" -> the scope; `role` is the second person's.
std::string_view read_note(std::string_view scope, std::string& role) {
    constexpr std::string_view opening = " (4-eyes with ";
    const std::size_t at = scope.find(opening);
    if (at == std::string_view::npos || !scope.ends_with(')')) return scope;
    role = scope.substr(at + opening.size(), scope.size() - at - opening.size() - 1);
    return scope.substr(0, at);
}

/// One part of a cell: "CRUDA1:inst", "X(2 persons):county", "CRU:all (4-eyes with auditor)". Gives what is wrong, or nothing.
std::string parse_part(std::string_view part, std::vector<Right>& out) {
    const std::size_t colon = part.find(':');
    if (colon == std::string_view::npos) return quoted(part) + " has no colon between operations and scope";
    if (colon == 0) return quoted(part) + " names no operation";
    std::string_view ops = part.substr(0, colon);
    std::string with_role;
    const std::string_view scope = read_note(part.substr(colon + 1), with_role);
    if (!is_scope(scope)) return quoted(scope) + " is no scope";
    std::string seen;
    while (!ops.empty()) {
        Right right{ops.front(), std::string{scope}, false, 0, !with_role.empty(), with_role};
        if (operations.find(right.op) == std::string_view::npos) return quoted(ops.substr(0, 1)) + " is no operation";
        if (seen.find(right.op) != std::string::npos) return quoted(ops.substr(0, 1)) + " stands twice";
        seen.push_back(right.op);
        ops.remove_prefix(1);
        if (std::string wrong = read_suffix(ops, right); !wrong.empty()) return wrong;
        out.push_back(std::move(right));
    }
    return {};
}

void add_scope(std::vector<std::string>& scopes, const std::string& scope) {
    if (std::find(scopes.begin(), scopes.end(), scope) == scopes.end()) scopes.push_back(scope);
}

}  // namespace

bool is_scope(std::string_view word) { return std::ranges::find(scopes_known, word) != scopes_known.end(); }

tl::expected<std::vector<Right>, std::string> parse_cell(std::string_view cell) {
    std::vector<Right> rights;
    if (cell.empty()) return rights;
    for (const std::string_view part : split(cell, ';')) {
        if (std::string wrong = parse_part(part, rights); !wrong.empty()) return tl::unexpected(std::move(wrong));
    }
    return rights;
}

Matrix::Matrix(std::string_view matrix_csv, std::string_view conflicts_csv, std::string_view second_factor_csv,
               std::string_view step_up_csv) {
    read_matrix(matrix_csv);
    read_conflicts(conflicts_csv);
    if (!second_factor_csv.empty()) read_second_factor(second_factor_csv);
    if (!step_up_csv.empty()) read_step_up(step_up_csv);
}

void Matrix::read_matrix(std::string_view csv) {
    const auto rows = table_of(csv, "role-matrix.csv");
    const auto& head = rows.front().fields;
    if (head.front() != "resource") throw std::runtime_error{"role-matrix.csv: the first column is not resource"};
    for (std::size_t column = 1; column < head.size(); ++column) roles_.emplace(head[column]);
    for (std::size_t i = 1; i < rows.size(); ++i) {
        const auto& row = rows[i].fields;
        const std::string where = "role-matrix.csv:" + std::to_string(rows[i].line) + ": ";
        if (row.size() != head.size()) throw std::runtime_error{where + "has another number of columns than the first line"};
        Cells cells;
        for (std::size_t column = 1; column < row.size(); ++column) {
            auto rights = parse_cell(row[column]);
            const std::string cell = where + std::string{head[column]} + " has " + quoted(row[column]) + ": ";
            if (!rights) throw std::runtime_error{cell + rights.error()};
            for (const Right& right : *rights) {
                if (!right.with_role.empty() && !knows_role(right.with_role)) throw std::runtime_error{cell + "no such role"};
            }
            if (!rights->empty()) cells.emplace(head[column], std::move(*rights));
        }
        if (!cells_.emplace(row.front(), std::move(cells)).second) throw std::runtime_error{where + "stands twice"};
    }
}

void Matrix::read_conflicts(std::string_view csv) {
    const auto rows = table_of(csv, "conflicts.csv");
    for (std::size_t i = 1; i < rows.size(); ++i) {
        const auto& row = rows[i].fields;
        const bool known = row.size() == 3 && knows_role(row[0]) && (row[1] == "*" || knows_role(row[1]));
        if (!known) throw std::runtime_error{"conflicts.csv:" + std::to_string(rows[i].line) + ": is not two roles and a reason"};
        conflicts_.emplace_back(row[0], row[1]);
    }
}

void Matrix::read_second_factor(std::string_view csv) {
    const auto rows = table_of(csv, "second-factor.csv");
    for (std::size_t i = 1; i < rows.size(); ++i) {
        const auto& row = rows[i].fields;
        if (row.size() != 2 || !knows_role(row[0])) {
            throw std::runtime_error{"second-factor.csv:" + std::to_string(rows[i].line) + ": is not a role and a reason"};
        }
        second_factor_roles_.emplace(row[0]);
    }
}

void Matrix::read_step_up(std::string_view csv) {
    const auto rows = table_of(csv, "step-up.csv");
    for (std::size_t i = 1; i < rows.size(); ++i) {
        const auto& row = rows[i].fields;
        const bool known = row.size() == 3 && (row[0] == "*" || knows_resource(row[0])) && !row[1].empty() &&
                           row[1].find_first_not_of(operations) == std::string_view::npos;
        if (!known)
            throw std::runtime_error{"step-up.csv:" + std::to_string(rows[i].line) + ": is not a resource, operations and a reason"};
        step_ups_.push_back({std::string{row[0]}, std::string{row[1]}});
    }
}

bool Matrix::needs_second_factor(std::string_view role) const {
    if (second_factor_roles_.contains(role)) return true;
    if (role == "service") return false;  // a key, not a person
    return std::ranges::any_of(cells_, [&](const auto& row) {
        const auto cell = row.second.find(role);
        return cell != row.second.end() && std::ranges::any_of(cell->second, [](const Right& right) { return right.op == 'X'; });
    });
}

bool Matrix::needs_step_up(http::Op op, std::string_view resource) const {
    return std::ranges::any_of(step_ups_, [&](const StepUp& one) {
        return (one.resource == "*" || one.resource == resource) && one.ops.find(static_cast<char>(op)) != std::string::npos;
    });
}

std::vector<std::string> Matrix::resources() const {
    std::vector<std::string> all;
    all.reserve(cells_.size());
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

namespace {

/// What the cells of several roles say of one operation, gathered.
struct Gathered {
    std::vector<std::string> full, paired, fields, totals;  // scopes: plain, of two persons, U*, R*
    std::vector<int> levels;
};

void gather(const Right& right, http::Op op, Gathered& into) {
    if (right.starred) {
        add_scope(op == http::Op::update ? into.fields : into.totals, right.scope);
        return;
    }
    add_scope(right.two_persons ? into.paired : into.full, right.scope);
    if (right.level != 0) into.levels.push_back(right.level);
}

}  // namespace

Result<auth::Grant> Matrix::grant(const std::vector<std::string>& roles, http::Op op, std::string_view resource) const {
    if (!knows_resource(resource)) return refuse(Refusal::not_found, "resource-unknown");
    Gathered found;
    for (const std::string& role : roles) {
        for (const Right& right : rights(role, resource)) {
            if (right.op == static_cast<char>(op)) gather(right, op, found);
        }
    }
    auth::Grant grant;
    grant.resource = resource;
    grant.levels = found.levels;
    grant.self_fields = found.full.empty() && !found.fields.empty();
    grant.two_persons = found.full.empty() && found.fields.empty() && !found.paired.empty();
    grant.scopes = !found.full.empty() ? found.full : !found.fields.empty() ? found.fields : found.paired;
    if (!grant.scopes.empty()) return grant;
    // Aggregated rights never open a row; a person is opened for a stated purpose, which is an act of its own.
    if (!found.totals.empty()) return refuse(Refusal::forbidden, "purpose-needed", "this role reads totals only");
    return refuse(Refusal::forbidden, "forbidden", "no role of this account may do that");
}

Result<auth::Grant> Matrix::statistical(const std::vector<std::string>& roles, std::string_view resource) const {
    auth::Grant grant;
    grant.resource = resource;
    grant.statistical = true;
    for (const std::string& role : roles) {
        for (const Right& right : rights(role, resource)) {
            if (right.op == 'R' && right.starred) add_scope(grant.scopes, right.scope);
        }
    }
    if (grant.scopes.empty()) return refuse(Refusal::forbidden, "forbidden", "no role of this account may do that");
    return grant;
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
