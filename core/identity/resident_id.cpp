// GB 11643-1999 and its neighbours. The order of the checks is part of the rule: the first failure is the one reported.
#include "core/identity/resident_id.hpp"

#include <array>

#include "core/identity/normalise.hpp"
#include "core/kernel/utf8.hpp"

namespace jiwei::identity {

namespace {

constexpr int age_years_max = 110;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return c >= 'A' && c <= 'Z'; }

bool all_digits(std::string_view text) {
    for (const char c : text) {
        if (!is_digit(c)) return false;
    }
    return !text.empty();
}

int number(std::string_view digits) {
    int value = 0;
    for (const char c : digits) value = value * 10 + (c - '0');
    return value;
}

tl::unexpected<Finding> refuse(std::string_view code, std::string_view allowed, std::string_view pointer = "/id_no") {
    return tl::unexpected(Finding{std::string{pointer}, std::string{code}, std::string{allowed}, Severity::hard});
}

struct Steps {
    bool province_rule = true;
    std::string_view format_allowed = "17 digits and a digit or X";
};

// Steps 2-6 of the order; the number is folded.
tl::expected<CivilDate, Finding> check_18(std::string_view id, const Context& context, const Steps& steps) {
    const bool shaped = id.size() == 18 && all_digits(id.substr(0, 17)) && (is_digit(id[17]) || id[17] == 'X');
    if (!shaped) return refuse("ID_FORMAT", steps.format_allowed);
    if (steps.province_rule && !context.provinces.has(id.substr(0, 2))) return refuse("ID_AREA", "PROVINCE_GBT2260");
    const auto birth = CivilDate::of(number(id.substr(6, 4)), number(id.substr(10, 2)), number(id.substr(12, 2)));
    if (!birth) {
        // CivilDate begins in 1800: a real day of an earlier year is out of range, not an impossible date.
        const int year = number(id.substr(6, 4));
        const bool real_day = CivilDate::of(2000 + year % 400, number(id.substr(10, 2)), number(id.substr(12, 2))).has_value();
        if (real_day) return refuse("ID_BIRTH_RANGE", "1900-01-01 to today");
        return refuse("ID_BIRTH", "a day of the calendar in positions 7-14");
    }
    if (birth->year() < 1900 || *birth > context.today) return refuse("ID_BIRTH_RANGE", "1900-01-01 to today");
    if (check_character_gb11643(id.substr(0, 17)) != id[17]) return refuse("ID_CHECK", "the check character of GB 11643");
    return *birth;
}

// Steps 7-9: what the number says against what was entered.
tl::expected<void, Finding> compare_claims(Document& document, const Claims& claims, const Context& context) {
    const auto mismatch = [&](std::string_view code, std::string_view pointer, std::string_view allowed) -> tl::expected<void, Finding> {
        Finding finding{std::string{pointer}, std::string{code}, std::string{allowed},
                        claims.mismatch_overridden ? Severity::soft : Severity::hard};
        if (!claims.mismatch_overridden) return tl::unexpected(std::move(finding));
        document.warnings.push_back(std::move(finding));
        return {};
    };
    if (claims.birth_date && document.birth_date && *claims.birth_date != *document.birth_date) {
        JIWEI_CHECK(mismatch("ID_BIRTH_MISMATCH", "/birth_date", "the date in the number"));
    }
    const bool sex_entered = claims.sex == "1" || claims.sex == "2";
    if (sex_entered && !document.sex.empty() && claims.sex != document.sex) {
        JIWEI_CHECK(mismatch("ID_SEX_MISMATCH", "/sex", "odd digit 17: 1, even: 2"));
    }
    if (document.birth_date && age_years(*document.birth_date, context.today) > age_years_max) {
        document.warnings.push_back(Finding{"/id_no", "ID_AGE_HIGH", "age up to 110", Severity::soft});
    }
    return {};
}

tl::expected<Document, Finding> check_citizen_number(std::string id, const Claims& claims, const Context& context) {
    JIWEI_TRY(birth, check_18(id, context, {}));
    Document document;
    // Residence permits of people of Hong Kong, Macau and Taiwan are told by their prefix.
    const bool permit = id.starts_with("810000") || id.starts_with("820000") || id.starts_with("830000");
    document.type = permit ? "10" : "01";
    document.birth_date = birth;
    document.sex = (id[16] - '0') % 2 == 1 ? "1" : "2";
    document.number = std::move(id);
    JIWEI_CHECK(compare_claims(document, claims, context));
    return document;
}

tl::expected<Document, Finding> check_permanent_residence(std::string id, const Claims& claims, const Context& context) {
    Document document;
    document.type = "09";
    const bool old_edition =
        id.size() == 15 && is_letter(id[0]) && is_letter(id[1]) && is_letter(id[2]) && all_digits(std::string_view{id}.substr(3));
    if (!old_edition) {
        constexpr std::string_view allowed = "18 characters beginning with 9, or 3 letters and 12 digits";
        if (id.empty() || id[0] != '9') return refuse("ID_FORMAT", allowed);
        JIWEI_TRY(birth, check_18(id, context, {.province_rule = false, .format_allowed = allowed}));
        document.birth_date = birth;
        document.sex = (id[16] - '0') % 2 == 1 ? "1" : "2";
    }
    document.number = std::move(id);
    JIWEI_CHECK(compare_claims(document, claims, context));
    return document;
}

// T + county 6 + birth date 8 + sequence 3; 00 stands for an unknown month (then the day too) or day.
tl::expected<Document, Finding> check_temporary(std::string id, const Claims& claims, const Context& context) {
    const std::string_view view = id;
    const bool shaped = id.size() == 18 && id[0] == 'T' && all_digits(view.substr(1)) && id[1] != '0';
    if (!shaped) return refuse("ID_FORMAT", "T, county 6, birth date 8, sequence 3");
    const int year = number(view.substr(7, 4));
    const int month = number(view.substr(11, 2));
    const int day = number(view.substr(13, 2));
    const auto earliest = CivilDate::of(year, month == 0 ? 1 : month, day == 0 ? 1 : day);
    if (!earliest || (month == 0 && day != 0)) return refuse("ID_BIRTH", "a day of the calendar, 00 for unknown month or day");
    if (earliest->year() < 1900 || *earliest > context.today) return refuse("ID_BIRTH_RANGE", "1900-01-01 to today");
    Document document;
    document.type = "98";
    if (month != 0 && day != 0) document.birth_date = *earliest;
    document.number = std::move(id);
    JIWEI_CHECK(compare_claims(document, claims, context));
    return document;
}

bool is_letter_or_digit(char32_t c) {
    const bool ascii = (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    // Officers' and household books carry Han characters in the number ("军字第1234567号"): these are letters.
    return ascii || (c >= 0x3400 && c <= 0x9FFF);
}

bool loosely_shaped(std::string_view id) {
    std::size_t count = 0;
    for (std::size_t at = 0; at < id.size(); ++count) {
        const auto point = utf8::next(id, at);
        if (!point || !(is_letter_or_digit(*point) || *point == '-')) return false;
    }
    return count >= 4 && count <= 30;
}

bool passport_shaped(std::string_view id) {
    for (const char c : id) {
        if (!is_digit(c) && !is_letter(c)) return false;
    }
    return id.size() >= 5 && id.size() <= 17;
}

bool is_loose_type(std::string_view type) {
    return type == "02" || type == "04" || type == "05" || type == "06" || type == "07" || type == "99";
}

}  // namespace

Provinces Provinces::of(const values::ValueSets& sets) {
    Provinces provinces;
    for (const values::Code& code : sets.codes("PROVINCE_GBT2260")) provinces.add(code.code);
    return provinces;
}

void Provinces::add(std::string_view two_digits) {
    if (two_digits.size() == 2 && all_digits(two_digits)) known_.set(static_cast<std::size_t>(number(two_digits)));
}

bool Provinces::has(std::string_view two_digits) const {
    return two_digits.size() == 2 && all_digits(two_digits) && known_.test(static_cast<std::size_t>(number(two_digits)));
}

char check_character_gb11643(std::string_view first17) {
    constexpr std::array<int, 17> weights{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    if (first17.size() != weights.size() || !all_digits(first17)) return '\0';
    int sum = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) sum += (first17[i] - '0') * weights.at(i);
    return std::string_view{"10X98765432"}[static_cast<std::size_t>(sum % 11)];
}

tl::expected<Document, Finding> check_resident_id(std::string_view typed, const Claims& claims, const Context& context) {
    return check_citizen_number(fold_number(typed), claims, context);
}

tl::expected<Document, Finding> check_document(std::string_view type, std::string_view typed, const Claims& claims,
                                               const Context& context) {
    std::string id = fold_number(typed);
    if (type == "01" || type == "10") return check_citizen_number(std::move(id), claims, context);
    if (type == "09") return check_permanent_residence(std::move(id), claims, context);
    if (type == "98") return check_temporary(std::move(id), claims, context);
    Document document;
    document.type = type;
    if (type == "08") {
        const bool shaped = id.size() == 10 && is_letter(id[0]) && all_digits(std::string_view{id}.substr(1));
        if (!shaped) return refuse("ID_FORMAT", "a letter and 9 digits");
    } else if (type == "03") {
        if (!passport_shaped(id)) return refuse("ID_FORMAT", "5-17 letters or digits");
    } else if (is_loose_type(type)) {
        if (!loosely_shaped(id)) return refuse("ID_FORMAT", "4-30 letters, digits or -");
    } else {
        return refuse("CODE_UNKNOWN", "ID_TYPE", "/id_type");
    }
    document.number = std::move(id);
    return document;
}

tl::expected<Legacy, Finding> convert_legacy_id(std::string_view typed, const Context& context) {
    Legacy legacy{{}, fold_number(typed)};
    const std::string_view old = legacy.alias;
    if (old.size() != 15 || !all_digits(old)) return refuse("ID_FORMAT", "15 digits");
    std::string full{old.substr(0, 6)};
    full.append("19").append(old.substr(6));
    full.push_back(check_character_gb11643(full));
    const auto checked = check_18(full, context, {});
    if (!checked && checked.error().code == "ID_AREA") return tl::unexpected(checked.error());
    // People born before 1900 got 996-999: then the century is not 19 and only a person can tell which it is.
    if (old.substr(12) >= "996") return refuse("ID_LEGACY_REVIEW", "sequence below 996; otherwise a person decides the century");
    if (!checked) return tl::unexpected(checked.error());
    legacy.full = std::move(full);
    return legacy;
}

tl::expected<Converted, Finding> check_or_convert(std::string_view typed, const Claims& claims, const Context& context) {
    Converted converted;
    std::string id = fold_number(typed);
    if (id.size() == 15 && all_digits(id)) {
        JIWEI_TRY(legacy, convert_legacy_id(id, context));
        converted.alias = std::move(legacy.alias);
        id = std::move(legacy.full);
    }
    JIWEI_TRY(document, check_citizen_number(std::move(id), claims, context));
    converted.document = std::move(document);
    return converted;
}

std::string temporary_id_prefix(std::string_view county, int birth_year, int birth_month, int birth_day) {
    std::string out = "T";
    out.append(county);
    const auto put = [&out](int value, int digits) {
        int divisor = 1;
        for (int i = 1; i < digits; ++i) divisor *= 10;
        for (; divisor > 0; divisor /= 10) out.push_back(static_cast<char>('0' + value / divisor % 10));
    };
    put(birth_year, 4);
    put(birth_month, 2);
    put(birth_day, 2);
    return out;
}

tl::expected<std::string, Finding> make_temporary_id(std::string_view county, int birth_year, int birth_month, int birth_day,
                                                     int sequence) {
    if (county.size() != 6 || !all_digits(county) || county[0] == '0') return refuse("ID_FORMAT", "six digits", "/county");
    const bool real = CivilDate::of(birth_year, birth_month == 0 ? 1 : birth_month, birth_day == 0 ? 1 : birth_day).has_value();
    if (!real || (birth_month == 0 && birth_day != 0)) return refuse("ID_BIRTH", "a day of the calendar, 0 for unknown", "/birth_date");
    if (sequence < 1 || sequence > 999) return refuse("TEMP_ID_FULL", "1-999 per county and birth date", "/sequence");
    std::string out = temporary_id_prefix(county, birth_year, birth_month, birth_day);
    out.push_back(static_cast<char>('0' + sequence / 100));
    out.push_back(static_cast<char>('0' + sequence / 10 % 10));
    out.push_back(static_cast<char>('0' + sequence % 10));
    return out;
}

std::string newborn_name(std::string_view mother_name, std::string_view sex) {
    std::string out{mother_name};
    out.append(sex == "1" ? "之男" : sex == "2" ? "之女" : "之婴");
    return out;
}

}  // namespace jiwei::identity
