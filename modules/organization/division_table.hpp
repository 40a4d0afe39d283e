// The administrative divisions of the country, province to village, from one committed compressed file (packs/divisions).
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/http/problem.hpp"

namespace jiwei::organization {

enum class DivisionLevel : unsigned char { province = 1, city = 2, county = 3, township = 4, village = 5 };

struct Division {
    std::string code;    // 12 digits, lower levels 0: "350881000000"
    std::string parent;  // 12 digits; empty for a province
    std::string name;
    DivisionLevel level = DivisionLevel::province;
    /// Villages and committees only: part 3 of the archive number (001-099 residents' committee, 101-199 village committee, 901-999 other),
    /// given in order of code inside the township, so always the same for the same edition.
    std::string archive_part3;
};

/// Reads a county's block when it is asked for; a table costs about as much memory as its index of counties. Safe for many readers.
class DivisionTable {
public:
    /// Refused: file-missing, divisions-damaged.
    [[nodiscard]] static Result<DivisionTable> open(const std::filesystem::path& path);
    ~DivisionTable();
    DivisionTable(DivisionTable&&) noexcept;
    DivisionTable& operator=(DivisionTable&&) noexcept;

    /// "2023"
    [[nodiscard]] const std::string& edition() const;
    /// `code`: 2, 4, 6, 9 or 12 digits, or 12 with trailing zeros.
    [[nodiscard]] std::optional<Division> find(std::string_view code) const;
    /// The level below; the provinces for an empty code.
    [[nodiscard]] std::vector<Division> children(std::string_view code) const;
    /// The province, the city, the county, its townships and villages, parents first. Empty when there is no such county.
    [[nodiscard]] std::vector<Division> county(std::string_view six_digits) const;

private:
    struct Impl;
    explicit DivisionTable(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace jiwei::organization
