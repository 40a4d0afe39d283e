// A form as data: what stands on the official paper, in its order and words, and what an answer to it must satisfy.
// A renderer needs nothing else: no field of any programme is known to the code.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/kernel/decimal.hpp"
#include "core/kernel/finding.hpp"
#include "core/rules/program.hpp"

namespace jiwei::forms {

struct Label {
    std::string zh;
    std::string en;
};

struct Choice {
    std::string code;
    Label label;
};

/// A code list (service specification 2017, annexes). Codes are text and keep their zeros.
struct ValueSet {
    std::string name;
    std::vector<Choice> choices;
    [[nodiscard]] const Choice* find(std::string_view code) const;
};

/// month is "YYYY-MM"; in rules it is the first day of the month. staff is a text that names a member of staff.
enum class FieldType : unsigned char { integer, decimal, date, month, boolean, code, codes, text, rows, staff };
[[nodiscard]] std::string_view field_type_name(FieldType type);
/// Nothing for a word that names no type.
[[nodiscard]] std::optional<FieldType> parse_field_type(std::string_view word);

/// Both ends belong to the range unless marked open; a missing end is no limit. `text` is what a person reads ("50-300 mmHg").
struct Range {
    std::optional<Decimal> low;
    std::optional<Decimal> high;
    bool low_open = false;
    bool high_open = false;
    std::string text;
    [[nodiscard]] bool holds(Decimal value) const;
};

/// A condition over several answers. `when` true gives a finding at /answers/<at>; what is not answered makes no condition true. Inside
/// rows it is asked of each row and speaks of that row's cell <at>.
struct Check {
    std::string at;
    std::string code;
    std::string allowed;
    Severity severity = Severity::hard;
    rules::Program when;
};

struct Field {
    std::string key;  // the specification's key verbatim
    FieldType type = FieldType::text;
    Label label;
    std::size_t section_at = 0;    // where its section stands in the form
    std::string value_set;         // code and codes only
    std::size_t value_set_at = 0;  // where it stands among the value sets of the pack
    std::string unit;              // "mmHg"
    Label hint;                    // short text under the field, may be empty
    int decimals = 0;              // decimal: most digits after the point
    int length_max = 200;          // text: characters; codes and rows: items
    Range hard;                    // outside: refused
    Range soft;                    // outside: kept once confirmed
    std::string exclusive;         // codes: this one stands alone ("1 none")
    /// Answering one of these codes needs the text field `text_key` beside it ("99 other").
    std::vector<std::string> text_codes;
    std::string text_key;
    std::vector<std::string> warn_codes;     // soft finding when chosen
    std::string fact;                        // the previous value shown beside the field is the last fact of this code
    Decimal tolerance;                       // computed: a typed value may differ by this much
    std::string personal;                    // text: a phone, id_no, address or card of somebody, shown by role (packs/roles/masks.csv)
    bool on_paper = true;                    // stands on the official paper
    bool carries = false;                    // a new form begins with the last value, shown as such; nothing that is measured at each visit
    bool is_typed = false;                   // computed: people may type it where the engine cannot compute
    bool in_life = false;                    // date and month: between birth and today
    std::optional<rules::Program> required;  // absent: never
    std::optional<rules::Program> shown;     // absent: always; an answer to a field that is not shown is refused
    std::optional<rules::Program> computed;  // present: the engine fills it; a different typed value is refused
    /// rows only: the fields of one row, without conditions of being shown. Their conditions name cells of the same row as "key.column".
    std::vector<Field> columns;
    std::vector<Check> checks;        // rows only
    std::optional<rules::Slot> slot;  // where rules find its answer; rows have none
};

/// Whom a form serves, and what it must hold to count for them (service specification 2017, ch. 1, notes on the examination form). A record
/// without it is kept all the same; rules ask "group.<key>": nothing is missing, whether or not the person belongs to the group.
struct Group {
    std::string key;
    Label label;
    std::optional<rules::Program> applies;  // absent: to everybody
    /// Fields by their place; one of each list is enough. A field that is not shown is not asked for.
    std::vector<std::vector<std::size_t>> needs;
    rules::Slot slot{};
};

struct Section {
    std::string key;
    Label label;
    std::optional<rules::Program> shown;  // absent: always; false: no field of the section is shown
};

/// Rows of the permission matrix that a form may go by (security specification 4.1): those whose scopes are people. The first is what a
/// form goes by that names none. What reads and writes forms asks for these rows, so a new one is known to the gate by being named here.
inline constexpr std::array<std::string_view, 5> form_rows{"chronic_followup", "health_record", "maternal_child", "mental_record",
                                                           "screening_folic"};

struct Form {
    std::string name;  // "follow-up"
    std::string row;   // of the permission matrix: who reads and writes it
    Label title;
    std::string source;    // "Service specification 2017, ch. 7, annex 1"
    std::string date_key;  // the field that holds the date of service; empty: the form is of the day it is saved
    std::vector<Section> sections;
    std::vector<Field> fields;  // in the order of the paper
    std::vector<Check> checks;
    std::vector<Group> groups;
    [[nodiscard]] const Field* find(std::string_view key) const;
};

}  // namespace jiwei::forms
