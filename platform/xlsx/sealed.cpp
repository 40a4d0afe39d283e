#include "platform/xlsx/sealed.hpp"

#include <zip.h>

#include <array>
#include <cstdint>
#include <stdexcept>
#include <utility>

#include "platform/crypto/digest.hpp"

namespace jiwei::xlsx {

namespace {

constexpr std::string_view xml_head = R"(<?xml version="1.0" encoding="UTF-8" standalone="yes"?>)";
constexpr std::size_t memory_columns_max = 26;
constexpr std::size_t foot_bytes_max = 255;  // of ECMA-376, code words included

void append_xml(std::string& out, std::string_view text) {
    for (const char c : text) {
        switch (c) {
        case '&': out += "&amp;"; break;
        case '<': out += "&lt;"; break;
        case '>': out += "&gt;"; break;
        case '"': out += "&quot;"; break;
        default:
            // XML 1.0 has no other control characters, not even escaped.
            if (static_cast<unsigned char>(c) >= 0x20 || c == '\t' || c == '\n') out += c;
        }
    }
}

/// A ZIP in memory. What is added stays where it is until take().
class MemoryZip {
public:
    MemoryZip() : source_{zip_source_buffer_create(nullptr, 0, 0, nullptr)} {
        if (source_ == nullptr) throw std::runtime_error{"zip: no memory"};
        zip_source_keep(source_);  // closing the archive gives one reference back, reading it needs another
        zip_ = zip_open_from_source(source_, ZIP_TRUNCATE, nullptr);
        if (zip_ != nullptr) return;
        zip_source_free(source_);
        zip_source_free(source_);
        throw std::runtime_error{"zip: cannot open"};
    }
    ~MemoryZip() {
        if (zip_ != nullptr) zip_discard(zip_);
        zip_source_free(source_);
    }
    MemoryZip(const MemoryZip&) = delete;
    MemoryZip& operator=(const MemoryZip&) = delete;

    zip_uint64_t add(const char* name, const std::string& bytes) {
        zip_source_t* const from = zip_source_buffer(zip_, bytes.data(), bytes.size(), 0);
        const zip_int64_t index = from == nullptr ? -1 : zip_file_add(zip_, name, from, ZIP_FL_ENC_UTF_8);
        if (index >= 0) return static_cast<zip_uint64_t>(index);
        if (from != nullptr) zip_source_free(from);
        throw std::runtime_error{"zip: cannot add"};
    }
    void encrypt(zip_uint64_t index, const std::string& password) {
        // What is packed already is not packed again.
        if (zip_set_file_compression(zip_, index, ZIP_CM_STORE, 0) != 0 ||
            zip_file_set_encryption(zip_, index, ZIP_EM_AES_256, password.c_str()) != 0)
            throw std::runtime_error{"zip: cannot encrypt"};
    }
    [[nodiscard]] std::string take() {
        if (zip_close(zip_) != 0) throw std::runtime_error{"zip: cannot write"};
        zip_ = nullptr;
        zip_stat_t about;
        if (zip_source_open(source_) != 0 || zip_source_stat(source_, &about) != 0) throw std::runtime_error{"zip: cannot read back"};
        std::string bytes(about.size, '\0');
        const zip_int64_t got = zip_source_read(source_, bytes.data(), bytes.size());
        zip_source_close(source_);
        if (got != static_cast<zip_int64_t>(bytes.size())) throw std::runtime_error{"zip: cannot read back"};
        return bytes;
    }

private:
    zip_source_t* source_;
    zip_t* zip_ = nullptr;
};

}  // namespace

void MemoryWriter::row(const std::vector<std::string>& cells) {
    if (cells.size() > memory_columns_max) throw std::runtime_error{"xlsx: more columns than letters"};
    const std::string number = std::to_string(++count_);
    rows_ += "<row r=\"" + number + "\">";
    for (std::size_t i = 0; i < cells.size(); ++i) {
        if (cells[i].empty()) continue;
        rows_ += "<c r=\"";
        rows_ += static_cast<char>('A' + i);
        rows_ += number + R"(" t="inlineStr"><is><t xml:space="preserve">)";
        append_xml(rows_, cells[i]);
        rows_ += "</t></is></c>";
    }
    rows_ += "</row>";
}

std::string MemoryWriter::finish(std::string_view page_foot) {
    constexpr std::string_view office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    constexpr std::string_view package = "http://schemas.openxmlformats.org/package/2006/";
    constexpr std::string_view sheet_space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const std::string head{xml_head};
    const std::string relation =
        "<Relationships xmlns=\"" + std::string{package} + "relationships\"><Relationship Id=\"rId1\" Type=\"" + std::string{office} + "/";
    const std::string kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.";
    const std::string types = head + "<Types xmlns=\"" + std::string{package} + R"(content-types">)" +
                              R"(<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>)" +
                              R"(<Override PartName="/xl/workbook.xml" ContentType=")" + kind + R"(sheet.main+xml"/>)" +
                              R"(<Override PartName="/xl/worksheets/sheet1.xml" ContentType=")" + kind + R"(worksheet+xml"/></Types>)";
    const std::string root = head + relation + R"(officeDocument" Target="xl/workbook.xml"/></Relationships>)";
    const std::string links = head + relation + R"(worksheet" Target="worksheets/sheet1.xml"/></Relationships>)";
    std::string book =
        head + "<workbook xmlns=\"" + std::string{sheet_space} + "\" xmlns:r=\"" + std::string{office} + "\"><sheets><sheet name=\"";
    append_xml(book, sheet_name_);
    book += R"(" sheetId="1" r:id="rId1"/></sheets></workbook>)";
    std::string sheet = head + "<worksheet xmlns=\"" + std::string{sheet_space} + R"("><sheetFormatPr defaultRowHeight="15"/>)" +
                        R"(<cols><col min="1" max="26" width="18" customWidth="1"/></cols><sheetData>)";
    sheet += std::exchange(rows_, {});
    sheet += R"(</sheetData><headerFooter><oddFooter>)";
    std::string foot = "&C";  // centred; "&" itself is doubled
    for (const char c : page_foot) foot += c == '&' ? std::string{"&&"} : std::string(1, c);
    append_xml(sheet, foot.size() > foot_bytes_max ? std::string_view{"&C"} : std::string_view{foot});
    sheet += "</oddFooter></headerFooter></worksheet>";
    MemoryZip zip;
    zip.add("[Content_Types].xml", types);
    zip.add("_rels/.rels", root);
    zip.add("xl/workbook.xml", book);
    zip.add("xl/_rels/workbook.xml.rels", links);
    zip.add("xl/worksheets/sheet1.xml", sheet);
    return zip.take();
}

std::string sealed_zip(const std::string& file_name, const std::string& bytes, const std::string& password) {
    MemoryZip zip;
    zip.encrypt(zip.add(file_name.c_str(), bytes), password);
    return zip.take();
}

std::string random_password() {
    constexpr std::string_view letters = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";  // 32: five bits each, none preferred
    static_assert(letters.size() == 32);
    std::string password;
    for (const char byte : crypto::random_bytes(20)) {
        if (password.size() % 5 == 4) password += '-';
        password += letters[static_cast<unsigned char>(byte) % letters.size()];
    }
    return password;
}

}  // namespace jiwei::xlsx
