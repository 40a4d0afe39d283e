// gzip and brotli.
#include "platform/http/compression.hpp"

#include <brotli/encode.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace jiwei::http {
namespace {

std::string_view without_spaces(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

/// "gzip;q=0" and "gzip; q=0.000" refuse; anything else accepts.
bool is_refused(std::string_view parameters) {
    const std::size_t q = parameters.find("q=");
    if (q == std::string_view::npos) return false;
    return without_spaces(parameters.substr(q + 2)).find_first_not_of("0.") == std::string_view::npos;
}

std::string gzip(std::string_view data, int level) {
    z_stream stream{};
    constexpr int window_bits_gzip = 15 + 16;
    if (deflateInit2(&stream, level, Z_DEFLATED, window_bits_gzip, 8, Z_DEFAULT_STRATEGY) != Z_OK) throw std::runtime_error{"zlib"};
    std::string out(deflateBound(&stream, static_cast<uLong>(data.size())), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(data.data()));
    stream.avail_in = static_cast<uInt>(data.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    const int outcome = deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    if (outcome != Z_STREAM_END) throw std::runtime_error{"zlib"};
    return out;
}

std::string brotli(std::string_view data, int quality) {
    std::size_t size = BrotliEncoderMaxCompressedSize(data.size());
    std::string out(size, '\0');
    const auto* in = reinterpret_cast<const std::uint8_t*>(data.data());
    if (BrotliEncoderCompress(quality, 18, BROTLI_MODE_TEXT, data.size(), in, &size, reinterpret_cast<std::uint8_t*>(out.data())) !=
        BROTLI_TRUE) {
        throw std::runtime_error{"brotli"};
    }
    out.resize(size);
    return out;
}

}  // namespace

std::string_view encoding_name(Encoding encoding) {
    constexpr std::array<std::string_view, 3> names{"", "gzip", "br"};
    return names[static_cast<std::size_t>(encoding)];
}

Encoding negotiate_encoding(std::string_view accept_encoding) {
    Encoding best = Encoding::identity;
    while (!accept_encoding.empty()) {
        const std::size_t comma = std::min(accept_encoding.find(','), accept_encoding.size());
        const std::string_view item = accept_encoding.substr(0, comma);
        accept_encoding.remove_prefix(std::min(comma + 1, accept_encoding.size()));
        const std::size_t semicolon = std::min(item.find(';'), item.size());
        if (is_refused(item.substr(semicolon))) continue;
        const std::string_view name = without_spaces(item.substr(0, semicolon));
        if (name == "br") best = Encoding::brotli;
        if (name == "gzip" && best == Encoding::identity) best = Encoding::gzip;
    }
    return best;
}

bool is_compressible(std::string_view content_type) {
    const std::string_view type = without_spaces(content_type.substr(0, content_type.find(';')));
    return type.starts_with("text/") || type.ends_with("json") || type.ends_with("xml") || type == "application/javascript" ||
           type == "application/wasm" || type == "application/manifest+json";
}

std::string compress(std::string_view data, Encoding encoding, Effort effort) {
    const bool thorough = effort == Effort::thorough;
    switch (encoding) {
    case Encoding::gzip: return gzip(data, thorough ? 9 : 5);
    case Encoding::brotli: return brotli(data, thorough ? 9 : 4);
    case Encoding::identity: break;
    }
    return std::string{data};
}

}  // namespace jiwei::http
