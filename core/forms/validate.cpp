#include "core/forms/validate.hpp"

#include <algorithm>

#include "core/kernel/utf8.hpp"

namespace jiwei::forms {

using rules::Value;

namespace {

bool is_unanswered(const json::Value* answer) {
    if (answer == nullptr) return true;
    switch (answer->kind()) {
    case json::Kind::null: return true;
    case json::Kind::string: return answer->text().empty();
    case json::Kind::array: return answer->items().empty();
    default: return false;
    }
}

/// Reads one form's answers twice: first every answer goes to its slot, so that conditions may look at fields further down; then, field by
/// field in the order of the paper, what is shown is checked, and what is not shown is forgotten.
class AnswerReader {
public:
    AnswerReader(const Form& form, const std::vector<ValueSet>& sets, Completeness completeness, const Life& life, rules::Frame& frame,
                 Assessment& out)
        : form_{form}, sets_{sets}, life_{life}, is_final_{completeness == Completeness::final_form}, frame_{frame}, out_{out} {}

    void all(const json::Value& answers) {
        out_.answers = json::Value::object();
        const auto given = match(answers);
        is_muted_ = true;
        for (std::size_t i = 0; i < form_.fields.size(); ++i) {
            if (given[i] != nullptr && form_.fields[i].slot) frame_.set(*form_.fields[i].slot, single(form_.fields[i], *given[i], {}));
        }
        is_muted_ = false;
        for (std::size_t i = 0; i < form_.fields.size(); ++i) one(form_.fields[i], given[i]);
        for (const Field* const field : open_) demand(*field);
    }

private:
    void report(std::string pointer, std::string code, std::string allowed = {}, Severity severity = Severity::hard) {
        if (is_muted_) return;
        out_.findings.push_back(Finding{std::move(pointer), std::move(code), std::move(allowed), severity});
    }

    /// The answer of each field, null where there is none. People answer in the order of the form, so each search starts after the last
    /// hit.
    std::vector<const json::Value*> match(const json::Value& answers) {
        std::vector<const json::Value*> given(form_.fields.size(), nullptr);
        if (!answers.is_object()) report("/answers", "TYPE", "object");
        std::size_t next = 0;
        for (const auto& [key, answer] : answers.members()) {
            std::size_t tried = 0;
            while (tried < form_.fields.size() && form_.fields[next % form_.fields.size()].key != key) {
                ++next;
                ++tried;
            }
            if (tried == form_.fields.size()) {
                report("/answers/" + key, "FIELD_UNKNOWN");
                continue;
            }
            next %= form_.fields.size();
            given[next] = is_unanswered(&answer) ? nullptr : &answer;
        }
        return given;
    }

    void one(const Field& field, const json::Value* answer) {
        const std::string pointer = "/answers/" + field.key;
        if (!is_shown(field)) {
            if (answer != nullptr && is_final_) report(pointer, "NOT_ASKED");
            if (field.slot) frame_.set(*field.slot, Value{});
            return;
        }
        out_.shown.push_back(field.key);
        if (field.computed) return computed(field, answer, pointer);
        open_.push_back(&field);
        if (answer == nullptr) return;
        const Value value = field.type == FieldType::rows ? rows(field, *answer, pointer) : single(field, *answer, pointer);
        if (field.slot) frame_.set(*field.slot, value);
        out_.answers.append_member(field.key, *answer);
    }

    bool is_shown(const Field& field) {
        if (field.section_at != section_at_) {
            section_at_ = field.section_at;
            const auto& condition = form_.sections[section_at_].shown;
            section_shown_ = !condition || evaluate(*condition, frame_).is_true();
        }
        return section_shown_ && (!field.shown || evaluate(*field.shown, frame_).is_true());
    }

    bool is_required(const Field& field) { return field.required && evaluate(*field.required, frame_).is_true(); }

    /// Once every answer is known: what must be answered may depend on what stands further down.
    void demand(const Field& field) {
        const bool is_text_of_code = wants_text_of_.end() != std::find(wants_text_of_.begin(), wants_text_of_.end(), field.key);
        if (!is_text_of_code && !is_required(field)) return;
        out_.required.push_back(field.key);
        if (out_.answers.find(field.key) != nullptr) return;
        out_.is_complete = false;
        if (is_final_) report("/answers/" + field.key, is_text_of_code ? "TEXT_REQUIRED" : "REQUIRED");
    }

    /// The engine's value stands; a typed one must agree. Where the engine cannot compute, the typed one is kept.
    void computed(const Field& field, const json::Value* answer, const std::string& pointer) {
        const Value value = evaluate(*field.computed, frame_);
        if (value.is_absent()) {
            open_.push_back(&field);
            if (answer == nullptr) return;
            const Value typed = single(field, *answer, pointer);
            if (field.slot) frame_.set(*field.slot, typed);
            out_.answers.append_member(field.key, *answer);
            return;
        }
        const json::Value shown = as_json(value);
        if (answer != nullptr && !agrees(field, *answer, value, shown)) report(pointer, "COMPUTED_DIFFERS", shown.text());
        if (value.as_number() != nullptr) ranges(field, *value.as_number(), pointer);
        if (field.slot) frame_.set(*field.slot, value);
        out_.answers.append_member(field.key, shown);
    }

    static bool agrees(const Field& field, const json::Value& answer, const Value& value, const json::Value& shown) {
        const auto typed = answer.as_decimal();
        if (!typed || value.as_number() == nullptr) return answer == shown;
        const auto difference = subtract(*typed, *value.as_number());
        return difference && *difference <= field.tolerance && *difference >= Decimal{-field.tolerance.units(), field.tolerance.scale()};
    }

    static json::Value as_json(const Value& value) {
        if (value.as_truth() != nullptr) return json::Value::boolean(*value.as_truth());
        if (value.as_number() != nullptr) return json::Value::number(value.as_number()->text());
        if (value.as_date() != nullptr) return json::Value::string(value.as_date()->text());
        if (value.as_code() != nullptr) return json::Value::string(std::string{*value.as_code()});
        return json::Value{};
    }

    Value single(const Field& field, const json::Value& answer, const std::string& pointer) {
        switch (field.type) {
        case FieldType::integer:
        case FieldType::decimal: return number(field, answer, pointer);
        case FieldType::date:
        case FieldType::month: return date(field, answer, pointer);
        case FieldType::boolean:
            if (!answer.as_boolean()) return report(pointer, "TYPE", "true, false"), Value{};
            return Value::truth(*answer.as_boolean());
        case FieldType::code: return code(field, answer, pointer);
        case FieldType::codes: return codes(field, answer, pointer);
        case FieldType::text:
        case FieldType::staff: return text(field, answer, pointer);
        case FieldType::rows: break;
        }
        return Value{};
    }

    Value number(const Field& field, const json::Value& answer, const std::string& pointer) {
        const auto typed = answer.as_decimal();
        const bool whole_wanted = field.type == FieldType::integer;
        if (!typed || (whole_wanted && typed->scale() > 0)) return report(pointer, "TYPE", whole_wanted ? "int" : "dec"), Value{};
        if (typed->scale() > field.decimals && !typed->units_at(field.decimals)) {
            report(pointer, "DECIMALS", std::to_string(field.decimals));
            return Value{};
        }
        ranges(field, *typed, pointer);
        return Value::number(*typed);
    }

    void ranges(const Field& field, Decimal value, const std::string& pointer) {
        if (!field.hard.holds(value)) return report(pointer, "RANGE_HARD", field.hard.text);
        if (!field.soft.holds(value)) report(pointer, "RANGE_SOFT", field.soft.text, Severity::soft);
    }

    Value date(const Field& field, const json::Value& answer, const std::string& pointer) {
        const bool is_month = field.type == FieldType::month;
        const auto day = is_month && answer.is_string() ? parse_civil_date(answer.text() + "-01") : answer.as_date();
        if (!day) return report(pointer, "TYPE", is_month ? "YYYY-MM" : "YYYY-MM-DD"), Value{};
        if (field.in_life) {
            const CivilDate earliest = is_month ? add_days(life_.birth_date, 1 - life_.birth_date.day()) : life_.birth_date;
            if (*day > life_.today) report(pointer, "DATE_FUTURE", "<= " + life_.today.text());
            if (*day < earliest) report(pointer, "DATE_BEFORE_BIRTH", ">= " + earliest.text());
        }
        return Value::date(*day);
    }

    Value text(const Field& field, const json::Value& answer, const std::string& pointer) {
        if (!answer.is_string()) return report(pointer, "TYPE", "text"), Value{};
        if (utf8::length(answer.text()) > static_cast<std::size_t>(field.length_max)) {
            report(pointer, "LENGTH", std::to_string(field.length_max));
            return Value{};
        }
        return Value::code(answer.text());
    }

    bool is_known(const Field& field, const json::Value& answer, const std::string& pointer) {
        if (!answer.is_string()) return report(pointer, "TYPE", "code"), false;
        if (sets_[field.value_set_at].find(answer.text()) == nullptr) return report(pointer, "CODE_UNKNOWN", field.value_set), false;
        note_code(field, answer.text(), pointer);
        return true;
    }

    void note_code(const Field& field, const std::string& chosen, const std::string& pointer) {
        if (is_muted_) return;
        const auto is_among = [&chosen](const std::vector<std::string>& codes) {
            return std::find(codes.begin(), codes.end(), chosen) != codes.end();
        };
        if (is_among(field.text_codes)) wants_text_of_.push_back(field.text_key);
        if (is_among(field.warn_codes)) report(pointer, "CODE_WARN", chosen, Severity::soft);
    }

    Value code(const Field& field, const json::Value& answer, const std::string& pointer) {
        return is_known(field, answer, pointer) ? Value::code(answer.text()) : Value{};
    }

    Value codes(const Field& field, const json::Value& answer, const std::string& pointer) {
        if (!answer.is_array()) return report(pointer, "TYPE", "codes"), Value{};
        if (answer.items().size() > static_cast<std::size_t>(field.length_max)) {
            return report(pointer, "LENGTH", std::to_string(field.length_max)), Value{};
        }
        out_.sets.push_back(std::make_unique<rules::Codes>());
        rules::Codes& chosen = *out_.sets.back();
        for (const json::Value& item : answer.items()) {
            if (!is_known(field, item, pointer)) return Value{};
            if (std::find(chosen.begin(), chosen.end(), item.text()) != chosen.end())
                return report(pointer, "CODE_TWICE", item.text()), Value{};
            chosen.push_back(item.text());
        }
        const bool has_exclusive = !field.exclusive.empty() && std::find(chosen.begin(), chosen.end(), field.exclusive) != chosen.end();
        if (has_exclusive && chosen.size() > 1) return report(pointer, "CODE_EXCLUSIVE", field.exclusive), Value{};
        return Value::set(chosen);
    }

    Value rows(const Field& field, const json::Value& answer, const std::string& pointer) {
        if (!answer.is_array()) return report(pointer, "TYPE", "rows"), Value{};
        if (answer.items().size() > static_cast<std::size_t>(field.length_max)) report(pointer, "LENGTH", std::to_string(field.length_max));
        for (std::size_t i = 0; i < answer.items().size(); ++i) row(field, answer.items()[i], pointer + "/" + std::to_string(i));
        if (answer.items().size() > 1) alone(field, answer, pointer);
        return Value{};
    }

    /// "1 none" in a row excludes every other row.
    void alone(const Field& field, const json::Value& answer, const std::string& pointer) {
        for (const Field& column : field.columns) {
            if (column.type != FieldType::code || column.exclusive.empty()) continue;
            const bool found = std::any_of(answer.items().begin(), answer.items().end(),
                                           [&column](const json::Value& row) { return row[column.key].text() == column.exclusive; });
            if (found) report(pointer, "CODE_EXCLUSIVE", column.exclusive);
        }
    }

    void row(const Field& field, const json::Value& answer, const std::string& pointer) {
        if (!answer.is_object()) return report(pointer, "TYPE", "object");
        for (const auto& [key, cell] : answer.members()) {
            const auto known =
                std::any_of(field.columns.begin(), field.columns.end(), [&k = key](const Field& column) { return column.key == k; });
            if (!known) report(pointer + "/" + key, "FIELD_UNKNOWN");
        }
        const std::size_t outer = wants_text_of_.size();
        for (const Field& column : field.columns) {
            const json::Value* const cell = answer.find(column.key);
            const Value value = is_unanswered(cell) ? Value{} : single(column, *cell, pointer + "/" + column.key);
            if (column.slot) frame_.set(*column.slot, value);
        }
        for (const Field& column : field.columns) {
            if (is_unanswered(answer.find(column.key))) demand_cell(column, outer, pointer + "/" + column.key);
        }
        for (const Check& check : field.checks) {
            if (evaluate(check.when, frame_).is_true()) report(pointer + "/" + check.at, check.code, check.allowed, check.severity);
        }
        wants_text_of_.resize(outer);
    }

    void demand_cell(const Field& column, std::size_t outer, std::string pointer) {
        const auto first = wants_text_of_.begin() + static_cast<std::ptrdiff_t>(outer);
        const bool is_text_of_code = std::find(first, wants_text_of_.end(), column.key) != wants_text_of_.end();
        if (!is_text_of_code && !is_required(column)) return;
        out_.is_complete = false;
        if (is_final_) report(std::move(pointer), is_text_of_code ? "TEXT_REQUIRED" : "REQUIRED");
    }

    const Form& form_;
    const std::vector<ValueSet>& sets_;
    const Life& life_;
    bool is_final_;
    rules::Frame& frame_;
    Assessment& out_;
    bool is_muted_ = false;
    std::size_t section_at_ = std::string::npos;
    bool section_shown_ = true;
    std::vector<const Field*> open_;  // shown, not computed
    std::vector<std::string_view> wants_text_of_;
};

}  // namespace

bool Assessment::has_hard() const {
    return std::any_of(findings.begin(), findings.end(), [](const Finding& finding) { return finding.severity == Severity::hard; });
}

void read_answers(const Form& form, const std::vector<ValueSet>& sets, const json::Value& answers, Completeness completeness,
                  const Life& life, rules::Frame& frame, Assessment& assessment) {
    AnswerReader{form, sets, completeness, life, frame, assessment}.all(answers);
}

namespace {

/// Which fields' keys are in `keys`, both in the order of the form.
template <class Keys, class KeyOf>
std::vector<bool> marked(const Form& form, const Keys& keys, const KeyOf& key_of) {
    std::vector<bool> found(form.fields.size(), false);
    auto next = keys.begin();
    for (std::size_t i = 0; i < form.fields.size() && next != keys.end(); ++i) {
        if (form.fields[i].key != key_of(*next)) continue;
        found[i] = true;
        ++next;
    }
    return found;
}

}  // namespace

void assess_groups(const Form& form, rules::Frame& frame, Assessment& assessment) {
    if (form.groups.empty()) return;
    const auto shown = marked(form, assessment.shown, [](const std::string& key) -> const std::string& { return key; });
    const auto answered = marked(form, assessment.answers.members(), [](const auto& member) -> const std::string& { return member.first; });
    for (const Group& group : form.groups) {
        GroupState state{group.key, !group.applies || evaluate(*group.applies, frame).is_true(), {}};
        for (const auto& need : group.needs) {
            const bool is_met = std::any_of(need.begin(), need.end(), [&](std::size_t at) { return answered[at]; });
            const auto asked = std::find_if(need.begin(), need.end(), [&](std::size_t at) { return bool{shown[at]}; });
            if (!is_met && asked != need.end()) state.missing.push_back(form.fields[*asked].key);
        }
        frame.set(group.slot, Value::truth(state.missing.empty()));
        assessment.groups.push_back(std::move(state));
    }
}

void check_answers(const Form& form, rules::Frame& frame, Assessment& assessment) {
    for (const Check& check : form.checks) {
        if (!evaluate(check.when, frame).is_true()) continue;
        Finding found{"/answers/" + check.at, check.code, check.allowed, check.severity};
        // A value outside the hard range is not also asked to be confirmed.
        const bool is_refused = std::any_of(assessment.findings.begin(), assessment.findings.end(), [&found](const Finding& before) {
            return before.code == "RANGE_HARD" && before.pointer == found.pointer;
        });
        if (found.severity == Severity::hard || !is_refused) assessment.findings.push_back(std::move(found));
    }
}

}  // namespace jiwei::forms
