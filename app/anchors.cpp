#include "app/anchors.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <stdexcept>

namespace jiwei::app {

namespace {

namespace fs = std::filesystem;

class AppendedFile {
public:
    explicit AppendedFile(std::string path)
        : path_{std::move(path)}, descriptor_{open(path_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600)} {
        if (descriptor_ < 0) fail();
    }
    ~AppendedFile() { close(descriptor_); }
    AppendedFile(const AppendedFile&) = delete;
    AppendedFile& operator=(const AppendedFile&) = delete;

    void append(const std::string& text) const {
        if (write(descriptor_, text.data(), text.size()) != static_cast<ssize_t>(text.size())) fail();
        if (fsync(descriptor_) != 0) fail();
    }

private:
    [[noreturn]] void fail() const {
        throw std::runtime_error{"the audit anchors could not be written to " + path_ + ": " + std::strerror(errno)};
    }
    std::string path_;
    int descriptor_;
};

bool ends_within_a_line(const std::string& path) {
    std::ifstream file{path, std::ios::binary | std::ios::ate};
    if (!file || file.tellg() <= 0) return false;
    file.seekg(-1, std::ios::end);
    return file.get() != '\n';
}

/// After a line that a crash cut short a new file is begun: nothing is ever glued to it or rewritten.
std::string file_to_append_to(const std::string& folder, int year) {
    const std::string first = folder + "/" + std::to_string(year);
    std::string path = first + ".txt";
    for (int number = 2; ends_within_a_line(path); ++number) path = first + "-" + std::to_string(number) + ".txt";
    return path;
}

std::string anchor_file_text(const std::string& path) {
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, std::istreambuf_iterator<char>{}};
}

}  // namespace

void append_anchors(const std::string& folder, std::span<const audit::Anchor> anchors) {
    if (anchors.empty()) return;
    if (fs::create_directories(folder)) fs::permissions(folder, fs::perms::owner_all);
    std::string text;
    for (const audit::Anchor& anchor : anchors) text += anchor.line + "\n";
    AppendedFile{file_to_append_to(folder, time::civil_date(anchors.front().at).year())}.append(text);
}

AnchorsVerdict verify_anchors(db::Connection& connection, const std::string& folder, const crypto::Keys& keys) {
    // The files are read before the first statement, which fixes the moment of the database: a server may add lines to both meanwhile.
    std::map<std::string, std::string> texts;
    if (fs::exists(folder)) {
        for (const auto& entry : fs::directory_iterator{folder}) {
            if (entry.path().extension() == ".txt") texts.emplace(entry.path().string(), anchor_file_text(entry.path().string()));
        }
    }
    AnchorsVerdict verdict;
    for (const auto& [path, text] : texts) {
        std::int64_t number = 0;
        std::size_t from = 0;
        for (std::size_t end = text.find('\n'); end != std::string::npos; end = text.find('\n', from)) {
            ++number;
            const audit::Verdict one = audit::verify_anchor_line(connection, std::string_view{text}.substr(from, end - from), keys);
            if (!one.whole) return {verdict.lines, path, number, one.why};
            ++verdict.lines;
            from = end + 1;
        }
    }
    return verdict;
}

}  // namespace jiwei::app
