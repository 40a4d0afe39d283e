#include "platform/image/picture.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

namespace jiwei::image {

namespace {

constexpr std::string_view damaged = "picture-damaged";
constexpr std::string_view too_large = "picture-size";
constexpr std::string_view other_kind = "picture-type";
constexpr std::string_view png_signature{"\x89PNG\r\n\x1a\n", 8};

unsigned byte_at(std::string_view bytes, std::size_t at) { return static_cast<unsigned char>(bytes[at]); }
std::uint32_t big16(std::string_view bytes, std::size_t at) { return byte_at(bytes, at) << 8U | byte_at(bytes, at + 1); }
std::uint32_t big32(std::string_view bytes, std::size_t at) { return big16(bytes, at) << 16U | big16(bytes, at + 2); }
std::uint32_t little32(std::string_view bytes, std::size_t at) {
    return byte_at(bytes, at) | byte_at(bytes, at + 1) << 8U | byte_at(bytes, at + 2) << 16U | byte_at(bytes, at + 3) << 24U;
}

// --- JPEG (ITU-T T.81, annex B) -----------------------------------------------------------------------------------------------------

constexpr unsigned start_of_scan = 0xDA;
constexpr unsigned end_of_image = 0xD9;

/// What may stand between the parts of a picture and has a length. Restart marks and escaped FF stand inside of a scan alone: taken for a
/// part they would hide what follows from the first look and show it to the next.
bool is_segment(unsigned marker) { return marker >= 0xC0 && !(marker >= 0xD0 && marker <= 0xD9); }
bool is_frame(unsigned marker) { return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC; }
/// APP1-APP13 and APP15 hold Exif, XMP, ICC, IPTC and what makers like; COM is free text.
bool is_told_beside(unsigned marker) { return (marker >= 0xE1 && marker <= 0xEF && marker != 0xEE) || marker == 0xFE; }

/// Where the next marker after the entropy-coded data stands; escaped FF and restart marks belong to the data.
std::size_t end_of_scan(std::string_view bytes, std::size_t at) {
    while (at + 1 < bytes.size()) {
        const unsigned next = byte_at(bytes, at + 1);
        if (byte_at(bytes, at) == 0xFF && next != 0 && next != 0xFF && (next < 0xD0 || next > 0xD7)) return at;
        ++at;
    }
    return bytes.size();
}

tl::expected<Picture, std::string_view> clean_jpeg(std::string_view bytes) {
    Picture picture{"image/jpeg", std::string{bytes.substr(0, 2)}, 0, 0};
    std::size_t at = 2;
    bool has_scan = false;
    while (at + 3 < bytes.size() + 2) {
        if (at + 1 >= bytes.size() || byte_at(bytes, at) != 0xFF) return tl::unexpected(damaged);
        const unsigned marker = byte_at(bytes, at + 1);
        if (marker == 0xFF) {  // fill
            ++at;
            continue;
        }
        if (marker == end_of_image) {
            if (!has_scan || picture.width == 0) return tl::unexpected(damaged);
            picture.bytes.append("\xFF\xD9", 2);  // and nothing that stands behind the picture
            return picture;
        }
        if (!is_segment(marker) || at + 4 > bytes.size()) return tl::unexpected(damaged);
        const std::size_t length = big16(bytes, at + 2);
        if (length < 2 || at + 2 + length > bytes.size()) return tl::unexpected(damaged);
        if (is_frame(marker)) {
            if (length < 8) return tl::unexpected(damaged);
            picture.height = static_cast<int>(big16(bytes, at + 5));
            picture.width = static_cast<int>(big16(bytes, at + 7));
        }
        std::size_t end = at + 2 + length;
        if (marker == start_of_scan) {
            has_scan = true;
            end = end_of_scan(bytes, end);
        }
        if (!is_told_beside(marker)) picture.bytes.append(bytes.substr(at, end - at));
        at = end;
    }
    return tl::unexpected(damaged);
}

// --- PNG ----------------------------------------------------------------------------------------------------------------------------

tl::expected<Picture, std::string_view> clean_png(std::string_view bytes) {
    constexpr std::array<std::string_view, 10> kept{"IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA", "cHRM", "sRGB", "sBIT", "bKGD"};
    constexpr std::size_t around = 12;  // length, name, check
    Picture picture{"image/png", std::string{png_signature}, 0, 0};
    std::size_t at = png_signature.size();
    while (at + around <= bytes.size()) {
        const std::size_t length = big32(bytes, at);
        if (length > bytes.size() - at - around) return tl::unexpected(damaged);
        const std::string_view name = bytes.substr(at + 4, 4);
        const bool is_first = picture.width == 0;
        if (is_first != (name == "IHDR") || (is_first && length != 13)) return tl::unexpected(damaged);
        if (is_first) {
            if (big32(bytes, at + 8) > picture_side_max || big32(bytes, at + 12) > picture_side_max) return tl::unexpected(too_large);
            picture.width = static_cast<int>(big32(bytes, at + 8));
            picture.height = static_cast<int>(big32(bytes, at + 12));
            if (picture.width == 0) return tl::unexpected(damaged);
        }
        if (std::ranges::find(kept, name) != kept.end()) picture.bytes.append(bytes.substr(at, length + around));
        at += length + around;
        if (name == "IEND") return picture;
    }
    return tl::unexpected(damaged);
}

// --- WebP (RIFF) --------------------------------------------------------------------------------------------------------------------

std::optional<std::pair<int, int>> webp_sides(std::string_view name, std::string_view content) {
    if (name == "VP8X" && content.size() >= 10) {
        const auto side = [&](std::size_t at) {
            return static_cast<int>(1 + (byte_at(content, at) | byte_at(content, at + 1) << 8U | byte_at(content, at + 2) << 16U));
        };
        return std::pair{side(4), side(7)};
    }
    if (name == "VP8L" && content.size() >= 5) {
        const std::uint32_t bits = little32(content, 1);
        return std::pair{static_cast<int>(1 + (bits & 0x3FFFU)), static_cast<int>(1 + (bits >> 14U & 0x3FFFU))};
    }
    if (name == "VP8 " && content.size() >= 10) {
        const auto side = [&](std::size_t at) {
            return static_cast<int>((byte_at(content, at) | byte_at(content, at + 1) << 8U) & 0x3FFFU);
        };
        return std::pair{side(6), side(8)};
    }
    return std::nullopt;
}

tl::expected<Picture, std::string_view> clean_webp(std::string_view bytes) {
    constexpr std::array<std::string_view, 6> kept{"VP8 ", "VP8L", "VP8X", "ALPH", "ANIM", "ANMF"};
    constexpr char told_flags = 0x2C;  // Exif, XMP, ICC: what is left out is not announced
    Picture picture{"image/webp", {}, 0, 0};
    std::string chunks = "WEBP";
    std::size_t at = 12;
    while (at + 8 <= bytes.size()) {
        const std::string_view name = bytes.substr(at, 4);
        const std::size_t length = little32(bytes, at + 4);
        const std::size_t padded = length + (length & 1U);
        if (padded > bytes.size() - at - 8) return tl::unexpected(damaged);
        if (const auto sides = webp_sides(name, bytes.substr(at + 8, length)); sides && picture.width == 0) {
            picture.width = sides->first;
            picture.height = sides->second;
        }
        if (std::ranges::find(kept, name) != kept.end()) {
            const std::size_t flags_at = chunks.size() + 8;
            chunks.append(bytes.substr(at, 8 + padded));
            if (name == "VP8X" && length > 0) chunks[flags_at] = static_cast<char>(chunks[flags_at] & ~told_flags);
        }
        at += 8 + padded;
    }
    if (at != bytes.size() || picture.width == 0) return tl::unexpected(damaged);
    picture.bytes = "RIFF";
    for (unsigned shift = 0; shift < 32; shift += 8) picture.bytes.push_back(static_cast<char>(chunks.size() >> shift & 0xFFU));
    picture.bytes += chunks;
    return picture;
}

tl::expected<Picture, std::string_view> clean_by_kind(std::string_view bytes) {
    if (bytes.starts_with("\xFF\xD8\xFF")) return clean_jpeg(bytes);
    if (bytes.starts_with(png_signature)) return clean_png(bytes);
    if (bytes.size() >= 12 && bytes.starts_with("RIFF") && bytes.substr(8, 4) == "WEBP") return clean_webp(bytes);
    return tl::unexpected(other_kind);
}

}  // namespace

tl::expected<Picture, std::string_view> clean_picture(std::string_view bytes) {
    if (bytes.size() > picture_bytes_max) return tl::unexpected(too_large);
    auto picture = clean_by_kind(bytes);
    if (picture && (picture->width > picture_side_max || picture->height > picture_side_max)) return tl::unexpected(too_large);
    return picture;
}

}  // namespace jiwei::image
