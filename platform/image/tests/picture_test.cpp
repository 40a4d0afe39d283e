// Pictures by their own bytes, without what the camera told beside them.
#include <gtest/gtest.h>

#include "platform/image/picture.hpp"

namespace jiwei::image {
namespace {

std::string bytes_of(std::initializer_list<int> list) {
    std::string text;
    for (const int one : list) text.push_back(static_cast<char>(one));
    return text;
}
std::string segment(int marker, const std::string& content) {
    return bytes_of({0xFF, marker, static_cast<int>((content.size() + 2) >> 8U), static_cast<int>((content.size() + 2) & 0xFFU)}) + content;
}
std::string jpeg(const std::string& more = {}, int side = 64) {
    const std::string frame = bytes_of({8, side >> 8, side & 0xFF, 0, 48, 1, 1, 0x11, 0});
    return bytes_of({0xFF, 0xD8}) + segment(0xE0, "JFIF") + more + segment(0xDB, std::string(65, '\1')) + segment(0xC0, frame) +
           segment(0xDA, bytes_of({1, 1, 0, 0, 63, 0})) + bytes_of({0x12, 0xFF, 0x00, 0x34, 0xFF, 0xD0, 0x56, 0xFF, 0xD9});
}
std::string chunk(const std::string& name, const std::string& content) {
    const int length = static_cast<int>(content.size());
    return bytes_of({0, 0, length >> 8, length & 0xFF}) + name + content + "CRCC";
}
std::string png(const std::string& more = {}) {
    return bytes_of({0x89, 'P', 'N', 'G', 0x0D, 0x0A, 0x1A, 0x0A}) + chunk("IHDR", bytes_of({0, 0, 0, 30, 0, 0, 0, 20, 8, 2, 0, 0, 0})) +
           more + chunk("IDAT", "data") + chunk("IEND", "");
}
std::string riff(const std::string& name, const std::string& content) {
    const int length = static_cast<int>(content.size());
    return name + bytes_of({length & 0xFF, length >> 8, 0, 0}) + content + (content.size() % 2 == 1 ? std::string(1, '\0') : "");
}
std::string webp(const std::string& chunks) {
    const int length = static_cast<int>(chunks.size() + 4);
    return "RIFF" + bytes_of({length & 0xFF, length >> 8, 0, 0}) + "WEBP" + chunks;
}
const std::string place = "GPS 25.29N 117.42E";

TEST(Picture, LeavesOutWhatTheCameraToldBesideAJpeg) {
    const auto cleaned =
        clean_picture(jpeg(segment(0xE1, "Exif" + place) + segment(0xFE, place) + segment(0xED, place)) + "behind the end " + place);
    ASSERT_TRUE(cleaned);
    EXPECT_EQ(cleaned->media_type, "image/jpeg");
    EXPECT_EQ(cleaned->bytes, jpeg()) << "the picture itself is untouched";
    EXPECT_EQ(cleaned->width, 48);
    EXPECT_EQ(cleaned->height, 64);
}

TEST(Picture, LeavesOutTextsAndExifOfAPng) {
    const auto cleaned =
        clean_picture(png(chunk("eXIf", place) + chunk("tEXt", place) + chunk("iTXt", place) + chunk("tIME", "now")) + place);
    ASSERT_TRUE(cleaned);
    EXPECT_EQ(cleaned->bytes, png());
    EXPECT_EQ(cleaned->width, 30);
    EXPECT_EQ(cleaned->height, 20);
}

TEST(Picture, LeavesOutExifAndXmpOfAWebp) {
    const std::string head = bytes_of({0x2C, 0, 0, 0, 9, 0, 0, 4, 0, 0});
    const std::string bare = bytes_of({0x00, 0, 0, 0, 9, 0, 0, 4, 0, 0});
    const std::string image = "odd";
    const auto cleaned = clean_picture(webp(riff("VP8X", head) + riff("VP8 ", image) + riff("EXIF", place) + riff("XMP ", place)));
    ASSERT_TRUE(cleaned);
    EXPECT_EQ(cleaned->bytes, webp(riff("VP8X", bare) + riff("VP8 ", image)));
    EXPECT_EQ(cleaned->width, 10);
    EXPECT_EQ(cleaned->height, 5);
}

TEST(Picture, RefusesOtherKindsWhateverTheirName) {
    for (const std::string& other : {std::string{"GIF89a......"}, std::string{"<svg onload=alert(1)>"}, std::string{"%PDF-1.7"},
                                     std::string{}, std::string{"RIFF....WAVE"}, std::string{"\xFF\xD8"}})
        EXPECT_EQ(clean_picture(other).error(), "picture-type") << other;
}

TEST(Picture, RefusesWhatDoesNotAddUpOrIsTooLarge) {
    const std::string whole = jpeg(segment(0xE1, "Exif"));
    for (std::size_t length = 3; length < whole.size() - 1; ++length) EXPECT_FALSE(clean_picture(whole.substr(0, length))) << length;
    const std::string flat = png();
    for (std::size_t length = 8; length < flat.size(); ++length)
        EXPECT_EQ(clean_picture(flat.substr(0, length)).error(), "picture-damaged");
    EXPECT_EQ(clean_picture(jpeg({}, 9'000)).error(), "picture-size");
    EXPECT_EQ(clean_picture(jpeg() + std::string(picture_bytes_max, 'x')).error(), "picture-size");
}

}  // namespace
}  // namespace jiwei::image
