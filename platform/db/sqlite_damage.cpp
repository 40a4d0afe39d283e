#include "platform/db/sqlite_damage.hpp"

#include <array>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string_view>

namespace jiwei::db {

// https://www.sqlite.org/fileformat2.html, 1.3: the head of 100 bytes at the start of the file.
std::string file_damage(const std::string& path) {
    std::error_code error;
    const std::uintmax_t size = std::filesystem::file_size(path, error);
    if (error || size == 0) return "";
    std::array<unsigned char, 100> head{};
    std::ifstream in{path, std::ios::binary};
    in.read(reinterpret_cast<char*>(head.data()), head.size());
    if (!in) return "the file is shorter than its head";
    if (std::string_view{reinterpret_cast<const char*>(head.data()), 16} != std::string_view{"SQLite format 3\0", 16})
        return "the file is not a SQLite database";
    const std::uint32_t raw_page = (static_cast<std::uint32_t>(head[16]) << 8U) | head[17];
    const std::uint32_t page = raw_page == 1 ? 65'536 : raw_page;
    if (page < 512 || (page & (page - 1)) != 0) return "the head names an impossible page size";
    // While the write-ahead log holds pages, the file may rightly be shorter than its head says.
    const std::uintmax_t log = std::filesystem::file_size(path + "-wal", error);
    if (!error && log > 0) return "";
    if (size % page != 0) return "the file does not end at a page";
    const auto pages = (static_cast<std::uint64_t>(head[28]) << 24U) | (static_cast<std::uint64_t>(head[29]) << 16U) |
                       (static_cast<std::uint64_t>(head[30]) << 8U) | head[31];
    return size / page < pages ? "the file is cut short" : "";
}

}  // namespace jiwei::db
