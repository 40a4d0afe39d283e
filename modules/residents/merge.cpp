// What a merge of two archives is made of: the fields, the choices, the pair.
#include "modules/residents/merge.hpp"

#include <algorithm>

#include "core/identity/resident_id.hpp"
#include "modules/residents/sql.hpp"

namespace jiwei::residents {
namespace {

constexpr std::string_view sealed_kept = "resident_merge.kept";

bool has_citizen_number(const Cover& cover) { return cover.id_type == "01" || cover.id_type == "09" || cover.id_type == "10"; }

identity::MergeSide side_of(const Change& change) {
    const Cover& cover = change.before.cover;
    return {change.before.id, has_citizen_number(cover) ? change.secrets_before.id_no : std::string{},
            parse_civil_date(cover.opened_on).value_or(CivilDate{})};
}

/// Sex and date of birth are as sure as the number they stand in; so is the number itself.
bool is_verified(const MergeGroup& group, const Change& change) {
    return (group.key == "document" || group.key == "sex" || group.key == "birth_date") && has_citizen_number(change.before.cover);
}

json::Value side_value(identity::Side side) { return json::Value::string(side == identity::Side::loser ? "loser" : "survivor"); }

identity::Side basic_side(const MergePair& pair) {
    const auto text = [](const std::optional<BasicRow>& basic) { return basic ? std::string_view{basic->answers} : std::string_view{}; };
    const auto filled = [](const std::optional<BasicRow>& basic) {
        const auto day = basic ? parse_civil_date(basic->filled_on) : std::nullopt;
        return day ? std::int64_t{days_between(CivilDate{}, *day)} : std::int64_t{0};
    };
    return identity::proposed_side({text(pair.survivor_basic), false, filled(pair.survivor_basic)},
                                   {text(pair.loser_basic), false, filled(pair.loser_basic)});
}

}  // namespace

std::string text_of(const MergeGroup& group, const Change& change) {
    std::string text;
    const auto add = [&text](const std::string& value) {
        if (!value.empty()) text += (text.empty() ? "" : "\n") + value;
    };
    if (group.key == "document" && change.before.cover.id_type == temporary_id_type) return {};
    for (const auto member : group.cover) add(change.before.cover.*member);
    for (const auto member : group.secrets) add(change.secrets_before.*member);
    return text;
}

const std::vector<MergeGroup>& merge_groups() {
    static const std::vector<MergeGroup> groups{
        {"name", {&Cover::name}, {}},
        {"sex", {&Cover::sex}, {}},
        {"birth_date", {&Cover::birth_date}, {}},
        {"document", {&Cover::id_type, &Cover::nationality}, {&Secrets::id_no}},
        {"phone", {}, {&Secrets::phone}},
        {"contact", {&Cover::contact_name}, {&Secrets::contact_phone}},
        {"address", {&Cover::address}, {}},
        {"registered_address", {&Cover::registered_address}, {}},
        {"residence_type", {&Cover::residence_type}, {}},
        {"residence", {&Cover::residence_state, &Cover::arrived_on}, {}},
        {"place", {&Cover::village_code, &Cover::institution_id, &Cover::grid_id}, {}},
        {"doctor", {&Cover::doctor}, {}},
    };
    return groups;
}

Result<MergePair> load_pair(const Inside& in, db::Connection& connection, std::string_view county_id, std::string_view a,
                            std::string_view b) {
    if (a == b) return refuse_field(Refusal::unprocessable, "/resident_b", "SAME_PERSON", "another resident");
    auto first = store::find(connection, county_id, a);
    auto second = store::find(connection, county_id, b);
    if (!first || !second) return refuse(Refusal::not_found, "not-found");
    MergePair pair{in.begin_change(connection, county_id, std::move(*first)), in.begin_change(connection, county_id, std::move(*second)),
                   std::nullopt, std::nullopt};
    if (!identity::survives(side_of(pair.survivor), side_of(pair.loser))) std::swap(pair.survivor, pair.loser);
    pair.survivor_basic = store::find_basic(connection, county_id, pair.survivor.before.id);
    pair.loser_basic = store::find_basic(connection, county_id, pair.loser.before.id);
    return pair;
}

Result<void> check_pair(const MergePair& pair) {
    const Status stays = pair.survivor.before.status.status;
    const Status goes = pair.loser.before.status.status;
    if (stays == Status::merged || stays == Status::closed || goes == Status::merged || goes == Status::dead)
        return refuse(Refusal::conflict, "status-forbids");
    if (identity::numbers_conflict(side_of(pair.survivor), side_of(pair.loser))) return refuse(Refusal::conflict, "MERGE_ID_CONFLICT");
    return {};
}

json::Value proposed_choices(const MergePair& pair) {
    json::Value choices = json::Value::object();
    for (const MergeGroup& group : merge_groups()) {
        const std::string survivor = text_of(group, pair.survivor);
        const std::string loser = text_of(group, pair.loser);
        choices.set(std::string{group.key},
                    side_value(identity::proposed_side({survivor, is_verified(group, pair.survivor), pair.survivor.before.changed_at},
                                                       {loser, is_verified(group, pair.loser), pair.loser.before.changed_at})));
    }
    choices.set(std::string{basic_group}, side_value(basic_side(pair)));
    return choices;
}

Result<void> apply_choices(const Inside& in, const ActContext& act, MergePair& pair, const json::Value& choices) {
    Change& kept = pair.survivor;
    for (const MergeGroup& group : merge_groups()) {
        if (choices[group.key].text() != "loser") continue;
        for (const auto member : group.cover) kept.after.cover.*member = pair.loser.before.cover.*member;
        for (const auto member : group.secrets) kept.secrets_after.*member = pair.loser.secrets_before.*member;
    }
    Cover& cover = kept.after.cover;
    std::vector<Finding> hard;
    if (cover.id_type != temporary_id_type) {
        const identity::Claims claims{parse_civil_date(cover.birth_date), cover.sex, false};
        const auto document = identity::check_document(cover.id_type, kept.secrets_after.id_no, claims, {in.rules->provinces, act.today});
        if (!document) {
            const std::string at = document.error().pointer == "/id_no" ? "/document" : document.error().pointer;
            hard.push_back({"/choices" + at, document.error().code, document.error().allowed, Severity::hard});
        }
    }
    if (!hard.empty()) return refuse(Refusal::unprocessable, hard.front().code, {}, hard);
    if (choices[basic_group].text() == "loser" && pair.loser_basic) {
        kept.basic = pair.loser_basic;
        kept.after.basic_complete = pair.loser_basic->complete;
        const auto answers = json::parse(pair.loser_basic->answers);
        if (answers) kept.after.alerts = alerts_of(*answers);
    }
    seal_changed(in, kept);
    return {};
}

std::string sealed_merge(const json::Value& kept, const crypto::FieldCipher& cipher) { return cipher.seal(json::write(kept), sealed_kept); }

json::Value opened_merge(std::string_view sealed, const crypto::FieldCipher& cipher) {
    const auto value = json::parse(open_field(sealed, sealed_kept, cipher));
    return value ? *value : json::Value{};
}

std::optional<MergeRow> find_merge(db::Connection& connection, std::string_view county_id, std::string_view id) {
    const db::Rows rows = connection.run(sql::find_merge, {county_id, id});
    if (rows.empty()) return std::nullopt;
    const db::Row row = rows[0];
    MergeRow m;
    m.id = row.string(0);
    m.version = row.integer(1);
    m.state = row.string(2);
    m.survivor_id = row.string(3);
    m.loser_id = row.string(4);
    m.choices = row.string(5);
    m.reason = row.string(6);
    m.body_hash = row.string(7);
    m.proposed_by = row.string(8);
    m.proposed_by_name = row.string(9);
    m.proposed_at = row.integer(10);
    m.decided_by = row.string(11);
    m.decided_by_name = row.string(12);
    m.decided_at = row.integer(13);
    m.decided_on = row.string(14);
    m.decision_reason = row.string(15);
    m.undone_by = row.string(16);
    m.undone_by_name = row.string(17);
    m.undone_at = row.integer(18);
    m.undo_reason = row.string(19);
    m.kept = row.string(20);
    m.moved = row.string(21);
    m.reviews = row.string(22);
    return m;
}

}  // namespace jiwei::residents
