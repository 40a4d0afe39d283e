#include "core/identity/archive_number.hpp"

#include "core/identity/normalise.hpp"

namespace jiwei::identity {

namespace {

bool only_digits(std::string_view text) {
    for (const char c : text) {
        if (c < '0' || c > '9') return false;
    }
    return !text.empty();
}

Finding archive_finding(std::string_view code, std::string_view allowed) {
    return Finding{"/archive_no", std::string{code}, std::string{allowed}, Severity::hard};
}

constexpr std::string_view part3_allowed = "county 6, township 3, committee 001-099, 101-199 or 901-999, serial 5 from 00001";

// 001-099, 101-199, 901-999.
bool is_part3(std::string_view part) {
    return part.size() == 3 && only_digits(part) && (part[0] == '0' || part[0] == '1' || part[0] == '9') && part.substr(1) != "00";
}

bool is_place(std::string_view county, std::string_view township, std::string_view committee) {
    return county.size() == 6 && only_digits(county) && county[0] != '0' && township.size() == 3 && only_digits(township) &&
           is_part3(committee);
}

std::string five_digits(int value) {
    std::string out(5, '0');
    for (std::size_t i = 5; i > 0; --i, value /= 10) out[i - 1] = static_cast<char>('0' + value % 10);
    return out;
}

// "-" only where the parts meet.
std::string without_separators(std::string_view folded, std::string_view places) {
    std::string out;
    for (const char c : folded) {
        const bool between = c == '-' && !out.empty() && places.find(static_cast<char>(out.size())) != std::string_view::npos;
        if (!between) out.push_back(c);
    }
    return out;
}

tl::expected<void, Finding> check_serial(int serial) {
    if (serial > archive_serial_max) return tl::unexpected(archive_finding("ARCHIVE_SERIAL_FULL", "1-99999"));
    if (serial < 1) return tl::unexpected(archive_finding("ARCHIVE_FORMAT", "1-99999"));
    return {};
}

}  // namespace

tl::expected<ArchiveNumber, Finding> ArchiveNumber::parse(std::string_view typed) {
    constexpr std::string_view places{"\x06\x09\x0C", 3};
    std::string text = without_separators(fold_number(typed), places);
    const std::string_view view = text;
    const bool shaped = text.size() == 17 && is_place(view.substr(0, 6), view.substr(6, 3), view.substr(9, 3)) &&
                        only_digits(view.substr(12)) && view.substr(12) != "00000";
    if (!shaped) return tl::unexpected(archive_finding("ARCHIVE_FORMAT", part3_allowed));
    return ArchiveNumber{std::move(text)};
}

tl::expected<ArchiveNumber, Finding> ArchiveNumber::make(std::string_view county, std::string_view township, std::string_view committee,
                                                         int serial) {
    if (!is_place(county, township, committee)) return tl::unexpected(archive_finding("ARCHIVE_FORMAT", part3_allowed));
    JIWEI_CHECK(check_serial(serial));
    return ArchiveNumber{std::string{county}.append(township).append(committee).append(five_digits(serial))};
}

int ArchiveNumber::serial() const {
    int value = 0;
    for (const char c : std::string_view{text_}.substr(12)) value = value * 10 + (c - '0');
    return value;
}

CommitteeKind ArchiveNumber::committee_kind() const {
    const char first = text_[9];
    return first == '0' ? CommitteeKind::residents : first == '1' ? CommitteeKind::village : CommitteeKind::other;
}

std::string ArchiveNumber::printed() const { return std::string{committee()}.append("-").append(std::string_view{text_}.substr(12)); }

std::string fold_printed_archive_number(std::string_view typed) {
    constexpr std::string_view places{"\x03", 1};
    std::string text = without_separators(fold_number(typed), places);
    return text.size() == 8 && only_digits(text) && is_part3(std::string_view{text}.substr(0, 3)) ? text : std::string{};
}

tl::expected<std::string, Finding> make_household_number(std::string_view county, std::string_view township, std::string_view committee,
                                                         int serial) {
    if (!is_place(county, township, committee)) return tl::unexpected(archive_finding("ARCHIVE_FORMAT", part3_allowed));
    JIWEI_CHECK(check_serial(serial));
    return std::string{county}.append(township).append(committee).append("H").append(five_digits(serial));
}

}  // namespace jiwei::identity
