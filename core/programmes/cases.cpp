#include "core/programmes/cases.hpp"

#include <algorithm>

#include "core/programmes/case_wants.hpp"
#include "core/programmes/json_form.hpp"

namespace jiwei::core::programmes {

namespace {

using json::Value;

/// The state that earlier records of a case leave behind for the next one.
class Story {
public:
    Story(const packs::Pack& pack, std::string form, Resident resident)
        : pack_{pack}, form_{std::move(form)}, resident_{std::move(resident)} {}

    std::optional<Enrolment> enrolment;
    std::vector<rules::Fact> facts;
    std::vector<OpenTask> tasks;

    Decision tell(const Value& record, std::optional<CivilDate> today) {
        const std::string form = record["form"].is_string() ? record["form"].text() : form_;
        const Value& answers = record["answers"];
        if (form.find('/') != std::string::npos) return tell_other(form, answers);
        const packs::FormRules* const rules = pack_.form(form);
        const auto service_date = rules == nullptr ? std::nullopt : answers[rules->form.date_key].as_date();
        if (!enrolment && pack_.has_enrolment && service_date) enrolment = Enrolment{*service_date, "1"};
        const DecideInput input{
            pack_,
            form,
            answers,
            resident_,
            enrolment,
            facts,
            {},
            tasks,
            today.value_or(service_date.value_or(CivilDate{})),
            record["draft"].as_boolean().value_or(false) ? forms::Completeness::draft : forms::Completeness::final_form};
        return decide(input);
    }

    /// A record of another pack's form: its day, and its facts by the names that this pack gives them.
    Decision tell_other(const std::string& form, const Value& answers) const {
        Decision made;
        made.service_date = answers["date"].as_date();
        for (const packs::FactRule& fact : pack_.facts) {
            const Value& given = answers[fact.name];
            if (fact.form != form || given.is_null()) continue;
            made.facts.push_back(FactValue{fact.code, given.as_boolean() ? (*given.as_boolean() ? "true" : "false") : given.text()});
        }
        if (made.service_date) made.closes = closed_by_other(pack_, form, *made.service_date, made.facts, tasks);
        return made;
    }

    /// The record is stored: its facts and task changes hold for what comes after.
    void keep(const Decision& decision) {
        ++kept_;
        const std::string record = "R" + std::to_string(1000 + kept_);
        for (const FactValue& fact : decision.facts)
            facts.push_back({fact.code, decision.service_date.value_or(CivilDate{}), record, fact.value});
        const auto is_settled = [&decision](const OpenTask& open) {
            const auto is_this = [&open](const TaskClose& close) { return close.id == open.id; };
            return std::any_of(decision.closes.begin(), decision.closes.end(), is_this) ||
                   std::find(decision.cancels.begin(), decision.cancels.end(), open.id) != decision.cancels.end();
        };
        tasks.erase(std::remove_if(tasks.begin(), tasks.end(), is_settled), tasks.end());
        for (const schedule::Task& task : decision.creates) {
            tasks.push_back(OpenTask{record + "-" + task.code + "-" + task.due.text(), task, record});
        }
        if (decision.enrolment_state && enrolment) enrolment->state = *decision.enrolment_state;
    }

private:
    const packs::Pack& pack_;
    std::string form_;
    Resident resident_;
    int kept_ = 0;
};

/// The form of records that name none: the first that decides something.
std::string usual_form(const packs::Pack& pack) {
    const auto found =
        std::find_if(pack.forms.begin(), pack.forms.end(), [](const packs::FormRules& one) { return !one.decision.empty(); });
    return found == pack.forms.end() ? std::string{} : found->form.name;
}

}  // namespace

CaseResult run_programme_case(const packs::Pack& pack, const Value& file, const Value& one) {
    CaseResult result{one["name"].text(), {}, {}};
    Reader reader;
    Story story{pack, one["form"].is_string() ? one["form"].text() : file["form"].text(), reader.resident(one["resident"])};
    story.enrolment = reader.enrolment(one["enrolment"]);
    story.facts = reader.facts(one["facts"]);
    story.tasks = reader.tasks(one["tasks"]);
    const auto today = reader.day_if_any(one, "today");
    result.differences = reader.errors();
    for (const Value& record : one["history"].items()) {
        const Decision earlier = story.tell(record, today);
        if (earlier.has_hard()) result.differences.push_back("history: refused with " + json::write(to_json(earlier)["findings"]));
        story.keep(earlier);
    }
    const Decision decision = story.tell(one, today);
    result.got = to_json(decision);
    compare_decision(result.got, one["want"], result.differences);
    return result;
}

/// For indicator cases: the facts of one person's records, decided in the order of their dates.
std::vector<rules::Fact> facts_of_records(const packs::Pack& pack, const Resident& resident, const std::optional<Enrolment>& enrolment,
                                          std::vector<const Value*> records, std::vector<std::string>& differences) {
    Story story{pack, usual_form(pack), resident};
    story.enrolment = enrolment;
    const auto date_of = [&pack, usual = usual_form(pack)](const Value* record) {
        const packs::FormRules* const form = pack.form((*record)["form"].is_string() ? (*record)["form"].text() : usual);
        return (*record)["answers"][form == nullptr ? std::string{"date"} : form->form.date_key].text();
    };
    std::stable_sort(records.begin(), records.end(), [&](const Value* a, const Value* b) { return date_of(a) < date_of(b); });
    for (const Value* const record : records) {
        const Decision decision = story.tell(*record, std::nullopt);
        if (decision.has_hard()) differences.push_back("record refused with " + json::write(to_json(decision)["findings"]));
        story.keep(decision);
    }
    return std::move(story.facts);
}

}  // namespace jiwei::core::programmes
