// What another edition of a pack would decide about the people who are in the programme today.
#include <algorithm>

#include "core/programmes/decide.hpp"
#include "modules/programmes/impl.hpp"

namespace jiwei::programmes {

namespace {

constexpr int enrolments_a_page = 500;

struct Verdict {
    bool is_refused = false;
    std::optional<std::string> class_code;
    std::optional<CivilDate> next_due;
    core::programmes::Referral referral = core::programmes::Referral::none;
};

/// What the author stated: without the class and the date that the record got from the rules of its day, and without computed answers.
json::Value stated(const packs::FormRules& rules, const json::Value& answers) {
    json::Value out = json::Value::object();
    for (const auto& [key, value] : answers.members()) {
        const forms::Field* const field = rules.form.find(key);
        const bool is_decided = key == rules.class_key || key == rules.next_key || (field != nullptr && field->computed);
        if (!is_decided) out.append_member(key, value);
    }
    return out;
}

/// The newest record of one form, decided again as the core would today; tasks stay out of it.
Verdict decided_by(const packs::Pack& pack, std::string_view form, const json::Value& answers, const Enrolment& enrolment,
                   const core::programmes::Resident& resident, const std::vector<rules::Fact>& facts, const Record& record) {
    const core::programmes::Enrolment state{enrolment.enrolled_on, std::to_string(static_cast<int>(enrolment.state))};
    const core::programmes::Decision decision =
        core::programmes::decide({pack, form, answers, resident, state, facts, record.id, {}, record.service_date});
    return {decision.has_hard(), decision.rule_class, decision.rule_next_due, decision.referral};
}

void count(const Verdict& now, const Verdict& then, EditionEffect& effect) {
    ++effect.decided;
    const bool becomes_refused = then.is_refused && !now.is_refused;
    const bool other_class = !then.is_refused && now.class_code != then.class_code;
    const bool other_next = !then.is_refused && now.next_due != then.next_due;
    const bool other_referral = !then.is_refused && now.referral != then.referral;
    effect.refused += becomes_refused ? 1 : 0;
    effect.other_class += other_class ? 1 : 0;
    effect.other_next_due += other_next ? 1 : 0;
    effect.other_referral += other_referral ? 1 : 0;
    if (becomes_refused || other_class || other_next || other_referral) ++effect.touched;
}

}  // namespace

EditionEffect Programmes::effect_of(db::Connection& connection, std::string_view county_id, const packs::Pack& now, const packs::Pack& then,
                                    const std::function<bool(std::int64_t)>& on_progress) const {
    Store store{connection, county_id};
    EditionEffect effect;
    for (std::string after;;) {
        const std::vector<Enrolment> page = store.enrolments_after(now.name, after, enrolments_a_page);
        for (const Enrolment& enrolment : page) {
            after = enrolment.resident_id;
            if (!enrolment.is_open()) continue;
            ++effect.people;
            const auto brief = impl_->residents.brief(connection, county_id, enrolment.resident_id);
            if (!brief) continue;
            const core::programmes::Resident resident = core_resident(*brief);
            const std::vector<rules::Fact> facts = store.facts_of_resident(enrolment.resident_id);
            for (const packs::FormRules& rules : now.forms) {
                if (rules.decision.empty()) continue;
                const std::string& form = rules.form.name;
                const auto record = store.last_record_of_form(enrolment.resident_id, now.name + "/" + form);
                const auto body = record ? json::parse(record->answers) : json::parse("null");
                if (!record || !body) continue;
                const json::Value answers = stated(rules, *body);
                count(decided_by(now, form, answers, enrolment, resident, facts, *record),
                      decided_by(then, form, answers, enrolment, resident, facts, *record), effect);
            }
        }
        const bool goes_on = on_progress(effect.people);
        if (!goes_on || static_cast<int>(page.size()) < enrolments_a_page) return effect;
    }
}

}  // namespace jiwei::programmes
