#include <xlsxwriter.h>

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "platform/xlsx/xlsx.hpp"

namespace jiwei::xlsx {

namespace {

constexpr std::size_t rows_max = 1'048'576;
constexpr double column_width_characters = 16;

void check(lxw_error error, const char* what) {
    if (error != LXW_NO_ERROR) throw std::runtime_error{std::string{"xlsx: "} + what + ": " + lxw_strerror(error)};
}

}  // namespace

struct Writer::Impl {
    lxw_workbook* workbook = nullptr;
    lxw_worksheet* sheet = nullptr;
    lxw_row_t rows = 0;

    void row(const std::vector<std::string>& cells, lxw_format* format) {
        if (rows >= rows_max) throw std::runtime_error{"xlsx: more rows than a sheet has"};
        for (std::size_t i = 0; i < cells.size(); ++i) {
            if (cells[i].empty()) continue;
            check(worksheet_write_string(sheet, rows, static_cast<lxw_col_t>(i), cells[i].c_str(), format), "cell");
        }
        ++rows;
    }
};

Writer::Writer(const std::filesystem::path& path, std::string_view sheet_name, const std::vector<std::string>& header)
    : impl_{std::make_unique<Impl>()} {
    // Rows go to a temporary file as they come; without this the whole sheet would stay in memory.
    lxw_workbook_options options{};
    options.constant_memory = LXW_TRUE;
    impl_->workbook = workbook_new_opt(path.c_str(), &options);
    if (impl_->workbook == nullptr) throw std::runtime_error{"xlsx: cannot create the file"};
    impl_->sheet = workbook_add_worksheet(impl_->workbook, std::string{sheet_name}.c_str());
    if (impl_->sheet == nullptr) {
        workbook_close(impl_->workbook);
        throw std::runtime_error{"xlsx: not a name for a sheet"};
    }
    lxw_format* bold = workbook_add_format(impl_->workbook);
    format_set_bold(bold);
    if (!header.empty()) {
        worksheet_set_column(impl_->sheet, 0, static_cast<lxw_col_t>(header.size() - 1), column_width_characters, nullptr);
        worksheet_freeze_panes(impl_->sheet, 1, 0);
        impl_->row(header, bold);
    }
}

Writer::~Writer() {
    if (impl_->workbook != nullptr) workbook_close(impl_->workbook);
}

void Writer::row(const std::vector<std::string>& cells) { impl_->row(cells, nullptr); }

void Writer::finish() {
    lxw_workbook* workbook = std::exchange(impl_->workbook, nullptr);
    if (workbook != nullptr) check(workbook_close(workbook), "file");
}

namespace {

/// A file of our own name, gone with this object.
class ScratchFile {
public:
    ScratchFile() : path_{(std::filesystem::temp_directory_path() / "jiwei-xlsx-XXXXXX").string()} {
        const int descriptor = ::mkstemp(path_.data());
        if (descriptor < 0) throw std::runtime_error{"xlsx: cannot create the file"};
        ::close(descriptor);
    }
    ~ScratchFile() {
        std::error_code ignored;
        std::filesystem::remove(path_, ignored);
    }
    ScratchFile(const ScratchFile&) = delete;
    ScratchFile& operator=(const ScratchFile&) = delete;
    [[nodiscard]] const std::string& path() const { return path_; }

private:
    std::string path_;
};

}  // namespace

std::string workbook(std::string_view sheet_name, const std::vector<std::string>& header,
                     const std::vector<std::vector<std::string>>& rows) {
    const ScratchFile file;
    Writer out{file.path(), sheet_name, header};
    for (const auto& row : rows) out.row(row);
    out.finish();
    std::ifstream in{file.path(), std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

}  // namespace jiwei::xlsx
