// Text that must not reach a log line or an error by accident: names, ID numbers, phones.
#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace jiwei {

/// Holds personal text. It has no stream or format operator, so logging one does not compile; reveal() is easy to find in review.
class Sensitive {
public:
    Sensitive() = default;
    explicit Sensitive(std::string text) : text_{std::move(text)} {}
    [[nodiscard]] std::string_view reveal() const { return text_; }
    [[nodiscard]] bool empty() const { return text_.empty(); }
    bool operator==(const Sensitive&) const = default;

private:
    std::string text_;
};

}  // namespace jiwei
