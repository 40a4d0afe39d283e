// How ICU reads one Chinese character: what the committed table of readings is made from and compared with.
#pragma once

#include <unicode/translit.h>
#include <unicode/unistr.h>

#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace jiwei::text::testing {

/// 〇, extension A, the basic block, compatibility characters, and extensions B to H.
inline constexpr std::array<std::pair<char32_t, char32_t>, 5> han_blocks{
    {{0x3007, 0x3007}, {0x3400, 0x4DBF}, {0x4E00, 0x9FFF}, {0xF900, 0xFAFF}, {0x20000, 0x323AF}}};

class IcuReading {
public:
    explicit IcuReading(const char* id) {
        UErrorCode error = U_ZERO_ERROR;
        transliterator_.reset(icu::Transliterator::createInstance(id, UTRANS_FORWARD, error));
    }

    /// One syllable of a-z without tone, "v" for ü; empty when ICU has no reading.
    [[nodiscard]] std::string of(char32_t character) const {
        icu::UnicodeString text(static_cast<UChar32>(character));
        transliterator_->transliterate(text);
        std::string out;
        for (int i = 0; i < text.length(); ++i) {
            const char letter = plain(text[i]);
            if (letter == '\0') return {};
            out.push_back(letter);
        }
        return out;
    }

private:
    static char plain(char16_t c) {
        if (c >= u'a' && c <= u'z') return static_cast<char>(c);
        constexpr std::u16string_view toned = u"āáǎàēéěèêếềīíǐìōóǒòūúǔùüǖǘǚǜńňǹḿ";
        constexpr std::string_view base = "aaaaeeeeeeeiiiioooouuuuvvvvvnnnm";
        const std::size_t at = toned.find(c);
        return at == std::u16string_view::npos ? '\0' : base[at];
    }
    std::unique_ptr<icu::Transliterator> transliterator_;
};

}  // namespace jiwei::text::testing
