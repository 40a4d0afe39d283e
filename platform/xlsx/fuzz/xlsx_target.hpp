// What the XLSX fuzzer and the replay of its corpus both do. Input that begins with "PK" is a whole workbook; because a fuzzer rarely gets
// past the check sums of a ZIP, all other input goes to the scanner of XML and to the readers of numbers, dates and formats.
#pragma once

#include <algorithm>
#include <cstdlib>
#include <string>

#include "core/kernel/utf8.hpp"
#include "platform/xlsx/workbook.hpp"
#include "platform/xlsx/xlsx.hpp"
#include "platform/xlsx/xml_scanner.hpp"

namespace jiwei::xlsx::fuzz {

inline void read_workbook(std::string bytes) {
    auto source = open_bytes(std::move(bytes),
                             {.rows_max = 10'000, .columns_max = 200, .unpacked_bytes_max = 16U << 20U, .strings_bytes_max = 4U << 20U});
    if (!source) return;
    for (tabular::Row row;;) {
        const auto more = (*source)->next(row);
        if (!more || !*more) return;
    }
}

// The tokens must not depend on how the bytes arrive.
inline std::string tokens(const std::string& text, std::size_t piece) {
    std::size_t at = 0;
    XmlScanner xml{[&](char* buffer, std::size_t size) {
                       const std::size_t count = std::min({piece, size, text.size() - at});
                       text.copy(buffer, count, at);
                       at += count;
                       return static_cast<long long>(count);
                   },
                   4'096};
    std::string out;
    for (std::size_t i = 0; i < 100'000; ++i) {
        const XmlScanner::Kind kind = xml.next();
        if (kind == XmlScanner::Kind::done || kind == XmlScanner::Kind::bad) return out + (kind == XmlScanner::Kind::bad ? "!" : ".");
        if (kind == XmlScanner::Kind::text) {
            out += xml.text();
        } else {
            out += kind == XmlScanner::Kind::start ? "<" : ">";
            out += xml.name();
        }
    }
    return out;
}

inline void run(const std::string& bytes) {
    if (bytes.starts_with("PK")) return read_workbook(bytes);
    if (bytes.size() < 4'000 && tokens(bytes, 1) != tokens(bytes, 100'000)) std::abort();
    (void)is_date_format(bytes);
    (void)number_text(bytes);
    (void)date_text(bytes, bytes.size() % 2 == 0);
    (void)decode_escapes(bytes);
}

}  // namespace jiwei::xlsx::fuzz
