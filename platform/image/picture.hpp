// Pictures that come from outside: what they are by their own bytes, and without what a camera writes beside the picture (place, time,
// device, owner). Nothing is decoded here; the browser that shows the picture does that.
#pragma once

#include <string>
#include <string_view>

#include "core/kernel/expected.hpp"

namespace jiwei::image {

inline constexpr std::size_t picture_bytes_max = 600 * 1024;
inline constexpr int picture_side_max = 8'192;  // pixels

struct Picture {
    std::string media_type;  // image/jpeg, image/png, image/webp
    std::string bytes;       // the picture alone: segments and chunks that carry anything else are left out
    int width = 0;
    int height = 0;
};

/// "picture-type" for anything but the three kinds, "picture-damaged" when its parts do not add up, "picture-size" beyond the limits.
/// JPEG keeps its tables, frame, scans, JFIF head and Adobe colour mark (APP0, APP14); PNG its critical chunks, transparency and colour
/// chunks; WebP its image, alpha and animation chunks.
[[nodiscard]] tl::expected<Picture, std::string_view> clean_picture(std::string_view bytes);

}  // namespace jiwei::image
