// Answers and decision of a signed record as one packed column (docs/adr/0051).
#pragma once

#include <string>
#include <string_view>

namespace jiwei::programmes {

struct RecordBody {
    std::string answers;   // JSON
    std::string decision;  // JSON
};

/// Both are JSON as json::Writer writes it, without line breaks.
[[nodiscard]] std::string pack_body(std::string_view answers, std::string_view decision);
/// Throws std::runtime_error when the bytes are damaged.
[[nodiscard]] RecordBody unpack_body(std::string_view bytes);

}  // namespace jiwei::programmes
