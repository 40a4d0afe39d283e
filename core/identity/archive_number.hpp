// The 17-digit archive number (service specification 2017, ch. 1 part 4): county 6, township 3, committee 3, personal serial 5.
#pragma once

#include <string>
#include <string_view>

#include "core/kernel/expected.hpp"
#include "core/kernel/finding.hpp"

namespace jiwei::identity {

inline constexpr int archive_serial_max = 99'999;

/// What part 3 stands for, by its first digit.
enum class CommitteeKind : unsigned char { residents = 0, village = 1, other = 9 };

class ArchiveNumber {
public:
    /// Folded, then exactly the pattern of the norm, serial not 00000; else ARCHIVE_FORMAT at "/archive_no". "-" between the parts is
    /// accepted.
    [[nodiscard]] static tl::expected<ArchiveNumber, Finding> parse(std::string_view typed);
    /// Serial 1-99999; above: ARCHIVE_SERIAL_FULL. Parts that the pattern refuses: ARCHIVE_FORMAT.
    [[nodiscard]] static tl::expected<ArchiveNumber, Finding> make(std::string_view county, std::string_view township,
                                                                   std::string_view committee, int serial);

    [[nodiscard]] const std::string& text() const { return text_; }  // 17 digits: the key
    [[nodiscard]] std::string_view county() const { return std::string_view{text_}.substr(0, 6); }
    [[nodiscard]] std::string_view township() const { return std::string_view{text_}.substr(6, 3); }
    [[nodiscard]] std::string_view committee() const { return std::string_view{text_}.substr(9, 3); }
    [[nodiscard]] int serial() const;
    [[nodiscard]] CommitteeKind committee_kind() const;
    /// "012-00047": what forms print. Unique only together with county and township, so never a key.
    [[nodiscard]] std::string printed() const;

private:
    explicit ArchiveNumber(std::string text) : text_{std::move(text)} {}
    std::string text_;
};

/// The last eight digits as forms print them ("012-00047" or "01200047") become "01200047"; empty when `typed` is something else.
[[nodiscard]] std::string fold_printed_archive_number(std::string_view typed);

/// Household number: parts 1-3 + H + five digits. Refused like an archive number.
[[nodiscard]] tl::expected<std::string, Finding> make_household_number(std::string_view county, std::string_view township,
                                                                       std::string_view committee, int serial);

}  // namespace jiwei::identity
