#include "platform/text/packed.hpp"

#include <zlib.h>

#include <stdexcept>

namespace jiwei::text {
namespace {

// Texts are a few kilobytes: a 4 KiB window sees them whole, and a small state is quick to begin anew.
constexpr int window_bits = 12;
constexpr int memory_level = 6;
constexpr int level = 6;
constexpr std::size_t text_bytes_max = 16U << 20U;
constexpr std::size_t length_bytes = 4;

/// One of each a thread: what zlib allocates is kept from text to text.
struct Deflater {
    z_stream stream{};
    Deflater() {
        if (deflateInit2(&stream, level, Z_DEFLATED, window_bits, memory_level, Z_DEFAULT_STRATEGY) != Z_OK)
            throw std::runtime_error{"zlib"};
    }
    ~Deflater() { deflateEnd(&stream); }
    Deflater(const Deflater&) = delete;
    Deflater& operator=(const Deflater&) = delete;
};

struct Inflater {
    z_stream stream{};
    Inflater() {
        if (inflateInit2(&stream, window_bits) != Z_OK) throw std::runtime_error{"zlib"};
    }
    ~Inflater() { inflateEnd(&stream); }
    Inflater(const Inflater&) = delete;
    Inflater& operator=(const Inflater&) = delete;
};

Bytef* bytes_of(std::string_view text) { return reinterpret_cast<Bytef*>(const_cast<char*>(text.data())); }

[[noreturn]] void damaged() { throw std::runtime_error{"a packed text is damaged"}; }

}  // namespace

// Layout: number of the vocabulary, length of the text (4 bytes, big endian), zlib stream with its Adler-32.
std::string pack(std::string_view text, const Vocabulary& vocabulary) {
    if (text.size() > text_bytes_max) throw std::runtime_error{"a text is too long to be packed"};
    thread_local Deflater kept;
    z_stream& stream = kept.stream;
    deflateReset(&stream);
    deflateSetDictionary(&stream, bytes_of(vocabulary.words), static_cast<uInt>(vocabulary.words.size()));
    std::string out(1 + length_bytes + deflateBound(&stream, static_cast<uLong>(text.size())), '\0');
    out[0] = vocabulary.number;
    for (std::size_t i = 0; i < length_bytes; ++i) out[1 + i] = static_cast<char>((text.size() >> (24U - 8U * i)) & 255U);
    stream.next_in = bytes_of(text);
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data()) + 1 + length_bytes;
    stream.avail_out = static_cast<uInt>(out.size() - 1 - length_bytes);
    if (deflate(&stream, Z_FINISH) != Z_STREAM_END) throw std::runtime_error{"zlib"};
    out.resize(1 + length_bytes + stream.total_out);
    return out;
}

std::string unpack(std::string_view bytes, const Vocabulary& vocabulary) {
    if (bytes.size() <= 1 + length_bytes || bytes[0] != vocabulary.number) damaged();
    std::size_t length = 0;
    for (std::size_t i = 0; i < length_bytes; ++i) length = (length << 8U) | static_cast<unsigned char>(bytes[1 + i]);
    if (length > text_bytes_max) damaged();
    thread_local Inflater kept;
    z_stream& stream = kept.stream;
    inflateReset(&stream);
    const std::string_view packed = bytes.substr(1 + length_bytes);
    std::string out(length + 1, '\0');  // one more, so that a longer text is noticed and an empty one has room
    stream.next_in = bytes_of(packed);
    stream.avail_in = static_cast<uInt>(packed.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    int outcome = inflate(&stream, Z_FINISH);
    if (outcome == Z_NEED_DICT) {
        if (inflateSetDictionary(&stream, bytes_of(vocabulary.words), static_cast<uInt>(vocabulary.words.size())) != Z_OK) damaged();
        outcome = inflate(&stream, Z_FINISH);
    }
    if (outcome != Z_STREAM_END || stream.total_out != length || stream.avail_in != 0) damaged();
    out.resize(length);
    return out;
}

}  // namespace jiwei::text
