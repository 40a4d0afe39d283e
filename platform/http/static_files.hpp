// The built page, held in memory: only what was there at start can be asked for, so no path leads anywhere else.
#pragma once

#include <array>
#include <atomic>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <thread>

#include "platform/http/compression.hpp"

namespace jiwei::http {

class StaticFiles {
public:
    struct File {
        std::string content_type;
        std::string cache_control;
        std::string etag;
        std::string data;
        /// gzip and brotli forms; null until they are made, or when they are no smaller.
        std::array<std::atomic<const std::string*>, 3> encoded{};
        std::array<std::string, 3> encoded_data;
    };

    /// Reads every file below `dir`; files named x.br or x.gz become forms of x. Other forms are made in the background.
    /// Throws Unusable when the folder cannot be read or holds more than 256 MiB. An empty `dir` gives no files.
    explicit StaticFiles(const std::string& dir);
    ~StaticFiles();
    StaticFiles(const StaticFiles&) = delete;
    StaticFiles& operator=(const StaticFiles&) = delete;

    /// The file at a raw request path ("/" is index.html), or null.
    [[nodiscard]] const File* find(std::string_view path) const;
    /// index.html, for addresses inside the page: a path without a dot in its last part.
    [[nodiscard]] const File* fallback(std::string_view path) const;
    /// The form to send, and which one it is.
    [[nodiscard]] static const std::string& body(const File& file, Encoding wanted, Encoding& chosen);

private:
    void load(const std::string& dir);
    void encode_missing();

    std::map<std::string, std::unique_ptr<File>, std::less<>> files_;
    std::atomic<bool> stopping_{false};
    std::thread encoder_;
};

/// By file name: "text/javascript; charset=utf-8".
[[nodiscard]] std::string_view content_type_of(std::string_view file_name);
/// Names that carry a hash of their content, as Vite makes them: "/assets/index-BxT3_a9k.js".
[[nodiscard]] bool is_hashed_name(std::string_view path);

}  // namespace jiwei::http
