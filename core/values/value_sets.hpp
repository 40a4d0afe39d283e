// Code lists (value sets) of the pack value-sets: does a code exist, and what is it called.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/kernel/civil_date.hpp"
#include "core/kernel/expected.hpp"

namespace jiwei::values {

struct Code {
    std::string code;  // text: leading zeros count
    std::string label_zh;
    std::string label_en;
    std::optional<CivilDate> valid_to;  // retired after this day: readable, no longer selectable
};

/// Why a file was refused: values.syntax, values.header, values.duplicate, values.date; `where` is "identity.csv:12".
struct Fault {
    std::string_view code;
    std::string where;
};

/// Built once at start or pack load, then read by many threads.
class ValueSets {
public:
    /// Adds one file with the columns set,code,label_zh,label_en[,valid_to]. All or nothing.
    [[nodiscard]] tl::expected<void, Fault> add_csv(std::string_view file_name, std::string_view text);

    [[nodiscard]] bool has_set(std::string_view set) const;
    /// The code exists, retired or not: may be read.
    [[nodiscard]] bool has(std::string_view set, std::string_view code) const;
    /// The code exists and is not retired on that day: may be chosen.
    [[nodiscard]] bool selectable(std::string_view set, std::string_view code, CivilDate on) const;
    /// Nothing when the set or the code does not exist.
    [[nodiscard]] const Code* find(std::string_view set, std::string_view code) const;
    /// The code whose Chinese or English label is exactly `label`, for imports; nothing when none or more than one has it.
    [[nodiscard]] const Code* find_label(std::string_view set, std::string_view label) const;
    /// In the order of the file; empty for an unknown set.
    [[nodiscard]] const std::vector<Code>& codes(std::string_view set) const;
    [[nodiscard]] std::vector<std::string_view> set_names() const;

private:
    std::map<std::string, std::vector<Code>, std::less<>> sets_;
};

}  // namespace jiwei::values
