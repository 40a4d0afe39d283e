// One line an event: a level, a stable event id ("http.request", "db.trouble") and named values. Never personal data: ids, codes,
// numbers and times only (security specification 5: logs never carry names, ID numbers, phones or diagnoses).
#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include "core/kernel/sensitive.hpp"

namespace jiwei::log {

enum class Level : unsigned char { debug, info, warn, error, off };
enum class Format : unsigned char { json, logfmt };

struct Options {
    Level level = Level::info;
    Format format = Format::json;
    std::string file;                         // empty: standard error
    std::size_t file_bytes_max = 64U << 20U;  // then it is renamed to file.1 and so on
    int files_kept = 10;
};

/// A named value of a line. Text is cut at 1,000 bytes and escaped, so that no value can forge a line.
class Field {
public:
    enum class Kind : unsigned char { text, integer, boolean };
    Field(std::string_view name, std::string_view text) : name_{name}, text_{text} {}
    Field(std::string_view name, const char* text) : name_{name}, text_{text} {}
    template <std::integral T>
    Field(std::string_view name, T value)
        : name_{name}, integer_{static_cast<std::int64_t>(value)}, kind_{std::same_as<T, bool> ? Kind::boolean : Kind::integer} {}
    Field(std::string_view name, const Sensitive& personal) = delete;  // names, ID numbers and phones stay out of logs

    [[nodiscard]] std::string_view name() const { return name_; }
    [[nodiscard]] std::string_view text() const { return text_; }
    [[nodiscard]] std::int64_t integer() const { return integer_; }
    [[nodiscard]] Kind kind() const { return kind_; }

private:
    std::string_view name_;
    std::string_view text_;
    std::int64_t integer_ = 0;
    Kind kind_ = Kind::text;
};

/// Call once in main(); before that, lines of level warn and above go to standard error. Throws std::runtime_error when the file
/// cannot be opened.
void start(const Options& options);
/// Writes what is buffered.
void flush();
/// Cheap: ask before gathering values for a line that may not be wanted.
[[nodiscard]] bool enabled(Level level);

void write(Level level, std::string_view event, std::initializer_list<Field> fields = {});
inline void debug(std::string_view event, std::initializer_list<Field> fields = {}) { write(Level::debug, event, fields); }
inline void info(std::string_view event, std::initializer_list<Field> fields = {}) { write(Level::info, event, fields); }
inline void warn(std::string_view event, std::initializer_list<Field> fields = {}) { write(Level::warn, event, fields); }
inline void error(std::string_view event, std::initializer_list<Field> fields = {}) { write(Level::error, event, fields); }

}  // namespace jiwei::log
