#include "modules/residents/prepare.hpp"

#include <algorithm>
#include <array>

#include "core/identity/archive_number.hpp"
#include "core/identity/normalise.hpp"
#include "core/identity/phone.hpp"
#include "core/kernel/id.hpp"
#include "core/kernel/utf8.hpp"
#include "core/programmes/decide.hpp"
#include "platform/text/normalise.hpp"

namespace jiwei::residents {
namespace {

using Findings = std::vector<Finding>;

constexpr std::size_t name_characters_max = 50;
constexpr std::size_t text_characters_max = 200;
constexpr std::array<std::string_view, 18> cover_keys{
    "name",           "sex",           "birth_date",   "id_type",        "id_no",   "nationality", "phone",
    "contact_name",   "contact_phone", "village_code", "institution_id", "grid_id", "address",     "registered_address",
    "residence_type", "opened_on",     "opened_by",    "doctor"};

void hard_at(Findings& findings, std::string pointer, std::string code, std::string allowed = {}) {
    findings.push_back({std::move(pointer), std::move(code), std::move(allowed), Severity::hard});
}
void soft_at(Findings& findings, std::string pointer, std::string code, std::string allowed = {}) {
    findings.push_back({std::move(pointer), std::move(code), std::move(allowed), Severity::soft});
}

bool has_control(std::string_view text) {
    return std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

void check_text(std::string& text, const std::string& pointer, std::size_t characters_max, Findings& hard) {
    text = text::nfc(text);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.pop_back();
    text.erase(0, text.find_first_not_of(" \t") == std::string::npos ? 0 : text.find_first_not_of(" \t"));
    if (has_control(text)) hard_at(hard, pointer, "TEXT_CONTROL", "no control characters");
    if (utf8::length(text) > characters_max) hard_at(hard, pointer, "TEXT_LENGTH", "at most " + std::to_string(characters_max));
}

void check_name(std::string& name, Findings& hard, Findings& soft) {
    name = text::nfc(identity::fold_name(name));
    if (name.empty()) return hard_at(hard, "/name", "NAME_REQUIRED", "1-50");
    if (utf8::length(name) > name_characters_max) hard_at(hard, "/name", "NAME_LENGTH", "1-50");
    if (has_control(name)) hard_at(hard, "/name", "TEXT_CONTROL", "no control characters");
    if (identity::is_unknown_patient(name)) return;
    if (std::ranges::any_of(name, [](char c) { return c >= '0' && c <= '9'; })) soft_at(soft, "/name", "NAME_DIGITS", "no digits");
}

std::string codes_of(const values::ValueSets& values, std::string_view set) {
    std::string text;
    for (const values::Code& code : values.codes(set)) text += (text.empty() ? "" : ", ") + code.code + " " + code.label_zh;
    return text;
}

void check_code(const std::string& code, std::string pointer, std::string_view set, const Rules& rules, CivilDate today, Findings& hard) {
    if (code.empty() || rules.values.selectable(set, code, today)) return;
    hard_at(hard, std::move(pointer), "CODE_UNKNOWN", codes_of(rules.values, set));
}

void check_date(const std::string& date, std::string pointer, std::string_view not_before, CivilDate today, Findings& hard) {
    if (date.empty()) return;
    const auto parsed = parse_civil_date(date);
    if (!parsed) return hard_at(hard, std::move(pointer), "DATE_FORMAT", "YYYY-MM-DD");
    if (*parsed > today || date < not_before) {
        hard_at(hard, std::move(pointer), "DATE_RANGE", std::string{not_before.empty() ? "1900-01-01" : not_before} + " - " + today.text());
    }
}

/// Document number against its rules; fills in birth date and sex that it states.
void check_identity(const Stated& stated, const PrepareContext& context, Prepared& person, Findings& hard, Findings& soft) {
    const std::string typed = identity::fold_number(stated.id_no);
    Cover& cover = person.cover;
    if (typed.empty()) {
        cover.id_type = temporary_id_type;
        return;
    }
    if (!context.rules.values.has("ID_TYPE", cover.id_type)) {
        return hard_at(hard, "/id_type", "CODE_UNKNOWN", codes_of(context.rules.values, "ID_TYPE"));
    }
    const bool overridden = !stated.mismatch_reason.empty();
    const identity::Claims claims{parse_civil_date(cover.birth_date), cover.sex, overridden};
    const identity::Context identity_context{context.rules.provinces, context.today};
    std::string alias;
    tl::expected<identity::Document, Finding> document = [&]() -> tl::expected<identity::Document, Finding> {
        if (stated.from_file && (cover.id_type == "01" || cover.id_type == "10")) {
            auto converted = identity::check_or_convert(typed, claims, identity_context);
            if (!converted) return tl::unexpected(converted.error());
            alias = converted->alias;
            return converted->document;
        }
        return identity::check_document(cover.id_type, typed, claims, identity_context);
    }();
    if (!document) {
        hard.push_back(document.error());
        return;
    }
    std::ranges::move(document->warnings, std::back_inserter(soft));
    cover.id_type = document->type;
    check_nationality(cover, hard);
    person.secrets.id_no = document->number;
    if (document->birth_date && cover.birth_date.empty()) cover.birth_date = document->birth_date->text();
    const bool keeps_sex = overridden && (cover.sex == "1" || cover.sex == "2");
    if (!document->sex.empty() && !keeps_sex) cover.sex = document->sex;
    if (!alias.empty()) person.identifiers.push_back({2, "01", alias, {}, {}, {}, false, {}, {}, "legacy"});
}

void check_archive_no(const Stated& stated, Prepared& person, Findings& hard) {
    if (stated.archive_no.empty()) return;
    const auto number = identity::ArchiveNumber::parse(stated.archive_no);
    if (!number) {
        hard.push_back(number.error());
        return;
    }
    person.archive_no = number->text();
}

/// "type:number:from:to:source" of a roster written by our own export, the current document among them.
void add_aliases(const Stated& stated, Prepared& person) {
    const auto parts_of = [](const std::string& text) {
        std::vector<std::string> parts(1);
        for (const char c : text) {
            if (c == ':')
                parts.emplace_back();
            else
                parts.back() += c;
        }
        parts.resize(5);
        parts[1] = identity::fold_number(parts[1]);
        if (parts[4].empty()) parts[4] = "import";
        return parts;
    };
    const auto is_current = [&](const std::vector<std::string>& parts) {
        return parts[1] == person.secrets.id_no && parts[0] == person.cover.id_type;
    };
    const bool lists_current = std::ranges::any_of(stated.aliases, [&](const std::string& text) { return is_current(parts_of(text)); });
    auto no = static_cast<std::int64_t>(person.identifiers.size());
    if (!lists_current || no > 0) ++no;  // 1 is the current one's
    for (const std::string& text : stated.aliases) {
        std::vector<std::string> parts = parts_of(text);
        if (parts[1].empty()) continue;
        if (is_current(parts)) {
            person.current = {++no, {}, {}, {}, {}, {}, true, parts[2], {}, parts[4]};
        } else {
            person.identifiers.push_back({++no, parts[0], parts[1], {}, {}, {}, false, parts[2], parts[3], parts[4]});
        }
    }
}

void seal_identifiers(Prepared& person, const PrepareContext& context) {
    const std::string& nationality = person.cover.nationality;
    if (!person.secrets.id_no.empty()) {
        const Identifier& stated = person.current;
        const bool is_stated = !stated.source.empty();
        person.identifiers.insert(person.identifiers.begin(), {is_stated ? stated.no : 1,
                                                               person.cover.id_type,
                                                               person.secrets.id_no,
                                                               nationality,
                                                               {},
                                                               {},
                                                               true,
                                                               is_stated ? stated.valid_from : person.cover.opened_on,
                                                               {},
                                                               is_stated ? stated.source : person.source});
    }
    for (Identifier& one : person.identifiers) {
        if (one.valid_from.empty()) one.valid_from = person.cover.opened_on;
        one.number_enc = context.cipher.seal(one.number, sealed_as::identifier);
        const std::string exact = exact_key(one.type, one.number, one.nationality);
        // A 15-digit alias is no key of its own: the 18 digits it became are.
        if (!exact.empty() && one.source != "legacy") one.exact_bidx = context.cipher.blind_index(exact, "resident.document");
    }
}

std::string stated_hash(const Stated& s, const PrepareContext& context) {
    json::Writer out;
    out.begin_array();
    for (const std::string* text : {&s.id,
                                    &s.name,
                                    &s.sex,
                                    &s.birth_date,
                                    &s.id_type,
                                    &s.id_no,
                                    &s.nationality,
                                    &s.phone,
                                    &s.contact_name,
                                    &s.contact_phone,
                                    &s.residence_type,
                                    &s.residence_state,
                                    &s.arrived_on,
                                    &s.address,
                                    &s.registered_address,
                                    &s.village_code,
                                    &s.institution_id,
                                    &s.grid_id,
                                    &s.opened_on,
                                    &s.opened_by,
                                    &s.doctor,
                                    &s.archive_no}) {
        out.string(*text);
    }
    out.raw(json::write_canonical(s.basic)).end_array();
    return context.cipher.blind_index(out.text(), "resident.created");
}

std::string row_hash(const Prepared& person, const PrepareContext& context) {
    json::Writer out;
    out.begin_array().string(person.cover.name).string(person.cover.birth_date).string(person.cover.sex).string(person.secrets.phone);
    out.string(person.cover.village_code).string(person.cover.address).end_array();
    return context.cipher.blind_index(out.text(), "resident.row");
}

void date_steps(const Stated& stated, const PrepareContext& context, Prepared& person) {
    const Cover& cover = person.cover;
    if (!stated.steps.empty()) {
        const auto given = json::parse(stated.steps);
        if (given) {
            for (const json::Value& s : given->items()) {
                const Place* place = context.directory.find_institution(s["institution"].text());
                person.steps.push_back({s["from"].text(), s["status"].text(), s["residence_state"].text(), s["arrived_on"].text(),
                                        s["complete"].as_boolean().value_or(false), place == nullptr ? cover.institution_id : place->id,
                                        s["opened"].as_boolean().value_or(false),
                                        s["cover_complete"].as_boolean().value_or(s["complete"].as_boolean().value_or(false))});
            }
        }
        if (!person.steps.empty()) return;
    }
    const bool whole_cover = cover_complete(cover, person.secrets);
    const bool complete = whole_cover && person.basic_complete && !cover.residence_type.empty();
    const bool at_once = complete && person.basic_filled_on <= cover.opened_on;
    person.steps.push_back(
        {cover.opened_on, "1", cover.residence_state, cover.arrived_on, at_once, cover.institution_id, false, whole_cover});
    if (complete && !at_once) change_from(person.steps, person.basic_filled_on, {.complete = true});
    if (person.status.status != Status::active) {
        change_from(person.steps, person.status.on, {.status = std::string(1, static_cast<char>(person.status.status))});
    }
}

void check_status(const Stated& stated, const PrepareContext& context, Prepared& person, Findings& hard) {
    if (stated.status.empty() || stated.status == "1") {
        person.status = {Status::active, stated.status_on, stated.status_note, {}};
        return;
    }
    if (!context.rules.values.has("RECORD_STATUS", stated.status) || stated.status == "6") {
        return hard_at(hard, "/status", "CODE_UNKNOWN", codes_of(context.rules.values, "RECORD_STATUS"));
    }
    person.status = {static_cast<Status>(stated.status.front()), stated.status_on, stated.status_note, {}};
    if (stated.status_on.empty()) return hard_at(hard, "/status_on", "REQUIRED", "YYYY-MM-DD");
    check_date(stated.status_on, "/status_on", person.cover.birth_date, context.today, hard);
}

Cover cover_of(const Stated& s, const PrepareContext& context) {
    Cover c;
    c.name = s.name;
    c.sex = s.sex;
    c.birth_date = s.birth_date;
    c.id_type = s.id_type.empty() ? "01" : s.id_type;
    c.nationality = s.nationality;
    c.contact_name = s.contact_name;
    c.institution_id = s.institution_id;
    c.grid_id = s.grid_id;
    c.village_code = s.village_code;
    c.address = s.address;
    c.registered_address = s.registered_address;
    c.residence_type = s.residence_type;
    c.residence_state = s.residence_state.empty() ? "1" : s.residence_state;
    c.arrived_on = s.arrived_on;
    c.opened_on = s.opened_on.empty() ? context.today.text() : s.opened_on;
    c.opened_by = s.opened_by.empty() ? std::string{context.actor_name} : s.opened_by;
    c.doctor = s.doctor;
    return c;
}

void finish(const Stated& stated, const PrepareContext& context, Prepared& person) {
    person.id_stated = !stated.id.empty();
    person.id = stated.id.empty() ? context.ids.next() : stated.id;
    person.id_no_enc = seal_field(person.secrets.id_no, sealed_as::id_no, context.cipher);
    person.phone_enc = seal_field(person.secrets.phone, sealed_as::phone, context.cipher);
    person.contact_phone_enc = seal_field(person.secrets.contact_phone, sealed_as::contact_phone, context.cipher);
    seal_identifiers(person, context);
    Keyed keyed{person.cover.name, person.secrets.phone, person.secrets.contact_phone, {}, person.archive_no};
    for (const Identifier& one : person.identifiers) keyed.documents.push_back(one.number);
    person.keys = make_keys(keyed, context.cipher);
    person.created_hash = stated_hash(stated, context);
    person.snapshot = snapshot_of(person.cover, person.status);
    if (!person.secrets.id_no.empty()) person.sealed = seal_secrets(person.secrets, context.cipher);
    if (stated.from_file && person.secrets.id_no.empty()) person.row_bidx = row_hash(person, context);
    date_steps(stated, context, person);
    const core::indicators::PersonHistory history = history_of(person.cover, person.steps, {});
    person.contributions = contributions_of(context.rules, history, context.today.year());
    person.counted_by = counting_revision(context.sources);
    add_counted(person.contributions, context.sources, history,
                {context.today.year(), 0, indicators::Indicators::last_open_year(context.today)});
}

/// "/answers/allergy" -> "/basic/allergy"; a field of the cover -> "/phone".
std::string pointer_of_answer(std::string_view pointer) {
    constexpr std::string_view head = "/answers/";
    if (!pointer.starts_with(head)) return std::string{pointer};
    const std::string_view rest = pointer.substr(head.size());
    const std::string_view key = rest.substr(0, rest.find('/'));
    return (std::ranges::find(cover_keys, key) == cover_keys.end() ? "/basic/" : "/") + std::string{rest};
}

}  // namespace

bool cover_complete(const Cover& c, const Secrets& secrets) {
    const bool has_phone = !secrets.phone.empty() || !secrets.contact_phone.empty();
    return has_phone && !c.address.empty() && !c.village_code.empty() && !c.institution_id.empty() && !c.opened_by.empty() &&
           !c.doctor.empty();
}

void check_phone(std::string& phone, std::string_view pointer, bool expected, Findings& soft) {
    const identity::PhoneKind kind = identity::phone_kind(phone);
    phone = identity::fold_phone(phone);
    if (phone.size() > 32) phone.resize(32);
    if (kind == identity::PhoneKind::doubtful) soft_at(soft, std::string{pointer}, "PHONE_FORMAT", "1[3-9]+9, 0+2-3+7-8");
    if (kind == identity::PhoneKind::empty && expected) soft_at(soft, std::string{pointer}, "PHONE_EMPTY", "1[3-9]+9, 0+2-3+7-8");
}

void check_nationality(const Cover& cover, Findings& hard) {
    constexpr std::string_view passport = "03";
    if (cover.id_type == passport && cover.nationality.empty()) hard_at(hard, "/nationality", "REQUIRED", "the country of the passport");
}

void check_cover(Cover& c, const Rules& rules, CivilDate today, Findings& hard, Findings& soft) {
    check_name(c.name, hard, soft);
    if (c.sex.empty()) hard_at(hard, "/sex", "REQUIRED", codes_of(rules.values, "SEX_GBT2261_1"));
    check_code(c.sex, "/sex", "SEX_GBT2261_1", rules, today, hard);
    if (c.birth_date.empty()) hard_at(hard, "/birth_date", "REQUIRED", "YYYY-MM-DD");
    check_date(c.birth_date, "/birth_date", "1850-01-01", today, hard);
    check_code(c.residence_type, "/residence_type", "RESIDENCE_TYPE", rules, today, hard);
    check_code(c.residence_state, "/residence_state", "RESIDENCE_STATE", rules, today, hard);
    check_date(c.arrived_on, "/arrived_on", c.birth_date, today, hard);
    check_date(c.opened_on, "/opened_on", c.birth_date, today, hard);
    check_text(c.nationality, "/nationality", 20, hard);
    check_text(c.contact_name, "/contact_name", name_characters_max, hard);
    check_text(c.address, "/address", text_characters_max, hard);
    check_text(c.registered_address, "/registered_address", text_characters_max, hard);
    check_text(c.opened_by, "/opened_by", name_characters_max, hard);
    check_text(c.doctor, "/doctor", name_characters_max, hard);
    if (c.address.empty()) soft_at(soft, "/address", "ADDRESS_EMPTY");
    if (c.doctor.empty()) soft_at(soft, "/doctor", "DOCTOR_EMPTY");
    if (c.residence_type.empty()) soft_at(soft, "/residence_type", "RESIDENCE_TYPE_EMPTY");
    if (c.contact_name.empty()) soft_at(soft, "/contact_name", "CONTACT_EMPTY");
    if (c.registered_address.empty()) soft_at(soft, "/registered_address", "REGISTERED_ADDRESS_EMPTY");
}

std::string place_person(Cover& c, const Directory& directory, Findings& hard) {
    const Village* village = directory.village(c.village_code);
    if (village == nullptr) {
        hard_at(hard, "/village_code", "VILLAGE_UNKNOWN", "a village or committee of the county");
        return {};
    }
    if (c.institution_id.empty()) c.institution_id = village->institution_id;
    if (directory.institution(c.institution_id) == nullptr)
        hard_at(hard, "/institution_id", "INSTITUTION_UNKNOWN", "an institution of the county");
    if (c.grid_id.empty()) c.grid_id = village->grid_id;
    if (!c.grid_id.empty() && !directory.has_grid(c.grid_id)) hard_at(hard, "/grid_id", "GRID_UNKNOWN", "a grid of the county");
    return village->area;
}

bool is_rural_area(std::string_view archive_area) { return archive_area.size() == 12 && archive_area[9] == '1'; }

CheckedBasic check_basic(const Rules& rules, const json::Value& basic, const Cover& cover, const Secrets& secrets, CivilDate today,
                         bool is_rural, Findings& hard, Findings& soft) {
    CheckedBasic checked;
    if (!basic.is_object()) return checked;
    const packs::FormRules* form = rules.archive->form(basic_form);
    if (form == nullptr) return checked;
    json::Value answers = basic;
    const auto add = [&](std::string_view key, const std::string& value) {
        if (form->form.find(key) != nullptr && !value.empty()) answers.set(std::string{key}, json::Value::string(value));
    };
    add("name", cover.name);
    add("sex", cover.sex);
    add("birth_date", cover.birth_date);
    add("id_type", cover.id_type);
    add("id_no", secrets.id_no);
    add("phone", secrets.phone);
    add("contact_name", cover.contact_name);
    add("contact_phone", secrets.contact_phone);
    add("residence_type", cover.residence_type);
    add("opened_on", cover.opened_on);
    add("opened_by", cover.opened_by);
    add("institution", cover.institution_id);
    add("doctor", cover.doctor);
    const core::programmes::Resident resident{parse_civil_date(cover.birth_date).value_or(today), cover.sex, {}};
    const core::programmes::Decision decision =
        core::programmes::decide({*rules.archive, basic_form, answers, resident, {}, {}, {}, {}, today, forms::Completeness::final_form});
    checked.complete = true;
    for (Finding finding : decision.findings) {
        finding.pointer = pointer_of_answer(finding.pointer);
        const bool missing = finding.code == "REQUIRED";  // may be filled in later: the archive is not complete until then
        if (missing && finding.severity == Severity::hard) {
            checked.complete = false;
            finding.severity = Severity::soft;
        }
        (finding.severity == Severity::hard ? hard : soft).push_back(std::move(finding));
    }
    // The starred block of the form: households in villages answer it, in towns they may (annex 3).
    for (const forms::Field& field : form->form.fields) {
        if (!is_rural || !field.key.starts_with("env_") || !basic[field.key].is_null()) continue;
        checked.complete = false;
        soft_at(soft, "/basic/" + field.key, "REQUIRED");
    }
    json::Value kept = json::Value::object();
    for (const auto& [key, value] : basic.members()) {
        if (std::ranges::find(cover_keys, key) == cover_keys.end()) kept.set(key, value);
    }
    checked.answers = json::write_canonical(kept);
    return checked;
}

namespace {

/// Two unknown people of one night are told apart by the time at which their archives were opened.
void tell_apart(std::string& name, time::Instant at) {
    if (name != identity::unknown_patient) return;
    std::string when = time::text(at).substr(0, 16);
    when.replace(10, 1, " ");
    name += when;
}

}  // namespace

tl::expected<PreparedResident, std::vector<Finding>> prepare_person(const Stated& stated, const PrepareContext& context,
                                                                    Findings& warnings) {
    Findings hard;
    PreparedResident person{new Prepared};
    if (!stated.id.empty() && !is_id(stated.id)) hard_at(hard, "/id", "id.malformed", "1-64 of [A-Za-z0-9.-]");
    person->source = stated.from_file ? "import" : "entry";
    person->cover = cover_of(stated, context);
    check_identity(stated, context, *person, hard, warnings);
    check_cover(person->cover, context.rules, context.today, hard, warnings);
    if (!stated.from_file) tell_apart(person->cover.name, context.at);
    person->archive_area = place_person(person->cover, context.directory, hard);
    check_archive_no(stated, *person, hard);
    check_status(stated, context, *person, hard);
    person->secrets.phone = stated.phone;
    check_phone(person->secrets.phone, "/phone", true, warnings);
    person->secrets.contact_phone = stated.contact_phone;
    check_phone(person->secrets.contact_phone, "/contact_phone", true, warnings);
    const CheckedBasic basic = check_basic(context.rules, stated.basic, person->cover, person->secrets, context.today,
                                           is_rural_area(person->archive_area), hard, warnings);
    if (!hard.empty()) return tl::unexpected(std::move(hard));
    person->basic = basic.answers;
    person->basic_complete = basic.complete && !basic.answers.empty();
    person->basic_filled_on = stated.basic_filled_on.empty() ? person->cover.opened_on : stated.basic_filled_on;
    person->alerts = alerts_of(stated.basic);
    add_aliases(stated, *person);
    person->household = stated.household;
    person->relation = stated.relation;
    person->household_rest = stated.household_rest;
    person->cards = stated.cards;
    finish(stated, context, *person);
    return person;
}

}  // namespace jiwei::residents
