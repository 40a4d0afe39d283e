// What people do with a resident's archive: open it, change it, change its status, uncover a masked field.
#include <algorithm>
#include <array>
#include <set>

#include "core/identity/normalise.hpp"
#include "core/identity/phone.hpp"
#include "core/kernel/utf8.hpp"
#include "modules/residents/conflicts.hpp"
#include "modules/residents/duplicates.hpp"
#include "modules/residents/household_store.hpp"
#include "modules/residents/inside.hpp"
#include "modules/residents/sql.hpp"
#include "modules/residents/viewing.hpp"
#include "platform/change/county_clock.hpp"
#include "platform/db/connection.hpp"

namespace jiwei::residents {
namespace {

constexpr std::int64_t reveals_a_day_max = 50;
constexpr std::size_t reason_characters_min = 4;
constexpr std::string_view not_found = "not-found";

/// An act whose race was lost to another one that wrote the same key is run once more: now it sees the other's row.
template <class Act>
auto write_again(db::Database& database, Act act) {
    try {
        return database.write(act);
    } catch (const db::Error& error) {
        if (error.trouble() != db::Trouble::duplicate) throw;
    }
    return database.write(act);
}

void add_conflict_finding(Problem& problem) {
    problem.errors.push_back(
        {problem.errors.front().pointer, "DUP_CONFLICT", "name and birth date of the existing person", Severity::hard});
}

/// The index of the number that others may not have too; empty: none.
std::string exact_index(std::span<const Identifier> identifiers) {
    const auto found = std::ranges::find_if(identifiers, [](const Identifier& one) { return !one.exact_bidx.empty(); });
    return found == identifiers.end() ? std::string{} : found->exact_bidx;
}

std::string new_exact_index(const Change& change) {
    for (const Identifier& one : change.identifiers_after) {
        const bool known = std::ranges::find(change.identifiers_before, one.no, &Identifier::no) != change.identifiers_before.end();
        if (!known && !one.exact_bidx.empty()) return one.exact_bidx;
    }
    return {};
}

/// In an act of its own, for the refused one has left nothing.
void keep_conflict(const Inside& in, const ActContext& act, const RefusedPerson& refused) {
    static_cast<void>(in.services.database.write([&](db::Connection& connection) -> Result<bool> {
        open_conflict(in, connection, act, refused);
        return true;
    }));
}

Problem problem_of(const Written& written, bool owner_in_reach) {
    const Finding& first = written.errors.front();
    const bool conflict = first.code == "DUP_EXACT" || first.code == "id-taken" || first.code == "ARCHIVE_NO_TAKEN" ||
                          first.code == "ARCHIVE_SERIAL_FULL" || first.code == "TEMP_ID_FULL";
    Problem problem{conflict ? Refusal::conflict : Refusal::unprocessable, first.code, {}, written.errors};
    if (written.conflict) add_conflict_finding(problem);
    // The existing person is named only to those who may see that person anyway.
    if (first.code == "DUP_EXACT" && owner_in_reach) problem.errors.front().allowed = written.resident_id;
    return problem;
}

/// Birth date or sex against the number: only an institution's administrator accepts that, and says why (residents specification 2.1).
Result<void> check_override(const ActContext& act, std::string_view reason) {
    if (reason.empty()) return {};
    if (utf8::length(reason) < reason_characters_min || utf8::length(reason) > 200)
        return refuse_field(Refusal::unprocessable, "/mismatch_reason", "REASON_REQUIRED", "4-200 characters");
    if (std::ranges::find(act.principal.roles, "inst_admin") == act.principal.roles.end())
        return refuse(Refusal::forbidden, "inst-admin-needed", "the administrator of an institution decides");
    return {};
}

void audit_override(db::Connection& connection, const ActContext& act, std::string_view id, std::string_view reason) {
    audit::Entry entry = audit::entry_of(act.principal, act.trail);
    entry.action = "override-mismatch";
    entry.resource = "resident";
    entry.resource_id = id;
    entry.person_id = id;
    entry.reason = reason;
    audit::append_act(connection, act.county_id, entry);
}

/// A member of a PATCH body: absent keeps, null empties.
void take(const json::Value& patch, std::string_view key, std::string& field, std::vector<Finding>& hard) {
    const json::Value* value = patch.find(key);
    if (value == nullptr) return;
    if (!value->is_string() && !value->is_null()) {
        hard.push_back({"/" + std::string{key}, "TYPE", "text", Severity::hard});
        return;
    }
    field = value->text();
}

void patch_cover(const json::Value& patch, Cover& c, std::vector<Finding>& hard) {
    take(patch, "name", c.name, hard);
    take(patch, "sex", c.sex, hard);
    take(patch, "birth_date", c.birth_date, hard);
    take(patch, "id_type", c.id_type, hard);
    take(patch, "nationality", c.nationality, hard);
    take(patch, "contact_name", c.contact_name, hard);
    take(patch, "institution_id", c.institution_id, hard);
    take(patch, "grid_id", c.grid_id, hard);
    take(patch, "village_code", c.village_code, hard);
    take(patch, "address", c.address, hard);
    take(patch, "registered_address", c.registered_address, hard);
    take(patch, "residence_type", c.residence_type, hard);
    take(patch, "residence_state", c.residence_state, hard);
    take(patch, "arrived_on", c.arrived_on, hard);
    take(patch, "doctor", c.doctor, hard);
}

/// The number that the patch states against its rules, together with birth date and sex.
void check_document(const Inside& in, CivilDate today, bool overridden, Change& change, std::vector<Finding>& hard,
                    std::vector<Finding>& soft) {
    Cover& cover = change.after.cover;
    std::string& number = change.secrets_after.id_no;
    number = identity::fold_number(number);
    if (number.empty() || cover.id_type == temporary_id_type) {
        // An empty number keeps the current document: a number is replaced, never taken away.
        number = change.secrets_before.id_no;
        cover.id_type = change.before.cover.id_type;
    }
    if (cover.id_type == temporary_id_type) return;
    const Cover& before = change.before.cover;
    const bool same_claims = number == change.secrets_before.id_no && cover.id_type == before.id_type &&
                             cover.birth_date == before.birth_date && cover.sex == before.sex;
    // A mismatch that an administrator accepted when it was entered is not asked for again.
    const identity::Claims claims{parse_civil_date(cover.birth_date), cover.sex, overridden || same_claims};
    auto document = identity::check_document(cover.id_type, number, claims, {in.rules->provinces, today});
    if (!document) {
        hard.push_back(document.error());
        return;
    }
    std::ranges::move(document->warnings, std::back_inserter(soft));
    cover.id_type = document->type;
    number = document->number;
    const bool keeps_sex = claims.mismatch_overridden && (cover.sex == "1" || cover.sex == "2");
    if (!document->sex.empty() && !keeps_sex) cover.sex = document->sex;
    if (document->birth_date && cover.birth_date.empty()) cover.birth_date = document->birth_date->text();
}

/// The former current document becomes an alias; one that was held before is current again, a new one is added.
void change_identifiers(const Inside& in, CivilDate today, Change& change) {
    const Cover& cover = change.after.cover;
    const bool same = change.secrets_after.id_no == change.secrets_before.id_no && cover.id_type == change.before.cover.id_type &&
                      cover.nationality == change.before.cover.nationality;
    if (same) return;
    std::int64_t last_no = 0;
    bool held = false;
    for (Identifier& one : change.identifiers_after) {
        last_no = std::max(last_no, one.no);
        const bool wanted = one.type == cover.id_type && one.number == change.secrets_after.id_no && one.nationality == cover.nationality;
        if (one.current && !wanted) one.valid_to = today.text();
        if (wanted) one.valid_to.clear();
        one.current = wanted;
        held = held || wanted;
    }
    if (held) return;
    Identifier added{last_no + 1, cover.id_type, change.secrets_after.id_no, cover.nationality, {}, {}, true, today.text(), {}, "entry"};
    added.number_enc = in.cipher().seal(added.number, sealed_as::identifier);
    const std::string exact = exact_key(added.type, added.number, added.nationality);
    if (!exact.empty()) added.exact_bidx = in.cipher().blind_index(exact, "resident.document");
    change.identifiers_after.push_back(std::move(added));
}

/// The form as it is judged: what it does not say of the house, the household says; what it says becomes the household's.
json::Value with_household(Change& change, const json::Value& stated) {
    if (change.household_id.empty()) return stated;
    const auto kept = json::parse(change.environment);
    json::Value environment = kept && kept->is_object() ? *kept : json::Value::object();
    const json::Value said = environment_of(stated);
    for (const auto& [key, value] : said.members()) environment.set(key, value);
    if (!environment.members().empty()) change.environment_after = json::write_canonical(environment);
    json::Value whole = without_environment(stated);
    for (const auto& [key, value] : environment.members()) whole.set(key, value);
    return whole;
}

/// The block of a household is kept once, with the household.
std::string own_answers(const Change& change, const std::string& answers) {
    const auto parsed = json::parse(answers);
    if (change.household_id.empty() || !parsed) return answers;
    return json::write_canonical(without_environment(*parsed));
}

void add_cover_events(const ActContext& act, Change& change) {
    Event event;
    event.resident_id = change.after.id;
    event.status = event.status_before = change.after.status.status;
    event.on = act.today;
    event.institution_id = change.after.cover.institution_id;
    event.grid_id = change.after.cover.grid_id;
    event.institution_before = change.before.cover.institution_id;
    change.events.push_back(event);
    if (change.before.cover.institution_id != event.institution_id || change.before.cover.grid_id != event.grid_id) {
        event.kind = EventKind::moved;
        change.events.push_back(event);
    }
}

}  // namespace

void seal_changed(const Inside& in, Change& change) {
    const auto seal = [&](const std::string& before, const std::string& after, std::string_view context, std::string& column) {
        if (before != after) column = seal_field(after, context, in.cipher());
    };
    seal(change.secrets_before.id_no, change.secrets_after.id_no, sealed_as::id_no, change.after.id_no_enc);
    seal(change.secrets_before.phone, change.secrets_after.phone, sealed_as::phone, change.after.phone_enc);
    seal(change.secrets_before.contact_phone, change.secrets_after.contact_phone, sealed_as::contact_phone, change.after.contact_phone_enc);
}

void add_cover_steps(const ActContext& act, Change& change) {
    const Cover& before = change.before.cover;
    const Cover& after = change.after.cover;
    StepChange step;
    if (before.residence_state != after.residence_state) step.residence_state = after.residence_state;
    if (before.arrived_on != after.arrived_on) step.arrived_on = after.arrived_on;
    if (before.institution_id != after.institution_id) step.institution_id = after.institution_id;
    const bool whole_cover = cover_complete(after, change.secrets_after);
    const bool complete = whole_cover && change.after.basic_complete && !after.residence_type.empty();
    const bool complete_before = !change.steps_after.empty() && change.steps_after.back().complete;
    if (complete != complete_before) step.complete = complete;
    const bool cover_before = !change.steps_after.empty() && change.steps_after.back().cover_complete;
    if (whole_cover != cover_before) step.cover_complete = whole_cover;
    if (step.residence_state || step.arrived_on || step.institution_id || step.complete || step.cover_complete)
        change_from(change.steps_after, act.today.text(), step);
}

ActContext act_of(const http::Request& request) { return {request.principal.county_id, request.principal, request.trail, request.today}; }

Result<void> demand_person_grant(const auth::Grant& grant) {
    if (grant.statistical && grant.scopes.empty()) return refuse(Refusal::forbidden, "purpose-needed");
    return {};
}

bool Inside::may_see(db::Connection& connection, const ActContext& act, const access::Reach& reach, std::string_view id,
                     std::string_view institution_id, std::string_view grid_id) const {
    if (reach.holds(institution_id, grid_id)) return true;
    return access.relates(connection, act.principal, reach, id, act.today);
}

void Inside::record_read(const ActContext& act, std::string_view action, std::string_view id, std::string_view reason) const {
    audit::Entry entry = audit::entry_of(act.principal, act.trail);
    entry.action = action;
    entry.resource = "resident";
    entry.resource_id = id;
    entry.person_id = id;
    entry.reason = reason;
    services.access_log.record(act.county_id, entry);
}

Result<Inside::Created> Inside::open_archive(const ActContext& act, const auth::Grant& grant, const Stated& stated) const {
    JIWEI_CHECK(demand_person_grant(grant));
    JIWEI_CHECK(check_override(act, stated.mismatch_reason));
    const access::Reach reach = access.reach(act.principal, grant, act.today);
    const auto directory = directories_of(act);
    Created created;
    auto prepared = prepare_person(stated, prepare_context(act, *directory), created.warnings);
    if (!prepared) {
        const std::string code = prepared.error().front().code;
        return refuse(Refusal::unprocessable, code, {}, std::move(prepared.error()));
    }
    const Cover& cover = (*prepared)->cover;
    if (!reach.holds(cover.institution_id, cover.grid_id)) return refuse(Refusal::forbidden, "out-of-scope");
    bool owner_in_reach = false;
    std::string conflicting_id;
    std::vector<Alike> alike;
    const identity::PersonKeys person = person_keys(cover, (*prepared)->secrets);
    const auto outcome = write_again(services.database, [&](db::Connection& connection) -> Result<Written> {
        alike = find_alike(connection, act.county_id, person, (*prepared)->id, cipher(), act.today);
        lock_alike(connection, act.county_id, (*prepared)->id, alike);
        const Result<void> allowed = demand_reason(connection, act, reach, (*prepared)->id, alike, stated.duplicate_reason);
        std::vector<Written> written = write_batch(connection, act, "create", std::span{&*prepared, 1});
        if (written.front().kind == Written::Kind::refused) {
            const auto owner = store::find_brief(connection, act.county_id, written.front().resident_id);
            owner_in_reach = owner && reach.holds(owner->institution_id, owner->grid_id);
            conflicting_id = written.front().conflict ? written.front().resident_id : std::string{};
            return tl::unexpected(problem_of(written.front(), owner_in_reach));
        }
        if (written.front().kind == Written::Kind::replayed) return std::move(written.front());
        if (!allowed) return tl::unexpected(allowed.error());
        if (!stated.mismatch_reason.empty()) audit_override(connection, act, written.front().resident_id, stated.mismatch_reason);
        renew_pairs(*this, connection, act, written.front().resident_id, alike, stated.duplicate_reason,
                    change::current_seq(connection, act.county_id));
        return std::move(written.front());
    });
    if (!outcome && !conflicting_id.empty()) {
        const Prepared& refused = **prepared;
        keep_conflict(*this, act, {conflicting_id, {}, refused.cover, refused.secrets, exact_index(refused.identifiers), "create"});
    }
    if (!outcome) return tl::unexpected(outcome.error());
    created.written = *outcome;
    warn_alike(alike, created.warnings);
    return created;
}

Result<Inside::Changed> Inside::change_cover(const ActContext& act, const auth::Grant& grant, std::string_view id, std::int64_t if_version,
                                             const json::Value& patch) const {
    JIWEI_CHECK(demand_person_grant(grant));
    return change_cover(act, access.reach(act.principal, grant, act.today), id, if_version, patch);
}

Result<Inside::Changed> Inside::change_cover(const ActContext& act, const access::Reach& reach, std::string_view id,
                                             std::int64_t if_version, const json::Value& patch) const {
    if (!patch.is_object()) return refuse(Refusal::malformed, "json-object", "an object of the members to change");
    const auto directory = directories_of(act);
    auto loaded = services.database.read([&](db::Connection& connection) -> Result<Change> {
        auto row = store::find(connection, act.county_id, id);
        if (!row || !may_see(connection, act, reach, *row)) return refuse(Refusal::not_found, std::string{not_found});
        if (row->version != if_version) return refuse(Refusal::precondition_failed, "version-mismatch");
        if (row->status.status == Status::merged || row->status.status == Status::closed)
            return refuse(Refusal::conflict, "status-forbids");
        Change begun = begin_change(connection, act.county_id, std::move(*row));
        if (const auto membership = membership_of(connection, act.county_id, id)) {
            begun.household_id = membership->household_id;
            begun.environment = begun.environment_after = find_household(connection, act.county_id, begun.household_id)->environment;
        }
        return begun;
    });
    if (!loaded) return tl::unexpected(loaded.error());
    Change change = std::move(*loaded);
    change.act = "update";
    change.directory = directory;
    Changed changed;
    std::vector<Finding> hard;
    Cover& cover = change.after.cover;
    patch_cover(patch, cover, hard);
    take(patch, "id_no", change.secrets_after.id_no, hard);
    take(patch, "phone", change.secrets_after.phone, hard);
    take(patch, "contact_phone", change.secrets_after.contact_phone, hard);
    const std::string& mismatch_reason = patch["mismatch_reason"].text();
    JIWEI_CHECK(check_override(act, mismatch_reason));
    check_document(*this, act.today, !mismatch_reason.empty(), change, hard, changed.warnings);
    check_nationality(cover, hard);
    check_cover(cover, *rules, act.today, hard, changed.warnings);
    if (patch.find("village_code") != nullptr || patch.find("institution_id") != nullptr || patch.find("grid_id") != nullptr) {
        static_cast<void>(place_person(cover, *directory, hard));
    }
    check_phone(change.secrets_after.phone, "/phone", true, changed.warnings);
    check_phone(change.secrets_after.contact_phone, "/contact_phone", true, changed.warnings);
    if (const json::Value* basic = patch.find("basic"); basic != nullptr && basic->is_object()) {
        const Village* const village = directory->village(cover.village_code);
        const bool is_rural = village != nullptr && is_rural_area(village->area);
        if (leaves_house(change)) change.household_id.clear();  // what is said of a house is said of the new one
        const json::Value whole = with_household(change, *basic);
        const CheckedBasic checked = check_basic(*rules, whole, cover, change.secrets_after, act.today, is_rural, hard, changed.warnings);
        change.basic = BasicRow{0, rules->archive_version, act.today.text(), checked.complete, own_answers(change, checked.answers)};
        change.after.basic_complete = checked.complete;
        change.after.alerts = alerts_of(*basic);
    }
    if (!hard.empty()) return refuse(Refusal::unprocessable, hard.front().code, {}, hard);
    if (!reach.holds(cover.institution_id, cover.grid_id)) return refuse(Refusal::forbidden, "out-of-scope");
    change_identifiers(*this, act.today, change);
    seal_changed(*this, change);
    add_cover_steps(act, change);
    add_cover_events(act, change);
    const bool is_compared_anew = identity_changed(change.before.cover, change.secrets_before, cover, change.secrets_after);
    const std::string& reason = patch["duplicate_reason"].text();
    const auto outcome = write_again(services.database, [&](db::Connection& connection) -> Result<std::int64_t> {
        if (!is_compared_anew) return write_change(connection, act, change);
        identity::PersonKeys person = person_keys(cover, change.secrets_after);
        for (const db::Row card : connection.run(sql::card_indexes_of, {act.county_id, id})) person.cards.push_back(card.string(0));
        const std::vector<Alike> alike = find_alike(connection, act.county_id, person, id, cipher(), act.today);
        JIWEI_CHECK(demand_reason(connection, act, reach, id, alike, reason));
        lock_alike(connection, act.county_id, id, alike);
        JIWEI_TRY(version, write_change(connection, act, change));
        if (!mismatch_reason.empty()) audit_override(connection, act, id, mismatch_reason);
        renew_pairs(*this, connection, act, id, alike, reason, change::current_seq(connection, act.county_id));
        settle_conflicts(*this, connection, act, id);
        return version;
    });
    if (!outcome) {
        Problem problem = outcome.error();
        if (problem.code == "DUP_EXACT") {
            const auto owner = services.database.read(
                [&](db::Connection& connection) { return store::find_brief(connection, act.county_id, problem.errors.front().allowed); });
            if (owner && is_identity_conflict(*owner, cover)) {
                keep_conflict(*this, act, {owner->id, std::string{id}, cover, change.secrets_after, new_exact_index(change), "change"});
                add_conflict_finding(problem);
            }
            if (!owner || !reach.holds(owner->institution_id, owner->grid_id)) problem.errors.front().allowed.clear();
        }
        return tl::unexpected(std::move(problem));
    }
    changed.version = *outcome;
    return changed;
}

namespace {

/// Status machine of residents specification 9, the part that an institution may do by itself.
bool may_become(Status from, Status to) {
    switch (to) {
    case Status::active: return from == Status::moved_out || from == Status::lost;
    case Status::moved_out:
    case Status::lost: return from == Status::active;
    case Status::dead: return from == Status::active || from == Status::moved_out || from == Status::lost;
    case Status::closed:
    case Status::merged: return false;
    }
    return false;
}

/// What a status change must state.
struct StatedStatus {
    Status status = Status::active;
    CivilDate on;
    std::string note;
};

constexpr std::size_t attempts_min = 3;
constexpr std::size_t attempts_max = 20;
constexpr int attempts_over_days_min = 30;

/// Lost: the last contact, and three attempts on three different days over at least 30 days since (platform rule).
void check_attempts(const json::Value& body, CivilDate on, json::Value& note, std::vector<Finding>& hard) {
    const auto last_contact = body["last_contact"].as_date();
    if (!last_contact || *last_contact > on) {
        hard.push_back({"/last_contact", last_contact ? "DATE_RANGE" : "REQUIRED", "not after " + on.text(), Severity::hard});
        return;
    }
    const auto& stated = body["attempts"].items();
    std::set<CivilDate> days;
    json::Value kept = json::Value::array();
    for (std::size_t i = 0; i < stated.size(); ++i) {
        const std::string at = "/attempts/" + std::to_string(i);
        const auto day = stated[i]["on"].as_date();
        const std::string& how = stated[i]["how"].text();
        if (!day || *day < *last_contact || *day > on)
            hard.push_back({at + "/on", "DATE_RANGE", last_contact->text() + " - " + on.text(), Severity::hard});
        else
            days.insert(*day);
        if (utf8::length(how) > 200) hard.push_back({at + "/how", "TEXT_LENGTH", "at most 200", Severity::hard});
        json::Value one = json::Value::object();
        one.set("on", json::Value::string(stated[i]["on"].text()));
        if (!how.empty()) one.set("how", json::Value::string(how));
        kept.append(std::move(one));
    }
    const bool enough = days.size() >= attempts_min && stated.size() <= attempts_max &&
                        days_between(*days.begin(), *days.rbegin()) >= attempts_over_days_min;
    if (!enough) hard.push_back({"/attempts", "LOST_ATTEMPTS", "3-20 attempts on 3 different days over 30 days or more", Severity::hard});
    note.set("last_contact", json::Value::string(last_contact->text()));
    note.set("attempts", std::move(kept));
}

Result<StatedStatus> read_status(const json::Value& body, const Cover& cover, CivilDate today) {
    std::vector<Finding> hard;
    const auto demand = [&](std::string_view key, std::string code) {
        if (body[key].text().empty()) hard.push_back({"/" + std::string{key}, std::move(code), "1-200", Severity::hard});
    };
    const std::string& status = body["status"].text();
    if (status != "1" && status != "2" && status != "3" && status != "4") {
        return refuse_field(Refusal::unprocessable, "/status", "CODE_UNKNOWN", "1, 2, 3, 4");
    }
    const auto on = body["on"].as_date();
    if (!on) return refuse_field(Refusal::unprocessable, "/on", "DATE_FORMAT", "YYYY-MM-DD");
    // Somebody whose archive was opened from an old list may have died before that day.
    const std::string& first = status == "3" ? cover.birth_date : std::max(cover.birth_date, cover.opened_on);
    if (*on > today || on->text() < first) hard.push_back({"/on", "DATE_RANGE", first + " - " + today.text(), Severity::hard});
    if (status == "2") demand("destination", "DESTINATION_REQUIRED");
    if (status == "3") demand("cause", "CAUSE_REQUIRED");
    if (status == "3") demand("source", "REQUIRED");
    json::Value note = json::Value::object();
    for (const std::string_view key : {"reason", "cause", "source", "destination", "note"}) {
        const std::string& text = body[key].text();
        if (text.empty()) continue;
        if (utf8::length(text) > 200) hard.push_back({"/" + std::string{key}, "TEXT_LENGTH", "at most 200", Severity::hard});
        note.set(std::string{key}, json::Value::string(text));
    }
    if (status == "4") check_attempts(body, *on, note, hard);
    if (!hard.empty()) return refuse(Refusal::unprocessable, hard.front().code, {}, hard);
    return StatedStatus{static_cast<Status>(status.front()), *on, note.members().empty() ? std::string{} : json::write_canonical(note)};
}

}  // namespace

Result<std::int64_t> Inside::change_status(const ActContext& act, const auth::Grant& grant, std::string_view id, std::int64_t if_version,
                                           const json::Value& body) const {
    JIWEI_CHECK(demand_person_grant(grant));
    const access::Reach reach = access.reach(act.principal, grant, act.today);
    auto loaded = services.database.read([&](db::Connection& connection) -> Result<Change> {
        auto row = store::find(connection, act.county_id, id);
        if (!row || !may_see(connection, act, reach, *row)) return refuse(Refusal::not_found, std::string{not_found});
        if (row->version != if_version) return refuse(Refusal::precondition_failed, "version-mismatch");
        return begin_change(connection, act.county_id, std::move(*row));
    });
    if (!loaded) return tl::unexpected(loaded.error());
    Change change = std::move(*loaded);
    JIWEI_TRY(stated, read_status(body, change.before.cover, act.today));
    if (!may_become(change.before.status.status, stated.status)) return refuse(Refusal::conflict, "status-forbids");
    change.act = "status";
    change.audit_reason = std::string(1, static_cast<char>(stated.status));
    change.after.status = StatusFields{stated.status, stated.on.text(), stated.note, {}};
    change_from(change.steps_after, stated.on.text(), {.status = change.audit_reason});
    Event event;
    event.kind = EventKind::status_changed;
    event.resident_id = change.after.id;
    event.status = stated.status;
    event.status_before = change.before.status.status;
    event.on = stated.on;
    event.institution_id = event.institution_before = change.after.cover.institution_id;
    event.grid_id = change.after.cover.grid_id;
    change.events.push_back(event);
    change.directory = directories_of(act);
    return services.database.write([&](db::Connection& connection) { return write_change(connection, act, change); });
}

Result<std::string> Inside::reveal(const ActContext& act, const auth::Grant& grant, std::string_view id, std::string_view field,
                                   std::string_view reason) const {
    JIWEI_CHECK(demand_person_grant(grant));
    const access::Reach reach = access.reach(act.principal, grant, act.today);
    constexpr std::array<std::string_view, 3> clinical{"village_doctor", "township_doctor", "nurse"};
    const bool is_clinical = std::ranges::any_of(
        act.principal.roles, [&](const std::string& role) { return std::ranges::find(clinical, role) != clinical.end(); });
    if (!is_clinical && utf8::length(reason) < reason_characters_min) {
        return refuse_field(Refusal::unprocessable, "/reason", "REASON_REQUIRED", "at least 4 characters");
    }
    if (utf8::length(reason) > 200) return refuse_field(Refusal::unprocessable, "/reason", "TEXT_LENGTH", "at most 200");
    if (field != "id_no" && field != "phone" && field != "contact_phone") {
        return refuse_field(Refusal::unprocessable, "/field", "CODE_UNKNOWN", "id_no, phone, contact_phone");
    }
    const View view{*this, act.principal, masking::Edge::reveal};
    if (!view.in_full(field == "id_no" ? masking::Field::id_no : masking::Field::phone, false))
        return refuse(Refusal::forbidden, "field-masked", "this role sees the number masked always");
    const auto row = services.database.read([&](db::Connection& connection) -> std::optional<ResidentRow> {
        auto found = store::find(connection, act.county_id, id);
        if (found && !may_see(connection, act, reach, *found)) return std::nullopt;
        return found;
    });
    if (!row) return refuse(Refusal::not_found, std::string{not_found});
    const auto counted = services.database.write([&](db::Connection& connection) -> Result<std::int64_t> {
        const std::int64_t times = connection.run(sql::count_reveal, {act.county_id, act.principal.user_id, act.today})[0].integer(0);
        if (times > reveals_a_day_max) return refuse(Refusal::throttled, "reveal-limit");
        return times;
    });
    if (!counted) return tl::unexpected(counted.error());
    record_read(act, "reveal", id, std::string{field} + (reason.empty() ? "" : ": ") + std::string{reason});
    if (field == "phone") return open_field(row->phone_enc, sealed_as::phone, cipher());
    if (field == "contact_phone") return open_field(row->contact_phone_enc, sealed_as::contact_phone, cipher());
    return open_field(row->id_no_enc, sealed_as::id_no, cipher());
}

}  // namespace jiwei::residents
