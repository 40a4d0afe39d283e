#include "core/packs/describe.hpp"

namespace jiwei::packs {

namespace {

using forms::Field;
using json::Value;

Value label(const forms::Label& given) { return Value::object({{"zh", Value::string(given.zh)}, {"en", Value::string(given.en)}}); }

Value text_or_null(const std::string& text) { return text.empty() ? Value{} : Value::string(text); }

Value texts(const std::vector<std::string>& given) {
    Value made = Value::array();
    for (const std::string& one : given) made.append(Value::string(one));
    return made;
}

Value range(const forms::Range& given) {
    if (!given.low && !given.high) return Value{};
    const auto bound = [](const std::optional<Decimal>& value) { return value ? Value::string(value->text()) : Value{}; };
    return Value::object({{"low", bound(given.low)},
                          {"high", bound(given.high)},
                          {"low_open", Value::boolean(given.low_open)},
                          {"high_open", Value::boolean(given.high_open)},
                          {"text", Value::string(given.text)}});
}

Value choices(const Pack& pack, const Field& field) {
    Value made = Value::array();
    if (field.value_set.empty()) return made;
    for (const forms::Choice& choice : pack.value_sets[field.value_set_at].choices) {
        made.append(Value::object({{"code", Value::string(choice.code)}, {"label", label(choice.label)}}));
    }
    return made;
}

Value describe(const Pack& pack, const Field& field, bool section_conditional) {
    Value columns = Value::array();
    for (const Field& column : field.columns) columns.append(describe(pack, column, false));
    return Value::object({{"key", Value::string(field.key)},
                          {"type", Value::string(std::string{field_type_name(field.type)})},
                          {"label", label(field.label)},
                          {"unit", Value::string(field.unit)},
                          {"hint", field.hint.zh.empty() ? Value{} : label(field.hint)},
                          {"set", text_or_null(field.value_set)},
                          {"choices", choices(pack, field)},
                          {"exclusive", text_or_null(field.exclusive)},
                          {"text_codes", texts(field.text_codes)},
                          {"text_key", text_or_null(field.text_key)},
                          {"decimals", Value::integer(field.decimals)},
                          {"length_max", Value::integer(field.length_max)},
                          {"hard", range(field.hard)},
                          {"soft", range(field.soft)},
                          {"computed", Value::boolean(field.computed.has_value())},
                          {"typed", Value::boolean(field.is_typed)},
                          {"fact", Value::string(field.fact)},
                          {"on_paper", Value::boolean(field.on_paper)},
                          {"carry", Value::boolean(field.carries)},
                          {"conditional", Value::boolean(section_conditional || field.shown.has_value())},
                          {"columns", std::move(columns)}});
}

Value describe(const Pack& pack, const FormRules& rules) {
    const forms::Form& form = rules.form;
    Value sections = Value::array();
    for (std::size_t at = 0; at < form.sections.size(); ++at) {
        Value fields = Value::array();
        for (const Field& field : form.fields) {
            if (field.section_at == at) fields.append(describe(pack, field, form.sections[at].shown.has_value()));
        }
        sections.append(Value::object(
            {{"key", Value::string(form.sections[at].key)}, {"label", label(form.sections[at].label)}, {"fields", std::move(fields)}}));
    }
    Value groups = Value::array();
    for (const forms::Group& group : form.groups) {
        groups.append(Value::object({{"key", Value::string(group.key)}, {"label", label(group.label)}}));
    }
    return Value::object({{"name", Value::string(form.name)},
                          {"row", Value::string(form.row)},
                          {"title", label(form.title)},
                          {"source", Value::string(form.source)},
                          {"date_key", Value::string(form.date_key)},
                          {"class_key", text_or_null(rules.class_key)},
                          {"next_key", text_or_null(rules.next_key)},
                          {"decides", Value::boolean(!rules.decision.empty())},
                          {"groups", std::move(groups)},
                          {"sections", std::move(sections)}});
}

Value describe(const Indicator& indicator) {
    return Value::object({{"code", Value::string(indicator.code)},
                          {"title", label(indicator.title)},
                          {"unit", Value::string(indicator.unit)},
                          {"direction", Value::string(indicator.direction)},
                          {"target", indicator.target ? Value::string(*indicator.target) : Value{}},
                          {"figure", Value::string(indicator.figure)},
                          {"task", text_or_null(indicator.task)}});
}

}  // namespace

Value describe(const Pack& pack) {
    Value forms = Value::array();
    for (const FormRules& rules : pack.forms) forms.append(describe(pack, rules));
    Value tasks = Value::object();
    for (const TaskRule& task : pack.tasks) {
        tasks.set(task.code, Value::object({{"title", label(task.title)}, {"completed_by", Value::string(task.completed_by)}}));
    }
    Value indicators = Value::array();
    for (const Indicator& indicator : pack.indicators) indicators.append(describe(indicator));
    Value messages = Value::object();
    for (const Message& message : pack.messages) messages.append_member(message.key, label(message.text));
    Value facts = Value::array();
    for (const FactRule& fact : pack.facts) {
        facts.append(Value::object({{"code", Value::string(fact.code)}, {"title", label(fact.title)}, {"unit", Value::string(fact.unit)}}));
    }
    return Value::object({{"name", Value::string(pack.name)},
                          {"edition", Value::string(pack.edition)},
                          {"title", label(pack.title)},
                          {"source", Value::string(pack.source)},
                          {"effective_from", Value::string(pack.effective_from.text())},
                          {"forms", std::move(forms)},
                          {"tasks", std::move(tasks)},
                          {"indicators", std::move(indicators)},
                          {"facts", std::move(facts)},
                          {"messages", std::move(messages)}});
}

}  // namespace jiwei::packs
