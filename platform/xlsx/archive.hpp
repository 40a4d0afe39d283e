// The ZIP around a workbook: parts are opened by name and read as a stream under limits against bombs.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "platform/http/problem.hpp"
#include "platform/xlsx/xlsx.hpp"

namespace jiwei::xlsx {

/// A part that is being read.
class Part {
public:
    virtual ~Part() = default;
    /// Bytes read, 0 at the end, -1 when the part is damaged or goes beyond its limits.
    virtual long long read(char* buffer, std::size_t size) = 0;
    /// How much of the part has been read, 0-1000.
    [[nodiscard]] virtual int permille() const = 0;
};

class Archive {
public:
    [[nodiscard]] static Result<std::shared_ptr<Archive>> open(const std::filesystem::path& path, const ReadOptions& options);
    [[nodiscard]] static Result<std::shared_ptr<Archive>> open(std::string bytes, const ReadOptions& options);
    virtual ~Archive() = default;

    [[nodiscard]] virtual bool has(std::string_view name) const = 0;
    /// Refused: xlsx-damaged, xlsx-encrypted, xlsx-too-large.
    [[nodiscard]] virtual Result<std::unique_ptr<Part>> part(std::string_view name) = 0;
    /// The whole of a small part (relations, workbook, styles).
    [[nodiscard]] Result<std::string> small_part(std::string_view name);
};

}  // namespace jiwei::xlsx
