#include "core/programmes/case_wants.hpp"

#include <algorithm>

namespace jiwei::core::programmes {

namespace {

using json::Value;

bool equals(const Value& want, const Value& got) {
    if (want.is_number() && got.is_number()) {
        const auto left = want.as_decimal();
        const auto right = got.as_decimal();
        return left && right && *left == *right;
    }
    return want == got;
}

/// Every member of `want` stands equal in `got`.
bool agrees(const Value& want, const Value& got) {
    if (!want.is_object()) return equals(want, got);
    return std::all_of(want.members().begin(), want.members().end(),
                       [&got](const auto& member) { return agrees(member.second, got[member.first]); });
}

void differ(std::string_view name, const Value& want, const Value& got, std::vector<std::string>& out) {
    out.push_back(std::string{name} + ": wanted " + json::write(want) + ", got " + json::write(got));
}

/// Each wanted item agrees with one that came.
bool holds_each(const Value& want, const Value& got) {
    return std::all_of(want.items().begin(), want.items().end(), [&got](const Value& one) {
        return std::any_of(got.items().begin(), got.items().end(), [&one](const Value& item) { return agrees(one, item); });
    });
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
