#include "platform/text/normalise.hpp"

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/stringpiece.h>
#include <unicode/uchar.h>

#include <stdexcept>

#include "core/kernel/utf8.hpp"

namespace jiwei::text {

namespace {

using Instance = const icu::Normalizer2* (*)(UErrorCode&);

// ICU's own singletons, looked up once each.
template <Instance instance>
const icu::Normalizer2& normalizer() {
    static const icu::Normalizer2& found = []() -> const icu::Normalizer2& {
        UErrorCode error = U_ZERO_ERROR;
        const icu::Normalizer2* made = instance(error);
        if (made == nullptr || U_FAILURE(error) != 0) throw std::runtime_error{"text: ICU has no normalisation data"};
        return *made;
    }();
    return found;
}

bool is_ascii(std::string_view text) {
    for (const char c : text) {
        if (static_cast<unsigned char>(c) >= 0x80) return false;
    }
    return true;
}

std::string normalised(const icu::Normalizer2& form, std::string_view utf8) {
    std::string out;
    icu::StringByteSink<std::string> sink(&out, static_cast<int32_t>(utf8.size()));
    UErrorCode error = U_ZERO_ERROR;
    form.normalizeUTF8(0, icu::StringPiece(utf8.data(), static_cast<int32_t>(utf8.size())), sink, nullptr, error);
    if (U_FAILURE(error) != 0) throw std::runtime_error{"text: normalisation failed"};
    return out;
}

std::string with_replacements(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const auto point = utf8::next(text, at);
        if (!point) ++at;
        utf8::append(out, point.value_or(0xFFFD));
    }
    return out;
}

// Full-width ASCII, half-width katakana and hangul, full-width signs, the ideographic blank.
bool has_width(char32_t c) { return (c >= 0xFF01 && c <= 0xFFEE) || c == 0x3000; }

bool is_ignored_in_search(char32_t c) {
    return c == '-' || c == '\'' || c == 0xB7 || c == 0x2022 || c == 0x30FB || c == 0x2019 || c == 0xFEFF || c == 0x200B ||
           u_isUWhiteSpace(static_cast<UChar32>(c)) != 0;
}

}  // namespace

std::string nfc(std::string_view utf8) {
    if (is_ascii(utf8)) return std::string{utf8};
    const icu::Normalizer2& form = normalizer<icu::Normalizer2::getNFCInstance>();
    if (!utf8::is_valid(utf8)) return normalised(form, with_replacements(utf8));
    UErrorCode error = U_ZERO_ERROR;
    const bool done = form.isNormalizedUTF8(icu::StringPiece(utf8.data(), static_cast<int32_t>(utf8.size())), error) != 0;
    return done && U_SUCCESS(error) != 0 ? std::string{utf8} : normalised(form, utf8);
}

std::string fold_width(std::string_view utf8) {
    if (is_ascii(utf8)) return std::string{utf8};
    std::string out;
    for (std::size_t at = 0; at < utf8.size();) {
        std::size_t from = at;
        std::size_t end = at;
        // A run at a time: a half-width katakana and the half-width mark behind it become one letter.
        for (auto point = utf8::next(utf8, at); point && has_width(*point); point = at < utf8.size() ? utf8::next(utf8, at) : std::nullopt)
            end = at;
        if (end > from) {
            out.append(normalised(normalizer<icu::Normalizer2::getNFKCInstance>(), utf8.substr(from, end - from)));
            at = end;
            continue;
        }
        at = from;
        if (!utf8::next(utf8, at)) ++at;
        out.append(utf8.substr(from, at - from));
    }
    return out;
}

std::string search_form(std::string_view utf8) {
    const std::string folded = fold_width(nfc(utf8));
    std::string out;
    out.reserve(folded.size());
    for (std::size_t at = 0; at < folded.size();) {
        const auto point = utf8::next(folded, at);
        if (!point) {
            ++at;
            continue;
        }
        if (is_ignored_in_search(*point)) continue;
        utf8::append(out, static_cast<char32_t>(u_tolower(static_cast<UChar32>(*point))));
    }
    return out;
}

}  // namespace jiwei::text
