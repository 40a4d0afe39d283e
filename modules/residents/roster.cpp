#include "modules/residents/roster.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <span>

#include "core/identity/normalise.hpp"
#include "core/identity/phone.hpp"
#include "modules/residents/household_store.hpp"
#include "modules/residents/roster_household.hpp"
#include "platform/text/normalise.hpp"

namespace jiwei::residents {
namespace {

constexpr std::int32_t excel_day_0 = -25'569;     // 1899-12-30: serial 1 is 1900-01-01 only below the day that never was, so use 61 and up
constexpr std::string_view other_disease = "13";  // PAST_DISEASE
constexpr std::string_view other_drug = "5";      // ALLERGY_DRUG
constexpr std::int32_t excel_serial_min = 61;
constexpr int year_like_min = 1850;  // "1952" alone is a year and no day of 1905
constexpr int year_like_max = 2100;
constexpr std::int32_t excel_serial_max = 73'050;  // 2099-12-31

std::optional<int> number_of(std::string_view text) {
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

/// Blanks at the ends go; the rest stays as it is, so that what was exported comes back unchanged.
std::string trimmed_only(std::string_view cell) {
    std::string text{cell};
    const auto is_blank = [](char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; };
    while (!text.empty() && is_blank(text.back())) text.pop_back();
    std::size_t begin = 0;
    while (begin < text.size() && is_blank(text[begin])) ++begin;
    text.erase(0, begin);
    // A line break inside a cell is how a narrow column shows a long text.
    for (char& c : text) {
        if (c == '\n' || c == '\r' || c == '\t') c = ' ';
    }
    // A quote that a spreadsheet-safe export put before a formula sign.
    if (text.size() > 1 && text[0] == '\'' && std::string_view{"=+-@"}.find(text[1]) != std::string_view::npos) {
        text.erase(0, 1);
        return text;
    }
    // ="350881…" is how text files keep a spreadsheet from making a number of it.
    if (text.size() >= 3 && text.starts_with("=\"") && text.ends_with('"')) text = text.substr(2, text.size() - 3);
    return text;
}

bool is_one_of(std::string_view text, std::span<const std::string_view> words) { return std::ranges::find(words, text) != words.end(); }

/// What a formula leaves that has nothing to count, and strokes that say that nothing is to be said.
bool says_nothing(const ColumnField& field, std::string_view cell) {
    constexpr std::string_view faults[] = {"#N/A", "#VALUE!", "#REF!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"};
    if (is_one_of(cell, faults)) return true;
    const bool is_coded = field.kind == ColumnKind::code || field.kind == ColumnKind::codes || field.kind == ColumnKind::past_disease;
    constexpr std::string_view strokes[] = {"/", "\\", "-", "--", "—", "——", "－", "NULL", "null", "None", "nan", "NaN", "N/A", "n/a"};
    if (!is_coded && is_one_of(cell, strokes)) return true;
    constexpr std::string_view words[] = {"无", "暂无", "没有", "未知", "不详", "未办理", "未办", "未提供", "空"};
    const bool may_lack = field.kind == ColumnKind::date || field.field == "id_no" || field.field == "phone" ||
                          field.field == "contact_phone" || field.field == "archive_no";
    return may_lack && is_one_of(cell, words);
}

std::string trimmed(std::string_view cell) { return trimmed_only(text::fold_width(cell)); }

void replace_all(std::string& text, std::string_view from, std::string_view to) {
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) text.replace(at, from.size(), to);
}

/// The day of a date with "-" between its parts, whatever stood there, and without a time of day.
std::string dashed(std::string_view typed) {
    std::string text = trimmed(typed);
    if (const std::size_t blank = text.find_first_of(" T"); blank != std::string::npos) text.resize(blank);
    for (const std::string_view sign : {"年", "月", "、"}) replace_all(text, sign, "-");
    for (const std::string_view sign : {"日", "号"}) replace_all(text, sign, "");
    for (char& c : text) {
        if (c == '/' || c == '.' || c == '\\' || c == ',') c = '-';
    }
    while (text.ends_with('-')) text.pop_back();
    return text;
}

Finding finding(const ColumnField& field, std::string code, std::string allowed = {}) {
    return {"/" + field.field, std::move(code), std::move(allowed), Severity::hard};
}

std::string labels_of(const values::ValueSets& values, std::string_view set) {
    std::string text;
    for (const values::Code& code : values.codes(set)) {
        if (text.size() > 300) return text + " …";
        text += (text.empty() ? "" : ", ") + code.code + " " + code.label_zh;
    }
    return text;
}

/// Second-edition livestock pens: 1 separate, 2 indoors, 3 outdoors became 2, 3, 4 in the third edition.
std::string pen_of_2011(const std::string& code) {
    if (code == "1") return "2";
    if (code == "2") return "3";
    if (code == "3") return "4";
    return code;
}

/// By code and label of the list, else by the words that people use for it.
std::string code_of(const RosterContext& context, std::string_view set, std::string_view typed) {
    std::string code = read_roster_code(context.rules.values, set, typed);
    if (code.empty()) {
        std::string closed_up{typed};
        std::erase(closed_up, ' ');
        code = read_roster_code(context.rules.values, set, closed_up);
    }
    return code.empty() ? context.columns.word(set, typed) : code;
}

/// "高血压(2019-05)、糖尿病": rows of code and confirmed month.
void read_past_disease(const ColumnField& field, const std::string& cell, const RosterContext& context, Stated& stated,
                       std::vector<Finding>& hard) {
    if (cell.starts_with('[')) {
        if (auto rows = json::parse(cell))
            stated.basic.set(field.field, std::move(*rows));
        else
            hard.push_back(finding(field, "JSON_FORMAT"));
        return;
    }
    json::Value rows = json::Value::array();
    for (const std::string& part : split_roster_list(cell)) {
        const std::size_t bracket = part.find('(');
        const std::string code = code_of(context, field.set, part.substr(0, bracket));
        json::Value row = json::Value::object();
        // A disease that the list does not name is "other", under its name.
        row.set("code", json::Value::string(code.empty() ? std::string{other_disease} : code));
        if (code.empty()) row.set("text", json::Value::string(part.substr(0, bracket)));
        if (bracket != std::string::npos) {
            std::string month = part.substr(bracket + 1, part.find(')', bracket) - bracket - 1);
            replace_all(month, "/", "-");
            replace_all(month, ".", "-");
            row.set("confirmed", json::Value::string(month));
        }
        rows.append(std::move(row));
    }
    stated.basic.set(field.field, std::move(rows));
}

std::string* member_of(Stated& s, std::string_view field) {
    const std::pair<std::string_view, std::string*> members[] = {{"id", &s.id},
                                                                 {"archive_no", &s.archive_no},
                                                                 {"name", &s.name},
                                                                 {"sex", &s.sex},
                                                                 {"birth_date", &s.birth_date},
                                                                 {"id_type", &s.id_type},
                                                                 {"id_no", &s.id_no},
                                                                 {"nationality", &s.nationality},
                                                                 {"phone", &s.phone},
                                                                 {"contact_name", &s.contact_name},
                                                                 {"contact_phone", &s.contact_phone},
                                                                 {"residence_type", &s.residence_type},
                                                                 {"residence_state", &s.residence_state},
                                                                 {"arrived_on", &s.arrived_on},
                                                                 {"address", &s.address},
                                                                 {"registered_address", &s.registered_address},
                                                                 {"grid", &s.grid_id},
                                                                 {"opened_on", &s.opened_on},
                                                                 {"opened_by", &s.opened_by},
                                                                 {"doctor", &s.doctor},
                                                                 {"status", &s.status},
                                                                 {"status_on", &s.status_on},
                                                                 {"status_note", &s.status_note},
                                                                 {"basic_filled_on", &s.basic_filled_on},
                                                                 {"steps", &s.steps},
                                                                 {"household", &s.household},
                                                                 {"relation", &s.relation},
                                                                 {"household_rest", &s.household_rest},
                                                                 {"cards", &s.cards}};
    for (const auto& [name, member] : members) {
        if (name == field) return member;
    }
    return nullptr;
}

void put(Stated& stated, const ColumnField& field, std::string text) {
    if (std::string* member = member_of(stated, field.field)) {
        *member = std::move(text);
    } else {
        stated.basic.set(field.field, json::Value::string(std::move(text)));
    }
}

void read_codes(const ColumnField& field, const std::string& cell, const RosterContext& context, Stated& stated,
                std::vector<Finding>& hard) {
    json::Value codes = json::Value::array();
    for (const std::string& part : split_roster_list(cell)) {
        const std::string code = code_of(context, field.set, part);
        if (code.empty() && field.field == "allergy") {
            // A drug that the list does not name: "other", under its name.
            codes.append(json::Value::string(std::string{other_drug}));
            if (stated.basic["allergy_text"].text().empty()) stated.basic.set("allergy_text", json::Value::string(part));
            continue;
        }
        if (code.empty()) {
            hard.push_back(finding(field, "CODE_UNKNOWN", labels_of(context.rules.values, field.set)));
            return;
        }
        codes.append(json::Value::string(code));
    }
    stated.basic.set(field.field, std::move(codes));
}

void read_json(const ColumnField& field, const std::string& cell, Stated& stated, std::vector<Finding>& hard) {
    auto value = json::parse(cell);
    if (!value) {
        hard.push_back(finding(field, "JSON_FORMAT"));
        return;
    }
    if (field.field == "aliases") {
        for (const json::Value& item : value->items()) stated.aliases.push_back(item.text());
    } else if (field.field == "basic") {
        for (const auto& [key, answer] : value->members()) stated.basic.set(key, answer);
    } else if (std::string* member = member_of(stated, field.field)) {
        *member = cell;
    } else {
        stated.basic.set(field.field, std::move(*value));
    }
}

/// What a row says that is understood only together with its other cells.
struct Places {
    std::string township;
    std::string village;
    std::string institution;
    std::string birth;  // as typed, when it is no whole date: true when the number agrees, which then gives the day
    std::string head_name, head_id_no;
    bool is_head = false;
    std::string group, door;  // of the address
};

/// YYYYMMDD of a citizen's number; empty when it is none.
std::string birth_in(std::string_view id_no) {
    const std::string number = identity::fold_number(id_no);
    return number.size() == 18 ? number.substr(6, 8) : number.size() == 15 ? "19" + number.substr(6, 6) : std::string{};
}

/// The numbers in "52.3.15", "3/15/1952", "1952年": at most three, and nothing but signs between them.
std::vector<std::string> numbers_in(std::string_view cell) {
    std::vector<std::string> numbers(1);
    for (const char c : cell) {
        if (c >= '0' && c <= '9')
            numbers.back() += c;
        else if (c == '-' && !numbers.back().empty())
            numbers.emplace_back();
        else
            return {};
    }
    if (numbers.back().empty()) numbers.pop_back();
    return numbers.size() <= 3 ? numbers : std::vector<std::string>{};
}

/// A date of which something is missing or may be read in two ways stands when the number agrees: "1952", "52-3-15", "5/3/1952".
enum class Agreement : unsigned char { none, agrees, differs };
Agreement compare_birth(const std::string& typed, const std::string& said) {
    const std::vector<std::string> parts = numbers_in(dashed(typed));
    if (parts.empty() || said.size() != 8) return Agreement::none;
    const int year = number_of(std::string_view{said}.substr(0, 4)).value_or(0);
    const int month = number_of(std::string_view{said}.substr(4, 2)).value_or(0);
    const int day = number_of(std::string_view{said}.substr(6, 2)).value_or(0);
    const auto is = [](const std::string& part, int wanted) { return number_of(part) == wanted; };
    const auto is_year = [&](const std::string& part) { return is(part, year) || (part.size() == 2 && is(part, year % 100)); };
    const auto told = [](bool same) { return same ? Agreement::agrees : Agreement::differs; };
    const std::string& first = parts.front();
    if (parts.size() == 1) {
        if (first.size() == 4) return told(is_year(first));
        if (first.size() != 6) return Agreement::none;
        return told(first == said.substr(0, 6) || first == said.substr(2));  // YYYYMM or YYMMDD
    }
    if (parts.size() == 2) return first.size() == 4 ? told(is_year(first) && is(parts[1], month)) : Agreement::none;
    if (is_year(first) && is(parts[1], month) && is(parts[2], day)) return Agreement::agrees;
    const bool year_last = is_year(parts[2]) && ((is(first, day) && is(parts[1], month)) || (is(first, month) && is(parts[1], day)));
    return told(year_last);
}

void settle_birth(const Places& places, const ColumnField* column, Stated& stated, std::vector<Finding>& hard) {
    if (places.birth.empty()) return;
    switch (compare_birth(places.birth, birth_in(stated.id_no))) {
    case Agreement::agrees: return;
    case Agreement::differs: hard.push_back(finding(*column, "ID_BIRTH_MISMATCH", "the date in the number")); return;
    case Agreement::none: hard.push_back(finding(*column, "DATE_FORMAT", "2024-01-05, 2024/1/5, 20240105")); return;
    }
}

/// A number typed with the sign by which spreadsheets mark text: '350881…
std::string without_text_mark(const ColumnField& field, std::string cell) {
    const bool is_number =
        field.field == "id_no" || field.field == "archive_no" || field.field == "phone" || field.field == "contact_phone";
    for (const std::string_view mark : {"'", "‘", "’", "`"}) {
        if (is_number && cell.starts_with(mark)) return cell.substr(mark.size());
    }
    return cell;
}

/// Cells that are a part of something else.
void read_part(const ColumnField& field, std::string cell, Places& places) {
    const auto is_yes = [&] {
        constexpr std::string_view words[] = {"是", "√", "✓", "1", "Y", "y", "户主", "本人"};
        return is_one_of(cell, words);
    };
    if (field.field == "township")
        places.township = std::move(cell);
    else if (field.field == "head_id_no")
        places.head_id_no = identity::fold_number(cell);
    else if (field.field == "address_group")
        places.group = std::move(cell);
    else if (field.field == "address_door")
        places.door = std::move(cell);
    else if (field.field == "is_head" || is_yes())
        places.is_head = is_yes();
    else if (field.field == "head_name" && cell != "否")
        places.head_name = identity::fold_name(cell);
}

/// "3" below 组 and "12" below 门牌号 are "3组12号" of the address.
void add_address_parts(const Places& places, Stated& stated) {
    const auto add = [&](std::string part, std::string_view unit) {
        if (part.empty()) return;
        if (number_of(part)) part += unit;
        if (stated.address.find(part) == std::string::npos) stated.address += part;
    };
    add(places.group, "组");
    add(places.door, "号");
}

/// Who is the head, and whose house it is, where the file names the head instead of a number: 户主姓名, 户主身份证号, "王大(户主)".
void settle_head(const Places& places, Stated& stated) {
    constexpr std::string_view mark = "(户主)";
    bool is_head = places.is_head;
    std::string name = identity::fold_name(stated.name);
    if (name.size() > mark.size() && name.ends_with(mark)) {
        name.resize(name.size() - mark.size());
        stated.name = name;
        is_head = true;
    }
    const bool same_number = !places.head_id_no.empty() && places.head_id_no == identity::fold_number(stated.id_no);
    const bool same_name = places.head_id_no.empty() && !places.head_name.empty() && places.head_name == name;
    if (stated.relation.empty() && (is_head || same_number || same_name)) stated.relation = head_relation;
    if (!stated.household.empty()) return;
    if (!places.head_id_no.empty())
        stated.household = "id:" + places.head_id_no;
    else if (!places.head_name.empty())
        stated.household = "head:" + stated.village_code + ":" + places.head_name;
}

/// "13812345678/0597-7531234", "本人13812345678 儿子13900001111": the first number is the person's; the second, where no other one is
/// stated, that of the contact.
std::vector<std::string> phones_in(const std::string& cell) {
    if (identity::phone_kind(cell) != identity::PhoneKind::doubtful) return {cell};
    std::string text = text::fold_width(cell);
    for (const std::string_view sign : {"、", "/", ";", "|", "或", "\\"}) replace_all(text, sign, ",");
    const auto numbers = [](const std::string& list, std::string_view separators) {
        std::vector<std::string> found;
        for (std::size_t begin = 0; begin < list.size();) {
            const std::size_t end = std::min(list.find_first_of(separators, begin), list.size());
            std::string part = list.substr(begin, end - begin);
            begin = end + 1;
            // Words before and behind a number say whose it is.
            const std::size_t first = part.find_first_of("0123456789+");
            if (first == std::string::npos) continue;
            part = part.substr(first, part.find_last_of("0123456789") + 1 - first);
            const identity::PhoneKind kind = identity::phone_kind(part);
            const bool is_good = kind == identity::PhoneKind::mobile || kind == identity::PhoneKind::landline;
            if (is_good && std::ranges::find(found, part) == found.end()) found.push_back(std::move(part));
        }
        return found;
    };
    std::vector<std::string> found = numbers(text, ",");
    if (found.empty()) found = numbers(text, ", ");
    if (found.empty()) {
        // Words between the numbers part them, too.
        for (char& c : text) c = (c >= '0' && c <= '9') || c == '-' || c == '+' ? c : ',';
        found = numbers(text, ",");
    }
    return found.empty() ? std::vector<std::string>{cell} : found;
}

void settle_phones(Stated& stated) {
    if (stated.phone.empty() && stated.contact_phone.empty()) return;
    const std::vector<std::string> own = phones_in(stated.phone);
    const std::vector<std::string> other = phones_in(stated.contact_phone);
    stated.phone = own.front();
    stated.contact_phone = !other.front().empty() ? other.front() : own.size() > 1 ? own[1] : std::string{};
}

void read_cell(const ColumnField& field, std::string cell, const RosterContext& context, Stated& stated, Places& places,
               std::vector<Finding>& hard) {
    switch (field.kind) {
    case ColumnKind::ignore:
    case ColumnKind::age: return;  // an age is no date of birth; the number says that
    case ColumnKind::text: put(stated, field, without_text_mark(field, std::move(cell))); return;
    case ColumnKind::part: return read_part(field, std::move(cell), places);
    case ColumnKind::household: stated.household = std::move(cell); return;
    case ColumnKind::relation: stated.relation = read_relation(cell); return;
    case ColumnKind::village: places.village = std::move(cell); return;
    case ColumnKind::institution: places.institution = std::move(cell); return;
    case ColumnKind::date:
        if (const auto date = read_roster_date(cell, context.serial_shift))
            put(stated, field, date->text());
        else if (field.field == "birth_date")
            places.birth = std::move(cell);
        else
            hard.push_back(finding(field, "DATE_FORMAT", "2024-01-05, 2024/1/5, 20240105"));
        return;
    case ColumnKind::sex:
        if (std::string sex = read_roster_sex(cell); !sex.empty())
            put(stated, field, std::move(sex));
        else
            hard.push_back(finding(field, "CODE_UNKNOWN", labels_of(context.rules.values, field.set)));
        return;
    case ColumnKind::code: {
        std::string code = code_of(context, field.set, cell);
        if (code.empty()) hard.push_back(finding(field, "CODE_UNKNOWN", labels_of(context.rules.values, field.set)));
        if (field.field == "env_livestock" && context.edition == "2011" && code == cell) code = pen_of_2011(code);
        put(stated, field, std::move(code));
        return;
    }
    case ColumnKind::codes: return read_codes(field, cell, context, stated, hard);
    case ColumnKind::past_disease: return read_past_disease(field, cell, context, stated, hard);
    case ColumnKind::json: return read_json(field, cell, stated, hard);
    }
}

/// What the row must name for its village to be found: the villages of the institution that imports, when they are few.
std::string villages_allowed(const RosterContext& context, const Place* institution) {
    std::string text = "12-digit code, or village and township";
    const Place* place = institution != nullptr ? institution : context.directory.institution(context.institution_id);
    constexpr std::size_t villages_shown_max = 12;
    if (place == nullptr || place->villages.empty() || place->villages.size() > villages_shown_max) return text;
    text += ":";
    for (const std::string& code : place->villages) {
        const Village* one = context.directory.village(code);
        if (one != nullptr) text += " " + one->code + " " + one->name;
    }
    return text;
}

/// Village by column, else by the archive number, else by the institution's only village, else by the address.
void resolve_places(const Places& places, const RosterContext& context, Stated& stated, std::vector<Finding>& hard) {
    const Place* institution = places.institution.empty() ? nullptr : context.directory.find_institution(places.institution);
    if (!places.institution.empty() && institution == nullptr) {
        hard.push_back({"/institution", "INSTITUTION_UNKNOWN", "code or full name of an institution of the county", Severity::hard});
    }
    const Village* village = places.village.empty() ? nullptr : context.directory.find_village(places.village, places.township);
    const Place* fallback = context.institution_id.empty() ? nullptr : context.directory.institution(context.institution_id);
    if (!places.village.empty() && village == nullptr) {
        const Place* named = context.directory.find_institution(places.village);
        if (named != nullptr && named->villages.size() == 1) village = context.directory.village(named->villages.front());
        // Namesakes: the one that the row's institution serves, else that of the importing institution, else with its township's name.
        for (const Place* place : {institution, fallback}) {
            if (village == nullptr && place != nullptr) village = context.directory.find_village_of(places.village, *place);
        }
        if (village == nullptr) village = context.directory.village_in_address(places.village);
        if (village == nullptr) village = context.directory.village_in_address(stated.address);
    }
    if (village == nullptr && places.village.empty()) {
        const std::string archive_no = identity::fold_number(stated.archive_no);
        if (archive_no.size() == 17) village = context.directory.village_of_area(archive_no.substr(0, 12));
        if (village == nullptr && institution != nullptr && institution->villages.size() == 1)
            village = context.directory.village(institution->villages.front());
        if (village == nullptr) village = context.directory.village_in_address(stated.address);
        if (village == nullptr && fallback != nullptr && fallback->villages.size() == 1)
            village = context.directory.village(fallback->villages.front());
        // What whoever imports says of rows that name none, and what stands in the title above the headings.
        if (village == nullptr) village = context.directory.village(context.village_code);
    }
    if (village == nullptr) {
        hard.push_back({"/village", "VILLAGE_UNKNOWN", villages_allowed(context, institution), Severity::hard});
        return;
    }
    stated.village_code = village->code;
    if (institution != nullptr)
        stated.institution_id = institution->id;
    else if (village->institution_id.empty())
        stated.institution_id = context.institution_id;
}

}  // namespace

std::vector<std::string> split_roster_list(std::string_view cell) {
    std::string text{cell};
    for (const std::string_view sign : {"，", "、", "；", "|", ";", " "}) replace_all(text, sign, ",");
    std::vector<std::string> parts;
    std::size_t begin = 0;
    while (begin <= text.size()) {
        const std::size_t comma = std::min(text.find(',', begin), text.size());
        if (comma > begin) parts.push_back(text.substr(begin, comma - begin));
        begin = comma + 1;
    }
    return parts;
}

std::optional<CivilDate> read_roster_date(std::string_view typed, int serial_shift) {
    std::string text = trimmed(typed);
    // A number that a spreadsheet wrote with its fraction of a day.
    const std::size_t point = text.find('.');
    const bool is_fraction =
        point == 5 && text.find_first_not_of("0123456789", point + 1) == std::string::npos && text.find('.', 6) == std::string::npos;
    if (is_fraction && text.find_first_not_of("0123456789") == point) text.resize(point);
    text = dashed(text);
    const std::size_t first = text.find('-');
    if (first == std::string::npos) {
        const auto number = number_of(text);
        if (!number) return std::nullopt;
        if (text.size() == 8) return CivilDate::of(*number / 10'000, *number / 100 % 100, *number % 100);
        const bool is_year = text.size() == 4 && *number >= year_like_min && *number <= year_like_max;
        if (text.size() <= 5 && !is_year && *number >= excel_serial_min && *number <= excel_serial_max)
            return CivilDate::from_days(excel_day_0 + *number + serial_shift);
        return std::nullopt;
    }
    const std::size_t second = text.find('-', first + 1);
    if (second == std::string::npos) return std::nullopt;
    const auto a = number_of(std::string_view{text}.substr(0, first));
    const auto b = number_of(std::string_view{text}.substr(first + 1, second - first - 1));
    const auto c = number_of(std::string_view{text}.substr(second + 1));
    if (!a || !b || !c) return std::nullopt;
    if (first == 4) return CivilDate::of(*a, *b, *c);
    if (text.size() - second - 1 != 4) return std::nullopt;
    // The year behind: month and day are told apart where only one reading is a date.
    const auto month_first = CivilDate::of(*c, *a, *b);
    const auto day_first = CivilDate::of(*c, *b, *a);
    if (month_first && day_first && *month_first != *day_first) return std::nullopt;
    return month_first ? month_first : day_first;
}

std::string read_roster_sex(std::string_view typed) {
    static const std::map<std::string, std::string, std::less<>> words{
        {"男", "1"},   {"男性", "1"},  {"1", "1"},      {"m", "1"},           {"male", "1"}, {"1男", "1"},  {"1男性", "1"},
        {"1.男", "1"}, {"01", "1"},    {"女", "2"},     {"女性", "2"},        {"2", "2"},    {"f", "2"},    {"female", "2"},
        {"2女", "2"},  {"2女性", "2"}, {"2.女", "2"},   {"02", "2"},          {"0", "0"},    {"未知", "0"}, {"未知的性别", "0"},
        {"不详", "0"}, {"9", "9"},     {"未说明", "9"}, {"未说明的性别", "9"}};
    const std::string text = text::search_form(typed);
    const auto found = words.find(text);
    if (found != words.end()) return found->second;
    // "1、男", "(2)女", "1-男": the word behind its code.
    const std::size_t word = text.find_first_not_of("0123456789.,:-()");
    const std::string_view bare = word == std::string::npos ? std::string_view{} : std::string_view{text}.substr(word);
    const auto behind = words.find(bare.starts_with("、") ? bare.substr(std::string_view{"、"}.size()) : bare);
    return behind == words.end() ? std::string{} : behind->second;
}

std::string read_roster_code(const values::ValueSets& values, std::string_view set, std::string_view typed) {
    std::string text = trimmed(typed);
    if (text.empty()) return {};
    if (values.has(set, text)) return text;
    if (values.has(set, "0" + text)) return "0" + text;
    if (const values::Code* code = values.find_label(set, text)) return code->code;
    // "初中毕业", "汉", "2 已婚", "1.高血压": the one code whose label begins with the text, or whose code stands before the label.
    const values::Code* found = nullptr;
    for (const values::Code& code : values.codes(set)) {
        const bool numbered = text.starts_with(code.code) && text.size() > code.code.size() && text.ends_with(code.label_zh);
        if (!numbered && !code.label_zh.starts_with(text)) continue;
        if (found != nullptr) return {};
        found = &code;
    }
    return found == nullptr ? std::string{} : found->code;
}

Stated read_roster_row(const std::vector<std::string>& cells, const RosterContext& context, std::vector<Finding>& hard) {
    Stated stated;
    stated.from_file = true;
    stated.basic = json::Value::object();
    stated.residence_state.clear();
    Places places;
    const ColumnField* birth_column = nullptr;
    for (std::size_t i = 0; i < cells.size() && i < context.mapping.columns.size(); ++i) {
        const ColumnField* field = context.mapping.columns[i];
        if (field == nullptr) continue;
        if (field->field == "birth_date") birth_column = field;
        const bool verbatim = field->kind == ColumnKind::text || field->kind == ColumnKind::json || field->kind == ColumnKind::past_disease;
        std::string cell = verbatim ? trimmed_only(cells[i]) : trimmed(cells[i]);
        if (!cell.empty() && !says_nothing(*field, cell)) read_cell(*field, std::move(cell), context, stated, places, hard);
    }
    if (stated.basic.members().empty()) stated.basic = json::Value{};
    settle_birth(places, birth_column, stated, hard);
    settle_phones(stated);
    add_address_parts(places, stated);
    resolve_places(places, context, stated, hard);
    settle_head(places, stated);
    return stated;
}

}  // namespace jiwei::residents
