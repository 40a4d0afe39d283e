// What a reader finds on the pages of a PDF: its text, read back with poppler (docs/adr/0095).
#pragma once

#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <fstream>
#include <memory>
#include <string>

#include "platform/db/tests/engines.hpp"

namespace jiwei::print::testing {

/// The text without white space: numbers in squares come digit by digit. Fails the test when the PDF cannot be read.
inline std::string pdf_text(const std::string& bytes) {
    const db::testing::TempFolder folder;
    const std::string file = folder.file("form.pdf");
    std::ofstream{file, std::ios::binary} << bytes;
    const std::string command = "pdftotext -enc UTF-8 '" + file + "' -";
    const std::unique_ptr<FILE, int (*)(FILE*)> pipe{popen(command.c_str(), "r"), pclose};
    std::string text;
    std::array<char, 4096> piece{};
    for (std::size_t got = 0; pipe && (got = std::fread(piece.data(), 1, piece.size(), pipe.get())) > 0;) text.append(piece.data(), got);
    std::erase_if(text, [](char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\f' || c == '\t'; });
    EXPECT_FALSE(text.empty()) << "pdftotext (poppler-utils) read nothing";
    return text;
}

}  // namespace jiwei::print::testing
