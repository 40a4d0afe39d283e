#include "core/programmes/decide.hpp"

#include <algorithm>
#include <array>

#include "core/packs/inputs.hpp"
#include "core/programmes/task_changes.hpp"
#include "core/rules/fact_value.hpp"

namespace jiwei::core::programmes {

namespace {

using packs::DecisionRow;
using packs::FormRules;

constexpr std::array<std::string_view, 3> referral_names{"none", "routine", "urgent"};

/// The order of packs::decided_inputs.
enum class Decided : std::uint16_t { result_class, next, referral, state };

class Decider {
public:
    Decider(const DecideInput& input, const FormRules& rules)
        : input_{input}, rules_{rules}, records_{input.pack.library, input.facts, input.record_id} {}

    Decision run() {
        prepare();
        forms::Assessment assessment;
        forms::read_answers(rules_.form, input_.pack.value_sets, input_.answers, input_.completeness,
                            forms::Life{input_.resident.birth_date, input_.today}, frame_, assessment);
        check_date(assessment);
        forms::assess_groups(rules_.form, frame_, assessment);
        for (const packs::Let& let : rules_.lets) frame_.set(let.slot, evaluate(let.value, frame_));
        if (assessment.is_complete) choose_row();
        forms::check_answers(rules_.form, frame_, assessment);
        const bool is_decided = !assessment.has_hard() && assessment.is_complete && made_.service_date;
        made_.findings = std::move(assessment.findings);
        made_.shown = std::move(assessment.shown);
        made_.required = std::move(assessment.required);
        made_.groups = std::move(assessment.groups);
        made_.answers = std::move(assessment.answers);
        if (is_decided) settle();
        return std::move(made_);
    }

private:
    void prepare() {
        frame_.library = &input_.pack.library;
        frame_.records = &records_;
        frame_.slots.resize(rules_.slots);
        set(packs::FormInput::today, rules::Value::date(input_.today));
        set(packs::FormInput::birth_date, rules::Value::date(input_.resident.birth_date));
        set(packs::FormInput::sex, rules::Value::code(input_.resident.sex));
        if (input_.resident.death_date) set(packs::FormInput::death_date, rules::Value::date(*input_.resident.death_date));
        programmes_.assign(input_.resident.programmes.begin(), input_.resident.programmes.end());
        set(packs::FormInput::programmes, rules::Value::set(programmes_));
        if (!input_.enrolment) return;
        set(packs::FormInput::enrolled_on, rules::Value::date(input_.enrolment->enrolled_on));
        set(packs::FormInput::enrolment_state, rules::Value::code(input_.enrolment->state));
    }

    void set(packs::FormInput input, rules::Value value) { frame_.set(packs::slot_of(input), value); }
    void set(Decided what, rules::Value value) { frame_.set(slot(what), value); }
    rules::Slot slot(Decided what) const {
        return static_cast<rules::Slot>(static_cast<unsigned>(rules_.decided_from) + static_cast<unsigned>(what));
    }

    rules::Value answer(std::string_view key) const {
        const forms::Field* const field = key.empty() ? nullptr : rules_.form.find(key);
        return field == nullptr || !field->slot ? rules::Value{} : frame_.at(*field->slot);
    }

    /// Engine rules, validation classes: visit date <= today, >= birth date, <= death date.
    void check_date(forms::Assessment& assessment) {
        const rules::Value given = rules_.form.date_key.empty() ? rules::Value::date(input_.today) : answer(rules_.form.date_key);
        const CivilDate* const day = given.as_date();
        if (day == nullptr) return;
        made_.service_date = *day;
        const auto refuse = [&](std::string_view code, CivilDate limit, const char* relation) {
            assessment.findings.push_back(
                Finding{"/answers/" + rules_.form.date_key, std::string{code}, relation + limit.text(), Severity::hard});
        };
        if (*day > input_.today) refuse("DATE_FUTURE", input_.today, "<= ");
        if (*day < input_.resident.birth_date) refuse("DATE_BEFORE_BIRTH", input_.resident.birth_date, ">= ");
        if (input_.resident.death_date && *day > *input_.resident.death_date) refuse("AFTER_DEATH", *input_.resident.death_date, "<= ");
    }

    void choose_row() {
        set(Decided::referral, rules::Value::code(referral_name(Referral::none)));
        const auto found = std::find_if(rules_.decision.begin(), rules_.decision.end(),
                                        [this](const DecisionRow& row) { return evaluate(row.when, frame_).is_true(); });
        if (found == rules_.decision.end()) return;
        row_ = &*found;
        if (row_->result_class) set(Decided::result_class, evaluate(*row_->result_class, frame_));
        if (row_->next_due) set(Decided::next, evaluate(*row_->next_due, frame_));
        if (row_->state) set(Decided::state, evaluate(*row_->state, frame_));
        set(Decided::referral, rules::Value::code(row_->referral));
    }

    void settle() {
        settle_class();
        settle_next();
        settle_row();
        for (const packs::Advice& advice : rules_.advice) {
            if (evaluate(advice.when, frame_).is_true()) made_.messages.push_back(advice.message);
        }
        for (const packs::Let& let : rules_.lets) {
            if (let.is_flag) made_.flags.emplace_back(let.name.substr(let.name.find('.') + 1), frame_.at(let.slot).is_true());
        }
        settle_facts();
        settle_tasks(input_, rules_, frame_, made_);
    }

    /// Where the rule decides and the doctor did not say otherwise, the rule's answer is stored.
    void settle_class() {
        if (const std::string_view* const decided = frame_.at(slot(Decided::result_class)).as_code()) made_.rule_class = *decided;
        const rules::Value given = answer(rules_.class_key);
        made_.class_code = given.as_code() == nullptr ? made_.rule_class : std::optional<std::string>{*given.as_code()};
        if (!given.is_absent() || !made_.class_code || rules_.class_key.empty()) return;
        made_.answers.set(rules_.class_key, json::Value::string(*made_.class_code));
        frame_.set(*rules_.form.find(rules_.class_key)->slot, frame_.at(slot(Decided::result_class)));
    }

    void settle_next() {
        if (const CivilDate* const decided = frame_.at(slot(Decided::next)).as_date()) made_.rule_next_due = *decided;
        const rules::Value given = answer(rules_.next_key);
        made_.next_due = given.as_date() == nullptr ? made_.rule_next_due : std::optional<CivilDate>{*given.as_date()};
        if (!given.is_absent() || !made_.next_due || rules_.next_key.empty()) return;
        made_.answers.set(rules_.next_key, json::Value::string(made_.next_due->text()));
        frame_.set(*rules_.form.find(rules_.next_key)->slot, rules::Value::date(*made_.next_due));
    }

    void settle_row() {
        if (row_ == nullptr) return;
        made_.row = row_->id;
        made_.messages = row_->messages;
        const auto* const named = std::find(referral_names.begin(), referral_names.end(), row_->referral);
        made_.referral = static_cast<Referral>(named - referral_names.begin());
        const std::string_view* const state = frame_.at(slot(Decided::state)).as_code();
        const bool changes = state != nullptr && input_.enrolment && *state != input_.enrolment->state;
        if (changes) made_.enrolment_state = std::string{*state};
    }

    void settle_facts() {
        for (const packs::FactRule& fact : input_.pack.facts) {
            if (fact.form != rules_.form.name || !fact.value) continue;
            if (auto value = rules::write_fact(evaluate(*fact.value, frame_)))
                made_.facts.push_back(FactValue{fact.code, std::move(*value)});
        }
    }

    const DecideInput& input_;
    const FormRules& rules_;
    rules::Records records_;
    rules::Frame frame_;
    rules::Codes programmes_;
    const DecisionRow* row_ = nullptr;
    Decision made_;
};

}  // namespace

std::string_view referral_name(Referral referral) { return referral_names[static_cast<std::size_t>(referral)]; }

bool Decision::has_hard() const {
    return std::any_of(findings.begin(), findings.end(), [](const Finding& finding) { return finding.severity == Severity::hard; });
}

Decision decide(const DecideInput& input) {
    if (const FormRules* const rules = input.pack.form(input.form)) return Decider{input, *rules}.run();
    Decision made;
    made.findings.push_back(Finding{"/form", "FORM_UNKNOWN", {}, Severity::hard});
    return made;
}

}  // namespace jiwei::core::programmes
