#include "core/identity/normalise.hpp"

#include "core/kernel/utf8.hpp"

namespace jiwei::identity {

namespace {

constexpr bool is_blank(char32_t c) {
    return (c >= 0x09 && c <= 0x0D) || c == 0x20 || c == 0x85 || c == 0xA0 || c == 0x1680 || c == 0x180E || (c >= 0x2000 && c <= 0x200F) ||
           (c >= 0x2028 && c <= 0x202F) || (c >= 0x205F && c <= 0x2064) || c == 0x3000 || c == 0xFEFF;
}

constexpr char32_t fold_full_width(char32_t c) { return c >= 0xFF01 && c <= 0xFF5E ? c - 0xFEE0 : c; }

constexpr bool is_han(char32_t c) {
    return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) || (c >= 0x20000 && c <= 0x323AF) || (c >= 0xF900 && c <= 0xFAFF) ||
           c == 0x3007;
}

// The dots between the parts of a transliterated name that keyboards and old programs produce.
constexpr bool is_middle_dot(char32_t c) { return c == 0x2022 || c == 0x30FB || c == 0xFF0E || c == 0x2027 || c == 0xFF65 || c == 0x22C5; }

}  // namespace

std::string fold_number(std::string_view typed) {
    if (!utf8::is_valid(typed)) return std::string{typed};  // without its blanks a broken character could become another, whole one
    std::string out;
    out.reserve(typed.size());
    for (std::size_t at = 0; at < typed.size();) {
        const auto point = utf8::next(typed, at);
        if (is_blank(*point)) continue;
        char32_t c = fold_full_width(*point);
        if (c >= 'a' && c <= 'z') c -= 'a' - 'A';
        utf8::append(out, c);
    }
    return out;
}

std::string fold_name(std::string_view typed) {
    if (!utf8::is_valid(typed)) return std::string{typed};  // without its blanks a broken character could become another, whole one
    std::string out;
    out.reserve(typed.size());
    bool blank_waiting = false;
    char32_t before = 0;
    for (std::size_t at = 0; at < typed.size();) {
        const auto point = utf8::next(typed, at);
        if (is_blank(*point)) {
            blank_waiting = before != 0;
            continue;
        }
        const char32_t c = is_middle_dot(*point) ? char32_t{0xB7} : fold_full_width(*point);
        const bool keeps_blank = !is_han(before) && !is_han(c) && before != 0xB7 && c != 0xB7;
        if (blank_waiting && keeps_blank) out.push_back(' ');
        blank_waiting = false;
        utf8::append(out, c);
        before = c;
    }
    return out;
}

bool is_unknown_patient(std::string_view name) { return name.starts_with(unknown_patient); }

}  // namespace jiwei::identity
