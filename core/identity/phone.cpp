#include "core/identity/phone.hpp"

#include "core/identity/normalise.hpp"

namespace jiwei::identity {

std::string fold_phone(std::string_view typed) {
    const std::string folded = fold_number(typed);
    std::string out;
    for (const char c : folded) {
        if (c != '-' && c != '(' && c != ')' && c != '.') out.push_back(c);
    }
    // As often as it stands there: what is folded once must not fold again.
    while (out.starts_with("+86") || out.starts_with("0086")) out.erase(0, out[0] == '+' ? 3 : 4);
    // "86138..." of 13 digits is a mobile with the country code and no plus.
    if (out.size() == 13 && out.starts_with("861")) out.erase(0, 2);
    return out;
}

PhoneKind phone_kind(std::string_view typed) {
    const std::string phone = fold_phone(typed);
    if (phone.empty()) return PhoneKind::empty;
    for (const char c : phone) {
        if (c < '0' || c > '9') return PhoneKind::doubtful;
    }
    if (phone.size() == 11 && phone[0] == '1' && phone[1] >= '3') return PhoneKind::mobile;
    // Area code 0 + 2-3 digits, then 7-8 digits: 10 to 12 digits in all. 00 begins a number abroad.
    if (phone.size() >= 10 && phone.size() <= 12 && phone[0] == '0' && phone[1] != '0') return PhoneKind::landline;
    return PhoneKind::doubtful;
}

}  // namespace jiwei::identity
