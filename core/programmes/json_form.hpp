// Decisions and their inputs as JSON, for the screen, for cases and for the WebAssembly call.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/programmes/decide.hpp"

namespace jiwei::core::programmes {

[[nodiscard]] json::Value to_json(const Finding& finding);
[[nodiscard]] json::Value to_json(const schedule::Task& task);

/// Reads inputs; what is wrong is collected, and the value read then is a harmless default.
class Reader {
public:
    [[nodiscard]] const std::string& text(const json::Value& object, std::string_view key);
    [[nodiscard]] CivilDate day(const json::Value& object, std::string_view key);
    [[nodiscard]] std::optional<CivilDate> day_if_any(const json::Value& object, std::string_view key);
    [[nodiscard]] Resident resident(const json::Value& given);
    [[nodiscard]] std::optional<Enrolment> enrolment(const json::Value& given);
    [[nodiscard]] std::vector<rules::Fact> facts(const json::Value& given);
    [[nodiscard]] std::vector<OpenTask> tasks(const json::Value& given);

    void report(std::string_view key, std::string_view what);
    [[nodiscard]] const std::vector<std::string>& errors() const { return errors_; }

private:
    std::vector<std::string> errors_;
};

}  // namespace jiwei::core::programmes
