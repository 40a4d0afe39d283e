#include "core/programmes/case_wants.hpp"

#include <algorithm>
#include <optional>
#include <vector>

#include "core/kernel/decimal.hpp"

namespace jiwei::core::programmes {

namespace {

using json::Value;

std::optional<Decimal> number_of(const Value& value) { return value.is_string() ? parse_decimal(value.text()) : value.as_decimal(); }

bool agrees(const Value& want, const Value& got);

/// Every item of `want` from `at` on has an item of `got` of its own that agrees with it.
bool pairs_up(const Value& want, const Value& got, std::size_t at, std::vector<bool>& taken) {
    if (at == want.items().size()) return true;
    for (std::size_t i = 0; i < got.items().size(); ++i) {
        if (taken[i] || !agrees(want.items()[at], got.items()[i])) continue;
        taken[i] = true;
        if (pairs_up(want, got, at + 1, taken)) return true;
        taken[i] = false;
    }
    return false;
}

/// Each wanted item agrees with one that came, no two with the same.
bool holds_each(const Value& want, const Value& got) {
    std::vector<bool> taken(got.items().size());
    return pairs_up(want, got, 0, taken);
}

bool equals(const Value& want, const Value& got) {
    if (want.is_array() && got.is_array()) return want.items().size() == got.items().size() && holds_each(want, got);
    // "none" is how a text file says that nothing came.
    if (want.is_string() && (want.text() == "none" || want.text().empty()) && got.is_null()) return true;
    const auto left = number_of(want);
    const auto right = number_of(got);
    return left && right ? *left == *right : want == got;
}

/// Every member of `want` stands equal in `got`; lists are compared in any order.
bool agrees(const Value& want, const Value& got) {
    if (!want.is_object()) return equals(want, got);
    return std::all_of(want.members().begin(), want.members().end(),
                       [&got](const auto& member) { return agrees(member.second, got[member.first]); });
}

void differ(std::string_view name, const Value& want, const Value& got, std::vector<std::string>& out) {
    out.push_back(std::string{name} + ": wanted " + json::write(want) + ", got " + json::write(got));
}

/// {"HT-FU": "2025-04-24"}: exactly these tasks are created, with these due dates.
Value due_dates(const Value& created) {
    Value made = Value::object();
    for (const Value& task : created.items()) made.set(task["code"].text(), task["due"]);
    return made;
}

Value codes_of(const Value& items) {
    Value made = Value::array();
    for (const Value& item : items.items()) made.append(item["code"]);
    return made;
}

Value facts_by_code(const Value& facts) {
    Value made = Value::object();
    for (const Value& fact : facts.items()) made.set(fact["code"].text(), fact["value"]);
    return made;
}

void compare_member(const std::string& name, const Value& want, const Value& got, std::vector<std::string>& out) {
    if (name == "tasks") {
        const Value dates = due_dates(got["creates"]);
        if (dates.members().size() != want.members().size() || !agrees(want, dates)) differ(name, want, dates, out);
    } else if (name == "closes" || name == "cancels") {
        const Value codes = name == "closes" ? codes_of(got["closes"]) : got["cancels"];
        if (!equals(want, codes)) differ(name, want, codes, out);
    } else if (name == "facts") {
        const Value facts = facts_by_code(got["facts"]);
        if (!agrees(want, facts)) differ(name, want, facts, out);
    } else if (name == "findings" || name == "creates") {
        const bool exact = name == "findings" || want.items().empty();
        const bool same_size = want.items().size() == got[name].items().size();
        if ((exact && !same_size) || !holds_each(want, got[name])) differ(name, want, got[name], out);
    } else if (got.find(name) == nullptr) {
        out.push_back(name + ": a decision has no such member");
    } else if (!agrees(want, got[name])) {
        differ(name, want, got[name], out);
    }
}

}  // namespace

bool case_agrees(const Value& want, const Value& got) { return agrees(want, got); }

void compare_decision(const Value& got, const Value& want, std::vector<std::string>& differences) {
    if (!want.is_object() || want.members().empty()) differences.push_back("want: a case says what it wants");
    // A case that says nothing of findings expects the record to be accepted.
    if (want.find("findings") == nullptr) {
        for (const Value& finding : got["findings"].items()) {
            if (finding["severity"].text() == "hard") differences.push_back("refused: " + json::write(finding));
        }
    }
    for (const auto& [name, wanted] : want.members()) compare_member(name, wanted, got, differences);
}

}  // namespace jiwei::core::programmes
