#include "core/cases/kinds.hpp"

#include <algorithm>
#include <array>

namespace jiwei::cases {

namespace {

using json::Value;

// identity ---------------------------------------------------------------------------------------------------------------------------
constexpr Key temporary_keys[] = {{"county"}, {"birth_date"}, {"sequence", Type::integer}};
constexpr Key identity_given[] = {{"name"},
                                  {"source"},
                                  {"today", Type::date},
                                  {"id_type"},
                                  {"id_no"},
                                  {"birth_date", Type::date},
                                  {"sex"},
                                  {"override", Type::boolean},
                                  {"use"},
                                  {"first17"},
                                  {"org_code"},
                                  {"uscc"},
                                  {"phone"},
                                  {"mother"},
                                  {"temporary", Type::object, temporary_keys},
                                  {"want", Type::any}};
constexpr Key identity_want[] = {{"result"},
                                 {"code"},
                                 {"pointer"},
                                 {"number"},
                                 {"alias"},
                                 {"type"},
                                 {"birth_date", Type::date},
                                 {"sex"},
                                 {"warnings", Type::texts},
                                 {"check"},
                                 {"full"},
                                 {"sum", Type::integer},
                                 {"remainder", Type::integer},
                                 {"kind"},
                                 {"masked"},
                                 {"newborn_name"}};

// archive-number ---------------------------------------------------------------------------------------------------------------------
constexpr Key archive_given[] = {
    {"name"}, {"source"}, {"archive_no"}, {"county"}, {"township"}, {"committee"}, {"serial", Type::integer}, {"want", Type::any}};
constexpr Key archive_want[] = {{"result"},     {"code"},        {"pointer"},
                                {"archive_no"}, {"printed"},     {"county"},
                                {"township"},   {"committee"},   {"serial", Type::integer},
                                {"kind"},       {"household_no"}};

// duplicate --------------------------------------------------------------------------------------------------------------------------
constexpr Key person_keys[] = {{"name"},
                               {"pinyin", Type::texts},
                               {"birth_date", Type::date},
                               {"sex"},
                               {"id_type"},
                               {"id_no"},
                               {"nationality"},
                               {"phone"},
                               {"contact_phone"},
                               {"village"},
                               {"house_no"},
                               {"mother"},
                               {"mother_id_no"},
                               {"card", Type::texts},
                               {"birth_order", Type::integer}};
constexpr Key duplicate_given[] = {{"name"},
                                   {"source"},
                                   {"today", Type::date},
                                   {"a", Type::object, person_keys},
                                   {"b", Type::object, person_keys},
                                   {"evidence", Type::texts},
                                   {"weights", Type::integers},
                                   {"want", Type::any}};
constexpr Key duplicate_want[] = {
    {"points", Type::integer, {}, "score"}, {"verdict"}, {"evidence", Type::texts}, {"conflict", Type::boolean}};

// programme --------------------------------------------------------------------------------------------------------------------------
constexpr Key resident_keys[] = {
    {"birth_date", Type::date, {}, "born"}, {"sex"}, {"death_date", Type::date, {}, "died"}, {"programmes", Type::texts}};
constexpr Key enrolment_keys[] = {{"enrolled_on", Type::date}, {"state"}};
constexpr Key fact_keys[] = {{"code"}, {"on", Type::date}, {"record"}, {"value"}};
constexpr Key task_keys[] = {
    {"id"},           {"code"},      {"anchor", Type::date}, {"opens", Type::date}, {"due", Type::date}, {"grace_until", Type::date},
    {"completed_by"}, {"created_by"}};
constexpr Key finding_keys[] = {{"pointer"}, {"code"}, {"allowed"}, {"severity"}};
constexpr Key programme_given[] = {{"name"},
                                   {"source"},
                                   {"form"},
                                   {"draft", Type::boolean},
                                   {"resident", Type::object, resident_keys},
                                   {"enrolment", Type::object, enrolment_keys},
                                   {"today", Type::date},
                                   {"settings", Type::any},
                                   {"history", Type::records, {}, "follow_up"},
                                   {"facts", Type::objects, fact_keys},
                                   {"tasks", Type::objects, task_keys},
                                   {"answers", Type::answers, {}, "visit"},
                                   {"want", Type::any}};
constexpr Key programme_want[] = {{"class"},
                                  {"rule_class"},
                                  {"next", Type::date, {}, "next_due"},
                                  {"rule_next", Type::date},
                                  {"date", Type::date},
                                  {"row"},
                                  {"referral"},
                                  {"flags", Type::booleans},
                                  {"messages", Type::texts},
                                  {"tasks", Type::dates},
                                  {"creates", Type::objects, task_keys},
                                  {"closes", Type::texts},
                                  {"cancels", Type::texts},
                                  {"facts", Type::texts_by},
                                  {"answers", Type::answers},
                                  {"findings", Type::objects, finding_keys},
                                  {"codes", Type::texts},
                                  {"refused", Type::texts},
                                  {"shown", Type::texts},
                                  {"required", Type::texts},
                                  {"groups", Type::any},
                                  {"enrolment_state"}};

// indicator --------------------------------------------------------------------------------------------------------------------------
constexpr Key state_keys[] = {{"from", Type::date}, {"state"}, {"enrolled_on", Type::date}};
constexpr Key archive_step_keys[] = {{"from", Type::date},
                                     {"status"},
                                     {"residence_state"},
                                     {"arrived_on", Type::date},
                                     {"complete", Type::boolean},
                                     {"electronic", Type::boolean},
                                     {"cover_complete", Type::boolean}};
constexpr Key place_keys[] = {{"from", Type::date}, {"institution"}};
constexpr Key people_keys[] = {{"id"},
                               {"birth_date", Type::date, {}, "born"},
                               {"sex"},
                               {"enrolled_on", Type::date},
                               {"enrolment", Type::objects, state_keys},
                               {"archive", Type::objects, archive_step_keys},
                               {"institution"},
                               {"institutions", Type::objects, place_keys},
                               {"records", Type::records, {}, "record"},
                               {"facts", Type::objects, fact_keys, "fact"},
                               {"opened", Type::texts},
                               {"member", Type::texts},
                               {"examined", Type::texts},
                               {"duplicate", Type::texts}};
constexpr Key indicator_given[] = {{"name"},
                                   {"source"},
                                   {"form"},
                                   {"year", Type::integer},
                                   {"as_of", Type::date},
                                   {"settings", Type::any},
                                   {"figures", Type::integers},
                                   {"people", Type::objects, people_keys, "person"},
                                   {"want", Type::rates}};

// search -----------------------------------------------------------------------------------------------------------------------------
constexpr Key search_person_keys[] = {{"label", Type::text, {}, "id"},
                                      {"name"},
                                      {"sex"},
                                      {"birth_date", Type::date},
                                      {"id_type"},
                                      {"id_no"},
                                      {"phone"},
                                      {"archive_no"},
                                      {"address"}};
constexpr Key search_given[] = {
    {"name"}, {"source"}, {"people", Type::objects, search_person_keys, "person"}, {"query"}, {"want", Type::any}};
constexpr Key search_want[] = {{"found", Type::texts}, {"count", Type::integer}, {"refused"}};

constexpr std::array<Kind, 6> kinds{{{"identity", identity_given, identity_want, false},
                                     {"archive-number", archive_given, archive_want, false},
                                     {"duplicate", duplicate_given, duplicate_want, false},
                                     {"programme", programme_given, programme_want, true},
                                     {"indicator", indicator_given, {}, true},
                                     {"search", search_given, search_want, false}}};

std::vector<std::string> sorted_texts(const Value& list) {
    std::vector<std::string> out;
    for (const Value& item : list.items()) out.push_back(json::write_canonical(item));
    std::sort(out.begin(), out.end());
    return out;
}

bool same(const Value& want, const Value& got) {
    if (want.is_array() && got.is_array()) return sorted_texts(want) == sorted_texts(got);
    if (want.is_number() && got.is_number()) {
        const auto left = want.as_decimal();
        const auto right = got.as_decimal();
        return left && right && *left == *right;
    }
    // "none" is how a text file says that nothing came.
    if (want.is_string() && (want.text() == "none" || want.text().empty()) && got.is_null()) return true;
    return want == got;
}

}  // namespace

const Kind* find_kind(std::string_view name) {
    const auto found = std::find_if(kinds.begin(), kinds.end(), [name](const Kind& kind) { return kind.name == name; });
    return found == kinds.end() ? nullptr : &*found;
}

std::vector<std::string> compare(const Value& want, const Value& got) {
    std::vector<std::string> out;
    for (const auto& [name, wanted] : want.members()) {
        const Value& came = got[name];
        if (!same(wanted, came)) out.push_back(name + ": wanted " + json::write(wanted) + ", got " + json::write(came));
    }
    return out;
}

}  // namespace jiwei::cases
