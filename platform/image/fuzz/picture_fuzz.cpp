// libFuzzer over pictures from outside: what comes through is of the same kind, no larger, and comes through again unchanged.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "platform/image/picture.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes{reinterpret_cast<const char*>(data), size};
    const auto once = jiwei::image::clean_picture(bytes);
    if (!once) return 0;
    const auto again = jiwei::image::clean_picture(once->bytes);
    if (once->bytes.size() > size || !again || again->bytes != once->bytes || again->media_type != once->media_type) std::abort();
    return 0;
}
