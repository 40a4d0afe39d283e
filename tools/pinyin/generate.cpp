// Writes platform/text/pinyin_readings.inc from the ICU at hand: one line a syllable with every character read so. Run when Debian's ICU
// changes:
//   g++ -std=c++20 -O1 tools/pinyin/generate.cpp -o /tmp/generate $(pkg-config --cflags --libs icu-i18n icu-uc) && /tmp/generate >
//   platform/text/pinyin_readings.inc
// tests of platform/text compare the committed file with ICU, so it cannot drift.
#include <unicode/translit.h>
#include <unicode/unistr.h>

#include <iostream>
#include <map>
#include <memory>
#include <string>

#include "../../platform/text/tests/icu_reading.hpp"

int main() {
    const jiwei::text::testing::IcuReading plain{"Han-Latin"};
    const jiwei::text::testing::IcuReading names{"Han-Latin/Names"};
    std::map<std::string, std::string> by_syllable;
    std::map<std::string, std::string> by_name_syllable;
    for (const auto& [first, last] : jiwei::text::testing::han_blocks) {
        for (char32_t c = first; c <= last; ++c) {
            const std::string reading = plain.of(c);
            if (reading.empty()) continue;
            std::string character;
            icu::UnicodeString(static_cast<UChar32>(c)).toUTF8String(character);
            by_syllable[reading] += character;
            const std::string in_names = names.of(c);
            if (!in_names.empty() && in_names != reading) by_name_syllable[in_names] += character;
        }
    }
    std::cout << "// Made by tools/pinyin/generate.cpp from ICU 72 (Unicode licence): syllable without tone, v for u with dots, and its "
                 "characters.\n";
    std::cout << "// clang-format off\n";
    for (const auto& [syllable, characters] : by_syllable) std::cout << "{\"" << syllable << "\", \"" << characters << "\"},\n";
    std::cout << "// What Han-Latin/Names reads otherwise.\n";
    for (const auto& [syllable, characters] : by_name_syllable) std::cout << "{\"" << syllable << "\", \"" << characters << "\"},\n";
    std::cout << "// clang-format on\n";
}
