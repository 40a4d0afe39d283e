#include "platform/xlsx/merges.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>

#include "platform/xlsx/xml_scanner.hpp"

namespace jiwei::xlsx {

namespace {

constexpr std::size_t sheet_bytes_max = 64U << 20U;
constexpr std::size_t merges_max = 200'000;
constexpr std::size_t tag_bytes_max = 4'096;
constexpr std::string_view rows_end = "sheetData>";

bool row_of(std::string_view reference, std::int64_t& row) {
    const std::size_t digits = reference.find_first_of("0123456789");
    if (digits == std::string_view::npos) return false;
    const auto [end, error] = std::from_chars(reference.data() + digits, reference.data() + reference.size(), row);
    return error == std::errc{} && end == reference.data() + reference.size();
}

/// Where "</sheetData>" ends in the text, with or without a prefix before the name; npos.
std::size_t behind_rows(std::string_view text) {
    for (std::size_t at = text.find(rows_end); at != std::string_view::npos; at = text.find(rows_end, at + 1)) {
        const std::size_t open = text.rfind('<', at);
        if (open != std::string_view::npos && open + 1 < text.size() && text[open + 1] == '/') return at + rows_end.size();
    }
    return std::string_view::npos;
}

/// What stands behind the rows of the sheet, as far as it was read already; false when the rows do not end.
bool skip_rows(Part& part, std::string& rest) {
    std::array<char, 64U << 10U> buffer{};
    std::size_t all = 0;
    while (all <= sheet_bytes_max) {
        const long long got = part.read(buffer.data(), buffer.size());
        if (got <= 0) return false;
        all += static_cast<std::size_t>(got);
        rest.append(buffer.data(), static_cast<std::size_t>(got));
        if (const std::size_t end = behind_rows(rest); end != std::string::npos) {
            rest.erase(0, end);
            return true;
        }
        constexpr std::size_t kept = 64;  // the tag may be cut between two pieces
        if (rest.size() > kept) rest.erase(0, rest.size() - kept);
    }
    return false;
}

}  // namespace

bool column_of(std::string_view reference, std::size_t& column) {
    std::size_t value = 0;
    std::size_t letters = 0;
    for (const char c : reference) {
        if (c < 'A' || c > 'Z') break;
        value = value * 26 + static_cast<std::size_t>(c - 'A') + 1;
        if (++letters > 3) return false;
    }
    column = value - 1;
    return letters > 0;
}

std::vector<RowMerge> read_merges(Part& part) {
    std::vector<RowMerge> merges;
    std::string rest;
    if (!skip_rows(part, rest)) return merges;
    bool is_first = true;
    XmlScanner xml{[&](char* buffer, std::size_t size) -> long long {
                       if (!is_first) return part.read(buffer, size);
                       const std::size_t count = std::min(size, rest.size());
                       std::copy_n(rest.begin(), count, buffer);
                       rest.erase(0, count);
                       is_first = !rest.empty();
                       return count > 0 ? static_cast<long long>(count) : part.read(buffer, size);
                   },
                   tag_bytes_max};
    while (merges.size() < merges_max) {
        const XmlScanner::Kind kind = xml.next();
        if (kind == XmlScanner::Kind::done || kind == XmlScanner::Kind::bad) break;
        if (kind == XmlScanner::Kind::end && xml.name() == "mergeCells") break;
        if (kind != XmlScanner::Kind::start || xml.name() != "mergeCell") continue;
        const std::string_view reference = xml.attribute("ref");
        const std::size_t colon = reference.find(':');
        RowMerge one;
        if (colon == std::string_view::npos || !column_of(reference, one.column) || !row_of(reference.substr(0, colon), one.first_row) ||
            !row_of(reference.substr(colon + 1), one.last_row))
            continue;
        if (one.last_row > one.first_row) merges.push_back(one);
    }
    std::ranges::sort(merges, {}, &RowMerge::first_row);
    return merges;
}

}  // namespace jiwei::xlsx
