// Bytes that officials send: UTF-8 with or without a mark, or GB18030 (GBK, GB 2312). Inside jiwei all text is UTF-8.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "platform/http/problem.hpp"

namespace jiwei::text {

enum class Encoding : unsigned char { utf8, utf8_bom, gb18030, utf16_le, utf16_be };

/// Looks at the first bytes (64 KiB are enough; a character cut at the end is forgiven): a mark decides, then valid UTF-8, then GB18030.
[[nodiscard]] std::optional<Encoding> detect_encoding(std::string_view first_bytes);

/// Decodes a stream piece by piece; characters may be cut between pieces.
class Decoder {
public:
    explicit Decoder(Encoding encoding);
    ~Decoder();
    Decoder(Decoder&&) noexcept;
    Decoder& operator=(Decoder&&) noexcept;

    /// Appends the UTF-8 of `piece` to `out` (a mark is dropped). Refused with "text-encoding" at the first byte that is no character.
    [[nodiscard]] Result<void> decode(std::string_view piece, bool last, std::string& out);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// The whole text: detection, then decoding.
[[nodiscard]] Result<std::string> to_utf8(std::string_view bytes);
/// For exports that old programs read; every Unicode character has a GB18030 form.
[[nodiscard]] std::string to_gb18030(std::string_view utf8);

}  // namespace jiwei::text
