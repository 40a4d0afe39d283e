#include "platform/text/encoding.hpp"

#include <unicode/ucnv.h>
#include <unicode/ucnv_err.h>

#include <algorithm>
#include <array>
#include <stdexcept>

#include "core/kernel/utf8.hpp"

namespace jiwei::text {

namespace {

constexpr std::size_t character_bytes_max = 4;
constexpr std::size_t chunk_units = 16U << 10U;

struct CloseConverter {
    void operator()(UConverter* converter) const { ucnv_close(converter); }
};
using Converter = std::unique_ptr<UConverter, CloseConverter>;

Converter open_converter(const char* name) {
    UErrorCode error = U_ZERO_ERROR;
    Converter converter{ucnv_open(name, &error)};
    if (U_FAILURE(error) != 0) throw std::runtime_error{"text: ICU has no converter for " + std::string{name}};
    // A byte that is no character stops the conversion instead of turning into a question mark.
    ucnv_setToUCallBack(converter.get(), UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &error);
    if (U_FAILURE(error) != 0) throw std::runtime_error{"text: converter set-up failed"};
    return converter;
}

// How many bytes from the start are whole, valid UTF-8; `tail_only` tells that what follows may be a cut character.
std::size_t valid_utf8_bytes(std::string_view text, bool& tail_only) {
    std::size_t at = 0;
    while (at < text.size()) {
        // Eight ASCII bytes at a time would be faster; the decoder of a file is not what an import waits for.
        const std::size_t from = at;
        if (utf8::next(text, at)) continue;
        const auto lead = static_cast<unsigned char>(text[from]);
        const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC2 ? 2 : 1;
        bool continues = length > text.size() - from;
        for (std::size_t i = from + 1; i < text.size() && continues; ++i) continues = (static_cast<unsigned char>(text[i]) & 0xC0U) == 0x80;
        tail_only = continues;
        return from;
    }
    tail_only = true;
    return at;
}

// Shape only (lead and trail bytes), for detection; the converter is the judge of each character.
bool looks_like_gb18030(std::string_view text) {
    const auto byte = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    for (std::size_t at = 0; at < text.size();) {
        if (byte(at) < 0x80) {
            ++at;
            continue;
        }
        if (byte(at) == 0x80 || byte(at) == 0xFF) return false;
        if (at + 1 == text.size()) return true;
        const unsigned char second = byte(at + 1);
        if (second >= 0x30 && second <= 0x39) {
            if (at + 3 >= text.size()) return true;
            const bool four = byte(at + 2) >= 0x81 && byte(at + 2) <= 0xFE && byte(at + 3) >= 0x30 && byte(at + 3) <= 0x39;
            if (!four) return false;
            at += 4;
        } else {
            if (second < 0x40 || second == 0x7F || second == 0xFF) return false;
            at += 2;
        }
    }
    return true;
}

tl::unexpected<Problem> no_character() { return refuse(Refusal::malformed, "text-encoding", "neither UTF-8 nor GB18030"); }

}  // namespace

struct Decoder::Impl {
    Encoding encoding = Encoding::utf8;
    Converter converter;  // other than UTF-8
    std::string carried;  // UTF-8: a character cut between pieces
    bool at_start = true;
    std::array<UChar, chunk_units> units{};
    char16_t high = 0;  // a surrogate cut between two fillings

    Result<void> decode_utf8(std::string_view piece, bool last, std::string& out);
    Result<void> convert(std::string_view piece, bool last, std::string& out);
    void put(char16_t unit, std::string& out);
};

std::optional<Encoding> detect_encoding(std::string_view first_bytes) {
    if (first_bytes.starts_with("\xEF\xBB\xBF")) return Encoding::utf8_bom;
    if (first_bytes.starts_with("\xFF\xFE")) return Encoding::utf16_le;
    if (first_bytes.starts_with("\xFE\xFF")) return Encoding::utf16_be;
    // Zero bytes are in no text file: a workbook, a picture, or UTF-16 without a mark.
    if (first_bytes.find('\0') != std::string_view::npos) return std::nullopt;
    bool tail_only = false;
    valid_utf8_bytes(first_bytes, tail_only);
    if (tail_only) return Encoding::utf8;
    if (looks_like_gb18030(first_bytes)) return Encoding::gb18030;
    return std::nullopt;
}

Decoder::Decoder(Encoding encoding) : impl_{std::make_unique<Impl>()} {
    impl_->encoding = encoding;
    switch (encoding) {
    case Encoding::gb18030: impl_->converter = open_converter("gb18030"); break;
    case Encoding::utf16_le: impl_->converter = open_converter("UTF-16LE"); break;
    case Encoding::utf16_be: impl_->converter = open_converter("UTF-16BE"); break;
    case Encoding::utf8:
    case Encoding::utf8_bom: break;
    }
}
Decoder::~Decoder() = default;
Decoder::Decoder(Decoder&&) noexcept = default;
Decoder& Decoder::operator=(Decoder&&) noexcept = default;

Result<void> Decoder::decode(std::string_view piece, bool last, std::string& out) {
    const std::size_t before = out.size();
    Result<void> done = impl_->converter ? impl_->convert(piece, last, out) : impl_->decode_utf8(piece, last, out);
    if (done && impl_->at_start && out.size() > before) {
        impl_->at_start = false;
        if (std::string_view{out}.substr(before).starts_with("\xEF\xBB\xBF")) out.erase(before, 3);
    }
    return done;
}

Result<void> Decoder::Impl::decode_utf8(std::string_view piece, bool last, std::string& out) {
    std::string joined;
    if (!carried.empty()) {
        joined = std::move(carried);
        carried.clear();
        joined.append(piece);
        piece = joined;
    }
    bool tail_only = false;
    const std::size_t valid = valid_utf8_bytes(piece, tail_only);
    if (!tail_only || (last && valid < piece.size())) return no_character();
    out.append(piece.substr(0, valid));
    carried.assign(piece.substr(valid));
    return {};
}

void Decoder::Impl::put(char16_t unit, std::string& out) {
    if (U16_IS_LEAD(unit)) {
        high = unit;
    } else if (U16_IS_TRAIL(unit)) {
        utf8::append(out, static_cast<char32_t>(U16_GET_SUPPLEMENTARY(high, unit)));
    } else {
        utf8::append(out, unit);
    }
}

Result<void> Decoder::Impl::convert(std::string_view piece, bool last, std::string& out) {
    const char* at = piece.data();
    const char* const end = piece.data() + piece.size();
    for (;;) {
        UErrorCode error = U_ZERO_ERROR;
        UChar* target = units.data();
        ucnv_toUnicode(converter.get(), &target, units.data() + units.size(), &at, end, nullptr, last ? 1 : 0, &error);
        for (const UChar* unit = units.data(); unit != target; ++unit) put(*unit, out);
        if (error == U_BUFFER_OVERFLOW_ERROR) continue;
        if (U_FAILURE(error) != 0) return no_character();
        return {};
    }
}

Result<std::string> to_utf8(std::string_view bytes) {
    const auto encoding = detect_encoding(bytes);
    if (!encoding) return no_character();
    std::string out;
    out.reserve(bytes.size() + bytes.size() / 2);
    Decoder decoder{*encoding};
    JIWEI_CHECK(decoder.decode(bytes, true, out));
    return out;
}

std::string to_gb18030(std::string_view utf8) {
    const Converter from = open_converter("UTF-8");
    const Converter to = open_converter("gb18030");
    std::string out(utf8.size() * 2 + character_bytes_max, '\0');
    const char* source = utf8.data();
    char* target = out.data();
    UErrorCode error = U_ZERO_ERROR;
    ucnv_convertEx(to.get(), from.get(), &target, out.data() + out.size(), &source, utf8.data() + utf8.size(), nullptr, nullptr, nullptr,
                   nullptr, 1, 1, &error);
    if (U_FAILURE(error) != 0) throw std::runtime_error{"text: not UTF-8"};
    out.resize(static_cast<std::size_t>(target - out.data()));
    return out;
}

}  // namespace jiwei::text
