// spdlog behind our own small face: it rotates and writes; we form the line, so that escaping and length are ours.
#include "platform/log/log.hpp"

#include <fmt/format.h>
#include <spdlog/sinks/rotating_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <atomic>
#include <memory>
#include <stdexcept>

#include "core/kernel/utf8.hpp"
#include "platform/time/clock.hpp"

namespace jiwei::log {
namespace {

constexpr std::size_t value_bytes_max = 1000;

/// Set by start(), read by every write; swapped whole so that a line never sees half of it.
struct State {
    std::shared_ptr<spdlog::logger> logger;
    Format format = Format::logfmt;
};

std::shared_ptr<spdlog::logger> plain_logger(spdlog::sink_ptr sink) {
    auto logger = std::make_shared<spdlog::logger>("jiwei", std::move(sink));
    logger->set_pattern("%v");
    logger->set_level(spdlog::level::trace);
    logger->flush_on(spdlog::level::warn);
    return logger;
}

std::shared_ptr<const State>& state() {
    static std::shared_ptr<const State> current =
        std::make_shared<const State>(State{plain_logger(std::make_shared<spdlog::sinks::stderr_sink_mt>()), Format::logfmt});
    return current;
}

std::atomic<Level> level_now{Level::warn};

spdlog::level::level_enum spdlog_level(Level level) {
    switch (level) {
    case Level::debug: return spdlog::level::debug;
    case Level::info: return spdlog::level::info;
    case Level::warn: return spdlog::level::warn;
    case Level::error: return spdlog::level::err;
    case Level::off: return spdlog::level::off;
    }
    return spdlog::level::off;
}

std::string_view level_name(Level level) {
    constexpr std::string_view names[] = {"debug", "info", "warn", "error", "off"};
    return names[static_cast<std::size_t>(level)];
}

void append_text(fmt::memory_buffer& out, std::string_view text) {
    text = text.substr(0, value_bytes_max);
    const bool readable = utf8::is_valid(text);  // log readers must never meet broken UTF-8: other bytes are escaped one by one
    out.push_back('"');
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out.push_back('\\');
            out.push_back(c);
        } else if (byte < 0x20 || byte == 0x7F || (byte > 0x7F && !readable)) {
            fmt::format_to(std::back_inserter(out), "\\u{:04x}", byte);
        } else {
            out.push_back(c);
        }
    }
    out.push_back('"');
}

void append_field(fmt::memory_buffer& out, const Field& field, Format format) {
    const auto to = std::back_inserter(out);
    if (format == Format::json) {
        fmt::format_to(to, ",\"{}\":", field.name());
    } else {
        fmt::format_to(to, " {}=", field.name());
    }
    switch (field.kind()) {
    case Field::Kind::text: append_text(out, field.text()); break;
    case Field::Kind::integer: fmt::format_to(to, "{}", field.integer()); break;
    case Field::Kind::boolean: fmt::format_to(to, "{}", field.integer() != 0); break;
    }
}

}  // namespace

void start(const Options& options) {
    spdlog::sink_ptr sink;
    try {
        if (options.file.empty()) {
            sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
        } else {
            sink = std::make_shared<spdlog::sinks::rotating_file_sink_mt>(options.file, options.file_bytes_max,
                                                                          static_cast<std::size_t>(options.files_kept));
        }
    } catch (const spdlog::spdlog_ex& error) {
        throw std::runtime_error{"log file: " + std::string{error.what()}};
    }
    auto next = std::make_shared<const State>(State{plain_logger(std::move(sink)), options.format});
    auto previous = std::atomic_exchange(&state(), std::move(next));
    previous->logger->flush();
    level_now = options.level;
    // Request lines are many; they may wait a second in the buffer, warnings and errors never.
    spdlog::drop_all();
    spdlog::register_logger(std::atomic_load(&state())->logger);
    if (!options.file.empty()) spdlog::flush_every(std::chrono::seconds{1});
}

void flush() { std::atomic_load(&state())->logger->flush(); }

bool enabled(Level level) { return level >= level_now.load(std::memory_order_relaxed); }

void write(Level level, std::string_view event, std::initializer_list<Field> fields) {
    if (!enabled(level)) return;
    const auto current = std::atomic_load(&state());
    fmt::memory_buffer line;
    const std::string at = time::text(time::SystemClock{}.now());
    if (current->format == Format::json) {
        fmt::format_to(std::back_inserter(line), R"({{"at":"{}","level":"{}","event":"{}")", at, level_name(level), event);
    } else {
        fmt::format_to(std::back_inserter(line), "at={} level={} event={}", at, level_name(level), event);
    }
    for (const Field& field : fields) append_field(line, field, current->format);
    if (current->format == Format::json) line.push_back('}');
    current->logger->log(spdlog_level(level), spdlog::string_view_t{line.data(), line.size()});
}

}  // namespace jiwei::log
