#include "core/programmes/json_form.hpp"

namespace jiwei::core::programmes {

namespace {

using json::Value;

Value text_or_null(const std::optional<std::string>& text) { return text ? Value::string(*text) : Value{}; }
Value day_or_null(const std::optional<CivilDate>& day) { return day ? Value::string(day->text()) : Value{}; }

Value texts(const std::vector<std::string>& given) {
    std::vector<Value> items;
    items.reserve(given.size());
    for (const std::string& one : given) items.push_back(Value::string(one));
    return Value::array(std::move(items));
}

Value closed(const TaskClose& close) {
    return Value::object({{"id", Value::string(close.id)},
                          {"code", Value::string(close.code)},
                          {"done_on", Value::string(close.done_on.text())},
                          {"state", Value::string(std::to_string(static_cast<int>(close.state)))}});
}

}  // namespace

Value to_json(const Finding& finding) {
    return Value::object({{"pointer", Value::string(finding.pointer)},
                          {"code", Value::string(finding.code)},
                          {"allowed", Value::string(finding.allowed)},
                          {"severity", Value::string(finding.severity == Severity::hard ? "hard" : "soft")}});
}

Value to_json(const schedule::Task& task) {
    return Value::object({{"code", Value::string(task.code)},
                          {"anchor", Value::string(task.anchor.text())},
                          {"opens", Value::string(task.opens.text())},
                          {"due", Value::string(task.due.text())},
                          {"grace_until", Value::string(task.grace_until.text())},
                          {"completed_by", Value::string(task.completed_by)}});
}

Value to_json(const Decision& decision) {
    Value findings = Value::array();
    for (const Finding& finding : decision.findings) findings.append(to_json(finding));
    Value flags = Value::object();
    for (const auto& [name, value] : decision.flags) flags.append_member(name, Value::boolean(value));
    Value closes = Value::array();
    for (const TaskClose& close : decision.closes) closes.append(closed(close));
    Value creates = Value::array();
    for (const schedule::Task& task : decision.creates) creates.append(to_json(task));
    Value facts = Value::array();
    for (const FactValue& fact : decision.facts) {
        facts.append(Value::object({{"code", Value::string(fact.code)}, {"value", Value::string(fact.value)}}));
    }
    Value groups = Value::object();
    for (const forms::GroupState& group : decision.groups) {
        groups.append_member(group.key, Value::object({{"applies", Value::boolean(group.applies)},
                                                       {"complete", Value::boolean(group.missing.empty())},
                                                       {"missing", texts(group.missing)}}));
    }
    return Value::object({{"findings", std::move(findings)},
                          {"answers", decision.answers},
                          {"shown", texts(decision.shown)},
                          {"required", texts(decision.required)},
                          {"groups", std::move(groups)},
                          {"date", day_or_null(decision.service_date)},
                          {"row", decision.row.empty() ? Value{} : Value::string(decision.row)},
                          {"class", text_or_null(decision.class_code)},
                          {"rule_class", text_or_null(decision.rule_class)},
                          {"next", day_or_null(decision.next_due)},
                          {"rule_next", day_or_null(decision.rule_next_due)},
                          {"referral", Value::string(std::string{referral_name(decision.referral)})},
                          {"flags", std::move(flags)},
                          {"messages", texts(decision.messages)},
                          {"closes", std::move(closes)},
                          {"cancels", texts(decision.cancels)},
                          {"creates", std::move(creates)},
                          {"facts", std::move(facts)},
                          {"enrolment_state", text_or_null(decision.enrolment_state)}});
}

const std::string& Reader::text(const Value& object, std::string_view key) {
    const Value& found = object[key];
    if (!found.is_string()) report(key, "a text is needed");
    return found.text();
}

CivilDate Reader::day(const Value& object, std::string_view key) {
    const auto found = object[key].as_date();
    if (!found) report(key, "a date is needed");
    return found.value_or(CivilDate{});
}

std::optional<CivilDate> Reader::day_if_any(const Value& object, std::string_view key) {
    if (object[key].is_null()) return std::nullopt;
    return day(object, key);
}

void Reader::report(std::string_view key, std::string_view what) { errors_.push_back(std::string{key} + ": " + std::string{what}); }

Resident Reader::resident(const Value& given) {
    Resident made{day(given, "birth_date"), text(given, "sex"), day_if_any(given, "death_date"), {}};
    for (const Value& name : given["programmes"].items()) made.programmes.push_back(name.text());
    return made;
}

std::optional<Enrolment> Reader::enrolment(const Value& given) {
    if (given.is_null()) return std::nullopt;
    return Enrolment{day(given, "enrolled_on"), given["state"].is_null() ? std::string{"1"} : text(given, "state")};
}

std::vector<rules::Fact> Reader::facts(const Value& given) {
    std::vector<rules::Fact> made;
    for (const Value& one : given.items()) made.push_back({text(one, "code"), day(one, "on"), text(one, "record"), text(one, "value")});
    return made;
}

std::vector<OpenTask> Reader::tasks(const Value& given) {
    std::vector<OpenTask> made;
    for (const Value& one : given.items()) {
        schedule::Task task{text(one, "code"), day(one, "anchor"),      day(one, "opens"),
                            day(one, "due"),   day(one, "grace_until"), text(one, "completed_by")};
        made.push_back(OpenTask{text(one, "id"), std::move(task), one["created_by"].text()});
    }
    return made;
}

}  // namespace jiwei::core::programmes
