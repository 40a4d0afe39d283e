// Workbooks that never touch a disk, and the encrypted ZIP they leave the house in (docs/adr/0123).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace jiwei::xlsx {

/// Writes one sheet of text cells into memory. The Writer puts its rows into temporary files, where whole identities must not lie.
class MemoryWriter {
public:
    /// `sheet_name`: at most 31 characters, none of \ / ? * [ ] :
    explicit MemoryWriter(std::string_view sheet_name) : sheet_name_{sheet_name} {}
    /// At most 26 cells.
    void row(const std::vector<std::string>& cells);
    /// `page_foot`: stands at the foot of every printed page. Throws std::runtime_error when memory does not do.
    [[nodiscard]] std::string finish(std::string_view page_foot);

private:
    std::string sheet_name_;
    std::string rows_;
    std::size_t count_ = 0;
};

/// One file in a ZIP, encrypted with AES-256 (WinZip AE-2). Throws std::runtime_error.
[[nodiscard]] std::string sealed_zip(const std::string& file_name, const std::string& bytes, const std::string& password);

/// 100 random bits in 20 letters and digits that are not taken for each other, in fours.
[[nodiscard]] std::string random_password();

}  // namespace jiwei::xlsx
