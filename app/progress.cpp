#include "app/progress.hpp"

#include <unistd.h>

#include <cstdio>

#include <fmt/format.h>

#include "platform/time/clock.hpp"

namespace jiwei::app {

namespace {

constexpr std::int64_t terminal_step_ms = 200;
constexpr std::int64_t plain_step_ms = 10'000;

}  // namespace

std::string grouped(std::int64_t value) {
    std::string digits = std::to_string(value);
    for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > (value < 0 ? 1 : 0); at -= 3)
        digits.insert(static_cast<std::size_t>(at), 1, ',');
    return digits;
}

ProgressLine::ProgressLine(std::string what) : what_{std::move(what)}, terminal_{::isatty(STDERR_FILENO) == 1} {}

ProgressLine::~ProgressLine() {
    if (shown_ && terminal_) std::fputc('\n', stderr);
}

void ProgressLine::show(std::int64_t done, std::int64_t total) {
    const std::int64_t now_ms = time::SystemClock{}.now().utc_ms;
    if (now_ms < next_ms_ && done != total) return;
    next_ms_ = now_ms + (terminal_ ? terminal_step_ms : plain_step_ms);
    const std::string line = total > 0 ? fmt::format("{}: {} of {} ({} %)", what_, grouped(done), grouped(total), done * 100 / total)
                                       : fmt::format("{}: {}", what_, grouped(done));
    fmt::print(stderr, "{}{}{}", terminal_ ? "\r" : "", line, terminal_ ? "\x1b[K" : "\n");
    shown_ = true;
}

}  // namespace jiwei::app
