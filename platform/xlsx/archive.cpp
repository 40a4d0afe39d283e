#include "platform/xlsx/archive.hpp"

#include <zip.h>

#include <algorithm>
#include <array>
#include <fstream>

namespace jiwei::xlsx {

namespace {

constexpr std::size_t small_part_bytes_max = 16U << 20U;
constexpr std::uint64_t ratio_free_bytes = 1U << 20U;
constexpr std::size_t parts_max = 10'000;

tl::unexpected<Problem> damaged(std::string_view what) { return refuse(Refusal::malformed, "xlsx-damaged", std::string{what}); }
tl::unexpected<Problem> too_large(std::string_view what) { return refuse(Refusal::too_large, "xlsx-too-large", std::string{what}); }

class ZipPart final : public Part {
public:
    ZipPart(std::shared_ptr<void> owner, zip_file_t* file, std::uint64_t size) : owner_{std::move(owner)}, file_{file}, size_{size} {}
    ~ZipPart() override { zip_fclose(file_); }
    ZipPart(const ZipPart&) = delete;
    ZipPart& operator=(const ZipPart&) = delete;

    long long read(char* buffer, std::size_t size) override {
        const zip_int64_t got = zip_fread(file_, buffer, size);
        if (got < 0) return -1;
        read_ += static_cast<std::uint64_t>(got);
        // The directory's word about the size was checked; a stream that is longer than it said is a forgery.
        return read_ > size_ ? -1 : static_cast<long long>(got);
    }

    [[nodiscard]] int permille() const override { return size_ == 0 ? 1'000 : static_cast<int>(read_ * 1'000 / size_); }

private:
    std::shared_ptr<void> owner_;  // the archive outlives its parts
    zip_file_t* file_;
    std::uint64_t size_;
    std::uint64_t read_ = 0;
};

class ZipArchive final : public Archive, public std::enable_shared_from_this<ZipArchive> {
public:
    ZipArchive(zip_t* zip, std::string bytes, const ReadOptions& options) : bytes_{std::move(bytes)}, zip_{zip}, options_{options} {}
    ~ZipArchive() override { zip_discard(zip_); }
    ZipArchive(const ZipArchive&) = delete;
    ZipArchive& operator=(const ZipArchive&) = delete;

    // All parts together, before anything is unpacked.
    Result<void> check_sizes() const {
        const zip_int64_t count = zip_get_num_entries(zip_, 0);
        if (count <= 0) return damaged("no parts");
        if (static_cast<std::size_t>(count) > parts_max) return too_large("parts");
        std::uint64_t unpacked = 0;
        for (zip_uint64_t i = 0; i < static_cast<zip_uint64_t>(count); ++i) {
            zip_stat_t about;
            if (zip_stat_index(zip_, i, 0, &about) != 0) return damaged("directory");
            unpacked += (about.valid & ZIP_STAT_SIZE) != 0 ? about.size : 0;
            if (unpacked > options_.unpacked_bytes_max) return too_large("unpacked size");
        }
        return {};
    }

    [[nodiscard]] bool has(std::string_view name) const override {
        return zip_name_locate(zip_, std::string{name}.c_str(), ZIP_FL_NOCASE) >= 0;
    }

    Result<std::unique_ptr<Part>> part(std::string_view name) override {
        const zip_int64_t index = zip_name_locate(zip_, std::string{name}.c_str(), ZIP_FL_NOCASE);
        if (index < 0) return damaged(name);
        const auto at = static_cast<zip_uint64_t>(index);
        zip_stat_t about;
        constexpr zip_uint64_t needed = ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE;
        if (zip_stat_index(zip_, at, 0, &about) != 0 || (about.valid & needed) != needed) return damaged(name);
        if ((about.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 && about.encryption_method != ZIP_EM_NONE) {
            return refuse(Refusal::malformed, "xlsx-encrypted", "remove the password and save again");
        }
        const bool bomb = about.size > ratio_free_bytes && about.size / static_cast<std::uint64_t>(options_.ratio_max) > about.comp_size;
        if (bomb) return too_large("packed too well to be a table");
        zip_file_t* file = zip_fopen_index(zip_, at, 0);
        if (file == nullptr) return damaged(name);
        return std::unique_ptr<Part>{std::make_unique<ZipPart>(shared_from_this(), file, about.size)};
    }

private:
    std::string bytes_;  // the file itself when it came as bytes: libzip reads from here
    zip_t* zip_;
    ReadOptions options_;
};

constexpr std::string_view zip_magic{"PK\x03\x04", 4};
constexpr std::string_view compound_magic{"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8};
// "EncryptedPackage" as the directory of a compound file writes it.
constexpr std::string_view encrypted_name{"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0", 32};

Result<void> check_magic(std::string_view head) {
    if (head.starts_with(zip_magic)) return {};
    if (!head.starts_with(compound_magic)) return refuse(Refusal::unsupported_media, "xlsx-not-a-workbook", "neither a workbook nor text");
    if (head.find(encrypted_name) != std::string_view::npos)
        return refuse(Refusal::malformed, "xlsx-encrypted", "remove the password and save again");
    return refuse(Refusal::unsupported_media, "xlsx-old-format", "an .xls file of Excel 97-2003; save it as .xlsx or CSV");
}

Result<std::shared_ptr<Archive>> opened(zip_t* zip, std::string bytes, const ReadOptions& options) {
    auto archive = std::make_shared<ZipArchive>(zip, std::move(bytes), options);
    JIWEI_CHECK(archive->check_sizes());
    return std::shared_ptr<Archive>{std::move(archive)};
}

}  // namespace

Result<std::shared_ptr<Archive>> Archive::open(const std::filesystem::path& path, const ReadOptions& options) {
    std::error_code error;
    const std::uint64_t size = std::filesystem::file_size(path, error);
    std::ifstream file{path, std::ios::binary};
    if (error || !file) return refuse(Refusal::not_found, "file-missing", path.filename().string());
    if (size > options.file_bytes_max) return too_large("file");
    std::string head(std::min<std::uint64_t>(size, zip_magic.size()), '\0');
    file.read(head.data(), static_cast<std::streamsize>(head.size()));
    if (!head.starts_with(zip_magic)) {
        // An old or encrypted workbook: which of the two is said by its directory.
        const std::size_t have = head.size();
        head.resize(std::min<std::uint64_t>(size, small_part_bytes_max));
        file.read(head.data() + have, static_cast<std::streamsize>(head.size() - have));
    }
    JIWEI_CHECK(check_magic(head));
    zip_t* zip = zip_open(path.c_str(), ZIP_RDONLY, nullptr);
    if (zip == nullptr) return damaged("archive");
    return opened(zip, {}, options);
}

Result<std::shared_ptr<Archive>> Archive::open(std::string bytes, const ReadOptions& options) {
    if (bytes.size() > options.file_bytes_max) return too_large("file");
    JIWEI_CHECK(check_magic(bytes));
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
    zip_t* zip = source == nullptr ? nullptr : zip_open_from_source(source, ZIP_RDONLY, &error);
    zip_error_fini(&error);
    if (zip == nullptr) {
        zip_source_free(source);
        return damaged("archive");
    }
    // Moving a string keeps its bytes where they are, so libzip's pointer stays true (they are longer than any small-string buffer).
    return opened(zip, std::move(bytes), options);
}

Result<std::string> Archive::small_part(std::string_view name) {
    JIWEI_TRY(opened_part, part(name));
    std::string out;
    std::array<char, 16U << 10U> buffer{};
    for (;;) {
        const long long got = opened_part->read(buffer.data(), buffer.size());
        if (got < 0) return damaged(name);
        if (got == 0) return out;
        out.append(buffer.data(), static_cast<std::size_t>(got));
        if (out.size() > small_part_bytes_max) return too_large(name);
    }
}

}  // namespace jiwei::xlsx
