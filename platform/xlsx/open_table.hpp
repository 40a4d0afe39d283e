// Opens a table whatever it is: the first bytes say whether it is a workbook or text; the name of the file is not trusted.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "platform/csv/row_source.hpp"

namespace jiwei::tabular {

[[nodiscard]] Result<std::unique_ptr<RowSource>> open_file(const std::filesystem::path& path);
[[nodiscard]] Result<std::unique_ptr<RowSource>> open_bytes(std::string bytes);

}  // namespace jiwei::tabular
