#include "core/kernel/utf8.hpp"

#include <cstdint>
#include <cstring>

namespace jiwei::utf8 {

std::optional<char32_t> next(std::string_view text, std::size_t& at) {
    const auto byte = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char lead = byte(at);
    if (lead < 0x80) {
        ++at;
        return lead;
    }
    const int extra = lead >= 0xC2 && lead <= 0xDF ? 1 : (lead & 0xF0U) == 0xE0 ? 2 : lead >= 0xF0 && lead <= 0xF4 ? 3 : 0;
    if (extra == 0 || at + static_cast<std::size_t>(extra) >= text.size()) return std::nullopt;
    char32_t point = extra == 1 ? lead & 0x1FU : extra == 2 ? lead & 0x0FU : lead & 0x07U;
    for (int i = 1; i <= extra; ++i) {
        const unsigned char part = byte(at + static_cast<std::size_t>(i));
        if ((part & 0xC0U) != 0x80) return std::nullopt;
        point = (point << 6U) | (part & 0x3FU);
    }
    const bool overlong = (extra == 2 && point < 0x800) || (extra == 3 && point < 0x10000);
    if (overlong || point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF)) return std::nullopt;
    at += static_cast<std::size_t>(extra) + 1;
    return point;
}

bool is_valid(std::string_view text) {
    constexpr std::uint64_t high_bits = 0x8080808080808080U;
    for (std::size_t at = 0; at < text.size();) {
        // Most texts are ids and dates: eight bytes at once while none has its high bit set.
        std::uint64_t eight = 0;
        if (text.size() - at >= sizeof eight) {
            std::memcpy(&eight, text.data() + at, sizeof eight);
            if ((eight & high_bits) == 0) {
                at += sizeof eight;
                continue;
            }
        }
        if (!next(text, at)) return false;
    }
    return true;
}

std::size_t length(std::string_view text) {
    std::size_t count = 0;
    for (const char c : text) count += (static_cast<unsigned char>(c) & 0xC0U) != 0x80 ? 1 : 0;
    return count;
}

void append(std::string& out, char32_t point) {
    const auto put = [&out](char32_t value) { out.push_back(static_cast<char>(value)); };
    if (point < 0x80) {
        put(point);
    } else if (point < 0x800) {
        put(0xC0U | (point >> 6U));
        put(0x80U | (point & 0x3FU));
    } else if (point < 0x10000) {
        put(0xE0U | (point >> 12U));
        put(0x80U | ((point >> 6U) & 0x3FU));
        put(0x80U | (point & 0x3FU));
    } else {
        put(0xF0U | (point >> 18U));
        put(0x80U | ((point >> 12U) & 0x3FU));
        put(0x80U | ((point >> 6U) & 0x3FU));
        put(0x80U | (point & 0x3FU));
    }
}

}  // namespace jiwei::utf8
