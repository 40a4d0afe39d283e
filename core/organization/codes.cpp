#include "core/organization/codes.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "core/identity/organisation_code.hpp"

namespace jiwei::organization_rules {

namespace {

constexpr std::size_t code_length = 22;

bool is_upper_alphanumeric(char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'); }
bool is_ascii_digit(char c) { return c >= '0' && c <= '9'; }

tl::unexpected<Finding> at_code(const char* code, const char* allowed) {
    return tl::unexpected(Finding{"/code", code, allowed, Severity::hard});
}

/// WS 218-2002, table of categories: a letter and three digits.
bool is_category(std::string_view category) {
    constexpr std::string_view letters = "ABCDEFGHJKMNOP";
    return letters.find(category[0]) != std::string_view::npos && std::all_of(category.begin() + 1, category.end(), is_ascii_digit);
}

}  // namespace

bool is_institution_kind(std::string_view kind) {
    if (kind.size() < 2 || kind.size() > 3 || kind[0] != 'H' || kind[1] == '0') return false;
    int number = 0;
    for (const char c : kind.substr(1)) {
        if (!is_ascii_digit(c)) return false;
        number = number * 10 + (c - '0');
    }
    return number <= institution_kinds_max;
}

std::vector<std::string_view> usual_parents(std::string_view kind) {
    if (kind == "H1") return {};
    if (kind == "H5") return {"H4"};
    if (kind == "H6") return {"H3", "H4"};
    if (kind == "H14" || kind == "H15" || kind == "H16" || kind == "H17" || kind == "H18") return {};
    return {"H1"};
}

bool is_usual_parent(std::string_view kind, std::string_view parent_kind) {
    const auto usual = usual_parents(kind);
    return usual.empty() || std::find(usual.begin(), usual.end(), parent_kind) != usual.end();
}

tl::expected<InstitutionCode, Finding> read_institution_code(std::string_view code, std::string_view county_id) {
    if (code.size() != code_length) return at_code("INST_CODE_LENGTH", "22");
    if (!std::all_of(code.begin(), code.end(), is_upper_alphanumeric)) return at_code("INST_CODE_FORMAT", "0-9 A-Z");
    InstitutionCode parts;
    parts.organisation = code.substr(0, 9);
    parts.area = code.substr(9, 6);
    parts.economic_type = code.substr(15, 2);
    parts.category = code.substr(17, 4);
    parts.management_class = code[21];
    const bool is_area = std::all_of(parts.area.begin(), parts.area.end(), is_ascii_digit);
    if (!is_area || (!county_id.empty() && parts.area != county_id)) return at_code("INST_CODE_AREA", "GB/T 2260");
    if (!is_category(parts.category)) return at_code("INST_CODE_CATEGORY", "WS 218");
    if (std::string_view{"129"}.find(parts.management_class) == std::string_view::npos) return at_code("INST_CODE_CLASS", "1, 2, 9");
    const bool is_placeholder =
        parts.organisation.starts_with("PDY") && std::all_of(parts.organisation.begin() + 3, parts.organisation.end(), is_ascii_digit);
    parts.doubtful_check = !is_placeholder && identity::check_character_gb11714(code.substr(0, 8)) != parts.organisation[8];
    return parts;
}

std::string placeholder_organisation(int serial) {
    std::string digits = std::to_string(serial);
    digits.insert(0, digits.size() < 6 ? 6 - digits.size() : 0, '0');
    return "PDY" + digits;
}

}  // namespace jiwei::organization_rules
