// How a long command shows where it is: one line that is rewritten on a terminal, a line every ten seconds elsewhere.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace jiwei::app {

class ProgressLine {
public:
    explicit ProgressLine(std::string what);
    ~ProgressLine();
    ProgressLine(const ProgressLine&) = delete;
    ProgressLine& operator=(const ProgressLine&) = delete;

    /// `total` 0: not known yet.
    void show(std::int64_t done, std::int64_t total);

private:
    std::string what_;
    bool terminal_;
    bool shown_ = false;
    std::int64_t next_ms_ = 0;
};

/// 1234567 -> "1,234,567"
[[nodiscard]] std::string grouped(std::int64_t value);

}  // namespace jiwei::app
