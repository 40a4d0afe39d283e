// Cases about who somebody is: documents and codes, archive numbers, duplicates, the search box.
#include <algorithm>

#include "core/cases/kinds.hpp"
#include "core/identity/archive_number.hpp"
#include "core/identity/duplicate.hpp"
#include "core/identity/mask.hpp"
#include "core/identity/normalise.hpp"
#include "core/identity/organisation_code.hpp"
#include "core/identity/phone.hpp"
#include "core/identity/resident_id.hpp"

namespace jiwei::cases {

namespace {

using json::Value;

Value text_or_null(std::string_view text) { return text.empty() ? Value{} : Value::string(std::string{text}); }

void accept(Value& got) {
    got.set("result", Value::string("accepted"));
    got.set("code", Value{});
    got.set("pointer", Value{});
}

void refuse(Value& got, const Finding& finding) {
    got.set("result", Value::string(finding.code == "ID_LEGACY_REVIEW" ? "review" : "refused"));
    got.set("code", Value::string(finding.code));
    got.set("pointer", Value::string(finding.pointer));
}

std::optional<CivilDate> day_of(const Value& value) { return value.as_date(); }

void put_document(Value& got, const identity::Document& document, std::string_view alias) {
    accept(got);
    got.set("number", Value::string(document.number));
    got.set("alias", text_or_null(alias));
    got.set("type", Value::string(document.type));
    got.set("birth_date", document.birth_date ? Value::string(document.birth_date->text()) : Value{});
    got.set("sex", text_or_null(document.sex));
    got.set("masked", Value::string(identity::mask_id_number(document.number)));
    Value warnings = Value::array();
    for (const Finding& warning : document.warnings) warnings.append(Value::string(warning.code));
    got.set("warnings", std::move(warnings));
}

// "1980", "1980-06" and "1980-06-15": what is unknown is left out.
bool split_birth(std::string_view text, int (&parts)[3]) {
    std::size_t part = 0;
    for (const char c : text) {
        if (c == '-') {
            if (++part > 2) return false;
        } else if (c >= '0' && c <= '9' && parts[part] < 10'000) {
            parts[part] = parts[part] * 10 + (c - '0');
        } else {
            return false;
        }
    }
    return !text.empty();
}

void answer_temporary(const Value& given, Value& got) {
    int birth[3] = {0, 0, 0};
    const bool shaped = split_birth(given["birth_date"].text(), birth);
    const auto made = shaped ? identity::make_temporary_id(
                                   given["county"].text(), birth[0], birth[1], birth[2],
                                   static_cast<int>(std::clamp<std::int64_t>(given["sequence"].as_integer().value_or(0), 0, 100'000)))
                             : tl::unexpected(Finding{"/birth_date", "ID_BIRTH", {}, Severity::hard});
    if (!made) return refuse(got, made.error());
    accept(got);
    got.set("number", Value::string(*made));
}

void answer_first17(const std::string& first17, Value& got) {
    constexpr int weights[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    const char check = identity::check_character_gb11643(first17);
    if (check == '\0') return refuse(got, Finding{"/first17", "ID_FORMAT", {}, Severity::hard});
    int sum = 0;
    for (std::size_t i = 0; i < std::size(weights); ++i) sum += (first17[i] - '0') * weights[i];
    accept(got);
    got.set("check", Value::string(std::string(1, check)));
    got.set("full", Value::string(first17 + check));
    got.set("sum", Value::integer(sum));
    got.set("remainder", Value::integer(sum % 11));
}

// Eight characters ask for the check character, nine are checked; for credit codes seventeen and eighteen.
void answer_org_code(const std::string& typed, Value& got) {
    const std::string code = identity::fold_number(typed);
    const char check = identity::check_character_gb11714(code);
    const auto checked = identity::check_organisation_code(code);
    if (check == '\0' && !checked) return refuse(got, checked.error());
    accept(got);
    got.set("check", Value::string(std::string(1, check != '\0' ? check : code.back())));
    got.set("full", Value::string(check != '\0' ? code + check : code));
}

void answer_uscc(const std::string& typed, Value& got) {
    const std::string code = identity::fold_number(typed);
    const char check = identity::check_character_gb32100(code);
    const std::string full = check != '\0' ? code + check : code;
    const auto checked = identity::check_social_credit_code(full);
    if (!checked) return refuse(got, checked.error());
    accept(got);
    got.set("check", Value::string(full.substr(17)));
    got.set("full", Value::string(full));
    got.set("warnings", *checked ? Value::array() : Value::array({Value::string("USCC_ORG_CODE")}));
}

void answer_phone(const std::string& typed, Value& got) {
    constexpr std::string_view names[] = {"empty", "mobile", "landline", "doubtful"};
    const identity::PhoneKind kind = identity::phone_kind(typed);
    accept(got);
    got.set("kind", Value::string(std::string{names[static_cast<std::size_t>(kind)]}));
    got.set("number", Value::string(identity::fold_phone(typed)));
    got.set("masked", Value::string(identity::mask_phone(identity::fold_phone(typed))));
    const bool doubtful = kind == identity::PhoneKind::doubtful;
    got.set("warnings", doubtful ? Value::array({Value::string("PHONE_FORMAT")}) : Value::array());
}

/// ID_TYPE; a number in JSON has lost the zero before it.
std::string id_type_of(const Value& given) {
    const std::string& stated = given["id_type"].text();
    if (stated.empty()) return "01";
    return stated.size() == 1 ? "0" + stated : stated;
}

void answer_document(const Value& one, const identity::Context& context, Value& got) {
    const std::string type = id_type_of(one);
    const std::string sex = one["sex"].text();
    const identity::Claims claims{day_of(one["birth_date"]), sex, one["override"].as_boolean().value_or(false)};
    const std::string& use = one["use"].text();
    if ((use == "import" || use == "search") && (type == "01" || type == "10")) {
        const auto converted = identity::check_or_convert(one["id_no"].text(), claims, context);
        return converted ? put_document(got, converted->document, converted->alias) : refuse(got, converted.error());
    }
    const auto document = identity::check_document(type, one["id_no"].text(), claims, context);
    return document ? put_document(got, *document, {}) : refuse(got, document.error());
}

void add_number(const Value& given, const identity::Context& context, identity::PersonKeys& keys) {
    if (!given["id_no"].is_string()) return;
    const std::string type = id_type_of(given);
    if (type == "01" || type == "10") {
        // Only a valid number is evidence, for and against.
        if (const auto converted = identity::check_or_convert(given["id_no"].text(), {}, context)) keys.id_no = converted->document.number;
        return;
    }
    const auto document = identity::check_document(type, given["id_no"].text(), {}, context);
    const bool needs_nationality = type == "03" || type == "06" || type == "07";
    const bool is_key = needs_nationality || type == "08" || type == "09";
    if (!document || !is_key) return;
    keys.documents.push_back(type + ":" + document->number + (needs_nationality ? ":" + given["nationality"].text() : std::string{}));
}

identity::PersonKeys person_keys_of(const Value& given, const identity::Context& context, const Environment& environment) {
    identity::PersonKeys keys;
    keys.name = identity::fold_name(given["name"].text());
    for (const Value& one : given["pinyin"].items()) keys.name_phonetic.push_back(one.text());
    if (keys.name_phonetic.empty() && environment.phonetic) keys.name_phonetic = environment.phonetic(keys.name);
    keys.birth_date = day_of(given["birth_date"]);
    keys.sex = given["sex"].text();
    add_number(given, context, keys);
    for (const char* key : {"phone", "contact_phone"}) {
        if (given[key].is_string()) keys.phones.push_back(identity::fold_phone(given[key].text()));
    }
    keys.village = given["village"].text();
    keys.house_no = identity::fold_number(given["house_no"].text());
    keys.mother_person_id = given["mother"].text();
    keys.mother_id_no = identity::fold_number(given["mother_id_no"].text());
    // A mother of the old fifteen digits is the mother of the eighteen.
    if (const auto mother = identity::convert_legacy_id(keys.mother_id_no, context)) keys.mother_id_no = mother->full;
    for (const Value& one : given["card"].items()) {
        // The booklet of the rural scheme belongs to a family.
        if (!one.text().starts_with("6:")) keys.cards.push_back(identity::fold_number(one.text()));
    }
    keys.birth_order = static_cast<int>(std::clamp<std::int64_t>(given["birth_order"].as_integer().value_or(0), 0, 99));
    return keys;
}

struct EvidenceName {
    std::string_view name;
    bool identity::Evidence::*flag;
    int identity::DuplicateWeights::*weight;
};
constexpr EvidenceName evidence_names[] = {
    {"name_same", &identity::Evidence::name_same, &identity::DuplicateWeights::name_same},
    {"name_same_pinyin", &identity::Evidence::name_same_pinyin, &identity::DuplicateWeights::name_same_pinyin},
    {"birth_date_same", &identity::Evidence::birth_date_same, &identity::DuplicateWeights::birth_date_same},
    {"birth_date_near", &identity::Evidence::birth_date_near, &identity::DuplicateWeights::birth_date_near},
    {"sex_same", &identity::Evidence::sex_same, &identity::DuplicateWeights::sex_same},
    {"phone_same", &identity::Evidence::phone_same, &identity::DuplicateWeights::phone_same},
    {"house_same", &identity::Evidence::house_same, &identity::DuplicateWeights::house_same},
    {"mother_same", &identity::Evidence::mother_same, &identity::DuplicateWeights::mother_same},
    {"card_same", &identity::Evidence::card_same, &identity::DuplicateWeights::card_same},
    {"id_numbers_differ", &identity::Evidence::id_numbers_differ, &identity::DuplicateWeights::id_numbers_differ},
    {"twins", &identity::Evidence::twins, &identity::DuplicateWeights::twins},
    {"sex_differs", &identity::Evidence::sex_differs, &identity::DuplicateWeights::sex_differs},
    {"exact_key", &identity::Evidence::exact_key, nullptr},
    {"siblings_of_one_birth", &identity::Evidence::siblings_of_one_birth, nullptr},
    {"name_and_birth_differ", &identity::Evidence::name_and_birth_differ, nullptr},
    {"likely_min", nullptr, &identity::DuplicateWeights::likely_min},
    {"possible_min", nullptr, &identity::DuplicateWeights::possible_min},
};

const EvidenceName* find_evidence(std::string_view name) {
    const auto found =
        std::find_if(std::begin(evidence_names), std::end(evidence_names), [name](const EvidenceName& one) { return one.name == name; });
    return found == std::end(evidence_names) ? nullptr : found;
}

}  // namespace

Answer answer_identity(const Value& one, const Environment& environment) {
    Answer answer;
    constexpr std::string_view subjects[] = {"id_no", "first17", "org_code", "uscc", "phone", "temporary", "mother"};
    const auto stated =
        std::count_if(std::begin(subjects), std::end(subjects), [&one](std::string_view key) { return one.find(key) != nullptr; });
    if (stated != 1) {
        answer.faults.emplace_back("exactly one of id_no, first17, org_code, uscc, phone, temporary, mother is needed");
        return answer;
    }
    Value& got = answer.got;
    if (one["temporary"].is_object()) answer_temporary(one["temporary"], got);
    if (one["first17"].is_string()) answer_first17(identity::fold_number(one["first17"].text()), got);
    if (one["org_code"].is_string()) answer_org_code(one["org_code"].text(), got);
    if (one["uscc"].is_string()) answer_uscc(one["uscc"].text(), got);
    if (one["phone"].is_string()) answer_phone(one["phone"].text(), got);
    if (one["mother"].is_string()) got.set("newborn_name", Value::string(identity::newborn_name(one["mother"].text(), one["sex"].text())));
    if (!one["id_no"].is_string()) return answer;
    const auto today = day_of(one["today"]);
    if (!today) {
        answer.faults.emplace_back("today: a date is needed");
        return answer;
    }
    const identity::Provinces provinces = identity::Provinces::of(environment.values);
    answer_document(one, {provinces, *today}, got);
    return answer;
}

Answer answer_archive_number(const Value& one, const Environment& /*environment*/) {
    Answer answer;
    const bool typed = one["archive_no"].is_string();
    if (typed == one["county"].is_string()) {
        answer.faults.emplace_back("either archive_no, or county, township, committee and serial are needed");
        return answer;
    }
    const auto serial = static_cast<int>(std::clamp<std::int64_t>(one["serial"].as_integer().value_or(0), -1, 1'000'000));
    const auto number = typed
                            ? identity::ArchiveNumber::parse(one["archive_no"].text())
                            : identity::ArchiveNumber::make(one["county"].text(), one["township"].text(), one["committee"].text(), serial);
    if (!number) {
        refuse(answer.got, number.error());
        return answer;
    }
    accept(answer.got);
    const auto put = [&answer](const char* key, std::string_view text) { answer.got.set(key, Value::string(std::string{text})); };
    put("archive_no", number->text());
    put("printed", number->printed());
    put("county", number->county());
    put("township", number->township());
    put("committee", number->committee());
    answer.got.set("serial", Value::integer(number->serial()));
    const identity::CommitteeKind kind = number->committee_kind();
    put("kind", kind == identity::CommitteeKind::residents ? "residents" : kind == identity::CommitteeKind::village ? "village" : "other");
    put("household_no", *identity::make_household_number(number->county(), number->township(), number->committee(), number->serial()));
    return answer;
}

Answer answer_duplicate(const Value& one, const Environment& environment) {
    Answer answer;
    identity::DuplicateWeights weights;
    for (const auto& [name, points] : one["weights"].members()) {
        const EvidenceName* known = find_evidence(name);
        if (known == nullptr || known->weight == nullptr) answer.faults.push_back("weights." + name + ": no such line of the score");
        if (known != nullptr && known->weight != nullptr) weights.*known->weight = static_cast<int>(points.as_integer().value_or(0));
    }
    identity::Evidence evidence;
    if (one["a"].is_object() && one["b"].is_object()) {
        const auto today = day_of(one["today"]);
        if (!today) answer.faults.emplace_back("today: a date is needed");
        const identity::Provinces provinces = identity::Provinces::of(environment.values);
        const identity::Context context{provinces, today.value_or(CivilDate{})};
        evidence = identity::compare(person_keys_of(one["a"], context, environment), person_keys_of(one["b"], context, environment),
                                     context.today);
    } else if (one["evidence"].items().empty()) {
        answer.faults.emplace_back("a and b, or evidence are needed");
    }
    for (const Value& name : one["evidence"].items()) {
        const EvidenceName* known = find_evidence(name.text());
        if (known == nullptr || known->flag == nullptr) answer.faults.push_back("evidence: no such line as " + name.text());
        if (known != nullptr && known->flag != nullptr) evidence.*known->flag = true;
    }
    const identity::DuplicateScore score = identity::score(evidence, weights);
    answer.got.set("points", Value::integer(score.points));
    answer.got.set("verdict", Value::string(std::string{identity::text(score.verdict)}));
    answer.got.set("conflict", Value::boolean(score.conflict));
    Value lines = Value::array();
    for (const identity::DuplicateLine& line : score.lines) lines.append(Value::string(std::string{line.evidence}));
    answer.got.set("evidence", std::move(lines));
    return answer;
}

Answer answer_search(const Value& one, const Environment& environment) {
    Answer answer;
    if (!environment.search) {
        answer.faults.emplace_back("this program has no search box");
        return answer;
    }
    std::vector<SearchPerson> people;
    for (const Value& given : one["people"].items()) {
        const auto text = [&given](std::string_view key) { return given[key].text(); };
        const std::string label = given["label"].is_string() ? text("label") : text("name");
        const std::string type = given["id_type"].is_null() && given["id_no"].is_string() ? "01" : text("id_type");
        people.push_back({label, text("name"), text("sex"), text("birth_date"), type, text("id_no"), text("phone"), text("archive_no"),
                          text("address")});
    }
    auto found = environment.search(people, one["query"].text());
    if (!found) {
        // A query may be refused, and a case may want that; everything else is a mistake of the case.
        if (one["want"].find("refused") == nullptr) answer.faults.push_back(found.error());
        answer.got.set("refused", Value::string(found.error()));
        return answer;
    }
    Value labels = Value::array();
    for (std::string& label : *found) labels.append(Value::string(std::move(label)));
    answer.got.set("count", Value::integer(static_cast<std::int64_t>(labels.items().size())));
    answer.got.set("found", std::move(labels));
    return answer;
}

}  // namespace jiwei::cases
