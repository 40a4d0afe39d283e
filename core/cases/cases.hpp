// Rule cases: text files in which officials write what is given and what must come out (grammar: docs/reference/cases.md).
// Pure: what needs a library of the platform or a database (pinyin, the search box) comes in through hooks.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/kernel/expected.hpp"
#include "core/values/value_sets.hpp"

namespace jiwei::cases {

struct Difference {
    std::size_t line = 0;    // of the expectation as far as the file tells, else of the case
    std::string text;        // "next: wanted \"2025-04-24\", got \"2025-04-23\""
    std::size_t column = 0;  // where the file cannot be read; else 0
};

/// One person of a search case.
struct SearchPerson {
    std::string label;  // how the expectation calls the person
    std::string name, sex, birth_date, id_type, id_no, phone, archive_no, address;
};
/// Labels found, in the order of the answer; or why it could not be run.
using SearchHook =
    std::function<tl::expected<std::vector<std::string>, std::string>(const std::vector<SearchPerson>&, std::string_view query)>;

struct Environment {
    const values::ValueSets& values;
    /// The bundle of a pack (canonical JSON {"path": "text"}), or nothing when there is no such pack.
    std::function<const std::string*(std::string_view pack)> bundle;
    /// Pinyin readings without tones; without it a duplicate case must state `pinyin`.
    std::function<std::vector<std::string>(std::string_view name)> phonetic;
    /// Without it search cases fail with the reason.
    SearchHook search;
};

struct Outcome {
    std::string name;
    std::size_t line = 0;
    std::vector<Difference> differences;  // empty: passed
};

struct Report {
    std::string file;
    std::vector<Outcome> outcomes;
    [[nodiscard]] std::size_t passed() const;
    [[nodiscard]] std::size_t failed() const;
};

/// JSON when the first character is "{", else the text form. A file that can not be read, or has no case, is one failed outcome.
[[nodiscard]] Report run_file(std::string_view file_name, std::string_view text, const Environment& environment);

/// One line per difference: "FILE:LINE: CASE: DIFFERENCE"; with ":COLUMN" behind the line where the file cannot be read.
[[nodiscard]] std::string failures_text(const Report& report);

}  // namespace jiwei::cases
