#include "core/identity/organisation_code.hpp"

#include <array>
#include <string>

#include "core/identity/normalise.hpp"

namespace jiwei::identity {

namespace {

constexpr std::string_view gb32100_alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";

Finding code_finding(std::string_view pointer, std::string_view code, std::string_view allowed) {
    return Finding{std::string{pointer}, std::string{code}, std::string{allowed}, Severity::hard};
}

}  // namespace

char check_character_gb11714(std::string_view first8) {
    constexpr std::array<int, 8> weights{3, 7, 9, 10, 5, 8, 4, 2};
    if (first8.size() != weights.size()) return '\0';
    int sum = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        const char c = first8[i];
        const bool digit = c >= '0' && c <= '9';
        if (!digit && (c < 'A' || c > 'Z')) return '\0';
        sum += (digit ? c - '0' : c - 'A' + 10) * weights.at(i);
    }
    const int check = 11 - sum % 11;
    return check == 10 ? 'X' : check == 11 ? '0' : static_cast<char>('0' + check);
}

char check_character_gb32100(std::string_view first17) {
    if (first17.size() != 17) return '\0';
    std::size_t sum = 0;
    std::size_t weight = 1;  // 3^i mod 31
    for (const char c : first17) {
        const std::size_t value = gb32100_alphabet.find(c);
        if (value == std::string_view::npos) return '\0';
        sum += value * weight;
        weight = weight * 3 % 31;
    }
    return gb32100_alphabet[(31 - sum % 31) % 31];
}

tl::expected<void, Finding> check_organisation_code(std::string_view typed) {
    std::string code = fold_number(typed);
    if (code.size() == 10 && code[8] == '-') code.erase(8, 1);
    const char check = code.size() == 9 ? check_character_gb11714(std::string_view{code}.substr(0, 8)) : '\0';
    if (check == '\0') return tl::unexpected(code_finding("/org_code", "ORG_CODE_FORMAT", "8 digits or letters and a check character"));
    if (check != code[8]) return tl::unexpected(code_finding("/org_code", "ORG_CODE_CHECK", "the check character of GB 11714"));
    return {};
}

tl::expected<bool, Finding> check_social_credit_code(std::string_view typed) {
    const std::string code = fold_number(typed);
    const char check = code.size() == 18 ? check_character_gb32100(std::string_view{code}.substr(0, 17)) : '\0';
    if (check == '\0') return tl::unexpected(code_finding("/uscc", "USCC_FORMAT", "18 characters without I O S V Z"));
    if (check != code[17]) return tl::unexpected(code_finding("/uscc", "USCC_CHECK", "the check character of GB 32100"));
    return check_organisation_code(std::string_view{code}.substr(8, 9)).has_value();
}

}  // namespace jiwei::identity
