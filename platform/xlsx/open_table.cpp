#include "platform/xlsx/open_table.hpp"

#include <fstream>
#include <utility>

#include "platform/csv/csv.hpp"
#include "platform/xlsx/xlsx.hpp"

namespace jiwei::tabular {

namespace {

// ZIP, or the compound file of old and of encrypted workbooks: the workbook reader explains these.
bool is_workbook(std::string_view head) { return head.starts_with("PK\x03\x04") || head.starts_with("\xD0\xCF\x11\xE0"); }

}  // namespace

Result<std::unique_ptr<RowSource>> open_file(const std::filesystem::path& path) {
    std::ifstream file{path, std::ios::binary};
    if (!file) return refuse(Refusal::not_found, "file-missing", path.filename().string());
    std::string head(4, '\0');
    file.read(head.data(), static_cast<std::streamsize>(head.size()));
    return is_workbook(head) ? xlsx::open_file(path) : csv::open_file(path);
}

Result<std::unique_ptr<RowSource>> open_bytes(std::string bytes) {
    return is_workbook(bytes) ? xlsx::open_bytes(std::move(bytes)) : csv::open_bytes(std::move(bytes));
}

}  // namespace jiwei::tabular
