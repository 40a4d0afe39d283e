#include "modules/residents/merge_kept.hpp"

#include <algorithm>
#include <array>

namespace jiwei::residents {
namespace {

using json::Value;

constexpr std::array<std::pair<std::string_view, std::string Cover::*>, 17> cover_members{{
    {"name", &Cover::name},
    {"sex", &Cover::sex},
    {"birth_date", &Cover::birth_date},
    {"id_type", &Cover::id_type},
    {"nationality", &Cover::nationality},
    {"contact_name", &Cover::contact_name},
    {"institution_id", &Cover::institution_id},
    {"grid_id", &Cover::grid_id},
    {"village_code", &Cover::village_code},
    {"address", &Cover::address},
    {"registered_address", &Cover::registered_address},
    {"residence_type", &Cover::residence_type},
    {"residence_state", &Cover::residence_state},
    {"arrived_on", &Cover::arrived_on},
    {"opened_on", &Cover::opened_on},
    {"opened_by", &Cover::opened_by},
    {"doctor", &Cover::doctor},
}};

constexpr std::array<std::pair<std::string_view, std::string Secrets::*>, 3> secret_members{{
    {"id_no", &Secrets::id_no},
    {"phone", &Secrets::phone},
    {"contact_phone", &Secrets::contact_phone},
}};

template <class T, std::size_t n>
Value members_value(const T& from, const std::array<std::pair<std::string_view, std::string T::*>, n>& members) {
    Value value = Value::object();
    for (const auto& [key, member] : members) value.append_member(std::string{key}, Value::string(from.*member));
    return value;
}

/// Back to `before` where the value is still the one of `after`.
template <class T, std::size_t n>
void members_back(T& now, const Value& before, const Value& after,
                  const std::array<std::pair<std::string_view, std::string T::*>, n>& members) {
    for (const auto& [key, member] : members) {
        if (now.*member == after[key].text()) now.*member = before[key].text();
    }
}

Value steps_value(const std::vector<DatedStep>& steps) {
    Value list = Value::array();
    for (const DatedStep& step : steps) {
        list.append(Value::array({Value::string(step.from), Value::string(step.status), Value::string(step.residence_state),
                                  Value::string(step.arrived_on), Value::boolean(step.complete), Value::string(step.institution_id),
                                  Value::boolean(step.opened), Value::boolean(step.cover_complete)}));
    }
    return list;
}

std::vector<DatedStep> read_steps(const Value& list) {
    std::vector<DatedStep> steps;
    for (const Value& one : list.items()) {
        const auto& v = one.items();
        if (v.size() < 6 || v.size() > 8) continue;  // the seventh and the eighth came with later versions
        const bool is_complete = v[4].as_boolean().value_or(false);
        steps.push_back({v[0].text(), v[1].text(), v[2].text(), v[3].text(), is_complete, v[5].text(),
                         v.size() > 6 && v[6].as_boolean().value_or(false),
                         v.size() > 7 ? v[7].as_boolean().value_or(false) : is_complete});
    }
    return steps;
}

Value basic_value(const std::optional<BasicRow>& basic) {
    if (!basic) return {};
    Value value = Value::object();
    value.set("version", Value::integer(basic->version));
    value.set("pack_version", Value::string(basic->pack_version));
    value.set("filled_on", Value::string(basic->filled_on));
    value.set("complete", Value::boolean(basic->complete));
    value.set("answers", Value::string(basic->answers));
    return value;
}

Value flags_value(const std::vector<Identifier>& identifiers) {
    Value list = Value::array();
    for (const Identifier& one : identifiers) {
        Value flags = Value::object();
        flags.set("no", Value::integer(one.no));
        flags.set("current", Value::boolean(one.current));
        flags.set("valid_to", Value::string(one.valid_to));
        list.append(std::move(flags));
    }
    return list;
}

/// Documents that came with the loser leave; the survivor's own are as current as they were, unless another one was entered since.
void return_documents(const Value& kept, Change& survivor, Change& loser) {
    const bool same_document = survivor.secrets_before.id_no == kept["secrets_after"]["id_no"].text();
    std::vector<Identifier> stays;
    for (Identifier one : survivor.identifiers_before) {
        const auto& moved = kept["identifiers"].items();
        const auto came = std::ranges::find_if(moved, [&](const Value& m) { return m["to"].as_integer() == one.no; });
        if (came != moved.end()) {
            one.no = (*came)["from"].as_integer().value_or(0);
            one.current = (*came)["current"].as_boolean().value_or(false);
            one.valid_to = (*came)["valid_to"].text();
            loser.identifiers_after.push_back(std::move(one));
            continue;
        }
        const auto& own = kept["own"].items();
        const auto flags = std::ranges::find_if(own, [&](const Value& o) { return o["no"].as_integer() == one.no; });
        if (same_document && flags != own.end()) {
            one.current = (*flags)["current"].as_boolean().value_or(false);
            one.valid_to = (*flags)["valid_to"].text();
        }
        stays.push_back(std::move(one));
    }
    survivor.identifiers_after = std::move(stays);
    loser.identifiers_before = loser.identifiers_after;
}

void return_basic(const Value& kept, Change& survivor, const std::optional<BasicRow>& now) {
    if (!kept["basic_changed"].as_boolean().value_or(false)) return;
    const Value& before = kept["basic"];
    const std::int64_t version_before = before["version"].as_integer().value_or(0);
    if (!now || now->version != version_before + 1) return;  // filled in anew since: stays
    survivor.after.basic_complete = kept["basic_complete"].as_boolean().value_or(false);
    survivor.after.alerts = kept["alerts"].text();
    if (before.is_null()) return;
    survivor.basic = BasicRow{0, before["pack_version"].text(), before["filled_on"].text(), before["complete"].as_boolean().value_or(false),
                              before["answers"].text()};
}

}  // namespace

Value kept_of(const MergePair& pair, const std::vector<Identifier>& own, const std::vector<std::string>& flattened) {
    const Change& survivor = pair.survivor;
    const Change& loser = pair.loser;
    Value kept = Value::object();
    kept.set("cover", members_value(survivor.before.cover, cover_members));
    kept.set("cover_after", members_value(survivor.after.cover, cover_members));
    kept.set("secrets", members_value(survivor.secrets_before, secret_members));
    kept.set("secrets_after", members_value(survivor.secrets_after, secret_members));
    kept.set("steps", steps_value(survivor.steps_before));
    kept.set("steps_after", steps_value(survivor.steps_after));
    kept.set("basic", basic_value(pair.survivor_basic));
    kept.set("basic_changed", Value::boolean(survivor.basic.has_value()));
    kept.set("basic_complete", Value::boolean(survivor.before.basic_complete));
    kept.set("alerts", Value::string(survivor.before.alerts));
    kept.set("own", flags_value(own));
    Value moved = flags_value(loser.identifiers_before);
    for (std::size_t i = 0; i < loser.identifiers_before.size(); ++i) {
        Value& one = moved.mutable_items()[i];
        one.set("from", Value::integer(loser.identifiers_before[i].no));
        one.set("to", Value::integer(survivor.identifiers_before[own.size() + i].no));
    }
    kept.set("identifiers", std::move(moved));
    Value losers = Value::array();
    for (const std::string& id : flattened) losers.append(Value::string(id));
    kept.set("losers", std::move(losers));
    kept.set("loser_status", Value::string(std::string(1, static_cast<char>(loser.before.status.status))));
    kept.set("loser_status_on", Value::string(loser.before.status.on));
    kept.set("loser_status_note", Value::string(loser.before.status.note));
    kept.set("loser_steps", steps_value(loser.steps_before));
    return kept;
}

Result<void> restore(const Inside& in, const Value& kept, Change& survivor, Change& loser, const std::optional<BasicRow>& basic_now) {
    if (survivor.steps_before != read_steps(kept["steps_after"])) return refuse(Refusal::conflict, "MERGE_TOUCHED");
    return_documents(kept, survivor, loser);
    members_back(survivor.after.cover, kept["cover"], kept["cover_after"], cover_members);
    members_back(survivor.secrets_after, kept["secrets"], kept["secrets_after"], secret_members);
    seal_changed(in, survivor);
    return_basic(kept, survivor, basic_now);
    survivor.steps_after = read_steps(kept["steps"]);
    const std::string& status = kept["loser_status"].text();
    loser.after.status = StatusFields{status.empty() ? Status::active : static_cast<Status>(status.front()),
                                      kept["loser_status_on"].text(),
                                      kept["loser_status_note"].text(),
                                      {}};
    loser.steps_after = read_steps(kept["loser_steps"]);
    return {};
}

}  // namespace jiwei::residents
