// A case file after reading, whichever of its two forms it has.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/kernel/expected.hpp"
#include "core/kernel/json.hpp"

namespace jiwei::cases {

/// `value` has the members of the case, "want" among them. `lines`: where its members stand ("today", "want.next"); text form only.
struct CaseText {
    std::string name;
    std::size_t line = 0;
    json::Value value;
    std::map<std::string, std::size_t, std::less<>> lines;
};

struct CaseFile {
    json::Value head;  // kind, pack, form, source, and what all cases share
    std::vector<CaseText> cases;
};

struct SyntaxFault {
    std::size_t line = 0;
    std::string text;
    std::size_t column = 1;
};

[[nodiscard]] tl::expected<CaseFile, SyntaxFault> read_case_file(std::string_view text);

/// "birth_date 1968-05-10, sex 1" as an object of texts. Commas (also ，) separate, quotes protect them; the first word is the key.
[[nodiscard]] json::Value inline_object(std::string_view text);
/// Words of a list: separated by blanks, "+", "、", "|" or commas; "none" and "[]" are no words.
[[nodiscard]] std::vector<std::string> inline_list(std::string_view text);

}  // namespace jiwei::cases
