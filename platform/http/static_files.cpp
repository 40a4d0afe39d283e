// The built page, held in memory.
#include "platform/http/static_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <vector>

#include "platform/http/server.hpp"
#include "platform/http/uri.hpp"

namespace jiwei::http {
namespace {

constexpr std::size_t total_bytes_max = 256U << 20U;
constexpr std::size_t vite_hash_length = 8;

std::string read_file(const std::filesystem::path& path) {
    std::ifstream in{path, std::ios::binary};
    std::ostringstream text;
    text << in.rdbuf();
    if (!in) throw Unusable{"cannot read " + path.string()};
    return std::move(text).str();
}

/// FNV-1a: tells versions of our own files apart; it need not resist anybody.
std::uint64_t digest(std::string_view data) {
    std::uint64_t hash = 14695981039346656037ULL;
    for (const char c : data) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
    return hash;
}

}  // namespace

std::string_view content_type_of(std::string_view file_name) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 16> types{{
        {".html", "text/html; charset=utf-8"},
        {".js", "text/javascript; charset=utf-8"},
        {".mjs", "text/javascript; charset=utf-8"},
        {".css", "text/css; charset=utf-8"},
        {".json", "application/json"},
        {".map", "application/json"},
        {".wasm", "application/wasm"},
        {".svg", "image/svg+xml"},
        {".png", "image/png"},
        {".jpg", "image/jpeg"},
        {".ico", "image/x-icon"},
        {".woff2", "font/woff2"},
        {".woff", "font/woff"},
        {".txt", "text/plain; charset=utf-8"},
        {".webmanifest", "application/manifest+json"},
        {".csv", "text/csv; charset=utf-8"},
    }};
    for (const auto& [ending, type] : types) {
        if (file_name.ends_with(ending)) return type;
    }
    return "application/octet-stream";
}

bool is_hashed_name(std::string_view path) {
    const std::size_t dot = path.rfind('.');
    if (!path.starts_with("/assets/") || dot == std::string_view::npos || dot < vite_hash_length + 1) return false;
    if (path[dot - vite_hash_length - 1] != '-') return false;
    return std::ranges::all_of(path.substr(dot - vite_hash_length, vite_hash_length), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    });
}

StaticFiles::StaticFiles(const std::string& dir) {
    if (dir.empty()) return;
    try {
        load(dir);
    } catch (const std::filesystem::filesystem_error& error) {
        throw Unusable{"web_dir: " + std::string{error.what()}};
    }
    encoder_ = std::thread{[this] { encode_missing(); }};
}

StaticFiles::~StaticFiles() {
    stopping_ = true;
    if (encoder_.joinable()) encoder_.join();
}

void StaticFiles::load(const std::string& dir) {
    std::size_t total = 0;
    std::vector<std::filesystem::path> forms;
    for (const auto& entry : std::filesystem::recursive_directory_iterator{dir}) {
        if (!entry.is_regular_file()) continue;
        total += entry.file_size();
        if (total > total_bytes_max) throw Unusable{"web_dir holds more than 256 MiB: " + dir};
        const std::string extension = entry.path().extension().string();
        if (extension == ".br" || extension == ".gz") {
            forms.push_back(entry.path());
            continue;
        }
        const std::string path = "/" + entry.path().lexically_relative(dir).generic_string();
        auto file = std::make_unique<File>();
        file->content_type = content_type_of(path);
        file->cache_control = is_hashed_name(path) ? "public, max-age=31536000, immutable" : "no-cache";
        file->data = read_file(entry.path());
        file->etag = fmt::format("\"{:016x}\"", digest(file->data));
        files_.emplace(path, std::move(file));
    }
    for (const auto& form : forms) {
        const Encoding encoding = form.extension() == ".br" ? Encoding::brotli : Encoding::gzip;
        const auto base = files_.find("/" + (form.parent_path() / form.stem()).lexically_relative(dir).generic_string());
        if (base == files_.end()) continue;
        const auto index = static_cast<std::size_t>(encoding);
        base->second->encoded_data[index] = read_file(form);
        base->second->encoded[index] = &base->second->encoded_data[index];
    }
}

void StaticFiles::encode_missing() {
    for (const auto& [path, file] : files_) {
        if (!is_compressible(file->content_type) || file->data.size() < compress_bytes_min) continue;
        for (const Encoding encoding : {Encoding::gzip, Encoding::brotli}) {
            const auto index = static_cast<std::size_t>(encoding);
            if (stopping_) return;
            if (file->encoded[index] != nullptr) continue;
            std::string data = compress(file->data, encoding, Effort::thorough);
            if (data.size() >= file->data.size()) continue;
            file->encoded_data[index] = std::move(data);
            file->encoded[index].store(&file->encoded_data[index], std::memory_order_release);
        }
    }
}

const StaticFiles::File* StaticFiles::find(std::string_view path) const {
    const auto decoded = percent_decode(path);
    if (!decoded) return nullptr;
    const auto found = files_.find(*decoded == "/" ? std::string_view{"/index.html"} : std::string_view{*decoded});
    return found == files_.end() ? nullptr : found->second.get();
}

const StaticFiles::File* StaticFiles::fallback(std::string_view path) const {
    const std::string_view last = path.substr(path.rfind('/') + 1);
    if (last.find('.') != std::string_view::npos) return nullptr;
    const auto found = files_.find("/index.html");
    return found == files_.end() ? nullptr : found->second.get();
}

const std::string& StaticFiles::body(const File& file, Encoding wanted, Encoding& chosen) {
    for (const Encoding encoding : {wanted, Encoding::gzip}) {
        if (wanted == Encoding::identity) break;
        const std::string* data = file.encoded[static_cast<std::size_t>(encoding)].load(std::memory_order_acquire);
        if (data == nullptr) continue;
        // A client that takes brotli takes gzip too; in the moments before brotli is made it gets that.
        chosen = encoding;
        return *data;
    }
    chosen = Encoding::identity;
    return file.data;
}

}  // namespace jiwei::http
