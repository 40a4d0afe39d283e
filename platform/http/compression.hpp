// gzip and brotli, and which of them a client takes.
#pragma once

#include <string>
#include <string_view>

namespace jiwei::http {

enum class Encoding : unsigned char { identity, gzip, brotli };

inline constexpr std::size_t compress_bytes_min = 1024;

/// "br", "gzip" or empty.
[[nodiscard]] std::string_view encoding_name(Encoding encoding);
/// The best the Accept-Encoding header allows; q=0 refuses.
[[nodiscard]] Encoding negotiate_encoding(std::string_view accept_encoding);
/// Text-like types that shrink; images, fonts in woff2 and archives do not.
[[nodiscard]] bool is_compressible(std::string_view content_type);

/// How hard to try: answers are made while somebody waits, files once at start.
enum class Effort : unsigned char { quick, thorough };
/// The compressed bytes; `data` itself for identity. Throws std::runtime_error when the library refuses.
[[nodiscard]] std::string compress(std::string_view data, Encoding encoding, Effort effort);

}  // namespace jiwei::http
